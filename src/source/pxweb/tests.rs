use super::*;

const LAYOUT: &str = r#"
    format = "jsonstat"
    utelat = ["/kjønn/"]
    [kolonner]
    kommunenr = { fra = "rolle:sted" }
    maal = { fra = "rolle:maal", verdier = { "/per elev/" = "netto" } }
    aar = { fra = "rolle:tid", tolk = "aar" }
"#;

fn layout() -> Layout {
    toml::from_str(LAYOUT).unwrap()
}

fn order(text: &str) -> PxWebOrder {
    toml::from_str(text).unwrap()
}

fn facts(limit: usize) -> Facts {
    let metadata = json!({
        "class": "dataset", "label": "t", "updated": "2026-06-15T06:00:00Z", "value": [],
        "role": {"time": ["Tid"], "geo": ["KOKkommuneregion0000"], "metric": ["ContentsCode"]},
        "id": ["KOKkommuneregion0000", "Kjonn", "ContentsCode", "Tid"], "size": [3, 2, 2, 4],
        "dimension": {
            "KOKkommuneregion0000": {"label": "region", "category": {"index": {"0301": 0, "3412": 1, "0415": 2}},
                "extension": {"elimination": false, "codelists": [{"id": "agg_K05402", "label": "Uttrekk for Løten"}]}},
            "Kjonn": {"label": "kjønn", "category": {"index": {"1": 0, "2": 1}}, "extension": {"elimination": true}},
            "ContentsCode": {"label": "statistikkvariabel", "category": {"index": {"KOSa": 0, "KOSb": 1},
                "label": {"KOSa": "Netto per elev (kr)", "KOSb": "Netto"}, "unit": {"KOSa": {"base": "kr", "decimals": 0}}}},
            "Tid": {"label": "år", "category": {"index": {"2015": 0, "2016": 1, "2017": 2, "2018": 3}}}
        }
    });
    let table = TableItem {
        id: "12235".into(),
        label: "12235: Utgifter til grunnskole".into(),
        updated: Some("2026-06-15T06:00:00Z".into()),
        discontinued: false,
    };
    let found = Found { table, name: "tabell 12235".into(), note: None };
    Facts { found, metadata: Metadata::parse(&metadata).unwrap(), codelists: IndexMap::new(), limit }
}

fn answer(body: impl Into<Vec<u8>>) -> Answer {
    Answer { status: 200, headers: BTreeMap::new(), body: body.into() }
}

/// The whole answer to a request.
fn whole(planned: &PlannedRequest) -> Value {
    let body = planned.request.body.as_ref().unwrap();
    let mut answer =
        json!({"version": "2.0", "class": "dataset", "updated": "2026-06-15T06:00:00Z", "id": [], "size": [], "dimension": {}});
    let mut cells = 1;
    for entry in body["selection"].as_array().unwrap() {
        let codes = entry["valueCodes"].as_array().unwrap();
        cells *= codes.len();
        answer["id"].as_array_mut().unwrap().push(entry["variableCode"].clone());
        answer["size"].as_array_mut().unwrap().push(json!(codes.len()));
        let index: serde_json::Map<String, Value> =
            codes.iter().enumerate().map(|(place, code)| (code.as_str().unwrap().to_owned(), json!(place))).collect();
        answer["dimension"][entry["variableCode"].as_str().unwrap()] = json!({"category": {"index": index}});
    }
    answer["value"] = json!(vec![1; cells]);
    answer
}

