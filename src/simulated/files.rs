//! Files that no publisher serves but a municipality has: the accounts as reported to KOSTRA, and one budget.

use std::fmt::Write;

use super::country::{Country, School, Sex, shared};

/// A file for `innsikt import`.
pub struct LocalFile {
    /// The pipeline that takes it in.
    pub dataset: &'static str,
    /// Begins with `syntetisk_`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// The mapping (TOML) of a file that has to be projected.
    pub mapping: Option<&'static str>,
}

/// The accounts of every year that has pupils before it, and Løten's budget.
pub fn local_files(country: &Country) -> Vec<LocalFile> {
    let years = country.autumns();
    let accounts = |year: u16| LocalFile {
        dataset: "kostra_regnskap",
        name: format!("syntetisk_kostra_regnskap_{year}.dat"),
        bytes: accounts(country, year),
        mapping: None,
    };
    let mut files: Vec<LocalFile> = years.map(accounts).collect();
    files.extend(budget(country).map(|bytes| LocalFile {
        dataset: "lokalt_budsjett",
        name: format!("syntetisk_budsjett_loeten_{BUDGET_YEAR}.csv"),
        bytes,
        mapping: Some(BUDGET_MAPPING),
    }));
    files
}

/// The accounts of all municipalities in a year, operations and investments, alone and with their undertakings, in the fixed columns of the
/// reporting file.
fn accounts(country: &Country, year: u16) -> Vec<u8> {
    let mut text = String::new();
    for (form, classes, with_undertakings) in [("0A", [1, 0], false), ("0M", [3, 4], true)] {
        for (at, municipality) in country.municipalities().iter().enumerate() {
            let number = &municipality.number;
            let parts = [country.accounts(at, year, with_undertakings), country.investments(at, year, with_undertakings)];
            for (class, posting) in
                classes.iter().zip(parts).flat_map(|(class, part)| part.into_iter().map(move |posting| (class, posting)))
            {
                // Writing to a string never fails.
                let _ = writeln!(text, "{form}{year} {number}00{:18}{class}{:4}{}{:9}", "", posting.function, posting.art, posting.amount);
            }
        }
    }
    text.into_bytes()
}

const BUDGET_YEAR: u16 = 2025;
const LOETEN: &str = "3412";

/// Løten's budget for its schools, as its finance system would export it: made from its accounts, two per cent below.
fn budget(country: &Country) -> Option<Vec<u8>> {
    let loeten = country.municipalities().iter().position(|municipality| municipality.number == LOETEN)?;
    let mut text =
        "virksomhetsomraade;art;art_tekst;ansvar;ansvar_tekst;tjeneste_nr;tjeneste_tekst;prosjekt;prosjekt_tekst;beloep\n".to_owned();
    let schools = country.schools_of(loeten, BUDGET_YEAR - 1).into_iter().map(|at| (at, &country.schools()[at]));
    let schools: Vec<(usize, &School)> = schools.filter(|(_, school)| !school.private).collect();
    for posting in country.accounts(loeten, BUDGET_YEAR, false) {
        let Some((service, spent_by)) = service(posting.function) else { continue };
        let units = schools.iter().filter(|(_, school)| spent_by(school)).map(|(at, school)| Unit::of(country, *at, school));
        let mut units: Vec<Unit> = units.collect();
        if units.is_empty() {
            units.push(Unit { number: "2900".to_owned(), name: "Syntetisk skolekontor", weight: 1.0 });
        }
        // Teachers' pay falls on an account of the municipality's own, and on a service for adapted teaching.
        let lines: &[(&str, &str, f64)] = match (posting.function, posting.art) {
            ("202", "010") => &[("010", "00", 0.7), ("011", "00", 0.1), ("010", "50", 0.2)],
            (_, art) => &[(art, "00", 1.0)],
        };
        let weights: Vec<f64> = units.iter().flat_map(|unit| lines.iter().map(move |(_, _, line)| unit.weight * line)).collect();
        let keys = units.iter().flat_map(|unit| lines.iter().map(move |line| (unit, line)));
        for ((unit, (art, local, _)), amount) in keys.zip(shared(posting.amount as f64 * 0.98, &weights)) {
            let (function, art_text, kroner) = (posting.function, art_text(posting.art), amount * 1000);
            let (number, name) = (&unit.number, unit.name);
            text += &format!("Oppvekst (syntetisk);1{art}0;{art_text};{number};{name};{function}{local};{service};;;{kroner}\n");
        }
    }
    Some(text.into_bytes())
}

