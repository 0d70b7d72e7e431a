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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use arrow::array::{AsArray, Int64Array};
    use arrow::datatypes::{DataType, Field, Int64Type, Schema};
    use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};

    use super::*;
    use crate::engine::{collect, memory_table, register, session};

    /// Uses `a` four times when it is copied into every place that names it. Gives (1, 4), (2, 2), (3, 2), and the last two once more, negative.
    const STATEMENT: &str = "WITH a AS (SELECT talt(x) AS x, COUNT(*) AS n FROM rapport.t GROUP BY talt(x)), \
         b AS (SELECT p.x, p.n + q.n AS n FROM a AS p INNER JOIN a AS q ON q.x = p.x) \
         SELECT x, n FROM b UNION ALL SELECT x, -n AS n FROM b WHERE x > 1 ORDER BY x, n";

    /// A session with the numbers 1, 1, 2, 3 in `rapport.t`, and a function `talt` that counts the rows that it is asked about.
    fn counting() -> (SessionContext, Arc<AtomicUsize>) {
        let ctx = session();
        let schema = Arc::new(Schema::new(vec![Field::new("x", DataType::Int64, true)]));
        let rows = RecordBatch::try_new(schema, vec![Arc::new(Int64Array::from(vec![1, 1, 2, 3]))]).unwrap();
        register(&ctx, "rapport.t", memory_table(rows).unwrap()).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let same = move |arguments: &[ColumnarValue]| {
            let values = ColumnarValue::values_to_arrays(arguments)?.remove(0);
            counter.fetch_add(values.len(), Ordering::SeqCst);
            Ok(ColumnarValue::Array(values))
        };
        ctx.register_udf(create_udf("talt", vec![DataType::Int64], DataType::Int64, Volatility::Immutable, Arc::new(same)));
        (ctx, asked)
    }

    async fn shared(statement: &str) -> usize {
        let (ctx, _) = counting();
        let plan = ctx.state().create_logical_plan(statement).await.unwrap();
        Graph::of(&plan).unwrap().shared().count()
    }

    #[tokio::test]
    async fn what_is_used_more_than_once_is_computed_once_and_says_the_same() {
        let (ctx, asked) = counting();
        let as_written = collect(ctx.sql(STATEMENT).await.unwrap(), "test").await.unwrap();
        assert!(asked.swap(0, Ordering::SeqCst) > 4, "DataFusion computes it once by now: this module can go");
        let once = computed_once(&ctx, ctx.sql(STATEMENT).await.unwrap()).await.unwrap();
        let once = collect(once, "test").await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 4);
        assert_eq!(once, as_written);
        assert_eq!(once.column(1).as_primitive::<Int64Type>().values().to_vec(), [4, -2, 2, -2, 2]);
    }

    #[tokio::test]
    async fn what_has_one_user_or_is_only_picked_columns_is_left_in_its_place() {
        assert_eq!(shared(STATEMENT).await, 2);
        assert_eq!(shared("WITH a AS (SELECT x FROM rapport.t WHERE x > 1) SELECT x FROM a").await, 0);
        assert_eq!(shared("WITH a AS (SELECT x FROM rapport.t) SELECT p.x FROM a AS p INNER JOIN a AS q ON q.x = p.x").await, 0);
        assert_eq!(shared("WITH a AS (SELECT x FROM rapport.t WHERE x > 1) SELECT x FROM a WHERE x IN (SELECT x FROM a)").await, 1);
    }
}
