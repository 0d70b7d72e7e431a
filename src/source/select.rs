//! Which categories of a publisher's table a dataset needs: what a pipeline's columns read, and what `velg` says beside them.
//!
//! For each dimension the first of these that holds:
//!
//! ```text
//! `velg` names it                                   those categories
//! a column reads it through a closed list           exactly the categories that the keys of `verdier` name
//! a column reads it                                 all categories
//! `utelat` names it                                 its only category, or left out where the publisher can sum over it; else an error
//! nothing names it                                  left out with a note where the publisher can sum over it; else an error: it is new
//! ```

use std::collections::HashSet;

use indexmap::IndexMap;

use super::{FormCategory, FormDimension, Resolved};
use crate::pipeline::{Column, Layout, Selector};
use crate::read::Role;

/// A dimension as the publisher offers it.
#[derive(Debug, Clone)]
pub(super) struct Offered {
    /// With its categories in the publisher's order; `mapped` is not looked at.
    pub dimension: FormDimension,
    /// Whether the publisher can leave it out of the answer and give the total.
    pub eliminable: bool,
}

/// What to ask for.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The dimensions that the request names, in the publisher's order. One that is left out on purpose is not here.
    pub chosen: Vec<Chosen>,
    /// Every dimension, with what is fetched of it marked as mapped.
    pub form: Vec<FormDimension>,
    pub resolved: Vec<Resolved>,
    pub notes: Vec<String>,
}

/// A dimension of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub dimension: String,
    pub role: Option<Role>,
    /// The codes in the publisher's order, each once.
    pub categories: Vec<String>,
}

/// Chooses the categories to fetch of each dimension.
///
/// # Errors
///
/// In Norwegian: what the pipeline names and the table lacks or has several of, with the nearest there is; a dimension that must be pinned
/// with `velg`; a new dimension that cannot be left out.
pub(super) fn select(offered: &[Offered], layout: &Layout, velg: &IndexMap<Selector, Vec<Selector>>) -> Result<Selection, String> {
    let mut resolved = Vec::new();
    let uses = Uses::new(offered, layout, velg, &mut resolved)?;
    let mut selection = Selection::default();
    for (number, Offered { dimension, eliminable }) in offered.iter().enumerate() {
        let wanted = match uses.of(number) {
            Use::Pinned { selectors, column } => Some(pinned(dimension, selectors, column, &mut resolved)?),
            Use::Columns(columns) => Some(read_by(dimension, &columns, &mut resolved)?),
            Use::LeftOut => left_out(dimension, *eliminable)?,
            Use::Nothing if *eliminable => {
                let note = format!("ny dimensjon {} er utelatt (utgiverens sum brukes)", shown(dimension));
                selection.notes.push(note);
                None
            }
            Use::Nothing => {
                let message =
                    "leses ikke av noen kolonne, og utgiveren kan ikke summere over den: bruk den i en kolonne, eller fest den med velg";
                return Err(format!("ny dimensjon {} {message}", shown(dimension)));
            }
        };
        let mut form = dimension.clone();
        form.mapped = wanted.as_ref().is_some_and(|wanted| wanted.iter().all(|&wanted| wanted));
        for (number, category) in form.categories.iter_mut().enumerate() {
            category.mapped = wanted.as_ref().is_some_and(|wanted| wanted.get(number).copied().unwrap_or_default());
        }
        if wanted.is_some() {
            let mut seen = HashSet::new();
            let codes = form.categories.iter().filter(|category| category.mapped).map(|category| category.code.clone());
            let categories = codes.filter(|code| seen.insert(code.clone())).collect();
            selection.chosen.push(Chosen { dimension: form.code.clone(), role: form.role, categories });
        }
        selection.form.push(form);
    }
    selection.resolved = resolved;
    Ok(selection)
}

/// The only dimension that a selector names.
///
/// # Errors
///
/// None or several, in Norwegian; `what` says where the name stands in the pipeline.
pub(super) fn one_dimension(offered: &[Offered], selector: &Selector, what: &str) -> Result<usize, String> {
    let names = |offered: &Offered| {
        let dimension = &offered.dimension;
        selector.names_dimension(&dimension.code, Some(&dimension.label), dimension.role)
    };
    let found: Vec<usize> = offered.iter().enumerate().filter(|(_, offered)| names(offered)).map(|(number, _)| number).collect();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let there = offered.iter().map(|offered| shown(&offered.dimension)).collect::<Vec<_>>().join(", ");
            Err(format!("{what}: ingen dimensjon heter {selector}; tabellen har {there}"))
        }
        several => {
            let several = several.iter().filter_map(|&number| offered.get(number)).map(|offered| shown(&offered.dimension));
            Err(format!("{what}: flere dimensjoner heter {selector}: {}", several.collect::<Vec<_>>().join(", ")))
        }
    }
}

