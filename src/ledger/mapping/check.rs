//! What is wrong within a mapping by itself, in words that name the key.

use std::collections::BTreeSet;

use super::{AmountColumn, LocalAccount, LocalService, Mapping, years};

impl Mapping {
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
        if ![self.limits.without_art, self.limits.without_function].iter().all(|limit| (0.0..=100.0).contains(limit)) {
            return Err("grensene i `[grenser]` er prosent fra 0 til 100".to_owned());
        }
        self.check_arts()?;
        self.check_functions()
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
        let (row_year, row_edition) = (self.columns.year.is_some(), self.columns.edition.is_some());
        match (&self.columns.amount, self.amounts.is_empty()) {
            (None, true) => return Err("beløpskolonnen mangler: sett `beloep` i `[kolonner]`, eller skriv `[[beloep]]`".to_owned()),
            (Some(_), false) => return Err("både `beloep` i `[kolonner]` og `[[beloep]]`; bruk den ene".to_owned()),
            (Some(_), true) if (self.year.is_none() && !row_year) || (self.edition.is_none() && !row_edition) => {
                return Err(
                    "`aar` og `versjon` skal stå øverst når `[kolonner]` har `beloep`, eller være kolonner i `[kolonner]`".to_owned()
                );
            }
            (Some(_), true) if (self.year.is_some() && row_year) || (self.edition.is_some() && row_edition) => {
                return Err("`aar` og `versjon` står enten øverst eller i `[kolonner]`, ikke begge steder".to_owned());
            }
            (None, false) if self.year.is_some() || self.edition.is_some() => {
                return Err("`aar` og `versjon` står i hver `[[beloep]]`, og skal da ikke stå øverst".to_owned());
            }
            _ => {}
        }
        let amounts = self.amounts();
        for (number, amount) in amounts.iter().enumerate() {
            let missing = match (amount.year, amount.edition) {
                (None, _) if !row_year => Some("aar"),
                (_, None) if !row_edition => Some("versjon"),
                _ => None,
            };
            if let Some(key) = missing {
                return Err(format!("`[[beloep]]` «{}» mangler `{key}`", amount.column));
            }
            if let Some(year) = amount.year.filter(|year| !(1990..=2100).contains(year)) {
                return Err(format!("`aar` = {year} er ikke et år fra 1990 til 2100"));
            }
            let same = |other: &&AmountColumn| (other.year, other.edition) == (amount.year, amount.edition);
            if let Some(other) = amounts[..number].iter().find(same) {
                let year = amount.year.map(|year| year.to_string()).unwrap_or_else(|| "av radens år".to_owned());
                let edition = amount.edition.map_or("radens versjon", |edition| edition.as_str());
                return Err(format!("kolonnene «{}» og «{}» er begge {edition} {year}", other.column, amount.column));
            }
        }
        if row_edition == (self.editions.codes.is_empty() && self.editions.dropped.is_empty()) {
            return Err("`[versjoner]` med `koder` hører sammen med `versjon` i `[kolonner]`".to_owned());
        }
        if self.columns.direction.is_some() != self.direction.is_some() {
            return Err("`[inntekt_utgift]` med ordene `inntekt` og `utgift` hører sammen med `inntekt_utgift` i `[kolonner]`".to_owned());
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), String> {
        let amounts = self.amounts();
        let mut seen = BTreeSet::new();
        for name in self.columns.read().chain(amounts.iter().map(|a| &a.column)).chain(&self.columns.dropped) {
            if name.trim().is_empty() || !seen.insert(name.trim()) {
                return Err(format!("kolonnen «{name}» er nevnt to ganger eller har ikke navn"));
            }
        }
        if self.columns.account.is_none() && self.columns.art.is_none() && self.columns.account_text.is_some() {
            return Err("`konto_tekst` uten `konto`: legg kolonnen i `utelat`".to_owned());
        }
        Ok(())
    }

    fn check_account(&self) -> Result<(), String> {
        let account = &self.account;
        let (class_digits, art_digits) = (account.class_digits(), account.art_digits);
        if class_digits > 3 || !(1..=6).contains(&art_digits) || account.digits.is_some_and(|n| n < class_digits + art_digits || n > 20) {
            return Err(
                "`kontoklasse_sifre`, `art_sifre` og `sifre` passer ikke sammen: en konto er kontoklasse, art og egne sifre".to_owned()
            );
        }
        if account.padded && account.digits.is_none() {
            return Err("`nuller_foran` trenger `sifre`: hvor mange sifre hver konto har".to_owned());
        }
        match (class_digits, account.constant_class) {
            (0, None) => return Err("kontoene har ingen kontoklasse: sett `kontoklasse = \"drift\"` eller `\"investering\"`".to_owned()),
            (1.., Some(_)) => return Err("`kontoklasse` gjelder bare når `kontoklasse_sifre = 0`".to_owned()),
            (1.., None) if self.columns.account.is_none() => {
                return Err(
                    "uten kolonnen `konto` må kontoklassen sies: `kontoklasse = \"drift\"` eller `\"investering\"` i `[konto]`".to_owned()
                );
            }
            _ => {}
        }
        match account.classes.keys().find(|class| !is_digits(class, class_digits)) {
            Some(class) => Err(format!("kontoklassen «{class}» har ikke {class_digits} siffer")),
            None => Ok(()),
        }
    }

    fn check_arts(&self) -> Result<(), String> {
        let shortest = self.account.class_digits() + self.account.art_digits;
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
            let held = years(local.from, local.to);
            if held.is_empty() {
                return Err(format!("`[[art]]` konto «{account}»: `gyldig_fra` er etter `gyldig_til`"));
            }
            let meets = |other: &LocalAccount| {
                let others = years(other.from, other.to);
                other.account == *account && others.start() <= held.end() && held.start() <= others.end()
            };
            if self.arts[..number].iter().any(meets) {
                return Err(format!("`[[art]]` konto «{account}» står to ganger for de samme årene"));
            }
        }
        Ok(())
    }

    fn check_functions(&self) -> Result<(), String> {
        for (number, local) in self.functions.iter().enumerate() {
            let service = &local.service;
            if !is_digits(&local.function, 3) {
                return Err(format!("`[[funksjon]]` tjeneste «{service}»: funksjonen «{}» skal ha tre sifre", local.function));
            }
            let held = years(local.from, local.to);
            let meets = |other: &LocalService| {
                let others = years(other.from, other.to);
                other.service == *service && others.start() <= held.end() && held.start() <= others.end()
            };
            if held.is_empty() || self.functions[..number].iter().any(meets) {
                return Err(format!("`[[funksjon]]` tjeneste «{service}» står to ganger for de samme årene, eller for ingen år"));
            }
        }
        Ok(())
    }
}

/// Whether the text is `length` digits, and at least one unless none is asked for.
fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}
