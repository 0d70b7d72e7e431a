//! The order in which models are built, found in the tables that their SQL names.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::prelude::SessionContext;

use super::header::Model;
use crate::definition::nearest;
use crate::engine::DEFAULT_SCHEMA;
use crate::error::{Error, Result};

/// The models' tables that a statement names, as `schema.table`.
pub fn references(ctx: &SessionContext, context: &str, sql: &str) -> Result<BTreeSet<String>> {
    let state = ctx.state();
    let dialect = state.config_options().sql_parser.dialect;
    let statement = state.sql_to_statement(sql, &dialect).map_err(Error::query(context.to_owned()))?;
    let tables = state.resolve_table_references(&statement).map_err(Error::query(context.to_owned()))?;
    Ok(tables.into_iter().map(|table| format!("{}.{}", table.schema().unwrap_or(DEFAULT_SCHEMA), table.table())).collect())
}

/// Model name → the names of the tables that it reads.
pub type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// Names in an order in which every model comes after what it reads. A cycle is an error that shows the way round, an unknown table
/// one that names the nearest known.
pub fn order(models: &[Model], dependencies: &Dependencies, given: &BTreeSet<String>) -> Result<Vec<String>> {
    let files: BTreeMap<String, &str> = models.iter().map(|model| (model.name(), model.file.as_str())).collect();
    let mut ordered = Vec::new();
    let mut done = BTreeSet::new();
    for name in dependencies.keys() {
        let mut path = Vec::new();
        visit(name, dependencies, given, &files, &mut path, &mut done, &mut ordered)?;
    }
    Ok(ordered)
}

fn visit(
    name: &str,
    dependencies: &Dependencies,
    given: &BTreeSet<String>,
    files: &BTreeMap<String, &str>,
    path: &mut Vec<String>,
    done: &mut BTreeSet<String>,
    ordered: &mut Vec<String>,
) -> Result<()> {
    if done.contains(name) || given.contains(name) {
        return Ok(());
    }
    if let Some(start) = path.iter().position(|on_path| on_path == name) {
        let mut circle: Vec<&str> = path[start..].iter().map(String::as_str).collect();
        circle.push(name);
        return Err(Error::definition(files.get(name).copied().unwrap_or(name), format!("modellene går i ring: {}", circle.join(" → "))));
    }
    let Some(needs) = dependencies.get(name) else {
        let reader = path.last().map(String::as_str).unwrap_or_default();
        let known = dependencies.keys().chain(given.iter()).map(String::as_str);
        let hint = nearest(name, known).map(|near| format!(" – mente du {near}?")).unwrap_or_default();
        let file = files.get(reader).copied().unwrap_or(reader);
        return Err(Error::definition(file, format!("leser tabellen {name}, som ikke finnes{hint} (vei: {} → {name})", path.join(" → "))));
    };
    path.push(name.to_owned());
    for need in needs {
        visit(need, dependencies, given, files, path, done, ordered)?;
    }
    path.pop();
    done.insert(name.to_owned());
    ordered.push(name.to_owned());
    Ok(())
}
