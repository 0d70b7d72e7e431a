//! `doctor`: is everything in its place here, and do the publishers have what the pipelines expect?
//!
//! Nothing is changed, and without a warehouse it does what can be done without one.

mod here;
mod online;

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};

use super::Context;
use crate::cli::{DoctorArgs, Format, Place};
use crate::config::Config;
use crate::error::{Result, exit};

/// Examines this place, or the publishers.
pub async fn doctor(place: Place, config: Result<Config>, arguments: &DoctorArgs) -> Result<u8> {
    if arguments.online {
        return online::online(&Context { config: config?, place }, arguments).await;
    }
    here::here(place, config, arguments).await
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    /// Good to know; nothing is wrong.
    Note,
    Wrong,
}

impl State {
    fn text(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Note => "merk",
            State::Wrong => "feil",
        }
    }
}

/// Done, or fallen short.
fn status(is_well: bool) -> u8 {
    if is_well { exit::DONE } else { exit::SHORT }
}

/// Rows of texts as a table to print.
fn texts<const N: usize>(names: [&str; N], rows: &[[String; N]]) -> Result<RecordBatch> {
    let columns = names.iter().enumerate().map(|(at, name)| {
        let column: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[at].as_str())));
        (*name, column)
    });
    Ok(RecordBatch::try_from_iter(columns)?)
}

/// As much of a text as a table on a terminal has room for.
fn clipped(text: &str, format: Format) -> String {
    const ROOM: usize = 90;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(ROOM) {
        Some((end, _)) if format == Format::Tabell => format!("{}…", &line[..end]),
        _ if format == Format::Tabell => line.to_owned(),
        _ => text.to_owned(),
    }
}
