//! Running the program as its users do, on warehouses of their own, and the simulated publishers that it asks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, OnceLock};

use innsikt::definition::Definitions;
use innsikt::pipeline::Pipelines;
use innsikt::release::{Manifest, Releases};
use innsikt::simulated::country::Size;
use innsikt::simulated::exchange::World;
use innsikt::simulated::files::local_files;
use innsikt::simulated::server::Simulated;
use innsikt::source::{self, Order};
use innsikt::warehouse::{Partitions, Warehouse};
use innsikt::web::Web;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A warehouse in a folder that goes away.
pub struct Bench {
    folder: TempDir,
    pub project: Option<PathBuf>,
}

/// What a command printed, and how it ended.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    pub fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap(), project: None }
    }

    /// An empty warehouse for made-up figures, and a configuration that reaches these publishers.
    pub fn at(publishers: &Simulated) -> Bench {
        let bench = Bench::new();
        Warehouse::create(&bench.warehouse(), true).unwrap();
        bench.write("innsikt.toml", publishers.configuration().as_bytes());
        bench
    }

    /// A warehouse of made-up figures with one good release: made once, and copied.
    pub fn with_release() -> Bench {
        static MADE: OnceLock<Bench> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let bench = Bench::new();
            Warehouse::create(&bench.warehouse(), true).unwrap();
            let codes = synthetic("ssb_klass_131_koder");
            let file = bench.write(&codes.name, &codes.bytes);
            bench.ok(&["import", codes.dataset, file.to_str().unwrap()]);
            bench
        });
        made.copy()
    }

    /// Another bench with the same files.
    pub fn copy(&self) -> Bench {
        let bench = Bench::new();
        copy_folder(self.folder(), bench.folder());
        bench
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn warehouse(&self) -> PathBuf {
        self.folder.path().join("warehouse")
    }

    /// The program on this warehouse, not yet started.
    pub fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_innsikt"));
        for variable in ["INNSIKT_PROJECT", "INNSIKT_CONFIG", "INNSIKT_LOGG"] {
            command.env_remove(variable);
        }
        command.env("INNSIKT_WAREHOUSE", self.warehouse()).current_dir(self.folder());
        if let Some(project) = &self.project {
            command.arg("--project").arg(project);
        }
        command.args(arguments);
        command
    }

    /// Runs the program on this warehouse.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// Runs the program and expects it to end well.
    pub fn ok<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.status, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// The rows of a query.
    pub fn sql(&self, query: &str) -> Vec<Value> {
        self.sql_with(&[], query)
    }

    /// The rows of a query with further arguments (`--as-of`, `--release`).
    pub fn sql_with(&self, further: &[&str], query: &str) -> Vec<Value> {
        let ran = self.ok(&[&["sql", "--format", "json"], further, &[query]].concat());
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{query}: {error}\n{}", ran.out))
    }

    /// The single value of a query.
    pub fn value(&self, query: &str) -> Value {
        let rows = self.sql(query);
        assert_eq!(rows.len(), 1, "{query}: {rows:?}");
        rows[0].as_object().unwrap().values().next().cloned().unwrap()
    }

    /// The current release's id, if there is one.
    pub fn release(&self) -> Option<String> {
        std::fs::read_to_string(self.warehouse().join("releases/current")).ok()
    }

    /// The current release's manifest.
    pub fn manifest(&self) -> Manifest {
        Releases::of(&Warehouse::open(&self.warehouse()).unwrap()).required().unwrap()
    }

    /// What is loaded.
    pub fn partitions(&self) -> Partitions {
        Partitions::read(&self.warehouse().join("tables")).unwrap()
    }

    /// Writes a file beside the warehouse.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The demonstration, with everything that publishers have taken in over HTTP: made once, only to be read.
pub struct Demonstration {
    pub bench: Bench,
    pub ran: Ran,
    /// What `demo` was told to make.
    pub folder: PathBuf,
}

