//! What became of a file: the canonical lines, what was left out, and what has no art; and whether that may be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::super::amount::{canonical_kroner, shown_kroner};
use super::super::mapping::{AmountColumn, Edition, Mapping};
use super::super::{CANONICAL_COLUMNS, CANONICAL_MARK};
use super::{Ledger, Service, UNKNOWN_ART};
use crate::read::Refusal;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// The canonical form; the same for the same content, whatever the order of the file's rows.
    pub canonical: Vec<u8>,
    /// The lines of it, without the two of its head.
    pub lines: usize,
    /// Rows under the header: kept, left out, totals and blanks.
    pub rows_read: usize,
    pub rows_kept: usize,
    /// Kept rows that were added to an earlier one with the same account, service and unit.
    pub duplicates: usize,
    /// Rows such as «Sum» and «Totalt».
    pub totals: usize,
    /// Rows without codes and amounts: headings and empty lines.
    pub blanks: usize,
    /// One per amount column.
    pub sums: Vec<Sum>,
    /// What was not kept, and how much it comes to.
    pub left_out: Vec<LeftOut>,
    /// Accounts that were kept without an art.
    pub without_art: Vec<WithoutArt>,
}

/// What an amount column comes to, in øre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub column: AmountColumn,
    /// All rows but the totals.
    pub all: i128,
    pub kept: i128,
}

/// Rows that were not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub reason: Reason,
    pub rows: usize,
    /// In øre, one per amount column.
    pub oere: Vec<i128>,
}

/// Why rows were not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The function is not among those that are kept.
    Function(String),
    /// The service points to no KOSTRA function.
    Service(String),
    /// The mapping leaves the kontoklasse out.
    Class(String),
    /// The mapping leaves the version out.
    Edition(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Function(function) => write!(f, "funksjon {function}"),
            Reason::Service(service) => write!(f, "tjeneste {service} uten KOSTRA-funksjon"),
            Reason::Class(class) => write!(f, "kontoklasse {class}"),
            Reason::Edition(edition) => write!(f, "versjon {edition}"),
        }
    }
}

/// The accounts with the same digits where the art should stand, which are no art of KOSTRA's and none of the mapping's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WithoutArt {
    pub digits: String,
    /// Number and text of each.
    pub accounts: BTreeSet<String>,
    /// Øre in each function, one per amount column.
    pub functions: BTreeMap<String, Vec<i128>>,
}

impl WithoutArt {
    /// KOSTRA's art with the last digit 0, if there is one: a proposal, and no more.
    pub fn proposal(&self, arts: &BTreeSet<String>) -> Option<String> {
        let proposed = format!("{}0", self.digits.get(..2)?);
        (self.digits.len() == 3 && arts.contains(&proposed)).then_some(proposed)
    }

    /// Some of the accounts, as a comment or a list shows them.
    pub fn called(&self) -> String {
        let more = if self.accounts.len() > 3 { " …" } else { "" };
        format!("{}{more}", self.accounts.iter().take(3).cloned().collect::<Vec<_>>().join(", "))
    }

    /// `funksjon 202: 20 000,00 kr; funksjon 213: 260 000,00 kr`.
    pub fn amounts(&self) -> String {
        let functions = self.functions.iter().map(|(function, oere)| format!("funksjon {function}: {}", shown_amounts(oere)));
        functions.collect::<Vec<_>>().join("; ")
    }
}

/// Amounts in øre, one per amount column.
pub fn shown_amounts(oere: &[i128]) -> String {
    oere.iter().map(|oere| shown_kroner(*oere)).collect::<Vec<_>>().join(" / ")
}

/// What a mapping makes of a file, whether or not it may be kept.
#[derive(Debug)]
pub struct Evaluation {
    pub projection: Projection,
    /// Σ|amount| of the lines that were kept, of those of them without an art, and of services without a function.
    magnitude: u128,
    without_art: u128,
    without_function: u128,
}

impl Evaluation {
    /// Refuses what has no rows, or too much without an art or a function.
    pub fn accept(self, mapping: &Mapping, arts: &BTreeSet<String>) -> Result<Projection, Refusal> {
        let projection = self.projection;
        let exceeds = |part: u128, whole: u128, limit: f64| part > 0 && 100.0 * part as f64 > limit * whole as f64;
        if (!projection.without_art.is_empty() && mapping.limits.without_art == 0.0)
            || exceeds(self.without_art, self.magnitude, mapping.limits.without_art)
        {
            return Err(refuse_without_art(&projection.without_art, arts));
        }
        if exceeds(self.without_function, self.magnitude + self.without_function, mapping.limits.without_function) {
            return Err(refuse_without_function(&projection.left_out, mapping.limits.without_function));
        }
        if projection.lines == 0 {
            let functions = mapping.service.functions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(Refusal::whole(
                format!("{} rader, men ingen å beholde", projection.rows_read),
                format!("rader i funksjonene {functions}"),
            ));
        }
        Ok(projection)
    }
}

/// The most accounts or services that one refusal lists.
const MOST_LISTED: usize = 20;

fn and_more(length: usize) -> String {
    if length > MOST_LISTED { format!("\n  og {} til", length - MOST_LISTED) } else { String::new() }
}

