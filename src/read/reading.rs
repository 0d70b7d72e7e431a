//! What every reader returns: the cells of one answer in the answer's own order, each with its keys and its place.
//!
//! A [`Reading`] is columnar from the start, since one answer may hold 800 000 cells. Its keys are numbers into a short list of
//! categories, and for a dense cube not even that: [`Keys::Cycled`] computes them from the cell's index.

use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};

use crate::cell::{Cell, Status};

/// The tidy content of one answer or file.
#[derive(Debug)]
pub struct Reading {
    /// The publisher's title of the table, where the format carries one.
    pub title: Option<String>,
    /// The publisher's own time of publication, ISO 8601, where the format carries one.
    pub updated: Option<String>,
    /// One per key column, in the file's order.
    pub dimensions: Vec<Dimension>,
    /// The cells, in the file's order.
    pub cells: Cells,
    /// Where each cell stands in the file.
    pub places: Places,
}

/// One key column: a code per cell, and what the codes are called.
#[derive(Debug)]
pub struct Dimension {
    /// The publisher's code for the dimension; the column name.
    pub code: String,
    /// The publisher's name for it.
    pub label: Option<String>,
    /// What the publisher says that it is about.
    pub role: Option<Role>,
    /// The categories that occur, each once.
    pub categories: Vec<Category>,
    /// Which category each cell has.
    pub keys: Keys,
}

/// What a dimension is about, where its publisher says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Role {
    #[serde(rename = "tid")]
    Time,
    #[serde(rename = "sted")]
    Place,
    #[serde(rename = "maal")]
    Measure,
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Role::Time => "tid",
            Role::Place => "sted",
            Role::Measure => "maal",
        })
    }
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub code: String,
    pub label: Option<String>,
    /// The unit of a measure, as the publisher writes it.
    pub unit: Option<String>,
}

/// The category number of each cell.
#[derive(Debug)]
pub enum Keys {
    /// One number per cell.
    Listed(Vec<u32>),
    /// A dense cube: each category holds for `run` cells on end, and the list of categories starts again when it is through.
    Cycled { run: usize },
}

impl Dimension {
    /// The category number of cell `index`.
    pub fn key(&self, index: usize) -> usize {
        match &self.keys {
            Keys::Listed(keys) => keys[index] as usize,
            Keys::Cycled { run } => (index / run) % self.categories.len(),
        }
    }

    /// The category of cell `index`.
    pub fn category(&self, index: usize) -> &Category {
        &self.categories[self.key(index)]
    }
}

/// Collects a dimension whose categories turn up one cell at a time.
#[derive(Debug, Default)]
pub struct DimensionBuilder {
    categories: Vec<Category>,
    numbers: std::collections::HashMap<String, u32>,
    keys: Vec<u32>,
}

impl DimensionBuilder {
    /// Notes the category of the next cell. The label is kept from the first time that the code is seen.
    pub fn push(&mut self, code: &str, label: Option<&str>) {
        let number = self.number(code, label);
        self.keys.push(number);
    }

    /// Notes the same category for the next `cells` cells.
    pub fn push_run(&mut self, code: &str, label: Option<&str>, cells: usize) {
        let number = self.number(code, label);
        self.keys.extend(std::iter::repeat_n(number, cells));
    }

    fn number(&mut self, code: &str, label: Option<&str>) -> u32 {
        // Files are sorted by most of their columns, so the code of the cell before is the likeliest.
        if let Some(&last) = self.keys.last()
            && self.categories[last as usize].code == code
        {
            return last;
        }
        if let Some(&number) = self.numbers.get(code) {
            return number;
        }
        let number = self.categories.len() as u32;
        self.categories.push(Category { code: code.to_owned(), label: label.map(str::to_owned), unit: None });
        self.numbers.insert(code.to_owned(), number);
        number
    }

    /// The finished dimension.
    pub fn finish(self, code: impl Into<String>, label: Option<String>) -> Dimension {
        Dimension { code: code.into(), label, role: None, categories: self.categories, keys: Keys::Listed(self.keys) }
    }
}

