//! What the tables are put together from.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeZone, Utc};

use crate::read::Role;
use crate::simulated::country::Country;
use crate::simulated::cube::{Cube, CubeCategory, CubeDimension, Elimination, Figure};

/// Of two wordings, the one of this country: labels are not to be relied on to the letter.
pub(super) fn wording(country: &Country, topic: &str, wordings: [&'static str; 2]) -> &'static str {
    wordings[usize::from(country.chance(&format!("ordlyd {topic}"), &[]) < 0.5)]
}

/// A KOSTRA contents code that nobody knows beforehand.
pub(super) fn contents_code(country: &Country, topic: &str) -> String {
    format!("KOS{}0000", country.code(topic, 9))
}

/// Six in the morning (UTC) of a day, when SSB publishes in summer.
pub(super) fn published(year: u16, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(i32::from(year), month, day, 6, 0, 0).single().unwrap_or_default()
}

pub(super) fn cube(
    (id, title): (&str, &str),
    updated: DateTime<Utc>,
    dimensions: Vec<CubeDimension>,
    cell: impl Fn(&[usize]) -> Figure + Send + Sync + 'static,
) -> Cube {
    Cube { id: id.to_owned(), title: title.to_owned(), updated, dimensions, cell: Arc::new(cell), amendments: Default::default() }
}

/// A dimension that every request must name.
pub(super) fn dimension(code: impl Into<String>, label: &str, categories: Vec<CubeCategory>) -> CubeDimension {
    CubeDimension { code: code.into(), label: label.to_owned(), role: None, elimination: None, categories }
}

/// A dimension that a request may leave out.
pub(super) fn eliminable(code: impl Into<String>, label: &str, elimination: Elimination, categories: Vec<CubeCategory>) -> CubeDimension {
    CubeDimension { elimination: Some(elimination), ..dimension(code, label, categories) }
}

pub(super) fn measures(categories: Vec<CubeCategory>) -> CubeDimension {
    CubeDimension { role: Some(Role::Measure), ..dimension("ContentsCode", "statistikkvariabel", categories) }
}

pub(super) fn years(years: RangeInclusive<u16>) -> CubeDimension {
    periods("år", years.map(|year| year.to_string()))
}

/// Periods whose codes are their labels, oldest first.
pub(super) fn periods(label: &str, codes: impl Iterator<Item = String>) -> CubeDimension {
    let categories = codes.map(|code| CubeCategory::new(code.clone(), code)).collect();
    CubeDimension { role: Some(Role::Time), ..dimension("Tid", label, categories) }
}

pub(super) fn categories(pairs: &[(&str, &str)]) -> Vec<CubeCategory> {
    pairs.iter().map(|(code, label)| CubeCategory::new(*code, *label)).collect()
}

/// A quotient; `..` where there is nothing to divide by.
pub(super) fn quotient(numerator: f64, denominator: f64) -> Figure {
    if denominator == 0.0 { Figure::Missing } else { Figure::Number(numerator / denominator) }
}

/// The year at a position of a dimension of years.
pub(super) fn year_at(years: &RangeInclusive<u16>, position: usize) -> u16 {
    years.start() + u16::try_from(position).unwrap_or_default()
}

/// Something that is worked out once for each year that is asked for.
pub(super) struct Yearly<T> {
    first: u16,
    slots: Vec<OnceLock<T>>,
}

impl<T> Yearly<T> {
    pub fn new(years: &RangeInclusive<u16>) -> Yearly<T> {
        Yearly { first: *years.start(), slots: years.clone().map(|_| OnceLock::new()).collect() }
    }

    /// What is known of the year; none outside the years.
    pub fn of(&self, year: u16, work_out: impl FnOnce() -> T) -> Option<&T> {
        let slot = self.slots.get(usize::from(year.checked_sub(self.first)?))?;
        Some(slot.get_or_init(work_out))
    }
}
