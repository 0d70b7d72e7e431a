//! Elevundersøkelsen: who answered, what they answered, and who is bullied.

use std::collections::HashMap;

use innsikt::simulated::country::Sex;

use super::figures::{At, Truths, WHOLE, Why};
use super::places::{Cell, Cells, Land, POPULATIONS, Unit, paired, school_year};
use super::published::{SEXES, Table};
use super::pupils::Owner;

const ALL: [&str; 4] = ["land", "fylke", "kommune", "skole"];

/// The first autumn that Udir has.
const FIRST: u16 = 2021;
const GRADES: [u8; 2] = [7, 10];

const INDICATORS: [&str; 10] = [
    "Trivsel",
    "Støtte fra lærerne",
    "Støtte hjemmefra",
    "Faglig utfordring",
    "Vurdering for læring",
    "Læringskultur",
    "Mestring",
    "Elevdemokrati og medvirkning",
    "Felles regler",
    "Motivasjon",
];

fn each(land: &Land, mut of: impl FnMut(At, u16, usize, bool)) {
    for autumn in land.autumns().filter(|autumn| *autumn >= FIRST) {
        for (population, public) in POPULATIONS {
            for (grade, number) in GRADES.iter().enumerate() {
                of(At { population, period: &school_year(autumn), grade: &number.to_string(), ..WHOLE }, autumn, grade, public);
            }
        }
    }
}

/// Those of the units with somebody in the group of pupils, whose figures the publisher does not mask.
fn cells<const N: usize>(sums: &HashMap<Unit, [f64; N]>, masked: impl Fn(Unit) -> bool, of: impl Fn(&[f64; N]) -> f64) -> Cells {
    let cell = |(unit, sums): (&Unit, &[f64; N])| (*unit, if masked(*unit) { Cell::No(Why::Masked) } else { Cell::is(of(sums)) });
    sums.iter().map(cell).collect()
}

fn has(land: &Land, public: bool) -> impl Fn(usize) -> bool {
    move |school| Owner::of(public).has(land.is_private(school))
}

pub fn elevundersoekelsen_deltakelse_andel(land: &Land) -> Truths {
    let (table, mut truths) = (Table::export(land, ["AntallInvitert", "AndelDeltatt"]), Truths::default());
    each(land, |at, autumn, grade, public| {
        let sums = land.tally(autumn, false, has(land, public), |school| {
            let (invited, answered, _) = land.country.survey(school, autumn, GRADES[grade], Sex::All)?;
            Some([f64::from(invited), f64::from(answered)])
        });
        let masked = |unit: Unit| table.masks(&autumn.to_string(), unit, &[grade, usize::from(public), 0]);
        let [invited, answered] = [0, 1].map(|which| land.summed(autumn, &cells(&sums, masked, |sums| sums[which])));
        let share = paired(&answered, &invited, |some, all| some.over(all).map(|share| 100.0 * share));
        land.add(&mut truths, at, &ALL, &share, Cell::own_or_exact);
    });
    truths
}

pub fn elevundersoekelsen_snitt(land: &Land) -> Truths {
    let (table, mut truths) = (Table::export(land, ["Score", "AntallBesvartSvaralternativ1"]), Truths::default());
    each(land, |at, autumn, grade, public| {
        for (question, theme) in INDICATORS.iter().enumerate() {
            let sums = land.tally(autumn, false, has(land, public), |school| {
                land.country.answers(school, autumn, GRADES[grade], Sex::All, question).map(|counts| counts.map(f64::from))
            });
            let masked = |unit: Unit| table.masks(&autumn.to_string(), unit, &[grade, usize::from(public), 0, question, 0]);
            let mean = |counts: &[f64; 5]| {
                let weighted: f64 = counts.iter().zip([1.0, 2.0, 3.0, 4.0, 5.0]).map(|(count, answer)| count * answer).sum();
                weighted / counts.iter().sum::<f64>()
            };
            let means = land.same(autumn, &cells(&sums, masked, mean));
            land.add(&mut truths, At { theme, ..at }, &ALL, &means, |cell| cell.printed(1));
        }
    });
    truths
}

/// A kind of bullying: its theme, where it stands in the export and how many of the bullied it befalls there (one in so many), and where it
/// stands in the report.
type Kind = (&'static str, Option<(usize, u32)>, usize);

const KINDS: [Kind; 4] = [
    ("mobbing_elever", Some((0, 1)), 1),
    ("mobbing_digitalt", Some((1, 3)), 3),
    ("mobbing_voksne", Some((2, 5)), 2),
    ("mobbing_samlet", None, 0),
];

pub fn mobbing_andel(land: &Land) -> Truths {
    let (export, report) = (Table::export(land, ["AndelMobbet", "AntallBesvart"]), Table::report(land, "GSK/EUG/5"));
    let mut truths = Truths::default();
    each(land, |at, autumn, grade, public| {
        let (year, owner) = (autumn.to_string(), usize::from(public));
        for (sex, sex_name, in_report, in_export) in SEXES {
            for (theme, exported, reported) in KINDS {
                let at = At { sex: sex_name, theme, ..at };
                // The report is asked of the country and the counties; what it masks is masked, whatever the export does.
                let above = |unit: Unit| matches!(unit, Unit::Country | Unit::County(_));
                let hidden = |unit: Unit| report.masks(&year, unit, &[grade, owner, in_report, reported, 0]);
                let one_in = exported.map_or(1, |(_, one_in)| one_in);
                let sums = land.tally(autumn, exported.is_none(), has(land, public), |school| {
                    let (_, answered, bullied) = land.country.survey(school, autumn, GRADES[grade], sex)?;
                    // Whole pupils of each sex.
                    let part =
                        |sex: Sex| land.country.survey(school, autumn, GRADES[grade], sex).map_or(0, |(_, _, bullied)| bullied / one_in);
                    let bullied = if sex == Sex::All { part(Sex::Girl) + part(Sex::Boy) } else { bullied / one_in };
                    Some([f64::from(answered), f64::from(bullied)])
                });
                let masked = |unit: Unit| match exported {
                    Some((question, _)) => {
                        export.masks(&year, unit, &[grade, owner, in_export, question, 0]) || above(unit) && hidden(unit)
                    }
                    None => hidden(unit),
                };
                let share = land.same(autumn, &cells(&sums, masked, |sums| 100.0 * sums[1] / sums[0]));
                let levels: &[&str] = if exported.is_some() { &ALL } else { &ALL[..2] };
                land.add(&mut truths, at, levels, &share, |cell| cell.printed(1));
            }
        }
    });
    truths
}
