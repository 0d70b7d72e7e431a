//! `tests/slt/**/*.slt`: given rows of facts, expected rows of models, for every indicator. The models are computed over nothing but the
//! facts that a file inserts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use innsikt::definition::Definitions;
use innsikt::engine;
use innsikt::model::{Catalogue, Kind, references};
use sqllogictest::{DBOutput, DefaultColumnType, Runner};

/// What all files share: the catalogue, and what each model gives while no fact that it rests on has rows.
struct Shared {
    catalogue: Catalogue,
    /// Model → the facts that it rests on, directly or through others.
    facts: BTreeMap<String, BTreeSet<String>>,
    without_rows: Mutex<BTreeMap<String, RecordBatch>>,
}

impl Shared {
    fn new(catalogue: Catalogue) -> Shared {
        let is_fact = |table: &&String| catalogue.models.get(*table).is_some_and(|model| model.kind() == Kind::Fact);
        let under = |name: &String| {
            let read = catalogue.upstream(name).into_iter().flat_map(|model| catalogue.dependencies[&model].clone());
            read.filter(|table| is_fact(&table)).collect()
        };
        let facts = catalogue.order.iter().map(|name| (name.clone(), under(name))).collect();
        Shared { catalogue, facts, without_rows: Mutex::default() }
    }
}

/// A session in which facts can be inserted, and models are computed when they are asked for.
struct Models<'a> {
    ctx: SessionContext,
    shared: &'a Shared,
    inserted: BTreeSet<String>,
    computed: BTreeSet<String>,
}

impl<'a> Models<'a> {
    fn new(shared: &'a Shared) -> Models<'a> {
        let (ctx, catalogue) = (engine::session(), &shared.catalogue);
        for model in catalogue.models.values().filter(|model| model.kind() == Kind::Fact) {
            let empty = MemTable::try_new(catalogue.schemas[&model.name()].clone(), vec![Vec::new()]).unwrap();
            engine::register(&ctx, &model.name(), std::sync::Arc::new(empty)).unwrap();
        }
        catalogue.register_generated(&ctx).unwrap();
        Models { ctx, shared, inserted: BTreeSet::new(), computed: BTreeSet::new() }
    }

    /// What stands on the fact that got rows is to be computed anew.
    fn insert(&mut self, sql: &str) {
        let table = sql.split_whitespace().nth(2).unwrap_or_default().to_owned();
        self.computed.retain(|model| !self.shared.facts[model].contains(&table));
        self.inserted.insert(table);
    }

    /// Computes what a query reads and what that reads, once.
    async fn compute(&mut self, sql: &str) {
        let catalogue = &self.shared.catalogue;
        let asked = references(&self.ctx, "spørringen", sql).unwrap();
        let needed: BTreeSet<String> = asked.iter().flat_map(|table| catalogue.upstream(table)).collect();
        for name in catalogue.order.iter().filter(|name| needed.contains(*name)) {
            if self.computed.insert(name.clone()) {
                let rows = self.rows(name).await;
                engine::register(&self.ctx, name, engine::memory_table(rows).unwrap()).unwrap();
            }
        }
    }

    async fn rows(&self, name: &str) -> RecordBatch {
        let without_rows = self.shared.facts[name].is_disjoint(&self.inserted);
        if without_rows && let Some(rows) = self.shared.without_rows.lock().unwrap().get(name) {
            return rows.clone();
        }
        let rows = engine::query(&self.ctx, name, self.shared.catalogue.statement(name).unwrap()).await.unwrap();
        if without_rows {
            self.shared.without_rows.lock().unwrap().insert(name.to_owned(), rows.clone());
        }
        rows
    }
}

#[async_trait::async_trait]
impl sqllogictest::AsyncDB for Models<'_> {
    type Error = datafusion::error::DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, Self::Error> {
        let is_query = !sql.trim_start().to_ascii_uppercase().starts_with("INSERT");
        if is_query {
            self.compute(sql).await;
        } else {
            self.insert(sql);
        }
        let frame = self.ctx.sql(sql).await?;
        let columns = frame.schema().fields().len();
        let batches = frame.collect().await?;
        if !is_query {
            return Ok(DBOutput::StatementComplete(0));
        }
        let options = FormatOptions::default().with_null("NULL");
        let mut rows = Vec::new();
        for batch in &batches {
            let cells = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options)).collect::<Result<Vec<_>, _>>()?;
            rows.extend((0..batch.num_rows()).map(|row| cells.iter().map(|cell| shown(cell.value(row).to_string())).collect()));
        }
        Ok(DBOutput::Rows { types: vec![DefaultColumnType::Any; columns], rows })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "innsikt"
    }
}

