//! What names say: of a column, of a file, of a version code. Bokmål and nynorsk, in full and shortened.

use super::super::mapping::Edition;

/// A name as words: lower case, æøå spelled out, a digit run apart from letters.
#[derive(Debug)]
pub struct Words(Vec<String>);

impl Words {
    pub fn new(text: &str) -> Words {
        let plain = text.to_lowercase().replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
        let mut words: Vec<String> = Vec::new();
        let mut kind = None;
        for c in plain.chars() {
            let now = if c.is_ascii_digit() {
                Some(0)
            } else if c.is_alphabetic() {
                Some(1)
            } else {
                None
            };
            match (now, words.last_mut()) {
                (Some(_), Some(word)) if now == kind => word.push(c),
                (Some(_), _) => words.push(c.to_string()),
                (None, _) => {}
            }
            kind = now;
        }
        Words(words)
    }

    fn begins(&self, beginnings: &[&str]) -> bool {
        self.0.iter().any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
    }

    fn has(&self, words: &[&str]) -> bool {
        self.0.iter().any(|word| words.contains(&word.as_str()))
    }

    fn holds(&self, parts: &[&str]) -> bool {
        self.0.iter().any(|word| parts.iter().any(|part| word.contains(part)))
    }

    /// The first year among the words; `b24` and `r 23` too.
    pub fn year(&self) -> Option<u16> {
        let whole = self.0.iter().filter(|word| word.len() == 4).find_map(|word| word.parse().ok().filter(|y| (1990..=2100).contains(y)));
        whole.or_else(|| {
            let pairs = self
                .0
                .windows(2)
                .filter(|pair| pair[1].len() == 2 && ["b", "r", "budsjett", "regnskap", "bud", "rev"].contains(&pair[0].as_str()));
            pairs.filter_map(|pair| pair[1].parse::<u16>().ok()).map(|year| 2000 + year).next()
        })
    }

    /// Which set of amounts the words mean.
    pub fn edition(&self) -> Option<SaidEdition> {
        if self.holds(&["oekonomiplan", "okonomiplan", "handlingsplan", "langtidsplan"]) || self.has(&["oep", "hoep", "oeplan"]) {
            Some(SaidEdition::Plan)
        } else if self.holds(&["forslag", "framlegg", "fremlegg"]) {
            Some(SaidEdition::Is(Edition::ProposedBudget))
        } else if self.holds(&["revidert", "regulert", "justert"]) || self.has(&["rev", "rb", "just"]) {
            Some(SaidEdition::Is(Edition::RevisedBudget))
        } else if self.holds(&["regnskap", "rekneskap"]) || self.has(&["r", "rskp", "faktisk"]) {
            Some(SaidEdition::Is(Edition::Accounts))
        } else if self.holds(&["budsj", "vedtatt", "vedteken", "opprinn", "opphav"]) || self.has(&["b", "vb", "bud", "oppr"]) {
            Some(SaidEdition::Is(Edition::AdoptedBudget))
        } else {
            None
        }
    }

    pub fn is_investment(&self) -> bool {
        self.begins(&["inv"]) || self.holds(&["investering"])
    }

    pub fn in_thousands(&self) -> bool {
        self.holds(&["tusen"]) || (self.has(&["1000"]) && self.has(&["kr", "kroner"])) || self.0.windows(2).any(|pair| pair == ["t", "kr"])
    }
}

/// A set of amounts, as far as words say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidEdition {
    Is(Edition),
    /// Which year of the plan it is follows from the budget's year.
    Plan,
}

/// What a column's name says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Account,
    AccountText,
    Art,
    Service,
    Unit,
    Year,
    Edition,
    Direction,
    Change,
    Amount,
    /// An amount that follows from the others: avvik, prosent.
    Derived,
    /// A text that belongs to a code.
    Text,
    Project,
    FreeDimension,
    PostingText,
    Supplier,
    /// A voucher, an invoice, a KID or bank account number, a date of one posting.
    Voucher,
    /// A coarser grouping of services or units.
    Group,
}

