//! The archive: every answer and file as it came, addressed by the SHA-256 of its bytes, with one record per delivery,
//! which names every request that it is made of and the answer to it.
//!
//! ```text
//! archive/blobs/3f/3f2a….zst                            the bytes, compressed
//! archive/records/udir_gsi_elever/20261122T170501.123Z-3f2a9c1b0d4e.json   a delivery: what was asked, when, what came
//! ```
//!
//! Everything downstream can be rebuilt from this folder alone. Nothing here knows what the bytes mean.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::definition::sha256;
use crate::error::{Error, Result};
use crate::warehouse::files::{write_atomically, write_new};

/// The version of the record format.
const FORMAT_VERSION: u32 = 2;

/// How hard blobs are compressed: publishers' answers are read rarely and kept for ever.
const COMPRESSION_LEVEL: i32 = 9;

/// The archive of one warehouse.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

/// One delivery: the answers that are loaded together, or refused together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub format_version: u32,
    pub datasett: String,
    /// Its name within the dataset: the file's name as imported, or what the source calls this part of the dataset.
    pub levering: String,
    /// When it was fetched or imported.
    pub tid: DateTime<Utc>,
    /// What the publisher changes when it changes the content (`updated`), as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// The wire format that its answers are read as.
    pub format: String,
    /// Whether the content is made up.
    pub syntetisk: bool,
    /// Why nothing of it was loaded, when that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avvist: Option<String>,
    /// Whether it was loaded whole: a run that is killed before leaves this false, and the next one loads it.
    pub lastet: bool,
    pub svar: Vec<Svar>,
}

/// One archived answer of a delivery. `henting` is its name everywhere: the SHA-256 of the stored bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Svar {
    pub henting: String,
    /// The file's name as imported, or the request's address.
    pub kilde: String,
    /// When these bytes came: earlier than the delivery, where the publisher said that nothing had changed.
    pub tid: DateTime<Utc>,
    /// The question, the same from run to run; none for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoersmaal: Option<String>,
    /// As for the delivery, where the parts change by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
    /// HTTP status, for answers that came over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The headers that matter (ETag, Last-Modified, Content-Type).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hoder: BTreeMap<String, String>,
    /// The size of the stored bytes before compression.
    pub byte: u64,
    /// Whether the publisher has nothing for this question.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tomt: bool,
    /// For a local file that was projected before it was stored: SHA-256 of the file as delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

impl Record {
    /// A delivery of nothing yet.
    pub fn new(dataset: &str, delivery: String, format: &str, synthetic: bool, time: DateTime<Utc>) -> Record {
        Record {
            format_version: FORMAT_VERSION,
            datasett: dataset.to_owned(),
            levering: delivery,
            tid: time,
            signal: None,
            format: format.to_owned(),
            syntetisk: synthetic,
            avvist: None,
            lastet: false,
            svar: Vec::new(),
        }
    }

    /// One name for the content of all answers: the answer's own where there is one.
    pub fn content(&self) -> String {
        match self.svar.as_slice() {
            [one] => one.henting.clone(),
            several => sha256(several.iter().map(|answer| answer.henting.as_str()).collect::<Vec<_>>().join("\n").as_bytes()),
        }
    }
}

impl Svar {
    /// An answer or file whose bytes are `bytes`.
    pub fn new(source: String, bytes: &[u8], time: DateTime<Utc>) -> Svar {
        Svar {
            henting: sha256(bytes),
            kilde: source,
            tid: time,
            spoersmaal: None,
            signal: None,
            http_status: None,
            hoder: BTreeMap::new(),
            byte: bytes.len() as u64,
            tomt: false,
            original: None,
        }
    }
}

impl Archive {
    pub fn new(folder: PathBuf) -> Archive {
        Archive { folder }
    }

    /// Stores a delivery: its answers' bytes (each once, however often they come), then its record. True when any bytes were new.
    pub fn store(&self, record: &Record, bytes: &[&[u8]]) -> Result<bool> {
        let mut new = false;
        for (answer, bytes) in record.svar.iter().zip(bytes) {
            new |= self.keep(&answer.henting, bytes)?;
        }
        self.write(record)?;
        Ok(new)
    }

    /// Takes over a record of another archive, with its bytes.
    pub fn adopt(&self, record: &Record, other: &Archive) -> Result<()> {
        for answer in &record.svar {
            self.keep(&answer.henting, &other.read(&answer.henting)?)?;
        }
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

    /// Notes on a record that all of it was loaded.
    pub fn mark_loaded(&self, record: &Record) -> Result<()> {
        self.write(&Record { lastet: true, avvist: None, ..record.clone() })
    }

    fn write(&self, record: &Record) -> Result<()> {
        let text = serde_json::to_vec_pretty(record).map_err(|error| Error::Stop(format!("kan ikke skrive arkivpost: {error}")))?;
        write_atomically(&self.record_path(record), &text)
    }

    fn record_path(&self, record: &Record) -> PathBuf {
        let time = record.tid.format("%Y%m%dT%H%M%S%.3fZ");
        let name = sha256(format!("{}\n{}", record.levering, record.content()).as_bytes());
        self.folder.join("records").join(&record.datasett).join(format!("{time}-{}.json", &name[..12]))
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
            records.extend(records_in(&dataset)?);
        }
        records.sort_by(|a, b| (a.tid, &a.datasett, &a.levering).cmp(&(b.tid, &b.datasett, &b.levering)));
        Ok(records)
    }

    /// The records of one dataset, oldest first.
    pub fn records_of(&self, dataset: &str) -> Result<Vec<Record>> {
        let folder = self.folder.join("records").join(dataset);
        let mut records = if folder.is_dir() { records_in(&folder)? } else { Vec::new() };
        records.sort_by(|a, b| (a.tid, &a.levering).cmp(&(b.tid, &b.levering)));
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

fn records_in(folder: &Path) -> Result<Vec<Record>> {
    let records = entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    records.map(|path| read_record(&path)).collect()
}

fn read_record(path: &Path) -> Result<Record> {
    let text = std::fs::read_to_string(path).map_err(Error::io("kan ikke lese", path))?;
    let record: Record =
        serde_json::from_str(&text).map_err(|error| Error::Stop(format!("{}: ikke en arkivpost: {error}", path.display())))?;
    if record.format_version > FORMAT_VERSION {
        return Err(Error::Stop(format!("{}: skrevet av en nyere utgave av innsikt", path.display())));
    }
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = !record.svar.is_empty() && record.svar.iter().all(|answer| is_hash(&answer.henting));
    let name = record.datasett.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && !record.datasett.is_empty();
    if !hash || !name {
        return Err(Error::Stop(format!("{}: henting eller datasett er ikke et gyldig navn", path.display())));
    }
    Ok(record)
}
