//! What KOSTRA's key figures are reckoned from: for every region and year the sums of accounts, pupils, hours and inhabitants. A ratio of
//! a county, a group or the country is the ratio of its sums.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::places::{self, Place};
use super::table::Yearly;
use crate::simulated::country::{Country, Municipality, Sex};

/// A row of the accounts: code, label and the functions that it adds up.
pub(super) const FUNCTIONS: [(&str, &str, &[&str]); 10] = [
    ("FGK1b", "Administrasjon, kommune", &["100", "120", "121", "130"]),
    ("FGK7", "Barnehage", &["201", "211", "221"]),
    ("FGK8b", "Grunnskole", &["202", "215", "222", "223"]),
    ("201", "Barnehage", &["201"]),
    ("202", "Grunnskole", &["202"]),
    ("213", "Voksenopplæring", &["213"]),
    ("215", "Skolefritidstilbud", &["215"]),
    ("221", "Barnehagelokaler og skyss", &["221"]),
    ("222", "Skolelokaler", &["222"]),
    ("223", "Skoleskyss", &["223"]),
];

/// The rows of [`FUNCTIONS`] that stand in table 12362; the others are single functions.
pub(super) const FUNCTION_GROUPS: usize = 3;

/// An art or a group of arts: code and label.
pub(super) const ARTS: [(&str, &str); 26] = [
    ("AGD10", "Brutto driftsutgifter på funksjon/tjenesteområde"),
    ("AGD2", "Netto driftsutgifter"),
    ("AGD4", "Korrigerte brutto driftsutgifter"),
    ("AG16", "Lønnsutgifter"),
    ("010", "Fastlønn"),
    ("020", "Lønn til vikarer"),
    ("030", "Lønn til ekstrahjelp"),
    ("040", "Overtidslønn"),
    ("050", "Annen lønn og trekkpliktige godtgjørelser"),
    ("090", "Pensjonsinnskudd og trekkpliktige forsikringsordninger"),
    ("099", "Arbeidsgiveravgift"),
    ("105", "Undervisningsmateriell"),
    ("120", "Annet forbruksmateriell, råvarer og tjenester"),
    ("170", "Transport og drift av egne transportmidler"),
    ("195", "Avgifter, gebyrer, lisenser og lignende"),
    ("200", "Inventar og utstyr"),
    ("230", "Vedlikehold, påkostning, nybygg og nyanlegg"),
    ("240", "Serviceavtaler, reparasjoner og vaktmestertjenester"),
    ("270", "Andre tjenester (som inngår i egenproduksjon)"),
    ("350", "Kjøp fra kommuner"),
    ("370", "Kjøp fra andre (private)"),
    ("429", "Merverdiavgift som gir rett til momskompensasjon"),
    ("590", "Avskrivninger"),
    ("600", "Brukerbetaling for kommunale tjenester"),
    ("710", "Sykelønnsrefusjon"),
    ("729", "Kompensasjon for merverdiavgift"),
];

/// The art groups come first among the [`ARTS`].
pub(super) const NET: usize = 1;
pub(super) const CORRECTED: usize = 2;
pub(super) const WAGES: usize = 3;

/// With undertakings, and the municipality alone.
pub(super) const SCOPES: [(&str, &str); 2] = [("A", "Kommunekonsern"), ("B", "Kommunekasse")];

/// The sums of a region in a year. Amounts in thousand kroner.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// By scope, row of [`FUNCTIONS`] and position in [`ARTS`].
    amounts: Vec<i64>,
    /// What all services come to, with undertakings, by position in [`ARTS`]: taxes, grants and finances (functions from 800) are none.
    services: Vec<i64>,
    /// Pupils of the region's own schools, twelfths: seven of last autumn's count and five of this autumn's.
    pub weighted_twelfths: u64,
    /// Pupils of the region's own schools this autumn.
    pub pupils: u64,
    /// Pupils of all schools this autumn, and those of them with individually adapted teaching.
    pub everyone: u64,
    pub adapted: u64,
    /// Pupils with free transport.
    pub transported: u64,
    /// Inhabitants on 31 December.
    pub residents: u64,
    pub residents_6_15: u64,
    pub residents_6_9: u64,
    /// Pupil and teacher hours per stage, this autumn's school year.
    pub hours: [(f64, f64); 3],
    /// Tenth-graders with grades this spring, and the sum of their points.
    pub points: (f64, f64),
    /// Square metres of school buildings, owned and rented.
    pub area: (f64, f64),
}

