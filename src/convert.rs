//! A reading as one Parquet file: one row per cell in the file's own order, for whoever wants a publisher's answer as a table.
//!
//! The columns are the dimensions under the publisher's own codes, then `verdi`, `status` and `symbol`. Codes are plain text to every
//! reader of the file and dictionary encoded within it (`code_column`); figures are not, since they seldom repeat. Row groups are encoded
//! on two threads and written in order, so that the same reading gives the same bytes however the threads run.
//!
//! The file appears whole or not at all: it is written beside its place under another name, synced, and renamed.

mod code_column;

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use arrow::array::{Array, AsArray, Float64Array};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::page::Page;
use parquet::column::writer::{ColumnCloseResult, ColumnWriterImpl};
use parquet::data_type::DoubleType;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, ColumnPath};

use crate::read::Reading;

/// Rows to a group: few enough for a point query to skip most of a file, enough for encodings to pay.
const GROUP_ROWS: usize = 120_000;

/// Threads that encode; more would wait for the one that parses and writes.
const THREADS: usize = 2;

/// The version of the layout that this module writes, in the file's metadata.
const LAYOUT: &str = "celler 1";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteSummary {
    /// Cells, one a row.
    pub rows: usize,
    /// The size of the file.
    pub bytes: u64,
    /// The names of the columns, in order.
    pub columns: Vec<String>,
}

/// Why a file could not be written. The texts are for people, and say the cause too.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("kan ikke skrive {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("kan ikke kode {} som Parquet: {source}", path.display())]
    Encode { path: PathBuf, source: ParquetError },
}

/// Writes the cells of a reading as a Parquet file at `path`, over whatever stood there.
pub fn write_parquet(reading: &Reading, path: &Path) -> Result<WriteSummary, WriteError> {
    write_parquet_with(reading, path, &[])
}

/// As [`write_parquet`], with more keys and values for the file's metadata (the wire format, the source).
pub fn write_parquet_with(reading: &Reading, path: &Path, metadata: &[(&str, &str)]) -> Result<WriteSummary, WriteError> {
    let in_file = |source| WriteError::File { path: path.to_owned(), source };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".innsikt-").suffix(".tmp");
    // A temporary file is its owner's alone; the finished one is an ordinary file, as far as the umask lets it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let temporary = builder.tempfile_in(folder).map_err(in_file)?;

    let schema = schema(reading);
    encode(reading, &schema, temporary.as_file(), metadata).map_err(|source| match source {
        // A full disk is told as what it is, not as a fault of the encoding.
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => in_file(*source),
            Err(inner) => WriteError::Encode { path: path.to_owned(), source: ParquetError::External(inner) },
        },
        source => WriteError::Encode { path: path.to_owned(), source },
    })?;

    temporary.as_file().sync_all().map_err(in_file)?;
    let bytes = temporary.as_file().metadata().map_err(in_file)?.len();
    temporary.persist(path).map_err(|error| in_file(error.error))?;
    // The new name itself must survive a power cut, too.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(in_file)?;
    Ok(WriteSummary { rows: reading.len(), bytes, columns: schema.fields().iter().map(|field| field.name().clone()).collect() })
}

/// The columns of the file: the reading's own, with codes as plain text. A dimension that is called as one of the last three columns, or
/// as another dimension, gets `_dimensjon` after its name: a name that stands twice is an error to most readers.
fn schema(reading: &Reading) -> SchemaRef {
    let mut taken: HashSet<String> = ["verdi", "status", "symbol"].map(str::to_owned).into();
    let dimensions = reading.dimensions.iter().map(|dimension| {
        let mut name = dimension.code.clone();
        while !taken.insert(name.clone()) {
            name.push_str("_dimensjon");
        }
        Field::new(name, DataType::Utf8, false)
    });
    let cells = [("verdi", DataType::Float64, true), ("status", DataType::Utf8, false), ("symbol", DataType::Utf8, true)];
    Arc::new(Schema::new(dimensions.chain(cells.map(|(name, kind, nullable)| Field::new(name, kind, nullable))).collect::<Vec<_>>()))
}

