use std::collections::BTreeMap;
use std::time::Instant;

use axum::Router;
use axum::routing::get;
use chrono::{TimeZone, Utc};
use serde_json::json;

use super::super::cube::CubeCategory;
use super::*;

fn reply() -> Reply {
    Reply::json(
        &json!({ "TotaltAntallEnheter": 2, "EnhetListe": [{ "Organisasjonsnummer": "1", "Navn": "a" }, { "Organisasjonsnummer": "2" }] }),
    )
}

/// What a plain client gets from a server with this fault.
async fn over_http(fault: Fault) -> (reqwest::Result<reqwest::Response>, Duration) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(move || async move { wrap(Some(fault), reply(), &[]).await }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let start = Instant::now();
    (client.get(format!("http://{address}/")).send().await, start.elapsed())
}

#[tokio::test]
async fn statuses() {
    let wanted = [
        (Fault::TooManyRequests { retry_after: Some(7) }, 429, Some("7")),
        (Fault::TooManyRequests { retry_after: None }, 429, None),
        (Fault::EmptyServerError, 500, None),
        (Fault::Unavailable, 503, None),
    ];
    for (fault, status, retry_after) in wanted {
        let response = over_http(fault).await.0.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers().get("retry-after").map(|value| value.to_str().unwrap()), retry_after);
    }
}

#[tokio::test]
async fn slow_answers_are_slow_where_they_should_be_and_whole() {
    let pause = Duration::from_millis(200);
    let (response, until_headers) = over_http(Fault::SlowHeaders(pause)).await;
    assert!(until_headers >= pause);
    assert_eq!(response.unwrap().bytes().await.unwrap(), reply().body);
    let (response, until_headers) = over_http(Fault::SlowBody(pause)).await;
    assert!(until_headers < pause);
    let start = Instant::now();
    assert_eq!(response.unwrap().bytes().await.unwrap(), reply().body);
    assert!(start.elapsed() >= pause / 2);
}

#[tokio::test]
async fn a_truncated_body_breaks_and_a_wrong_length_does_not() {
    let response = over_http(Fault::TruncatedBody).await.0.unwrap();
    assert_eq!(response.content_length(), Some(reply().body.len() as u64));
    assert!(response.bytes().await.is_err());
    let response = over_http(Fault::WrongLength).await.0.unwrap();
    assert_eq!(response.bytes().await.unwrap(), reply().body[..reply().body.len() / 2]);
}

#[tokio::test]
async fn what_is_not_json_comes_with_status_200() {
    for fault in [Fault::Garbage, Fault::Html] {
        let response = over_http(fault).await.0.unwrap();
        assert_eq!(response.status(), 200);
        assert!(serde_json::from_slice::<Value>(&response.bytes().await.unwrap()).is_err());
    }
}

#[tokio::test]
async fn a_bomb_unpacks_to_far_more_than_was_sent() {
    let mut response = over_http(Fault::CompressionBomb).await.0.unwrap();
    let mut unpacked = 0;
    while unpacked < 64 << 20 {
        let piece = response.chunk().await.unwrap().unwrap();
        assert!(piece.iter().all(|byte| *byte == 0));
        unpacked += piece.len();
    }
    assert!(gzip_of_zeros(1 << 30).len() < 8 << 20);
}

#[test]
fn the_page_before_comes_in_place_of_every_page_but_the_first() {
    let query = [("sideNummer", "3"), ("sidenummer", "1"), ("antallperside", "9")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut ask = Ask { method: "GET".into(), path: "x".into(), query: query.into(), body: None, accept: None };
    misread(Fault::Html, &mut ask);
    assert_eq!(ask.query[0].1, "3");
    misread(Fault::LastPageTwice, &mut ask);
    assert_eq!(ask.query.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), ["2", "1", "9"]);
}

/// Two places, two sexes with their sum, two years, a measure in thousands and one in persons; each cell is its positions as digits.
pub fn cube() -> Cube {
    let dimension = |code: &str, role, elimination, categories: Vec<CubeCategory>| CubeDimension {
        code: code.into(),
        label: code.into(),
        role,
        elimination,
        categories,
    };
    let plain = |codes: [&str; 2]| codes.map(|code| CubeCategory::new(code, code)).to_vec();
    let measures =
        vec![CubeCategory::measure("kostnad", "Kostnad", "1 000 kr", 0), CubeCategory::measure("elever", "Elever", "personer", 0)];
    Cube {
        id: "07459".into(),
        title: "07459: Prøve".into(),
        updated: Utc.with_ymd_and_hms(2026, 1, 1, 7, 0, 0).unwrap(),
        dimensions: vec![
            dimension("Region", Some(Role::Place), None, plain(["3412", "3118"])),
            dimension("Kjonn", None, Some(Elimination::Total(0)), plain(["0", "1"])),
            dimension("ContentsCode", Some(Role::Measure), None, measures),
            dimension("Tid", Some(Role::Time), None, plain(["2024", "2025"])),
        ],
        cell: Arc::new(|at| Figure::Number(at.iter().fold(0, |number, digit| number * 10 + digit + 1) as f64)),
        amendments: BTreeMap::from([(vec![0, 0, 1, 1], Figure::Masked)]),
    }
}

