//! Taking in an answer or file: guard, archive, read, load, check, accept. A dataset fails alone, and whole.
//!
//! ```text
//! bytes ─► guard ─► archive ─► reader ─► pipeline ─► checks ─► partitions.json
//!   │                 ▲
//!   └─ local file: projected to mapped columns first, and archived when all of it holds
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::row::{RowConverter, SortField};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;
use sha2::{Digest, Sha256};

use crate::archive::{Record, Svar};
use crate::cell::Status;
use crate::definition::{Definitions, sha256};
use crate::engine::{self, memory_table, register};
use crate::error::{Error, Result};
use crate::guard;
use crate::ledger::{self, Opened};
use crate::local_table;
use crate::model::{Catalogue, Check, CheckFailure, Model, Severity, run_check};
use crate::pipeline::load::{Portion, load};
use crate::pipeline::{Layout, Pipeline};
use crate::read::{self, Format, Reading, Refusal};
use crate::warehouse::{DataFile, Masked, Partition, Partitions, Warehouse, mask_earlier};
use crate::workbook::{self, Workbook};

/// What every made-up file says of itself.
const SYNTHETIC_MARK: &str = "syntetisk";

/// What every made-up answer says of itself.
const SYNTHETIC_HEADER: &str = "x-innsikt-syntetisk";

/// How every made-up JSON answer ends, so that one that is saved under another name is known: white space that means nothing to a reader,
/// and that nobody else writes.
pub const SYNTHETIC_SEAL: &[u8] = b"\n\t \t\t \t  \t\t\t \t\n";

/// A newer delivery has at least this share of the rows of the one that it replaces.
const LEAST_SHARE_OF_STANDING: f64 = 0.8;

/// What a file is, apart from its bytes.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The file's name, without its folder.
    pub name: String,
    /// The mapping of a local file: its name and text.
    pub mapping: Option<(String, String)>,
    /// The municipality of a local file, as whoever imports it says.
    pub kommunenr: Option<String>,
    /// The municipality of a local file when neither its mapping nor whoever imports it says.
    pub own_kommunenr: Option<String>,
}

/// What came over HTTP for one delivery.
#[derive(Debug)]
pub struct Fetched {
    /// Its name within the dataset.
    pub name: String,
    pub signal: Option<String>,
    pub format: &'static str,
    pub answers: Vec<FetchedAnswer>,
}

/// An answer, fetched now or taken from the archive because the publisher said that it had not changed.
#[derive(Debug)]
pub struct FetchedAnswer {
    pub answer: Svar,
    pub bytes: Vec<u8>,
}

/// What became of a delivery.
#[derive(Debug)]
pub enum Outcome {
    /// The same bytes were taken in before.
    Unchanged {
        henting: String,
    },
    Loaded(Box<Loaded>),
}

/// A delivery that was accepted.
#[derive(Debug)]
pub struct Loaded {
    pub record: Record,
    /// Whether the archive had these bytes already.
    pub known_bytes: bool,
    pub cells: usize,
    pub masked: usize,
    pub empty: usize,
    /// The partitions that are new or have a new edition.
    pub partitions: Vec<Partition>,
    /// How many partitions say what the standing edition says.
    pub same: usize,
    /// What earlier editions no longer show, because this one masks it.
    pub hidden_before: Masked,
    /// Checks of lower severity that did not hold.
    pub findings: Vec<CheckFailure>,
    /// What the projection of a local file left out or summed, in words.
    pub notes: Vec<String>,
}

/// Takes deliveries into one warehouse.
#[derive(Debug)]
pub struct Intake<'a> {
    pub warehouse: &'a Warehouse,
    pub catalogue: &'a Catalogue,
    /// The index that partitions go into: the warehouse's own, or one that is being made anew.
    index: PathBuf,
}

/// A delivery that was read and not yet checked.
struct Prepared {
    record: Record,
    /// Whether the archive had not these bytes already; where they wait, as far as is known.
    new_bytes: bool,
    /// What is archived when the checks hold: nothing of a municipality's own file is kept before. Else it is archived already.
    waiting: Option<Vec<Vec<u8>>>,
    notes: Vec<String>,
    readings: Vec<Reading>,
    portions: Vec<Portion>,
}

