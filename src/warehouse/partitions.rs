//! Which files the fact tables consist of: one partition is one dataset, one period, one part of it, one edition.
//!
//! This index is the newest accepted state, always fit to publish; a release copies it into its manifest.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::DataFile;
use super::files::write_atomically;
use crate::error::{Error, Result};

const FORMAT_VERSION: u32 = 1;

/// One partition of a fact table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// `fakta.elever`.
    pub tabell: String,
    pub datasett: String,
    /// `2025-26` or `2019`.
    pub periode: String,
    /// The part of the period that one delivery covers (a municipality's accounts), empty where a delivery is the whole period.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub del: String,
    /// The edition: the publisher's day of publication, else the day on which it was fetched.
    pub publisert: NaiveDate,
    /// The archived answer that it was read from.
    pub henting: String,
    pub fil: DataFile,
}

impl Partition {
    /// What a newer edition replaces.
    pub fn slot(&self) -> (&str, &str, &str, &str) {
        (&self.tabell, &self.datasett, &self.periode, &self.del)
    }
}

/// The index of all partitions, every edition.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partitions {
    format_version: u32,
    partisjoner: Vec<Partition>,
}

impl Partitions {
    /// Reads the index below `tables/`; empty when nothing was loaded yet.
    pub fn read(tables: &Path) -> Result<Partitions> {
        let path = tables.join("partitions.json");
        if !path.exists() {
            return Ok(Partitions { format_version: FORMAT_VERSION, partisjoner: Vec::new() });
        }
        let text = std::fs::read_to_string(&path).map_err(Error::io("kan ikke lese", &path))?;
        let partitions: Partitions =
            serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke en partisjonsliste: {error}", path.display())))?;
        if partitions.format_version > FORMAT_VERSION {
            return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
        }
        Ok(partitions)
    }

    pub fn write(&self, tables: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::Stop(error.to_string()))?;
        write_atomically(&tables.join("partitions.json"), &text)
    }

    /// Adds a partition; one of the same slot and edition gives way.
    pub fn add(&mut self, partition: Partition) {
        self.partisjoner.retain(|known| !(known.slot() == partition.slot() && known.publisert == partition.publisert));
        self.partisjoner.push(partition);
        self.partisjoner.sort_by(|a, b| (a.slot(), a.publisert).cmp(&(b.slot(), b.publisert)));
    }

    pub fn all(&self) -> &[Partition] {
        &self.partisjoner
    }

    /// The newest edition of every slot, of those published by `as_of` where a day is given.
    pub fn newest(&self, as_of: Option<NaiveDate>) -> Vec<&Partition> {
        let mut newest: Vec<&Partition> = Vec::new();
        for partition in self.partisjoner.iter().filter(|partition| as_of.is_none_or(|day| partition.publisert <= day)) {
            match newest.last_mut() {
                Some(last) if last.slot() == partition.slot() => *last = partition,
                _ => newest.push(partition),
            }
        }
        newest
    }

    /// The newest edition that stands where `partition` would go.
    pub fn standing(&self, partition: &Partition) -> Option<&Partition> {
        self.partisjoner.iter().filter(|known| known.slot() == partition.slot()).max_by_key(|known| known.publisert)
    }
}

impl FromIterator<Partition> for Partitions {
    fn from_iter<I: IntoIterator<Item = Partition>>(partitions: I) -> Self {
        let mut index = Partitions { format_version: FORMAT_VERSION, partisjoner: Vec::new() };
        for partition in partitions {
            index.add(partition);
        }
        index
    }
}
