//! What a statement uses more than once is computed once.
//!
//! DataFusion copies a `WITH` query into every place that names it (apache/datafusion#8777), so a statement over millions of rows reads
//! its facts as many times as it has uses, and uses of uses multiply. Here the planned statement is taken as the graph that it is: equal
//! parts are one node, and a named part with more than one user is computed into memory first.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::error::{DataFusionError, Result as DataFusionResult};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::{DataFrame, SessionContext};
use futures_util::StreamExt;

use super::to_schema;

/// The same query, in which every named part with more than one user is a table in memory. The rows are those of the query as written.
pub async fn computed_once(ctx: &SessionContext, frame: DataFrame) -> DataFusionResult<DataFrame> {
    let (state, plan) = frame.into_parts();
    let mut shared = HashMap::new();
    for part in Graph::of(&plan)?.shared() {
        let rows = in_memory(DataFrame::new(ctx.state(), with_tables(&part, &shared)?), &part).await?;
        shared.insert(part, rows);
    }
    Ok(DataFrame::new(state, with_tables(&plan, &shared)?))
}

/// A plan as a graph: equal parts are one node.
#[derive(Default)]
struct Graph {
    numbers: HashMap<LogicalPlan, usize>,
    /// Per node, in order of number, so that every part comes after what it is made of: the part, when it may be shared, and its users.
    nodes: Vec<(Option<LogicalPlan>, usize)>,
}

impl Graph {
    fn of(plan: &LogicalPlan) -> DataFusionResult<Graph> {
        let mut graph = Graph::default();
        graph.add(plan)?;
        Ok(graph)
    }

    /// The node of a part; that of what is named where the part is only another name.
    fn add(&mut self, plan: &LogicalPlan) -> DataFusionResult<usize> {
        if let LogicalPlan::SubqueryAlias(alias) = plan
            && let LogicalPlan::SubqueryAlias(_) = alias.input.as_ref()
        {
            return self.add(&alias.input);
        }
        if let Some(&known) = self.numbers.get(plan) {
            return Ok(known);
        }
        let mut uses = Vec::new();
        let mut user = |part: &LogicalPlan| {
            uses.push(self.add(part)?);
            Ok(TreeNodeRecursion::Continue)
        };
        plan.apply_children(&mut user)?;
        plan.apply_subqueries(&mut user)?;
        for used in uses {
            self.nodes[used].1 += 1;
        }
        let named = matches!(plan, LogicalPlan::SubqueryAlias(_)) && is_work(plan)?;
        self.nodes.push((named.then(|| plan.clone()), 0));
        self.numbers.insert(plan.clone(), self.nodes.len() - 1);
        Ok(self.nodes.len() - 1)
    }

    fn shared(self) -> impl Iterator<Item = LogicalPlan> {
        self.nodes.into_iter().filter(|(_, users)| *users > 1).filter_map(|(part, _)| part)
    }
}

/// Whether a part is more than columns of one table or rows that the statement itself lists.
fn is_work(plan: &LogicalPlan) -> DataFusionResult<bool> {
    plan.exists(|part| {
        Ok(!matches!(
            part,
            LogicalPlan::SubqueryAlias(_)
                | LogicalPlan::Projection(_)
                | LogicalPlan::TableScan(_)
                | LogicalPlan::Values(_)
                | LogicalPlan::EmptyRelation(_)
        ))
    })
}

/// The plan with the parts that are computed already read from their tables.
fn with_tables(plan: &LogicalPlan, shared: &HashMap<LogicalPlan, Arc<MemTable>>) -> DataFusionResult<LogicalPlan> {
    if shared.is_empty() {
        return Ok(plan.clone());
    }
    let read = |part: LogicalPlan| match (&part, shared.get(&part)) {
        (LogicalPlan::SubqueryAlias(named), Some(rows)) => {
            let scan = LogicalPlanBuilder::scan(named.alias.clone(), provider_as_source(rows.clone()), None)?.build()?;
            Ok(Transformed::new(scan, true, TreeNodeRecursion::Jump))
        }
        _ => Ok(Transformed::no(part)),
    };
    Ok(plan.clone().transform_down_with_subqueries(read)?.data)
}

/// The rows of a part, in batches of the usual size, with the types that the statement was planned with.
async fn in_memory(frame: DataFrame, part: &LogicalPlan) -> DataFusionResult<Arc<MemTable>> {
    let schema: SchemaRef = Arc::new(part.schema().as_arrow().clone());
    let size = frame.task_ctx().session_config().batch_size();
    let streams = frame.execute_stream_partitioned().await?;
    let partitions: Vec<_> = streams.into_iter().map(|rows| tokio::spawn(gathered(rows, schema.clone(), size))).collect();
    let mut filled = Vec::new();
    for partition in partitions {
        filled.push(partition.await.map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))??);
    }
    Ok(Arc::new(MemTable::try_new(schema, filled)?))
}

/// Joins hand over a few rows at a time; kept so, the batches would be larger than what is in them.
async fn gathered(mut rows: SendableRecordBatchStream, schema: SchemaRef, size: usize) -> DataFusionResult<Vec<RecordBatch>> {
    let mut whole = BatchCoalescer::new(schema.clone(), size);
    let mut batches = Vec::new();
    while let Some(batch) = rows.next().await {
        let batch = to_schema(&batch?, &schema).map_err(|error| DataFusionError::External(Box::new(error)))?;
        whole.push_batch(batch)?;
        batches.extend(std::iter::from_fn(|| whole.next_completed_batch()));
    }
    whole.finish_buffered_batch()?;
    batches.extend(whole.next_completed_batch());
    Ok(batches)
}
