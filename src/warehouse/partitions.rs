//! Which files the fact tables consist of: one partition is one dataset, one period, one part of it, one edition.
//!
//! This index is the newest accepted state, always fit to publish; a release copies it into its manifest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::DataFile;
use super::files::write_atomically;
use crate::error::{Error, Result};

const FORMAT_VERSION: u32 = 2;

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
    /// The content of the archived delivery that it was read from.
    pub henting: String,
    /// The hash of what its rows say, apart from when and where they came: two editions with the same are one.
    pub innhold: String,
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
    /// Files that show what was masked afterwards (by hash), and those that stand for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    skjermet: BTreeMap<String, DataFile>,
}

impl Partitions {
    /// Where the index of the accepted state lies.
    pub fn path(tables: &Path) -> PathBuf {
        tables.join("partitions.json")
    }

    /// Reads the index below `tables/`; empty when nothing was loaded yet.
    pub fn read(tables: &Path) -> Result<Partitions> {
        Partitions::read_from(&Partitions::path(tables))
    }

    /// Reads an index; an empty one when there is none.
    pub fn read_from(path: &Path) -> Result<Partitions> {
        if !path.exists() {
            return Ok(Partitions { format_version: FORMAT_VERSION, ..Partitions::default() });
        }
        let text = std::fs::read_to_string(path).map_err(Error::io("kan ikke lese", path))?;
        let partitions: Partitions =
            serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke en partisjonsliste: {error}", path.display())))?;
        if partitions.format_version > FORMAT_VERSION {
            return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
        }
        Ok(partitions)
    }

    pub fn write_to(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::Stop(error.to_string()))?;
        write_atomically(path, &text)
    }

    /// The index without the datasets that `is_gone` names. What was masked stays known: releases name the old files.
    pub fn without(&self, is_gone: impl Fn(&str) -> bool) -> Partitions {
        let mut rest = self.clone();
        rest.partisjoner.retain(|partition| !is_gone(&partition.datasett));
        rest
    }

    /// Adds a partition; one of the same slot and edition gives way, and its file is returned.
    pub fn add(&mut self, partition: Partition) -> Option<DataFile> {
        let same = |known: &Partition| known.slot() == partition.slot() && known.publisert == partition.publisert;
        // The index is in order of slot and edition, always.
        let at = self.partisjoner.partition_point(|known| (known.slot(), known.publisert) < (partition.slot(), partition.publisert));
        let at = Some(at).filter(|&at| self.partisjoner.get(at).is_some_and(same));
        let replaced = at.map(|at| self.partisjoner.remove(at).fil).filter(|fil| *fil != partition.fil);
        let after = self.partisjoner.partition_point(|known| (known.slot(), known.publisert) <= (partition.slot(), partition.publisert));
        self.partisjoner.insert(after, partition);
        replaced
    }

    /// Lets `fil` stand for the file of a partition, in the index and in every release that names it.
    pub fn replace(&mut self, partition: &Partition, fil: DataFile) {
        for known in self.partisjoner.iter_mut().filter(|known| known.fil == partition.fil && known.slot() == partition.slot()) {
            known.fil = fil.clone();
        }
        self.skjermet.insert(partition.fil.sha256.clone(), fil);
    }

    /// A partition as it may be shown: with the file that stands for its own, where something was masked afterwards.
    pub fn shown(&self, partition: &Partition) -> Partition {
        let mut shown = partition.clone();
        // A file may have been replaced more than once; each step hides more, so that there is an end.
        while let Some(fil) = self.skjermet.get(&shown.fil.sha256).filter(|fil| fil.sha256 != shown.fil.sha256) {
            shown.fil = fil.clone();
        }
        shown
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

    /// The newest edition in a slot that was published by a day.
    pub fn standing_at(&self, slot: (&str, &str, &str, &str), day: NaiveDate) -> Option<&Partition> {
        self.partisjoner.iter().filter(|known| known.slot() == slot && known.publisert <= day).max_by_key(|known| known.publisert)
    }
}

impl FromIterator<Partition> for Partitions {
    fn from_iter<I: IntoIterator<Item = Partition>>(partitions: I) -> Self {
        let mut index = Partitions { format_version: FORMAT_VERSION, ..Partitions::default() };
        for partition in partitions {
            index.add(partition);
        }
        index
    }
}
