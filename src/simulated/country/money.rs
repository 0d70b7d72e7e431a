//! The accounts of a municipality, by function and art.

use super::{Country, Posting, Sex};

impl Country {
    /// The operating accounts of a year under the number that held then, of the municipality alone or with its undertakings. They come to
    /// nought. Nothing for a number that was not valid.
    pub fn accounts(&self, municipality: usize, year: u16, with_undertakings: bool) -> Vec<Posting> {
        if !self.places.municipalities[municipality].valid.contains(&year) {
            return Vec::new();
        }
        let own = self.places.luck(municipality);
        let pupils = (7.0 * self.public_pupils(municipality, year - 1) + 5.0 * self.public_pupils(municipality, year)) / 12.0;
        let price = 1.0 + 0.04 * (f64::from(year) - 2023.0);
        // A small municipality pays more for each pupil.
        let per_pupil = (122.0 + 24.0 * self.chance("unit cost", &[own]) + 2_500.0 / (pupils + 100.0)) * price;
        let mut postings = Vec::new();
        for (at, (function, share, undertakings, profile)) in FUNCTIONS.iter().enumerate() {
            let at = at as u64;
            let need = if is_school(function) { 1.0 } else { 0.85 + 0.3 * self.chance("need", &[own, at]) };
            let level = per_pupil * pupils * share * need * if with_undertakings { 1.0 + undertakings } else { 1.0 };
            // Refunded value-added tax is what was paid of it.
            let key = |art: &str| if art == "729" { 429 } else { super::key(art) };
            let drawn =
                |(art, parts): &(&str, i32)| f64::from(*parts) * (0.92 + 0.16 * self.chance("art", &[own, year.into(), at, key(art)]));
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

    /// What was built and bought in a year under the number that held then, of the municipality alone or with its undertakings, and the
    /// value-added tax that was refunded of it. In many years little, in some a new school. Nothing for a number that was not valid.
    pub fn investments(&self, municipality: usize, year: u16, with_undertakings: bool) -> Vec<Posting> {
        if !self.places.municipalities[municipality].valid.contains(&year) {
            return Vec::new();
        }
        let own = self.places.luck(municipality);
        let pupils = self.public_pupils(municipality, year);
        let mut postings = Vec::new();
        for (at, (function, per_pupil, undertakings)) in INVESTED.iter().enumerate() {
            let building = 12.0 * self.chance("building", &[own, at as u64, year.into()]).powi(6);
            let level = per_pupil * pupils * (0.2 + building) * if with_undertakings { 1.0 + undertakings } else { 1.0 };
            for (art, share) in [("200", 0.07), ("230", 0.73), ("429", 0.2), ("729", -0.2)] {
                postings.push(Posting { function, art, amount: (level * share).round() as i64 });
            }
        }
        postings.retain(|posting| posting.amount != 0);
        postings
    }

    /// Pupils of the municipality's own schools; those of the nearest autumn that has some.
    pub(super) fn public_pupils(&self, municipality: usize, autumn: u16) -> f64 {
        let autumn = autumn.clamp(*self.autumns.start(), *self.autumns.end());
        let schools = self.schools_of(municipality, autumn).into_iter().filter(|school| !self.schools[*school].private);
        let count = |school: usize| (1..=10).map(|grade| self.pupils(school, autumn, grade, Sex::All)).sum::<u32>();
        f64::from(schools.map(count).sum::<u32>())
    }
}

/// Whether the function is one of those that cost per pupil is reckoned of.
fn is_school(function: &str) -> bool {
    matches!(function, "202" | "222" | "223")
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

/// What is invested in: the function, thousand kroner for each pupil in an ordinary year, and what undertakings add to it.
const INVESTED: [(&str, f64, f64); 4] = [("202", 0.6, 0.0), ("221", 1.4, 0.04), ("222", 7.0, 0.03), ("253", 2.0, 0.01)];

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
