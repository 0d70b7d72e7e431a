//! The regions of SSB's tables: units of today and earlier, and what they add up to.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::read::Role;
use crate::simulated::country::{Country, Municipality};
use crate::simulated::cube::{CubeCategory, CubeDimension, Elimination};

/// Today's Oslo, whose municipality is a county too.
const OSLO: &str = "0301";

/// The last year in which a unit of today is valid.
const STILL: u16 = 9999;

/// What a region is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Country,
    CountryWithoutOslo,
    County(String),
    Group(u8),
    /// Position in [`Country::municipalities`].
    Municipality(usize),
    /// Svalbard: in the lists, never with a figure.
    Nobody,
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub code: String,
    pub label: String,
    pub part: Part,
    pub valid: RangeInclusive<u16>,
}

impl Place {
    /// Whether a municipality is part of the region.
    pub fn has(&self, position: usize, municipality: &Municipality) -> bool {
        match &self.part {
            Part::Country => true,
            Part::CountryWithoutOslo => municipality.number != OSLO,
            Part::County(number) => municipality.county == *number,
            Part::Group(group) => municipality.kostra_group == *group,
            Part::Municipality(own) => *own == position,
            Part::Nobody => false,
        }
    }
}

/// The regions of a KOSTRA table: municipalities with their former numbers, county sums, groups, the country with and without Oslo.
pub(super) fn kostra(country: &Country, years: &RangeInclusive<u16>) -> Vec<Place> {
    let mut places = municipalities(country, years);
    places.push(everywhere("EAK", "Landet", Part::Country));
    if country.municipalities().iter().any(|municipality| municipality.number == OSLO) {
        places.push(everywhere("EAKUO", "Landet uten Oslo", Part::CountryWithoutOslo));
    }
    for county in counties(country, years) {
        places.push(Place { code: format!("EKA{}", county.code), ..county });
    }
    let groups: BTreeSet<u8> = country.municipalities().iter().map(|municipality| municipality.kostra_group).collect();
    places.extend(
        groups.into_iter().map(|group| everywhere(&format!("EKG{group:02}"), &format!("KOSTRA-gruppe {group}"), Part::Group(group))),
    );
    places
}

/// The regions of a table of persons: the country, the counties and the municipalities, with former numbers.
pub(super) fn all(country: &Country, years: &RangeInclusive<u16>) -> Vec<Place> {
    let mut places = vec![everywhere("0", "Hele landet", Part::Country)];
    places.extend(counties(country, years));
    places.extend(municipalities(country, years));
    places
}

/// The country and its counties, with former numbers.
pub(super) fn country_and_counties(country: &Country, years: &RangeInclusive<u16>) -> Vec<Place> {
    let mut places = vec![everywhere("0", "Hele landet", Part::Country)];
    places.extend(counties(country, years));
    places
}

/// The municipalities of today.
pub(super) fn of_today(country: &Country) -> Vec<Place> {
    municipalities(country, &(STILL..=STILL))
}

pub(super) fn svalbard() -> Place {
    everywhere("21", "Svalbard", Part::Nobody)
}

fn everywhere(code: &str, label: &str, part: Part) -> Place {
    Place { code: code.to_owned(), label: label.to_owned(), part, valid: 0..=STILL }
}

fn municipalities(country: &Country, years: &RangeInclusive<u16>) -> Vec<Place> {
    let every = country.municipalities().iter().enumerate();
    let mut places: Vec<Place> = every
        .filter(|(_, municipality)| overlap(&municipality.valid, years))
        .map(|(position, municipality)| Place {
            code: municipality.number.clone(),
            label: with_years(&municipality.name, &municipality.valid, years),
            part: Part::Municipality(position),
            valid: municipality.valid.clone(),
        })
        .collect();
    places.sort_by(|one, other| one.code.cmp(&other.code));
    places
}

fn counties(country: &Country, years: &RangeInclusive<u16>) -> Vec<Place> {
    let every = country.counties().iter();
    let mut places: Vec<Place> = every
        .filter(|county| overlap(&county.valid, years))
        .map(|county| Place {
            code: county.number.clone(),
            label: with_years(&county.name, &county.valid, years),
            part: Part::County(county.number.clone()),
            valid: county.valid.clone(),
        })
        .collect();
    places.sort_by(|one, other| one.code.cmp(&other.code));
    places
}

fn overlap(one: &RangeInclusive<u16>, other: &RangeInclusive<u16>) -> bool {
    one.start() <= other.end() && other.start() <= one.end()
}

/// A name as SSB writes it: `Halden`, `Halden (-2019)`, `Halden (2020-2023)`.
fn with_years(name: &str, valid: &RangeInclusive<u16>, years: &RangeInclusive<u16>) -> String {
    let (first, last) = (valid.start(), valid.end());
    match (*last >= STILL || last >= years.end(), first <= years.start()) {
        (true, _) => name.to_owned(),
        (false, true) => format!("{name} (-{last})"),
        (false, false) => format!("{name} ({first}-{last})"),
    }
}

/// The dimension of KOSTRA's municipalities.
pub(super) fn kostra_dimension(places: &[Place]) -> CubeDimension {
    region("KOKkommuneregion0000", None, places)
}

/// The dimension of the tables of persons.
pub(super) fn region_dimension(places: &[Place]) -> CubeDimension {
    let total = places.iter().position(|place| place.part == Part::Country);
    region("Region", Some(total.map_or(Elimination::Sum, Elimination::Total)), places)
}

fn region(code: &str, elimination: Option<Elimination>, places: &[Place]) -> CubeDimension {
    CubeDimension {
        code: code.to_owned(),
        label: "region".to_owned(),
        role: Some(Role::Place),
        elimination,
        categories: places.iter().map(|place| CubeCategory::new(&place.code, &place.label)).collect(),
    }
}
