//! Workbooks (XLSX, XLSM, ODS): every sheet becomes delimited text, and everything after reads text as it always has.
//!
//! ```text
//!  bytes ─► parts: a zip within its limits ─► calamine: cells ─► Sheet: one line a row, `;` between columns
//!                                                                   │
//!                            «linje 7, kolonne 3»  ─► Sheet::place ─► «ark «Skoler», celle C7»
//! ```
//!
//! Line n is row n and field k is column k, empty ones included, so that a place in the text is a cell. A formula counts by the value that
//! was last computed. A merged cell's value stands in its first cell, and the others are empty. Hidden and filtered rows and columns are
//! data as any other: to hide is to arrange a view. What a *sheet* being hidden means is for whoever chooses among sheets.

mod choice;
mod number;
mod parts;

use std::fmt::Write;
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Style, Xlsx, open_workbook_from_rs};
use regex::{Captures, Regex};

use crate::read::{Refusal, shown};
use number::{duration, iso, plain};
pub(crate) use parts::Parts;

/// The most fields that a sheet may fill: its last row times its last column.
const MOST_FIELDS: u64 = 60_000_000;

/// What stands between the columns of a sheet's text.
pub const SEPARATOR: u8 = b';';

/// A workbook whose sheets have been read.
#[derive(Debug)]
pub struct Workbook {
    /// In the workbook's order. Sheets without cells (charts) are not among them.
    pub sheets: Vec<Sheet>,
}

/// One sheet as text.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    text: String,
}

/// Whether the bytes are a spreadsheet's file and no text, whatever it is called. [`Workbook::open`] says which of them can be read.
pub fn is_workbook(bytes: &[u8]) -> bool {
    Kind::of(bytes).is_some()
}

/// What the first bytes say.
enum Kind {
    Zip,
    /// Excel's binary container: an old `.xls`, or any workbook behind a password.
    Compound,
    /// A page or an XML document that calls itself a workbook.
    Markup,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Kind> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        match bytes {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Kind::Zip),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(Kind::Compound),
            _ if matches!(text, [b'<', b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z', ..]) => Some(Kind::Markup),
            _ => None,
        }
    }
}

const SAVE_AGAIN: &str = "en arbeidsbok (.xlsx eller .ods); åpne filen i Excel eller LibreOffice og lagre den på nytt";

fn damaged() -> Refusal {
    Refusal::whole("en arbeidsbok som ikke lar seg lese: den er skadet eller avkortet", SAVE_AGAIN)
}

impl Workbook {
    /// Reads every sheet. `decimal` is the sign that numbers get; a text that looks like a number stays as it was written.
    ///
    /// # Errors
    ///
    /// A file that is no workbook, or an old one (`.xls`, `.xlsb`); one behind a password; a damaged one; one that unpacks to more than
    /// a sheet can need.
    pub fn open(bytes: &[u8], decimal: char) -> Result<Workbook, Refusal> {
        match Kind::of(bytes) {
            Some(Kind::Zip) => {}
            Some(Kind::Compound) => {
                let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
                return Err(match memchr::memmem::find(bytes, &wide) {
                    Some(_) => behind_password(),
                    None => Refusal::whole("en arbeidsbok i det gamle formatet .xls", SAVE_AGAIN),
                });
            }
            Some(Kind::Markup) => return Err(Refusal::whole("en nettside eller XML, selv om filen kan hete .xls", SAVE_AGAIN)),
            None => return Err(Refusal::whole("noe annet enn en arbeidsbok", SAVE_AGAIN)),
        }
        let parts = Parts::open(bytes)?;
        if parts.has("xl/workbook.bin") {
            return Err(Refusal::whole("en arbeidsbok i det binære formatet .xlsb", SAVE_AGAIN));
        }
        let sheets = match parts.has("content.xml") {
            true => open_document(bytes, decimal)?,
            false if parts.has("[Content_Types].xml") && parts.any_under("xl/") => office_open(bytes, decimal)?,
            false => return Err(Refusal::whole("en zip-fil som ikke er en arbeidsbok", SAVE_AGAIN)),
        };
        Ok(Workbook { sheets })
    }
}

fn behind_password() -> Refusal {
    Refusal::whole("en arbeidsbok med passord", "en arbeidsbok uten passord; fjern det under Fil → Informasjon og lagre på nytt")
}

fn office_open(bytes: &[u8], decimal: char) -> Result<Vec<Sheet>, Refusal> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => behind_password(),
        _ => damaged(),
    })?;
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for sheet in listed.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let unreadable = || damaged_sheet(&sheet.name);
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| unreadable())?;
        let formats: Vec<Shown> = cells.styles().iter().map(Shown::of).collect();
        let mut rows = Rows::new(decimal);
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| unreadable())? {
            let (row, column) = cell.get_position();
            let format = formats.get(style).copied().unwrap_or(Shown::Plain);
            rows.add(row, column, &Data::from(cell.get_value().clone()), format).map_err(|fault| fault.of(&sheet.name))?;
        }
        let text = rows.finish().map_err(|fault| fault.of(&sheet.name))?;
        sheets.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, text });
    }
    Ok(sheets)
}

