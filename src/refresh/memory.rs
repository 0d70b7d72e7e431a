//! What refresh remembers of a dataset from run to run: when it asked, what the names stood for, what the publisher's table looked like.
//!
//! It is an operational note, no truth: without it everything is asked about again, and nothing is lost.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::source::{Form, Resolved};
use crate::warehouse::Warehouse;
use crate::warehouse::files::write_atomically;

const FORMAT_VERSION: u32 = 1;

/// One dataset's note.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    format_version: u32,
    /// When it was last tried.
    pub forsoekt: Option<DateTime<Utc>>,
    /// When the last try went through.
    pub lyktes: Option<DateTime<Utc>>,
    /// Why the last try did not, in one line.
    pub feil: Option<String>,
    /// What the names in the pipeline stood for.
    pub oppslag: Vec<Resolved>,
    /// The form of the publisher's table.
    pub form: Form,
    /// Delivery → when it was asked about, and the change signal of then.
    pub leveringer: BTreeMap<String, Asked>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub tid: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
}

impl Memory {
    /// The dataset's note; an empty one when there is none, or none that can be read.
    pub fn read(warehouse: &Warehouse, dataset: &str) -> Memory {
        let text = std::fs::read_to_string(path(warehouse, dataset)).unwrap_or_default();
        serde_json::from_str(&text).ok().filter(|memory: &Memory| memory.format_version == FORMAT_VERSION).unwrap_or_default()
    }

    pub fn write(&mut self, warehouse: &Warehouse, dataset: &str) -> Result<()> {
        self.format_version = FORMAT_VERSION;
        let text = serde_json::to_vec(self).map_err(|error| Error::Stop(error.to_string()))?;
        write_atomically(&path(warehouse, dataset), &text)
    }
}

fn path(warehouse: &Warehouse, dataset: &str) -> PathBuf {
    warehouse.folder().join("refresh").join(format!("{dataset}.json"))
}
