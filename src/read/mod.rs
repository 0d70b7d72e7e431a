//! One reader per wire format: bytes in, a [`Reading`] out, or a [`Refusal`] that names the place.
//!
//! A reader knows its format and nothing of any dataset: which table the cells go to, and what the publisher's codes mean there, is
//! the pipeline's business (`pipelines/*.toml`). No reader panics on any bytes, and what is refused is refused whole.
//!
//! A new wire format is a new file here and a line in [`FORMATS`].

mod jsonstat;
mod klass;
mod klass_codes;
mod klass_correspondence;
mod kostra;
mod ledger;
mod nsr;
mod number;
mod pxweb_csv;
mod reading;
mod refusal;
mod table;
mod text;
mod udir_columns;
mod udir_csv;
mod udir_export;
mod udir_report;

pub use number::parse_number;
pub use reading::{Category, Cells, Dimension, DimensionBuilder, Keys, Places, Reading, Role};
pub use refusal::Refusal;
pub use table::{FIGURE_COLUMN, Row as TableRow, Table, figure, has_header, not_a_figure, with_figures};
pub(crate) use text::shown;
pub use text::{Text, decode};
pub use udir_export::{ExportPage, Field as ExportField};
pub(crate) use udir_report::document;

/// How the bytes of a format fall into cells, which is what the guard looks at before anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Lines of text with a separator.
    Delimited,
    /// A JSON document: its strings are its cells.
    Json,
    /// Fixed-width records of codes and amounts, without any free text.
    FixedWidth,
}

/// A wire format that can be read.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name that pipelines and messages use.
    pub id: &'static str,
    /// What it is, for a person (Norwegian).
    pub name: &'static str,
    pub syntax: Syntax,
    /// Whether the bytes look like this format. Cheap: looks at the beginning only. Never true for two formats at once.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the whole file or refuses it.
    pub read: fn(&[u8]) -> Result<Reading, Refusal>,
}

/// Every format, in the order in which a file is tried.
pub static FORMATS: &[Format] = &[
    udir_csv::FORMAT,
    udir_report::FORMAT,
    udir_export::FORMAT,
    jsonstat::FORMAT,
    klass::FORMAT,
    klass::FORMAT_CSV,
    nsr::FORMAT_LIST,
    nsr::FORMAT_UNIT,
    klass_codes::FORMAT,
    klass_correspondence::FORMAT,
    ledger::FORMAT,
    kostra::FORMAT,
    pxweb_csv::FORMAT,
    table::FORMAT,
];

/// The canonical form of a municipality's own accounts, which nobody outside writes.
pub static LEDGER_LINES: Format = ledger::FORMAT;

/// A plain table with named columns: never recognised, only imported for the dataset that is named.
pub static TABLE: Format = table::FORMAT;

/// The format with this id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The format that the bytes look like.
pub fn recognise(bytes: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.sniff)(bytes))
}
