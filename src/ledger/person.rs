//! How ledgers name people, which stops what would keep the name.

use std::sync::LazyLock;

use regex::Regex;

use super::rows::Fault;
use crate::read::shown;

/// `BRUKER ID 12`, `KLIENT 7`, `ELEV nr. 3`, `PERS. ASSISTENT ID 17`. A word without a number («REFUSJON KLIENT») is no person.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bbruker[ _.-]*id|\b(?:klient|elev|bruker)[ _.:#-]*(?:nr|id)?[ _.:#-]*\d|(?:\b|_)id[ _.:#-]*(?:nr)?[ _.:#-]*\d")
        .expect("a constant pattern, which every test of this file compiles")
});

pub fn names_a_person(text: &str) -> bool {
    PERSON.is_match(text)
}

/// Refuses a text that names a person.
pub fn check_person(text: &str, column: usize) -> Result<(), Fault> {
    match names_a_person(text) {
        true => Err(Fault::cell(
            column,
            "en betegnelse på en person (bruker, klient, elev eller id med nummer; gjengis ikke)",
            "ingen personer; legg kolonnen i `utelat`, eller fjern radene. Ingenting av filen er lagret",
        )),
        false => Ok(()),
    }
}

/// A code that is kept: no person in it, and nothing that the canonical form could not hold.
pub fn check_code(code: &str, column: usize) -> Result<(), Fault> {
    check_person(code, column)?;
    match code.contains(|c: char| c.is_control() || matches!(c, ';' | '"')) {
        true => Err(Fault::cell(column, format!("koden {}", shown(code)), "en kode uten semikolon, anførselstegn og linjeskift")),
        false => Ok(()),
    }
}
