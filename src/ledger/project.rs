//! The projection: a local export in, the lines that may be archived out.
//!
//! One pass over the file. A row is a total, a blank, of a function or kontoklasse that is not kept, or it is kept; the kept ones are
//! summed per account, service and unit. Accounts without an art are collected, so that the analyst gets them all at once; every other
//! fault stops the file at its line.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use csv::ByteRecord;
use regex::Regex;

use super::amount::{canonical_kroner, looks_like_amount, parse_oere, shown_kroner};
use super::mapping::{AmountColumn, Class, Mapping};
use super::{CANONICAL_COLUMNS, CANONICAL_MARK};
use crate::definition::nearest;
use crate::guard;
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
    /// The mapping leaves the kontoklasse out.
    Class(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Function(function) => write!(f, "funksjon {function}"),
            Reason::Class(class) => write!(f, "kontoklasse {class}"),
        }
    }
}

/// Projects an export that has passed the guard. `municipality` is what whoever loads the file says; `arts` are KOSTRA's.
pub fn project(bytes: &[u8], mapping: &Mapping, municipality: Option<&str>, arts: &BTreeSet<String>) -> Result<Projection, Refusal> {
    let municipality = owner(mapping, municipality)?;
    if let Some(art) = mapping.arts().find(|art| !arts.contains(*art)) {
        return Err(Refusal::whole(format!("arten {art} i kartets `[[art]]`"), "en av KOSTRAs arter"));
    }
    let text = decoded(bytes, mapping)?;
    let (detected, start, _) = guard::separator(&text);
    let separator = mapping.separator().unwrap_or(detected);
    let rows = Rows { text: &text, start, separator };

    let mut reader = rows.reader();
    let mut record = ByteRecord::new();
    let header = match next(&mut reader, &mut record)? {
        true => Header::new(&record, rows.line(&record)),
        false => return Err(Refusal::whole("ingen linjer", "en fil med kolonnenavn på første linje")),
    };
    let layout = Layout::new(&header, mapping, &rows)?;
    let mut ledger = Ledger::new(mapping, arts, layout.amounts.iter().map(|(_, column)| column.clone()).collect());
    while next(&mut reader, &mut record)? {
        ledger.add(&record, &layout, &header).map_err(|fault| fault.at(rows.line(&record)))?;
    }
    ledger.finish(&municipality)
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

fn decoded<'a>(bytes: &'a [u8], mapping: &Mapping) -> Result<Cow<'a, str>, Refusal> {
    let Some(encoding) = mapping.encoding() else { return guard::text(bytes) };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        Refusal::whole(format!("byte som ikke er {}", encoding.name()), "filen i den tegnkodingen som `koding` i kartet sier")
    })
}

/// The file as rows. Lines are counted only when one is asked for, in a message.
struct Rows<'a> {
    text: &'a str,
    /// Where the header begins: after a `sep=` line.
    start: usize,
    separator: u8,
}

impl<'a> Rows<'a> {
    fn reader(&self) -> csv::Reader<&'a [u8]> {
        let bytes = self.text.as_bytes().get(self.start..).unwrap_or_default();
        csv::ReaderBuilder::new().delimiter(self.separator).has_headers(false).flexible(true).from_reader(bytes)
    }

    /// The line on which a record begins, as an editor counts it.
    fn line(&self, record: &ByteRecord) -> usize {
        let from = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX)).saturating_add(self.start);
        let bytes = self.text.as_bytes();
        // The reader passes over blank lines after it has noted the position.
        let blank = bytes.iter().skip(from).take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let before = &bytes[..(from + blank).min(bytes.len())];
        let feeds = before.iter().filter(|&&b| b == b'\n').count();
        let lone_returns = before.iter().zip(before.iter().skip(1).chain([&0])).filter(|pair| *pair.0 == b'\r' && *pair.1 != b'\n').count();
        feeds + lone_returns + 1
    }
}

