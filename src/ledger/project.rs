//! The projection: a local export in, the lines that may be archived out.
//!
//! One pass over the file. A row is a total, a blank, of a function or kontoklasse that is not kept, or it is kept; the kept ones are
//! summed per account, service and unit. What has no art or no function is collected, so that the analyst gets all of it at once; every
//! other fault stops the file at its line. [`evaluate`] tells what a mapping makes of a file, and [`Evaluation::accept`] whether that may
//! be kept: `--explore` shows the first where `import` asks the second.

mod layout;
mod outcome;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use self::layout::Layout;
pub use self::outcome::{Evaluation, LeftOut, Projection, Reason, Sum, WithoutArt, shown_amounts};
use super::amount::parse_oere;
use super::mapping::{AmountColumn, Class, Edition, Mapping};
use super::person::{check_code, check_person};
use super::rows::{Fault, Header, Record, Rows, nameless};
use crate::read::{Refusal, shown};

/// The art of lines whose art is not known: they count in sums over all arts, and nowhere else.
pub const UNKNOWN_ART: &str = "ukjent";

/// Projects the rows of an export that has passed the guard. `municipality` is what whoever loads the file says; `arts` are KOSTRA's.
pub fn project(rows: &Rows<'_>, mapping: &Mapping, municipality: Option<&str>, arts: &BTreeSet<String>) -> Result<Projection, Refusal> {
    let municipality = owner(mapping, municipality)?;
    evaluate(rows, mapping, &municipality, arts)?.accept(mapping, arts)
}

/// What the mapping makes of the file, whether or not it may be kept.
pub fn evaluate(rows: &Rows<'_>, mapping: &Mapping, municipality: &str, arts: &BTreeSet<String>) -> Result<Evaluation, Refusal> {
    if let Some(art) = mapping.arts().find(|art| !arts.contains(*art)) {
        return Err(Refusal::whole(format!("arten {art} i kartets `[[art]]`"), "en av KOSTRAs arter"));
    }
    let amounts = mapping.amounts();
    let wanted: Vec<&str> = mapping.columns.read().chain(amounts.iter().map(|amount| &amount.column)).map(String::as_str).collect();
    let Some((header, mut reader)) = Header::find(rows, &wanted) else {
        return Err(Refusal::whole("ingen linjer", "en fil med kolonnenavn"));
    };
    let layout = Layout::new(&header, mapping, rows)?;
    let mut record = Record::default();
    let mut ledger = Ledger::new(mapping, arts, layout.amounts.iter().map(|(_, column)| column.clone()).collect());
    while reader.next(&mut record) {
        ledger.add(&record, &layout, &header).map_err(|fault| fault.at(rows.line(&record)))?;
    }
    Ok(ledger.finish(municipality))
}

/// The municipality, which the mapping or whoever loads the file says.
fn owner(mapping: &Mapping, given: Option<&str>) -> Result<String, Refusal> {
    match (mapping.municipality.as_deref(), given) {
        (Some(mapped), Some(given)) if mapped != given => {
            Err(Refusal::whole(format!("kommune {mapped} i kartet og {given} i kommandoen"), "samme kommune begge steder"))
        }
        (Some(number), _) | (None, Some(number)) if number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(number.to_owned())
        }
        (None, None) => Err(Refusal::whole("ingen kommune", "`kommunenr` i kartet eller `--kommune NR`")),
        _ => Err(Refusal::whole("et kommunenummer som ikke har fire sifre", "et som «3412»")),
    }
}

/// Numbers for texts that come back row after row.
#[derive(Default)]
struct Interner {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Interner {
    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The number of a text, which is new unless it was added before.
    fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        number
    }

    /// Another writing of a text that has a number: `20200 Grunnskole` for `20200`.
    fn also(&mut self, writing: &str, number: u32) {
        self.numbers.insert(writing.into(), number);
    }
}

/// A service code: kept under a function, or one of those that are left out.
enum Service {
    Kept { code: String, function: String },
    LeftOut(Reason),
}

/// An account of a kept row.
struct Account {
    class: &'static str,
    code: String,
    /// The digits that stand where the art should; none in a file without accounts.
    digits: String,
    text: String,
}

/// The year and the version of a row, where the file has columns for them.
#[derive(Default)]
struct Period {
    year: Option<u16>,
    edition: Option<Edition>,
    left_out: Option<Reason>,
}

/// (account, service, unit, period).
type Key = (u32, u32, u32, u32);

