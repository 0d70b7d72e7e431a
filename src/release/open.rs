//! Opening a release (or the accepted facts) for SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use datafusion::prelude::SessionContext;

use super::manifest::Manifest;
use crate::engine::{self, file_table, register};
use crate::error::{Error, Result};
use crate::model::{Catalogue, FIGURES, references};
use crate::warehouse::{Partition, Partitions, Warehouse};

/// A session over the tables of a release, exactly as released.
pub fn open(warehouse: &Warehouse, manifest: &Manifest) -> Result<SessionContext> {
    let ctx = engine::session();
    let tables = warehouse.tables();
    let partitions: Partitions = manifest.partisjoner.iter().cloned().collect();
    let newest = partitions.newest(None);
    for (name, entry) in &manifest.tabeller {
        let files = if name.starts_with("fakta.") {
            newest.iter().filter(|partition| partition.tabell == *name).map(|partition| partition.fil.path(&tables)).collect()
        } else {
            entry.filer.iter().map(|file| file.path(&tables)).collect()
        };
        register(&ctx, name, file_table(entry.schema()?, files))?;
    }
    crate::system::register(&ctx, warehouse)?;
    Ok(ctx)
}

/// A session over the figures as they were known on a day: the facts' editions of that day, and the models that `asked` names or reads,
/// computed over them. Without `asked` every model is computed, which takes as long as a build.
pub async fn open_as_of(
    warehouse: &Warehouse,
    manifest: &Manifest,
    catalogue: &Catalogue,
    day: NaiveDate,
    asked: Option<&str>,
) -> Result<SessionContext> {
    let ctx = engine::session();
    let partitions: Partitions = manifest.partisjoner.iter().cloned().collect();
    let newest = partitions.newest(Some(day));
    fact_tables(&ctx, catalogue, &warehouse.tables(), &newest)?;
    catalogue.register_generated(&ctx)?;
    crate::system::register(&ctx, warehouse)?;
    let needed: BTreeSet<String> = match asked {
        None => catalogue.order.iter().cloned().collect(),
        Some(query) => references(&ctx, "spørringen", query)?.iter().flat_map(|table| catalogue.upstream(table)).collect(),
    };
    for name in catalogue.order.iter().filter(|name| needed.contains(*name)) {
        let statement = statement(catalogue, name)?;
        register(&ctx, name, engine::memory_table(engine::query(&ctx, name, &statement).await?)?)?;
    }
    Ok(ctx)
}

/// Registers every declared fact over the given partitions.
pub fn fact_tables(ctx: &SessionContext, catalogue: &Catalogue, tables: &Path, partitions: &[&Partition]) -> Result<()> {
    let mut files: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for partition in partitions {
        files.entry(&partition.tabell).or_default().push(partition.fil.path(tables));
    }
    for (name, schema) in catalogue.schemas.iter().filter(|(name, _)| name.starts_with("fakta.")) {
        register(ctx, name, file_table(schema.clone(), files.remove(name.as_str()).unwrap_or_default()))?;
    }
    Ok(())
}

/// Registers a model as a view, so that its plan reaches down to what it reads.
pub async fn register_as_view(ctx: &SessionContext, catalogue: &Catalogue, name: &str) -> Result<()> {
    let frame = ctx.sql(&statement(catalogue, name)?).await.map_err(Error::query(name.to_owned()))?;
    register(ctx, name, frame.into_view())
}

/// The SELECT behind a model, or behind the table that unites the indicators, which has no file of its own.
fn statement(catalogue: &Catalogue, name: &str) -> Result<String> {
    if name != FIGURES {
        return catalogue.statement(name);
    }
    Ok(catalogue.indicators().map(|(id, _)| format!("SELECT * FROM indikator.{id}")).collect::<Vec<_>>().join("\nUNION ALL\n"))
}
