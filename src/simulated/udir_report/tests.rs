use std::collections::BTreeMap;
use std::sync::Mutex;

use super::super::country::Size;
use super::*;
use crate::definition::Definitions;
use crate::error::Error;
use crate::intake::{Intake, Outcome};
use crate::model::Catalogue;
use crate::pipeline::Pipeline;
use crate::refresh::{Drift, Event, Refresher, Watcher};
use crate::simulated::server::Simulated;
use crate::source::{self, Order};
use crate::warehouse::Warehouse;
use crate::web::Web;

fn world(seed: u64, size: Size) -> World {
    let country = Arc::new(Country::new(seed, size));
    let tables = BTreeMap::from([(PUBLISHER, publish(&country))]);
    World { country, tables }
}

fn get(world: &World, path: &str, query: &[(&str, &str)]) -> Reply {
    let query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    answer(world, &Ask { method: "GET".to_owned(), path: path.to_owned(), query, body: None, accept: None })
}

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

/// The endpoint of a page (without `/data`), as its definition has it now.
fn endpoint(world: &World, code: &str) -> String {
    let page = json(&get(world, &format!("rest/v1/Rapportside/{code}"), &[]));
    let data = page["rappside"]["rapportElementer"][0]["dataEndepunkt"].as_str().unwrap().to_owned();
    data.strip_suffix("/data").unwrap().to_owned()
}

fn data(world: &World, code: &str, filter: &str, path: &str) -> Value {
    let query = [("filter", filter), ("radSti", path), ("inkluderKoder", "true")];
    json(&get(world, &format!("{}/data", endpoint(world, code)), &query))
}

fn rows(answer: &Value) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let figures = |row: &Value| row["data"].as_array().unwrap().iter().map(text).collect();
    answer["rows"].as_array().unwrap().iter().map(|row| (text(&row["id"]), text(&row["kode"]), figures(row))).collect()
}

const PUPILS: &str = "TidID(202510)_TrinnID(-10)_KjoennID(-10)_KommunalitetID(-10)";

#[test]
fn pupils_stand_under_the_numbers_of_their_year_and_add_up() {
    let world = world(1, Size::Small);
    let answer = data(&world, "GSK_Elev_Skol", PUPILS, "**");
    let number = |text: &str| text.replace(' ', "").parse::<u32>().unwrap();
    let standing = rows(&answer);
    let below = |above: &str, standing: &[(String, String, Vec<String>)]| {
        let deep = above.split('.').count() + 1;
        let is_below = |id: &str| id.starts_with(&format!("{above}.")) && id.split('.').count() == deep;
        standing.iter().filter(|(id, ..)| is_below(id)).cloned().collect::<Vec<_>>()
    };
    let mut masked = 0;
    for (id, _, figures) in standing.iter().filter(|(id, ..)| id.split('.').count() < 4) {
        let parts = below(id, &standing);
        assert_eq!(parts.iter().map(|(.., figures)| number(&figures[0])).sum::<u32>(), number(&figures[0]), "{id}");
        for measure in [1, 2] {
            let hidden = parts.iter().filter(|(.., figures)| figures[measure] == "*").count();
            masked += hidden;
            match figures[measure].as_str() {
                "*" => assert_ne!(hidden, 0, "{id}"),
                total if hidden == 0 => {
                    assert_eq!(parts.iter().map(|(.., figures)| number(&figures[measure])).sum::<u32>(), number(total), "{id}")
                }
                _ => assert_ne!(hidden, 1, "{id}"),
            }
        }
    }
    assert!(masked > 2 && standing.iter().all(|(.., figures)| !["1", "2", "3", "4", "5"].contains(&figures[1].as_str())));
    let codes = |answer: &Value| rows(answer).into_iter().map(|(_, code, _)| code).collect::<Vec<_>>();
    let before = data(&world, "GSK_Elev_Skol", &PUPILS.replace("202510", "202310"), "-12.*.*");
    assert!(codes(&answer).contains(&"3118".to_owned()) && !codes(&answer).contains(&"3014".to_owned()));
    assert!(codes(&before).contains(&"3014".to_owned()) && !codes(&before).contains(&"3118".to_owned()));
    assert!(codes(&before).contains(&"2100".to_owned()) && !codes(&before).contains(&"I".to_owned()));
}

