//! How a selection becomes requests under the publisher's cell limit, counted before anything is asked.

use crate::read::Role;
use crate::source::select::Chosen;

/// The requests of one delivery: each a selection under the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// `2015–2018`, `2024`, or `alle` for a table without periods.
    pub name: String,
    pub selections: Vec<Vec<Chosen>>,
}

/// Packs whole periods, oldest first, into as few requests as fit; a period that is too big by itself becomes several requests of one
/// delivery.
///
/// # Errors
///
/// When not even one category of every dimension that can be split fits.
pub fn pack(chosen: &[Chosen], limit: usize) -> Result<(Vec<Package>, Option<String>), String> {
    let Some(time) = chosen.iter().position(|dimension| dimension.role == Some(Role::Time)) else {
        let (selections, note) = split(chosen, limit)?;
        return Ok((vec![Package { name: "alle".to_owned(), selections }], note.map(|note| format!("uttrekket {note}"))));
    };
    let mut periods = chosen.get(time).map(|dimension| dimension.categories.clone()).unwrap_or_default();
    periods.sort_unstable();
    let with_periods = |periods: &[String]| {
        let mut selection = chosen.to_vec();
        if let Some(dimension) = selection.get_mut(time) {
            dimension.categories = periods.to_vec();
        }
        selection
    };
    let each = cells(&with_periods(periods.get(..1).unwrap_or_default()));
    let at_once = limit / each.max(1);
    let mut packages = Vec::new();
    let mut notes = None;
    for chunk in periods.chunks(at_once.max(1)) {
        let (selections, note) = split(&with_periods(chunk), limit)?;
        packages.push(Package { name: name(chunk), selections });
        notes = notes.or(note);
    }
    Ok((packages, notes.map(|note| format!("hver periode {note}"))))
}

/// How many cells a selection asks for.
pub fn cells(selection: &[Chosen]) -> usize {
    selection.iter().map(|dimension| dimension.categories.len()).fold(1, usize::saturating_mul)
}

fn name(periods: &[String]) -> String {
    match periods {
        [first, .., last] => format!("{first}–{last}"),
        [only] => only.clone(),
        [] => "alle".to_owned(),
    }
}

/// Splits a selection until every part is under the limit, and says by what.
fn split(selection: &[Chosen], limit: usize) -> Result<(Vec<Vec<Chosen>>, Option<String>), String> {
    let total = cells(selection);
    if total <= limit {
        return Ok((vec![selection.to_vec()], None));
    }
    let (number, parts) = best(selection, limit).ok_or_else(|| {
        format!("ett uttrekk er {total} celler, over utgiverens grense på {limit}, og kan ikke deles mer: begrens det med velg")
    })?;
    let Some(dimension) = selection.get(number) else { return Ok((vec![selection.to_vec()], None)) };
    let mut requests = Vec::new();
    for categories in dimension.categories.chunks(dimension.categories.len().div_ceil(parts)) {
        let mut part = selection.to_vec();
        if let Some(dimension) = part.get_mut(number) {
            dimension.categories = categories.to_vec();
        }
        requests.extend(split(&part, limit)?.0);
    }
    let count = requests.len();
    let note = format!("er {total} celler, over utgiverens grense på {limit}: delt i {count} spørringer på {}", dimension.dimension);
    Ok((requests, Some(note)))
}

/// The dimension that gives the fewest requests when it is split, and into how many parts. Where none is enough, the longest one, category
/// by category. Never the measure, whose figures belong together, nor time, which is what deliveries are made of.
fn best(selection: &[Chosen], limit: usize) -> Option<(usize, usize)> {
    let total = cells(selection);
    let splittable = |dimension: &Chosen| !matches!(dimension.role, Some(Role::Measure | Role::Time)) && dimension.categories.len() > 1;
    let candidates = || selection.iter().enumerate().filter(|(_, dimension)| splittable(dimension));
    let enough = candidates().filter_map(|(number, dimension)| {
        let count = dimension.categories.len();
        let at_once = limit / (total / count);
        (at_once > 0).then(|| (number, count.div_ceil(at_once)))
    });
    let longest = || candidates().max_by_key(|(_, dimension)| dimension.categories.len());
    enough.min_by_key(|(_, parts)| *parts).or_else(|| longest().map(|(number, dimension)| (number, dimension.categories.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(dimension: &str, role: Option<Role>, count: usize) -> Chosen {
        Chosen { dimension: dimension.into(), role, categories: (0..count).map(|number| format!("{:04}", 2000 + number)).collect() }
    }

    fn table(regions: usize, functions: usize, measures: usize, years: usize) -> Vec<Chosen> {
        vec![
            chosen("Region", Some(Role::Place), regions),
            chosen("Funksjon", None, functions),
            chosen("C", Some(Role::Measure), measures),
            chosen("Tid", Some(Role::Time), years),
        ]
    }

    fn names(packages: &[Package]) -> Vec<&str> {
        packages.iter().map(|package| package.name.as_str()).collect()
    }

    #[test]
    fn whole_periods_are_packed_oldest_first_under_the_limit() {
        let mut selection = table(10, 5, 2, 10);
        selection[3].categories.reverse();
        let (packages, note) = pack(&selection, 400).unwrap();
        assert_eq!(names(&packages), ["2000–2003", "2004–2007", "2008–2009"]);
        assert_eq!(note, None);
        assert!(packages.iter().all(|package| package.selections.len() == 1 && cells(&package.selections[0]) <= 400));
        assert_eq!(names(&pack(&selection, 1000).unwrap().0), ["2000–2009"], "exactly the limit");
        assert_eq!(pack(&selection, 100).unwrap().0.len(), 10);
    }

    #[test]
    fn a_period_over_the_limit_is_split_by_the_dimension_with_the_fewest_requests() {
        let (packages, note) = pack(&table(1000, 3, 2, 2), 2500).unwrap();
        assert_eq!(names(&packages), ["2000", "2001"]);
        assert_eq!(packages[0].selections.len(), 3);
        let parts: Vec<usize> = packages[0].selections.iter().map(|part| part[0].categories.len()).collect();
        assert_eq!(parts, [334, 334, 332], "by region in even parts; by function it takes three too, and the first wins");
        assert_eq!(note.unwrap(), "hver periode er 6000 celler, over utgiverens grense på 2500: delt i 3 spørringer på Region");
        let by_function = &pack(&table(7, 100, 2, 1), 250).unwrap().0[0];
        assert_eq!(by_function.selections.len(), 6, "by region it would take 7");
        assert_eq!(by_function.selections[0][1].categories.len(), 17);
    }

    #[test]
    fn every_cell_is_asked_for_once_even_when_two_dimensions_are_split() {
        let (packages, _) = pack(&table(7, 5, 4, 1), 9).unwrap();
        let mut asked = Vec::new();
        for part in &packages[0].selections {
            assert!(cells(part) <= 9 && part[2].categories.len() == 4);
            for region in &part[0].categories {
                asked.extend(part[1].categories.iter().map(|function| (region.clone(), function.clone())));
            }
        }
        let all = asked.len();
        asked.sort();
        asked.dedup();
        assert_eq!((all, asked.len()), (35, 35));
        assert!(pack(&table(7, 5, 4, 1), 3).unwrap_err().contains("kan ikke deles mer"), "never the measures");
    }

    #[test]
    fn a_table_without_periods_is_one_delivery() {
        let (packages, note) = pack(&table(7, 5, 4, 1)[..3], 70).unwrap();
        assert_eq!((names(&packages), packages[0].selections.len()), (vec!["alle"], 3));
        assert!(note.unwrap().starts_with("uttrekket er 140 celler"));
    }
}
