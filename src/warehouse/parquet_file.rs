//! Immutable Parquet files named by the hash of their content.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use serde::{Deserialize, Serialize};

use super::files::write_atomically;
use crate::definition::sha256;
use crate::error::{Error, Result};

/// Rows to a row group: enough to compress well, few enough for a filter to skip most of a large table.
const ROW_GROUP_ROWS: usize = 120_000;

/// Rows that are encoded at a time.
const PORTION_ROWS: usize = 8_192;

/// A file of a table: where it lies below `tables/`, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Path below `tables/`, with forward slashes; ends on the content's SHA-256.
    pub sti: String,
    pub sha256: String,
    pub rader: u64,
    pub byte: u64,
}

/// How every Parquet file is written. `created_by` is fixed, so that the same rows give the same bytes from any build.
pub fn writer_properties(metadata: Vec<(String, String)>) -> WriterProperties {
    let metadata = metadata.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_created_by("innsikt".to_owned())
        .set_key_value_metadata(Some(metadata))
        .build()
}

/// A file of a table that is being written, in memory until it is whole: its name is the hash of what is in it.
pub struct NewFile {
    table: String,
    schema: SchemaRef,
    writer: ArrowWriter<Vec<u8>>,
    /// Rows in portions of one size, so that the bytes do not depend on how they came.
    portions: BatchCoalescer,
    rows: u64,
}

impl NewFile {
    /// A file of `table` (`schema.table`).
    pub fn begin(table: &str, schema: SchemaRef) -> Result<NewFile> {
        let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(writer_properties(Vec::new()))).map_err(parquet_error)?;
        let portions = BatchCoalescer::new(schema.clone(), PORTION_ROWS);
        Ok(NewFile { table: table.to_owned(), schema, writer, portions, rows: 0 })
    }

    /// The columns that rows must have.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Adds rows, which must come in their final order.
    pub fn write(&mut self, batch: RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.portions.push_batch(batch)?;
        self.pass_on()
    }

    /// The file below `tables`. The same rows give the same file.
    pub fn finish(mut self, tables: &Path) -> Result<DataFile> {
        self.portions.finish_buffered_batch()?;
        self.pass_on()?;
        let content = self.writer.into_inner().map_err(parquet_error)?;
        let sha256 = sha256(&content);
        let sti = format!("{}/{sha256}.parquet", self.table.replace('.', "/"));
        let file = DataFile { sti, sha256, rader: self.rows, byte: content.len() as u64 };
        if !file.is_there(tables) {
            write_atomically(&file.path(tables), &content)?;
        }
        Ok(file)
    }

    fn pass_on(&mut self) -> Result<()> {
        while let Some(portion) = self.portions.next_completed_batch() {
            self.writer.write(&portion).map_err(parquet_error)?;
        }
        Ok(())
    }
}

impl DataFile {
    /// Writes one batch, which must be in its final order, as a file of `table` (`schema.table`). The same rows give the same file.
    pub fn write(tables: &Path, table: &str, batch: &RecordBatch) -> Result<DataFile> {
        let mut file = NewFile::begin(table, batch.schema())?;
        file.write(batch.clone())?;
        file.finish(tables)
    }

    /// Whether the file is there in its whole length; one that was cut is written anew.
    pub fn is_there(&self, tables: &Path) -> bool {
        std::fs::metadata(self.path(tables)).is_ok_and(|metadata| metadata.len() == self.byte)
    }

    pub fn path(&self, tables: &Path) -> PathBuf {
        tables.join(&self.sti)
    }
}

/// Parquet's own error as one of ours.
pub fn parquet_error(source: parquet::errors::ParquetError) -> Error {
    Error::Query { context: "Parquet".to_owned(), source: Box::new(source.into()) }
}
