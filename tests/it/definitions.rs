//! Definitions that are wrong are said to be wrong, by file and place, before any data is touched.

use crate::support::{Bench, synthetic};

/// A bench with a project folder laid over the embedded definitions, and one synthetic delivery ready.
fn with_project(files: &[(&str, &str)]) -> (Bench, std::path::PathBuf) {
    let mut bench = Bench::new();
    for (name, text) in files {
        bench.write(&format!("prosjekt/{name}"), text.as_bytes());
    }
    bench.project = Some(bench.folder().join("prosjekt"));
    innsikt::warehouse::Warehouse::create(&bench.warehouse(), true).unwrap();
    let gsi = synthetic("udir_gsi_elever");
    let file = bench.write(&gsi.name, &gsi.bytes);
    (bench, file)
}

fn model(select: &str, further: &str) -> String {
    format!("/*\nbeskrivelse = \"prøve\"\nkorn = \"en rad\"\nnoekkel = [\"a\"]\n{further}\n[kolonner]\na = \"et tall\"\n*/\n{select}\n")
}

#[test]
fn a_misspelt_key_names_the_nearest_known_one() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/udir/udir_gsi_elever.toml")).unwrap();
    let (bench, file) = with_project(&[("pipelines/udir/udir_gsi_elever.toml", &text.replacen("tittel", "titel", 1))]);
    let ran = bench.run(&["import", "udir_gsi_elever", file.to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("udir_gsi_elever.toml: ukjent nøkkel «titel» – mente du «tittel»?"), "{}", ran.err);
}

#[test]
fn a_cycle_shows_the_way_round() {
    let (bench, file) = with_project(&[
        ("sql/rapport/forste.sql", &model("SELECT a FROM rapport.andre", "")),
        ("sql/rapport/andre.sql", &model("SELECT a FROM rapport.forste", "")),
    ]);
    let ran = bench.run(&["import", "udir_gsi_elever", file.to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("modellene går i ring: rapport.andre → rapport.forste → rapport.andre"), "{}", ran.err);
}

#[test]
fn an_unknown_table_names_the_nearest_known_one() {
    let (bench, file) = with_project(&[("sql/rapport/forste.sql", &model("SELECT 1 AS a FROM dim.komune", ""))]);
    let ran = bench.run(&["import", "udir_gsi_elever", file.to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("dim.komune, som ikke finnes – mente du dim.kommune?"), "{}", ran.err);
}

#[test]
fn a_failing_check_keeps_the_release_from_being_made_and_shows_the_rows() {
    let mut bench = Bench::with_release();
    let release = bench.release();
    assert!(release.is_some());
    let check = "[[kontroller]]\ntype = \"omraade\"\nkolonne = \"a\"\nhoeyst = 5";
    let text = format!(
        "/*\nbeskrivelse = \"prøve\"\nkorn = \"en rad\"\nnoekkel = [\"a\"]\n[kolonner]\na = \"et tall\"\n{check}\n*/\nSELECT 7 AS a\n"
    );
    bench.write("prosjekt/sql/rapport/forste.sql", text.as_bytes());
    bench.project = Some(bench.folder().join("prosjekt"));
    let ran = bench.run(&["build"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("rapport.forste: kontrollen «omraade (a)» (stopp) fant 1 rad"), "{}", ran.err);
    assert!(ran.err.contains("| 7 |"), "{}", ran.err);
    assert_eq!(bench.release(), release);

    bench.write("prosjekt/sql/rapport/forste.sql", text.replace("SELECT 7", "SELECT 3").as_bytes());
    bench.ok(&["build"]);
    assert_ne!(bench.release(), release);
    let diff = bench.ok(&["release", "diff", release.as_deref().unwrap(), "--format", "json"]);
    assert!(diff.err.contains("rapport.forste"), "{}", diff.err);
    assert_eq!(diff.out.trim(), "[]", "no figure of an indicator changed");
}

#[test]
fn an_unknown_dataset_names_the_nearest_known_one() {
    let bench = Bench::new();
    let ran = bench.run(&["import", "udir_gsi_elver", "x.json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("mente du «udir_gsi_elever»?"), "{}", ran.err);
}
