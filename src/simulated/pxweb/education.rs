//! SSB's own tables of pupils, teachers, results and completion.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::places::{self, Place, region_dimension};
use super::table::{Yearly, categories, cube, dimension, eliminable, measures, periods, published, quotient, wording, year_at, years};
use crate::simulated::country::{Country, Municipality, Sex};
use crate::simulated::cube::{Cube, CubeCategory, Elimination, Figure};

pub(super) fn tables(country: &Arc<Country>) -> Vec<Cube> {
    vec![
        completion_by_programme(country),
        completion_by_residence(country),
        pupils(country),
        teachers(
            country,
            "12091",
            "PedagogiskUtd",
            ["Lærere i grunnskolen, etter pedagogisk utdanning", "Ansatte lærere i grunnskolen"],
            &TRAINING,
        ),
        teachers(
            country,
            "12697",
            "Kompetanse",
            ["Lærernes kompetanse i undervisningsfag", "Lærere etter kompetanse i grunnskolen"],
            &COMPETENCE,
        ),
        points(country),
    ]
}

/// Sums of something over the municipalities of every place, worked out a year at a time. None where the place was not valid.
struct Sums<const N: usize> {
    places: Vec<Place>,
    of_year: Yearly<Vec<Option<[f64; N]>>>,
}

impl<const N: usize> Sums<N> {
    fn new(places: Vec<Place>, years: &RangeInclusive<u16>) -> Sums<N> {
        Sums { places, of_year: Yearly::new(years) }
    }

    fn of(&self, place: usize, year: u16, country: &Country, own: impl Fn(usize, &Municipality) -> [f64; N]) -> Option<&[f64; N]> {
        self.of_year.of(year, || self.work_out(year, country, own))?.get(place)?.as_ref()
    }

    fn work_out(&self, year: u16, country: &Country, own: impl Fn(usize, &Municipality) -> [f64; N]) -> Vec<Option<[f64; N]>> {
        let valid = country.municipalities().iter().enumerate().filter(|(_, municipality)| municipality.valid.contains(&year));
        let parts: Vec<(usize, &Municipality, [f64; N])> =
            valid.map(|(at, municipality)| (at, municipality, own(at, municipality))).collect();
        let sum = |place: &Place| {
            let mut sum = None;
            for (_, _, part) in parts.iter().filter(|(at, municipality, _)| place.has(*at, municipality)) {
                let sum = sum.get_or_insert([0.0; N]);
                sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
            }
            sum
        };
        self.places.iter().map(|place| if place.valid.contains(&year) { sum(place) } else { None }).collect()
    }
}

const SEXES: [Sex; 3] = [Sex::All, Sex::Boy, Sex::Girl];

/// Years from the start of upper secondary to the count of who completed.
const COMPLETION_YEARS: u16 = 6;

/// Those who began, and those who completed, by sex.
fn began_and_completed(country: &Country, municipality: usize, began: u16) -> [f64; 6] {
    let mut counts = [0.0; 6];
    for (sex, pair) in SEXES.iter().zip(counts.chunks_mut(2)) {
        let (of, completed) = country.completion(municipality, began, *sex);
        pair.copy_from_slice(&[f64::from(of), f64::from(completed)]);
    }
    counts
}

fn span(began: &RangeInclusive<u16>, length: u16) -> impl Iterator<Item = String> + use<> {
    began.clone().map(move |year| format!("{year}-{}", year + length))
}

