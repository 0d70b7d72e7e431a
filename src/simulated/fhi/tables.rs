//! What FHI has published: standardised figures by FHI's own rules.
//!
//! Municipalities have one-year figures from the years in which they took part; counties and the country have three years on end, in which
//! only a municipality's last survey counts (but one year in 2021 and 2022, two in 2023). `MEIS` is the share that the municipality would
//! have had with the country's sexes, `SMR` the same with the country as 100. A share of few people is flagged 3, and both sexes are when
//! either has fewer than 15 answers, or both together fewer than 40.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Days, Utc};

use super::super::country::{Country, Sex};
use super::super::cube::{Cube, CubeCategory, CubeDimension, Figure};
use crate::read::Role;

/// A table from Ungdata: title, topic dimension, its category, and what the category is called. In the order of the country's topics.
const YOUTH_TABLES: [(&str, &str, &str, &str); 13] = [
    ("Alkohol_Ungdata_KH", "ANTALL_GANGER", "engangellerflere", "En gang eller flere"),
    ("Depressive symptomer_Ungdata_KH", "DEPRESJON", "Ja", "Ja"),
    ("Fortrolig venn_Ungdata_KH", "HARVENN", "Jatrorellerheltsikker", "Ja, tror eller helt sikker"),
    ("Hasjbruk_Ungdata_KH", "ANTALL_GANGER", "engangellerflere", "En gang eller flere"),
    ("Livskvalitet_Ungdata_KH", "LIVSKVALITET", "8_10", "8–10"),
    ("Smertestillende_Ungdata_KH", "STATUS", "Minst_ukentlig", "Minst ukentlig"),
    ("Mediebruk_DataTVspill_Ungdata_KH", "MEDIEBRUK", "Merenn3timer", "Mer enn 3 timer"),
    ("Mediebruk_SOME_Ungdata_KH", "MEDIEBRUK", "Merenn3timer", "Mer enn 3 timer"),
    ("Mediebruk_underhold_Ungdata_KH", "MEDIEBRUK", "Merenn3timer", "Mer enn 3 timer"),
    ("Andre narkotiske stoffer_Ungdata_KH", "STATUS", "Ja", "Ja"),
    ("Røyk_Ungdata_KH", "STATUS", "Ja", "Ja"),
    ("Snus_Ungdata_KH", "STATUS", "Ja", "Ja"),
    ("Skulketskolen_Ungdata_KH", "STATUS", "Ja", "Ja"),
];

/// The one table of Ungdata that is also by the family's means (whose whole is code 0).
const BY_MEANS: usize = 1;

/// The share of a class that answers.
const ANSWERS: f64 = 0.83;
/// Fewer people than this on either side of a share, and it is not shown.
const FEWEST: f64 = 4.0;

/// What FHI has published of the country.
pub fn publish(country: &Arc<Country>) -> Vec<Cube> {
    let mut cubes: Vec<Cube> = (0..YOUTH_TABLES.len()).map(|topic| youth(country, topic)).collect();
    cubes.push(bullying(country));
    cubes.push(completion(country));
    cubes
}

/// An id that no two tables share and nobody can know beforehand.
fn id(country: &Country, table: usize) -> String {
    let drawn = (country.chance("fhi-tabell", &[table as u64]) * 50.0) as usize;
    (120 + table + 17 * drawn).to_string()
}

/// Some day in the autumn after the last survey.
fn updated(country: &Country, table: usize) -> DateTime<Utc> {
    let days = (country.chance("fhi-dato", &[table as u64]) * 200.0) as u64;
    let first = DateTime::from_timestamp(1_772_440_498, 770_632_600).unwrap_or_default();
    first.checked_add_days(Days::new(days)).unwrap_or(first)
}

fn dimension(code: &str, label: &str, role: Option<Role>, categories: Vec<CubeCategory>) -> CubeDimension {
    CubeDimension { code: code.to_owned(), label: label.to_owned(), role, elimination: None, categories }
}

fn one(code: &str, label: &str, category: (&str, &str)) -> CubeDimension {
    dimension(code, label, None, vec![CubeCategory::new(category.0, category.1)])
}

/// A place of today's division: what it is called, and the present-day municipalities in it.
struct Place {
    code: String,
    name: String,
    municipalities: Vec<usize>,
}

