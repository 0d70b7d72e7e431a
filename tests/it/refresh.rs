//! What a refresh does when the publishers revise, when they mask, and when it is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use chrono::{DateTime, Utc};
use innsikt::definition::Definitions;
use innsikt::engine;
use innsikt::model::{Catalogue, FIGURES};
use innsikt::release::{self, Manifest, Releases};
use innsikt::simulated::cube::Figure;
use innsikt::simulated::faults::{Fault, Misbehaviour};
use innsikt::simulated::server::{Control, Simulated};
use innsikt::warehouse::{Partition, Partitions, Warehouse};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use regex::Regex;
use serde_json::{Value, json};

use crate::support::{Bench, Ran, files, own_publishers, runtime};

const POPULATION: &str = "ssb_07459_folkemengde";

/// Inhabitants, and what says where they live: all that one indicator needs.
const DATASETS: [&str; 3] = [POPULATION, "ssb_klass_131_koder", "ssb_klass_131_endringer"];

/// Boys of ten in Løten in 2024: a part of the indicator's figure for 6 to 15 years.
const BOYS_OF_TEN: [(&str, &str); 5] =
    [("Region", "3412"), ("Kjonn", "1"), ("Alder", "010"), ("ContentsCode", "Personer1"), ("Tid", "2024")];

const SHOWN: &str = "SELECT verdi, status FROM indikator.innbyggere_6_15_antall WHERE enhet = '3412' AND periode = '2024'";

fn refresh(bench: &Bench, datasets: &[&str]) -> Ran {
    bench.ok(&[&["refresh"], datasets].concat())
}

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T07:00:00Z").parse().unwrap()
}

fn amend(publishers: &Simulated, figure: Figure, day: &str) {
    publishers.control().amend("ssb", "07459", &BOYS_OF_TEN, figure, at(day)).unwrap();
}

/// The boys of ten as published at first.
fn boys(bench: &Bench) -> f64 {
    let query = "SELECT verdi FROM fakta.folkemengde WHERE kommunenr = '3412' AND kjoenn = 'gutt' AND alder = 10 AND aar = 2024";
    bench.value(query).as_f64().unwrap()
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| runtime().block_on(Catalogue::load(Definitions::embedded(), true)).unwrap())
}

// ------------------------------------------------------------------------------------------------------------ before and after

#[test]
fn a_plan_makes_no_warehouse() {
    let publishers = own_publishers();
    let bench = Bench::new();
    bench.write("innsikt.toml", publishers.configuration().as_bytes());
    let ran = bench.ok(&["refresh", "ssb_klass_277_funksjoner", "--plan"]);
    assert!(ran.out.contains("ssb_klass_277_funksjoner: 1 av 1 leveringer"), "{}", ran.out);
    assert!(!bench.warehouse().exists(), "nothing is written");
}

#[test]
fn status_falls_short_while_a_dataset_is_out_of_date() {
    let publishers = own_publishers();
    let bench = Bench::at(&publishers);
    let datasets = ["refresh", "fhi_mobbing", "ssb_klass_277_funksjoner"];
    publishers.control().misbehave("fhi", Misbehaviour::always(Fault::EmptyServerError));
    assert_eq!(bench.run(&datasets).status, 3);
    let ran = bench.run(&["status"]);
    assert!(ran.status == 3 && ran.out.contains("utdatert: fhi_mobbing: siste henting feilet"), "{}\n{}", ran.out, ran.err);
    assert_eq!(bench.run(&["status", "--format", "json"]).status, 3, "for machines too");
    publishers.control().behave("fhi");
    bench.ok(&datasets);
    assert!(!bench.ok(&["status"]).out.contains("utdatert"));
}

// ------------------------------------------------------------------------------------------------------------ revision

/// The entries of the index as they are written, by what they are.
fn entries(bench: &Bench) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(bench.warehouse().join("tables/partitions.json")).unwrap();
    let index: Value = serde_json::from_str(&text).unwrap();
    let entry = |entry: &Value| {
        let name = ["tabell", "datasett", "periode", "publisert"].map(|key| entry[key].as_str().unwrap_or_default());
        (name.join(" "), entry.to_string())
    };
    index["partisjoner"].as_array().unwrap().iter().map(entry).collect()
}

/// The models of two releases whose inputs differ.
fn recomputed(old: &Manifest, new: &Manifest) -> BTreeSet<String> {
    let fingerprint = |manifest: &Manifest, name: &str| manifest.tabeller.get(name).map(|table| table.fingeravtrykk.clone());
    let models = new.tabeller.keys().filter(|name| !name.starts_with("fakta.") && *name != FIGURES);
    models.filter(|name| fingerprint(old, name) != fingerprint(new, name)).cloned().collect()
}