/// One refusal for all accounts that have no art, with a block that can be pasted into the mapping.
fn refuse_without_art(without_art: &[WithoutArt], arts: &BTreeSet<String>) -> Refusal {
    let (mut list, mut block) = (String::new(), String::new());
    for account in without_art.iter().take(MOST_LISTED) {
        list.push_str(&format!("\n  {} ({}): {}", account.digits, account.called(), account.amounts()));
        let (art, comment) = match account.proposal(arts) {
            Some(art) => (art, account.called()),
            None => (String::new(), format!("{}: ingen KOSTRA-art med 0 sist; velg selv", account.called())),
        };
        block.push_str(&format!("\n[[art]]\nkonto = \"{}\"\nart = \"{art}\" # {comment}\n", account.digits));
    }
    list.push_str(&and_more(without_art.len()));
    Refusal::whole(
        format!("{} kontoer som verken er KOSTRA-arter eller står i kartet:{list}\n", without_art.len()),
        format!("en art til hver av dem. Forslag etter siste siffer; vurder hvert før du limer det inn i kartet:\n{block}"),
    )
}

fn refuse_without_function(left_out: &[LeftOut], limit: f64) -> Refusal {
    let services: Vec<&LeftOut> = left_out.iter().filter(|left_out| matches!(left_out.reason, Reason::Service(_))).collect();
    let list: String =
        services.iter().take(MOST_LISTED).map(|service| format!("\n  {}: {}", service.reason, shown_amounts(&service.oere))).collect();
    let more = and_more(services.len());
    Refusal::whole(
        format!("{} tjenester som ikke peker på noen KOSTRA-funksjon:{list}{more}\n", services.len()),
        format!(
            "en `[[funksjon]]` med `tjeneste` og `funksjon` for hver av dem, eller høyst {limit} prosent av beløpene \
             (`uten_funksjon_prosent` i `[grenser]`)"
        ),
    )
}

impl Ledger<'_> {
    /// The canonical lines of what was summed, and the account of the rest.
    pub(super) fn finish(self, municipality: &str) -> Evaluation {
        let mut without_art: BTreeMap<String, WithoutArt> = BTreeMap::new();
        let mut lines: Vec<([&str; 8], i64)> = Vec::with_capacity(self.sums.len());
        let text_of: BTreeMap<u16, String> = {
            let years = self.columns.iter().filter_map(|column| column.year).chain(self.period_of.iter().filter_map(|period| period.year));
            years.map(|year| (year, year.to_string())).collect()
        };
        let (mut magnitude, mut magnitude_without_art) = (0u128, 0u128);
        for (&(account, service, unit, period), &from) in &self.keys {
            let (account, period) = (&self.accounts[account as usize], &self.period_of[period as usize]);
            // Only kept services have keys.
            let Service::Kept { code: service, function } = &self.services[service as usize] else { continue };
            for (at, column) in self.columns.iter().enumerate() {
                // The mapping's check has seen that each column has both, or the row has.
                let (Some(year), Some(edition)) = (column.year.or(period.year), column.edition.or(period.edition)) else { continue };
                let oere = self.sums[from + at];
                magnitude += u128::from(oere.unsigned_abs());
                let art = match account.digits.as_str() {
                    "" => UNKNOWN_ART,
                    digits => match self.mapping.art(&account.code, digits, year).or_else(|| self.arts.get(digits).map(String::as_str)) {
                        Some(art) => art,
                        None => {
                            magnitude_without_art += u128::from(oere.unsigned_abs());
                            let unknown = without_art.entry(digits.to_owned()).or_default();
                            unknown.digits = digits.to_owned();
                            unknown.accounts.insert(format!("{} {}", account.code, account.text).trim().to_owned());
                            let sums = unknown.functions.entry(function.clone()).or_insert_with(|| vec![0; self.columns.len()]);
                            sums[at] += i128::from(oere);
                            UNKNOWN_ART
                        }
                    },
                };
                let unit = &self.units.texts[unit as usize];
                lines.push(([&text_of[&year], edition.as_str(), account.class, function, service, unit, &account.code, art], oere));
            }
        }
        lines.sort_unstable();
        // Two writings of one code, or two version codes with one meaning, come to the same line.
        lines.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
        let mut canonical = format!("{CANONICAL_MARK}\n{}\n", CANONICAL_COLUMNS.join(";"));
        for (key, oere) in &lines {
            canonical.push_str(municipality);
            for part in key {
                canonical.push(';');
                canonical.push_str(part);
            }
            canonical.push(';');
            canonical.push_str(&canonical_kroner(*oere));
            canonical.push('\n');
        }
        let lines = lines.len();
        let sums = self.columns.into_iter().zip(self.all.into_iter().zip(self.kept)).map(|(column, (all, kept))| Sum { column, all, kept });
        let left_out: Vec<LeftOut> = self.left_out.into_values().collect();
        let nowhere = left_out.iter().filter(|left_out| matches!(left_out.reason, Reason::Service(_)));
        Evaluation {
            magnitude,
            without_art: magnitude_without_art,
            without_function: nowhere.flat_map(|left_out| &left_out.oere).map(|oere| oere.unsigned_abs()).sum(),
            projection: Projection {
                canonical: canonical.into_bytes(),
                lines,
                rows_read: self.counts.read,
                rows_kept: self.counts.kept,
                duplicates: self.counts.duplicates,
                totals: self.counts.totals,
                blanks: self.counts.blanks,
                sums: sums.collect(),
                left_out,
                without_art: without_art.into_values().collect(),
            },
        }
    }
}

impl AmountColumn {
    /// `vedtatt_budsjett 2016`, as far as the column itself says.
    pub fn label(&self) -> String {
        let edition = self.edition.map(Edition::as_str).unwrap_or_default();
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let label = format!("{edition} {year}").trim().to_owned();
        if label.is_empty() { self.column.clone() } else { label }
    }
}
