//! The schedule and the doctor against simulated publishers.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use innsikt::definition::Definitions;
use innsikt::pipeline::Pipelines;
use innsikt::refresh::Memory;
use innsikt::simulated::country::Size;
use innsikt::simulated::faults::{Fault, Misbehaviour};
use innsikt::simulated::server::Simulated;
use innsikt::warehouse::Warehouse;
use serde_json::Value;

use crate::support::{Bench, Ran, own_publishers, runtime};

/// None of them is a table of SSB, which is left alone in the morning: these tests run at any time of the day.
const DUE: [&str; 2] = ["fhi_mobbing", "ssb_klass_131_koder"];

fn publishers_of(seed: u64) -> Simulated {
    runtime().block_on(Simulated::start(seed, Size::Small)).unwrap()
}

/// A synthetic warehouse on which every timetable is once a year, and only the given datasets are due.
fn bench(publishers: &Simulated, due: &[&str]) -> Bench {
    let mut bench = Bench::at(publishers);
    let warehouse = Warehouse::open(&bench.warehouse()).unwrap();
    let definitions = Definitions::embedded();
    for (file, text) in definitions.under("pipelines") {
        let rarely = text.lines().map(|line| if line.starts_with("tidsplan =") { "tidsplan = \"0 3 1 1 *\"" } else { line });
        bench.write(&format!("prosjekt/{file}"), rarely.collect::<Vec<_>>().join("\n").as_bytes());
    }
    for pipeline in Pipelines::load(&definitions).unwrap().iter().filter(|pipeline| !due.contains(&pipeline.id.as_str())) {
        let mut tried = Memory::default();
        tried.forsoekt = Some(Utc::now());
        tried.write(&warehouse, &pipeline.id).unwrap();
    }
    bench.project = Some(bench.folder().join("prosjekt"));
    bench
}

fn memory(bench: &Bench, dataset: &str) -> Memory {
    Memory::read(&Warehouse::open(&bench.warehouse()).unwrap(), dataset)
}

/// What was asked of whom since the last look.
fn asked(publishers: &Simulated) -> Vec<String> {
    let asked = publishers.control().counts().into_keys().collect();
    publishers.control().forget();
    asked
}

fn rows(ran: &Ran) -> Vec<Value> {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", ran.out, ran.err))
}

fn row<'a>(rows: &'a [Value], dataset: &str) -> &'a Value {
    rows.iter().find(|row| row["datasett"] == dataset).unwrap()
}