/// The models that read this fact, or a model that says something else in the one release than in the other.
fn readers_of_what_changed(fact: &str, old: &Manifest, new: &Manifest) -> BTreeSet<String> {
    let says = |manifest: &Manifest, name: &str| manifest.tabeller.get(name).map(|table| table.filer.clone());
    let changed = |name: &String| name == fact || says(old, name) != says(new, name);
    let models = catalogue().order.iter().filter(|name| *name != FIGURES);
    models.filter(|name| catalogue().dependencies[*name].iter().any(changed)).cloned().collect()
}

#[test]
fn a_revised_figure_loads_its_partition_and_rebuilds_what_reads_it() {
    let publishers = own_publishers();
    let bench = Bench::at(&publishers);
    refresh(&bench, &DATASETS);
    let (before, old, was) = (entries(&bench), bench.manifest(), bench.sql(SHOWN));
    amend(&publishers, Figure::Number(boys(&bench) + 7.0), "2026-03-15");
    publishers.control().forget();
    let said = refresh(&bench, &DATASETS).err;

    let after = entries(&bench);
    let new: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert_eq!(new, [&format!("fakta.folkemengde {POPULATION} 2024 2026-03-15")]);
    assert!(before.iter().all(|(name, entry)| after.get(name) == Some(entry)), "the other entries are as they were, to the byte");
    let asked_for_figures: Vec<String> =
        publishers.control().log().into_iter().filter(|logged| logged.method == "POST").map(|logged| logged.path).collect();
    assert!(asked_for_figures.iter().all(|path| path.contains("07459")) && asked_for_figures.len() == 1, "{asked_for_figures:?}");
    assert!(said.contains("1 leveringer tatt inn (1 partisjoner), 2 uendret"), "{said}");

    let new = bench.manifest();
    let (rebuilt, expected) = (recomputed(&old, &new), readers_of_what_changed("fakta.folkemengde", &old, &new));
    assert_eq!(rebuilt, expected);
    for (model, is_rebuilt) in [
        ("harmonisert.innbyggere", true),
        ("indikator.innbyggere_6_15_antall", true),
        ("indikator.netto_driftsutgift_per_innb_6_15_kr", true),
        ("rapport.dokumenttall", true),
        ("dim.kommune", false),
        ("harmonisert.elevtall", false),
        ("indikator.ito_elever_andel", false),
    ] {
        assert_eq!(rebuilt.contains(model), is_rebuilt, "{model}: {rebuilt:?}");
    }
    let models = catalogue().order.iter().filter(|name| *name != FIGURES).count();
    let counted = format!("{} modeller beregnet, {} uendret", expected.len(), models - expected.len());
    assert!(said.contains(&counted), "{counted}: {said}");

    let figure = |rows: &[Value]| rows[0]["verdi"].as_f64().unwrap();
    let diff = bench.ok(&["release", "diff", &old.utgave, "--format", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&diff.out).unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    for (column, expected) in [("indikator_id", json!("innbyggere_6_15_antall")), ("enhet", json!("3412")), ("periode", json!("2024"))] {
        assert_eq!(rows[0][column], expected);
    }
    assert_eq!([&rows[0]["grunn"], &rows[0]["datasett"]], ["revisjon", POPULATION]);
    let changed = ["gammel_verdi", "ny_verdi"].map(|column| rows[0][column].as_f64().unwrap());
    assert_eq!(changed, [figure(&was), figure(&was) + 7.0]);
    for (further, added) in [
        (vec![], 7.0),
        (vec!["--as-of", "2026-03-15"], 7.0),
        (vec!["--as-of", "2026-03-14"], 0.0),
        (vec!["--release", old.utgave.as_str()], 0.0),
    ] {
        assert_eq!(figure(&bench.sql_with(&further, SHOWN)), figure(&was) + added, "{further:?}");
    }

    let (release, archive) = (bench.release(), crate::support::hashes(&bench.warehouse().join("archive")));
    publishers.control().forget();
    let said = refresh(&bench, &DATASETS).err;
    assert!(said.contains("ingenting nytt"), "{said}");
    assert!(publishers.control().log().iter().all(|logged| logged.method == "GET"));
    assert_eq!((bench.release(), crate::support::hashes(&bench.warehouse().join("archive"))), (release, archive));
}

// ------------------------------------------------------------------------------------------------------------- masking

/// A figure that is nowhere else in the country.
const UNIQUE: u32 = 98_765;

/// A warehouse before and after one figure was masked at the publisher.
struct Hidden {
    before: Bench,
    after: Bench,
    /// The release that showed the figure.
    old: String,
    /// What was computed from the figure, and was shown with it.
    computed: u32,
    /// Finds the figure, and what was computed from it.
    telling: Regex,
}

fn hidden() -> &'static Hidden {
    static HIDDEN: OnceLock<Hidden> = OnceLock::new();
    HIDDEN.get_or_init(|| {
        let publishers = own_publishers();
        amend(&publishers, Figure::Number(f64::from(UNIQUE)), "2026-02-25");
        let after = Bench::at(&publishers);
        refresh(&after, &DATASETS);
        let (old, computed) = (after.release().unwrap(), after.sql(SHOWN)[0]["verdi"].as_f64().unwrap() as u32);
        assert!(computed > UNIQUE, "{computed}");
        let before = after.copy();
        amend(&publishers, Figure::Masked, "2026-03-15");
        refresh(&after, &DATASETS);
        Hidden { before, after, old, computed, telling: search(&[UNIQUE, computed]) }
    })
}

