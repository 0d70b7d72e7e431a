//! National tests, marks, points and absence.

use std::collections::HashMap;

use innsikt::simulated::country::Sex;

use super::figures::{At, Truths, WHOLE, Why, printed};
use super::places::{Cell, Cells, Land, POPULATIONS, Unit, paired, school_year};
use super::published::{SEXES, Table};
use super::pupils::Owner;

const ALL: [&str; 4] = ["land", "fylke", "kommune", "skole"];

/// The first autumn of the scale that is used now; what came before has been withdrawn.
const SCALE: u16 = 2022;
const TESTS: [&str; 3] = ["engelsk", "lesing", "regning"];

/// A test: subject and grade.
#[derive(Clone, Copy)]
struct Test {
    subject: usize,
    grade: u8,
}

/// There is no test of English in grade 9.
fn tests() -> impl Iterator<Item = Test> {
    let all = (0..TESTS.len()).flat_map(|subject| [5, 8, 9].map(|grade| Test { subject, grade }));
    all.filter(|test| (test.subject, test.grade) != (0, 9))
}

/// The two reports of national tests.
struct Reports<'a> {
    fifth: Table<'a>,
    later: Table<'a>,
}

impl Reports<'_> {
    fn new(land: &Land) -> Reports<'_> {
        Reports { fifth: Table::report(land, "GSK/NasjonaleProever/4"), later: Table::report(land, "GSK/NasjonaleProever/1") }
    }

    fn masks(&self, unit: Unit, autumn: u16, test: Test, public: bool, sex_at: usize) -> bool {
        let (table, grade) = if test.grade == 5 { (&self.fifth, 0) } else { (&self.later, usize::from(test.grade) - 8) };
        table.masks(&autumn.to_string(), unit, &[test.subject, grade, usize::from(public), sex_at, 0])
    }
}

/// What was counted of a group of pupils: participants, their points, and how many are on each level.
type Counted = HashMap<Unit, [f64; 7]>;

struct Taken {
    counted: Counted,
    units: Vec<Unit>,
    masked: Vec<Unit>,
}

fn taken(land: &Land, reports: &Reports, autumn: u16, test: Test, public: bool, (sex, sex_at): (Sex, usize)) -> Taken {
    let has = |school: usize| Owner::of(public).has(land.is_private(school));
    let counted = land.tally(autumn, true, has, |school| {
        let (participants, mean) = land.country.test(school, autumn, test.subject, test.grade, sex)?;
        let levels = land.country.test_levels(school, autumn, test.subject, test.grade, sex)?.map(f64::from);
        let count = f64::from(participants);
        Some([count, count * mean, levels[0], levels[1], levels[2], levels[3], levels[4]])
    });
    // A school stands in the table of the fifth grade, or of the later ones, by the grades that it has of the stage.
    let stage = if test.grade == 5 { 1..=7 } else { 8..=10 };
    let stands = |school: usize| has(school) && stage.clone().any(|grade| land.country.schools()[school].grades.contains(&grade));
    let units = land.units(autumn, true, stands);
    let masked = units.iter().copied().filter(|unit| reports.masks(*unit, autumn, test, public, sex_at)).collect();
    Taken { counted, units, masked }
}

impl Taken {
    fn cells(&self, of: impl Fn(&[f64; 7]) -> f64) -> Cells {
        let masked: std::collections::HashSet<&Unit> = self.masked.iter().collect();
        let cell = |unit: &Unit| match self.counted.get(unit) {
            Some(_) if masked.contains(unit) => Cell::No(Why::Masked),
            Some(counted) => Cell::is(of(counted)),
            None => Cell::No(Why::NotTaught),
        };
        self.units.iter().map(|unit| (*unit, cell(unit))).collect()
    }

    /// Mean points; none where nobody took part.
    fn points(&self) -> Cells {
        let [points, count] = [self.cells(|counted| counted[1]), self.cells(|counted| counted[0])];
        paired(&points, &count, Cell::over)
    }
}

fn of_tests(land: &Land, grades: &[u8], mut of: impl FnMut(At, u16, Test, bool, (Sex, usize))) {
    for autumn in land.autumns().filter(|autumn| *autumn >= SCALE) {
        for (population, public) in POPULATIONS {
            for test in tests().filter(|test| grades.contains(&test.grade)) {
                for (sex, sex_name, sex_at, _) in SEXES {
                    let (period, grade) = (school_year(autumn), test.grade.to_string());
                    let at = At { population, period: &period, sex: sex_name, grade: &grade, theme: TESTS[test.subject], ..WHOLE };
                    of(at, autumn, test, public, (sex, sex_at));
                }
            }
        }
    }
}

/// What is printed of a test: from what was counted, with so many decimals.
type Print = (fn(&Taken) -> Cells, u8);

const POINTS: Print = (Taken::points, 0);
/// The publisher's margin. The simulated one has it from the number of participants and a standard deviation of 9.1.
const MARGIN: Print = (|taken| taken.cells(|counted| 1.96 * 9.1 / counted[0].sqrt()), 1);

