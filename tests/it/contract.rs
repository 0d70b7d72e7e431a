//! `docs/source-contract.md`, held against every source: first between good runs, then with each fault of the simulated publisher.
//!
//! ```text
//! before ──good run──► a warehouse ──copy──► fault (everywhere, then on figures only) ──► nothing of the dataset moved, the others loaded
//! after  ──good run──► what it should say ◄── the same ──── the publisher behaves ◄───────┘
//! ```
//!
//! `before` and `after` are two countries, so that everything has changed at the publisher: codes, ids and figures.
//! `INNSIKT_VIS=1` prints what became of every fault, as a table.

mod expected;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use innsikt::definition::Definitions;
use innsikt::intake::{Intake, Outcome};
use innsikt::model::Catalogue;
use innsikt::pipeline::{Fetch, Pipeline};
use innsikt::refresh::{Drift, Due, Event, Memory, Refresher, Summary, Watcher};
use innsikt::simulated::country::{Country, Size};
use innsikt::simulated::exchange::World;
use innsikt::simulated::faults::{Fault, Misbehaviour, is_data};
use innsikt::simulated::server::{Logged, Simulated};
use innsikt::source::{Planned, PlannedRequest};
use innsikt::warehouse::{Partition, Partitions, Warehouse};
use innsikt::web::{Patience, Web};
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::support::copy_folder;
use expected::{Becomes, becomes};

/// A publisher's dataset that is put to the test.
#[derive(Clone, Copy)]
pub struct Subject {
    pub dataset: &'static str,
    pub publisher: &'static str,
    /// Another publisher's dataset, refreshed in the same run.
    witness: &'static str,
    /// Asks for less: what a fault does to two years it does to twelve.
    narrow: fn(&mut Fetch),
    /// How many requests of the plan look like requests for figures.
    planned: usize,
    country: Size,
}

const fn subject(dataset: &'static str, publisher: &'static str) -> Subject {
    Subject { dataset, publisher, witness: FUNCTIONS, narrow: |_| (), planned: 0, country: Size::Small }
}

/// The smallest dataset that there is.
const FUNCTIONS: &str = "ssb_klass_277_funksjoner";

const SSB_PUPILS: Subject = subject("ssb_11980_elever", "ssb");
const SSB_MONEY: Subject = subject("ssb_12905_skolelokaler_drift", "ssb");
const KLASS: Subject = Subject { witness: "nbr_enheter", ..subject("ssb_klass_131_koder", "klass") };
const UDIR_REPORT: Subject = Subject { narrow: two_years_of_the_report, ..subject("udir_fravaer", "udir_rapport") };
const UDIR_EXPORT: Subject = Subject { narrow: two_years_of_the_export, planned: 1, ..subject("udir_eu_deltakelse", "udir_eksport") };
const UDIR_EXPORT_PAGES: Subject = Subject { narrow: the_schools_last_year, planned: 1, ..subject("udir_eu_tema", "udir_eksport") };
const FHI: Subject = subject("fhi_ungdata_skulk", "fhi");
const FHI_GRADES: Subject = subject("fhi_mobbing", "fhi");
const NSR: Subject = Subject { planned: 1, ..subject("nsr_enheter", "nsr") };
const NSR_PAGES: Subject = Subject { country: Size::Full, ..NSR };
/// One request a unit, each with a signal of its own.
const NSR_UNITS: Subject = Subject { planned: 2, ..subject("nsr_skoler", "nsr") };
const NBR: Subject = Subject { planned: 1, ..subject("nbr_enheter", "nbr") };
const NBR_PAGES: Subject = Subject { country: Size::Full, ..NBR };

const EVERY: [Subject; 9] = [SSB_PUPILS, SSB_MONEY, KLASS, UDIR_REPORT, UDIR_EXPORT, FHI, NSR, NSR_UNITS, NBR];

fn two_years_of_the_report(fetch: &mut Fetch) {
    if let Some(report) = &mut fetch.udir_rapport {
        report.fra = Some("2023-24".to_owned());
        report.filter["EierformID"].truncate(1);
    }
}

