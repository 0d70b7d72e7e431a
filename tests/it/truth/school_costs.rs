//! What each of Løten's schools costs, from the lines of its books: what is booked on the school, and its part of what is shared.

use std::collections::HashMap;

use innsikt::simulated::country::Sex;
use innsikt::simulated::ledger::{self, ACCOUNT_YEARS, KEYS, Line, OTHER_UNITS, PURPOSES};

use super::figures::{At, Truth, Truths, WHOLE, Why};
use super::money::Group;
use super::places::{Cell, Land, Unit};
use super::pupils::{counted_extra, weighted};
use super::teaching::hours_of;

/// Functions alone, and those that pupils are the measure of.
const THEMES: [(&str, &[&str]); 5] =
    [("202", &["202"]), ("215", &["215"]), ("222", &["222"]), ("223", &["223"]), ("grunnskole_per_elev", &["202", "222", "223"])];

/// Fewer pupils are not told of.
const FEW: f64 = 6.0;

/// A year of Løten's books.
struct Books<'a> {
    land: &'a Land,
    year: u16,
    lines: Vec<Line>,
    /// The schools in its chart, open or not.
    schools: Vec<usize>,
}

fn books(land: &Land) -> Vec<Books<'_>> {
    let loeten = ledger::loeten(&land.country).unwrap();
    let mut schools: Vec<usize> = ACCOUNT_YEARS.iter().flat_map(|year| ledger::schools(&land.country, loeten, *year)).collect();
    schools.sort_unstable();
    schools.dedup();
    let of = |year: u16| Books { land, year, lines: ledger::accounts(&land.country, loeten, year), schools: schools.clone() };
    ACCOUNT_YEARS.into_iter().map(of).collect()
}

impl Books<'_> {
    /// What was spent (KBDU) on the lines that fit.
    fn spent(&self, fits: impl Fn(&Line) -> bool) -> f64 {
        let counts = |line: &&Line| Group::Corrected.has(line.art.parse().unwrap()) && fits(line);
        self.lines.iter().filter(counts).map(|line| line.kroner as f64).sum()
    }

    fn direct(&self, school: usize, functions: &[&str]) -> f64 {
        let unit = ledger::school_unit(&self.land.country, school);
        self.spent(|line| line.unit == unit && functions.contains(&&line.service[..3]))
    }

    /// What a key counts of a school in the calendar year.
    fn basis(&self, school: usize, key: &str) -> f64 {
        let country = &self.land.country;
        let pupils = |autumn: u16, grades: std::ops::RangeInclusive<u8>| -> f64 {
            grades.map(|grade| f64::from(country.pupils(school, autumn, grade, Sex::All))).sum()
        };
        let of = |autumn: u16| match key {
            "elever" => pupils(autumn, 1..=10),
            "elever_1_4" => pupils(autumn, 1..=4),
            "aarsverk" => country.staff(school, autumn)[2..].iter().sum(),
            other => panic!("{other}"),
        };
        7.0 * of(self.year - 1) + 5.0 * of(self.year)
    }

    fn shared(&self, school: usize, functions: &[&str]) -> f64 {
        let units = OTHER_UNITS.iter().filter(|(.., whose)| *whose == "felles");
        let parts = units.flat_map(|(unit, ..)| functions.iter().map(move |function| (*unit, *function)));
        let part = |(unit, function): (&str, &str)| {
            let kroner = self.spent(|line| line.unit == unit && line.service.starts_with(function));
            if kroner == 0.0 {
                return 0.0;
            }
            let key = |of: &str| KEYS.iter().find(|(key_of, key_unit, _)| *key_of == function && *key_unit == of).map(|(.., key)| *key);
            let key = key(unit).or_else(|| key("")).unwrap();
            kroner * self.basis(school, key) / self.schools.iter().map(|school| self.basis(*school, key)).sum::<f64>()
        };
        parts.map(part).sum()
    }
}

/// A figure of every school in the chart, for the themes.
fn each(land: &Land, themes: &[(&str, &[&str])], of: impl Fn(&Books, usize, &[&str]) -> Truth) -> Truths {
    let mut truths = Truths::default();
    for books in books(land) {
        for school in &books.schools {
            for (theme, functions) in themes {
                let (unit, period) = (&land.country.schools()[*school].orgnr, books.year.to_string());
                let at = At { population: "kommunale_skoler", level: "skole", unit, period: &period, theme, scope: "kasse", ..WHOLE };
                truths.add(at, of(&books, *school, functions));
            }
        }
    }
    truths
}

