//! `schedule`: each dataset when its timetable says, one writer at a time.
//!
//! A round looks at the definitions, at what refresh remembers and at the clock, all of them anew, and refreshes what is due. Rounds come
//! a minute apart at most: an edited timetable, a refresh by hand and a clock that jumped are noticed by the next one.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::{Context, Voice, refresh};
use crate::archive::now;
use crate::cli::ScheduleArgs;
use crate::error::{Error, Result, exit};
use crate::intake::Intake;
use crate::pipeline::{Pipeline, Pipelines};
use crate::refresh::{Memory, Refresher, Stop};
use crate::schedule::{Timetable, said, turn};
use crate::source;
use crate::warehouse::Warehouse;
use crate::web::Web;

const COMMAND: &str = "schedule";

/// Between two looks at the clock.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A look right before the time is followed by another one, not by many.
const SHORTEST_SLEEP: Duration = Duration::from_millis(200);

/// The exit status of a process that was told twice to stop.
const INTERRUPTED: i32 = 130;

/// Runs until it is told to stop; with `--once`, runs what is due.
pub async fn schedule(context: &Context, arguments: &ScheduleArgs) -> Result<u8> {
    let voice = Voice::of_the_place();
    let stop = on_signals(voice.clone());
    let mut schedule = Schedule { context, voice, stop, tried: HashMap::new(), announced: None };
    if arguments.once { schedule.once().await } else { schedule.run().await }
}

struct Schedule<'a> {
    context: &'a Context,
    voice: Voice,
    stop: Stop,
    /// When this process tried each dataset, should that not have been written down: nobody is to be asked every minute.
    tried: HashMap<String, DateTime<Utc>>,
    /// What was said last, so that it is not said every minute.
    announced: Option<String>,
}

/// The datasets with the times of their turns.
struct Turns {
    due: Vec<String>,
    later: Vec<(DateTime<Utc>, String)>,
}

impl Turns {
    fn next(&self) -> Option<DateTime<Utc>> {
        self.later.iter().map(|(at, _)| *at).min()
    }
}