// ---------------------------------------------------------------------------------------------- what a pipeline says of dimensions

/// What the pipeline does with each dimension of a table.
struct Uses<'a> {
    columns: Vec<Vec<Reads<'a>>>,
    pinned: Vec<Option<&'a [Selector]>>,
    left_out: Vec<bool>,
}

/// How one dimension is used.
enum Use<'a> {
    Pinned { selectors: &'a [Selector], column: bool },
    Columns(Vec<&'a Reads<'a>>),
    LeftOut,
    Nothing,
}

/// A column that reads a dimension.
struct Reads<'a> {
    /// The fact column.
    name: &'a str,
    /// The closed list, empty where every value is taken.
    values: Vec<(Selector, &'a str)>,
    /// Whether the list's keys are labels.
    labels: bool,
}

impl<'a> Uses<'a> {
    fn new(
        offered: &[Offered],
        layout: &'a Layout,
        velg: &'a IndexMap<Selector, Vec<Selector>>,
        resolved: &mut Vec<Resolved>,
    ) -> Result<Uses<'a>, String> {
        let mut columns: Vec<Vec<Reads<'a>>> = offered.iter().map(|_| Vec::new()).collect();
        let mut pinned = vec![None; offered.len()];
        let mut note = |selector: &Selector, number: usize| {
            if let (false, Some(offered)) = (matches!(selector, Selector::Code(_)), offered.get(number)) {
                let entry = Resolved { name: format!("dimensjon {selector}"), stands_for: shown(&offered.dimension) };
                if !resolved.contains(&entry) {
                    resolved.push(entry);
                }
            }
        };
        for (name, column) in &layout.kolonner {
            // The values of a column that switches between dimensions belong to none of them alone.
            let switched = switched(column)?;
            let values = if switched.is_empty() { values(column)? } else { Vec::new() };
            for selector in source(column)?.into_iter().chain(switched) {
                let number = one_dimension(offered, &selector, &format!("kolonnen «{name}»"))?;
                note(&selector, number);
                if let Some(columns) = columns.get_mut(number) {
                    columns.push(Reads { name, values: values.clone(), labels: column.etikett });
                }
            }
        }
        for (selector, categories) in velg {
            let number = one_dimension(offered, selector, "velg")?;
            note(selector, number);
            if let Some(pinned) = pinned.get_mut(number) {
                *pinned = Some(categories.as_slice());
            }
        }
        let selectors = dropped(layout)?;
        let names = |Offered { dimension, .. }: &Offered| {
            selectors.iter().any(|selector| selector.names_dimension(&dimension.code, Some(&dimension.label), dimension.role))
        };
        Ok(Uses { columns, pinned, left_out: offered.iter().map(names).collect() })
    }

    fn of(&self, number: usize) -> Use<'_> {
        let columns = self.columns.get(number).map(Vec::as_slice).unwrap_or_default();
        match self.pinned.get(number).copied().flatten() {
            Some(selectors) => Use::Pinned { selectors, column: !columns.is_empty() },
            None if !columns.is_empty() => Use::Columns(columns.iter().collect()),
            None if self.left_out.get(number).copied().unwrap_or_default() => Use::LeftOut,
            None => Use::Nothing,
        }
    }
}

/// The dimension that a column takes its value from.
fn source(column: &Column) -> Result<Option<Selector>, String> {
    Ok(column.fra.clone())
}

/// The other dimensions that a column may take its value from, and the one that decides.
fn switched(column: &Column) -> Result<Vec<Selector>, String> {
    let Some(switch) = &column.etter else { return Ok(Vec::new()) };
    Ok(std::iter::once(&switch.kolonne).chain(switch.fra.values()).cloned().collect())
}

/// The closed list of a column: the publisher's value and ours.
fn values(column: &Column) -> Result<Vec<(Selector, &str)>, String> {
    Ok(column.verdier.iter().map(|(theirs, ours)| (theirs.clone(), ours.as_str())).collect())
}

