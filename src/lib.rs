//! Innsikt: national school statistics and a municipality's own figures, from the published cell to the council's documents.
//!
//! The modules are the stages of one direction of flow; `docs/architecture.md` draws it.
//!
//! ```text
//! definition ─► pipeline, model            what is wanted: TOML and SQL, checked before any data is touched
//! source, web ─► refresh                   what may have changed at the publishers, asked for politely
//! guard ─► archive ─► read ─► intake       what came, kept as it came, and its cells
//! warehouse ─► release                     immutable files, and the manifest that names them
//! engine                                   DataFusion, through which all SQL runs
//! report, export, trace, command           what people get
//! simulated                                publishers of a made-up country, for `demo` and tests
//! ```

pub mod archive;
pub mod cell;
pub mod cli;
pub mod command;
pub mod config;
pub mod convert;
pub mod definition;
pub mod documentation;
pub mod engine;
pub mod error;
pub mod export;
pub mod guard;
pub mod intake;
pub mod ledger;
pub mod local_table;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod read;
#[cfg(test)]
mod recorded;
pub mod refresh;
pub mod release;
pub mod report;
pub mod run;
pub mod schedule;
pub mod simulated;
pub mod source;
pub mod system;
pub mod template;
pub mod trace;
pub mod warehouse;
pub mod web;
pub mod workbook;
