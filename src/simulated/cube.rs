//! What a publisher has published: a dense cube of cells behind named dimensions, whatever protocol it is asked through.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::read::Role;

/// What is published at the category positions of a cell.
pub type CellOf = dyn Fn(&[usize]) -> Figure + Send + Sync;

/// One published table.
#[derive(Clone)]
pub struct Cube {
    /// The publisher's id of the table (`07459`, `GSK/GSI/1/8`).
    pub id: String,
    pub title: String,
    pub updated: DateTime<Utc>,
    pub dimensions: Vec<CubeDimension>,
    /// The published cell at these category positions (one per dimension, in order): masked already, never the truth of a masked cell.
    pub cell: Arc<CellOf>,
    /// Changes since the first publication: revisions and later masks, each on one cell.
    pub amendments: BTreeMap<Vec<usize>, Figure>,
}

#[derive(Debug, Clone)]
pub struct CubeDimension {
    pub code: String,
    pub label: String,
    pub role: Option<Role>,
    /// Whether a request may leave it out, and what stands for it then: SSB's `elimination`.
    pub elimination: Option<Elimination>,
    pub categories: Vec<CubeCategory>,
}

/// What stands for a dimension that a request leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elimination {
    /// The category at this position.
    Total(usize),
    /// The sum of all categories.
    Sum,
}

#[derive(Debug, Clone)]
pub struct CubeCategory {
    pub code: String,
    pub label: String,
    pub unit: Option<String>,
    /// How many decimals it is printed with.
    pub decimals: u8,
}

/// A published cell: a figure, or what stands instead of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Number(f64),
    /// A figure that the publisher calls preliminary.
    Preliminary(f64),
    /// Masked: `:` at SSB, `*` at Udir, flag 3 at FHI.
    Masked,
    /// Not published or not asked: `..` at SSB, empty at Udir, flag 1 at FHI.
    Missing,
    /// Cannot exist (a code outside its validity, a grade that the school lacks): `.` at SSB, empty at Udir.
    NotApplicable,
}

impl Cube {
    /// The published cell, with its amendment where there is one.
    pub fn at(&self, positions: &[usize]) -> Figure {
        self.amendments.get(positions).copied().unwrap_or_else(|| (self.cell)(positions))
    }

    pub fn size(&self) -> usize {
        self.dimensions.iter().map(|dimension| dimension.categories.len()).product()
    }

    pub fn dimension(&self, code: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.code.eq_ignore_ascii_case(code))
    }
}

impl Elimination {
    /// The position of the total, where the publisher prints one.
    pub fn total(self) -> Option<usize> {
        match self {
            Elimination::Total(position) => Some(position),
            Elimination::Sum => None,
        }
    }
}

impl CubeCategory {
    pub fn new(code: impl Into<String>, label: impl Into<String>) -> CubeCategory {
        CubeCategory { code: code.into(), label: label.into(), unit: None, decimals: 0 }
    }

    pub fn measure(code: impl Into<String>, label: impl Into<String>, unit: &str, decimals: u8) -> CubeCategory {
        CubeCategory { code: code.into(), label: label.into(), unit: Some(unit.to_owned()), decimals }
    }
}
