//! Why figures may differ between two releases: other editions of the facts that they rest on, or other definitions. Decided from the
//! manifests alone, along the models that say something else in the one than in the other; no figure is read.

use std::collections::BTreeSet;

use super::manifest::Manifest;
use crate::model::Catalogue;
use crate::warehouse::{Partition, Partitions};

/// Two releases, and how what is built hangs together.
pub struct Releases<'a> {
    pub old: &'a Manifest,
    pub new: &'a Manifest,
    pub catalogue: &'a Catalogue,
}

/// Everything that may have changed the figures of one indicator.
#[derive(Debug, Default)]
pub struct Causes {
    /// The statement of the indicator, or of a model or dataset below it, is another.
    pub redefined: bool,
    partitions: BTreeSet<ChangedPartition>,
}

/// What may have changed the figures of one indicator in one period.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PeriodCauses {
    /// Facts that were there have other editions, or are gone.
    pub revised: bool,
    /// Facts came that were not there.
    pub arrived: bool,
    /// The datasets that they belong to.
    pub datasets: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ChangedPartition {
    dataset: String,
    period: String,
    arrived: bool,
}

impl Releases<'_> {
    /// The causes behind a model's differences.
    pub fn causes(&self, model: &str) -> Causes {
        let mut causes = Causes::default();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![model.to_owned()];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            causes.redefined |= self.is_redefined(&name);
            if name.starts_with("fakta.") {
                let changed = self.changed_partitions(&name);
                causes.redefined |= changed.iter().any(|partition| self.is_read_otherwise(&partition.dataset));
                causes.partitions.extend(changed);
            }
            let needs = self.catalogue.dependencies.get(&name).into_iter().flatten();
            waiting.extend(needs.filter(|need| !self.says_the_same(need)).cloned());
        }
        causes
    }

    /// Whether a table has the same content in both: a fact the same partitions, a model the same files. What is in neither manifest
    /// (`katalog.*`) comes from the definitions, and counts as the same: its readers' own fingerprints tell.
    fn says_the_same(&self, table: &str) -> bool {
        let content = |manifest: &Manifest| {
            let is_fact = table.starts_with("fakta.");
            manifest.tabeller.get(table).map(|entry| (is_fact.then(|| entry.fingeravtrykk.clone()), entry.filer.clone()))
        };
        content(self.old) == content(self.new)
    }

    /// Whether a table's statement is another. Its fingerprint covers statement, program and inputs: it is the statement when its file is
    /// another, when the program is, or when the inputs are not.
    fn is_redefined(&self, table: &str) -> bool {
        let fingerprint = |manifest: &Manifest| manifest.tabeller.get(table).map(|entry| entry.fingeravtrykk.clone());
        if fingerprint(self.old) == fingerprint(self.new) {
            return false;
        }
        let file = format!("sql/{}.sql", table.replace('.', "/"));
        let has_same_inputs =
            || self.catalogue.dependencies.get(table).is_some_and(|needs| needs.iter().all(|need| self.says_the_same(need)));
        self.old.definisjoner.get(&file) != self.new.definisjoner.get(&file) || self.old.versjon != self.new.versjon || has_same_inputs()
    }

    /// Whether a dataset's pipeline is another, so that the same answers may be read as other rows.
    fn is_read_otherwise(&self, dataset: &str) -> bool {
        let file = format!("/{dataset}.toml");
        let hash = |manifest: &Manifest| {
            manifest
                .definisjoner
                .iter()
                .find(|(path, _)| path.starts_with("pipelines/") && path.ends_with(&file))
                .map(|(_, hash)| hash.clone())
        };
        hash(self.old) != hash(self.new)
    }

    /// The partitions of a fact whose newest editions differ.
    fn changed_partitions(&self, fact: &str) -> Vec<ChangedPartition> {
        let of_fact = |manifest: &Manifest| -> Partitions {
            manifest.partisjoner.iter().filter(|partition| partition.tabell == fact).cloned().collect()
        };
        let (old, new) = (of_fact(self.old), of_fact(self.new));
        let (old, new) = (old.newest(None), new.newest(None));
        let same_slot = |a: &&Partition, b: &&Partition| a.slot() == b.slot();
        let changed = |partition: &&Partition, arrived: bool| ChangedPartition {
            dataset: partition.datasett.clone(),
            period: partition.periode.clone(),
            arrived,
        };
        let come_or_revised = new.iter().filter_map(|is| match old.iter().find(|was| same_slot(was, is)) {
            Some(was) => (was.fil.sha256 != is.fil.sha256).then(|| changed(is, false)),
            None => Some(changed(is, true)),
        });
        let gone = old.iter().filter(|was| !new.iter().any(|is| same_slot(was, is))).map(|was| changed(was, false));
        come_or_revised.chain(gone).collect()
    }
}

