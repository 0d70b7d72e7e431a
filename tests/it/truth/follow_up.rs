//! The follow-up scheme's points of risk (reference, accounts-and-budgets §9), by the limits of the demonstration's file.

use innsikt::simulated::country::Sex;

use super::figures::{At, Truth, Truths, WHOLE, Why};
use super::local::{figure, lines};
use super::places::{Land, POPULATIONS, Unit, school_year};
use super::pupils::Owner;
use super::{results, survey};

const FILE: &str = include_str!("../../demo/syntetisk_oppfoelging_grenser.csv");

/// What is looked at, with the national limit and the absolute one, and how many times it counts.
struct Part {
    period: String,
    indicator: String,
    theme: String,
    grade: String,
    limits: [f64; 2],
    weight: f64,
}

impl Part {
    fn all() -> Vec<Part> {
        let or_all = |text: &str| if text.is_empty() { "alle".to_owned() } else { text.to_owned() };
        let part = |line: std::collections::HashMap<String, String>| Part {
            period: line["periode"].clone(),
            indicator: line["indikator_id"].clone(),
            theme: or_all(&line["tema"]),
            grade: or_all(&line["trinn"]),
            limits: ["nasjonal_grense", "absolutt_grense"].map(|limit| figure(&line[limit]).unwrap()),
            weight: figure(&line["vekt"]).unwrap(),
        };
        lines(FILE).into_iter().map(part).collect()
    }

    /// One point for a figure that is weaker than the national limit, three for one that is weaker than the absolute.
    fn points(&self, figure: f64) -> f64 {
        let less_is_better = matches!(self.indicator.as_str(), "mobbing_andel" | "np_nivaa1_andel");
        let [weak, weakest] = self.limits.map(|limit| if less_is_better { figure > limit } else { figure < limit });
        self.weight * if weakest { 3.0 } else { f64::from(u8::from(weak)) }
    }

    /// Those that the figure is of.
    fn pupils_grade(&self) -> u8 {
        self.grade.parse().unwrap_or(10)
    }
}

/// Whether a school had pupils, but none in the grade.
fn lacks(land: &Land, unit: Unit, autumn: u16, grade: u8) -> bool {
    let Unit::School(school) = unit else { return false };
    let pupils = |grade: u8| land.country.pupils(school, autumn, grade, Sex::All);
    pupils(grade) == 0 && (1..=10).any(|grade| pupils(grade) > 0)
}

pub fn oppfoelging_risikopoeng(land: &Land) -> Truths {
    let figures = [
        ("mobbing_andel", survey::mobbing_andel(land)),
        ("elevundersoekelsen_snitt", survey::elevundersoekelsen_snitt(land)),
        ("np_nivaa1_andel", results::np_nivaa1_andel(land)),
        ("grunnskolepoeng_snitt", results::grunnskolepoeng_snitt(land)),
    ];
    let figure = |part: &Part, at: At| {
        let (_, truths) = figures.iter().find(|(indicator, _)| part.indicator == *indicator).unwrap();
        truths.get(At { grade: &part.grade, theme: &part.theme, ..at })
    };
    let (parts, mut truths) = (Part::all(), Truths::default());
    for autumn in land.autumns() {
        let period = school_year(autumn);
        let parts: Vec<&Part> = parts.iter().filter(|part| part.period == period).collect();
        for (population, public) in POPULATIONS {
            let has = |school: usize| Owner::of(public).has(land.is_private(school));
            let schools = land.units(autumn, true, has).into_iter().filter(|unit| matches!(unit, Unit::School(_) | Unit::SvalbardSchool));
            for unit in land.today().into_iter().map(Unit::Municipality).chain(schools) {
                let (level, code) = land.place(unit);
                let at = At { population, level, unit: code, period: &period, ..WHOLE };
                let truth = if parts.is_empty() {
                    Truth::None(Why::NotPublished)
                } else {
                    sum(&parts, autumn, |part, autumn| match figure(part, At { period: &school_year(autumn), ..at }) {
                        Some(truth) if truth.shown().is_ok() => truth,
                        _ if lacks(land, unit, autumn, part.pupils_grade()) => Truth::None(Why::NotTaught),
                        Some(Truth::None(Why::Masked | Why::PartMasked)) => Truth::None(Why::PartMasked),
                        _ => Truth::None(Why::OtherYear),
                    })
                };
                truths.add(at, truth);
            }
        }
    }
    truths
}

/// The points of all parts in three school years; none when one of them has no figure, but for a grade that the school lacks.
fn sum(parts: &[&Part], autumn: u16, figure: impl Fn(&Part, u16) -> Truth) -> Truth {
    let (mut points, mut any) = ([0.0; 2], false);
    for (part, autumn) in parts.iter().flat_map(|part| (autumn - 2..=autumn).map(move |autumn| (part, autumn))) {
        match figure(part, autumn).shown() {
            Ok(shown) => {
                let mut own = shown.map(|figure| part.points(figure));
                own.sort_by(f64::total_cmp);
                points = [points[0] + own[0], points[1] + own[1]];
                any = true;
            }
            Err(Why::NotTaught) => {}
            Err(why) => return Truth::None(why),
        }
    }
    if any { Truth::Between(points[0], points[1]) } else { Truth::None(Why::NotTaught) }
}