/// What is stored of a file, and how.
struct Accepted {
    bytes: Vec<u8>,
    format: &'static Format,
    original: Option<String>,
    notes: Vec<String>,
    /// Where in a workbook the bytes stood.
    sheet: Option<InSheet>,
}

/// The sheet that a table was taken from, and where its columns stood there, counted from 1.
struct InSheet {
    named: String,
    columns: Vec<u32>,
}

impl InSheet {
    /// An error about the table's text, told by the sheet's cells.
    fn error(&self, error: Error) -> Error {
        let cells = |text: &str| workbook::in_cells_of(text, &self.columns);
        match error {
            Error::Refused { dataset, file, refusal } => {
                let place = format!("{}, {}", self.named, cells(&refusal.place));
                Error::Refused { dataset, file, refusal: Refusal { place, found: cells(&refusal.found), ..refusal } }
            }
            Error::Mapping { dataset, file, message } => {
                Error::Mapping { dataset, file, message: format!("{}: {}", self.named, cells(&message)) }
            }
            Error::Checks(failures) => Error::Checks(failures.into_iter().map(|failure| self.failure(failure)).collect()),
            other => other,
        }
    }

    fn failure(&self, failure: CheckFailure) -> CheckFailure {
        let table = format!("{}, {}", failure.table, self.named);
        CheckFailure { table, sample: workbook::in_cells_of(&failure.sample, &self.columns), ..failure }
    }
}