/// The state of one pass.
struct Ledger<'a> {
    mapping: &'a Mapping,
    arts: &'a BTreeSet<String>,
    columns: Vec<AmountColumn>,
    drops_classes: bool,
    digits: Option<usize>,
    account_codes: Interner,
    accounts: Vec<Account>,
    service_codes: Interner,
    services: Vec<Service>,
    units: Interner,
    periods: Interner,
    period_of: Vec<Period>,
    texts: FxHashSet<Box<str>>,
    /// The number of the first of a key's sums, of which there is one per amount column.
    keys: FxHashMap<Key, usize>,
    sums: Vec<i64>,
    left_out: BTreeMap<Reason, LeftOut>,
    amounts: Vec<i64>,
    all: Vec<i128>,
    kept: Vec<i128>,
    counts: Counts,
    /// Two columns that make one code.
    scratch: String,
}

/// How many rows became what.
#[derive(Default)]
struct Counts {
    read: usize,
    kept: usize,
    duplicates: usize,
    totals: usize,
    blanks: usize,
}

/// More distinct texts than any chart of accounts has: beyond it each is looked at again instead of remembered.
const TEXTS_REMEMBERED: usize = 100_000;

impl<'a> Ledger<'a> {
    fn new(mapping: &'a Mapping, arts: &'a BTreeSet<String>, columns: Vec<AmountColumn>) -> Ledger<'a> {
        let width = columns.len();
        Ledger {
            mapping,
            arts,
            drops_classes: mapping.account.drops() && mapping.columns.account.is_some(),
            digits: mapping.account.digits,
            columns,
            account_codes: Interner::default(),
            accounts: Vec::new(),
            service_codes: Interner::default(),
            services: Vec::new(),
            units: Interner::default(),
            periods: Interner::default(),
            period_of: Vec::new(),
            texts: FxHashSet::default(),
            keys: FxHashMap::default(),
            sums: Vec::new(),
            left_out: BTreeMap::new(),
            amounts: vec![0; width],
            all: vec![0; width],
            kept: vec![0; width],
            counts: Counts::default(),
            scratch: String::new(),
        }
    }

    /// One row.
    fn add(&mut self, record: &Record<'_>, layout: &Layout, header: &Header) -> Result<(), Fault> {
        self.counts.read += 1;
        let service = record.get(layout.service);
        let account = layout.account.or(layout.art).map_or("", |column| record.get(column));
        let is_code = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        if !is_code(service) || !(is_code(account) || layout.account.or(layout.art).is_none()) {
            if is_total(record, layout, account, service) || self.is_sum_of_all(record, layout) {
                self.counts.totals += 1;
                return Ok(());
            }
            let empty = |text: &str| parse_oere(text, None) == Ok(0);
            if (service.is_empty() || account.is_empty()) && layout.amounts.iter().all(|(column, _)| empty(record.get(*column))) {
                self.counts.blanks += 1;
                return Ok(());
            }
        }
        check_shape(record, layout, header)?;
        self.read_amounts(record, layout)?;
        for (sum, amount) in self.all.iter_mut().zip(&self.amounts) {
            *sum += i128::from(*amount);
        }
        if let Some(text) = layout.account_text {
            self.check_text(record, text)?;
        }
        if self.drops_classes
            && let Some(class) = account.get(..self.mapping.account.class_digits())
            && self.mapping.account.class(class) == Some(Class::Dropped)
        {
            self.leave_out(Reason::Class(class.to_owned()));
            return Ok(());
        }
        let period = self.period(record, layout)?;
        if let Some(reason) = &self.period_of[period as usize].left_out {
            let reason = reason.clone();
            self.leave_out(reason);
            return Ok(());
        }
        let service = self.service(record, layout, period)?;
        if let Service::LeftOut(reason) = &self.services[service as usize] {
            let reason = reason.clone();
            self.leave_out(reason);
            return Ok(());
        }
        let account = self.account(record, layout)?;
        let unit = match layout.unit {
            Some(column) => self.unit(record.get(column), column)?,
            None => self.unit("", 0)?,
        };
        self.sum((account, service, unit, period))
    }

    /// Adds the row's amounts to its key.
    fn sum(&mut self, key: Key) -> Result<(), Fault> {
        self.counts.kept += 1;
        let width = self.columns.len();
        let fresh = self.sums.len();
        let from = *self.keys.entry(key).or_insert(fresh);
        if from == fresh {
            self.sums.resize(fresh + width, 0);
        } else {
            self.counts.duplicates += 1;
        }
        for (at, amount) in self.amounts.iter().enumerate() {
            let sum = &mut self.sums[from + at];
            *sum = sum.checked_add(*amount).ok_or_else(|| Fault::row("en sum som er for stor", "beløp i kroner"))?;
            self.kept[at] += i128::from(*amount);
        }
        Ok(())
    }

    fn leave_out(&mut self, reason: Reason) {
        let nothing = || LeftOut { reason: reason.clone(), rows: 0, oere: vec![0; self.amounts.len()] };
        let left_out = self.left_out.entry(reason.clone()).or_insert_with(nothing);
        left_out.rows += 1;
        for (sum, amount) in left_out.oere.iter_mut().zip(&self.amounts) {
            *sum += i128::from(*amount);
        }
    }

    /// The row's amounts in øre, with the sign that the row's direction gives them.
    fn read_amounts(&mut self, record: &Record<'_>, layout: &Layout) -> Result<(), Fault> {
        let mut sign = self.mapping.kroner();
        if let (Some(column), Some(direction)) = (layout.direction, &self.mapping.direction) {
            let word = record.get(column);
            if direction.income.contains(word) {
                sign = -sign;
            } else if !direction.expense.contains(word) {
                let found = format!("{} i «inntekt_utgift»", shown(word));
                return Err(Fault::cell(column, found, "et av ordene i `[inntekt_utgift]`"));
            }
        }
        for (amount, (column, _)) in self.amounts.iter_mut().zip(&layout.amounts) {
            let text = record.get(*column);
            let wrong = |fault| Fault::cell(*column, format!("beløpet {}, som {fault}", shown(text)), "kroner, som «-1 234,50»");
            let oere = parse_oere(text, self.mapping.decimal()).map_err(wrong)?;
            *amount = oere.checked_mul(sign).ok_or_else(|| wrong("er for stort"))?;
        }
        Ok(())
    }

    /// A row without any text whose amounts are what the rows above come to: a total that nobody has named.
    fn is_sum_of_all(&self, record: &Record<'_>, layout: &Layout) -> bool {
        let kroner = i128::from(self.mapping.kroner());
        self.counts.read > 1
            && texts(record, layout).all(str::is_empty)
            && layout.amounts.iter().zip(&self.all).all(|((column, _), all)| {
                parse_oere(record.get(*column), self.mapping.decimal()).is_ok_and(|oere| i128::from(oere) * kroner == *all)
            })
    }

    fn check_text(&mut self, record: &Record<'_>, column: usize) -> Result<(), Fault> {
        let text = record.get(column);
        if self.texts.contains(text) {
            return Ok(());
        }
        check_person(text, column)?;
        if self.texts.len() < TEXTS_REMEMBERED {
            self.texts.insert(text.into());
        }
        Ok(())
    }

    fn period(&mut self, record: &Record<'_>, layout: &Layout) -> Result<u32, Fault> {
        let (year, edition) = (layout.year.map(|column| record.get(column)), layout.edition.map(|column| record.get(column)));
        let number = match (year, edition) {
            (None, None) => self.periods.find(""),
            (Some(text), None) | (None, Some(text)) => self.periods.find(text),
            (Some(year), Some(edition)) => {
                join(&mut self.scratch, &[year, edition]);
                self.periods.find(&self.scratch)
            }
        };
        if let Some(number) = number {
            return Ok(number);
        }
        let mut period = Period::default();
        if let (Some(text), Some(column)) = (year, layout.year) {
            let wrong = || Fault::cell(column, format!("året {}", shown(text)), "et år (2025), en periode (202503) eller en dato");
            period.year = Some(year_of(text).ok_or_else(wrong)?);
        }
        if let (Some(text), Some(column)) = (edition, layout.edition) {
            let editions = &self.mapping.editions;
            period.edition = editions.codes.get(text).copied();
            if editions.dropped.contains(text) {
                period.left_out = Some(Reason::Edition(text.to_owned()));
            } else if period.edition.is_none() {
                return Err(Fault::cell(column, format!("versjonen {}", shown(text)), "en kode som `[versjoner]` i kartet nevner"));
            }
        }
        self.period_of.push(period);
        let writing = match (year, edition) {
            (Some(_), Some(_)) => std::mem::take(&mut self.scratch),
            (year, edition) => year.or(edition).unwrap_or_default().to_owned(),
        };
        Ok(self.periods.add(&writing))
    }

    fn service(&mut self, record: &Record<'_>, layout: &Layout, period: u32) -> Result<u32, Fault> {
        let code = record.get(layout.service);
        let year = self.period_of[period as usize].year;
        let depends = layout.function.is_some() || (self.mapping.maps_functions() && year.is_some());
        let found = if depends {
            let year = year.map(|year| year.to_string()).unwrap_or_default();
            join(&mut self.scratch, &[code, layout.function.map_or("", |column| record.get(column)), &year]);
            self.service_codes.find(&self.scratch)
        } else {
            self.service_codes.find(code)
        };
        if let Some(number) = found {
            return Ok(number);
        }
        let writing = if depends { std::mem::take(&mut self.scratch) } else { code.to_owned() };
        let column = layout.service;
        if code.is_empty() {
            return Err(Fault::cell(column, "ingen tjeneste", "en tjeneste i hver rad med beløp"));
        }
        let code = code_of(code).0;
        check_code(code, column)?;
        let mapped = self.mapped_function(code, year).map_err(|fault| Fault::cell(column, fault.0, fault.1))?;
        // A code that is too short for a function is left out under its own name, so that its amounts show.
        let digits = layout.function.map_or(code, |column| code_of(record.get(column)).0);
        let function = mapped.unwrap_or_else(|| digits.get(..self.mapping.service.function_digits).unwrap_or(digits).to_owned());
        self.services.push(match self.mapping.service.functions.contains(&function) {
            true => Service::Kept { code: code.to_owned(), function },
            false if is_function(&function) => Service::LeftOut(Reason::Function(function)),
            false => Service::LeftOut(Reason::Service(code.to_owned())),
        });
        Ok(self.service_codes.add(&writing))
    }

    /// The function that the mapping gives a service, which has to be the same in all the row's years.
    fn mapped_function(&self, code: &str, year: Option<u16>) -> Result<Option<String>, (String, String)> {
        let years: BTreeSet<u16> = self.columns.iter().filter_map(|column| column.year.or(year)).collect();
        let functions: BTreeSet<Option<&str>> = years.iter().map(|year| self.mapping.function(code, *year)).collect();
        match functions.len() {
            0 | 1 => Ok(functions.into_iter().next().flatten().map(str::to_owned)),
            _ => Err((
                format!("tjenesten {} med flere funksjoner i årene som raden har beløp for", shown(code)),
                "én funksjon; del filen på årene".to_owned(),
            )),
        }
    }

    fn unit(&mut self, text: &str, column: usize) -> Result<u32, Fault> {
        if let Some(number) = self.units.find(text) {
            return Ok(number);
        }
        let code = code_of(text).0;
        check_code(code, column)?;
        let number = self.units.add(code);
        self.units.also(text, number);
        Ok(number)
    }

    fn account(&mut self, record: &Record<'_>, layout: &Layout) -> Result<u32, Fault> {
        let (written, art) = (layout.account.map(|column| record.get(column)), layout.art.map(|column| record.get(column)));
        let found = match (written, art) {
            (Some(written), Some(art)) => {
                join(&mut self.scratch, &[written, art]);
                self.account_codes.find(&self.scratch)
            }
            (written, art) => self.account_codes.find(written.or(art).unwrap_or_default()),
        };
        if let Some(number) = found {
            return Ok(number);
        }
        let account = self.new_account(record, layout)?;
        self.accounts.push(account);
        Ok(match (written, art) {
            (Some(_), Some(_)) => self.account_codes.add(&std::mem::take(&mut self.scratch)),
            (written, art) => self.account_codes.add(written.or(art).unwrap_or_default()),
        })
    }

    fn new_account(&mut self, record: &Record<'_>, layout: &Layout) -> Result<Account, Fault> {
        let rule = &self.mapping.account;
        let Some(column) = layout.account.or(layout.art) else {
            let Some(class) = rule.class("").and_then(Class::code) else { return Err(Fault::row("ingen kontoklasse", "`kontoklasse`")) };
            return Ok(Account { class, code: String::new(), digits: String::new(), text: String::new() });
        };
        let (code, beside) = code_of(record.get(column));
        let digits_only = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
        if !digits_only(code) {
            let expected = "en konto av bare sifre; rader som ikke er posteringer, må ut av filen";
            let found = if code.is_empty() { "ingen konto".to_owned() } else { format!("kontoen {}", shown(code)) };
            return Err(Fault::cell(column, found, expected));
        }
        let art = match layout.art {
            Some(column) => {
                let art = code_of(record.get(column)).0;
                if !digits_only(art) || art.len() > 3 {
                    return Err(Fault::cell(column, format!("arten {}", shown(art)), "en KOSTRA-art av tre sifre"));
                }
                // No art has fewer: a spreadsheet has eaten the zero of 010.
                Some(format!("{art:0>3}"))
            }
            None => None,
        };
        let code = match (layout.account, &art, rule.digits) {
            (None, Some(art), _) => art.clone(),
            (_, _, Some(length)) if rule.padded => format!("{code:0>length$}"),
            _ => code.to_owned(),
        };
        let least = rule.class_digits() + if art.is_some() { 0 } else { rule.art_digits };
        if layout.account.is_some() {
            let length = *self.digits.get_or_insert(code.len());
            if code.len() != length || code.len() < least {
                let expected = match code.len() < least {
                    true => format!("minst {least} sifre: {} til kontoklassen og resten til arten", rule.class_digits()),
                    false => format!(
                        "{length} sifre som resten; et regneark kan ha fjernet en null foran (`sifre` og `nuller_foran` i `[konto]`)"
                    ),
                };
                return Err(Fault::cell(column, format!("kontoen {} med {} sifre", shown(&code), code.len()), expected));
            }
        }
        let class = if layout.account.is_some() { &code[..rule.class_digits()] } else { "" };
        let digits = art.unwrap_or_else(|| code[rule.class_digits()..least].to_owned());
        let Some(class) = rule.class(class).and_then(Class::code) else {
            let found = format!("kontoklasse {class} (konto {})", shown(&code));
            return Err(Fault::cell(column, found, "en som `kontoklasser` i kartet sier er drift, investering eller utelat"));
        };
        check_person(beside, column)?;
        let text = layout.account_text.map_or(beside, |column| record.get(column)).replace(char::is_control, " ");
        Ok(Account { class, code, digits, text })
    }
}

