//! Building: every model in order over the accepted facts, its checks, and a release when all hold.
//!
//! A model whose statement and inputs are those of the current release is not computed again: its files are taken over.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;
use futures_util::StreamExt;

use super::manifest::{Manifest, Releases, TableEntry};
use super::open::fact_tables;
use crate::definition::sha256;
use crate::engine::{self, file_table, register};
use crate::error::{Error, Result};
use crate::model::{Catalogue, CheckFailure, FIGURES, Kind, Severity};
use crate::warehouse::files::write_atomically;
use crate::warehouse::{DataFile, NewFile, Partitions, Warehouse};

/// What a build led to.
#[derive(Debug)]
pub struct BuildOutcome {
    pub manifest: Manifest,
    /// False when the release that stands says the same already.
    pub new: bool,
    /// The models that were computed, in the order in which that was done.
    pub computed: Vec<Computed>,
    pub reused: usize,
    /// Checks of severity `advarsel` or `informasjon` that did not hold.
    pub findings: Vec<CheckFailure>,
}

/// A model that was computed.
#[derive(Debug)]
pub struct Computed {
    pub name: String,
    pub rows: u64,
    /// From the statement to the synced file.
    pub time: Duration,
}

/// What becomes of models whose statement and inputs are those of the current release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchanged {
    /// Their files are taken over.
    Reused,
    /// They are computed as if there were no release; what comes must be the same files.
    Recomputed,
}

/// Builds every model over the newest accepted facts and publishes a release, unless a check stops it.
pub async fn build(warehouse: &Warehouse, catalogue: &Catalogue, time: DateTime<Utc>, unchanged: Unchanged) -> Result<BuildOutcome> {
    let releases = Releases::of(warehouse);
    let previous = releases.current()?;
    let partitions = Partitions::read(&warehouse.tables())?;
    let ctx = engine::session();
    fact_tables(&ctx, catalogue, &warehouse.tables(), &partitions.newest(None))?;
    catalogue.register_generated(&ctx)?;

    let standing = previous.as_ref().filter(|_| unchanged == Unchanged::Reused);
    let mut builder = Builder { warehouse, catalogue, ctx, standing, tables: BTreeMap::new(), computed: Vec::new(), reused: 0 };
    let mut failures = builder.facts(&partitions).await?;
    for name in &catalogue.order {
        builder.model(name).await?;
    }
    for name in &catalogue.order {
        if let Some(model) = catalogue.models.get(name) {
            failures.extend(model.check(&builder.ctx, name).await?);
        }
    }
    let (stopping, findings): (Vec<_>, Vec<_>) = failures.into_iter().partition(|failure| failure.severity == Severity::Stopp);
    if !stopping.is_empty() {
        return Err(Error::Checks(stopping));
    }

    let Builder { tables, computed, reused, .. } = builder;
    let definitions = keep_definitions(warehouse, catalogue)?;
    let content = Manifest::content_hash(&tables, partitions.all(), &definitions)?;
    if let Some(previous) = previous.filter(|previous| previous.innhold == content) {
        return Ok(BuildOutcome { manifest: previous, new: false, computed, reused, findings });
    }
    let manifest = Manifest {
        format_version: Manifest::FORMAT_VERSION,
        utgave: format!("{}-{}", time.format("%Y-%m-%d"), &content[..8]),
        tid: time,
        innhold: content,
        versjon: env!("CARGO_PKG_VERSION").to_owned(),
        syntetisk: warehouse.synthetic(),
        tabeller: tables,
        partisjoner: partitions.all().to_vec(),
        definisjoner: definitions,
        advarsler: findings
            .iter()
            .filter(|finding| finding.severity == Severity::Advarsel)
            .map(|finding| format!("{}: {} ({} rader)", finding.table, finding.check, finding.rows))
            .collect(),
    };
    releases.publish(&manifest)?;
    Ok(BuildOutcome { manifest, new: true, computed, reused, findings })
}

struct Builder<'a> {
    warehouse: &'a Warehouse,
    catalogue: &'a Catalogue,
    ctx: SessionContext,
    /// The release whose files may be taken over.
    standing: Option<&'a Manifest>,
    tables: BTreeMap<String, TableEntry>,
    computed: Vec<Computed>,
    reused: usize,
}

