//! What has changed in the form of a publisher's table since it was last seen: dimensions, codes, columns, units.
//!
//! Only what a pipeline maps can stop a dataset, and that is found where names are resolved; what is reported here lets it through.

use std::fmt;

use crate::model::Severity;
use crate::source::{Form, FormCategory, FormDimension};

/// More new or lost codes than these are counted, not listed.
const MOST_LISTED: usize = 5;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    pub severity: Severity,
    pub what: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.what)
    }
}

/// The changes from `old` to `new`; none when the table was never seen before.
pub fn drift(old: &Form, new: &Form) -> Vec<Drift> {
    let mut found = Vec::new();
    if old.dimensions.is_empty() {
        return found;
    }
    let mut note = |severity, what: String| found.push(Drift { severity, what });
    if old.table != new.table {
        note(Severity::Informasjon, format!("tabellen er «{}», før «{}»", new.table, old.table));
    }
    for dimension in &new.dimensions {
        match old.dimensions.iter().find(|known| known.code == dimension.code) {
            None => note(Severity::Advarsel, format!("ny dimensjon {} «{}»", dimension.code, dimension.label)),
            Some(known) => between(known, dimension, &mut note),
        }
    }
    for lost in old.dimensions.iter().filter(|known| new.dimensions.iter().all(|dimension| dimension.code != known.code)) {
        note(severity(lost.mapped), format!("dimensjonen {} «{}» er borte", lost.code, lost.label));
    }
    found
}

fn severity(mapped: bool) -> Severity {
    if mapped { Severity::Advarsel } else { Severity::Informasjon }
}

fn between(old: &FormDimension, new: &FormDimension, note: &mut impl FnMut(Severity, String)) {
    if old.label != new.label {
        note(Severity::Informasjon, format!("{} heter nå «{}», før «{}»", new.code, new.label, old.label));
    }
    let codes =
        |categories: &[FormCategory]| categories.iter().map(|category| category.code.clone()).collect::<std::collections::HashSet<_>>();
    let (before, now) = (codes(&old.categories), codes(&new.categories));
    let fresh: Vec<&FormCategory> = new.categories.iter().filter(|category| !before.contains(&category.code)).collect();
    let lost: Vec<&FormCategory> = old.categories.iter().filter(|category| !now.contains(&category.code)).collect();
    if !fresh.is_empty() {
        note(Severity::Informasjon, format!("{} har {} nye koder: {}", new.code, fresh.len(), listed(&fresh)));
    }
    if !lost.is_empty() {
        let mapped = old.mapped && lost.iter().any(|category| category.mapped);
        note(severity(mapped), format!("{} har mistet {} koder: {}", new.code, lost.len(), listed(&lost)));
    }
    let known: std::collections::HashMap<&str, &FormCategory> =
        old.categories.iter().map(|category| (category.code.as_str(), category)).collect();
    for category in &new.categories {
        let Some(known) = known.get(category.code.as_str()) else { continue };
        if known.unit != category.unit {
            let unit = |category: &FormCategory| category.unit.clone().unwrap_or_else(|| "ingen enhet".to_owned());
            let what = format!("{} «{}» har enheten «{}», før «{}»", category.code, category.label, unit(category), unit(known));
            note(severity(category.mapped), what);
        }
        if known.label != category.label && category.mapped && new.role == Some(crate::read::Role::Measure) {
            note(Severity::Informasjon, format!("{} heter nå «{}», før «{}»", category.code, category.label, known.label));
        }
    }
}

fn listed(categories: &[&FormCategory]) -> String {
    let mut text = categories.iter().take(MOST_LISTED).map(|c| format!("{} «{}»", c.code, c.label)).collect::<Vec<_>>().join(", ");
    if categories.len() > MOST_LISTED {
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code and its unit.
    type Code<'a> = (&'a str, Option<&'a str>);

    fn form(dimensions: &[(&str, &[Code<'_>])]) -> Form {
        let category = |(code, unit): &Code<'_>| FormCategory {
            code: (*code).to_owned(),
            label: (*code).to_owned(),
            unit: unit.map(str::to_owned),
            mapped: true,
        };
        let dimension = |(code, categories): &(&str, &[Code<'_>])| FormDimension {
            code: (*code).to_owned(),
            label: (*code).to_owned(),
            role: None,
            categories: categories.iter().map(category).collect(),
            mapped: true,
        };
        Form { table: "07459".to_owned(), dimensions: dimensions.iter().map(dimension).collect() }
    }

    #[test]
    fn what_is_new_lost_or_in_another_unit_is_said_once_each() {
        let old = form(&[("Region", &[("3014", None), ("3412", None)]), ("Mål", &[("Beløp", Some("1000 kr"))]), ("Kjønn", &[("0", None)])]);
        let new = form(&[("Region", &[("3118", None), ("3412", None)]), ("Mål", &[("Beløp", Some("kr"))]), ("Alder", &[("0", None)])]);
        let found: Vec<String> = drift(&old, &new).iter().map(Drift::to_string).collect();
        assert_eq!(
            found,
            [
                "informasjon: Region har 1 nye koder: 3118 «3118»",
                "advarsel: Region har mistet 1 koder: 3014 «3014»",
                "advarsel: Beløp «Beløp» har enheten «kr», før «1000 kr»",
                "advarsel: ny dimensjon Alder «Alder»",
                "advarsel: dimensjonen Kjønn «Kjønn» er borte",
            ]
        );
    }

    #[test]
    fn a_table_that_was_never_seen_and_one_that_is_the_same_have_not_drifted() {
        let seen = form(&[("Region", &[("3412", None)])]);
        assert!(drift(&Form::default(), &seen).is_empty());
        assert!(drift(&seen, &seen).is_empty());
    }
}
