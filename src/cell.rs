//! The atom of the whole system: a cell is a value with a status.
//!
//! Publishers say "no number stands here" in many ways (`*`, `:`, `.`, `..`, an empty cell, a flag). A reader turns each of them into
//! one [`Status`] and keeps the publisher's own mark beside it; nothing downstream looks at a publisher's symbol again.

use std::fmt;

/// Why a value stands in a cell, or why none does. Only [`Status::Ok`] has a value, and always has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// A value stands there.
    Ok,
    /// Masked by the publisher.
    Skjermet,
    /// Suppressed by us before release.
    Undertrykt,
    /// Missing: the publisher has none, or did not ask.
    Mangler,
    /// Not applicable: the unit lacks the grade, the measure, or did not exist.
    IkkeAktuelt,
    /// The denominator is zero, or the publisher says that it cannot be computed.
    IkkeBeregnbar,
    /// An aggregate in which a part is masked, suppressed or missing.
    Ufullstendig,
}

impl Status {
    /// Every status, in the order of its number.
    pub const ALL: [Status; 7] = [
        Status::Ok,
        Status::Skjermet,
        Status::Undertrykt,
        Status::Mangler,
        Status::IkkeAktuelt,
        Status::IkkeBeregnbar,
        Status::Ufullstendig,
    ];

    /// The word that tables and files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Skjermet => "skjermet",
            Status::Undertrykt => "undertrykt",
            Status::Mangler => "mangler",
            Status::IkkeAktuelt => "ikke_aktuelt",
            Status::IkkeBeregnbar => "ikke_beregnbar",
            Status::Ufullstendig => "ufullstendig",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One published cell: the value if there is one, what its state means, and the publisher's own mark when it is not a plain number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<'a> {
    value: Option<f64>,
    status: Status,
    symbol: Option<&'a str>,
}

impl<'a> Cell<'a> {
    /// A number, as published.
    pub fn number(value: f64) -> Self {
        Cell { value: Some(value), status: Status::Ok, symbol: None }
    }

    /// A number with a mark beside it that leaves it a number (SSB's `*` for a preliminary figure, `-` for nil).
    pub fn marked(value: f64, symbol: &'a str) -> Self {
        Cell { value: Some(value), status: Status::Ok, symbol: Some(symbol) }
    }

    /// No number, and why. `status` is never [`Status::Ok`] here: that is what makes "only ok has a value" hold everywhere.
    pub fn without(status: Status, symbol: Option<&'a str>) -> Self {
        debug_assert!(status != Status::Ok);
        Cell { value: None, status, symbol }
    }

    pub fn value(&self) -> Option<f64> {
        self.value
    }

    pub fn status(&self) -> Status {
        self.status
    }

    pub fn symbol(&self) -> Option<&'a str> {
        self.symbol
    }
}
