//! `import --explore`: a mapping proposed for a file that nobody has described, with its reasons.
//!
//! ```text
//!  names    what each column's name says        (names.rs)
//!  columns  what each column's cells look like  (columns.rs)
//!     └─► roles ─► draft ─► the projection itself tries it on the whole file ─► draft with proposed arts
//! ```
//!
//! Only the projection reads rows as amounts of accounts: what is shown is what `import` would do. The guard has passed the file before
//! it comes here, and of cells nothing is shown but codes, texts of accounts and sums.

mod columns;
mod draft;
mod names;
mod roles;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::columns::find_header;
use self::columns::look;
pub use self::draft::{Amount, Draft};
use self::names::{Said, Words, said};
pub use self::roles::Role;
use super::mapping::Edition;
use super::opened::Opened;
use super::project::{Evaluation, Projection, UNKNOWN_ART, evaluate};
use super::rows::{Record, nameless};
use crate::error::Error;
use crate::read::Refusal;

/// What whoever asks knows already.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The file's name, which often says the year and the version.
    pub file: String,
    pub municipality: Option<String>,
    pub year: Option<u16>,
    pub edition: Option<Edition>,
}

/// A proposal, with its reasons and what it gives.
#[derive(Debug)]
pub struct Exploration {
    /// None in a workbook.
    pub separator: Option<char>,
    pub sheet: Option<String>,
    pub header_line: usize,
    /// Each column of the file: its name, what it is used as, and why.
    pub roles: Vec<Role>,
    /// What was decided otherwise, and why.
    pub reasons: Vec<String>,
    /// What has to be filled in or decided before `import` takes the file.
    pub open: Vec<String>,
    pub draft: Draft,
    /// What the proposal makes of the file; why it is refused, where it is.
    pub outcome: Result<Projection, Refusal>,
    /// Accounts that are no KOSTRA arts, before the proposal gave them one.
    pub local_accounts: Vec<LocalAccount>,
}

/// An account that is no KOSTRA art.
#[derive(Debug, Clone)]
pub struct LocalAccount {
    pub digits: String,
    pub accounts: String,
    pub amounts: String,
    pub proposal: Option<String>,
}

/// Proposes a mapping for the rows of a file that has passed the guard. `arts` are KOSTRA's.
pub fn explore(opened: &Opened<'_>, known: &Known, arts: &BTreeSet<String>) -> Result<Exploration, Error> {
    let refuse =
        |refusal| Error::Refused { dataset: "import --explore".to_owned(), file: known.file.clone(), refusal: opened.refusal(refusal) };
    let rows = opened.rows();
    let (header, title) = find_header(&rows).map_err(refuse)?;
    let looked = look(&rows, header, title);
    let mut proposal = roles::propose(&looked, &rows, known, arts).map_err(refuse)?;
    proposal.draft.sheet = opened.sheet().map(str::to_owned);
    proposal.draft.separator = Some(rows.separator).filter(|_| opened.sheet().is_none());
    let municipality = proposal.draft.municipality.clone().unwrap_or_else(|| "0000".to_owned());

    let mut mapping = proposal.draft.on_trial()?;
    let mut outcome = evaluate(&rows, &mapping, &municipality, arts);
    let mut local_accounts = Vec::new();
    if let Ok(Evaluation { projection, .. }) = &outcome
        && !projection.without_art.is_empty()
    {
        for account in &projection.without_art {
            let (digits, called) = (account.digits.clone(), account.called());
            let known = LocalAccount { digits, accounts: called, amounts: account.amounts(), proposal: account.proposal(arts) };
            match &known.proposal {
                Some(art) => proposal.draft.arts.push((known.digits.clone(), art.clone(), known.accounts.clone())),
                None => proposal.open.push(format!(
                    "konto {} ({}) er ingen KOSTRA-art, og ingen har 0 sist: skriv `[[art]]` for den",
                    known.digits, known.accounts
                )),
            }
            local_accounts.push(known);
        }
        mapping = proposal.draft.on_trial()?;
        outcome = evaluate(&rows, &mapping, &municipality, arts);
    }
    if let Ok(evaluation) = &outcome {
        match signs(&evaluation.projection) {
            Signs::AsInKostra => {}
            Signs::Turned => {
                proposal.reasons.push("utgiftsartene summerer seg til minus og inntektsartene til pluss: alle fortegn snus".to_owned());
                proposal.draft.turned = true;
                mapping = proposal.draft.on_trial()?;
                outcome = evaluate(&rows, &mapping, &municipality, arts);
            }
            Signs::Missing => proposal.open.push(
                "inntektsartene (600–899) summerer seg til pluss, som utgiftene: beløpene mangler trolig fortegn. Eksporter dem med \
                 fortegn, eller kartlegg en kolonne som `inntekt_utgift`"
                    .to_owned(),
            ),
        }
    }
    if proposal.draft.has_stand_ins() {
        proposal
            .reasons
            .push("det som ikke er kjent av år og versjon, er under satt til noe tilfeldig, bare for å vise beløpene".to_owned());
    }
    let outcome = outcome.and_then(|evaluation| evaluation.accept(&mapping, arts)).map_err(|refusal| opened.refusal(refusal));
    Ok(Exploration {
        separator: Some(rows.separator as char).filter(|_| opened.sheet().is_none()),
        sheet: opened.sheet().map(str::to_owned),
        header_line: looked.header.line,
        roles: proposal.roles,
        reasons: proposal.reasons,
        open: proposal.open,
        draft: proposal.draft,
        outcome,
        local_accounts,
    })
}

