//! What a municipality's own export means: the mapping file, `mappings/*.toml`.
//!
//! Its keys are Norwegian, since an analyst writes it; the doc comments below are its reference. Everything that can be wrong in it by
//! itself is found when it is parsed ([`check`]); what can only be seen beside the file (a column that is not mapped, an unknown account)
//! is found by [`project`](super::project).

mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use encoding_rs::Encoding;
use serde::Deserialize;

use crate::definition::from_toml;
use crate::error::Error;

/// A mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The municipality that the file belongs to; when absent, whoever loads the file must say.
    #[serde(rename = "kommunenr")]
    pub municipality: Option<String>,
    /// The year of the amounts, when they all have one.
    #[serde(rename = "aar")]
    year: Option<u16>,
    /// What the amounts are, when they all are the same.
    #[serde(rename = "versjon")]
    edition: Option<Edition>,
    #[serde(rename = "fil", default)]
    file: File,
    #[serde(rename = "kolonner")]
    pub columns: Columns,
    #[serde(rename = "konto", default)]
    pub account: Account,
    #[serde(rename = "tjeneste", default)]
    pub service: Service,
    /// What the codes of the version column mean.
    #[serde(rename = "versjoner", default)]
    pub editions: EditionCodes,
    /// What the words of the column of income and expense are, where amounts have no sign.
    #[serde(rename = "inntekt_utgift")]
    pub direction: Option<Direction>,
    #[serde(rename = "grenser", default)]
    pub limits: Limits,
    /// Several amount columns, each with its year and edition. Instead of `beloep` in `[kolonner]`.
    #[serde(rename = "beloep", default)]
    amounts: Vec<AmountColumn>,
    /// Local accounts and the arts that they refine.
    #[serde(rename = "art", default)]
    arts: Vec<LocalAccount>,
    /// Local services whose function does not stand in their first digits.
    #[serde(rename = "funksjon", default)]
    functions: Vec<LocalService>,
}

/// How the file is written. Everything here is found from the file itself when it is not said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The sheet of a workbook; when absent, the only one.
    #[serde(rename = "ark")]
    sheet: Option<String>,
    /// One sign: `;`, `,` or a tab (`"\t"`).
    #[serde(rename = "skilletegn")]
    separator: Option<String>,
    /// `utf-8`, `windows-1252`, …
    #[serde(rename = "koding")]
    encoding: Option<String>,
    /// `,` or `.`.
    #[serde(rename = "desimaltegn")]
    decimal: Option<String>,
    /// What the amounts count: `kr`, or `1000 kr`.
    #[serde(rename = "enhet", default)]
    unit: Unit,
    /// Whether expenses are negative and incomes positive, so that every sign has to be turned: `snudd`.
    #[serde(rename = "fortegn")]
    sign: Option<Sign>,
}

/// How the amounts' signs differ from KOSTRA's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Sign {
    #[serde(rename = "snudd")]
    Turned,
}

/// What an amount of 1 is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
enum Unit {
    #[default]
    #[serde(rename = "kr")]
    Kroner,
    #[serde(rename = "1000 kr")]
    Thousands,
}

/// Which column of the file is what. The row of column names is the first that has all of these; a column without a name is called
/// `kolonne 13`, and so may one that shares its name with another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// When neither it nor `art` is mapped, arts are unknown: net expenditure is all that the lines can say.
    #[serde(rename = "konto")]
    pub account: Option<String>,
    /// The art in a column of its own.
    pub art: Option<String>,
    #[serde(rename = "tjeneste")]
    pub service: String,
    /// The function in a column of its own.
    #[serde(rename = "funksjon")]
    pub function: Option<String>,
    /// Kept when it is mapped: schools are told apart by it.
    #[serde(rename = "ansvar")]
    pub unit: Option<String>,
    /// What the account is called. Only messages show it; it is not kept.
    #[serde(rename = "konto_tekst")]
    pub account_text: Option<String>,
    /// The year of each row: `2025`, a period `202503` or a date.
    #[serde(rename = "aar")]
    pub year: Option<String>,
    /// What the amounts of each row are, by the codes in `[versjoner]`.
    #[serde(rename = "versjon")]
    pub edition: Option<String>,
    /// Whether each row is income or expense, where amounts have no sign.
    #[serde(rename = "inntekt_utgift")]
    pub direction: Option<String>,
    #[serde(rename = "beloep")]
    amount: Option<String>,
    /// Columns that are summed away: they are not read, not kept and not archived.
    #[serde(rename = "utelat", default)]
    pub dropped: Vec<String>,
}

impl Columns {
    /// The columns that are read and are no amounts.
    pub fn read(&self) -> impl Iterator<Item = &String> {
        let optional =
            [&self.account, &self.art, &self.function, &self.unit, &self.account_text, &self.year, &self.edition, &self.direction];
        std::iter::once(&self.service).chain(optional.into_iter().filter_map(Option::as_ref))
    }
}

