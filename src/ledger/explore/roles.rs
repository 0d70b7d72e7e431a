//! Which column is what: by its name where that holds for its cells, else by its cells.

use std::collections::{BTreeMap, BTreeSet};

use super::super::mapping::Edition;
use super::super::project::{says_total, year_of};
use super::super::rows::{Record, Rows};
use super::Known;
use super::columns::{Column, Looked};
use super::draft::{Amount, Draft, editions};
use super::names::{Said, SaidEdition, Words};
use crate::read::{Refusal, shown};

/// What a column is used as.
#[derive(Debug, Clone)]
pub struct Role {
    pub column: String,
    /// The mapping's key: `konto`, `utelat`, …
    pub used_as: &'static str,
    pub why: String,
}

/// A draft with its reasons, before it is tried.
#[derive(Debug)]
pub struct Proposal {
    pub draft: Draft,
    pub roles: Vec<Role>,
    pub reasons: Vec<String>,
    pub open: Vec<String>,
}

/// How an account number falls into kontoklasse and art.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Split {
    class_digits: usize,
    length: usize,
    padded: bool,
    /// The share of accounts whose digits are an art, and of those that are one with a 0 in the last place.
    exact: f64,
    near: f64,
}

/// Works out what each column is.
pub fn propose(looked: &Looked, rows: &Rows<'_>, known: &Known, arts: &BTreeSet<String>) -> Result<Proposal, Refusal> {
    let mut work = Work {
        looked,
        known,
        arts,
        file: Words::new(&known.file),
        title: Words::new(&looked.title),
        used: BTreeMap::new(),
        draft: Draft { municipality: known.municipality.clone(), ..Draft::default() },
        code: None,
        reasons: Vec::new(),
        open: Vec::new(),
    };
    work.service()?;
    work.account();
    work.unit();
    work.periods();
    work.amounts()?;
    work.direction(rows);
    work.rest();
    if work.draft.municipality.is_none() {
        work.open.push("kommunen står ikke i filen: fyll inn `kommunenr`, eller gi --kommune NR".to_owned());
    }
    let Work { mut used, mut draft, reasons, open, .. } = work;
    draft.dropped.sort_by_key(|name| looked.columns.iter().position(|column| column.name == *name));
    let roles = looked.columns.iter().filter_map(|column| used.remove(&column.at)).collect();
    Ok(Proposal { draft, roles, reasons, open })
}

struct Work<'a> {
    looked: &'a Looked,
    known: &'a Known,
    arts: &'a BTreeSet<String>,
    file: Words,
    title: Words,
    used: BTreeMap<usize, Role>,
    draft: Draft,
    /// The version that a column of codes says of the whole file.
    code: Option<Edition>,
    reasons: Vec<String>,
    open: Vec<String>,
}

impl<'a> Work<'a> {
    fn take(&mut self, column: &Column, used_as: &'static str, why: impl Into<String>) -> String {
        self.used.insert(column.at, Role { column: column.name.clone(), used_as, why: why.into() });
        column.name.clone()
    }

    fn drop(&mut self, column: &Column, why: impl Into<String>) {
        let name = self.take(column, "utelat", why);
        if !self.draft.dropped.contains(&name) {
            self.draft.dropped.push(name);
        }
    }

    /// Columns that are not used yet, those whose name says so first.
    fn candidates(&self, said: &[Said]) -> impl Iterator<Item = &'a Column> + use<'a> {
        let said = said.to_vec();
        let free: Vec<&Column> =
            self.looked.columns.iter().filter(|column| !self.used.contains_key(&column.at) && column.filled > 0).collect();
        let (named, rest): (Vec<&Column>, Vec<&Column>) =
            free.into_iter().partition(|column| column.said.is_some_and(|s| said.contains(&s)));
        // A name that says something else is believed.
        named.into_iter().chain(rest.into_iter().filter(|column| column.said.is_none()))
    }

