//! A workbook: the text of every sheet, hidden or not, and then every other text in its zip.
//!
//! The sheets' text is what the reader sees, so a finding there names its cell. Numbers hide elsewhere too: in comments, formulas, shared
//! strings that no cell uses any longer, headers and footers, defined names, properties of the document, pictures, workbooks within the
//! workbook. Each part is therefore walked as XML (runs of one paragraph put together, every attribute by itself), and what is no XML as
//! bytes. Only the cells of columns that are dropped are left out, and the strings that these cells use.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::digits::inspect_text;
use super::{Finding, delimited};
use crate::read::{Refusal, shown};
use crate::workbook::{Parts, SEPARATOR, Workbook, letters};

/// How many workbooks within workbooks are looked into.
const DEEPEST: usize = 3;

/// Looks at every sheet of a workbook that has been opened from `bytes`, and at every part of its zip. `skip` names the columns that are
/// dropped before anything is stored (the mapping's `utelat`), in whichever sheets they are.
pub fn inspect_workbook(bytes: &[u8], book: &Workbook, skip: &[String]) -> Result<(), Refusal> {
    let mut dropped = HashSet::new();
    for (sheet, number) in book.sheets.iter().zip(1..) {
        if let Some(finding) = inspect_text(&sheet.name) {
            return Err(finding.refusal(format!("navnet på ark {number}")));
        }
        let columns = delimited::inspect(sheet.text(), (SEPARATOR, 0, 1), skip).map_err(|refusal| sheet.refusal(refusal))?;
        dropped.extend(columns.into_iter().map(|column| column as u32 + 1));
    }
    inspect_parts(bytes, &dropped, "", 0)
}

/// Looks at the parts of a zip, sheets first: the strings that dropped cells use are known after those.
fn inspect_parts(bytes: &[u8], dropped: &HashSet<u32>, within: &str, depth: usize) -> Result<(), Refusal> {
    let mut parts = Parts::open(bytes)?;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&index| !parts.name(index).is_some_and(|name| name.contains("worksheets/")));
    let mut strings_dropped = HashSet::new();
    for index in order {
        let name = parts.name(index).unwrap_or_default();
        let place = format!("{within}delen {}", shown(&name));
        if inspect_text(&name).is_some() {
            return Err(Finding::IdentityNumber.refusal(format!("{within}navnet på en del")));
        }
        let mut part = BufReader::new(parts.stream(index)?);
        let start = part.fill_buf().unwrap_or_default();
        let is_xml = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start().starts_with(b"<");
        let is_zip = start.starts_with(b"PK\x03\x04");
        if is_xml {
            let mut walk = Walk::of(&name, place.clone(), dropped, &mut strings_dropped);
            if walk.read(part)? {
                continue;
            }
            // Not well-formed, as the drawings of old comments may be.
            part = BufReader::new(parts.stream(index)?);
        }
        let mut content = Vec::new();
        part.read_to_end(&mut content).map_err(|_| Refusal::new(place.clone(), "en skadet del", "en hel arbeidsbok"))?;
        if is_zip && depth < DEEPEST {
            inspect_parts(&content, &HashSet::new(), &format!("{place}, "), depth + 1)?;
        } else {
            inspect_bytes(&content, &place)?;
        }
    }
    Ok(())
}

/// Text among bytes that are no text, eight bits or sixteen to a sign.
fn inspect_bytes(bytes: &[u8], place: &str) -> Result<(), Refusal> {
    let found = || Err(Finding::IdentityNumber.refusal(place.to_owned()));
    let look = |text: &mut String, sign: Option<char>| {
        let is_end = sign.is_none();
        text.extend(sign);
        let finding = is_end && text.len() >= 11 && inspect_text(text) == Some(Finding::IdentityNumber);
        if is_end {
            text.clear();
        }
        finding
    };
    let printable = |byte: u8| (b' '..=b'~').contains(&byte).then_some(byte as char);
    for wide in [None, Some(0), Some(1)] {
        let mut text = String::new();
        let signs: Box<dyn Iterator<Item = Option<char>>> = match wide {
            None => Box::new(bytes.iter().map(|&byte| printable(byte))),
            Some(start) => Box::new(
                bytes.get(start..).unwrap_or_default().chunks_exact(2).map(|pair| printable(pair[0]).filter(|_| pair[1] == 0)),
            ),
        };
        for sign in signs.chain([None]) {
            if look(&mut text, sign) {
                return found();
            }
        }
    }
    Ok(())
}

