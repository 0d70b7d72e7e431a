use chrono::Utc;

use super::*;
use crate::web::{Request, Validators, Web};

async fn simulated() -> (Simulated, Web) {
    let simulated = Simulated::start(7, Size::Small).await.unwrap();
    let web = Web::new(&simulated.network()).unwrap();
    (simulated, web)
}

fn units() -> Request {
    Request::get("nsr", "v4/enheter?sidenummer=1&antallperside=5")
}

#[tokio::test]
async fn every_publisher_is_there_and_says_that_it_is_synthetic() {
    let (simulated, web) = simulated().await;
    let answer = web.ask(&units()).await.unwrap();
    assert_eq!(answer.headers["x-innsikt-syntetisk"], "ja");
    for publisher in HOSTS.concat() {
        let _ = web.ask(&Request::get(publisher, "finnes/ikke?a=%C3%A5")).await;
    }
    let counts = simulated.control().counts();
    assert_eq!(counts.len(), 7);
    assert_eq!(counts["nsr"].requests, 2);
    let logged = simulated.control().log().into_iter().find(|logged| logged.publisher == "fhi").unwrap();
    assert_eq!((logged.path.as_str(), logged.method.as_str()), ("finnes/ikke?a=%C3%A5", "GET"));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let (simulated, web) = simulated().await;
    let first = web.ask(&units()).await.unwrap();
    let validators = Validators { etag: first.headers.get("etag").cloned(), last_modified: None };
    assert_eq!(web.ask_if_changed(&units(), &validators).await.unwrap().status, 304);
    assert_eq!(simulated.control().counts()["nsr"].not_modified, 1);
}

#[tokio::test]
async fn a_fault_strikes_its_publisher_as_often_as_told_and_then_no_more() {
    let (simulated, web) = simulated().await;
    let control = simulated.control();
    control.misbehave("nsr", Misbehaviour::times(Fault::Unavailable, 2));
    assert!(web.ask(&units()).await.is_ok());
    assert_eq!(web.traffic()["nsr"].retries, 2);
    assert_eq!(control.counts()["nsr"].struck, 2);
    control.misbehave("nsr", Misbehaviour::always(Fault::EmptyServerError).after(1));
    assert!(web.ask(&units()).await.is_ok());
    assert!(web.ask(&units()).await.is_err());
    control.behave("nsr");
    assert!(web.ask(&units()).await.is_ok());
}

#[tokio::test]
async fn faults_on_rows_are_seen_over_http() {
    let (simulated, web) = simulated().await;
    let unit = web.ask(&units()).await.unwrap().json(&units()).unwrap();
    assert!(unit["EnhetListe"][0]["Organisasjonsnummer"].is_string());
    simulated.control().misbehave("nsr", Misbehaviour::always(Fault::RenamedColumn).on_data());
    let unit = web.ask(&units()).await.unwrap().json(&units()).unwrap();
    assert!(unit["EnhetListe"][0]["OrganisasjonsnummerNy"].is_string(), "{unit}");
}

/// A simulation that has published one table, 07459.
async fn one_table() -> Simulated {
    let tables = BTreeMap::from([("ssb", vec![faults::tests::cube()])]);
    Simulated::serve(World { country: Arc::new(Country::new(7, Size::Small)), tables }).await.unwrap()
}

#[tokio::test]
async fn a_cell_is_amended_where_it_is_and_nowhere_else() {
    let simulated = one_table().await;
    let control = simulated.control();
    let before = control.world();
    let place = [("Region", "3118"), ("Tid", "2024"), ("kjonn", "1"), ("ContentsCode", "elever")];
    let updated = Utc::now();
    control.amend("ssb", "07459", &place, Figure::Number(5.0), updated).unwrap();
    let after = control.world();
    let (before, after) = (before.table("ssb", "07459").unwrap(), after.table("ssb", "07459").unwrap());
    assert_eq!((after.at(&[1, 1, 1, 0]), after.updated), (Figure::Number(5.0), updated));
    assert_eq!(after.at(&[1, 1, 0, 0]), before.at(&[1, 1, 0, 0]));
    assert_ne!(before.at(&[1, 1, 1, 0]), Figure::Number(5.0));
}

#[tokio::test]
async fn a_cell_that_is_not_there_is_not_amended() {
    let simulated = one_table().await;
    let amend = |table: &str, place: &[(&str, &str)]| {
        simulated.control().amend("ssb", table, place, Figure::Masked, Utc::now()).unwrap_err().to_string()
    };
    assert!(amend("00000", &[]).contains("har ingen tabell 00000"));
    assert!(amend("07459", &[("Alder", "1")]).contains("har ingen dimensjon Alder"));
    assert!(amend("07459", &[("Region", "9999")]).contains("dimensjon Region mangler kategorien"));
}

#[tokio::test]
async fn structural_faults_are_in_the_tables_and_not_in_the_truth() {
    let simulated = one_table().await;
    let control = simulated.control();
    control.misbehave("ssb", Misbehaviour::always(Fault::MovedTable));
    let place = [("Region", "3118"), ("Tid", "2024"), ("Kjonn", "1"), ("ContentsCode", "elever")];
    control.amend("ssb", "07459", &place, Figure::Masked, Utc::now()).unwrap();
    let (fault, world) = control.strike("ssb", "tables");
    assert_eq!(fault, Some(Fault::MovedTable));
    assert!(world.table("ssb", "07459").is_none());
    assert_eq!(world.table("ssb", "97459").unwrap().at(&[1, 1, 1, 0]), Figure::Masked);
    assert!(control.world().table("ssb", "07459").is_some());
    assert!(control.strike("fhi", "nokkel/table").0.is_none());
}