/// The dimensions that the layout does not need.
fn dropped(layout: &Layout) -> Result<Vec<Selector>, String> {
    Ok(layout.utelat.clone())
}

// ---------------------------------------------------------------------------------------------- the categories of one dimension

/// Which categories `velg` names, one answer per category.
fn pinned(dimension: &FormDimension, selectors: &[Selector], column: bool, resolved: &mut Vec<Resolved>) -> Result<Vec<bool>, String> {
    let mut wanted = vec![false; dimension.categories.len()];
    for selector in selectors {
        let found = named(dimension, selector, false);
        if !found.contains(&true) {
            return Err(nothing(dimension, selector, "velg"));
        }
        note(dimension, selector, &found, resolved);
        wanted.iter_mut().zip(&found).for_each(|(wanted, found)| *wanted |= found);
    }
    let several = wanted.iter().filter(|&&wanted| wanted).count();
    if several == 0 {
        return Err(format!("velg: ingen kategorier er valgt av dimensjonen {}", shown(dimension)));
    }
    if several > 1 && !column {
        let message = "som ingen kolonne leser: radene kan ikke skilles fra hverandre";
        return Err(format!("velg: {several} kategorier er valgt av dimensjonen {}, {message}", shown(dimension)));
    }
    Ok(wanted)
}

