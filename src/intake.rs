//! Taking in an answer or file: guard, archive, read, load, check, accept. A dataset fails alone, and whole.
//!
//! ```text
//! bytes ─► guard ─► archive ─► reader ─► pipeline ─► checks ─► partitions.json
//!   │                 ▲
//!   └─ local file: projected to mapped columns first
//! ```

use std::collections::BTreeSet;

use arrow::array::{AsArray, RecordBatch};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;

use crate::archive::{Delivery, Record};
use crate::cell::Status;
use crate::definition::{Definitions, sha256};
use crate::engine::{self, memory_table, register};
use crate::error::{Error, Result};
use crate::guard;
use crate::ledger;
use crate::model::{Catalogue, Check, CheckFailure, Model, Severity, run_check};
use crate::pipeline::Pipeline;
use crate::pipeline::load::{Portion, load};
use crate::read::{self, Format, Reading, Refusal};
use crate::warehouse::{DataFile, Partition, Partitions, Warehouse};

/// What every made-up file says of itself.
const SYNTHETIC_MARK: &str = "syntetisk";

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

/// What became of a delivery.
#[derive(Debug)]
pub enum Outcome {
    /// Every partition that it holds was loaded from the same bytes before.
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
    /// Table, period and rows of each partition.
    pub partitions: Vec<Partition>,
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
}

/// What is stored of a delivery, and how.
struct Accepted {
    bytes: Vec<u8>,
    format: &'static Format,
    original: Option<String>,
    notes: Vec<String>,
}