fn next(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> Result<bool, Refusal> {
    // Reading bytes from memory with rows of any length leaves nothing that can fail; should it, the file is refused.
    reader.read_byte_record(record).map_err(|_| Refusal::whole("rader som ikke lar seg lese", "tekst med skilletegn"))
}

/// A field without the blanks around it.
fn field(record: &ByteRecord, column: usize) -> &str {
    // The file is valid UTF-8 and is cut at ASCII signs only, so each field is too.
    std::str::from_utf8(record.get(column).unwrap_or_default()).unwrap_or_default().trim()
}

/// What is wrong with a row: column (from 0) where it is one, found, expected.
struct Fault {
    column: Option<usize>,
    found: String,
    expected: String,
}

impl Fault {
    fn row(found: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault { column: None, found: found.into(), expected: expected.into() }
    }

    fn cell(column: usize, found: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault { column: Some(column), found: found.into(), expected: expected.into() }
    }

    fn at(self, line: usize) -> Refusal {
        let place = match self.column {
            Some(column) => format!("linje {line}, kolonne {}", column + 1),
            None => format!("linje {line}"),
        };
        Refusal::new(place, self.found, self.expected)
    }
}

/// A field as a message shows it: short, on one line, and without digits where they could be somebody's number.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let hide = text.bytes().filter(u8::is_ascii_digit).count() > 9;
    let short = text.chars().take(MOST).map(|c| match c {
        c if c.is_control() => ' ',
        c if hide && c.is_ascii_digit() => '#',
        c => c,
    });
    format!("«{}»", short.collect::<String>())
}

/// How ledgers name people: `BRUKER ID 12`, `KLIENT 7`, `ELEV nr. 3`, `PERS. ASSISTENT ID 17`. A word
/// without a number («REFUSJON KLIENT») is no person.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bbruker[ _.-]*id|\b(?:klient|elev|bruker)[ _.:#-]*(?:nr|id)?[ _.:#-]*\d|(?:\b|_)id[ _.:#-]*(?:nr)?[ _.:#-]*\d")
        .expect("a constant pattern, which every test of this file compiles")
});

fn names_a_person(text: &str) -> bool {
    PERSON.is_match(text)
}

struct Header {
    names: Vec<String>,
    line: usize,
}

impl Header {
    fn new(record: &ByteRecord, line: usize) -> Header {
        let names = (0..record.len()).map(|column| match field(record, column) {
            "" => nameless(column),
            name => name.to_owned(),
        });
        Header { names: names.collect(), line }
    }
}

/// What a column without a name is called.
fn nameless(column: usize) -> String {
    format!("kolonne {}", column + 1)
}

/// Which column is what.
struct Layout {
    account: usize,
    service: usize,
    unit: Option<usize>,
    account_text: Option<usize>,
    amounts: Vec<(usize, AmountColumn)>,
    dropped: BTreeSet<String>,
}

impl Layout {
    fn new(header: &Header, mapping: &Mapping, rows: &Rows<'_>) -> Result<Layout, Refusal> {
        let place = format!("linje {}", header.line);
        let find = |name: &str| {
            let mut at = header.names.iter().enumerate().filter(|(_, known)| *known == name.trim()).map(|(column, _)| column);
            match (at.next(), at.next()) {
                (Some(column), None) => Ok(column),
                (Some(_), Some(_)) => Err(Refusal::new(place.clone(), format!("kolonnen «{name}» to ganger"), "kolonnenavn som er ulike")),
                (None, _) => {
                    let near = nearest(name, header.names.iter().map(String::as_str));
                    let near = near.map(|near| format!(" (nærmest er «{near}»)")).unwrap_or_default();
                    Err(Refusal::new(place.clone(), format!("ingen kolonne «{name}»{near}"), "kolonnen som kartet nevner"))
                }
            }
        };
        let columns = &mapping.columns;
        let amounts = mapping.amounts().into_iter().map(|amount| Ok((find(&amount.column)?, amount)));
        let layout = Layout {
            account: find(&columns.account)?,
            service: find(&columns.service)?,
            unit: columns.unit.as_deref().map(find).transpose()?,
            account_text: columns.account_text.as_deref().map(find).transpose()?,
            amounts: amounts.collect::<Result<_, _>>()?,
            dropped: columns.dropped.iter().map(|name| name.trim().to_owned()).collect(),
        };
        layout.covers(header, rows)?;
        Ok(layout)
    }