impl<'a> Intake<'a> {
    /// Takes in for the warehouse's own index.
    pub fn new(warehouse: &'a Warehouse, catalogue: &'a Catalogue) -> Intake<'a> {
        Intake::into_index(warehouse, catalogue, Partitions::path(&warehouse.tables()))
    }

    /// Takes in for another index, which takes the place of the warehouse's own when it is whole.
    pub fn into_index(warehouse: &'a Warehouse, catalogue: &'a Catalogue, index: PathBuf) -> Intake<'a> {
        Intake { warehouse, catalogue, index }
    }

    /// Takes in one file for a dataset.
    pub async fn file(&self, dataset: &str, source: &Source, bytes: Vec<u8>, time: DateTime<Utc>) -> Result<Outcome> {
        let pipeline = self.catalogue.pipelines.get(dataset)?;
        self.same_kind(pipeline, &source.name, marked(&bytes) || source.name.to_lowercase().contains(SYNTHETIC_MARK))?;
        let accepted = self.accept(pipeline, source, bytes).await?;
        let mut record = Record::new(dataset, source.name.clone(), accepted.format.id, self.warehouse.synthetic(), time);
        record.svar.push(Svar { original: accepted.original, ..Svar::new(source.name.clone(), &accepted.bytes, time) });
        let outcome = self.take_in(pipeline, record, vec![accepted.bytes], accepted.notes).await;
        let Some(sheet) = accepted.sheet else { return outcome };
        let mut outcome = outcome.map_err(|error| sheet.error(error))?;
        if let Outcome::Loaded(loaded) = &mut outcome {
            loaded.findings = std::mem::take(&mut loaded.findings).into_iter().map(|finding| sheet.failure(finding)).collect();
        }
        Ok(outcome)
    }

    /// Takes in what a publisher answered: each delivery by itself, checked together where nothing is wrong with any.
    pub async fn deliveries(&self, dataset: &str, fetched: Vec<Fetched>, time: DateTime<Utc>) -> Result<Vec<(String, Result<Outcome>)>> {
        let pipeline = self.catalogue.pipelines.get(dataset)?;
        let mut outcomes = Vec::with_capacity(fetched.len());
        let mut prepared = Vec::new();
        for delivery in fetched {
            let name = delivery.name.clone();
            match self.fetched(pipeline, delivery, time) {
                Ok(Ok(delivery)) => prepared.push(delivery),
                Ok(Err(known)) => outcomes.push((name, Ok(Outcome::Unchanged { henting: known.content() }))),
                Err(error) => outcomes.push((name, Err(error))),
            }
        }
        outcomes.extend(self.check_and_load(pipeline, prepared).await?);
        Ok(outcomes)
    }

    /// Guards a fetched delivery, archives it, and reads it.
    fn fetched(&self, pipeline: &Pipeline, fetched: Fetched, time: DateTime<Utc>) -> Result<Result<Prepared, Record>> {
        let mut record = Record::new(&pipeline.id, fetched.name, fetched.format, self.warehouse.synthetic(), time);
        record.signal = fetched.signal;
        let mut contents = Vec::with_capacity(fetched.answers.len());
        let format = format_of(&record)?;
        for FetchedAnswer { answer, bytes } in fetched.answers {
            let refuse = |refusal| Error::Refused { dataset: pipeline.id.clone(), file: answer.kilde.clone(), refusal };
            self.same_kind(pipeline, &answer.kilde, answer.hoder.contains_key(SYNTHETIC_HEADER))?;
            if !answer.tomt && !(format.sniff)(&bytes) {
                let found = read::recognise(&bytes).map_or("noe som innsikt ikke kjenner igjen", |format| format.name);
                return Err(refuse(Refusal::whole(found, format.name)));
            }
            guard::inspect(&bytes, format.syntax, &[]).map_err(refuse)?;
            record.svar.push(answer);
            contents.push(bytes);
        }
        self.prepare(pipeline, record, contents, Vec::new())
    }

    /// Archives a publisher's delivery that passed the guard, and reads it; gives the record back when it is known. A municipality's own
    /// file is only read: it is archived when it is loaded.
    fn prepare(&self, pipeline: &Pipeline, record: Record, contents: Vec<Vec<u8>>, notes: Vec<String>) -> Result<Result<Prepared, Record>> {
        if self.is_known(&record)? {
            return Ok(Err(record));
        }
        let bytes: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
        if pipeline.lokal {
            let (readings, portions) = self.read(pipeline, &record, &bytes)?;
            return Ok(Ok(Prepared { record, new_bytes: true, waiting: Some(contents), notes, readings, portions }));
        }
        let new_bytes = self.warehouse.archive().store(&record, &bytes)?;
        match self.read(pipeline, &record, &bytes) {
            Ok((readings, portions)) => Ok(Ok(Prepared { record, new_bytes, waiting: None, notes, readings, portions })),
            Err(error) => Err(self.refused(&record, error)),
        }
    }

    /// Notes on the record what is wrong with the answer itself: that stays wrong. A full disk does not, and a rebuild tries again.
    fn refused(&self, record: &Record, error: Error) -> Error {
        let noted = refusal_of(&error).map(|why| self.warehouse.archive().mark_refused(record, why));
        match noted {
            Some(Err(unnoted)) => unnoted,
            _ => error,
        }
    }

    /// Checks deliveries and loads those that hold. Together first, which is quicker; where something is wrong, each by itself.
    async fn check_and_load(&self, pipeline: &Pipeline, mut prepared: Vec<Prepared>) -> Result<Vec<(String, Result<Outcome>)>> {
        if prepared.len() > 1
            && let Ok(findings) = self.check(pipeline, &prepared).await
            && findings.iter().all(|finding| finding.severity != Severity::Stopp)
        {
            return self.load_checked(pipeline, prepared, findings);
        }
        let mut outcomes = Vec::with_capacity(prepared.len());
        for delivery in prepared.drain(..) {
            let (name, record, archived) = (delivery.record.levering.clone(), delivery.record.clone(), delivery.waiting.is_none());
            let alone = vec![delivery];
            let failures = self.check(pipeline, &alone).await?;
            let (stopping, findings): (Vec<_>, Vec<_>) = failures.into_iter().partition(|failure| failure.severity == Severity::Stopp);
            if stopping.is_empty() {
                outcomes.extend(self.load_checked(pipeline, alone, findings)?);
            } else {
                let error = Error::Checks(stopping);
                outcomes.push((name, Err(if archived { self.refused(&record, error) } else { error })));
            }
        }
        Ok(outcomes)
    }

    /// Writes the partitions of deliveries whose checks hold: first all files, then the index, then that they are loaded.
    fn load_checked(
        &self,
        pipeline: &Pipeline,
        prepared: Vec<Prepared>,
        mut findings: Vec<CheckFailure>,
    ) -> Result<Vec<(String, Result<Outcome>)>> {
        let mut index = Partitions::read_from(&self.index)?;
        let mut outcomes: Vec<(String, Result<Outcome>)> = Vec::with_capacity(prepared.len());
        let mut accepted = Vec::new();
        for delivery in prepared {
            let Prepared { record, new_bytes, waiting, notes, readings, portions } = delivery;
            if let Err(error) = not_a_fragment(&index, pipeline, &record, &portions) {
                let error = if waiting.is_none() { self.refused(&record, error) } else { error };
                outcomes.push((record.levering.clone(), Err(error)));
                continue;
            }
            let new_bytes = match waiting {
                Some(contents) => self.warehouse.archive().store(&record, &contents.iter().map(Vec::as_slice).collect::<Vec<_>>())?,
                None => new_bytes,
            };
            let count = |status| readings.iter().map(|reading| reading.cells.count(status)).sum();
            let (cells, masked, empty) = (readings.iter().map(Reading::len).sum(), count(Status::Skjermet), count(Status::Mangler));
            let whole = portions.len();
            let (partitions, hidden_before) = self.write(&mut index, pipeline, &record, portions)?;
            let same = whole - partitions.len();
            // What was found in deliveries together is said once.
            let findings = std::mem::take(&mut findings);
            let loaded = Loaded {
                record: record.clone(),
                known_bytes: !new_bytes,
                cells,
                masked,
                empty,
                same,
                hidden_before,
                partitions,
                findings,
                notes,
            };
            outcomes.push((record.levering.clone(), Ok(Outcome::Loaded(Box::new(loaded)))));
            accepted.push(record);
        }
        index.write_to(&self.index)?;
        for record in accepted.iter().filter(|record| !record.lastet) {
            self.warehouse.archive().mark_loaded(record)?;
        }
        Ok(outcomes)
    }

    /// Archives one delivery that passed the guard, and loads it.
    async fn take_in(&self, pipeline: &Pipeline, record: Record, contents: Vec<Vec<u8>>, notes: Vec<String>) -> Result<Outcome> {
        match self.prepare(pipeline, record, contents, notes)? {
            Ok(delivery) => only(self.check_and_load(pipeline, vec![delivery]).await?),
            Err(known) => Ok(Outcome::Unchanged { henting: known.content() }),
        }
    }

    /// Whether the last delivery of this name that was loaded had the same bytes.
    fn is_known(&self, record: &Record) -> Result<bool> {
        let earlier = self.warehouse.archive().records_of(&record.datasett)?;
        let last = earlier.iter().rfind(|earlier| earlier.levering == record.levering && earlier.lastet);
        Ok(last.is_some_and(|last| last.content() == record.content() && last.format == record.format))
    }

    /// Loads an archived delivery again, as a rebuild does.
    pub async fn replay(&self, record: &Record) -> Result<Loaded> {
        let pipeline = self.catalogue.pipelines.get(&record.datasett)?;
        let archive = self.warehouse.archive();
        let contents = record.svar.iter().map(|answer| archive.read(&answer.henting)).collect::<Result<Vec<_>>>()?;
        let (readings, portions) = self.read(pipeline, record, &contents.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        let delivery = Prepared { record: record.clone(), new_bytes: false, waiting: None, notes: Vec::new(), readings, portions };
        match only(self.check_and_load(pipeline, vec![delivery]).await?)? {
            Outcome::Loaded(loaded) => Ok(*loaded),
            Outcome::Unchanged { .. } => Err(Error::Stop(format!("{}: ble ikke lastet", record.levering))),
        }
    }

    /// Made-up figures carry a mark in their file's name, their bytes or the answer's headers. They never enter a warehouse of real ones,
    /// nor the other way about.
    fn same_kind(&self, pipeline: &Pipeline, file: &str, marked: bool) -> Result<()> {
        if marked == self.warehouse.synthetic() {
            return Ok(());
        }
        let (found, expected) = if marked { ("syntetiske tall", "virkelige") } else { ("tall uten merket «syntetisk»", "syntetiske") };
        let refusal = Refusal::whole(found, format!("{expected} tall: varehuset {} har bare slike", self.warehouse.folder().display()));
        Err(Error::Refused { dataset: pipeline.id.clone(), file: file.to_owned(), refusal })
    }

    /// The guard, the projection of a local file, and the choice of reader: all that comes before anything is stored.
    async fn accept(&self, pipeline: &Pipeline, source: &Source, bytes: Vec<u8>) -> Result<Accepted> {
        let refuse = |refusal| Error::Refused { dataset: pipeline.id.clone(), file: source.name.clone(), refusal };
        if !pipeline.lokal {
            let format = choose_format(pipeline, &source.name, &bytes)?;
            guard::inspect(&bytes, format.syntax, &[]).map_err(refuse)?;
            return Ok(Accepted { bytes, format, original: None, notes: Vec::new(), sheet: None });
        }
        if let Some(layout) = pipeline.layout(read::TABLE.id) {
            if source.mapping.is_some() {
                return Err(Error::Usage(format!("{} leses som den er, uten kartlegging: fjern --mapping", pipeline.id)));
            }
            let original = Some(sha256(&bytes));
            let (projection, sheet) = if workbook::is_workbook(&bytes) {
                let book = Workbook::open(&bytes, ',').map_err(refuse)?;
                guard::inspect_workbook(&bytes, &book, &[]).map_err(refuse)?;
                let sheet = local_table::sheet_of(&book, layout).map_err(refuse)?;
                let projected = local_table::project(sheet.text().as_bytes(), layout);
                let projection = projected.map_err(|refusal| refuse(sheet.refusal(refusal)))?;
                let sheet = InSheet { named: sheet.named(), columns: projection.columns.clone() };
                (projection, Some(sheet))
            } else {
                guard::inspect(&bytes, read::TABLE.syntax, &[]).map_err(refuse)?;
                (local_table::project(&bytes, layout).map_err(refuse)?, None)
            };
            let notes = table_notes(&projection, layout);
            return Ok(Accepted { original, bytes: projection.canonical, format: &read::TABLE, notes, sheet });
        }
        let Some(mapping) = &source.mapping else {
            return Err(Error::Usage(format!(
                "{} er kommunens egen fil og trenger en kartlegging: --mapping FIL.toml (se mappings/)",
                pipeline.id
            )));
        };
        let arts = known_arts(&self.catalogue.definitions).await?;
        let (original, projected) = std::thread::scope(|scope| {
            let original = scope.spawn(|| sha256(&bytes));
            let projected = project(&bytes, mapping, source.kommunenr.as_deref(), source.own_kommunenr.as_deref(), &arts, refuse);
            (joined(original), projected)
        });
        let (projection, format) = projected?;
        let notes = projection_notes(&projection);
        Ok(Accepted { original: Some(original), bytes: projection.canonical, format, notes, sheet: None })
    }

    /// The cells of a delivery's answers, and the rows that they make.
    fn read(&self, pipeline: &Pipeline, record: &Record, contents: &[&[u8]]) -> Result<(Vec<Reading>, Vec<Portion>)> {
        let format = format_of(record)?;
        let mut readings = Vec::new();
        for (answer, bytes) in record.svar.iter().zip(contents).filter(|(answer, _)| !answer.tomt) {
            let refuse = |refusal| Error::Refused { dataset: pipeline.id.clone(), file: answer.kilde.clone(), refusal };
            let reading = (format.read)(bytes).map_err(refuse)?;
            let figures = pipeline.layout(&record.format).map(|layout| layout.verdi.as_slice()).filter(|columns| !columns.is_empty());
            readings.push(match figures {
                Some(columns) => read::with_figures(reading, columns).map_err(refuse)?,
                None => reading,
            });
        }
        let portions = load(self.catalogue, pipeline, record, &readings)?;
        Ok((readings, portions))
    }

    /// The facts' own checks on what comes in, and the pipeline's.
    async fn check(&self, pipeline: &Pipeline, prepared: &[Prepared]) -> Result<Vec<CheckFailure>> {
        let portions = || prepared.iter().flat_map(|delivery| &delivery.portions);
        let ctx = engine::session();
        let mut failures = Vec::new();
        for target in &pipeline.tabell {
            let name = format!("fakta.{}", target.navn);
            let schema = &self.catalogue.schemas[&name];
            let incoming = format!("ny.{}", target.navn);
            let rows: Vec<&RecordBatch> = portions().filter(|portion| portion.table == name).map(|portion| &portion.rows).collect();
            register(&ctx, &incoming, memory_table(arrow::compute::concat_batches(schema, rows)?)?)?;
            let Some(model) = self.catalogue.models.get(&name) else { continue };
            let key = model.key();
            // References reach into other tables and are answered when everything is built.
            for check in model.checks().iter().filter(|check| !matches!(check, Check::Referanse { .. })) {
                let query = check.query(&incoming, &key);
                let table = format!("{name} fra {}", pipeline.id);
                failures.extend(run_check(&ctx, &table, &check.name(&key), check.severity(), &query).await?);
            }
        }
        if !pipeline.kontroller.is_empty() {
            register_readings(&ctx, prepared.iter().flat_map(|delivery| &delivery.readings))?;
            self.catalogue.register_generated(&ctx)?;
            for check in &pipeline.kontroller {
                failures.extend(run_check(&ctx, &pipeline.id, &check.navn, check.alvor, &check.sql).await?);
            }
        }
        Ok(failures)
    }

    /// Writes what is new. A portion that says what its standing edition says is no new edition, whatever day its answer bears.
    fn write(
        &self,
        index: &mut Partitions,
        pipeline: &Pipeline,
        record: &Record,
        portions: Vec<Portion>,
    ) -> Result<(Vec<Partition>, Masked)> {
        let tables = self.warehouse.tables();
        let (mut written, mut masked) = (Vec::new(), Masked::default());
        for portion in portions {
            let key = self.catalogue.models[&portion.table].key();
            let rows = engine::sorted(&portion.rows, &key)?;
            let innhold = content_of(&rows)?;
            let slot = (portion.table.as_str(), pipeline.id.as_str(), portion.period.as_str(), portion.part.as_str());
            if index
                .standing_at(slot, portion.published)
                .is_some_and(|standing| standing.innhold == innhold && standing.fil.is_there(&tables))
            {
                continue;
            }
            let fil = DataFile::write(&tables, &portion.table, &rows)?;
            let partition = Partition {
                tabell: portion.table,
                datasett: pipeline.id.clone(),
                periode: portion.period,
                del: portion.part,
                publisert: portion.published,
                henting: record.content(),
                innhold,
                fil,
            };
            let replaced = index.add(partition.clone());
            let hidden = mask_earlier(&tables, index, &partition, replaced, &key, pipeline.register)?;
            masked.editions += hidden.editions;
            masked.figures += hidden.figures;
            written.push(partition);
        }
        Ok((written, masked))
    }
}

