//! The data answer: a pivot table with units (or questions) down and filter values across, written straight to text.

use std::collections::BTreeMap;

use super::super::cube::{Cube, Figure};
use super::filter::{Filters, is_abroad};
use super::page::{Page, Rows, Value};
use super::units::Units;
use crate::read::Role;

/// What is asked for.
pub struct Question<'a> {
    pub page: &'a Page,
    pub cube: &'a Cube,
    pub units: &'a Units,
    pub filters: &'a Filters,
    /// `radSti`
    pub path: Option<&'a str>,
    /// `inkluderKoder`
    pub codes: bool,
}

/// One row: which categories it fixes, and what it is called.
struct Row {
    fixed: Vec<(usize, usize)>,
    name: String,
    code: String,
    path: String,
    /// `EnhetID` of itself and of all above it, in the order of the path.
    ids: Vec<String>,
    /// The positions of the periods in which it stands here; none for all.
    periods: Option<Vec<usize>>,
}

/// One column: a category for each dimension that runs across, and its header.
struct Column {
    fixed: Vec<(usize, usize)>,
    header: Vec<String>,
}

const EMPTY: &str = r#"{"metadata":{"columns":[]},"rows":[]}"#;

impl Question<'_> {
    /// The answer as JSON.
    pub fn answer(&self) -> String {
        let mut rows = self.rows();
        rows.retain(|row| on_path(row, self.path));
        let columns = self.columns();
        let cells: Vec<Vec<Figure>> = rows.iter().map(|row| columns.iter().map(|column| self.cell(row, column)).collect()).collect();
        let applies = |figure: &Figure| *figure != Figure::NotApplicable;
        let shown: Vec<usize> = (0..columns.len()).filter(|column| cells.iter().any(|row| applies(&row[*column]))).collect();
        let mut kept = rows.iter().zip(&cells).filter(|(_, cells)| cells.iter().any(applies)).peekable();
        if shown.is_empty() || kept.peek().is_none() {
            return EMPTY.to_owned();
        }
        let headers: Vec<&[String]> = shown.iter().map(|column| columns[*column].header.as_slice()).collect();
        let mut text = format!(r#"{{"metadata":{{"rowHierarchy":{},"columns":["#, quoted_list(self.hierarchy()));
        header(&headers, &mut text);
        text.push_str("]},\"rows\":[");
        let decimals: Vec<u8> = shown.iter().map(|column| self.decimals(&columns[*column])).collect();
        for (number, (row, cells)) in kept.enumerate() {
            text.push_str(if number == 0 { "{\"navn\":" } else { ",{\"navn\":" });
            text.push_str(&quoted(&row.name));
            if self.codes {
                text.push_str(",\"kode\":");
                text.push_str(&quoted(&row.code));
            }
            text.push_str(&format!(",\"id\":\"{}\",\"data\":[", row.path));
            for (place, (column, decimals)) in shown.iter().zip(&decimals).enumerate() {
                text.push_str(if place == 0 { "\"" } else { ",\"" });
                print(cells[*column], *decimals, &mut text);
                text.push('"');
            }
            text.push_str("]}");
        }
        text.push_str("]}");
        text
    }

    fn hierarchy(&self) -> &'static [&'static str] {
        match self.page.rows {
            Rows::Units => &["Nasjonalt", "Fylke", "Kommune", "Enhet"],
            Rows::SubjectThenUnits => &["Fag", "Nasjonalt", "Fylke", "Kommune", "Enhet"],
            Rows::Questions => &["Indikator", "Spørsmål"],
        }
    }

    fn role(&self, role: Role) -> Option<usize> {
        self.cube.dimensions.iter().position(|dimension| dimension.role == Some(role))
    }

    /// The dimension that runs down, apart from units.
    fn down(&self) -> Option<usize> {
        let runs_down = |value: Value| match self.page.rows {
            Rows::Units => false,
            Rows::SubjectThenUnits => matches!(value, Value::Subject(_)),
            Rows::Questions => matches!(value, Value::Question(_)),
        };
        let split = self.page.splits.iter().find(|split| split.choices.iter().any(|choice| runs_down(choice.value)))?;
        self.cube.dimension(split.filter)
    }

    fn rows(&self) -> Vec<Row> {
        let down = self.down();
        let chosen = |dimension: usize| self.filters.chosen(&self.cube.dimensions[dimension]);
        match (self.page.rows, down) {
            (Rows::Questions, Some(dimension)) => chosen(dimension).into_iter().map(|at| self.question(dimension, at)).collect(),
            (Rows::SubjectThenUnits, Some(dimension)) => {
                let units = self.unit_rows();
                chosen(dimension).into_iter().flat_map(|at| self.subject(dimension, at, &units)).collect()
            }
            _ => self.unit_rows(),
        }
    }

    /// The indicator is the first of the questions, and the others stand below it.
    fn question(&self, dimension: usize, at: usize) -> Row {
        let categories = &self.cube.dimensions[dimension].categories;
        let (id, indicator) = (&categories[at].code, &categories[0].code);
        let path = if at == 0 { id.clone() } else { format!("{indicator}.{id}") };
        let ids = path.split('.').map(str::to_owned).collect();
        let code = self.outside(dimension, at);
        Row { fixed: vec![(dimension, at)], name: categories[at].label.clone(), code, path, ids, periods: None }
    }

    /// A subject's own row, with the figures of the country, and the rows of all units below it.
    fn subject(&self, dimension: usize, at: usize, units: &[Row]) -> Vec<Row> {
        let category = &self.cube.dimensions[dimension].categories[at];
        let below = |row: &Row| Row {
            fixed: [row.fixed.as_slice(), &[(dimension, at)]].concat(),
            name: row.name.clone(),
            code: row.code.clone(),
            path: format!("{}.{}", category.code, row.path),
            ids: [category.code.clone()].into_iter().chain(row.ids.iter().cloned()).collect(),
            periods: row.periods.clone(),
        };
        let own = units.first().map(|country| Row {
            name: category.label.clone(),
            code: self.outside(dimension, at),
            path: category.code.clone(),
            ids: vec![category.code.clone()],
            ..below(country)
        });
        own.into_iter().chain(units.iter().map(below)).collect()
    }

    /// The code by which a category is known outside.
    fn outside(&self, dimension: usize, at: usize) -> String {
        let dimension = &self.cube.dimensions[dimension];
        let id = &dimension.categories[at].code;
        let choices = self.page.splits.iter().filter(|split| split.filter == dimension.code).flat_map(|split| &split.choices);
        choices.into_iter().find(|choice| choice.id.to_string() == *id).map_or_else(|| id.clone(), |choice| choice.code.clone())
    }

    /// The units of the chosen years below the chosen units, under the numbers that held.
    fn unit_rows(&self) -> Vec<Row> {
        let Some(place) = self.role(Role::Place) else { return Vec::new() };
        let within = self.filters.values("EnhetID").filter(|values| !values.iter().any(|value| value == "*" || value == "-10"));
        let mut rows: Vec<Row> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (period, autumn) in self.periods() {
            let tree = self.units.years.get(&autumn).map(Vec::as_slice).unwrap_or_default();
            let mut ids: Vec<Vec<String>> = Vec::with_capacity(tree.len());
            for placed in tree {
                let unit = &self.units.list[placed.unit];
                let mut own = placed.parent.map(|parent| ids[parent].clone()).unwrap_or_default();
                own.push(unit.id.to_string());
                ids.push(own.clone());
                let asked = within.is_none_or(|values| values.iter().any(|value| own.contains(value)));
                if !asked || (!self.page.abroad && is_abroad(self.units, placed.unit)) {
                    continue;
                }
                match known.get(&placed.path) {
                    Some(&row) => rows[row].periods.iter_mut().for_each(|periods| periods.push(period)),
                    None => {
                        known.insert(placed.path.clone(), rows.len());
                        let (name, code) = (unit.name.clone(), unit.code.clone());
                        let fixed = vec![(place, placed.unit)];
                        rows.push(Row { fixed, name, code, path: placed.path.clone(), ids: own, periods: Some(vec![period]) });
                    }
                }
            }
        }
        rows
    }

    /// The chosen periods: positions among the categories, and their autumns.
    fn periods(&self) -> Vec<(usize, u16)> {
        let chosen = self.role(Role::Time).map(|time| self.filters.chosen(&self.cube.dimensions[time])).unwrap_or_else(|| vec![0]);
        chosen.into_iter().map(|at| (at, self.page.autumns.end().saturating_sub(at as u16))).collect()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column { fixed: Vec::new(), header: Vec::new() }];
        let down = self.down();
        for (number, dimension) in self.cube.dimensions.iter().enumerate() {
            let is_place = dimension.role == Some(Role::Place);
            if down == Some(number) || (is_place && self.page.rows != Rows::Questions) {
                continue;
            }
            let chosen = if dimension.role == Some(Role::Measure) { self.measures(number) } else { self.filters.chosen(dimension) };
            let longer = |column: &Column| {
                let add = |at: &usize| Column {
                    fixed: [column.fixed.as_slice(), &[(number, *at)]].concat(),
                    header: [column.header.as_slice(), &self.header(number, *at)].concat(),
                };
                chosen.iter().map(add).collect::<Vec<_>>()
            };
            columns = columns.iter().flat_map(longer).collect();
        }
        columns
    }

    /// The measures that are asked for, or switched on.
    fn measures(&self, dimension: usize) -> Vec<usize> {
        let dimension = &self.cube.dimensions[dimension];
        if self.page.measures_are_a_filter {
            return self.filters.chosen(dimension);
        }
        let shown = |id: &str| {
            let switch = self.page.measures.iter().find(|measure| measure.id == id).and_then(|measure| measure.switch);
            switch.is_none_or(|(switch, default)| match self.filters.values(switch) {
                Some(values) => values.iter().any(|value| value == "1"),
                None => default,
            })
        };
        (0..dimension.categories.len()).filter(|at| shown(&dimension.categories[*at].code)).collect()
    }

    /// What stands above a column for one category: its label, and what stands above that.
    fn header(&self, number: usize, at: usize) -> Vec<String> {
        let dimension = &self.cube.dimensions[number];
        let category = &dimension.categories[at];
        if dimension.role == Some(Role::Place) {
            return self.place_header(at);
        }
        let choices = self.page.splits.iter().filter(|split| split.filter == dimension.code).flat_map(|split| &split.choices);
        let above = choices.into_iter().find(|choice| choice.id.to_string() == category.code).and_then(|choice| choice.above.clone());
        above.into_iter().chain([category.label.clone()]).collect()
    }

    /// Where geography runs across, a unit is four header levels.
    fn place_header(&self, unit: usize) -> Vec<String> {
        let mut above: Vec<usize> = std::iter::successors(Some(unit), |unit| self.units.parents[*unit]).collect();
        above.reverse();
        let name = |level: usize, all: &str| above.get(level).map_or_else(|| all.to_owned(), |unit| self.units.list[*unit].name.clone());
        vec![name(0, "Hele landet"), name(1, "Alle fylker"), name(2, "Alle kommuner"), name(3, "Alle skoler")]
    }

    fn cell(&self, row: &Row, column: &Column) -> Figure {
        let mut positions = vec![0; self.cube.dimensions.len()];
        row.fixed.iter().chain(&column.fixed).for_each(|(dimension, at)| positions[*dimension] = *at);
        let period = self.role(Role::Time).map_or(0, |time| positions[time]);
        match row.periods.as_ref().is_none_or(|periods| periods.contains(&period)) {
            true => self.cube.at(&positions),
            false => Figure::NotApplicable,
        }
    }

    fn decimals(&self, column: &Column) -> u8 {
        let measure = self.role(Role::Measure);
        let fixed = column.fixed.iter().find(|(dimension, _)| Some(*dimension) == measure);
        fixed.map_or(0, |(dimension, at)| self.cube.dimensions[*dimension].categories[*at].decimals)
    }
}