    /// Every column is used or left out by name.
    fn covers(&self, header: &Header, rows: &Rows<'_>) -> Result<(), Refusal> {
        let used = |column: &usize| self.codes().any(|c| c == *column) || self.amounts.iter().any(|(c, _)| c == column);
        let unknown = (0..header.names.len()).filter(|column| !used(column) && !self.dropped.contains(&header.names[*column]));
        let said: Vec<String> = unknown
            .map(|column| {
                let holds = if holds_amounts(column, &header.names[column], rows) { "inneholder beløp og " } else { "" };
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
        [Some(self.account), Some(self.service), self.unit, self.account_text].into_iter().flatten()
    }
}

/// Whether a column seems to hold amounts, judged by its name and its first cells.
fn holds_amounts(column: usize, name: &str, rows: &Rows<'_>) -> bool {
    const CELLS: usize = 200;
    const NAMES: [&str; 9] = ["beløp", "beloep", "belop", "budsjett", "regnskap", "rekneskap", "saldo", "kroner", "sum"];
    let name = name.to_lowercase();
    let named = NAMES.iter().any(|part| name.contains(part)) || matches!(name.parse(), Ok(1990..=2100));
    let mut reader = rows.reader();
    let mut record = ByteRecord::new();
    let (mut seen, mut printed) = (0, named);
    for row in 0..CELLS {
        if !next(&mut reader, &mut record).unwrap_or(false) {
            break;
        }
        let text = field(&record, column);
        if row == 0 || text.is_empty() {
            continue;
        }
        if !text.bytes().any(|b| b.is_ascii_digit() || b == b'-')
            || parse_oere(text, Some(',')).is_err() && parse_oere(text, Some('.')).is_err()
        {
            return false;
        }
        seen += 1;
        printed |= looks_like_amount(text);
    }
    seen > 0 && printed
}

/// Numbers for texts that come back row after row.
#[derive(Default)]
struct Interner {
    numbers: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Interner {
    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn add(&mut self, text: &str) -> u32 {
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        number
    }
}

/// A service code: kept under a function, or one of those that are left out.
enum Service {
    Kept { function: String },
    LeftOut(Reason),
}

/// An account of a kept row.
struct Account {
    class: &'static str,
    /// The digits that stand where the art should.
    digits: String,
    text: String,
    /// One per amount column, since an account may change its art with the year; none where it has none.
    arts: Vec<Option<String>>,
}

/// An account that has no art: its whole numbers and texts, and the amounts per function.
#[derive(Default)]
struct Unknown {
    accounts: BTreeSet<String>,
    functions: BTreeMap<String, Vec<i128>>,
}

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
    texts: HashSet<Box<str>>,
    /// (account, service, unit) → the number of its sums, of which there is one per amount column.
    keys: HashMap<(u32, u32, u32), usize>,
    sums: Vec<i64>,
    unknown: BTreeMap<String, Unknown>,
    left_out: BTreeMap<Reason, LeftOut>,
    amounts: Vec<i64>,
    all: Vec<i128>,
    kept: Vec<i128>,
    counts: Counts,
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
            drops_classes: mapping.account.drops(),
            digits: mapping.account.digits,
            columns,
            account_codes: Interner::default(),
            accounts: Vec::new(),
            service_codes: Interner::default(),
            services: Vec::new(),
            units: Interner::default(),
            texts: HashSet::new(),
            keys: HashMap::new(),
            sums: Vec::new(),
            unknown: BTreeMap::new(),
            left_out: BTreeMap::new(),
            amounts: vec![0; width],
            all: vec![0; width],
            kept: vec![0; width],
            counts: Counts::default(),
        }
    }

