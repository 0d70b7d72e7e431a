//! Refresh: ask every publisher what may have changed, fetch that, and take it in. One dataset's failure leaves the others.
//!
//! ```text
//! Source::plan ─► deliveries ─► due? ─► ask (conditionally; parts that say they are the same come from the archive) ─► verify ─► intake
//!                                 └ memory: when asked, change signal, form
//! ```
//!
//! Publishers are asked side by side, each by one request at a time; what they answer is taken in one delivery at a time.

mod drift;
mod memory;
mod stop;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

pub use drift::{Drift, drift};
pub use memory::{Asked, Memory};
pub use stop::Stop;

use crate::archive::{Record, Svar, now};
use crate::error::{Error, Result};
use crate::intake::{Fetched, FetchedAnswer, Intake, Outcome};
use crate::pipeline::Pipeline;
use crate::read::Refusal;
use crate::source::{self, Order, Plan, Planned, PlannedRequest};
use crate::web::{Answer, Validators, Web};

/// A period that is over is asked about this seldom where the protocol has no change signal: every answer has to be asked for again.
const SETTLED_DAYS: i64 = 30;

/// Answers of so many bytes are taken in together: deliveries that are checked together are checked sooner, but a byte of a published
/// table is some fifty in memory as rows.
const TOGETHER_BYTES: usize = 4 << 20;

/// Why a delivery is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Never loaded.
    New,
    /// The publisher says that it has changed.
    Changed,
    /// The publisher has no signal: it has to be asked.
    MayHaveChanged,
}

impl std::fmt::Display for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Due::New => "ny",
            Due::Changed => "endret hos utgiveren",
            Due::MayHaveChanged => "kan være endret",
        })
    }
}

/// Every delivery of a dataset, and why it is to be fetched now if it is.
pub type Deliveries = Vec<(Planned, Option<Due>)>;

/// What happened to one delivery of a dataset.
#[derive(Debug)]
pub enum Event {
    /// The publisher says that nothing changed, or it is not time to ask.
    Same,
    TakenIn(Outcome),
    Failed(Error),
}

/// Told what happens while it happens.
pub trait Watcher: Send + Sync {
    /// The dataset's deliveries are known: how many requests the due ones have.
    fn planned(&self, pipeline: &Pipeline, requests: usize) {
        let _ = (pipeline, requests);
    }

    /// A request of the dataset was answered.
    fn answered(&self, pipeline: &Pipeline) {
        let _ = pipeline;
    }

    /// A delivery is done with.
    fn delivered(&self, pipeline: &Pipeline, delivery: &str, event: &Event);

    /// The publisher's table has another form than before, or the source noticed something.
    fn drifted(&self, pipeline: &Pipeline, drift: &[Drift], notes: &[String]) {
        let _ = (pipeline, drift, notes);
    }

    /// The dataset as a whole could not be asked about.
    fn failed(&self, pipeline: &Pipeline, error: &Error);

    /// The dataset is done with.
    fn finished(&self, pipeline: &Pipeline) {
        let _ = pipeline;
    }
}

/// What a refresh came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Deliveries that were taken in with something new.
    pub loaded: usize,
    /// Partitions with a new edition.
    pub partitions: usize,
    pub unchanged: usize,
    /// Datasets in which something failed.
    pub failed: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Summary) {
        self.loaded += other.loaded;
        self.partitions += other.partitions;
        self.unchanged += other.unchanged;
        self.failed += other.failed;
    }
}

/// Refreshes datasets of one warehouse.
pub struct Refresher<'a> {
    pub intake: Intake<'a>,
    pub web: &'a Web,
    /// Ask anew about everything that was last asked about before this.
    pub since: Option<DateTime<Utc>>,
    /// What is being taken in then is finished; questions are let go of, and nothing more is begun.
    pub stop: Stop,
    writer: Mutex<()>,
}

/// What is known of a dataset from before.
struct Before {
    memory: Memory,
    /// The last delivery of each name that was loaded.
    records: HashMap<String, Record>,
    /// The last answer to each question among them.
    answers: HashMap<String, Svar>,
}

/// A dataset that is being refreshed.
struct Dataset<'a> {
    pipeline: &'a Pipeline,
    watcher: &'a dyn Watcher,
    memory: &'a mut Memory,
    summary: &'a mut Summary,
    /// The first line of the first failure.
    failure: Option<String>,
}