/// The cells of a reading: values, statuses and symbols side by side.
#[derive(Debug, Default)]
pub struct Cells {
    values: Vec<f64>,
    statuses: Vec<u8>,
    symbols: Vec<u8>,
    /// Distinct symbols; number 0 of `symbols` means none, n means `vocabulary[n - 1]`.
    vocabulary: Vec<String>,
}

/// More distinct symbols than any publisher has: a sign that text stands where figures should.
const MOST_SYMBOLS: usize = u8::MAX as usize;

impl Cells {
    pub fn with_capacity(cells: usize) -> Self {
        let (values, statuses, symbols) = (Vec::with_capacity(cells), Vec::with_capacity(cells), Vec::with_capacity(cells));
        Cells { values, statuses, symbols, vocabulary: Vec::new() }
    }

    /// The cells of a plain list of numbers, where NaN stands for a null without a symbol.
    pub fn from_nullable(values: Vec<f64>) -> Self {
        let statuses = values.iter().map(|value| if value.is_nan() { Status::Mangler as u8 } else { Status::Ok as u8 }).collect();
        let symbols = vec![0; values.len()];
        Cells { values, statuses, symbols, vocabulary: Vec::new() }
    }

    /// Adds a cell. Returns false when the file has more distinct symbols than can be kept apart, which a reader must refuse.
    #[must_use]
    pub fn push(&mut self, cell: Cell<'_>) -> bool {
        let symbol = match cell.symbol() {
            None => 0,
            Some(symbol) => match self.symbol_number(symbol) {
                Some(number) => number,
                None => return false,
            },
        };
        self.values.push(cell.value().unwrap_or(f64::NAN));
        self.statuses.push(cell.status() as u8);
        self.symbols.push(symbol);
        true
    }

    /// Replaces the cell at `index`, for formats whose statuses come after the values.
    #[must_use]
    pub fn set(&mut self, index: usize, cell: Cell<'_>) -> bool {
        let symbol = match cell.symbol() {
            None => 0,
            Some(symbol) => match self.symbol_number(symbol) {
                Some(number) => number,
                None => return false,
            },
        };
        self.values[index] = cell.value().unwrap_or(f64::NAN);
        self.statuses[index] = cell.status() as u8;
        self.symbols[index] = symbol;
        true
    }

    fn symbol_number(&mut self, symbol: &str) -> Option<u8> {
        if let Some(found) = self.vocabulary.iter().position(|known| known == symbol) {
            return Some(found as u8 + 1);
        }
        if self.vocabulary.len() + 1 >= MOST_SYMBOLS {
            return None;
        }
        self.vocabulary.push(symbol.to_owned());
        Some(self.vocabulary.len() as u8)
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn get(&self, index: usize) -> Cell<'_> {
        let symbol = match self.symbols[index] {
            0 => None,
            number => Some(self.vocabulary[number as usize - 1].as_str()),
        };
        match Status::ALL[self.statuses[index] as usize] {
            Status::Ok => match symbol {
                None => Cell::number(self.values[index]),
                Some(symbol) => Cell::marked(self.values[index], symbol),
            },
            status => Cell::without(status, symbol),
        }
    }

    /// How many cells have the status.
    pub fn count(&self, status: Status) -> usize {
        self.statuses.iter().filter(|&&s| s == status as u8).count()
    }
}

