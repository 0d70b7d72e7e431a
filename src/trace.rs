//! Where a figure comes from: the plans that computed it, each filtered to the rows that are asked for, carrying the published cells along.
//!
//! No model is traced by hand. One step is one model: its plan over what is released, rewritten ([`carrier`]) so that each row carries the
//! cells and the rows of other models that it was made of. Those rows are the next steps' question, until only cells are left:
//!
//! ```text
//! indikator.x  one figure ─► rows of harmonisert.a, harmonisert.b ─► cells of fakta.c, fakta.d
//! ```
//!
//! So a step computes little, however large the country is: the keys of its rows reach down to its scans.
//!
//! Dimensions are read as released and end the trace: they decide which cells belong to a figure, and are no part of its value.

mod carrier;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::util::display::array_value_to_string;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, ExprSchema, ScalarValue};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::prelude::{DataFrame, SessionContext};

use self::carrier::{Carried, Carrier, TracedModel};
use crate::archive::Svar;
use crate::engine;
use crate::error::{Error, Result};
use crate::model::{Catalogue, HARMONISED_SOURCE, IndicatorHeader, Kind, figure_key};
use crate::release::{Manifest, open};
use crate::warehouse::Warehouse;

/// Which figures are asked for.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub indicator: String,
    pub unit: String,
    pub period: String,
    /// Further columns of the figure's key: `tema` = `202`.
    pub further: BTreeMap<String, String>,
}

/// A figure with every published cell behind it.
#[derive(Debug)]
pub struct Trace {
    /// The figure's own columns, as text, in order.
    pub figure: Vec<(String, Option<String>)>,
    pub cells: Vec<SourceCell>,
    /// Whether the set of cells may hold more or fewer than those that the figure was computed from.
    pub approximate: bool,
}

/// One published cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceCell {
    pub table: String,
    pub dataset: String,
    pub henting: String,
    /// Its place in the archived answer.
    pub place: String,
    /// Its keys in the fact table: `kommunenr=3412 aar=2018 alder=7`.
    pub key: String,
    pub status: String,
    pub value: Option<String>,
}

/// The column of the result that holds the cells.
const TRAIL: &str = "__spor";

/// Separates the parts of a cell or row in the lists that are carried.
const SEPARATOR: &str = "\u{1f}";

/// Traces every figure that the question fits.
pub async fn trace(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue, question: &Question) -> Result<Vec<Trace>> {
    let name = format!("indikator.{}", question.indicator);
    if catalogue.indicators().all(|(id, _)| id != question.indicator) {
        let known: Vec<&str> = catalogue.indicators().map(|(id, _)| id).collect();
        let hint = crate::definition::nearest(&question.indicator, known.iter().copied());
        let hint = hint.map(|near| format!(" – mente du «{near}»?")).unwrap_or_default();
        return Err(Error::Usage(format!("ukjent indikator «{}»{hint} Kjente: {}", question.indicator, known.join(", "))));
    }
    let ctx = open(warehouse, manifest, catalogue, Some(&format!("SELECT * FROM {name}"))).await?;
    catalogue.register_generated(&ctx)?;
    let steps = Steps::plan(&ctx, manifest, catalogue, &name).await?;

    let mut asked = Wanted::from([("enhet", question.unit.as_str()), ("periode", &question.period)].map(only));
    asked.extend(question.further.iter().map(|(column, value)| only((column, value))));
    let mut figures = Vec::new();
    let mut rows: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
    for made in steps.made(&ctx, &name, &asked).await? {
        made.origin.ask(&mut rows);
        figures.push(made);
    }
    let mut origins = HashMap::new();
    // Every model is asked once, after all that read it.
    for model in catalogue.order.iter().rev() {
        let Some(keys) = rows.remove(model) else { continue };
        for made in steps.made(&ctx, model, &wanted(&steps.models[model].key, &keys)).await? {
            if keys.contains(&made.key) {
                made.origin.ask(&mut rows);
                origins.entry((model.clone(), made.key)).or_insert_with(Origin::default).join(made.origin);
            }
        }
    }
    figures.sort_by(|a, b| a.key.cmp(&b.key));
    let mut known = HashMap::new();
    Ok(figures.into_iter().map(|made| traced(made, &origins, &mut known)).collect())
}

/// The definition of the indicator that was traced.
pub fn definition<'a>(catalogue: &'a Catalogue, indicator: &str) -> Option<&'a IndicatorHeader> {
    catalogue.indicators().find(|(id, _)| *id == indicator).map(|(_, header)| header)
}

/// The archived answers that the cells stand in, by `henting`, each with its dataset.
pub fn answers(warehouse: &Warehouse, traces: &[Trace]) -> Result<BTreeMap<String, (String, Svar)>> {
    let wanted: BTreeSet<&str> = traces.iter().flat_map(|trace| &trace.cells).map(|cell| cell.henting.as_str()).collect();
    let mut found = BTreeMap::new();
    // The first delivery that was accepted is the one that the rows were loaded from.
    for record in warehouse.archive().records()?.into_iter().filter(|record| record.avvist.is_none()) {
        for answer in record.svar.into_iter().filter(|answer| wanted.contains(answer.henting.as_str())) {
            found.entry(answer.henting.clone()).or_insert_with(|| (record.datasett.clone(), answer));
        }
    }
    Ok(found)
}