impl Dataset<'_> {
    /// Notes what became of a delivery, and when it was asked about if it was.
    fn note(&mut self, delivery: &Planned, event: Event, asked: bool) {
        self.watcher.delivered(self.pipeline, &delivery.name, &event);
        match &event {
            Event::Same | Event::TakenIn(Outcome::Unchanged { .. }) => self.summary.unchanged += 1,
            Event::TakenIn(Outcome::Loaded(loaded)) => {
                self.summary.loaded += 1;
                self.summary.partitions += loaded.partitions.len();
            }
            Event::Failed(error) => {
                self.failure.get_or_insert_with(|| first_line(error));
                return;
            }
        }
        if asked {
            self.memory.leveringer.insert(delivery.name.clone(), Asked { tid: now(), signal: delivery.signal.clone() });
        }
    }
}

impl<'a> Refresher<'a> {
    pub fn new(intake: Intake<'a>, web: &'a Web, since: Option<DateTime<Utc>>) -> Refresher<'a> {
        Refresher { intake, web, since, stop: Stop::never(), writer: Mutex::new(()) }
    }

    /// Refreshes the datasets, publishers side by side.
    pub async fn all(&self, pipelines: &[&Pipeline], watcher: &dyn Watcher) -> Summary {
        let mut lanes: BTreeMap<&str, Vec<&Pipeline>> = BTreeMap::new();
        for pipeline in pipelines {
            if let Some(fetch) = &pipeline.hent {
                lanes.entry(source::of(fetch).publisher(&Order { pipeline, fetch })).or_default().push(pipeline);
            }
        }
        let lanes = lanes.into_values().map(|lane| async move {
            let mut summary = Summary::default();
            for pipeline in lane {
                if self.stop.is_set() {
                    break;
                }
                summary += self.dataset(pipeline, watcher).await;
            }
            summary
        });
        let mut all = Summary::default();
        for summary in futures_util::future::join_all(lanes).await {
            all += summary;
        }
        all
    }

    /// What would be fetched of a dataset now. Asks only what detects change.
    pub async fn plan(&self, pipeline: &Pipeline) -> Result<(Plan, Deliveries)> {
        let fetch = pipeline.hent.as_ref().ok_or_else(|| Error::Usage(format!("{} hentes ikke over nettet", pipeline.id)))?;
        let mut plan = source::of(fetch).plan(self.web, &Order { pipeline, fetch }).await?;
        let before = self.before(pipeline)?;
        let deliveries = std::mem::take(&mut plan.deliveries);
        let due = deliveries.into_iter().map(|delivery| {
            let due = self.due(&before, &delivery);
            (delivery, due)
        });
        let due = due.collect();
        Ok((plan, due))
    }

    async fn dataset(&self, pipeline: &Pipeline, watcher: &dyn Watcher) -> Summary {
        let mut memory = Memory::read(self.intake.warehouse, &pipeline.id);
        let tried_before = memory.forsoekt.replace(now());
        let mut summary = Summary::default();
        let outcome = self.dataset_within(pipeline, watcher, &mut memory, &mut summary).await;
        // What was not finished was not tried: its turn is still now.
        let interrupted = self.stop.is_set();
        match &outcome {
            Ok(None) if interrupted => {}
            Ok(None) => (memory.feil, memory.lyktes) = (None, memory.forsoekt),
            Ok(Some(first)) => memory.feil = Some(first.clone()),
            Err(error) => {
                memory.feil = Some(first_line(error));
                watcher.failed(pipeline, error);
            }
        }
        summary.failed = usize::from(!matches!(outcome, Ok(None)));
        if interrupted {
            memory.forsoekt = tried_before;
        }
        if let Err(error) = memory.write(self.intake.warehouse, &pipeline.id) {
            watcher.failed(pipeline, &error);
        }
        watcher.finished(pipeline);
        summary
    }

    /// Fetches what is due. Returns the first line of the first failure among the deliveries.
    async fn dataset_within(
        &self,
        pipeline: &Pipeline,
        watcher: &dyn Watcher,
        memory: &mut Memory,
        summary: &mut Summary,
    ) -> Result<Option<String>> {
        self.finish_earlier(pipeline, watcher, summary).await?;
        let Some(planned) = self.unless_stopped(self.plan(pipeline)).await else { return Ok(None) };
        let (plan, deliveries) = planned?;
        let drift = drift(&memory.form, &plan.form);
        if !drift.is_empty() || !plan.notes.is_empty() {
            watcher.drifted(pipeline, &drift, &plan.notes);
        }
        memory.oppslag = plan.resolved;
        let due = |due: &Option<Due>| due.is_some();
        watcher.planned(pipeline, deliveries.iter().filter(|(_, is_due)| due(is_due)).map(|(delivery, _)| delivery.requests.len()).sum());
        let before = self.before(pipeline)?;
        let mut dataset = Dataset { pipeline, watcher, memory, summary, failure: None };
        let mut waiting: Vec<(&Planned, Fetched)> = Vec::new();
        for (delivery, _) in deliveries.iter().filter(|(_, is_due)| is_due.is_none()) {
            dataset.note(delivery, Event::Same, false);
        }
        for (delivery, _) in deliveries.iter().filter(|(_, is_due)| due(is_due)) {
            let Some(asked) = self.unless_stopped(self.delivery(pipeline, delivery, &before, watcher)).await else { break };
            match asked {
                Ok(Some(fetched)) => waiting.push((delivery, fetched)),
                Ok(None) => dataset.note(delivery, Event::Same, true),
                Err(error) => dataset.note(delivery, Event::Failed(error), true),
            }
            let bytes: usize = waiting.iter().flat_map(|(_, fetched)| &fetched.answers).map(|answer| answer.bytes.len()).sum();
            if bytes > TOGETHER_BYTES {
                self.take_in(&mut dataset, std::mem::take(&mut waiting)).await?;
            }
        }
        self.take_in(&mut dataset, waiting).await?;
        // A change that came with a failure is told again until a run goes through.
        if dataset.failure.is_none() {
            dataset.memory.form = plan.form;
        }
        Ok(dataset.failure)
    }

    /// What comes of asking; none when it is time to stop, since a question can be let go of at any moment.
    async fn unless_stopped<T>(&self, asking: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.stop.wait() => None,
            outcome = asking => Some(outcome),
        }
    }

    async fn take_in(&self, dataset: &mut Dataset<'_>, waiting: Vec<(&Planned, Fetched)>) -> Result<()> {
        if waiting.is_empty() {
            return Ok(());
        }
        let (planned, fetched): (Vec<&Planned>, Vec<Fetched>) = waiting.into_iter().unzip();
        let _writer = self.writer.lock().await;
        for (name, outcome) in self.intake.deliveries(&dataset.pipeline.id, fetched, now()).await? {
            if let Some(delivery) = planned.iter().find(|planned| planned.name == name) {
                dataset.note(delivery, outcome.map_or_else(Event::Failed, Event::TakenIn), true);
            }
        }
        Ok(())
    }

    /// Loads what a run that was killed had archived and not loaded.
    async fn finish_earlier(&self, pipeline: &Pipeline, watcher: &dyn Watcher, summary: &mut Summary) -> Result<()> {
        let records = self.intake.warehouse.archive().records_of(&pipeline.id)?;
        for (at, record) in records.iter().enumerate().filter(|(_, record)| !record.lastet && record.avvist.is_none()) {
            if records[at + 1..].iter().any(|later| later.levering == record.levering) {
                continue;
            }
            let _writer = self.writer.lock().await;
            let event = match self.intake.replay(record).await {
                Ok(loaded) => {
                    summary.loaded += 1;
                    summary.partitions += loaded.partitions.len();
                    Event::TakenIn(Outcome::Loaded(Box::new(loaded)))
                }
                Err(error) => Event::Failed(error),
            };
            watcher.delivered(pipeline, &record.levering, &event);
        }
        Ok(())
    }

    fn before(&self, pipeline: &Pipeline) -> Result<Before> {
        let mut before =
            Before { memory: Memory::read(self.intake.warehouse, &pipeline.id), records: HashMap::new(), answers: HashMap::new() };
        for record in self.intake.warehouse.archive().records_of(&pipeline.id)?.into_iter().filter(|record| record.lastet) {
            for answer in &record.svar {
                if let Some(question) = &answer.spoersmaal {
                    before.answers.insert(question.clone(), answer.clone());
                }
            }
            before.records.insert(record.levering.clone(), record);
        }
        Ok(before)
    }

    /// Whether a delivery is to be asked for, and why.
    fn due(&self, before: &Before, delivery: &Planned) -> Option<Due> {
        let Some(record) = before.records.get(&delivery.name) else { return Some(Due::New) };
        let asked = before.memory.leveringer.get(&delivery.name);
        if self.is_asked_anew(asked) {
            return Some(Due::MayHaveChanged);
        }
        match (&delivery.signal, asked) {
            (Some(signal), Some(asked)) if asked.signal.as_ref() == Some(signal) => None,
            (Some(signal), None) if record.signal.as_ref() == Some(signal) => None,
            (Some(_), _) => Some(Due::Changed),
            (None, Some(asked)) if delivery.settled && now() - asked.tid < TimeDelta::days(SETTLED_DAYS) => None,
            (None, _) => Some(Due::MayHaveChanged),
        }
    }

    /// Whether a delivery is asked for whatever its signal says, since it was last asked about too long ago.
    fn is_asked_anew(&self, asked: Option<&Asked>) -> bool {
        matches!((self.since, asked), (Some(since), Some(asked)) if asked.tid < since)
    }

    /// Asks for a delivery; none when nothing of it changed. What did not change is read from the archive only where something else did.
    async fn delivery(&self, pipeline: &Pipeline, delivery: &Planned, before: &Before, watcher: &dyn Watcher) -> Result<Option<Fetched>> {
        let fetch = pipeline.hent.as_ref().ok_or_else(|| Error::Stop(format!("{} hentes ikke over nettet", pipeline.id)))?;
        let source = source::of(fetch);
        let mut heard = Vec::with_capacity(delivery.requests.len());
        let anew = self.is_asked_anew(before.memory.leveringer.get(&delivery.name));
        for planned in &delivery.requests {
            heard.push(self.ask(planned, before.answers.get(&planned.request.key()), anew).await?);
            watcher.answered(pipeline);
        }
        let nothing_new = heard.iter().all(|heard| !heard.is_new);
        if nothing_new && before.records.get(&delivery.name).is_some_and(|record| record.svar.len() == heard.len()) {
            return Ok(None);
        }
        let (mut answers, mut replies) = (Vec::with_capacity(heard.len()), Vec::with_capacity(heard.len()));
        for Heard { answer, reply, .. } in heard {
            replies.push(reply.map_or_else(|| self.archived(&answer), Ok)?);
            answers.push(answer);
        }
        let refuse = |refusal: Refusal| {
            let file = answers.first().map(|answer: &Svar| answer.kilde.clone()).unwrap_or_default();
            Error::Refused { dataset: pipeline.id.clone(), file, refusal }
        };
        source.verify(delivery, &replies).map_err(refuse)?;
        let answers = answers.into_iter().zip(replies).map(|(answer, reply)| {
            let tomt = source.is_empty(&reply);
            FetchedAnswer { answer: Svar { tomt, ..answer }, bytes: reply.body }
        });
        Ok(Some(Fetched {
            name: delivery.name.clone(),
            signal: delivery.signal.clone(),
            format: delivery.format,
            answers: answers.collect(),
        }))
    }

    /// The answer to one question, from the publisher or, where nothing changed, as the archive has it.
    async fn ask(&self, planned: &PlannedRequest, before: Option<&Svar>, anew: bool) -> Result<Heard> {
        let as_before =
            |before: &Svar| Heard { answer: Svar { signal: planned.signal.clone(), ..before.clone() }, reply: None, is_new: false };
        if let Some(before) = before.filter(|before| !anew && planned.signal.is_some() && before.signal == planned.signal) {
            return Ok(as_before(before));
        }
        let header = |name: &str| before.and_then(|before| before.hoder.get(name)).cloned();
        let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
        let reply = self.web.ask_if_changed(&planned.request, &validators).await?;
        if let (304, Some(before)) = (reply.status, before) {
            return Ok(as_before(before));
        }
        let answer = Svar {
            spoersmaal: Some(planned.request.key()),
            signal: planned.signal.clone(),
            http_status: Some(reply.status),
            hoder: reply.headers.clone(),
            ..Svar::new(self.web.address(&planned.request), &reply.body, now())
        };
        let is_new = before.is_none_or(|before| before.henting != answer.henting);
        Ok(Heard { answer, reply: Some(reply), is_new })
    }

    fn archived(&self, answer: &Svar) -> Result<Answer> {
        let body = self.intake.warehouse.archive().read(&answer.henting)?;
        Ok(Answer { status: 200, headers: answer.hoder.clone(), body })
    }
}

/// What one question came to.
struct Heard {
    answer: Svar,
    /// What the publisher sent; none when it is what the archive has.
    reply: Option<Answer>,
    /// Whether the bytes are others than before.
    is_new: bool,
}

fn first_line(error: &Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
