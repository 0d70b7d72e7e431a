//! The one guard: every answer and every file passes it on its decoded cells before anything of it is stored.
//!
//! Two things stop a file here. A **national identity number** anywhere in its text, since people are not data. And a cell of **digits
//! followed by `*`** (`4*`), which is how Udir shows a masked figure to logged-in users: it means that an export which must not be
//! shared was dropped in. The guard knows how a format falls into cells ([`Syntax`]; a workbook into sheets and parts), but nothing of
//! what the cells mean, so it holds for formats and datasets that are written after it. A refusal names the cell, and never repeats the
//! number.
//!
//! Account numbers look like identity numbers now and then (one bank account in forty passes both checks): a column of them has to be
//! dropped by name (the mapping's `utelat`). There a number by itself passes, since nothing of the column is read or kept; a number within a
//! sentence does not, nor a column of which most numbers pass, nor one that calls itself a column of identity numbers.
//!
//! It looks at millions of cells, so it walks over the bytes once and looks closer only where a run of digits has the right length.

mod delimited;
mod digits;
mod json;
mod workbook;

use std::borrow::Cow;

pub(crate) use delimited::separator;
use digits::inspect_text;
pub use workbook::inspect_workbook;

use crate::read::{Refusal, Syntax, decode};

/// Looks at every cell of `bytes`. `skip` names the columns of a delimited file that are dropped before anything is stored (the
/// mapping's `utelat`), wherever among the first lines their header is; a column beyond the header is called `kolonne 13`, as everywhere.
pub fn inspect(bytes: &[u8], syntax: Syntax, skip: &[String]) -> Result<(), Refusal> {
    match syntax {
        Syntax::Delimited => {
            let text = text(bytes)?;
            match text.contains('\0') {
                // UTF-16 that was not recognised would hide every number behind zero bytes.
                true => Err(Refusal::whole("null-tegn", "tekst; lagre filen på nytt som UTF-8")),
                false => delimited::inspect(&text, separator(&text), skip).map(drop),
            }
        }
        Syntax::Json => json::inspect(bytes),
        Syntax::FixedWidth => inspect_records(bytes),
    }
}

/// The file as text, without a copy of what is plain UTF-8 already: a ledger may be hundreds of megabytes.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.starts_with('\u{feff}') && !bytes.iter().take(4).any(|&b| b == 0) => Ok(Cow::Borrowed(text)),
        _ => Ok(Cow::Owned(decode(bytes)?.content)),
    }
}

/// Codes and amounts at fixed positions run together: digits on end mean nothing in a record. Any other line may be free text.
fn inspect_records(bytes: &[u8]) -> Result<(), Refusal> {
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_record = line.first() == Some(&b'0') && line.iter().all(|&byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'-'));
        if !is_record && let Some(finding) = inspect_text(&String::from_utf8_lossy(line)) {
            return Err(finding.refusal(format!("linje {}", number + 1)));
        }
    }
    Ok(())
}

/// What a cell holds that stops the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    IdentityNumber,
    Unmasked,
}

impl Finding {
    fn refusal(self, place: String) -> Refusal {
        match self {
            Finding::IdentityNumber => Refusal::new(
                place,
                "et fødselsnummer, D-nummer eller annet personnummer (gjengis ikke)",
                "ingen personopplysninger; ingenting av filen er lagret. Fjern nummeret og hent filen inn på nytt",
            ),
            Finding::Unmasked => Refusal::new(
                place,
                "et tall fulgt av `*`, slik innloggede brukere ser skjermede tall («avskjuling»)",
                "den åpne eksporten, der skjermede tall er bare `*`; denne filen skal ikke deles, og ingenting av den er lagret",
            ),
        }
    }

    /// The refusal of a cell in a column whose name says that it holds the numbers of accounts or vouchers.
    fn refusal_of_numbers(self, place: String, column: &str) -> Refusal {
        let plain = self.refusal(place);
        match self {
            Finding::IdentityNumber => Refusal {
                found: format!("et tall som er gyldig som personnummer (gjengis ikke), i kolonnen «{column}»"),
                expected: format!(
                    "ingen personopplysninger; ingenting av filen er lagret. Er det kontonumre, KID eller bilagsnumre, så sett «{column}» i \
                     `utelat` i kartleggingen: da blir kolonnen verken lest eller lagret"
                ),
                ..plain
            },
            Finding::Unmasked => plain,
        }
    }
}

#[cfg(test)]
mod tests;
