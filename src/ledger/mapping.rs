//! What a municipality's own export means: the mapping file, `mappings/*.toml`.
//!
//! Its keys are Norwegian, since an analyst writes it; the doc comments below are its reference. Everything that can be wrong in it by
//! itself is found when it is parsed; what can only be seen beside the file (a column that is not mapped, an unknown account) is found by
//! [`project`](super::project).

use std::collections::{BTreeMap, BTreeSet};

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
    /// Several amount columns, each with its year and edition. Instead of `beloep` in `[kolonner]`.
    #[serde(rename = "beloep", default)]
    amounts: Vec<AmountColumn>,
    /// Local accounts and the arts that they refine.
    #[serde(rename = "art", default)]
    arts: Vec<LocalAccount>,
}

/// How the file is written. Everything here is found from the file itself when it is not said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// One sign: `;`, `,` or a tab (`"\t"`).
    #[serde(rename = "skilletegn")]
    separator: Option<String>,
    /// `utf-8`, `windows-1252`, …
    #[serde(rename = "koding")]
    encoding: Option<String>,
    /// `,` or `.`.
    #[serde(rename = "desimaltegn")]
    decimal: Option<String>,
}

/// Which column of the file is what. Columns have the names of the first line; one without a name is called `kolonne 13`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    #[serde(rename = "konto")]
    pub account: String,
    #[serde(rename = "tjeneste")]
    pub service: String,
    /// Kept when it is mapped: schools are told apart by it.
    #[serde(rename = "ansvar")]
    pub unit: Option<String>,
    /// What the account is called. Only messages show it; it is not kept.
    #[serde(rename = "konto_tekst")]
    pub account_text: Option<String>,
    #[serde(rename = "beloep")]
    amount: Option<String>,
    /// Columns that are summed away: they are not read, not kept and not archived.
    #[serde(rename = "utelat", default)]
    pub dropped: Vec<String>,
}

/// One column of amounts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountColumn {
    #[serde(rename = "kolonne")]
    pub column: String,
    #[serde(rename = "aar")]
    pub year: u16,
    #[serde(rename = "versjon")]
    pub edition: Edition,
}

/// What a set of amounts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Edition {
    #[serde(rename = "regnskap")]
    Accounts,
    #[serde(rename = "vedtatt_budsjett")]
    AdoptedBudget,
    #[serde(rename = "revidert_budsjett")]
    RevisedBudget,
    #[serde(rename = "oekonomiplan")]
    FinancialPlan,
}

impl Edition {
    pub const ALL: [Edition; 4] = [Edition::Accounts, Edition::AdoptedBudget, Edition::RevisedBudget, Edition::FinancialPlan];

    /// The word that files and tables use.
    pub fn as_str(self) -> &'static str {
        match self {
            Edition::Accounts => "regnskap",
            Edition::AdoptedBudget => "vedtatt_budsjett",
            Edition::RevisedBudget => "revidert_budsjett",
            Edition::FinancialPlan => "oekonomiplan",
        }
    }
}

/// How an account number falls into kontoklasse and art: `10110` with one and three digits is kontoklasse `1`, art `011`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The number of digits of every account; when absent, all must have as many as the first. Excel eats a leading zero.
    #[serde(rename = "sifre")]
    pub digits: Option<usize>,
    #[serde(rename = "kontoklasse_sifre", default = "one")]
    pub class_digits: usize,
    #[serde(rename = "art_sifre", default = "three")]
    pub art_digits: usize,
    /// The kontoklasse of every account, where account numbers have none (`kontoklasse_sifre = 0`).
    #[serde(rename = "kontoklasse")]
    constant_class: Option<Class>,
    /// The municipality's own kontoklasser and what they are.
    #[serde(rename = "kontoklasser", default)]
    classes: BTreeMap<String, Class>,
}

impl Default for Account {
    fn default() -> Self {
        Account { digits: None, class_digits: one(), art_digits: three(), constant_class: None, classes: BTreeMap::new() }
    }
}

fn one() -> usize {
    1
}

fn three() -> usize {
    3
}