impl Sheet {
    pub fn amount(&self, scope: usize, function: usize, art: usize) -> i64 {
        self.amounts.get(place_of(scope, function, art)).copied().unwrap_or_default()
    }

    /// All services of an art or a group of arts, with undertakings.
    pub fn all_services(&self, art: usize) -> i64 {
        self.services.get(art).copied().unwrap_or_default()
    }

    /// An art group over the functions that cost per pupil is reckoned of, with undertakings.
    pub fn per_pupil_functions(&self, art: usize) -> i64 {
        let per_pupil = |(_, row): &(usize, &(&str, &str, &[&str]))| matches!(row.0, "202" | "222" | "223");
        FUNCTIONS.iter().enumerate().filter(per_pupil).map(|(function, _)| self.amount(0, function, art)).sum()
    }

    pub fn weighted(&self) -> f64 {
        self.weighted_twelfths as f64 / 12.0
    }

    fn add(&mut self, other: &Sheet) {
        self.amounts.resize(SCOPES.len() * FUNCTIONS.len() * ARTS.len(), 0);
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, amount)| *sum += amount);
        self.services.resize(ARTS.len(), 0);
        self.services.iter_mut().zip(&other.services).for_each(|(sum, amount)| *sum += amount);
        self.weighted_twelfths += other.weighted_twelfths;
        self.pupils += other.pupils;
        self.everyone += other.everyone;
        self.adapted += other.adapted;
        self.transported += other.transported;
        self.residents += other.residents;
        self.residents_6_15 += other.residents_6_15;
        self.residents_6_9 += other.residents_6_9;
        for (sum, hours) in self.hours.iter_mut().zip(other.hours) {
            *sum = (sum.0 + hours.0, sum.1 + hours.1);
        }
        self.points = (self.points.0 + other.points.0, self.points.1 + other.points.1);
        self.area = (self.area.0 + other.area.0, self.area.1 + other.area.1);
    }
}

fn place_of(scope: usize, function: usize, art: usize) -> usize {
    (scope * FUNCTIONS.len() + function) * ARTS.len() + art
}

/// The sheets of every region, worked out for a year when the first figure of it is asked for.
pub(super) struct Books {
    country: Arc<Country>,
    pub places: Vec<Place>,
    pub years: RangeInclusive<u16>,
    sheets: Yearly<Vec<Option<Sheet>>>,
}

impl Books {
    pub fn new(country: &Arc<Country>) -> Books {
        // The first autumn is only good for the seven twelfths of the year after it.
        let years = country.autumns().start() + 1..=*country.autumns().end();
        let places = places::kostra(country, &years);
        Books { country: country.clone(), places, sheets: Yearly::new(&years), years }
    }

    /// The region's sums, or none where its code was not valid in the year.
    pub fn sheet(&self, place: usize, year: u16) -> Option<&Sheet> {
        self.sheets.of(year, || self.work_out(year))?.get(place)?.as_ref()
    }

    fn work_out(&self, year: u16) -> Vec<Option<Sheet>> {
        let valid = |(_, municipality): &(usize, &Municipality)| municipality.valid.contains(&year);
        let own: Vec<(usize, &Municipality, Sheet)> = self
            .country
            .municipalities()
            .iter()
            .enumerate()
            .filter(valid)
            .map(|(position, municipality)| (position, municipality, self.municipality(position, year)))
            .collect();
        let sum = |place: &Place| {
            let mut parts = own.iter().filter(|(position, municipality, _)| place.has(*position, municipality)).peekable();
            parts.peek()?;
            let mut sum = Sheet::default();
            parts.for_each(|(_, _, sheet)| sum.add(sheet));
            Some(sum)
        };
        self.places.iter().map(|place| if place.valid.contains(&year) { sum(place) } else { None }).collect()
    }