#[test]
fn once_takes_what_is_due_and_the_next_time_nothing_and_what_was_missed_once() {
    let publishers = own_publishers();
    let bench = bench(&publishers, &DUE);
    let before = Utc::now();
    let ran = bench.ok(&["schedule", "--once"]);
    assert_eq!(asked(&publishers), ["fhi", "klass"]);
    for dataset in DUE {
        assert!(memory(&bench, dataset).lyktes.unwrap() >= before - TimeDelta::milliseconds(1), "{}", ran.err);
    }
    assert!(bench.release().is_some(), "{}", ran.err);
    let lines: Vec<Value> = ran.err.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let messages: Vec<&str> = lines.iter().map(|line| line["fields"]["message"].as_str().unwrap()).collect();
    assert!(lines.iter().all(|line| line["fields"]["kommando"] == "schedule"), "{}", ran.err);
    assert!(messages.last().unwrap().starts_with("neste: 20") && messages.last().unwrap().contains("-01-01 03:00 "), "{messages:?}");

    let again = bench.ok(&["schedule", "--once"]);
    assert!(again.err.contains("ingenting skulle vært kjørt nå"), "{}", again.err);
    assert!(asked(&publishers).is_empty());

    // Off for three years: three times were missed.
    let mut old = memory(&bench, DUE[0]);
    old.forsoekt = Some(Utc::now() - TimeDelta::days(3 * 366));
    old.write(&Warehouse::open(&bench.warehouse()).unwrap(), DUE[0]).unwrap();
    let release = bench.release();
    bench.ok(&["schedule", "--once"]);
    assert_eq!(asked(&publishers), ["fhi"]);
    assert_eq!(bench.release(), release, "nothing had changed");
    bench.ok(&["schedule", "--once"]);
    assert!(asked(&publishers).is_empty());

    // The doctor knows what the table was last time.
    publishers.control().misbehave("fhi", Misbehaviour::always(Fault::MovedTable));
    let ran = bench.run(&["doctor", "--online", "--format", "json", DUE[0], DUE[1]]);
    assert_eq!(ran.status, 3, "{}", ran.err);
    let found = rows(&ran);
    assert_eq!((&row(&found, DUE[0])["status"], &row(&found, DUE[1])["status"]), (&"flyttet".into(), &"ok".into()), "{found:?}");
    assert!(row(&found, DUE[0])["merknader"].as_str().unwrap().contains("informasjon: tabellen er «"), "{found:?}");
    let here = bench.run(&["doctor", "--format", "json", DUE[0]]);
    let here = rows(&here);
    let name = here.iter().find(|row| row["del"] == "navn" && row["funn"].as_str().unwrap().starts_with("/^mobbing")).unwrap();
    assert!(name["funn"].as_str().unwrap().contains(" «Mobbing"), "{name}");
    assert!(here.iter().all(|row| row["status"] != "feil"), "{here:?}");

    // A file is lost, and somebody else writes.
    let partitions = innsikt::warehouse::Partitions::read(&bench.warehouse().join("tables")).unwrap();
    std::fs::remove_file(bench.warehouse().join("tables").join(&partitions.all()[0].fil.sti)).unwrap();
    let lock = Warehouse::open(&bench.warehouse()).unwrap().lock().unwrap();
    let ran = bench.run(&["doctor", "--format", "json"]);
    let here = rows(&ran);
    assert_eq!(ran.status, 3);
    let part = |part: &str| here.iter().find(|row| row["del"] == part).unwrap();
    assert_eq!((&part("fakta")["status"], &part("lås")["status"]), (&"feil".into(), &"merk".into()), "{here:?}");
    let mut due = memory(&bench, DUE[0]);
    due.forsoekt = None;
    due.write(&Warehouse::open(&bench.warehouse()).unwrap(), DUE[0]).unwrap();
    let ran = bench.run(&["schedule", "--once"]);
    assert_eq!(ran.status, 4, "{}", ran.err);
    assert_eq!(memory(&bench, DUE[0]).forsoekt, None, "who is kept out has not tried");
    drop(lock);
}

/// A running `schedule`, which does not outlive its test.
struct Running(Child);

