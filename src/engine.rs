//! The SQL engine: DataFusion sessions as this project uses them, and the table type through which they read immutable files.
//!
//! Every statement (models, checks, queries, exports, traces) runs in a session from here.

mod common_subplans;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use arrow::compute::{SortColumn, concat_batches, lexsort_to_indices, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use async_trait::async_trait;
use datafusion::catalog::{MemorySchemaProvider, Session, TableProvider};
use datafusion::datasource::MemTable;
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::Result as DataFusionResult;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream};
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext, ident};

use crate::error::{Error, Result};
use crate::model::register_functions;

/// The name of the only catalog.
const CATALOG: &str = "innsikt";

/// The schema of a table that is named without one.
pub const DEFAULT_SCHEMA: &str = "rapport";

/// A fresh session that knows the project's functions and no tables.
pub fn session() -> SessionContext {
    let mut config = SessionConfig::new().with_default_catalog_and_schema(CATALOG, DEFAULT_SCHEMA).with_information_schema(true);
    let options = config.options_mut();
    options.execution.parquet.schema_force_view_types = false;
    options.execution.parquet.pushdown_filters = true;
    options.sql_parser.map_string_types_to_utf8view = false;
    let ctx = SessionContext::new_with_config_rt(config, RUNTIME.clone());
    register_functions(&ctx);
    ctx
}

/// What all sessions together may hold in memory while they sort and group; more of it goes by way of the disk.
const MEMORY_BYTES: usize = 4 << 30;

static RUNTIME: LazyLock<Arc<RuntimeEnv>> = LazyLock::new(|| {
    let pool = Arc::new(FairSpillPool::new(MEMORY_BYTES));
    Arc::new(RuntimeEnv { memory_pool: pool, ..RuntimeEnv::default() })
});

/// Makes a table known as `schema.table`.
pub fn register(ctx: &SessionContext, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
    let (schema, table_name) = name.split_once('.').unwrap_or((DEFAULT_SCHEMA, name));
    let catalog = ctx.catalog(CATALOG).ok_or_else(|| Error::Stop(format!("katalogen {CATALOG} mangler")))?;
    let schema_provider = match catalog.schema(schema) {
        Some(provider) => provider,
        None => {
            let provider = Arc::new(MemorySchemaProvider::new());
            catalog.register_schema(schema, provider.clone()).map_err(Error::query(format!("skjemaet {schema}")))?;
            provider
        }
    };
    // A model that is built anew replaces what stood there.
    if schema_provider.table_exist(table_name) {
        schema_provider.deregister_table(table_name).map_err(Error::query(name.to_owned()))?;
    }
    schema_provider.register_table(table_name.to_owned(), table).map_err(Error::query(name.to_owned()))?;
    Ok(())
}

/// A table without rows, for planning.
pub fn empty_table(schema: SchemaRef) -> Arc<dyn TableProvider> {
    Arc::new(EmptyTable::new(schema))
}

/// A table held in memory.
pub fn memory_table(batch: RecordBatch) -> Result<Arc<dyn TableProvider>> {
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(Error::query("tabell i minnet"))?;
    Ok(Arc::new(table))
}

/// A table made of immutable Parquet files. It answers its schema without opening anything, and opens files only when it is scanned,
/// so that listing a catalogue costs nothing.
#[derive(Debug)]
struct FileTable {
    schema: SchemaRef,
    files: Vec<PathBuf>,
}

/// A table over files, with the schema that is declared for them.
pub fn file_table(schema: SchemaRef, files: Vec<PathBuf>) -> Arc<dyn TableProvider> {
    Arc::new(FileTable { schema, files })
}