fn of_print(land: &Land, (of, decimals): Print) -> Truths {
    let (reports, mut truths) = (Reports::new(land), Truths::default());
    of_tests(land, &[5, 8, 9], |at, autumn, test, public, sex| {
        let cells = of(&taken(land, &reports, autumn, test, public, sex));
        land.add(&mut truths, at, &ALL, &land.same(autumn, &cells), |cell| cell.printed(decimals));
    });
    truths
}

/// As printed, on today's municipalities.
fn printed_of(
    land: &Land,
    reports: &Reports,
    autumn: u16,
    (test, public, sex): (Test, bool, (Sex, usize)),
    (of, decimals): Print,
) -> Cells {
    let cells = land.same(autumn, &of(&taken(land, reports, autumn, test, public, sex)));
    cells.into_iter().map(|(unit, cell)| (unit, cell.map(|value| printed(value, decimals)))).collect()
}

/// From the country's in the same year.
fn distance(land: &Land, print: Print, of: fn(f64, f64) -> f64) -> Truths {
    let (reports, mut truths) = (Reports::new(land), Truths::default());
    of_tests(land, &[5, 8], |at, autumn, test, public, sex| {
        let own = printed_of(land, &reports, autumn, (test, public, sex), print);
        let whole = own[&Unit::Country];
        let distance = own.iter().map(|(unit, cell)| (*unit, cell.with(whole, of))).collect();
        land.add(&mut truths, at, &["fylke", "kommune", "skole"], &distance, Cell::exact);
    });
    truths
}

/// From the same cohort in the eighth grade the year before.
fn change(land: &Land, print: Print, of: fn(f64, f64) -> f64) -> Truths {
    let (reports, mut truths) = (Reports::new(land), Truths::default());
    of_tests(land, &[9], |at, autumn, test, public, sex| {
        let now = printed_of(land, &reports, autumn, (test, public, sex), print);
        let change: Cells = if autumn == SCALE {
            now.keys().map(|unit| (*unit, Cell::No(Why::OtherScale))).collect()
        } else {
            let before = printed_of(land, &reports, autumn - 1, (Test { grade: 8, ..test }, public, sex), print);
            let change = |(unit, now): (&Unit, &Cell)| (*unit, now.with(before.get(unit).copied().unwrap_or(Cell::No(Why::OtherYear)), of));
            now.iter().map(change).collect()
        };
        land.add(&mut truths, at, &ALL, &change, Cell::exact);
    });
    truths
}

pub fn np_skalapoeng(land: &Land) -> Truths {
    of_print(land, POINTS)
}

pub fn np_skalapoeng_margin(land: &Land) -> Truths {
    of_print(land, MARGIN)
}

pub fn np_avstand_landet(land: &Land) -> Truths {
    distance(land, POINTS, |own, whole| own - whole)
}

pub fn np_avstand_landet_margin(land: &Land) -> Truths {
    distance(land, MARGIN, f64::hypot)
}

pub fn np_utvikling_8_9(land: &Land) -> Truths {
    change(land, POINTS, |now, before| now - before)
}

pub fn np_utvikling_8_9_margin(land: &Land) -> Truths {
    change(land, MARGIN, f64::hypot)
}

pub fn np_nivaa1_andel(land: &Land) -> Truths {
    let (reports, mut truths) = (Reports::new(land), Truths::default());
    of_tests(land, &[5, 8, 9], |at, autumn, test, public, sex| {
        let taken = taken(land, &reports, autumn, test, public, sex);
        let [first, all] = [taken.cells(|counted| counted[2]), taken.cells(|counted| counted[0])].map(|cells| land.summed(autumn, &cells));
        let share = paired(&first, &all, |some, all| some.over(all).map(|share| 100.0 * share));
        land.add(&mut truths, at, &ALL, &share, Cell::own_or_exact);
    });
    truths
}

pub fn np_hoeyeste_nivaaer_andel(land: &Land) -> Truths {
    let (reports, mut truths) = (Reports::new(land), Truths::default());
    of_tests(land, &[5, 8, 9], |at, autumn, test, public, sex| {
        let taken = taken(land, &reports, autumn, test, public, sex);
        let highest = |counted: &[f64; 7]| if test.grade == 5 { counted[4] } else { counted[5] + counted[6] };
        let [some, all] = [taken.cells(highest), taken.cells(|counted| counted[0])].map(|cells| land.summed(autumn, &cells));
        let share = paired(&some, &all, |some, all| some.over(all).map(|share| 100.0 * share));
        // The two highest levels are printed apart: together they are reckoned from the counts.
        land.add(&mut truths, at, &ALL, &share, if test.grade == 5 { Cell::own_or_exact } else { Cell::exact });
    });
    truths
}

// ------------------------------------------------------------------------------------------------------------ the tenth grade

