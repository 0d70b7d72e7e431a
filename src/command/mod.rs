//! What each command does, with its arguments resolved. Results go to standard output, everything said to a person to standard error.

mod archive;
mod build;
mod convert;
mod demo;
mod docs;
mod doctor;
mod explore;
mod import;
mod refresh;
mod releases;
mod report;
mod schedule;
mod sql;
mod status;
mod template;
mod trace;

use std::process::ExitCode;

use datafusion::prelude::SessionContext;
use indicatif::MultiProgress;
use tempfile::TempDir;

use crate::archive::now;
use crate::cli::{Cli, Command, Place};
use crate::config::Config;
use crate::definition::Definitions;
use crate::error::{Error, Result, exit};
use crate::export;
use crate::model::{Catalogue, CheckFailure, Severity};
use crate::release::{self, Computed, Manifest, Releases, Unchanged};
use crate::run::{self, Finding, Run};
use crate::warehouse::Warehouse;

/// Runs a command and turns its result into the exit status that `docs/operations.md` promises.
pub async fn run(cli: Cli) -> ExitCode {
    let status = match dispatch(cli).await {
        Ok(status) => status,
        Err(error) => {
            eprintln!("innsikt: {error}");
            error.exit_status()
        }
    };
    ExitCode::from(status)
}

async fn dispatch(cli: Cli) -> Result<u8> {
    start_logging();
    let config = Config::read(&cli.place.config);
    if let Command::Doctor(arguments) = cli.command {
        return doctor::doctor(cli.place, config, &arguments).await;
    }
    let context = Context { config: config?, place: cli.place };
    match cli.command {
        // It has gone its own way above, since it looks at the configuration too.
        Command::Doctor(_) => Ok(exit::DONE),
        Command::Demo(arguments) => demo::demo(&arguments).await,
        Command::Import(arguments) => import::import(&context, arguments).await,
        Command::Refresh(arguments) => refresh::refresh(&context, arguments).await,
        Command::Schedule(arguments) => schedule::schedule(&context, &arguments).await,
        Command::Build(arguments) => build::build(&context, arguments).await,
        Command::Check => build::check(&context).await,
        Command::Sql(arguments) => sql::sql(&context, arguments).await,
        Command::Trace(arguments) => trace::trace(&context, arguments).await,
        Command::Convert(arguments) => convert::convert(&context, arguments).await,
        Command::Export(arguments) => releases::export(&context, arguments).await,
        Command::Report(arguments) => report::report(&context, arguments).await,
        Command::Release { action } => releases::release(&context, action).await,
        Command::Archive { action } => archive::archive(&context, action),
        Command::Status(output) => status::status(&context, &output).await,
        Command::Template(arguments) => template::template(&context, arguments).await,
        Command::Docs { page } => docs::docs(&context, page).await,
    }
}

/// Structured lines on standard error: what `INNSIKT_LOGG` asks for (`debug` shows every request), else what commands say in that voice.
fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("INNSIKT_LOGG").unwrap_or_else(|_| "innsikt=info".into());
    // A second start, as the demonstration's own commands make, changes nothing.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// What every command needs to find its way.
pub struct Context {
    pub place: Place,
    pub config: Config,
}

impl Context {
    fn definitions(&self) -> Result<Definitions> {
        match &self.place.project {
            Some(folder) => Definitions::with_project(folder),
            None => Ok(Definitions::embedded()),
        }
    }

    fn warehouse(&self) -> Result<Warehouse> {
        Warehouse::open(&self.place.warehouse)
    }

    /// The warehouse, or an empty one that goes away with the folder: for what only asks, and reads what was seen last time.
    fn warehouse_or_empty(&self) -> Result<(Warehouse, Option<TempDir>)> {
        if self.place.warehouse.join("varehus.json").exists() {
            return Ok((self.warehouse()?, None));
        }
        let folder = tempfile::tempdir().map_err(|error| Error::Stop(format!("kan ikke lage en midlertidig mappe: {error}")))?;
        Ok((Warehouse::create(folder.path(), false)?, Some(folder)))
    }

    async fn catalogue(&self, warehouse: &Warehouse) -> Result<Catalogue> {
        Catalogue::load(self.definitions()?, warehouse.synthetic()).await
    }

    /// The catalogue for reading a release: says when its definitions are not those that the release was built with.
    async fn catalogue_for(&self, warehouse: &Warehouse, manifest: &Manifest) -> Result<Catalogue> {
        let catalogue = self.catalogue(warehouse).await?;
        if catalogue.definitions.hashes() != manifest.definisjoner {
            eprintln!(
                "merk: definisjonene er endret siden utgaven {} ble bygd; `innsikt build` lager en ny (egne modeller trenger --project)",
                manifest.utgave
            );
        }
        Ok(catalogue)
    }

    /// A session over a release as it may be shown today, for one query or for any.
    async fn open(&self, warehouse: &Warehouse, manifest: &Manifest, query: Option<&str>) -> Result<SessionContext> {
        // Definitions take time to load, and a release as it was released needs none.
        match release::is_masked_since(warehouse, manifest)? {
            true => release::open(warehouse, manifest, &self.catalogue(warehouse).await?, query).await,
            false => release::open_as_released(warehouse, manifest),
        }
    }

