//! Pupils to come at each school: every cohort goes on to the next grade, with the losses and gains of the last three years.

use std::collections::HashMap;

use innsikt::simulated::country::Sex;

use super::figures::{At, Truth, Truths, WHOLE, Why};
use super::places::{Cell, Cells, Land, Unit, school_year};
use super::pupils::pupils;

const YEARS_AHEAD: u16 = 5;
/// A school with fewer pupils to go by loses and gains as its municipality does.
const ENOUGH: f64 = 30.0;
/// Each figure is rounded to three decimals.
const ROUNDED: f64 = 0.000_5 + 1e-6;

/// The last four autumns, on today's municipalities.
struct Past<'a> {
    land: &'a Land,
    last: u16,
    counts: HashMap<(u16, u8), Cells>,
    /// The grades that each school has, with the one that pupils of it began in.
    schools: HashMap<Unit, Vec<(u8, u8)>>,
    /// The pupils in a grade over three years, of a municipality's schools that still have it.
    together: HashMap<(Option<Unit>, u8), f64>,
}

impl Past<'_> {
    fn new(land: &Land) -> Past<'_> {
        let last = *land.autumns().end();
        let each = (last - 3..=last).flat_map(|autumn| (1..=10).map(move |grade| (autumn, grade)));
        let counts = |(autumn, grade): (u16, u8)| land.summed(autumn, &pupils(land, autumn, false, &grade.to_string(), Sex::All));
        let counts = each.map(|key| (key, counts(key))).collect();
        let mut past = Past { land, last, counts, schools: HashMap::new(), together: HashMap::new() };
        let units = land.units(last, true, |_| true).into_iter().filter(|unit| matches!(unit, Unit::School(_) | Unit::SvalbardSchool));
        past.schools = units.map(|school| (school, past.grades(school))).collect();
        for (school, (grade, _)) in past.schools.iter().flat_map(|(school, grades)| grades.iter().map(move |grade| (*school, *grade))) {
            *past.together.entry((past.municipality(school), grade)).or_default() += past.three_years(school, grade);
        }
        past
    }

    fn count(&self, unit: Unit, autumn: u16, grade: u8) -> Option<f64> {
        match self.counts[&(autumn, grade)].get(&unit) {
            Some(Cell::Is(count, _)) => Some(*count),
            _ => None,
        }
    }

    /// A grade that is counted, and had a pupil in these years.
    fn grades(&self, school: Unit) -> Vec<(u8, u8)> {
        let had = |grade: u8| (self.last - 3..=self.last).any(|autumn| self.count(school, autumn, grade).is_some_and(|count| count > 0.0));
        let taught = (1..=10).filter(|grade| self.count(school, self.last, *grade).is_some() && had(*grade));
        taught.fold(Vec::new(), |mut grades: Vec<(u8, u8)>, grade| {
            let entry = grades.last().filter(|(before, _)| before + 1 == grade).map_or(grade, |(_, entry)| *entry);
            grades.push((grade, entry));
            grades
        })
    }

    /// Those who were in a grade in one of three autumns, and those in the next grade the year after.
    fn passed(&self, unit: Unit, grade: u8) -> [f64; 2] {
        let both = |autumn: u16| Some([self.count(unit, autumn, grade)?, self.count(unit, autumn + 1, grade + 1)?]);
        (self.last - 3..self.last).filter_map(both).fold([0.0; 2], |sum, own| [sum[0] + own[0], sum[1] + own[1]])
    }

    /// What a cohort is multiplied by on its way out of a grade.
    fn survival(&self, school: Option<Unit>, municipality: Option<Unit>, grade: u8) -> Option<f64> {
        let own = school.map(|school| self.passed(school, grade)).filter(|[from, _]| *from >= ENOUGH);
        let [from, to] = own.or_else(|| Some(self.passed(municipality?, grade)))?;
        (from > 0.0).then(|| to / from)
    }

    fn municipality(&self, school: Unit) -> Option<Unit> {
        if let Unit::School(at) = school { Some(Unit::Municipality(self.land.country.schools()[at].municipality)) } else { None }
    }

    fn three_years(&self, school: Unit, grade: u8) -> f64 {
        (self.last - 2..=self.last).filter_map(|autumn| self.count(school, autumn, grade)).sum()
    }

    /// The school's part of its municipality's pupils in a grade.
    fn share(&self, school: Unit, grade: u8) -> Option<f64> {
        let all = self.together[&(self.municipality(school), grade)];
        (all > 0.0).then(|| self.three_years(school, grade) / all)
    }

    fn ahead(&self, school: Unit, (grade, entry): (u8, u8), ahead: u8) -> Option<f64> {
        let municipality = self.municipality(school);
        let on = |from: u8| (from..grade).map(|grade| self.survival(Some(school), municipality, grade)).product::<Option<f64>>();
        if grade - entry >= ahead {
            return Some(self.count(school, self.last, grade - ahead)? * on(grade - ahead)?);
        }
        // They begin at the school in so many years.
        let begin = ahead - (grade - entry);
        let before = |from: u8| (from..entry).map(|grade| self.survival(None, municipality, grade)).product::<Option<f64>>();
        let cohort = if begin < entry {
            self.count(municipality?, self.last, entry - begin)? * before(entry - begin)?
        } else {
            // Six years old on 1 January in their first school year.
            let january = self.last + u16::from(begin - entry) + 2;
            let Some(Unit::Municipality(at)) = municipality else { return None };
            f64::from(self.land.country.projected(at, 6, Sex::All, january, 0)) * before(1)?
        };
        Some(cohort * self.share(school, entry)? * on(entry)?)
    }
}

pub fn elever_framskrevet_antall(land: &Land) -> Truths {
    let (past, mut truths) = (Past::new(land), Truths::default());
    let near = |sum: Option<f64>, terms: usize| match sum {
        Some(sum) => Truth::Between(sum - ROUNDED * terms as f64, sum + ROUNDED * terms as f64),
        None => Truth::None(Why::OtherYear),
    };
    for (school, grades) in past.schools.iter().filter(|(_, grades)| !grades.is_empty()) {
        let (level, unit) = land.place(*school);
        for ahead in 1..=YEARS_AHEAD {
            let period = school_year(past.last + ahead);
            let at = At { population: "skoler_i_kommunen", level, unit, period: &period, theme: "hoved", ..WHOLE };
            let each: Vec<Option<f64>> = grades.iter().map(|grade| past.ahead(*school, *grade, ahead as u8)).collect();
            for ((grade, _), pupils) in grades.iter().zip(&each) {
                truths.add(At { grade: &grade.to_string(), ..at }, near(*pupils, 1));
            }
            truths.add(at, near(each.iter().copied().sum(), each.len()));
        }
    }
    truths
}
