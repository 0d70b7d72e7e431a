//! `release diff`: what differs between two releases, why, and what someone should look at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use innsikt::simulated::cube::Figure;
use serde_json::{Value, json};

use crate::support::{Bench, own_publishers};

const POPULATION: &str = "ssb_07459_folkemengde";

const INDICATOR: &str = "innbyggere_6_15_antall";

/// Inhabitants, and what says where they live: all that one indicator needs.
const DATASETS: [&str; 3] = [POPULATION, "ssb_klass_131_koder", "ssb_klass_131_endringer"];

/// A warehouse with three releases of the same publisher: without the newest year, whole, and with one figure revised.
struct Three {
    bench: Bench,
    without_2026: String,
    whole: String,
    revised: String,
}

fn three() -> &'static Three {
    static THREE: OnceLock<Three> = OnceLock::new();
    THREE.get_or_init(|| {
        let publishers = own_publishers();
        let bench = Bench::at(&publishers);
        bench.ok(&[&["refresh"], &DATASETS[..]].concat());
        let whole = bench.release().unwrap();

        let index = bench.warehouse().join("tables/partitions.json");
        let text = std::fs::read_to_string(&index).unwrap();
        let mut earlier: Value = serde_json::from_str(&text).unwrap();
        let partitions = earlier["partisjoner"].as_array_mut().unwrap();
        partitions.retain(|partition| partition["datasett"] != POPULATION || partition["periode"] != "2026");
        std::fs::write(&index, earlier.to_string()).unwrap();
        bench.ok(&["build"]);
        let without_2026 = bench.release().unwrap();
        std::fs::write(&index, text).unwrap();

        let boys_of_ten = [("Region", "3412"), ("Kjonn", "1"), ("Alder", "010"), ("ContentsCode", "Personer1"), ("Tid", "2024")];
        let figure = Figure::Number(5_000.0);
        publishers.control().amend("ssb", "07459", &boys_of_ten, figure, "2026-03-15T07:00:00Z".parse().unwrap()).unwrap();
        bench.ok(&[&["refresh"], &DATASETS[..]].concat());
        let revised = bench.release().unwrap();
        assert_eq!(BTreeSet::from([&without_2026, &whole, &revised]).len(), 3);
        Three { bench, without_2026, whole, revised }
    })
}

fn rows(bench: &Bench, arguments: &[&str]) -> Vec<Value> {
    let ran = bench.ok(&[&["release", "diff"], arguments, &["--format", "json"]].concat());
    let rows: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(rows.iter().all(|row| !row["grunn"].as_str().unwrap().contains("ukjent")), "every difference has a reason: {rows:#?}");
    rows
}

/// How many rows there are for each of some columns' values.
fn counted(rows: &[Value], columns: &[&str]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let key: Vec<&str> = columns.iter().map(|column| row[column].as_str().unwrap_or("")).collect();
        *counts.entry(key.join(" | ")).or_default() += 1;
    }
    counts
}

/// The same warehouse with another SELECT for the indicator, built.
fn redefined(from: &Bench, change: impl Fn(&str) -> String) -> Bench {
    let mut bench = from.copy();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/indikator/innbyggere_6_15_antall.sql")).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    bench.write("prosjekt/sql/indikator/innbyggere_6_15_antall.sql", changed.as_bytes());
    bench.project = Some(bench.folder().join("prosjekt"));
    bench.ok(&["build"]);
    bench
}

#[test]
fn a_release_does_not_differ_from_itself() {
    let Three { bench, whole, .. } = three();
    assert_eq!(rows(bench, &[whole, whole]), Vec::<Value>::new());
    let csv = bench.ok(&["release", "diff", whole, whole, "--format", "csv"]).out;
    assert!(csv.starts_with("indikator_id,populasjon,enhetsnivaa,enhet,") && csv.lines().count() == 1, "{csv}");
}

#[test]
fn a_new_period_is_the_reason_and_going_back_it_is_gone() {
    let Three { bench, without_2026, whole, .. } = three();
    let new = rows(bench, &[without_2026, whole]);
    let units = bench.value("SELECT COUNT(*) FROM indikator.innbyggere_6_15_antall WHERE periode = '2026'").as_u64().unwrap();
    let columns = ["indikator_id", "periode", "grunn", "datasett"];
    assert_eq!(counted(&new, &columns), [(format!("{INDICATOR} | 2026 | ny_periode | {POPULATION}"), units as usize)].into());
    assert!(new.iter().all(|row| row["gammel_status"].is_null() && row["ny_status"] == "ok" && row["ny_verdi"].is_number()));

    let gone = rows(bench, &[whole, without_2026]);
    assert_eq!(counted(&gone, &columns), [(format!("{INDICATOR} | 2026 | borte, revisjon | {POPULATION}"), units as usize)].into());
}

