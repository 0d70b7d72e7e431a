//! The schools of each district, and how its children fall on them.

use std::ops::RangeInclusive;

use super::draw::{Draw, shared};
use super::people::{BIRTH_RATE, People};
use super::places::{District, Places};
use super::{School, Sex, key};

/// A school with what its pupils are drawn by.
pub(super) struct Founded {
    pub(super) school: School,
    pub(super) district: usize,
    /// The key of its drawings: the same before and after a renumbering.
    pub(super) luck: u64,
    /// How much it draws of each year of birth.
    weight: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Primary,
    Infant,
    Combined,
    LowerSecondary,
    Private,
}

const KINDS: [Kind; 5] = [Kind::Primary, Kind::Infant, Kind::Combined, Kind::LowerSecondary, Kind::Private];

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Primary => "skole",
            Kind::Infant => "småskole",
            Kind::Combined => "1–10-skole",
            Kind::LowerSecondary => "ungdomsskole",
            Kind::Private => "friskole",
        }
    }

    fn grades(self) -> RangeInclusive<u8> {
        match self {
            Kind::Primary => 1..=7,
            Kind::Infant => 1..=4,
            Kind::Combined | Kind::Private => 1..=10,
            Kind::LowerSecondary => 8..=10,
        }
    }

    /// How much it draws of each year of birth, by its luck (0–1).
    fn weight(self, luck: f64) -> f64 {
        match self {
            // Many are small.
            Kind::Primary => 0.12 + 1.2 * luck.powf(1.5),
            Kind::Infant => 0.15 + 0.25 * luck,
            Kind::Combined => 0.4 + 0.4 * luck,
            Kind::LowerSecondary => 1.4 + 1.0 * luck,
            Kind::Private => 0.06 + 0.28 * luck,
        }
    }
}

/// How many schools of each of the [`KINDS`] a district has.
fn plan(district: &District, today: &str, draw: &Draw) -> [usize; 5] {
    // The README's municipality, as it is: four schools, one for the upper grades, one private.
    if today == "3412" {
        return [4, 0, 0, 1, 1];
    }
    let pupils = f64::from(district.people) * BIRTH_RATE * 10.0;
    let kind = draw.chance("plan", &[district.key]);
    let private = ((pupils / 2_400.0).min(20.0) + draw.chance("private", &[district.key])) as usize;
    // A private school where there are few children would stand empty in some years.
    let private = if pupils < 400.0 { 0 } else { private };
    if pupils < 180.0 {
        let beside = usize::from(pupils > 90.0 && kind < 0.4);
        return [beside, 0, 1, 0, 0];
    }
    let size = pupils.log10();
    let primary = (0.7 * pupils / (115.0 * size - 165.0)).round().max(1.0) as usize;
    let lower = (0.3 * pupils / (130.0 * size - 130.0)).round().max(1.0) as usize;
    let (combined, infant) = ((lower as f64 * 0.3 * kind).round() as usize, usize::from(kind > 0.8));
    [primary.saturating_sub(combined).max(1), infant, combined, lower.saturating_sub(combined / 2).max(1), private]
}

/// What becomes of a school within the autumns.
enum Fate {
    Lasts,
    /// Its first autumn.
    Opens(u16),
    /// Its last autumn, and whether the first school of its kind takes over.
    Closes(u16, bool),
    /// The last autumn under its first number.
    Renumbered(u16),
}

impl Fate {
    fn draw(kind: Kind, (order, count): (usize, usize), own: u64, autumns: &RangeInclusive<u16>, draw: &Draw) -> Fate {
        let between = autumns.end() - autumns.start();
        let last = autumns.start() + (f64::from(between) * draw.chance("fate year", &[own])) as u16;
        // The first school of a kind lasts: its district needs one in every grade.
        match (draw.chance("fate", &[own]), kind) {
            (..0.03, Kind::Primary | Kind::Combined | Kind::LowerSecondary) if order > 1 || count == 1 => Fate::Renumbered(last),
            (0.03..0.11, Kind::Primary) if order > 1 => Fate::Closes(last, true),
            (0.11..0.15, Kind::Primary) | (0.03..0.10, Kind::Private | Kind::Infant) if order > 1 || kind != Kind::Primary => {
                Fate::Closes(last, false)
            }
            (0.15..0.19, Kind::Primary) if order > 1 => Fate::Opens(last + 1),
            (0.10..0.20, Kind::Private) => Fate::Opens(last + 1),
            _ => Fate::Lasts,
        }
    }

