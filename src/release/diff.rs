//! What changed between two releases, figure by figure. A mask works backwards: what is masked now is not shown as it was.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;

use super::manifest::Manifest;
use super::open::open;
use crate::engine::{self, register};
use crate::error::Result;
use crate::model::{Catalogue, FIGURES, INDICATOR_KEY};
use crate::warehouse::Warehouse;

/// The differences between two releases.
#[derive(Debug)]
pub struct Difference {
    /// Tables whose files differ, are new or are gone.
    pub tables: Vec<String>,
    /// Figures that are new, gone or changed: key, old and new value and status.
    pub figures: RecordBatch,
}

/// Compares `old` with `new`.
pub async fn diff(warehouse: &Warehouse, old: &Manifest, new: &Manifest, catalogue: &Catalogue) -> Result<Difference> {
    let names: BTreeSet<&String> = old.tabeller.keys().chain(new.tabeller.keys()).collect();
    let tables = names
        .into_iter()
        .filter(|name| {
            old.tabeller.get(*name).map(|table| (&table.filer, &table.fingeravtrykk))
                != new.tabeller.get(*name).map(|table| (&table.filer, &table.fingeravtrykk))
        })
        .cloned()
        .collect();
    let of_figures = format!("SELECT * FROM {FIGURES}");
    let ctx = open(warehouse, new, catalogue, Some(&of_figures)).await?;
    // Through its own session: what was masked since is not shown as it was.
    let before = open(warehouse, old, catalogue, Some(&of_figures)).await?;
    let figures = engine::query(&before, "tallene i den eldre utgaven", &of_figures).await?;
    register(&ctx, "forrige.verdi", engine::memory_table(figures)?)?;
    let key: Vec<String> = std::iter::once("indikator_id").chain(INDICATOR_KEY).map(str::to_owned).collect();
    let shown = key.iter().map(|name| format!("COALESCE(ny.{name}, gammel.{name}) AS {name}")).collect::<Vec<_>>().join(", ");
    let on = key.iter().map(|name| format!("ny.{name} = gammel.{name}")).collect::<Vec<_>>().join(" AND ");
    let sql = format!(
        "SELECT {shown}, CASE WHEN ny.status IN ('skjermet', 'undertrykt') THEN NULL ELSE gammel.verdi END AS gammel_verdi, gammel.status AS gammel_status, ny.verdi AS ny_verdi, ny.status AS ny_status
         FROM indikator.verdi AS ny FULL JOIN forrige.verdi AS gammel ON {on}
         WHERE (ny.verdi IS DISTINCT FROM gammel.verdi) OR (ny.status IS DISTINCT FROM gammel.status)
         ORDER BY {}",
        (1..=key.len()).map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
    );
    Ok(Difference { tables, figures: engine::query(&ctx, "forskjeller mellom utgaver", &sql).await? })
}
