//! From the cells of one answer to rows of the fact tables, by the dataset's pipeline.
//!
//! The publisher's categories are understood once each, not once a cell. Whatever the pipeline does not know (a dimension, a value,
//! a symbol) stops the delivery with the place of the first cell that has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::compute::take_record_batch;
use arrow::datatypes::{DataType, SchemaRef};
use chrono::{Datelike, NaiveDate};

use super::definition::{Column, Layout, Pipeline, TableTarget};
use super::interpret::interpret;
use crate::archive::Record;
use crate::cell::Status;
use crate::definition::nearest;
use crate::error::{Error, Result};
use crate::model::Catalogue;
use crate::read::{Category, Dimension, Places, Reading};

/// The rows of one partition, before they are written.
#[derive(Debug)]
pub struct Portion {
    /// `fakta.elever`
    pub table: String,
    pub period: String,
    pub part: String,
    pub published: NaiveDate,
    pub rows: RecordBatch,
}

/// Symbols that a null without a number of its own may carry and still be understood: those that mean "missing".
const MARKS_OF_MISSING: [&str; 3] = ["..", "...", "1"];

/// Symbols that may stand beside a number: preliminary, and nil.
const MARKS_ON_NUMBERS: [&str; 2] = ["*", "-"];

/// Turns the cells of an archived answer into portions, or says why it cannot.
pub fn load(catalogue: &Catalogue, pipeline: &Pipeline, record: &Record, reading: &Reading) -> Result<Vec<Portion>> {
    let fail = |message: String| Error::Mapping { dataset: pipeline.id.clone(), file: record.kilde.clone(), message };
    let layout = pipeline.layout(&record.format).ok_or_else(|| {
        let known: Vec<&str> = pipeline.lesing.iter().map(|layout| layout.format.as_str()).collect();
        fail(format!("filen er i formatet {}, men datasettet leses fra {}", record.format, known.join(" eller ")))
    })?;
    let loader = Loader { pipeline, record, reading, layout, published: published(record, reading).map_err(&fail)? };
    loader.check_dimensions().map_err(&fail)?;
    let columns = loader.understand().map_err(&fail)?;
    let statuses = loader.statuses().map_err(&fail)?;
    loader.every_measure_is_claimed(&columns).map_err(&fail)?;
    let mut portions = Vec::new();
    for target in &pipeline.tabell {
        let name = format!("fakta.{}", target.navn);
        let schema = catalogue.schemas.get(&name).ok_or_else(|| fail(format!("tabellen {name} finnes ikke")))?;
        let rows = loader.rows_of(target, &columns);
        let batch = loader.batch(schema, &columns, &statuses, &rows).map_err(&fail)?;
        for ((period, part), indices) in loader.partition(&columns, &rows).map_err(&fail)? {
            let rows = take_record_batch(&batch, &UInt32Array::from(indices))?;
            portions.push(Portion { table: name.clone(), period, part, published: loader.published, rows });
        }
    }
    if portions.is_empty() {
        return Err(fail("ingen rader hører til noen av tabellene".to_owned()));
    }
    Ok(portions)
}

/// The edition: the publisher's own day, else the day on which the answer came.
fn published(record: &Record, reading: &Reading) -> Result<NaiveDate, String> {
    match &reading.updated {
        None => Ok(record.tid.date_naive()),
        Some(text) => {
            let day = text.get(..10).unwrap_or(text);
            NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| format!("oppdateringstidspunktet «{text}» er ikke en dato"))
        }
    }
}

/// A fact column with its values understood, one per category of the dimension that it comes from.
struct MappedColumn<'a> {
    name: &'a str,
    dimension: Option<&'a Dimension>,
    /// One per category, or a single one for a fixed value.
    values: Vec<Option<String>>,
    preliminary: Vec<bool>,
    /// Where the value comes from another dimension, by the category of the one that decides.
    instead: Option<Instead<'a>>,
}

/// The dimension that decides, and for each of its categories the column to take from instead.
type Instead<'a> = (&'a Dimension, Vec<Option<MappedColumn<'a>>>);

impl MappedColumn<'_> {
    fn value(&self, cell: usize) -> Option<&str> {
        if let Some((decides, columns)) = &self.instead
            && let Some(column) = &columns[decides.key(cell)]
        {
            return column.value(cell);
        }
        let index = self.dimension.map_or(0, |dimension| dimension.key(cell));
        self.values[index].as_deref()
    }

    fn preliminary(&self, cell: usize) -> bool {
        self.dimension.is_some_and(|dimension| self.preliminary[dimension.key(cell)])
    }
}

struct Loader<'a> {
    pipeline: &'a Pipeline,
    record: &'a Record,
    reading: &'a Reading,
    layout: &'a Layout,
    published: NaiveDate,
}