/// One column of amounts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountColumn {
    #[serde(rename = "kolonne")]
    pub column: String,
    /// Absent where a column of years is mapped.
    #[serde(rename = "aar")]
    pub year: Option<u16>,
    /// Absent where a column of versions is mapped.
    #[serde(rename = "versjon")]
    pub edition: Option<Edition>,
}

/// What a set of amounts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Edition {
    #[serde(rename = "regnskap")]
    Accounts,
    #[serde(rename = "budsjettforslag")]
    ProposedBudget,
    #[serde(rename = "vedtatt_budsjett")]
    AdoptedBudget,
    #[serde(rename = "revidert_budsjett")]
    RevisedBudget,
    /// The plan's first year, and so on: two plans that reach the same year stand beside each other.
    #[serde(rename = "oekonomiplan_1")]
    PlanYear1,
    #[serde(rename = "oekonomiplan_2")]
    PlanYear2,
    #[serde(rename = "oekonomiplan_3")]
    PlanYear3,
    #[serde(rename = "oekonomiplan_4")]
    PlanYear4,
}

impl Edition {
    pub const ALL: [Edition; 8] = [
        Edition::Accounts,
        Edition::ProposedBudget,
        Edition::AdoptedBudget,
        Edition::RevisedBudget,
        Edition::PlanYear1,
        Edition::PlanYear2,
        Edition::PlanYear3,
        Edition::PlanYear4,
    ];

    /// The word that files and tables use.
    pub fn as_str(self) -> &'static str {
        match self {
            Edition::Accounts => "regnskap",
            Edition::ProposedBudget => "budsjettforslag",
            Edition::AdoptedBudget => "vedtatt_budsjett",
            Edition::RevisedBudget => "revidert_budsjett",
            Edition::PlanYear1 => "oekonomiplan_1",
            Edition::PlanYear2 => "oekonomiplan_2",
            Edition::PlanYear3 => "oekonomiplan_3",
            Edition::PlanYear4 => "oekonomiplan_4",
        }
    }
}

/// What the codes of a version column mean: `koder = { "11-14VB" = "vedtatt_budsjett" }`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionCodes {
    #[serde(rename = "koder", default)]
    pub codes: BTreeMap<String, Edition>,
    /// Codes whose rows are left out, with their amounts counted.
    #[serde(rename = "utelat", default)]
    pub dropped: BTreeSet<String>,
}

/// The words of the column of income and expense; incomes get their sign turned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    #[serde(rename = "inntekt")]
    pub income: BTreeSet<String>,
    #[serde(rename = "utgift")]
    pub expense: BTreeSet<String>,
}

/// How much may be without an art or a function, in percent of all amounts (without their sign), before the file is refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Rows up to this are kept with the art `ukjent`.
    #[serde(rename = "uten_art_prosent", default)]
    pub without_art: f64,
    /// Rows of services that point to no KOSTRA function; they are left out.
    #[serde(rename = "uten_funksjon_prosent", default = "one_percent")]
    pub without_function: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { without_art: 0.0, without_function: one_percent() }
    }
}

fn one_percent() -> f64 {
    1.0
}

/// How an account number falls into kontoklasse and art: `10110` with one and three digits is kontoklasse `1`, art `011`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The number of digits of every account; when absent, all must have as many as the first. Excel eats a leading zero.
    #[serde(rename = "sifre")]
    pub digits: Option<usize>,
    /// Whether accounts that are shorter than `sifre` get their zeros back.
    #[serde(rename = "nuller_foran", default)]
    pub padded: bool,
    /// One where accounts are mapped and `kontoklasse` is not given, else none.
    #[serde(rename = "kontoklasse_sifre")]
    class_digits: Option<usize>,
    #[serde(rename = "art_sifre", default = "three")]
    pub art_digits: usize,
    /// The kontoklasse of every account, where account numbers have none.
    #[serde(rename = "kontoklasse")]
    constant_class: Option<Class>,
    /// The municipality's own kontoklasser and what they are.
    #[serde(rename = "kontoklasser", default)]
    classes: BTreeMap<String, Class>,
}

impl Default for Account {
    fn default() -> Self {
        Account { digits: None, padded: false, class_digits: None, art_digits: three(), constant_class: None, classes: BTreeMap::new() }
    }
}

fn three() -> usize {
    3
}

impl Account {
    /// Whether any kontoklasse is left out.
    pub fn drops(&self) -> bool {
        self.classes.values().chain(&self.constant_class).any(|class| *class == Class::Dropped)
    }

    /// The digits of an account that say its kontoklasse.
    pub fn class_digits(&self) -> usize {
        self.class_digits.unwrap_or(usize::from(self.constant_class.is_none()))
    }

