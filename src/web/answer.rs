//! What came.

use std::collections::BTreeMap;

use serde_json::Value;

use super::problem::describe_html;
use super::request::Request;
use crate::error::{Error, Result};

/// A publisher's answer: any with status 200, or 304 without a body. Other statuses are errors.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// `etag`, `last-modified`, `content-type`, `x-innsikt-syntetisk`; names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, or an error that says what came instead (HTML, something cut off). A byte order mark is passed over: FHI
    /// writes one.
    pub fn json(&self, request: &Request) -> Result<Value> {
        let error = |message: String| Error::Web { publisher: request.publisher, address: request.path.clone(), message };
        let text = self.text();
        if text.is_empty() {
            return Err(error("ventet JSON, men svaret var tomt".to_owned()));
        }
        if self.looks_like_html() {
            return Err(error(format!("ventet JSON, men fikk {}", describe_html(text))));
        }
        serde_json::from_slice(text).map_err(|problem| {
            error(match problem.is_eof() {
                true => format!("JSON-svaret er kuttet etter {} byte", self.body.len()),
                false => format!("svaret er ikke gyldig JSON (linje {}, tegn {})", problem.line(), problem.column()),
            })
        })
    }

    /// Whether the body is a web page, whatever its header says.
    pub fn looks_like_html(&self) -> bool {
        let start: Vec<u8> = self.text().iter().take(64).map(u8::to_ascii_lowercase).collect();
        start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
    }

    /// Whether the body claims to be JSON and its end is missing. A publisher's proxy that cuts an answer and counts its length anew leaves
    /// no other trace.
    pub(super) fn is_cut_json(&self) -> bool {
        if !self.headers.get("content-type").is_some_and(|kind| kind.contains("json")) {
            return false;
        }
        let text = self.text();
        match text.first() {
            Some(b'{') => text.last() != Some(&b'}'),
            Some(b'[') => text.last() != Some(&b']'),
            _ => false,
        }
    }

    /// The body without byte order mark and white space around.
    fn text(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body).trim_ascii()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> String {
        let answer = Answer { status: 200, headers: BTreeMap::new(), body: body.as_bytes().to_vec() };
        answer.json(&Request::get("nsr", "v4/enheter")).unwrap_err().to_string()
    }

    #[test]
    fn what_came_instead_of_json_is_said_and_never_dumped() {
        assert_eq!(message(" \n"), "nsr: v4/enheter: ventet JSON, men svaret var tomt");
        let html = message("<!DOCTYPE html><head><title>Logg \n inn</title></head><body>Kari Nordmann");
        assert_eq!(html, "nsr: v4/enheter: ventet JSON, men fikk en HTML-side («Logg inn»)");
        assert_eq!(message("{\"a\": [1, 2"), "nsr: v4/enheter: JSON-svaret er kuttet etter 11 byte");
        assert!(message("{\"a\": Kari}").contains("ikke gyldig JSON (linje 1"));
        assert!(!message("{\"a\": Kari}").contains("Kari"));
    }

    #[test]
    fn a_byte_order_mark_before_json_is_passed_over() {
        let answer = Answer { status: 200, headers: BTreeMap::new(), body: b"\xef\xbb\xbf[1]".to_vec() };
        assert_eq!(answer.json(&Request::get("fhi", "Common/source")).unwrap(), serde_json::json!([1]));
    }
}
