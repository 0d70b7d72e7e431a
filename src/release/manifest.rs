//! The manifest of a release, and the folder that holds them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::definition::sha256;
use crate::engine::sql_type;
use crate::error::{Error, Result};
use crate::warehouse::files::write_atomically;
use crate::warehouse::{DataFile, Partition, Warehouse};

const FORMAT_VERSION: u32 = 1;

/// Everything that a release consists of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format_version: u32,
    /// `2026-11-22-3f2a9c1b`: the day, and the beginning of the content's hash.
    pub utgave: String,
    pub tid: DateTime<Utc>,
    /// SHA-256 over the tables' files and the definitions: two releases with the same content have the same.
    pub innhold: String,
    /// The program's version.
    pub versjon: String,
    pub syntetisk: bool,
    /// By name, `indikator.verdi`.
    pub tabeller: BTreeMap<String, TableEntry>,
    /// The facts' partitions, every edition.
    pub partisjoner: Vec<Partition>,
    /// Definition file → SHA-256; the texts are kept in the archive.
    pub definisjoner: BTreeMap<String, String>,
    /// Checks of severity `advarsel` that did not hold.
    pub advarsler: Vec<String>,
}

/// A table of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    pub beskrivelse: String,
    pub kolonner: Vec<ColumnEntry>,
    /// The columns that it is sorted by.
    pub sortering: Vec<String>,
    /// What it was computed from: SHA-256 of its statement and of everything that it reads. Empty for facts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fingeravtrykk: String,
    /// Its files. A fact's files are in the manifest's partitions instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filer: Vec<DataFile>,
}

/// A column of a released table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnEntry {
    pub navn: String,
    /// SQL type.
    #[serde(rename = "type")]
    pub data_type: String,
    pub beskrivelse: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enhet: Option<String>,
}

impl TableEntry {
    /// The table's schema as declared; nothing is opened for it.
    pub fn schema(&self) -> Result<SchemaRef> {
        let fields = self
            .kolonner
            .iter()
            .map(|column| {
                let data_type = type_from_name(&column.data_type)
                    .ok_or_else(|| Error::Stop(format!("manifestet nevner den ukjente typen {}", column.data_type)))?;
                Ok(Field::new(&column.navn, data_type, true))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(Schema::new(fields)))
    }

    /// The entries for a schema and the model's descriptions of its columns.
    pub fn columns(schema: &Schema, described: &[(String, String, Option<String>)]) -> Vec<ColumnEntry> {
        schema
            .fields()
            .iter()
            .map(|field| {
                let found = described.iter().find(|(name, _, _)| name == field.name());
                ColumnEntry {
                    navn: field.name().clone(),
                    data_type: type_name(field.data_type()),
                    beskrivelse: found.map(|(_, text, _)| text.clone()).unwrap_or_default(),
                    enhet: found.and_then(|(_, _, unit)| unit.clone()),
                }
            })
            .collect()
    }
}

/// The SQL name of a type that a table may have.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 => "VARCHAR".to_owned(),
        DataType::Int64 => "BIGINT".to_owned(),
        DataType::Int32 => "INTEGER".to_owned(),
        DataType::Float64 => "DOUBLE".to_owned(),
        DataType::Boolean => "BOOLEAN".to_owned(),
        DataType::Date32 => "DATE".to_owned(),
        DataType::Timestamp(TimeUnit::Microsecond, None) => "TIMESTAMP".to_owned(),
        DataType::Decimal128(precision, scale) => format!("DECIMAL({precision},{scale})"),
        other => other.to_string(),
    }
}

fn type_from_name(name: &str) -> Option<DataType> {
    if name == "TIMESTAMP" { Some(DataType::Timestamp(TimeUnit::Microsecond, None)) } else { sql_type(name) }
}

impl Manifest {
    pub const FORMAT_VERSION: u32 = FORMAT_VERSION;

    /// The hash of what a release says, whenever and wherever it was made.
    pub fn content_hash(
        tables: &BTreeMap<String, TableEntry>,
        partitions: &[Partition],
        definitions: &BTreeMap<String, String>,
    ) -> Result<String> {
        let text = serde_json::to_vec(&(tables, partitions, definitions)).map_err(|error| Error::Stop(error.to_string()))?;
        Ok(sha256(&text))
    }

    /// Every data file that the release names.
    pub fn files(&self) -> impl Iterator<Item = &DataFile> {
        self.tabeller.values().flat_map(|table| &table.filer).chain(self.partisjoner.iter().map(|partition| &partition.fil))
    }
}

/// The releases of a warehouse.
#[derive(Debug, Clone)]
pub struct Releases {
    folder: PathBuf,
}

impl Releases {
    pub fn of(warehouse: &Warehouse) -> Releases {
        Releases { folder: warehouse.releases() }
    }

    /// The current release, if one was made.
    pub fn current(&self) -> Result<Option<Manifest>> {
        let pointer = self.folder.join("current");
        if !pointer.exists() {
            return Ok(None);
        }
        let id = std::fs::read_to_string(&pointer).map_err(Error::io("kan ikke lese", &pointer))?;
        self.get(id.trim()).map(Some)
    }

    /// The current release, or an error that says how to make one.
    pub fn required(&self) -> Result<Manifest> {
        self.current()?.ok_or_else(|| {
            Error::Stop(
                "varehuset har ingen utgave ennå; den lages når data er tatt inn (`innsikt import`) og kontrollene holder".to_owned(),
            )
        })
    }

    /// A release by its id.
    pub fn get(&self, id: &str) -> Result<Manifest> {
        let path = self.path(id);
        if id.contains(['/', '\\']) || !path.exists() {
            let known = self.ids()?;
            return Err(Error::Usage(format!("utgaven {id} finnes ikke; kjente: {}", known.join(", "))));
        }
        read(&path)
    }

    /// Every release, oldest first.
    pub fn all(&self) -> Result<Vec<Manifest>> {
        let mut manifests = self.ids()?.iter().map(|id| read(&self.path(id))).collect::<Result<Vec<_>>>()?;
        manifests.sort_by(|a, b| (a.tid, &a.utgave).cmp(&(b.tid, &b.utgave)));
        Ok(manifests)
    }

    fn ids(&self) -> Result<Vec<String>> {
        if !self.folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut ids = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(Error::io("kan ikke lese mappen", &self.folder))? {
            let name = entry.map_err(Error::io("kan ikke lese mappen", &self.folder))?.file_name();
            if let Some(id) = name.to_string_lossy().strip_suffix(".json") {
                ids.push(id.to_owned());
            }
        }
        ids.sort();
        Ok(ids)
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// Writes a manifest, and points to it last.
    pub fn publish(&self, manifest: &Manifest) -> Result<()> {
        // A release that was made before and is current again keeps the time at which it was made.
        if !self.path(&manifest.utgave).exists() {
            let text = serde_json::to_vec_pretty(manifest).map_err(|error| Error::Stop(error.to_string()))?;
            write_atomically(&self.path(&manifest.utgave), &text)?;
        }
        write_atomically(&self.folder.join("current"), manifest.utgave.as_bytes())
    }

    /// Removes a manifest that is not the current one.
    pub fn remove(&self, id: &str) -> Result<()> {
        let path = self.path(id);
        std::fs::remove_file(&path).map_err(Error::io("kan ikke fjerne", &path))
    }
}

fn read(path: &Path) -> Result<Manifest> {
    let text = std::fs::read_to_string(path).map_err(Error::io("kan ikke lese", path))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke et utgavemanifest: {error}", path.display())))?;
    if manifest.format_version > FORMAT_VERSION {
        return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
    }
    Ok(manifest)
}
