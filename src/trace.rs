//! Where a figure comes from: the same plan that computed it, filtered to the figure, carrying the published cells along.
//!
//! No model is traced by hand. The models are registered as views, so that an indicator's logical plan reaches down to the facts; then
//! [`Carrier`] rewrites the plan so that every scan of a fact adds a list with its own cell, and every node above carries the lists:
//!
//! ```text
//! scan of a fact        adds [cell]
//! projection, filter,
//! sort, alias           pass the list on
//! join                  both sides' lists together
//! aggregate, distinct   the lists of all rows of the group together
//! union                 each input its own
//! window, limit, subquery in an expression: what they carry is labelled approximate
//! ```
//!
//! Dimensions are read as released and end the trace: they decide which cells belong to a figure, and are no part of its value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::common::{Column, JoinType};
use datafusion::error::Result as PlanResult;
use datafusion::functions::expr_fn::{coalesce, concat_ws};
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::functions_nested::expr_fn::{array_concat, flatten, make_array};
use datafusion::logical_expr::{Distinct, Expr, Join, LogicalPlan, LogicalPlanBuilder, cast, lit};
use datafusion::prelude::{DataFrame, SessionContext};

use crate::archive::Record;
use crate::engine::{self, FileTable, register};
use crate::error::{Error, Result};
use crate::model::{Catalogue, IndicatorHeader};
use crate::release::{Manifest, fact_tables};
use crate::warehouse::{Partitions, Warehouse};

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

/// Separates the parts of a cell in the lists that are carried.
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
    let ctx = session(warehouse, manifest, catalogue).await?;
    let mut query = format!("SELECT * FROM {name} WHERE enhet = {} AND periode = {}", quote(&question.unit), quote(&question.period));
    for (column, value) in &question.further {
        query.push_str(&format!(" AND {column} = {}", quote(value)));
    }
    let failed = || Error::query(format!("sporingen av {}", question.indicator));
    let plan = ctx.state().create_logical_plan(&query).await.map_err(failed())?;
    let mut carrier = Carrier { catalogue, next: 0, approximate: false };
    let (plan, trail) = carrier.carry(plan).map_err(failed())?;
    let plan = match &trail {
        Some(trail) => {
            let figure = plan.schema().columns().into_iter().filter(|column| column != trail).map(Expr::Column);
            let list = Expr::Column(trail.clone()).alias("__spor");
            LogicalPlanBuilder::from(plan.clone()).project(figure.chain([list])).and_then(LogicalPlanBuilder::build).map_err(failed())?
        }
        None => plan,
    };
    let rows = engine::collect(DataFrame::new(ctx.state(), plan), "sporingen").await?;
    (0..rows.num_rows()).map(|row| traced(&rows, row, carrier.approximate)).collect()
}

/// The definition of the indicator that was traced.
pub fn definition<'a>(catalogue: &'a Catalogue, indicator: &str) -> Option<&'a IndicatorHeader> {
    catalogue.indicators().find(|(id, _)| *id == indicator).map(|(_, header)| header)
}

/// The archive's records of the answers that the cells stand in, by `henting`.
pub fn records(warehouse: &Warehouse, traces: &[Trace]) -> Result<BTreeMap<String, Record>> {
    let wanted: BTreeSet<&str> = traces.iter().flat_map(|trace| &trace.cells).map(|cell| cell.henting.as_str()).collect();
    let records = warehouse.archive().records()?;
    Ok(records.into_iter().filter(|record| wanted.contains(record.henting.as_str())).map(|record| (record.henting.clone(), record)).collect())
}

/// Facts as files, dimensions as released, every other model as a view.
async fn session(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue) -> Result<SessionContext> {
    let ctx = engine::session();
    let tables = warehouse.tables();
    let partitions: Partitions = manifest.partisjoner.iter().cloned().collect();
    fact_tables(&ctx, catalogue, &tables, &partitions.newest(None))?;
    catalogue.register_generated(&ctx)?;
    for name in catalogue.order.iter().filter(|name| *name != crate::model::FIGURES) {
        match manifest.tabeller.get(name).filter(|_| name.starts_with("dim.")) {
            Some(entry) => {
                let files = entry.filer.iter().map(|file| file.path(&tables)).collect();
                register(&ctx, name, FileTable::new(entry.schema()?, files))?;
            }
            None => {
                let frame = ctx.sql(&catalogue.statement(name)?).await.map_err(Error::query(name.clone()))?;
                register(&ctx, name, frame.into_view())?;
            }
        }
    }
    Ok(ctx)
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn traced(rows: &RecordBatch, row: usize, approximate: bool) -> Result<Trace> {
    let mut figure = Vec::new();
    let mut cells = Vec::new();
    for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
        if field.name() == "__spor" {
            let list = column.as_list::<i32>().value(row);
            let texts: &StringArray = list.as_string();
            let distinct: BTreeSet<SourceCell> = texts.iter().flatten().filter_map(SourceCell::parse).collect();
            cells = distinct.into_iter().collect();
        } else {
            let text = arrow::util::display::array_value_to_string(column, row)?;
            figure.push((field.name().clone(), column.is_valid(row).then_some(text)));
        }
    }
    Ok(Trace { figure, cells, approximate })
}

