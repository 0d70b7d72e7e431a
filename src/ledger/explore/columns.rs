//! What the cells of each column look like, from the first rows of a file that nobody has described.

use std::collections::BTreeMap;

use super::super::amount::{looks_like_amount, parse_oere};
use super::super::person::names_a_person;
use super::super::rows::{Header, ROWS_ABOVE, Record, Rows, nameless};
use super::names::{Said, Words, said};
use crate::read::Refusal;

/// The rows that columns are judged by; the proposal is then tried on all of them.
const ROWS_TO_JUDGE_BY: usize = 200_000;

/// More distinct values than any chart of accounts or list of services has.
const VALUES_REMEMBERED: usize = 20_000;

/// What stands in one column.
#[derive(Debug)]
pub struct Column {
    pub at: usize,
    /// As the mapping names it.
    pub name: String,
    /// What its name says that it is.
    pub said: Option<Said>,
    /// Cells that are not empty.
    pub filled: usize,
    /// Cells that are no amounts: with the decimal sign that they show, with a comma, with a point.
    pub no_amounts: [usize; 3],
    /// Cells that are written as an amount and not as a code.
    pub printed: usize,
    /// How often each text stands there; complete unless `many`.
    pub values: BTreeMap<String, usize>,
    pub many: bool,
    /// Whether a cell names a person.
    pub person: bool,
    decimals: bool,
}

/// The decimal signs, in the order of [`Column::no_amounts`].
const SIGNS: [Option<char>; 3] = [None, Some(','), Some('.')];

impl Column {
    fn new(at: usize, header: &Header) -> Column {
        let name = header.names.get(at).cloned().unwrap_or_else(|| nameless(at));
        let twice = header.columns(&name).len() > 1;
        let said = said(&Words::new(&name)).filter(|_| at < header.names.len());
        Column {
            at,
            name: if twice { nameless(at) } else { name },
            said,
            filled: 0,
            no_amounts: [0; 3],
            printed: 0,
            values: BTreeMap::new(),
            many: false,
            person: false,
            decimals: false,
        }
    }

    fn look(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        if let Some(count) = self.values.get_mut(text) {
            *count += 1;
        } else if self.values.len() < VALUES_REMEMBERED {
            self.values.insert(text.to_owned(), 1);
            self.person |= names_a_person(text);
        } else {
            self.many = true;
        }
        for (count, sign) in self.no_amounts.iter_mut().zip(SIGNS) {
            *count += usize::from(parse_oere(text, sign).is_err());
        }
        self.printed += usize::from(looks_like_amount(text));
        self.decimals |= text.contains([',', '.']);
    }

    /// The decimal sign that makes amounts of all cells but a few (sums in words, notes), as `Some(sign)`; none when there is no such sign.
    pub fn amounts(&self) -> Option<Option<char>> {
        let most = self.filled / 50;
        let least = self.no_amounts.iter().min().copied()?;
        let sign = SIGNS.iter().zip(self.no_amounts).find(|(_, wrong)| *wrong == least).map(|(sign, _)| *sign)?;
        (self.filled > 0 && least <= most).then_some(sign)
    }

    pub fn has_decimals(&self) -> bool {
        self.decimals
    }

    /// Codes with how often they stand there: what a cell begins with, without the text beside it.
    pub fn codes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.values.iter().map(|(text, count)| (super::super::project::code_of(text).0, *count))
    }

    /// The share of cells whose code is this.
    pub fn share(&self, is: impl Fn(&str) -> bool) -> f64 {
        let (mut yes, mut all) = (0, 0);
        for (code, count) in self.codes() {
            all += count;
            yes += if is(code) { count } else { 0 };
        }
        if all == 0 { 0.0 } else { yes as f64 / all as f64 }
    }
}

/// What is known of the file before anything is proposed.
#[derive(Debug)]
pub struct Looked {
    pub header: Header,
    pub columns: Vec<Column>,
    /// What stands above the column names, as words.
    pub title: String,
}

/// The row of column names: the one whose names say most. A row of data has none, so nothing of it is ever shown as a name.
pub fn find_header(rows: &Rows<'_>) -> Result<(Header, String), Refusal> {
    let (mut reader, mut record) = (rows.reader(), Record::default());
    let (mut best, mut above): (Option<(usize, Header, String)>, String) = (None, String::new());
    for _ in 0..ROWS_ABOVE {
        if !reader.next(&mut record) {
            break;
        }
        let known = (0..record.len()).filter(|column| {
            let words = Words::new(record.get(*column));
            said(&words).is_some() && record.get(*column).chars().count() < 60
        });
        let known = known.count();
        if known >= 2 && best.as_ref().is_none_or(|(most, ..)| known > *most) {
            best = Some((known, Header::new(&record, rows.line(&record)), above.clone()));
        }
        for column in 0..record.len() {
            above.push_str(record.get(column));
            above.push(' ');
        }
    }
    best.map(|(_, header, above)| (header, above)).ok_or_else(|| {
        Refusal::whole(
            format!("ingen rad med kolonnenavn blant de {ROWS_ABOVE} første"),
            "en rad med navn som konto (eller art), tjeneste (eller funksjon) og beløp, regnskap, budsjett eller et årstall",
        )
    })
}

/// Looks at the cells.
pub fn look(rows: &Rows<'_>, header: Header, title: String) -> Looked {
    let mut columns: Vec<Column> = (0..header.names.len()).map(|at| Column::new(at, &header)).collect();
    let (mut reader, mut record, mut below, mut count) = (rows.reader(), Record::default(), false, 0);
    while count < ROWS_TO_JUDGE_BY && reader.next(&mut record) {
        if !below {
            below = rows.line(&record) >= header.line;
            continue;
        }
        count += 1;
        for at in columns.len()..record.len() {
            columns.push(Column::new(at, &header));
        }
        for column in &mut columns {
            column.look(record.get(column.at));
        }
    }
    columns.retain(|column| column.at < header.names.len() || column.filled > 0);
    Looked { header, columns, title }
}