/// The outcome of the one delivery that was accepted or refused.
fn only(outcomes: Vec<(String, Result<Outcome>)>) -> Result<Outcome> {
    outcomes.into_iter().next().map_or_else(|| Err(Error::Stop("leveringen ble borte".to_owned())), |(_, outcome)| outcome)
}

/// A delivery with far fewer rows than the edition before it is a part of the publisher's table, and must not replace the whole. A short
/// table that somebody made by hand is whole as it comes.
fn not_a_fragment(index: &Partitions, pipeline: &Pipeline, record: &Record, portions: &[Portion]) -> Result<()> {
    if record.format == read::TABLE.id {
        return Ok(());
    }
    for portion in portions {
        let slot = (portion.table.as_str(), pipeline.id.as_str(), portion.period.as_str(), portion.part.as_str());
        let Some(standing) = index.standing_at(slot, portion.published) else { continue };
        let rows = portion.rows.num_rows();
        if (rows as f64) < LEAST_SHARE_OF_STANDING * standing.fil.rader as f64 {
            return Err(Error::Mapping {
                dataset: pipeline.id.clone(),
                file: record.levering.clone(),
                message: format!(
                    "{} {} har {rows} rader, men {} som står har {}: et utdrag kan ikke erstatte hele uttrekket; hent hele tabellen",
                    portion.table, portion.period, standing.publisert, standing.fil.rader
                ),
            });
        }
    }
    Ok(())
}