fn open_document(bytes: &[u8], decimal: char) -> Result<Vec<Sheet>, Refusal> {
    let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
        calamine::OdsError::Password => behind_password(),
        calamine::OdsError::InvalidMime(_) => Refusal::whole("et dokument som ikke er en arbeidsbok", SAVE_AGAIN),
        calamine::OdsError::CellLimitExceeded { .. } => Fault::TooWide.of(""),
        _ => damaged(),
    })?;
    let listed = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for sheet in listed {
        let range = book.worksheet_range(&sheet.name).map_err(|_| damaged_sheet(&sheet.name))?;
        let mut rows = Rows::new(decimal);
        let start = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            rows.add(start.0 + row as u32, start.1 + column as u32, value, Shown::Plain).map_err(|fault| fault.of(&sheet.name))?;
        }
        let text = rows.finish().map_err(|fault| fault.of(&sheet.name))?;
        sheets.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, text });
    }
    Ok(sheets)
}

fn damaged_sheet(name: &str) -> Refusal {
    Refusal::new(format!("ark {}", shown(name)), "celler som ikke lar seg lese", SAVE_AGAIN)
}

/// Why a sheet cannot be text.
enum Fault {
    TooWide,
    RowsOutOfOrder,
}

impl Fault {
    fn of(self, sheet: &str) -> Refusal {
        let place = if sheet.is_empty() { "hele filen".to_owned() } else { format!("ark {}", shown(sheet)) };
        match self {
            Fault::TooWide => {
                let expected =
                    "en tabell fra øverst til venstre; slett det som står langt nede eller langt til høyre, eller lagre arket som CSV";
                Refusal::new(place, "celler så langt fra hverandre at arket blir for stort", expected)
            }
            Fault::RowsOutOfOrder => Refusal::new(place, "rader i feil rekkefølge", SAVE_AGAIN),
        }
    }
}

/// What a number's format says of how it is shown, as far as that changes what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Plain,
    /// Padded with zeros to this many digits: codes such as `0301`.
    Padded(usize),
    /// A hundred times its value, with a percent sign.
    Percent,
}

impl Shown {
    fn of(style: &Style) -> Shown {
        let Some(format) = &style.number_format else { return Shown::Plain };
        let code = format.format_code.split(';').next().unwrap_or_default();
        let zeros = code.bytes().filter(|&byte| byte == b'0').count();
        match code {
            _ if code.contains('%') => Shown::Percent,
            _ if zeros > 1 && code.chars().all(|c| matches!(c, '0' | ' ' | '\\' | '"' | '-')) => Shown::Padded(zeros),
            _ => Shown::Plain,
        }
    }
}

/// Writes a sheet's cells as text, row by row.
struct Rows {
    decimal: char,
    text: String,
    /// How many fields each line has so far.
    widths: Vec<u32>,
    /// The row that is being filled, and its cells.
    row: u32,
    cells: Vec<(u32, String)>,
}

impl Rows {
    fn new(decimal: char) -> Rows {
        Rows { decimal, text: String::new(), widths: Vec::new(), row: 0, cells: Vec::new() }
    }

    fn add(&mut self, row: u32, column: u32, value: &Data, format: Shown) -> Result<(), Fault> {
        let text = self.shown(value, format);
        if text.trim().is_empty() {
            return Ok(());
        }
        if row < self.row {
            return Err(Fault::RowsOutOfOrder);
        }
        if row > self.row {
            self.end_row(row);
        }
        self.cells.push((column, text));
        Ok(())
    }

    fn shown(&self, value: &Data, format: Shown) -> String {
        let number = |value: f64| match format {
            Shown::Plain => plain(value, self.decimal),
            Shown::Percent => format!("{} %", plain(value * 100.0, self.decimal)),
            Shown::Padded(digits) if value >= 0.0 && value.fract() == 0.0 => format!("{:0>digits$}", plain(value, self.decimal)),
            Shown::Padded(_) => plain(value, self.decimal),
        };
        match value {
            Data::Empty => String::new(),
            Data::Int(value) => number(*value as f64),
            Data::Float(value) => number(*value),
            Data::String(text) => one_line(text),
            Data::Bool(value) => if *value { "SANN" } else { "USANN" }.to_owned(),
            Data::DateTime(moment) => iso(*moment).unwrap_or_else(|| plain(moment.as_f64(), self.decimal)),
            Data::DateTimeIso(text) => one_line(text.strip_suffix("T00:00:00").unwrap_or(text)),
            Data::DurationIso(text) => duration(text).unwrap_or_else(|| one_line(text)),
            Data::Error(error) => error.to_string(),
        }
    }

    /// Writes the row that is being filled, and empty ones up to the next.
    fn end_row(&mut self, next: u32) {
        self.cells.sort_by_key(|(column, _)| *column);
        let mut width = 1;
        for (column, cell) in &self.cells {
            while width <= *column {
                self.text.push(SEPARATOR as char);
                width += 1;
            }
            write_field(&mut self.text, cell);
        }
        self.text.push('\n');
        self.widths.push(width);
        self.cells.clear();
        for _ in self.row + 1..next {
            self.text.push('\n');
            self.widths.push(1);
        }
        self.row = next;
    }

