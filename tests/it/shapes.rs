//! The simulated publishers' answers held against the recorded ones, field by field: every recorded key is there with the same type of
//! value, and what is there beside them is listed here.
//!
//! A key that is itself data (a code, the name of a filter) counts as `*`; where a publisher sometimes leaves a key out, recordings are
//! taken together. `INNSIKT_VIS=1` prints how many keys were compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use innsikt::simulated::country::Size;
use innsikt::simulated::server::Simulated;
use innsikt::web::{Request, Web};
use serde_json::{Value, json};

use crate::support::real_data;

/// Path → the types of the values that stand there; null is none.
type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// A kind of answer.
struct Kind {
    name: &'static str,
    /// Paths whose keys are data.
    open: &'static [&'static str],
    /// Paths that only the simulated answers have: another version's, or parts that the recordings were cut for.
    added: &'static [&'static str],
    /// Recorded paths that the simulated answers lack on purpose, with all below them.
    lacking: &'static [&'static str],
}

fn add(shape: &mut Shape, kind: &Kind, path: &str, value: &Value) {
    let types = shape.entry(path.to_owned()).or_default();
    match value {
        Value::Null => (),
        Value::Bool(_) => drop(types.insert("sant/usant")),
        Value::Number(_) => drop(types.insert("tall")),
        Value::String(_) => drop(types.insert("tekst")),
        Value::Array(elements) => {
            types.insert("liste");
            elements.iter().for_each(|element| add(shape, kind, &format!("{path}[]"), element));
        }
        Value::Object(fields) => {
            types.insert("objekt");
            let is_open = kind.open.contains(&path);
            fields.iter().for_each(|(key, value)| add(shape, kind, &format!("{path}.{}", if is_open { "*" } else { key }), value));
        }
    }
}

/// What is wrong with the simulated answers of a kind, in words.
fn compared(kind: &Kind, recorded: &[Value], simulated: &[Value]) -> Vec<String> {
    let shape = |answers: &[Value]| {
        let mut shape = Shape::new();
        answers.iter().for_each(|answer| add(&mut shape, kind, "", answer));
        shape
    };
    let (recorded, simulated) = (shape(recorded), shape(simulated));
    let below = |paths: &[&str], path: &str| {
        paths.iter().any(|listed| path.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
    };
    let mut wrong = Vec::new();
    for (path, types) in recorded.iter().filter(|(path, _)| !below(kind.lacking, path)) {
        match simulated.get(path) {
            None => wrong.push(format!("{}: {path} mangler ({types:?})", kind.name)),
            Some(found) if !types.is_subset(found) => wrong.push(format!("{}: {path} er {found:?}, ikke {types:?}", kind.name)),
            Some(_) => (),
        }
    }
    let added = simulated.keys().filter(|path| !recorded.contains_key(*path) && !below(kind.added, path));
    wrong.extend(added.map(|path| format!("{}: {path} er bare i det simulerte svaret", kind.name)));
    // A list that nothing needs any more says something untrue.
    let unneeded = |path: &&&str| !simulated.contains_key(**path) || recorded.contains_key(**path);
    wrong.extend(kind.added.iter().filter(unneeded).map(|path| format!("{}: {path} er listet som ekstra uten grunn", kind.name)));
    if std::env::var_os("INNSIKT_VIS").is_some() {
        eprintln!("{}: {} felter spilt inn, {} i det simulerte svaret", kind.name, recorded.len(), simulated.len());
    }
    wrong
}

/// The simulated publishers and the recorded files.
struct Sides<'a> {
    web: Web,
    folder: &'a Path,
}

