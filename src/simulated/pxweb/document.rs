//! JSON-stat 2.0 as SSB's server writes it, figures straight into bytes.

use std::io::Write;

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use super::selection::Chosen;
use crate::read::Role;
use crate::simulated::cube::{Cube, CubeCategory, CubeDimension, Elimination, Figure};

pub(super) const SOURCE: &str = "Syntetisk SSB";

/// `12362: Utgifter til tjenesteområdene, etter region, funksjon, art, statistikkvariabel og år`
pub(super) fn title(cube: &Cube) -> String {
    let labels: Vec<&str> = cube.dimensions.iter().map(|dimension| dimension.label.as_str()).collect();
    match labels.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}: {}, etter {} og {last}", cube.id, cube.title, first.join(", ")),
        _ => format!("{}: {}", cube.id, cube.title),
    }
}

/// The table's time of publication, in UTC with `Z`.
pub(super) fn instant(cube: &Cube) -> String {
    cube.updated.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The first and last period.
pub(super) fn periods(cube: &Cube) -> (&str, &str) {
    let time = cube.dimensions.iter().find(|dimension| dimension.role == Some(Role::Time));
    match time.map(|time| time.categories.as_slice()) {
        Some([first, .., last]) => (&first.code, &last.code),
        Some([only]) => (&only.code, &only.code),
        _ => ("", ""),
    }
}

/// The menu that SSB keeps the table under.
pub(super) fn subject(cube: &Cube) -> &'static str {
    if cube.dimensions.iter().any(|dimension| dimension.code == "KOKkommuneregion0000") { "kostrahoved" } else { "ud" }
}

/// The answer to a request for metadata: the whole table's form, with an empty `value`.
pub(super) fn metadata(cube: &Cube) -> Value {
    let dimensions: Map<String, Value> = cube
        .dimensions
        .iter()
        .map(|dimension| {
            let all: Vec<usize> = (0..dimension.categories.len()).collect();
            (dimension.code.clone(), described(dimension, &all, true))
        })
        .collect();
    let size: Vec<usize> = cube.dimensions.iter().map(|dimension| dimension.categories.len()).collect();
    let shown: Vec<&CubeDimension> = cube.dimensions.iter().collect();
    let mut document = head(cube, &shown, &size, dimensions);
    document.insert("value".to_owned(), json!([]));
    Value::Object(document)
}

/// The answer to a request for data.
pub(super) fn data(cube: &Cube, chosen: &[Chosen]) -> Vec<u8> {
    let mut shown = Vec::new();
    let mut size = Vec::new();
    let mut dimensions = Map::new();
    for (dimension, chosen) in cube.dimensions.iter().zip(chosen) {
        if let Chosen::Categories(positions) = chosen {
            shown.push(dimension);
            size.push(positions.len());
            dimensions.insert(dimension.code.clone(), described(dimension, positions, false));
        }
    }
    let mut bytes = Value::Object(head(cube, &shown, &size, dimensions)).to_string().into_bytes();
    bytes.pop();
    write_cells(cube, chosen, &mut bytes);
    bytes.push(b'}');
    bytes
}

fn head(cube: &Cube, shown: &[&CubeDimension], size: &[usize], dimensions: Map<String, Value>) -> Map<String, Value> {
    let with_role = |role: Role| -> Vec<&str> { shown.iter().filter(|d| d.role == Some(role)).map(|d| d.code.as_str()).collect() };
    let roles: Map<String, Value> = [("time", Role::Time), ("geo", Role::Place), ("metric", Role::Measure)]
        .into_iter()
        .map(|(name, role)| (name.to_owned(), with_role(role)))
        .filter(|(_, codes)| !codes.is_empty())
        .map(|(name, codes)| (name, json!(codes)))
        .collect();
    let ids: Vec<&str> = shown.iter().map(|dimension| dimension.code.as_str()).collect();
    let mut head = Map::new();
    for (key, value) in [
        ("version", json!("2.0")),
        ("class", json!("dataset")),
        ("label", json!(title(cube))),
        ("source", json!(SOURCE)),
        ("updated", json!(instant(cube))),
        ("note", json!(["Oppdiktede tall, til prøve og opplæring."])),
        ("role", Value::Object(roles)),
        ("id", json!(ids)),
        ("size", json!(size)),
        ("dimension", Value::Object(dimensions)),
        ("extension", extension(cube, shown)),
    ] {
        head.insert(key.to_owned(), value);
    }
    head
}

