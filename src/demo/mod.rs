//! A small synthetic country for `innsikt demo` and for tests: everything that the publishers would send about it, in their own formats.
//!
//! ```text
//! seed → country (who lives there, who goes to which school, what it costs) → files (Udir, SSB, KOSTRA, one budget)
//! ```
//!
//! Nothing of it is real but the numbers and names of twelve municipalities: its two counties have six municipalities each, the country is
//! their sum, and all figures come from a seed. Schools are called «Syntetisk …» and have organisation numbers that begin with 0, which no
//! real one does; every file's name begins with `syntetisk_`. The files agree with each other: pupils with inhabitants, participants with
//! pupils, spending with both, and what is masked follows the publisher's rules.

mod country;
mod files;

pub use files::{DemoFile, files};
