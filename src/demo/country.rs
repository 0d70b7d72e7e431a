//! The synthetic country: municipalities, schools, pupils, test results and accounts. It knows nothing of file formats.
//!
//! Every figure is drawn by what it is about (seed, topic, place, year), not from a stream, so that a new figure changes no other.

use std::ops::RangeInclusive;

/// The autumns that pupils are counted in.
pub const AUTUMNS: RangeInclusive<u16> = 2021..=2025;
/// The first year of today's numbers in Østfold.
pub const RENUMBERED: u16 = 2024;

/// A number and a name, today's and those of 2020–2023.
pub struct Place {
    pub today: (&'static str, &'static str),
    pub before: (&'static str, &'static str),
}

impl Place {
    /// The number and the name in a year.
    pub fn code(&self, year: u16) -> (&'static str, &'static str) {
        if year < RENUMBERED { self.before } else { self.today }
    }

    /// Whether the number is another one today.
    pub fn is_renumbered(&self) -> bool {
        self.today.0 != self.before.0
    }
}

pub static COUNTIES: [Place; 2] = [
    Place { today: ("34", "Innlandet"), before: ("34", "Innlandet") },
    Place { today: ("31", "Østfold"), before: ("30", "Viken (2020 - 2023)") },
];

pub struct Municipality {
    pub place: Place,
    /// Its position in [`COUNTIES`].
    pub county: usize,
    /// Children born in 2012, and the change of it with each later year of birth.
    births: (f64, f64),
    /// The share of pupils with extra teaching in Norwegian.
    norwegian: f64,
    /// Schools of grades 1–7, 1–4, 1–10, 8–10, and private ones.
    schools: [usize; 5],
}