impl Intake<'_> {
    /// Takes in one file for a dataset.
    pub async fn file(&self, dataset: &str, source: &Source, bytes: Vec<u8>, time: DateTime<Utc>) -> Result<Outcome> {
        let pipeline = self.catalogue.pipelines.get(dataset)?;
        self.same_kind(pipeline, source, &bytes)?;
        let accepted = self.accept(pipeline, source, bytes).await?;
        let henting = sha256(&accepted.bytes);
        let tables = self.warehouse.tables();
        let index = Partitions::read(&tables)?;
        let mine: Vec<&Partition> =
            index.all().iter().filter(|partition| partition.datasett == dataset && partition.henting == henting).collect();
        if !mine.is_empty() && mine.iter().all(|partition| index.standing(partition) == Some(partition)) {
            return Ok(Outcome::Unchanged { henting });
        }
        let delivery = Delivery {
            dataset,
            source: source.name.clone(),
            format: accepted.format.id,
            original: accepted.original,
            synthetic: self.warehouse.synthetic(),
            time,
        };
        let (record, new) = self.warehouse.archive().store(&accepted.bytes, delivery)?;
        match self.load(pipeline, &record, &accepted.bytes).await {
            Ok(mut loaded) => {
                loaded.known_bytes = !new;
                loaded.notes = accepted.notes;
                Ok(Outcome::Loaded(Box::new(loaded)))
            }
            Err(error) => {
                // What is wrong with the answer stays wrong; a full disk does not, and a rebuild tries such an answer again.
                if let Some(why) = refusal_of(&error) {
                    self.warehouse.archive().mark_refused(&record, why)?;
                }
                Err(error)
            }
        }
    }

    /// Loads an archived answer again, as a rebuild does.
    pub async fn replay(&self, record: &Record) -> Result<Loaded> {
        let pipeline = self.catalogue.pipelines.get(&record.datasett)?;
        let bytes = self.warehouse.archive().read(&record.henting)?;
        self.load(pipeline, record, &bytes).await
    }

    /// Made-up figures carry a mark in their file's name or text. They never enter a warehouse of real ones, nor the other way about.
    fn same_kind(&self, pipeline: &Pipeline, source: &Source, bytes: &[u8]) -> Result<()> {
        let wide: Vec<u8> = SYNTHETIC_MARK.bytes().flat_map(|byte| [byte, 0]).collect();
        let marked = source.name.to_lowercase().contains(SYNTHETIC_MARK)
            || memchr::memmem::find(bytes, SYNTHETIC_MARK.as_bytes()).is_some()
            || memchr::memmem::find(bytes, &wide).is_some();
        if marked == self.warehouse.synthetic() {
            return Ok(());
        }
        let (found, expected) = if marked { ("syntetiske tall", "virkelige") } else { ("tall uten merket «syntetisk»", "syntetiske") };
        let refusal = Refusal::whole(found, format!("{expected} tall: varehuset {} har bare slike", self.warehouse.folder().display()));
        Err(Error::Refused { dataset: pipeline.id.clone(), file: source.name.clone(), refusal })
    }

    /// The guard, the projection of a local file, and the choice of reader: all that comes before anything is stored.
    async fn accept(&self, pipeline: &Pipeline, source: &Source, bytes: Vec<u8>) -> Result<Accepted> {
        let refuse = |refusal| Error::Refused { dataset: pipeline.id.clone(), file: source.name.clone(), refusal };
        if !pipeline.lokal {
            let format = choose_format(pipeline, &source.name, &bytes)?;
            guard::inspect(&bytes, format.syntax, &[]).map_err(refuse)?;
            return Ok(Accepted { bytes, format, original: None, notes: Vec::new() });
        }
        let Some(mapping) = &source.mapping else {
            return Err(Error::Usage(format!(
                "{} er kommunens egen fil og trenger en kartlegging: --mapping FIL.toml (se mappings/)",
                pipeline.id
            )));
        };
        let arts = known_arts(&self.catalogue.definitions).await?;
        let (projection, format) = project(&bytes, mapping, source.kommunenr.as_deref(), source.own_kommunenr.as_deref(), &arts, refuse)?;
        let notes = projection_notes(&projection);
        Ok(Accepted { original: Some(sha256(&bytes)), bytes: projection.canonical, format, notes })
    }

    async fn load(&self, pipeline: &Pipeline, record: &Record, bytes: &[u8]) -> Result<Loaded> {
        let format = read::format(&record.format)
            .ok_or_else(|| Error::Stop(format!("arkivposten for {} nevner det ukjente formatet {}", record.kilde, record.format)))?;
        let reading =
            (format.read)(bytes).map_err(|refusal| Error::Refused { dataset: pipeline.id.clone(), file: record.kilde.clone(), refusal })?;
        let portions = load(self.catalogue, pipeline, record, &reading)?;
        let failures = self.check(pipeline, &reading, &portions).await?;
        let (stopping, findings): (Vec<_>, Vec<_>) = failures.into_iter().partition(|failure| failure.severity == Severity::Stopp);
        if !stopping.is_empty() {
            return Err(Error::Checks(stopping));
        }
        self.not_a_fragment(pipeline, record, &portions)?;
        let partitions = self.write(pipeline, record, portions)?;
        Ok(Loaded {
            record: record.clone(),
            known_bytes: false,
            cells: reading.len(),
            masked: reading.cells.count(Status::Skjermet),
            empty: reading.cells.count(Status::Mangler),
            partitions,
            findings,
            notes: Vec::new(),
        })
    }

    /// A delivery with far fewer rows than what stands is a part of the publisher's table, and must not replace the whole.
    fn not_a_fragment(&self, pipeline: &Pipeline, record: &Record, portions: &[Portion]) -> Result<()> {
        let index = Partitions::read(&self.warehouse.tables())?;
        for portion in portions {
            let slot = (portion.table.as_str(), pipeline.id.as_str(), portion.period.as_str(), portion.part.as_str());
            let standing = index.all().iter().filter(|known| known.slot() == slot).max_by_key(|known| known.publisert);
            let Some(standing) = standing else { continue };
            let rows = portion.rows.num_rows();
            if (rows as f64) < LEAST_SHARE_OF_STANDING * standing.fil.rader as f64 {
                return Err(Error::Mapping {
                    dataset: pipeline.id.clone(),
                    file: record.kilde.clone(),
                    message: format!(
                        "{} {} har {rows} rader, men {} som står har {}: et utdrag kan ikke erstatte hele uttrekket; hent hele tabellen",
                        portion.table, portion.period, standing.publisert, standing.fil.rader
                    ),
                });
            }
        }
        Ok(())
    }

    /// The facts' own checks on what comes in, and the pipeline's.
    async fn check(&self, pipeline: &Pipeline, reading: &Reading, portions: &[Portion]) -> Result<Vec<CheckFailure>> {
        let ctx = engine::session();
        let mut failures = Vec::new();
        for target in &pipeline.tabell {
            let name = format!("fakta.{}", target.navn);
            let schema = &self.catalogue.schemas[&name];
            let incoming = format!("ny.{}", target.navn);
            let rows: Vec<&RecordBatch> = portions.iter().filter(|portion| portion.table == name).map(|portion| &portion.rows).collect();
            register(&ctx, &incoming, memory_table(arrow::compute::concat_batches(schema, rows)?)?)?;
            let Some(model) = self.catalogue.models.get(&name) else { continue };
            let key = model.key();
            // References reach into other tables and are answered when everything is built.
            for check in model.checks().iter().filter(|check| !matches!(check, Check::Referanse { .. })) {
                let query = check.query(&incoming, &key);
                failures.extend(run_check(&ctx, &name, &check.name(&key), check.severity(), &query).await?);
            }
        }
        if !pipeline.kontroller.is_empty() {
            register_reading(&ctx, reading)?;
            for check in &pipeline.kontroller {
                failures.extend(run_check(&ctx, &pipeline.id, &check.navn, check.alvor, &check.sql).await?);
            }
        }
        Ok(failures)
    }

    fn write(&self, pipeline: &Pipeline, record: &Record, portions: Vec<Portion>) -> Result<Vec<Partition>> {
        let tables = self.warehouse.tables();
        let mut index = Partitions::read(&tables)?;
        let mut written = Vec::new();
        for portion in portions {
            let key = self.catalogue.models[&portion.table].key();
            let fil = DataFile::write(&tables, &portion.table, &engine::sorted(&portion.rows, &key)?)?;
            let partition = Partition {
                tabell: portion.table,
                datasett: pipeline.id.clone(),
                periode: portion.period,
                del: portion.part,
                publisert: portion.published,
                henting: record.henting.clone(),
                fil,
            };
            index.add(partition.clone());
            written.push(partition);
        }
        index.write(&tables)?;
        Ok(written)
    }
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
fn register_reading(ctx: &SessionContext, reading: &Reading) -> Result<()> {
    let batch = reading.batch(0, reading.len())?;
    let schema = engine::plain_schema(&batch.schema());
    let batch = engine::to_schema(&batch, &schema)?;
    register(ctx, "ny.lest", memory_table(batch)?)
}