    fn release(&self, warehouse: &Warehouse, id: Option<&str>) -> Result<Manifest> {
        let releases = Releases::of(warehouse);
        match id {
            Some(id) => releases.get(id),
            None => releases.required(),
        }
    }
}

/// How a writing command says what it does, on standard error.
#[derive(Debug, Clone)]
pub enum Voice {
    /// Lines for a person.
    Plain,
    /// Lines for a person, above progress bars.
    Bars(MultiProgress),
    /// One JSON object a line, for a machine that collects logs.
    Structured,
}

impl Voice {
    fn say(&self, command: &str, message: &str) {
        match self {
            Voice::Plain => eprintln!("{message}"),
            // Where the bars cannot be printed above, the message still stands in the run's record.
            Voice::Bars(bars) => bars.suspend(|| eprintln!("{message}")),
            Voice::Structured => tracing::info!(kommando = command, "{message}"),
        }
    }

    fn complain(&self, command: &str, message: &str) {
        match self {
            Voice::Plain => eprintln!("{message}"),
            Voice::Bars(bars) => bars.suspend(|| eprintln!("{message}")),
            Voice::Structured => tracing::error!(kommando = command, "{message}"),
        }
    }
}

/// Collects what a writing command has to say, prints it as it goes, and leaves the run's record behind.
struct Log<'a> {
    warehouse: &'a Warehouse,
    run: Run,
    voice: Voice,
}

impl<'a> Log<'a> {
    fn begin(warehouse: &'a Warehouse, command: &str) -> Log<'a> {
        let start = now();
        let run = Run {
            format_version: run::FORMAT_VERSION,
            kommando: command.to_owned(),
            start,
            slutt: start,
            status: exit::DONE,
            utgave: None,
            meldinger: Vec::new(),
            kontroller: Vec::new(),
        };
        Log { warehouse, run, voice: Voice::Plain }
    }

    /// The same log in another voice.
    fn with(self, voice: Voice) -> Log<'a> {
        Log { voice, ..self }
    }

    /// Where progress bars go, if anywhere.
    fn bars(&self) -> Option<MultiProgress> {
        match &self.voice {
            Voice::Bars(bars) => Some(bars.clone()),
            Voice::Plain | Voice::Structured => None,
        }
    }

    fn say(&mut self, message: impl Into<String>) {
        let message = message.into();
        self.voice.say(&self.run.kommando, &message);
        self.run.meldinger.push(message);
    }

    fn complain(&self, message: &str) {
        self.voice.complain(&self.run.kommando, message);
    }

    /// Notes that the run is done, but that something fell short.
    fn fell_short(&mut self) {
        if self.run.status == exit::DONE {
            self.run.status = exit::SHORT;
        }
    }

    /// Notes the failure of one dataset: the others go on, and its last good figures stay.
    fn short(&mut self, error: &Error) {
        let status = self.run.status;
        self.fail(error);
        self.run.status = status;
        self.fell_short();
    }

    /// Notes a failure that did not end the run.
    fn fail(&mut self, error: &Error) {
        self.complain(&format!("innsikt: {error}"));
        self.note_failure(error);
        if self.run.status != exit::FAILED {
            self.run.status = error.exit_status();
        }
    }

    /// Notes a failure in the run's record, and says nothing.
    fn note_failure(&mut self, error: &Error) {
        if let Error::Checks(failures) = error {
            self.run.kontroller.extend(failures.iter().map(Finding::of));
        }
        // The first line only: what follows may show rows.
        self.run.meldinger.push(error.to_string().lines().next().unwrap_or_default().to_owned());
    }

    fn findings(&mut self, findings: &[CheckFailure]) {
        for finding in findings {
            self.complain(&finding.to_string());
            self.run.kontroller.push(Finding::of(finding));
        }
        if findings.iter().any(|finding| finding.severity != Severity::Informasjon) && self.run.status == exit::DONE {
            self.run.status = exit::SHORT;
        }
    }

    /// Builds and says what came of it; returns what was computed. Exports that show what is masked by now go first.
    async fn build(&mut self, catalogue: &Catalogue, unchanged: Unchanged) -> Vec<Computed> {
        match export::withdraw_masked(self.warehouse) {
            Ok(folders) => {
                for folder in folders {
                    self.say(format!("{}: eksporten viste tall som er skjermet siden, og er fjernet", folder.display()));
                }
            }
            Err(error) => self.fail(&error),
        }
        match release::build(self.warehouse, catalogue, now(), unchanged).await {
            Ok(outcome) => {
                self.findings(&outcome.findings);
                let id = &outcome.manifest.utgave;
                if outcome.new {
                    self.say(format!("ny utgave {id}: {} modeller beregnet, {} uendret", outcome.computed.len(), outcome.reused));
                } else {
                    self.say(format!("uendret: utgaven {id} sier det samme"));
                }
                self.run.utgave = Some(outcome.manifest.utgave);
                outcome.computed
            }
            Err(error) => {
                self.fail(&error);
                Vec::new()
            }
        }
    }

    /// Writes the run's record. Its own failure never breaks a run.
    fn end(mut self) -> u8 {
        self.run.slutt = now();
        if let Err(error) = run::write(self.warehouse, &self.run) {
            eprintln!("innsikt: kjøringen ble ikke notert: {error}");
        }
        self.run.status
    }
}