#[test]
fn questions_that_udir_refuses_or_answers_with_nothing() {
    let world = world(2, Size::Small);
    let path = format!("{}/data", endpoint(&world, "GSK_Elev_Skol"));
    let wrong = get(&world, &path, &[("filter", "TidID(202510,202410)")]);
    assert_eq!((wrong.status, json(&wrong)["melding"].as_str()), (400, Some("Feil format på filtrene!")));
    let none = get(&world, &path, &[("radSti", "**")]);
    assert_eq!((none.status, json(&none)["melding"].as_str()), (400, Some("Filter må oppgis!")));
    assert_eq!(get(&world, "rest/v1/Rapportside/GSK_finnes_ikke", &[]).status, 404);
    let impossible = data(&world, "GSK_NP_Geografisk", "SkoleAarID(20252026)_TrinnID(8)_ProevetypeID(3)", "**");
    assert_eq!(impossible, json!({ "metadata": { "columns": [] }, "rows": [] }));
    let top = get(&world, &path, &[("filter", PUPILS)]);
    assert_eq!(json(&top)["rows"].as_array().unwrap().len(), 1);
    assert!(json(&top)["rows"][0].get("kode").is_none(), "codes only where asked for");
    let everything = data(&world, "GSK_Elev_Skol", "TidID(202510)_TrinnID(-10)_KommunalitetID(-10)", "1");
    assert_eq!(rows(&everything)[0].2.len(), 12, "a filter left out gives every combination");
}

#[test]
fn switches_add_columns_and_questions_have_units_across() {
    let world = world(3, Size::Small);
    let filter = "SkoleAarID(20252026)_ProevetypeID(2)_EierformID(-10)_KjoennID(-10)_VisMestringsnivaafordeling";
    let width = |switch: &str| rows(&data(&world, "GSK_NP_Geo_Trinn5", &format!("{filter}({switch})"), "1"))[0].2.len();
    assert_eq!((width("0"), width("1")), (3, 9));
    let bullying = data(&world, "GSK_EUG_mobbing", "TidID(202512)_EnhetID(-12)_TrinnID(9)_EierformID(-10)_KjoennID(-10)", "**");
    let names: Vec<&str> =
        bullying["metadata"]["columns"].as_array().unwrap().iter().map(|level| level[0]["name"].as_str().unwrap()).collect();
    let units = ["2025-26", "Hele landet", "Alle fylker", "Alle kommuner", "Alle skoler", "10. årstrinn"];
    assert_eq!(names[..6], units);
    assert_eq!(rows(&bullying).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["41", "41.334", "41.379", "41.354"]);
    let marks = data(&world, "GSK_GSKarakterer", "TidID(202506)_KaraktertypeID(1)_EierformID(-10)_KjoennID(-10)", "**");
    assert_eq!(rows(&marks)[0].1, "NOR0218");
    assert_eq!(rows(&marks)[1].0, "11.1");
    let newest = data(&world, "GSK_GSPoeng", "TidID(202606)_EierformID(-10)_KjoennID(-10)", "1");
    assert_eq!(newest["metadata"]["columns"][0][0]["name"], "Foreløpige tall 2025-26");
}

