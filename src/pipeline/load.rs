//! From the cells of one answer to rows of the fact tables, by the dataset's pipeline.
//!
//! The publisher's categories are understood once each, not once a cell. Whatever the pipeline does not know (a dimension, a value,
//! a symbol) stops the delivery with the place of the first cell that has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, SchemaRef};
use chrono::{Datelike, NaiveDate};
use indexmap::IndexMap;

use super::definition::{Column, Layout, Pipeline, TableTarget};
use super::interpret::interpret;
use super::selector::Selector;
use crate::archive::{Record, Svar};
use crate::cell::Status;
use crate::definition::nearest;
use crate::error::{Error, Result};
use crate::model::Catalogue;
use crate::read::{Category, Dimension, Places, Reading, Role};

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

/// Turns the answers of one delivery into portions, or says why it cannot. Answers that share a partition are put together.
pub fn load(catalogue: &Catalogue, pipeline: &Pipeline, record: &Record, readings: &[Reading]) -> Result<Vec<Portion>> {
    let published = published(record, readings).map_err(|message| mapping_error(pipeline, &record.levering, message))?;
    let mut portions: BTreeMap<(String, String, String), Vec<RecordBatch>> = BTreeMap::new();
    for (answer, reading) in record.svar.iter().filter(|answer| !answer.tomt).zip(readings) {
        let fail = |message: String| mapping_error(pipeline, &answer.kilde, message);
        let layout = pipeline.layout(&record.format).ok_or_else(|| {
            let known: Vec<&str> = pipeline.lesing.iter().map(|layout| layout.format.as_str()).collect();
            fail(format!("filen er i formatet {}, men datasettet leses fra {}", record.format, known.join(" eller ")))
        })?;
        let loader = Loader { pipeline, record, answer, reading, layout, published };
        loader.check_dimensions().map_err(&fail)?;
        let columns = loader.understand().map_err(&fail)?;
        let statuses = loader.statuses().map_err(&fail)?;
        let factors = loader.factors(&columns).map_err(&fail)?;
        loader.every_measure_is_claimed(&columns).map_err(&fail)?;
        let left_out = loader.rows_left_out().map_err(&fail)?;
        for target in &pipeline.tabell {
            let name = format!("fakta.{}", target.navn);
            let schema = catalogue.schemas.get(&name).ok_or_else(|| fail(format!("tabellen {name} finnes ikke")))?;
            let mut rows = loader.rows_of(target, &columns);
            rows.retain(|&row| !left_out.iter().any(|(dimension, categories)| categories[dimension.key(row)]));
            let batch = loader.batch(schema, &columns, &statuses, &factors, &rows).map_err(&fail)?;
            for ((period, part), indices) in loader.partition(&columns, &rows).map_err(&fail)? {
                let rows = take_record_batch(&batch, &UInt32Array::from(indices))?;
                portions.entry((name.clone(), period, part)).or_default().push(rows);
            }
        }
    }
    if portions.is_empty() {
        return Err(mapping_error(pipeline, &record.levering, "ingen rader hører til noen av tabellene".to_owned()));
    }
    let together = |((table, period, part), batches): ((String, String, String), Vec<RecordBatch>)| {
        let rows = match batches.as_slice() {
            [one] => one.clone(),
            several => concat_batches(&several[0].schema(), several)?,
        };
        Ok(Portion { table, period, part, published, rows })
    };
    portions.into_iter().map(together).collect()
}

fn mapping_error(pipeline: &Pipeline, file: &str, message: String) -> Error {
    Error::Mapping { dataset: pipeline.id.clone(), file: file.to_owned(), message }
}

/// The edition: the publisher's own day (the latest, where answers differ), else the day on which the delivery came.
fn published(record: &Record, readings: &[Reading]) -> Result<NaiveDate, String> {
    let day = |text: &String| {
        let day = text.get(..10).unwrap_or(text);
        NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| format!("oppdateringstidspunktet «{text}» er ikke en dato"))
    };
    let days = readings.iter().filter_map(|reading| reading.updated.as_ref()).map(day).collect::<Result<Vec<_>, _>>()?;
    Ok(days.into_iter().max().unwrap_or_else(|| record.tid.date_naive()))
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

