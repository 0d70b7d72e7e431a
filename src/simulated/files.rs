//! Files that no publisher serves but a municipality has: the accounts as reported to KOSTRA, one budget, and plain tables.

use std::fmt::Write;

use super::country::{Country, Posting, School, Sex, shared};

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

/// Tables of municipalities' own figures, goals, and limits of the follow-up scheme: all made up.
const TABLES: [(&str, &str, &str); 3] = [
    ("lokale_tall", "syntetisk_lokale_tall.csv", include_str!("../../tests/demo/syntetisk_lokale_tall.csv")),
    ("maal", "syntetisk_maal.csv", include_str!("../../tests/demo/syntetisk_maal.csv")),
    ("oppfoelging_grenser", "syntetisk_oppfoelging_grenser.csv", include_str!("../../tests/demo/syntetisk_oppfoelging_grenser.csv")),
];

/// The accounts of every year that has pupils before it, Løten's budget, the criteria of the income system, and what municipalities write
/// down themselves.
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
    let table = |dataset, name: &str, bytes| LocalFile { dataset, name: name.to_owned(), bytes, mapping: None };
    files.push(table("groent_hefte", "syntetisk_groent_hefte.csv", income_system(country)));
    files.extend(TABLES.map(|(dataset, name, text)| table(dataset, name, text.as_bytes().to_vec())));
    files
}

/// The functions whose expenditure the income system evens out for schools.
const EVENED_OUT: [&str; 5] = ["202", "213", "215", "222", "223"];

/// Unrestricted revenue of a year in kroner for each inhabitant, by the need for schools (1: the country's): drawn from thin air.
pub fn unrestricted_revenue(year: u16, need: f64) -> f64 {
    62_000.0 + 3_000.0 * f64::from(year % 10) * need
}

/// Criteria of the income system for every municipality and year: the need is the share of children, and the rest is drawn from thin air.
fn income_system(country: &Country) -> Vec<u8> {
    let mut text = "kommunenr;aar;dki_grunnskole;utgiftsbehov;frie_inntekter_kr_per_innb;innvandrere_6_15_andel;\
                    netto_utgiftsbehov_kr_per_innb\n"
        .to_owned();
    let decimals = |value: f64, places: usize| format!("{value:.places$}").replace('.', ",");
    for year in country.autumns() {
        let there: Vec<usize> =
            (0..country.municipalities().len()).filter(|&at| country.municipalities()[at].valid.contains(&year)).collect();
        let count = |at: usize, ages: std::ops::RangeInclusive<u16>| {
            // On 31 December, in the area of the year.
            ages.map(|age| f64::from(country.inhabitants_in(at, year, age, Sex::All, year + 1))).sum::<f64>()
        };
        let all: f64 = there.iter().map(|&at| count(at, 0..=105)).sum();
        let share = there.iter().map(|&at| count(at, 6..=15)).sum::<f64>() / all;
        let net: i64 =
            there.iter().flat_map(|&at| country.accounts(at, year, true)).filter(is_evened_out).map(|posting| posting.amount).sum();
        // Writing to a string never fails.
        let _ = writeln!(text, "0;{year};1;1;;;{}", decimals(1000.0 * net as f64 / all, 0));
        for &at in &there {
            let need = count(at, 6..=15) / count(at, 0..=105) / share;
            let (overall, revenue, immigrants) = (0.6 + 0.4 * need, unrestricted_revenue(year, need), 6.0 + 4.0 * need);
            let (need, overall, immigrants) = (decimals(need, 4), decimals(overall, 4), decimals(immigrants, 1));
            let number = &country.municipalities()[at].number;
            let _ = writeln!(text, "{number};{year};{need};{overall};{};{immigrants};", decimals(revenue, 0));
        }
    }
    text.into_bytes()
}

/// Net operating expenditure without depreciation, of the functions that are evened out.
fn is_evened_out(posting: &Posting) -> bool {
    let operating = !matches!(posting.art.as_bytes().first(), Some(b'5' | b'9'));
    operating && EVENED_OUT.contains(&posting.function)
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
        assert_eq!((names.len(), files.len()), (9, 9), "every name once");
        assert!(names.iter().all(|name| name.starts_with("syntetisk_")));
        let of = |year: u16| {
            let file = files.iter().find(|file| file.name.contains(&format!("regnskap_{year}"))).unwrap();
            String::from_utf8(file.bytes.clone()).unwrap()
        };
        assert!(of(2023).contains("0A2023 301400") && !of(2023).contains("311800"), "the number that held then");
        assert!(of(2024).contains("0M2024 311800") && !of(2024).contains("301400"));
    }

    #[test]
    fn the_country_needs_what_it_needs() {
        let text = String::from_utf8(income_system(&Country::new(1, Size::Small))).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(';').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == 7));
        let needs: Vec<f64> = rows.iter().filter(|row| row[0] != "0").map(|row| row[2].replace(',', ".").parse().unwrap()).collect();
        assert!(needs.iter().all(|need| (0.5..2.0).contains(need)) && needs.iter().any(|need| *need < 1.0), "{needs:?}");
        let per_head: Vec<u32> = rows.iter().filter(|row| row[0] == "0").map(|row| row[6].parse().unwrap()).collect();
        assert!(per_head.iter().all(|kroner| (5_000..60_000).contains(kroner)), "{per_head:?}");
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