fn completion_by_programme(country: &Arc<Country>) -> Cube {
    let began = country.autumns().start() + 1 - COMPLETION_YEARS..=country.autumns().end() - COMPLETION_YEARS;
    let counted = counted(&began, COMPLETION_YEARS);
    let sums = Sums::<6>::new(places::country_and_counties(country, &counted), &counted);
    let dimensions = vec![
        region_dimension(&sums.places),
        eliminable("Kjonn", "kjønn", Elimination::Total(0), categories(&[("0", "Begge kjønn"), ("1", "Menn"), ("2", "Kvinner")])),
        eliminable(
            "UtdProgram",
            "utdanningsprogram",
            Elimination::Total(0),
            categories(&[("00", "Alle utdanningsprogram"), ("01", "Studieforberedende"), ("02", "Yrkesfaglige")]),
        ),
        dimension(
            "FullforingVGO",
            "fullføringsgrad",
            categories(&[("1a", "Fullført på normert tid"), ("2a", "Fullført på mer enn normert tid"), ("4b", "Ikke fullført")]),
        ),
        measures(vec![
            CubeCategory::measure(country.code("12971 antall", 8), "Elever (antall)", "antall", 0),
            CubeCategory::measure("Prosent", "Elever (prosent)", "prosent", 1),
        ]),
        periods("periode", span(&began, COMPLETION_YEARS)),
    ];
    let country = country.clone();
    let updated = published(country.autumns().end() + 1, 6, 10);
    cube(("12971", "Gjennomføring i videregående opplæring"), updated, dimensions, move |at| {
        let year = year_at(&began, at[5]);
        let sums = sums.of(at[0], year + COMPLETION_YEARS, &country, |municipality, _| began_and_completed(&country, municipality, year));
        let Some(sums) = sums else { return Figure::NotApplicable };
        let (all, completed) = (sums[2 * at[1]], sums[2 * at[1] + 1]);
        let (share, of_those_completed) = [(1.0, 1.0), (0.52, 1.12), (0.48, 0.87)][at[2]];
        let all = (all * share).round();
        let completed = (completed * share * of_those_completed).round().min(all);
        let on_time = (completed * 0.75).round();
        let count = [on_time, completed - on_time, all - completed][at[3]];
        if at[4] == 0 { Figure::Number(count) } else { quotient(count * 100.0, all) }
    })
}

fn completion_by_residence(country: &Arc<Country>) -> Cube {
    let length = 5;
    let began = country.autumns().start() + 1 - length..=country.autumns().end() - length;
    let counted = counted(&began, length);
    let mut regions = places::all(country, &counted);
    regions.push(places::svalbard());
    let sums = Sums::<6>::new(regions, &counted);
    let label = wording(
        country,
        "14882",
        ["Fullført videregående opplæring i løpet av fem år (prosent)", "Andel som har fullført i løpet av fem år (prosent)"],
    );
    let dimensions = vec![
        region_dimension(&sums.places),
        measures(vec![
            CubeCategory::measure("FullfortAndel", label, "prosent", 1),
            CubeCategory::measure(country.code("14882 antall", 8), "Elever som startet (antall)", "antall", 0),
        ]),
        periods("periode", span(&began, length)),
    ];
    let country = country.clone();
    let updated = published(country.autumns().end() + 1, 6, 10);
    cube(("14882", "Fullført videregående opplæring innen fem år, etter bosted"), updated, dimensions, move |at| {
        let year = year_at(&began, at[2]);
        match sums.of(at[0], year + length, &country, |municipality, _| began_and_completed(&country, municipality, year)) {
            None => Figure::NotApplicable,
            Some(sums) if at[1] == 0 => quotient(sums[1] * 100.0, sums[0]),
            Some(sums) => Figure::Number(sums[0]),
        }
    })
}

/// The years of the count: the regions are those of then.
fn counted(began: &RangeInclusive<u16>, length: u16) -> RangeInclusive<u16> {
    began.start() + length..=began.end() + length
}

fn pupils(country: &Arc<Country>) -> Cube {
    let autumns = country.autumns();
    let sums = Sums::<10>::new(places::all(country, &autumns), &autumns);
    let mut grades = vec![CubeCategory::new(country.code("11980 alle trinn", 3), "1.-10. årstrinn")];
    grades.extend((1..=10).map(|grade| CubeCategory::new(country.code(&format!("11980 trinn {grade}"), 3), format!("{grade}. årstrinn"))));
    let label = wording(country, "11980", ["Elever (antall)", "Elever i grunnskolen (antall)"]);
    let dimensions = vec![
        region_dimension(&sums.places),
        eliminable(country.code("11980 årstrinn", 8), "årstrinn", Elimination::Total(0), grades),
        measures(vec![CubeCategory::measure(country.code("11980 elever", 8), label, "antall", 0)]),
        years(autumns.clone()),
    ];
    let country = country.clone();
    let updated = published(autumns.end() + 1, 3, 15);
    cube(("11980", "Elever i grunnskolen"), updated, dimensions, move |at| {
        let year = year_at(&autumns, at[3]);
        let sums = sums.of(at[0], year, &country, |municipality, _| {
            let schools = country.schools_of(municipality, year);
            std::array::from_fn(|grade| schools.iter().map(|&s| f64::from(country.pupils(s, year, grade as u8 + 1, Sex::All))).sum())
        });
        match (sums, at[1]) {
            (None, _) => Figure::NotApplicable,
            (Some(sums), 0) => Figure::Number(sums.iter().sum()),
            (Some(sums), grade) => Figure::Number(sums[grade - 1]),
        }
    })
}