    /// One row.
    fn add(&mut self, record: &ByteRecord, layout: &Layout, header: &Header) -> Result<(), Fault> {
        self.counts.read += 1;
        let (account, service) = (field(record, layout.account), field(record, layout.service));
        if !account.starts_with(|c: char| c.is_ascii_digit()) || service.is_empty() {
            if is_total(record, layout, account, service) {
                self.counts.totals += 1;
                return Ok(());
            }
            let empty = |text: &str| parse_oere(text, None) == Ok(0);
            if service.is_empty() && layout.amounts.iter().all(|(column, _)| empty(field(record, *column))) {
                self.counts.blanks += 1;
                return Ok(());
            }
        }
        check_shape(record, layout, header)?;
        for (amount, (column, _)) in self.amounts.iter_mut().zip(&layout.amounts) {
            let text = field(record, *column);
            *amount = parse_oere(text, self.mapping.decimal())
                .map_err(|fault| Fault::cell(*column, format!("beløpet {}, som {fault}", shown(text)), "kroner, som «-1 234,50»"))?;
        }
        for (sum, amount) in self.all.iter_mut().zip(&self.amounts) {
            *sum += i128::from(*amount);
        }
        if let Some(text) = layout.account_text {
            self.check_text(record, text)?;
        }
        if self.drops_classes
            && let Some(class) = account.get(..self.mapping.account.class_digits)
            && self.mapping.account.class(class) == Some(Class::Dropped)
        {
            self.leave_out(Reason::Class(class.to_owned()));
            return Ok(());
        }
        let service_number = self.service(service, layout.service)?;
        if let Service::LeftOut(reason) = &self.services[service_number as usize] {
            let reason = reason.clone();
            self.leave_out(reason);
            return Ok(());
        }
        let account_number = self.account(account, record, layout)?;
        let unit_number = match layout.unit {
            Some(column) => self.unit(field(record, column), column)?,
            None => self.unit("", 0)?,
        };
        self.note_unknown(account, account_number, service_number);
        self.sum((account_number, service_number, unit_number))
    }

