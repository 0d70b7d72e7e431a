//! What the publishers have now, dataset by dataset, without loading anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use indicatif::ProgressBar;

use super::status;
use crate::cli::{DoctorArgs, Format};
use crate::command::{Context, refresh};
use crate::error::{Error, Result};
use crate::intake::Intake;
use crate::outln;
use crate::output;
use crate::pipeline::{Fetch, Pipeline};
use crate::refresh::{Deliveries, Memory, Refresher, drift};
use crate::source::{self, Order, Plan, Resolved};
use crate::web::Web;

/// What came of asking about one dataset.
struct Answer {
    dataset: String,
    publisher: &'static str,
    state: &'static str,
    /// The table or page, or why there is none.
    found: String,
    deliveries: usize,
    requests: usize,
    /// Drift since last time, and what the source noticed.
    remarks: Vec<String>,
    names: Vec<Resolved>,
}

const WELL: &str = "ok";
const MOVED: &str = "flyttet";
const MISSING: &str = "mangler";
const SILENT: &str = "svarer ikke";
const FAILED: &str = "feil";

/// Resolves every pipeline at its publisher.
pub async fn online(context: &Context, arguments: &DoctorArgs) -> Result<u8> {
    let (warehouse, _temporary) = context.warehouse_or_empty()?;
    let catalogue = context.catalogue(&warehouse).await?;
    for dataset in &arguments.datasets {
        catalogue.pipelines.get(dataset)?;
    }
    let pipelines = refresh::fetched(&catalogue, &arguments.datasets)?;
    let web = Web::new(&context.config.nett)?;
    let refresher = Refresher::new(Intake::new(&warehouse, &catalogue), &web, None);
    let answers = ask(&refresher, &pipelines).await;
    print(&answers, arguments.output.format)?;
    if arguments.output.format == Format::Tabell {
        let requests: u64 = web.traffic().values().map(|traffic| traffic.requests).sum();
        let well = answers.iter().filter(|answer| answer.state == WELL).count();
        outln!("{well} av {} datasett er som ventet; {requests} forespørsler", answers.len());
    }
    Ok(status(answers.iter().all(|answer| answer.state == WELL)))
}

/// Asks the publishers side by side.
async fn ask(refresher: &Refresher<'_>, pipelines: &[&Pipeline]) -> Vec<Answer> {
    let mut lanes: BTreeMap<&'static str, Vec<(&Pipeline, &Fetch)>> = BTreeMap::new();
    for pipeline in pipelines {
        if let Some(fetch) = &pipeline.hent {
            lanes.entry(source::of(fetch).publisher(&Order { pipeline, fetch })).or_default().push((pipeline, fetch));
        }
    }
    let progress = ProgressBar::new(pipelines.len() as u64);
    let bar = &progress;
    let lanes = lanes.into_iter().map(|(publisher, lane)| async move {
        let mut answers = Vec::new();
        for (pipeline, fetch) in lane {
            let memory = Memory::read(refresher.intake.warehouse, &pipeline.id);
            answers.push(answer(pipeline, fetch, publisher, &memory, refresher.plan(pipeline).await));
            bar.inc(1);
        }
        answers
    });
    let mut answers: Vec<Answer> = futures_util::future::join_all(lanes).await.into_iter().flatten().collect();
    progress.finish_and_clear();
    answers.sort_by(|a, b| a.dataset.cmp(&b.dataset));
    answers
}

fn answer(pipeline: &Pipeline, fetch: &Fetch, publisher: &'static str, memory: &Memory, outcome: Result<(Plan, Deliveries)>) -> Answer {
    let empty = |state, found: String| Answer {
        dataset: pipeline.id.clone(),
        publisher,
        state,
        found,
        deliveries: 0,
        requests: 0,
        remarks: Vec::new(),
        names: Vec::new(),
    };
    let (plan, deliveries) = match outcome {
        Ok(planned) => planned,
        Err(error) => return empty(failed(&error), error.to_string()),
    };
    let known = fetch.pxweb.as_ref().and_then(|pxweb| pxweb.tabell.as_deref()).or_else(|| id(&memory.form.table));
    let moved = known.is_some_and(|known| Some(known) != id(&plan.form.table));
    let drift = drift(&memory.form, &plan.form).into_iter().map(|change| change.to_string());
    Answer {
        deliveries: deliveries.len(),
        requests: deliveries.iter().map(|(delivery, _)| delivery.requests.len()).sum(),
        remarks: drift.chain(plan.notes.iter().map(|note| format!("merk: {note}"))).collect(),
        names: plan.resolved,
        ..empty(if moved { MOVED } else { WELL }, plan.form.table)
    }
}

/// What a failure to plan says of the publisher.
fn failed(error: &Error) -> &'static str {
    match error {
        Error::Moved { .. } => MISSING,
        Error::Web { message, .. } if ["svarte 404", "svarte 410"].iter().any(|gone| message.contains(gone)) => MISSING,
        Error::Web { .. } => SILENT,
        _ => FAILED,
    }
}

/// The id of a table in a form: `12222 «12222: Elever …»`.
fn id(table: &str) -> Option<&str> {
    table.split(" «").next().filter(|id| !id.is_empty())
}

fn print(answers: &[Answer], format: Format) -> Result<()> {
    if format != Format::Tabell {
        return output::print(&rows(answers, true)?, format);
    }
    output::print(&rows(answers, false)?, format)?;
    for answer in answers.iter().filter(|answer| !answer.names.is_empty()) {
        outln!("{}", answer.dataset);
        for name in &answer.names {
            outln!("  {} = {}", name.name, name.stands_for);
        }
    }
    for answer in answers {
        let failure = (answer.state != WELL && answer.state != MOVED).then_some(&answer.found);
        for remark in answer.remarks.iter().chain(failure) {
            outln!("{} ({}): {remark}", answer.dataset, answer.state);
        }
    }
    Ok(())
}

/// The table; with everything said of each dataset in its row, for machines.
fn rows(answers: &[Answer], whole: bool) -> Result<RecordBatch> {
    let format = if whole { Format::Json } else { Format::Tabell };
    let text = |of: &dyn Fn(&Answer) -> String| -> ArrayRef { Arc::new(StringArray::from_iter_values(answers.iter().map(of))) };
    let count =
        |of: fn(&Answer) -> usize| -> ArrayRef { Arc::new(UInt64Array::from_iter_values(answers.iter().map(|answer| of(answer) as u64))) };
    let mut columns = vec![
        ("datasett", text(&|answer| answer.dataset.clone())),
        ("utgiver", text(&|answer| answer.publisher.to_owned())),
        ("status", text(&|answer| answer.state.to_owned())),
        ("funn", text(&|answer| super::clipped(&answer.found, format))),
        ("leveringer", count(|answer| answer.deliveries)),
        ("forespoersler", count(|answer| answer.requests)),
    ];
    if whole {
        let names = |answer: &Answer| answer.names.iter().map(|name| format!("{} = {}", name.name, name.stands_for)).collect::<Vec<_>>();
        columns.push(("merknader", text(&|answer| answer.remarks.join("; "))));
        columns.push(("navn", text(&|answer| names(answer).join("; "))));
    }
    Ok(RecordBatch::try_from_iter(columns)?)
}