#[test]
fn filter_values_are_a_tree_with_holes() {
    let world = world(4, Size::Small);
    let path = format!("{}/filterVerdier", endpoint(&world, "GSK_NP_Geografisk"));
    let all = json(&get(&world, &path, &[]));
    let old = json(&get(&world, &path, &[("filter", "SkoleAarID(20222023)_EnhetID(*)")]));
    assert_eq!(old.as_object().unwrap().keys().collect::<Vec<_>>(), ["SkoleAarID", "EnhetID"]);
    let named = |list: &Value, name: &str| list["EnhetID"].as_array().unwrap().iter().any(|unit| unit["navn"] == name);
    assert!(named(&all, "Viken (2020 - 2023)") && named(&old, "Viken (2020 - 2023)") && !named(&old, "Østfold"));
    let units = old["EnhetID"].as_array().unwrap();
    let places: Vec<u64> = units.iter().map(|unit| unit["indeks"].as_u64().unwrap()).collect();
    assert!(places.windows(2).any(|pair| pair[1] > pair[0] + 1), "holes");
    for child in units.iter().flat_map(|unit| unit["barn"].as_array().into_iter().flatten()) {
        assert!(places.contains(&child.as_u64().unwrap()), "every child is in the list");
    }
}

fn recorded(file: &str) -> Option<Value> {
    let bytes = crate::recorded::recorded(&format!("udir/report-api/{file}"))?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn answers_have_the_recorded_shape() {
    let world = world(7, Size::Small);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for code in ["GSK_Elev_Skol", "GSK_NP_Geografisk", "GSK_NP_Geo_Trinn5", "GSK_EUG_mobbing", "GSK_fravaer"] {
        let Some(recorded) = recorded(&format!("rapportside_{code}.json")) else { return };
        let own = json(&get(&world, &format!("rest/v1/Rapportside/{code}"), &[]));
        let element = |page: &Value| page["rappside"]["rapportElementer"][0].clone();
        assert_eq!((keys(&own), keys(&own["rappside"])), (keys(&recorded), keys(&recorded["rappside"])), "{code}");
        assert_eq!(keys(&element(&own)), keys(&element(&recorded)), "{code}");
        assert_eq!(element(&own)["dataEndepunkt"], element(&recorded)["dataEndepunkt"], "{code}");
    }
    let recorded = recorded("gsi_GSK_Elev_Skol_202510_kommune.json").unwrap();
    let own = data(&world, "GSK_Elev_Skol", PUPILS, "-12.*.*");
    let names = |answer: &Value| {
        answer
            .pointer("/metadata/columns")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|level| {
                level.as_array().unwrap().iter().map(|entry| (entry["name"].clone(), entry["columnCount"].clone())).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&own), names(&recorded));
    assert_eq!(
        (keys(&own), keys(&own["metadata"]), keys(&own["rows"][0])),
        (keys(&recorded), keys(&recorded["metadata"]), keys(&recorded["rows"][0]))
    );
    assert_eq!(keys(&own["metadata"]["columns"][0][0]), keys(&recorded["metadata"]["columns"][0][0]));
    assert_eq!(own["metadata"]["rowHierarchy"], recorded["metadata"]["rowHierarchy"]);
}

#[test]
fn what_is_unknown_of_a_page_belongs_to_the_seed() {
    let list = |seed: u64| json(&get(&world(seed, Size::Small), "rest/v1/Rapportside", &[]));
    let staff = |list: &Value| {
        let pages = list.as_array().unwrap().iter().map(|page| (page["kode"].to_string(), page["navn"].to_string()));
        pages.filter(|(code, name)| name.contains("Ansatte") && code.contains("GSK")).collect::<Vec<_>>()
    };
    let (one, other) = (staff(&list(1)), staff(&list(5)));
    assert!(one.len() == 1 && other.len() == 1 && one[0].0 != other[0].0);
}

#[test]
fn every_figure_of_every_page_is_masked_without_exactly_one_hole() {
    let world = world(6, Size::Small);
    let mut hidden = 0;
    for page in Page::all(&world.country) {
        let period = format!("{}({})", page.period.filter(), page.period.id(2023));
        let path = if page.rows == Rows::Questions { "*.*" } else { "**" };
        let answer = data(&world, &page.code, &period, path);
        let rows = rows(&answer);
        assert!(!rows.is_empty(), "{}", page.code);
        for (id, _, figures) in rows.iter().filter(|(id, ..)| page.rows == Rows::Units && id.split('.').count() == 3) {
            for (column, total) in figures.iter().enumerate().filter(|(_, total)| *total != "*") {
                let parts = rows.iter().filter(|(part, ..)| part.starts_with(&format!("{id}.")));
                let masked = parts.filter(|(.., figures)| figures[column] == "*").count();
                assert_ne!(masked, 1, "{} {id} {column} {total}", page.code);
                hidden += masked;
            }
        }
    }
    assert!(hidden > 0, "nothing is masked under a shown total");
}

/// Notes what went wrong and what was remarked.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Notes {
    fn add(&self, note: String) {
        self.0.lock().unwrap().push(note);
    }
}

