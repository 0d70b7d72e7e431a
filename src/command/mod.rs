//! What each command does, with its arguments resolved. Results go to standard output, everything said to a person to standard error.

mod archive;
mod convert;
mod demo;
mod import;
mod releases;
mod report;
mod sql;
mod status;
mod trace;

use std::process::ExitCode;

use crate::archive::now;
use crate::cli::{Cli, Command, Place};
use crate::config::Config;
use crate::definition::Definitions;
use crate::error::{Error, Result, exit};
use crate::model::{Catalogue, CheckFailure, Severity};
use crate::release::{self, Manifest, Releases};
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
    let context = Context { config: Config::read(&cli.place.config)?, place: cli.place };
    match cli.command {
        Command::Demo(arguments) => demo::demo(&arguments).await,
        Command::Import(arguments) => import::import(&context, arguments).await,
        Command::Refresh(arguments) => import::refresh(&context, arguments).await,
        Command::Build => import::build(&context).await,
        Command::Check => import::check(&context).await,
        Command::Sql(arguments) => sql::sql(&context, arguments).await,
        Command::Trace(arguments) => trace::trace(&context, arguments).await,
        Command::Convert(arguments) => convert::convert(&context, arguments).await,
        Command::Export(arguments) => releases::export(&context, arguments).await,
        Command::Report(arguments) => report::report(&context, arguments).await,
        Command::Release { action } => releases::release(&context, action).await,
        Command::Archive { action } => archive::archive(&context, action),
        Command::Status(output) => status::status(&context, &output).await,
    }
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

    fn release(&self, warehouse: &Warehouse, id: Option<&str>) -> Result<Manifest> {
        let releases = Releases::of(warehouse);
        match id {
            Some(id) => releases.get(id),
            None => releases.required(),
        }
    }
}

/// Collects what a writing command has to say, prints it as it goes, and leaves the run's record behind.
struct Log<'a> {
    warehouse: &'a Warehouse,
    run: Run,
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
        Log { warehouse, run }
    }

    fn say(&mut self, message: impl Into<String>) {
        let message = message.into();
        eprintln!("{message}");
        self.run.meldinger.push(message);
    }

    /// Notes a failure that did not end the run.
    fn fail(&mut self, error: &Error) {
        eprintln!("innsikt: {error}");
        if let Error::Checks(failures) = error {
            self.run.kontroller.extend(failures.iter().map(Finding::of));
        }
        // The first line only: what follows may show rows.
        self.run.meldinger.push(error.to_string().lines().next().unwrap_or_default().to_owned());
        if self.run.status != exit::FAILED {
            self.run.status = error.exit_status();
        }
    }

    fn findings(&mut self, findings: &[CheckFailure]) {
        for finding in findings {
            eprintln!("{finding}");
            self.run.kontroller.push(Finding::of(finding));
        }
        if findings.iter().any(|finding| finding.severity != Severity::Informasjon) && self.run.status == exit::DONE {
            self.run.status = exit::SHORT;
        }
    }

    /// Builds and says what came of it.
    async fn build(&mut self, catalogue: &Catalogue) {
        match release::build(self.warehouse, catalogue, now()).await {
            Ok(outcome) => {
                self.findings(&outcome.findings);
                let id = &outcome.manifest.utgave;
                if outcome.new {
                    self.say(format!("ny utgave {id}: {} modeller beregnet, {} uendret", outcome.computed, outcome.reused));
                } else {
                    self.say(format!("uendret: utgaven {id} sier det samme"));
                }
                self.run.utgave = Some(outcome.manifest.utgave);
            }
            Err(error) => self.fail(&error),
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