impl Sides<'_> {
    fn recorded(&self, file: &str) -> Value {
        let path = self.folder.join(file);
        serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
    }

    async fn ask(&self, request: Request) -> Value {
        self.web.ask(&request).await.unwrap_or_else(|error| panic!("{error}")).json(&request).unwrap()
    }

    async fn get(&self, publisher: &'static str, path: &str) -> Value {
        self.ask(Request::get(publisher, path)).await
    }

    async fn page(&self, code: &str) -> Value {
        self.get("udir_rapport", &format!("rest/v1/Rapportside/{code}")).await
    }

    /// The newest period's sums of the report behind a page, down to the schools.
    async fn report(&self, page: &Value, further: &str) -> Value {
        let data = page["rappside"]["rapportElementer"][0]["dataEndepunkt"].as_str().unwrap();
        let values = self.get("udir_rapport", page["rappside"]["filterVerdiEndepunkt"].as_str().unwrap()).await;
        let period = ["TidID", "SkoleAarID"].into_iter().find(|code| values.get(code).is_some()).unwrap();
        let newest = &values[period][0]["id"];
        self.get("udir_rapport", &format!("{data}?filter={period}({newest}){further}&radSti=**&inkluderKoder=true")).await
    }
}

const PAGE: Kind = Kind { name: "Rapportside", open: &[".tekster", ".rappside.filterDefaultVerdier"], added: &[], lacking: &[] };

const REPORT: Kind = Kind { name: "data fra rapport-API-et", open: &[], added: &[], lacking: &[] };

const VALUES: Kind = Kind { name: "filterVerdier", open: &[""], added: &[], lacking: &[] };

/// Whoever published the rows left out codes and levels.
const EXPORT_BULLYING: Kind = Kind {
    name: "eksport, mobbing",
    open: &[],
    added: &[
        "[].EierformNivaa",
        "[].Eierformkode",
        "[].EnhetNivaa",
        "[].Fylke",
        "[].Fylkekode",
        "[].KjoennKode",
        "[].KjoennNivaa",
        "[].Kommune",
        "[].Kommunekode",
        "[].Nasjonalt",
        "[].Nasjonaltkode",
        "[].Organisasjonsnummer",
        "[].RaderSide",
        "[].RaderTotalt",
        "[].Sidenummer",
        "[].SpoersmaalNivaa",
        "[].Spoersmaalgruppekode",
        "[].Spoersmaalkode",
        "[].TrinnKode",
        "[].TrinnNivaa",
    ],
    lacking: &[],
};

const EXPORT_PARTICIPATION: Kind = Kind {
    name: "eksport, deltakelse",
    open: &[],
    added: &[
        "[].EierformNivaa",
        "[].Eierformkode",
        "[].EnhetNivaa",
        "[].Fylke",
        "[].Fylkekode",
        "[].Kommune",
        "[].Kommunekode",
        "[].Nasjonalt",
        "[].Nasjonaltkode",
        "[].Organisasjonsnummer",
        "[].RaderSide",
        "[].RaderTotalt",
        "[].Sidenummer",
        "[].TrinnKode",
        "[].TrinnNivaa",
    ],
    lacking: &[],
};

const NSR_LIST: Kind = Kind { name: "NSR, liste", open: &[], added: &[], lacking: &[] };

const NSR_UNIT: Kind = Kind { name: "NSR, enhet", open: &[], added: &[], lacking: &[] };

const ITEM: Kind = Kind { name: "PxWeb, tabell", open: &[], added: &[], lacking: &[] };

const TABLES: Kind = Kind { name: "PxWeb, søk", open: &[], added: &[], lacking: &[] };

const CONFIG: Kind = Kind { name: "PxWeb, config", open: &[], added: &[], lacking: &[] };

const OPEN_CUBE: &[&str] = &[
    ".dimension",
    ".dimension.*.category.index",
    ".dimension.*.category.label",
    ".dimension.*.category.unit",
    ".dimension.*.category.note",
    ".dimension.*.extension.refperiod",
    ".dimension.*.extension.measuringType",
    ".dimension.*.extension.priceType",
    ".dimension.*.extension.adjustment",
    ".dimension.*.extension.basePeriod",
    ".dimension.*.extension.alternativeText",
    ".dimension.*.link.describedby[].extension",
    ".status",
];

/// Links to pages about the statistics, which are in an example by the makers of the format only.
const ATTACHMENTS: &str = ".extension.px.metaid-links";

