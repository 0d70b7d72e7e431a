//! The synthetic country: the truth behind everything that the simulated publishers print. It knows nothing of tables or protocols.
//!
//! Every figure is drawn by what it is about (seed, topic, place, year), not from a stream, so that a new figure changes no other.
//! All counts are whole and add up exactly: pupils of schools to municipalities to counties to the country; sexes to all; grades to all.
//!
//! ```text
//! kommuner.csv ─► places (numbers, years, districts) ─► people of a district ─► its schools and their pupils ─► figures, money
//! ```
//!
//! A *district* is the smallest area that every division is made of: what one former municipality brought into one of today's. People
//! live in districts and schools lie in them, so that every number that ever held gets what is its own, and sums hold across mergers.
//! Numbers, names and the rough sizes of municipalities are real; nothing else is.

mod draw;
mod figures;
mod money;
mod people;
mod places;
mod schools;

use std::ops::RangeInclusive;

pub use draw::shared;

use draw::Draw;
use people::People;
use places::Places;
use schools::Counts;

/// How much of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Twelve municipalities in two counties, four years.
    Small,
    /// All 357 municipalities with their history, some 2 700 schools, back to 2014-15.
    Full,
}

/// What a measure is about: girls, boys, or everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sex {
    All,
    Girl,
    Boy,
}

/// A unit of today's or an earlier division, with the years in which its number held.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// Four digits.
    pub number: String,
    pub name: String,
    /// Two digits, the first two of the number.
    pub county: String,
    /// First and last year (inclusive) in which the number existed; 9999 for one that still does.
    pub valid: RangeInclusive<u16>,
    /// Positions (in [`Country::municipalities`]) of the present-day municipalities whose people lived here: one, but for a split.
    pub today: Vec<usize>,
    /// Whether it exists today.
    pub current: bool,
    /// KOSTRA group today (1–16).
    pub kostra_group: u8,
}

#[derive(Debug, Clone)]
pub struct County {
    pub number: String,
    pub name: String,
    pub valid: RangeInclusive<u16>,
}

#[derive(Debug, Clone)]
pub struct School {
    /// Nine digits that begin with 0, which no real organisation number does.
    pub orgnr: String,
    /// «Syntetisk …».
    pub name: String,
    /// Position among the present-day municipalities in [`Country::municipalities`].
    pub municipality: usize,
    pub private: bool,
    pub grades: RangeInclusive<u8>,
    /// First and last autumn with pupils; 9999 for one that still has.
    pub open: RangeInclusive<u16>,
    /// The school that took over its pupils, or from which it was made anew under another number.
    pub successor: Option<usize>,
}

/// An operating posting, in thousand kroner; income negative.
#[derive(Debug, Clone)]
pub struct Posting {
    pub function: &'static str,
    pub art: &'static str,
    pub amount: i64,
}

pub struct Country {
    draw: Draw,
    autumns: RangeInclusive<u16>,
    places: Places,
    people: People,
    schools: Vec<School>,
    /// The key of each school's drawings.
    lucks: Vec<u64>,
    /// The district that each lies in.
    school_districts: Vec<usize>,
    /// Positions of the schools in each municipality's area.
    schools_within: Vec<Vec<usize>>,
    counts: Counts,
}

impl Country {
    pub fn new(seed: u64, size: Size) -> Country {
        let draw = Draw::new(seed);
        let autumns = match size {
            Size::Small => 2022..=2025,
            Size::Full => 2014..=2025,
        };
        let places = Places::new(size, *autumns.start() - 2, &draw);
        let people = People::new(&places.districts, &draw);
        let founded = schools::found(&places, &autumns, &draw);
        let counts = Counts::new(&founded, &people, &autumns, &draw);
        let mut schools_within = vec![Vec::new(); places.municipalities.len()];
        for (at, founded) in founded.iter().enumerate() {
            places.districts[founded.district].path.iter().for_each(|municipality| schools_within[*municipality].push(at));
        }
        let districts = founded.iter().map(|founded| founded.district).collect();
        let lucks = founded.iter().map(|founded| founded.luck).collect();
        let schools = founded.into_iter().map(|founded| founded.school).collect();
        Country { draw, autumns, places, people, schools, lucks, school_districts: districts, schools_within, counts }
    }

