//! Pupils and schools on 1 October, and those of them with more teaching (GSI).

use innsikt::simulated::country::{Country, Sex};

use super::figures::{At, Truths, WHOLE, Why};
use super::places::{Cell, Cells, Land, POPULATIONS, Unit, paired, school_year};
use super::published::{SEXES, Table};

const ABOVE: [&str; 3] = ["land", "fylke", "kommune"];
const ALL: [&str; 4] = ["land", "fylke", "kommune", "skole"];

/// Which schools.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Owner {
    All,
    Public,
    Private,
}

impl Owner {
    pub fn of(public: bool) -> Owner {
        if public { Owner::Public } else { Owner::All }
    }

    pub fn has(self, private: bool) -> bool {
        match self {
            Owner::All => true,
            Owner::Public => !private,
            Owner::Private => private,
        }
    }
}

/// A grade, or the grades of a stage.
pub const GRADES: [(&str, std::ops::RangeInclusive<u8>); 14] = [
    ("alle", 1..=10),
    ("1", 1..=1),
    ("2", 2..=2),
    ("3", 3..=3),
    ("4", 4..=4),
    ("5", 5..=5),
    ("6", 6..=6),
    ("7", 7..=7),
    ("8", 8..=8),
    ("9", 9..=9),
    ("10", 10..=10),
    ("1-4", 1..=4),
    ("5-7", 5..=7),
    ("8-10", 8..=10),
];

/// Where the grade stands in Udir's report; none for a stage, which it does not print.
fn printed_as(grade: &str) -> Option<usize> {
    if grade == "alle" { Some(0) } else { grade.parse().ok() }
}

type Count = fn(&Country, usize, u16, u8, Sex) -> u32;

/// Pupils of some kind in every unit that the publisher has a row for. `measure` is where a kind that may be masked stands in its table.
fn counted(
    land: &Land,
    (count, measure): (Count, Option<(&Table, usize)>),
    autumn: u16,
    owner: Owner,
    grade: usize,
    (sex, sex_at): (Sex, usize),
) -> Cells {
    let (name, grades) = &GRADES[grade];
    let Some(grade_at) = printed_as(name) else {
        // A stage is the sum of its grades.
        let parts = grades.clone().map(|grade| counted(land, (count, measure), autumn, owner, usize::from(grade), (sex, sex_at)));
        return parts.reduce(|one, other| paired(&one, &other, Cell::plus)).unwrap();
    };
    let has = |school: usize| owner.has(land.is_private(school));
    let sums = land.tally(autumn, true, has, |school| {
        let taught = grades.clone().filter(|grade| land.country.schools()[school].grades.contains(grade));
        taught.map(|grade| f64::from(count(&land.country, school, autumn, grade, sex))).reduce(|one, other| one + other).map(|sum| [sum])
    });
    let owner_at = [Owner::All, Owner::Public, Owner::Private].iter().position(|one| *one == owner).unwrap();
    let cell = |unit: Unit| match sums.get(&unit) {
        Some(_) if measure.is_some_and(|(table, at)| table.masks(&autumn.to_string(), unit, &[grade_at, sex_at, owner_at, at])) => {
            Some(Cell::No(Why::Masked))
        }
        Some([sum]) => Some(Cell::is(*sum)),
        // There is no row for private schools where there are none.
        None if owner == Owner::Private => None,
        None => Some(Cell::No(Why::NotTaught)),
    };
    land.units(autumn, true, has).into_iter().filter_map(|unit| Some((unit, cell(unit)?))).collect()
}

pub fn pupils(land: &Land, autumn: u16, public: bool, grade: &str, sex: Sex) -> Cells {
    let grade = GRADES.iter().position(|(name, _)| *name == grade).unwrap();
    counted(land, (Country::pupils, None), autumn, Owner::of(public), grade, (sex, 0))
}

/// Pupils of the municipality's own schools with individually adapted teaching, or with extra Norwegian, of all grades; masks and all.
pub fn counted_extra(land: &Land, autumn: u16, norwegian: bool) -> Cells {
    let (count, measure): (Count, usize) = if norwegian { (Country::norwegian, 2) } else { (Country::adapted, 1) };
    let table = Table::report(land, "GSK/GSI/1");
    counted(land, (count, Some((&table, measure))), autumn, Owner::Public, 0, (Sex::All, 0))
}

/// Every combination of autumn, population, sex and grade; the autumn's name is a school year.
fn each(land: &Land, grades: usize, mut of: impl FnMut(At, u16, Owner, usize, (Sex, usize))) {
    for autumn in land.autumns() {
        let period = school_year(autumn);
        for (population, public) in POPULATIONS {
            for (sex, sex_name, sex_at, _) in SEXES {
                for (grade, (name, _)) in GRADES.iter().enumerate().take(grades) {
                    let at = At { population, period: &period, sex: sex_name, grade: name, ..WHOLE };
                    of(at, autumn, Owner::of(public), grade, (sex, sex_at));
                }
            }
        }
    }
}

pub fn elever_antall(land: &Land) -> Truths {
    let mut truths = Truths::default();
    each(land, 11, |at, autumn, owner, grade, sex| {
        let cells = counted(land, (Country::pupils, None), autumn, owner, grade, sex);
        land.add(&mut truths, at, &ALL, &land.summed(autumn, &cells), Cell::exact);
    });
    truths
}

