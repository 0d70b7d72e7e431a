//! Løten's own books, as its finance system would export them: accounts and a budget on accounts, services and responsibilities
//! («ansvar»), and the chart that tells whose these are. Made from the accounts that it reports to KOSTRA.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::country::{Country, Sex, shared};

/// The municipality that has books.
const LOETEN: &str = "3412";

/// The years of its accounts: those that have pupils both autumns.
pub const ACCOUNT_YEARS: [u16; 3] = [2023, 2024, 2025];

pub const BUDGET_YEAR: u16 = 2025;

/// A line of the books, in kroner; income negative.
#[derive(Debug, Clone)]
pub struct Line {
    /// Five digits: the function, and two of the municipality's own.
    pub service: String,
    pub unit: String,
    unit_name: String,
    /// Three digits where the art stands; not all are KOSTRA's.
    account: &'static str,
    /// The art that it is reported on.
    pub art: &'static str,
    pub kroner: i64,
}

/// Where Løten stands in the country's list.
pub fn loeten(country: &Country) -> Option<usize> {
    country.municipalities().iter().position(|municipality| municipality.number == LOETEN)
}

/// The responsibility of a school: its orgnr's last digits.
pub fn school_unit(country: &Country, school: usize) -> String {
    format!("21{}", &country.schools()[school].orgnr[7..])
}

/// Responsibilities that are no school's, and whose they are in the chart.
pub const OTHER_UNITS: [(&str, &str, &str); 4] = [
    ("2900", "Syntetisk skolekontor", "felles"),
    ("2910", "Syntetisk eiendom", "felles"),
    ("2920", "Syntetisk voksenopplæring", "sentralt"),
    ("2930", "Syntetisk PPT", "felles"),
];

/// What services in function 202 go to.
pub const PURPOSES: [(&str, &str); 4] = [("20200", "ordinaer"), ("20240", "norsk"), ("20250", "p11_6"), ("20290", "ppt")];

/// What is shared is shared by: the function, a responsibility or none, the key.
pub const KEYS: [(&str, &str, &str); 5] =
    [("202", "", "elever"), ("202", "2930", "aarsverk"), ("215", "", "elever_1_4"), ("222", "", "elever"), ("223", "", "elever")];

/// Purchases between the municipality's own units, which it books and does not report.
const INTERNAL: i64 = 300_000;

/// The municipality's own schools that are open in one of the two autumns of a year.
pub fn schools(country: &Country, municipality: usize, year: u16) -> BTreeSet<usize> {
    let open = [year - 1, year].into_iter().flat_map(|autumn| country.schools_of(municipality, autumn));
    open.filter(|school| !country.schools()[*school].private).collect()
}

/// The accounts of a year.
pub fn accounts(country: &Country, municipality: usize, year: u16) -> Vec<Line> {
    let mut lines = lines(country, municipality, year, 1.0);
    for (art, kroner) in [("290", INTERNAL), ("690", -INTERNAL)] {
        lines.push(Line::of(("202", "00"), other_unit("2900"), (art, art), kroner));
    }
    lines
}

