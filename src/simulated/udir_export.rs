//! Udir's export API v2 as it answers: the tables of Elevundersøkelsen as flat rows of text, one page at a time, the last page again
//! when one too many is asked for. Ids are drawn from the seed, and with some seeds two descriptions are swapped and a field is renamed,
//! as has happened.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::country::Country;
use super::cube::{Cube, Figure};
use super::exchange::{Ask, Reply, World};

mod tables;
mod units;

pub use tables::publish;

use tables::{Kind, SURVEYS, kind_of};
use units::{Unit, units};

const PUBLISHER: &str = "udir_eksport";
const ROWS_A_PAGE: usize = 5_000;

/// The publisher's answer.
pub fn answer(world: &World, ask: &Ask) -> Reply {
    if ask.method != "GET" {
        return Reply::empty(405);
    }
    let parts: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["Eksport"] => Reply::json(&list(world)),
        ["Eksport", "format"] => Reply::json(&json!([{ "id": 0, "navn": "Json" }, { "id": 4, "navn": "Csv" }])),
        ["Eksport", id, what] => match (world.table(PUBLISHER, id), is_upper_secondary(world, id)) {
            (Some(cube), _) => about(&world.country, cube, what, ask),
            (None, true) => empty(what),
            (None, false) => problem(404, "Fant ikke eksporten"),
        },
        _ => problem(404, "Ukjent adresse"),
    }
}

fn problem(code: u16, message: &str) -> Reply {
    let problem = json!({ "kode": code, "feiltype": "Feil i forespørselen", "melding": message, "tilleggsinfo": "Syntetisk svar" });
    Reply::status(code, &problem)
}

/// The ids of the upper secondary school's tables: listed, and without rows here.
fn upper_secondary(country: &Country) -> [String; 4] {
    let moved = |table: u64| 400 + (country.chance("eksport-vgo", &[table]) * 90.0) as u64 * 4 + table;
    [0, 1, 2, 3].map(|table| moved(table).to_string())
}

fn is_upper_secondary(world: &World, id: &str) -> bool {
    upper_secondary(&world.country).iter().any(|known| known == id)
}

fn list(world: &World) -> Value {
    let row = |id: &str, text: &str| json!({ "EksportID": id.parse::<u32>().unwrap_or_default(), "Beskrivelse": text });
    let own = world.tables.get(PUBLISHER).into_iter().flatten();
    let mut rows: Vec<Value> = own.map(|cube| row(&cube.id, &cube.title)).collect();
    // The descriptions of two of these were swapped once, and stay so here.
    let names = ["EUV Indikator", "EUV Mobbing", "EUV Tema", "EUV Deltakelse"];
    rows.extend(upper_secondary(&world.country).iter().zip(names).map(|(id, name)| row(id, name)));
    json!(rows)
}

/// What a table without rows answers.
fn empty(what: &str) -> Reply {
    match what {
        "filterSpec" | "data" => Reply::json(&json!([])),
        "filterVerdier" => {
            Reply::json(&json!({ "TidID": [{ "indeks": 0, "id": 202_412, "kode": "202412", "navn": "2024-25", "erBegrenset": 0 }] }))
        }
        "sideData" => Reply::json(&json!([{ "JSONSider": 0, "CSVSider": 0 }])),
        _ => problem(404, "Ukjent adresse"),
    }
}

fn about(country: &Country, cube: &Cube, what: &str, ask: &Ask) -> Reply {
    let export = Export { country, cube, kind: kind_of(cube), units: units(country) };
    match what {
        "filterSpec" => {
            let names: Vec<Value> = export.filters().map(|code| json!({ "filterId": code, "paakrevd": code == "TidID" })).collect();
            Reply::json(&json!(names))
        }
        "filterVerdier" => Reply::json(&export.filter_values()),
        "sideData" => export.with_rows(ask, |rows| {
            let pages = rows.len().div_ceil(ROWS_A_PAGE);
            Reply::json(&json!([{ "JSONSider": pages, "CSVSider": pages, "AntallRader": rows.len() }]))
        }),
        "data" => match (ask.parameter("format"), ask.parameter("sideNummer").map_or(Ok(1), str::parse)) {
            (Some("0" | "Json") | None, Ok(page)) => export.with_rows(ask, |rows| Reply::json(&export.page(&rows, page))),
            _ => problem(400, "Formatet finnes ikke her, eller sideNummer er ugyldig"),
        },
        _ => problem(404, "Ukjent adresse"),
    }
}

