//! The codes of a classification in SSB's Klass, with the part of the requested range in which each was valid.
//!
//! One cell per code and validity, with the value 1. A code that is renamed or reused stands once per name. A bound that the publisher
//! leaves out (valid still, or always) is empty.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::klass::is_date;
use super::text::{beginning, shown};
use super::udir_report::{array, document, kind, object};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax};
use crate::cell::Cell;

pub const FORMAT: Format = Format { id: "klass_koder", name: "kodene i en kodeliste fra SSBs Klass", syntax: Syntax::Json, sniff, read };

const LIST: &str = "codes";

/// The dimensions, and what Klass calls them.
const FIELDS: [(&str, &str); 6] = [
    ("kode", "code"),
    ("navn", "name"),
    ("forelder", "parentCode"),
    ("nivaa", "level"),
    ("gyldig_fra", "validFromInRequestedRange"),
    ("gyldig_til", "validToInRequestedRange"),
];

fn sniff(bytes: &[u8]) -> bool {
    begins_with(bytes, LIST)
}

/// Whether the bytes are a JSON object whose first key is this.
pub(super) fn begins_with(bytes: &[u8], key: &str) -> bool {
    let text = beginning(bytes);
    let inside = text.trim_start().strip_prefix('{').map(str::trim_start).and_then(|inside| inside.strip_prefix('"'));
    inside.and_then(|inside| inside.strip_prefix(key)).is_some_and(|rest| rest.starts_with('"'))
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let answer = document(bytes)?;
    let mut dimensions: [DimensionBuilder; 6] = Default::default();
    let mut cells = Cells::default();
    let mut seen = HashMap::new();
    for (number, element) in array(answer.get(LIST), LIST)?.iter().enumerate() {
        let element = Element::new(element, LIST, number)?;
        let values = values(&element)?;
        let [code, _, _, _, from, _] = values;
        if let Some(earlier) = seen.insert((code.to_owned(), from.to_owned()), number) {
            return Err(element.refusal(
                "code",
                format!("{} som også er {LIST}[{earlier}]", shown(code)),
                "hver kode én gang fra samme dato",
            ));
        }
        dimensions.iter_mut().zip(values).for_each(|(dimension, value)| dimension.push(value, None));
        // A plain number has no symbol that there could be too many of.
        let _ = cells.push(Cell::number(1.0));
    }
    if cells.is_empty() {
        return Err(Refusal::whole("ingen koder", "minst én kode; se på fra- og til-dato i forespørselen"));
    }
    let dimensions = dimensions.into_iter().zip(FIELDS).map(|(dimension, (code, _))| dimension.finish(code, None)).collect();
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::Elements(LIST) })
}

fn values<'a>(element: &Element<'a>) -> Result<[&'a str; 6], Refusal> {
    let mut values = [""; 6];
    for (value, (_, field)) in values.iter_mut().zip(FIELDS) {
        *value = match field {
            "code" | "name" => element.text(field)?,
            "validFromInRequestedRange" | "validToInRequestedRange" => element.date(field)?,
            _ => element.optional(field)?,
        };
    }
    Ok(values)
}

/// One object in a list of Klass.
pub(super) struct Element<'a> {
    fields: &'a Map<String, Value>,
    list: &'static str,
    number: usize,
}

impl<'a> Element<'a> {
    pub(super) fn new(element: &'a Value, list: &'static str, number: usize) -> Result<Self, Refusal> {
        let fields = object(Some(element), &format!("{list}[{number}]"))?;
        Ok(Element { fields, list, number })
    }

    pub(super) fn refusal(&self, field: &str, found: impl Into<String>, expected: &str) -> Refusal {
        Refusal::new(format!("{}[{}].{field}", self.list, self.number), found, expected)
    }

    /// A text that may be null or left out, which is the empty text here.
    pub(super) fn optional(&self, field: &str) -> Result<&'a str, Refusal> {
        match self.fields.get(field) {
            Some(Value::String(text)) => Ok(text.trim()),
            None | Some(Value::Null) => Ok(""),
            Some(other) => Err(self.refusal(field, kind(other), "en tekst eller null")),
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&self, field: &str) -> Result<&'a str, Refusal> {
        match self.optional(field)? {
            "" => Err(self.refusal(field, self.fields.get(field).map_or("ingenting", kind), "en tekst som ikke er tom")),
            text => Ok(text),
        }
    }

    /// A date, or nothing.
    pub(super) fn date(&self, field: &str) -> Result<&'a str, Refusal> {
        match self.optional(field)? {
            text if text.is_empty() || is_date(text) => Ok(text),
            other => Err(self.refusal(field, shown(other), "en dato som 2020-01-01")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const ANSWER: &str = r#"{"codes":[
        {"code":"0104","parentCode":null,"level":"1","name":"Moss","shortName":"","validFromInRequestedRange":"2013-01-01","validToInRequestedRange":"2014-01-01"},
        {"code":"0104","parentCode":"01","level":"1","name":"Moss ny","shortName":"","validFromInRequestedRange":"2014-01-01","validToInRequestedRange":null}]}"#;

    #[test]
    fn reads_each_code_with_its_validity() {
        assert!(sniff(ANSWER.as_bytes()) && !sniff(br#"{"codeChanges":[]}"#));
        let reading = read(ANSWER.as_bytes()).unwrap();
        let codes: Vec<&str> = reading.dimensions.iter().map(|dimension| dimension.code.as_str()).collect();
        assert_eq!(codes, ["kode", "navn", "forelder", "nivaa", "gyldig_fra", "gyldig_til"]);
        let at = |index| reading.dimensions.iter().map(|dimension| dimension.category(index).code.as_str()).collect::<Vec<_>>();
        assert_eq!(at(0), ["0104", "Moss", "", "1", "2013-01-01", "2014-01-01"]);
        assert_eq!(at(1), ["0104", "Moss ny", "01", "1", "2014-01-01", ""]);
        assert_eq!((reading.len(), reading.cells.get(1).value()), (2, Some(1.0)));
        assert_eq!(reading.places.describe(1), "codes[1]");
    }

    #[test]
    fn refuses_what_is_no_code() {
        let change = |from: &str, to: &str| read(ANSWER.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_eq!(change("\"0104\"", "\"\"").place, "codes[0].code");
        assert_eq!(change("\"code\"", "\"kode\"").found, "ingenting");
        assert_eq!(change("\"1\"", "1").place, "codes[0].level");
        assert_eq!(change("2013-01-01", "2013").place, "codes[0].validFromInRequestedRange");
        assert!(change("2013-01-01", "2014-01-01").found.contains("codes[0]"));
        assert!(read(br#"{"codes":[]}"#).unwrap_err().found.contains("ingen koder"));
        assert_eq!(read(br#"{"codes":[1]}"#).unwrap_err().place, "codes[0]");
        assert!(read(b"<?xml").is_err());
    }

    #[test]
    fn reads_the_recorded_answer() {
        let Some(bytes) = crate::recorded::recorded("ssb/v0-recorded/codes131_from2013.json") else { return };
        assert!(sniff(&bytes));
        let reading = read(&bytes).unwrap();
        let sarpsborg = (0..reading.len()).filter(|&index| reading.dimensions[0].category(index).code == "0105").count();
        assert_eq!(sarpsborg, 2, "a code whose name changed stands once per name");
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(json in testing::damaged(ANSWER.into())) {
            testing::survives(&FORMAT, &json);
        }
    }
}