fn properties(reading: &Reading, metadata: &[(&str, &str)]) -> WriterProperties {
    let own =
        [("innsikt:layout", Some(LAYOUT)), ("innsikt:tittel", reading.title.as_deref()), ("innsikt:oppdatert", reading.updated.as_deref())];
    let own = own.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let pairs = own.chain(metadata.iter().copied()).map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned())).collect();
    WriterProperties::builder()
        .set_created_by(concat!("innsikt ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_column_dictionary_enabled(ColumnPath::from("verdi"), false)
        .set_key_value_metadata(Some(pairs))
        .build()
}

fn encode(reading: &Reading, schema: &SchemaRef, file: &File, metadata: &[(&str, &str)]) -> Result<(), ParquetError> {
    let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties(reading, metadata)))?;
    let (mut writer, _) = writer.into_serialized_writer()?;
    let columns: Vec<ColumnDescPtr> = writer.schema_descr().columns().to_vec();
    let properties = writer.properties().clone();
    let groups = reading.len().div_ceil(GROUP_ROWS);
    let encode_group = |group: usize| {
        let rows = group * GROUP_ROWS..((group + 1) * GROUP_ROWS).min(reading.len());
        columns
            .iter()
            .enumerate()
            .map(|(index, column)| encode_column(reading, index, column, &properties, rows.clone()))
            .collect::<Result<Vec<_>, _>>()
    };
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (done, encoded) = mpsc::sync_channel(THREADS);
        for _ in 0..THREADS.min(groups) {
            let (done, next, encode_group) = (done.clone(), &next, &encode_group);
            scope.spawn(move || {
                loop {
                    let group = next.fetch_add(1, Ordering::Relaxed);
                    // Nobody listens any more when the writing has failed.
                    if group >= groups || done.send((group, encode_group(group))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        // Groups come as they are finished, and are written in their order.
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (group, chunks) in encoded {
            early.insert(group, chunks?);
            while let Some(chunks) = early.remove(&due) {
                write_group(&mut writer, chunks)?;
                due += 1;
            }
        }
        Ok::<_, ParquetError>(())
    })?;
    writer.close()?;
    Ok(())
}

/// A column's bytes within a row group, and what the footer says about them.
type Chunk = (Vec<u8>, ColumnCloseResult);

fn write_group<W: Write + Send>(writer: &mut SerializedFileWriter<W>, chunks: Vec<Chunk>) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (bytes, close) in chunks {
        // A page is the way to turn bytes into what the crate splices from, without a dependency on the crate whose type that is.
        let bytes = Page::DictionaryPage { buf: bytes.into(), num_values: 0, encoding: Encoding::PLAIN, is_sorted: false };
        group.append_column(bytes.buffer(), close)?;
    }
    group.close()?;
    Ok(())
}

fn encode_column(
    reading: &Reading,
    index: usize,
    column: &ColumnDescPtr,
    properties: &WriterPropertiesPtr,
    rows: Range<usize>,
) -> Result<Chunk, ParquetError> {
    let array = reading.column(index, rows.start, rows.end).map_err(|error| ParquetError::ArrowError(error.to_string()))?;
    match array.as_dictionary_opt::<Int32Type>() {
        Some(codes) => code_column::encode(column, codes, ZstdLevel::default()),
        None => encode_figures(column, array.as_primitive::<Float64Type>(), properties),
    }
}

fn encode_figures(column: &ColumnDescPtr, figures: &Float64Array, properties: &WriterPropertiesPtr) -> Result<Chunk, ParquetError> {
    let mut sink = TrackedWrite::new(Vec::new());
    let mut writer =
        ColumnWriterImpl::<DoubleType>::new(column.clone(), properties.clone(), Box::new(SerializedPageWriter::new(&mut sink)));
    let present: Vec<i16> = (0..figures.len()).map(|row| i16::from(figures.is_valid(row))).collect();
    let values: Vec<f64> = figures.iter().flatten().collect();
    writer.write_batch(&values, Some(&present), None)?;
    let close = writer.close()?;
    Ok((sink.into_inner()?, close))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Float64Type;
    use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection};
    use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
    use parquet::file::page_index::column_index::ColumnIndexMetaData;

    use super::*;
    use crate::cell::{Cell, Status};
    use crate::read::{Category, Cells, Dimension, DimensionBuilder, Keys, Places};

    /// A cube of regions × years with a mask, a preliminary figure and a missing one now and then.
    fn cube(regions: usize, years: usize) -> Reading {
        let categories = |count: usize, first: usize| {
            (first..first + count).map(|code| Category { code: code.to_string(), label: None, unit: None }).collect()
        };
        let mut cells = Cells::with_capacity(regions * years);
        for index in 0..regions * years {
            let cell = match index % 7 {
                3 => Cell::without(Status::Skjermet, Some(":")),
                4 => Cell::without(Status::Mangler, None),
                5 => Cell::marked(index as f64 / 10.0, "*"),
                _ => Cell::number(index as f64),
            };
            assert!(cells.push(cell));
        }
        Reading {
            title: Some("Prøvetabell".to_owned()),
            updated: Some("2026-03-15T07:00:00Z".to_owned()),
            dimensions: vec![
                Dimension {
                    code: "Region".into(),
                    label: None,
                    role: None,
                    categories: categories(regions, 1101),
                    keys: Keys::Cycled { run: years },
                },
                Dimension {
                    code: "Tid".into(),
                    label: None,
                    role: None,
                    categories: categories(years, 2015),
                    keys: Keys::Cycled { run: 1 },
                },
            ],
            cells,
            places: Places::CubeValues,
        }
    }

    fn footer(path: &Path) -> ParquetMetaData {
        ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Required).parse_and_finish(&File::open(path).unwrap()).unwrap()
    }

    #[test]
    fn rows_are_the_cells_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        // Three row groups, the last one a small one.
        let reading = cube(GROUP_ROWS / 5, 11);
        let summary = write_parquet(&reading, &path).unwrap();
        assert_eq!(summary.rows, reading.len());
        assert_eq!(summary.bytes, path.metadata().unwrap().len());
        assert_eq!(summary.columns, ["Region", "Tid", "verdi", "status", "symbol"]);

        let rows = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
        for (field, kind) in
            rows.schema().fields().iter().zip([DataType::Utf8, DataType::Utf8, DataType::Float64, DataType::Utf8, DataType::Utf8])
        {
            assert_eq!(field.data_type(), &kind, "{}", field.name());
        }
        let mut index = 0;
        for batch in rows.build().unwrap() {
            let batch = batch.unwrap();
            let text = |column: usize| batch.column(column).as_string::<i32>().clone();
            let (region, year, status, symbol) = (text(0), text(1), text(3), text(4));
            let value = batch.column(2).as_primitive::<Float64Type>();
            for row in 0..batch.num_rows() {
                let cell = reading.cells.get(index);
                assert_eq!(region.value(row), reading.dimensions[0].category(index).code);
                assert_eq!(year.value(row), reading.dimensions[1].category(index).code);
                assert_eq!(value.is_valid(row).then(|| value.value(row)), cell.value());
                assert_eq!(status.value(row), cell.status().as_str());
                assert_eq!(symbol.is_valid(row).then(|| symbol.value(row)), cell.symbol());
                index += 1;
            }
        }
        assert_eq!(index, reading.len());
    }

    #[test]
    fn the_file_is_laid_out_for_point_queries() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        let reading = cube(GROUP_ROWS / 5, 11);
        write_parquet_with(&reading, &path, &[("innsikt:format", "jsonstat")]).unwrap();
        let metadata = footer(&path);
        let rows: Vec<i64> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(rows, [120_000, 120_000, 24_000]);
        assert!(metadata.column_index().is_some() && metadata.offset_index().is_some());
        for column in metadata.row_group(0).columns() {
            let dictionary = column.encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY);
            assert_eq!(dictionary, column.column_path().string() != "verdi");
            assert!(column.statistics().is_some_and(|statistics| statistics.min_bytes_opt().is_some()), "{}", column.column_path());
        }
        let pairs = metadata.file_metadata().key_value_metadata().unwrap();
        let value = |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.as_deref());
        assert_eq!(value("innsikt:layout"), Some(LAYOUT));
        assert_eq!(value("innsikt:tittel"), Some("Prøvetabell"));
        assert_eq!(value("innsikt:oppdatert"), Some("2026-03-15T07:00:00Z"));
        assert_eq!(value("innsikt:format"), Some("jsonstat"));
    }

    #[test]
    fn the_same_reading_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["a", "b"].map(|name| {
            let path = folder.path().join(name);
            write_parquet(&cube(3_000, 50), &path).unwrap();
            std::fs::read(path).unwrap()
        });
        assert!(files[0] == files[1]);
        // Nothing is left beside them.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_failure_leaves_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        std::fs::write(&path, "old").unwrap();
        write_parquet(&cube(2, 2), &path).unwrap();
        assert_eq!(footer(&path).file_metadata().num_rows(), 4);
        let nowhere = folder.path().join("finnes-ikke").join("ut.parquet");
        let error = write_parquet(&cube(2, 2), &nowhere).unwrap_err();
        assert!(matches!(error, WriteError::File { .. }));
        assert!(error.to_string().starts_with("kan ikke skrive "));
    }

    #[test]
    fn columns_without_any_code_and_with_the_same_one_throughout() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        let mut reading = cube(1, 30);
        reading.cells = Cells::from_nullable(vec![1.0; 30]);
        write_parquet(&reading, &path).unwrap();
        let batch = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap().build().unwrap().next().unwrap().unwrap();
        assert_eq!(batch.column(0).as_string::<i32>().iter().collect::<Vec<_>>(), [Some("1101"); 30]);
        assert_eq!(batch.column(4).null_count(), 30);
        let symbols = footer(&path).row_group(0).column(4).statistics().cloned().unwrap();
        assert_eq!((symbols.null_count_opt(), symbols.min_bytes_opt()), (Some(30), None));
    }

    #[test]
    fn the_index_of_pages_says_what_stands_on_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        // 50 000 regions of one year each: three pages, rising codes.
        write_parquet(&cube(50_000, 1), &path).unwrap();
        let metadata = footer(&path);
        let ColumnIndexMetaData::BYTE_ARRAY(index) = &metadata.column_index().unwrap()[0][0] else { panic!("not text") };
        let pages: Vec<_> = (0..3).map(|page| (index.min_value(page), index.max_value(page), index.null_count(page))).collect();
        let range = |least: &'static str, most: &'static str| (Some(least.as_bytes()), Some(most.as_bytes()), Some(0));
        // Codes are text: 10000 comes before 1101.
        assert_eq!(pages, [range("10000", "9999"), range("21101", "41100"), range("41101", "51100")]);
        let offsets: Vec<i64> = metadata.offset_index().unwrap()[0][0].page_locations().iter().map(|page| page.first_row_index).collect();
        assert_eq!(offsets, [0, 20_000, 40_000]);
        // Only the pages that may hold the rows are opened.
        let rows = RowSelection::from_consecutive_ranges(std::iter::once(45_000..45_002), 50_000);
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(File::open(&path).unwrap(), options).unwrap();
        let batch = reader.with_row_selection(rows).build().unwrap().next().unwrap().unwrap();
        assert_eq!(batch.column(0).as_string::<i32>().iter().flatten().collect::<Vec<_>>(), ["46101", "46102"]);
    }

    #[test]
    fn an_empty_reading_is_an_empty_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        let dimension = DimensionBuilder::default().finish("Region", None);
        let reading =
            Reading { title: None, updated: None, dimensions: vec![dimension], cells: Cells::default(), places: Places::CubeValues };
        assert_eq!(write_parquet(&reading, &path).unwrap().rows, 0);
        assert_eq!(ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap().schema().fields().len(), 4);
    }

    #[test]
    fn columns_never_share_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ut.parquet");
        let mut reading = cube(2, 2);
        reading.dimensions[0].code = "status".into();
        reading.dimensions[1].code = "status".into();
        let summary = write_parquet(&reading, &path).unwrap();
        assert_eq!(summary.columns, ["status_dimensjon", "status_dimensjon_dimensjon", "verdi", "status", "symbol"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_as_readable_as_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        write_parquet(&cube(2, 2), &ours).unwrap();
        std::fs::write(&plain, "").unwrap();
        assert_eq!(ours.metadata().unwrap().permissions().mode(), plain.metadata().unwrap().permissions().mode());
    }
}