    /// The school with its years, and the one that it becomes: `first` is the position of the first of its kind, `own` its own.
    fn befalls(self, school: School, first: usize, own: usize) -> Vec<School> {
        match self {
            Fate::Lasts => vec![school],
            Fate::Opens(autumn) => vec![School { open: autumn..=STILL_OPEN, ..school }],
            Fate::Closes(last, merged) => vec![School { open: LONG_OPEN..=last, successor: merged.then_some(first), ..school }],
            Fate::Renumbered(last) => {
                let number = format!("{:09}", key(&school.orgnr) + RENUMBERED);
                let anew = School { orgnr: number, open: last + 1..=STILL_OPEN, ..school.clone() };
                vec![School { open: LONG_OPEN..=last, successor: Some(own + 1), ..school }, anew]
            }
        }
    }
}

/// Founds the schools of all districts.
pub(super) fn found(places: &Places, autumns: &RangeInclusive<u16>, draw: &Draw) -> Vec<Founded> {
    let mut founded: Vec<Founded> = Vec::new();
    // How many there are in each present-day municipality, by kind.
    let mut counted = vec![[0_usize; 5]; places.municipalities.len()];
    for (at, district) in places.districts.iter().enumerate() {
        let municipality = &places.municipalities[district.today];
        for (kind, count) in KINDS.into_iter().zip(plan(district, &municipality.number, draw)) {
            let first = founded.len();
            for order in 1..=count {
                let counted = &mut counted[district.today];
                counted[kind as usize] += 1;
                let orgnr = orgnr(&municipality.number, counted.iter().sum());
                let luck = key(&orgnr);
                let school = School {
                    name: format!("Syntetisk {} {} i {}", kind.word(), counted[kind as usize], municipality.name),
                    municipality: district.today,
                    private: kind == Kind::Private,
                    grades: kind.grades(),
                    open: LONG_OPEN..=STILL_OPEN,
                    successor: None,
                    orgnr,
                };
                let weight = kind.weight(draw.chance("weight", &[luck]));
                let fate = match municipality.number.as_str() {
                    "3412" => Fate::Lasts,
                    _ => Fate::draw(kind, (order, count), luck, autumns, draw),
                };
                for school in fate.befalls(school, first, founded.len()) {
                    founded.push(Founded { school, district: at, luck, weight });
                }
            }
        }
    }
    founded
}

/// Nine digits, a 0 first.
fn orgnr(municipality: &str, serial: usize) -> String {
    format!("0{municipality}{serial:04}")
}

/// What is added to the serial number of a school that got another number.
const RENUMBERED: u64 = 5_000;

const LONG_OPEN: u16 = 1990;
const STILL_OPEN: u16 = 9999;

/// Girls and boys in each grade.
type Classes = [[u16; 2]; 10];

/// Pupils, and those of them with more teaching, of every school in every autumn.
pub(super) struct Counts {
    first: u16,
    autumns: usize,
    pupils: Vec<Classes>,
    adapted: Vec<Classes>,
    norwegian: Vec<Classes>,
}

impl Counts {
    pub(super) fn new(schools: &[Founded], people: &People, autumns: &RangeInclusive<u16>, draw: &Draw) -> Counts {
        let (first, count) = (*autumns.start(), autumns.clone().count());
        let none = vec![[[0; 2]; 10]; schools.len() * count];
        let mut counts = Counts { first, autumns: count, pupils: none.clone(), adapted: none.clone(), norwegian: none };
        // Schools of a district stand together.
        let mut from = 0;
        for own in schools.chunk_by(|one, next| one.district == next.district) {
            for autumn in autumns.clone() {
                counts.enrol(own, from, autumn, people, draw);
            }
            from += own.len();
        }
        for (at, founded) in schools.iter().enumerate() {
            for autumn in autumns.clone() {
                counts.support(at, founded, autumn, draw);
            }
        }
        counts
    }

