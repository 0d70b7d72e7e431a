//! What municipalities write down themselves: the demonstration's file, which is made up, is all that is known of it.

use std::collections::HashMap;

use super::figures::{At, Truth, Truths, WHOLE, Why};
use super::places::Land;

const FILE: &str = include_str!("../../demo/syntetisk_lokale_tall.csv");

/// Fewer persons are not told of.
const FEW: f64 = 6.0;

/// The lines of a table, by the names of its columns.
pub fn lines(file: &str) -> Vec<HashMap<String, String>> {
    csv::ReaderBuilder::new().delimiter(b';').from_reader(file.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// A figure as people write it, `1 020` or `8,1`; none for an empty field.
pub fn figure(text: &str) -> Option<f64> {
    let text = text.replace(' ', "").replace(',', ".");
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn or_all(text: &str) -> &str {
    if text.is_empty() { "alle" } else { text }
}

/// The lines of a measure, but for those that `hidden` says are about few persons.
fn of_measure(measure: &str, hidden: impl Fn(&[HashMap<String, String>], &HashMap<String, String>) -> bool) -> Truths {
    let mut truths = Truths::default();
    let lines: Vec<_> = lines(FILE).into_iter().filter(|line| line["maal"] == measure).collect();
    for line in &lines {
        let (sex, grade, theme) = (or_all(&line["kjoenn"]), or_all(&line["trinn"]), or_all(&line["tema"]));
        let (level, unit, period) = (&line["enhetsnivaa"], &line["enhet"], &line["periode"]);
        let at = At { population: "kommunale_skoler", level, unit, period, sex, grade, theme, ..WHOLE };
        let truth = if hidden(&lines, line) { Truth::None(Why::Suppressed) } else { Truth::Exact(figure(&line["verdi"]).unwrap()) };
        truths.add(at, truth);
    }
    truths
}

/// A share or a mean, with how many it is of.
fn of_some(measure: &str) -> Truths {
    of_measure(measure, |_, line| figure(&line["grunnlag"]).unwrap() < FEW)
}

pub fn sykefravaer_andel(_: &Land) -> Truths {
    of_some("sykefravaer_prosent")
}

pub fn foreldreundersoekelsen_snitt(_: &Land) -> Truths {
    of_some("foreldreundersoekelsen_snitt")
}

/// With one school's count all the schools' are hidden: the municipality's would tell it.
pub fn skolemiljoesaker_antall(_: &Land) -> Truths {
    of_measure("skolemiljoesaker_antall", |lines, line| {
        let alike = |other: &&HashMap<String, String>| ["kommunenr", "enhetsnivaa", "periode"].iter().all(|key| other[*key] == line[*key]);
        lines.iter().filter(alike).filter_map(|other| figure(&other["verdi"])).any(|count| count > 0.0 && count < FEW)
    })
}
