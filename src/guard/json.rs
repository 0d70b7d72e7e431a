//! A JSON document: its strings and keys are its cells.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::Finding;
use super::digits::inspect_text;
use crate::read::Refusal;

/// Visits every string value without building the document.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut walk = Walk { path: Vec::new(), found: None };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let outcome = walk.deserialize(&mut json).and_then(|()| json.end());
    if let Some((finding, place)) = walk.found {
        return Err(finding.refusal(place));
    }
    outcome.map_err(|error| {
        let place = format!("linje {}, tegn {}", error.line(), error.column());
        Refusal::new(place, "noe som ikke er gyldig JSON", "et helt JSON-dokument; svaret kan være avkortet eller en feilside")
    })
}

/// One step from the root of the document.
enum Step {
    Key(String),
    Index(usize),
}

struct Walk {
    path: Vec<Step>,
    found: Option<(Finding, String)>,
}

impl Walk {
    fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Index(index) => place.push_str(&format!("[{index}]")),
                // A key may itself be made of somebody's number.
                Step::Key(key) if key.bytes().filter(u8::is_ascii_digit).count() >= 10 => place.push_str(".…"),
                Step::Key(key) if place.is_empty() => place.push_str(key),
                Step::Key(key) => {
                    place.push('.');
                    place.push_str(key);
                }
            }
        }
        if place.is_empty() { "hele dokumentet".to_owned() } else { place }
    }
}

/// Shorthand for the scalars that are no text.
macro_rules! passes {
    ($($visit:ident: $type:ty),*) => { $(fn $visit<E>(self, _: $type) -> Result<(), E> { Ok(()) })* };
}

impl<'de> DeserializeSeed<'de> for &mut Walk {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    passes!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match inspect_text(text) {
            None => Ok(()),
            Some(finding) => {
                self.found = Some((finding, self.place()));
                Err(E::custom("stopped"))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.path.push(Step::Index(0));
        while elements.next_element_seed(&mut *self)?.is_some() {
            if let Some(Step::Index(index)) = self.path.last_mut() {
                *index += 1;
            }
        }
        self.path.pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.path.push(Step::Key(String::new()));
        while entries.next_key_seed(KeyInto(self.path.last_mut()))?.is_some() {
            if let Some(Step::Key(key)) = self.path.last()
                && let Some(finding) = inspect_text(key)
            {
                self.found = Some((finding, self.place()));
                return Err(de::Error::custom("stopped"));
            }
            entries.next_value_seed(&mut *self)?;
        }
        self.path.pop();
        Ok(())
    }
}

/// Reads a key into the last step of the path, whose memory is used again for the next key.
struct KeyInto<'a>(Option<&'a mut Step>);

impl<'de> DeserializeSeed<'de> for KeyInto<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyInto<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        if let Some(Step::Key(kept)) = self.0 {
            kept.clear();
            kept.push_str(key);
        }
        Ok(())
    }
}