/// A table with what its rows say of units.
struct Export<'a> {
    country: &'a Country,
    cube: &'a Cube,
    kind: Kind,
    units: Vec<Unit>,
}

/// Field → text.
type Columns = Vec<(&'static str, String)>;

impl Export<'_> {
    /// The dimensions that can be filtered by: all but the last, which tells the figures of a row.
    fn filters(&self) -> impl Iterator<Item = &str> {
        let all = self.cube.dimensions.iter().map(|dimension| dimension.code.as_str());
        all.take(self.cube.dimensions.len().saturating_sub(1))
    }

    fn filter_values(&self) -> Value {
        let mut values = Map::new();
        for dimension in &self.cube.dimensions[..self.cube.dimensions.len().saturating_sub(1)] {
            let list: Vec<Value> = dimension.categories.iter().enumerate().map(|(at, category)| {
                let id: Value = category.code.parse::<i64>().map_or_else(|_| json!(category.code), |id| json!(id));
                let code = self.columns(&dimension.code, at, 0).into_iter().find(|(field, _)| field.to_lowercase().ends_with("kode"));
                let mut value = json!({ "indeks": at, "id": id, "kode": code.map_or(category.code.clone(), |(_, code)| code), "navn": category.label, "erBegrenset": 0 });
                if dimension.code == "EnhetID" && let Some(unit) = self.units.get(at) {
                    (value["kode"], value["nivaa"]) = (json!(unit.key), json!(unit.level));
                }
                value
            }).collect();
            values.insert(dimension.code.clone(), json!(list));
        }
        Value::Object(values)
    }

    /// Answers with the rows that the filter leaves, as positions in the cube but for the last dimension.
    fn with_rows(&self, ask: &Ask, answer: impl Fn(Vec<Vec<usize>>) -> Reply) -> Reply {
        let Some(text) = ask.parameter("filter").filter(|text| !text.is_empty()) else { return problem(400, "Filter må oppgis!") };
        let Some(filters) = parsed(text) else { return problem(400, "Feil format på filtrene!") };
        if !filters.contains_key("TidID") {
            return problem(400, "TidID må oppgis!");
        }
        let known = |name: &str| {
            self.filters().any(|code| code == name)
                || self.filters().any(|code| self.columns(code, 0, 0).iter().any(|(field, _)| *field == name))
        };
        match filters.keys().find(|name| !known(name)) {
            Some(stranger) => problem(400, &format!("Ukjent filter {stranger}")),
            None => answer(self.rows(&filters)),
        }
    }

    fn rows(&self, filters: &BTreeMap<String, Vec<String>>) -> Vec<Vec<usize>> {
        let mut rows = Vec::new();
        for year in self.chosen("TidID", 0, filters) {
            let mut chosen: Vec<Vec<usize>> = self.filters().map(|code| self.chosen(code, year, filters)).collect();
            if let Some(first) = chosen.first_mut() {
                *first = vec![year];
            }
            let mut at = Vec::with_capacity(chosen.len() + 1);
            self.collect(&chosen, &mut at, &mut rows);
        }
        rows
    }

    /// Every combination that the publisher has a row for. A group of pupils that cannot exist has none, whatever it is asked about.
    fn collect(&self, chosen: &[Vec<usize>], at: &mut Vec<usize>, rows: &mut Vec<Vec<usize>>) {
        if at.len() == self.kind.pupils() {
            let mut first = at.clone();
            first.resize(self.cube.dimensions.len(), 0);
            if self.cube.at(&first) == Figure::NotApplicable {
                return;
            }
        }
        let Some((first, rest)) = chosen.split_first() else {
            rows.push(at.clone());
            return;
        };
        for category in first {
            at.push(*category);
            self.collect(rest, at, rows);
            at.pop();
        }
    }

    /// The categories of a dimension that its id filter and the filters on its columns leave.
    fn chosen(&self, code: &str, year: usize, filters: &BTreeMap<String, Vec<String>>) -> Vec<usize> {
        let Some(dimension) = self.cube.dimension(code).and_then(|at| self.cube.dimensions.get(at)) else { return Vec::new() };
        let by_id = filters.get(code);
        let narrowed = self.columns(code, 0, year).iter().any(|(field, _)| filters.contains_key(*field));
        let fits = |at: &usize| {
            let id = by_id.is_none_or(|ids| ids.contains(&dimension.categories[*at].code));
            let columns = || self.columns(code, *at, year);
            id && (!narrowed || columns().iter().all(|(field, value)| filters.get(*field).is_none_or(|values| values.contains(value))))
        };
        (0..dimension.categories.len()).filter(fits).collect()
    }

    /// What a category puts in the columns of a row.
    fn columns(&self, code: &str, category: usize, year: usize) -> Columns {
        let Some(found) = self.cube.dimension(code).and_then(|at| self.cube.dimensions[at].categories.get(category)) else {
            return Vec::new();
        };
        match code {
            "TidID" => vec![("Skoleaarnavn", found.label.clone())],
            "EnhetID" => self.units.get(category).map(|unit| unit.columns(self.country, self.autumn(year))).unwrap_or_default(),
            _ => self.kind.columns(code, category, found, self.country),
        }
    }

    fn autumn(&self, year: usize) -> u16 {
        let id = self.cube.dimensions.first().and_then(|tid| tid.categories.get(year)).map(|category| category.code.as_str());
        id.and_then(|id| id.get(..4)).and_then(|year| year.parse().ok()).unwrap_or(SURVEYS)
    }

    /// The page, or the last one again when there are not so many.
    fn page(&self, rows: &[Vec<usize>], asked: usize) -> Value {
        let pages = rows.len().div_ceil(ROWS_A_PAGE).max(1);
        let page = asked.clamp(1, pages);
        let on_page: Vec<&Vec<usize>> = rows.iter().skip((page - 1) * ROWS_A_PAGE).take(ROWS_A_PAGE).collect();
        let paging = [("Sidenummer", page), ("RaderSide", on_page.len()), ("RaderTotalt", rows.len())];
        on_page.into_iter().map(|row| self.row(row, &paging)).collect()
    }

    /// A row in Udir's order of fields.
    fn row(&self, at: &[usize], paging: &[(&str, usize)]) -> Value {
        let mut row = Map::new();
        let year = at.first().copied().unwrap_or_default();
        for code in self.kind.order() {
            let Some(dimension) = self.cube.dimension(code) else { continue };
            row.extend(self.columns(code, at[dimension], year).into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
            if *code == "EnhetID" {
                row.extend(self.kind.group().into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
            }
        }
        let figures = self.cube.dimensions.last().map(|dimension| dimension.categories.as_slice()).unwrap_or_default();
        for (measure, category) in figures.iter().enumerate() {
            let cell: Vec<usize> = at.iter().copied().chain([measure]).collect();
            row.insert(category.code.clone(), printed(self.cube.at(&cell), category.decimals));
        }
        row.extend(paging.iter().map(|(field, count)| ((*field).to_owned(), json!(count.to_string()))));
        Value::Object(row)
    }
}

/// `4,8`, `5 387`, `*`; a small count is led by blanks, and what is not there is null.
fn printed(figure: Figure, decimals: u8) -> Value {
    match figure {
        Figure::Masked => json!("*"),
        Figure::Missing | Figure::NotApplicable => Value::Null,
        Figure::Number(value) | Figure::Preliminary(value) if decimals > 0 => {
            json!(format!("{value:.*}", usize::from(decimals)).replace('.', ","))
        }
        Figure::Number(value) | Figure::Preliminary(value) => {
            let (thousands, rest) = ((value / 1000.0).trunc(), value % 1000.0);
            if thousands >= 1.0 { json!(format!("{thousands} {rest:03}")) } else { json!(format!("{value:>5}")) }
        }
    }
}

/// `TidID(202412)_TrinnID(6_9)`: names with the values between parentheses.
fn parsed(text: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let mut filters = BTreeMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.split_once('(')?;
        let (values, after) = after.split_once(')')?;
        if name.is_empty() || values.is_empty() || values.contains(['(', ',']) {
            return None;
        }
        filters.insert(name.to_owned(), values.split('_').map(str::to_owned).collect());
        rest = if after.is_empty() { after } else { after.strip_prefix('_')? };
    }
    (!filters.is_empty()).then_some(filters)
}

#[cfg(test)]
mod tests;
