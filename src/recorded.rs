//! Publishers' recorded answers, for tests: in the folder that `INNSIKT_REAL_DATA` names.

use std::path::{Path, PathBuf};

/// A file of the folder, or none where no folder is named, which is said.
pub fn recorded(file: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("INNSIKT_REAL_DATA").map(PathBuf::from) else {
        eprintln!("skipped: INNSIKT_REAL_DATA is not set");
        return None;
    };
    let folder = if folder.is_absolute() { folder } else { Path::new(env!("CARGO_MANIFEST_DIR")).join(folder) };
    let path = folder.join(file);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("INNSIKT_REAL_DATA: {}: {error}", path.display())))
}