#[test]
fn a_table_becomes_deliveries_of_whole_periods() {
    let plan = plan_from(&facts(6), &layout(), &order("tabell = '12235'\nfra = '2016'")).unwrap();
    let names: Vec<&str> = plan.deliveries.iter().map(|delivery| delivery.name.as_str()).collect();
    assert_eq!(names, ["2016–2017", "2018"]);
    let planned = &plan.deliveries[0].requests[0];
    assert_eq!(planned.request.path, "tables/12235/data?lang=no&outputFormat=json-stat2");
    let expected = json!({"selection": [
        {"variableCode": "KOKkommuneregion0000", "valueCodes": ["0301", "3412", "0415"]},
        {"variableCode": "ContentsCode", "valueCodes": ["KOSa"]},
        {"variableCode": "Tid", "valueCodes": ["2016", "2017"]},
    ]});
    assert_eq!(planned.request.body, Some(expected));
    let cube = [("KOKkommuneregion0000".to_owned(), 3), ("ContentsCode".to_owned(), 1), ("Tid".to_owned(), 2)];
    assert_eq!(planned.expected, Expected::Cube(cube.to_vec()));
    assert_eq!(plan.resolved[0].stands_for, "12235 «12235: Utgifter til grunnskole»");
    assert_eq!(plan.form.dimensions[2].categories[0].unit.as_deref(), Some("kr"));
    assert!(plan.notes.is_empty(), "{:?}", plan.notes);
    assert!(plan_from(&facts(6), &layout(), &order("tabell = '12235'\nfra = '2020'")).unwrap_err().contains("den siste er 2018"));
}

#[test]
fn the_signal_moves_with_the_publication_and_with_the_selection() {
    let signal = |facts: &Facts, text: &str| plan_from(facts, &layout(), &order(text)).unwrap().deliveries[0].signal.clone().unwrap();
    let first = signal(&facts(100), "tabell = '12235'");
    assert!(first.starts_with("2026-06-15T06:00:00Z "));
    assert_eq!(first, signal(&facts(100), "tabell = '12235'"));
    assert_ne!(first, signal(&facts(100), "tabell = '12235'\nvelg = { Kjonn = ['1'] }"));
    let mut revised = facts(100);
    revised.found.table.updated = Some("2026-07-01T06:00:00Z".into());
    assert_ne!(first, signal(&revised, "tabell = '12235'"));
}

#[test]
fn one_period_over_the_limit_is_one_delivery_of_several_requests() {
    let plan = plan_from(&facts(2), &layout(), &order("tabell = '12235'")).unwrap();
    assert_eq!(plan.deliveries.len(), 4);
    assert_eq!(plan.deliveries[0].requests.len(), 2);
    assert!(plan.notes[0].contains("delt i 2 spørringer på KOKkommuneregion0000"), "{:?}", plan.notes);
    let answers: Vec<Answer> = plan.deliveries[0].requests.iter().map(|planned| answer(whole(planned).to_string())).collect();
    assert_eq!(PxWeb.verify(&plan.deliveries[0], &answers), Ok(()));
    assert!(PxWeb.verify(&plan.deliveries[0], &answers[..1]).unwrap_err().found.contains("1 svar"));
    let twice = [answers[0].clone(), answers[0].clone()];
    assert!(PxWeb.verify(&plan.deliveries[0], &twice).unwrap_err().place.starts_with("svar 2 av 2"));
    let mut later = whole(&plan.deliveries[0].requests[1]);
    later["updated"] = json!("2026-06-16T06:00:00Z");
    let mixed = [answers[0].clone(), answer(later.to_string())];
    assert!(PxWeb.verify(&plan.deliveries[0], &mixed).unwrap_err().found.contains("annen publisering"));
}

#[test]
fn a_code_list_is_found_by_label_and_named_in_every_request() {
    let order = order("tabell = '12235'\nkodeliste = { 'rolle:sted' = '/løten/' }");
    let mut facts = facts(100);
    facts.codelists = codelists(&facts.metadata, &order.kodeliste).unwrap();
    let plan = plan_from(&facts, &layout(), &order).unwrap();
    assert_eq!(plan.deliveries[0].requests[0].request.body.as_ref().unwrap()["selection"][0]["codelist"], "agg_K05402");
    assert_eq!(plan.resolved[1].stands_for, "agg_K05402 «Uttrekk for Løten»");
    let absent = IndexMap::from([(Selector::parse("rolle:sted").unwrap(), Selector::parse("/hamar/").unwrap())]);
    assert!(codelists(&facts.metadata, &absent).unwrap_err().contains("agg_K05402 «Uttrekk for Løten»"));
}