/// Which categories the columns that read the dimension can take, one answer per category.
fn read_by(dimension: &FormDimension, columns: &[&Reads<'_>], resolved: &mut Vec<Resolved>) -> Result<Vec<bool>, String> {
    let mut wanted = vec![true; dimension.categories.len()];
    for column in columns.iter().filter(|column| !column.values.is_empty()) {
        let listed = closed(dimension, column, resolved)?;
        // Every closed list must know a value, or the load stops at it.
        wanted.iter_mut().zip(&listed).for_each(|(wanted, listed)| *wanted &= listed);
    }
    if !wanted.contains(&true) {
        return Err(format!("ingen av kategoriene i dimensjonen {} kan leses av alle kolonnene som bruker den", shown(dimension)));
    }
    Ok(wanted)
}

/// Which categories the keys of a closed list name. A value of ours may have alternative keys, of which at least one names something.
fn closed(dimension: &FormDimension, column: &Reads<'_>, resolved: &mut Vec<Resolved>) -> Result<Vec<bool>, String> {
    let what = format!("kolonnen «{}»", column.name);
    let mut wanted = vec![false; dimension.categories.len()];
    let mut missing: IndexMap<&str, Option<&Selector>> = IndexMap::new();
    for (selector, ours) in &column.values {
        let found = named(dimension, selector, column.labels);
        let count = found.iter().filter(|&&found| found).count();
        if count == 0 {
            missing.entry(ours).or_insert(Some(selector));
            continue;
        }
        if count > 1 && dimension.role == Some(Role::Measure) {
            let several = list(dimension.categories.iter().zip(&found).filter(|(_, found)| **found).map(|(category, _)| category));
            return Err(format!("{what}: {selector} skal være én statistikkvariabel, men passer til flere: {several}"));
        }
        missing.insert(ours, None);
        note(dimension, selector, &found, resolved);
        wanted.iter_mut().zip(&found).for_each(|(wanted, found)| *wanted |= found);
    }
    match missing.values().flatten().next() {
        Some(selector) => Err(nothing(dimension, selector, &what)),
        None => Ok(wanted),
    }
}

/// A dimension that is not needed: its only category, or none where the publisher sums over it.
fn left_out(dimension: &FormDimension, eliminable: bool) -> Result<Option<Vec<bool>>, String> {
    match dimension.categories.len() {
        1 => Ok(Some(vec![true])),
        _ if eliminable => Ok(None),
        count => {
            let message = "og utgiveren kan ikke summere over den: den må festes med velg";
            Err(format!("dimensjonen {} utelates, men har {count} kategorier, {message}", shown(dimension)))
        }
    }
}

fn named(dimension: &FormDimension, selector: &Selector, labels: bool) -> Vec<bool> {
    let by_label = |category: &FormCategory| labels && matches!(selector, Selector::Code(text) if *text == category.label);
    let names = |category: &FormCategory| selector.names(&category.code, label(category)) || by_label(category);
    dimension.categories.iter().map(names).collect()
}

fn label(category: &FormCategory) -> Option<&str> {
    Some(category.label.as_str()).filter(|label| !label.is_empty())
}

/// Records what a pattern stands for; a code stands for itself.
fn note(dimension: &FormDimension, selector: &Selector, found: &[bool], resolved: &mut Vec<Resolved>) {
    if !matches!(selector, Selector::Pattern(_)) {
        return;
    }
    let categories = dimension.categories.iter().zip(found).filter(|(_, found)| **found).map(|(category, _)| category);
    let entry = Resolved { name: format!("{}: {selector}", dimension.code), stands_for: list(categories) };
    if !resolved.contains(&entry) {
        resolved.push(entry);
    }
}

// ---------------------------------------------------------------------------------------------- messages

/// How many names a message lists.
const MOST_LISTED: usize = 5;

fn shown(dimension: &FormDimension) -> String {
    format!("{} «{}»", dimension.code, dimension.label)
}

fn list<'a>(categories: impl Iterator<Item = &'a FormCategory>) -> String {
    let names: Vec<String> = categories.map(|category| format!("{} «{}»", category.code, category.label)).collect();
    let more = names.len().saturating_sub(MOST_LISTED);
    let listed = names.iter().take(MOST_LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{listed} og {more} til") } else { listed }
}

/// Says that a dimension has nothing that is called so, and what comes nearest.
fn nothing(dimension: &FormDimension, selector: &Selector, what: &str) -> String {
    let wanted = selector.to_string().trim_matches('/').to_lowercase();
    let likeness = |category: &FormCategory| {
        let alike = |text: &str| strsim::sorensen_dice(&wanted, &text.to_lowercase());
        alike(&category.code).max(alike(&category.label))
    };
    let mut nearest: Vec<(f64, &FormCategory)> = dimension.categories.iter().map(|category| (likeness(category), category)).collect();
    nearest.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let count = nearest.len();
    let nearest = list(nearest.into_iter().take(MOST_LISTED).map(|(_, category)| category));
    format!("{what}: ingen kategori i dimensjonen {} heter {selector}; nærmest av {count} er {nearest}", shown(dimension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(code: &str, label: &str, role: Option<Role>, eliminable: bool, categories: &[(&str, &str)]) -> Offered {
        let category = |&(code, label): &(&str, &str)| FormCategory { code: code.into(), label: label.into(), unit: None, mapped: false };
        let categories = categories.iter().map(category).collect();
        Offered { dimension: FormDimension { code: code.into(), label: label.into(), role, categories, mapped: false }, eliminable }
    }

    fn table() -> Vec<Offered> {
        vec![
            offered("Region", "region", Some(Role::Place), false, &[("0415", "Løten (-2019)"), ("3412", "Løten")]),
            offered("Kjonn", "kjønn", None, true, &[("0", "Begge kjønn"), ("1", "Menn"), ("2", "Kvinner")]),
            offered("X1", "funksjon", None, false, &[("202", "202 Grunnskole"), ("215", "215 SFO")]),
            offered("C9", "statistikkvariabel", Some(Role::Measure), false, &[("KOSa", "Netto per elev (kr)"), ("KOSb", "Netto i alt")]),
            offered("Tid", "år", Some(Role::Time), false, &[("2023", "2023"), ("2024", "2024")]),
        ]
    }

    const COLUMNS: &str = r#"
        format = "jsonstat"
        utelat = ["Kjonn"]
        [kolonner]
        kommunenr = { fra = "rolle:sted" }
        funksjon = { fra = "/^funksjon$/", verdier = { "/grunnskole/" = "202", "202" = "202", "999" = "202" } }
        maal = { fra = "rolle:maal", verdier = { "/netto per elev/" = "netto" } }
        aar = { fra = "rolle:tid", tolk = "aar" }
    "#;

    fn select_with(layout: &str, velg: &[(&str, &[&str])], table: &[Offered]) -> Result<Selection, String> {
        let parse = |text: &str| Selector::parse(text).unwrap();
        let velg = velg.iter().map(|(key, values)| (parse(key), values.iter().map(|text| parse(text)).collect())).collect();
        select(table, &toml::from_str(layout).unwrap(), &velg)
    }

    fn codes(selection: &Selection) -> Vec<(&str, Vec<&str>)> {
        let chosen = selection.chosen.iter();
        chosen.map(|chosen| (chosen.dimension.as_str(), chosen.categories.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn columns_decide_what_is_fetched_of_each_dimension() {
        let selection = select_with(COLUMNS, &[], &table()).unwrap();
        let expected = [("Region", vec!["0415", "3412"]), ("X1", vec!["202"]), ("C9", vec!["KOSa"]), ("Tid", vec!["2023", "2024"])];
        assert_eq!(codes(&selection), expected, "Kjonn is left out and summed");
        assert!(selection.notes.is_empty(), "leaving it out was planned: {:?}", selection.notes);
        let mapped: Vec<bool> = selection.form.iter().map(|dimension| dimension.mapped).collect();
        assert_eq!(mapped, [true, false, false, false, true]);
        assert!(selection.form[3].categories[0].mapped && !selection.form[3].categories[1].mapped);
        let names: Vec<&str> = selection.resolved.iter().map(|resolved| resolved.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "dimensjon rolle:sted",
                "dimensjon /^funksjon$/",
                "dimensjon rolle:maal",
                "dimensjon rolle:tid",
                "X1: /grunnskole/",
                "C9: /netto per elev/"
            ]
        );
        assert_eq!(selection.resolved[5].stands_for, "KOSa «Netto per elev (kr)»");
    }

    #[test]
    fn velg_wins_over_columns_and_pins_what_is_left_out() {
        let velg: &[(&str, &[&str])] = &[("Kjonn", &["0"]), ("/region/", &["/^løten$/"])];
        let selection = select_with(COLUMNS, velg, &table()).unwrap();
        assert_eq!(codes(&selection)[..2], [("Region", vec!["3412"]), ("Kjonn", vec!["0"])]);
        let many = select_with(COLUMNS, &[("Kjonn", &["1", "2"])], &table()).unwrap_err();
        assert!(many.contains("2 kategorier") && many.contains("ingen kolonne leser"), "{many}");
        let absent = select_with(COLUMNS, &[("Kjonn", &["/kvinne$/"])], &table()).unwrap_err();
        assert!(absent.contains("/kvinne$/") && absent.contains("nærmest av 3 er 2 «Kvinner»"), "{absent}");
        let wrong = select_with(COLUMNS, &[("Kjoenn", &["0"])], &table()).unwrap_err();
        assert!(wrong.contains("ingen dimensjon heter Kjoenn") && wrong.contains("Kjonn «kjønn»"), "{wrong}");
    }

    #[test]
    fn a_lost_or_ambiguous_measure_stops() {
        let lost = select_with(&COLUMNS.replace("netto per elev", "brutto per elev"), &[], &table()).unwrap_err();
        assert!(lost.contains("kolonnen «maal»") && lost.contains("KOSa «Netto per elev (kr)»"), "{lost}");
        let several = select_with(&COLUMNS.replace("netto per elev", "netto"), &[], &table()).unwrap_err();
        assert!(several.contains("passer til flere: KOSa") && several.contains("KOSb"), "{several}");
        let value = select_with(&COLUMNS.replace("\"999\" = \"202\"", "\"999\" = \"213\""), &[], &table()).unwrap_err();
        assert!(value.contains("heter 999"), "a value of ours that nothing names: {value}");
        let dimension = select_with(&COLUMNS.replace("/^funksjon$/", "/^art$/"), &[], &table()).unwrap_err();
        assert!(dimension.contains("kolonnen «funksjon»") && dimension.contains("X1 «funksjon»"), "{dimension}");
    }

    #[test]
    fn a_new_dimension_is_left_out_only_where_the_publisher_sums() {
        let mut wider = table();
        wider.push(offered("Ny", "ny", None, true, &[("a", "A"), ("b", "B")]));
        let selection = select_with(COLUMNS, &[], &wider).unwrap();
        assert_eq!(selection.chosen.len(), 4);
        assert!(selection.notes[0].contains("ny dimensjon Ny «ny»"), "{:?}", selection.notes);
        wider[5].eliminable = false;
        let error = select_with(COLUMNS, &[], &wider).unwrap_err();
        assert!(error.starts_with("ny dimensjon Ny «ny»"), "{error}");
        let left_out = COLUMNS.replace("[\"Kjonn\"]", "[\"Kjonn\", \"Ny\"]");
        assert!(select_with(&left_out, &[], &wider).unwrap_err().contains("må festes med velg"));
        wider[5].dimension.categories.truncate(1);
        let selection = select_with(&left_out, &[], &wider).unwrap();
        assert_eq!(codes(&selection)[4], ("Ny", vec!["a"]));
    }
}
