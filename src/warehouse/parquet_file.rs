//! Immutable Parquet files named by the hash of their content.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
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

impl DataFile {
    /// Writes one batch, which must be in its final order, as a file of `table` (`schema.table`). The same rows give the same file.
    pub fn write(tables: &Path, table: &str, batch: &RecordBatch) -> Result<DataFile> {
        let mut content = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut content, batch.schema(), Some(writer_properties(Vec::new()))).map_err(parquet_error)?;
        writer.write(batch).map_err(parquet_error)?;
        writer.close().map_err(parquet_error)?;
        let sha256 = sha256(&content);
        let sti = format!("{}/{sha256}.parquet", table.replace('.', "/"));
        let file = DataFile { sti, sha256, rader: batch.num_rows() as u64, byte: content.len() as u64 };
        if !file.is_there(tables) {
            write_atomically(&file.path(tables), &content)?;
        }
        Ok(file)
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