/// Finds a figure in a text, however its thousands are set apart.
fn search(figures: &[u32]) -> Regex {
    let written = figures.iter().map(|figure| format!(r"{}[\s.,]?{:03}", figure / 1000, figure % 1000));
    Regex::new(&format!("(^|[^0-9A-Za-z])({})([^0-9A-Za-z]|$)", written.collect::<Vec<_>>().join("|"))).unwrap()
}

/// What the program prints about the figure by every way to it, by how it was asked.
fn printed(bench: &Bench, old: &str, days: &[&'static str]) -> Vec<(String, String)> {
    let cells = "SELECT * FROM fakta.folkemengde WHERE kommunenr = '3412' AND aar = 2024 AND kjoenn = 'gutt'";
    let figures = "SELECT * FROM indikator.verdi WHERE enhet = '3412'";
    let document = "SELECT * FROM rapport.dokumenttall WHERE kommunenr = '3412'";
    let mut asked: Vec<Vec<&str>> = Vec::new();
    for query in [cells, figures, document] {
        asked.push(vec!["sql", "--release", old, query]);
        asked.extend(days.iter().map(|day| vec!["sql", "--as-of", day, query]));
    }
    let of_loeten = ["--enhet", "3412", "--periode", "2024", "--alle", "--format", "json"];
    asked.push([&["trace", "innbyggere_6_15_antall"][..], &of_loeten].concat());
    asked.push(vec!["release", "diff", old, "--format", "json"]);
    asked.push(vec!["release", "diff", old, "--alle"]);
    asked.push(vec!["release", "diff", old, old, "--enhet", "3412"]);
    asked.push(vec!["release", "show", old]);
    asked.push(vec!["status"]);
    asked.push(vec!["sql", "SELECT * FROM system.kjoeringer"]);
    let mut printed: Vec<(String, String)> = Vec::new();
    for arguments in asked {
        let ran = bench.ok(&arguments);
        printed.push((arguments.join(" "), ran.out + &ran.err));
    }
    let arguments = ["report", "ressursanalyse", "--kommune", "3412", "--periode", "2024", "--form", "json", "-o", "dokument"];
    let ran = bench.ok(&arguments);
    let document = std::fs::read_to_string(bench.folder().join("dokument/ressursanalyse-3412.json")).unwrap();
    printed.push((arguments.join(" "), ran.out + &ran.err + &document));
    printed
}

/// The Parquet files of the exports that have one of the figures in them.
fn exported(bench: &Bench, telling: &Regex) -> Vec<String> {
    let parquet = files(&bench.warehouse().join("exports")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "parquet"));
    parquet.filter(|path| has(path, telling)).map(|path| path.display().to_string()).collect()
}

fn has(path: &Path, telling: &Regex) -> bool {
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).unwrap()).unwrap().build().unwrap();
    let columns = reader.flat_map(|batch| batch.unwrap().columns().to_vec());
    columns.into_iter().any(|column| {
        let texts = arrow::compute::cast(&column, &DataType::Utf8).unwrap();
        texts.as_string::<i32>().iter().flatten().any(|text| telling.is_match(text))
    })
}

#[test]
fn a_figure_that_is_masked_afterwards_is_not_in_the_new_release() {
    let hidden = hidden();
    assert_eq!(hidden.before.sql(SHOWN), [json!({ "verdi": f64::from(hidden.computed), "status": "ok" })]);
    assert_eq!(hidden.after.sql(SHOWN), [json!({ "verdi": null, "status": "ufullstendig" })]);
    let cells =
        "SELECT verdi, status, symbol FROM fakta.folkemengde WHERE kommunenr = '3412' AND aar = 2024 AND kjoenn = 'gutt' AND alder = 10";
    assert_eq!(hidden.after.sql(cells), [json!({ "verdi": null, "status": "skjermet", "symbol": ":" })]);
    assert_ne!(hidden.after.release().unwrap(), hidden.old);
}

