//! A mask works backwards: what a later edition masks or withdraws, the earlier editions of the same slot no longer show.
//!
//! The earlier editions' files are written anew without those figures, and the index remembers which file stands for which, so that an
//! older release, which names the old files, is read through the new ones. The archive keeps what came, and a rebuild masks again.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::{concat_batches, kernels::nullif::nullif};
use arrow::row::{OwnedRow, RowConverter, SortField};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::parquet_file::parquet_error;
use super::{DataFile, Partition, Partitions};
use crate::cell::Status;
use crate::error::{Error, Result};

/// Statuses that hide a figure which exists.
const HIDING: [Status; 2] = [Status::Skjermet, Status::Undertrykt];

/// What came of one slot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Masked {
    /// Editions that show less than before.
    pub editions: usize,
    /// Figures that are no longer shown.
    pub figures: usize,
}

/// The files of one slot's editions, with what they say.
struct Edition {
    partition: Partition,
    rows: RecordBatch,
    keys: Vec<OwnedRow>,
}

/// Applies what later editions of a slot hide to the earlier ones. `replaced` is the file of an edition that gave way to another of the same
/// day. `is_register` tells that a row which is gone is no figure that was withdrawn.
pub fn mask_earlier(
    tables: &Path,
    index: &mut Partitions,
    partition: &Partition,
    replaced: Option<DataFile>,
    key: &[String],
    is_register: bool,
) -> Result<Masked> {
    let mut editions: Vec<Partition> = index.all().iter().filter(|known| known.slot() == partition.slot()).cloned().collect();
    if let Some(fil) = replaced.clone() {
        // Just before the one that replaced it.
        let at = editions.iter().position(|known| known.publisert == partition.publisert).unwrap_or_default();
        editions.insert(at, Partition { fil, ..partition.clone() });
    }
    let mut masked = Masked::default();
    if editions.len() < 2 {
        return Ok(masked);
    }
    let Some(newest) = editions.pop() else { return Ok(masked) };
    let newest = Edition::read(tables, newest, key)?;
    let shown: HashSet<OwnedRow> = newest.keys_with(|status| status == Status::Ok);
    let mut hidden: HashSet<OwnedRow> = newest.keys_with(|status| HIDING.contains(&status));
    let mut later = newest;
    for earlier in editions.into_iter().rev() {
        hidden.extend(later.keys_with(|status| HIDING.contains(&status)));
        let edition = Edition::read(tables, earlier, key)?;
        let hides: Vec<bool> = edition
            .keys
            .iter()
            .zip(edition.statuses())
            .map(|(key, status)| status == Some(Status::Ok) && (hidden.contains(key) || (!is_register && !shown.contains(key))))
            .collect();
        let figures = hides.iter().filter(|hide| **hide).count();
        if figures > 0 {
            let fil = DataFile::write(tables, &edition.partition.tabell, &without(&edition.rows, hides)?)?;
            masked.editions += 1;
            masked.figures += figures;
            index.replace(&edition.partition, fil);
        }
        later = edition;
    }
    Ok(masked)
}

impl Edition {
    fn read(tables: &Path, partition: Partition, key: &[String]) -> Result<Edition> {
        let path = partition.fil.path(tables);
        let file = File::open(&path).map_err(Error::io("kan ikke lese", &path))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(parquet_error)?;
        let schema = reader.schema().clone();
        let batches = reader.build().map_err(parquet_error)?.collect::<Result<Vec<_>, _>>()?;
        let rows = concat_batches(&schema, &batches)?;
        let columns: Vec<ArrayRef> = key.iter().filter_map(|name| rows.column_by_name(name).cloned()).collect();
        let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
        let keys = RowConverter::new(fields)?.convert_columns(&columns)?.iter().map(|row| row.owned()).collect();
        Ok(Edition { partition, rows, keys })
    }

    fn statuses(&self) -> impl Iterator<Item = Option<Status>> {
        let column = self.rows.column_by_name("status").map(|column| column.as_string::<i32>());
        column
            .into_iter()
            .flat_map(|texts| texts.iter())
            .map(|text| text.and_then(|text| Status::ALL.into_iter().find(|status| status.as_str() == text)))
    }

    fn keys_with(&self, is_wanted: impl Fn(Status) -> bool) -> HashSet<OwnedRow> {
        let pairs = self.keys.iter().zip(self.statuses());
        pairs.filter(|(_, status)| status.is_some_and(&is_wanted)).map(|(key, _)| key.clone()).collect()
    }
}

/// The rows, those marked without their figure.
fn without(rows: &RecordBatch, hides: Vec<bool>) -> Result<RecordBatch> {
    let schema = rows.schema();
    let hide = BooleanArray::from(hides);
    let columns = schema.fields().iter().zip(rows.columns()).map(|(field, column)| {
        Ok(match field.name().as_str() {
            "verdi" | "symbol" => nullif(column, &hide)?,
            "status" => {
                let texts = column.as_string::<i32>();
                let status = |(text, hide): (Option<&str>, Option<bool>)| match hide {
                    Some(true) => Some(Status::Skjermet.as_str().to_owned()),
                    _ => text.map(str::to_owned),
                };
                Arc::new(texts.iter().zip(hide.iter()).map(status).collect::<StringArray>()) as ArrayRef
            }
            _ => column.clone(),
        })
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    debug_assert!(columns.iter().all(|column| column.len() == rows.num_rows()));
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