const fn municipality(
    county: usize,
    (number, before, name): (&'static str, &'static str, &'static str),
    births: (f64, f64),
    norwegian: f64,
    schools: [usize; 5],
) -> Municipality {
    Municipality { place: Place { today: (number, name), before: (before, name) }, county, births, norwegian, schools }
}

/// Position of Løten among the [`MUNICIPALITIES`].
pub const LOETEN: usize = 4;

pub static MUNICIPALITIES: [Municipality; 12] = [
    municipality(0, ("3401", "3401", "Kongsvinger"), (130.0, -0.015), 0.06, [4, 0, 1, 1, 0]),
    municipality(0, ("3403", "3403", "Hamar"), (215.0, -0.003), 0.07, [6, 0, 0, 2, 1]),
    municipality(0, ("3411", "3411", "Ringsaker"), (260.0, -0.006), 0.05, [7, 0, 1, 2, 0]),
    municipality(0, ("3413", "3413", "Stange"), (165.0, -0.004), 0.05, [5, 0, 0, 1, 0]),
    municipality(0, ("3412", "3412", "Løten"), (108.0, -0.022), 0.05, [4, 0, 0, 1, 1]),
    municipality(0, ("3420", "3420", "Elverum"), (175.0, -0.008), 0.06, [5, 1, 0, 2, 0]),
    municipality(1, ("3101", "3001", "Halden"), (225.0, -0.012), 0.07, [6, 0, 0, 2, 1]),
    municipality(1, ("3103", "3002", "Moss"), (300.0, 0.002), 0.09, [7, 0, 0, 3, 1]),
    municipality(1, ("3105", "3003", "Sarpsborg"), (345.0, -0.004), 0.10, [8, 0, 1, 3, 0]),
    municipality(1, ("3107", "3004", "Fredrikstad"), (410.0, -0.005), 0.09, [9, 0, 0, 3, 2]),
    municipality(1, ("3118", "3014", "Indre Østfold"), (330.0, -0.001), 0.06, [8, 1, 1, 2, 1]),
    municipality(1, ("3120", "3016", "Rakkestad"), (66.0, -0.010), 0.006, [3, 0, 0, 1, 0]),
];

pub struct School {
    pub orgnr: String,
    pub name: String,
    /// Its position in [`MUNICIPALITIES`].
    pub municipality: usize,
    pub private: bool,
    pub grades: RangeInclusive<u8>,
    /// How much it draws of each year of birth.
    weight: f64,
}

/// One amount of the accounts, in thousand kroner; income is negative.
pub struct Posting {
    pub function: &'static str,
    pub art: &'static str,
    pub amount: i64,
}

pub struct Country {
    seed: u64,
    pub schools: Vec<School>,
    /// Per school: per autumn, per grade.
    pupils: Vec<[[u32; 10]; 5]>,
}

impl Country {
    pub fn new(seed: u64) -> Country {
        let mut country = Country { seed, schools: Vec::new(), pupils: Vec::new() };
        for (number, municipality) in MUNICIPALITIES.iter().enumerate() {
            country.found_schools(number, municipality);
        }
        country.pupils = vec![[[0; 10]; 5]; country.schools.len()];
        for autumn in AUTUMNS {
            for (municipality, grade) in (0..MUNICIPALITIES.len()).flat_map(|m| (1..=10).map(move |grade| (m, grade))) {
                country.enrol(municipality, autumn, grade);
            }
        }
        country
    }

    fn found_schools(&mut self, number: usize, municipality: &Municipality) {
        const KINDS: [(&str, RangeInclusive<u8>, f64); 5] = [
            ("skole", 1..=7, 0.2),
            ("småskole", 1..=4, 0.15),
            ("1–10-skole", 1..=10, 0.35),
            ("ungdomsskole", 8..=10, 2.0),
            ("friskole", 1..=10, 0.2),
        ];
        let (code, name) = municipality.place.today;
        for (serial, (kind, order)) in
            (0..KINDS.len()).flat_map(|kind| (1..=municipality.schools[kind]).map(move |n| (kind, n))).enumerate()
        {
            let (word, grades, least) = &KINDS[kind];
            let spread = if *word == "skole" { 1.3 } else { 0.25 };
            self.schools.push(School {
                orgnr: format!("0{code}{:04}", serial + 1),
                name: match municipality.schools[kind] {
                    1 => format!("Syntetisk {word} i {name}"),
                    _ => format!("Syntetisk {word} {order} i {name}"),
                },
                municipality: number,
                private: *word == "friskole",
                grades: grades.clone(),
                weight: least + spread * self.chance("weight", &[number, serial]),
            });
        }
    }

    /// Shares the children of one year of birth among the schools that have the grade.
    fn enrol(&mut self, municipality: usize, autumn: u16, grade: u8) {
        let born = autumn - 5 - u16::from(grade);
        let children = f64::from(self.residents(municipality, u16::from(grade) + 5, autumn + 1));
        let pupils = (children * (0.98 + 0.015 * self.chance("choice", &[municipality, born.into(), autumn.into()]))).round();
        let weights: Vec<(usize, f64)> = self
            .schools_of(municipality)
            .filter(|(_, school)| school.grades.contains(&grade))
            .map(|(at, school)| (at, school.weight * (0.85 + 0.3 * self.chance("choice", &[at, born.into()]))))
            .collect();
        for ((at, _), share) in weights.iter().zip(shared(pupils, &weights.iter().map(|(_, weight)| *weight).collect::<Vec<_>>())) {
            self.pupils[*at][usize::from(autumn - AUTUMNS.start())][usize::from(grade - 1)] = share as u32;
        }
    }

    /// A number from 0 up to 1 that belongs to the topic and the keys: a step of splitmix64 for each.
    fn chance(&self, topic: &str, keys: &[usize]) -> f64 {
        let mixed = |state: u64, key: u64| {
            let z = (state ^ key).wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        let drawn = topic.bytes().map(u64::from).chain(keys.iter().map(|key| *key as u64)).fold(mixed(self.seed, 0), mixed);
        (drawn >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The schools of a municipality, with their positions.
    pub fn schools_of(&self, municipality: usize) -> impl Iterator<Item = (usize, &School)> {
        self.schools.iter().enumerate().filter(move |(_, school)| school.municipality == municipality)
    }

    /// Inhabitants of an age (105: or older) on 1 January.
    pub fn residents(&self, municipality: usize, age: u16, january: u16) -> u32 {
        let born = january - 1 - age;
        let (births, trend) = MUNICIPALITIES[municipality].births;
        let size = births * (1.0 + trend * (f64::from(born) - 2012.0).clamp(-12.0, 14.0));
        let alive = if age < 60 { 1.0 } else { f64::from(105 - age.min(105)) / 45.0 };
        (size * alive * (0.93 + 0.14 * self.chance("births", &[municipality, born.into()]))).round() as u32
    }

    /// Pupils of a school in a grade on 1 October.
    pub fn pupils_in(&self, school: usize, autumn: u16, grade: u8) -> u32 {
        self.pupils[school][usize::from(autumn - AUTUMNS.start())][usize::from(grade - 1)]
    }

    /// Pupils of a school on 1 October.
    pub fn pupils(&self, school: usize, autumn: u16) -> u32 {
        (1..=10).map(|grade| self.pupils_in(school, autumn, grade)).sum()
    }

    /// Pupils with individually adapted teaching. A private school has none or enough to be shown.
    pub fn adapted(&self, school: usize, autumn: u16) -> u32 {
        let rate = 0.045 + 0.06 * self.chance("adapted", &[school]);
        self.showable(school, self.pupils(school, autumn), rate * (0.85 + 0.3 * self.chance("adapted", &[school, autumn.into()])))
    }

    /// Pupils with extra teaching in Norwegian.
    pub fn norwegian(&self, school: usize, autumn: u16) -> u32 {
        let kind = self.chance("norwegian", &[school]);
        let rate = if kind < 0.15 { 0.0 } else { MUNICIPALITIES[self.schools[school].municipality].norwegian * (0.2 + 1.7 * kind) };
        self.showable(school, self.pupils(school, autumn), rate * (0.8 + 0.4 * self.chance("norwegian", &[school, autumn.into()])))
    }

    fn showable(&self, school: usize, pupils: u32, rate: f64) -> u32 {
        let count = (f64::from(pupils) * rate).round() as u32;
        if self.schools[school].private && count < 6 { 0 } else { count }
    }

    /// Participants and mean scale points of a school in a national test; nothing where it lacks the grade.
    pub fn test(&self, school: usize, autumn: u16, subject: usize, grade: u8) -> Option<(u32, f64)> {
        let place = &self.schools[school];
        if !place.grades.contains(&grade) {
            return None;
        }
        let keys = [school, subject, grade.into(), autumn.into()];
        let participants = f64::from(self.pupils_in(school, autumn, grade)) * (1.0 - 0.08 * self.chance("participants", &keys));
        let (of_municipality, of_school) = (self.chance("score", &[place.municipality]), self.chance("score", &[school, grade.into()]));
        let level = if grade == 9 { 53.0 } else { 49.5 };
        let score = level + 6.0 * (of_municipality - 0.5) + 7.0 * (of_school - 0.5) + 3.0 * (self.chance("score", &keys) - 0.5);
        Some((participants.round() as u32, score))
    }

    /// The operating accounts of a year, of the municipality alone or with its undertakings. They come to nought.
    pub fn accounts(&self, municipality: usize, year: u16, with_undertakings: bool) -> Vec<Posting> {
        let count =
            |autumn| -> u32 { self.schools_of(municipality).filter(|(_, s)| !s.private).map(|(at, _)| self.pupils(at, autumn)).sum() };
        let pupils = f64::from(7 * count(year - 1) + 5 * count(year)) / 12.0;
        let price = 1.0 + 0.05 * (f64::from(year) - 2022.0);
        let per_pupil = (132.0 + 24.0 * self.chance("unit cost", &[municipality])) * price;
        let mut postings = Vec::new();
        for (at, (function, share, undertakings, profile)) in FUNCTIONS.iter().enumerate() {
            let need = if is_school(function) { 1.0 } else { 0.85 + 0.3 * self.chance("need", &[municipality, at]) };
            let level = per_pupil * pupils * share * need * if with_undertakings { 1.0 + undertakings } else { 1.0 };
            // Refunded value-added tax is what was paid of it.
            let key = |art: &str| if art == "729" { 429 } else { art.parse().unwrap_or(0) };
            let drawn = |(art, parts): &(&str, i32)| {
                f64::from(*parts) * (0.92 + 0.16 * self.chance("art", &[municipality, year.into(), at, key(art)]))
            };
            let whole: f64 = profile.production.iter().map(drawn).sum();
            for part in profile.production.iter().chain(profile.beside) {
                postings.push(Posting { function, art: part.0, amount: (level * drawn(part) / whole).round() as i64 });
            }
        }
        let sum = |of: &dyn Fn(&Posting) -> bool| -> i64 { postings.iter().filter(|p| of(p)).map(|p| p.amount).sum() };
        let (depreciation, all) = (sum(&|p| p.art == "590"), sum(&|_| true));
        let grant = (all - depreciation) * 11 / 20;
        for (function, art, income) in [("860", "990", depreciation), ("840", "800", grant), ("800", "870", all - depreciation - grant)] {
            postings.push(Posting { function, art, amount: -income });
        }
        postings.retain(|posting| posting.amount != 0);
        postings
    }
}

/// Whether the function is one of those that cost per pupil is reckoned of.
fn is_school(function: &str) -> bool {
    matches!(function, "202" | "222" | "223")
}

/// Splits a whole number by weights, exactly.
pub fn shared(whole: f64, weights: &[f64]) -> Vec<i64> {
    let all: f64 = weights.iter().sum();
    let (mut weight_so_far, mut so_far) = (0.0, 0_i64);
    let share = |weight: &f64| {
        weight_so_far += weight;
        let until = (whole * weight_so_far / all).round() as i64;
        until - std::mem::replace(&mut so_far, until)
    };
    weights.iter().map(share).collect()
}

/// How the amounts of a function fall on arts, in parts; those of `production` make up its KBDU.
struct Profile {
    production: &'static [(&'static str, i32)],
    beside: &'static [(&'static str, i32)],
}

