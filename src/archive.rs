//! The archive: every answer and file as it came, addressed by the SHA-256 of its bytes, with one record per request.
//!
//! ```text
//! archive/blobs/3f/3f2a….zst                            the bytes, compressed
//! archive/records/udir_gsi_elever/20261122T170501.123Z-3f2a9c1b0d4e.json   what was asked, when, what came
//! ```
//!
//! Everything downstream can be rebuilt from this folder alone. Nothing here knows what the bytes mean.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::definition::sha256;
use crate::error::{Error, Result};
use crate::warehouse::files::{write_atomically, write_new};

/// The version of the record format.
const FORMAT_VERSION: u32 = 1;

/// How hard blobs are compressed: publishers' answers are read rarely and kept for ever.
const COMPRESSION_LEVEL: i32 = 9;

/// The archive of one warehouse.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

/// What is known of one archived answer. `henting` is its name everywhere: the SHA-256 of the stored bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub format_version: u32,
    pub henting: String,
    pub datasett: String,
    /// The file's name as imported, or the request.
    pub kilde: String,
    /// When it was fetched or imported.
    pub tid: DateTime<Utc>,
    /// HTTP status, for answers that came over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The headers that matter (ETag, Last-Modified, Content-Type).
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub hoder: std::collections::BTreeMap<String, String>,
    /// The size of the stored bytes before compression.
    pub byte: u64,
    /// The wire format that it was read as.
    pub format: String,
    /// For a local file that was projected before it was stored: SHA-256 of the file as delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Whether the content is made up.
    pub syntetisk: bool,
    /// Why nothing of it was loaded, when that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avvist: Option<String>,
}

/// A record that is about to be stored.
#[derive(Debug)]
pub struct Delivery<'a> {
    pub dataset: &'a str,
    pub source: String,
    pub format: &'a str,
    pub original: Option<String>,
    pub synthetic: bool,
    pub time: DateTime<Utc>,
}

impl Archive {
    pub fn new(folder: PathBuf) -> Archive {
        Archive { folder }
    }

    /// Stores the bytes (once, however often they come) and a record of this delivery. True when the bytes were not there before.
    pub fn store(&self, bytes: &[u8], delivery: Delivery<'_>) -> Result<(Record, bool)> {
        let henting = sha256(bytes);
        let new = self.keep(&henting, bytes)?;
        let record = Record {
            format_version: FORMAT_VERSION,
            henting,
            datasett: delivery.dataset.to_owned(),
            kilde: delivery.source,
            tid: delivery.time,
            http_status: None,
            hoder: Default::default(),
            byte: bytes.len() as u64,
            format: delivery.format.to_owned(),
            original: delivery.original,
            syntetisk: delivery.synthetic,
            avvist: None,
        };
        self.write(&record)?;
        Ok((record, new))
    }

    /// Takes over a record of another archive, with its bytes.
    pub fn adopt(&self, record: &Record, bytes: &[u8]) -> Result<()> {
        self.keep(&record.henting, bytes)?;
        self.write(record)
    }

    /// Stores bytes under their hash. True when they were not there before.
    fn keep(&self, henting: &str, bytes: &[u8]) -> Result<bool> {
        let blob = self.blob(henting);
        if blob.exists() {
            return Ok(false);
        }
        let compressed = zstd::encode_all(bytes, COMPRESSION_LEVEL).map_err(Error::io("kan ikke komprimere til", &blob))?;
        write_new(&blob, |file| file.write_all(&compressed))?;
        Ok(true)
    }

    /// Notes on a record why nothing of it was loaded.
    pub fn mark_refused(&self, record: &Record, why: String) -> Result<()> {
        self.write(&Record { avvist: Some(why), ..record.clone() })
    }

    fn write(&self, record: &Record) -> Result<()> {
        let text = serde_json::to_vec_pretty(record).map_err(|error| Error::Stop(format!("kan ikke skrive arkivpost: {error}")))?;
        write_atomically(&self.record_path(record), &text)
    }

    fn record_path(&self, record: &Record) -> PathBuf {
        let time = record.tid.format("%Y%m%dT%H%M%S%.3fZ");
        self.folder.join("records").join(&record.datasett).join(format!("{time}-{}.json", &record.henting[..12]))
    }

    fn blob(&self, henting: &str) -> PathBuf {
        self.folder.join("blobs").join(&henting[..2]).join(format!("{henting}.zst"))
    }

    /// The bytes of an archived answer, verified against their name.
    pub fn read(&self, henting: &str) -> Result<Vec<u8>> {
        let blob = self.blob(henting);
        let compressed = std::fs::read(&blob).map_err(Error::io("kan ikke lese fra arkivet", &blob))?;
        let bytes = zstd::decode_all(compressed.as_slice()).map_err(Error::io("kan ikke pakke ut", &blob))?;
        if sha256(&bytes) != henting {
            return Err(Error::Stop(format!("{}: innholdet stemmer ikke med navnet; arkivet er skadet", blob.display())));
        }
        Ok(bytes)
    }

    /// Every record, oldest first; deliveries of the same instant in order of dataset and content.
    pub fn records(&self) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        let root = self.folder.join("records");
        if !root.is_dir() {
            return Ok(records);
        }
        for dataset in entries(&root)? {
            for path in entries(&dataset)? {
                if path.extension().is_some_and(|extension| extension == "json") {
                    records.push(read_record(&path)?);
                }
            }
        }
        records.sort_by(|a, b| (a.tid, &a.datasett, &a.henting).cmp(&(b.tid, &b.datasett, &b.henting)));
        Ok(records)
    }

    /// Every blob's name, with its place.
    pub fn blobs(&self) -> Result<Vec<(String, PathBuf)>> {
        let root = self.folder.join("blobs");
        let mut blobs = Vec::new();
        if !root.is_dir() {
            return Ok(blobs);
        }
        for shelf in entries(&root)? {
            for path in entries(&shelf)? {
                if let Some(name) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".zst")) {
                    blobs.push((name.to_owned(), path.clone()));
                }
            }
        }
        Ok(blobs)
    }
}

/// The instant of a delivery, to the millisecond that record names keep.
pub fn now() -> DateTime<Utc> {
    let text = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    DateTime::parse_from_rfc3339(&text).map(|time| time.with_timezone(&Utc)).unwrap_or_else(|_| Utc::now())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io("kan ikke lese mappen", folder))? {
        paths.push(entry.map_err(Error::io("kan ikke lese mappen", folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read_record(path: &Path) -> Result<Record> {
    let text = std::fs::read_to_string(path).map_err(Error::io("kan ikke lese", path))?;
    let record: Record =
        serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke en arkivpost: {error}", path.display())))?;
    if record.format_version > FORMAT_VERSION {
        return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
    }
    let hash = record.henting.len() == 64 && record.henting.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = record.datasett.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && !record.datasett.is_empty();
    if !hash || !name {
        return Err(Error::Stop(format!("{}: henting eller datasett er ikke et gyldig navn", path.display())));
    }
    Ok(record)
}