impl Account {
    /// Whether any kontoklasse is left out.
    pub fn drops(&self) -> bool {
        self.classes.values().chain(&self.constant_class).any(|class| *class == Class::Dropped)
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

impl LocalAccount {
    fn years(&self) -> std::ops::RangeInclusive<u16> {
        self.from.unwrap_or(0)..=self.to.unwrap_or(u16::MAX)
    }
}

impl Mapping {
    /// The amount columns.
    pub fn amounts(&self) -> Vec<AmountColumn> {
        match (&self.columns.amount, self.year, self.edition) {
            (Some(column), Some(year), Some(edition)) => vec![AmountColumn { column: column.clone(), year, edition }],
            _ => self.amounts.clone(),
        }
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

    /// The art that the mapping gives an account in a year: by its whole number, else by its digits where the art stands.
    pub fn art(&self, account: &str, digits: &str, year: u16) -> Option<&str> {
        let find = |key: &str| self.arts.iter().find(|local| local.account == key && local.years().contains(&year));
        find(account).or_else(|| find(digits)).map(|local| local.art.as_str())
    }

    /// Every art that the mapping names, for a check against KOSTRA's list.
    pub fn arts(&self) -> impl Iterator<Item = &str> {
        self.arts.iter().map(|local| local.art.as_str())
    }

    /// Finds what is wrong within the mapping itself.
    pub fn check(&self) -> Result<(), String> {
        if self.municipality.as_deref().is_some_and(|number| !is_digits(number, 4)) {
            return Err("`kommunenr` skal ha fire sifre".to_owned());
        }
        self.check_file()?;
        self.check_amounts()?;
        self.check_columns()?;
        self.check_account()?;
        if self.service.function_digits != 3 || !self.service.functions.iter().all(|f| is_digits(f, 3)) || self.service.functions.is_empty()
        {
            return Err("funksjoner har tre sifre, også i `funksjon_sifre`, og minst én skal med".to_owned());
        }
        self.check_arts()
    }

    fn check_file(&self) -> Result<(), String> {
        let separates = |sign: &String| matches!(sign.as_bytes(), [b] if *b == b'\t' || (b.is_ascii_punctuation() && *b != b'"'));
        if !self.file.separator.as_ref().is_none_or(separates) {
            return Err("`skilletegn` skal være ett tegn, som \";\" eller \"\\t\"".to_owned());
        }
        if let Some(name) = self.file.encoding.as_ref().filter(|_| self.encoding().is_none()) {
            return Err(format!("`koding` «{name}» er ukjent; bruk «utf-8» eller «windows-1252»"));
        }
        match self.file.decimal.as_deref() {
            None | Some("," | ".") => Ok(()),
            Some(_) => Err("`desimaltegn` skal være \",\" eller \".\"".to_owned()),
        }
    }

    fn check_amounts(&self) -> Result<(), String> {
        match (&self.columns.amount, self.amounts.is_empty()) {
            (None, true) => return Err("beløpskolonnen mangler: sett `beloep` i `[kolonner]`, eller skriv `[[beloep]]`".to_owned()),
            (Some(_), false) => return Err("både `beloep` i `[kolonner]` og `[[beloep]]`; bruk den ene".to_owned()),
            (Some(_), true) if self.year.is_none() || self.edition.is_none() => {
                return Err("`aar` og `versjon` skal stå øverst når `[kolonner]` har `beloep`".to_owned());
            }
            (None, false) if self.year.is_some() || self.edition.is_some() => {
                return Err("`aar` og `versjon` står i hver `[[beloep]]`, og skal da ikke stå øverst".to_owned());
            }
            _ => {}
        }
        let amounts = self.amounts();
        for (number, amount) in amounts.iter().enumerate() {
            if !(1990..=2100).contains(&amount.year) {
                return Err(format!("`aar` = {} er ikke et år fra 1990 til 2100", amount.year));
            }
            let same = |other: &&AmountColumn| (other.year, other.edition) == (amount.year, amount.edition);
            if let Some(other) = amounts[..number].iter().find(same) {
                let (year, edition) = (amount.year, amount.edition.as_str());
                return Err(format!("kolonnene «{}» og «{}» er begge {edition} {year}", other.column, amount.column));
            }
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), String> {
        let amounts = self.amounts();
        let columns = &self.columns;
        let named = [Some(&columns.account), Some(&columns.service), columns.unit.as_ref(), columns.account_text.as_ref()];
        let mut seen = BTreeSet::new();
        for name in named.into_iter().flatten().chain(amounts.iter().map(|a| &a.column)).chain(&columns.dropped) {
            if name.trim().is_empty() || !seen.insert(name.trim()) {
                return Err(format!("kolonnen «{name}» er nevnt to ganger eller har ikke navn"));
            }
        }
        Ok(())
    }

    fn check_account(&self) -> Result<(), String> {
        let account = &self.account;
        let (class_digits, art_digits) = (account.class_digits, account.art_digits);
        if class_digits > 3 || !(1..=6).contains(&art_digits) || account.digits.is_some_and(|n| n < class_digits + art_digits || n > 20) {
            return Err(
                "`kontoklasse_sifre`, `art_sifre` og `sifre` passer ikke sammen: en konto er kontoklasse, art og egne sifre".to_owned()
            );
        }
        match (class_digits, account.constant_class) {
            (0, None) => return Err("kontoene har ingen kontoklasse: sett `kontoklasse = \"drift\"` eller `\"investering\"`".to_owned()),
            (1.., Some(_)) => return Err("`kontoklasse` gjelder bare når `kontoklasse_sifre = 0`".to_owned()),
            _ => {}
        }
        match account.classes.keys().find(|class| !is_digits(class, class_digits)) {
            Some(class) => Err(format!("kontoklassen «{class}» har ikke {class_digits} siffer")),
            None => Ok(()),
        }
    }

    fn check_arts(&self) -> Result<(), String> {
        let shortest = self.account.class_digits + self.account.art_digits;
        for (number, local) in self.arts.iter().enumerate() {
            let account = &local.account;
            let length = account.len();
            if !is_digits(account, length) || (length != self.account.art_digits && length < shortest) {
                let art_digits = self.account.art_digits;
                return Err(format!("`[[art]]` konto «{account}» skal være {art_digits} sifre eller en hel konto"));
            }
            if !is_digits(&local.art, 3) {
                return Err(format!("`[[art]]` konto «{account}»: arten «{}» skal ha tre sifre", local.art));
            }
            if local.years().is_empty() {
                return Err(format!("`[[art]]` konto «{account}»: `gyldig_fra` er etter `gyldig_til`"));
            }
            let meets = |other: &LocalAccount| {
                other.account == *account && other.years().start() <= local.years().end() && local.years().start() <= other.years().end()
            };
            if self.arts[..number].iter().any(meets) {
                return Err(format!("`[[art]]` konto «{account}» står to ganger for de samme årene"));
            }
        }
        Ok(())
    }
}

/// Whether the text is `length` digits, and at least one unless none is asked for.
fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WHOLE: &str = r#"
kommunenr = "1103"
aar = 2016
versjon = "vedtatt_budsjett"

[fil]
skilletegn = ";"
koding = "utf-8"
desimaltegn = ","

[kolonner]
konto = "art"
tjeneste = "tjeneste_nr"
ansvar = "ansvar"
beloep = "beloep"
utelat = ["prosjekt"]

[konto]
kontoklasse_sifre = 1
art_sifre = 3
kontoklasser = { 1 = "drift", 3 = "investering", 2 = "utelat" }

[[art]]
konto = "011"
art = "010"
gyldig_til = 2015

[[art]]
konto = "011"
art = "020"
gyldig_fra = 2016

[[art]]
konto = "01100"
art = "030"
"#;

    fn refused(text: &str) -> String {
        parse_mapping(text, "kart.toml").unwrap_err().to_string()
    }

    #[test]
    fn a_whole_mapping_is_read() {
        let mapping = parse_mapping(WHOLE, "kart.toml").unwrap();
        assert_eq!(mapping.amounts(), [AmountColumn { column: "beloep".into(), year: 2016, edition: Edition::AdoptedBudget }]);
        assert_eq!((mapping.separator(), mapping.decimal()), (Some(b';'), Some(',')));
        assert_eq!((mapping.account.class("3"), mapping.account.class("0")), (Some(Class::Investment), None));
        assert_eq!((mapping.art("10110", "011", 2015), mapping.art("10110", "011", 2016)), (Some("010"), Some("020")));
        assert_eq!((mapping.art("01100", "110", 2016), mapping.art("10120", "012", 2016)), (Some("030"), None));
        assert_eq!(mapping.service.functions.len(), 23);
    }

    #[test]
    fn the_mapping_of_stavanger_holds_together() {
        let mapping = parse_mapping(include_str!("../../mappings/stavanger-2016-drift.toml"), "stavanger-2016-drift.toml").unwrap();
        assert_eq!((mapping.municipality.as_deref(), mapping.arts().count()), (Some("1103"), 23));
        assert_eq!(mapping.art("17090", "709", 2016), Some("700"));
    }

    #[test]
    fn defaults_are_kostra_s_own() {
        let text = "[kolonner]\nkonto='k'\ntjeneste='t'\n[[beloep]]\nkolonne='b'\naar=2013\nversjon='regnskap'\n";
        let mapping = parse_mapping(text, "kart.toml").unwrap();
        assert_eq!((mapping.account.class("0"), mapping.account.class("1")), (Some(Class::Investment), Some(Class::Operations)));
        assert_eq!(mapping.amounts()[0].edition, Edition::Accounts);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() {
        let message = refused(&WHOLE.replace("tjeneste =", "tjenste ="));
        assert!(
            message.starts_with("kart.toml: ukjent nøkkel «tjenste» – mente du «tjeneste»?") && message.ends_with("(linje 13)"),
            "{message}"
        );
        let message = refused(&WHOLE.replace("\"vedtatt_budsjett\"", "\"vedtatt\""));
        assert!(message.contains("ukjent verdi «vedtatt» – mente du «vedtatt_budsjett»?"), "{message}");
        let message = refused("[kolonner]\nkonto='k'\n");
        assert!(message.contains("nøkkelen «tjeneste» mangler"), "{message}");
        assert!(refused("a = [").ends_with("(linje 1)"));
    }

    #[test]
    fn a_mapping_that_does_not_hang_together_is_refused() {
        for (from, to, part) in [
            ("\"1103\"", "\"301\"", "kommunenr"),
            ("\";\"", "\";;\"", "skilletegn"),
            ("\"utf-8\"", "\"utf-9\"", "koding"),
            ("\",\"", "\"'\"", "desimaltegn"),
            ("aar = 2016\n", "", "`aar` og `versjon`"),
            ("aar = 2016\n", "aar = 16\n", "1990"),
            ("beloep = \"beloep\"\n", "", "beløpskolonnen mangler"),
            ("[\"prosjekt\"]", "[\"ansvar\"]", "«ansvar» er nevnt to ganger"),
            ("kontoklasse_sifre = 1", "kontoklasse_sifre = 0", "kontoklasse = "),
            ("art_sifre = 3", "art_sifre = 3\nsifre = 3", "passer ikke sammen"),
            ("kontoklasser = { 1", "kontoklasser = { 11", "«11»"),
            ("gyldig_til = 2015", "gyldig_til = 2016", "to ganger for de samme årene"),
            ("art = \"030\"", "art = \"30\"", "tre sifre"),
            ("konto = \"01100\"", "konto = \"11\"", "hel konto"),
            ("[konto]", "[tjeneste]\nfunksjoner = [\"20\"]\n[konto]", "funksjoner har tre sifre"),
            ("[konto]", "[[beloep]]\nkolonne='x'\naar=2016\nversjon='regnskap'\n[konto]", "bruk den ene"),
        ] {
            assert!(WHOLE.contains(from));
            let message = refused(&WHOLE.replacen(from, to, 1));
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn two_columns_of_the_same_year_and_edition_are_refused() {
        let column = |name: &str| format!("[[beloep]]\nkolonne='{name}'\naar=2013\nversjon='regnskap'\n");
        let message = refused(&format!("[kolonner]\nkonto='k'\ntjeneste='t'\n{}{}", column("a"), column("b")));
        assert!(message.contains("«a» og «b» er begge regnskap 2013"), "{message}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}", cut in 0usize..WHOLE.len(), put in "[a-z0-9=\"\\[\\]\n]{0,6}") {
            let _ = parse_mapping(&text, "x");
            let _ = parse_mapping(&format!("{}{put}{}", &WHOLE[..cut], &WHOLE[cut..]), "x");
        }
    }
}
