//! `refresh`: from the publishers, or from the archive, to a release and its exports.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::{Context, Log, Voice};
use crate::archive::Archive;
use crate::cli::RefreshArgs;
use crate::error::{Error, Result, exit};
use crate::export;
use crate::intake::{Intake, Outcome};
use crate::model::{Catalogue, Severity};
use crate::outln;
use crate::pipeline::Pipeline;
use crate::refresh::{Drift, Event, Refresher, Summary, Watcher};
use crate::release::{Releases, Unchanged};
use crate::warehouse::{Partitions, Warehouse};
use crate::web::Web;

/// Fetches what changed and goes on to a release and its exports; or rebuilds from the archive; or says what it would fetch.
pub async fn refresh(context: &Context, arguments: RefreshArgs) -> Result<u8> {
    let (warehouse, _temporary) = match arguments.plan {
        true => context.warehouse_or_empty()?,
        false => (Warehouse::open_or_create(&context.place.warehouse)?, None),
    };
    let catalogue = context.catalogue(&warehouse).await?;
    for dataset in &arguments.datasets {
        catalogue.pipelines.get(dataset)?;
    }
    if arguments.offline {
        return offline(&warehouse, &catalogue, &arguments).await;
    }
    let pipelines = fetched(&catalogue, &arguments.datasets)?;
    let web = Web::new(&context.config.nett)?;
    let since = arguments.since.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    if arguments.plan {
        return plan(&warehouse, &catalogue, &web, &pipelines, since).await;
    }
    run(&warehouse, &catalogue, &web, &pipelines, since, Voice::of_the_place()).await
}

/// The datasets that come over HTTP, of those that are asked for.
pub fn fetched<'a>(catalogue: &'a Catalogue, wanted: &[String]) -> Result<Vec<&'a Pipeline>> {
    if let Some(dataset) = wanted.iter().find(|dataset| catalogue.pipelines.get(dataset).is_ok_and(|pipeline| pipeline.hent.is_none())) {
        return Err(Error::Usage(format!("{dataset} hentes ikke over nettet; ta det inn med `innsikt import {dataset} FIL`")));
    }
    let is_wanted = |pipeline: &&Pipeline| pipeline.hent.is_some() && (wanted.is_empty() || wanted.contains(&pipeline.id));
    Ok(catalogue.pipelines.iter().filter(is_wanted).collect())
}

/// One refresh, under the writer's lock: fetch, build, check, release, export.
pub async fn run(
    warehouse: &Warehouse,
    catalogue: &Catalogue,
    web: &Web,
    pipelines: &[&Pipeline],
    since: Option<DateTime<Utc>>,
    voice: Voice,
) -> Result<u8> {
    let refresher = Refresher::new(Intake::new(warehouse, catalogue), web, since);
    run_with(&refresher, pipelines, "refresh", voice).await
}

/// As [`run`], by a refresher that may be told to stop: what it had begun to take in is finished, and the release stands.
pub async fn run_with(refresher: &Refresher<'_>, pipelines: &[&Pipeline], command: &str, voice: Voice) -> Result<u8> {
    let (warehouse, catalogue) = (refresher.intake.warehouse, refresher.intake.catalogue);
    let _lock = warehouse.lock()?;
    let log = Log::begin(warehouse, command).with(voice);
    let report = Reporter { bars: log.bars(), log: Mutex::new(log), progress: Mutex::default(), failures: Mutex::default() };
    let summary = refresher.all(pipelines, &report).await;
    let mut log = report.finish();
    log.say(said(summary, refresher.web));
    if refresher.stop.is_set() {
        log.say("stanset: utgaven står, og resten tas ved neste kjøring");
        log.fell_short();
        return Ok(log.end());
    }
    let nothing_new = summary.partitions == 0 && is_current(warehouse, catalogue)?;
    if nothing_new {
        log.say("ingenting nytt: utgaven står");
    } else {
        log.build(catalogue, Unchanged::Reused).await;
    }
    if let Some(manifest) = Releases::of(warehouse).current()? {
        match export::export(warehouse, &manifest, catalogue, &warehouse.exports()).await {
            Ok(exported) if exported.new => log.say(format!("{} tabeller skrevet til {}", exported.tables, exported.folder.display())),
            Ok(_) => {}
            Err(error) => log.fail(&error),
        }
    }
    Ok(log.end())
}

/// Whether the current release was built with today's definitions, over all that is loaded: a run that was killed, or whose build failed,
/// may have loaded what no release has.
pub(super) fn is_current(warehouse: &Warehouse, catalogue: &Catalogue) -> Result<bool> {
    let Some(manifest) = Releases::of(warehouse).current()? else { return Ok(false) };
    let loaded = Partitions::read(&warehouse.tables())?;
    Ok(manifest.partisjoner == loaded.all() && manifest.definisjoner == catalogue.definitions.hashes())
}