pub fn demonstration() -> &'static Demonstration {
    static MADE: OnceLock<Demonstration> = OnceLock::new();
    MADE.get_or_init(|| {
        let bench = Bench::new();
        let ran = bench.run(&["demo", "-o", "demo"]);
        // 3: the synthetic figures have what checks of severity `advarsel` are there to find.
        assert!(matches!(ran.status, 0 | 3), "{}\n{}", ran.status, ran.err);
        let folder = bench.folder().join("demo");
        Demonstration { bench, ran, folder }
    })
}

/// Copies a folder with everything in it; links stay links.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        let to = to.join(name);
        if let Ok(target) = std::fs::read_link(&from) {
            std::os::unix::fs::symlink(target, to).unwrap();
        } else if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// Where the simulated publishers live, and what tests call of the library.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap())
}

/// The small country's publishers, for tests that only ask.
pub fn publishers() -> &'static Simulated {
    static PUBLISHERS: OnceLock<Simulated> = OnceLock::new();
    PUBLISHERS.get_or_init(|| runtime().block_on(Simulated::start(3412, Size::Small)).unwrap())
}

/// The same country, published for one test alone, which may amend it.
pub fn own_publishers() -> Simulated {
    let world = publishers().control().world();
    let own = World { country: world.country.clone(), tables: world.tables.clone() };
    runtime().block_on(Simulated::serve(own)).unwrap()
}

/// A file for `import`.
#[derive(Clone)]
pub struct SyntheticFile {
    pub dataset: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
    /// The mapping (TOML) of a file that has to be projected.
    pub mapping: Option<&'static str>,
}

/// A file of the synthetic country for a dataset: what a municipality has, or an answer of its publisher, saved.
pub fn synthetic(dataset: &'static str) -> SyntheticFile {
    static KEPT: Mutex<BTreeMap<&str, SyntheticFile>> = Mutex::new(BTreeMap::new());
    let mut kept = KEPT.lock().unwrap();
    kept.entry(dataset).or_insert_with(|| local(dataset).unwrap_or_else(|| answer(dataset))).clone()
}

fn local(dataset: &'static str) -> Option<SyntheticFile> {
    let file = local_files(&publishers().control().world().country).into_iter().find(|file| file.dataset == dataset)?;
    Some(SyntheticFile { dataset, name: file.name, bytes: file.bytes, mapping: file.mapping })
}

/// The answer to the last question that a refresh of the dataset would ask: the oldest and smallest.
fn answer(dataset: &'static str) -> SyntheticFile {
    let pipelines = Pipelines::load(&Definitions::embedded()).unwrap();
    let pipeline = pipelines.get(dataset).unwrap();
    let web = Web::new(&publishers().network()).unwrap();
    let order = Order { pipeline, fetch: pipeline.hent.as_ref().unwrap() };
    let answer = runtime().block_on(async {
        let plan = source::of(order.fetch).plan(&web, &order).await.unwrap();
        web.ask(&plan.deliveries.last().unwrap().requests[0].request).await.unwrap()
    });
    SyntheticFile { dataset, name: format!("syntetisk_{dataset}.json"), bytes: answer.body, mapping: None }
}

/// The folder with the publishers' real files, or none, which is said.
pub fn real_data() -> Option<PathBuf> {
    match std::env::var_os("INNSIKT_REAL_DATA") {
        Some(folder) => {
            let folder = PathBuf::from(folder);
            let folder = if folder.is_absolute() { folder } else { Path::new(env!("CARGO_MANIFEST_DIR")).join(folder) };
            assert!(folder.is_dir(), "INNSIKT_REAL_DATA names {}, which is not there", folder.display());
            Some(folder)
        }
        None => {
            eprintln!("skipped: INNSIKT_REAL_DATA is not set");
            None
        }
    }
}

/// Every file of a folder with the SHA-256 of its content.
pub fn hashes(folder: &Path) -> BTreeMap<String, String> {
    let hash = |path: &PathBuf| innsikt::definition::sha256(&std::fs::read(path).unwrap());
    files(folder).into_iter().map(|path| (path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(), hash(&path))).collect()
}

/// Every file in a folder and the folders in it, links to folders too.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found
}
