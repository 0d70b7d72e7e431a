//! `build` and `check`: the models and their checks alone.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};

use super::{Context, Log};
use crate::cli::BuildArgs;
use crate::error::{Result, exit};
use crate::model::{Catalogue, Severity};
use crate::outln;
use crate::output;
use crate::release::{self, Computed, Unchanged};

/// Builds over what is loaded.
pub async fn build(context: &Context, arguments: BuildArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let catalogue = context.catalogue(&warehouse).await?;
    let _lock = warehouse.lock()?;
    let mut log = Log::begin(&warehouse, "build");
    let unchanged = if arguments.anew { Unchanged::Recomputed } else { Unchanged::Reused };
    let computed = log.build(&catalogue, unchanged).await;
    let status = log.end();
    if arguments.times {
        output::print(&times(&computed)?, arguments.output.format)?;
    }
    Ok(status)
}

/// The models that were computed, the slowest first.
fn times(computed: &[Computed]) -> Result<RecordBatch> {
    let mut slowest: Vec<&Computed> = computed.iter().collect();
    slowest.sort_by_key(|model| std::cmp::Reverse(model.time));
    let columns: [(&str, ArrayRef); 3] = [
        ("modell", Arc::new(StringArray::from_iter_values(slowest.iter().map(|model| &model.name)))),
        ("rader", Arc::new(UInt64Array::from_iter_values(slowest.iter().map(|model| model.rows)))),
        (
            "sekunder",
            Arc::new(Float64Array::from_iter_values(slowest.iter().map(|model| (model.time.as_secs_f64() * 1000.0).round() / 1000.0))),
        ),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

/// Runs every check on the current release, and writes nothing.
pub async fn check(context: &Context) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let catalogue: Catalogue = context.catalogue(&warehouse).await?;
    let manifest = context.release(&warehouse, None)?;
    let session = release::open(&warehouse, &manifest, &catalogue, None).await?;
    let mut failures = Vec::new();
    let mut checked = 0;
    for (name, model) in catalogue.models.iter().filter(|(name, _)| manifest.tabeller.contains_key(*name)) {
        checked += model.checks().len();
        failures.extend(model.check(&session, name).await?);
    }
    for failure in &failures {
        outln!("{failure}");
    }
    outln!("{checked} kontroller kjørt på utgaven {}, {} holdt ikke", manifest.utgave, failures.len());
    Ok(match failures.iter().map(|failure| failure.severity).max_by_key(|severity| *severity as u8) {
        Some(Severity::Stopp) => exit::FAILED,
        Some(Severity::Advarsel) => exit::SHORT,
        _ => exit::DONE,
    })
}