impl Schedule<'_> {
    async fn once(&mut self) -> Result<u8> {
        let turns = self.turns()?;
        let status = match turns.due.is_empty() {
            true => {
                self.voice.say(COMMAND, "ingenting skulle vært kjørt nå");
                exit::DONE
            }
            false => self.refresh(&turns.due).await?,
        };
        let next = self.turns()?;
        self.announce_next(&next);
        Ok(status)
    }

    async fn run(&mut self) -> Result<u8> {
        while !self.stop.is_set() {
            let sleep = match self.round().await {
                Ok(next) => until(next),
                Err(Error::Locked(_)) => {
                    self.announce("en annen prosess skriver til varehuset; prøver igjen om ett minutt".to_owned(), Voice::say);
                    LONGEST_SLEEP
                }
                Err(error) => {
                    self.announce(format!("innsikt: {error}; prøver igjen om ett minutt"), Voice::complain);
                    LONGEST_SLEEP
                }
            };
            tokio::select! {
                () = self.stop.wait() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.voice.say(COMMAND, "stanset");
        Ok(exit::DONE)
    }

    /// Refreshes what is due. Returns when something is due next.
    async fn round(&mut self) -> Result<Option<DateTime<Utc>>> {
        let mut turns = self.turns()?;
        if !turns.due.is_empty() {
            self.refresh(&turns.due).await?;
            turns = self.turns()?;
        }
        self.announce_next(&turns);
        Ok(if turns.due.is_empty() { turns.next() } else { Some(now()) })
    }

    fn turns(&self) -> Result<Turns> {
        let warehouse = Warehouse::open_or_create(&self.context.place.warehouse)?;
        let pipelines = Pipelines::load(&self.context.definitions()?)?;
        let now = now();
        let mut turns = Turns { due: Vec::new(), later: Vec::new() };
        for pipeline in pipelines.iter() {
            let tried = Memory::read(&warehouse, &pipeline.id).forsoekt.max(self.tried.get(&pipeline.id).copied());
            match turn_of(pipeline, tried, now) {
                Some(at) if at <= now => turns.due.push(pipeline.id.clone()),
                Some(at) => turns.later.push((at, pipeline.id.clone())),
                None => {}
            }
        }
        Ok(turns)
    }

    async fn refresh(&mut self, due: &[String]) -> Result<u8> {
        let warehouse = Warehouse::open_or_create(&self.context.place.warehouse)?;
        let catalogue = self.context.catalogue(&warehouse).await?;
        let pipelines = refresh::fetched(&catalogue, due)?;
        // A new one each time: its figures are this run's.
        let web = Web::new(&self.context.config.nett)?;
        let mut refresher = Refresher::new(Intake::new(&warehouse, &catalogue), &web, None);
        refresher.stop = self.stop.clone();
        let start = now();
        let status = refresh::run_with(&refresher, &pipelines, COMMAND, self.voice.clone()).await;
        if !matches!(status, Err(Error::Locked(_))) {
            self.tried.extend(due.iter().map(|dataset| (dataset.clone(), start)));
            self.announced = None;
        }
        status
    }

    fn announce_next(&mut self, turns: &Turns) {
        let later: Vec<(DateTime<Utc>, &str)> = turns.later.iter().map(|(at, dataset)| (*at, dataset.as_str())).collect();
        if let Some(next) = said(&later) {
            self.announce(format!("neste: {next}"), Voice::say);
        }
    }

    fn announce(&mut self, message: String, by: fn(&Voice, &str, &str)) {
        if self.announced.as_ref() != Some(&message) {
            by(&self.voice, COMMAND, &message);
            self.announced = Some(message);
        }
    }
}

/// When it is the dataset's turn; none for one that is not fetched.
pub(super) fn turn_of(pipeline: &Pipeline, tried: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let fetch = pipeline.hent.as_ref()?;
    // Wrong timetables end the loading of definitions.
    let timetable = Timetable::parse(&fetch.tidsplan).ok()?;
    turn(&timetable, source::of(fetch).quiet_hours(), tried, now)
}

fn until(next: Option<DateTime<Utc>>) -> Duration {
    let Some(next) = next else { return LONGEST_SLEEP };
    (next - Utc::now()).to_std().unwrap_or_default().clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
}

/// Stops at Ctrl-C or SIGTERM, and at once when it is told a second time.
fn on_signals(voice: Voice) -> Stop {
    let (sender, stop) = Stop::when();
    tokio::spawn(listen(sender, voice));
    stop
}

async fn listen(sender: watch::Sender<bool>, voice: Voice) {
    if !told().await {
        return;
    }
    sender.send_replace(true);
    voice.say(COMMAND, "stanser når det som tas inn, er ferdig; én gang til avbryter straks, og varehuset tåler det");
    if told().await {
        std::process::exit(INTERRUPTED);
    }
    // Waiting for the signal is no longer possible; whoever waits for the sender waits on.
    std::future::pending::<()>().await;
}

/// Returns at the next signal; false when signals cannot be waited for.
async fn told() -> bool {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return tokio::signal::ctrl_c().await.is_ok() };
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.is_ok(),
            _ = terminate.recv() => true,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definitions;

    #[test]
    fn the_tables_of_ssb_wait_for_the_end_of_the_morning_and_the_others_do_not() {
        let pipelines = Pipelines::load(&Definitions::embedded()).unwrap();
        let six: DateTime<Utc> = "2026-11-23T05:00:00Z".parse().unwrap();
        let turn = |dataset: &str| turn_of(pipelines.get(dataset).unwrap(), None, six).unwrap().format("%H:%M").to_string();
        assert_eq!(turn("ssb_12222_spesialundervisning"), "07:15", "08:15 in Oslo");
        assert_eq!((turn("ssb_klass_131_koder"), turn("fhi_mobbing")), ("05:00".to_owned(), "05:00".to_owned()));
        assert_eq!(turn_of(pipelines.get("lokalt_budsjett").unwrap(), None, six), None, "only people bring it");
    }

    #[test]
    fn the_clock_is_looked_at_every_minute_and_right_after_the_next_time() {
        assert_eq!(until(None), LONGEST_SLEEP);
        assert_eq!(until(Some(Utc::now() + chrono::TimeDelta::hours(5))), LONGEST_SLEEP);
        assert_eq!(until(Some(Utc::now() - chrono::TimeDelta::hours(5))), SHORTEST_SLEEP);
        let soon = until(Some(Utc::now() + chrono::TimeDelta::seconds(20)));
        assert!(soon > Duration::from_secs(18) && soon <= Duration::from_secs(20), "{soon:?}");
    }
}