fn join(scratch: &mut String, parts: &[&str]) {
    scratch.clear();
    for part in parts {
        scratch.push_str(part);
        scratch.push('\u{1f}');
    }
}

/// A code and the text beside it in the same cell: `20200 Grunnskole`, `10100 - Fast lønn`. A cell that does not begin with a code is one
/// itself.
pub(super) fn code_of(text: &str) -> (&str, &str) {
    let Some((code, beside)) = text.split_once(char::is_whitespace) else { return (text, "") };
    let code = code.trim_end_matches([':', '-', '.']);
    let beside = beside.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2013}' | ':'));
    match code.bytes().any(|b| b.is_ascii_digit()) && beside.starts_with(char::is_alphabetic) {
        true => (code, beside),
        false => (text, ""),
    }
}

/// The year in `2025`, `202503`, `20250331`, `2025-03` or `31.03.2025`.
pub(super) fn year_of(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let year = match text.len() {
        4 | 6 | 8 if digits => text.get(..4)?,
        _ if digits => return None,
        _ => text.split(['.', '-', '/', ' ']).find(|part| part.len() == 4)?,
    };
    year.parse().ok().filter(|year| (1990..=2100).contains(year))
}

/// Whether digits are those of a KOSTRA function: 100 to 899.
fn is_function(function: &str) -> bool {
    function.len() == 3 && function.parse().is_ok_and(|number: u16| (100..900).contains(&number))
}