/// The country, its counties and municipalities.
fn places(country: &Country) -> Vec<Place> {
    let current: Vec<usize> = (0..country.municipalities().len()).filter(|at| country.municipalities()[*at].current).collect();
    let mut counties: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in &current {
        counties.entry(&country.municipalities()[*at].county).or_default().push(*at);
    }
    let name = |number: &str| {
        let county = country.counties().iter().rfind(|county| county.number == number);
        county.map_or_else(|| number.to_owned(), |county| county.name.clone())
    };
    let mut places = vec![Place { code: "0".to_owned(), name: "Hele landet".to_owned(), municipalities: current.clone() }];
    places.extend(counties.into_iter().map(|(number, municipalities)| Place {
        code: number.to_owned(),
        name: name(number),
        municipalities,
    }));
    places.extend(current.iter().map(|at| {
        let municipality = &country.municipalities()[*at];
        Place { code: municipality.number.clone(), name: municipality.name.clone(), municipalities: vec![*at] }
    }));
    places
}

fn place_dimension(places: &[Place]) -> CubeDimension {
    let categories = places.iter().map(|place| CubeCategory::new(&place.code, &place.name)).collect();
    dimension("GEO", "Geografi", Some(Role::Place), categories)
}

/// `2022_2024`, labelled `2022-2024`; a single year is labelled by itself.
fn time_dimension(periods: &[RangeInclusive<u16>]) -> CubeDimension {
    let category = |period: &RangeInclusive<u16>| {
        let (first, last) = (period.start(), period.end());
        let label = if first == last { first.to_string() } else { format!("{first}-{last}") };
        CubeCategory::new(format!("{first}_{last}"), label)
    };
    dimension("AAR", "År", Some(Role::Time), periods.iter().map(category).collect())
}

const SEXES: [Sex; 3] = [Sex::All, Sex::Boy, Sex::Girl];

fn sex_dimension() -> CubeDimension {
    let categories = [("0", "Kjønn samlet"), ("1", "Gutter"), ("2", "Jenter")];
    dimension("KJONN", "Kjønn", None, categories.map(|(code, label)| CubeCategory::new(code, label)).to_vec())
}

fn measure_dimension(measures: &[&str]) -> CubeDimension {
    let category = |code: &&str| match *code {
        "SMR" => CubeCategory::measure("SMR", "sammenliknet med landet (landet = 100)", "forholdstall", 1),
        "MEIS" => CubeCategory::measure("MEIS", "andel (prosent), standardisert", "prosent", 1),
        code => CubeCategory::measure(code, "andel (prosent)", "prosent", 1),
    };
    dimension("MEASURE_TYPE", "Måltall", Some(Role::Measure), measures.iter().map(category).collect())
}

/// Those for whom something holds, of those who answered; girls and boys apart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Share {
    girls: (f64, f64),
    boys: (f64, f64),
}

impl Share {
    fn add(&mut self, other: Share) {
        let plus = |one: (f64, f64), other: (f64, f64)| (one.0 + other.0, one.1 + other.1);
        (self.girls, self.boys) = (plus(self.girls, other.girls), plus(self.boys, other.boys));
    }

    fn of(&self, sex: Sex) -> (f64, f64) {
        match sex {
            Sex::Girl => self.girls,
            Sex::Boy => self.boys,
            Sex::All => (self.girls.0 + self.boys.0, self.girls.1 + self.boys.1),
        }
    }

    fn rate(&self, sex: Sex) -> f64 {
        let (holds, of) = self.of(sex);
        if of > 0.0 { holds / of } else { 0.0 }
    }

    /// Whether a figure of the sex can be shown.
    fn is_shown(&self, sex: Sex) -> bool {
        let (holds, of) = self.of(sex);
        let enough = holds >= FEWEST && of - holds >= FEWEST;
        let apart = |sex: Sex| self.of(sex).1 >= 15.0 && self.of(sex).0 >= FEWEST;
        enough && (sex == Sex::All || (self.of(Sex::All).1 >= 40.0 && apart(Sex::Girl) && apart(Sex::Boy)))
    }

    /// The measure, with the country's share as the standard.
    fn measure(&self, sex: Sex, standard: &Share, measure: &str) -> Figure {
        if !self.is_shown(sex) {
            return Figure::Masked;
        }
        let expected = match sex {
            Sex::All => standard.rate(Sex::Girl) * self.girls.1 + standard.rate(Sex::Boy) * self.boys.1,
            one => standard.rate(one) * self.of(one).1,
        };
        if expected <= 0.0 {
            return Figure::NotApplicable;
        }
        let smr = 100.0 * self.of(sex).0 / expected;
        let figure = match measure {
            "SMR" => smr,
            "MEIS" => smr * standard.rate(sex),
            _ => 100.0 * self.rate(sex),
        };
        Figure::Number((figure * 10.0).round() / 10.0)
    }
}

/// What a place has in a period: nothing, too little of it, or a share.
#[derive(Debug, Clone, Copy)]
enum Found {
    Nothing,
    TooFew,
    Share(Share),
}

