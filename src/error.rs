//! What can go wrong, in the words that a user gets. One line says what happened and where; the context follows.
//!
//! Messages are Norwegian, since analysts and report authors read them; codes and comments are English.

use std::path::{Path, PathBuf};

use crate::model::CheckFailure;
use crate::read::Refusal;

/// The result of anything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An expected failure: its text tells the user what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: std::io::Error },

    /// A definition (TOML file, header of a SQL file, configuration) is wrong.
    #[error("{file}: {message}")]
    Definition { file: String, message: String },

    /// An answer or file was refused by the guard or its reader.
    #[error("{dataset}: {file} er avvist – {refusal}")]
    Refused { dataset: String, file: String, refusal: Refusal },

    /// The content of an answer does not fit its pipeline.
    #[error("{dataset}: {file}: {message}")]
    Mapping { dataset: String, file: String, message: String },

    /// What a pipeline maps is gone, moved or ambiguous at the publisher.
    #[error("{dataset}: {message}")]
    Moved { dataset: String, message: String },

    /// A publisher did not answer, or not with what was asked for.
    #[error("{publisher}: {address}: {message}")]
    Web { publisher: &'static str, address: String, message: String },

    /// Checks of severity `stopp` failed.
    #[error("{}", describe_checks(.0))]
    Checks(Vec<CheckFailure>),

    /// A query or model was not understood or failed.
    #[error("{context}: {source}")]
    Query { context: String, source: Box<datafusion::error::DataFusionError> },

    /// Another process writes to the warehouse.
    #[error("en annen prosess skriver til varehuset {} (låsen holdes); prøv igjen når den er ferdig", .0.display())]
    Locked(PathBuf),

    /// The command was used in a way that cannot work.
    #[error("{0}")]
    Usage(String),

    /// Anything else that stops the work, in one sentence.
    #[error("{0}")]
    Stop(String),
}

impl Error {
    /// Turns an I/O error on `path` into one that says what was being done there.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }

    /// Turns a DataFusion error into one that says what was being asked.
    pub fn query(context: impl Into<String>) -> impl FnOnce(datafusion::error::DataFusionError) -> Error {
        let context = context.into();
        move |source| Error::Query { context, source: Box::new(source) }
    }

    pub fn definition(file: impl Into<String>, message: impl Into<String>) -> Error {
        Error::Definition { file: file.into(), message: message.into() }
    }

    /// The exit status of the process; `docs/operations.md` lists them.
    pub fn exit_status(&self) -> u8 {
        match self {
            Error::Usage(_) => exit::USAGE,
            Error::Locked(_) => exit::LOCKED,
            _ => exit::FAILED,
        }
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(source: arrow::error::ArrowError) -> Self {
        Error::Query { context: "Arrow".to_owned(), source: Box::new(source.into()) }
    }
}

/// The exit statuses of the program.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// Something failed; the message says why.
    pub const FAILED: u8 = 1;
    /// Wrong usage.
    pub const USAGE: u8 = 2;
    /// Done, but checks or freshness fell short.
    pub const SHORT: u8 = 3;
    /// Another process holds the writer's lock.
    pub const LOCKED: u8 = 4;
}

fn describe_checks(failures: &[CheckFailure]) -> String {
    // The first line alone is what logs and `status` show.
    let names: Vec<String> = failures.iter().map(|failure| format!("{}: «{}»", failure.table, failure.check)).collect();
    let mut text = format!("{} kontroll(er) stoppet, forrige utgave står urørt: {}", failures.len(), names.join("; "));
    for failure in failures {
        text.push_str(&format!("\n{failure}"));
    }
    text
}
