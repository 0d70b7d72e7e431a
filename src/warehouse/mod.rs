//! The warehouse: one folder that holds everything, and one writer at a time.
//!
//! ```text
//! warehouse/varehus.json      what kind of data it holds (real or synthetic), format version
//!           archive/          every answer as it came
//!           tables/           immutable Parquet files named by their content, and partitions.json that names the facts' files
//!           releases/         one manifest a release, and `current`
//!           exports/          Parquet for others
//!           runs/             one record a run
//! ```

pub mod files;
mod lock;
mod masks;
mod parquet_file;
mod partitions;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::error::{Error, Result};

pub use lock::WriterLock;
pub use masks::{Masked, mask_earlier};
pub use parquet_file::{DataFile, NewFile, parquet_error, writer_properties};
pub use partitions::{Partition, Partitions};

const FORMAT_VERSION: u32 = 1;

/// An opened warehouse.
#[derive(Debug, Clone)]
pub struct Warehouse {
    folder: PathBuf,
    synthetic: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker {
    format_version: u32,
    syntetisk: bool,
}

impl Warehouse {
    /// Opens the warehouse in `folder`, or makes an empty one for real data.
    pub fn open_or_create(folder: &Path) -> Result<Warehouse> {
        if folder.join("varehus.json").exists() { Warehouse::open(folder) } else { Warehouse::create(folder, false) }
    }

    /// Opens an existing warehouse.
    pub fn open(folder: &Path) -> Result<Warehouse> {
        let path = folder.join("varehus.json");
        if !path.exists() {
            return Err(Error::Stop(format!(
                "{}: her er det ikke noe varehus ennå; `innsikt import DATASETT FIL` lager det, eller velg et annet med --warehouse",
                folder.display()
            )));
        }
        let text = std::fs::read_to_string(&path).map_err(Error::io("kan ikke lese", &path))?;
        let marker: Marker =
            serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke et varehus: {error}", path.display())))?;
        if marker.format_version > FORMAT_VERSION {
            return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
        }
        Ok(Warehouse { folder: folder.to_owned(), synthetic: marker.syntetisk })
    }

    /// Makes an empty warehouse. Whether it holds real or synthetic data is decided here, once.
    pub fn create(folder: &Path, synthetic: bool) -> Result<Warehouse> {
        let marker = Marker { format_version: FORMAT_VERSION, syntetisk: synthetic };
        let text = serde_json::to_vec_pretty(&marker).map_err(|error| Error::Stop(error.to_string()))?;
        files::write_atomically(&folder.join("varehus.json"), &text)?;
        Ok(Warehouse { folder: folder.to_owned(), synthetic })
    }

    /// Whether everything in here is made up.
    pub fn synthetic(&self) -> bool {
        self.synthetic
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn archive(&self) -> Archive {
        Archive::new(self.folder.join("archive"))
    }

    pub fn tables(&self) -> PathBuf {
        self.folder.join("tables")
    }

    pub fn releases(&self) -> PathBuf {
        self.folder.join("releases")
    }

    pub fn exports(&self) -> PathBuf {
        self.folder.join("exports")
    }

    pub fn runs(&self) -> PathBuf {
        self.folder.join("runs")
    }

    /// Takes the writer's lock for as long as the returned guard lives.
    pub fn lock(&self) -> Result<WriterLock> {
        WriterLock::take(&self.folder)
    }
}