/// What a cell is multiplied by, by its measure.
struct Factors<'a> {
    dimension: Option<&'a Dimension>,
    factors: Vec<f64>,
}

impl Factors<'_> {
    fn of(&self, cell: usize) -> f64 {
        self.factors[self.dimension.map_or(0, |dimension| dimension.key(cell))]
    }
}

struct Loader<'a> {
    pipeline: &'a Pipeline,
    record: &'a Record,
    answer: &'a Svar,
    reading: &'a Reading,
    layout: &'a Layout,
    published: NaiveDate,
}

impl<'a> Loader<'a> {
    /// A dimension that nobody has decided about is a changed publisher.
    fn check_dimensions(&self) -> Result<(), String> {
        let columns = self.layout.kolonner.values();
        let switches = columns.clone().filter_map(|column| column.etter.as_ref());
        let switched = switches.flat_map(|switch| switch.fra.values().chain([&switch.kolonne]));
        let used: Vec<&Selector> = columns.filter_map(|column| column.fra.as_ref()).chain(switched).collect();
        for dimension in &self.reading.dimensions {
            let code = dimension.code.as_str();
            if !used.iter().copied().chain(&self.layout.utelat).any(|selector| names(selector, dimension)) {
                let example = dimension.categories.first().map(|category| category.code.as_str()).unwrap_or_default();
                return Err(format!(
                    "ny dimensjon «{code}» (for eksempel «{example}»); før den inn under kolonner eller utelat i datasettet"
                ));
            }
        }
        for selector in used.into_iter().chain(self.layout.utelat_rader.keys()) {
            self.dimension(selector)?;
        }
        Ok(())
    }

