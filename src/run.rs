//! The record of what was run: one file a run, which SQL reads as `system.kjoeringer` and `system.kontroller`.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::CheckFailure;
use crate::warehouse::Warehouse;
use crate::warehouse::files::write_atomically;

/// One run of a command that writes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub format_version: u32,
    pub kommando: String,
    pub start: DateTime<Utc>,
    pub slutt: DateTime<Utc>,
    /// The exit status.
    pub status: u8,
    /// The current release when the run ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utgave: Option<String>,
    pub meldinger: Vec<String>,
    #[serde(default)]
    pub kontroller: Vec<Finding>,
}

/// A check that did not hold during a run. The offending rows are not kept: they may hold what a later release masks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub tabell: String,
    pub kontroll: String,
    pub alvor: String,
    pub rader: u64,
}

impl Finding {
    pub fn of(failure: &CheckFailure) -> Finding {
        Finding {
            tabell: failure.table.clone(),
            kontroll: failure.check.clone(),
            alvor: failure.severity.to_string(),
            rader: failure.rows as u64,
        }
    }
}

/// The version of the run record's format.
pub const FORMAT_VERSION: u32 = 1;

/// Writes a run's record.
pub fn write(warehouse: &Warehouse, run: &Run) -> Result<()> {
    let name = format!("{}-{}.json", run.start.format("%Y%m%dT%H%M%S%.3fZ"), std::process::id());
    let text = serde_json::to_vec_pretty(run).map_err(|error| Error::Stop(error.to_string()))?;
    write_atomically(&warehouse.runs().join(name), &text)
}

/// Every run, oldest first. A record that cannot be read is left out: it must never keep anybody from the figures.
pub fn all(warehouse: &Warehouse) -> Vec<Run> {
    let Ok(entries) = std::fs::read_dir(warehouse.runs()) else { return Vec::new() };
    let mut runs: Vec<Run> = entries.flatten().filter_map(|entry| read(&entry.path())).collect();
    runs.sort_by_key(|run| run.start);
    runs
}

fn read(path: &Path) -> Option<Run> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}
