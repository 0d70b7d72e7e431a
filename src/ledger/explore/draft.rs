//! A proposed mapping, and how it is written as TOML.

use std::collections::{BTreeMap, BTreeSet};

use super::super::mapping::{Edition, Mapping, parse_mapping};
use crate::error::Error;

/// A mapping as far as it could be worked out.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub municipality: Option<String>,
    pub separator: Option<u8>,
    pub sheet: Option<String>,
    pub decimal: Option<char>,
    pub thousands: bool,
    /// Whether every sign is to be turned.
    pub turned: bool,
    pub account: Option<String>,
    pub art: Option<String>,
    pub account_text: Option<String>,
    pub service: String,
    pub function: Option<String>,
    pub unit: Option<String>,
    pub year: Option<String>,
    pub edition: Option<String>,
    /// Column, and the words for income and for expense.
    pub direction: Option<(String, BTreeSet<String>, BTreeSet<String>)>,
    pub dropped: Vec<String>,
    pub amounts: Vec<Amount>,
    /// The digits of every account, of which some have lost a zero.
    pub padded_to: Option<usize>,
    pub class_digits: usize,
    pub constant_class: Option<&'static str>,
    pub classes: BTreeMap<String, &'static str>,
    pub edition_codes: BTreeMap<String, Edition>,
    /// Version codes that nobody has said the meaning of.
    pub unknown_editions: BTreeSet<String>,
    /// Digits where the art should stand, the proposed art, and the accounts.
    pub arts: Vec<(String, String, String)>,
}

/// A column of amounts as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub column: String,
    pub year: Option<u16>,
    pub edition: Option<Edition>,
}