impl SourceCell {
    fn parse(text: &str) -> Option<SourceCell> {
        let parts: Vec<&str> = text.split(SEPARATOR).collect();
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

/// Rewrites a plan so that its rows carry the cells that they were made of.
struct Carrier<'a> {
    catalogue: &'a Catalogue,
    next: usize,
    approximate: bool,
}

/// A plan, and the column in which it carries its list of cells, if it reads any fact.
type Carried = (LogicalPlan, Option<Column>);

impl Carrier<'_> {
    fn name(&mut self) -> String {
        self.next += 1;
        format!("__spor_{}", self.next)
    }

    fn carry(&mut self, plan: LogicalPlan) -> PlanResult<Carried> {
        if plan.expressions().iter().any(reads_facts) {
            self.approximate = true;
        }
        match plan {
            LogicalPlan::TableScan(scan) => {
                let table = format!("{}.{}", scan.table_name.schema().unwrap_or_default(), scan.table_name.table());
                self.scan(LogicalPlan::TableScan(scan), &table)
            }
            LogicalPlan::Projection(projection) => {
                let (input, trail) = self.carry(Arc::unwrap_or_clone(projection.input))?;
                let expressions = projection.expr.into_iter().chain(trail.clone().map(Expr::Column));
                Ok((LogicalPlanBuilder::from(input).project(expressions)?.build()?, trail))
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let (input, trail) = self.carry(Arc::unwrap_or_clone(alias.input))?;
                let trail = trail.map(|column| Column::new(Some(alias.alias.clone()), column.name));
                Ok((LogicalPlanBuilder::from(input).alias(alias.alias)?.build()?, trail))
            }
            LogicalPlan::Aggregate(aggregate) => {
                let (input, trail) = self.carry(Arc::unwrap_or_clone(aggregate.input))?;
                self.aggregate(input, trail, aggregate.group_expr, aggregate.aggr_expr)
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let columns: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
                let (input, trail) = self.carry(Arc::unwrap_or_clone(input))?;
                self.aggregate(input, trail, columns, Vec::new())
            }
            LogicalPlan::Union(union) => self.union(union.inputs),
            LogicalPlan::Join(join) => self.join(join),
            other => self.other(other),
        }
    }

    /// A scan of a fact adds its own cell; any other table has none to add.
    fn scan(&mut self, scan: LogicalPlan, table: &str) -> PlanResult<Carried> {
        let Some(model) = table.strip_prefix("fakta.").and_then(|name| self.catalogue.fact(name)) else {
            return Ok((scan, None));
        };
        let columns = scan.schema().columns();
        let text = |name: &str| {
            let column = columns.iter().find(|column| column.name == name);
            column.map_or_else(|| lit(""), |column| coalesce(vec![cast(Expr::Column(column.clone()), arrow::datatypes::DataType::Utf8), lit("")]))
        };
        let key = model.key();
        let described = key.iter().filter(|name| *name != "celle").map(|name| {
            datafusion::functions::expr_fn::concat(vec![lit(format!("{name}=")), text(name)])
        });
        let parts =
            vec![lit(table), text("datasett"), text("henting"), text("celle"), concat_ws(lit(" "), described.collect()), text("status"), text("verdi")];
        let name = self.name();
        let cell = make_array(vec![concat_ws(lit(SEPARATOR), parts)]).alias(&name);
        let expressions = columns.into_iter().map(Expr::Column).chain([cell]);
        Ok((LogicalPlanBuilder::from(scan).project(expressions)?.build()?, Some(Column::new_unqualified(name))))
    }

    fn aggregate(&mut self, input: LogicalPlan, trail: Option<Column>, group: Vec<Expr>, aggregates: Vec<Expr>) -> PlanResult<Carried> {
        let Some(trail) = trail else {
            return Ok((LogicalPlanBuilder::from(input).aggregate(group, aggregates)?.build()?, None));
        };
        let (gathered, name) = (self.name(), self.name());
        let lists = array_agg(Expr::Column(trail)).alias(&gathered);
        let plan = LogicalPlanBuilder::from(input).aggregate(group, aggregates.into_iter().chain([lists]))?.build()?;
        let kept: Vec<Expr> = plan.schema().columns().into_iter().filter(|column| column.name != gathered).map(Expr::Column).collect();
        let flat = coalesce(vec![flatten(Expr::Column(Column::new_unqualified(gathered))), no_cells()]).alias(&name);
        Ok((LogicalPlanBuilder::from(plan).project(kept.into_iter().chain([flat]))?.build()?, Some(Column::new_unqualified(name))))
    }

