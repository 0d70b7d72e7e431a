//! A local file as rows: where its column names are, how a line falls into fields, and how a place in it is called.
//!
//! A ledger may have millions of lines. A line without quotes is therefore cut where it stands, without a copy; one with quotes goes
//! through `csv-core`. Lines are counted only when one is asked for, in a message.

use std::borrow::Cow;

use csv_core::ReadRecordResult;

use super::mapping::Mapping;
use crate::guard;
use crate::read::Refusal;

/// The first rows among which the column names are looked for: titles, dates and filters may stand above them.
pub const ROWS_ABOVE: usize = 60;

/// The file's text by the mapping's encoding, or by what the bytes show.
pub fn decoded<'a>(bytes: &'a [u8], mapping: &Mapping) -> Result<Cow<'a, str>, Refusal> {
    let Some(encoding) = mapping.encoding() else { return guard::text(bytes) };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        Refusal::whole(format!("byte som ikke er {}", encoding.name()), "filen i den tegnkodingen som `koding` i kartet sier")
    })
}

/// The file as rows.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    text: &'a str,
    /// Where the first row begins: after a `sep=` line.
    start: usize,
    pub separator: u8,
}

impl<'a> Rows<'a> {
    /// `separator` is the declared one; else the file's own is found.
    pub fn new(text: &'a str, separator: Option<u8>) -> Rows<'a> {
        let (detected, start, _) = guard::separator(text);
        Rows { text, start, separator: separator.unwrap_or(detected) }
    }

    pub fn reader(&self) -> Reader<'a> {
        Reader {
            text: self.text,
            at: self.start,
            separator: self.separator,
            quoted: csv_core::ReaderBuilder::new().delimiter(self.separator).build(),
            output: Vec::new(),
        }
    }

    /// The line on which a record begins, as an editor counts it.
    pub fn line(&self, record: &Record<'_>) -> usize {
        let bytes = self.text.as_bytes();
        let before = &bytes[..record.at.min(bytes.len())];
        let feeds = before.iter().filter(|&&b| b == b'\n').count();
        let lone_returns = before.iter().zip(before.iter().skip(1).chain([&0])).filter(|pair| *pair.0 == b'\r' && *pair.1 != b'\n').count();
        feeds + lone_returns + 1
    }
}

/// Gives one row after the other.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    quoted: csv_core::Reader,
    output: Vec<u8>,
}

impl<'a> Reader<'a> {
    /// The next row that is no blank line, or false at the end.
    pub fn next(&mut self, record: &mut Record<'a>) -> bool {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return false;
        }
        record.at = self.at;
        record.ends.clear();
        let end = memchr::memchr2(b'\n', b'\r', &bytes[self.at..]).map_or(bytes.len(), |length| self.at + length);
        let line = &bytes[self.at..end];
        for place in memchr::memchr2_iter(self.separator, b'"', line) {
            if line[place] == b'"' {
                self.next_quoted(record);
                return true;
            }
            record.ends.push(place);
        }
        record.ends.push(line.len());
        // Both ends are ASCII signs or the text's own.
        record.line = self.text.get(self.at..end).unwrap_or_default();
        record.gap = 1;
        self.at = end;
        true
    }

    fn next_quoted(&mut self, record: &mut Record<'a>) {
        let bytes = self.text.as_bytes();
        record.ends.clear();
        record.gap = 0;
        self.quoted.reset();
        let (mut written, mut ended) = (0, 0);
        self.output.resize(self.output.len().max(1024), 0);
        record.ends.resize(64, 0);
        loop {
            let input = &bytes[self.at.min(bytes.len())..];
            let (result, read, wrote, ends) = self.quoted.read_record(input, &mut self.output[written..], &mut record.ends[ended..]);
            (self.at, written, ended) = (self.at + read, written + wrote, ended + ends);
            match result {
                ReadRecordResult::OutputFull => self.output.resize(2 * self.output.len(), 0),
                ReadRecordResult::OutputEndsFull => record.ends.resize(2 * record.ends.len(), 0),
                // At the end of the text the next call gets an empty input, which ends the record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        record.ends.truncate(ended);
        // Quotes and separators are ASCII, so what is left between them is UTF-8 still.
        record.own = String::from_utf8_lossy(&self.output[..written]).into_owned();
    }
}

/// One row.
#[derive(Debug, Default)]
pub struct Record<'a> {
    line: &'a str,
    /// The row without its quotes, when it had any.
    own: String,
    ends: Vec<usize>,
    /// The signs between two fields: one in a line, none where quotes were taken off.
    gap: usize,
    at: usize,
}

impl Record<'_> {
    /// A field without the blanks around it; empty beyond the last.
    pub fn get(&self, column: usize) -> &str {
        let Some(&end) = self.ends.get(column) else { return "" };
        let start = if column == 0 { 0 } else { self.ends[column - 1] + self.gap };
        let text = if self.gap == 0 { &self.own } else { self.line };
        text.get(start..end).unwrap_or_default().trim()
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A column whose field holds a line that would be a row by itself: an open quote may swallow whole rows and still leave the right
    /// number of fields.
    pub fn swallowed(&self, width: usize) -> Option<usize> {
        if self.gap > 0 || !self.own.contains('\n') {
            return None;
        }
        let separates = |line: &str| [b';', b'\t', b',', b'|'].iter().any(|sign| line.bytes().filter(|b| b == sign).count() + 1 >= width);
        (0..self.len()).find(|column| self.get(*column).split('\n').skip(1).any(|line| line.len() >= width && separates(line)))
    }
}

