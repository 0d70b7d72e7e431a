//! `release …` and `export`.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use futures_util::StreamExt;

use super::{Context, Log};
use crate::cli::{DiffArgs, ExportArgs, Format, ReleaseAction};
use crate::engine;
use crate::error::{Error, Result, exit};
use crate::export;
use crate::outln;
use crate::output::{self, Printer};
use crate::release::{self, Difference, Manifest, Selection};
use crate::warehouse::Warehouse;

/// Lists, shows, compares or tidies releases.
pub async fn release(context: &Context, action: ReleaseAction) -> Result<u8> {
    let warehouse = context.warehouse()?;
    match action {
        ReleaseAction::List(output) => {
            let session = engine::session();
            crate::system::register(&session, &warehouse)?;
            let rows =
                engine::query(&session, "utgavene", "SELECT utgave, tid, gjeldende, versjon, tabeller FROM system.utgaver ORDER BY tid")
                    .await?;
            output::print(&rows, output.format)?;
        }
        ReleaseAction::Show { id, output } => show(&context.release(&warehouse, id.as_deref())?, output.format)?,
        ReleaseAction::Diff(arguments) => diff(context, &warehouse, arguments).await?,
        ReleaseAction::Vacuum { keep } => {
            let _lock = warehouse.lock()?;
            let mut log = Log::begin(&warehouse, "release vacuum");
            let removed = release::vacuum(&warehouse, keep)?;
            log.say(format!("{} utgaver og {} filer fjernet, {} byte", removed.releases.len(), removed.files, removed.bytes));
            return Ok(log.end());
        }
    }
    Ok(exit::DONE)
}

/// How many suspicious changes are shown unless all figures are asked for.
const SHOWN: usize = 20;

/// Prints what differs between two releases: overviews for a person, and the figures when some or all are asked for; for a machine the figures.
async fn diff(context: &Context, warehouse: &Warehouse, arguments: DiffArgs) -> Result<()> {
    let old = context.release(warehouse, Some(&arguments.old))?;
    let new = context.release(warehouse, arguments.new.as_deref())?;
    let catalogue = context.catalogue_for(warehouse, &new).await?;
    let for_person = arguments.output.format == Format::Tabell;
    let selection = Selection { indicator: arguments.indikator, unit: arguments.enhet, period: arguments.periode };
    let difference = release::diff(warehouse, &old, &new, &catalogue, &selection, for_person).await?;
    let tables = if difference.tables.is_empty() { "ingen".to_owned() } else { difference.tables.join(", ") };
    eprintln!("tabeller som er forskjellige: {tables}");
    let is_narrow = selection.indicator.is_some() || selection.unit.is_some() || selection.period.is_some();
    if for_person {
        print_overviews(&difference, arguments.alle).await?;
    }
    if !for_person || is_narrow || arguments.alle {
        let mut rows = difference.rows().await?;
        let mut printer = Printer::new(arguments.output.format, rows.schema())?;
        while let Some(batch) = rows.next().await {
            printer.print(&batch.map_err(Error::query("forskjellene"))?)?;
        }
        printer.finish()?;
    }
    Ok(())
}

async fn print_overviews(difference: &Difference, all: bool) -> Result<()> {
    outln!("Forskjellene etter indikator og grunn:");
    output::print(&difference.summary().await?, Format::Tabell)?;
    let Some(suspicious) = difference.suspicious().await? else {
        outln!("\nUtgaven er laget uten rapport.paafallende, så påfallende endringer er ikke vurdert.");
        return Ok(());
    };
    outln!("\nPåfallende endringer, den mest påfallende først:");
    let shown = if all { suspicious.num_rows() } else { suspicious.num_rows().min(SHOWN) };
    output::print(&suspicious.slice(0, shown), Format::Tabell)?;
    if shown < suspicious.num_rows() {
        outln!("… og {} til (--alle viser dem og hvert tall)", suspicious.num_rows() - shown);
    }
    Ok(())
}

fn show(manifest: &Manifest, format: Format) -> Result<()> {
    let synthetic = if manifest.syntetisk { ", SYNTETISK" } else { "" };
    eprintln!("utgave {} fra {}, versjon {}{synthetic}", manifest.utgave, manifest.tid.format("%Y-%m-%d %H:%M"), manifest.versjon);
    for warning in &manifest.advarsler {
        eprintln!("advarsel: {warning}");
    }
    let files = |name: &str| {
        let of_fact = manifest.partisjoner.iter().filter(|partition| partition.tabell == name).map(|partition| &partition.fil);
        manifest.tabeller[name].filer.iter().chain(of_fact).cloned().collect::<Vec<_>>()
    };
    let names: Vec<&String> = manifest.tabeller.keys().collect();
    let count = |of: &dyn Fn(&str) -> u64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(names.iter().map(|name| of(name) as i64))) };
    let columns: [(&str, ArrayRef); 5] = [
        ("tabell", Arc::new(StringArray::from_iter_values(names.iter()))),
        ("filer", count(&|name| files(name).len() as u64)),
        ("rader", count(&|name| files(name).iter().map(|file| file.rader).sum())),
        ("byte", count(&|name| files(name).iter().map(|file| file.byte).sum())),
        ("beskrivelse", Arc::new(StringArray::from_iter_values(names.iter().map(|name| &manifest.tabeller[*name].beskrivelse)))),
    ];
    output::print(&RecordBatch::try_from_iter(columns)?, format)
}

/// Writes the current release for other tools.
pub async fn export(context: &Context, arguments: ExportArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let manifest = context.release(&warehouse, None)?;
    let catalogue = context.catalogue_for(&warehouse, &manifest).await?;
    let _lock = warehouse.lock()?;
    let mut log = Log::begin(&warehouse, "export");
    let folder = arguments.output.unwrap_or_else(|| warehouse.exports());
    let exported = export::export(&warehouse, &manifest, &catalogue, &folder).await?;
    if exported.new {
        log.say(format!("{} tabeller skrevet til {}", exported.tables, exported.folder.display()));
    } else {
        log.say(format!("uendret: {} er skrevet før", exported.folder.display()));
    }
    Ok(log.end())
}
