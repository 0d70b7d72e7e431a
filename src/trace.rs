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
//! aggregate, distinct   the lists of the group's rows that its figures take in
//! union                 each input its own
//! window, limit, subquery in an expression: what they carry is labelled approximate
//! ```
//!
//! A list is carried as long as some column beside it was computed from a fact's value or status. Where only keys are left (which
//! municipalities a file has), it is dropped: those rows decide what counts, and say nothing of the figure.
//!
//! Dimensions are read as released and end the trace: they decide which cells belong to a figure, and are no part of its value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::common::{Column, JoinType};
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::functions::expr_fn::{coalesce, concat, concat_ws};
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::functions_nested::expr_fn::{array_concat, flatten, make_array};
use datafusion::logical_expr::{Distinct, Expr, Join, LogicalPlan, LogicalPlanBuilder, cast, lit, when};
use datafusion::prelude::{DataFrame, SessionContext};

use crate::archive::Svar;
use crate::engine::{self, file_table, register};
use crate::error::{Error, Result};
use crate::model::{Catalogue, IndicatorHeader};
use crate::release::{Manifest, fact_tables, register_as_view, shown};
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
    let ctx = session(warehouse, manifest, catalogue, &name).await?;
    let mut query = format!("SELECT * FROM {name} WHERE enhet = {} AND periode = {}", quote(&question.unit), quote(&question.period));
    for (column, value) in &question.further {
        query.push_str(&format!(" AND {column} = {}", quote(value)));
    }
    let failed = || Error::query(format!("sporingen av {}", question.indicator));
    let plan = ctx.state().create_logical_plan(&query).await.map_err(failed())?;
    let mut carrier = Carrier { catalogue, next: 0, approximate: false };
    let carried = carrier.carry(plan).map_err(failed())?;
    let list = carried.trail.clone().map(|trail| Expr::Column(trail).alias(TRAIL));
    let columns = carried.columns().into_iter().map(Expr::Column).chain(list);
    let plan = LogicalPlanBuilder::from(carried.plan.clone()).project(columns).and_then(LogicalPlanBuilder::build).map_err(failed())?;
    let rows = engine::collect(DataFrame::new(ctx.state(), plan), "sporingen").await?;
    (0..rows.num_rows()).map(|row| traced(&rows, row, carrier.approximate)).collect()
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