impl Draft {
    /// The mapping to try on the file: with something in the place of what is not known.
    pub fn on_trial(&self) -> Result<Mapping, Error> {
        let mut draft = self.clone();
        for at in 0..draft.amounts.len() {
            let others: Vec<Amount> =
                draft.amounts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.clone()).collect();
            let amount = &mut draft.amounts[at];
            let taken = |year: Option<u16>, edition: Option<Edition>| others.iter().any(|o| (o.year, o.edition) == (year, edition));
            if self.edition.is_none() && amount.edition.is_none() {
                amount.edition = Edition::ALL.into_iter().find(|edition| !taken(amount.year, Some(*edition)));
            }
            if self.year.is_none() && amount.year.is_none() {
                amount.year = (1990..=2100).find(|year| !taken(Some(*year), amount.edition));
            }
        }
        for code in &self.unknown_editions {
            draft.edition_codes.insert(code.clone(), Edition::Accounts);
        }
        parse_mapping(&draft.toml(""), "forslaget")
    }

    /// Whether the mapping is tried with something that is not known.
    pub fn has_stand_ins(&self) -> bool {
        let lacks =
            |amount: &Amount| (self.year.is_none() && amount.year.is_none()) || (self.edition.is_none() && amount.edition.is_none());
        !self.unknown_editions.is_empty() || self.amounts.iter().any(lacks)
    }

    /// As a file to save. What is not known is a line to fill in; without it `import` refuses the mapping in words. `from` is the file
    /// that it was made from.
    pub fn toml(&self, from: &str) -> String {
        let mut text = String::new();
        let mut line = |words: &str| {
            text.push_str(words);
            text.push('\n');
        };
        if !from.is_empty() {
            line(&format!("# Forslag fra `innsikt import --explore` til {}. Se over det som er merket.", plain(from)));
        }
        match &self.municipality {
            Some(number) => line(&format!("kommunenr = {}", quoted(number))),
            None => line("# kommunenr = \"…\" # fyll inn, eller gi --kommune NR til import"),
        }
        let single = self.single_amount();
        if let Some(amount) = single {
            if self.year.is_none() {
                line(&year_line(amount.year));
            }
            if self.edition.is_none() {
                line(&edition_line(amount.edition));
            }
        }
        let mut file = Vec::new();
        file.extend(self.sheet.as_ref().map(|sheet| format!("ark = {}", quoted(sheet))));
        file.extend(self.separator.map(|sign| format!("skilletegn = {}", quoted(&(sign as char).to_string()))));
        file.extend(self.decimal.map(|sign| format!("desimaltegn = \"{sign}\"")));
        file.extend(self.thousands.then(|| "enhet = \"1000 kr\"".to_owned()));
        file.extend(self.turned.then(|| "fortegn = \"snudd\"".to_owned()));
        if !file.is_empty() {
            line(&format!("\n[fil]\n{}", file.join("\n")));
        }
        line("\n[kolonner]");
        let columns = [
            ("konto", self.account.as_ref()),
            ("konto_tekst", self.account_text.as_ref()),
            ("art", self.art.as_ref()),
            ("tjeneste", Some(&self.service)),
            ("funksjon", self.function.as_ref()),
            ("ansvar", self.unit.as_ref()),
            ("aar", self.year.as_ref()),
            ("versjon", self.edition.as_ref()),
            ("inntekt_utgift", self.direction.as_ref().map(|direction| &direction.0)),
            ("beloep", single.map(|amount| &amount.column)),
        ];
        for (key, column) in columns {
            if let Some(column) = column {
                line(&format!("{key} = {}", quoted(column)));
            }
        }
        if !self.dropped.is_empty() {
            let dropped: Vec<String> = self.dropped.iter().map(|name| format!("    {},\n", quoted(name))).collect();
            line(&format!("utelat = [\n{}]", dropped.concat()));
        }
        if single.is_none() {
            for amount in &self.amounts {
                line(&format!("\n[[beloep]]\nkolonne = {}", quoted(&amount.column)));
                if amount.year.is_some() || self.year.is_none() {
                    line(&year_line(amount.year));
                }
                if amount.edition.is_some() || self.edition.is_none() {
                    line(&edition_line(amount.edition));
                }
            }
        }
        line("\n[konto]");
        if let Some(digits) = self.padded_to {
            line(&format!("sifre = {digits}\nnuller_foran = true"));
        }
        line(&format!("kontoklasse_sifre = {}", self.class_digits));
        if let Some(class) = self.constant_class {
            line(&format!("kontoklasse = \"{class}\""));
        }
        if !self.classes.is_empty() {
            let classes: Vec<String> = self.classes.iter().map(|(digits, class)| format!("{digits} = \"{class}\"")).collect();
            line(&format!("kontoklasser = {{ {} }}", classes.join(", ")));
        }
        if let Some((_, income, expense)) = &self.direction {
            let words = |words: &BTreeSet<String>| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
            line(&format!("\n[inntekt_utgift]\ninntekt = [{}]\nutgift = [{}]", words(income), words(expense)));
        }
        if self.edition.is_some() {
            line("\n[versjoner.koder]");
            for (code, edition) in &self.edition_codes {
                line(&format!("{} = \"{}\"", quoted(code), edition.as_str()));
            }
            for code in &self.unknown_editions {
                line(&format!("# {} = \"…\" # fyll inn: {}", quoted(code), editions()));
            }
        }
        for (digits, art, accounts) in &self.arts {
            line(&format!("\n[[art]]\nkonto = \"{digits}\"\nart = \"{art}\" # {}", plain(accounts)));
        }
        text
    }

    /// The one amount column, where all that it is can stand at the top.
    fn single_amount(&self) -> Option<&Amount> {
        match self.amounts.as_slice() {
            [amount] if (amount.year.is_none() || self.year.is_none()) && (amount.edition.is_none() || self.edition.is_none()) => {
                Some(amount)
            }
            _ => None,
        }
    }
}

fn year_line(year: Option<u16>) -> String {
    match year {
        Some(year) => format!("aar = {year}"),
        None => "# aar = … # fyll inn året (eller --aar AAR til --explore)".to_owned(),
    }
}

fn edition_line(edition: Option<Edition>) -> String {
    match edition {
        Some(edition) => format!("versjon = \"{}\"", edition.as_str()),
        None => format!("# versjon = \"…\" # fyll inn (eller --versjon til --explore): {}", editions()),
    }
}

/// The words that a version may be.
pub fn editions() -> String {
    Edition::ALL.map(Edition::as_str).join(", ")
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text on one line of a comment.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}
