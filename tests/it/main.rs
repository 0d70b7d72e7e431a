//! Everything that crosses modules, in one binary: linking DataFusion many times is what would cost.
//!
//! Tests on real data read the folder that `INNSIKT_REAL_DATA` names, and say so when they are skipped for want of it.

mod contract;
mod definitions;
mod demo;
mod difference;
mod explore;
mod local_tables;
mod real_data;
mod reconciliation;
mod recorded;
mod refresh;
mod refused;
mod rollup;
mod schedule;
mod shapes;
mod slt;
mod support;
mod suspicious;
mod truth;
mod workbooks;