#[test]
fn an_answer_is_held_against_what_was_asked() {
    let plan = plan_from(&facts(100), &layout(), &order("tabell = '12235'")).unwrap();
    let delivery = &plan.deliveries[0];
    let verify = |body: &str| PxWeb.verify(delivery, &[answer(body)]);
    let good = whole(&delivery.requests[0]);
    assert_eq!(verify(&good.to_string()), Ok(()));
    assert_eq!(verify(&format!("\u{feff}{}", good.to_string().replace("ContentsCode", "CONTENTSCODE"))), Ok(()));

    let mut lost = good.clone();
    lost["id"].as_array_mut().unwrap().remove(1);
    lost["size"].as_array_mut().unwrap().remove(1);
    let refusal = verify(&lost.to_string()).unwrap_err();
    assert!(refusal.expected.contains("ContentsCode") && refusal.expected.contains("summert"), "{refusal}");

    let mut fewer = good.clone();
    fewer["size"][0] = json!(2);
    assert_eq!(verify(&fewer.to_string()).unwrap_err().found, "2 kategorier i dimensjonen KOKkommuneregion0000");

    let other = good.to_string().replace("\"3412\"", "\"3411\"");
    assert!(verify(&other).unwrap_err().found.contains("ingen kategori 3412"));

    let mut extra = good.clone();
    extra["id"].as_array_mut().unwrap().push(json!("Ny"));
    assert!(verify(&extra.to_string()).unwrap_err().found.contains("dimensjonen Ny"));
}

#[test]
fn what_is_no_dataset_is_refused_in_words() {
    let plan = plan_from(&facts(100), &layout(), &order("tabell = '12235'")).unwrap();
    let found = |body: &str| PxWeb.verify(&plan.deliveries[0], &[answer(body)]).unwrap_err().found;
    let problem = r#"{"type":"Parameter error","title":"Too many cells selected","status":400}"#;
    assert!(found(problem).contains("for mange celler"));
    assert_eq!(found(" \n"), "et tomt svar");
    assert!(found("<!DOCTYPE html><html>").contains("HTML"));
    let good = whole(&plan.deliveries[0].requests[0]).to_string();
    assert!(found(&good[..good.len() - 5]).contains("avkortet"));
    assert!(found("[1, 2]").contains("annet enn JSON-stat"));
    assert!(found("{}").contains("uten tall"));
}

#[test]
fn version_1_is_held_against_the_question_too() {
    let plan = plan_from(&facts(100), &layout(), &order("tabell = '12235'")).unwrap();
    let delivery = &plan.deliveries[0];
    let mut wrapped = whole(&delivery.requests[0]);
    for key in ["id", "size", "role"] {
        let inside = wrapped.as_object_mut().unwrap().remove(key).unwrap_or(json!({}));
        wrapped["dimension"][key] = inside;
    }
    let verify = |dataset: &Value| PxWeb.verify(delivery, &[answer(json!({"dataset": dataset}).to_string())]);
    assert_eq!(verify(&wrapped), Ok(()));
    wrapped["dimension"]["size"][0] = json!(77);
    assert!(verify(&wrapped).unwrap_err().found.starts_with("77 kategorier"));
}

#[test]
fn a_title_names_exactly_one_active_table() {
    let table = |id: &str, label: &str, discontinued| TableItem { id: id.into(), label: label.into(), updated: None, discontinued };
    let tables = [
        table("12222", "12222: Elever med spesialundervisning, etter region og år", false),
        table("04684", "04684: Elever med spesialundervisning (avsluttet serie)", true),
        table("12285", "12285: Elevtimer og lærertimer, etter region og år", false),
    ];
    let with = |text: &str| with_title(&tables, &Selector::parse(text).unwrap());
    assert_eq!(with("/elever med spesialundervisning/").unwrap().id, "12222");
    assert_eq!(with("12285").unwrap().id, "12285");
    let none = with("/lærertimer per elev/").unwrap_err();
    assert!(none.contains("nærmest av 2 er 12285"), "{none}");
    let several = with("/etter region/").unwrap_err();
    assert!(several.contains("12222 «") && several.contains("12285 «"), "{several}");
}