impl Causes {
    /// What may have changed the figures of a period: facts of the same year or the years beside it (a calendar year is made of two
    /// counts, inhabitants are counted on the day after), with those that have no year (registers, code lists). Where there are none, a
    /// figure rests on another year's facts (a price index), and all that changed are named.
    pub fn in_period(&self, period: &str) -> PeriodCauses {
        let asked = years(period);
        let is_near = |partition: &&ChangedPartition| match (asked, years(&partition.period)) {
            (Some((first, last)), Some((its_first, its_last))) => its_first - 1 <= last && first <= its_last + 1,
            _ => false,
        };
        let has_near = self.partitions.iter().any(|partition| is_near(&partition));
        let counts = |partition: &&ChangedPartition| !has_near || is_near(partition) || years(&partition.period).is_none();
        let mut causes = PeriodCauses::default();
        for partition in self.partitions.iter().filter(counts) {
            causes.arrived |= partition.arrived;
            causes.revised |= !partition.arrived;
            causes.datasets.insert(partition.dataset.clone());
        }
        causes
    }
}

/// First and last calendar year of `2019` or `2025-26`; none for a period that is no year (`131`, `nsr`).
fn years(period: &str) -> Option<(i32, i32)> {
    let (first, rest) = period.split_at_checked(4)?;
    let first = first.parse().ok()?;
    match rest {
        "" => Some((first, first)),
        _ if rest.starts_with('-') => Some((first, first + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes(partitions: &[(&str, &str, bool)]) -> Causes {
        let partitions = partitions
            .iter()
            .map(|(dataset, period, arrived)| ChangedPartition {
                dataset: (*dataset).to_owned(),
                period: (*period).to_owned(),
                arrived: *arrived,
            })
            .collect();
        Causes { redefined: false, partitions }
    }

    fn datasets(causes: &PeriodCauses) -> Vec<&str> {
        causes.datasets.iter().map(String::as_str).collect()
    }

    #[test]
    fn years_of_periods() {
        assert_eq!(years("2019"), Some((2019, 2019)));
        assert_eq!(years("2025-26"), Some((2025, 2026)));
        assert_eq!([years("131"), years("nsr"), years(""), years("20190")], [None; 4]);
    }

    #[test]
    fn facts_of_the_year_or_beside_it_are_the_cause() {
        let found = causes(&[("folketall", "2025", false), ("elever", "2019-20", true)]);
        assert_eq!(datasets(&found.in_period("2024")), ["folketall"]);
        assert_eq!(datasets(&found.in_period("2024-25")), ["folketall"]);
        assert_eq!(found.in_period("2018"), PeriodCauses { revised: false, arrived: true, datasets: ["elever".to_owned()].into() });
    }

    #[test]
    fn a_register_counts_for_every_year() {
        let found = causes(&[("folketall", "2025", false), ("kommuner", "131", true)]);
        let of_2024 = found.in_period("2024");
        assert_eq!(datasets(&of_2024), ["folketall", "kommuner"]);
        assert!(of_2024.revised && of_2024.arrived);
    }

    #[test]
    fn where_nothing_near_changed_all_that_changed_is_named() {
        let found = causes(&[("konsumpris", "2025", true), ("folketall", "2025", false)]);
        assert_eq!(datasets(&found.in_period("2015")), ["folketall", "konsumpris"]);
        assert_eq!(causes(&[]).in_period("2015"), PeriodCauses::default());
    }
}
