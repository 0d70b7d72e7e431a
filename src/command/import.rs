//! `import`, `build` and `check`: what leads from files on disk to a release.

use std::path::Path;

use super::explore::explore;
use super::{Context, Log};
use crate::archive::now;
use crate::cli::ImportArgs;
use crate::error::{Error, Result};
use crate::intake::{Intake, Loaded, Outcome, Source};
use crate::pipeline::Pipelines;
use crate::release::Unchanged;
use crate::warehouse::Warehouse;

/// Takes in files, each by itself, then builds. A file that is refused leaves the others and the release untouched.
pub async fn import(context: &Context, arguments: ImportArgs) -> Result<u8> {
    if let Some(file) = &arguments.explore {
        return explore(context, file, &arguments).await;
    }
    let Some(dataset) = arguments.dataset.as_deref() else {
        return Err(Error::Usage("datasettet mangler: innsikt import DATASETT FIL…".to_owned()));
    };
    // A misspelt dataset must not leave an empty warehouse behind.
    Pipelines::load(&context.definitions()?)?.get(dataset)?;
    let warehouse = Warehouse::open_or_create(&context.place.warehouse)?;
    let catalogue = context.catalogue(&warehouse).await?;
    let mapping = mapping(context, dataset, &arguments)?;
    let _lock = warehouse.lock()?;
    let mut log = Log::begin(&warehouse, &format!("import {dataset}"));
    let intake = Intake::new(&warehouse, &catalogue);
    let mut accepted = 0;
    for file in &arguments.files {
        let source = Source {
            name: file_name(file),
            mapping: mapping.clone(),
            kommunenr: arguments.kommune.clone(),
            own_kommunenr: context.config.kommune.clone(),
        };
        let outcome = match std::fs::read(file).map_err(Error::io("kan ikke lese", file)) {
            Ok(bytes) => intake.file(dataset, &source, bytes, now()).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(outcome) => {
                accepted += 1;
                log.outcome(&source.name, &outcome);
            }
            Err(error) => log.fail(&error),
        }
    }
    if !arguments.no_build && accepted > 0 {
        log.build(&catalogue, Unchanged::Reused).await;
    }
    Ok(log.end())
}

fn mapping(context: &Context, dataset: &str, arguments: &ImportArgs) -> Result<Option<(String, String)>> {
    let path = arguments.mapping.as_deref().or_else(|| context.config.kartlegging.get(dataset).map(|path| path.as_path()));
    path.map(|path| read_mapping(context, path)).transpose()
}

/// A mapping from a file, or one of those that the program carries (`mappings/…`).
pub fn read_mapping(context: &Context, path: &Path) -> Result<(String, String)> {
    let name = path.to_string_lossy().replace('\\', "/");
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((name, text)),
        Err(error) => match context.definitions()?.file(&name) {
            Some(text) => Ok((name, text.to_owned())),
            None => Err(Error::io("kan ikke lese kartleggingen", path)(error)),
        },
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| path.display().to_string())
}

impl Log<'_> {
    pub(super) fn outcome(&mut self, file: &str, outcome: &Outcome) {
        match outcome {
            Outcome::Unchanged { henting } => self.say(format!(
                "{file}: uendret – de samme bytene er lastet før (sha256 {}); et endret oppsett lastes med `innsikt refresh --offline`",
                &henting[..12]
            )),
            Outcome::Loaded(loaded) => self.loaded(file, loaded),
        }
    }

    pub(super) fn loaded(&mut self, file: &str, loaded: &Loaded) {
        let known = if loaded.known_bytes { ", bytene lå i arkivet fra før" } else { "" };
        self.say(format!(
            "{file}: {} celler, derav {} skjermet og {} tomme (sha256 {}{known})",
            loaded.cells,
            loaded.masked,
            loaded.empty,
            &loaded.record.content()[..12]
        ));
        for note in &loaded.notes {
            self.say(format!("  {note}"));
        }
        for partition in &loaded.partitions {
            let part = if partition.del.is_empty() { String::new() } else { format!(" {}", partition.del.trim_end_matches('/')) };
            self.say(format!("  {} {}{part}: {} rader", partition.tabell, partition.periode, partition.fil.rader));
        }
        if loaded.hidden_before.figures > 0 {
            self.say(format!(
                "  {} tall er skjermet siden sist og vises ikke lenger, heller ikke i eldre utgaver",
                loaded.hidden_before.figures
            ));
        }
        if loaded.same > 0 {
            self.say(format!("  {} partisjon(er) sier det samme som før", loaded.same));
        }
        self.findings(&loaded.findings);
    }
}