/// One part as XML.
struct Walk<'a> {
    place: String,
    dropped: &'a HashSet<u32>,
    strings_dropped: &'a mut HashSet<usize>,
    kind: Kind,
    /// What has been collected of a paragraph.
    text: String,
    /// The cell that is open, or that a comment belongs to.
    cell: Option<Cell>,
    /// Whether the cell that is open holds the number of a shared string.
    is_shared: bool,
    /// How deep within an annotation or the properties of a run.
    annotations: usize,
    properties: usize,
    strings: usize,
    /// The sheet, row and column of an OpenDocument table.
    sheet: String,
    row: u32,
    row_repeats: u32,
    column: u32,
    column_repeats: u32,
}

#[derive(Clone)]
struct Cell {
    name: String,
    column: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sheet,
    Strings,
    OpenDocument,
    Other,
}

impl<'a> Walk<'a> {
    fn of(name: &str, place: String, dropped: &'a HashSet<u32>, strings_dropped: &'a mut HashSet<usize>) -> Walk<'a> {
        let kind = match name {
            _ if name.contains("worksheets/") && name.ends_with(".xml") => Kind::Sheet,
            _ if name.to_ascii_lowercase().ends_with("sharedstrings.xml") => Kind::Strings,
            "content.xml" => Kind::OpenDocument,
            _ => Kind::Other,
        };
        Walk {
            place,
            dropped,
            strings_dropped,
            kind,
            text: String::new(),
            cell: None,
            is_shared: false,
            annotations: 0,
            properties: 0,
            strings: 0,
            sheet: String::new(),
            row: 0,
            row_repeats: 1,
            column: 0,
            column_repeats: 1,
        }
    }

    /// Reads the part; false when it is not well-formed XML.
    fn read(&mut self, part: impl BufRead) -> Result<bool, Refusal> {
        let mut reader = quick_xml::Reader::from_reader(part);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let Ok(event) = reader.read_event_into(&mut buffer) else { return Ok(false) };
            match event {
                Event::Start(element) => self.start(&element, false)?,
                Event::Empty(element) => self.start(&element, true)?,
                Event::End(element) => self.end(element.local_name().as_ref())?,
                Event::Text(text) => self.text.push_str(&text),
                Event::CData(text) => self.text.push_str(&text),
                Event::Comment(text) => self.look(&text)?,
                Event::PI(text) => self.look(&text)?,
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(sign)) => self.text.push(sign),
                    // `&amp;` and its like: no digit, and no letter.
                    _ => self.text.push('&'),
                },
                Event::Eof => {
                    self.flush()?;
                    return Ok(true);
                }
                Event::Decl(_) | Event::DocType(_) => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) -> Result<(), Refusal> {
        let name = element.local_name();
        let name = name.as_ref();
        if name == "rPr" && !is_empty {
            self.properties += 1;
        }
        if matches!(name, "s" | "tab" | "line-break" | "br") {
            self.text.push(' ');
        } else if !is_inline(name) && self.properties == 0 {
            self.flush()?;
        }
        let attribute = |wanted: &str| {
            let mut attributes = element.attributes();
            let found = attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == wanted)?;
            Some(value_of(&found))
        };
        let repeats = |wanted: &str| attribute(wanted).and_then(|count| count.parse().ok()).unwrap_or(1u32).max(1);
        match (self.kind, name) {
            (Kind::Sheet, "c") => {
                self.cell = attribute("r").and_then(cell_named);
                self.is_shared = attribute("t").as_deref() == Some("s");
            }
            (Kind::Other, "comment" | "threadedComment") => self.cell = attribute("ref").and_then(cell_named),
            (Kind::OpenDocument, "table") => {
                (self.row, self.row_repeats) = (0, 1);
                self.sheet = attribute("name").unwrap_or_default();
            }
            (Kind::OpenDocument, "table-row") => {
                self.row += 1;
                self.row_repeats = repeats("number-rows-repeated");
                self.column = 0;
            }
            (Kind::OpenDocument, "table-cell" | "covered-table-cell") => {
                self.column += 1;
                self.column_repeats = repeats("number-columns-repeated");
                self.cell = Some(Cell { name: format!("{}{}", letters(self.column), self.row), column: self.column });
            }
            (Kind::OpenDocument, "annotation") if !is_empty => self.annotations += 1,
            _ => {}
        }
        for attribute in element.attributes().with_checks(false).flatten() {
            self.look(&value_of(&attribute))?;
        }
        if is_empty && !matches!(name, "s" | "tab" | "line-break" | "br") {
            self.close(name);
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if !is_inline(name) && self.properties == 0 {
            self.flush()?;
        }
        self.close(name);
        Ok(())
    }

    /// What an element's end means for where we are.
    fn close(&mut self, name: &str) {
        match (self.kind, name) {
            (_, "rPr") => self.properties = self.properties.saturating_sub(1),
            (Kind::Sheet, "c") | (Kind::Other, "comment" | "threadedComment") => self.cell = None,
            (Kind::Strings, "si") => self.strings += 1,
            (Kind::OpenDocument, "annotation") => self.annotations = self.annotations.saturating_sub(1),
            (Kind::OpenDocument, "table-cell" | "covered-table-cell") => {
                self.column = self.column.saturating_add(self.column_repeats - 1);
                self.cell = None;
            }
            (Kind::OpenDocument, "table-row") => self.row = self.row.saturating_add(self.row_repeats - 1),
            _ => {}
        }
    }

    /// Looks at what has been collected.
    fn flush(&mut self) -> Result<(), Refusal> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        if self.kind == Kind::Sheet && self.is_shared && self.is_dropped() {
            self.strings_dropped.extend(text.trim().parse::<usize>().ok());
        }
        let looked = self.look(&text);
        self.text = text;
        self.text.clear();
        looked
    }

    fn look(&self, text: &str) -> Result<(), Refusal> {
        let is_used_by_dropped = self.kind == Kind::Strings && self.strings_dropped.contains(&self.strings);
        if self.is_dropped() || is_used_by_dropped || inspect_text(text) != Some(Finding::IdentityNumber) {
            return Ok(());
        }
        let place = match (&self.cell, self.kind) {
            (Some(cell), Kind::OpenDocument) => format!("ark {}, celle {}", shown(&self.sheet), cell.name),
            (Some(cell), _) => format!("{}, celle {}", self.place, cell.name),
            (None, _) => self.place.clone(),
        };
        Err(Finding::IdentityNumber.refusal(place))
    }

    /// Whether we are in a cell of a column that is dropped, and not in somebody's note on it.
    fn is_dropped(&self) -> bool {
        let in_cell = matches!(self.kind, Kind::Sheet | Kind::OpenDocument) && self.annotations == 0;
        in_cell && self.cell.as_ref().is_some_and(|cell| self.dropped.contains(&cell.column))
    }
}

/// An attribute's value with its entities resolved; as it stands where it has others than XML's own.
fn value_of(attribute: &Attribute<'_>) -> String {
    attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_else(|_| attribute.value.clone()).into_owned()
}

/// Elements that break no word: a number may be written in two colours.
fn is_inline(name: &str) -> bool {
    matches!(name, "r" | "t" | "rPr" | "span" | "a" | "s" | "tab" | "line-break" | "br" | "phoneticPr" | "rPh" | "font" | "b" | "i")
}

/// `C7` as a cell; nothing for what is no cell's name.
fn cell_named(name: String) -> Option<Cell> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let fits = (1..=3).contains(&letters) && name.len() > letters && name.bytes().skip(letters).all(|byte| byte.is_ascii_digit());
    let column = name.bytes().take(letters).fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    fits.then_some(Cell { name, column })
}