    /// Adds the row's amounts to its key.
    fn sum(&mut self, key: (u32, u32, u32)) -> Result<(), Fault> {
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

    fn check_text(&mut self, record: &ByteRecord, column: usize) -> Result<(), Fault> {
        let text = field(record, column);
        if self.texts.contains(text) {
            return Ok(());
        }
        check_person(text, column)?;
        if self.texts.len() < TEXTS_REMEMBERED {
            self.texts.insert(text.into());
        }
        Ok(())
    }

    fn service(&mut self, code: &str, column: usize) -> Result<u32, Fault> {
        if let Some(number) = self.service_codes.find(code) {
            return Ok(number);
        }
        if code.is_empty() {
            return Err(Fault::cell(column, "ingen tjeneste", "en tjeneste i hver rad med beløp"));
        }
        check_code(code, column)?;
        // A code that is too short for a function is left out under its own name, so that its amounts show.
        let function = code.get(..self.mapping.service.function_digits).unwrap_or(code).to_owned();
        self.services.push(match self.mapping.service.functions.contains(&function) {
            true => Service::Kept { function },
            false => Service::LeftOut(Reason::Function(function)),
        });
        Ok(self.service_codes.add(code))
    }

    fn unit(&mut self, code: &str, column: usize) -> Result<u32, Fault> {
        if let Some(number) = self.units.find(code) {
            return Ok(number);
        }
        check_code(code, column)?;
        Ok(self.units.add(code))
    }

    fn account(&mut self, code: &str, record: &ByteRecord, layout: &Layout) -> Result<u32, Fault> {
        if let Some(number) = self.account_codes.find(code) {
            return Ok(number);
        }
        let column = layout.account;
        let rule = &self.mapping.account;
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::cell(
                column,
                format!("kontoen {}", shown(code)),
                "en konto av bare sifre; rader som ikke er posteringer, må ut av filen",
            ));
        }
        let least = rule.class_digits + rule.art_digits;
        let length = *self.digits.get_or_insert(code.len());
        if code.len() != length || code.len() < least {
            let expected = match code.len() < least {
                true => format!("minst {least} sifre: {} til kontoklassen og {} til arten", rule.class_digits, rule.art_digits),
                false => {
                    format!("{length} sifre som resten; et regneark kan ha fjernet en null foran (`sifre` i `[konto]` sier hvor mange)")
                }
            };
            return Err(Fault::cell(column, format!("kontoen {} med {} sifre", shown(code), code.len()), expected));
        }
        let (class, digits) = (&code[..rule.class_digits], &code[rule.class_digits..least]);
        let Some(class) = rule.class(class).and_then(Class::code) else {
            let found = format!("kontoklasse {class} (konto {})", shown(code));
            return Err(Fault::cell(column, found, "en som `kontoklasser` i kartet sier er drift, investering eller utelat"));
        };
        let art = |column: &AmountColumn| {
            let mapped = self.mapping.art(code, digits, column.year);
            mapped.or_else(|| self.arts.get(digits).map(String::as_str)).map(str::to_owned)
        };
        let text = layout.account_text.map(|column| field(record, column)).unwrap_or_default().replace(char::is_control, " ");
        let arts = self.columns.iter().map(art).collect();
        self.accounts.push(Account { class, digits: digits.to_owned(), text, arts });
        Ok(self.account_codes.add(code))
    }

    fn note_unknown(&mut self, code: &str, account_number: u32, service_number: u32) {
        let account = &self.accounts[account_number as usize];
        if account.arts.iter().all(Option::is_some) {
            return;
        }
        let Service::Kept { function } = &self.services[service_number as usize] else { return };
        let unknown = self.unknown.entry(account.digits.clone()).or_default();
        unknown.accounts.insert(format!("{code} {}", account.text).trim().to_owned());
        let sums = unknown.functions.entry(function.clone()).or_insert_with(|| vec![0; self.amounts.len()]);
        for (sum, amount) in sums.iter_mut().zip(&self.amounts) {
            *sum += i128::from(*amount);
        }
    }

    /// One refusal for all accounts that have no art, with a block that can be pasted into the mapping.
    fn refuse_unknown(&self) -> Refusal {
        const MOST: usize = 20;
        let (mut list, mut block) = (String::new(), String::new());
        for (digits, unknown) in self.unknown.iter().take(MOST) {
            let called = unknown.accounts.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
            let more = if unknown.accounts.len() > 3 { " …" } else { "" };
            let amounts = |sums: &Vec<i128>| sums.iter().map(|sum| shown_kroner(*sum)).collect::<Vec<_>>().join(" / ");
            let functions = unknown.functions.iter().map(|(function, sums)| format!("funksjon {function}: {}", amounts(sums)));
            list.push_str(&format!("\n  {digits} ({called}{more}): {}", functions.collect::<Vec<_>>().join("; ")));
            let mut proposed = digits.get(..2).unwrap_or_default().to_owned();
            proposed.push('0');
            let (art, comment) = match self.arts.contains(&proposed) && digits.len() == 3 {
                true => (proposed, format!("{called}{more}")),
                false => (String::new(), format!("{called}{more}: ingen KOSTRA-art med 0 sist; velg selv")),
            };
            block.push_str(&format!("\n[[art]]\nkonto = \"{digits}\"\nart = \"{art}\" # {comment}\n"));
        }
        if self.unknown.len() > MOST {
            list.push_str(&format!("\n  og {} til", self.unknown.len() - MOST));
        }
        Refusal::whole(
            format!("{} kontoer som verken er KOSTRA-arter eller står i kartet:{list}\n", self.unknown.len()),
            format!("en art til hver av dem. Forslag etter siste siffer; vurder hvert før du limer det inn i kartet:\n{block}"),
        )
    }

    fn finish(self, municipality: &str) -> Result<Projection, Refusal> {
        if !self.unknown.is_empty() {
            return Err(self.refuse_unknown());
        }
        if self.keys.is_empty() {
            let functions = self.mapping.service.functions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(Refusal::whole(
                format!("{} rader, men ingen å beholde", self.counts.read),
                format!("rader i funksjonene {functions}"),
            ));
        }
        let mut lines: Vec<([&str; 8], i64)> = Vec::with_capacity(self.sums.len());
        let years: Vec<String> = self.columns.iter().map(|column| column.year.to_string()).collect();
        for (&(account_number, service_number, unit_number), &from) in &self.keys {
            let account = &self.accounts[account_number as usize];
            let (service, unit) = (&self.service_codes.texts[service_number as usize], &self.units.texts[unit_number as usize]);
            let code = &self.account_codes.texts[account_number as usize];
            // Only kept services have keys.
            let Service::Kept { function } = &self.services[service_number as usize] else { continue };
            for (at, column) in self.columns.iter().enumerate() {
                // An account without an art has stopped the file above.
                let Some(art) = &account.arts[at] else { continue };
                let key = [&years[at], column.edition.as_str(), account.class, function, service, unit, code, art];
                lines.push((key, self.sums[from + at]));
            }
        }
        lines.sort_unstable();
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
        Ok(Projection {
            canonical: canonical.into_bytes(),
            lines,
            rows_read: self.counts.read,
            rows_kept: self.counts.kept,
            duplicates: self.counts.duplicates,
            totals: self.counts.totals,
            blanks: self.counts.blanks,
            sums: sums.collect(),
            left_out: self.left_out.into_values().collect(),
        })
    }
}