/// The hash of what rows say, whenever and in whichever answer they came.
fn content_of(rows: &RecordBatch) -> Result<String> {
    const OF_THE_ANSWER: [&str; 3] = ["publisert", "henting", "celle"];
    let schema = rows.schema();
    let said: Vec<usize> =
        (0..rows.num_columns()).filter(|&column| !OF_THE_ANSWER.contains(&schema.field(column).name().as_str())).collect();
    let rows = rows.project(&said)?;
    let fields = rows.schema().fields().iter().map(|field| SortField::new(field.data_type().clone())).collect();
    let bytes = RowConverter::new(fields)?.convert_columns(rows.columns())?;
    let mut hash = Sha256::new();
    hash.update(format!("{:?}\n", rows.schema().fields().iter().map(|field| field.name()).collect::<Vec<_>>()));
    for row in &bytes {
        hash.update((row.as_ref().len() as u64).to_le_bytes());
        hash.update(row.as_ref());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The reader of a delivery.
fn format_of(record: &Record) -> Result<&'static Format> {
    read::format(&record.format)
        .ok_or_else(|| Error::Stop(format!("arkivposten for {} nevner det ukjente formatet {}", record.levering, record.format)))
}

/// Whether a file says that its figures are made up: by the word, in bytes, in UTF-16 or in a workbook's properties, or by the seal of the simulated publishers.
fn marked(bytes: &[u8]) -> bool {
    if workbook::is_workbook(bytes) {
        return workbook::says_of_itself(bytes, SYNTHETIC_MARK);
    }
    let wide: Vec<u8> = SYNTHETIC_MARK.bytes().flat_map(|byte| [byte, 0]).collect();
    [SYNTHETIC_MARK.as_bytes(), &wide, SYNTHETIC_SEAL].iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}

/// Why an answer itself is refused, without any of its rows; none when something else went wrong.
fn refusal_of(error: &Error) -> Option<String> {
    match error {
        Error::Refused { .. } | Error::Mapping { .. } => Some(error.to_string()),
        Error::Checks(failures) => {
            let checks: Vec<String> = failures.iter().map(|failure| format!("{}: {}", failure.table, failure.check)).collect();
            Some(format!("kontroller som ikke holdt: {}", checks.join("; ")))
        }
        _ => None,
    }
}

/// The reader for a file: the one of the dataset's formats that it looks like.
fn choose_format(pipeline: &Pipeline, file: &str, bytes: &[u8]) -> Result<&'static Format> {
    let formats: Vec<&'static Format> = pipeline.lesing.iter().filter_map(|layout| read::format(&layout.format)).collect();
    if let Some(format) = formats.iter().find(|format| (format.sniff)(bytes)) {
        return Ok(format);
    }
    let expected = formats.iter().map(|format| format.name).collect::<Vec<_>>().join(" eller ");
    let found = read::recognise(bytes).map_or("et format som innsikt ikke kjenner igjen", |format| format.name);
    Err(Error::Refused { dataset: pipeline.id.clone(), file: file.to_owned(), refusal: read::Refusal::whole(found, expected) })
}

