//! Files that no publisher serves but a municipality has: the accounts as reported to KOSTRA, one municipality's own books and their
//! chart, and plain tables.

use std::fmt::Write;

use super::country::{Country, Posting, Sex};
use super::ledger;

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

/// The accounts of every year that has pupils before it, Løten's books with their chart, the criteria of the income system, and what
/// municipalities write down themselves.
pub fn local_files(country: &Country) -> Vec<LocalFile> {
    let years = country.autumns();
    let accounts = |year: u16| LocalFile {
        dataset: "kostra_regnskap",
        name: format!("syntetisk_kostra_regnskap_{year}.dat"),
        bytes: accounts(country, year),
        mapping: None,
    };
    let mut files: Vec<LocalFile> = years.map(accounts).collect();
    let books = |name: String, bytes, mapping| LocalFile { dataset: "lokalt_budsjett", name, bytes, mapping: Some(mapping) };
    let budget = format!("syntetisk_budsjett_loeten_{}.csv", ledger::BUDGET_YEAR);
    files.extend(ledger::budget_file(country).map(|bytes| books(budget, bytes, ledger::BUDGET_MAPPING)));
    files.extend(
        ledger::accounts_file(country).map(|bytes| books("syntetisk_regnskap_loeten.csv".to_owned(), bytes, ledger::ACCOUNTS_MAPPING)),
    );
    let table = |dataset, name: &str, bytes| LocalFile { dataset, name: name.to_owned(), bytes, mapping: None };
    files.extend(ledger::chart_of_units(country).map(|bytes| table("ansvarskart", "syntetisk_ansvarskart.csv", bytes)));
    files.push(table("formaalskart", "syntetisk_formaalskart.csv", ledger::chart_of_purposes()));
    files.push(table("fordelingsnoekkel", "syntetisk_fordelingsnoekkel.csv", ledger::keys_of_sharing()));
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::country::Size;
    use super::*;

    #[test]
    fn accounts_of_every_year_and_one_municipalitys_books() {
        let files = local_files(&Country::new(1, Size::Small));
        let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((names.len(), files.len()), (13, 13), "every name once");
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
}