#[test]
fn a_revision_names_its_dataset_and_is_ranked() {
    let Three { bench, whole, revised, .. } = three();
    let changed = rows(bench, &[whole, revised]);
    let expected = [format!("3412 | 2024 | revisjon | {POPULATION}")];
    assert_eq!(counted(&changed, &["enhet", "periode", "grunn", "datasett"]).into_keys().collect::<Vec<_>>(), expected);

    let said = bench.ok(&["release", "diff", whole, revised]).out;
    let line = said.lines().find(|line| line.contains("| revisjon | Løten")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.contains("Revidert opp") && line.contains("1 tall på samme nivå er revidert"), "{line}");
    assert!(!said.contains("gammel_verdi"), "figures only when they are asked for\n{said}");
    for further in [vec!["--alle"], vec!["--enhet", "3412"]] {
        let said = bench.ok(&[&["release", "diff", whole.as_str(), revised], &further[..]].concat()).out;
        assert!(said.contains("gammel_verdi"), "{said}");
    }
}

#[test]
fn rows_can_be_chosen() {
    let Three { bench, without_2026, revised, .. } = three();
    let all = rows(bench, &[without_2026, revised]);
    let only = |arguments: &[&str]| rows(bench, &[&[without_2026.as_str(), revised], arguments].concat());
    let having = |column: &str, value: &str| all.iter().filter(|row| row[column] == value).cloned().collect::<Vec<_>>();
    assert_eq!(only(&["--enhet", "3412"]), having("enhet", "3412"));
    assert_eq!(only(&["--periode", "2024"]), having("periode", "2024"));
    assert_eq!(only(&["--indikator", INDICATOR]), all);
    assert_eq!(only(&["--indikator", "elever_antall"]), Vec::<Value>::new());
    assert_eq!(having("enhet", "3412").len(), 2, "the revised year and the new one");
    let ran = bench.run(&["release", "diff", without_2026, "--indikator", "elever_antal"]);
    assert!(ran.status == 2 && ran.err.contains("mente du «elever_antall»?"), "{}", ran.err);
}

#[test]
fn a_changed_definition_is_the_reason_alone_or_beside_a_revision() {
    let Three { bench, whole, revised, .. } = three();
    let doubled = redefined(bench, |text| text.replacen("    verdi,\n", "    verdi * 2 AS verdi,\n", 1));
    let alone = rows(&doubled, &[revised]);
    assert!(alone.len() > 12, "{}", alone.len());
    assert_eq!(counted(&alone, &["grunn", "datasett"]), [("endret_definisjon | ".to_owned(), alone.len())].into());

    let beside = counted(&rows(&doubled, &[whole, "--periode", "2024", "--enhet", "3412"]), &["grunn", "datasett"]);
    assert_eq!(beside, [(format!("revisjon, endret_definisjon | {POPULATION}"), 1)].into());
    let remark = redefined(bench, |text| text.replacen("merknad = \"", "merknad = \"Noe mer å vite. ", 1));
    assert_eq!(rows(&remark, &[revised]), Vec::<Value>::new(), "a remark changes no figure");
}

#[test]
fn a_unit_that_comes_or_goes_is_said_to() {
    let Three { bench, revised, .. } = three();
    let without = redefined(bench, |text| text.replacen("WHERE tema = '6-15'", "WHERE tema = '6-15' AND enhet <> '3412'", 1));
    let release = without.release().unwrap();
    let periods = bench.value("SELECT COUNT(*) FROM indikator.innbyggere_6_15_antall WHERE enhet = '3412'").as_u64().unwrap() as usize;
    let columns = ["enhet", "grunn"];
    assert_eq!(counted(&rows(&without, &[revised, &release]), &columns), [("3412 | borte, endret_definisjon".to_owned(), periods)].into());
    assert_eq!(
        counted(&rows(&without, &[&release, revised]), &columns),
        [("3412 | ny_enhet, endret_definisjon".to_owned(), periods)].into()
    );
}

#[test]
fn what_is_masked_in_the_new_release_is_not_shown_as_it_was() {
    let Three { bench, revised, .. } = three();
    let (shown, hidden) = ("    verdi,\n    verdi AS teller,\n    status,", "CASE WHEN enhet <> '3412' THEN verdi END");
    let hidden =
        format!("    {hidden} AS verdi,\n    {hidden} AS teller,\n    CASE WHEN enhet = '3412' THEN 'skjermet' ELSE status END AS status,");
    let masked = redefined(bench, |text| text.replacen(shown, &hidden, 1));
    let rows = rows(&masked, &[revised]);
    assert_eq!(rows.len(), counted(&rows, &["periode"]).len(), "Løten's periods");
    for row in &rows {
        assert_eq!(row["enhet"], "3412");
        assert_eq!(row["gammel_verdi"], json!(null));
        assert_eq!([&row["gammel_status"], &row["ny_status"]], ["skjermet", "skjermet"]);
        assert_eq!(row["grunn"], "skjermet, endret_definisjon");
        let columns: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(columns.iter().all(|column| !column.contains("teller") && !column.contains("nevner")), "{columns:?}");
    }
}

#[test]
fn an_older_release_differs_from_a_newer_one_in_a_table_format_for_machines_too() {
    let Three { bench, whole, revised, .. } = three();
    let ran = bench.command(&["release", "diff", whole, revised, "--format", "parquet"]).output().unwrap();
    assert!(ran.status.success());
    assert_eq!((&ran.stdout[..4], &ran.stdout[ran.stdout.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
}
