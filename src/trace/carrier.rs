//! Rewriting a plan so that its rows carry what they were made of.
//!
//! ```text
//! scan of a fact        adds [cell]
//! scan of a model       adds [row]
//! projection, filter,
//! sort, alias           pass the list on
//! join                  both sides' lists together
//! aggregate, distinct   the lists of the group's rows that its figures take in
//! union                 each input its own
//! window, limit, subquery in an expression: what they carry is labelled approximate
//! ```
//!
//! A list is carried as long as some column beside it was computed from a figure: a fact's value or status, or what a model made of them.
//! Where only keys are left (which municipalities a file has), it is dropped: those rows decide what counts, and say nothing of the figure.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, JoinType, TableReference};
use datafusion::error::{DataFusionError, Result as PlanResult};
use datafusion::functions::expr_fn::{coalesce, concat, concat_ws};
use datafusion::functions_aggregate::expr_fn::array_agg;
use datafusion::functions_nested::expr_fn::{array_concat, flatten, make_array};
use datafusion::logical_expr::{Distinct, Expr, Join, LogicalPlan, LogicalPlanBuilder, cast, lit, when};

use super::SEPARATOR;
use crate::engine::DEFAULT_SCHEMA;
use crate::model::Catalogue;

/// A model whose rows end a list.
#[derive(Debug, Clone)]
pub struct TracedModel {
    /// The columns that tell its rows apart.
    pub key: Vec<String>,
    /// Which of its columns were computed from a figure.
    pub figures: Vec<bool>,
    /// Whether it stands in the frame that carries figures to today's municipalities.
    pub harmonised: bool,
}

/// Rewrites a plan so that its rows carry the cells that they were made of.
pub struct Carrier<'a> {
    pub catalogue: &'a Catalogue,
    /// The models whose rows end a list, by name.
    pub models: &'a BTreeMap<String, TracedModel>,
    /// Whether the lists may hold more or fewer than what the rows were made of.
    pub approximate: bool,
    next: usize,
}

/// A plan whose rows carry their cells.
#[derive(Debug, Clone)]
pub struct Carried {
    pub plan: LogicalPlan,
    /// The column with the list, always the plan's last; none when nothing of a figure is left in the plan's columns.
    pub trail: Option<Column>,
    /// Which of the plan's other columns were computed from a figure.
    pub figures: Vec<bool>,
}

impl Carried {
    /// A plan that has no figures.
    fn without(plan: LogicalPlan) -> Carried {
        let figures = vec![false; plan.schema().fields().len()];
        Carried { plan, trail: None, figures }
    }

    /// The plan's own columns, without the list.
    pub fn columns(&self) -> Vec<Column> {
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

impl<'a> Carrier<'a> {
    pub fn new(catalogue: &'a Catalogue, models: &'a BTreeMap<String, TracedModel>) -> Carrier<'a> {
        Carrier { catalogue, models, approximate: false, next: 0 }
    }

    fn name(&mut self) -> String {
        self.next += 1;
        format!("__spor_{}", self.next)
    }

    pub fn carry(&mut self, plan: LogicalPlan) -> PlanResult<Carried> {
        if plan.expressions().iter().any(|expression| self.reads_figures(expression)) {
            self.approximate = true;
        }
        match plan {
            LogicalPlan::TableScan(scan) => {
                let table = name_of(&scan.table_name);
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
                if self.scans_figures(&other) {
                    self.approximate = true;
                }
                Ok(Carried::without(other))
            }
        }
    }

    /// A scan of a fact adds its own cell, one of a model its own row; a dimension has none to add.
    fn scan(&mut self, scan: LogicalPlan, table: &str) -> PlanResult<Carried> {
        let columns = scan.schema().columns();
        let text = |name: &str| match columns.iter().find(|column| column.name == name) {
            Some(column) => coalesce(vec![cast(Expr::Column(column.clone()), DataType::Utf8), lit("")]),
            None => lit(""),
        };
        let (parts, figures) = if let Some(fact) = table.strip_prefix("fakta.").and_then(|name| self.catalogue.fact(name)) {
            let key = fact.key();
            let key = key.iter().filter(|name| *name != "celle");
            let described = concat_ws(lit(" "), key.map(|name| concat(vec![lit(format!("{name}=")), text(name)])).collect());
            let parts = [text("datasett"), text("henting"), text("celle"), described, text("status"), text("verdi")];
            (parts.to_vec(), columns.iter().map(|column| matches!(column.name.as_str(), "verdi" | "status")).collect())
        } else if let Some(model) = self.models.get(table) {
            (model.key.iter().map(|name| text(name)).collect(), model.figures.clone())
        } else {
            return Ok(Carried::without(scan));
        };
        let name = self.name();
        let own = make_array(vec![concat_ws(lit(SEPARATOR), std::iter::once(lit(table)).chain(parts).collect())]).alias(&name);
        let plan = LogicalPlanBuilder::from(scan).project(columns.into_iter().map(Expr::Column).chain([own]))?.build()?;
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

impl Carrier<'_> {
    /// Whether an expression holds a subquery over figures, whose origins no row can carry.
    fn reads_figures(&self, expression: &Expr) -> bool {
        let subquery = |inner: &Expr| match inner {
            Expr::ScalarSubquery(subquery) => self.scans_figures(&subquery.subquery),
            Expr::InSubquery(subquery) => self.scans_figures(&subquery.subquery.subquery),
            Expr::Exists(subquery) => self.scans_figures(&subquery.subquery.subquery),
            _ => false,
        };
        expression.exists(|inner| Ok(subquery(inner))).unwrap_or(true)
    }

    fn scans_figures(&self, plan: &LogicalPlan) -> bool {
        let scans = |name: String| name.starts_with("fakta.") || self.models.contains_key(&name);
        plan.exists(|node| Ok(matches!(node, LogicalPlan::TableScan(scan) if scans(name_of(&scan.table_name))))).unwrap_or(true)
    }
}

fn name_of(table: &TableReference) -> String {
    format!("{}.{}", table.schema().unwrap_or(DEFAULT_SCHEMA), table.table())
}