    /// What the digits of a kontoklasse mean, if the mapping says so.
    pub fn class(&self, digits: &str) -> Option<Class> {
        match digits {
            "" => self.constant_class,
            // KOSTRA's own meaning, until the mapping has one.
            "0" if self.classes.is_empty() => Some(Class::Investment),
            "1" if self.classes.is_empty() => Some(Class::Operations),
            digits => self.classes.get(digits).copied(),
        }
    }
}

/// What a kontoklasse is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Class {
    #[serde(rename = "drift")]
    Operations,
    #[serde(rename = "investering")]
    Investment,
    /// Left out, with its amounts counted: the balance.
    #[serde(rename = "utelat")]
    Dropped,
}

impl Class {
    /// KOSTRA's code for a kontoklasse that is kept.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Class::Operations => Some("1"),
            Class::Investment => Some("0"),
            Class::Dropped => None,
        }
    }
}

/// How a service code falls into function and local digits, and which functions are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    #[serde(rename = "funksjon_sifre", default = "three")]
    pub function_digits: usize,
    /// The functions that are kept; when absent, 201 to 223.
    #[serde(rename = "funksjoner", default = "school_functions")]
    pub functions: BTreeSet<String>,
}

impl Default for Service {
    fn default() -> Self {
        Service { function_digits: three(), functions: school_functions() }
    }
}

fn school_functions() -> BTreeSet<String> {
    (201..=223).map(|function| function.to_string()).collect()
}

/// A local account that is no art of KOSTRA's, and the art that it belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalAccount {
    /// The digits that stand where the art should (`011`), or a whole account number (`10110`), which then goes first.
    #[serde(rename = "konto")]
    account: String,
    art: String,
    /// The first and last year that it holds.
    #[serde(rename = "gyldig_fra")]
    from: Option<u16>,
    #[serde(rename = "gyldig_til")]
    to: Option<u16>,
}

/// A local service and the function that it belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalService {
    #[serde(rename = "tjeneste")]
    service: String,
    #[serde(rename = "funksjon")]
    function: String,
    #[serde(rename = "gyldig_fra")]
    from: Option<u16>,
    #[serde(rename = "gyldig_til")]
    to: Option<u16>,
}

fn years(from: Option<u16>, to: Option<u16>) -> RangeInclusive<u16> {
    from.unwrap_or(0)..=to.unwrap_or(u16::MAX)
}

impl Mapping {
    /// The amount columns.
    pub fn amounts(&self) -> Vec<AmountColumn> {
        match &self.columns.amount {
            Some(column) => vec![AmountColumn { column: column.clone(), year: self.year, edition: self.edition }],
            None => self.amounts.clone(),
        }
    }

    /// The sheet of a workbook, when it is declared.
    pub fn sheet(&self) -> Option<&str> {
        self.file.sheet.as_deref()
    }

    /// The separator, when it is declared.
    pub fn separator(&self) -> Option<u8> {
        self.file.separator.as_ref()?.bytes().next()
    }

    /// The encoding, when it is declared.
    pub fn encoding(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.file.encoding.as_ref()?.as_bytes())
    }

    /// The decimal sign, when it is declared.
    pub fn decimal(&self) -> Option<char> {
        self.file.decimal.as_ref()?.chars().next()
    }

    /// How many kroner an amount of 1 is; negative where every sign is to be turned.
    pub fn kroner(&self) -> i64 {
        let kroner = match self.file.unit {
            Unit::Kroner => 1,
            Unit::Thousands => 1000,
        };
        if self.file.sign == Some(Sign::Turned) { -kroner } else { kroner }
    }

    /// The art that the mapping gives an account in a year: by its whole number, else by its digits where the art stands.
    pub fn art(&self, account: &str, digits: &str, year: u16) -> Option<&str> {
        let find = |key: &str| self.arts.iter().find(|local| local.account == key && years(local.from, local.to).contains(&year));
        find(account).or_else(|| find(digits)).map(|local| local.art.as_str())
    }

    /// Every art that the mapping names, for a check against KOSTRA's list.
    pub fn arts(&self) -> impl Iterator<Item = &str> {
        self.arts.iter().map(|local| local.art.as_str())
    }

    /// The function that the mapping gives a service in a year.
    pub fn function(&self, service: &str, year: u16) -> Option<&str> {
        let holds = |local: &&LocalService| local.service == service && years(local.from, local.to).contains(&year);
        self.functions.iter().find(holds).map(|local| local.function.as_str())
    }

    /// Whether any service has its function from the mapping.
    pub fn maps_functions(&self) -> bool {
        !self.functions.is_empty()
    }
}

/// Parses and checks a mapping file. `file` is its name, for the message.
pub fn parse_mapping(text: &str, file: &str) -> Result<Mapping, Error> {
    let mapping: Mapping = from_toml(text, file)?;
    match mapping.check() {
        Ok(()) => Ok(mapping),
        Err(fault) => Err(Error::definition(file, fault)),
    }
}

#[cfg(test)]
mod tests;
