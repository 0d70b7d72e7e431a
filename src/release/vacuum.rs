//! Removing what no kept release names. Never done by itself: an operator asks for it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::manifest::Releases;
use crate::error::{Error, Result};
use crate::warehouse::{Partitions, Warehouse};

/// What a vacuum removed.
#[derive(Debug, Default)]
pub struct Vacuumed {
    pub releases: Vec<String>,
    pub files: usize,
    pub bytes: u64,
}

/// Keeps the newest `keep` releases (at least the current one) and removes data files that neither they nor the facts' index name.
pub fn vacuum(warehouse: &Warehouse, keep: usize) -> Result<Vacuumed> {
    let releases = Releases::of(warehouse);
    let current = releases.current()?.map(|manifest| manifest.utgave);
    let mut kept = releases.all()?;
    let mut removed = Vacuumed::default();
    let surplus = kept.len().saturating_sub(keep.max(1));
    for manifest in kept.drain(..surplus).collect::<Vec<_>>() {
        if Some(&manifest.utgave) == current.as_ref() {
            kept.push(manifest);
        } else {
            releases.remove(&manifest.utgave)?;
            removed.releases.push(manifest.utgave);
        }
    }
    let index = Partitions::read(&warehouse.tables())?;
    let mut named: HashSet<PathBuf> = index.all().iter().map(|partition| partition.fil.path(&warehouse.tables())).collect();
    named.extend(kept.iter().flat_map(|manifest| manifest.files()).map(|file| file.path(&warehouse.tables())));
    sweep(warehouse.folder(), &named, &warehouse.tables(), &mut removed)?;
    Ok(removed)
}

/// Removes data files that nobody names, and what an interrupted writer left behind anywhere in the warehouse.
fn sweep(folder: &Path, named: &HashSet<PathBuf>, tables: &Path, removed: &mut Vacuumed) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(Error::io("kan ikke lese mappen", folder))? {
        let entry = entry.map_err(Error::io("kan ikke lese mappen", folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Error::io("kan ikke lese", &path))?;
        let leftover = entry.file_name().to_string_lossy().starts_with(".skriver-");
        let data = path.starts_with(tables) && path.extension().is_some_and(|extension| extension == "parquet");
        if kind.is_dir() && leftover {
            std::fs::remove_dir_all(&path).map_err(Error::io("kan ikke fjerne", &path))?;
        } else if kind.is_dir() {
            sweep(&path, named, tables, removed)?;
        } else if leftover || (data && !named.contains(&path)) {
            removed.bytes += entry.metadata().map(|metadata| metadata.len()).unwrap_or_default();
            removed.files += 1;
            std::fs::remove_file(&path).map_err(Error::io("kan ikke fjerne", &path))?;
        }
    }
    Ok(())
}