#[rustfmt::skip]
mod profiles {
    use super::Profile;

    pub(super) const TEACHING: Profile = Profile {
        production: &[("010", 690), ("020", 40), ("030", 12), ("040", 6), ("050", 8), ("090", 100), ("099", 120), ("100", 4), ("105", 14),
                      ("115", 5), ("120", 9), ("130", 3), ("150", 8), ("160", 2), ("170", 9), ("195", 13), ("200", 9), ("220", 8), ("240", 3),
                      ("270", 14), ("590", 10), ("710", -50)],
        beside: &[("350", 45), ("370", 9), ("429", 12), ("470", 6), ("650", -3), ("700", -40), ("729", -12), ("730", -4), ("750", -28), ("770", -6)],
    };
    pub(super) const AFTER_SCHOOL: Profile = Profile {
        production: &[("010", 750), ("020", 45), ("050", 5), ("090", 95), ("099", 120), ("115", 35), ("120", 10), ("200", 8), ("590", 2), ("710", -60)],
        beside: &[("429", 4), ("600", -640), ("700", -20), ("729", -4), ("770", -10)],
    };
    pub(super) const PREMISES: Profile = Profile {
        production: &[("010", 62), ("050", 3), ("090", 9), ("099", 10), ("120", 18), ("180", 110), ("185", 8), ("190", 12), ("195", 14), ("200", 5),
                      ("230", 110), ("240", 55), ("250", 4), ("270", 20), ("590", 420), ("710", -8)],
        beside: &[("429", 80), ("650", -5), ("700", -6), ("729", -80)],
    };
    pub(super) const TRANSPORT: Profile = Profile { production: &[("170", 1000)], beside: &[("429", 4), ("729", -4)] };
    pub(super) const OTHER: Profile = Profile {
        production: &[("010", 690), ("020", 50), ("050", 40), ("090", 85), ("099", 100), ("120", 30), ("195", 20), ("200", 20), ("270", 60),
                      ("590", 15), ("710", -35)],
        beside: &[("370", 120), ("429", 14), ("470", 20), ("600", -60), ("700", -90), ("729", -14), ("770", -35)],
    };
}

/// Each function: its KBDU as a share of that of 202, 222 and 223 together, what undertakings add to it, and its arts.
static FUNCTIONS: [(&str, f64, f64, Profile); 14] = [
    ("120", 0.32, 0.01, profiles::OTHER),
    ("201", 0.55, 0.0, profiles::OTHER),
    ("202", 0.81, 0.004, profiles::TEACHING),
    ("211", 0.12, 0.0, profiles::OTHER),
    ("213", 0.04, 0.0, profiles::OTHER),
    ("215", 0.05, 0.0, profiles::AFTER_SCHOOL),
    ("221", 0.08, 0.03, profiles::PREMISES),
    ("222", 0.165, 0.03, profiles::PREMISES),
    ("223", 0.025, 0.0, profiles::TRANSPORT),
    ("241", 0.28, 0.01, profiles::OTHER),
    ("242", 0.12, 0.0, profiles::OTHER),
    ("253", 0.80, 0.01, profiles::OTHER),
    ("254", 0.95, 0.0, profiles::OTHER),
    ("332", 0.20, 0.02, profiles::OTHER),
];
