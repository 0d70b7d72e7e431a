//! A plain table that a person has made: delimited text, or a sheet of a workbook as such, with a line of column names.
//!
//! ```text
//! kommunenr;enhetsnivaa;enhet;maal;periodetype;periode;verdi
//! 3412;kommune;3412;sykefravaer_prosent;aar;2024;7,4
//! ```
//!
//! Nothing in the bytes tells whose table it is, so it is never recognised: it is imported for the dataset that is named. Here every
//! column is a dimension and every row one cell with the value 1, which is what a list says. Where the dataset's pipeline names columns
//! with figures (`verdi`), [`with_figures`] makes those the cells.

use std::borrow::Cow;

use super::text::{separator, shown, split};
use super::{Cells, Dimension, DimensionBuilder, Format, Keys, Places, Reading, Refusal, Syntax, decode, parse_number};
use crate::cell::{Cell, Status};

pub const FORMAT: Format =
    Format { id: "tabell", name: "tabell med kolonnenavn (tekst med skilletegn)", syntax: Syntax::Delimited, sniff: |_| false, read };

/// The dimension that tells which of several columns a figure stood in.
pub const FIGURE_COLUMN: &str = "verdikolonne";

/// The lines of a table, every field trimmed. Its columns have names that differ, and every row has a field for each.
#[derive(Debug)]
pub struct Table {
    /// Whether the first line names the separator (`sep=;`).
    pub names_separator: bool,
    /// The line of the header, counted from 1.
    pub header_line: u32,
    pub columns: Vec<String>,
    /// Where each column stands in the file, counted from 1.
    pub numbers: Vec<u32>,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    /// Counted from 1.
    pub line: u32,
    pub fields: Vec<String>,
}

impl Table {
    /// Reads `;`, tab or comma between fields, in any encoding that [`decode`] knows. The header is the line among the first that has
    /// the most of the `wanted` columns, so that titles may stand above it; where none has one, the first that is not empty. A column
    /// without a name and without a field is no part of the table.
    ///
    /// # Errors
    ///
    /// No header or no rows, a column without a name of its own, an empty line between rows, a row of another width, an open quote.
    pub fn parse(bytes: &[u8], wanted: &[String]) -> Result<Table, Refusal> {
        let text = decode(bytes)?;
        let mut lines = text.lines().peekable();
        let stated = lines.peek().and_then(|(_, line)| line.strip_prefix("sep=")).and_then(|rest| rest.chars().next());
        if stated.is_some() {
            lines.next();
        }
        let empty = || Refusal::whole("en tom fil", "en linje med kolonnenavn og minst én rad");
        let (header_line, header) = header(lines.clone(), stated, wanted).ok_or_else(empty)?;
        let separator = stated.or_else(|| separator(header)).unwrap_or(';');
        let mut fields = Vec::new();
        let names = trimmed(header, header_line, separator, &mut fields)?;
        for (at, name) in names.iter().enumerate() {
            if !name.is_empty() && names[..at].contains(name) {
                let place = format!("linje {header_line}, kolonne {}", at + 1);
                return Err(Refusal::new(place, format!("kolonnen {} for andre gang", shown(name)), "ulike kolonnenavn"));
            }
        }
        let mut rows = Vec::new();
        let mut blank = None;
        for (line, content) in lines.skip_while(|(line, _)| *line <= header_line) {
            let row = trimmed(content, line, separator, &mut fields)?;
            if row.iter().all(String::is_empty) {
                blank = blank.or(Some(line));
                continue;
            }
            if let Some(blank) = blank {
                return Err(Refusal::new(format!("linje {blank}"), "en tom linje", "en rad; tomme linjer står bare sist i filen"));
            }
            if row.len() != names.len() {
                let expected = format!("{} felter, som i linjen med kolonnenavn", names.len());
                return Err(Refusal::new(format!("linje {line}"), format!("{} felter", row.len()), expected));
            }
            rows.push(Row { line, fields: row });
        }
        if rows.is_empty() {
            return Err(Refusal::whole("kolonnenavn uten rader", "minst én rad"));
        }
        let mut table = Table { names_separator: stated.is_some(), header_line, columns: names, numbers: Vec::new(), rows };
        table.leave_out_what_is_beside()?;
        Ok(table)
    }

