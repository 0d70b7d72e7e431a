//! `archive verify`: is every archived answer whole, and does each record have its answers?

use std::collections::BTreeSet;

use super::Context;
use crate::cli::ArchiveAction;
use crate::error::{Result, exit};
use crate::outln;

/// Checks every blob against its name and every record against its blobs.
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
    let answers = || records.iter().flat_map(|record| &record.svar);
    for answer in answers().filter(|answer| !present.contains(answer.henting.as_str())) {
        outln!("{}: svaret {} mangler i arkivet", answer.kilde, answer.henting);
        wrong += 1;
    }
    let named: BTreeSet<&str> = answers().map(|answer| answer.henting.as_str()).collect();
    // What a writer that was killed had come to keep, before its record: nothing is lost with it, and nothing is damaged.
    for (name, path) in blobs.iter().filter(|(name, _)| !named.contains(name.as_str())) {
        outln!("merk: {}: ingen arkivpost nevner {name}", path.display());
    }
    outln!("{} svar og {} poster kontrollert, {wrong} feil", blobs.len(), records.len());
    Ok(if wrong == 0 { exit::DONE } else { exit::FAILED })
}
