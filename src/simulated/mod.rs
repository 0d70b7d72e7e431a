//! The simulated publisher: a loopback server that answers like SSB, Klass, Udir, FHI and NSR about a synthetic country.
//!
//! ```text
//! seed ─► country (the truth) ─► cubes (what is published of it: masked, coded, labelled) ─► one handler a protocol ─► faults ─► HTTP
//! ```
//!
//! Nothing of it is real but the numbers and names of municipalities and counties. Every answer carries the header
//! `x-innsikt-syntetisk: ja`, and every JSON answer ends with [`SYNTHETIC_SEAL`](crate::intake::SYNTHETIC_SEAL), so that one that is saved
//! is known too. Names of schools and units, SSB's source and Klass's titles say «syntetisk»; labels, titles and units that pipelines find
//! things by are as the publishers write them. What the references mark as UNVERIFIED (codes of pages and contents, versions, column
//! names) is drawn from the seed, so that nobody can know it by heart.

pub mod country;
pub mod cube;
pub mod exchange;
pub mod faults;
mod fhi;
pub mod files;
mod klass;
pub mod ledger;
mod nsr;
mod pxweb;
pub mod server;
mod udir_export;
mod udir_report;
