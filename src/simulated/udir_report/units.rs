//! The units of Udir's tables as a tree that is valid in time: country, counties, municipalities, schools, each under the number that held.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::super::country::Country;

/// What a unit is: positions in the country's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Country,
    Abroad,
    County(usize),
    CountyAbroad,
    Municipality(usize),
    Svalbard,
    MunicipalityAbroad,
    School(usize),
    /// A school on Svalbard or abroad, which the country does not know: it does as the school at this position does.
    Like(usize, u8),
}

/// One unit, whenever it existed.
#[derive(Debug, Clone)]
pub struct Unit {
    pub place: Place,
    /// Udir's internal number: `EnhetID`.
    pub id: i64,
    /// `I`, or the number of the county, municipality or organisation.
    pub code: String,
    /// As printed: some names of schools end in a blank.
    pub name: String,
    /// 1 country, 2 county, 3 municipality, 4 school.
    pub level: u8,
    /// Its own segment of a row's path.
    pub segment: i64,
}

/// A unit in one year's tree.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Position in [`Units::list`].
    pub unit: usize,
    /// Position of what it is part of, among the year's units.
    pub parent: Option<usize>,
    /// `1.47.1357`
    pub path: String,
}

/// Every unit, and the tree of every autumn.
pub struct Units {
    /// Each above what it consists of, as it was last.
    pub list: Vec<Unit>,
    /// What each was last part of: a position in `list`.
    pub parents: Vec<Option<usize>>,
    /// Autumn → the units of that year, each above what it consists of.
    pub years: BTreeMap<u16, Vec<Placed>>,
}

const SVALBARD: &str = "2100";

impl Units {
    /// The units of a country, made once for each.
    pub fn of(country: &Arc<Country>) -> Arc<Units> {
        static MADE: Mutex<Vec<(Weak<Country>, Arc<Units>)>> = Mutex::new(Vec::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.retain(|(country, _)| country.strong_count() > 0);
        if let Some((_, units)) = made.iter().find(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(country))) {
            return units.clone();
        }
        let units = Arc::new(Units::new(country));
        made.push((Arc::downgrade(country), units.clone()));
        units
    }

    fn new(country: &Country) -> Units {
        let trees: BTreeMap<u16, Vec<(Place, Option<usize>)>> = country.autumns().map(|autumn| (autumn, tree(country, autumn))).collect();
        // What is known of a unit's place is what was so last.
        let mut last: BTreeMap<Place, Option<Place>> = BTreeMap::new();
        for tree in trees.values().rev() {
            for (place, parent) in tree {
                last.entry(*place).or_insert(parent.map(|parent| tree[parent].0));
            }
        }
        let mut children: BTreeMap<Option<Place>, Vec<Unit>> = BTreeMap::new();
        for (place, parent) in &last {
            children.entry(*parent).or_default().push(unit(country, *place));
        }
        let mut list = Vec::with_capacity(last.len());
        list_below(None, &mut children, &mut list);
        let positions: BTreeMap<Place, usize> = list.iter().enumerate().map(|(at, unit)| (unit.place, at)).collect();
        let parents = list.iter().map(|unit| last[&unit.place].and_then(|parent| positions.get(&parent).copied())).collect();
        let years = trees.into_iter().map(|(autumn, tree)| (autumn, placed(&tree, &list, &positions))).collect();
        Units { list, parents, years }
    }
}

/// The tree of an autumn: what there is, and the position of what it is part of.
fn tree(country: &Country, autumn: u16) -> Vec<(Place, Option<usize>)> {
    let mut tree = vec![(Place::Country, None)];
    let counties = country.counties().iter().enumerate().filter(|(_, county)| county.valid.contains(&autumn));
    let mut counties: Vec<_> = counties.collect();
    counties.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    // Udir counts Svalbard to Troms (or Troms og Finnmark); a country without it has it in its last county.
    let numbers = || counties.iter().map(|(_, county)| county.number.as_str());
    let northern = ["55", "54", "19"].into_iter().find(|troms| numbers().any(|number| number == *troms));
    let northern = northern.or(numbers().max()).map(str::to_owned);
    for (at, county) in counties {
        let above = tree.len();
        tree.push((Place::County(at), Some(0)));
        let members = country.municipalities().iter().enumerate();
        let members = members.filter(|(_, municipality)| municipality.county == county.number && municipality.valid.contains(&autumn));
        let mut members: Vec<_> = members.collect();
        members.sort_by(|a, b| a.1.name.cmp(&b.1.name));
        for (at, _) in members {
            let municipality = tree.len();
            tree.push((Place::Municipality(at), Some(above)));
            tree.extend(country.schools_of(at, autumn).into_iter().map(|school| (Place::School(school), Some(municipality))));
        }
        if Some(&county.number) == northern.as_ref() {
            let svalbard = tree.len();
            tree.push((Place::Svalbard, Some(above)));
            tree.extend(twins(country, 1).map(|school| (school, Some(svalbard))));
        }
    }
    let abroad = tree.len();
    tree.extend([(Place::Abroad, None), (Place::CountyAbroad, Some(abroad)), (Place::MunicipalityAbroad, Some(abroad + 1))]);
    tree.extend(twins(country, 3).skip(1).map(|school| (school, Some(abroad + 2))));
    tree
}

