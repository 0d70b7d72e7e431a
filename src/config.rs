//! `innsikt.toml`: what is particular to one municipality. Without the file everything has its default.

use std::path::Path;

use serde::Deserialize;

use crate::definition::from_toml;
use crate::error::{Error, Result};

/// The configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The municipality's number, for documents and for local files that do not say it.
    pub kommune: Option<String>,
    /// Dataset → mapping file, for the municipality's own files.
    #[serde(default)]
    pub kartlegging: std::collections::BTreeMap<String, std::path::PathBuf>,
    /// The way to the publishers.
    #[serde(default)]
    pub nett: Network,
}

/// `[nett]`: how the publishers are reached.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Whom a publisher can write to, for the User-Agent: an e-mail address or a page.
    pub kontakt: Option<String>,
    /// `http://proxy:8080`; the system's proxy settings when not given.
    pub proxy: Option<String>,
    /// A PEM file with extra CA certificates, for networks that inspect TLS.
    pub ca: Option<std::path::PathBuf>,
    /// Seconds to wait for the beginning of an answer, and for each next piece of it; 60 when not given.
    pub tidsavbrudd_s: Option<u64>,
    /// Milliseconds before a failed request is repeated the first time; doubles each time. Never below 1000 at the publishers' own addresses.
    pub nytt_forsoek_ms: Option<u64>,
    /// The largest answer that is read, in MiB, decompressed; 512 when not given.
    pub stoerste_svar_mib: Option<u64>,
    /// Publisher id → another address or pace than the built-in ones.
    #[serde(default)]
    pub utgiver: std::collections::BTreeMap<String, Publisher>,
}

/// `[nett.utgiver.ssb]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The base address. The publisher's published pace belongs to its own address: another one announces its own.
    pub adresse: Option<String>,
    /// Milliseconds between two requests; never fewer than the publisher's own pace at its own address.
    pub pause_ms: Option<u64>,
}

impl Config {
    /// Reads the file; a missing one means the defaults.
    pub fn read(path: &Path) -> Result<Config> {
        if !path.exists() {
            return Ok(Config::default());
        }
        let text = std::fs::read_to_string(path).map_err(Error::io("kan ikke lese", path))?;
        from_toml(&text, &path.display().to_string())
    }
}