/// How teachers fall on trainings: label, and from which to which part of them.
const TRAINING: [(&str, f64, f64); 4] = [
    ("I alt", 0.0, 1.0),
    ("Grunnskolelærerutdanning", 0.0, 0.71),
    ("Annen pedagogisk utdanning", 0.71, 0.93),
    ("Uten pedagogisk utdanning", 0.93, 1.0),
];

const COMPETENCE: [(&str, f64, f64); 4] = [
    ("I alt", 0.0, 1.0),
    ("60 studiepoeng eller mer", 0.0, 0.48),
    ("30-59 studiepoeng", 0.48, 0.74),
    ("Mindre enn 30 studiepoeng", 0.74, 1.0),
];

fn teachers(
    country: &Arc<Country>,
    id: &str,
    code: &str,
    titles: [&'static str; 2],
    kinds: &'static [(&'static str, f64, f64); 4],
) -> Cube {
    let autumns = country.autumns();
    let sums = Sums::<1>::new(places::country_and_counties(country, &autumns), &autumns);
    let kind = |(number, (label, ..)): (usize, &(&str, f64, f64))| CubeCategory::new(country.code(&format!("{id} {number}"), 3), *label);
    let dimensions = vec![
        region_dimension(&sums.places),
        dimension(
            code,
            if code == "Kompetanse" { "kompetanse" } else { "pedagogisk utdanning" },
            kinds.iter().enumerate().map(kind).collect(),
        ),
        measures(vec![
            CubeCategory::measure(country.code(&format!("{id} lærere"), 8), "Lærere (antall)", "antall", 0),
            CubeCategory::measure(country.code(&format!("{id} andel"), 8), "Lærere (prosent)", "prosent", 1),
        ]),
        years(autumns.clone()),
    ];
    let title = wording(country, id, titles);
    let country = country.clone();
    cube((id, title), published(autumns.end() + 1, 5, 20), dimensions, move |at| {
        let year = year_at(&autumns, at[3]);
        let sums = sums.of(at[0], year, &country, |municipality, _| {
            [country.schools_of(municipality, year).iter().map(|&school| country.staff(school, year)[0]).sum()]
        });
        let Some(&[all]) = sums else { return Figure::NotApplicable };
        let (_, from, to) = kinds[at[1]];
        let count = (all * to).round() - (all * from).round();
        if at[2] == 0 { Figure::Number(count) } else { quotient(count * 100.0, all) }
    })
}

fn points(country: &Arc<Country>) -> Cube {
    // The spring in which the tenth grade ended.
    let springs = country.autumns().start() + 1..=*country.autumns().end();
    let sums = Sums::<6>::new(places::country_and_counties(country, &springs), &springs);
    let dimensions = vec![
        region_dimension(&sums.places),
        dimension("Kjonn", "kjønn", categories(&[("0", "Begge kjønn"), ("10", "Gutter"), ("11", "Jenter")])),
        dimension("ForeldrUtd", "foreldrenes utdanningsnivå", categories(&[("00", "I alt")])),
        measures(vec![CubeCategory::measure("Grunnskolepoeng", "Gjennomsnittlige grunnskolepoeng", "poeng", 1)]),
        years(springs.clone()),
    ];
    let country = country.clone();
    let updated = published(country.autumns().end() + 1, 9, 24);
    cube(("07495", "Gjennomsnittlige grunnskolepoeng"), updated, dimensions, move |at| {
        let spring = year_at(&springs, at[4]);
        let sums = sums.of(at[0], spring, &country, |municipality, _| {
            let mut counts = [0.0; 6];
            for school in country.schools_of(municipality, spring - 1) {
                for (sex, pair) in SEXES.iter().zip(counts.chunks_mut(2)) {
                    let (graded, mean) = country.points(school, spring - 1, *sex).unwrap_or_default();
                    pair[0] += f64::from(graded);
                    pair[1] += f64::from(graded) * mean;
                }
            }
            counts
        });
        // A county that did not exist has 0 points, without a mark.
        sums.map_or(Figure::Number(0.0), |sums| quotient(sums[2 * at[1] + 1], sums[2 * at[1]]))
    })
}