/// The row has the header's columns: no more, unless they are empty or left out, and no fewer.
fn check_shape(record: &ByteRecord, layout: &Layout, header: &Header) -> Result<(), Fault> {
    let width = header.names.len();
    if record.len() < width {
        return Err(Fault::row(format!("{} felt", record.len()), format!("{width} felt, som kolonnenavnene")));
    }
    for column in width..record.len() {
        if !field(record, column).is_empty() && !layout.dropped.contains(&nameless(column)) {
            let name = nameless(column);
            let found = format!("innhold i {name}, som ikke har noe navn");
            return Err(Fault::cell(column, found, format!("{width} felt, som kolonnenavnene, eller «{name}» i `utelat`")));
        }
    }
    // An open quote may swallow whole rows and still leave the right number of fields.
    if record.as_slice().contains(&b'\n')
        && let Some(column) =
            record.iter().position(|f| f.split(|&b| b == b'\n').skip(1).any(|line| line.len() >= width && swallows(line, width)))
    {
        return Err(Fault::cell(column, "et anførselstegn som ikke er lukket på linjen", "felt som slutter før neste rad begynner"));
    }
    Ok(())
}

/// Whether a line inside a field has as many separators as a row.
fn swallows(line: &[u8], width: usize) -> bool {
    [b';', b'\t', b',', b'|'].iter().any(|sign| line.iter().filter(|b| *b == sign).count() + 1 >= width)
}

/// A row of a total: no codes, and the first text is «Sum …» or «Totalt …».
fn is_total(record: &ByteRecord, layout: &Layout, account: &str, service: &str) -> bool {
    let no_code = |code: &str| code.is_empty() || says_total(code);
    let first =
        (0..record.len()).filter(|column| layout.amounts.iter().all(|(amount, _)| amount != column)).map(|column| field(record, column));
    no_code(account) && no_code(service) && first.into_iter().find(|text| !text.is_empty()).is_some_and(says_total)
}

fn says_total(text: &str) -> bool {
    let word: String = text.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    ["sum", "total", "totalt", "totalsum", "delsum", "subtotal"].contains(&word.as_str())
}

fn check_person(text: &str, column: usize) -> Result<(), Fault> {
    match names_a_person(text) {
        true => Err(Fault::cell(
            column,
            "en betegnelse på en person (bruker, klient, elev eller id med nummer; gjengis ikke)",
            "ingen personer; legg kolonnen i `utelat`, eller fjern radene. Ingenting av filen er lagret",
        )),
        false => Ok(()),
    }
}

/// A code that is kept: no person in it, and nothing that the canonical form could not hold.
fn check_code(code: &str, column: usize) -> Result<(), Fault> {
    check_person(code, column)?;
    match code.contains(|c: char| c.is_control() || matches!(c, ';' | '"')) {
        true => Err(Fault::cell(column, format!("koden {}", shown(code)), "en kode uten semikolon, anførselstegn og linjeskift")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
