//! The definitions that the program is built of: `pipelines/`, `sql/`, `mappings/` and `reports/`.
//!
//! They are compiled in, so that one binary is enough, and a project folder can add to or replace them file by file. Everything that
//! reads a definition goes through [`Definitions`]; every TOML text goes through [`from_toml`], which names the nearest known key.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

static EMBEDDED: [(&str, Dir<'_>); 4] = [
    ("pipelines", include_dir!("$CARGO_MANIFEST_DIR/pipelines")),
    ("sql", include_dir!("$CARGO_MANIFEST_DIR/sql")),
    ("mappings", include_dir!("$CARGO_MANIFEST_DIR/mappings")),
    ("reports", include_dir!("$CARGO_MANIFEST_DIR/reports")),
];

/// Every definition file by its path from the project's root, with forward slashes.
#[derive(Debug, Clone)]
pub struct Definitions {
    files: BTreeMap<String, String>,
}

impl Definitions {
    /// The definitions that the program was built with.
    pub fn embedded() -> Definitions {
        let mut files = BTreeMap::new();
        for (root, dir) in &EMBEDDED {
            collect_embedded(root, dir, &mut files);
        }
        Definitions { files }
    }

    /// The embedded definitions with those of a project folder laid over them, file by file.
    pub fn with_project(folder: &Path) -> Result<Definitions> {
        let mut definitions = Definitions::embedded();
        if !folder.is_dir() {
            return Err(Error::Usage(format!("--project {}: ingen slik mappe", folder.display())));
        }
        for (root, _) in &EMBEDDED {
            collect_folder(&folder.join(root), root, &mut definitions.files)?;
        }
        Ok(definitions)
    }

    /// The files below a folder such as `sql`, in order of their path.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// One file.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// SHA-256 of each file, for the release's manifest.
    pub fn hashes(&self) -> BTreeMap<String, String> {
        self.files.iter().map(|(path, text)| (path.clone(), sha256(text.as_bytes()))).collect()
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collect_embedded(root: &str, dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        // Every definition is text; anything else in these folders is a mistake that the definitions test finds.
        if let Some(text) = file.contents_utf8() {
            files.insert(format!("{root}/{}", file.path().to_string_lossy().replace('\\', "/")), text.to_owned());
        }
    }
    for child in dir.dirs() {
        collect_embedded(root, child, files);
    }
}

fn collect_folder(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(Error::io("kan ikke lese mappen", folder))? {
        let path = entry.map_err(Error::io("kan ikke lese mappen", folder))?.path();
        let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect_folder(&path, &name, files)?;
        } else {
            let text = std::fs::read_to_string(&path).map_err(Error::io("kan ikke lese", &path))?;
            files.insert(name, text);
        }
    }
    Ok(())
}

/// Parses a TOML text into `T`. Types that are parsed deny unknown fields; the error then names the nearest known key.
pub fn from_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
        let place = line.map(|line| format!(" (linje {line})")).unwrap_or_default();
        Error::definition(file, format!("{}{place}", explain(error.message())))
    })
}

/// Serde's "unknown field `x`, expected one of `a`, `b`" in Norwegian, with the nearest key first.
fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let what = if message.starts_with("unknown field") { "nøkkel" } else { "verdi" };
        if let Some(unknown) = quoted.next() {
            let known: Vec<&str> = quoted.collect();
            return match nearest(unknown, known.iter().copied()) {
                Some(near) => format!("ukjent {what} «{unknown}» – mente du «{near}»? Kjente: {}", known.join(", ")),
                None => format!("ukjent {what} «{unknown}»; kjente: {}", known.join(", ")),
            };
        }
    }
    if message.starts_with("missing field")
        && let Some(missing) = quoted.next()
    {
        return format!("nøkkelen «{missing}» mangler");
    }
    message.to_owned()
}

/// The known word nearest to a misspelt one, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Sample {
        tittel: String,
        utgiver: Option<String>,
    }

    #[test]
    fn a_misspelt_key_is_named_with_the_nearest_known_one_and_its_line() {
        let error = from_toml::<Sample>("tittel = 'a'\nutgivar = 'b'\n", "x.toml").unwrap_err().to_string();
        assert!(error.starts_with("x.toml: ukjent nøkkel «utgivar» – mente du «utgiver»?"), "{error}");
        assert!(error.ends_with("(linje 2)"), "{error}");
    }

    #[test]
    fn a_missing_key_is_named() {
        let error = from_toml::<Sample>("utgiver = 'b'\n", "x.toml").unwrap_err().to_string();
        assert!(error.starts_with("x.toml: nøkkelen «tittel» mangler"), "{error}");
    }
}
