//! Man-years, hours, and how many pupils there are to a teacher (GSI).

use std::collections::HashMap;

use innsikt::simulated::country::Sex;

use super::figures::{At, Truths, WHOLE, Why};
use super::places::{Cell, Cells, Land, POPULATIONS, Unit, paired, school_year};
use super::pupils::{Owner, pupils};

const ALL: [&str; 4] = ["land", "fylke", "kommune", "skole"];

/// Stages, and how many there are of each.
const STAGES: [(&str, std::ops::Range<usize>); 4] = [("alle", 0..3), ("1-4", 0..1), ("5-7", 1..2), ("8-10", 2..3)];

/// One of the parts that were added up, for every unit that the publisher has a row for.
fn cells<const N: usize>(land: &Land, autumn: u16, public: bool, sums: &HashMap<Unit, [f64; N]>, of: impl Fn(&[f64; N]) -> f64) -> Cells {
    let has = |school: usize| Owner::of(public).has(land.is_private(school));
    let cell = |unit: Unit| (unit, sums.get(&unit).map_or(Cell::No(Why::NotTaught), |sums| Cell::is(of(sums))));
    land.units(autumn, true, has).into_iter().map(cell).collect()
}

fn staff(land: &Land, autumn: u16, public: bool, which: usize) -> Cells {
    let has = |school: usize| Owner::of(public).has(land.is_private(school));
    let sums = land.tally(autumn, true, has, |school| Some(land.country.staff(school, autumn)));
    // Man-years are printed with one decimal, of schools too.
    cells(land, autumn, public, &sums, |sums| (sums[which] * 10.0).round() / 10.0)
}

fn of_staff(land: &Land, of: impl Fn(&Land, u16, bool) -> Cells) -> Truths {
    let mut truths = Truths::default();
    for autumn in land.autumns() {
        for (population, public) in POPULATIONS {
            let at = At { population, period: &school_year(autumn), ..WHOLE };
            land.add(&mut truths, at, &ALL, &of(land, autumn, public), Cell::exact);
        }
    }
    truths
}

pub fn elever_per_laereraarsverk(land: &Land) -> Truths {
    of_staff(land, |land, autumn, public| {
        let pupils = land.summed(autumn, &pupils(land, autumn, public, "alle", Sex::All));
        paired(&pupils, &land.summed(autumn, &staff(land, autumn, public, 2)), Cell::over)
    })
}

pub fn assistentaarsverk_per_100_elever(land: &Land) -> Truths {
    of_staff(land, |land, autumn, public| {
        let pupils = land.summed(autumn, &pupils(land, autumn, public, "alle", Sex::All));
        let assistants = land.summed(autumn, &staff(land, autumn, public, 3));
        paired(&assistants, &pupils, |assistants, pupils| assistants.over(pupils).map(|each| 100.0 * each))
    })
}

/// Pupil hours and teacher hours of a school on the stages, printed whole; none where it has no pupils there.
pub fn hours_of(land: &Land, school: usize, autumn: u16, stages: std::ops::Range<usize>) -> Option<[f64; 2]> {
    let of_stage = |stage: usize| {
        let (pupils, teachers) = land.country.hours(school, autumn, stage);
        (pupils > 0.0 && teachers > 0.0).then_some([pupils.round(), teachers.round()])
    };
    stages.filter_map(of_stage).reduce(|one, other| [one[0] + other[0], one[1] + other[1]])
}

fn hours(land: &Land, autumn: u16, public: bool, stage: usize) -> [Cells; 2] {
    let has = |school: usize| Owner::of(public).has(land.is_private(school));
    let sums = land.tally(autumn, true, has, |school| hours_of(land, school, autumn, STAGES[stage].1.clone()));
    [0, 1].map(|which| cells(land, autumn, public, &sums, |sums| sums[which]))
}

fn of_stages(land: &Land, first: u16, mut of: impl FnMut(At, u16, bool, usize)) {
    for autumn in land.autumns().filter(|autumn| *autumn >= first) {
        for (population, public) in POPULATIONS {
            for (stage, (grade, _)) in STAGES.iter().enumerate() {
                of(At { population, period: &school_year(autumn), grade, ..WHOLE }, autumn, public, stage);
            }
        }
    }
}

pub fn laerertetthet(land: &Land) -> Truths {
    const FIRST: u16 = 2021;
    let mut truths = Truths::default();
    of_stages(land, FIRST, |at, autumn, public, stage| {
        let [pupils, teachers] = hours(land, autumn, public, stage);
        let density = land.same(autumn, &paired(&pupils, &teachers, Cell::over));
        land.add(&mut truths, at, &ALL, &density, |cell| cell.printed(1));
    });
    truths
}

