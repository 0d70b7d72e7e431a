//! The parts of a workbook's zip, within limits: what a few megabytes unpack to may be more than a machine holds.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::damaged;
use crate::read::Refusal;

/// The most bytes that all parts together may unpack to. A sheet of a million rows and ten columns has about 400 MB.
const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;

/// More parts than any workbook has.
const MOST_PARTS: usize = 20_000;

/// A zip that was found to unpack within the limits.
pub(crate) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Parts<'a> {
    /// Opens the zip and unpacks every part once, into nothing: sizes that a zip states may be wrong.
    pub fn open(bytes: &'a [u8]) -> Result<Parts<'a>, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        let mut parts = Parts { zip };
        if parts.len() > MOST_PARTS {
            return Err(too_big());
        }
        let mut stated: u64 = 0;
        for index in 0..parts.len() {
            let part = parts.zip.by_index_raw(index).map_err(|_| damaged())?;
            if part.encrypted() {
                return Err(super::behind_password());
            }
            stated = stated.saturating_add(part.size());
        }
        if stated > MOST_UNPACKED {
            return Err(too_big());
        }
        let mut unpacked = 0;
        for index in 0..parts.len() {
            let part = parts.zip.by_index(index).map_err(|_| damaged())?;
            let most = MOST_UNPACKED - unpacked + 1;
            unpacked += std::io::copy(&mut part.take(most), &mut std::io::sink()).map_err(|_| damaged())?;
            if unpacked > MOST_UNPACKED {
                return Err(too_big());
            }
        }
        parts.check_string_count()?;
        Ok(parts)
    }

    pub fn len(&self) -> usize {
        self.zip.len()
    }

    pub fn name(&self, index: usize) -> Option<String> {
        Some(self.zip.name_for_index(index)?.ok()?.into_owned())
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    pub fn any_under(&self, folder: &str) -> bool {
        self.zip.file_names().flatten().any(|name| name.starts_with(folder))
    }

    /// The bytes of a part, unpacked as they are read.
    pub fn stream(&mut self, index: usize) -> Result<impl Read, Refusal> {
        Ok(self.zip.by_index(index).map_err(|_| damaged())?.take(MOST_UNPACKED))
    }

    /// A count of shared strings makes the reader set memory aside for as many: it may not be more than the part can hold.
    fn check_string_count(&mut self) -> Result<(), Refusal> {
        let tables: Vec<usize> = (0..self.len()).filter(|&index| self.name(index).is_some_and(|name| is_string_table(&name))).collect();
        for index in tables {
            let part = self.zip.by_index(index).map_err(|_| damaged())?;
            let size = part.size();
            let mut head = Vec::new();
            part.take(4096).read_to_end(&mut head).map_err(|_| damaged())?;
            let head = String::from_utf8_lossy(&head);
            let Some((_, rest)) = head.split_once("uniqueCount=") else { continue };
            let digits: String = rest.chars().skip(1).take_while(char::is_ascii_digit).collect();
            if !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > size) {
                return Err(damaged());
            }
        }
        Ok(())
    }
}

fn is_string_table(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("sharedstrings.xml")
}

fn too_big() -> Refusal {
    let expected = format!("høyst {} MB utpakket; del den opp, eller lagre arket som CSV", MOST_UNPACKED / (1024 * 1024));
    Refusal::whole("en arbeidsbok som pakkes ut til mer enn det", expected)
}