/// What the words of a name say.
pub fn said(words: &Words) -> Option<Said> {
    if words.0.is_empty() {
        return None;
    }
    let text = words.holds(&["tekst", "text", "beteg", "beskriv"]) || words.has(&["navn", "namn", "t"]);
    let code = words.begins(&["konto", "art"]) || words.holds(&["kontonr", "kontonummer"]);
    if words.begins(&[
        "leverand",
        "kunde",
        "motpart",
        "mottak",
        "ansatt",
        "tilsett",
        "person",
        "reskontro",
        "resnr",
        "bruker",
        "saksbeh",
        "attest",
    ]) {
        Some(Said::Supplier)
    } else if words.begins(&["bilag", "faktura", "voucher", "transaksjon", "journal", "dato", "loepenr", "bankkonto"])
        || words.has(&["kid", "dato", "bank"])
    {
        Some(Said::Voucher)
    } else if words.begins(&["prosjekt", "tiltak"]) {
        Some(Said::Project)
    } else if words.begins(&["fri", "dim", "objekt", "anlegg", "aktivitet", "ressurs"]) {
        Some(Said::FreeDimension)
    } else if words.begins(&["endrgr", "endringsgr", "endringskode", "endringstype"]) {
        Some(Said::Change)
    } else if words.holds(&["avvik", "prosent", "differ", "endring", "forbruk", "rest"]) || words.has(&["diff", "pst", "indeks"]) {
        Some(Said::Derived)
    } else if words.begins(&["inntekt"]) && words.begins(&["utgift"]) || words.0 == ["i", "u"] {
        Some(Said::Direction)
    } else if words.holds(&["versjon", "scenario", "beloepstype", "belopstype", "datatype"]) {
        Some(Said::Edition)
    } else if text && code {
        Some(Said::AccountText)
    } else if text && words.0.len() == 1 {
        Some(Said::PostingText)
    } else if text {
        Some(Said::Text)
    } else if words.holds(&["omraade", "omrade", "hovedgrupp", "sektor", "rammeomr"]) && !words.begins(&["funksjon", "ansvar"])
        || words.begins(&["tjomr", "sumart", "hovudgr"])
    {
        Some(Said::Group)
    } else if words.begins(&["tjeneste", "teneste", "funksjon", "kostrafunksjon"]) {
        Some(Said::Service)
    } else if words.begins(&[
        "ansvar",
        "koststed",
        "kostnadsst",
        "enhet",
        "eining",
        "virksomhet",
        "verksemd",
        "resultateining",
        "resultatenhet",
    ]) {
        Some(Said::Unit)
    } else if words.begins(&["kostraart"]) || words.has(&["kostra"]) && words.has(&["art"]) {
        Some(Said::Art)
    } else if code {
        Some(Said::Account)
    } else if words.year().is_some()
        || words.edition().is_some()
        || words.begins(&["beloep", "belop", "belap", "saldo", "kroner", "sum"])
        || words.has(&["kr", "nok"])
    {
        // A year of its own in the name makes amounts of the column; a name that only means «year» makes years.
        Some(if words.begins(&["budsjettaar", "regnskapsaar", "rekneskapsaar", "budsjettar", "regnskapsar"]) {
            Said::Year
        } else {
            Said::Amount
        })
    } else if words.begins(&["aar", "periode", "maaned"]) || words.has(&["ar", "year"]) {
        Some(Said::Year)
    } else if words.begins(&["avdeling", "etat", "gruppe"]) {
        Some(Said::Group)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_columns_are() {
        for (name, expected) in [
            ("art", Some(Said::Account)),
            ("KOSTRA-art", Some(Said::Art)),
            ("Art(T)", Some(Said::AccountText)),
            ("konto_tekst", Some(Said::AccountText)),
            ("tjeneste_nr", Some(Said::Service)),
            ("funksjonsomrade", Some(Said::Service)),
            ("tjenesteomraade-tekst", Some(Said::Text)),
            ("tjomr", Some(Said::Group)),
            ("Ansvar", Some(Said::Unit)),
            ("virksomhetsomraade", Some(Said::Group)),
            ("inntekt-utgift", Some(Said::Direction)),
            ("endrgr", Some(Said::Change)),
            ("tekst", Some(Said::PostingText)),
            ("Leverandørnavn", Some(Said::Supplier)),
            ("Bilagsnr", Some(Said::Voucher)),
            ("Prosjekt(T)", Some(Said::Project)),
            ("fri_dim", Some(Said::FreeDimension)),
            ("2013", Some(Said::Amount)),
            ("rekneskap_2011", Some(Said::Amount)),
            ("nok", Some(Said::Amount)),
            ("Regnskapsår", Some(Said::Year)),
            ("periode", Some(Said::Year)),
            ("Avvik i %", Some(Said::Derived)),
            ("Kaupanger skule", None),
            ("12 191 239", None),
        ] {
            assert_eq!(said(&Words::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn names_say_years_and_editions() {
        use Edition::{Accounts, AdoptedBudget, ProposedBudget, RevisedBudget};
        for (name, year, edition) in [
            ("rekneskap_2011", Some(2011), Some(SaidEdition::Is(Accounts))),
            ("stavanger_budsjettforslag2016__dataset.original.csv", Some(2016), Some(SaidEdition::Is(ProposedBudget))),
            ("bergen_budsjett-2013_drift", Some(2013), Some(SaidEdition::Is(AdoptedBudget))),
            ("Rev. bud 2024", Some(2024), Some(SaidEdition::Is(RevisedBudget))),
            ("B24", Some(2024), Some(SaidEdition::Is(AdoptedBudget))),
            ("R 23", Some(2023), Some(SaidEdition::Is(Accounts))),
            ("Økonomiplan 2025", Some(2025), Some(SaidEdition::Plan)),
            ("11-14VB", None, Some(SaidEdition::Is(AdoptedBudget))),
            ("beloep", None, None),
        ] {
            let words = Words::new(name);
            assert_eq!((words.year(), words.edition()), (year, edition), "{name}");
        }
    }
}
