//! The filter grammar, and the lists of what can be filtered on.
//!
//! `TidID(202510)_TrinnID(-10_0)`: values are joined by `_` like the filters themselves.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::cube::{Cube, CubeCategory, CubeDimension};
use super::page::{Page, Rows};
use super::units::Units;
use crate::read::Role;

/// A request's filters: name and values, in order.
#[derive(Debug, Default)]
pub struct Filters(Vec<(String, Vec<String>)>);

impl Filters {
    /// Parses the text, or says what Udir says.
    pub fn parse(text: &str) -> Result<Filters, &'static str> {
        const WRONG: &str = "Feil format på filtrene!";
        let mut filters = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('(').ok_or(WRONG)?;
            let (values, after) = after.split_once(')').ok_or(WRONG)?;
            let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
            let is_value = |value: &str| !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || "-*".contains(c));
            let values: Vec<String> = values.split('_').map(str::to_owned).collect();
            if !is_name || !values.iter().all(|value| is_value(value)) {
                return Err(WRONG);
            }
            filters.push((name.to_owned(), values));
            rest = match after.strip_prefix('_') {
                Some(more) if !more.is_empty() => more,
                None if after.is_empty() => "",
                _ => return Err(WRONG),
            };
        }
        Ok(Filters(filters))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn values(&self, name: &str) -> Option<&[String]> {
        self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, values)| values.as_slice())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The categories of a dimension that are asked for: all where it is not named. «Alle» (-10) where there is no such value, is silently
    /// read as not named; any other unknown value gives nothing.
    pub fn chosen(&self, dimension: &CubeDimension) -> Vec<usize> {
        let all = || (0..dimension.categories.len()).collect();
        match self.values(&dimension.code) {
            None => all(),
            Some(values) if values.iter().any(|value| value == "*") => all(),
            Some(values) => {
                let named = |category: &CubeCategory| values.contains(&category.code);
                let chosen: Vec<usize> = (0..dimension.categories.len()).filter(|at| named(&dimension.categories[*at])).collect();
                if chosen.is_empty() && values.iter().any(|value| value == "-10") { all() } else { chosen }
            }
        }
    }

    /// The autumns (as positions of the period's categories) that are asked for.
    pub fn autumns(&self, page: &Page, cube: &Cube) -> Vec<u16> {
        let Some(period) = cube.dimensions.iter().find(|dimension| dimension.role == Some(Role::Time)) else {
            return vec![*page.autumns.end()];
        };
        self.chosen(period).into_iter().map(|at| page.autumns.end().saturating_sub(at as u16)).collect()
    }
}

/// The switches of a page.
pub fn switches(page: &Page) -> Vec<&'static str> {
    let mut switches = Vec::new();
    for (switch, _) in page.measures.iter().filter_map(|measure| measure.switch) {
        if !switches.contains(&switch) {
            switches.push(switch);
        }
    }
    switches
}

/// Every filter that the endpoint takes.
pub fn known(page: &Page, cube: &Cube) -> Vec<String> {
    let dimensions = cube.dimensions.iter().filter(|d| d.role != Some(Role::Measure) || page.measures_are_a_filter);
    dimensions.map(|dimension| dimension.code.clone()).chain(switches(page).into_iter().map(str::to_owned)).collect()
}

pub fn spec(page: &Page, cube: &Cube) -> Value {
    let filters = known(page, cube).into_iter();
    filters.map(|name| json!({ "navn": name, "erHierarkisk": name == "EnhetID", "flervalg": true })).collect()
}

/// The values of the filters: all, or those that a filter leaves.
pub fn values(page: &Page, cube: &Cube, units: &Units, filters: &Filters) -> Value {
    let mut lists = Map::new();
    for name in known(page, cube).into_iter().filter(|name| filters.is_empty() || filters.values(name).is_some()) {
        let list = match cube.dimensions.iter().find(|dimension| dimension.code == name) {
            Some(dimension) if dimension.role == Some(Role::Place) => enheter(page, cube, units, filters),
            Some(dimension) => {
                let entry = |at: usize| {
                    let category = &dimension.categories[at];
                    let id = category.code.parse::<i64>().map_or_else(|_| json!(category.code), |id| json!(id));
                    json!({ "indeks": at, "id": id, "kode": code(page, &name, category), "navn": category.label, "erBegrenset": 0 })
                };
                filters.chosen(dimension).into_iter().map(entry).collect()
            }
            None => json!([{ "indeks": 0, "id": 0, "kode": "Skjul", "navn": "Skjul", "erBegrenset": 0 },
                           { "indeks": 1, "id": 1, "kode": "Vis", "navn": "Vis", "erBegrenset": 0 }]),
        };
        lists.insert(name, list);
    }
    Value::Object(lists)
}