/// The shares of every place (the country first) in every period.
type Shares = Vec<Vec<Found>>;

fn figure(shares: &Shares, (place, period): (usize, usize), sex: Sex, measure: &str) -> Figure {
    let at = |place: usize| shares.get(place).and_then(|periods| periods.get(period)).copied().unwrap_or(Found::Nothing);
    match (at(place), at(0)) {
        (Found::Share(share), Found::Share(standard)) => share.measure(sex, &standard, measure),
        (Found::TooFew, _) => Figure::Masked,
        _ => Figure::Missing,
    }
}

// -------------------------------------------------------------------------------------------------------------------- Ungdata

fn youth(country: &Arc<Country>, topic: usize) -> Cube {
    let (title, code, category, label) = YOUTH_TABLES[topic];
    let places = places(country);
    let years: Vec<u16> = country.autumns().collect();
    let periods: Vec<RangeInclusive<u16>> = years.iter().map(|year| *year..=*year).collect();
    let mut dimensions = vec![
        place_dimension(&places),
        time_dimension(&periods),
        sex_dimension(),
        one("ALDER", "Alder", ("1_6", "Ungdomsskole")),
        one(code, title.split('_').next().unwrap_or(title), (category, label)),
    ];
    if topic == BY_MEANS {
        let means = [("0", "Alle"), ("1", "Lav"), ("2", "Middels"), ("3", "Høy")];
        dimensions.push(dimension(
            "SOES",
            "Sosioøkonomisk status",
            None,
            means.map(|(code, label)| CubeCategory::new(code, label)).to_vec(),
        ));
    }
    dimensions.push(measure_dimension(&MEASURES[..2]));
    let (last, country_of_cells) = (dimensions.len() - 1, country.clone());
    let shares: OnceLock<Shares> = OnceLock::new();
    let cell = move |at: &[usize]| {
        // The means of families are published for the whole only, here.
        if topic == BY_MEANS && at[last - 1] > 0 {
            return Figure::Missing;
        }
        let shares = shares.get_or_init(|| youth_shares(&country_of_cells, &places, &years, topic));
        figure(shares, (at[0], at[1]), SEXES[at[2]], MEASURES[at[last]])
    };
    Cube {
        id: id(country, topic),
        title: title.to_owned(),
        updated: updated(country, topic),
        dimensions,
        cell: Arc::new(cell),
        amendments: BTreeMap::new(),
    }
}

const MEASURES: [&str; 3] = ["SMR", "MEIS", "RATE"];

/// The answers of a present-day municipality in a year; none when it did not take part.
fn survey(country: &Country, today: usize, year: u16, topic: usize) -> Option<Share> {
    let then = country.municipality_in(today, year);
    let of = |sex: Sex| {
        let young: u32 = (13..=15).map(|age| country.residents(then, age, sex, year)).sum();
        let answers = (f64::from(young) * ANSWERS).round();
        country.youth(then, year, topic, sex).map(|share| ((share * answers).round(), answers))
    };
    Some(Share { girls: of(Sex::Girl)?, boys: of(Sex::Boy)? })
}

/// The years that a figure for a county or the country is made of.
fn window(year: u16, first: u16) -> RangeInclusive<u16> {
    match year {
        2021 | 2022 => year..=year,
        2023 => 2022..=2023,
        // The first two years of a series are copies of the third.
        year if year < first + 2 && first < 2019 => first..=first + 2,
        year => year - 2..=year,
    }
}

fn youth_shares(country: &Country, places: &[Place], years: &[u16], topic: usize) -> Shares {
    let first = years.first().copied().unwrap_or_default();
    let young = |today: usize, year: u16| -> u32 {
        let then = country.municipality_in(today, year);
        (13..=15).map(|age| country.residents(then, age, Sex::All, year)).sum()
    };
    let found = |place: &Place, year: u16| {
        if place.code.len() == 4 {
            let own = place.municipalities.first().and_then(|today| survey(country, *today, year, topic));
            return own.map_or(Found::Nothing, Found::Share);
        }
        let (mut share, mut took_part, mut all) = (Share::default(), 0, 0);
        for today in &place.municipalities {
            all += young(*today, year);
            if let Some(last) = window(year, first).rev().find_map(|year| survey(country, *today, year, topic)) {
                took_part += young(*today, year);
                share.add(last);
            }
        }
        match (took_part, place.code.len()) {
            (0, _) => Found::Nothing,
            (part, 2) if f64::from(part) < 0.5 * f64::from(all) => Found::TooFew,
            _ => Found::Share(share),
        }
    };
    places.iter().map(|place| years.iter().map(|year| found(place, *year)).collect()).collect()
}