/// Where the cells of a reading stand in their file, so that a figure can be looked up by hand.
#[derive(Debug)]
pub enum Places {
    /// A table of text: each of `lines` (1-based line numbers) holds `columns` cells on end, from column `first_column` (1-based).
    Grid { lines: Vec<u32>, first_column: u32, columns: u32 },
    /// A table of text: each of `lines` holds a cell in each of `columns` (both counted from 1).
    Columns { lines: Vec<u32>, columns: Vec<u32> },
    /// Udir's report answer: `rows[i].data[j]`, `width` cells to a row.
    ReportRows { width: u32 },
    /// JSON-stat: `value[i]`.
    CubeValues,
    /// One cell a line (1-based line numbers).
    Lines(Vec<u32>),
    /// One cell an element of the named JSON array.
    Elements(&'static str),
    /// The one cell stands in the named field.
    Field(&'static str),
    /// Several cells an element of the document, which is a JSON array: one for each of these fields.
    ElementFields(Vec<String>),
}

impl Places {
    /// The place of cell `index`, as a person would look for it.
    pub fn describe(&self, index: usize) -> String {
        match self {
            Places::Grid { lines, first_column, columns } => {
                let columns = *columns as usize;
                format!("linje {}, kolonne {}", lines[index / columns], *first_column as usize + index % columns)
            }
            Places::Columns { lines, columns } => {
                format!("linje {}, kolonne {}", lines[index / columns.len()], columns[index % columns.len()])
            }
            Places::ReportRows { width } => {
                let width = *width as usize;
                format!("rows[{}].data[{}]", index / width, index % width)
            }
            Places::CubeValues => format!("value[{index}]"),
            Places::Lines(lines) => format!("linje {}", lines[index]),
            Places::Elements(array) => format!("{array}[{index}]"),
            Places::Field(field) => (*field).to_owned(),
            Places::ElementFields(fields) => {
                let width = fields.len().max(1);
                format!("[{}].{}", index / width, fields.get(index % width).map_or("", String::as_str))
            }
        }
    }
}

impl Reading {
    /// The number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The dimension with this code.
    pub fn dimension(&self, code: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.code == code)
    }

    /// The columns that [`Reading::batch`] writes: one per dimension, then `verdi`, `status`, `symbol`.
    pub fn schema(&self) -> SchemaRef {
        let code = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let mut fields: Vec<Field> = self.dimensions.iter().map(|d| Field::new(&d.code, code.clone(), false)).collect();
        fields.push(Field::new("verdi", DataType::Float64, true));
        fields.push(Field::new("status", code.clone(), false));
        fields.push(Field::new("symbol", code, true));
        Arc::new(Schema::new(fields))
    }

    /// The cells `from..to` as one batch of [`Reading::schema`].
    pub fn batch(&self, from: usize, to: usize) -> Result<RecordBatch, arrow::error::ArrowError> {
        let schema = self.schema();
        let columns = (0..schema.fields().len()).map(|column| self.column(column, from, to)).collect::<Result<_, _>>()?;
        RecordBatch::try_new(schema, columns)
    }

    /// Column number `column` of [`Reading::schema`] for the cells `from..to`.
    pub fn column(&self, column: usize, from: usize, to: usize) -> Result<ArrayRef, arrow::error::ArrowError> {
        if let Some(dimension) = self.dimensions.get(column) {
            let values = StringArray::from_iter_values(dimension.categories.iter().map(|c| c.code.as_str()));
            let keys: Int32Array = match &dimension.keys {
                Keys::Listed(keys) => keys[from..to].iter().map(|&k| k as i32).collect::<Vec<_>>().into(),
                Keys::Cycled { run } => cycled(*run, dimension.categories.len(), from, to).into(),
            };
            return Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?));
        }
        match column - self.dimensions.len() {
            0 => {
                let valid: Vec<bool> = self.cells.statuses[from..to].iter().map(|&s| s == Status::Ok as u8).collect();
                Ok(Arc::new(Float64Array::new(self.cells.values[from..to].to_vec().into(), Some(valid.into()))))
            }
            1 => {
                let values = StringArray::from_iter_values(Status::ALL.iter().map(|s| s.as_str()));
                let keys: Int32Array = self.cells.statuses[from..to].iter().map(|&s| i32::from(s)).collect::<Vec<_>>().into();
                Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?))
            }
            _ => {
                let values = StringArray::from_iter_values(self.cells.vocabulary.iter());
                let keys: Int32Array = self.cells.symbols[from..to].iter().map(|&s| (s > 0).then(|| i32::from(s) - 1)).collect();
                Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?))
            }
        }
    }
}

/// The keys of cells `from..to` of a dense cube's dimension, without a division per cell.
fn cycled(run: usize, categories: usize, from: usize, to: usize) -> Vec<i32> {
    let mut keys = Vec::with_capacity(to - from);
    let mut index = from;
    while index < to {
        let end = ((index / run + 1) * run).min(to);
        let key = ((index / run) % categories) as i32;
        keys.resize(keys.len() + (end - index), key);
        index = end;
    }
    keys
}
