//! What a pipeline names by role or pattern because no code is known: it stands for whatever the publisher has by that name now.

use indexmap::IndexMap;

use super::definition::{Layout, Pipeline};
use super::fetch::Fetch;
use super::selector::Selector;

impl Pipeline {
    /// Every role and pattern, each once, in the order of the file.
    pub fn named_by_pattern(&self) -> Vec<String> {
        let mut names = Vec::new();
        let selectors = self.hent.iter().flat_map(fetched).chain(self.lesing.iter().flat_map(read));
        for selector in selectors.filter(|selector| matches!(selector, Selector::Role(_) | Selector::Pattern(_))) {
            let name = selector.to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

fn fetched(fetch: &Fetch) -> Vec<&Selector> {
    let mut all: Vec<&Selector> = Vec::new();
    if let Some(pxweb) = &fetch.pxweb {
        all.extend(&pxweb.tittel);
        all.extend(chosen(&pxweb.velg));
        all.extend(pxweb.kodeliste.iter().flat_map(|(dimension, list)| [dimension, list]));
    }
    if let Some(report) = &fetch.udir_rapport {
        all.extend(&report.tittel);
        all.extend(report.filter.values().flatten());
    }
    if let Some(export) = &fetch.udir_eksport {
        all.extend(&export.beskrivelse);
        all.extend(export.filter.values().flatten());
    }
    if let Some(fhi) = &fetch.fhi {
        all.push(&fhi.tittel);
        all.extend(chosen(&fhi.velg));
    }
    all
}

fn chosen(choices: &IndexMap<Selector, Vec<Selector>>) -> impl Iterator<Item = &Selector> {
    choices.iter().flat_map(|(dimension, categories)| std::iter::once(dimension).chain(categories))
}

fn read(layout: &Layout) -> Vec<&Selector> {
    let mut all: Vec<&Selector> = layout.utelat.iter().chain(chosen(&layout.utelat_rader)).collect();
    for column in layout.kolonner.values() {
        all.extend(&column.fra);
        if let Some(switch) = &column.etter {
            all.push(&switch.kolonne);
            all.extend(switch.fra.values());
        }
        all.extend(column.verdier.keys());
    }
    all
}