/// A mean of tenth-graders, weighted by their number, in every unit with a school that has the grade.
fn mean(land: &Land, autumn: u16, public: bool, masked: impl Fn(Unit) -> bool, of: impl Fn(usize) -> Option<(u32, f64)>) -> Cells {
    let has = |school: usize| Owner::of(public).has(land.is_private(school)) && land.country.schools()[school].grades.contains(&10);
    let sums = land.tally(autumn, true, has, |school| of(school).map(|(count, mean)| [f64::from(count), f64::from(count) * mean]));
    let cell = |unit: Unit| match sums.get(&unit) {
        None => Cell::No(Why::NotPublished),
        Some(_) if masked(unit) => Cell::No(Why::Masked),
        Some([count, sum]) => Cell::is(*sum).over(Cell::is(*count)),
    };
    let cells: Cells = land.units(autumn, true, has).into_iter().map(|unit| (unit, cell(unit))).collect();
    land.same(autumn, &cells)
}

fn of_tenth(land: &Land, last: u16, mut of: impl FnMut(At, u16, bool, (Sex, usize))) {
    for autumn in land.autumns().filter(|autumn| *autumn <= last) {
        for (population, public) in POPULATIONS {
            for (sex, sex_name, sex_at, _) in SEXES {
                of(At { population, period: &school_year(autumn), sex: sex_name, ..WHOLE }, autumn, public, (sex, sex_at));
            }
        }
    }
}

/// The year in which they leave the tenth grade.
fn spring(autumn: u16) -> String {
    (autumn + 1).to_string()
}

pub fn grunnskolepoeng_snitt(land: &Land) -> Truths {
    let (table, mut truths) = (Table::report(land, "GSK/ResultatG/1"), Truths::default());
    of_tenth(land, u16::MAX, |at, autumn, public, (sex, sex_at)| {
        let masked = |unit: Unit| table.masks(&spring(autumn), unit, &[usize::from(public), sex_at, 0]);
        let points = mean(land, autumn, public, masked, |school| land.country.points(school, autumn, sex));
        land.add(&mut truths, at, &ALL, &points, |cell| cell.printed(1));
    });
    truths
}

const SUBJECTS: [&str; 3] = ["NOR0218", "MAT0015", "ENG0030"];
const FORMS: [&str; 2] = ["standpunkt", "skriftlig_eksamen"];

fn marks(land: &Land, table: &Table, autumn: u16, (subject, form): (usize, usize), public: bool, (sex, sex_at): (Sex, usize)) -> Cells {
    let masked = |unit: Unit| table.masks(&spring(autumn), unit, &[subject, form, usize::from(public), sex_at, 0]);
    mean(land, autumn, public, masked, |school| land.country.mark(school, autumn, subject, form, sex))
}

pub fn karakter_snitt(land: &Land) -> Truths {
    let (table, mut truths) = (Table::report(land, "GSK/ResultatFagG/"), Truths::default());
    of_tenth(land, u16::MAX, |at, autumn, public, sex| {
        for (subject, code) in SUBJECTS.iter().enumerate() {
            for (form, name) in FORMS.iter().enumerate() {
                let marks = marks(land, &table, autumn, (subject, form), public, sex);
                land.add(&mut truths, At { theme: &format!("{code}:{name}"), ..at }, &ALL, &marks, |cell| cell.printed(1));
            }
        }
    });
    truths
}

pub fn karakter_standpunkt_minus_eksamen(land: &Land) -> Truths {
    let (table, mut truths) = (Table::report(land, "GSK/ResultatFagG/"), Truths::default());
    of_tenth(land, u16::MAX, |at, autumn, public, sex| {
        for (subject, theme) in SUBJECTS.iter().enumerate() {
            let [given, exam] = [0, 1].map(|form| marks(land, &table, autumn, (subject, form), public, sex));
            let difference = paired(&given, &exam, |given, exam| given.with(exam, |given, exam| printed(given, 1) - printed(exam, 1)));
            land.add(&mut truths, At { theme, ..at }, &ALL, &difference, Cell::exact);
        }
    });
    truths
}

/// The median of a unit is the mean of its schools' medians by their pupils, to the nearest half: what the simulated publisher prints,
/// since the country knows no single pupil.
fn absence(land: &Land, which: usize) -> Truths {
    const LAST: u16 = 2024;
    let (table, mut truths) = (Table::report(land, "GSK/FravaerG/1"), Truths::default());
    of_tenth(land, LAST, |at, autumn, public, (sex, sex_at)| {
        let masked = |unit: Unit| table.masks(&spring(autumn), unit, &[usize::from(public), sex_at, which]);
        let of = |school: usize| land.country.absence(school, autumn, sex).map(|(count, figures)| (count, figures[which]));
        let median = mean(land, autumn, public, masked, of);
        let halves = median.into_iter().map(|(unit, cell)| (unit, cell.map(|days| (days * 2.0).round() / 2.0))).collect();
        land.add(&mut truths, At { grade: "10", ..at }, &ALL, &halves, Cell::exact);
    });
    truths
}

pub fn fravaer_dager_median(land: &Land) -> Truths {
    absence(land, 0)
}

pub fn fravaer_timer_median(land: &Land) -> Truths {
    absence(land, 1)
}