/// Who may spend: a responsibility («ansvar») of the budget.
struct Unit<'a> {
    number: String,
    name: &'a str,
    weight: f64,
}

impl Unit<'_> {
    fn of<'a>(country: &Country, at: usize, school: &'a School) -> Unit<'a> {
        let pupils: u32 = (1..=10).map(|grade| country.pupils(at, BUDGET_YEAR - 1, grade, Sex::All)).sum();
        Unit { number: format!("21{}", &school.orgnr[7..]), name: &school.name, weight: pupils.into() }
    }
}

/// Whether a school spends on something.
type Spends = fn(&School) -> bool;

/// The text of a function's services, and the schools that spend on it; nothing for what is not the schools'.
fn service(function: &str) -> Option<(&'static str, Spends)> {
    Some(match function {
        "202" => ("GRUNNSKOLE", |_| true),
        "215" => ("SKOLEFRITIDSORDNING", |school| *school.grades.start() == 1),
        "120" => ("ADMINISTRASJON", |_| false),
        "213" => ("VOKSENOPPLÆRING", |_| false),
        "222" => ("SKOLELOKALER", |_| false),
        "223" => ("SKOLESKYSS", |_| false),
        _ => return None,
    })
}

fn art_text(art: &str) -> &'static str {
    match art.as_bytes().first() {
        Some(b'0') => "LØNN",
        Some(b'1' | b'2') => "KJØP AV VARER OG TJENESTER",
        Some(b'3') => "KJØP FRA ANDRE",
        Some(b'4') => "OVERFØRINGER",
        Some(b'5') => "AVSKRIVNINGER",
        Some(b'6') => "SALGSINNTEKTER",
        _ => "REFUSJONER OG TILSKUDD",
    }
}

const BUDGET_MAPPING: &str = r#"# Kartet til det syntetiske budsjettet for Løten.
kommunenr = "3412"
aar = 2025
versjon = "vedtatt_budsjett"

[fil]
skilletegn = ";"
koding = "utf-8"
desimaltegn = ","

[kolonner]
konto = "art"
konto_tekst = "art_tekst"
ansvar = "ansvar"
tjeneste = "tjeneste_nr"
beloep = "beloep"
utelat = ["virksomhetsomraade", "ansvar_tekst", "tjeneste_tekst", "prosjekt", "prosjekt_tekst"]

[konto]
sifre = 5

[[art]]
konto = "011" # tillegg til fastlønnen
art = "010"
"#;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::country::Size;
    use super::*;

    #[test]
    fn accounts_of_every_year_and_a_budget() {
        let files = local_files(&Country::new(1, Size::Small));
        let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names.len(), 5, "every name once");
        assert!(names.iter().all(|name| name.starts_with("syntetisk_")));
        let of = |year: u16| {
            let file = files.iter().find(|file| file.name.contains(&format!("regnskap_{year}"))).unwrap();
            String::from_utf8(file.bytes.clone()).unwrap()
        };
        assert!(of(2023).contains("0A2023 301400") && !of(2023).contains("311800"), "the number that held then");
        assert!(of(2024).contains("0M2024 311800") && !of(2024).contains("301400"));
    }

    #[test]
    fn the_budget_is_two_per_cent_below_the_accounts() {
        let country = Country::new(1, Size::Small);
        let text = String::from_utf8(budget(&country).unwrap()).unwrap();
        let kroner = text.lines().skip(1).map(|line| line.rsplit(';').next().unwrap().parse::<i64>().unwrap()).sum::<i64>();
        let loeten = country.municipalities().iter().position(|municipality| municipality.number == LOETEN).unwrap();
        let postings = country.accounts(loeten, BUDGET_YEAR, false);
        let thousands: i64 = postings.iter().filter(|posting| service(posting.function).is_some()).map(|posting| posting.amount).sum();
        assert!((kroner as f64 / 1000.0 / thousands as f64 - 0.98).abs() < 0.001, "{kroner} kroner of {thousands} thousand");
        assert!(text.contains(";2101;Syntetisk skole 1 i Løten;"));
    }
}
