//! A municipality's own accounts and budgets: from whatever file the finance system exports to lines that may be archived.
//!
//! ```text
//!  export (konto × ansvar × tjeneste × prosjekt × text …): delimited text, or a sheet of a workbook   Opened
//!      │   Mapping: which column is what, which are summed away, which local account is which art     mappings/*.toml
//!      │     ▲
//!      │     └── explore(): proposes one for a file that nobody has described, by trying it
//!      ▼
//!  project()   → canonical lines, summed and sorted: the only thing that is archived
//!      ▼
//!  read::ledger → cells
//! ```
//!
//! Ledgers name people in projects, free dimensions and texts, and hold far more than schools. Therefore nothing is kept that the mapping
//! does not name, and no column is passed over in silence: each is used, or listed under `utelat`. Amounts are whole øre throughout,
//! since sums of doubles are not exact.
//!
//! The rule of thumb for local accounts (the last digit becomes 0) is only ever proposed: which art an account belongs to is the
//! analyst's decision, and stands in the mapping. Functions, KOSTRA's list of arts and what they are summed to are not known here.

mod amount;
pub mod explore;
mod mapping;
mod opened;
mod person;
mod project;
mod rows;

pub use amount::shown_kroner;
pub use mapping::{AmountColumn, Class, Edition, Mapping, parse_mapping};
pub use opened::Opened;
pub use project::{Evaluation, LeftOut, Projection, Reason, Sum, UNKNOWN_ART, WithoutArt, evaluate, project, shown_amounts};
pub use rows::Rows;

/// The first line of the canonical form, with its version.
pub const CANONICAL_MARK: &str = "# innsikt regnskapslinjer 1";

/// The columns of the canonical form, in order; the last is the amount in kroner with two decimals and a point, the rest are keys.
pub const CANONICAL_COLUMNS: [&str; 10] =
    ["kommunenr", "aar", "versjon", "kontoklasse", "funksjon", "tjeneste", "ansvar", "konto", "art", "beloep_kr"];