fn two_years_of_the_export(fetch: &mut Fetch) {
    if let Some(export) = &mut fetch.udir_eksport {
        export.fra = Some("2024-25".to_owned());
        export.filter["EnhetNivaa"].truncate(1);
    }
}

/// More rows than there is room for on a page.
fn the_schools_last_year(fetch: &mut Fetch) {
    if let Some(export) = &mut fetch.udir_eksport {
        export.fra = Some("2025-26".to_owned());
        export.filter["EnhetNivaa"].drain(..3);
        export.filter["TrinnID"].truncate(1);
    }
}

/// What all tests share: two countries as they are published, and the definitions.
struct Stage {
    before: World,
    after: World,
    catalogue: Catalogue,
}

fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| std::thread::spawn(set_stage).join().unwrap())
}

/// On a thread of its own: a test's own runtime cannot wait for itself.
fn set_stage() -> Stage {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let world = async |seed| copy_of(&Simulated::start(seed, Size::Small).await.unwrap().control().world());
        let mut after = world(5).await;
        for cube in after.tables.values_mut().flatten() {
            cube.updated += TimeDelta::days(365);
        }
        Stage { before: world(1).await, after, catalogue: Catalogue::load(Definitions::embedded(), true).await.unwrap() }
    })
}

fn copy_of(world: &World) -> World {
    World { country: world.country.clone(), tables: world.tables.clone() }
}

/// The whole country, in which lists have several pages; its tables are left out.
fn whole_country(seed: u64) -> &'static World {
    static WORLDS: [OnceLock<World>; 2] = [const { OnceLock::new() }; 2];
    let make = || World { country: Arc::new(Country::new(seed, Size::Full)), tables: BTreeMap::new() };
    WORLDS[usize::from(seed > 1)].get_or_init(make)
}

impl Subject {
    fn before(&self) -> &'static World {
        if self.country == Size::Full { whole_country(1) } else { &stage().before }
    }

    fn after(&self) -> &'static World {
        if self.country == Size::Full { whole_country(5) } else { &stage().after }
    }

    fn pipeline(&self) -> Pipeline {
        let mut pipeline = stage().catalogue.pipelines.get(self.dataset).unwrap().clone();
        (self.narrow)(pipeline.hent.as_mut().unwrap());
        pipeline
    }
}

/// A warehouse in a folder that goes away.
struct Place {
    _folder: TempDir,
    warehouse: Warehouse,
}

impl Place {
    fn empty() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::create(folder.path(), true).unwrap();
        Place { _folder: folder, warehouse }
    }

    fn copy(&self) -> Place {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(self.warehouse.folder(), folder.path());
        let warehouse = Warehouse::open(folder.path()).unwrap();
        Place { _folder: folder, warehouse }
    }

    fn partitions(&self, dataset: &str) -> Vec<Partition> {
        let index = Partitions::read(&self.warehouse.tables()).unwrap();
        index.all().iter().filter(|partition| partition.datasett == dataset).cloned().collect()
    }

    /// What the newest edition of each partition says.
    fn content(&self, dataset: &str) -> BTreeMap<String, String> {
        let index = Partitions::read(&self.warehouse.tables()).unwrap();
        let of = |partition: &&Partition| (format!("{:?}", partition.slot()), partition.innhold.clone());
        index.newest(None).iter().filter(|partition| partition.datasett == dataset).map(of).collect()
    }

    fn archived(&self, dataset: &str) -> usize {
        self.warehouse.archive().records_of(dataset).unwrap().len()
    }

    /// Deliveries that are archived and neither loaded nor refused: half of something.
    fn waiting(&self, dataset: &str) -> usize {
        let records = self.warehouse.archive().records_of(dataset).unwrap();
        records.iter().filter(|record| !record.lastet && record.avvist.is_none()).count()
    }
}

/// What there is of a dataset in a warehouse.
struct Found {
    partitions: Vec<Partition>,
    content: BTreeMap<String, String>,
    archived: usize,
}

impl Found {
    fn in_place(place: &Place, dataset: &str) -> Found {
        Found { partitions: place.partitions(dataset), content: place.content(dataset), archived: place.archived(dataset) }
    }
}

