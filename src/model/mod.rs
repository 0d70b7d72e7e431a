//! SQL models: one table a file, its header the only place where it is described, its order found in the SQL itself.

mod catalogue;
mod check;
mod frame;
mod functions;
mod graph;
mod header;
mod model_checks;
mod status_sum;

pub use catalogue::{Catalogue, FIGURES, figure_descriptions, figure_key, figure_schema};
pub use check::{Check, CheckFailure, Severity, run_check};
pub use frame::HARMONISED_SOURCE;
pub use functions::register_functions;
pub use graph::references;
pub use header::{
    ColumnDescription, FigureColumn, HarmonisedHeader, Header, INDICATOR_KEY, IndicatorHeader, Kind, Measure, Model, TableHeader,
};