fn said(summary: Summary, web: &Web) -> String {
    let traffic = web.traffic();
    let sum = |of: fn(&crate::web::Traffic) -> u64| traffic.values().map(of).sum::<u64>();
    let each = traffic.iter().map(|(publisher, traffic)| format!("{publisher} {}", traffic.requests)).collect::<Vec<_>>().join(", ");
    format!(
        "{} leveringer tatt inn ({} partisjoner), {} uendret, {} datasett feilet; {} forespørsler ({} uendret, {} gjentatt), {:.1} MiB ({each})",
        summary.loaded,
        summary.partitions,
        summary.unchanged,
        summary.failed,
        sum(|t| t.requests),
        sum(|t| t.not_modified),
        sum(|t| t.retries),
        sum(|t| t.bytes) as f64 / f64::from(1 << 20)
    )
}

/// Prints what would be fetched, and fetches nothing.
async fn plan(
    warehouse: &Warehouse,
    catalogue: &Catalogue,
    web: &Web,
    pipelines: &[&Pipeline],
    since: Option<DateTime<Utc>>,
) -> Result<u8> {
    let refresher = Refresher::new(Intake::new(warehouse, catalogue), web, since);
    let (mut requests, mut failed) = (0, 0);
    for pipeline in pipelines {
        match refresher.plan(pipeline).await {
            Ok((_, deliveries)) => {
                let due: Vec<_> = deliveries.iter().filter_map(|(delivery, due)| Some((delivery, (*due)?))).collect();
                outln!("{}: {} av {} leveringer", pipeline.id, due.len(), deliveries.len());
                for (delivery, why) in due {
                    outln!("  {} – {why}, {} forespørsler", delivery.name, delivery.requests.len());
                    requests += delivery.requests.len();
                }
            }
            Err(error) => {
                failed += 1;
                eprintln!("innsikt: {error}");
            }
        }
    }
    outln!("{requests} forespørsler i alt; {failed} datasett kunne ikke slås opp");
    Ok(if failed == 0 { exit::DONE } else { exit::SHORT })
}

/// Rebuilds from the archive.
async fn offline(warehouse: &Warehouse, catalogue: &Catalogue, arguments: &RefreshArgs) -> Result<u8> {
    let _lock = warehouse.lock()?;
    let mut log = Log::begin(warehouse, "refresh --offline");
    if let Some(folder) = &arguments.archive {
        take_over(warehouse, folder, &mut log)?;
    }
    let wanted = |dataset: &str| arguments.datasets.is_empty() || arguments.datasets.iter().any(|wanted| wanted == dataset);
    // Into an index beside the standing one, which it replaces when it is whole: a rebuild that is killed changes nothing.
    let own = Partitions::path(&warehouse.tables());
    let standing = Partitions::read_from(&own)?;
    let fresh = own.with_extension("ny.json");
    standing.without(wanted).write_to(&fresh)?;
    let intake = Intake::into_index(warehouse, catalogue, fresh.clone());
    let mut failed = BTreeSet::new();
    for record in warehouse.archive().records()?.into_iter().filter(|record| wanted(&record.datasett)) {
        if let Some(why) = &record.avvist {
            log.say(format!("{}: hoppet over, avvist da den kom: {}", record.levering, why.lines().next().unwrap_or_default()));
            continue;
        }
        match intake.replay(&record).await {
            Ok(loaded) => log.loaded(&record.levering, &loaded),
            Err(error) => {
                log.fail(&error);
                failed.insert(record.datasett.clone());
            }
        }
    }
    let mut whole = Partitions::read_from(&fresh)?.without(|dataset| failed.contains(dataset));
    for partition in standing.all().iter().filter(|partition| failed.contains(&partition.datasett)) {
        whole.add(partition.clone());
    }
    whole.write_to(&own)?;
    std::fs::remove_file(&fresh).map_err(Error::io("kan ikke fjerne", &fresh))?;
    for dataset in &failed {
        log.say(format!("{dataset}: står med partisjonene fra før"));
    }
    log.build(catalogue, Unchanged::Reused).await;
    Ok(log.end())
}

/// Copies another archive's blobs and records into this warehouse's own.
fn take_over(warehouse: &Warehouse, folder: &Path, log: &mut Log<'_>) -> Result<()> {
    let other = Archive::new(folder.to_owned());
    let records = other.records()?;
    if records.is_empty() {
        return Err(Error::Usage(format!("--archive {}: her er det ingen arkivposter", folder.display())));
    }
    if records.iter().any(|record| record.syntetisk != warehouse.synthetic()) {
        return Err(Error::Stop(format!(
            "{}: arkivet og varehuset er ikke av samme slag; syntetiske og virkelige tall blandes aldri",
            folder.display()
        )));
    }
    let mut taken = 0;
    for record in records {
        warehouse.archive().adopt(&record, &other)?;
        taken += 1;
    }
    log.say(format!("{taken} arkivposter tatt over fra {}", folder.display()));
    Ok(())
}

/// Tells a person or a log what happens.
struct Reporter<'a> {
    log: Mutex<Log<'a>>,
    bars: Option<MultiProgress>,
    progress: Mutex<BTreeMap<String, ProgressBar>>,
    /// Dataset → deliveries that failed.
    failures: Mutex<BTreeMap<String, usize>>,
}