    fn municipality(&self, position: usize, year: u16) -> Sheet {
        let country = &*self.country;
        let mut sheet =
            Sheet { amounts: vec![0; SCOPES.len() * FUNCTIONS.len() * ARTS.len()], services: vec![0; ARTS.len()], ..Sheet::default() };
        for scope in 0..SCOPES.len() {
            self.enter_accounts(&mut sheet, position, year, scope);
        }
        let pupils = |schools: &[usize], autumn: u16, private_too: bool| -> u64 {
            let counted = schools.iter().filter(|&&school| private_too || !country.schools()[school].private);
            counted.map(|&school| all_grades(|grade| country.pupils(school, autumn, grade, Sex::All))).sum()
        };
        // The pupils of its area before, whoever had them then.
        let (before, now) = (country.schools_in(position, year, year - 1), country.schools_of(position, year));
        sheet.pupils = pupils(&now, year, false);
        sheet.everyone = pupils(&now, year, true);
        sheet.weighted_twelfths = 7 * pupils(&before, year - 1, false) + 5 * sheet.pupils;
        sheet.adapted = now.iter().map(|&school| all_grades(|grade| country.adapted(school, year, grade, Sex::All))).sum();
        let far = 0.15 + 0.2 * country.chance("skyss", &[position as u64]);
        sheet.transported = (sheet.pupils as f64 * far).round() as u64;
        let residents = |ages: RangeInclusive<u16>| -> u64 {
            ages.map(|age| u64::from(country.inhabitants_in(position, year, age, Sex::All, year + 1))).sum()
        };
        (sheet.residents, sheet.residents_6_15, sheet.residents_6_9) = (residents(0..=105), residents(6..=15), residents(6..=9));
        let public = |schools: &[usize]| -> Vec<usize> { schools.iter().copied().filter(|&s| !country.schools()[s].private).collect() };
        for (stage, hours) in sheet.hours.iter_mut().enumerate() {
            for school in public(&now) {
                let (of_pupils, of_teachers) = country.hours(school, year, stage);
                *hours = (hours.0 + of_pupils, hours.1 + of_teachers);
            }
        }
        for school in public(&before) {
            let (graded, mean) = country.points(school, year - 1, Sex::All).unwrap_or_default();
            sheet.points = (sheet.points.0 + f64::from(graded), sheet.points.1 + f64::from(graded) * mean);
        }
        let area = (sheet.pupils as f64 * (12.0 + 8.0 * country.chance("skoleareal", &[position as u64]))).round();
        let rented = (area * 0.1 * country.chance("leid skoleareal", &[position as u64])).round();
        sheet.area = (area - rented, rented);
        sheet
    }

    fn enter_accounts(&self, sheet: &mut Sheet, position: usize, year: u16, scope: usize) {
        for posting in self.country.accounts(position, year, scope == 0) {
            let arts: Vec<usize> = (0..ARTS.len()).filter(|&art| belongs(posting.art, ARTS[art].0)).collect();
            if scope == 0 && posting.function < "800" {
                arts.iter().for_each(|&art| sheet.services[art] += posting.amount);
            }
            let rows = FUNCTIONS.iter().enumerate().filter(|(_, row)| row.2.contains(&posting.function));
            for (function, _) in rows {
                for &art in &arts {
                    sheet.amounts[place_of(scope, function, art)] += posting.amount;
                }
            }
        }
    }
}

fn all_grades(count: impl Fn(u8) -> u32) -> u64 {
    (1..=10).map(|grade| u64::from(count(grade))).sum()
}

/// Whether an art is part of a published art or art group, by SSB's hierarchy of arts.
fn belongs(art: &str, published: &str) -> bool {
    let number: u16 = art.parse().unwrap_or_default();
    let corrections = matches!(number, 590 | 690 | 710 | 729);
    match published {
        "AGD10" => number < 500 || corrections,
        "AGD2" => number < 500 || number == 590 || (600..900).contains(&number),
        "AGD4" => number < 300 || number == 429 || corrections,
        "AG16" => number < 100 || number == 710,
        single => art == single,
    }
}