#[test]
fn a_figure_that_is_masked_afterwards_is_printed_by_no_command_as_of_any_date() {
    let hidden = hidden();
    // The search finds the figure where it was shown; a search that finds nothing would prove nothing.
    let shown: Vec<String> = printed(&hidden.before, &hidden.old, &["2026-03-14"])
        .into_iter()
        .filter(|(_, text)| hidden.telling.is_match(text))
        .map(|(asked, _)| asked)
        .collect();
    assert!(shown.len() >= 8, "{shown:#?}");
    assert_eq!(exported(&hidden.before, &hidden.telling).len() % 2, 0, "every export is there twice: by name, and as the current one");
    assert!(!exported(&hidden.before, &hidden.telling).is_empty());

    for (asked, text) in printed(&hidden.after, &hidden.old, &["2026-03-14", "2026-12-31"]) {
        assert!(!hidden.telling.is_match(&text), "{asked}\n{text}");
    }
    assert_eq!(exported(&hidden.after, &hidden.telling), Vec::<String>::new());
    let elsewhere = hidden.after.copy();
    elsewhere.ok(&["export", "-o", "warehouse/exports/andre"]);
    assert_eq!(exported(&elsewhere, &hidden.telling), Vec::<String>::new());

    let query = "SELECT verdi, status FROM fakta.folkemengde WHERE kommunenr = '3412' AND aar = 2024 AND kjoenn = 'gutt' AND alder";
    for further in [["--release", hidden.old.as_str()], ["--as-of", "2026-03-14"]] {
        let masked = hidden.after.sql_with(&further, &format!("{query} = 10"));
        assert_eq!(masked, [json!({ "verdi": null, "status": "skjermet" })], "{further:?}");
        let beside = |bench: &Bench| bench.sql_with(&further, &format!("{query} = 11"));
        assert_eq!(beside(&hidden.after), beside(&hidden.before), "what was not masked is shown as it was");
    }
}

// -------------------------------------------------------------------------------------------------------------- killing

/// Several publishers side by side.
const KILLED: [&str; 4] = [POPULATION, "ssb_klass_131_koder", "ssb_klass_131_endringer", "udir_grunnskolepoeng"];

/// Changes something at two publishers, so that there is work for a refresh.
fn change(control: &Control, number: usize) {
    let world = control.world();
    let later = at("2026-03-01") + chrono::TimeDelta::days(number as i64);
    let figure = Figure::Number(500.0 + number as f64);
    control.amend("ssb", "07459", &BOYS_OF_TEN, figure, later).unwrap();
    let points = world.tables["udir_rapport"].iter().find(|cube| cube.title.to_lowercase().contains("grunnskolepoeng")).unwrap();
    let first: Vec<(&str, &str)> =
        points.dimensions.iter().map(|dimension| (dimension.code.as_str(), dimension.categories[0].code.as_str())).collect();
    control.amend("udir_rapport", &points.id, &first, Figure::Number(40.0 + (number % 50) as f64 / 10.0), later).unwrap();
}

/// Numbers that are the same on every run: splitmix64.
struct Chance(u64);