/// What a refresh said.
#[derive(Default)]
struct Heard {
    summary: Summary,
    /// Every failure, whole.
    failures: Vec<String>,
    drift: Vec<String>,
    retries: u64,
}

#[derive(Default)]
struct Ear(Mutex<Heard>);

impl Watcher for Ear {
    fn delivered(&self, _: &Pipeline, _: &str, event: &Event) {
        let mut heard = self.0.lock().unwrap();
        match event {
            Event::Failed(error) => heard.failures.push(error.to_string()),
            Event::TakenIn(Outcome::Loaded(loaded)) => heard.drift.extend(loaded.findings.iter().map(|finding| finding.to_string())),
            _ => (),
        }
    }

    fn drifted(&self, _: &Pipeline, drift: &[Drift], notes: &[String]) {
        self.0.lock().unwrap().drift.extend(drift.iter().map(Drift::to_string).chain(notes.iter().cloned()));
    }

    fn failed(&self, _: &Pipeline, error: &innsikt::error::Error) {
        self.0.lock().unwrap().failures.push(error.to_string());
    }
}

/// Limits for a publisher on this machine: generous but where a fault is about them.
fn patience(fault: Option<Fault>) -> Patience {
    let slow = matches!(fault, Some(Fault::SlowHeaders(_) | Fault::SlowBody(_)));
    let limit = if slow { Duration::from_secs(2) } else { Duration::from_secs(60) };
    Patience { headers: limit, idle: limit, tries: 2, first_pause: Duration::from_millis(5), largest: 4 << 20, ..Patience::default() }
}

/// One refresh. `anew` asks about everything, whatever was asked before.
async fn refresh(place: &Place, simulated: &Simulated, pipelines: &[&Pipeline], fault: Option<Fault>, anew: bool) -> Heard {
    let web = Web::with_patience(&simulated.network(), patience(fault)).unwrap();
    let since = anew.then(|| Utc::now() + TimeDelta::days(1));
    let ear = Ear::default();
    let intake = Intake::new(&place.warehouse, &stage().catalogue);
    let summary = Refresher::new(intake, &web, since).all(pipelines, &ear).await;
    let retries = web.traffic().values().map(|traffic| traffic.retries).sum();
    Heard { summary, retries, ..ear.0.into_inner().unwrap() }
}

/// Publishes a world of its own, so that faults in one case are none in another.
async fn publish(world: &World) -> Simulated {
    Simulated::serve(copy_of(world)).await.unwrap()
}

/// A subject with good runs behind it.
struct Bench {
    subject: Subject,
    pipeline: Pipeline,
    witness: Pipeline,
    /// Loaded from `before`.
    standing: Place,
    /// What the dataset says after a good run on top of that, and from nothing.
    renewed: BTreeMap<String, String>,
    fresh: BTreeMap<String, String>,
    witnessed: BTreeMap<String, String>,
}

impl Bench {
    async fn new(subject: Subject) -> Arc<Bench> {
        let (pipeline, witness) = (subject.pipeline(), stage().catalogue.pipelines.get(subject.witness).unwrap().clone());
        let good = async |place: &Place, world: &World, pipelines: &[&Pipeline]| {
            let heard = refresh(place, &publish(world).await, pipelines, None, true).await;
            assert_eq!(heard.failures, Vec::<String>::new(), "{}", subject.dataset);
            assert_eq!((heard.summary.failed, heard.summary.loaded > 0), (0, true), "{}", subject.dataset);
        };
        let (standing, fresh) = (Place::empty(), Place::empty());
        good(&standing, subject.before(), &[&pipeline]).await;
        good(&fresh, subject.after(), &[&pipeline, &witness]).await;
        let renewed = standing.copy();
        good(&renewed, subject.after(), &[&pipeline]).await;
        assert_ne!(renewed.content(subject.dataset), standing.content(subject.dataset), "{}: the worlds differ", subject.dataset);
        Arc::new(Bench {
            renewed: renewed.content(subject.dataset),
            fresh: fresh.content(subject.dataset),
            witnessed: fresh.content(subject.witness),
            subject,
            pipeline,
            witness,
            standing,
        })
    }
}