pub fn gruppestoerrelse_2(land: &Land) -> Truths {
    let mut truths = Truths::default();
    of_stages(land, 0, |at, autumn, public, stage| {
        let [pupils, teachers] = hours(land, autumn, public, stage).map(|cells| land.summed(autumn, &cells));
        land.add(&mut truths, at, &ALL, &paired(&pupils, &teachers, Cell::over), Cell::exact);
        // SSB has the sums of KOSTRA groups, from the year after the first autumn.
        if public && autumn > *land.autumns().start() {
            let stages = STAGES[stage].1.clone();
            land.add(&mut truths, at, &["kostragruppe"], &group_sizes(land, autumn, &stages), Cell::exact);
        }
    });
    truths
}

fn group_sizes(land: &Land, autumn: u16, stages: &std::ops::Range<usize>) -> Cells {
    let groups: std::collections::BTreeSet<u8> =
        land.country.municipalities().iter().map(|municipality| municipality.kostra_group).collect();
    let size = |group: u8| {
        let members = land.valid(autumn).into_iter().filter(|at| land.country.municipalities()[*at].kostra_group == group);
        let members: Vec<usize> = members.collect();
        if members.is_empty() {
            return Cell::No(Why::NotValid);
        }
        let schools = members.into_iter().flat_map(|at| land.country.schools_of(at, autumn)).filter(|school| !land.is_private(*school));
        let sums = schools.filter_map(|school| hours_of(land, school, autumn, stages.clone()));
        let [pupils, teachers] = sums.fold([0.0, 0.0], |sum, own| [sum[0] + own[0], sum[1] + own[1]]);
        Cell::is(pupils).over(Cell::is(teachers))
    };
    groups.into_iter().map(|group| (Unit::Group(group), size(group))).collect()
}

pub fn undervisningstimer_per_elev(land: &Land) -> Truths {
    let mut truths = Truths::default();
    of_stages(land, 0, |at, autumn, public, stage| {
        let [_, teachers] = hours(land, autumn, public, stage).map(|cells| land.summed(autumn, &cells));
        let pupils = land.summed(autumn, &pupils(land, autumn, public, STAGES[stage].0, Sex::All));
        land.add(&mut truths, at, &ALL, &paired(&teachers, &pupils, Cell::over), Cell::exact);
    });
    truths
}

/// Whether a public school keeps the norm on all the stages, 1, and the man-years that it lacks (one decimal for each stage).
fn norm(land: &Land, autumn: u16, stage: usize) -> HashMap<Unit, [f64; 3]> {
    const PUPILS_TO_A_TEACHER: [f64; 3] = [15.0, 20.0, 20.0];
    const HOURS_OF_A_MAN_YEAR: [f64; 3] = [741.0, 741.0, 656.0];
    land.tally(
        autumn,
        true,
        |school| !land.is_private(school),
        |school| {
            let lacks = STAGES[stage].1.clone().filter_map(|stage| {
                let [pupils, teachers] = hours_of(land, school, autumn, stage..stage + 1)?;
                Some(((pupils / PUPILS_TO_A_TEACHER[stage] - teachers).max(0.0), HOURS_OF_A_MAN_YEAR[stage]))
            });
            let lacks: Vec<(f64, f64)> = lacks.collect();
            let kept = lacks.iter().all(|(hours, _)| *hours == 0.0);
            let man_years = lacks.iter().map(|(hours, year)| (hours / year * 10.0).round() / 10.0).sum();
            (!lacks.is_empty()).then_some([f64::from(u8::from(kept)), 1.0, man_years])
        },
    )
}

fn of_norm(land: &Land, of: impl Fn(u16, &HashMap<Unit, [f64; 3]>) -> Cells, truth: fn(Cell) -> super::figures::Truth) -> Truths {
    const FIRST: u16 = 2019;
    let mut truths = Truths::default();
    of_stages(land, FIRST, |at, autumn, public, stage| {
        if public {
            land.add(&mut truths, at, &ALL, &of(autumn, &norm(land, autumn, stage)), truth);
        }
    });
    truths
}

pub fn laerernorm_manglende_aarsverk(land: &Land) -> Truths {
    let of = |autumn: u16, sums: &HashMap<Unit, [f64; 3]>| {
        land.summed(autumn, &cells(land, autumn, true, sums, |sums| (sums[2] * 10.0).round() / 10.0))
    };
    of_norm(land, of, Cell::exact)
}

pub fn laerernorm_skoler_oppfylt_andel(land: &Land) -> Truths {
    let of = |autumn: u16, sums: &HashMap<Unit, [f64; 3]>| {
        let [kept, all] = [0, 1].map(|which| land.summed(autumn, &cells(land, autumn, true, sums, |sums| sums[which])));
        paired(&kept, &all, |kept, all| kept.over(all).map(|share| 100.0 * share))
    };
    of_norm(land, of, Cell::own_or_exact)
}