/// The cells as read, as the table `ny.lest` with plain text columns and `verdi`, `status`.
fn register_readings<'a>(ctx: &SessionContext, readings: impl Iterator<Item = &'a Reading>) -> Result<()> {
    let mut batches: Vec<RecordBatch> = Vec::new();
    for reading in readings {
        let batch = reading.batch(0, reading.len())?;
        let schema = batches.first().map_or_else(|| engine::plain_schema(&batch.schema()), |first| first.schema());
        batches.push(engine::to_schema(&batch, &schema)?);
    }
    let Some(first) = batches.first() else { return Ok(()) };
    register(ctx, "ny.lest", memory_table(concat_batches(&first.schema(), &batches)?)?)
}

/// A local file through its mapping: guarded with the columns that the mapping leaves out, then projected to lines that may be kept. Both
/// look at the same text at once, since a ledger may have millions of lines; what the guard says comes first.
pub fn project(
    bytes: &[u8],
    (mapping_file, mapping_text): &(String, String),
    kommunenr: Option<&str>,
    own_kommunenr: Option<&str>,
    arts: &BTreeSet<String>,
    refuse: impl Fn(Refusal) -> Error,
) -> Result<(ledger::Projection, &'static Format)> {
    let mapping = ledger::parse_mapping(mapping_text, mapping_file)?;
    let kommunenr = kommunenr.or(own_kommunenr.filter(|_| mapping.municipality.is_none()));
    let opened = Opened::open(bytes, &mapping).map_err(&refuse)?;
    let (guarded, projection) = std::thread::scope(|scope| {
        let guard = scope.spawn(|| opened.guard(&mapping.columns.dropped));
        let projection = ledger::project(&opened.rows(), &mapping, kommunenr, arts);
        (joined(guard), projection)
    });
    guarded.map_err(&refuse)?;
    let projection = projection.map_err(|refusal| refuse(opened.refusal(refusal)))?;
    Ok((projection, &read::LEDGER_LINES))
}

