//! `status`: what the warehouse holds, how fresh it is, and what it lacks.

use super::Context;
use crate::cli::{Format, OutputArgs};
use crate::engine;
use crate::error::{Result, exit};
use crate::outln;
use crate::output;
use crate::release::Releases;
use crate::run;
use crate::warehouse::Partitions;

/// Prints a table of every known dataset, and the last run.
pub async fn status(context: &Context, output: &OutputArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let catalogue = context.catalogue(&warehouse).await?;
    let partitions = Partitions::read(&warehouse.tables())?;
    let session = engine::session();
    crate::system::register(&session, &warehouse)?;
    catalogue.register_generated(&session)?;
    engine::register(&session, "system.partisjoner", engine::memory_table(partition_rows(&partitions)?)?)?;
    let rows = engine::query(&session, "status", DATASETS).await?;
    output::print(&rows, output.format)?;
    if output.format == Format::Tabell {
        match Releases::of(&warehouse).current()? {
            Some(manifest) => {
                let synthetic = if manifest.syntetisk { " – SYNTETISKE TALL" } else { "" };
                outln!("Gjeldende utgave: {} ({}){synthetic}", manifest.utgave, manifest.tid.format("%Y-%m-%d %H:%M"));
                for warning in &manifest.advarsler {
                    outln!("  advarsel: {warning}");
                }
            }
            None => outln!("Ingen utgave ennå."),
        }
        if let Some(last) = run::all(&warehouse).last() {
            outln!("Siste kjøring: {} {} (status {})", last.start.format("%Y-%m-%d %H:%M"), last.kommando, last.status);
        }
    }
    Ok(exit::DONE)
}

const DATASETS: &str = "
    WITH partisjoner AS (
      SELECT datasett, COUNT(DISTINCT periode) AS perioder, MIN(periode) AS fra, MAX(periode) AS til, SUM(rader) AS rader, MAX(publisert) AS publisert
      FROM system.partisjoner GROUP BY datasett
    ), hentinger AS (
      SELECT datasett, MAX(CASE WHEN avvist IS NULL THEN tid END) AS sist_tatt_inn, COUNT(avvist) AS avvist FROM system.hentinger GROUP BY datasett
    )
    SELECT d.datasett, COALESCE(p.perioder, 0) AS perioder, p.fra, p.til, COALESCE(p.rader, 0) AS rader, p.publisert,
           date_trunc('second', h.sist_tatt_inn) AS sist_tatt_inn, COALESCE(h.avvist, 0) AS avvist, d.tittel
    FROM katalog.datasett AS d
    LEFT JOIN partisjoner AS p ON p.datasett = d.datasett
    LEFT JOIN hentinger AS h ON h.datasett = d.datasett
    ORDER BY d.datasett";

fn partition_rows(partitions: &Partitions) -> Result<arrow::array::RecordBatch> {
    use arrow::array::{ArrayRef, Int64Array, StringArray};
    use std::sync::Arc;
    let newest = partitions.newest(None);
    let text = |of: &dyn Fn(&crate::warehouse::Partition) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(newest.iter().map(|partition| of(partition))))
    };
    let columns: [(&str, ArrayRef); 4] = [
        ("datasett", text(&|partition| partition.datasett.clone())),
        ("periode", text(&|partition| partition.periode.clone())),
        ("publisert", text(&|partition| partition.publisert.to_string())),
        ("rader", Arc::new(Int64Array::from_iter_values(newest.iter().map(|partition| partition.fil.rader as i64)))),
    ];
    Ok(arrow::array::RecordBatch::try_from_iter(columns)?)
}