impl Builder<'_> {
    /// The facts' entries, and the checks that need more than one delivery to be answered.
    async fn facts(&mut self, partitions: &Partitions) -> Result<Vec<CheckFailure>> {
        let newest = partitions.newest(None);
        let mut failures = Vec::new();
        for model in self.catalogue.models.values().filter(|model| model.kind() == Kind::Fact) {
            let name = model.name();
            let schema = &self.catalogue.schemas[&name];
            let files: Vec<&str> =
                newest.iter().filter(|partition| partition.tabell == name).map(|partition| partition.fil.sha256.as_str()).collect();
            self.tables.insert(
                name.clone(),
                TableEntry {
                    beskrivelse: model.description(),
                    kolonner: TableEntry::columns(schema, &model.columns()),
                    sortering: model.key(),
                    fingeravtrykk: sha256(format!("{schema:?}\n{}", files.join("\n")).as_bytes()),
                    filer: Vec::new(),
                },
            );
            failures.extend(model.check(&self.ctx, &name).await?);
        }
        Ok(failures)
    }

    async fn model(&mut self, name: &str) -> Result<()> {
        let fingerprint = self.fingerprint(name)?;
        let schema = self.catalogue.schemas[name].clone();
        let standing = self.standing.and_then(|release| release.tabeller.get(name)).filter(|table| table.fingeravtrykk == fingerprint);
        let tables = self.warehouse.tables();
        let filer = match standing {
            _ if name == FIGURES => {
                self.catalogue.indicators().flat_map(|(id, _)| self.tables[&format!("indikator.{id}")].filer.clone()).collect()
            }
            Some(table) if table.filer.iter().all(|file| file.is_there(&tables)) => {
                self.reused += 1;
                table.filer.clone()
            }
            _ => {
                let begun = Instant::now();
                let file = self.compute(name).await?;
                self.computed.push(Computed { name: name.to_owned(), rows: file.rader, time: begun.elapsed() });
                vec![file]
            }
        };
        let entry = self.entry(name, fingerprint, filer);
        let files = entry.filer.iter().map(|file| file.path(&tables)).collect();
        register(&self.ctx, name, file_table(schema, files))?;
        self.tables.insert(name.to_owned(), entry);
        Ok(())
    }

    async fn compute(&self, name: &str) -> Result<DataFile> {
        let model = &self.catalogue.models[name];
        // All indicators lie together as the partitions of one table.
        let folder = if model.kind() == Kind::Indicator { FIGURES } else { name };
        let mut file = NewFile::begin(folder, self.catalogue.schemas[name].clone())?;
        let mut rows = engine::ordered(&self.ctx, &model.file, self.catalogue.statement(name)?, &model.key()).await?;
        while let Some(batch) = rows.next().await {
            let batch = batch.map_err(Error::query(model.file.clone()))?;
            file.write(engine::to_schema(&batch, file.schema())?)?;
        }
        file.finish(&self.warehouse.tables())
    }

    fn entry(&self, name: &str, fingeravtrykk: String, filer: Vec<DataFile>) -> TableEntry {
        let schema = &self.catalogue.schemas[name];
        match self.catalogue.models.get(name) {
            Some(model) => TableEntry {
                beskrivelse: model.description(),
                kolonner: TableEntry::columns(schema, &model.columns()),
                sortering: model.key(),
                fingeravtrykk,
                filer,
            },
            None => TableEntry {
                beskrivelse: "Alle indikatorers tall i én tabell, delt etter indikator".to_owned(),
                kolonner: TableEntry::columns(schema, &crate::model::figure_descriptions()),
                sortering: crate::model::figure_key(),
                fingeravtrykk,
                filer,
            },
        }
    }

    /// What a model's result depends on: its statement, the program, and what it reads. Of a model that is what it says, not how it came
    /// about: one that was computed anew and says the same leaves its readers alone.
    fn fingerprint(&self, name: &str) -> Result<String> {
        let mut text = format!("{}\n{}\n", env!("CARGO_PKG_VERSION"), self.catalogue.synthetic);
        text.push_str(self.catalogue.statement(name)?);
        for needed in &self.catalogue.dependencies[name] {
            let of_needed = match self.tables.get(needed) {
                Some(table) if table.filer.is_empty() => table.fingeravtrykk.clone(),
                Some(table) => table.filer.iter().map(|file| file.sha256.as_str()).collect::<Vec<_>>().join(" "),
                None => self.catalogue.generated_fingerprint(needed),
            };
            text.push_str(&format!("\n{needed} {of_needed}"));
        }
        Ok(sha256(text.as_bytes()))
    }
}

/// Keeps the text of every definition beside the archive, named by its hash.
fn keep_definitions(warehouse: &Warehouse, catalogue: &Catalogue) -> Result<BTreeMap<String, String>> {
    let folder = warehouse.folder().join("archive").join("definitions");
    let hashes = catalogue.definitions.hashes();
    for (file, hash) in &hashes {
        let path = folder.join(hash);
        if !path.exists() {
            write_atomically(&path, catalogue.definitions.file(file).unwrap_or_default().as_bytes())?;
        }
    }
    Ok(hashes)
}
