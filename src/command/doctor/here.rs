//! What can be examined without asking anybody.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{State, clipped, status, texts};
use crate::archive::now;
use crate::cli::{DoctorArgs, Format, Place};
use crate::command::schedule::turn_of;
use crate::command::{Context, refresh};
use crate::config::Config;
use crate::error::{Error, Result, exit};
use crate::model::Catalogue;
use crate::outln;
use crate::output;
use crate::pipeline::{Pipeline, Pipelines};
use crate::refresh::Memory;
use crate::release::Releases;
use crate::run;
use crate::schedule::{overdue, shown};
use crate::source::Resolved;
use crate::warehouse::{Partitions, Warehouse};
use crate::web::Web;

/// The part that is too long for a table on a terminal: names, and what they stand for.
const NAMES: &str = "navn";

/// What a name that has not been looked up stands for.
const UNKNOWN: &str = "ikke slått opp ennå";

/// One line of the table.
struct Check {
    part: &'static str,
    subject: String,
    state: State,
    found: String,
    advice: String,
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, part: &'static str, state: State, found: impl Into<String>, advice: &str) {
        self.about(part, "", state, found, advice);
    }

    fn about(&mut self, part: &'static str, subject: &str, state: State, found: impl Into<String>, advice: &str) {
        self.0.push(Check { part, subject: subject.to_owned(), state, found: found.into(), advice: advice.to_owned() });
    }
}

pub async fn here(place: Place, config: Result<Config>, arguments: &DoctorArgs) -> Result<u8> {
    let mut checks = Checks::default();
    configuration(&mut checks, &place, &config);
    let context = Context { place, config: config.unwrap_or_default() };
    let warehouse = warehouse(&mut checks, &context);
    clock(&mut checks, warehouse.as_ref());
    let catalogue = definitions(&mut checks, &context, warehouse.as_ref()).await;
    if let Some(warehouse) = &warehouse {
        lock(&mut checks, warehouse);
        partitions(&mut checks, warehouse);
        release(&mut checks, warehouse, catalogue.as_ref());
        archive(&mut checks, warehouse);
        last_run(&mut checks, warehouse);
    }
    let pipelines = match (&catalogue, context.definitions()) {
        (Some(catalogue), _) => Some(catalogue.pipelines.clone()),
        (None, Ok(definitions)) => Pipelines::load(&definitions).ok(),
        (None, Err(_)) => None,
    };
    if let Some(pipelines) = &pipelines {
        for dataset in &arguments.datasets {
            pipelines.get(dataset)?;
        }
        datasets(&mut checks, warehouse.as_ref(), pipelines, &arguments.datasets);
    }
    print(&checks, arguments.output.format)?;
    Ok(status(checks.0.iter().all(|check| check.state != State::Wrong)))
}

fn print(checks: &Checks, format: Format) -> Result<()> {
    let row = |check: &&Check| {
        let found = clipped(&check.found, format);
        [check.part.to_owned(), check.subject.clone(), check.state.text().to_owned(), found, check.advice.clone()]
    };
    let (names, table): (Vec<&Check>, Vec<&Check>) = checks.0.iter().partition(|check| check.part == NAMES && format == Format::Tabell);
    let rows: Vec<[String; 5]> = table.iter().map(row).collect();
    output::print(&texts(["del", "gjelder", "status", "funn", "raad"], &rows)?, format)?;
    if format == Format::Tabell {
        print_names(&names);
        let count = |state| table.iter().filter(|check| check.state == state).count();
        outln!("{} feil, {} å merke seg, {} i orden", count(State::Wrong), count(State::Note), count(State::Ok));
    }
    Ok(())
}

fn print_names(names: &[&Check]) {
    if !names.is_empty() {
        outln!("Rolle eller mønster i stedet for kode, og hva det sto for sist:");
    }
    for dataset in names.chunk_by(|one, next| one.subject == next.subject) {
        if let Some(first) = dataset.first() {
            outln!("  {}", first.subject);
        }
        for name in dataset {
            outln!("    {}", name.found);
        }
    }
}

fn configuration(checks: &mut Checks, place: &Place, config: &Result<Config>) {
    const PART: &str = "konfigurasjon";
    let path = place.config.display();
    match config {
        Err(error) => return checks.add(PART, State::Wrong, error.to_string(), "rett filen"),
        Ok(_) if !place.config.exists() => checks.add(PART, State::Ok, format!("{path} finnes ikke; standardverdier gjelder"), ""),
        Ok(_) => checks.add(PART, State::Ok, path.to_string(), ""),
    }
    let Ok(config) = config else { return };
    match Web::new(&config.nett) {
        Err(error) => checks.about(PART, "[nett]", State::Wrong, error.to_string(), "rett filen"),
        Ok(_) if config.nett.kontakt.is_none() => {
            checks.about(PART, "[nett]", State::Note, "kontakt mangler: utgiverne vet ikke hvem som spør", "kontakt = \"navn@kommune.no\"");
        }
        Ok(_) => checks.about(PART, "[nett]", State::Ok, "kan brukes", ""),
    }
}

