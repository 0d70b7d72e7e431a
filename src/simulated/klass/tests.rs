use std::sync::Arc;

use super::super::country::Size;
use super::*;

fn ask(world: &World, path: &str, query: &[(&str, &str)], accept: Option<&str>) -> Reply {
    let query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let (method, accept) = ("GET".to_owned(), accept.map(str::to_owned));
    answer(world, &Ask { method, path: path.to_owned(), query, body: None, accept })
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

fn world(seed: u64) -> World {
    World { country: Arc::new(Country::new(seed, Size::Small)), tables: BTreeMap::new() }
}

const JSON: Option<&str> = Some("application/json");

#[test]
fn json_comes_only_when_asked_for() {
    let world = world(1);
    let query = [("from", "2024-01-01")];
    assert!(ask(&world, "classifications/131/codes", &query, None).body.starts_with(b"<?xml"));
    let reply = json_of(&ask(&world, "classifications/131/codes", &query, JSON));
    assert!(reply["codes"].as_array().unwrap().iter().any(|code| code["code"] == "3412" && code["level"] == "1"));
    assert_eq!(ask(&world, "classifications/131/codes", &[], JSON).status, 400);
    assert_eq!(ask(&world, "classifications/999/codes", &query, JSON).status, 404);
}

#[test]
fn changes_hold_new_numbers_new_names_and_adjusted_boundaries() {
    let world = world(1);
    let reply = json_of(&ask(&world, "classifications/131/changes", &[("from", "2013-01-01")], JSON));
    let changes = reply["codeChanges"].as_array().unwrap();
    let has = |old: &str, new: &str, day: &str| {
        changes.iter().any(|change| change["oldCode"] == old && change["newCode"] == new && change["changeOccurred"] == day)
    };
    assert!(has("3014", "3118", "2024-01-01"), "{changes:?}");
    assert!(changes.iter().any(|change| change["oldCode"] == change["newCode"] && change["oldName"] != change["newName"]));
    let given: Vec<_> = changes.iter().filter(|change| change["changeOccurred"] == "2026-01-01" && change["oldCode"] == "3118").collect();
    assert_eq!(given.len(), 2);
    let none = json_of(&ask(&world, "classifications/131/changes", &[("from", "2013-01-01"), ("to", "2013-01-02")], JSON));
    assert_eq!(none["codeChanges"].as_array().map(Vec::len), Some(0));
}

#[test]
fn some_tables_of_groups_are_reversed_and_none_is_older_than_the_first() {
    let world = world(1);
    let range = |year: u16| [("from", format!("{year}-01-01")), ("to", format!("{}-01-01", year + 1))];
    let day = |year: u16| {
        let range = range(year);
        let query = [("targetClassificationId", "112"), ("from", range[0].1.as_str()), ("to", range[1].1.as_str())];
        ask(&world, "classifications/131/corresponds", &query, JSON)
    };
    let source = |year: u16| json_of(&day(year))["correspondenceItems"][0]["sourceCode"].as_str().map(|code| code.starts_with("EKG"));
    let reversed: Vec<bool> = (2022..=LAST_YEAR).chain(2015..2022).filter_map(source).collect();
    assert_eq!(reversed.len(), usize::from(LAST_YEAR - FIRST_TABLE) + 1);
    assert!(reversed.contains(&true) && reversed.contains(&false), "{reversed:?}");
    assert_eq!((day(2014).status, day(LAST_YEAR + 1).status), (404, 404));
    let at = [("targetClassificationId", "112"), ("date", "2024-06-01")];
    assert_eq!(ask(&world, "classifications/131/correspondsAt", &at, JSON).status, 200);
}
