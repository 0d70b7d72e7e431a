//! Why an answer or file was refused: one place, what stood there, what was expected.

use std::fmt;

/// A reader's whole "no": nothing of the file is used. The text is Norwegian, since an analyst reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where in the file: `linje 12, kolonne 4`, `value[17]`, `hele filen`.
    pub place: String,
    /// What stands there. Never an identity number.
    pub found: String,
    /// What should stand there, and what to do where that helps.
    pub expected: String,
}

impl Refusal {
    pub fn new(place: impl Into<String>, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Refusal { place: place.into(), found: found.into(), expected: expected.into() }
    }

    /// A refusal that concerns the file as a whole.
    pub fn whole(found: impl Into<String>, expected: impl Into<String>) -> Self {
        Refusal::new("hele filen", found, expected)
    }

    /// Several refusals of one file as one: the first in full, and the further ones on lines of their own. None where there are none.
    pub fn together(refusals: Vec<Refusal>) -> Option<Refusal> {
        const MOST: usize = 30;
        let further = refusals.len().saturating_sub(MOST);
        let mut refusals = refusals.into_iter();
        let mut first = refusals.next()?;
        for refusal in refusals.take(MOST - 1) {
            first.expected.push_str(&format!("\n  {refusal}"));
        }
        if further > 0 {
            first.expected.push_str(&format!("\n  og {further} til"));
        }
        Some(first)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: fant {}, ventet {}", self.place, self.found, self.expected)
    }
}

impl std::error::Error for Refusal {}