    /// The one dimension that a pipeline names.
    fn dimension(&self, selector: &Selector) -> Result<&'a Dimension, String> {
        let named: Vec<&Dimension> = self.reading.dimensions.iter().filter(|dimension| names(selector, dimension)).collect();
        let list = |dimensions: &[&Dimension]| dimensions.iter().map(|dimension| dimension.code.as_str()).collect::<Vec<_>>().join(", ");
        match named.as_slice() {
            [one] => Ok(one),
            [] => {
                let known: Vec<&Dimension> = self.reading.dimensions.iter().collect();
                Err(format!("dimensjonen «{selector}» mangler; filen har {}", list(&known)))
            }
            several => Err(format!("«{selector}» passer på flere dimensjoner: {}", list(several))),
        }
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
                    let from = from.as_ref().ok_or_else(|| format!("kolonnen «{name}» har verken «fra» eller «fast»"))?;
                    let mapped = self.understand_dimension(name, column, from)?;
                    Ok(MappedColumn { instead: self.understand_switch(name, column)?, ..mapped })
                }
            })
            .collect()
    }

    fn understand_dimension(&self, name: &'a str, column: &Column, from: &Selector) -> Result<MappedColumn<'a>, String> {
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

    /// What each measure is multiplied by to get our unit, by the category of the measure's dimension. A unit that is not the expected one
    /// (kroner where there were thousands) stops the load.
    fn factors(&self, columns: &[MappedColumn<'_>]) -> Result<Factors<'a>, String> {
        let fixed = Factors { dimension: None, factors: vec![self.pipeline.faktor as f64] };
        let Some(measure) = columns.iter().find(|column| column.name == "maal") else { return Ok(fixed) };
        if self.layout.maalenheter.is_empty() {
            return Ok(fixed);
        }
        let Some(dimension) = self.measure_dimension() else { return Ok(fixed) };
        let mut factors = Vec::with_capacity(dimension.categories.len());
        for (number, category) in dimension.categories.iter().enumerate() {
            // A measure with a fixed name has one value for all categories.
            let ours = measure.values.get(if measure.dimension.is_some() { number } else { 0 }).and_then(Option::as_deref);
            let Some(unit) = ours.and_then(|ours| self.layout.maalenheter.get(ours)) else {
                factors.push(self.pipeline.faktor as f64);
                continue;
            };
            let printed = category.unit.as_deref().unwrap_or_default();
            if !unit.enhet.names(printed, Some(printed)) {
                let label = category.label.as_deref().unwrap_or(&category.code);
                return Err(format!("målet «{label}» har enheten «{printed}»; ventet «{}» – utgiveren har skiftet enhet", unit.enhet));
            }
            factors.push(unit.faktor as f64);
        }
        Ok(Factors { dimension: Some(dimension), factors })
    }

    /// The dimension that `maal` comes from, or the one whose role it is where `maal` is fixed.
    fn measure_dimension(&self) -> Option<&'a Dimension> {
        let from = self.layout.kolonner.get("maal").and_then(|column| column.fra.as_ref());
        match from {
            Some(selector) => self.dimension(selector).ok(),
            None => self.reading.dimensions.iter().find(|dimension| dimension.role == Some(Role::Measure)),
        }
    }

    /// Which categories of which dimensions the pipeline leaves out.
    fn rows_left_out(&self) -> Result<Vec<(&'a Dimension, Vec<bool>)>, String> {
        let dimension = |(selector, categories): (&Selector, &Vec<Selector>)| {
            let dimension = self.dimension(selector)?;
            let left_out = |category: &Category| categories.iter().any(|selector| selector.names_category(category));
            Ok((dimension, dimension.categories.iter().map(left_out).collect()))
        };
        self.layout.utelat_rader.iter().map(dimension).collect()
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

    fn batch(
        &self,
        schema: &SchemaRef,
        columns: &[MappedColumn<'_>],
        statuses: &[Status],
        factors: &Factors<'_>,
        rows: &[usize],
    ) -> Result<RecordBatch, String> {
        let arrays = schema
            .fields()
            .iter()
            .map(|field| self.column(field.name(), field.data_type(), columns, statuses, factors, rows))
            .collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(schema.clone(), arrays).map_err(|error| error.to_string())
    }

    fn column(
        &self,
        name: &str,
        data_type: &DataType,
        columns: &[MappedColumn<'_>],
        statuses: &[Status],
        factors: &Factors<'_>,
        rows: &[usize],
    ) -> Result<ArrayRef, String> {
        let cells = &self.reading.cells;
        let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|_| value))) };
        Ok(match name {
            "verdi" => self.values(data_type, statuses, factors, rows)?,
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
            "henting" => text(&self.answer.henting),
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
    fn values(&self, data_type: &DataType, statuses: &[Status], factors: &Factors<'_>, rows: &[usize]) -> Result<ArrayRef, String> {
        let value = |row: usize| {
            let cell = self.reading.cells.get(row);
            (statuses[row] == Status::Ok).then(|| cell.value()).flatten().map(|value| value * factors.of(row))
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

fn names(selector: &Selector, dimension: &Dimension) -> bool {
    selector.names_dimension(&dimension.code, dimension.label.as_deref(), dimension.role)
}

/// A category's value in our form, and whether it marks preliminary figures; the error says what was expected.
pub fn understand_category(category: &Category, column: &Column) -> Result<(Option<String>, bool), String> {
    let text = if column.etikett { category.label.as_deref().unwrap_or(&category.code) } else { &category.code };
    let text = column.fjern_prefiks.as_deref().and_then(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    let wanted = |list: &'_ IndexMap<Selector, String>| {
        let found = list.iter().find(|(selector, _)| selector.names(text, category.label.as_deref()));
        found.map(|(_, value)| Some(value.clone()).filter(|value| !value.is_empty()))
    };
    if let Some(value) = wanted(&column.bytt) {
        return Ok((value, false));
    }
    if !column.verdier.is_empty() {
        return match wanted(&column.verdier) {
            Some(value) => Ok((value, false)),
            None => {
                let known: Vec<String> = column.verdier.keys().map(Selector::to_string).collect();
                let hint = nearest(text, known.iter().map(String::as_str)).map(|near| format!(" (nærmest «{near}»)")).unwrap_or_default();
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