/// `NPLES`, `G`: what `id` is called outside.
fn code(page: &Page, filter: &str, category: &CubeCategory) -> String {
    let split = page.splits.iter().find(|split| split.filter == filter);
    let choice = split.and_then(|split| split.choices.iter().find(|choice| choice.id.to_string() == category.code));
    choice.map_or_else(|| category.code.clone(), |choice| choice.code.clone())
}

/// The tree of units. `indeks` is the place in the whole list, so that a filtered list has holes; `barn` and `forelder` are such places.
fn enheter(page: &Page, cube: &Cube, units: &Units, filters: &Filters) -> Value {
    let stands = |unit: usize| page.abroad || !is_abroad(units, unit);
    let by_period = filters.names().any(|name| name == page.period.filter());
    let mut parents: Vec<(usize, Option<usize>)> = Vec::new();
    if by_period {
        let mut seen = BTreeSet::new();
        for autumn in filters.autumns(page, cube) {
            let tree = units.years.get(&autumn).map(Vec::as_slice).unwrap_or_default();
            for placed in tree.iter().filter(|placed| seen.insert(placed.unit)) {
                parents.push((placed.unit, placed.parent.map(|parent| tree[parent].unit)));
            }
        }
        parents.sort_unstable();
    } else {
        parents.extend(units.parents.iter().copied().enumerate());
    }
    let asked = filters.values("EnhetID").filter(|values| !values.iter().any(|value| value == "*"));
    let asked = |unit: usize| asked.is_none_or(|values| values.contains(&units.list[unit].id.to_string()));
    parents.retain(|(unit, _)| stands(*unit) && asked(*unit));
    // The root stands first, so that every place in the list is one further.
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); units.list.len() + 1];
    for (unit, parent) in &parents {
        children[parent.map_or(0, |parent| parent + 1)].push(unit + 1);
    }
    let root = json!({ "indeks": 0, "id": -10, "kode": "Alle", "navn": "Hele landet", "erBegrenset": 0, "nivaa": 0, "skjult": 1,
                       "barn": children[0] });
    let entry = |(at, parent): &(usize, Option<usize>)| {
        let unit = &units.list[*at];
        let mut entry = json!({ "indeks": at + 1, "id": unit.id, "kode": unit.code, "navn": unit.name, "erBegrenset": 0,
                                "nivaa": unit.level, "forelder": parent.map_or(0, |parent| parent + 1) });
        if let (Some(entry), false) = (entry.as_object_mut(), children[at + 1].is_empty()) {
            entry.insert("barn".to_owned(), json!(children[at + 1]));
        }
        entry
    };
    [root].into_iter().chain(parents.iter().map(entry)).collect()
}

pub fn is_abroad(units: &Units, unit: usize) -> bool {
    std::iter::successors(Some(unit), |unit| units.parents[*unit]).any(|unit| units.list[unit].id == -13)
}

/// Filter → the ids that are left when the filters hold.
pub fn status(page: &Page, cube: &Cube, units: &Units, filters: &Filters) -> Value {
    let ids = |list: &Value| list.as_array().into_iter().flatten().map(|entry| entry["id"].clone()).collect::<Value>();
    let lists = values(page, cube, units, filters);
    lists.as_object().into_iter().flatten().map(|(name, list)| (name.clone(), ids(list))).collect::<Map<_, _>>().into()
}

/// What a page chooses when nothing is asked for.
pub fn defaults(page: &Page, cube: &Cube) -> Value {
    let mut defaults = Map::new();
    for (switch, on) in page.measures.iter().filter_map(|measure| measure.switch) {
        defaults.insert(switch.to_owned(), json!([u8::from(on)]));
    }
    for dimension in &cube.dimensions {
        let ids = dimension.categories.iter().filter_map(|category| category.code.parse::<i64>().ok());
        let ids: Vec<i64> = match dimension.role {
            Some(Role::Place) => vec![-12],
            Some(Role::Measure) if page.measures_are_a_filter => ids.collect(),
            Some(Role::Measure) => continue,
            _ if page.rows == Rows::Questions && dimension.code == "TrinnID" => ids.collect(),
            _ => ids.take(1).collect(),
        };
        defaults.insert(dimension.code.clone(), json!(ids));
    }
    Value::Object(defaults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_joined_by_underscores_and_never_by_commas() {
        let filters = Filters::parse("TidID(202510)_TrinnID(-10_0_9)_EnhetID(*)").unwrap();
        assert_eq!(filters.names().collect::<Vec<_>>(), ["TidID", "TrinnID", "EnhetID"]);
        assert_eq!(filters.values("TrinnID").unwrap(), ["-10", "0", "9"]);
        for wrong in ["TidID(202510),TrinnID(1)", "TrinnID(1,2)", "TidID", "TidID()", "(1)", "TidID(1)_", "TidID(1)TrinnID(2)", "TidID(1"] {
            assert_eq!(Filters::parse(wrong).unwrap_err(), "Feil format på filtrene!", "{wrong}");
        }
        assert!(Filters::parse("").unwrap().is_empty());
    }
}