/// What came of one fault: rows for the table, and whatever is not as it should be.
#[derive(Default)]
struct Verdict {
    rows: Vec<String>,
    wrong: Vec<String>,
}

impl Verdict {
    fn demand(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(what());
        }
    }
}

/// A dataset in one warehouse while its publisher misbehaves in one way.
struct Case<'a> {
    bench: &'a Bench,
    fault: Fault,
    place: Place,
    simulated: Simulated,
    /// What the dataset says when all is well again.
    target: &'a BTreeMap<String, String>,
    verdict: Verdict,
}

impl<'a> Case<'a> {
    async fn new(bench: &'a Bench, fault: Fault, standing: bool) -> Case<'a> {
        let (place, target) = if standing { (bench.standing.copy(), &bench.renewed) } else { (Place::empty(), &bench.fresh) };
        Case { bench, fault, place, simulated: publish(bench.subject.after()).await, target, verdict: Verdict::default() }
    }

    /// Refreshes while the publisher misbehaves for ever, and judges what came of it.
    async fn suffer(&mut self, struck: Struck) {
        let Bench { subject, pipeline, witness, .. } = self.bench;
        self.simulated.control().misbehave(subject.publisher, misbehaviour(self.fault, subject, struck));
        let before = Found::in_place(&self.place, subject.dataset);
        let heard = refresh(&self.place, &self.simulated, &[pipeline, witness], Some(self.fault), true).await;
        let now = Found::in_place(&self.place, subject.dataset);
        let outcome = match (heard.failures.is_empty(), now.content == *self.target, now.content == before.content) {
            (true, true, _) => "lastet",
            (true, false, true) => "ingenting nytt",
            (true, false, false) => "lastet, og feil",
            (false, _, true) => "avvist",
            (false, _, false) => "delvis avvist",
        };
        let first = heard.failures.first().or(heard.drift.first()).and_then(|text| text.lines().next()).unwrap_or_default();
        self.verdict.rows.push(format!("| {} | {:?} | {struck} | {outcome} | {first} |", subject.dataset, self.fault));
        let empty = if before.partitions.is_empty() { ", tomt varehus" } else { "" };
        let name = format!("{} {:?} ({struck}{empty}): {outcome}", subject.dataset, self.fault);
        self.always(&name, &heard);
        let says = |words: &[&str]| heard.failures.iter().all(|message| words.iter().all(|word| message.contains(word)));
        let failures = heard.failures.join("\n");
        let verdict = &mut self.verdict;
        let refused = |verdict: &mut Verdict, words: &[&str]| {
            verdict.demand(!heard.failures.is_empty(), || format!("{name}: skulle vært avvist"));
            verdict.demand(says(words), || format!("{name}: meldingene sier ikke {words:?}: {failures}"));
            let archived = self.fault.is_structural() || now.archived == before.archived || matches!(struck, Struck::Midway);
            verdict.demand(archived, || format!("{name}: noe ble arkivert som svar"));
        };
        match becomes(subject, self.fault, struck) {
            Becomes::Refused(words) => {
                refused(verdict, words);
                verdict.demand(now.partitions == before.partitions, || format!("{name}: det som sto, er rørt"));
            }
            Becomes::PartlyRefused(words) => {
                refused(verdict, words);
                let whole = |(slot, content)| before.content.get(slot) == Some(content) || self.target.get(slot) == Some(content);
                let partly = now.content != *self.target && now.content.iter().all(whole) && !now.content.is_empty();
                verdict.demand(partly, || format!("{name}: noe annet enn det gamle og det nye"));
            }
            Becomes::Loaded(noted, _) => {
                verdict
                    .demand(heard.failures.is_empty() && now.content == *self.target, || format!("{name}: skulle vært lastet: {failures}"));
                let drift = heard.drift.join("\n");
                verdict.demand(noted.iter().all(|word| drift.contains(word)), || format!("{name}: ikke meldt {noted:?}: {drift}"));
            }
            Becomes::LoadedWrong(noted, _) => {
                verdict.demand(heard.failures.is_empty() && now.content != *self.target, || format!("{name}: {failures}"));
                let drift = heard.drift.join("\n");
                verdict.demand(noted.iter().all(|word| drift.contains(word)), || format!("{name}: ikke meldt {noted:?}: {drift}"));
            }
        }
    }

    /// What holds whatever becomes of the dataset.
    fn always(&mut self, name: &str, heard: &Heard) {
        let Bench { subject, witnessed, .. } = self.bench;
        let (place, verdict, failed) = (&self.place, &mut self.verdict, !heard.failures.is_empty());
        let failure = Memory::read(&place.warehouse, subject.dataset).feil;
        verdict.demand(place.content(subject.witness) == *witnessed, || format!("{name}: {} ble ikke lastet", subject.witness));
        verdict.demand(place.waiting(subject.dataset) == 0, || format!("{name}: noe er arkivert og verken lastet eller avvist"));
        verdict.demand(heard.summary.failed == usize::from(failed), || format!("{name}: {:?}", heard.summary));
        verdict.demand(failure.is_some() == failed, || format!("{name}: det som huskes, er {failure:?}"));
        for message in heard.failures.iter().chain(&heard.drift) {
            verdict.demand(is_decent(subject, message), || format!("{name}: noe av svaret står i meldingen: {message}"));
        }
        let first_lines = heard.failures.iter().filter_map(|message| message.lines().next()).chain(failure.as_deref());
        for line in first_lines {
            let named = line.contains(subject.dataset) || line.starts_with(subject.publisher);
            verdict.demand(named, || format!("{name}: verken datasettet eller utgiveren står i «{line}»"));
        }
    }

    /// The next good run. What passes by itself is not even noticed: the first try of it fails still.
    async fn heal(&mut self) {
        let Bench { subject, pipeline, .. } = self.bench;
        let control = self.simulated.control();
        let passes = passes(self.fault);
        match passes {
            true => control.misbehave(subject.publisher, Misbehaviour::times(self.fault, 1).on_data().after(subject.planned)),
            false => control.behave(subject.publisher),
        }
        let heard = refresh(&self.place, &self.simulated, &[pipeline], Some(self.fault), true).await;
        let name = format!("{} etter {:?}", subject.dataset, self.fault);
        self.verdict.demand(heard.failures.is_empty() && heard.summary.failed == 0, || format!("{name}: {}", heard.failures.join("\n")));
        self.verdict.demand(self.place.content(subject.dataset) == *self.target, || format!("{name}: ikke det samme som uten feilen"));
        self.verdict.demand(self.place.waiting(subject.dataset) == 0, || format!("{name}: noe står igjen uten å være lastet"));
        self.verdict.demand(!passes || heard.retries > 0, || format!("{name}: ikke forsøkt igjen"));
        let memory = Memory::read(&self.place.warehouse, subject.dataset);
        self.verdict.demand(memory.feil.is_none(), || format!("{name}: huskelappen sier fortsatt {:?}", memory.feil));
    }
}

/// Whether a second try may go well.
fn passes(fault: Fault) -> bool {
    use Fault::{EmptyServerError, SlowBody, SlowHeaders, TooManyRequests, TruncatedBody, Unavailable, WrongLength};
    matches!(fault, TooManyRequests { .. } | EmptyServerError | Unavailable | SlowHeaders(_) | SlowBody(_) | TruncatedBody | WrongLength)
}

/// No dump of what was answered, and no names out of a register: all of them are called synthetic.
fn is_decent(subject: &Subject, message: &str) -> bool {
    if matches!(subject.publisher, "nsr" | "nbr") && message.contains("Syntetisk") {
        return false;
    }
    !["<html", "<!DOCTYPE", "snart tilbake", "\u{fffd}"].iter().any(|dump| message.contains(dump)) && message.len() < 4000
}

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Struck {
    /// Whatever is asked.
    Everything,
    /// Only what the plan has listed.
    Figures,
    /// That, but for the first.
    Midway,
}

impl std::fmt::Display for Struck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Struck::Everything => "alt",
            Struck::Figures => "tallene",
            Struck::Midway => "tallene, unntatt det første svaret",
        })
    }
}