#[test]
fn reads_pages_limits_and_writes_addresses() {
    let item = json!({"id": "1", "label": "1: a", "discontinued": true});
    let page = json!({"tables": [item], "page": {"pageNumber": 2, "pageSize": 1, "totalElements": 2, "totalPages": 2}});
    let page = Page::parse(&page).unwrap();
    assert_eq!((page.number, page.of, page.total, page.tables[0].discontinued), (2, 2, 2, true));
    assert!(Page::parse(&json!({"tables": [{}], "page": {}})).is_none());
    assert_eq!((announced(&json!({"maxDataCells": 150_000})), announced(&json!({"maxDataCells": 0}))), (Some(150_000), None));
    assert_eq!(encoded("105+ år [a]"), "105%2B%20%C3%A5r%20%5Ba%5D");
}

/// The folder of recorded answers, where there is one.
fn recorded(file: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("INNSIKT_REAL_DATA").map(std::path::PathBuf::from);
    let Some(folder) = folder else {
        eprintln!("skipped: INNSIKT_REAL_DATA is not set");
        return None;
    };
    let path = folder.join("ssb").join(file);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn recorded_json(file: &str) -> Option<Value> {
    recorded(file).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn reads_the_recorded_metadata_configurations_and_lists() {
    for (file, dimensions) in [("001", 5), ("003", 4), ("004", 4)] {
        let Some(answer) = recorded_json(&format!("pxwebapi2-expected/MetadataById_tab{file}_js2.json")) else { return };
        let metadata = Metadata::parse(&answer).unwrap();
        assert_eq!(metadata.dimensions.len(), dimensions);
        assert!(metadata.dimensions.iter().any(|offered| offered.dimension.role == Some(Role::Time)));
        assert!(metadata.dimensions.iter().all(|offered| !offered.dimension.categories.is_empty()));
    }
    let example = recorded_json("pxapi-spec/examples/table-metadata-example-jsonstat-nocomments.json").unwrap();
    let incoherent = Metadata::parse(&example).unwrap_err();
    assert_eq!(incoherent, "metadataene sier 1 kategorier i dimensjonen Alder, men lister 102", "an example that nobody generated");
    assert_eq!(announced(&recorded_json("pxwebapi2-ssb-recorded/config_2026-08-30.json").unwrap()), Some(800_000));
    let page = Page::parse(&recorded_json("pxwebapi2-ssb-recorded/tables_no_page1.json").unwrap()).unwrap();
    assert_eq!((page.tables[0].id.as_str(), page.number, page.of, page.total), ("14710", 1, 2, 2));
    assert!(Page::parse(&recorded_json("pxwebapi2-expected/ListAllTables.json").unwrap()).is_some());
    assert!(TableItem::parse(&recorded_json("pxwebapi2-expected/TableById_tab004.json").unwrap()).is_some());
    assert!(TableItem::parse(&recorded_json("pxwebapi2-ssb-recorded/table_03013_en.json").unwrap()).unwrap().discontinued);
}

/// What a recorded answer would have to be asked for by: its own dimensions and codes.
fn question(answer: &Value) -> PlannedRequest {
    let ids = answer["id"].as_array().unwrap().iter().map(|id| id.as_str().unwrap());
    let chosen: Vec<Chosen> = ids
        .map(|id| {
            let categories = answer["dimension"][id]["category"]["index"].as_object().unwrap().keys().cloned().collect();
            Chosen { dimension: id.to_owned(), role: None, categories }
        })
        .collect();
    request("x", &chosen, &IndexMap::new())
}

#[test]
fn the_recorded_answers_are_whole() {
    for file in ["13760_data_no", "ssb_13526_kostra_jsonstat2_example", "12362_v0_oslo_2024"] {
        let Some(bytes) = recorded(&format!("pxwebapi2-ssb-recorded/{file}.json")) else { return };
        let recorded: Value = serde_json::from_slice(&bytes).unwrap();
        let planned = |requests| Planned { name: file.into(), signal: None, settled: false, format: FORMAT, requests };
        let delivery = planned(vec![question(&recorded)]);
        assert_eq!(PxWeb.verify(&delivery, &[answer(bytes.clone())]), Ok(()), "{file}");
        let mut wider = question(&recorded);
        if let Expected::Cube(expected) = &mut wider.expected {
            expected.push(("Alder2".into(), 1));
        }
        assert!(PxWeb.verify(&planned(vec![wider]), &[answer(bytes)]).unwrap_err().expected.contains("Alder2"));
    }
}
