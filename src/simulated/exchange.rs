//! A question and its answer, apart from HTTP, so that a protocol is a plain function of the world.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::country::Country;
use super::cube::Cube;

/// What was asked of one publisher.
#[derive(Debug, Clone)]
pub struct Ask {
    /// `GET` or `POST`.
    pub method: String,
    /// Decoded path below the publisher's base address, without a leading slash: `tables/07459/metadata`.
    pub path: String,
    /// Decoded query, in order; keys may repeat.
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
    /// The request's `accept` header.
    pub accept: Option<String>,
}

impl Ask {
    /// The first value of a query key, whatever its case.
    pub fn parameter(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }
}

/// What the publisher answers.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(value: &Value) -> Reply {
        Reply::status(200, value)
    }

    pub fn status(status: u16, value: &Value) -> Reply {
        Reply { status, content_type: "application/json; charset=utf-8", body: value.to_string().into_bytes() }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Reply {
        Reply { status, content_type: "application/json", body: Vec::new() }
    }
}

/// Everything that can be asked about: the truth, and what each publisher (by its id in the configuration) has published of it.
pub struct World {
    pub country: Arc<Country>,
    pub tables: BTreeMap<&'static str, Vec<Cube>>,
}

impl World {
    /// A published table by its id.
    pub fn table(&self, publisher: &str, id: &str) -> Option<&Cube> {
        self.tables.get(publisher)?.iter().find(|cube| cube.id.eq_ignore_ascii_case(id))
    }
}
