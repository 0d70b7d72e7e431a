//! Asking the publishers: one module a protocol, all of them [`Source`]s. `docs/source-contract.md` is the contract; `tests/it/contract.rs`
//! holds every source to it.
//!
//! ```text
//! pipeline [hent] ─► Source::plan ─► deliveries (names resolved, requests listed, change signal) ─► refresh: asks, only what may have changed
//!                                                                                      └► Source::verify ─► intake
//! ```
//!
//! A source knows a protocol and nothing of any dataset. It resolves at run time whatever a pipeline names by pattern, and never
//! follows a name that it was not given.

use async_trait::async_trait;
use chrono::NaiveTime;

use crate::error::{Error, Result};
use crate::pipeline::{Fetch, Layout, Pipeline};
use crate::read::{Refusal, Role};
use crate::web::{Answer, Request, Web};

mod fhi;
mod klass;
mod nsr;
mod pxweb;
mod select;
mod udir_export;
mod udir_filter;
mod udir_report;

/// One dataset to be fetched.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    pub pipeline: &'a Pipeline,
    pub fetch: &'a Fetch,
}

impl Order<'_> {
    /// The layout that answers of this wire format are read by.
    pub fn layout(&self, format: &str) -> Option<&Layout> {
        self.pipeline.layout(format)
    }

    /// An error about what the publisher has and the pipeline expects: the dataset cannot be fetched.
    pub fn stop(&self, message: impl Into<String>) -> Error {
        Error::Moved { dataset: self.pipeline.id.clone(), message: message.into() }
    }
}

/// What a dataset is at its publisher now, and what to fetch.
#[derive(Debug, Default)]
pub struct Plan {
    /// All that exist; refresh skips those that have not changed.
    pub deliveries: Vec<Planned>,
    /// What the names in the pipeline stand for now.
    pub resolved: Vec<Resolved>,
    /// The form of the publisher's table, to be compared with last time's.
    pub form: Form,
    /// What the source itself noticed (an expected new dimension that is left out, a reversed table).
    pub notes: Vec<String>,
}

/// Answers that are accepted or refused together.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its name within the dataset, the same from run to run: `2025-26 offentlig`, `2015–2018`, `alle`.
    pub name: String,
    /// Whatever changes when the publisher changes the content (`updated`, `modifiedAt`); none where the protocol has nothing of the kind.
    pub signal: Option<String>,
    /// Whether the period is over and revisions are rare: asked for less often where there is no signal.
    pub settled: bool,
    /// The id of the wire format of its answers.
    pub format: &'static str,
    /// All the requests that it is made of.
    pub requests: Vec<PlannedRequest>,
}

/// One request of a delivery.
#[derive(Debug, Clone)]
pub struct PlannedRequest {
    pub request: Request,
    /// As for a delivery, where parts of it change by themselves (a unit's `DatoEndret`).
    pub signal: Option<String>,
    /// What the answer must say, for [`Source::verify`]: dimensions in order, or how many units.
    pub expected: Expected,
}

/// What is known beforehand of a whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Nothing,
    /// A cube with these dimensions, each with this many categories, in any order.
    Cube(Vec<(String, usize)>),
    /// A page of rows: its number, how many pages there are, how many rows all pages have together where that is known, and the fields that
    /// the rows have where the dataset is known by them.
    Page {
        number: usize,
        of: usize,
        total: Option<usize>,
        fields: Vec<String>,
    },
    /// A wide answer whose headings name this period, this unit where each request asks for one, and no other value of a filter than those
    /// that were asked for.
    Report {
        period: String,
        unit: Option<String>,
        filters: Vec<Asked>,
    },
}

/// What was asked for of a filter, by the names that headings have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub filter: String,
    pub values: Vec<String>,
    /// The filter's other values.
    pub others: Vec<String>,
}

/// A name in a pipeline and what it stands for at the publisher.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Resolved {
    /// `tabell /spesialundervisning/`
    pub name: String,
    /// `12222 «12222: Elever med spesialundervisning …»`
    pub stands_for: String,
}

/// The form of a publisher's table: what a drift report compares.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Form {
    /// The table's id or page's endpoint, with its title.
    pub table: String,
    pub dimensions: Vec<FormDimension>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FormDimension {
    pub code: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Code → label, with the unit of a measure.
    pub categories: Vec<FormCategory>,
    /// Whether every category is fetched, so that a lost one is lost to us.
    pub mapped: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FormCategory {
    pub code: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub mapped: bool,
}

/// One protocol.
#[async_trait]
pub trait Source: Send + Sync {
    /// The id of the publisher's address in the configuration (`ssb`, `klass`, `udir_rapport`, `udir_eksport`, `fhi`, `nsr`, `nbr`).
    fn publisher(&self, order: &Order<'_>) -> &'static str;

    /// Resolves the pipeline's names and lists what there is to fetch. Asks only what detects change: no figures.
    ///
    /// # Errors
    ///
    /// [`Error::Moved`] when something that the pipeline maps is gone or ambiguous; [`Error::Web`] when the publisher does not answer.
    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan>;

    /// Whether the answers (one per request, in order, with status 200) are the whole of what was asked for.
    ///
    /// # Errors
    ///
    /// What is missing or twice, as a refusal.
    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal>;

    /// Whether the publisher says, with status 200, that it has no figures for this question. Such an answer is kept and not read.
    fn is_empty(&self, answer: &Answer) -> bool {
        let _ = answer;
        false
    }

    /// The hours of the day (Oslo) in which the schedule leaves the publisher alone, from and until.
    fn quiet_hours(&self) -> Option<(NaiveTime, NaiveTime)> {
        None
    }
}

/// The source of a pipeline's protocol.
pub fn of(fetch: &Fetch) -> &'static dyn Source {
    if fetch.pxweb.is_some() {
        &pxweb::PxWeb
    } else if fetch.klass.is_some() {
        &klass::Klass
    } else if fetch.udir_rapport.is_some() {
        &udir_report::UdirReport
    } else if fetch.udir_eksport.is_some() {
        &udir_export::UdirExport
    } else if fetch.fhi.is_some() {
        &fhi::Fhi
    } else {
        &nsr::Nsr
    }
}