/// Schools that the country does not know, each like one of its own that has all grades (or the most).
fn twins(country: &Country, count: usize) -> impl Iterator<Item = Place> {
    let schools = country.schools();
    let always = |school: &usize| [country.autumns().start(), country.autumns().end()].iter().all(|a| schools[*school].open.contains(a));
    let grades = |school: &usize| schools[*school].grades.clone().count();
    let mut models: Vec<usize> = (0..schools.len()).filter(|school| !schools[*school].private).filter(always).collect();
    models.sort_by_key(|school| (std::cmp::Reverse(grades(school)), *school));
    models.into_iter().take(count).zip(0..).map(|(school, number)| Place::Like(school, number))
}

fn unit(country: &Country, place: Place) -> Unit {
    let unit = |id: i64, code: &str, name: String, level: u8, segment: i64| Unit { place, id, code: code.to_owned(), name, level, segment };
    match place {
        Place::Country => unit(-12, "I", "Hele landet".to_owned(), 1, 1),
        Place::Abroad => unit(-13, "U", "Utlandet".to_owned(), 1, 2),
        Place::CountyAbroad => unit(-34, "25", "Utlandet".to_owned(), 2, 24),
        Place::MunicipalityAbroad => unit(-476, "2599", "Utlandet, uspesifisert".to_owned(), 3, 449),
        Place::Svalbard => unit(-477, SVALBARD, "Svalbard".to_owned(), 3, 450),
        Place::County(at) => {
            let county = &country.counties()[at];
            let former = *county.valid.end() < 9999 && !county.name.contains('(');
            let name =
                if former { format!("{} ({} - {})", county.name, county.valid.start(), county.valid.end()) } else { county.name.clone() };
            unit(-500 - at as i64, &county.number, name, 2, 30 + at as i64)
        }
        Place::Municipality(at) => {
            let municipality = &country.municipalities()[at];
            unit(-2000 - at as i64, &municipality.number, municipality.name.clone(), 3, 1000 + at as i64)
        }
        Place::School(at) => {
            let school = &country.schools()[at];
            let blank = if country.chance("udir_rapport etterfølgende blank", &[at as u64]) < 0.1 { " " } else { "" };
            unit(28_000 + at as i64, &school.orgnr, format!("{}{blank}", school.name), 4, 28_000 + at as i64)
        }
        Place::Like(_, 0) => unit(7600, "021000001", "Syntetisk skole på Svalbard".to_owned(), 4, 7600),
        Place::Like(_, number) => {
            let id = 7600 + i64::from(number);
            unit(id, &format!("U0000000{number}"), format!("Syntetisk norsk skole i utlandet {number}"), 4, id)
        }
    }
}

fn list_below(parent: Option<Place>, children: &mut BTreeMap<Option<Place>, Vec<Unit>>, list: &mut Vec<Unit>) {
    let mut below = children.remove(&parent).unwrap_or_default();
    below.sort_by(|a, b| (a.id < -12, &a.name, a.id).cmp(&(b.id < -12, &b.name, b.id)));
    for unit in below {
        let place = unit.place;
        list.push(unit);
        list_below(Some(place), children, list);
    }
}

fn placed(tree: &[(Place, Option<usize>)], list: &[Unit], positions: &BTreeMap<Place, usize>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(tree.len());
    for (place, parent) in tree {
        let unit = positions[place];
        let above = parent.map(|parent| format!("{}.", placed[parent].path)).unwrap_or_default();
        placed.push(Placed { unit, parent: *parent, path: format!("{above}{}", list[unit].segment) });
    }
    placed
}