/// The row has the header's columns: no more, unless they are empty or left out, and no fewer.
fn check_shape(record: &Record<'_>, layout: &Layout, header: &Header) -> Result<(), Fault> {
    let width = header.names.len();
    if record.len() < width {
        return Err(Fault::row(format!("{} felt", record.len()), format!("{width} felt, som kolonnenavnene")));
    }
    for column in width..record.len() {
        if !record.get(column).is_empty() && !layout.drops(column, header) {
            let name = nameless(column);
            let found = format!("innhold i {name}, som ikke har noe navn");
            return Err(Fault::cell(column, found, format!("{width} felt, som kolonnenavnene, eller «{name}» i `utelat`")));
        }
    }
    match record.swallowed(width) {
        Some(column) => {
            Err(Fault::cell(column, "et anførselstegn som ikke er lukket på linjen", "felt som slutter før neste rad begynner"))
        }
        None => Ok(()),
    }
}

/// The fields that are no amounts.
fn texts<'a>(record: &'a Record<'_>, layout: &'a Layout) -> impl Iterator<Item = &'a str> {
    let is_text = |column: &usize| layout.amounts.iter().all(|(amount, _)| amount != column);
    (0..record.len()).filter(is_text).map(|column| record.get(column))
}

/// A row of a total: no codes, and the first text is «Sum …», «Totalt …» or «… totalt».
fn is_total(record: &Record<'_>, layout: &Layout, account: &str, service: &str) -> bool {
    let no_code = |code: &str| code.is_empty() || says_total(code);
    no_code(account) && no_code(service) && texts(record, layout).find(|text| !text.is_empty()).is_some_and(says_total)
}

pub(super) fn says_total(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is = |word: &str| {
        ["sum", "total", "totalt", "totalsum", "delsum", "subtotal", "totalar", "grand"].contains(&word.to_lowercase().as_str())
    };
    let first = words.next();
    let last = words.next_back();
    first.is_some_and(is) || last.is_some_and(is)
}

#[cfg(test)]
mod tests;
