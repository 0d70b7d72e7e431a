//! `archive verify`: is every archived answer whole, and does each have its record?

use std::collections::BTreeSet;

use super::Context;
use crate::cli::ArchiveAction;
use crate::error::{Result, exit};
use crate::outln;

/// Checks every blob against its name and every record against its blob.
pub fn archive(context: &Context, action: ArchiveAction) -> Result<u8> {
    let ArchiveAction::Verify = action;
    let archive = context.warehouse()?.archive();
    let records = archive.records()?;
    let blobs = archive.blobs()?;
    let mut wrong = 0;
    for (name, _) in &blobs {
        if let Err(error) = archive.read(name) {
            outln!("{error}");
            wrong += 1;
        }
    }
    let present: BTreeSet<&str> = blobs.iter().map(|(name, _)| name.as_str()).collect();
    for record in records.iter().filter(|record| !present.contains(record.henting.as_str())) {
        outln!("{}: svaret {} mangler i arkivet", record.kilde, record.henting);
        wrong += 1;
    }
    let named: BTreeSet<&str> = records.iter().map(|record| record.henting.as_str()).collect();
    for (name, path) in blobs.iter().filter(|(name, _)| !named.contains(name.as_str())) {
        outln!("{}: ingen arkivpost nevner {name}", path.display());
        wrong += 1;
    }
    outln!("{} svar og {} poster kontrollert, {wrong} feil", blobs.len(), records.len());
    Ok(if wrong == 0 { exit::DONE } else { exit::FAILED })
}
