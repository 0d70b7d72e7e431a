//! Lines of text with a separator: one walk over the bytes, keeping count of line, column and quotes.

use super::Finding;
use super::digits::{end_of_digits, identity_number_at, is_identity_number, is_unmasked, six_and_five, with_zero};
use crate::read::Refusal;

/// Looks at every cell of a text whose separator, first cell and first line are given (as [`separator`] finds them). The numbers of the
/// columns that are dropped come back, counted from 0.
pub(super) fn inspect(text: &str, (separator, start, first_line): (u8, usize, u32), skip: &[String]) -> Result<Vec<usize>, Refusal> {
    let bytes = text.as_bytes();
    let header = Header::read(&text[start..], separator, skip);
    let mut columns = Columns::default();

    let (mut line, mut column, mut cell_start, mut quoted) = (first_line, 0usize, start, false);
    // A quote that is left open in a dropped column must not hide the lines after it: what is dropped ends with its line.
    let mut dropped = header.dropped(0, start);
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' if quoted => {
                if bytes.get(at + 1) == Some(&b'"') {
                    at += 1;
                } else {
                    quoted = false;
                }
            }
            b'"' if at == cell_start => {
                quoted = true;
                // What the cell holds starts inside the quotes.
                cell_start = at + 1;
            }
            b'\n' | b'\r' => {
                if byte == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    line += 1;
                }
                if !quoted {
                    (column, cell_start) = (0, at + 1);
                    dropped = header.dropped(0, at + 1 - start);
                } else {
                    dropped = false;
                }
            }
            _ if byte == separator && !quoted => {
                column += 1;
                (cell_start, dropped) = (at + 1, header.dropped(column, at + 1 - start));
            }
            b'0'..=b'9' => {
                let end = end_of_digits(bytes, at);
                let found = identity_number_at(text, at, end);
                if dropped && !header.person(column) {
                    // A number by itself may be an account's, or a code with an amount after it. In a sentence it is somebody's.
                    if found && has_letters(cell(text, cell_start, at, separator)) {
                        return Err(Finding::IdentityNumber.refusal(header.place(line, column)));
                    }
                    let split = six_and_five(text, at, end);
                    if end - at == 11 || split {
                        columns.note_dropped(column, line, split, found);
                    }
                } else if found {
                    return Err(header.refusal(line, column));
                } else {
                    let of_ten = end - at == 10 && cell_is(bytes, cell_start, at, end, separator);
                    let passes = of_ten && is_identity_number(&with_zero(&bytes[at..end]));
                    if passes && header.person(column) {
                        return Err(header.refusal(line, column));
                    }
                    let is_other = || header.amounts(column) || is_number(cell(text, cell_start, at, separator), end - at);
                    columns.note(column, line, of_ten, passes, is_other);
                }
                at = end;
                continue;
            }
            b'*' if !dropped && at > cell_start && is_unmasked(cell(text, cell_start, at, separator)) => {
                return Err(Finding::Unmasked.refusal(format!("linje {line}, kolonne {}", column + 1)));
            }
            _ => {}
        }
        at += 1;
    }
    match columns.of_persons() {
        Some((line, column)) => Err(header.refusal(line, column)),
        None => Ok((0..header.dropped.len()).filter(|&column| header.dropped[column]).collect()),
    }
}

/// Whether a cell is a number, and not just one of ten or eleven digits: such a column holds amounts.
fn is_number(cell: &str, run: usize) -> bool {
    let cell = cell.trim();
    !(matches!(run, 10 | 11) && cell.len() == run)
        && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.' | '-' | '+' | '\u{2212}' | '(' | ')'))
}

/// What the numbers of each column look like.
///
/// A spreadsheet leaves ten digits of a number that begins with zero. Ten digits are also an amount, an invoice or a telephone number, and
/// one in three hundred of those would be a false alarm. They count where the column calls itself one of identity numbers, or where every
/// number of the column has ten or eleven digits and at least half of those with ten pass.
#[derive(Default)]
struct Columns(Vec<Ten>);

#[derive(Default, Clone)]
struct Ten {
    /// Whether the column has other numbers too.
    others: bool,
    seen: u32,
    passing: u32,
    first_line: u32,
    /// Of a column that is dropped: its numbers of eleven digits, those that pass, and whether one that passes is six digits and five.
    eleven: u32,
    eleven_passing: u32,
    split_passing: bool,
}

/// From so many numbers on, a column of which more than half pass holds persons: of account numbers, one in forty does.
const ENOUGH_TO_TELL: u32 = 20;