impl Chance {
    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Starts a refresh and kills it after a while. False when it was done before.
fn kill_after(bench: &Bench, wait: Duration) -> bool {
    let mut command = bench.command(&[&["refresh"][..], &KILLED].concat());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while start.elapsed() < wait {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep((wait - start.elapsed().min(wait)).min(Duration::from_millis(20)));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// What the releases said when each was first seen.
type Said = BTreeMap<String, (i64, i64)>;

/// Reads everything that a reader could, as the killed writer left it.
fn is_readable(bench: &Bench, said: &mut Said) {
    let warehouse = Warehouse::open(&bench.warehouse()).unwrap();
    let tables = warehouse.tables();
    let loaded = Partitions::read(&tables).unwrap();
    assert!(loaded.all().iter().all(|partition| partition.fil.is_there(&tables)), "the index names a file that is not there");
    let archive = warehouse.archive();
    let kept: BTreeSet<String> = archive.blobs().unwrap().into_iter().map(|(name, _)| name).collect();
    for name in &kept {
        archive.read(name).unwrap();
    }
    for record in archive.records().unwrap() {
        assert!(record.svar.iter().all(|answer| kept.contains(&answer.henting)), "{}: a record without its answer", record.levering);
    }
    for note in files(&bench.warehouse()).iter().filter(|path| path.parent().is_some_and(|folder| folder.ends_with("refresh"))) {
        let hidden = note.file_name().unwrap().to_string_lossy().starts_with('.');
        assert!(hidden || serde_json::from_slice::<Value>(&std::fs::read(note).unwrap()).is_ok(), "{}", note.display());
    }
    let exports = bench.warehouse().join("exports");
    assert!(std::fs::read_link(exports.join("current")).is_err() || exports.join("current/datapackage.json").exists());
    let Some(manifest) = Releases::of(&warehouse).current().unwrap() else { return };
    assert!(manifest.files().all(|file| file.is_there(&tables)), "the release names a file that is not there");
    let answer = runtime().block_on(answer(&warehouse, &manifest, catalogue()));
    assert_eq!(*said.entry(manifest.utgave).or_insert(answer), answer, "a release always says the same");
}

async fn answer(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue) -> (i64, i64) {
    let query = "SELECT CAST(SUM(verdi) AS BIGINT) AS sum, (SELECT COUNT(*) FROM indikator.verdi) AS tall FROM fakta.folkemengde";
    let ctx = release::open(warehouse, manifest, catalogue, Some(query)).await.unwrap();
    let rows = engine::query(&ctx, "prøve", query).await.unwrap();
    let number = |column: usize| rows.column(column).as_primitive::<arrow::datatypes::Int64Type>().value(0);
    (number(0), number(1))
}

/// What every slot says now, whenever it came.
fn content(bench: &Bench) -> BTreeMap<String, String> {
    let loaded = bench.partitions();
    let slot =
        |partition: &Partition| [&partition.tabell, &partition.datasett, &partition.periode, &partition.del].map(String::as_str).join(" ");
    loaded.newest(None).into_iter().map(|partition| (slot(partition), partition.innhold.clone())).collect()
}

/// A refresh that nobody disturbs ends well and leaves nothing undone.
fn completes(bench: &Bench) {
    refresh(bench, &KILLED);
    let (manifest, loaded) = (bench.manifest(), bench.partitions());
    assert_eq!(manifest.partisjoner, loaded.all(), "all that is loaded is released");
    let exported = std::fs::read_link(bench.warehouse().join("exports/current")).unwrap();
    assert_eq!(exported, Path::new(&manifest.utgave), "and exported");
}

#[test]
fn a_killed_refresh_leaves_a_readable_release_and_the_next_one_completes() {
    let kills: usize = std::env::var("INNSIKT_DREP").map_or(6, |text| text.parse().unwrap());
    let publishers = own_publishers();
    let control = publishers.control();
    let undisturbed = Bench::at(&publishers);
    let timed = |bench: &Bench| {
        let start = Instant::now();
        completes(bench);
        start.elapsed()
    };
    let first = timed(&undisturbed);
    let (later, mut fresh) = (undisturbed.copy(), Bench::at(&publishers));
    change(&control, 0);
    let again = timed(&undisturbed);

    let (mut chance, mut struck, mut number) = (Chance(3412), 0, 0);
    let mut said: [Said; 2] = Default::default();
    while struck < kills {
        number += 1;
        assert!(number <= 10 * kills + 10, "too few of the runs were killed in time");
        change(&control, number);
        // One time in three there is no release before.
        let (bench, whole, seen) = if number % 3 == 0 { (&fresh, first, &mut said[1]) } else { (&later, again, &mut said[0]) };
        let wait = whole.mul_f64(chance.next());
        let killed = kill_after(bench, wait);
        eprintln!("run {number}: killed after {wait:?} of {whole:?}: {killed}");
        struck += usize::from(killed);
        is_readable(bench, seen);
        // Mostly what is undone is left to the next one, which may be killed too.
        if number % 4 == 0 {
            completes(bench);
            is_readable(bench, seen);
        }
        if number % 12 == 0 {
            (fresh, said[1]) = (Bench::at(&publishers), Said::new());
        }
    }
    completes(&undisturbed);
    for bench in [&later, &fresh] {
        completes(bench);
        assert_eq!(content(bench), content(&undisturbed));
        bench.ok(&["archive", "verify"]);
        bench.ok(&["release", "vacuum", "--keep", "1"]);
        let left: Vec<_> = files(&bench.warehouse()).into_iter().filter(|path| path.to_string_lossy().contains(".skriver-")).collect();
        assert!(left.is_empty(), "{left:?}");
        is_readable(bench, &mut Said::new());
    }
}