impl FileTable {
    fn listing(&self) -> DataFusionResult<ListingTable> {
        let urls = self
            .files
            .iter()
            .map(|file| {
                let file = std::path::absolute(file)?;
                ListingTableUrl::parse(file.to_string_lossy())
            })
            .collect::<DataFusionResult<Vec<_>>>()?;
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
        ListingTable::try_new(ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(self.schema.clone()))
    }
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        if self.files.is_empty() {
            return EmptyTable::new(self.schema.clone()).scan(state, projection, filters, limit).await;
        }
        self.listing()?.scan(state, projection, filters, limit).await
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

/// Plans a query that may only read: no table, file or setting can be changed by it.
pub async fn read_only(ctx: &SessionContext, query: &str) -> Result<DataFrame> {
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    ctx.sql_with_options(query, options).await.map_err(Error::query("spørringen"))
}

/// Runs a query that this program wrote, and returns its rows as one batch.
pub async fn query(ctx: &SessionContext, context: &str, sql: &str) -> Result<RecordBatch> {
    collect(planned(ctx, context, sql).await?, context).await
}

/// A statement that this program wrote, planned; what it uses more than once is computed already.
async fn planned(ctx: &SessionContext, context: &str, sql: &str) -> Result<DataFrame> {
    let frame = ctx.sql(sql).await.map_err(Error::query(context.to_owned()))?;
    common_subplans::computed_once(ctx, frame).await.map_err(Error::query(context.to_owned()))
}

/// Runs a query that this program wrote, and hands over its rows a few thousand at a time: in order of the key, then of all other columns,
/// so that the same rows always come in the same order. Sorting goes by way of the disk when there are many.
pub async fn ordered(ctx: &SessionContext, context: &str, sql: &str, key: &[String]) -> Result<SendableRecordBatchStream> {
    let frame = planned(ctx, context, sql).await?;
    let fields = frame.schema().fields().iter().filter(|field| !field.data_type().is_nested());
    let rest: Vec<String> = fields.map(|field| field.name().clone()).filter(|name| !key.contains(name)).collect();
    let by = key.iter().chain(&rest).map(|name| ident(name).sort(true, true)).collect();
    let frame = frame.sort(by).map_err(Error::query(context.to_owned()))?;
    frame.execute_stream().await.map_err(Error::query(context.to_owned()))
}

/// The rows of a table as its files have them: file after file, each in its own order. Needs next to no memory, however large the table.
pub async fn as_stored(ctx: &SessionContext, table: &str) -> Result<SendableRecordBatchStream> {
    let mut state = ctx.state();
    state.config_mut().options_mut().execution.target_partitions = 1;
    let one_by_one = SessionContext::new_with_state(state);
    let frame = one_by_one.sql(&format!("SELECT * FROM {table}")).await.map_err(Error::query(table.to_owned()))?;
    frame.execute_stream().await.map_err(Error::query(table.to_owned()))
}

/// Runs a planned query and returns its rows as one batch, in the plain types that files are written in.
pub async fn collect(frame: DataFrame, context: &str) -> Result<RecordBatch> {
    let schema = plain_schema(frame.schema().as_arrow());
    let batches = frame.collect().await.map_err(Error::query(context.to_owned()))?;
    let plain = batches.iter().map(|batch| to_schema(batch, &schema)).collect::<Result<Vec<_>>>()?;
    Ok(concat_batches(&schema, &plain)?)
}

/// A batch with its columns cast to a schema's types.
pub fn to_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| arrow::compute::cast(column, field.data_type()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// The types that every BI tool reads: no views, dictionaries, large or unsigned types, no nanoseconds; everything nullable.
pub fn plain_schema(schema: &Schema) -> SchemaRef {
    let fields: Vec<Field> = schema.fields().iter().map(|field| Field::new(field.name(), plain_type(field.data_type()), true)).collect();
    Arc::new(Schema::new(fields))
}

fn plain_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8View | DataType::LargeUtf8 | DataType::Null => DataType::Utf8,
        DataType::Dictionary(_, value) => plain_type(value),
        DataType::UInt8 | DataType::UInt16 | DataType::Int8 | DataType::Int16 => DataType::Int32,
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Float32 => DataType::Float64,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        other => other.clone(),
    }
}

/// The rows in order of the named columns, then of all others, so that the same rows are always the same file.
pub fn sorted(batch: &RecordBatch, key: &[String]) -> Result<RecordBatch> {
    let schema = batch.schema();
    let rest = schema.fields().iter().map(|field| field.name()).filter(|name| !key.contains(name));
    let columns: Vec<SortColumn> = key
        .iter()
        .chain(rest)
        .filter_map(|name| batch.column_by_name(name))
        .filter(|column| !column.data_type().is_nested())
        .map(|values| SortColumn { values: values.clone(), options: None })
        .collect();
    if columns.is_empty() || batch.num_rows() < 2 {
        return Ok(batch.clone());
    }
    let order = lexsort_to_indices(&columns, None)?;
    Ok(take_record_batch(batch, &order)?)
}

/// The Arrow type of a SQL type as fact headers write it.
pub fn sql_type(name: &str) -> Option<DataType> {
    Some(match name {
        "VARCHAR" => DataType::Utf8,
        "BIGINT" => DataType::Int64,
        "INTEGER" => DataType::Int32,
        "DOUBLE" => DataType::Float64,
        "BOOLEAN" => DataType::Boolean,
        "DATE" => DataType::Date32,
        decimal => {
            let (precision, scale) = decimal.strip_prefix("DECIMAL(")?.strip_suffix(')')?.split_once(',')?;
            DataType::Decimal128(precision.trim().parse().ok()?, scale.trim().parse().ok()?)
        }
    })
}