    /// Takes away the columns without a name, which must be empty.
    fn leave_out_what_is_beside(&mut self) -> Result<(), Refusal> {
        let is_part: Vec<bool> = self.columns.iter().map(|name| !name.is_empty()).collect();
        if is_part.iter().all(|part| *part) {
            self.numbers = (1..).take(self.columns.len()).collect();
            return Ok(());
        }
        for row in &self.rows {
            if let Some(column) = (0..is_part.len()).find(|&column| !is_part[column] && !row.fields[column].is_empty()) {
                let place = format!("linje {}, kolonne {}", self.header_line, column + 1);
                let found = format!("et tomt kolonnenavn over {}", shown(&row.fields[column]));
                return Err(Refusal::new(place, found, "et navn på hver kolonne, og ingenting utenfor tabellen"));
            }
        }
        let kept = |fields: &mut Vec<String>| {
            let mut parts = is_part.iter();
            fields.retain(|_| parts.next().copied().unwrap_or_default());
        };
        self.numbers = (1..).zip(&is_part).filter(|(_, part)| **part).map(|(number, _)| number).collect();
        kept(&mut self.columns);
        self.rows.iter_mut().for_each(|row| kept(&mut row.fields));
        Ok(())
    }

    /// Where the field of a row stands, as a person would look for it.
    pub fn place(&self, row: &Row, column: usize) -> String {
        let number = self.numbers.get(column).copied().unwrap_or_default();
        place(row.line, number, self.columns.get(column).map_or("", String::as_str))
    }
}

/// The first lines among which the header is looked for.
const LINES_TO_THE_HEADER: usize = 50;

/// The line of column names.
fn header<'a>(
    lines: impl Iterator<Item = (u32, &'a str)>,
    stated: Option<char>,
    wanted: &[String],
) -> Option<(u32, &'a str)> {
    let named = |line: &str| {
        let mut fields = Vec::new();
        let separator = stated.or_else(|| separator(line)).unwrap_or(';');
        match split(line, separator, &mut fields) {
            Ok(()) => wanted.iter().filter(|name| fields.iter().any(|field| field.trim() == name.as_str())).count(),
            Err(_) => 0,
        }
    };
    let is_empty = |line: &str| line.chars().all(|sign| sign.is_whitespace() || matches!(sign, ';' | ',' | '\t'));
    let first = lines.filter(|(_, line)| !is_empty(line)).take(LINES_TO_THE_HEADER).map(|(number, line)| (named(line), (number, line)));
    // Of equals, the first.
    first.reduce(|best, line| if line.0 > best.0 { line } else { best }).map(|(_, line)| line)
}

fn place(line: u32, column: u32, name: &str) -> String {
    format!("linje {line}, kolonne {column} ({name})")
}

fn trimmed<'a>(content: &'a str, line: u32, separator: char, fields: &mut Vec<Cow<'a, str>>) -> Result<Vec<String>, Refusal> {
    split(content, separator, fields).map_err(|field| {
        let expected = "et anførselstegn i hver ende av feltet, og hele feltet på én linje";
        Refusal::new(format!("linje {line}, kolonne {field}"), "et anførselstegn som ikke lukkes", expected)
    })?;
    Ok(fields.drain(..).map(|field| field.trim().to_owned()).collect())
}

/// What a person writes in a cell for a figure: a number, nothing, `.` (not applicable), `:` or `*` (masked by its publisher), or `<6`
/// (suppressed by the municipality itself, being about few persons).
pub fn figure(text: &str) -> Option<Cell<'_>> {
    let few = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    Some(match text {
        "" => Cell::without(Status::Mangler, None),
        "." => Cell::without(Status::IkkeAktuelt, Some(text)),
        ":" | "*" => Cell::without(Status::Skjermet, Some(text)),
        _ if text.strip_prefix('<').is_some_and(few) => Cell::without(Status::Undertrykt, Some(text)),
        _ => Cell::number(parse_number(text)?),
    })
}