/// A local file through its mapping: guarded with the columns that the mapping leaves out, then projected to lines that may be kept.
pub fn project(
    bytes: &[u8],
    (mapping_file, mapping_text): &(String, String),
    kommunenr: Option<&str>,
    own_kommunenr: Option<&str>,
    arts: &BTreeSet<String>,
    refuse: impl Fn(Refusal) -> Error,
) -> Result<(ledger::Projection, &'static Format)> {
    let mapping = ledger::parse_mapping(mapping_text, mapping_file)?;
    guard::inspect(bytes, read::Syntax::Delimited, &mapping.columns.dropped).map_err(&refuse)?;
    let kommunenr = kommunenr.or(own_kommunenr.filter(|_| mapping.municipality.is_none()));
    let projection = ledger::project(bytes, &mapping, kommunenr, arts).map_err(&refuse)?;
    Ok((projection, &read::LEDGER_LINES))
}

/// What the projection kept, summed and left out, in words: nothing is dropped in silence.
fn projection_notes(projection: &ledger::Projection) -> Vec<String> {
    let mut notes = vec![format!(
        "{} av {} rader beholdt, {} summert med en tidligere, {} sumrader og {} tomme hoppet over",
        projection.rows_kept, projection.rows_read, projection.duplicates, projection.totals, projection.blanks
    )];
    if !projection.left_out.is_empty() {
        let rows: usize = projection.left_out.iter().map(|left_out| left_out.rows).sum();
        let oere: i128 = projection.left_out.iter().flat_map(|left_out| &left_out.oere).sum();
        notes.push(format!("{rows} rader utenfor skolens funksjoner er ikke arkivert; de summerer til {} kr", oere / 100));
    }
    notes
}

/// The accounts' arts, which are data in `sql/dim/art.sql`.
pub async fn known_arts(definitions: &Definitions) -> Result<BTreeSet<String>> {
    let file = "sql/dim/art.sql";
    let text = definitions.file(file).ok_or_else(|| Error::definition(file, "filen finnes ikke"))?;
    let statement = format!("SELECT DISTINCT art FROM ({}) AS art", Model::parse(file, text)?.sql);
    let rows = engine::query(&engine::session(), "artene i dim.art", &statement).await?;
    Ok(rows.column(0).as_string::<i32>().iter().flatten().map(str::to_owned).collect())
}
