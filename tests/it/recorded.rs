//! The publishers' recorded answers, once more over HTTP: what is whole gives what `import` gives, and what is not is stopped, each with its
//! message. What was not recorded (metadata, values of filters) is made from the recorded answers themselves.
//!
//! `INNSIKT_VIS=1` prints what was loaded and every message.

mod definitions;
mod replayer;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use innsikt::intake::{Intake, Outcome, Source};
use innsikt::model::Catalogue;
use innsikt::pipeline::Pipeline;
use innsikt::refresh::{Event, Refresher, Watcher};
use innsikt::warehouse::{Partition, Partitions, Warehouse};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use self::replayer::{Answers, Replayer};
use crate::support::real_data;

/// The definitions, parsed once for all tests here.
async fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceCell<Catalogue> = OnceCell::const_new();
    let load = || async {
        let folder = tempfile::tempdir().unwrap();
        Catalogue::load(definitions::overlaid(folder.path()), false).await.unwrap()
    };
    CATALOGUE.get_or_init(load).await
}

/// The folder of recorded answers.
struct Recorded(PathBuf);

impl Recorded {
    fn bytes(&self, file: &str) -> Vec<u8> {
        let path = self.0.join(file);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&self.bytes(file)).unwrap()
    }
}

macro_rules! recorded_or_skip {
    () => {
        match real_data() {
            Some(folder) => Recorded(folder),
            None => return,
        }
    };
}

fn show(what: impl std::fmt::Display) {
    if std::env::var_os("INNSIKT_VIS").is_some() {
        eprintln!("{what}");
    }
}

// ---------------------------------------------------------------------------------------------- two ways in

/// A warehouse of real data, and what was said while it was filled.
struct Filled {
    _folder: TempDir,
    warehouse: Warehouse,
    loaded: usize,
    /// Delivery (empty for the dataset as a whole) and message.
    stopped: Vec<(String, String)>,
}

impl Filled {
    fn empty() -> Filled {
        let folder = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::create(&folder.path().join("warehouse"), false).unwrap();
        Filled { _folder: folder, warehouse, loaded: 0, stopped: Vec::new() }
    }

    fn partitions(&self) -> Vec<Partition> {
        Partitions::read(&self.warehouse.tables()).unwrap().all().to_vec()
    }

    /// Every slot with the hash of what it says and how many rows it has.
    fn contents(&self) -> Vec<(String, String, String, String, u64)> {
        let content = |partition: Partition| (partition.tabell, partition.periode, partition.del, partition.innhold, partition.fil.rader);
        self.partitions().into_iter().map(content).collect()
    }

    /// Every row of every table, without what says when and in which answer it came.
    fn rows(&self) -> Vec<String> {
        let mut rows: Vec<String> = self.partitions().iter().flat_map(|partition| self.rows_of(partition)).collect();
        rows.sort();
        rows
    }

    fn rows_of(&self, partition: &Partition) -> Vec<String> {
        let file = std::fs::File::open(partition.fil.path(&self.warehouse.tables())).unwrap();
        let mut writer = arrow::json::LineDelimitedWriter::new(Vec::new());
        for batch in ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap() {
            writer.write(&batch.unwrap()).unwrap();
        }
        writer.finish().unwrap();
        let line = |line: &str| {
            let mut row: Value = serde_json::from_str(line).unwrap();
            ["publisert", "henting", "celle"].iter().for_each(|name| drop(row.as_object_mut().unwrap().remove(*name)));
            format!("{} {row}", partition.tabell)
        };
        String::from_utf8(writer.into_inner()).unwrap().lines().map(line).collect()
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<(String, String)>>);

impl Told {
    fn note(&self, delivery: &str, message: impl ToString) {
        self.0.lock().unwrap().push((delivery.to_owned(), message.to_string()));
    }
}

impl Watcher for Told {
    fn delivered(&self, _pipeline: &Pipeline, delivery: &str, event: &Event) {
        if let Event::Failed(error) = event {
            self.note(delivery, error);
        }
    }

