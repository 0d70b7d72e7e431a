//! Everything that crosses modules, in one binary: linking DataFusion many times is what would cost.
//!
//! Tests on real data read the folder that `INNSIKT_REAL_DATA` names, and say so when they are skipped for want of it.

mod definitions;
mod demo;
mod real_data;
mod refused;
mod support;
