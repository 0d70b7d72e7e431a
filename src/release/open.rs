//! Opening a release (or the accepted facts) for SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use datafusion::prelude::SessionContext;

use super::manifest::Manifest;
use crate::engine::{self, file_table, register};
use crate::error::Result;
use crate::model::{Catalogue, references};
use crate::warehouse::{Partition, Partitions, Warehouse};

/// A session over the tables of a release as released, but for what was masked since: that is not shown, and the models that were computed
/// from it and that `asked` names or reads are computed anew. Without `asked` all of them are.
pub async fn open(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue, asked: Option<&str>) -> Result<SessionContext> {
    let ctx = open_as_released(warehouse, manifest)?;
    let index = Partitions::read(&warehouse.tables())?;
    let changed = masked_since(&index, manifest);
    if changed.is_empty() {
        return Ok(ctx);
    }
    let partitions: Partitions = manifest.partisjoner.iter().map(|partition| index.shown(partition)).collect();
    let newest = partitions.newest(None);
    for name in &changed {
        let files = newest.iter().filter(|partition| partition.tabell == *name).map(|partition| partition.fil.path(&warehouse.tables()));
        register(&ctx, name, file_table(manifest.tabeller[name].schema()?, files.collect()))?;
    }
    catalogue.register_generated(&ctx)?;
    let reads_changed =
        |model: &String| catalogue.dependencies.get(model).is_some_and(|needs| needs.iter().any(|table| changed.contains(table)));
    let affected = |name: &String| catalogue.upstream(name).iter().any(reads_changed);
    let needed = needed(&ctx, catalogue, asked)?;
    for name in catalogue.order.iter().filter(|name| manifest.tabeller.contains_key(*name) && affected(name)) {
        if needed.contains(name) {
            compute(&ctx, catalogue, name).await?;
        } else {
            // What nobody asks for must not be there as it was.
            register(&ctx, name, engine::empty_table(catalogue.schemas[name].clone()))?;
        }
    }
    Ok(ctx)
}

/// Whether figures of the release were masked after it was made, so that opening it takes definitions.
pub fn is_masked_since(warehouse: &Warehouse, manifest: &Manifest) -> Result<bool> {
    Ok(!masked_since(&Partitions::read(&warehouse.tables())?, manifest).is_empty())
}

/// The facts of the release in which something was masked since.
fn masked_since(index: &Partitions, manifest: &Manifest) -> BTreeSet<String> {
    let changed = manifest.partisjoner.iter().filter(|partition| index.shown(partition) != **partition);
    changed.map(|partition| partition.tabell.clone()).collect()
}

/// A session over the tables of a release, exactly as released. Nothing of it may have been masked since.
pub fn open_as_released(warehouse: &Warehouse, manifest: &Manifest) -> Result<SessionContext> {
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
    let partitions = shown(warehouse, manifest)?;
    let newest = partitions.newest(Some(day));
    fact_tables(&ctx, catalogue, &warehouse.tables(), &newest)?;
    catalogue.register_generated(&ctx)?;
    crate::system::register(&ctx, warehouse)?;
    let needed = needed(&ctx, catalogue, asked)?;
    for name in catalogue.order.iter().filter(|name| needed.contains(*name)) {
        compute(&ctx, catalogue, name).await?;
    }
    Ok(ctx)
}

/// The models that a query names or reads; all of them without one.
fn needed(ctx: &SessionContext, catalogue: &Catalogue, asked: Option<&str>) -> Result<BTreeSet<String>> {
    Ok(match asked {
        None => catalogue.order.iter().cloned().collect(),
        Some(query) => references(ctx, "spørringen", query)?.iter().flat_map(|table| catalogue.upstream(table)).collect(),
    })
}

/// Computes a model over what the session holds, and lets the session hold it.
async fn compute(ctx: &SessionContext, catalogue: &Catalogue, name: &str) -> Result<()> {
    let rows = engine::query(ctx, name, catalogue.statement(name)?).await?;
    let key = catalogue.models.get(name).map(|model| model.key()).unwrap_or_default();
    register(ctx, name, engine::memory_table(engine::sorted(&rows, &key)?)?)
}

/// The partitions of a release as they may be shown today.
pub fn shown(warehouse: &Warehouse, manifest: &Manifest) -> Result<Partitions> {
    let index = Partitions::read(&warehouse.tables())?;
    Ok(manifest.partisjoner.iter().map(|partition| index.shown(partition)).collect())
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