// -------------------------------------------------------------------------------------------------------------------- other figures

/// Three years on end, the last within the country's autumns.
fn three_years(country: &Country) -> Vec<RangeInclusive<u16>> {
    let autumns = country.autumns();
    (*autumns.start() + 2..=*autumns.end()).map(|last| last - 2..=last).collect()
}

/// Table 377: bullied pupils in grades 7 and 10, from Elevundersøkelsen.
fn bullying(country: &Arc<Country>) -> Cube {
    const GRADES: [u8; 2] = [7, 10];
    let (places, periods) = (places(country), three_years(country));
    let grades = GRADES.map(|grade| CubeCategory::new(grade.to_string(), format!("{grade}. klasse"))).to_vec();
    let dimensions = vec![
        place_dimension(&places),
        time_dimension(&periods),
        one("KJONN", "Kjønn", ("0", "Kjønn samlet")),
        dimension("TRINN", "Klassetrinn", None, grades),
        one("SPM_ID", "Spørsmål", ("Mobbet", "Mobbet av andre elever på skolen")),
        measure_dimension(&MEASURES),
    ];
    let of_cells = country.clone();
    let shares: OnceLock<[Shares; 2]> = OnceLock::new();
    let cell = move |at: &[usize]| {
        let shares = shares
            .get_or_init(|| GRADES.map(|grade| shares_of(&places, &periods, |today, autumn| bullied(&of_cells, today, autumn, grade))));
        figure(&shares[at[3]], (at[0], at[1]), Sex::All, MEASURES[at[5]])
    };
    let table = YOUTH_TABLES.len();
    Cube {
        id: id(country, table),
        title: "Mobbing, 7. og 10. klasse, 3-årige tall".to_owned(),
        updated: updated(country, table),
        dimensions,
        cell: Arc::new(cell),
        amendments: BTreeMap::new(),
    }
}

fn shares_of(places: &[Place], periods: &[RangeInclusive<u16>], of: impl Fn(usize, u16) -> Share) -> Shares {
    let found = |place: &Place, period: &RangeInclusive<u16>| {
        let mut share = Share::default();
        place.municipalities.iter().for_each(|today| period.clone().for_each(|year| share.add(of(*today, year))));
        if share.of(Sex::All).1 > 0.0 { Found::Share(share) } else { Found::Nothing }
    };
    places.iter().map(|place| periods.iter().map(|period| found(place, period)).collect()).collect()
}

fn bullied(country: &Country, today: usize, autumn: u16, grade: u8) -> Share {
    let of = |sex: Sex| {
        let schools = country.schools_of(today, autumn);
        let surveys = schools.into_iter().filter_map(|school| country.survey(school, autumn, grade, sex));
        surveys.fold((0.0, 0.0), |sum, (_, answered, bullied)| (sum.0 + f64::from(bullied), sum.1 + f64::from(answered)))
    };
    Share { girls: of(Sex::Girl), boys: of(Sex::Boy) }
}

/// Table 360: those who complete upper secondary within five or six years. The period is that of completion.
fn completion(country: &Arc<Country>) -> Cube {
    const YEARS_TO_COMPLETE: u16 = 6;
    let (places, periods) = (places(country), three_years(country));
    let dimensions = vec![
        place_dimension(&places),
        time_dimension(&periods),
        sex_dimension(),
        one("UTDANN", "Utdanningsprogram", (&country.code("UTDANN", 3), "Alle utdanningsprogram")),
        one("INNVKAT", "Innvandringskategori", (&country.code("INNVKAT", 3), "Alle")),
        measure_dimension(&MEASURES),
    ];
    let of_cells = country.clone();
    let shares: OnceLock<Shares> = OnceLock::new();
    let cell = move |at: &[usize]| {
        let completed = |today: usize, year: u16| {
            let of = |sex: Sex| {
                let (began, completed) = of_cells.completion(today, year - YEARS_TO_COMPLETE, sex);
                (f64::from(completed), f64::from(began))
            };
            Share { girls: of(Sex::Girl), boys: of(Sex::Boy) }
        };
        figure(shares.get_or_init(|| shares_of(&places, &periods, completed)), (at[0], at[1]), SEXES[at[2]], MEASURES[at[5]])
    };
    let table = YOUTH_TABLES.len() + 1;
    Cube {
        id: id(country, table),
        title: "Gjennomføring i videregående opplæring, 3-årige tall".to_owned(),
        updated: updated(country, table),
        dimensions,
        cell: Arc::new(cell),
        amendments: BTreeMap::new(),
    }
}