/// The refusal of a text that is no figure.
pub fn not_a_figure(place: String, text: &str) -> Refusal {
    Refusal::new(place, shown(text), "et tall (7,4 eller 1 200), tomt felt, «.», «:», «*» eller «<6»")
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    // What is read here has been projected: its header is its first line.
    let table = Table::parse(bytes, &[])?;
    let mut dimensions: Vec<DimensionBuilder> = table.columns.iter().map(|_| DimensionBuilder::default()).collect();
    let mut cells = Cells::with_capacity(table.rows.len());
    for row in &table.rows {
        for (dimension, field) in dimensions.iter_mut().zip(&row.fields) {
            dimension.push(field, None);
        }
        // A plain number has no symbol that there could be too many of.
        let _ = cells.push(Cell::number(1.0));
    }
    let dimensions = dimensions.into_iter().zip(&table.columns).map(|(dimension, name)| dimension.finish(name.clone(), None)).collect();
    let places = Places::Lines(table.rows.iter().map(|row| row.line).collect());
    Ok(Reading { title: None, updated: None, dimensions, cells, places })
}

/// The reading of a table with the figures of `columns` as its cells, those of a row side by side. Where there are several, the
/// dimension [`FIGURE_COLUMN`] tells which of them a figure stood in.
///
/// # Errors
///
/// A column that the table lacks, and a text that is no figure.
pub fn with_figures(reading: Reading, columns: &[String]) -> Result<Reading, Refusal> {
    let Places::Lines(lines) = reading.places else { return Err(Refusal::whole("noe annet enn en tabell", FORMAT.name)) };
    let mut figures: Vec<(u32, &Dimension)> = Vec::new();
    for name in columns {
        let found = reading.dimensions.iter().zip(1..).find(|(dimension, _)| dimension.code == *name);
        let (dimension, column) = found.ok_or_else(|| Refusal::whole(format!("ingen kolonne «{name}»"), "en kolonne med tallene"))?;
        figures.push((column, dimension));
    }
    let mut cells = Cells::with_capacity(lines.len() * columns.len());
    let mut which = DimensionBuilder::default();
    for (row, line) in lines.iter().enumerate() {
        for (column, dimension) in &figures {
            let text = dimension.category(row).code.as_str();
            let place = || place(*line, *column, &dimension.code);
            let cell = figure(text).ok_or_else(|| not_a_figure(place(), text))?;
            if !cells.push(cell) {
                return Err(Refusal::new(place(), "for mange ulike tegn", "tall"));
            }
            which.push(&dimension.code, None);
        }
    }
    let places = Places::Columns { lines, columns: figures.iter().map(|(column, _)| *column).collect() };
    let width = columns.len();
    let mut dimensions: Vec<Dimension> = Vec::with_capacity(reading.dimensions.len());
    for dimension in reading.dimensions.into_iter().filter(|dimension| !columns.contains(&dimension.code)) {
        let keys = match dimension.keys {
            Keys::Listed(keys) => keys.iter().flat_map(|&key| std::iter::repeat_n(key, width)).collect(),
            Keys::Cycled { .. } => return Err(Refusal::whole("noe annet enn en tabell", FORMAT.name)),
        };
        dimensions.push(Dimension { keys: Keys::Listed(keys), ..dimension });
    }
    if width > 1 {
        dimensions.push(which.finish(FIGURE_COLUMN, None));
    }
    Ok(Reading { title: None, updated: None, dimensions, cells, places })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const FILE: &str = "kommunenr;maal;nasjonal;absolutt\n3412;\"a;b\";12,5;1 200\n3118;c;<6;.\n3118;d;*;\n";

    fn refused(text: &str) -> Refusal {
        Table::parse(text.as_bytes(), &[]).map(|_| ()).unwrap_err()
    }

    #[test]
    fn a_list_has_a_cell_of_one_a_row() {
        let reading = read(FILE.as_bytes()).unwrap();
        assert_eq!((reading.len(), reading.dimensions.len()), (3, 4));
        assert_eq!(reading.dimension("maal").unwrap().category(0).code, "a;b");
        assert_eq!((reading.cells.get(2).value(), reading.places.describe(2)), (Some(1.0), "linje 4".to_owned()));
    }

    #[test]
    fn figures_of_several_columns_stand_side_by_side() {
        let columns = ["nasjonal", "absolutt"].map(str::to_owned);
        for bytes in [
            FILE.as_bytes().to_vec(),
            testing::utf16(&format!("\u{feff}{}", FILE.replace('\n', "\r\n"))),
            FILE.replace("\"a;b\"", "a").replace(';', "\t").into_bytes(),
            format!("{}\n;;;\n", FILE.trim_end()).into_bytes(),
        ] {
            let reading = with_figures(read(&bytes).unwrap(), &columns).unwrap();
            let cells: Vec<_> = (0..reading.len()).map(|at| (reading.cells.get(at).value(), reading.cells.get(at).status())).collect();
            let without = |status| (None, status);
            assert_eq!(cells[..2], [(Some(12.5), Status::Ok), (Some(1200.0), Status::Ok)]);
            assert_eq!(cells[2..4], [without(Status::Undertrykt), without(Status::IkkeAktuelt)]);
            assert_eq!(cells[4..], [without(Status::Skjermet), without(Status::Mangler)]);
            assert_eq!(reading.dimension(FIGURE_COLUMN).unwrap().category(3).code, "absolutt");
            assert_eq!(reading.dimension("kommunenr").unwrap().category(3).code, "3118");
            assert_eq!(reading.places.describe(3), "linje 3, kolonne 4");
            assert_eq!(reading.dimensions.len(), 3);
        }
        let refusal = with_figures(read(FILE.replace("12,5", "12,5 %").as_bytes()).unwrap(), &columns).unwrap_err();
        assert_eq!((refusal.place.as_str(), refusal.found.as_str()), ("linje 2, kolonne 3 (nasjonal)", "«12,5 %»"));
        assert!(with_figures(read(FILE.as_bytes()).unwrap(), &["vekt".to_owned()]).unwrap_err().found.contains("«vekt»"));
    }

    #[test]
    fn refuses_what_is_no_table() {
        assert!(refused("").found.contains("tom fil"));
        assert!(refused("\n\n").found.contains("tom fil"));
        assert!(refused("a;b\n").found.contains("uten rader"));
        assert!(refused("sep=;\na;b\n").found.contains("uten rader"));
        assert_eq!(refused("a;b;a\n1;2;3\n").place, "linje 1, kolonne 3");
        let nameless = refused("a;;b\n1;2;3\n");
        assert_eq!((nameless.place.as_str(), nameless.found.as_str()), ("linje 1, kolonne 2", "et tomt kolonnenavn over «2»"));
        assert_eq!(refused("sep=;\na;b\n1;2\n3\n").place, "linje 4");
        assert_eq!(refused("a;b\n1;2\n\n3;4\n").place, "linje 3");
        assert!(refused("a;b\n1;\"2\n").found.contains("anførselstegn"));
    }

    #[test]
    fn titles_above_and_empty_columns_beside_are_no_part_of_the_table() {
        let text = "Skolene i kommunen;;;\n;;;\n;orgnr;navn;\n;1;A;\n;2;B;\n;;;\n";
        let table = Table::parse(text.as_bytes(), &["orgnr".to_owned(), "areal".to_owned()]).unwrap();
        assert_eq!((table.header_line, &table.columns[..], &table.numbers[..]), (3, &["orgnr".into(), "navn".into()][..], &[2, 3][..]));
        assert_eq!((table.rows[1].line, &table.rows[1].fields[..]), (5, &["2".to_owned(), "B".to_owned()][..]));
        assert_eq!(table.place(&table.rows[1], 1), "linje 5, kolonne 3 (navn)");
        let unnamed = Table::parse("\n\na;b\n1;2\n".as_bytes(), &[]).unwrap();
        assert_eq!((unnamed.header_line, unnamed.rows[0].line), (3, 4));
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(bytes in testing::damaged(FILE.into())) {
            testing::survives(&FORMAT, &bytes);
            if let Ok(reading) = read(&bytes) {
                let _ = with_figures(reading, &["nasjonal".to_owned(), "absolutt".to_owned()]);
            }
        }
    }
}