fn misbehaviour(fault: Fault, subject: &Subject, struck: Struck) -> Misbehaviour {
    match struck {
        Struck::Everything => Misbehaviour::always(fault),
        Struck::Figures => Misbehaviour::always(fault).on_data().after(subject.planned),
        Struck::Midway => Misbehaviour::always(fault).on_data().after(subject.planned + 1),
    }
}

/// The fault on a warehouse that has the dataset, and on an empty one.
async fn run_case(bench: Arc<Bench>, fault: Fault) -> Verdict {
    let mut all = Verdict::default();
    for standing in [true, false] {
        let mut case = Case::new(&bench, fault, standing).await;
        if standing {
            case.suffer(Struck::Everything).await;
        }
        case.suffer(Struck::Figures).await;
        if !standing && fault == Fault::EmptyServerError && has_several_answers(&bench.subject) {
            case.suffer(Struck::Midway).await;
        }
        case.heal().await;
        all.wrong.append(&mut case.verdict.wrong);
        all.rows.extend(case.verdict.rows.drain(..).filter(|row| standing || row.contains("unntatt")));
    }
    all
}

fn has_several_answers(subject: &Subject) -> bool {
    subject.dataset.starts_with("udir_") || subject.country == Size::Full
}

/// Puts a dataset through faults, and says what is not as it should be.
async fn hold(subject: Subject, faults: impl Fn(Fault) -> bool) {
    let bench = Bench::new(subject).await;
    let at_a_time = Arc::new(Semaphore::new(4));
    let cases = Fault::all(Duration::from_secs(20)).into_iter().filter(|fault| faults(*fault)).map(|fault| {
        let (bench, at_a_time) = (bench.clone(), at_a_time.clone());
        tokio::spawn(async move {
            let _turn = at_a_time.acquire_owned().await.unwrap();
            run_case(bench, fault).await
        })
    });
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for case in cases.collect::<Vec<_>>() {
        let verdict = case.await.unwrap();
        rows.extend(verdict.rows);
        wrong.extend(verdict.wrong);
    }
    if std::env::var_os("INNSIKT_VIS").is_some() {
        println!("{}", rows.join("\n"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A request that the contract calls a plan's, though it is to where figures and lists come from: a register's smallest page, its whole list
/// where that says which units have changed, and the country's rows, which alone show the fields of a table of Udir's export.
fn only_detects_change(subject: Subject, logged: &Logged) -> bool {
    let path = logged.path.split('?').next().unwrap_or_default();
    let smallest = logged.path.ends_with("antallperside=1");
    let list = subject.dataset == NSR_UNITS.dataset && path == "v4/enheter";
    let fields = logged.publisher == "udir_eksport" && logged.path.contains("_EnhetNivaa(1)&");
    !is_data(&logged.publisher, path) || smallest || list || fields
}

/// All of a plan that the archive and the index depend on.
fn said(deliveries: &[(Planned, Option<Due>)]) -> Vec<String> {
    let request = |planned: &PlannedRequest| format!("{} {:?} {:?}", planned.request.key(), planned.signal, planned.expected);
    let delivery = |planned: &Planned| {
        let requests: Vec<String> = planned.requests.iter().map(request).collect();
        format!("{} {:?} {} {} {requests:#?}", planned.name, planned.signal, planned.settled, planned.format)
    };
    deliveries.iter().map(|(planned, _)| delivery(planned)).collect()
}

async fn keeps_the_contract(subject: Subject) {
    let (pipeline, place, simulated) = (subject.pipeline(), Place::empty(), publish(subject.before()).await);
    let (name, control) = (subject.dataset, simulated.control());
    let web = Web::with_patience(&simulated.network(), patience(None)).unwrap();
    let refresher = Refresher::new(Intake::new(&place.warehouse, &stage().catalogue), &web, None);
    let (plan, deliveries) = refresher.plan(&pipeline).await.unwrap();
    let (again, same) = refresher.plan(&pipeline).await.unwrap();
    assert!(
        !deliveries.is_empty() && deliveries.iter().all(|(planned, due)| *due == Some(Due::New) && !planned.requests.is_empty()),
        "{name}"
    );
    assert_eq!(
        (said(&deliveries), &plan.resolved, &plan.form, &plan.notes),
        (said(&same), &again.resolved, &again.form, &again.notes),
        "{name}"
    );
    let names: BTreeSet<&str> = deliveries.iter().map(|(planned, _)| planned.name.as_str()).collect();
    let keys: BTreeSet<String> =
        deliveries.iter().flat_map(|(planned, _)| &planned.requests).map(|planned| planned.request.key()).collect();
    assert_eq!(names.len(), deliveries.len(), "{name}: two deliveries of one name");
    assert_eq!(keys.len(), deliveries.iter().map(|(planned, _)| planned.requests.len()).sum::<usize>(), "{name}: one question twice");
    let figures: Vec<Logged> = control.log().into_iter().filter(|logged| !only_detects_change(subject, logged)).collect();
    assert!(figures.is_empty(), "{name}: the plan asked for figures: {figures:?}");
    // The registers' list is asked for by address alone.
    assert_eq!(plan.resolved.is_empty(), matches!(name, "nsr_enheter" | "nbr_enheter"), "{name}: {:?}", plan.resolved);
    assert!(
        plan.resolved.iter().all(|resolved| !resolved.name.is_empty() && !resolved.stands_for.is_empty()),
        "{name}: {:?}",
        plan.resolved
    );

    let heard = refresh(&place, &simulated, &[&pipeline], None, false).await;
    assert_eq!((heard.failures, heard.summary.loaded), (Vec::new(), deliveries.len()), "{name}");
    let memory = Memory::read(&place.warehouse, name);
    assert_eq!((&memory.oppslag, &memory.form), (&plan.resolved, &plan.form), "{name}");
    let before = Found::in_place(&place, name);
    control.forget();
    let heard = refresh(&place, &simulated, &[&pipeline], None, false).await;
    assert_eq!(heard.summary, Summary { unchanged: deliveries.len(), ..Summary::default() }, "{name}");
    assert!(heard.drift.is_empty(), "{name}: {:?}", heard.drift);
    let now = Found::in_place(&place, name);
    assert_eq!((now.partitions, now.archived), (before.partitions, before.archived), "{name}");
    let asked: Vec<Logged> = control.log().into_iter().filter(|logged| !only_detects_change(subject, logged)).collect();
    let signals = deliveries.iter().all(|(planned, _)| planned.signal.is_some());
    assert!(asked.iter().all(|logged| logged.status == 304 && !signals), "{name}: {asked:?}");

    control.forget();
    let heard = refresh(&place, &simulated, &[&pipeline], None, true).await;
    assert_eq!(heard.summary, Summary { unchanged: deliveries.len(), ..Summary::default() }, "{name}: asked anew");
    let asked = control.log().iter().filter(|logged| !only_detects_change(subject, logged)).count();
    assert_eq!(asked, keys.len(), "{name}: everything is asked anew when that is wanted");
}

/// That another country resolves and loads, with other codes, is what every [`Bench`] begins with.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_source_keeps_the_contract() {
    for subject in EVERY {
        keeps_the_contract(subject).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_pxweb() {
    hold(SSB_PUPILS, |_| true).await;
    hold(SSB_MONEY, Fault::is_structural).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_klass() {
    hold(KLASS, |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_udirs_reports() {
    hold(UDIR_REPORT, |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_udirs_export() {
    hold(UDIR_EXPORT, |fault| fault != Fault::LastPageTwice).await;
    hold(UDIR_EXPORT_PAGES, |fault| fault == Fault::LastPageTwice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_fhi() {
    hold(FHI, |_| true).await;
    hold(FHI_GRADES, |fault| matches!(fault, Fault::LostDimension | Fault::RenamedColumn | Fault::TotalsDoNotAddUp)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_the_register_of_schools() {
    hold(NSR, |fault| fault != Fault::LastPageTwice).await;
    hold(NSR_PAGES, |fault| matches!(fault, Fault::LastPageTwice | Fault::EmptyServerError)).await;
    hold(NSR_UNITS, |fault| matches!(fault, Fault::TruncatedBody | Fault::LostDimension | Fault::TotalsDoNotAddUp)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn faults_at_the_register_of_kindergartens() {
    hold(NBR, |fault| fault != Fault::LastPageTwice).await;
    hold(NBR_PAGES, |fault| fault == Fault::LastPageTwice).await;
}