impl Watcher for Notes {
    fn delivered(&self, pipeline: &Pipeline, delivery: &str, event: &Event) {
        match event {
            Event::Failed(error) => self.add(format!("{} {delivery}: {error}", pipeline.id)),
            Event::TakenIn(Outcome::Loaded(loaded)) if !loaded.findings.is_empty() => {
                self.add(format!("{} {delivery}: {:?}", pipeline.id, loaded.findings))
            }
            _ => (),
        }
    }
    fn drifted(&self, pipeline: &Pipeline, _drift: &[Drift], notes: &[String]) {
        notes.iter().for_each(|note| self.add(format!("{}: {note}", pipeline.id)));
    }
    fn failed(&self, pipeline: &Pipeline, error: &Error) {
        self.add(format!("{}: {error}", pipeline.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pipeline_of_the_report_api_takes_in_all_that_is_published() {
    let catalogue = Catalogue::load(Definitions::embedded(), true).await.unwrap();
    let is_report = |pipeline: &&Pipeline| pipeline.hent.as_ref().is_some_and(|fetch| fetch.udir_rapport.is_some());
    let pipelines: Vec<&Pipeline> = catalogue.pipelines.iter().filter(is_report).collect();
    for (seed, everything) in [(20, false), (1, true)] {
        let simulated = Simulated::start(seed, Size::Small).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::create(folder.path(), true).unwrap();
        let web = Web::new(&simulated.network()).unwrap();
        let refresher = Refresher::new(Intake::new(&warehouse, &catalogue), &web, None);
        if everything {
            let notes = Notes::default();
            let summary = refresher.all(&pipelines, &notes).await;
            assert_eq!(notes.0.into_inner().unwrap().join("\n"), "", "seed {seed}");
            assert!(pipelines.len() >= 13 && summary.failed == 0 && summary.loaded > 80, "{summary:?}");
        }
        for pipeline in &pipelines {
            let (plan, _) = refresher.plan(pipeline).await.unwrap();
            assert!(plan.notes.is_empty() && !plan.resolved.is_empty(), "{}: {:?}", pipeline.id, plan.notes);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_all_owners_is_no_answer_about_private_schools() {
    let catalogue = Catalogue::load(Definitions::embedded(), true).await.unwrap();
    let simulated = Simulated::start(2, Size::Small).await.unwrap();
    let web = Web::new(&simulated.network()).unwrap();
    for dataset in ["udir_gsi_elever", "udir_fravaer"] {
        let pipeline = catalogue.pipelines.get(dataset).unwrap();
        let order = Order { pipeline, fetch: pipeline.hent.as_ref().unwrap() };
        let source = source::of(order.fetch);
        let plan = source.plan(&web, &order).await.unwrap();
        let newest = |owner: &str| plan.deliveries.iter().find(|delivery| delivery.name.to_lowercase().contains(owner)).unwrap();
        let (all, private) = (newest("alle"), newest("privat"));
        let answers = [web.ask(&all.requests[0].request).await.unwrap()];
        assert_eq!(source.verify(all, &answers), Ok(()));
        let refusal = source.verify(private, &answers).unwrap_err();
        assert!(refusal.found.contains("Alle eierformer") && refusal.expected.contains("Privat"), "{dataset}: {refusal}");
    }
}
