//! A dataset is one TOML file: what to take in, how its cells become rows of a fact table, and what must hold for them.
//!
//! [`Pipeline`] is the definition; [`load`] turns a [`Reading`](crate::read::Reading) into partitions by it.

mod definition;
mod fetch;
pub mod interpret;
pub mod load;
mod names;
mod selector;

pub use definition::{Column, FewPersons, Field, Interpretation, Layout, Pipeline, Pipelines, TableTarget};
pub use fetch::{
    Fetch, FhiOrder, KlassContent, KlassOrder, NsrOrder, PxWebOrder, Register, RegisterContent, UdirExportOrder, UdirReportOrder,
};
pub use selector::Selector;
