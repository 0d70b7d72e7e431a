//! What changed between two releases, figure by figure, and why. A mask works backwards: what is masked now is not shown as it was.
//!
//! Only indicators whose files differ are read, one after another; the rows that differ go to a file, and the overviews are queries on that.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::{ParamValues, ScalarValue};
use datafusion::physical_plan::SendableRecordBatchStream;
use datafusion::prelude::SessionContext;
use futures_util::StreamExt;
use tempfile::TempDir;

use super::causes::{Causes, Releases};
use super::manifest::Manifest;
use super::open::open;
use crate::definition::nearest;
use crate::engine::{self, register};
use crate::error::{Error, Result};
use crate::model::{Catalogue, FIGURES, INDICATOR_KEY, figure_schema};
use crate::warehouse::{DataFile, NewFile, Warehouse};

/// The rows of one indicator that differ.
const ROWS: &str = include_str!("diff/rows.sql");

/// How many differ, by indicator and reason.
const SUMMARY: &str = include_str!("diff/summary.sql");

/// Those that someone should look at.
const SUSPICIOUS: &str = include_str!("diff/suspicious.sql");

/// The table of all rows that differ.
const DIFFERENCES: &str = "forrige.forskjell";

/// What the new release says of figures that made a jump.
const JUMPS: &str = "rapport.paafallende";

/// Which figures are compared; all of them by default.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// An indicator's id.
    pub indicator: Option<String>,
    /// A unit's code, on whatever level.
    pub unit: Option<String>,
    pub period: Option<String>,
}

/// The differences between two releases.
pub struct Difference {
    /// Tables whose files differ, are new or are gone.
    pub tables: Vec<String>,
    ctx: SessionContext,
    /// Whether the new release tells which figures made a jump.
    knows_jumps: bool,
    /// Holds the rows as long as they are asked about.
    _folder: TempDir,
}

/// Compares `old` with `new`. Without `ranked`, [`Difference::suspicious`] has nothing to tell: where something was masked after the new
/// release was made, it takes the computing of every indicator.
pub async fn diff(
    warehouse: &Warehouse,
    old: &Manifest,
    new: &Manifest,
    catalogue: &Catalogue,
    selection: &Selection,
    ranked: bool,
) -> Result<Difference> {
    let tables = changed_tables(old, new);
    let indicators = changed_indicators(old, new, selection)?;
    let knows_jumps = ranked && new.tabeller.contains_key(JUMPS);
    let (of_old, of_new) = (of_indicators(old, &indicators), of_indicators(new, &indicators));
    // Both through sessions of their own: what was masked since is not shown as it was.
    let before = open(warehouse, old, catalogue, Some(&asked(&of_old, false))).await?;
    let ctx = open(warehouse, new, catalogue, Some(&asked(&of_new, knows_jumps && !indicators.is_empty()))).await?;

    let folder = tempfile::tempdir().map_err(|error| Error::Stop(format!("kan ikke lage en midlertidig mappe: {error}")))?;
    let releases = Releases { old, new, catalogue };
    let empty = || engine::empty_table(figure_schema());
    let mut files = Vec::new();
    for id in &indicators {
        let name = format!("indikator.{id}");
        let was = match of_old.contains(&name) {
            true => before.table_provider(name.as_str()).await.map_err(Error::query(name.clone()))?,
            false => empty(),
        };
        register(&ctx, &format!("forrige.{id}"), was)?;
        if !of_new.contains(&name) {
            register(&ctx, &name, empty())?;
        }
        let causes = by_period(&ctx, id, &releases.causes(&name)).await?;
        register(&ctx, "forrige.aarsak", engine::memory_table(causes)?)?;
        let file = differing(&ctx, id, selection, folder.path()).await?;
        files.push(file.path(folder.path()));
    }
    register(&ctx, DIFFERENCES, engine::file_table(row_schema(), files))?;
    Ok(Difference { tables, ctx, knows_jumps, _folder: folder })
}

impl Difference {
    /// How many figures are new, changed and gone, by indicator, reason and datasets: `indikator_id`, `grunn`, `datasett`, `nye`, `endret`,
    /// `borte`.
    pub async fn summary(&self) -> Result<RecordBatch> {
        engine::query(&self.ctx, "oppsummering av forskjeller", SUMMARY).await
    }

    /// The changes that someone should look at, the most striking first, one row for an indicator and unit. None where the new release
    /// cannot tell: it was made by a program that did not look for them, or nobody wanted them ranked.
    pub async fn suspicious(&self) -> Result<Option<RecordBatch>> {
        if !self.knows_jumps {
            return Ok(None);
        }
        engine::query(&self.ctx, "påfallende endringer", SUSPICIOUS).await.map(Some)
    }

    /// Every figure that is new, gone or changed, in order of its key: old and new value, status and whether it is preliminary; why
    /// (`grunn`), and the datasets that have other facts (`datasett`).
    pub async fn rows(&self) -> Result<SendableRecordBatchStream> {
        engine::as_stored(&self.ctx, DIFFERENCES).await
    }
}