impl Columns {
    fn note(&mut self, column: usize, line: u32, of_ten: bool, passes: bool, is_other: impl FnOnce() -> bool) {
        if self.0.len() <= column {
            self.0.resize(column + 1, Ten::default());
        }
        let ten = &mut self.0[column];
        if ten.others {
            return;
        }
        ten.others = is_other();
        if of_ten && !ten.others {
            ten.seen += 1;
            if passes {
                ten.passing += 1;
                ten.first_line = if ten.passing == 1 { line } else { ten.first_line };
            }
        }
    }

    /// Notes a number of eleven digits in a column that is dropped.
    fn note_dropped(&mut self, column: usize, line: u32, split: bool, passes: bool) {
        if self.0.len() <= column {
            self.0.resize(column + 1, Ten::default());
        }
        let numbers = &mut self.0[column];
        numbers.eleven += 1;
        numbers.eleven_passing += u32::from(passes);
        numbers.split_passing |= split && passes;
        if passes && numbers.eleven_passing == 1 {
            numbers.first_line = line;
        }
    }

    /// The line and column of the first number of a column that holds persons: numbers that a spreadsheet took the zero from, or so many of
    /// a column that is dropped, or as six digits and five, that they are no accounts.
    fn of_persons(&self) -> Option<(u32, usize)> {
        let eaten = |ten: &Ten| !ten.others && ten.passing > 0 && 2 * ten.passing >= ten.seen;
        let enough = |ten: &Ten| ten.eleven >= ENOUGH_TO_TELL || ten.split_passing;
        let persons = |ten: &Ten| enough(ten) && 2 * ten.eleven_passing > ten.eleven;
        let column = self.0.iter().position(|ten| eaten(ten) || persons(ten))?;
        Some((self.0[column].first_line, column))
    }
}

/// Whether a cell has words, and not just a number.
pub(super) fn has_letters(cell: &str) -> bool {
    cell.contains(char::is_alphabetic)
}

/// The cell that starts at `start` and holds the byte at `at`, to the next separator, quote or end of line.
fn cell(text: &str, start: usize, at: usize, separator: u8) -> &str {
    let end = text.as_bytes()[at..].iter().position(|&b| b == separator || matches!(b, b'"' | b'\n' | b'\r'));
    // Every end that is looked for is an ASCII byte, so the cut falls between characters.
    text.get(start..end.map_or(text.len(), |end| at + end)).unwrap_or_default()
}

/// Whether the cell holds the digits `from..to` and otherwise only blanks.
fn cell_is(bytes: &[u8], cell_start: usize, from: usize, to: usize, separator: u8) -> bool {
    let blank = |b: &u8| matches!(b, b' ' | b'\t');
    let after = bytes[to..].iter().find(|b| !blank(b) || **b == separator);
    bytes[cell_start..from].iter().all(blank) && after.is_none_or(|&b| b == separator || matches!(b, b'"' | b'\n' | b'\r'))
}

/// The first lines that the separator is judged by.
const LINES_TO_JUDGE_BY: usize = 20;

/// The separator, where the cells begin, and the number of that line: from a `sep=` line, else the sign that most of the first lines
/// hold (a decimal comma is on most lines too, but a header has none).
pub(crate) fn separator(text: &str) -> (u8, usize, u32) {
    let first = text.lines().next().unwrap_or_default();
    if first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
        && let &[named] = &first.as_bytes()[4..]
        // A digit or a quote as separator would only hide what the cells hold.
        && (named == b'\t' || (named.is_ascii_punctuation() && !matches!(named, b'"' | b'*')))
    {
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        return (named, start, 2);
    }
    let candidates = [b'\t', b';', b','];
    let (mut lines, mut signs) = ([0u32; 3], [0u32; 3]);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_JUDGE_BY) {
        let mut seen = [0u32; 3];
        let mut quoted = false;
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            if let Some(which) = candidates.iter().position(|&c| c == byte && !quoted) {
                seen[which] += 1;
            }
        }
        for which in 0..3 {
            lines[which] += u32::from(seen[which] > 0);
            signs[which] += seen[which];
        }
    }
    // `max_by_key` keeps the last of equals: looked at backwards, a tab wins over a semicolon, and that over a comma.
    let best = (0..3).rev().max_by_key(|&which| (lines[which], signs[which])).unwrap_or(1);
    (candidates[best], 0, 1)
}

/// The first lines among which the header is looked for.
const LINES_TO_THE_HEADER: usize = 50;