/// Whether a row path asks for the row: `**` for all, `*` for any row on a level, a number for what is above.
fn on_path(row: &Row, path: Option<&str>) -> bool {
    let Some(path) = path.filter(|path| !path.is_empty()) else {
        return row.path == "1" || (row.ids.len() == 1 && row.ids != ["-13"]);
    };
    if path == "**" {
        return true;
    }
    let asked: Vec<&str> = path.split('.').collect();
    let own: Vec<&str> = row.path.split('.').collect();
    let matches = |level: usize| asked[level] == "*" || asked[level] == own[level] || asked[level] == row.ids[level];
    let deep_enough = own.len() <= asked.len() && (asked[own.len() - 1] == "*" || own.len() == asked.len());
    deep_enough && (0..own.len()).all(matches)
}

/// The header levels, each entry as wide as the columns that share it and all above it.
fn header(headers: &[&[String]], text: &mut String) {
    let levels = headers.iter().map(|header| header.len()).max().unwrap_or_default();
    for level in 0..levels {
        text.push_str(if level == 0 { "[" } else { ",[" });
        let mut start = 0;
        while start < headers.len() {
            let shared = &headers[start][..=level];
            let width = headers[start..].iter().take_while(|header| &header[..=level] == shared).count();
            let comma = if start == 0 { "" } else { "," };
            let name = quoted(&headers[start][level]);
            text.push_str(&format!(r#"{comma}{{"name":{name},"tekstId_kolonne":"{}","columnCount":{width}}}"#, 183_966 + level));
            start += width;
        }
        text.push(']');
    }
}

/// As Udir prints a figure: a blank between thousands, a decimal comma.
fn print(figure: Figure, decimals: u8, text: &mut String) {
    let value = match figure {
        Figure::Number(value) | Figure::Preliminary(value) => value,
        Figure::Masked => return text.push('*'),
        Figure::Missing | Figure::NotApplicable => return,
    };
    let digits = format!("{value:.*}", usize::from(decimals));
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 && !whole[..at].ends_with('-') {
            text.push(' ');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push(',');
        text.push_str(rest);
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn quoted_list(texts: &[&str]) -> String {
    serde_json::Value::from(texts.to_vec()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_printed_as_udir_prints_them() {
        let printed = |figure, decimals| {
            let mut text = String::new();
            print(figure, decimals, &mut text);
            text
        };
        assert_eq!(printed(Figure::Number(5387.0), 0), "5 387");
        assert_eq!(printed(Figure::Number(1_234_567.0), 0), "1 234 567");
        assert_eq!(printed(Figure::Preliminary(14.84), 1), "14,8");
        assert_eq!(printed(Figure::Number(0.0), 0), "0");
        assert_eq!(printed(Figure::Masked, 0) + &printed(Figure::Missing, 0), "*");
    }

    #[test]
    fn a_row_path_chooses_levels() {
        let row = |path: &str, ids: &[&str]| Row {
            fixed: Vec::new(),
            name: String::new(),
            code: String::new(),
            path: path.to_owned(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            periods: None,
        };
        let rows = [
            row("1", &["-12"]),
            row("1.47", &["-12", "-547"]),
            row("1.47.1357", &["-12", "-547", "-2357"]),
            row("1.47.1357.28000", &["-12", "-547", "-2357", "28000"]),
            row("2", &["-13"]),
            row("2.24", &["-13", "-34"]),
        ];
        let chosen = |path| rows.iter().filter(|row| on_path(row, path)).map(|row| row.path.as_str()).collect::<Vec<_>>();
        assert_eq!(chosen(None), ["1"]);
        assert_eq!(chosen(Some("*.*")), ["1", "1.47", "2", "2.24"]);
        assert_eq!(chosen(Some("-12.*.*")), ["1.47", "1.47.1357"]);
        assert_eq!(chosen(Some("-13.*.*")), ["2.24"]);
        assert_eq!(chosen(Some("1.47.1357.*")), ["1.47.1357.28000"]);
        assert_eq!(chosen(Some("**")).len(), rows.len());
    }
}