pub fn skolekostnad_direkte_kr(land: &Land) -> Truths {
    each(land, &THEMES, |books, school, functions| Truth::Exact(books.direct(school, functions)))
}

pub fn skolekostnad_felles_kr(land: &Land) -> Truths {
    each(land, &THEMES, |books, school, functions| Truth::Exact(books.shared(school, functions)))
}

pub fn skolekostnad_kr(land: &Land) -> Truths {
    each(land, &THEMES, |books, school, functions| Truth::Exact(books.direct(school, functions) + books.shared(school, functions)))
}

pub fn skolekostnad_per_elev_kr(land: &Land) -> Truths {
    let pupils: HashMap<u16, _> = ACCOUNT_YEARS.into_iter().map(|year| (year, weighted(land, year, true, "alle", Sex::All))).collect();
    let themes: Vec<_> = THEMES.into_iter().filter(|(theme, _)| *theme != "215").collect();
    each(land, &themes, |books, school, functions| {
        let all = books.direct(school, functions) + books.shared(school, functions);
        let pupils = pupils[&books.year].get(&Unit::School(school)).copied().unwrap_or(Cell::No(Why::OtherYear));
        Cell::is(all).over(pupils).exact()
    })
}

pub fn skolekostnad_per_undervisningstime_kr(land: &Land) -> Truths {
    each(land, &THEMES[..1], |books, school, functions| {
        let hours = |autumn: u16| hours_of(land, school, autumn, 0..3).map(|[_, teachers]| teachers);
        match (hours(books.year - 1), hours(books.year)) {
            (Some(before), Some(now)) => {
                let all = books.direct(school, functions) + books.shared(school, functions);
                Truth::Exact(12.0 * all / (7.0 * before + 5.0 * now))
            }
            _ => Truth::None(Why::NotPublished),
        }
    })
}

/// The fewest pupils that are counted of a unit in the two autumns; none where one of them is masked or not counted.
fn fewest(land: &Land, year: u16, purpose: &str, unit: Unit) -> Option<f64> {
    let counts = [year - 1, year].map(|autumn| counted_extra(land, autumn, purpose == "norsk").get(&unit).copied());
    let known = counts.into_iter().flatten().map(|cell| if let Cell::Is(count, _) = cell { Some(count) } else { None });
    known.reduce(|one, other| Some(one?.min(other?))).flatten()
}

/// Purposes that are about single pupils are told of all schools or of none, and not of the municipality where it has few; with one of
/// them hidden, ordinary teaching is too.
pub fn skolekostnad_formaal_kr(land: &Land) -> Truths {
    let municipality = Unit::Municipality(ledger::loeten(&land.country).unwrap());
    let number = &land.country.municipalities()[ledger::loeten(&land.country).unwrap()].number;
    let mut truths = Truths::default();
    for books in books(land) {
        let enough = |purpose: &str, unit: Unit| fewest(land, books.year, purpose, unit).is_some_and(|count| count >= FEW);
        let of_schools = |purpose: &str| books.schools.iter().all(|school| enough(purpose, Unit::School(*school)));
        let personal = ["norsk", "p11_6"];
        let mut add = |level: &str, unit: &str, shown: &dyn Fn(&str) -> bool, spent: &dyn Fn(&str) -> f64| {
            for (service, purpose) in PURPOSES {
                let hidden = match purpose {
                    "ordinaer" => personal.iter().any(|purpose| !shown(purpose)),
                    "ppt" => false,
                    purpose => !shown(purpose),
                };
                let period = books.year.to_string();
                let at = At { population: "kommunale_skoler", level, unit, period: &period, theme: purpose, scope: "kasse", ..WHOLE };
                truths.add(at, if hidden { Truth::None(Why::Suppressed) } else { Truth::Exact(spent(service)) });
            }
        };
        let all = |service: &str| books.spent(|line| line.service == service);
        add("kommune", number, &|purpose| enough(purpose, municipality), &all);
        for school in &books.schools {
            let unit = ledger::school_unit(&land.country, *school);
            let own = |service: &str| books.spent(|line| line.service == service && line.unit == unit);
            add("skole", &land.country.schools()[*school].orgnr, &of_schools, &own);
        }
    }
    truths
}