impl<'a> Reporter<'a> {
    fn finish(self) -> Log<'a> {
        self.log.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log<'a>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, usize>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn progress(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, ProgressBar>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher for Reporter<'_> {
    fn planned(&self, pipeline: &Pipeline, requests: usize) {
        if let (Some(bars), true) = (&self.bars, requests > 0) {
            let bar = bars.add(ProgressBar::new(requests as u64).with_message(pipeline.id.clone()));
            if let Ok(style) = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len} forespørsler") {
                bar.set_style(style);
            }
            self.progress().insert(pipeline.id.clone(), bar);
        }
    }

    fn answered(&self, pipeline: &Pipeline) {
        if let Some(bar) = self.progress().get(&pipeline.id) {
            bar.inc(1);
        }
    }

    fn delivered(&self, pipeline: &Pipeline, delivery: &str, event: &Event) {
        let name = format!("{} {delivery}", pipeline.id);
        match event {
            Event::Same | Event::TakenIn(Outcome::Unchanged { .. }) => {}
            Event::TakenIn(Outcome::Loaded(loaded)) => self.log().loaded(&name, loaded),
            Event::Failed(error) => {
                let mut failures = self.failures();
                let count = failures.entry(pipeline.id.clone()).or_insert(0);
                *count += 1;
                // One dataset's deliveries mostly fail for one reason; the rest is counted.
                if *count == 1 { self.log().short(error) } else { self.log().note_failure(error) }
            }
        }
    }

    fn drifted(&self, pipeline: &Pipeline, drift: &[Drift], notes: &[String]) {
        let mut log = self.log();
        for change in drift {
            log.say(format!("{}: {change}", pipeline.id));
        }
        for note in notes {
            log.say(format!("{}: merk: {note}", pipeline.id));
        }
        if drift.iter().any(|change| change.severity != Severity::Informasjon) {
            log.fell_short();
        }
    }

    fn failed(&self, _pipeline: &Pipeline, error: &Error) {
        self.log().short(error);
    }

    fn finished(&self, pipeline: &Pipeline) {
        if let Some(bar) = self.progress().remove(&pipeline.id) {
            bar.finish_and_clear();
        }
        if let Some(count) = self.failures().remove(&pipeline.id).filter(|count| *count > 1) {
            self.log().say(format!("{}: {} leveringer til ble ikke tatt inn (se system.kjoeringer)", pipeline.id, count - 1));
        }
    }
}

impl Voice {
    /// Bars and text on a terminal, structured lines elsewhere.
    pub fn of_the_place() -> Voice {
        if std::io::stderr().is_terminal() { Voice::Bars(MultiProgress::new()) } else { Voice::Structured }
    }

    /// Bars and text on a terminal, text elsewhere.
    pub fn for_people() -> Voice {
        if std::io::stderr().is_terminal() { Voice::Bars(MultiProgress::new()) } else { Voice::Plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definitions;
    use crate::release::Manifest;
    use crate::warehouse::{DataFile, Partition};

    #[tokio::test]
    async fn a_release_is_current_until_facts_are_accepted_that_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::create(&folder.path().join("warehouse"), true).unwrap();
        let catalogue = Catalogue::load(Definitions::embedded(), true).await.unwrap();
        assert!(!is_current(&warehouse, &catalogue).unwrap(), "there is no release");
        let mut manifest = Manifest {
            format_version: Manifest::FORMAT_VERSION,
            utgave: "2026-11-22-00000000".into(),
            tid: crate::archive::now(),
            innhold: String::new(),
            versjon: String::new(),
            syntetisk: true,
            tabeller: BTreeMap::new(),
            partisjoner: Vec::new(),
            definisjoner: catalogue.definitions.hashes(),
            advarsler: Vec::new(),
        };
        Releases::of(&warehouse).publish(&manifest).unwrap();
        assert!(is_current(&warehouse, &catalogue).unwrap());

        let partition = Partition {
            tabell: "fakta.fravaer".into(),
            datasett: "udir_fravaer".into(),
            periode: "2024-25".into(),
            del: String::new(),
            publisert: manifest.tid.date_naive(),
            henting: String::new(),
            innhold: String::new(),
            fil: DataFile { sti: "a.parquet".into(), sha256: "a".into(), rader: 1, byte: 1 },
        };
        let mut index = Partitions::read(&warehouse.tables()).unwrap();
        index.add(partition.clone());
        index.write_to(&Partitions::path(&warehouse.tables())).unwrap();
        assert!(!is_current(&warehouse, &catalogue).unwrap(), "a killed run left this partition behind");

        (manifest.utgave, manifest.partisjoner) = ("2026-11-22-11111111".into(), vec![partition]);
        Releases::of(&warehouse).publish(&manifest).unwrap();
        assert!(is_current(&warehouse, &catalogue).unwrap());
        manifest.definisjoner.clear();
        manifest.utgave = "2026-11-22-22222222".into();
        Releases::of(&warehouse).publish(&manifest).unwrap();
        assert!(!is_current(&warehouse, &catalogue).unwrap(), "built with other definitions");
    }
}