fn extension(cube: &Cube, shown: &[&CubeDimension]) -> Value {
    let in_heading = |dimension: &&&CubeDimension| matches!(dimension.role, Some(Role::Time | Role::Measure));
    let heading: Vec<&str> = shown.iter().filter(in_heading).map(|dimension| dimension.code.as_str()).collect();
    let stub: Vec<&str> = shown.iter().filter(|dimension| !in_heading(dimension)).map(|dimension| dimension.code.as_str()).collect();
    let measures = cube.dimensions.iter().find(|dimension| dimension.role == Some(Role::Measure));
    // In KOSTRA's tables the matrix is the first measure's code, not the table's id.
    let matrix = measures.and_then(|measures| measures.categories.first()).filter(|_| subject(cube) == "kostrahoved");
    json!({
        "contact": [{
            "name": "Syntetisk Kontakt",
            "phone": "00 00 00 00",
            "mail": "syntetisk.kontakt@ssb.invalid",
            "raw": "Syntetisk Kontakt, Syntetisk SSB# 00 00 00 00#syntetisk.kontakt@ssb.invalid",
        }],
        "px": {
            "infofile": "None",
            "tableid": cube.id,
            "decimals": 0,
            "official-statistics": true,
            "aggregallowed": subject(cube) != "kostrahoved",
            "copyright": false,
            "language": "no",
            "contents": format!("{}: {},", cube.id, cube.title),
            "descriptiondefault": false,
            "heading": heading,
            "stub": stub,
            "matrix": matrix.map_or(cube.id.as_str(), |matrix| matrix.code.as_str()),
            "subject-code": subject(cube),
            "subject-area": "Syntetisk",
        },
        "discontinued": if super::DISCONTINUED.contains(&cube.id.as_str()) { json!(true) } else { Value::Null },
    })
}

fn described(dimension: &CubeDimension, positions: &[usize], metadata: bool) -> Value {
    let category = |&at: &usize| &dimension.categories[at];
    let mut order: Vec<usize> = (0..positions.len()).collect();
    if metadata {
        // The keys of metadata come in no order: the odd ones first.
        order.sort_by_key(|at| (at % 2 == 0, *at));
    }
    let index: Map<String, Value> = order.iter().map(|&at| (category(&positions[at]).code.clone(), json!(at))).collect();
    let labels: Map<String, Value> = positions.iter().map(|at| (category(at).code.clone(), json!(category(at).label))).collect();
    let measure = dimension.role == Some(Role::Measure);
    let alternative = measure.then(|| Value::Object(labels.clone()));
    let mut categories = json!({ "index": index, "label": labels });
    if measure {
        let units: Map<String, Value> = positions.iter().map(|at| (category(at).code.clone(), unit(category(at)))).collect();
        categories["unit"] = Value::Object(units);
    }
    let mut extension = json!({ "elimination": dimension.elimination.is_some() });
    if let (false, Some(Elimination::Total(total))) = (metadata, dimension.elimination) {
        extension["eliminationValueCode"] = json!(dimension.categories[total].code);
    }
    if measure {
        let each =
            |text: &str| -> Value { positions.iter().map(|at| (category(at).code.clone(), json!(text))).collect::<Map<_, _>>().into() };
        extension["refperiod"] = each("31.12");
        extension["measuringType"] = each("Other");
        extension["priceType"] = each("NotApplicable");
        extension["adjustment"] = each("None");
    }
    extension["show"] = json!(match dimension.role {
        Some(Role::Time) => "code",
        Some(Role::Place) => "code_value",
        _ => "value",
    });
    if metadata {
        extension["codelists"] = json!([]);
    }
    if let Some(alternative) = alternative {
        extension["alternativeText"] = alternative;
    }
    let mut described = json!({ "label": dimension.label, "category": categories, "extension": extension });
    if dimension.role == Some(Role::Place) {
        let classification = if dimension.code == "KOKkommuneregion0000" { 231 } else { 131 };
        let urn = format!("urn:ssb:classification:klass:{classification}");
        described["link"] = json!({ "describedby": [{ "extension": { dimension.code.as_str(): urn } }] });
    }
    described
}

fn unit(category: &CubeCategory) -> Value {
    json!({ "base": category.unit, "decimals": category.decimals })
}

// ------------------------------------------------------------------------------------------------------------- the figures

