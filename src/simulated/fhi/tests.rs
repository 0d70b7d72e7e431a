use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::country::{Country, Size};
use super::*;

fn world() -> World {
    let country = Arc::new(Country::new(5, Size::Small));
    let tables = BTreeMap::from([(PUBLISHER, publish(&country))]);
    World { country, tables }
}

fn ask(world: &World, method: &str, path: &str, body: Option<Value>) -> (u16, Vec<u8>) {
    let ask = Ask { method: method.to_owned(), path: path.to_owned(), query: Vec::new(), body, accept: None };
    let reply = answer(world, &ask);
    (reply.status, reply.body)
}

fn table_called(world: &World, title: &str) -> String {
    world.tables[PUBLISHER].iter().find(|cube| cube.title.starts_with(title)).unwrap().id.clone()
}

/// The whole table: the ready question, asked.
fn all(world: &World, id: &str) -> Value {
    let query: Value = serde_json::from_slice(&ask(world, "GET", &format!("nokkel/Table/{id}/query"), None).1).unwrap();
    let mut query = query;
    query["response"]["maxRowCount"] = Value::Null;
    let (status, body) = ask(world, "POST", &format!("nokkel/Table/{id}/data"), Some(query));
    assert_eq!(status, 200);
    serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap()).unwrap()
}

#[test]
fn the_reader_understands_every_table() {
    let world = world();
    let format = crate::read::format("jsonstat").unwrap();
    for cube in &world.tables[PUBLISHER] {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(all(&world, &cube.id).to_string().into_bytes());
        let reading = (format.read)(&bytes).unwrap();
        assert_eq!(reading.len(), cube.size(), "{}", cube.title);
        assert!(reading.cells.count(crate::cell::Status::Ok) > 0, "{}", cube.title);
    }
}

#[test]
fn the_country_is_the_standard_and_a_municipality_has_gap_years() {
    let world = world();
    let table = all(&world, &table_called(&world, "Depressive"));
    assert_eq!(table["role"]["geo"], Value::Null);
    let size: Vec<usize> = table["size"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).collect();
    assert_eq!((table["id"][0].as_str(), table["id"][6].as_str()), (Some("GEO"), Some("MEASURE_TYPE")));
    let values = table["value"].as_array().unwrap();
    let place =
        |code: &str| table["dimension"]["GEO"]["category"]["index"].as_array().unwrap().iter().position(|found| found == code).unwrap();
    let at = |place: usize, year: usize| &values[(place * size[1] + year) * size[2..].iter().product::<usize>()];
    assert!((0..size[1]).any(|year| *at(0, year) == json!(100.0)));
    let own: Vec<bool> = (0..size[1]).map(|year| at(place("3412"), year).is_number()).collect();
    assert!(own.iter().filter(|shown| **shown).count() < size[1], "{own:?}");
    assert!(values.iter().any(|value| *value == json!("3")) && values.iter().any(|value| *value == json!("1")));
}

#[test]
fn a_dimension_that_is_left_out_or_twice_named_is_an_error() {
    let world = world();
    let id = table_called(&world, "Alkohol");
    let path = format!("nokkel/Table/{id}/data");
    let query: Value = serde_json::from_slice(&ask(&world, "GET", &format!("nokkel/Table/{id}/query"), None).1).unwrap();
    let (mut short, mut long) = (query.clone(), query.clone());
    short["dimensions"].as_array_mut().unwrap().pop();
    let first = query["dimensions"][0].clone();
    long["dimensions"].as_array_mut().unwrap().push(first);
    for wrong in [short, long] {
        let (status, body) = ask(&world, "POST", &path, Some(wrong));
        assert_eq!(status, 400);
        assert!(serde_json::from_slice::<Value>(&body).unwrap()["status"].is_string());
    }
    assert_eq!(ask(&world, "GET", "nokkel/table/1", None).0, 404);
}

#[test]
fn ids_are_drawn_from_the_seed() {
    let ids = |seed| publish(&Arc::new(Country::new(seed, Size::Small))).into_iter().map(|cube| cube.id).collect::<Vec<_>>();
    let (one, other) = (ids(1), ids(2));
    assert_ne!(one, other);
    assert_eq!(one.iter().collect::<std::collections::BTreeSet<_>>().len(), 15);
}

#[tokio::test]
async fn every_pipeline_finds_its_table_whatever_the_seed() {
    use crate::source::{self, Order};
    let pipelines = crate::pipeline::Pipelines::load(&crate::definition::Definitions::embedded()).unwrap();
    let mut meant = Vec::new();
    for seed in [1, 2] {
        let simulated = crate::simulated::server::Simulated::start(seed, Size::Small).await.unwrap();
        let web = crate::web::Web::new(&simulated.network()).unwrap();
        for pipeline in pipelines.iter() {
            let Some(fetch) = pipeline.hent.as_ref().filter(|fetch| fetch.fhi.is_some()) else { continue };
            let plan = source::of(fetch).plan(&web, &Order { pipeline, fetch }).await.unwrap();
            assert!(!plan.deliveries.is_empty() && plan.notes.is_empty(), "{}: {:?}", pipeline.id, plan.notes);
            meant.extend(plan.resolved.into_iter().filter(|resolved| resolved.name.starts_with("UTDANN: ")));
        }
    }
    let [one, other] = meant.as_slice() else { panic!("{meant:?}") };
    assert!(one != other && one.stands_for.ends_with("«Alle utdanningsprogram»"), "{meant:?}");
}