    /// The service: the longest codes that begin with a function.
    fn service(&mut self) -> Result<(), Refusal> {
        let share = |column: &Column| column.share(|code| says_total(code) || begins_with_function(code));
        let schools =
            |column: &Column| column.share(|code| code.starts_with("20") || code.starts_with("21") || code.starts_with("22")) > 0.0;
        let length = |column: &Column| column.codes().map(|(code, _)| code.len()).max().unwrap_or_default();
        let named: Vec<&Column> =
            self.candidates(&[Said::Service]).filter(|column| column.said == Some(Said::Service) && share(column) > 0.0).collect();
        let by_cells = || self.candidates(&[]).filter(|column| share(column) > 0.9 && schools(column) && (3..=6).contains(&length(column)));
        let chosen = match named.iter().max_by_key(|column| ((share(column) * 10.0) as usize, length(column))) {
            Some(column) => Some(*column),
            None => by_cells().max_by_key(|column| column.values.len()),
        };
        let Some(service) = chosen else {
            let names = self.looked.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Refusal::new(
                format!("linje {}", self.looked.header.line),
                format!("ingen kolonne der kodene begynner med en KOSTRA-funksjon (kolonnene er {})", shown(&names)),
                "en kolonne med tjeneste eller funksjon, som 202 eller 20200",
            ));
        };
        let named_so = if service.said == Some(Said::Service) { "navnet sier det, og " } else { "" };
        let why = format!("{named_so}de tre første sifrene er en KOSTRA-funksjon (100–899) i {:.0} % av radene", 100.0 * share(service));
        self.draft.service = self.take(service, "tjeneste", why);
        for column in named {
            if column.at == service.at {
                continue;
            }
            if share(column) > 0.9 && share(service) < 0.9 && length(column) == 3 {
                self.draft.function = Some(self.take(column, "funksjon", "tre siffer: funksjonen, som ikke står i tjenesten"));
            } else {
                self.drop(column, "funksjonen står alt i tjenesten");
            }
        }
        Ok(())
    }

    fn account(&mut self) {
        let art_like = |column: &Column| {
            let length = column.codes().map(|(code, _)| code.len()).max().unwrap_or_default();
            length <= 3 && column.share(|code| self.arts.contains(&format!("{code:0>3}"))) > 0.8
        };
        let art = self.candidates(&[Said::Art, Said::Account]).find(|column| column.said.is_some() && art_like(column));
        let split_of = |column: &Column| split(column, self.arts).filter(|split| split.exact >= 0.3 && split.exact + split.near >= 0.8);
        let by_name = self
            .candidates(&[Said::Account, Said::Art])
            .filter(|column| column.said.is_some() && art.is_none_or(|art| art.at != column.at))
            .find_map(|column| Some((column, split(column, self.arts)?)));
        let by_cells = || {
            let fitting =
                self.candidates(&[]).filter(|column| column.said.is_none()).filter_map(|column| Some((column, split_of(column)?)));
            fitting.max_by(|a, b| (a.1.exact + a.1.near).total_cmp(&(b.1.exact + b.1.near)))
        };
        let account = by_name.or_else(|| if art.is_none() { by_cells() } else { None });
        if let Some(column) = art {
            self.draft.art = Some(self.take(column, "art", "tre siffer som er KOSTRA-arter"));
        }
        match account {
            Some((column, split)) => self.take_account(column, split),
            None => {
                self.draft.class_digits = 0;
                let class = self.class_of_file();
                self.draft.constant_class = Some(class.0);
                self.reasons.push(format!("ingen kontoklasse i filen: {}, fordi {}", class.0, class.1));
                if self.draft.art.is_none() {
                    self.reasons
                        .push("ingen kolonne med konto eller art: arten blir «ukjent», og bare netto kan regnes ut av filen".to_owned());
                }
            }
        }
        let beside = self.candidates(&[Said::AccountText]).find(|column| column.said == Some(Said::AccountText));
        if let Some(column) = beside
            && (self.draft.account.is_some() || self.draft.art.is_some())
        {
            if column.person {
                self.drop(column, "noen av tekstene peker på personer");
            } else {
                self.draft.account_text = Some(self.take(column, "konto_tekst", "vises i meldinger, lagres ikke"));
            }
        }
    }

    fn take_account(&mut self, column: &'a Column, split: Split) {
        let name = self.take(
            column,
            "konto",
            format!(
                "{} sifre: {} kontoklasse + 3 art + {} eget; arten finnes i KOSTRA for {:.0} % av kontoene, og med 0 sist for {:.0} % til",
                split.length,
                split.class_digits,
                split.length - split.class_digits - 3,
                100.0 * split.exact,
                100.0 * split.near
            ),
        );
        self.draft.account = Some(name);
        self.draft.class_digits = split.class_digits;
        self.draft.padded_to = split.padded.then_some(split.length);
        if split.padded {
            self.reasons.push(format!(
                "noen kontoer er kortere enn {} sifre: et regneark har fjernet nuller foran, og de settes inn igjen",
                split.length
            ));
        }
        if split.class_digits == 0 {
            let class = self.class_of_file();
            self.draft.constant_class = Some(class.0);
            self.reasons.push(format!("ingen kontoklasse i kontoene: {}, fordi {}", class.0, class.1));
            return;
        }
        let classes: BTreeSet<String> = column
            .codes()
            .filter(|(code, _)| is_number(code))
            .filter_map(|(code, _)| format!("{code:0>length$}", length = split.length).get(..1).map(str::to_owned))
            .collect();
        let has = |class: &str| classes.contains(class);
        if classes.iter().all(|class| class == "0" || class == "1") {
            return;
        }
        let investment = self.class_of_file().0 == "investering";
        for class in &classes {
            let meaning = match class.as_str() {
                "0" => "investering",
                "1" => "drift",
                "3" if has("4") || (!has("1") && !investment) => "drift",
                "3" | "4" => "investering",
                _ => "utelat",
            };
            self.draft.classes.insert(class.clone(), meaning);
        }
        let said = self.draft.classes.iter().map(|(class, meaning)| format!("{class} = {meaning}")).collect::<Vec<_>>().join(", ");
        self.reasons.push(format!(
            "kontoklassene er lest som {said}: 0 og 1 er KOSTRAs egne, de andre er en gjetning etter hva andre kommuner bruker; vurder dem"
        ));
    }

    /// The kontoklasse of a whole file, and why.
    fn class_of_file(&self) -> (&'static str, &'static str) {
        match self.file.is_investment() || self.title.is_investment() {
            true => ("investering", "filnavnet eller tittelen sier investering"),
            false => ("drift", "hverken filnavnet eller tittelen sier investering"),
        }
    }

    fn unit(&mut self) {
        let fits = |column: &&Column| {
            column.said == Some(Said::Unit) && !column.person && column.share(|code| code.bytes().any(|b| b.is_ascii_digit())) > 0.5
        };
        let named: Vec<&Column> = self.candidates(&[Said::Unit]).filter(fits).collect();
        let rank = |column: &&&Column| (!column.name.to_lowercase().starts_with("ansvar"), column.at);
        let Some(unit) = named.iter().min_by_key(rank) else { return };
        self.draft.unit = Some(self.take(unit, "ansvar", "koder som skoler kan kjennes igjen på"));
    }

    /// Columns of years and of versions.
    fn periods(&mut self) {
        let years =
            |column: &&Column| column.said == Some(Said::Year) && column.share(|code| year_of(code).is_some() || says_total(code)) > 0.99;
        if let Some(column) = self.candidates(&[Said::Year]).find(years) {
            let several: BTreeSet<u16> = column.values.keys().filter_map(|text| year_of(text)).collect();
            let list = several.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            self.draft.year = Some(self.take(column, "aar", format!("hver rad har sitt år: {list}")));
        }
        let named = |column: &&Column| column.said == Some(Said::Edition) && column.values.len() <= 24;
        if let Some(column) = self.candidates(&[Said::Edition]).find(named) {
            let mut meanings = BTreeMap::new();
            let mut unknown = BTreeSet::new();
            for text in column.values.keys() {
                match Words::new(text).edition() {
                    Some(SaidEdition::Is(edition)) => drop(meanings.insert(text.clone(), edition)),
                    _ => drop(unknown.insert(text.clone())),
                }
            }
            self.open.extend(
                unknown
                    .iter()
                    .map(|code| format!("versjonen {} er ukjent: skriv i `[versjoner.koder]` hva den er ({})", shown(code), editions())),
            );
            let years = self.looked.columns.iter().filter(|c| c.said == Some(Said::Amount) && Words::new(&c.name).year().is_some());
            if let (1, Some(edition)) = (column.values.len(), meanings.values().next())
                && years.count() > 1
            {
                // The version of the first year; the years after it are its plan.
                self.code = Some(*edition);
                self.drop(column, format!("samme versjon i hver rad, {}; kolonnene etter budsjettåret er planen", edition.as_str()));
                return;
            }
            let list = column.values.keys().map(|code| shown(code)).collect::<Vec<_>>().join(", ");
            self.draft.edition = Some(self.take(column, "versjon", format!("hver rad har sin versjon: {list}")));
            (self.draft.edition_codes, self.draft.unknown_editions) = (meanings, unknown);
        }
    }

    fn amounts(&mut self) -> Result<(), Refusal> {
        let named: Vec<&Column> =
            self.candidates(&[Said::Amount]).filter(|column| column.said == Some(Said::Amount) && column.amounts().is_some()).collect();
        // A column that nobody has named is one of amounts only where none is named so.
        let unnamed = || {
            let printed =
                |column: &&Column| column.said.is_none() && column.at < self.looked.header.names.len() && column.amounts().is_some();
            self.candidates(&[]).filter(printed).filter(|column| 2 * column.printed > column.filled).collect::<Vec<_>>()
        };
        let columns = if named.is_empty() { unnamed() } else { named };
        if columns.is_empty() {
            return Err(Refusal::new(
                format!("linje {}", self.looked.header.line),
                "ingen kolonne med beløp",
                "en kolonne som heter beløp, regnskap, budsjett eller et årstall, med tall i",
            ));
        }
        // A plain «beløp» beside named sets («budsjett 2013») would be one of them over again.
        let base = self.base(&columns);
        for column in columns {
            let amount = self.amount(column, base);
            let same = |other: &Amount| (other.year, other.edition) == (amount.year, amount.edition);
            if let Some(other) = self.draft.amounts.iter().find(|other| same(other)).map(|other| other.column.clone()) {
                self.open.push(format!("«{}» er utelatt, for den er samme år og versjon som «{other}»: velg den som gjelder", column.name));
                self.drop(column, format!("samme år og versjon som «{other}»"));
                continue;
            }
            let year = amount.year.map_or_else(
                || if self.draft.year.is_some() { "radens år".to_owned() } else { "ukjent år".to_owned() },
                |year| year.to_string(),
            );
            let edition =
                amount.edition.map_or(if self.draft.edition.is_some() { "radens versjon" } else { "ukjent versjon" }, Edition::as_str);
            self.take(column, "beloep", format!("{edition}, {year}"));
            if year == "ukjent år" {
                self.open.push(format!("året til «{}» står verken i filen eller i filnavnet: gi --aar, eller fyll inn `aar`", column.name));
            }
            if edition == "ukjent versjon" {
                self.open.push(format!(
                    "hva «{}» er, står verken i filen eller i filnavnet: gi --versjon, eller fyll inn `versjon` ({})",
                    column.name,
                    editions()
                ));
            }
            self.draft.thousands |= Words::new(&column.name).in_thousands();
            if let Some(Some(sign)) = column.amounts() {
                self.draft.decimal = Some(sign);
            } else if column.has_decimals() && self.draft.decimal.is_none() {
                self.draft.decimal = decimal_of(column);
            }
            self.draft.amounts.push(amount);
        }
        if let Some(sign) = self.draft.decimal {
            self.reasons.push(format!("desimaltegnet er «{sign}»: slik kan alle beløpene leses"));
        }
        self.draft.thousands |= self.title.in_thousands();
        if self.draft.thousands {
            self.reasons.push("beløpene er i tusen kroner, sier navnet eller tittelen, og ganges med 1000".to_owned());
        }
        Ok(())
    }

    /// The year and the version that columns without their own have.
    fn base(&mut self, columns: &[&Column]) -> (Option<u16>, Option<SaidEdition>) {
        let own: BTreeSet<u16> = columns.iter().filter_map(|column| Words::new(&column.name).year()).collect();
        let (in_file, in_title) = (self.file.year(), self.title.year());
        // A budget's year is that of its newest column; a plan alone begins with its first.
        let budgets = columns.iter().filter(|column| {
            matches!(Words::new(&column.name).edition(), Some(SaidEdition::Is(Edition::AdoptedBudget | Edition::ProposedBudget)))
        });
        let newest_budget = budgets.filter_map(|column| Words::new(&column.name).year()).max();
        // Columns that name their years say more than the file does: its year only tells which of them is the budget.
        let fits = |year: &u16| own.is_empty() || own.contains(year);
        let year = self.known.year.or(in_file.filter(fits)).or(in_title.filter(fits)).or(newest_budget).or(own.first().copied());
        if self.draft.year.is_none()
            && own.is_empty()
            && let Some(year) = year
        {
            let from = if self.known.year.is_some() {
                "--aar"
            } else if in_file.is_some() {
                "filnavnet"
            } else {
                "tittelen over kolonnenavnene"
            };
            self.reasons.push(format!("året {year} kommer fra {from}"));
        }
        let stated = self.known.edition.or(self.code).map(SaidEdition::Is);
        let edition = stated.or(self.file.edition()).or(self.title.edition());
        if self.draft.edition.is_none()
            && self.code.is_none()
            && let Some(SaidEdition::Is(edition)) = edition
        {
            let from = if stated.is_some() {
                "--versjon"
            } else if self.file.edition().is_some() {
                "filnavnet"
            } else {
                "tittelen over kolonnenavnene"
            };
            let otherwise = if stated.is_some() { "" } else { "; gi --versjon hvis det er feil" };
            self.reasons.push(format!("versjonen {} kommer fra {from}{otherwise}", edition.as_str()));
        }
        (year, edition)
    }

    fn amount(&self, column: &Column, (base_year, base_edition): (Option<u16>, Option<SaidEdition>)) -> Amount {
        let words = Words::new(&column.name);
        let year = words.year().or(if self.draft.year.is_some() { None } else { base_year });
        let said = words.edition();
        let edition = if said.is_none() && self.draft.edition.is_some() {
            None
        } else {
            match (said.or(base_edition), year, base_year) {
                (Some(SaidEdition::Plan), Some(year), Some(base)) => plan_year(base, year),
                (Some(SaidEdition::Plan), ..) => None,
                // A budget's later years are its plan; its earlier ones are something else.
                (Some(SaidEdition::Is(edition)), Some(year), Some(base))
                    if said.is_none() && edition != Edition::Accounts && year != base =>
                {
                    if year > base {
                        plan_year(base, year)
                    } else {
                        None
                    }
                }
                (Some(SaidEdition::Is(edition)), ..) => Some(edition),
                (None, ..) => None,
            }
        };
        Amount { column: column.name.clone(), year, edition }
    }

    /// A column of income and expense gives amounts their sign where they have none.
    fn direction(&mut self, rows: &Rows<'_>) {
        let Some(column) = self.candidates(&[Said::Direction]).find(|column| column.said == Some(Said::Direction)) else { return };
        let Some(amount) = self.draft.amounts.first().and_then(|amount| self.looked.columns.iter().find(|c| c.name == amount.column))
        else {
            return;
        };
        let is_income = |word: &str| word.to_lowercase().starts_with('i');
        let (mut reader, mut record, mut below) = (rows.reader(), Record::default(), false);
        let (mut negative, mut incomes) = (0, 0);
        while reader.next(&mut record) {
            if !below {
                below = rows.line(&record) >= self.looked.header.line;
                continue;
            }
            if is_income(record.get(column.at)) {
                let text = record.get(amount.at);
                incomes += usize::from(text.bytes().any(|b| matches!(b, b'1'..=b'9')));
                negative += usize::from(text.contains(['-', '\u{2212}', '\u{2013}', '(']));
            }
        }
        if 2 * negative > incomes {
            self.drop(column, format!("beløpene har fortegn alt: {negative} av {incomes} inntekter er negative"));
            return;
        }
        let words: BTreeSet<String> = column.values.keys().cloned().collect();
        let (income, expense): (BTreeSet<String>, BTreeSet<String>) = words.into_iter().partition(|word| is_income(word));
        let why = format!("beløpene har ikke fortegn ({negative} av {incomes} inntekter er negative): inntektene snus");
        let name = self.take(column, "inntekt_utgift", why);
        self.draft.direction = Some((name, income, expense));
    }

    /// Everything else is left out, by name and with the reason.
    fn rest(&mut self) {
        for column in &self.looked.columns {
            if self.used.contains_key(&column.at) {
                continue;
            }
            if column.at >= self.looked.header.names.len() {
                self.drop(column, format!("{} rader har felt utenfor kolonnenavnene: trolig rester av et regneark", column.filled));
                continue;
            }
            let many = column.values.len();
            let why = match column.said {
                _ if column.filled == 0 => "tom".to_owned(),
                Some(Said::Project) => "prosjekter kan navngi personer, og summeres bort".to_owned(),
                Some(Said::FreeDimension) => "den frie dimensjonen kan navngi personer, og summeres bort".to_owned(),
                Some(Said::PostingText) => "fritekst summeres bort".to_owned(),
                Some(Said::Supplier) => "leverandører og personer summeres bort".to_owned(),
                Some(Said::Voucher) => "bilag, kontonumre og datoer summeres bort".to_owned(),
                Some(Said::Change) => format!("endringsliste: {many} endringsgrupper summeres til én total"),
                Some(Said::Derived) => "følger av de andre beløpene".to_owned(),
                Some(Said::Group) => "en grovere inndeling, som følger av kodene".to_owned(),
                Some(Said::Text | Said::AccountText) => "tekst til en kode".to_owned(),
                Some(Said::Unit) => "en annen inndeling enn ansvar".to_owned(),
                Some(Said::Year | Said::Edition) => "gjelder ikke: år og versjon er kjent på annen måte".to_owned(),
                Some(Said::Amount) if column.amounts().is_none() => "heter noe om beløp, men har annet enn tall".to_owned(),
                _ if column.person => "noen av verdiene peker på personer".to_owned(),
                _ => "brukes ikke til noe vi kjenner".to_owned(),
            };
            self.drop(column, why);
        }
        let persons: Vec<String> =
            self.looked.columns.iter().filter(|column| column.person).map(|column| format!("«{}»", column.name)).collect();
        if !persons.is_empty() {
            self.reasons.push(format!(
                "betegnelser på personer står i {}: de kolonnene leses ikke, og ingenting av dem lagres",
                persons.join(" og ")
            ));
        }
    }
}

