//! FHI's Statistikk Open API as it answers: every dimension named once or an error, JSON-stat 2 in FHI's own writing (a byte order mark,
//! null roles, flags as text among the figures), and in `nokkel` the Ungdata tables with two figures on the bullied and on completion.

use serde_json::{Map, Value, json};

use super::cube::{Cube, CubeDimension, Figure};
use super::exchange::{Ask, Reply, World};
use crate::read::Role;

mod tables;

pub use tables::publish;

const PUBLISHER: &str = "fhi";
/// The only source that is simulated.
const SOURCE: &str = "nokkel";

/// The publisher's answer.
pub fn answer(world: &World, ask: &Ask) -> Reply {
    let parts: Vec<String> = ask.path.trim_matches('/').split('/').map(str::to_lowercase).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (ask.method.as_str(), parts.as_slice()) {
        ("GET", ["common", "source"]) => {
            Reply::json(&json!([{ "id": SOURCE, "title": "Kommunehelsa (syntetisk)", "description": null, "aboutUrl": null }]))
        }
        (_, [SOURCE, "table", ..]) => table(world, ask, &parts[2..]),
        _ => refuse(404, "Not found"),
    }
}

fn refuse(status: u16, message: &str) -> Reply {
    Reply::status(status, &json!({ "status": message }))
}

fn table(world: &World, ask: &Ask, parts: &[&str]) -> Reply {
    let [id, rest @ ..] = parts else { return list(world, ask) };
    let Some(cube) = world.table(PUBLISHER, id) else { return refuse(404, &format!("Table {id} not found")) };
    match (ask.method.as_str(), rest) {
        ("GET", []) => Reply::json(&about(cube)),
        ("GET", ["query"]) => Reply::json(&query(cube)),
        ("GET", ["dimension"]) => Reply::json(&json!({ "dimensions": cube.dimensions.iter().map(dimension).collect::<Vec<_>>() })),
        ("GET", ["flag"]) => Reply::json(&json!([
            { "symbol": "0", "description": "Ok" },
            { "symbol": "1", "description": "Manglende data" },
            { "symbol": "2", "description": "Lar seg ikke beregne" },
            { "symbol": "3", "description": "Anonymisert av personvernhensyn" }
        ])),
        ("GET", ["metadata"]) => Reply::json(&json!([
            { "title": "Beskrivelse", "content": "<p>Syntetiske tall etter FHIs regler for standardisering og skjuling.</p>" }
        ])),
        ("POST", ["data"]) => data(cube, ask.body.as_ref()),
        _ => refuse(404, "Not found"),
    }
}

/// Seven fractional digits, as FHI writes time stamps.
fn stamp(cube: &Cube) -> String {
    cube.updated.format("%Y-%m-%dT%H:%M:%S%.6f0+00:00").to_string()
}

fn about(cube: &Cube) -> Value {
    let id: Value = cube.id.parse::<u32>().map_or_else(|_| json!(cube.id), |id| json!(id));
    json!({ "tableId": id, "title": cube.title, "publishedAt": stamp(cube), "modifiedAt": stamp(cube) })
}

fn list(world: &World, ask: &Ask) -> Reply {
    let after = ask.parameter("modifiedAfter").unwrap_or_default();
    let cubes = world.tables.get(PUBLISHER).into_iter().flatten();
    let list: Vec<Value> = cubes.filter(|cube| stamp(cube).as_str() >= after).map(about).collect();
    Reply::json(&json!(list))
}

fn query(cube: &Cube) -> Value {
    let dimensions: Vec<Value> = cube
        .dimensions
        .iter()
        .map(|dimension| {
            let values: Vec<&str> = dimension.categories.iter().map(|category| category.code.as_str()).collect();
            json!({ "code": dimension.code, "filter": "item", "values": values })
        })
        .collect();
    json!({ "dimensions": dimensions, "response": { "format": "json-stat2", "maxRowCount": 50000 } })
}

fn dimension(dimension: &CubeDimension) -> Value {
    let all: Vec<(&str, &str)> = dimension.categories.iter().map(|category| (category.code.as_str(), category.label.as_str())).collect();
    let categories =
        if dimension.role == Some(Role::Place) { places_below("", &all) } else { all.iter().map(|leaf| node(leaf, Vec::new())).collect() };
    json!({ "code": dimension.code, "label": dimension.label, "categories": categories })
}

fn node((code, label): &(&str, &str), children: Vec<Value>) -> Value {
    json!({ "label": label, "value": code, "children": children })
}

/// The country holds the counties, a county the municipalities whose numbers begin with its own.
fn places_below(parent: &str, all: &[(&str, &str)]) -> Vec<Value> {
    let is_child = |code: &str| match parent {
        "" => code == "0",
        "0" => code.len() == 2,
        county => county.len() == 2 && code.len() == 4 && code.starts_with(county),
    };
    all.iter().filter(|(code, _)| is_child(code)).map(|place| node(place, places_below(place.0, all))).collect()
}