/// The lines of a year's reported accounts, times `part`.
fn lines(country: &Country, municipality: usize, year: u16, part: f64) -> Vec<Line> {
    let pupils = |school: usize, autumn: u16| f64::from((1..=10).map(|grade| country.pupils(school, autumn, grade, Sex::All)).sum::<u32>());
    // Every school has something that does not follow the pupils.
    let weight = |school: usize| 7.0 * pupils(school, year - 1) + 5.0 * pupils(school, year) + 12.0 * 18.0;
    let schools = schools(country, municipality, year);
    let mut lines = Vec::new();
    for posting in country.accounts(municipality, year, false) {
        let of_schools = |first_grade_only: bool| -> Vec<(String, String, f64)> {
            let has = schools.iter().filter(|school| !first_grade_only || *country.schools()[**school].grades.start() == 1);
            has.map(|school| (school_unit(country, *school), country.schools()[*school].name.clone(), weight(*school))).collect()
        };
        let central = |unit: &str| {
            let (unit, name) = other_unit(unit);
            vec![(unit, name, 1.0)]
        };
        let units = match (posting.function, posting.art) {
            // Courses and bought services are paid by the office.
            ("202", "150" | "240" | "270") => central("2900"),
            ("202", _) => of_schools(false),
            ("215", _) => of_schools(true),
            ("120" | "223", _) => central("2900"),
            ("213", _) => central("2920"),
            ("222", _) => central("2910"),
            _ => continue,
        };
        let all: f64 = units.iter().map(|(.., weight)| weight).sum();
        // Teachers' pay falls on an account of the municipality's own, on services for adapted teaching and Norwegian, and on PPT.
        let splits: &[(&str, &str, f64)] = match (posting.function, posting.art) {
            ("202", "010") => &[("010", "00", 0.66), ("011", "00", 0.1), ("010", "50", 0.15), ("010", "40", 0.04)],
            (_, art) => &[(art, "00", 1.0)],
        };
        let mut keys: Vec<(String, String, &str, &str, f64)> = Vec::new();
        for (unit, name, weight) in &units {
            keys.extend(splits.iter().map(|(account, local, split)| (unit.clone(), name.clone(), *account, *local, weight / all * split)));
        }
        if (posting.function, posting.art) == ("202", "010") {
            let (unit, name) = other_unit("2930");
            keys.push((unit, name, "010", "90", 0.05));
        }
        let weights: Vec<f64> = keys.iter().map(|(.., weight)| *weight).collect();
        for ((unit, name, account, local, _), kroner) in keys.into_iter().zip(shared(posting.amount as f64 * 1000.0 * part, &weights)) {
            lines.push(Line::of((posting.function, local), (unit, name), (account, posting.art), kroner));
        }
    }
    lines
}

impl Line {
    fn of(
        (function, local): (&str, &str),
        (unit, unit_name): (String, String),
        (account, art): (&'static str, &'static str),
        kroner: i64,
    ) -> Line {
        Line { service: format!("{function}{local}"), unit, unit_name, account, art, kroner }
    }
}

fn other_unit(unit: &str) -> (String, String) {
    let name = OTHER_UNITS.iter().find(|(number, ..)| *number == unit).map_or("", |(_, name, _)| name);
    (unit.to_owned(), name.to_owned())
}

const COLUMNS: &str = "virksomhetsomraade;art;art_tekst;ansvar;ansvar_tekst;tjeneste_nr;tjeneste_tekst;prosjekt;prosjekt_tekst";

/// What stands before the amounts of a line.
fn keys(line: &Line) -> String {
    let Line { service, unit, unit_name, account, .. } = line;
    let (text, service_text) = (art_text(account), service_text(service));
    format!("Oppvekst (syntetisk);1{account}0;{text};{unit};{unit_name};{service};{service_text};;")
}

/// The budget of its schools: two per cent below what the accounts came to.
pub fn budget_file(country: &Country) -> Option<Vec<u8>> {
    let lines = lines(country, loeten(country)?, BUDGET_YEAR, 0.98);
    let text: String = lines.iter().map(|line| format!("{};{}\n", keys(line), line.kroner)).collect();
    Some(format!("{COLUMNS};beloep\n{text}").into_bytes())
}

/// The accounts of several years side by side.
pub fn accounts_file(country: &Country) -> Option<Vec<u8>> {
    let loeten = loeten(country)?;
    let mut rows: BTreeMap<String, [i64; ACCOUNT_YEARS.len()]> = BTreeMap::new();
    for (at, year) in ACCOUNT_YEARS.into_iter().enumerate() {
        for line in accounts(country, loeten, year) {
            rows.entry(keys(&line)).or_default()[at] += line.kroner;
        }
    }
    let mut text = ACCOUNT_YEARS.iter().fold(COLUMNS.to_owned(), |text, year| text + &format!(";regnskap_{year}")) + "\n";
    for (keys, amounts) in rows {
        let amounts = amounts.map(|kroner| kroner.to_string()).join(";");
        // Writing to a string never fails.
        let _ = writeln!(text, "{keys};{amounts}");
    }
    Some(text.into_bytes())
}

/// Which school each responsibility is.
pub fn chart_of_units(country: &Country) -> Option<Vec<u8>> {
    let loeten = loeten(country)?;
    let all: BTreeSet<usize> = ACCOUNT_YEARS.into_iter().flat_map(|year| schools(country, loeten, year)).collect();
    let mut text = "kommunenr;ansvar;tilhoerer;fra_aar;til_aar\n".to_owned();
    for school in all {
        let (unit, orgnr) = (school_unit(country, school), &country.schools()[school].orgnr);
        let _ = writeln!(text, "{LOETEN};{unit};{orgnr};2020;");
    }
    for (unit, _, whose) in OTHER_UNITS {
        let _ = writeln!(text, "{LOETEN};{unit};{whose};2020;");
    }
    Some(text.into_bytes())
}

