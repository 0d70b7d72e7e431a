//! Who lives in a district: cohorts that are born, grow up, and die out from sixty.

use super::Sex;
use super::draw::Draw;
use super::places::District;

const FIRST_BORN: u16 = 1900;
const LAST_BORN: u16 = 2060;
/// The last January with people counted; later ones are projected.
const LAST_COUNT: f64 = 2026.0;

/// Births of a year for each inhabitant of the table of municipalities.
pub(super) const BIRTH_RATE: f64 = 0.012_2;

pub(super) struct People {
    /// Girls and boys per district and year of birth.
    born: Vec<[[u16; 2]; (LAST_BORN - FIRST_BORN + 1) as usize]>,
}

impl People {
    pub(super) fn new(districts: &[District], draw: &Draw) -> People {
        let born = districts.iter().map(|district| {
            // Small places lose children, large ones gain some.
            let size = (f64::from(district.people) / 60_000.0).log10();
            let trend = 0.004 * size - 0.002 + 0.008 * (draw.chance("trend", &[district.key]) - 0.5);
            std::array::from_fn(|at| {
                let year = FIRST_BORN + at as u16;
                let keys = [district.key, year.into()];
                let level = 1.0 + trend * (f64::from(year) - 2012.0).clamp(-12.0, 14.0);
                let all = f64::from(district.people) * BIRTH_RATE * level * (0.93 + 0.14 * draw.chance("births", &keys));
                let girls = all * (0.47 + 0.035 * draw.chance("girls", &keys));
                [girls.round() as u16, (all - girls).round() as u16]
            })
        });
        People { born: born.collect() }
    }

    /// People of an age (105: or older) on 1 January.
    pub(super) fn count(&self, district: usize, age: u16, sex: Sex, january: u16) -> u32 {
        let Some(born) = january.checked_sub(1 + age).and_then(|year| year.checked_sub(FIRST_BORN)) else { return 0 };
        let Some(born) = self.born[district].get(usize::from(born)) else { return 0 };
        let share = alive(age) * grown(age, january);
        let of = |sex: usize| (f64::from(born[sex]) * share).round() as u32;
        match sex {
            Sex::All => of(0) + of(1),
            Sex::Girl => of(0),
            Sex::Boy => of(1),
        }
    }
}

/// The share of a cohort that lives there at an age. More come than go in the working years.
fn alive(age: u16) -> f64 {
    match age {
        0..20 => 1.0,
        20..60 => 1.05,
        _ => 1.05 * f64::from(106 - age.min(105)) / 46.0,
    }
}

/// Immigration of adults: fewer lived there in earlier years.
fn grown(age: u16, january: u16) -> f64 {
    let years = f64::from(january) - LAST_COUNT;
    match age {
        0..20 => 1.0,
        _ if years > 0.0 => 1.0 + 0.003 * years,
        _ => 1.0 + 0.009 * years,
    }
}
