//! What is asked.

use crate::definition::sha256;

/// What is asked of a publisher. Two requests with the same [`Request::key`] are the same question.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The publisher's id in the configuration.
    pub publisher: &'static str,
    /// Path and query below the publisher's base address, without a leading slash, encoded.
    pub path: String,
    /// The JSON body of a POST; a GET has none.
    pub body: Option<serde_json::Value>,
}

impl Request {
    pub fn get(publisher: &'static str, path: impl Into<String>) -> Request {
        Request { publisher, path: path.into(), body: None }
    }

    pub fn post(publisher: &'static str, path: impl Into<String>, body: serde_json::Value) -> Request {
        Request { publisher, path: path.into(), body: Some(body) }
    }

    /// The question, independent of the publisher's address: method, publisher, path and the hash of the body.
    pub fn key(&self) -> String {
        match &self.body {
            None => format!("GET {} {}", self.publisher, self.path),
            Some(body) => format!("POST {} {} {}", self.publisher, self.path, sha256(body.to_string().as_bytes())),
        }
    }
}

/// What an earlier answer said of itself, to be sent back with the same question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_tells_questions_apart_by_all_that_is_asked() {
        let keys = [
            Request::get("ssb", "tables/1").key(),
            Request::get("klass", "tables/1").key(),
            Request::post("ssb", "tables/1", json!({})).key(),
            Request::post("ssb", "tables/1", json!({ "a": 1 })).key(),
        ];
        let different: std::collections::BTreeSet<&String> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert_eq!(keys[3], Request::post("ssb", "tables/1", json!({ "a": 1 })).key());
    }
}