/// What each service goes to.
pub fn chart_of_purposes() -> Vec<u8> {
    let rows = PURPOSES.map(|(service, purpose)| format!("{LOETEN};{service};;{purpose};2020;\n")).concat();
    format!("kommunenr;tjeneste;ansvar;formaal;fra_aar;til_aar\n{rows}").into_bytes()
}

/// What is shared by what.
pub fn keys_of_sharing() -> Vec<u8> {
    let rows = KEYS.map(|(function, unit, key)| format!("{LOETEN};{function};{unit};{key};2020;\n")).concat();
    format!("kommunenr;funksjon;ansvar;noekkel;fra_aar;til_aar\n{rows}").into_bytes()
}

fn service_text(service: &str) -> &'static str {
    match (&service[..3], &service[3..]) {
        ("202", "40") => "NORSKOPPLÆRING",
        ("202", "50") => "INDIVIDUELT TILRETTELAGT OPPLÆRING",
        ("202", "90") => "PPT",
        ("202", _) => "GRUNNSKOLE",
        ("215", _) => "SKOLEFRITIDSORDNING",
        ("120", _) => "ADMINISTRASJON",
        ("213", _) => "VOKSENOPPLÆRING",
        ("222", _) => "SKOLELOKALER",
        _ => "SKOLESKYSS",
    }
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

pub const BUDGET_MAPPING: &str = r#"# Kartet til det syntetiske budsjettet for Løten.
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

pub const ACCOUNTS_MAPPING: &str = r#"# Kartet til det syntetiske regnskapet for Løten: tre år ved siden av hverandre.
kommunenr = "3412"

[fil]
skilletegn = ";"
koding = "utf-8"
desimaltegn = ","

[kolonner]
konto = "art"
konto_tekst = "art_tekst"
ansvar = "ansvar"
tjeneste = "tjeneste_nr"
utelat = ["virksomhetsomraade", "ansvar_tekst", "tjeneste_tekst", "prosjekt", "prosjekt_tekst"]

[konto]
sifre = 5

[[beloep]]
kolonne = "regnskap_2023"
aar = 2023
versjon = "regnskap"

[[beloep]]
kolonne = "regnskap_2024"
aar = 2024
versjon = "regnskap"

[[beloep]]
kolonne = "regnskap_2025"
aar = 2025
versjon = "regnskap"

[[art]]
konto = "011" # tillegg til fastlønnen
art = "010"
"#;

#[cfg(test)]
mod tests {
    use super::super::country::Size;
    use super::*;

    fn school_functions(lines: &[Line], function: &str) -> i64 {
        lines.iter().filter(|line| line.service.starts_with(function)).map(|line| line.kroner).sum()
    }

    #[test]
    fn the_budget_is_two_per_cent_below_the_accounts() {
        let country = Country::new(1, Size::Small);
        let text = String::from_utf8(budget_file(&country).unwrap()).unwrap();
        let budget = text.lines().skip(1).map(|line| line.rsplit(';').next().unwrap().parse::<i64>().unwrap()).sum::<i64>();
        let accounts: i64 = lines(&country, loeten(&country).unwrap(), BUDGET_YEAR, 1.0).iter().map(|line| line.kroner).sum();
        assert!((budget as f64 / accounts as f64 - 0.98).abs() < 0.001, "{budget} of {accounts}");
        assert!(text.contains(";2101;Syntetisk skole 1 i Løten;"));
    }

    #[test]
    fn the_accounts_are_what_is_reported_but_for_what_is_internal() {
        let country = Country::new(1, Size::Small);
        let loeten = loeten(&country).unwrap();
        for year in ACCOUNT_YEARS {
            let (lines, reported) = (accounts(&country, loeten, year), country.accounts(loeten, year, false));
            for function in ["202", "215", "222", "223"] {
                let thousands: i64 = reported.iter().filter(|posting| posting.function == function).map(|posting| posting.amount).sum();
                assert_eq!(school_functions(&lines, function), thousands * 1000, "{year} {function}");
            }
        }
        let text = String::from_utf8(accounts_file(&country).unwrap()).unwrap();
        let first = text.lines().nth(1).unwrap();
        assert_eq!(first.split(';').count(), COLUMNS.split(';').count() + ACCOUNT_YEARS.len(), "{first}");
    }
}
