//! Operations as tables: `system.hentinger`, `system.kjoeringer`, `system.kontroller`, `system.utgaver`.
//!
//! They are read live from the warehouse's own records, and are no part of a release.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;

use crate::archive::{Record, Svar};
use crate::engine::{self, memory_table};
use crate::error::Result;
use crate::release::Releases;
use crate::run;
use crate::warehouse::Warehouse;

/// Makes the tables known to a session.
pub fn register(ctx: &SessionContext, warehouse: &Warehouse) -> Result<()> {
    engine::register(ctx, "system.hentinger", memory_table(fetches(warehouse)?)?)?;
    engine::register(ctx, "system.kjoeringer", memory_table(runs(warehouse)?)?)?;
    engine::register(ctx, "system.kontroller", memory_table(checks(warehouse)?)?)?;
    engine::register(ctx, "system.utgaver", memory_table(releases(warehouse)?)?)
}

fn text<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn numbers(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

fn times(values: impl Iterator<Item = DateTime<Utc>>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter_values(values.map(|time| time.timestamp_micros())))
}

fn fetches(warehouse: &Warehouse) -> Result<RecordBatch> {
    let records = warehouse.archive().records()?;
    let answers: Vec<(&Record, &Svar)> = records.iter().flat_map(|record| record.svar.iter().map(move |answer| (record, answer))).collect();
    let each = || answers.iter();
    Ok(RecordBatch::try_from_iter_with_nullable([
        ("henting", text(each().map(|(_, answer)| Some(answer.henting.as_str()))), false),
        ("datasett", text(each().map(|(record, _)| Some(record.datasett.as_str()))), false),
        ("levering", text(each().map(|(record, _)| Some(record.levering.as_str()))), false),
        ("kilde", text(each().map(|(_, answer)| Some(answer.kilde.as_str()))), false),
        ("tid", times(each().map(|(_, answer)| answer.tid)), false),
        ("levert", times(each().map(|(record, _)| record.tid)), false),
        ("http_status", Arc::new(each().map(|(_, answer)| answer.http_status.map(i64::from)).collect::<Int64Array>()) as ArrayRef, true),
        ("byte", numbers(each().map(|(_, answer)| answer.byte as i64)), false),
        ("format", text(each().map(|(record, _)| Some(record.format.as_str()))), false),
        ("original", text(each().map(|(_, answer)| answer.original.as_deref())), true),
        ("syntetisk", Arc::new(each().map(|(record, _)| Some(record.syntetisk)).collect::<BooleanArray>()) as ArrayRef, false),
        ("avvist", text(each().map(|(record, _)| record.avvist.as_deref())), true),
    ])?)
}

fn runs(warehouse: &Warehouse) -> Result<RecordBatch> {
    let runs = run::all(warehouse);
    let messages: Vec<String> = runs.iter().map(|run| run.meldinger.join("\n")).collect();
    Ok(RecordBatch::try_from_iter_with_nullable([
        ("start", times(runs.iter().map(|run| run.start)), false),
        ("slutt", times(runs.iter().map(|run| run.slutt)), false),
        ("kommando", text(runs.iter().map(|run| Some(run.kommando.as_str()))), false),
        ("status", numbers(runs.iter().map(|run| i64::from(run.status))), false),
        ("utgave", text(runs.iter().map(|run| run.utgave.as_deref())), true),
        ("meldinger", text(messages.iter().map(|message| Some(message.as_str()))), false),
    ])?)
}

fn checks(warehouse: &Warehouse) -> Result<RecordBatch> {
    let runs = run::all(warehouse);
    let findings: Vec<_> = runs.iter().flat_map(|run| run.kontroller.iter().map(move |finding| (run.start, finding))).collect();
    Ok(RecordBatch::try_from_iter_with_nullable([
        ("start", times(findings.iter().map(|(start, _)| *start)), false),
        ("tabell", text(findings.iter().map(|(_, finding)| Some(finding.tabell.as_str()))), false),
        ("kontroll", text(findings.iter().map(|(_, finding)| Some(finding.kontroll.as_str()))), false),
        ("alvor", text(findings.iter().map(|(_, finding)| Some(finding.alvor.as_str()))), false),
        ("rader", numbers(findings.iter().map(|(_, finding)| finding.rader as i64)), false),
    ])?)
}

fn releases(warehouse: &Warehouse) -> Result<RecordBatch> {
    let releases = Releases::of(warehouse);
    let current = releases.current()?.map(|manifest| manifest.utgave);
    let manifests = releases.all()?;
    Ok(RecordBatch::try_from_iter_with_nullable([
        ("utgave", text(manifests.iter().map(|manifest| Some(manifest.utgave.as_str()))), false),
        ("tid", times(manifests.iter().map(|manifest| manifest.tid)), false),
        (
            "gjeldende",
            Arc::new(manifests.iter().map(|manifest| Some(Some(&manifest.utgave) == current.as_ref())).collect::<BooleanArray>())
                as ArrayRef,
            false,
        ),
        ("versjon", text(manifests.iter().map(|manifest| Some(manifest.versjon.as_str()))), false),
        ("syntetisk", Arc::new(manifests.iter().map(|manifest| Some(manifest.syntetisk)).collect::<BooleanArray>()) as ArrayRef, false),
        ("tabeller", numbers(manifests.iter().map(|manifest| manifest.tabeller.len() as i64)), false),
        ("innhold", text(manifests.iter().map(|manifest| Some(manifest.innhold.as_str()))), false),
    ])?)
}
