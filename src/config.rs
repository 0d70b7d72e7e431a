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