/// What a thread gives; its panic is its caller's.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What the projection kept, summed and left out, in words: nothing is dropped in silence.
fn projection_notes(projection: &ledger::Projection) -> Vec<String> {
    let mut notes = vec![format!(
        "{} av {} rader beholdt, {} summert med en tidligere, {} sumrader og {} tomme hoppet over",
        projection.rows_kept, projection.rows_read, projection.duplicates, projection.totals, projection.blanks
    )];
    let (nowhere, elsewhere): (Vec<_>, Vec<_>) =
        projection.left_out.iter().partition(|left_out| matches!(left_out.reason, ledger::Reason::Service(_)));
    if !elsewhere.is_empty() {
        let rows: usize = elsewhere.iter().map(|left_out| left_out.rows).sum();
        let sums = (0..projection.sums.len()).map(|at| {
            let oere = elsewhere.iter().map(|left_out| left_out.oere[at]).sum();
            format!("{} ({})", ledger::shown_kroner(oere), projection.sums[at].column.label())
        });
        notes.push(format!("{rows} rader utenfor skolens funksjoner er ikke arkivert: {}", sums.collect::<Vec<_>>().join(", ")));
    }
    notes.extend(
        nowhere.iter().map(|left_out| {
            format!("ikke arkivert: {}, {} rader, {}", left_out.reason, left_out.rows, ledger::shown_amounts(&left_out.oere))
        }),
    );
    notes.extend(projection.without_art.iter().map(|account| {
        format!("uten KOSTRA-art, lastet som «{}»: {} ({}), {}", ledger::UNKNOWN_ART, account.digits, account.called(), account.amounts())
    }));
    notes
}

/// What was taken out of a plain table, in words.
fn table_notes(projection: &local_table::Projection, layout: &Layout) -> Vec<String> {
    let limit = layout.personer.as_ref().map(|few| few.minst).filter(|_| projection.suppressed > 0);
    let hidden = |limit| {
        format!(
            "{} tall er skjult og ikke lagret: de gjelder færre enn {limit} personer, eller ville røpet et slikt",
            projection.suppressed
        )
    };
    limit.map(hidden).into_iter().collect()
}

/// The accounts' arts, which are data in `sql/dim/art.sql`.
pub async fn known_arts(definitions: &Definitions) -> Result<BTreeSet<String>> {
    let file = "sql/dim/art.sql";
    let text = definitions.file(file).ok_or_else(|| Error::definition(file, "filen finnes ikke"))?;
    let statement = format!("SELECT DISTINCT art FROM ({}) AS art", Model::parse(file, text)?.sql);
    let rows = engine::query(&engine::session(), "artene i dim.art", &statement).await?;
    Ok(rows.column(0).as_string::<i32>().iter().flatten().map(str::to_owned).collect())
}