    fn failed(&self, _pipeline: &Pipeline, error: &innsikt::error::Error) {
        self.note("", error);
    }
}

/// What a refresh of one dataset makes of a publisher's answers.
async fn over_http(dataset: &str, replayer: &Replayer) -> Filled {
    let catalogue = catalogue().await;
    let mut filled = Filled::empty();
    let told = Told::default();
    let intake = Intake::new(&filled.warehouse, catalogue);
    let pipeline = catalogue.pipelines.get(dataset).unwrap();
    let summary = Refresher::new(intake, &replayer.web, None).all(&[pipeline], &told).await;
    filled.loaded = summary.loaded;
    let stopped = told.0.into_inner().unwrap().into_iter();
    filled.stopped = stopped.map(|(delivery, message)| (delivery, replayer.without_address(&message))).collect();
    assert_eq!(summary.failed, usize::from(!filled.stopped.is_empty()), "{dataset}");
    filled
}

/// What `import` makes of a file.
async fn imported(dataset: &str, name: &str, bytes: Vec<u8>) -> Filled {
    let filled = Filled::empty();
    let intake = Intake::new(&filled.warehouse, catalogue().await);
    let source = Source { name: name.to_owned(), ..Source::default() };
    let outcome = intake.file(dataset, &source, bytes, innsikt::archive::now()).await;
    assert!(matches!(&outcome, Ok(Outcome::Loaded(_))), "{dataset} {name}: {outcome:?}");
    filled
}

/// The same rows in the same partitions, whichever way they came in.
fn same(dataset: &str, http: &Filled, import: &Filled, rows: usize) {
    assert_eq!(http.stopped, [], "{dataset}");
    assert_eq!(http.rows(), import.rows(), "{dataset}");
    assert_eq!(http.contents(), import.contents(), "{dataset}");
    assert_eq!(http.rows().len(), rows, "{dataset}");
    let contents = http.contents();
    show(format!("{dataset}: {} partisjon(er), {rows} rader, det samme over HTTP som med import", contents.len()));
}

// ---------------------------------------------------------------------------------------------- Udir's report API

const RAPPORT: &str = "GET udir_rapport/rest/v1";

fn page(recorded: &Recorded, code: &str) -> Vec<u8> {
    recorded.bytes(&format!("udir/report-api/rapportside_{code}.json"))
}

/// The recorded values of filters of nasjonale prøver: the same filters have the same values elsewhere.
fn filters(recorded: &Recorded) -> Value {
    recorded.json("udir/report-api/filterVerdier_GSK_NP_Geografisk.EXCERPT.json")
}

/// One value of a filter, with the recorded keys.
fn value(id: i64, code: &str, name: &str) -> Value {
    json!({"indeks": 0, "id": id, "kode": code, "navn": name, "erBegrenset": 0})
}

#[tokio::test]
async fn pupils_over_http_are_those_of_import() {
    let recorded = recorded_or_skip!();
    let body = recorded.bytes("udir/report-api/gsi_GSK_Elev_Skol_202510_kommune.json");
    let mut values = recorded.json("udir/report-api/filterVerdier_GSI_TidID_only.json");
    values["TrinnID"] = json!([value(-10, "-10", "Alle trinn")]);
    values["KjoennID"] = json!([value(-10, "A", "Alle kjønn")]);
    values["KommunalitetID"] = json!([value(-10, "-10", "Alle eierformer")]);
    let table = format!("{RAPPORT}/Statistikk/GSK/GSI/1/8");
    let question = "filter=TidID(202510)_KommunalitetID(-10)_TrinnID(-10)_KjoennID(-10)&radSti=**&inkluderKoder=true";
    let data = format!("{table}/data?{question}");
    let answers = Answers::default()
        .with(format!("{RAPPORT}/Rapportside/GSK_Elev_Skol"), page(&recorded, "GSK_Elev_Skol"))
        .with(format!("{table}/filterVerdier"), values.to_string())
        .with(&data, body.clone());
    let replayer = Replayer::start(answers).await;
    let http = over_http("udir_gsi_elever", &replayer).await;
    let import = imported("udir_gsi_elever", "gsi.json", body).await;
    // 373 counties and municipalities, four measures.
    same("udir_gsi_elever", &http, &import, 4 * 373);
    assert_eq!(replayer.asked().last(), Some(&data));
}

#[tokio::test]
async fn bullying_over_http_is_that_of_import() {
    let recorded = recorded_or_skip!();
    let body = recorded.bytes("udir/report-api/eug_GSK_EUG_mobbing_202512_4203_trinn10.json");
    let mut values = filters(&recorded);
    values["TidID"] = json!([value(202_512, "202512", "2025-26")]);
    values["TrinnID"] = json!([value(9, "10", "10. årstrinn")]);
    values["VisAntallBesvart"] = json!([value(0, "Skjul", "Skjul"), value(1, "Vis", "Vis")]);
    // Arendal is the only recorded municipality in the country.
    values["EnhetID"].as_array_mut().unwrap().retain(|unit| unit["kode"] != "2599");
    let table = format!("{RAPPORT}/Statistikk/GSK/EUG/5/5");
    let answers = Answers::default()
        .with(format!("{RAPPORT}/Rapportside/GSK_EUG_mobbing"), page(&recorded, "GSK_EUG_mobbing"))
        .with(format!("{table}/filterVerdier"), values.to_string())
        .with(format!("{table}/data"), body.clone());
    let replayer = Replayer::start(answers).await;
    let http = over_http("udir_mobbing_rapport", &replayer).await;
    let import = imported("udir_mobbing_rapport", "mobbing.json", body).await;
    same("udir_mobbing_rapport", &http, &import, 4);
    let question = "filter=TidID(202512)_TrinnID(9)_EierformID(-10)_KjoennID(-10)_VisAntallBesvart(0)_EnhetID(-720)";
    assert!(replayer.asked().last().unwrap().contains(question), "{:?}", replayer.asked());
}

/// Nothing is loaded, and this is what is said of a delivery (or of the dataset, whose name is empty).
fn stopped(dataset: &str, filled: &Filled, expected: &[(&str, String)]) {
    filled.stopped.iter().for_each(|(delivery, message)| show(format!("{dataset} {delivery}: {message}")));
    assert_eq!((filled.loaded, filled.partitions()), (0, Vec::new()), "{dataset}");
    let records = filled.warehouse.archive().records_of(dataset).unwrap();
    assert!(records.iter().all(|record| !record.lastet), "{dataset}");
    for (delivery, message) in expected {
        let said: Vec<&str> = filled.stopped.iter().filter(|(name, _)| name == delivery).map(|(_, said)| said.as_str()).collect();
        assert_eq!(said, [message.as_str()], "{dataset} {delivery}: {:#?}", filled.stopped);
    }
}

const TESTS: &str = "udir_nasjonale_proever_ungdomstrinn";

/// The page's own pipeline, asking all that it asks, is answered with the excerpt.
async fn tests_answered_with(recorded: &Recorded, file: &str) -> Filled {
    let table = format!("{RAPPORT}/Statistikk/GSK/NasjonaleProever/1/1");
    let answers = Answers::default()
        .with(format!("{RAPPORT}/Rapportside/GSK_NP_Geografisk"), page(recorded, "GSK_NP_Geografisk"))
        .with(format!("{table}/filterVerdier"), filters(recorded).to_string())
        .with(format!("{table}/data"), recorded.bytes(&format!("udir/report-api/{file}")));
    over_http(TESTS, &Replayer::start(answers).await).await
}

/// The message on one delivery of nasjonale prøver.
fn refused_tests(which: &str, refusal: &str) -> String {
    let rest = "_ProevetypeID(3_2_1)_TrinnID(7_8)_KjoennID(-10_2_1)_VisAntallRaderDeltatt(1)_VisMestringsnivaafordeling(0)";
    let table = "http://…/udir_rapport/rest/v1/Statistikk/GSK/NasjonaleProever/1/1";
    format!("{TESTS}: {table}/data?filter={which}{rest}&radSti=**&inkluderKoder=true er avvist – {refusal}")
}

#[tokio::test]
async fn an_excerpt_of_the_national_tests_is_stopped() {
    let recorded = recorded_or_skip!();
    let filled = tests_answered_with(&recorded, "np_GSK_NP_Geografisk_20252026_trinn8_NPLES.EXCERPT.json").await;
    assert_eq!(filled.stopped.len(), 4 * 3, "years and owners");
    let excerpt = "svar 1: rows[13].id: fant «Moskenes» uten raden over (1.17), ventet et helt svar; dette er et utdrag";
    let headings = "2025-26, Lesing, 8. årstrinn, Alle eierformer, Alle kjønn, Skalapoeng";
    let other_year = format!("svar 1: metadata.columns: fant overskriftene {headings}, ventet perioden 2024-25");
    let expected = [
        ("2025-26 Alle eierformer", refused_tests("SkoleAarID(20252026)_EierformID(-10)", excerpt)),
        ("2024-25 Alle eierformer", refused_tests("SkoleAarID(20242025)_EierformID(-10)", &other_year)),
    ];
    stopped(TESTS, &filled, &expected);
}

#[tokio::test]
async fn the_national_tests_of_schools_abroad_alone_are_stopped() {
    let recorded = recorded_or_skip!();
    let filled = tests_answered_with(&recorded, "np_GSK_NP_Geografisk_20252026_trinn8_NPLES_utlandet.json").await;
    let message = format!("{TESTS}: 2025-26 Alle eierformer: ingen rader hører til noen av tabellene");
    stopped(TESTS, &filled, &[("2025-26 Alle eierformer", message)]);
}

#[tokio::test]
async fn an_excerpt_of_absence_is_stopped() {
    let recorded = recorded_or_skip!();
    let mut values = filters(&recorded);
    values["TidID"] = json!([value(202_506, "202506", "2024-25")]);
    let table = format!("{RAPPORT}/Statistikk/GSK/FravaerG/1/1");
    let answers = Answers::default()
        .with(format!("{RAPPORT}/Rapportside/GSK_fravaer"), page(&recorded, "GSK_fravaer"))
        .with(format!("{table}/filterVerdier"), values.to_string())
        .with(format!("{table}/data"), recorded.bytes("udir/report-api/fravaer_GSK_fravaer_202506.EXCERPT.json"));
    let filled = over_http("udir_fravaer", &Replayer::start(answers).await).await;
    let message = "udir_fravaer: http://…/udir_rapport/rest/v1/Statistikk/GSK/FravaerG/1/1/data\
        ?filter=TidID(202506)_EierformID(-10)_KjoennID(-10_2_1)&radSti=**&inkluderKoder=true er avvist – \
        svar 1: rows[20].id: fant «Hasvik» uten raden over (1.56), ventet et helt svar; dette er et utdrag";
    stopped("udir_fravaer", &filled, &[("2024-25 Alle eierformer", message.to_owned())]);
}

// ---------------------------------------------------------------------------------------------- Udir's export API

#[tokio::test]
async fn export_rows_without_codes_are_stopped() {
    let recorded = recorded_or_skip!();
    let values = json!({
        "TidID": [value(202_112, "202112", "2021-22")],
        "TrinnID": [value(6, "7", "7. årstrinn"), value(9, "10", "10. årstrinn")],
        "EierformID": filters(&recorded)["EierformID"],
        "KjoennID": filters(&recorded)["KjoennID"],
        "SpoersmaalID": [value(334, "Q11811", "Er du blitt mobbet av andre elever på skolen de siste månedene?")],
    });
    for (table, description, dataset) in [("154", "EUG Mobbing", "udir_eu_mobbing"), ("155", "EUG Deltakelse", "udir_eu_deltakelse")] {
        let body = recorded.bytes(&format!("udir/eksport-v2/tabell_{table}.json"));
        let rows = serde_json::from_slice::<Value>(&body).unwrap().as_array().unwrap().len();
        let answers = Answers::default()
            .with("GET udir_eksport/Eksport", json!([{"EksportID": table, "Beskrivelse": description}]).to_string())
            .with(format!("GET udir_eksport/Eksport/{table}/filterVerdier"), values.to_string())
            .with(format!("GET udir_eksport/Eksport/{table}/sideData"), json!([{"JSONSider": 1, "AntallRader": rows}]).to_string())
            .with(format!("GET udir_eksport/Eksport/{table}/data"), body);
        let filled = over_http(dataset, &Replayer::start(answers).await).await;
        assert_eq!(filled.stopped.len(), 4, "levels");
        let further = if table == "154" { "_KjoennID(-10_1_2)_SpoersmaalID(334)" } else { "" };
        let message = format!(
            "{dataset}: http://…/udir_eksport/Eksport/{table}/data?filter=TidID(202112)_EnhetNivaa(3)_TrinnID(6_9)_EierformID(-10_8_2){further}\
             &format=0&sideNummer=1 er avvist – side 1: [0]: fant rader uten koder, \
             ventet EnhetNivaa og kodene til enhetene (Kommunekode, Organisasjonsnummer)"
        );
        stopped(dataset, &filled, &[("2021-22 EnhetNivaa 3", message)]);
    }
}

// ---------------------------------------------------------------------------------------------- NSR

const UNITS: [&str; 3] = ["974552124", "975270920", "990672938"];

/// A page of the list that names the units, with the recorded page's fields.
fn list_of(recorded: &Recorded, units: &[Value]) -> Value {
    let mut page = recorded.json("udir/nsr-v4/list-page-1-of-5.json");
    let form = page["EnhetListe"][0].as_object().unwrap().clone();
    let row = |unit: &Value| -> Value {
        let field = |key: &String| match key.as_str() {
            "Fylkesnummer" => unit["Fylke"][key].clone(),
            "Kommunenummer" => unit["Kommune"][key].clone(),
            _ => unit[key].clone(),
        };
        form.keys().map(|key| (key.clone(), field(key))).collect::<serde_json::Map<_, _>>().into()
    };
    page["EnhetListe"] = units.iter().map(row).collect();
    for (field, number) in [("AntallPerSide", 1000), ("AntallSider", 1), ("TotaltAntallEnheter", units.len())] {
        page[field] = json!(number);
    }
    page
}

#[tokio::test]
async fn details_of_schools_over_http_are_those_of_import() {
    let recorded = recorded_or_skip!();
    let file = |orgnr: &str| recorded.bytes(&format!("udir/nsr-v4/enhet-{orgnr}.json"));
    let units: Vec<Value> = UNITS.iter().map(|orgnr| serde_json::from_slice(&file(orgnr)).unwrap()).collect();
    let mut answers = Answers::default().with("GET nsr/v4/enheter?", list_of(&recorded, &units).to_string());
    for orgnr in UNITS {
        answers = answers.with(format!("GET nsr/v4/enhet/{orgnr}"), file(orgnr));
    }
    let http = over_http("nsr_skoler", &Replayer::start(answers).await).await;
    assert_eq!(http.stopped, []);
    // A file is a delivery of its own, and the register is one partition: each unit's file alone is compared with its row.
    let mut rows = Vec::new();
    for orgnr in UNITS {
        rows.extend(imported("nsr_skoler", orgnr, file(orgnr)).await.rows());
    }
    rows.sort();
    assert_eq!(http.rows(), rows);
    assert_eq!((http.partitions().len(), rows.len()), (1, 3));
    show("nsr_skoler: 1 partisjon, 3 rader, de samme over HTTP som med import av hver fil for seg");
}

#[tokio::test]
async fn one_page_of_the_register_is_stopped() {
    let recorded = recorded_or_skip!();
    let answers = Answers::default().with("GET nsr/v4/enheter?", recorded.bytes("udir/nsr-v4/list-page-1-of-5.json"));
    let replayer = Replayer::start(answers).await;
    let list = over_http("nsr_enheter", &replayer).await;
    let incomplete = "er avvist – side 1, AntallSider: fant 3670 (5 per side), ventet 19 (1000 enheter per side)";
    let message = format!("nsr_enheter: http://…/nsr/v4/enheter?sidenummer=1&antallperside=1000 {incomplete}");
    stopped("nsr_enheter", &list, &[("alle", message)]);
    let details = over_http("nsr_skoler", &replayer).await;
    stopped("nsr_skoler", &details, &[("", format!("nsr_skoler: v4/enheter {incomplete}"))]);
}

// ---------------------------------------------------------------------------------------------- SSB's PxWebApi

/// The dataset as PxWebApi v2 writes it: version 1's out of its wrapping, with the names of the dimensions beside them.
fn version_2(answer: Value) -> Value {
    let Some(mut dataset) = answer.get("dataset").cloned() else { return answer };
    for key in ["id", "size", "role"] {
        dataset[key] = dataset["dimension"].as_object_mut().unwrap().remove(key).unwrap();
    }
    dataset["version"] = json!("2.0");
    dataset["class"] = json!("dataset");
    dataset
}

/// What SSB says of the table before any figures: a list item with the recorded keys, and the answer itself without its figures.
fn about(recorded: &Recorded, id: &str, dataset: &Value) -> (Value, Value) {
    let mut item = recorded.json("ssb/pxwebapi2-ssb-recorded/table_03013_en.json");
    (item["id"], item["label"], item["updated"]) = (json!(id), dataset["label"].clone(), dataset["updated"].clone());
    item.as_object_mut().unwrap().remove("discontinued");
    let mut metadata = dataset.clone();
    metadata["value"] = json!([]);
    (item, metadata)
}

/// The question that the answer is the whole answer to.
fn question(dataset: &Value) -> Value {
    let dimension = |id: &Value| {
        let index = dataset["dimension"][id.as_str().unwrap()]["category"]["index"].as_object().unwrap();
        let ordered: BTreeMap<u64, &String> = index.iter().map(|(code, place)| (place.as_u64().unwrap(), code)).collect();
        json!({"variableCode": id, "valueCodes": ordered.into_values().collect::<Vec<_>>()})
    };
    json!({"selection": dataset["id"].as_array().unwrap().iter().map(dimension).collect::<Vec<_>>()})
}

/// A table whose recorded answer is served whole, with what is said of it beforehand.
async fn table(recorded: &Recorded, dataset: &str, id: &str, file: &str, rows: usize) {
    let body = recorded.bytes(file);
    let whole = version_2(serde_json::from_slice(&body).unwrap());
    let (item, metadata) = about(recorded, id, &whole);
    let config = recorded.bytes("ssb/pxwebapi2-ssb-recorded/config_2026-08-30.json");
    let answers = Answers::default()
        .with("GET ssb/config", config)
        .with(format!("GET ssb/tables/{id}?"), item.to_string())
        .with(format!("GET ssb/tables/{id}/metadata"), metadata.to_string())
        .with(format!("POST ssb/tables/{id}/data"), body.clone());
    let replayer = Replayer::start(answers).await;
    let http = over_http(dataset, &replayer).await;
    let import = imported(dataset, &format!("{id}.json"), body).await;
    same(dataset, &http, &import, rows);
    let published = |filled: &Filled| filled.partitions().iter().map(|partition| partition.publisert).collect::<Vec<_>>();
    assert_eq!(published(&http), published(&import), "{dataset}");
    assert_eq!(published(&http)[0].to_string(), whole["updated"].as_str().unwrap()[..10], "{dataset}: the publisher's own day");
    let data = format!("POST ssb/tables/{id}/data?lang=no&outputFormat=json-stat2 ");
    let asked: Vec<Value> =
        replayer.asked().iter().filter_map(|asked| asked.strip_prefix(&data)).map(|body| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(asked, [question(&whole)], "{dataset}: what was asked is what was recorded");
}

#[tokio::test]
async fn recorded_tables_of_ssb_over_http_are_those_of_import() {
    let recorded = recorded_or_skip!();
    let folder = "ssb/pxwebapi2-ssb-recorded";
    table(&recorded, "ssb_12362_utgifter", "12362", &format!("{folder}/12362_v0_oslo_2024.json"), 8).await;
    table(&recorded, "ssb_13526_proevd", "13526", &format!("{folder}/ssb_13526_kostra_jsonstat2_example.json"), 2 * 3 * 2).await;
    table(&recorded, "ssb_13760_proevd", "13760", &format!("{folder}/13760_data_no.json"), 2 * 3).await;
}

/// v2 writes JSON-stat 2.0 only; the older API's version 1 is read by `import`, so its answer is accepted from the wire too.
#[tokio::test]
async fn an_answer_of_the_older_api_is_taken_as_it_is() {
    let recorded = recorded_or_skip!();
    table(&recorded, "ssb_09220_proevd", "09220", "ssb/v0-recorded/09220.json", 27).await;
}