/// A row's key, as text, in the order of its model's key.
type Key = Vec<String>;

/// Per column the values that are wanted.
type Wanted = BTreeMap<String, BTreeSet<String>>;

fn only((column, value): (&str, &str)) -> (String, BTreeSet<String>) {
    (column.to_owned(), BTreeSet::from([value.to_owned()]))
}

/// Column by column what the keys hold: at least the rows with these keys.
fn wanted(columns: &[String], keys: &BTreeSet<Key>) -> Wanted {
    let values = |at: usize| keys.iter().map(|key| key[at].clone()).collect();
    columns.iter().enumerate().map(|(at, column)| (column.clone(), values(at))).collect()
}

/// What a row was made of, one step up.
#[derive(Debug, Clone, Default)]
struct Origin {
    cells: BTreeSet<SourceCell>,
    rows: BTreeSet<(String, Key)>,
    approximate: bool,
}

impl Origin {
    /// Reads a list that a plan carried.
    fn parse(texts: &StringArray, approximate: bool) -> Origin {
        let mut origin = Origin { approximate, ..Origin::default() };
        for text in texts.iter().flatten() {
            match SourceCell::parse(text) {
                Some(cell) => {
                    origin.cells.insert(cell);
                }
                None => {
                    let mut parts = text.split(SEPARATOR).map(str::to_owned);
                    let model = parts.next().unwrap_or_default();
                    origin.rows.insert((model, parts.collect()));
                }
            }
        }
        origin
    }

    fn join(&mut self, other: Origin) {
        self.cells.extend(other.cells);
        self.rows.extend(other.rows);
        self.approximate |= other.approximate;
    }

    /// Adds the rows that it names to what is asked for.
    fn ask(&self, rows: &mut BTreeMap<String, BTreeSet<Key>>) {
        for (model, key) in &self.rows {
            rows.entry(model.clone()).or_default().insert(key.clone());
        }
    }
}

/// A row of a model, with what it was made of.
struct Made {
    columns: Vec<(String, Option<String>)>,
    key: Key,
    origin: Origin,
}

/// The plans of a model and of those that it reads, rewritten.
struct Steps {
    plans: BTreeMap<String, (Carried, bool)>,
    models: BTreeMap<String, TracedModel>,
}

impl Steps {
    async fn plan(ctx: &SessionContext, manifest: &Manifest, catalogue: &Catalogue, traced: &str) -> Result<Steps> {
        let needed = catalogue.upstream(traced);
        let mut steps = Steps { plans: BTreeMap::new(), models: BTreeMap::new() };
        for name in catalogue.order.iter().filter(|name| needed.contains(*name)) {
            let failed = || Error::query(format!("sporingen av {name}"));
            let released = manifest.tabeller.contains_key(name);
            if released && name.starts_with("dim.") {
                continue;
            }
            let plan = ctx.state().create_logical_plan(catalogue.statement(name)?).await.map_err(failed())?;
            if !released && name != traced {
                // A model that is newer than the release is a part of those that read it.
                engine::register(ctx, name, DataFrame::new(ctx.state(), plan).into_view())?;
                continue;
            }
            let mut carrier = Carrier::new(catalogue, &steps.models);
            let carried = carrier.carry(plan).map_err(failed())?;
            let approximate = carrier.approximate;
            let model = catalogue.models.get(name);
            let key = model.map_or_else(figure_key, |model| model.key());
            let harmonised = model.is_some_and(|model| model.kind() == Kind::Harmonised);
            steps.models.insert(name.clone(), TracedModel { key, figures: carried.figures.clone(), harmonised });
            steps.plans.insert(name.clone(), (carried, approximate));
        }
        Ok(steps)
    }