impl Running {
    fn start(bench: &Bench) -> Running {
        Running(bench.command(&["schedule"]).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Tells it to stop, as a system does. Returns its exit status, what it said and how long it took.
    fn terminate(mut self) -> (Option<i32>, String, Duration) {
        let start = Instant::now();
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.0.wait().unwrap().code(), said, start.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(120), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
#[test]
fn a_schedule_that_is_told_to_stop_lets_go_of_its_question_and_asks_it_again_the_next_time() {
    let publishers = own_publishers();
    let bench = bench(&publishers, &DUE);
    // FHI is begun with, answers what describes its tables, and is slow with the figures.
    publishers.control().misbehave("fhi", Misbehaviour::always(Fault::SlowHeaders(Duration::from_secs(40))).on_data());
    let running = Running::start(&bench);
    wait_for("the question", || publishers.control().counts().get("fhi").is_some_and(|count| count.struck > 0));
    wait_for("the other dataset", || memory(&bench, DUE[1]).lyktes.is_some());
    let (status, said, took) = running.terminate();
    assert_eq!(status, Some(0), "{said}");
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(said.contains("stanset: utgaven står") && said.lines().last().unwrap().contains("\"stanset\""), "{said}");
    let interrupted = memory(&bench, DUE[0]);
    assert_eq!((interrupted.forsoekt, interrupted.lyktes), (None, None), "its turn is still now");
    assert!(bench.release().is_none());

    publishers.control().behave("fhi");
    asked(&publishers);
    bench.ok(&["schedule", "--once"]);
    assert_eq!(asked(&publishers), ["fhi"]);
    assert!(bench.release().is_some(), "with what was taken in before");
}

#[test]
fn the_doctor_resolves_names_at_publishers_of_any_seed_and_says_who_is_missing_or_silent() {
    const ASKED: [&str; 5] =
        ["ssb_12222_spesialundervisning", "ssb_sfo_noekkeltall", "fhi_ungdata_alkohol", "udir_laerertetthet", "nbr_enheter"];
    let online = [&["doctor", "--online", "--format", "json"], &ASKED[..]].concat();
    let both = [own_publishers(), publishers_of(1)];
    let names = both.each_ref().map(|publishers| {
        let bench = Bench::new();
        bench.write("innsikt.toml", publishers.configuration().as_bytes());
        let found = rows(&bench.ok(&online));
        assert!(!bench.warehouse().exists(), "nothing is written");
        assert_eq!(found.len(), ASKED.len());
        assert!(found.iter().all(|row| row["leveringer"].as_u64().unwrap() > 0 && row["forespoersler"].as_u64().unwrap() > 0), "{found:?}");
        let figures =
            publishers.control().log().into_iter().filter(|asked| innsikt::simulated::faults::is_data(&asked.publisher, &asked.path));
        assert_eq!(figures.filter(|asked| asked.publisher != "nbr").count(), 0, "no figures are asked for");
        row(&found, "udir_laerertetthet")["navn"].as_str().unwrap().to_owned()
    });
    assert_ne!(names[0], names[1], "what is not known is drawn from the seed");

    let publishers = &both[0];
    publishers.control().misbehave("ssb", Misbehaviour::always(Fault::MovedTable));
    publishers.control().misbehave("fhi", Misbehaviour::always(Fault::EmptyServerError));
    let bench = Bench::new();
    bench.write("innsikt.toml", publishers.configuration().as_bytes());
    let ran = bench.run(&online);
    assert_eq!(ran.status, 3, "{}", ran.err);
    let found = rows(&ran);
    let state = |dataset: &str| row(&found, dataset)["status"].as_str().unwrap().to_owned();
    // Known by its id, by its title, not at all for the moment, and undisturbed.
    assert_eq!(ASKED.map(state), ["mangler", "ok", "svarer ikke", "ok", "ok"], "{found:?}");
    let table = bench.run(&online.iter().filter(|word| !["--format", "json"].contains(word)).collect::<Vec<_>>());
    assert!(
        table.out.contains("tabell 12222 finnes ikke hos utgiveren") && table.out.contains("3 av 5 datasett er som ventet"),
        "{}",
        table.out
    );
}

#[test]
fn the_doctor_needs_neither_warehouse_nor_a_configuration_that_can_be_read() {
    let bench = Bench::new();
    let ran = bench.ok(&["doctor", "--format", "json"]);
    let here = rows(&ran);
    let find = |part: &str, subject: &str| here.iter().find(|row| row["del"] == part && row["gjelder"] == subject).unwrap();
    assert_eq!(find("varehus", "")["status"], "merk");
    assert_eq!(find("datasett", "fhi_mobbing")["funn"], "aldri forsøkt");
    let name = "/^mobbing.*7.*10.*klasse/ = ikke slått opp ennå";
    assert!(here.iter().any(|row| row["del"] == "navn" && row["gjelder"] == "fhi_mobbing" && row["funn"] == name), "{here:?}");
    assert!(!bench.warehouse().exists());

    bench.write("innsikt.toml", b"[nett]\nkontackt = 'x'\n");
    let ran = bench.run(&["doctor"]);
    assert_eq!(ran.status, 3);
    assert!(ran.out.contains("mente du «kontakt»") && ran.out.contains(name), "{}", ran.out);
}