/// The columns that every proposal drops by name and that hold numbers which look like identity numbers now and then: vouchers, bank
/// accounts and payments by their names, and what stands beyond the column names without a letter in it (a spreadsheet's remains).
pub fn number_columns(opened: &Opened<'_>) -> Vec<String> {
    let rows = opened.rows();
    let Ok((header, _)) = find_header(&rows) else { return Vec::new() };
    let (mut reader, mut record, mut beyond) = (rows.reader(), Record::default(), BTreeMap::new());
    while reader.next(&mut record) {
        for column in header.names.len()..record.len() {
            *beyond.entry(column).or_insert(true) &= !record.get(column).contains(char::is_alphabetic);
        }
    }
    let named = header.names.into_iter().filter(|name| said(&Words::new(name)) == Some(Said::Voucher));
    named.chain(beyond.into_iter().filter(|(_, numbers)| *numbers).map(|(column, _)| nameless(column))).collect()
}

/// What the arts say of the signs.
#[derive(Debug, PartialEq, Eq)]
enum Signs {
    /// Expenses are positive and incomes negative, or nothing can be said.
    AsInKostra,
    Turned,
    /// Incomes count as expenses.
    Missing,
}

fn signs(projection: &Projection) -> Signs {
    let lines = lines(projection);
    let sum = |income: bool| -> f64 {
        let of = |line: &&Line<'_>| matches!(line.art.as_bytes().first(), Some(b'6'..=b'8')) == income && line.art != UNKNOWN_ART;
        lines.iter().filter(of).filter_map(|line| line.kroner.parse::<f64>().ok()).sum()
    };
    match (sum(true), sum(false)) {
        (income, expense) if income > 0.0 && expense < 0.0 => Signs::Turned,
        (income, expense) if expense > 0.0 && income > expense / 100.0 => Signs::Missing,
        _ => Signs::AsInKostra,
    }
}

/// A canonical line.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub year: &'a str,
    pub edition: &'a str,
    pub class: &'a str,
    pub function: &'a str,
    pub service: &'a str,
    pub unit: &'a str,
    pub account: &'a str,
    pub art: &'a str,
    pub kroner: &'a str,
}

/// The lines as they would be archived.
pub fn lines(projection: &Projection) -> Vec<Line<'_>> {
    let text = std::str::from_utf8(&projection.canonical).unwrap_or_default();
    let line = |line| {
        let mut parts = str::split(line, ';').skip(1);
        let mut next = || parts.next();
        Some(Line {
            year: next()?,
            edition: next()?,
            class: next()?,
            function: next()?,
            service: next()?,
            unit: next()?,
            account: next()?,
            art: next()?,
            kroner: next()?,
        })
    };
    text.lines().skip(2).filter_map(line).collect()
}

/// Øre by (year, version, kontoklasse, function).
pub fn totals(projection: &Projection) -> BTreeMap<[&str; 4], i128> {
    let mut totals = BTreeMap::new();
    for line in lines(projection) {
        // The projection wrote the amounts itself, with two decimals.
        let oere: i128 = line.kroner.replace('.', "").parse().unwrap_or_default();
        *totals.entry([line.year, line.edition, line.class, line.function]).or_insert(0) += oere;
    }
    totals
}

#[cfg(test)]
mod tests;
