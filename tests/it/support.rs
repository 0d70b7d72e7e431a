//! Running the program as its users do, on warehouses of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use innsikt::demo::{DemoFile, files};
use serde_json::Value;
use tempfile::TempDir;

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

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn warehouse(&self) -> PathBuf {
        self.folder.path().join("warehouse")
    }

    /// Runs the program on this warehouse.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_innsikt"));
        command.env_remove("INNSIKT_PROJECT").env("INNSIKT_WAREHOUSE", self.warehouse()).current_dir(self.folder());
        if let Some(project) = &self.project {
            command.arg("--project").arg(project);
        }
        ran(command.args(arguments).output().unwrap())
    }

    /// Runs the program and expects it to end well.
    pub fn ok<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.status, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// The rows of a query.
    pub fn sql(&self, query: &str) -> Vec<Value> {
        let ran = self.ok(&["sql", "--format", "json", query]);
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

/// The first file of the synthetic country for a dataset.
pub fn synthetic(dataset: &str) -> DemoFile {
    files(3412).into_iter().find(|file| file.dataset == dataset).unwrap()
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

/// Every file of a warehouse folder with the SHA-256 of its content.
pub fn hashes(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let mut found = std::collections::BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, innsikt::definition::sha256(&std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}