    /// The autumns with pupils (2022..=2025 small, 2014..=2025 full).
    pub fn autumns(&self) -> RangeInclusive<u16> {
        self.autumns.clone()
    }

    /// Every municipality that is or was within [`Country::autumns`] and the two years before: those of today first.
    pub fn municipalities(&self) -> &[Municipality] {
        &self.places.municipalities
    }

    pub fn counties(&self) -> &[County] {
        &self.places.counties
    }

    pub fn schools(&self) -> &[School] {
        &self.schools
    }

    /// The positions of the schools in the area of a municipality (current or former number) that are open in the autumn, whether or not
    /// the number held then.
    pub fn schools_of(&self, municipality: usize, autumn: u16) -> Vec<usize> {
        self.schools_in(municipality, autumn, autumn)
    }

    /// The schools, open in the autumn, of the area that a municipality has in a year: for one that took others in and kept its number,
    /// theirs too.
    pub fn schools_in(&self, municipality: usize, year: u16, autumn: u16) -> Vec<usize> {
        let districts: Vec<usize> = self.places.districts_in(municipality, year).collect();
        let is_there = |school: &usize| self.schools[*school].open.contains(&autumn) && districts.contains(&self.school_districts[*school]);
        self.schools_within[municipality].iter().copied().filter(is_there).collect()
    }

    /// The number and name under which a present-day municipality's unit stood in a year: its position. Of several that were merged
    /// since, the one that brought the most people.
    pub fn municipality_in(&self, today: usize, year: u16) -> usize {
        self.places.municipality_in(today, year)
    }

    /// A number from 0 up to 1 that belongs to the topic and the keys.
    pub fn chance(&self, topic: &str, keys: &[u64]) -> f64 {
        self.draw.chance(topic, keys)
    }

    /// A made-up code of `length` letters and digits, a letter first, that belongs to the topic and the seed: for what the references do
    /// not know.
    pub fn code(&self, topic: &str, length: usize) -> String {
        self.draw.code(topic, length)
    }

    /// Inhabitants on 1 January, by single year of age (105: or older); zero for a number that was not valid then.
    pub fn residents(&self, municipality: usize, age: u16, sex: Sex, january: u16) -> u32 {
        if !self.places.municipalities[municipality].valid.contains(&january) {
            return 0;
        }
        self.inhabitants(municipality, age, sex, january)
    }

    /// Those who live in the area of a municipality, whether or not its number holds in the year.
    pub fn inhabitants(&self, municipality: usize, age: u16, sex: Sex, january: u16) -> u32 {
        self.inhabitants_in(municipality, january, age, sex, january)
    }

    /// Those who live in the area that a municipality has in a year.
    pub fn inhabitants_in(&self, municipality: usize, year: u16, age: u16, sex: Sex, january: u16) -> u32 {
        self.places.districts_in(municipality, year).map(|district| self.people.count(district, age, sex, january)).sum()
    }

    /// Projected inhabitants (alternative 0 main, 1 low, 2 high), for present-day municipalities and years after the last count.
    pub fn projected(&self, municipality: usize, age: u16, sex: Sex, january: u16, alternative: usize) -> u32 {
        let ahead = f64::from(january.saturating_sub(self.autumns.end() + 1));
        // Those born after the last count differ most between the alternatives.
        let pace = if f64::from(age) < ahead { 0.012 } else { 0.003 };
        let factor = 1.0 + pace * ahead * [0.0, -1.0, 1.0][alternative.min(2)];
        let of = |sex| (f64::from(self.inhabitants(municipality, age, sex, january)) * factor).round() as u32;
        match sex {
            Sex::All => of(Sex::Girl) + of(Sex::Boy),
            one => of(one),
        }
    }

    /// Pupils of a school on 1 October in a grade (1–10).
    pub fn pupils(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.counts.pupils(school, autumn, grade, sex)
    }

    /// Pupils with individually adapted teaching.
    pub fn adapted(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.counts.adapted(school, autumn, grade, sex)
    }

    /// Pupils with extra teaching in Norwegian.
    pub fn norwegian(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.counts.norwegian(school, autumn, grade, sex)
    }
}

/// The number that an orgnr or a municipality's number is as a key of a drawing, so that a place keeps its luck whatever its position.
fn key(number: &str) -> u64 {
    number.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests;