impl<'a> Loader<'a> {
    /// A dimension that nobody has decided about is a changed publisher.
    fn check_dimensions(&self) -> Result<(), String> {
        let columns = self.layout.kolonner.values();
        let switches = columns.clone().filter_map(|column| column.etter.as_ref());
        let switched = switches.flat_map(|switch| switch.fra.values().chain([&switch.kolonne])).map(String::as_str);
        let used: Vec<&str> = columns.filter_map(|column| column.fra.as_deref()).chain(switched).collect();
        for dimension in &self.reading.dimensions {
            let code = dimension.code.as_str();
            if !used.contains(&code) && !self.layout.utelat.iter().any(|left_out| left_out == code) {
                let example = dimension.categories.first().map(|category| category.code.as_str()).unwrap_or_default();
                return Err(format!(
                    "ny dimensjon «{code}» (for eksempel «{example}»); før den inn under kolonner eller utelat i datasettet"
                ));
            }
        }
        for code in used {
            self.dimension(code)?;
        }
        Ok(())
    }

    fn dimension(&self, code: &str) -> Result<&'a Dimension, String> {
        self.reading.dimension(code).ok_or_else(|| {
            let known: Vec<&str> = self.reading.dimensions.iter().map(|dimension| dimension.code.as_str()).collect();
            format!("dimensjonen «{code}» mangler; filen har {}", known.join(", "))
        })
    }

    fn understand(&self) -> Result<Vec<MappedColumn<'a>>, String> {
        self.layout
            .kolonner
            .iter()
            .map(|(name, column)| match (&column.fast, &column.fra) {
                (Some(fixed), _) => {
                    Ok(MappedColumn { name, dimension: None, values: vec![Some(fixed.clone())], preliminary: vec![false], instead: None })
                }
                (None, from) => {
                    let mapped = self.understand_dimension(name, column, from.as_deref().unwrap_or_default())?;
                    Ok(MappedColumn { instead: self.understand_switch(name, column)?, ..mapped })
                }
            })
            .collect()
    }

    fn understand_dimension(&self, name: &'a str, column: &Column, from: &str) -> Result<MappedColumn<'a>, String> {
        let dimension = self.dimension(from)?;
        let mut values = Vec::with_capacity(dimension.categories.len());
        let mut preliminary = Vec::with_capacity(dimension.categories.len());
        for (number, category) in dimension.categories.iter().enumerate() {
            let (value, early) = understand_category(category, column).map_err(|expected| {
                let cell = (0..self.reading.len()).find(|&cell| dimension.key(cell) == number).unwrap_or_default();
                let place = self.reading.places.describe(cell);
                format!("{place}: «{}» i «{from}» er ukjent; ventet {expected}", category.code)
            })?;
            values.push(value);
            preliminary.push(early);
        }
        Ok(MappedColumn { name, dimension: Some(dimension), values, preliminary, instead: None })
    }

    fn understand_switch(&self, name: &'a str, column: &Column) -> Result<Option<Instead<'a>>, String> {
        let Some(switch) = &column.etter else { return Ok(None) };
        let decides = self.dimension(&switch.kolonne)?;
        let take =
            |category: &Category| switch.fra.get(&category.code).map(|from| self.understand_dimension(name, column, from)).transpose();
        Ok(Some((decides, decides.categories.iter().map(take).collect::<Result<_, _>>()?)))
    }

    /// The status of each cell, with empty rows told apart and unknown symbols refused.
    fn statuses(&self) -> Result<Vec<Status>, String> {
        let cells = &self.reading.cells;
        let mut statuses = Vec::with_capacity(cells.len());
        for index in 0..cells.len() {
            let cell = cells.get(index);
            if let (Status::Mangler, Some(symbol)) = (cell.status(), cell.symbol())
                && !MARKS_OF_MISSING.contains(&symbol)
            {
                let place = self.reading.places.describe(index);
                return Err(format!("{place}: ukjent tegn «{symbol}» i stedet for et tall"));
            }
            if let (Status::Ok, Some(symbol)) = (cell.status(), cell.symbol())
                && !MARKS_ON_NUMBERS.contains(&symbol)
            {
                let place = self.reading.places.describe(index);
                return Err(format!("{place}: ukjent tegn «{symbol}» ved et tall"));
            }
            statuses.push(cell.status());
        }
        if let (true, Some(width)) = (self.layout.tom_rad_er_ikke_aktuelt, row_width(&self.reading.places)) {
            for row in statuses.chunks_mut(width) {
                if row.iter().all(|status| *status == Status::Mangler) {
                    row.fill(Status::IkkeAktuelt);
                }
            }
        }
        Ok(statuses)
    }

    /// A measure that is understood and goes nowhere would be lost without a word.
    fn every_measure_is_claimed(&self, columns: &[MappedColumn<'_>]) -> Result<(), String> {
        let Some(measure) = columns.iter().find(|column| column.name == "maal") else { return Ok(()) };
        if self.pipeline.tabell.iter().any(|target| target.maal.is_empty()) {
            return Ok(());
        }
        let claimed = |value: &String| self.pipeline.tabell.iter().any(|target| target.maal.contains(value));
        match measure.values.iter().flatten().find(|value| !claimed(value)) {
            Some(value) => Err(format!("målet «{value}» hører ikke til noen av datasettets tabeller; før det inn under [[tabell]]")),
            None => Ok(()),
        }
    }

    /// The cells that belong to a table.
    fn rows_of(&self, target: &TableTarget, columns: &[MappedColumn<'_>]) -> Vec<usize> {
        let measure = columns.iter().find(|column| column.name == "maal");
        (0..self.reading.len())
            .filter(|&cell| match measure {
                Some(measure) if !target.maal.is_empty() => {
                    measure.value(cell).is_some_and(|value| target.maal.iter().any(|wanted| wanted == value))
                }
                _ => true,
            })
            .collect()
    }

    fn batch(&self, schema: &SchemaRef, columns: &[MappedColumn<'_>], statuses: &[Status], rows: &[usize]) -> Result<RecordBatch, String> {
        let arrays = schema
            .fields()
            .iter()
            .map(|field| self.column(field.name(), field.data_type(), columns, statuses, rows))
            .collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())
    }

    fn column(
        &self,
        name: &str,
        data_type: &DataType,
        columns: &[MappedColumn<'_>],
        statuses: &[Status],
        rows: &[usize],
    ) -> Result<ArrayRef, String> {
        let cells = &self.reading.cells;
        let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|_| value))) };
        Ok(match name {
            "verdi" => self.values(data_type, statuses, rows)?,
            "status" => Arc::new(StringArray::from_iter_values(rows.iter().map(|&row| statuses[row].as_str()))),
            "symbol" => Arc::new(rows.iter().map(|&row| cells.get(row).symbol()).collect::<StringArray>()),
            "foreloepig" => Arc::new(BooleanArray::from_iter(rows.iter().map(|&row| {
                let marked = statuses[row] == Status::Ok && cells.get(row).symbol() == Some("*");
                Some(marked || columns.iter().any(|column| column.preliminary(row)))
            }))),
            "korrigert" => Arc::new(BooleanArray::from(vec![false; rows.len()])),
            "syntetisk" => Arc::new(BooleanArray::from(vec![self.record.syntetisk; rows.len()])),
            "datasett" => text(&self.pipeline.id),
            "publisert" => Arc::new(Date32Array::from_value(days(self.published), rows.len())),
            "henting" => text(&self.record.henting),
            "celle" => Arc::new(StringArray::from_iter_values(rows.iter().map(|&row| self.reading.places.describe(row)))),
            name => match columns.iter().find(|column| column.name == name) {
                Some(column) => self.key_column(column, data_type, rows)?,
                None => arrow::array::new_null_array(data_type, rows.len()),
            },
        })
    }

    fn key_column(&self, column: &MappedColumn<'_>, data_type: &DataType, rows: &[usize]) -> Result<ArrayRef, String> {
        let understood = |row: usize| column.value(row).filter(|value| !value.is_empty());
        let wrong = |row: usize, value: &str, expected: &str| {
            format!("{}: «{value}» i kolonnen {} er ikke {expected}", self.reading.places.describe(row), column.name)
        };
        match data_type {
            DataType::Utf8 => Ok(Arc::new(rows.iter().map(|&row| understood(row)).collect::<StringArray>())),
            DataType::Int32 => {
                let parse = |&row: &usize| {
                    understood(row).map(|value| value.parse::<i32>().map_err(|_| wrong(row, value, "et heltall"))).transpose()
                };
                Ok(Arc::new(rows.iter().map(parse).collect::<Result<Int32Array, _>>()?))
            }
            DataType::Date32 => {
                let parse = |&row: &usize| {
                    understood(row).map(|value| value.parse::<NaiveDate>().map(days).map_err(|_| wrong(row, value, "en dato"))).transpose()
                };
                Ok(Arc::new(rows.iter().map(parse).collect::<Result<Date32Array, _>>()?))
            }
            other => Err(format!("kolonnen {} kan ikke være av typen {other}", column.name)),
        }
    }

    /// The values in the fact's unit and type. An amount or count that is not exact there stops the load.
    fn values(&self, data_type: &DataType, statuses: &[Status], rows: &[usize]) -> Result<ArrayRef, String> {
        let value = |row: usize| {
            let cell = self.reading.cells.get(row);
            (statuses[row] == Status::Ok).then(|| cell.value()).flatten().map(|value| value * self.pipeline.faktor as f64)
        };
        let whole = |row: usize, value: f64, scale: i32| -> Result<i128, String> {
            let scaled = value * 10f64.powi(scale);
            let rounded = scaled.round();
            // Doubles hold whole numbers exactly up to 2^53; beyond that a figure could change without a sign.
            if rounded.abs() > 9_007_199_254_740_992.0 || (scaled - rounded).abs() > 1e-4 {
                let decimals = if scale == 0 { "et helt tall".to_owned() } else { format!("et tall med høyst {scale} desimaler") };
                return Err(format!("{}: {value} er ikke {decimals}", self.reading.places.describe(row)));
            }
            Ok(rounded as i128)
        };
        match data_type {
            DataType::Float64 => Ok(Arc::new(rows.iter().map(|&row| value(row)).collect::<Float64Array>())),
            DataType::Int64 => {
                let parse = |&row: &usize| value(row).map(|value| whole(row, value, 0).map(|whole| whole as i64)).transpose();
                Ok(Arc::new(rows.iter().map(parse).collect::<Result<Int64Array, _>>()?))
            }
            DataType::Decimal128(precision, scale) => {
                let parse = |&row: &usize| value(row).map(|value| whole(row, value, i32::from(*scale))).transpose();
                let array = rows.iter().map(parse).collect::<Result<Decimal128Array, _>>()?;
                let array = array.with_precision_and_scale(*precision, *scale).map_err(|error| error.to_string())?;
                Ok(Arc::new(array))
            }
            other => Err(format!("verdi kan ikke være av typen {other}")),
        }
    }

    /// The rows of each partition, as positions in the table's batch.
    fn partition(&self, columns: &[MappedColumn<'_>], rows: &[usize]) -> Result<BTreeMap<(String, String), Vec<u32>>, String> {
        let find = |name: &str| {
            columns.iter().find(|column| column.name == name).ok_or_else(|| format!("kolonnen «{name}», som deler datasettet, mangler"))
        };
        let period = find(&self.pipeline.periode)?;
        let parts = self.pipeline.del.iter().map(|name| find(name)).collect::<Result<Vec<_>, _>>()?;
        let mut partitions: BTreeMap<(String, String), Vec<u32>> = BTreeMap::new();
        for (position, &row) in rows.iter().enumerate() {
            let Some(value) = period.value(row).filter(|value| !value.is_empty()) else {
                return Err(format!("{}: raden har ingen periode", self.reading.places.describe(row)));
            };
            let part = parts.iter().map(|column| column.value(row).unwrap_or_default()).collect::<Vec<_>>().join("/");
            partitions.entry((value.to_owned(), part)).or_default().push(position as u32);
        }
        Ok(partitions)
    }
}

/// A category's value in our form, and whether it marks preliminary figures; the error says what was expected.
fn understand_category(category: &Category, column: &Column) -> Result<(Option<String>, bool), String> {
    let text = if column.etikett { category.label.as_deref().unwrap_or(&category.code) } else { &category.code };
    let text = column.fjern_prefiks.as_deref().and_then(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    if let Some(value) = column.bytt.get(text) {
        return Ok((Some(value.clone()).filter(|value| !value.is_empty()), false));
    }
    if !column.verdier.is_empty() {
        return match column.verdier.get(text) {
            Some(value) => Ok((Some(value.clone()).filter(|value| !value.is_empty()), false)),
            None => {
                let known: Vec<&str> = column.verdier.keys().map(String::as_str).collect();
                let hint = nearest(text, known.iter().copied()).map(|near| format!(" (nærmest «{near}»)")).unwrap_or_default();
                Err(format!("en av {}{hint}", known.join(", ")))
            }
        };
    }
    match column.tolk {
        None => Ok((Some(text.to_owned()).filter(|value| !value.is_empty()), false)),
        Some(how) => interpret(text, how).map(|understood| (Some(understood.value), understood.preliminary)).map_err(str::to_owned),
    }
}

/// How many cells stand in a row of the file, where it has rows of several.
fn row_width(places: &Places) -> Option<usize> {
    match places {
        Places::Grid { columns, .. } => Some(*columns as usize),
        Places::ReportRows { width } => Some(*width as usize),
        _ => None,
    }
    .filter(|width| *width > 0)
}

fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - NaiveDate::from_ymd_opt(1970, 1, 1).map_or(0, |epoch| epoch.num_days_from_ce())
}