/// 7/12 of the autumn before and 5/12 of the autumn in a calendar year, on today's municipalities.
pub fn weighted(land: &Land, year: u16, public: bool, grade: &str, sex: Sex) -> Cells {
    let now = land.summed(year, &pupils(land, year, public, grade, sex));
    if !land.autumns().contains(&(year - 1)) {
        return now.keys().map(|unit| (*unit, Cell::No(Why::OtherYear))).collect();
    }
    let before = land.summed(year - 1, &pupils(land, year - 1, public, grade, sex));
    let both = |(unit, now): (&Unit, &Cell)| {
        let before = before.get(unit).copied().unwrap_or(Cell::No(Why::OtherYear));
        let weighted = before.with(*now, |before, now| (7.0 * before + 5.0 * now) / 12.0);
        (*unit, if let (Cell::No(Why::NotTaught), Cell::Is(..)) = (before, now) { Cell::No(Why::OtherYear) } else { weighted })
    };
    now.iter().map(both).collect()
}

pub fn elever_vektet_antall(land: &Land) -> Truths {
    let mut truths = Truths::default();
    each(land, 11, |at, year, owner, grade, (sex, _)| {
        let cells = weighted(land, year, owner == Owner::Public, GRADES[grade].0, sex);
        land.add(&mut truths, At { period: &year.to_string(), ..at }, &ALL, &cells, Cell::exact);
    });
    truths
}

fn share(land: &Land, count: Count, measure: usize) -> Truths {
    let table = Table::report(land, "GSK/GSI/1");
    let mut truths = Truths::default();
    each(land, 14, |at, autumn, owner, grade, sex| {
        let some = land.summed(autumn, &counted(land, (count, Some((&table, measure))), autumn, owner, grade, sex));
        let all = land.summed(autumn, &counted(land, (Country::pupils, None), autumn, owner, grade, sex));
        let share = paired(&some, &all, |some, all| some.over(all).map(|share| 100.0 * share));
        land.add(&mut truths, at, &ALL, &share, Cell::exact);
    });
    truths
}

pub fn ito_elever_andel(land: &Land) -> Truths {
    share(land, Country::adapted, 1)
}

pub fn forsterket_norsk_elever_andel(land: &Land) -> Truths {
    share(land, Country::norwegian, 2)
}

pub fn ito_private_skoler_elever_andel(land: &Land) -> Truths {
    let table = Table::report(land, "GSK/GSI/1");
    let mut truths = Truths::default();
    each(land, 14, |at, autumn, owner, grade, sex| {
        if owner == Owner::All {
            let some = counted(land, (Country::adapted, Some((&table, 1))), autumn, Owner::Private, grade, sex);
            let all = counted(land, (Country::pupils, None), autumn, Owner::Private, grade, sex);
            let share =
                paired(&land.summed(autumn, &some), &land.summed(autumn, &all), |some, all| some.over(all).map(|share| 100.0 * share));
            land.add(&mut truths, at, &ABOVE, &share, Cell::exact);
        }
    });
    truths
}

pub fn private_skoler_elever_andel(land: &Land) -> Truths {
    let mut truths = Truths::default();
    each(land, 14, |at, autumn, owner, grade, sex| {
        if owner == Owner::All {
            let all = counted(land, (Country::pupils, None), autumn, Owner::All, grade, sex);
            let private = counted(land, (Country::pupils, None), autumn, Owner::Private, grade, sex);
            let or_none = |(unit, all): (&Unit, &Cell)| {
                let none = if let Cell::Is(..) = all { Cell::is(0.0) } else { *all };
                (*unit, private.get(unit).copied().unwrap_or(none))
            };
            let private: Cells = all.iter().map(or_none).collect();
            let share =
                paired(&land.summed(autumn, &private), &land.summed(autumn, &all), |some, all| some.over(all).map(|share| 100.0 * share));
            land.add(&mut truths, at, &ABOVE, &share, Cell::exact);
        }
    });
    truths
}

/// Schools with so many pupils.
fn schools(land: &Land, autumn: u16, public: bool, sizes: std::ops::RangeInclusive<u32>) -> Cells {
    let has = |school: usize| Owner::of(public).has(land.is_private(school));
    let sums = land.tally(autumn, true, has, |school| {
        let pupils: u32 = (1..=10).map(|grade| land.country.pupils(school, autumn, grade, Sex::All)).sum();
        Some([f64::from(u8::from(sizes.contains(&pupils)))])
    });
    let cell = |unit: Unit| (unit, sums.get(&unit).map_or(Cell::No(Why::NotTaught), |[sum]| Cell::is(*sum)));
    land.units(autumn, true, has).into_iter().map(cell).collect()
}

pub fn skoler_antall(land: &Land) -> Truths {
    const SIZES: [(&str, std::ops::RangeInclusive<u32>); 4] =
        [("alle", 0..=u32::MAX), ("under_100", 0..=99), ("100-299", 100..=299), ("300_eller_flere", 300..=u32::MAX)];
    let mut truths = Truths::default();
    each(land, 1, |at, autumn, owner, _, (sex, _)| {
        for (theme, sizes) in SIZES.iter().filter(|_| sex == Sex::All) {
            let cells = land.summed(autumn, &schools(land, autumn, owner == Owner::Public, sizes.clone()));
            land.add(&mut truths, At { theme, ..at }, &ABOVE, &cells, Cell::exact);
        }
    });
    truths
}

pub fn elever_per_skole(land: &Land) -> Truths {
    let mut truths = Truths::default();
    each(land, 1, |at, autumn, owner, _, (sex, _)| {
        if sex == Sex::All {
            let schools = land.summed(autumn, &schools(land, autumn, owner == Owner::Public, 0..=u32::MAX));
            let pupils = land.summed(autumn, &pupils(land, autumn, owner == Owner::Public, "alle", Sex::All));
            land.add(&mut truths, at, &ABOVE, &paired(&pupils, &schools, Cell::over), Cell::exact);
        }
    });
    truths
}