/// Facts as files, dimensions as released, every other model that the traced one reads as a view.
async fn session(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue, traced: &str) -> Result<SessionContext> {
    let needed = catalogue.upstream(traced);
    let ctx = engine::session();
    let tables = warehouse.tables();
    let partitions = shown(warehouse, manifest)?;
    fact_tables(&ctx, catalogue, &tables, &partitions.newest(None))?;
    catalogue.register_generated(&ctx)?;
    for name in catalogue.order.iter().filter(|name| needed.contains(*name)) {
        match manifest.tabeller.get(name).filter(|_| name.starts_with("dim.")) {
            Some(entry) => {
                let files = entry.filer.iter().map(|file| file.path(&tables)).collect();
                register(&ctx, name, file_table(entry.schema()?, files))?;
            }
            None => {
                register_as_view(&ctx, catalogue, name).await?;
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
        if field.name() == TRAIL {
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

/// A plan whose rows carry their cells.
struct Carried {
    plan: LogicalPlan,
    /// The column with the list, always the plan's last; none when nothing of a fact's figures is left in the plan's columns.
    trail: Option<Column>,
    /// Which of the plan's other columns were computed from a fact's value or status.
    figures: Vec<bool>,
}

impl Carried {
    /// A plan that has no figures.
    fn without(plan: LogicalPlan) -> Carried {
        let figures = vec![false; plan.schema().fields().len()];
        Carried { plan, trail: None, figures }
    }

    /// The plan's own columns, without the list.
    fn columns(&self) -> Vec<Column> {
        let mut columns = self.plan.schema().columns();
        columns.truncate(self.figures.len());
        columns
    }

    /// Whether an expression over this plan is computed from a figure.
    fn is_figure(&self, expression: &Expr) -> bool {
        expression.column_refs().into_iter().any(|column| {
            let position = self.plan.schema().index_of_column(column);
            position.is_ok_and(|position| self.figures.get(position).copied().unwrap_or(false))
        })
    }
}

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
                let input = self.carry(Arc::unwrap_or_clone(projection.input))?;
                project(input, projection.expr)
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let input = self.carry(Arc::unwrap_or_clone(alias.input))?;
                let trail = input.trail.map(|column| Column::new(Some(alias.alias.clone()), column.name));
                let plan = LogicalPlanBuilder::from(input.plan).alias(alias.alias)?.build()?;
                Ok(Carried { plan, trail, figures: input.figures })
            }
            LogicalPlan::Aggregate(aggregate) => {
                let input = self.carry(Arc::unwrap_or_clone(aggregate.input))?;
                self.aggregate(input, aggregate.group_expr, aggregate.aggr_expr)
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let input = self.carry(Arc::unwrap_or_clone(input))?;
                let columns = input.columns().into_iter().map(Expr::Column).collect();
                self.aggregate(input, columns, Vec::new())
            }
            LogicalPlan::Union(union) => self.union(union.inputs),
            LogicalPlan::Join(join) => self.join(join),
            LogicalPlan::Window(_) | LogicalPlan::Limit(_) => self.pass(plan, false),
            LogicalPlan::Filter(_) | LogicalPlan::Sort(_) | LogicalPlan::Repartition(_) => self.pass(plan, true),
            other => {
                if scans_facts(&other) {
                    self.approximate = true;
                }
                Ok(Carried::without(other))
            }
        }
    }

    /// A scan of a fact adds its own cell; any other table has none to add.
    fn scan(&mut self, scan: LogicalPlan, table: &str) -> PlanResult<Carried> {
        let Some(model) = table.strip_prefix("fakta.").and_then(|name| self.catalogue.fact(name)) else {
            return Ok(Carried::without(scan));
        };
        let columns = scan.schema().columns();
        let figures = columns.iter().map(|column| matches!(column.name.as_str(), "verdi" | "status")).collect();
        let text = |name: &str| match columns.iter().find(|column| column.name == name) {
            Some(column) => coalesce(vec![cast(Expr::Column(column.clone()), arrow::datatypes::DataType::Utf8), lit("")]),
            None => lit(""),
        };
        let key = model.key();
        let described = key.iter().filter(|name| *name != "celle").map(|name| concat(vec![lit(format!("{name}=")), text(name)])).collect();
        let parts = vec![
            lit(table),
            text("datasett"),
            text("henting"),
            text("celle"),
            concat_ws(lit(" "), described),
            text("status"),
            text("verdi"),
        ];
        let name = self.name();
        let cell = make_array(vec![concat_ws(lit(SEPARATOR), parts)]).alias(&name);
        let plan = LogicalPlanBuilder::from(scan).project(columns.into_iter().map(Expr::Column).chain([cell]))?.build()?;
        Ok(Carried { plan, trail: Some(Column::new_unqualified(name)), figures })
    }

    fn aggregate(&mut self, input: Carried, group: Vec<Expr>, aggregates: Vec<Expr>) -> PlanResult<Carried> {
        let figures: Vec<bool> = group.iter().chain(&aggregates).map(|expression| input.is_figure(expression)).collect();
        let Some(trail) = input.trail.clone().filter(|_| figures.contains(&true)) else {
            let plan = LogicalPlanBuilder::from(input.plan).aggregate(group, aggregates)?.build()?;
            return Ok(Carried { plan, trail: None, figures });
        };
        let taken = taken_in(&input, &group, &aggregates)?;
        let list = match taken {
            Some(condition) => when(condition, Expr::Column(trail)).otherwise(no_cells())?,
            None => Expr::Column(trail),
        };
        let (gathered, name) = (self.name(), self.name());
        let lists = array_agg(list).alias(&gathered);
        let plan = LogicalPlanBuilder::from(input.plan).aggregate(group, aggregates.into_iter().chain([lists]))?.build()?;
        let mut columns = plan.schema().columns();
        columns.truncate(figures.len());
        let flat = coalesce(vec![flatten(Expr::Column(Column::new_unqualified(gathered))), no_cells()]).alias(&name);
        let plan = LogicalPlanBuilder::from(plan).project(columns.into_iter().map(Expr::Column).chain([flat]))?.build()?;
        Ok(Carried { plan, trail: Some(Column::new_unqualified(name)), figures })
    }

    fn union(&mut self, inputs: Vec<Arc<LogicalPlan>>) -> PlanResult<Carried> {
        let inputs = inputs.into_iter().map(|input| self.carry(Arc::unwrap_or_clone(input))).collect::<PlanResult<Vec<_>>>()?;
        let any = inputs.iter().any(|input| input.trail.is_some());
        let name = self.name();
        let mut figures = Vec::new();
        let mut plans = Vec::new();
        for input in inputs {
            figures.resize(input.figures.len(), false);
            for (position, figure) in input.figures.iter().enumerate() {
                figures[position] |= figure;
            }
            let columns = input.columns().into_iter().map(Expr::Column);
            let list = any.then(|| input.trail.clone().map_or_else(no_cells, Expr::Column).alias(&name));
            plans.push(LogicalPlanBuilder::from(input.plan.clone()).project(columns.chain(list))?.build()?);
        }
        let mut plans = plans.into_iter();
        let first = plans.next().ok_or_else(|| DataFusionError::Plan("en union uten deler".to_owned()))?;
        let plan = plans.try_fold(LogicalPlanBuilder::from(first), |united, plan| united.union(plan))?.build()?;
        let trail = plan.schema().columns().into_iter().find(|column| column.name == name);
        Ok(Carried { plan, trail, figures })
    }

    fn join(&mut self, join: Join) -> PlanResult<Carried> {
        let left = self.carry(Arc::unwrap_or_clone(join.left))?;
        let right = self.carry(Arc::unwrap_or_clone(join.right))?;
        let (left_columns, right_columns) = (left.columns(), right.columns());
        let plan = LogicalPlan::Join(Join::try_new(
            Arc::new(left.plan),
            Arc::new(right.plan),
            join.on,
            join.filter,
            join.join_type,
            join.join_constraint,
            join.null_equality,
            join.null_aware,
        )?);
        match join.join_type {
            JoinType::LeftSemi | JoinType::LeftAnti => return Ok(Carried { plan, trail: left.trail, figures: left.figures }),
            JoinType::RightSemi | JoinType::RightAnti => return Ok(Carried { plan, trail: right.trail, figures: right.figures }),
            JoinType::LeftMark | JoinType::RightMark => {
                return Err(DataFusionError::Plan("sporingen kan ikke følge en markerende kobling".to_owned()));
            }
            JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => {}
        }
        let figures = [left.figures, right.figures].concat();
        let columns: Vec<Expr> = left_columns.into_iter().chain(right_columns).map(Expr::Column).collect();
        let trails: Vec<Column> = [left.trail, right.trail].into_iter().flatten().collect();
        let name = self.name();
        let list = match trails.as_slice() {
            [] => return Ok(Carried { plan, trail: None, figures }),
            trails => {
                let lists = trails.iter().map(|trail| coalesce(vec![Expr::Column(trail.clone()), no_cells()])).collect();
                array_concat(lists).alias(&name)
            }
        };
        let plan = LogicalPlanBuilder::from(plan).project(columns.into_iter().chain([list]))?.build()?;
        Ok(Carried { plan, trail: Some(Column::new_unqualified(name)), figures })
    }

    /// Nodes that hand on their input's rows, and thereby each row's list.
    fn pass(&mut self, plan: LogicalPlan, exact: bool) -> PlanResult<Carried> {
        let added: Vec<Column> = match &plan {
            LogicalPlan::Window(window) => plan.schema().columns().split_off(window.input.schema().fields().len()),
            _ => Vec::new(),
        };
        let Some(input) = plan.inputs().into_iter().next().cloned() else { return Ok(Carried::without(plan)) };
        let input = self.carry(input)?;
        self.approximate |= input.trail.is_some() && !exact;
        let kept = input.columns();
        // What a window computes over figures is a figure.
        let figures = input.figures.iter().copied().chain(added.iter().map(|_| input.trail.is_some())).collect();
        let trail = input.trail.clone();
        let expressions = plan.expressions();
        let plan = plan.with_new_exprs(expressions, vec![input.plan])?;
        if added.is_empty() {
            return Ok(Carried { plan, trail, figures });
        }
        let columns = kept.into_iter().chain(added).chain(trail.clone()).map(Expr::Column);
        Ok(Carried { plan: LogicalPlanBuilder::from(plan).project(columns)?.build()?, trail, figures })
    }
}

/// A projection of a carried plan. When none of its columns is a figure any more, the cells end here: what is left says which rows
/// count, and no longer what they say.
fn project(input: Carried, expressions: Vec<Expr>) -> PlanResult<Carried> {
    let figures: Vec<bool> = expressions.iter().map(|expression| input.is_figure(expression)).collect();
    let trail = input.trail.filter(|_| figures.contains(&true));
    let plan = LogicalPlanBuilder::from(input.plan).project(expressions.into_iter().chain(trail.clone().map(Expr::Column)))?.build()?;
    Ok(Carried { plan, trail, figures })
}

/// When a row is part of a group's figures: when some aggregate of a figure takes it in, its filter holding and its argument being
/// there. None when every row is, as where a figure is grouped by.
fn taken_in(input: &Carried, group: &[Expr], aggregates: &[Expr]) -> PlanResult<Option<Expr>> {
    if group.iter().any(|expression| input.is_figure(expression)) {
        return Ok(None);
    }
    let mut condition: Option<Expr> = None;
    for aggregate in aggregates.iter().filter(|aggregate| input.is_figure(aggregate)) {
        let Expr::AggregateFunction(function) = aggregate.clone().unalias_nested().data else {
            return Ok(None);
        };
        let there = function.params.args.into_iter().map(Expr::is_not_null);
        let filter = function.params.filter.map(|filter| *filter);
        let Some(takes) = there.chain(filter).reduce(Expr::and) else { return Ok(None) };
        condition = Some(match condition {
            Some(condition) => condition.or(takes),
            None => takes,
        });
    }
    Ok(condition)
}

/// An empty list of cells.
fn no_cells() -> Expr {
    let mut none = arrow::array::ListBuilder::new(arrow::array::StringBuilder::new());
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
