//! Population tables: inhabitants by age (07459), and the projections of 2024 and 2026 (14288, 14746).

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::places::{self, Part, Place, region_dimension};
use super::table::{Yearly, categories, cube, eliminable, measures, published, wording, year_at, years};
use crate::simulated::country::{Country, Sex};
use crate::simulated::cube::{Cube, CubeCategory, CubeDimension, Elimination, Figure};

const OLDEST: u16 = 105;

/// Men and women; SSB has no total here.
const SEXES: [Sex; 2] = [Sex::Boy, Sex::Girl];

/// The last year of the projections.
const HORIZON: u16 = 2050;

pub(super) fn tables(country: &Arc<Country>) -> Vec<Cube> {
    vec![population(country), projection_2024(country), projection_2026(country)]
}

/// Inhabitants of every region by age and sex, worked out a year at a time.
struct Counts {
    places: Vec<Place>,
    years: RangeInclusive<u16>,
    of_year: Yearly<Vec<u32>>,
}

impl Counts {
    /// The count at these positions; 0 under a code that was not valid in the year, which is how SSB writes that.
    fn at(&self, place: usize, sex: usize, age: usize, year: u16, country: &Country) -> u32 {
        let counts = self.of_year.of(year, || self.work_out(year, country));
        counts.and_then(|counts| counts.get(slot(place, sex, age))).copied().unwrap_or_default()
    }

    fn work_out(&self, year: u16, country: &Country) -> Vec<u32> {
        let mut counts = vec![0; slot(self.places.len(), 0, 0)];
        for (position, municipality) in country.municipalities().iter().enumerate().filter(|(_, m)| m.valid.contains(&year)) {
            let inside = |place: &&(usize, &Place)| place.1.valid.contains(&year) && place.1.has(position, municipality);
            let places: Vec<(usize, &Place)> = self.places.iter().enumerate().collect();
            let containing: Vec<usize> = places.iter().filter(inside).map(|(place, _)| *place).collect();
            for (sex, age) in (0..SEXES.len()).flat_map(|sex| (0..=OLDEST).map(move |age| (sex, age))) {
                let people = country.residents(position, age, SEXES[sex], year);
                for &place in &containing {
                    counts[slot(place, sex, usize::from(age))] += people;
                }
            }
        }
        counts
    }
}

fn slot(place: usize, sex: usize, age: usize) -> usize {
    (place * SEXES.len() + sex) * (usize::from(OLDEST) + 1) + age
}

fn sex_dimension() -> CubeDimension {
    eliminable("Kjonn", "kjønn", Elimination::Sum, categories(&[("1", "Menn"), ("2", "Kvinner")]))
}

fn age_dimension() -> CubeDimension {
    let age = |age: u16| match age {
        OLDEST => CubeCategory::new("105+", "105 år eller eldre"),
        age => CubeCategory::new(format!("{age:03}"), format!("{age} år")),
    };
    eliminable("Alder", "alder", Elimination::Sum, (0..=OLDEST).map(age).collect())
}

fn population(country: &Arc<Country>) -> Cube {
    // Counted on 1 January after each autumn, and before the first.
    let years_of = *country.autumns().start()..=country.autumns().end() + 1;
    let counts = Counts { places: places::all(country, &years_of), of_year: Yearly::new(&years_of), years: years_of.clone() };
    let dimensions = vec![
        region_dimension(&counts.places),
        sex_dimension(),
        age_dimension(),
        measures(vec![CubeCategory::measure("Personer1", "Personer", "personer", 0)]),
        years(years_of.clone()),
    ];
    let country = country.clone();
    let updated = published(*years_of.end(), 2, 20);
    cube(("07459", "Alders- og kjønnsfordeling i kommuner, fylker og hele landets befolkning"), updated, dimensions, move |at| {
        let year = year_at(&counts.years, at[4]);
        Figure::Number(f64::from(counts.at(at[0], at[1], at[2], year, &country)))
    })
}

/// An alternative of a projection: its code (none: the main one's, which is known), label, and the country's alternatives that it lies between.
type Alternative = (&'static str, usize, usize);

const MAIN: [Alternative; 1] = [("Hovedalternativet (MMMM)", 0, 0)];

const FURTHER: [Alternative; 8] = [
    ("Lav nasjonal vekst (LLML)", 1, 1),
    ("Høy nasjonal vekst (HHMH)", 2, 2),
    ("Lav fruktbarhet (LMMM)", 0, 1),
    ("Høy fruktbarhet (HMMM)", 0, 2),
    ("Lav levealder (MLMM)", 0, 0),
    ("Høy levealder (MHMM)", 0, 0),
    ("Lav nettoinnvandring (MMML)", 1, 0),
    ("Høy nettoinnvandring (MMMH)", 2, 0),
];

fn projection_2024(country: &Arc<Country>) -> Cube {
    let title = wording(
        country,
        "14288",
        ["Framskrevet folkemengde 1. januar, 2024", "Framskrevet folkemengde per 1. januar (2024-framskrivingen)"],
    );
    projection(country, ("14288", title), 2024, &FURTHER[..2])
}

fn projection_2026(country: &Arc<Country>) -> Cube {
    let title = wording(
        country,
        "14746",
        ["Framskrevet folkemengde 1. januar, 2026", "Framskrevet folkemengde per 1. januar (2026-framskrivingen)"],
    );
    projection(country, ("14746", title), 2026, &FURTHER)
}

/// A projection by today's municipalities, with the alternatives as contents; only the main one's code is known.
fn projection(country: &Arc<Country>, name: (&str, &str), base: u16, further: &[Alternative]) -> Cube {
    let alternatives: Vec<Alternative> = MAIN.iter().chain(further).copied().collect();
    let code = |(number, (label, ..)): (usize, &Alternative)| {
        let code = if number == 0 { "Personer".to_owned() } else { format!("Personer{}", country.code(&format!("{} {label}", name.0), 4)) };
        CubeCategory::measure(code, *label, "personer", 0)
    };
    let contents = alternatives.iter().enumerate().map(code).collect();
    let places = places::of_today(country);
    let years_of = base..=HORIZON;
    let dimensions = vec![region_dimension(&places), sex_dimension(), age_dimension(), measures(contents), years(years_of.clone())];
    let last_count = country.autumns().end() + 1;
    let country = country.clone();
    cube(name, published(base, 6, 5), dimensions, move |at| {
        let Some(Place { part: Part::Municipality(municipality), .. }) = places.get(at[0]) else { return Figure::Missing };
        let (sex, age, year) = (SEXES[at[1]], at[2] as u16, year_at(&years_of, at[4]));
        if year <= last_count {
            return Figure::Number(f64::from(country.residents(*municipality, age, sex, year)));
        }
        let (_, one, other) = alternatives[at[3]];
        let people = |alternative| country.projected(*municipality, age, sex, year, alternative);
        Figure::Number(f64::from(if one == other { people(one) } else { (people(one) + people(other)) / 2 }))
    })
}