/// The names of the columns.
#[derive(Debug, Clone)]
pub struct Header {
    /// A column without a name is called after its number.
    pub names: Vec<String>,
    pub line: usize,
}

impl Header {
    pub fn new(record: &Record<'_>, line: usize) -> Header {
        // A separator at the end of the line makes no column.
        let width = (0..record.len()).rev().find(|column| !record.get(*column).is_empty()).map_or(0, |last| last + 1);
        let names = (0..width).map(|column| match record.get(column) {
            "" => nameless(column),
            name => name.to_owned(),
        });
        Header { names: names.collect(), line }
    }

    /// The first row that has all these names, else the one that has most of them. The reader stands behind the row that is found.
    pub fn find<'a>(rows: &Rows<'a>, wanted: &[&str]) -> Option<(Header, Reader<'a>)> {
        let mut reader = rows.reader();
        let mut record = Record::default();
        let mut best: Option<(usize, usize)> = None;
        for row in 0..ROWS_ABOVE {
            if !reader.next(&mut record) {
                break;
            }
            let has = |name: &&&str| numbered(name).is_some() || (0..record.len()).any(|column| record.get(column) == name.trim());
            let found = wanted.iter().filter(has).count();
            if best.is_none_or(|(most, _)| found > most) {
                best = Some((found, row));
            }
            if found == wanted.len() {
                break;
            }
        }
        let (_, row) = best?;
        let mut reader = rows.reader();
        for _ in 0..=row {
            reader.next(&mut record);
        }
        Some((Header::new(&record, rows.line(&record)), reader))
    }

    /// Whether every name is a column's.
    pub fn has(&self, wanted: &[&str]) -> bool {
        wanted.iter().all(|name| !self.columns(name).is_empty())
    }

    /// The columns with this name; `kolonne 13` is the thirteenth, whatever it is called.
    pub fn columns(&self, name: &str) -> Vec<usize> {
        let name = name.trim();
        let named: Vec<usize> = (0..self.names.len()).filter(|column| self.names[*column] == name).collect();
        match numbered(name) {
            Some(column) if named.is_empty() && column < self.names.len() => vec![column],
            _ => named,
        }
    }
}

/// What a column without a name is called.
pub fn nameless(column: usize) -> String {
    format!("kolonne {}", column + 1)
}

/// The column that `kolonne 13` means.
fn numbered(name: &str) -> Option<usize> {
    name.trim().strip_prefix("kolonne ")?.trim().parse::<usize>().ok()?.checked_sub(1)
}

/// What is wrong with a row: column (from 0) where it is one, found, expected.
pub struct Fault {
    column: Option<usize>,
    found: String,
    expected: String,
}

impl Fault {
    pub fn row(found: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault { column: None, found: found.into(), expected: expected.into() }
    }

    pub fn cell(column: usize, found: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault { column: Some(column), found: found.into(), expected: expected.into() }
    }

    pub fn at(self, line: usize) -> Refusal {
        let place = match self.column {
            Some(column) => format!("linje {line}, kolonne {}", column + 1),
            None => format!("linje {line}"),
        };
        Refusal::new(place, self.found, self.expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let rows = Rows::new(text, Some(b';'));
        let (mut reader, mut record, mut read) = (rows.reader(), Record::default(), Vec::new());
        while reader.next(&mut record) {
            read.push((rows.line(&record), (0..record.len()).map(|column| record.get(column).to_owned()).collect()));
        }
        read
    }

    #[test]
    fn lines_with_and_without_quotes_fall_into_the_same_fields() {
        let expected = vec![(1, vec!["a".to_owned(), "b c".to_owned(), String::new()]), (4, vec!["1".to_owned(), "2".to_owned()])];
        assert_eq!(rows("a; b c ;\r\n\r\n\n1;2"), expected);
        assert_eq!(rows("\"a\"; b c ;\r\n\r\n\n1;\"2\""), expected);
        assert_eq!(
            rows("x;\"en \"\"to\"\"\nlinjer\";y\nz\n"),
            [(1, vec!["x".to_owned(), "en \"to\"\nlinjer".to_owned(), "y".to_owned()]), (3, vec!["z".to_owned()])]
        );
        assert_eq!(rows("a\rb\r\nc").iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn column_names_are_found_below_a_title() {
        let rows = Rows::new("Budsjett 2016;;\n\n;;\nkonto;;kr\n1;2;3\n", None);
        let (header, _) = Header::find(&rows, &["konto", "kr"]).unwrap();
        assert_eq!((header.line, header.names.as_slice()), (4, ["konto".to_owned(), "kolonne 2".to_owned(), "kr".to_owned()].as_slice()));
        assert_eq!((header.columns("kolonne 2"), header.columns("kolonne 3"), header.columns("kolonne 9")), (vec![1], vec![2], vec![]));
    }

    proptest! {
        /// Cut in place or through the parser of quotes: the same rows as the `csv` crate gives.
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab;\" æ\r\n]{0,40}") {
            let mut csv = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                csv.records().map(|record| record.unwrap().iter().map(|field| field.trim().to_owned()).collect()).collect();
            let found: Vec<Vec<String>> = rows(&text).into_iter().map(|row| row.1).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