fn warehouse(checks: &mut Checks, context: &Context) -> Option<Warehouse> {
    const PART: &str = "varehus";
    let folder = &context.place.warehouse;
    if !folder.join("varehus.json").exists() {
        checks.add(PART, State::Note, format!("{}: her er det ikke noe varehus ennå", folder.display()), "innsikt refresh lager det");
        return None;
    }
    match Warehouse::open(folder) {
        Ok(warehouse) => {
            let kind = if warehouse.synthetic() { "syntetiske tall" } else { "virkelige tall" };
            checks.add(PART, State::Ok, format!("{}, {kind}", folder.display()), "");
            Some(warehouse)
        }
        Err(error) => {
            checks.add(PART, State::Wrong, error.to_string(), "hent varehus.json fra sikkerhetskopien");
            None
        }
    }
}

/// The clock decides what is due: it is wrong when something was done later than now.
fn clock(checks: &mut Checks, warehouse: Option<&Warehouse>) {
    const LEAST: TimeDelta = TimeDelta::minutes(1);
    let now = now();
    let newest = warehouse.and_then(|warehouse| run::all(warehouse).iter().map(|run| run.slutt).max());
    let found = format!("{} i Oslo, {} UTC", shown(now), now.format("%H:%M"));
    match newest.filter(|newest| *newest > now + LEAST) {
        Some(newest) => checks.add("klokke", State::Wrong, format!("{found}, men noe ble kjørt {}", shown(newest)), "still klokken"),
        None => checks.add("klokke", State::Ok, found, ""),
    }
}

async fn definitions(checks: &mut Checks, context: &Context, warehouse: Option<&Warehouse>) -> Option<Catalogue> {
    const PART: &str = "definisjoner";
    let synthetic = warehouse.is_some_and(Warehouse::synthetic);
    let catalogue = match context.definitions() {
        Ok(definitions) => Catalogue::load(definitions, synthetic).await,
        Err(error) => Err(error),
    };
    match catalogue {
        Ok(catalogue) => {
            let own = context.place.project.as_ref().map(|folder| format!(", med {}", folder.display())).unwrap_or_default();
            let found = format!("{} datasett og {} modeller{own}", catalogue.pipelines.iter().count(), catalogue.models.len());
            checks.add(PART, State::Ok, found, "");
            Some(catalogue)
        }
        Err(error) => {
            checks.add(PART, State::Wrong, error.to_string(), "rett filen som nevnes");
            None
        }
    }
}

fn lock(checks: &mut Checks, warehouse: &Warehouse) {
    match warehouse.lock() {
        Ok(_) => checks.add("lås", State::Ok, "ingen skriver nå", ""),
        Err(Error::Locked(_)) => checks.add("lås", State::Note, "en annen prosess skriver nå", "vent til den er ferdig"),
        Err(error) => checks.add("lås", State::Wrong, error.to_string(), "gi brukeren skriverett til varehuset"),
    }
}

fn partitions(checks: &mut Checks, warehouse: &Warehouse) {
    const PART: &str = "fakta";
    let partitions = match Partitions::read(&warehouse.tables()) {
        Ok(partitions) => partitions,
        Err(error) => return checks.add(PART, State::Wrong, error.to_string(), "innsikt refresh --offline"),
    };
    let all = partitions.all();
    match all.iter().filter(|partition| !partition.fil.is_there(&warehouse.tables())).collect::<Vec<_>>().as_slice() {
        [] => checks.add(PART, State::Ok, format!("{} partisjoner", all.len()), ""),
        missing => {
            let first = missing.first().map(|partition| partition.fil.sti.as_str()).unwrap_or_default();
            let found = format!("{} av {} filer mangler, den første er {first}", missing.len(), all.len());
            checks.add(PART, State::Wrong, found, "innsikt refresh --offline");
        }
    }
}

fn release(checks: &mut Checks, warehouse: &Warehouse, catalogue: Option<&Catalogue>) {
    const PART: &str = "utgave";
    let manifest = match Releases::of(warehouse).current() {
        Ok(Some(manifest)) => manifest,
        Ok(None) => return checks.add(PART, State::Note, "ingen ennå", "innsikt refresh"),
        Err(error) => return checks.add(PART, State::Wrong, error.to_string(), "innsikt build"),
    };
    let missing = manifest.files().filter(|file| !file.is_there(&warehouse.tables())).count();
    if missing > 0 {
        return checks.add(PART, State::Wrong, format!("{}: {missing} filer mangler", manifest.utgave), "innsikt refresh --offline");
    }
    match catalogue.map(|catalogue| refresh::is_current(warehouse, catalogue)) {
        Some(Ok(false)) => {
            let found = format!("{} sier ikke det som er tatt inn og definert nå", manifest.utgave);
            checks.add(PART, State::Note, found, "innsikt build");
        }
        _ => checks.add(PART, State::Ok, format!("{} ({})", manifest.utgave, shown(manifest.tid)), ""),
    }
    for warning in &manifest.advarsler {
        checks.about(PART, &manifest.utgave, State::Note, warning.clone(), "innsikt check");
    }
}