/// As many columns as a spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// What the header says of the columns.
struct Header {
    names: Vec<String>,
    /// Which columns are dropped, by name or by number.
    dropped: Vec<bool>,
    /// Where the header begins: nothing above it is dropped.
    start: usize,
    /// Columns whose name says that they hold identity numbers.
    person: Vec<bool>,
}

impl Header {
    /// The header is the line that names the most of what is dropped, and the first where none does.
    fn read(text: &str, separator: u8, skip: &[String]) -> Header {
        // An identity number in the header itself is found like any other: only the names are read here.
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut header = Header { names: Vec::new(), dropped: Vec::new(), start: 0, person: Vec::new() };
        let mut most = 0;
        for number in 0..LINES_TO_THE_HEADER {
            let start = reader.position().byte() as usize;
            // `text` is valid UTF-8, and reading from a slice cannot fail; without a header nothing is dropped.
            if !reader.read_record(&mut record).unwrap_or_default() {
                break;
            }
            let dropped: Vec<bool> = record.iter().map(|name| skip.iter().any(|skipped| skipped.trim() == name.trim())).collect();
            let named = dropped.iter().filter(|dropped| **dropped).count();
            if number == 0 || named > most {
                most = named;
                header.names = record.iter().map(|name| name.trim().to_owned()).collect();
                (header.dropped, header.start) = (dropped, if number == 0 { 0 } else { start });
            }
            for (column, _) in record.iter().enumerate().filter(|(_, name)| is_person_column(name)) {
                header.person.resize(header.person.len().max(column + 1), false);
                header.person[column] = true;
            }
        }
        // `kolonne 13` is a column without a name; no file has more columns than this.
        let numbers = skip.iter().filter_map(|skipped| skipped.trim().strip_prefix("kolonne ")?.trim().parse::<usize>().ok());
        for number in numbers.filter(|number| (1..=MOST_COLUMNS).contains(number)) {
            if header.names.get(number - 1).is_none_or(String::is_empty) {
                header.dropped.resize(header.dropped.len().max(number), false);
                header.dropped[number - 1] = true;
            }
        }
        header
    }

    /// Whether the cell at this byte of the column is dropped.
    fn dropped(&self, column: usize, at: usize) -> bool {
        at >= self.start && self.dropped.get(column).copied().unwrap_or_default()
    }

    /// Whether the column's name says that it holds amounts, which may well have ten digits.
    fn amounts(&self, column: usize) -> bool {
        let name = self.names.get(column).map(|name| name.to_lowercase()).unwrap_or_default();
        ["beløp", "beloep", "belop", "amount", "sum", "budsjett", "regnskap", "saldo", "verdi"].iter().any(|part| name.contains(part))
            || name.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "kr" | "kroner" | "nok"))
    }

    fn person(&self, column: usize) -> bool {
        self.person.get(column).copied().unwrap_or_default()
    }

    fn place(&self, line: u32, column: usize) -> String {
        format!("linje {line}, kolonne {}", column + 1)
    }

    fn refusal(&self, line: u32, column: usize) -> Refusal {
        let place = self.place(line, column);
        let is_dropped = self.dropped.get(column).copied().unwrap_or_default();
        match self.names.get(column).filter(|name| is_column_of_numbers(name) && !self.person(column) && !is_dropped) {
            Some(name) => Finding::IdentityNumber.refusal_of_numbers(place, name),
            None => Finding::IdentityNumber.refusal(place),
        }
    }
}

/// Whether a column's name says that it holds the numbers of accounts, payments or vouchers. Such a name has no digits to give away.
fn is_column_of_numbers(name: &str) -> bool {
    let lower = name.to_lowercase();
    !name.contains(|c: char| c.is_ascii_digit())
        && ["konto", "kid", "bilag", "faktura", "voucher", "betaling", "referanse", "ordre"].iter().any(|part| lower.contains(part))
}

/// Whether a column's name says that it holds identity numbers: `fødselsnr`, `fnr`, `personnr`, `ident` and the like.
fn is_person_column(name: &str) -> bool {
    let name: String = name.to_lowercase().replace('ø', "oe").chars().filter(|c| c.is_alphanumeric()).collect();
    ["foedselsn", "fodselsn", "personn", "dnummer", "nationalid", "elevid"].iter().any(|part| name.contains(part))
        || ["fnr", "dnr", "ident", "pnr"].contains(&name.as_str())
        || ["fnr", "ident"].iter().any(|end| name.ends_with(end))
}