fn data(cube: &Cube, body: Option<&Value>) -> Reply {
    let Some(asked) = body.and_then(|body| body["dimensions"].as_array()) else { return refuse(400, "The dimensions field is required.") };
    let mut chosen = Vec::new();
    for dimension in &cube.dimensions {
        let named: Vec<&Value> = asked.iter().filter(|asked| asked["code"] == dimension.code.as_str()).collect();
        let [only] = named.as_slice() else {
            return refuse(400, &format!("Dimension {} must be given exactly once.", dimension.code));
        };
        match positions(dimension, only) {
            Ok(positions) => chosen.push(positions),
            Err(message) => return refuse(400, &message),
        }
    }
    if let Some(stranger) = asked.iter().find(|asked| cube.dimension(asked["code"].as_str().unwrap_or_default()).is_none()) {
        return refuse(400, &format!("Unknown dimension {}.", stranger["code"]));
    }
    let response = body.map(|body| &body["response"]);
    let format = response.and_then(|response| response["format"].as_str()).unwrap_or("json-stat2");
    if format != "json-stat2" {
        return refuse(400, &format!("Format {format} is not available for this table."));
    }
    let rows: usize = chosen.iter().map(Vec::len).product();
    let most = response.and_then(|response| response["maxRowCount"].as_u64());
    if most.is_some_and(|most| rows as u64 > most) {
        return refuse(400, &format!("Too many rows: {rows}"));
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(dataset(cube, &chosen).to_string().into_bytes());
    Reply { status: 200, content_type: "application/json; charset=utf-8", body: bytes }
}

/// The categories that a filter names, by their place in the dimension.
fn positions(dimension: &CubeDimension, asked: &Value) -> Result<Vec<usize>, String> {
    let values: Vec<&str> = asked["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let all = dimension.categories.iter().enumerate();
    let wrong = |value: &str| format!("Value {value} is not valid for dimension {}.", dimension.code);
    let found: Vec<usize> = match asked["filter"].as_str().unwrap_or_default() {
        "item" => {
            let place = |value: &&str| dimension.categories.iter().position(|category| category.code == *value).ok_or_else(|| wrong(value));
            values.iter().map(place).collect::<Result<_, _>>()?
        }
        "all" => {
            let fits =
                |code: &str| values.iter().any(|value| value.strip_suffix('*').map_or(*value == code, |start| code.starts_with(start)));
            all.filter(|(_, category)| fits(&category.code)).map(|(position, _)| position).collect()
        }
        "top" => {
            let count: usize = values.first().and_then(|count| count.parse().ok()).ok_or_else(|| wrong("top"))?;
            all.take(count).map(|(position, _)| position).collect()
        }
        other => return Err(format!("Unknown filter {other}.")),
    };
    if found.is_empty() { Err(wrong("(none)")) } else { Ok(found) }
}

fn dataset(cube: &Cube, chosen: &[Vec<usize>]) -> Value {
    let ids: Vec<&str> = cube.dimensions.iter().map(|dimension| dimension.code.as_str()).collect();
    let described: Map<String, Value> =
        cube.dimensions.iter().zip(chosen).map(|(dimension, chosen)| (dimension.code.clone(), described(dimension, chosen))).collect();
    json!({
        "class": "dataset", "version": "2.0", "href": null, "label": cube.title, "updated": stamp(cube), "source": null, "id": ids,
        "size": chosen.iter().map(Vec::len).collect::<Vec<_>>(), "role": { "time": null, "geo": null, "metric": ["MEASURE_TYPE"] },
        "dimension": described, "value": values(cube, chosen), "status": ""
    })
}

fn described(dimension: &CubeDimension, chosen: &[usize]) -> Value {
    let categories: Vec<_> = chosen.iter().filter_map(|position| dimension.categories.get(*position)).collect();
    let index: Vec<&str> = categories.iter().map(|category| category.code.as_str()).collect();
    let labels: Map<String, Value> = categories.iter().map(|category| (category.code.clone(), json!(category.label))).collect();
    let mut category = json!({ "index": index, "label": labels });
    if dimension.role == Some(Role::Measure) {
        let unit = |unit: &Option<String>| json!({ "decimals": null, "label": unit, "symbol": null, "position": null });
        category["unit"] = categories.iter().map(|category| (category.code.clone(), unit(&category.unit))).collect::<Map<_, _>>().into();
    }
    json!({ "label": dimension.label, "category": category })
}

/// The cells of the chosen categories, the last dimension fastest.
fn values(cube: &Cube, chosen: &[Vec<usize>]) -> Vec<Value> {
    let cells: usize = chosen.iter().map(Vec::len).product();
    let mut values = Vec::with_capacity(cells);
    let mut at = vec![0; chosen.len()];
    for mut cell in 0..cells {
        for (place, categories) in chosen.iter().enumerate().rev() {
            at[place] = categories[cell % categories.len()];
            cell /= categories.len();
        }
        values.push(match cube.at(&at) {
            Figure::Number(value) | Figure::Preliminary(value) => json!(value),
            Figure::Missing => json!("1"),
            Figure::NotApplicable => json!("2"),
            Figure::Masked => json!("3"),
        });
    }
    values
}

#[cfg(test)]
mod tests;