    /// The text, every line with as many fields as the widest.
    fn finish(mut self) -> Result<String, Fault> {
        if !self.cells.is_empty() {
            self.end_row(self.row + 1);
        }
        let width = self.widths.iter().copied().max().unwrap_or_default();
        if u64::from(width) * self.widths.len() as u64 > MOST_FIELDS {
            return Err(Fault::TooWide);
        }
        let missing: usize = self.widths.iter().map(|fields| (width - fields) as usize).sum();
        let mut text = String::with_capacity(self.text.len() + missing);
        for (line, fields) in self.text.split_terminator('\n').zip(&self.widths) {
            text.push_str(line);
            text.extend(std::iter::repeat_n(SEPARATOR as char, (width - fields) as usize));
            text.push('\n');
        }
        Ok(text)
    }
}

/// A cell's text on one line: line n of the sheet's text is row n.
fn one_line(text: &str) -> String {
    match text.contains(|c: char| c.is_control()) {
        true => text.replace("\r\n", " ").replace(|c: char| c.is_control(), " "),
        false => text.to_owned(),
    }
}

fn write_field(text: &mut String, field: &str) {
    match field.contains([SEPARATOR as char, '"']) {
        // Writing to a string cannot fail.
        true => drop(write!(text, "\"{}\"", field.replace('"', "\"\""))),
        false => text.push_str(field),
    }
}

impl Sheet {
    /// The sheet as text: UTF-8, `;` between fields, quotes where they are needed, a line for every row down to the last that holds
    /// something, and all lines equally wide. Empty when the sheet is.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sheet as a message names it: `ark «Skoler»`.
    pub fn named(&self) -> String {
        format!("ark {}", shown(&self.name))
    }

    /// A place in the text as a place in the workbook: `linje 7, kolonne 3 (navn)` → `ark «Skoler», celle C7 (navn)`, `linje 7` → `ark
    /// «Skoler», rad 7`, anything else → `ark «Skoler»: anything else`.
    pub fn place(&self, place: &str) -> String {
        match in_cells(place) {
            place if place == "hele filen" => self.named(),
            place if place.starts_with("celle ") || place.starts_with("rad ") => format!("{}, {place}", self.named()),
            place => format!("{}: {place}", self.named()),
        }
    }

    /// A refusal of the text as one of the sheet.
    pub fn refusal(&self, refusal: Refusal) -> Refusal {
        Refusal { place: self.place(&refusal.place), found: in_cells(&refusal.found), expected: in_cells(&refusal.expected) }
    }
}

static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"linje (\d+)(?:, kolonne (\d+))?").ok());

/// Lines and columns of a text as cells and rows: `det samme som i linje 4` → `det samme som i rad 4`.
pub fn in_cells(text: &str) -> String {
    in_cells_of(text, &[])
}

/// As [`in_cells`], where the text's columns stood in these columns of the sheet, counted from 1; all where they stand when none are given.
/// In a printed table the cells stay as wide as they were.
pub fn in_cells_of(text: &str, columns: &[u32]) -> String {
    let Some(place) = &*PLACE else { return text.to_owned() };
    let cell = |found: &Captures<'_>| {
        let column = found.get(2).and_then(|column| column.as_str().parse::<u32>().ok());
        let cell = match column {
            Some(column) => {
                let there = column.checked_sub(1).and_then(|at| columns.get(at as usize)).copied().unwrap_or(column);
                format!("celle {}{}", letters(there), &found[1])
            }
            None => format!("rad {}", &found[1]),
        };
        let end = found.get(0).map_or(0, |whole| whole.end());
        let in_table = text[..end].rsplit('\n').next().is_some_and(|line| line.starts_with('|'));
        if in_table { format!("{cell:<0$}", found[0].chars().count()) } else { cell }
    };
    place.replace_all(text, cell).into_owned()
}

/// Whether a workbook's properties (title, subject, comments) have the word.
pub fn says_of_itself(bytes: &[u8], word: &str) -> bool {
    let Ok(mut parts) = Parts::open(bytes) else { return false };
    let properties = |name: &str| name.starts_with("docProps/") || name == "meta.xml";
    let indices: Vec<usize> = (0..parts.len()).filter(|&index| parts.name(index).is_some_and(|name| properties(&name))).collect();
    indices.into_iter().any(|index| {
        let mut content = Vec::new();
        let read = parts.stream(index).is_ok_and(|mut part| part.read_to_end(&mut content).is_ok());
        read && memchr::memmem::find(&content, word.as_bytes()).is_some()
    })
}

/// A column's letters, counted from 1: `C`, `AA`.
pub fn letters(column: u32) -> String {
    let (mut rest, mut letters) = (column, Vec::new());
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| letter as char).collect()
}

#[cfg(test)]
mod tests;