/// Staff's names were taken out of the recordings, and no recorded figure has a sign.
const DATA: Kind = Kind { name: "PxWeb, data", open: OPEN_CUBE, added: &[".extension.contact", ".status"], lacking: &[ATTACHMENTS] };

/// Held against data without figures, since SSB's metadata was not recorded: code lists are in metadata only, and the code that stands
/// for the total in data only.
const METADATA: Kind = Kind {
    name: "PxWeb, metadata",
    open: OPEN_CUBE,
    added: &[".extension.contact", ".dimension.*.extension.codelists"],
    lacking: &[ATTACHMENTS, ".dimension.*.extension.eliminationValueCode"],
};

const KLASS: Kind = Kind { name: "Klass, koder", open: &[], added: &[], lacking: &[] };

#[tokio::test]
async fn simulated_answers_have_the_fields_of_the_recorded_ones() {
    let Some(folder) = real_data() else { return };
    let simulated = Simulated::start(3, Size::Small).await.unwrap();
    let sides = Sides { web: Web::new(&simulated.network()).unwrap(), folder: &folder };
    let mut wrong = udir_reports(&sides).await;
    wrong.extend(udir_exports(&sides).await);
    wrong.extend(registers(&sides).await);
    wrong.extend(tables(&sides).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn udir_reports(sides: &Sides<'_>) -> Vec<String> {
    const CODES: [&str; 5] = ["GSK_EUG_mobbing", "GSK_Elev_Skol", "GSK_NP_Geo_Trinn5", "GSK_NP_Geografisk", "GSK_fravaer"];
    let recorded: Vec<Value> = CODES.iter().map(|code| sides.recorded(&format!("udir/report-api/rapportside_{code}.json"))).collect();
    let mut pages = Vec::new();
    for code in CODES {
        pages.push(sides.page(code).await);
    }
    let mut wrong = compared(&PAGE, &recorded, &pages);
    let reports = [
        ("gsi_GSK_Elev_Skol_202510_kommune", 1, "_TrinnID(-10)_KjoennID(-10)_KommunalitetID(-10)"),
        ("np_GSK_NP_Geografisk_20252026_trinn8_NPLES.EXCERPT", 3, "_EierformID(-10)_KjoennID(-10)_VisAntallRaderDeltatt(1)"),
        ("fravaer_GSK_fravaer_202506.EXCERPT", 4, "_EierformID(-10)_KjoennID(-10)"),
        ("eug_GSK_EUG_mobbing_202512_4203_trinn10", 0, "_EierformID(-10)_KjoennID(-10)_EnhetID(-12)"),
    ];
    for (file, page, further) in reports {
        let recorded = sides.recorded(&format!("udir/report-api/{file}.json"));
        wrong.extend(compared(&REPORT, &[recorded], &[sides.report(&pages[page], further).await]));
    }
    let mut values = Vec::new();
    for page in [1, 3] {
        let path = pages[page]["rappside"]["filterVerdiEndepunkt"].as_str().unwrap();
        values.push(sides.get("udir_rapport", path).await);
    }
    let files = ["filterVerdier_GSI_TidID_only", "filterVerdier_GSK_NP_Geografisk.EXCERPT"];
    let recorded = files.map(|file| sides.recorded(&format!("udir/report-api/{file}.json")));
    wrong.extend(compared(&VALUES, &recorded, &values));
    wrong
}

async fn udir_exports(sides: &Sides<'_>) -> Vec<String> {
    let mut pages = Vec::new();
    for table in sides.get("udir_eksport", "Eksport").await.as_array().unwrap() {
        let id = &table["EksportID"];
        let filter = "TidID(202412)_EnhetNivaa(3)";
        pages.push(sides.get("udir_eksport", &format!("Eksport/{id}/data?filter={filter}&format=0&sideNummer=1")).await);
    }
    // The field has had two names, and the seed decides which.
    let renamed = |page: &Value| -> Value {
        let text =
            page.to_string().replace("\"Indikator\":", "\"Spoersmaalgruppe\":").replace("\"Indikatorkode\":", "\"Spoersmaalgruppekode\":");
        serde_json::from_str(&text).unwrap()
    };
    let with = |field: &str| -> Vec<Value> { pages.iter().filter(|page| page[0].get(field).is_some()).map(renamed).collect() };
    let mut wrong = compared(&EXPORT_BULLYING, &[sides.recorded("udir/eksport-v2/tabell_154.json")], &with("AndelMobbet"));
    wrong.extend(compared(&EXPORT_PARTICIPATION, &[sides.recorded("udir/eksport-v2/tabell_155.json")], &with("AndelDeltatt")));
    wrong
}

async fn registers(sides: &Sides<'_>) -> Vec<String> {
    let list = sides.get("nsr", "v4/enheter?sidenummer=1&antallperside=1000").await;
    let mut wrong = compared(&NSR_LIST, &[sides.recorded("udir/nsr-v4/list-page-1-of-5.json")], std::slice::from_ref(&list));
    let is_school = |unit: &&Value| unit["ErGrunnskole"] == json!(true);
    let mut units = Vec::new();
    for unit in list["EnhetListe"].as_array().unwrap().iter().filter(is_school) {
        units.push(sides.get("nsr", &format!("v4/enhet/{}", unit["Organisasjonsnummer"].as_str().unwrap())).await);
    }
    let recorded = ["974552124", "975270920", "990672938"].map(|orgnr| sides.recorded(&format!("udir/nsr-v4/enhet-{orgnr}.json")));
    wrong.extend(compared(&NSR_UNIT, &recorded, &units));
    let codes = sides.get("klass", "classifications/131/codes?from=2013-01-01&to=2027-01-01&language=nb&includeFuture=true").await;
    wrong.extend(compared(&KLASS, &[sides.recorded("ssb/v0-recorded/codes131_from2013.json")], &[codes]));
    wrong
}

async fn tables(sides: &Sides<'_>) -> Vec<String> {
    const TABLES_ASKED: [&str; 2] = ["12362", "07459"];
    let folder = "ssb/pxwebapi2-ssb-recorded";
    let (mut items, mut metadata, mut data) = (Vec::new(), Vec::new(), Vec::new());
    for id in TABLES_ASKED {
        items.push(sides.get("ssb", &format!("tables/{id}?lang=no")).await);
        let about = sides.get("ssb", &format!("tables/{id}/metadata?lang=no")).await;
        data.push(sides.ask(Request::post("ssb", format!("tables/{id}/data?lang=no&outputFormat=json-stat2"), some_of(&about))).await);
        metadata.push(about);
    }
    items.push(sides.get("ssb", "tables/03013?lang=no").await);
    let page = sides.get("ssb", "tables?lang=no&query=elever&pageSize=1&pageNumber=1").await;
    let recorded_item = sides.recorded(&format!("{folder}/table_03013_en.json"));
    let recorded_data = ["ssb_13526_kostra_jsonstat2_example", "13760_data_no", "12362_v0_oslo_2024"]
        .map(|file| sides.recorded(&format!("{folder}/{file}.json")));
    let mut without_figures = recorded_data.clone();
    without_figures.iter_mut().for_each(|answer| answer["value"] = json!([]));
    let mut wrong = compared(&ITEM, &[recorded_item], &items);
    wrong.extend(compared(&TABLES, &[sides.recorded(&format!("{folder}/tables_no_page1.json"))], &[page]));
    let config = sides.get("ssb", "config").await;
    wrong.extend(compared(&CONFIG, &[sides.recorded(&format!("{folder}/config_2026-08-30.json"))], &[config]));
    wrong.extend(compared(&DATA, &recorded_data, &data));
    wrong.extend(compared(&METADATA, &without_figures, &metadata));
    wrong
}

/// A question for the first categories of every dimension.
fn some_of(metadata: &Value) -> Value {
    let dimension = |id: &Value| {
        let index = metadata["dimension"][id.as_str().unwrap()]["category"]["index"].as_object().unwrap();
        json!({"variableCode": id, "valueCodes": index.keys().take(3).collect::<Vec<_>>()})
    };
    json!({"selection": metadata["id"].as_array().unwrap().iter().map(dimension).collect::<Vec<_>>()})
}