/// Appends `value`, and `status` where there is one: dense figures, row by row, the last dimension fastest.
fn write_cells(cube: &Cube, chosen: &[Chosen], bytes: &mut Vec<u8>) {
    let sets: Vec<Vec<usize>> = cube.dimensions.iter().zip(chosen).map(|(dimension, chosen)| positions(dimension, chosen)).collect();
    let summed: Vec<bool> = chosen.iter().map(|chosen| matches!(chosen, Chosen::Eliminated(Elimination::Sum))).collect();
    let measure = cube.dimensions.iter().position(|dimension| dimension.role == Some(Role::Measure));
    let decimals = |at: &[usize]| {
        measure.and_then(|measure| cube.dimensions[measure].categories.get(at[measure])).map_or(0, |category| category.decimals)
    };
    let length: Vec<usize> = sets.iter().zip(&summed).map(|(set, &summed)| if summed { 1 } else { set.len() }).collect();
    let cells: usize = length.iter().product();
    let mut steps = vec![0_usize; sets.len()];
    let mut at: Vec<usize> = sets.iter().map(|set| set.first().copied().unwrap_or_default()).collect();
    let mut symbols: Vec<(usize, &str)> = Vec::new();
    bytes.reserve(cells * 6);
    bytes.extend_from_slice(b",\"value\":[");
    for cell in 0..cells {
        if cell > 0 {
            bytes.push(b',');
        }
        let figure = if summed.contains(&true) { sum(cube, &sets, &summed, &mut at, 0) } else { cube.at(&at) };
        let (number, symbol) = match figure {
            Figure::Number(number) => (Some(number), None),
            Figure::Preliminary(number) => (Some(number), Some("*")),
            Figure::Masked => (None, Some(":")),
            Figure::Missing => (None, Some("..")),
            Figure::NotApplicable => (None, Some(".")),
        };
        write_number(number, decimals(&at), bytes);
        if let Some(symbol) = symbol {
            symbols.push((cell, symbol));
        }
        advance(&sets, &length, &mut steps, &mut at);
    }
    bytes.push(b']');
    if symbols.is_empty() {
        return;
    }
    bytes.extend_from_slice(b",\"status\":{");
    for (number, (cell, symbol)) in symbols.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        // Writing to memory does not fail.
        let _ = write!(bytes, "{comma}\"{cell}\":\"{symbol}\"");
    }
    bytes.push(b'}');
}

/// The categories that a dimension's part of a cell runs through.
fn positions(dimension: &CubeDimension, chosen: &Chosen) -> Vec<usize> {
    match chosen {
        Chosen::Categories(positions) => positions.clone(),
        Chosen::Eliminated(Elimination::Total(total)) => vec![*total],
        Chosen::Eliminated(Elimination::Sum) => (0..dimension.categories.len()).collect(),
    }
}

/// Goes on to the next cell.
fn advance(sets: &[Vec<usize>], length: &[usize], steps: &mut [usize], at: &mut [usize]) {
    for dimension in (0..sets.len()).rev() {
        steps[dimension] += 1;
        if steps[dimension] < length[dimension] {
            at[dimension] = sets[dimension][steps[dimension]];
            return;
        }
        steps[dimension] = 0;
        at[dimension] = sets[dimension].first().copied().unwrap_or_default();
    }
}

/// The sum over the dimensions that are eliminated without a total; a part that is hidden hides it.
fn sum(cube: &Cube, sets: &[Vec<usize>], summed: &[bool], at: &mut Vec<usize>, from: usize) -> Figure {
    let Some(dimension) = (from..summed.len()).find(|&dimension| summed[dimension]) else { return cube.at(at) };
    let before = at[dimension];
    let (mut total, mut any, mut hidden) = (0.0, false, None);
    for &position in &sets[dimension] {
        at[dimension] = position;
        match sum(cube, sets, summed, at, dimension + 1) {
            Figure::Number(number) | Figure::Preliminary(number) => (total, any) = (total + number, true),
            Figure::NotApplicable => {}
            other => hidden = Some(other),
        }
    }
    at[dimension] = before;
    match hidden {
        Some(hidden) => hidden,
        None if any => Figure::Number(total),
        None => Figure::NotApplicable,
    }
}

/// A figure as SSB writes it: rounded, and a whole number without `.0`.
fn write_number(number: Option<f64>, decimals: u8, bytes: &mut Vec<u8>) {
    let Some(number) = number.filter(|number| number.is_finite()) else {
        bytes.extend_from_slice(b"null");
        return;
    };
    let scale = 10_f64.powi(i32::from(decimals));
    let rounded = (number * scale).round() / scale;
    // Writing to memory does not fail.
    let _ = if rounded.fract() == 0.0 { write!(bytes, "{}", rounded as i64) } else { write!(bytes, "{rounded}") };
}