#[test]
fn a_lost_dimension_leaves_its_sums() {
    let changed = republish(Fault::LostDimension, &cube());
    assert_eq!(changed.dimensions.iter().map(|dimension| dimension.code.as_str()).collect::<Vec<_>>(), ["Region", "ContentsCode", "Tid"]);
    assert_eq!(changed.at(&[1, 0, 0]), Figure::Number(2111.0));
    assert_eq!(changed.at(&[0, 1, 1]), Figure::Masked);
    assert!(changed.updated > cube().updated);
}

#[test]
fn renamed_measures_keep_their_figures() {
    let changed = republish(Fault::RenamedColumn, &cube());
    assert_eq!(changed.dimensions[2].categories[0].code, "Omdoept1");
    assert_eq!(changed.at(&[1, 1, 1, 1]), cube().at(&[1, 1, 1, 1]));
}

#[test]
fn moved_tables_have_other_ids() {
    assert_eq!(republish(Fault::MovedTable, &cube()).id, "97459");
    assert_eq!(moved_id("GSK/GSI/1/8"), "GSK/GSI/1/9");
    assert_eq!(moved_id("948"), "848");
}

#[test]
fn thousands_become_kroner_and_persons_stay() {
    let changed = republish(Fault::UnitChanges, &cube());
    assert_eq!(changed.dimensions[2].categories[0].unit.as_deref(), Some("kr"));
    assert_eq!(changed.at(&[0, 1, 0, 0]), Figure::Number(1_211_000.0));
    assert_eq!(changed.at(&[0, 1, 1, 0]), Figure::Number(1221.0));
    assert_eq!(changed.at(&[0, 0, 1, 1]), Figure::Masked);
}

#[test]
fn totals_of_the_last_period_no_longer_add_up() {
    let (before, after) = (cube(), republish(Fault::TotalsDoNotAddUp, &cube()));
    let mut newest_first = cube();
    newest_first.dimensions[3].categories.reverse();
    assert_ne!(republish(Fault::TotalsDoNotAddUp, &newest_first).at(&[0, 0, 0, 0]), newest_first.at(&[0, 0, 0, 0]));
    assert_ne!(after.at(&[0, 0, 0, 1]), before.at(&[0, 0, 0, 1]));
    for same in [[0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 1, 1]] {
        assert_eq!(after.at(&same), before.at(&same));
    }
}

fn tampered(fault: Fault, reply: Reply) -> Value {
    serde_json::from_slice(&tamper(fault, reply).body).unwrap_or_default()
}

#[test]
fn rows_lose_and_rename_their_key_or_measure() {
    let lost = tampered(Fault::LostDimension, reply());
    assert_eq!(lost["EnhetListe"], json!([{ "Navn": "a" }, {}]));
    let renamed = tampered(Fault::RenamedColumn, reply());
    assert_eq!(renamed["EnhetListe"][1], json!({ "OrganisasjonsnummerNy": "2" }));
    let export = Reply::json(&json!([{ "EnhetNivaa": 1, "AndelMobbet": "4,5", "RaderTotalt": 1 }]));
    assert_eq!(tampered(Fault::LostDimension, export.clone()), json!([{ "EnhetNivaa": 1, "RaderTotalt": 1 }]));
    assert_eq!(tampered(Fault::TotalsDoNotAddUp, export)[0]["RaderTotalt"], json!(2));
    let of_text = Reply::json(&json!([{ "RaderTotalt": "1" }]));
    assert_eq!(tampered(Fault::TotalsDoNotAddUp, of_text)[0]["RaderTotalt"], json!("2"));
    let unit = Reply::json(&json!({ "Organisasjonsnummer": "1", "Naeringskoder": [{ "Kode": "85.201" }] }));
    assert_eq!(tampered(Fault::LostDimension, unit), json!({ "Naeringskoder": [{ "Kode": "85.201" }] }));
}

#[test]
fn row_totals_no_longer_add_up() {
    assert_eq!(tampered(Fault::TotalsDoNotAddUp, reply())["TotaltAntallEnheter"], json!(3));
    let codes = Reply::json(&json!({ "codes": [{ "code": "03" }, { "code": "0301" }] }));
    assert_eq!(tampered(Fault::TotalsDoNotAddUp, codes), json!({ "codes": [{ "code": "03" }] }));
    assert_eq!(tamper(Fault::MovedTable, reply()).status, 404);
}

#[test]
fn requests_for_figures_are_told_from_those_about_them() {
    for (publisher, path) in [
        ("ssb", "tables/07459/data"),
        ("klass", "classifications/131/codes"),
        ("udir_rapport", "rest/v1/Statistikk/GSK/GSI/1/8/data"),
        ("udir_eksport", "Eksport/150/data"),
        ("fhi", "nokkel/table/377/data"),
        ("nsr", "v4/enheter"),
    ] {
        assert!(is_data(publisher, path), "{publisher} {path}");
    }
    for (publisher, path) in [
        ("ssb", "tables/07459/metadata"),
        ("klass", "classifications/131"),
        ("udir_rapport", "rest/v1/Rapportside"),
        ("udir_eksport", "Eksport/150/sideData"),
        ("fhi", "nokkel/table/377/dimension"),
    ] {
        assert!(!is_data(publisher, path), "{publisher} {path}");
    }
}
