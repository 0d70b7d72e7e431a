//! One writer at a time: an advisory lock on a file, which the system releases however the process ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Error, Result};

/// Held while the warehouse is written to.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub(super) fn take(folder: &Path) -> Result<WriterLock> {
        let path = folder.join(".skriver.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(Error::io("kan ikke åpne låsen", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(WriterLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(Error::io("kan ikke låse", &path)(error)),
        }
    }
}