fn changed_tables(old: &Manifest, new: &Manifest) -> Vec<String> {
    let content =
        |manifest: &Manifest, name: &str| manifest.tabeller.get(name).map(|table| (table.filer.clone(), table.fingeravtrykk.clone()));
    let names: BTreeSet<&String> = old.tabeller.keys().chain(new.tabeller.keys()).collect();
    names.into_iter().filter(|name| content(old, name) != content(new, name)).cloned().collect()
}

/// The ids of the indicators whose files differ, of those that are asked for.
fn changed_indicators(old: &Manifest, new: &Manifest, selection: &Selection) -> Result<Vec<String>> {
    let names = old.tabeller.keys().chain(new.tabeller.keys()).filter(|name| *name != FIGURES);
    let ids: BTreeSet<&str> = names.filter_map(|name| name.strip_prefix("indikator.")).collect();
    if let Some(id) = selection.indicator.as_deref().filter(|id| !ids.contains(id)) {
        let hint = nearest(id, ids.iter().copied()).map(|near| format!("; mente du «{near}»?")).unwrap_or_default();
        return Err(Error::Usage(format!("ingen av utgavene har indikatoren «{id}»{hint}")));
    }
    let files = |manifest: &Manifest, id: &str| manifest.tabeller.get(&format!("indikator.{id}")).map(|table| table.filer.clone());
    let is_asked_for = |id: &&str| selection.indicator.as_deref().is_none_or(|asked| asked == *id);
    Ok(ids.into_iter().filter(is_asked_for).filter(|id| files(old, id) != files(new, id)).map(str::to_owned).collect())
}

/// The tables of those indicators that a release has.
fn of_indicators(manifest: &Manifest, indicators: &[String]) -> BTreeSet<String> {
    indicators.iter().map(|id| format!("indikator.{id}")).filter(|name| manifest.tabeller.contains_key(name)).collect()
}

/// A query that names what is going to be read, for [`open`].
fn asked(tables: &BTreeSet<String>, jumps: bool) -> String {
    let names = tables.iter().map(String::as_str).chain(jumps.then_some(JUMPS));
    let names = names.map(|name| format!("SELECT 1 FROM {name}")).collect::<Vec<_>>();
    if names.is_empty() { "SELECT 1".to_owned() } else { names.join(" UNION ALL ") }
}

/// The causes of an indicator's differences for each period that it has in either release.
async fn by_period(ctx: &SessionContext, id: &str, causes: &Causes) -> Result<RecordBatch> {
    let sql = format!("SELECT periode FROM indikator.{id} UNION SELECT periode FROM forrige.{id}");
    let found = engine::query(ctx, "periodene", &sql).await?;
    let periods: Vec<&str> = found.column(0).as_string::<i32>().iter().flatten().collect();
    let each: Vec<_> = periods.iter().map(|period| causes.in_period(period)).collect();
    let flag = |values: Vec<bool>| -> ArrayRef { Arc::new(BooleanArray::from(values)) };
    let datasets = each.iter().map(|causes| causes.datasets.iter().cloned().collect::<Vec<_>>().join(", "));
    Ok(RecordBatch::try_from_iter([
        ("periode", Arc::new(StringArray::from(periods.clone())) as ArrayRef),
        ("revisjon", flag(each.iter().map(|causes| causes.revised).collect())),
        ("nye_data", flag(each.iter().map(|causes| causes.arrived).collect())),
        ("endret_definisjon", flag(vec![causes.redefined; each.len()])),
        ("datasett", Arc::new(StringArray::from_iter_values(datasets))),
    ])?)
}

/// Writes the rows of an indicator that differ to a file below `folder`.
async fn differing(ctx: &SessionContext, id: &str, selection: &Selection, folder: &Path) -> Result<DataFile> {
    let context = || format!("forskjellene i {id}");
    let key = INDICATOR_KEY.map(|name| format!("COALESCE(ny.{name}, gammel.{name}) AS {name}")).join(",\n        ");
    let same = INDICATOR_KEY.map(|name| format!("ny.{name} = gammel.{name}")).join("\n        AND ");
    let sql = ROWS.replace("{indikator}", id).replace("{noekkel}", &key).replace("{likt}", &same);
    let asked = [("enhet", &selection.unit), ("periode", &selection.period)];
    let values = asked.map(|(name, value)| (name, ScalarValue::Utf8(value.clone()))).to_vec();
    let frame =
        ctx.sql(&sql).await.and_then(|frame| frame.with_param_values(ParamValues::from(values))).map_err(Error::query(context()))?;
    let mut rows = frame.execute_stream().await.map_err(Error::query(context()))?;
    let mut file = NewFile::begin(DIFFERENCES, row_schema())?;
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(Error::query(context()))?;
        file.write(engine::to_schema(&batch, file.schema())?)?;
    }
    file.finish(folder)
}

/// The columns of the rows that differ, as `diff/rows.sql` gives them.
fn row_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let side = |side: &str| {
        [
            Field::new(format!("{side}_verdi"), DataType::Float64, true),
            Field::new(format!("{side}_status"), DataType::Utf8, true),
            Field::new(format!("{side}_foreloepig"), DataType::Boolean, true),
        ]
    };
    let key = std::iter::once("indikator_id").chain(INDICATOR_KEY).map(text);
    let fields = key.chain(side("gammel")).chain(side("ny")).chain([text("grunn"), text("datasett")]);
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