    fn union(&mut self, inputs: Vec<Arc<LogicalPlan>>) -> PlanResult<Carried> {
        let inputs = inputs.into_iter().map(|input| self.carry(Arc::unwrap_or_clone(input))).collect::<PlanResult<Vec<_>>>()?;
        let any = inputs.iter().any(|(_, trail)| trail.is_some());
        let name = self.name();
        let mut plans = Vec::new();
        for (input, trail) in inputs {
            if !any {
                plans.push(input);
                continue;
            }
            let kept = input.schema().columns().into_iter().filter(|column| Some(column) != trail.as_ref()).map(Expr::Column);
            let list = trail.clone().map_or_else(no_cells, Expr::Column).alias(&name);
            plans.push(LogicalPlanBuilder::from(input.clone()).project(kept.chain([list]))?.build()?);
        }
        let mut plans = plans.into_iter();
        let first = plans.next().ok_or_else(|| datafusion::error::DataFusionError::Plan("en union uten deler".to_owned()))?;
        let united = plans.try_fold(LogicalPlanBuilder::from(first), |united, plan| united.union(plan))?.build()?;
        let trail = united.schema().columns().into_iter().find(|column| column.name == name);
        Ok((united, trail))
    }

    fn join(&mut self, join: Join) -> PlanResult<Carried> {
        let (left, left_trail) = self.carry(Arc::unwrap_or_clone(join.left))?;
        let (right, right_trail) = self.carry(Arc::unwrap_or_clone(join.right))?;
        let joined = LogicalPlan::Join(Join::try_new(
            Arc::new(left),
            Arc::new(right),
            join.on,
            join.filter,
            join.join_type,
            join.join_constraint,
            join.null_equality,
            join.null_aware,
        )?);
        let (left_trail, right_trail) = match join.join_type {
            JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => return Ok((joined, left_trail)),
            JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => return Ok((joined, right_trail)),
            _ => (left_trail, right_trail),
        };
        if left_trail.is_none() && right_trail.is_none() {
            return Ok((joined, None));
        }
        let trails = [left_trail, right_trail];
        let kept: Vec<Expr> =
            joined.schema().columns().into_iter().filter(|column| !trails.contains(&Some(column.clone()))).map(Expr::Column).collect();
        let lists = trails.into_iter().flatten().map(|trail| coalesce(vec![Expr::Column(trail), no_cells()])).collect();
        let name = self.name();
        let both = array_concat(lists).alias(&name);
        Ok((LogicalPlanBuilder::from(joined).project(kept.into_iter().chain([both]))?.build()?, Some(Column::new_unqualified(name))))
    }

    /// Nodes that pass their input's columns on as they are carry the list by themselves; what cannot is approximate.
    fn other(&mut self, plan: LogicalPlan) -> PlanResult<Carried> {
        let passes = matches!(plan, LogicalPlan::Filter(_) | LogicalPlan::Sort(_) | LogicalPlan::Repartition(_));
        let may_pass = passes || matches!(plan, LogicalPlan::Window(_) | LogicalPlan::Limit(_));
        if !may_pass {
            if scans_facts(&plan) {
                self.approximate = true;
            }
            return Ok((plan, None));
        }
        let input = plan.inputs().into_iter().next().cloned();
        let Some(input) = input else { return Ok((plan, None)) };
        let (input, trail) = self.carry(input)?;
        if trail.is_some() && !passes {
            self.approximate = true;
        }
        let expressions = plan.expressions();
        Ok((plan.with_new_exprs(expressions, vec![input])?, trail))
    }
}

/// An empty list of cells.
fn no_cells() -> Expr {
    let none = arrow::array::ListBuilder::new(arrow::array::StringBuilder::new());
    let mut none = none;
    none.append(true);
    lit(datafusion::common::ScalarValue::List(Arc::new(none.finish())))
}

/// Whether an expression holds a subquery over facts, whose cells no row can carry.
fn reads_facts(expression: &Expr) -> bool {
    use datafusion::common::tree_node::TreeNode;
    expression
        .exists(|inner| {
            Ok(match inner {
                Expr::ScalarSubquery(subquery) => scans_facts(&subquery.subquery),
                Expr::InSubquery(subquery) => scans_facts(&subquery.subquery.subquery),
                Expr::Exists(subquery) => scans_facts(&subquery.subquery.subquery),
                _ => false,
            })
        })
        .unwrap_or(true)
}

fn scans_facts(plan: &LogicalPlan) -> bool {
    use datafusion::common::tree_node::TreeNode;
    plan.exists(|node| Ok(matches!(node, LogicalPlan::TableScan(scan) if scan.table_name.schema() == Some("fakta")))).unwrap_or(true)
}