fn archive(checks: &mut Checks, warehouse: &Warehouse) {
    const PART: &str = "arkiv";
    let archive = warehouse.archive();
    let (records, blobs) = match archive.records().and_then(|records| Ok((records, archive.blobs()?))) {
        Ok(found) => found,
        Err(error) => return checks.add(PART, State::Wrong, error.to_string(), "hent arkivet fra sikkerhetskopien"),
    };
    let present: BTreeSet<&str> = blobs.iter().map(|(name, _)| name.as_str()).collect();
    let missing = records.iter().flat_map(|record| &record.svar).filter(|answer| !present.contains(answer.henting.as_str())).count();
    match missing {
        0 => checks.add(PART, State::Ok, format!("{} leveringer, {} svar", records.len(), blobs.len()), ""),
        _ => checks.add(PART, State::Wrong, format!("{missing} svar mangler"), "innsikt archive verify; hent dem fra sikkerhetskopien"),
    }
    let waiting = records.iter().filter(|record| !record.lastet && record.avvist.is_none()).count();
    if waiting > 0 {
        checks.add(PART, State::Note, format!("{waiting} leveringer kom, men ble ikke lastet"), "innsikt refresh");
    }
}

fn last_run(checks: &mut Checks, warehouse: &Warehouse) {
    const PART: &str = "siste kjøring";
    let runs = run::all(warehouse);
    let Some(last) = runs.last() else { return checks.add(PART, State::Note, "ingen ennå", "") };
    let found = format!("{} {} (status {})", shown(last.start), last.kommando, last.status);
    match last.status {
        exit::DONE => checks.add(PART, State::Ok, found, ""),
        _ => checks.add(PART, State::Note, found, "SELECT * FROM system.kjoeringer"),
    }
}

fn datasets(checks: &mut Checks, warehouse: Option<&Warehouse>, pipelines: &Pipelines, wanted: &[String]) {
    let now = now();
    let fetched: Vec<(&Pipeline, Memory)> = pipelines
        .iter()
        .filter(|pipeline| pipeline.hent.is_some() && (wanted.is_empty() || wanted.contains(&pipeline.id)))
        .map(|pipeline| (pipeline, warehouse.map(|warehouse| Memory::read(warehouse, &pipeline.id)).unwrap_or_default()))
        .collect();
    for (pipeline, memory) in &fetched {
        dataset(checks, pipeline, memory, now);
    }
    for (pipeline, memory) in &fetched {
        for name in pipeline.named_by_pattern() {
            let stands_for = stands_for(&name, &memory.oppslag);
            let state = if stands_for == UNKNOWN { State::Note } else { State::Ok };
            checks.about(NAMES, &pipeline.id, state, format!("{name} = {stands_for}"), "");
        }
    }
}

fn dataset(checks: &mut Checks, pipeline: &Pipeline, memory: &Memory, now: DateTime<Utc>) {
    const PART: &str = "datasett";
    let expected = pipeline.hent.as_ref().map(|fetch| fetch.publiseres.as_slice()).unwrap_or_default();
    let told = |time: Option<DateTime<Utc>>| time.map_or_else(|| "aldri".to_owned(), shown);
    let next = turn_of(pipeline, memory.forsoekt, now).map_or_else(|| "aldri".to_owned(), shown);
    let times = format!("forsøkt {}, lyktes {}, neste {next}", told(memory.forsoekt), told(memory.lyktes));
    let refresh = format!("innsikt refresh {}", pipeline.id);
    match (&memory.feil, overdue(expected, memory.lyktes, now)) {
        _ if memory.forsoekt.is_none() => checks.about(PART, &pipeline.id, State::Note, "aldri forsøkt", &refresh),
        (Some(error), _) => {
            let advice = format!("innsikt doctor --online {}", pipeline.id);
            checks.about(PART, &pipeline.id, State::Wrong, format!("{times}: {error}"), &advice);
        }
        (None, Some(day)) => {
            checks.about(
                PART,
                &pipeline.id,
                State::Wrong,
                format!("forsinket: nye tall ventet {}; {times}", day.format("%d.%m.%Y")),
                &refresh,
            );
        }
        (None, None) => checks.about(PART, &pipeline.id, State::Ok, times, ""),
    }
}

/// What a role or pattern stood for the last time.
fn stands_for(name: &str, resolved: &[Resolved]) -> String {
    if resolved.is_empty() {
        return UNKNOWN.to_owned();
    }
    let of: Vec<&str> = resolved.iter().filter(|entry| entry.name.contains(name)).map(|entry| entry.stands_for.as_str()).collect();
    // The sources of rows do not know their columns before an answer is there.
    if of.is_empty() { "finnes når svaret leses".to_owned() } else { of.join("; ") }
}
