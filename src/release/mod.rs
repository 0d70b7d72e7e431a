//! Releases: what a reader sees. A release is one manifest that names the files of every table; it is made only when every check of
//! severity `stopp` holds, and the pointer to it is replaced last.

mod build;
mod causes;
mod diff;
mod manifest;
mod open;
mod vacuum;

pub use build::{BuildOutcome, Computed, Unchanged, build};
pub use diff::{Difference, Selection, diff};
pub use manifest::{ColumnEntry, Manifest, Releases, TableEntry};
pub use open::{fact_tables, is_masked_since, open, open_as_of, open_as_released, shown};
pub use vacuum::{Vacuumed, vacuum};
