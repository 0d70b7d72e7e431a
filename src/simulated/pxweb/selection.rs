//! Which cells a request is about: codes, wildcards and expressions, and the dimensions that it silently leaves out.

use serde_json::Value;

use super::Problem;
use crate::read::Role;
use crate::simulated::cube::{Cube, CubeDimension, Elimination};

/// What is asked for of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// These categories, in the order of the metadata.
    Categories(Vec<usize>),
    /// Left out of the answer.
    Eliminated(Elimination),
}

impl Chosen {
    /// The cells that it multiplies the answer by.
    pub fn len(&self) -> usize {
        match self {
            Chosen::Categories(positions) => positions.len(),
            Chosen::Eliminated(_) => 1,
        }
    }
}

/// One choice per dimension of the table.
///
/// # Errors
///
/// What SSB would say.
pub(super) fn select(cube: &Cube, body: Option<&Value>) -> Result<Vec<Chosen>, Problem> {
    let asked = match body.map(|body| &body["selection"]) {
        None | Some(Value::Null) => return Ok(default_selection(cube)),
        Some(Value::Array(asked)) if asked.is_empty() => return Ok(default_selection(cube)),
        Some(Value::Array(asked)) => asked,
        Some(_) => return Err(Problem::IllegalSelection),
    };
    let mut values: Vec<Option<Vec<&str>>> = vec![None; cube.dimensions.len()];
    for part in asked {
        let code = part["variableCode"].as_str().ok_or(Problem::IllegalSelection)?;
        let dimension = find(cube, code).ok_or(Problem::NoVariable)?;
        if part["codelist"].as_str().is_some_and(|codelist| !codelist.is_empty()) {
            return Err(Problem::NoCodelist);
        }
        let listed = part["valueCodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let texts = listed.iter().map(|code| code.as_str().ok_or(Problem::IllegalSelection)).collect::<Result<Vec<_>, _>>()?;
        if let Some(slot) = values.get_mut(dimension)
            && slot.replace(texts).is_some()
        {
            return Err(Problem::IllegalSelection);
        }
    }
    cube.dimensions.iter().zip(values).map(|(dimension, values)| choose(dimension, &values.unwrap_or_default())).collect()
}

fn find(cube: &Cube, code: &str) -> Option<usize> {
    let time = || cube.dimensions.iter().position(|dimension| dimension.role == Some(Role::Time));
    cube.dimension(code).or_else(|| code.eq_ignore_ascii_case("time").then(time).flatten())
}

/// What SSB gives to those who ask for nothing in particular: never the whole table.
fn default_selection(cube: &Cube) -> Vec<Chosen> {
    let chosen = |dimension: &CubeDimension| match (dimension.elimination, dimension.role) {
        (Some(elimination), _) => Chosen::Eliminated(elimination),
        (None, Some(Role::Time)) => Chosen::Categories(vec![dimension.categories.len().saturating_sub(1)]),
        (None, _) => Chosen::Categories(vec![0]),
    };
    cube.dimensions.iter().map(chosen).collect()
}

fn choose(dimension: &CubeDimension, values: &[&str]) -> Result<Chosen, Problem> {
    for (at, value) in values.iter().enumerate() {
        if values[..at].iter().any(|earlier| earlier.eq_ignore_ascii_case(value)) {
            return Err(Problem::Broken);
        }
    }
    let mut wanted = vec![false; dimension.categories.len()];
    for value in values {
        mark(dimension, value, &mut wanted)?;
    }
    let positions: Vec<usize> = (0..wanted.len()).filter(|&at| wanted[at]).collect();
    match (positions.is_empty(), dimension.elimination) {
        (false, _) => Ok(Chosen::Categories(positions)),
        (true, Some(elimination)) => Ok(Chosen::Eliminated(elimination)),
        (true, None) => Err(Problem::NoSelection),
    }
}

/// Marks the categories that a code, wildcard or expression stands for.
fn mark(dimension: &CubeDimension, value: &str, wanted: &mut [bool]) -> Result<(), Problem> {
    if let Some(at) = position(dimension, value) {
        wanted[at] = true;
        return Ok(());
    }
    if value.contains(['*', '?']) {
        let pattern: Vec<char> = value.to_lowercase().chars().collect();
        for (at, category) in dimension.categories.iter().enumerate() {
            let code: Vec<char> = category.code.to_lowercase().chars().collect();
            wanted[at] |= fits(&pattern, &code);
        }
        return Ok(());
    }
    let Some((name, arguments)) = value.strip_suffix(')').and_then(|text| text.split_once('(')) else { return Err(Problem::NoValue) };
    let (first, last) = span(dimension, &name.to_lowercase(), arguments)?;
    for slot in wanted.iter_mut().take(last).skip(first) {
        *slot = true;
    }
    Ok(())
}

/// The categories, from and up to but not including, that an expression stands for.
fn span(dimension: &CubeDimension, name: &str, arguments: &str) -> Result<(usize, usize), Problem> {
    let count = dimension.categories.len();
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let code = |text: &str| position(dimension, text).ok_or(Problem::NoValue);
    let number = |text: &str| text.parse::<usize>().map_err(|_| Problem::IllegalExpression);
    let newest_last = dimension.role == Some(Role::Time);
    match (name, arguments.as_slice()) {
        ("from", [from]) => Ok((code(from)?, count)),
        ("to", [to]) => Ok((0, code(to)? + 1)),
        ("range", [from, to]) => {
            let (from, to) = (code(from)?, code(to)?);
            Ok((from.min(to), from.max(to) + 1))
        }
        ("top" | "bottom", [many, offset @ ..]) if offset.len() < 2 => {
            let many = number(many)?;
            let offset = offset.first().map_or(Ok(0), |offset| number(offset))?;
            // The top of the time is its newest end.
            if (name == "top") == newest_last {
                let end = count.saturating_sub(offset);
                Ok((end.saturating_sub(many), end))
            } else {
                Ok((offset.min(count), (offset + many).min(count)))
            }
        }
        _ => Err(Problem::IllegalExpression),
    }
}

fn position(dimension: &CubeDimension, code: &str) -> Option<usize> {
    dimension.categories.iter().position(|category| category.code.eq_ignore_ascii_case(code))
}

/// `*` stands for any characters, `?` for one.
fn fits(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('*', pattern)), None) => fits(pattern, text),
        (Some(('*', rest)), Some((_, later))) => fits(rest, text) || fits(pattern, later),
        (Some(('?', pattern)), Some((_, text))) => fits(pattern, text),
        (Some((one, pattern)), Some((other, text))) => one == other && fits(pattern, text),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::cube::{CubeCategory, Figure};
    use serde_json::json;

    fn cube() -> Cube {
        let dimension = |code: &str, role, elimination, codes: &[&str]| CubeDimension {
            code: code.into(),
            label: code.to_lowercase(),
            role,
            elimination,
            categories: codes.iter().map(|code| CubeCategory::new(*code, format!("«{code}»"))).collect(),
        };
        Cube {
            id: "00001".into(),
            title: "Prøve".into(),
            updated: Default::default(),
            dimensions: vec![
                dimension("Region", Some(Role::Place), Some(Elimination::Sum), &["0301", "1201", "1211", "3412"]),
                dimension("Alder", None, Some(Elimination::Total(0)), &["999", "105+"]),
                dimension("ContentsCode", Some(Role::Measure), None, &["Personer1"]),
                dimension("Tid", Some(Role::Time), None, &["2021", "2022", "2023", "2024"]),
            ],
            cell: std::sync::Arc::new(|_| Figure::Number(1.0)),
            amendments: Default::default(),
        }
    }

    fn chosen(selection: Value) -> Result<Vec<Chosen>, Problem> {
        select(&cube(), Some(&json!({ "selection": selection })))
    }

    fn of(dimension: usize, code: &str, values: &[&str]) -> Result<Chosen, Problem> {
        let mut selection = vec![json!({ "variableCode": code, "valueCodes": values })];
        for (other, value) in [("ContentsCode", "*"), ("Tid", "2024")] {
            let asked = other.eq_ignore_ascii_case(code) || (other == "Tid" && code == "time");
            if !asked {
                selection.push(json!({ "variableCode": other, "valueCodes": [value] }));
            }
        }
        chosen(json!(selection)).map(|chosen| chosen[dimension].clone())
    }

    #[test]
    fn codes_wildcards_and_expressions_choose_categories() {
        let categories = |positions: &[usize]| Ok(Chosen::Categories(positions.to_vec()));
        assert_eq!(of(0, "region", &["12*"]), categories(&[1, 2]));
        assert_eq!(of(0, "Region", &["*1"]), categories(&[0, 1, 2]));
        assert_eq!(of(0, "Region", &["12?1"]), categories(&[1, 2]));
        assert_eq!(of(0, "Region", &["top(2)"]), categories(&[0, 1]));
        assert_eq!(of(1, "Alder", &["105+"]), categories(&[1]));
        assert_eq!(of(3, "time", &["top(2)"]), categories(&[2, 3]));
        assert_eq!(of(3, "Tid", &["top(1,1)"]), categories(&[2]));
        assert_eq!(of(3, "Tid", &["bottom(1)"]), categories(&[0]));
        assert_eq!(of(3, "Tid", &["from(2023)"]), categories(&[2, 3]));
        assert_eq!(of(3, "Tid", &["range(2023,2022)"]), categories(&[1, 2]));
    }

    #[test]
    fn what_may_be_eliminated_disappears_and_the_rest_is_missed() {
        let all = chosen(
            json!([{ "variableCode": "ContentsCode", "valueCodes": ["personer1"] }, { "variableCode": "Tid", "valueCodes": ["*"] }]),
        );
        let all = all.unwrap();
        assert_eq!(all[..2], [Chosen::Eliminated(Elimination::Sum), Chosen::Eliminated(Elimination::Total(0))]);
        assert_eq!(all.iter().map(Chosen::len).product::<usize>(), 4);
        assert_eq!(chosen(json!([{ "variableCode": "Tid", "valueCodes": ["2024"] }])), Err(Problem::NoSelection));
        assert_eq!(of(0, "Region", &["99*"]), Ok(Chosen::Eliminated(Elimination::Sum)), "a wildcard without a match says nothing");
        assert_eq!(select(&cube(), None).unwrap()[3], Chosen::Categories(vec![3]), "asked for nothing, it gives a little");
    }

    #[test]
    fn wrong_requests_get_ssbs_own_words() {
        assert_eq!(of(0, "Kommune", &["0301"]), Err(Problem::NoVariable));
        assert_eq!(of(0, "Region", &["0415"]), Err(Problem::NoValue));
        assert_eq!(of(3, "Tid", &["from(1999)"]), Err(Problem::NoValue));
        assert_eq!(of(3, "Tid", &["newest(2)"]), Err(Problem::IllegalExpression));
        assert_eq!(of(0, "Region", &["0301", "0301"]), Err(Problem::Broken));
        let codelist = json!([{ "variableCode": "Region", "codelist": "agg_Nei", "valueCodes": ["*"] }]);
        assert_eq!(chosen(codelist), Err(Problem::NoCodelist));
    }
}