/// An empty text would not be seen.
fn shown(cell: String) -> String {
    if cell.is_empty() { "(tom)".to_owned() } else { cell }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "slt") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Another working copy, whose SQL and files are tried without compiling anything.
fn project() -> Option<PathBuf> {
    std::env::var_os("INNSIKT_SLT_PROSJEKT").map(PathBuf::from)
}

fn folder() -> PathBuf {
    project().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR"))).join("tests/slt")
}

/// `INNSIKT_SLT=np_` runs only the files whose path has that in it; `INNSIKT_SLT_SKRIV=1` writes what came as what is expected.
#[test]
fn every_model_gives_what_its_file_expects() {
    let only = std::env::var("INNSIKT_SLT").unwrap_or_default();
    let write = std::env::var_os("INNSIKT_SLT_SKRIV").is_some();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let definitions = project().map_or_else(Definitions::embedded, |folder| Definitions::with_project(&folder).unwrap());
    let shared = Shared::new(runtime.block_on(Catalogue::load(definitions, true)).unwrap());
    let files: Vec<PathBuf> = files(&folder()).into_iter().filter(|file| file.to_string_lossy().contains(&only)).collect();
    // Two side by side: most of a file is planning, which one thread does.
    let halves: [Vec<&PathBuf>; 2] = [files.iter().step_by(2).collect(), files.iter().skip(1).step_by(2).collect()];
    let run = |half: &[&PathBuf]| half.iter().filter_map(|file| run_file(&shared, file, write).err()).collect::<Vec<String>>();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let first = scope.spawn(|| run(&halves[0]));
        let second = run(&halves[1]);
        [first.join().unwrap(), second].concat()
    });
    assert!(!files.is_empty() || !only.is_empty(), "ingen .slt-filer i {}", folder().display());
    assert!(wrong.is_empty(), "{} av {} filer holder ikke:\n{}", wrong.len(), files.len(), wrong.join("\n\n"));
}

/// Runs one file, or writes what came into it.
fn run_file(shared: &Shared, file: &Path, write: bool) -> Result<(), String> {
    let wrong = |message: String| format!("{}:\n{message}", file.display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = runtime.block_on(async {
        let mut runner = Runner::new(|| async { Ok(Models::new(shared)) });
        if !write {
            return runner.run_file_async(file).await.map_err(|error| error.display(false).to_string());
        }
        let (validator, normalizer) = (sqllogictest::default_validator, sqllogictest::default_normalizer);
        let updated = runner.update_test_file(file, " ", validator, normalizer, sqllogictest::default_column_validator);
        updated.await.map_err(|error| error.to_string())
    });
    // A statement that fails is written down as one that should.
    if write && std::fs::read_to_string(file).unwrap().contains("\nstatement error") {
        return Err(wrong("en setning gikk galt".to_owned()));
    }
    outcome.map_err(wrong)
}

#[test]
fn every_indicator_has_a_file() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let catalogue = runtime.block_on(Catalogue::load(Definitions::embedded(), true)).unwrap();
    let have: BTreeSet<String> =
        files(&folder().join("indikator")).iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    let lacking: Vec<&str> = catalogue.indicators().map(|(id, _)| id).filter(|id| !have.contains(*id)).collect();
    assert!(lacking.is_empty(), "uten tests/slt/indikator/<id>.slt: {}", lacking.join(", "));
}