    /// The rows of a model that have wanted values in every column, with what they were made of.
    async fn made(&self, ctx: &SessionContext, model: &str, wanted: &Wanted) -> Result<Vec<Made>> {
        let failed = || Error::query(format!("sporingen av {model}"));
        let (carried, approximate) = &self.plans[model];
        let mut plan = LogicalPlanBuilder::from(match wanted.get("enhet") {
            Some(units) if self.models[model].harmonised => from_units(ctx, &carried.plan, units).await?,
            _ => carried.plan.clone(),
        });
        for column in carried.columns() {
            if let Some(values) = wanted.get(&column.name) {
                plan = plan.filter(one_of(carried, column, values).map_err(failed())?).map_err(failed())?;
            }
        }
        let list = carried.trail.clone().map(|trail| Expr::Column(trail).alias(TRAIL));
        let columns = carried.columns().into_iter().map(Expr::Column).chain(list);
        let plan = plan.project(columns).and_then(LogicalPlanBuilder::build).map_err(failed())?;
        let rows = engine::collect(DataFrame::new(ctx.state(), plan), &format!("sporingen av {model}")).await?;
        (0..rows.num_rows()).map(|row| made(&rows, row, &self.models[model].key, *approximate)).collect()
    }
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A harmonised model's plan over those of the publisher's units that become the wanted ones: no filter reaches down through the join
/// that carries figures to today's municipalities.
async fn from_units(ctx: &SessionContext, plan: &LogicalPlan, units: &BTreeSet<String>) -> Result<LogicalPlan> {
    let wanted = units.iter().map(|unit| quote(unit)).collect::<Vec<_>>().join(", ");
    let earlier = format!("SELECT DISTINCT kommunenr FROM dim.kommune_overgang WHERE til_kommunenr IN ({wanted})");
    let earlier = engine::query(ctx, "dim.kommune_overgang", &earlier).await?;
    let numbers: &StringArray = earlier.column(0).as_string();
    let units: Vec<Expr> = units.iter().map(String::as_str).chain(numbers.iter().flatten()).map(lit).collect();
    let restricted = |part: LogicalPlan| match &part {
        LogicalPlan::SubqueryAlias(named) if named.alias.table() == HARMONISED_SOURCE => {
            let unit = Expr::Column(Column::new(Some(named.alias.clone()), "enhet"));
            let filtered = LogicalPlanBuilder::from(part.clone()).filter(unit.in_list(units.clone(), false))?.build()?;
            Ok(Transformed::new(filtered, true, TreeNodeRecursion::Jump))
        }
        _ => Ok(Transformed::no(part)),
    };
    let plan = plan.clone().transform_down(restricted).map_err(Error::query("sporingen".to_owned()))?;
    Ok(plan.data)
}

/// Whether a column has one of the values, which are text; an empty one is none at all.
fn one_of(carried: &Carried, column: Column, values: &BTreeSet<String>) -> datafusion::error::Result<Expr> {
    let data_type = carried.plan.schema().field_from_column(&column)?.data_type().clone();
    let literal = |value: &String| ScalarValue::try_from_string(value.clone(), &data_type).map(lit);
    let there = values.iter().filter(|value| !value.is_empty()).map(literal).collect::<Result<Vec<_>, _>>()?;
    let empty = values.contains("");
    let is_one = Expr::Column(column.clone()).in_list(there, false);
    Ok(if empty { is_one.or(Expr::Column(column.clone()).is_null()).or(Expr::Column(column).eq(lit(""))) } else { is_one })
}

fn made(rows: &RecordBatch, row: usize, key: &[String], approximate: bool) -> Result<Made> {
    let mut columns = Vec::new();
    let mut origin = Origin { approximate, ..Origin::default() };
    for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
        if field.name() == TRAIL {
            let list = column.as_list::<i32>().value(row);
            origin = Origin::parse(list.as_string(), approximate);
        } else {
            let text = array_value_to_string(column, row)?;
            columns.push((field.name().clone(), column.is_valid(row).then_some(text)));
        }
    }
    let value = |name: &String| columns.iter().find(|(column, _)| column == name).and_then(|(_, value)| value.clone());
    let key = key.iter().map(|name| value(name).unwrap_or_default()).collect();
    Ok(Made { columns, key, origin })
}

/// A figure with all cells below it.
fn traced(made: Made, origins: &HashMap<(String, Key), Origin>, known: &mut Known) -> Trace {
    let (cells, approximate) = below(&made.origin, origins, known);
    Trace { figure: made.columns, cells: cells.into_iter().collect(), approximate }
}

/// What rows were found to be made of, so that rows in common are looked up once.
type Known = HashMap<(String, Key), (BTreeSet<SourceCell>, bool)>;

/// The cells of an origin and of all rows below it, and whether any step was approximate.
fn below(origin: &Origin, origins: &HashMap<(String, Key), Origin>, known: &mut Known) -> (BTreeSet<SourceCell>, bool) {
    let (mut cells, mut approximate) = (origin.cells.clone(), origin.approximate);
    for row in &origin.rows {
        if !known.contains_key(row) {
            // A row that a released model names and its own plan does not make: the definitions have changed since.
            let found = origins.get(row).map_or((BTreeSet::new(), true), |next| below(next, origins, known));
            known.insert(row.clone(), found);
        }
        cells.extend(known[row].0.iter().cloned());
        approximate |= known[row].1;
    }
    (cells, approximate)
}

impl SourceCell {
    fn parse(text: &str) -> Option<SourceCell> {
        let parts: Vec<&str> = text.starts_with("fakta.").then(|| text.split(SEPARATOR).collect())?;
        let [table, dataset, henting, place, key, status, value] = parts.as_slice() else { return None };
        Some(SourceCell {
            table: (*table).to_owned(),
            dataset: (*dataset).to_owned(),
            henting: (*henting).to_owned(),
            place: (*place).to_owned(),
            key: (*key).to_owned(),
            status: (*status).to_owned(),
            value: Some((*value).to_owned()).filter(|value| !value.is_empty()),
        })
    }
}