    /// Shares the children of a district among its schools that have the grade.
    fn enrol(&mut self, schools: &[Founded], from: usize, autumn: u16, people: &People, draw: &Draw) {
        let Some(district) = schools.first().map(|school| school.district) else { return };
        for grade in 1..=10_u8 {
            let born = u64::from(autumn - 5 - u16::from(grade));
            let weight = |founded: &Founded| match &founded.school {
                school if !(school.grades.contains(&grade) && school.open.contains(&autumn)) => 0.0,
                _ => founded.weight * (0.85 + 0.3 * draw.chance("choice", &[founded.luck, born])),
            };
            let weights: Vec<f64> = schools.iter().map(weight).collect();
            for (at, sex) in [Sex::Girl, Sex::Boy].into_iter().enumerate() {
                let children = f64::from(people.count(district, u16::from(grade) + 5, sex, autumn + 1));
                let enrolled = (children * (0.98 + 0.015 * draw.chance("enrolled", &[district as u64, born, autumn.into()]))).round();
                for (school, share) in shared(enrolled, &weights).into_iter().enumerate() {
                    let place = self.place(from + school, autumn);
                    self.pupils[place][usize::from(grade - 1)][at] = share as u16;
                }
            }
        }
    }

    /// Draws who gets more teaching. A private school has none or enough to be shown.
    fn support(&mut self, at: usize, founded: &Founded, autumn: u16, draw: &Draw) {
        let place = self.place(at, autumn);
        let classes = self.pupils[place];
        let (own, year) = (founded.luck, u64::from(autumn));
        let of_school = 0.045 + 0.06 * draw.chance("adapted", &[own]);
        let adapted = of_school * (0.85 + 0.3 * draw.chance("adapted", &[own, year]));
        // Boys get it twice as often as girls, and the older more often than the younger.
        let adapted = portion(&classes, draw.chance("adapted start", &[own, year]), |grade, sex| {
            adapted * [0.68, 1.36][sex] * (0.78 + 0.05 * grade as f64)
        });
        let kind = draw.chance("norwegian", &[own]);
        let of_municipality = 0.025 + 0.06 * draw.chance("norwegian", &[own / 10_000]);
        let norwegian = if kind < 0.15 { 0.0 } else { of_municipality * (0.2 + 1.7 * kind) };
        let norwegian = norwegian * (0.8 + 0.4 * draw.chance("norwegian", &[own, year]));
        let norwegian =
            portion(&classes, draw.chance("norwegian start", &[own, year]), |grade, _| norwegian * (1.4 - 0.075 * grade as f64));
        let showable = |portion: Classes| {
            let count: u16 = portion.iter().flatten().sum();
            if founded.school.private && count < 6 { [[0; 2]; 10] } else { portion }
        };
        self.adapted[place] = showable(adapted);
        self.norwegian[place] = showable(norwegian);
    }

    fn place(&self, school: usize, autumn: u16) -> usize {
        school * self.autumns + usize::from(autumn - self.first)
    }

    pub(super) fn pupils(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.of(&self.pupils, school, autumn, grade, sex)
    }

    pub(super) fn adapted(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.of(&self.adapted, school, autumn, grade, sex)
    }

    pub(super) fn norwegian(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        self.of(&self.norwegian, school, autumn, grade, sex)
    }

    /// Nothing outside the autumns and grades.
    fn of(&self, counts: &[Classes], school: usize, autumn: u16, grade: u8, sex: Sex) -> u32 {
        if autumn < self.first || usize::from(autumn - self.first) >= self.autumns || !(1..=10).contains(&grade) {
            return 0;
        }
        let [girls, boys] = counts[self.place(school, autumn)][usize::from(grade - 1)];
        match sex {
            Sex::All => u32::from(girls) + u32::from(boys),
            Sex::Girl => girls.into(),
            Sex::Boy => boys.into(),
        }
    }
}

/// A part of each class by its rate (below 1), whole, so that the sum follows the rates too. `start` (0–1) decides where it is rounded.
fn portion(classes: &Classes, start: f64, rate: impl Fn(usize, usize) -> f64) -> Classes {
    let (mut exact, mut so_far) = (start, 0_u32);
    let mut portion = [[0; 2]; 10];
    for (grade, sexes) in classes.iter().enumerate() {
        for (sex, pupils) in sexes.iter().enumerate() {
            exact += f64::from(*pupils) * rate(grade, sex);
            let until = exact as u32;
            portion[grade][sex] = ((until - std::mem::replace(&mut so_far, until)) as u16).min(*pupils);
        }
    }
    portion
}
