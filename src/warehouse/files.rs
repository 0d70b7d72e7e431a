//! Writing so that nothing half-written is ever visible: a temporary name, synced, renamed, the folder synced.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes or replaces a file; a reader sees the old content or the new, never a mixture.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    write_new(path, |file| file.write_all(content))
}

/// Writes a file through `write`, under a temporary name until it is whole and synced.
pub fn write_new(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::io("kan ikke lage mappen", folder))?;
    let mut file = tempfile::Builder::new().prefix(".skriver-").tempfile_in(folder).map_err(Error::io("kan ikke skrive i", folder))?;
    write(file.as_file_mut()).and_then(|()| file.as_file().sync_all()).map_err(Error::io("kan ikke skrive", path))?;
    readable_by_all(file.as_file());
    file.persist(path).map_err(|error| Error::io("kan ikke skrive", path)(error.error))?;
    sync_folder(folder)
}

/// A temporary file is made for its owner alone; what is published is for everyone whom the folder lets in.
fn readable_by_all(file: &File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file system without permissions keeps its own; that is no reason to fail.
        let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Makes a rename in the folder durable.
pub fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("kan ikke sikre mappen", folder))?;
    }
    Ok(())
}
