//! Where the mapping's columns stand in this file. Every column of the file is used, or left out by name.

use std::collections::BTreeSet;

use super::super::amount::{looks_like_amount, parse_oere};
use super::super::mapping::{AmountColumn, Mapping};
use super::super::rows::{Header, Record, Rows, nameless};
use crate::definition::nearest;
use crate::read::Refusal;

/// Which column is what.
pub struct Layout {
    pub account: Option<usize>,
    pub art: Option<usize>,
    pub service: usize,
    pub function: Option<usize>,
    pub unit: Option<usize>,
    pub account_text: Option<usize>,
    pub year: Option<usize>,
    pub edition: Option<usize>,
    pub direction: Option<usize>,
    pub amounts: Vec<(usize, AmountColumn)>,
    pub dropped: BTreeSet<String>,
}

impl Layout {
    pub fn new(header: &Header, mapping: &Mapping, rows: &Rows<'_>) -> Result<Layout, Refusal> {
        let place = format!("linje {}", header.line);
        let find = |name: &str| match header.columns(name)[..] {
            [column] => Ok(column),
            [] => {
                let near = nearest(name, header.names.iter().map(String::as_str));
                let near = near.map(|near| format!(" (nærmest er «{near}»)")).unwrap_or_default();
                Err(Refusal::new(place.clone(), format!("ingen kolonne «{name}»{near}"), "kolonnen som kartet nevner"))
            }
            [first, second, ..] => {
                let expected = format!("kolonnenavn som er ulike, eller «{}» eller «{}» i kartet", nameless(first), nameless(second));
                Err(Refusal::new(place.clone(), format!("kolonnen «{name}» to ganger"), expected))
            }
        };
        let columns = &mapping.columns;
        let optional = |name: &Option<String>| name.as_deref().map(find).transpose();
        let amounts = mapping.amounts().into_iter().map(|amount| Ok((find(&amount.column)?, amount)));
        let layout = Layout {
            account: optional(&columns.account)?,
            art: optional(&columns.art)?,
            service: find(&columns.service)?,
            function: optional(&columns.function)?,
            unit: optional(&columns.unit)?,
            account_text: optional(&columns.account_text)?,
            year: optional(&columns.year)?,
            edition: optional(&columns.edition)?,
            direction: optional(&columns.direction)?,
            amounts: amounts.collect::<Result<_, _>>()?,
            dropped: columns.dropped.iter().map(|name| name.trim().to_owned()).collect(),
        };
        layout.covers(header, rows)?;
        Ok(layout)
    }

    pub fn drops(&self, column: usize, header: &Header) -> bool {
        header.names.get(column).is_some_and(|name| self.dropped.contains(name)) || self.dropped.contains(&nameless(column))
    }

    fn covers(&self, header: &Header, rows: &Rows<'_>) -> Result<(), Refusal> {
        let used = |column: &usize| self.codes().any(|c| c == *column) || self.amounts.iter().any(|(c, _)| c == column);
        let unknown = (0..header.names.len()).filter(|column| !used(column) && !self.drops(*column, header));
        let said: Vec<String> = unknown
            .filter(|column| header.names[*column] != nameless(*column) || has_content(*column, header, rows))
            .map(|column| {
                let holds = if holds_amounts(column, header, rows) { "inneholder beløp og " } else { "" };
                format!("kolonnen «{}» {holds}er verken kartlagt eller utelatt", header.names[column])
            })
            .collect();
        match said.is_empty() {
            true => Ok(()),
            false => Err(Refusal::new(
                format!("linje {}", header.line),
                format!("at {}", said.join("; ")),
                "hver kolonne nevnt én gang: i `[kolonner]`, i `[[beloep]]` eller i `utelat`",
            )),
        }
    }

    /// The columns that are read and are no amounts.
    fn codes(&self) -> impl Iterator<Item = usize> {
        let optional = [self.account, self.art, self.function, self.unit, self.account_text, self.year, self.edition, self.direction];
        std::iter::once(self.service).chain(optional.into_iter().flatten())
    }
}

/// The first rows below the header that a column is judged by.
const ROWS_TO_JUDGE_BY: usize = 200;

fn cells<'a>(column: usize, header: &Header, rows: &Rows<'a>) -> impl Iterator<Item = String> {
    let (line, rows) = (header.line, *rows);
    let (mut reader, mut record, mut below) = (rows.reader(), Record::default(), false);
    let next = move || {
        while reader.next(&mut record) {
            if below {
                return Some(record.get(column).to_owned());
            }
            below = rows.line(&record) >= line;
        }
        None
    };
    std::iter::from_fn(next).take(ROWS_TO_JUDGE_BY).filter(|text| !text.is_empty())
}

/// A column that has neither a name nor anything in its first rows is only a separator at the end; what may come further down stops the
/// file at its row.
fn has_content(column: usize, header: &Header, rows: &Rows<'_>) -> bool {
    cells(column, header, rows).next().is_some()
}

/// Whether a column seems to hold amounts, judged by its name and its first cells.
fn holds_amounts(column: usize, header: &Header, rows: &Rows<'_>) -> bool {
    const NAMES: [&str; 9] = ["beløp", "beloep", "belop", "budsjett", "regnskap", "rekneskap", "saldo", "kroner", "sum"];
    let name = header.names[column].to_lowercase();
    let mut printed = NAMES.iter().any(|part| name.contains(part)) || matches!(name.parse(), Ok(1990..=2100));
    let mut seen = false;
    for text in cells(column, header, rows) {
        if !text.bytes().any(|b| b.is_ascii_digit() || b == b'-')
            || parse_oere(&text, Some(',')).is_err() && parse_oere(&text, Some('.')).is_err()
        {
            return false;
        }
        seen = true;
        printed |= looks_like_amount(&text);
    }
    seen && printed
}