/// The plan's year `year` when the budget is for `base`.
fn plan_year(base: u16, year: u16) -> Option<Edition> {
    match year.checked_sub(base)? {
        0 => Some(Edition::PlanYear1),
        1 => Some(Edition::PlanYear2),
        2 => Some(Edition::PlanYear3),
        3 => Some(Edition::PlanYear4),
        _ => None,
    }
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit())
}

fn begins_with_function(code: &str) -> bool {
    code.get(..3).is_some_and(|digits| digits.parse().is_ok_and(|function: u16| (100..900).contains(&function))) && is_number(code)
}

/// The decimal sign of a column whose amounts show it.
fn decimal_of(column: &Column) -> Option<char> {
    let ends_in =
        |text: &str, sign: char| text.rsplit_once(sign).is_some_and(|(_, after)| after.bytes().filter(u8::is_ascii_digit).count() <= 2);
    [',', '.'].into_iter().find(|sign| column.values.keys().any(|text| ends_in(text, *sign)))
}

/// The split of a column's codes that gives most arts.
fn split(column: &Column, arts: &BTreeSet<String>) -> Option<Split> {
    let codes: BTreeSet<&str> = column.codes().map(|(code, _)| code).filter(|code| is_number(code)).collect();
    let longest = codes.iter().map(|code| code.len()).max()?;
    if !(3..=12).contains(&longest) || column.share(is_number) < 0.9 {
        return None;
    }
    let padded = codes.iter().any(|code| code.len() < longest);
    let measure = |class_digits: usize| {
        if longest < class_digits + 3 {
            return None;
        }
        let (mut exact, mut near) = (0, 0);
        for code in &codes {
            let code = format!("{code:0>longest$}");
            let art = &code[class_digits..class_digits + 3];
            if arts.contains(art) {
                exact += 1;
            } else if arts.contains(&format!("{}0", &art[..2])) {
                near += 1;
            }
        }
        let share = |count: usize| count as f64 / codes.len() as f64;
        Some(Split { class_digits, length: longest, padded, exact: share(exact), near: share(near) })
    };
    // Four digits are an art and a local one more often than a kontoklasse and an art, and five are both.
    let order = if longest <= 4 { [0, 1] } else { [1, 0] };
    let splits = order.into_iter().filter_map(measure);
    splits.fold(None, |best: Option<Split>, next| match best {
        Some(best) if next.exact + next.near / 2.0 <= best.exact + best.near / 2.0 + 0.05 => Some(best),
        _ => Some(next),
    })
}
