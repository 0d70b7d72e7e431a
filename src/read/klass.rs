//! Changes of a classification in SSB's Klass: which municipality became which, and when.
//!
//! Two layouts of the same: the API's answer (`codeChanges`), and CSV, either the API's own or the derived file with
//! `changeOccurred,old,oldname,new,newname`. A [`Format`] has one syntax, so they are two formats; their readings are alike: one cell per
//! change, with the value 1. A change that only renames has the same code twice; a code that starts or ceases has none on the other side.

use std::collections::HashMap;

use super::text::{beginning, separator, shown, split};
use super::udir_report::{array, document, kind, object};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax, decode};
use crate::cell::Cell;

pub const FORMAT: Format =
    Format { id: "klass_endringer", name: "endringer i en kodeliste fra SSBs Klass (JSON)", syntax: Syntax::Json, sniff, read };

pub const FORMAT_CSV: Format = Format {
    id: "klass_endringer_csv",
    name: "endringer i en kodeliste fra SSBs Klass (CSV)",
    syntax: Syntax::Delimited,
    sniff: sniff_csv,
    read: read_csv,
};

/// The dimensions, and what JSON and the derived CSV call them.
const FIELDS: [(&str, &str, &str); 5] = [
    ("dato", "changeOccurred", "changeOccurred"),
    ("gammel_kode", "oldCode", "old"),
    ("gammelt_navn", "oldName", "oldname"),
    ("ny_kode", "newCode", "new"),
    ("nytt_navn", "newName", "newname"),
];

fn sniff(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    text.trim_start().strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with("\"codeChanges\""))
}

fn sniff_csv(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    text.lines().next().is_some_and(|line| columns(line).is_ok())
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let answer = document(bytes)?;
    let elements = array(answer.get("codeChanges"), "codeChanges")?;
    let mut changes = Changes::default();
    for (number, element) in elements.iter().enumerate() {
        let place = |field: &str| format!("codeChanges[{number}].{field}");
        let element = object(Some(element), &format!("codeChanges[{number}]"))?;
        let mut values = [""; 5];
        for (value, (_, field, _)) in values.iter_mut().zip(FIELDS) {
            *value = match element.get(field) {
                Some(serde_json::Value::String(text)) => text.trim(),
                Some(serde_json::Value::Null) => "",
                other => return Err(Refusal::new(place(field), other.map_or("ingenting", kind), "en tekst eller null")),
            };
        }
        changes.push(values, |field| FIELDS.get(field).map_or_else(String::new, |(_, name, _)| place(name)))?;
    }
    changes.finish(Places::Elements("codeChanges"))
}

fn read_csv(bytes: &[u8]) -> Result<Reading, Refusal> {
    let text = decode(bytes)?;
    let mut lines = text.lines();
    let (_, header) = lines.next().ok_or_else(|| Refusal::whole("en tom fil", "en overskrift og rader"))?;
    let (separator, width, columns) = columns(header)?;
    let mut changes = Changes::default();
    let mut places = Vec::new();
    let mut fields = Vec::new();
    for (line, content) in lines {
        if content.trim().is_empty() {
            continue;
        }
        let place = |column: usize| format!("linje {line}, kolonne {column}");
        split(content, separator, &mut fields)
            .map_err(|field| Refusal::new(place(field), "et anførselstegn som ikke lukkes", "et anførselstegn i hver ende av feltet"))?;
        if fields.len() != width {
            let expected = format!("{width} felter som i overskriften; er filen avkortet, last den ned på nytt");
            return Err(Refusal::new(format!("linje {line}"), format!("{} felter", fields.len()), expected));
        }
        let values = columns.map(|column| fields.get(column).map_or("", |field| field.trim()));
        changes.push(values, |field| place(columns.get(field).map_or(0, |column| column + 1)))?;
        places.push(line);
    }
    changes.finish(Places::Lines(places))
}

/// The separator of the CSV, the number of its columns, and which of them holds which of [`FIELDS`].
fn columns(header: &str) -> Result<(char, usize, [usize; 5]), Refusal> {
    let separator = separator(header).unwrap_or(',');
    let mut fields = Vec::new();
    let split = split(header, separator, &mut fields);
    let mut columns = [0; 5];
    for (column, (_, long, short)) in columns.iter_mut().zip(FIELDS) {
        let is_it = |name: &str| name.eq_ignore_ascii_case(long) || name.eq_ignore_ascii_case(short);
        match fields.iter().position(|name| is_it(name.trim())) {
            Some(found) if split.is_ok() => *column = found,
            _ => return Err(Refusal::new("linje 1", format!("ingen kolonne {short}"), "changeOccurred, old, oldname, new og newname")),
        }
    }
    Ok((separator, fields.len(), columns))
}

/// The changes read so far.
#[derive(Default)]
struct Changes {
    dimensions: [DimensionBuilder; 5],
    cells: Cells,
    seen: HashMap<String, usize>,
}

impl Changes {
    /// Adds a change: its values in the order of [`FIELDS`], `place` telling where each stands.
    fn push(&mut self, values: [&str; 5], place: impl Fn(usize) -> String) -> Result<(), Refusal> {
        let [date, old, old_name, new, new_name] = values;
        if !is_date(date) {
            return Err(Refusal::new(place(0), shown(date), "en dato som 2020-01-01"));
        }
        for (field, code) in [(1, old), (3, new)] {
            let is_code = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
            if !code.is_empty() && !is_code {
                return Err(Refusal::new(place(field), shown(code), "et kommunenummer på fire sifre, eller ingenting"));
            }
        }
        if old.is_empty() && new.is_empty() {
            return Err(Refusal::new(place(1), "verken gammel eller ny kode", "minst én av dem"));
        }
        let number = self.cells.len();
        if let Some(earlier) = self.seen.insert([date, old, old_name, new, new_name].join("\u{1f}"), number) {
            return Err(Refusal::new(place(0), format!("samme endring som nummer {}", earlier + 1), "hver endring én gang"));
        }
        for (dimension, value) in self.dimensions.iter_mut().zip(values) {
            dimension.push(value, None);
        }
        // A plain number has no symbol that there could be too many of.
        let _ = self.cells.push(Cell::number(1.0));
        Ok(())
    }

    fn finish(self, places: Places) -> Result<Reading, Refusal> {
        if self.cells.is_empty() {
            return Err(Refusal::whole("ingen endringer", "minst én endring; se på fra- og til-dato i forespørselen"));
        }
        let dimensions = self.dimensions.into_iter().zip(FIELDS).map(|(dimension, (code, _, _))| dimension.finish(code, None)).collect();
        Ok(Reading { title: None, updated: None, dimensions, cells: self.cells, places })
    }
}

/// `2020-01-01`, a day that the calendar has.
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-').map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten());
    let (Some(Some(year)), Some(Some(month)), Some(Some(day)), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    text.len() == 10 && text.find('-') == Some(4) && text.rfind('-') == Some(7) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const JSON: &str = r#"{"codeChanges":[
        {"oldCode":"0415","oldName":"Løten","oldShortName":"","newCode":"3412","newName":"Løten","changeOccurred":"2020-01-01"},
        {"oldCode":null,"oldName":null,"oldShortName":null,"newCode":"1580","newName":"Haram","changeOccurred":"2024-01-01"}]}"#;
    const CSV: &str = "changeOccurred,old,oldname,new,newname\n2020-01-01,0415,Løten,3412,Løten\n2024-01-01,,,1580,\"Haram\"\n";

    #[test]
    fn both_layouts_give_the_same_changes() {
        assert!(sniff(JSON.as_bytes()) && !sniff_csv(JSON.as_bytes()));
        assert!(sniff_csv(CSV.as_bytes()) && !sniff(CSV.as_bytes()));
        let api = "\"oldCode\";\"oldName\";\"oldShortName\";\"newCode\";\"newName\";\"newShortName\";\"changeOccurred\"\n\
                   \"0415\";\"L\u{f8}ten\";\"\";\"3412\";\"L\u{f8}ten\";\"\";\"2020-01-01\"\n\
                   \"\";\"\";\"\";\"1580\";\"Haram\";\"\";\"2024-01-01\"\n";
        let latin: Vec<u8> = api.chars().map(|c| c as u8).collect();
        for reading in [read(JSON.as_bytes()), read_csv(CSV.as_bytes()), read_csv(&latin)].map(Result::unwrap) {
            let codes: Vec<&str> = reading.dimensions.iter().map(|d| d.code.as_str()).collect();
            assert_eq!(codes, ["dato", "gammel_kode", "gammelt_navn", "ny_kode", "nytt_navn"]);
            let at = |index: usize| reading.dimensions.iter().map(|d| d.category(index).code.as_str()).collect::<Vec<_>>();
            assert_eq!(at(0), ["2020-01-01", "0415", "Løten", "3412", "Løten"]);
            assert_eq!(at(1), ["2024-01-01", "", "", "1580", "Haram"]);
            assert_eq!((reading.len(), reading.cells.get(1).value()), (2, Some(1.0)));
        }
        assert_eq!(read(JSON.as_bytes()).unwrap().places.describe(1), "codeChanges[1]");
        assert_eq!(read_csv(CSV.as_bytes()).unwrap().places.describe(1), "linje 3");
    }

    #[test]
    fn refuses_what_is_no_change() {
        let json = |from: &str, to: &str| read(JSON.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_eq!(json("2020-01-01", "01.01.2020").place, "codeChanges[0].changeOccurred");
        assert_eq!(json("0415", "415").place, "codeChanges[0].oldCode");
        assert_eq!(json("\"1580\"", "null").place, "codeChanges[1].oldCode");
        assert_eq!(json("\"newCode\"", "\"code\"").found, "ingenting");
        assert_eq!(json("\"3412\"", "3412").found, "et tall");
        assert_eq!(json("codeChanges", "codes").place, "codeChanges");
        assert!(read(br#"{"codeChanges":[]}"#).unwrap_err().found.contains("ingen endringer"));
        let csv = |from: &str, to: &str| read_csv(CSV.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_eq!(csv("2020-01-01", "2020-02-30").place, "linje 2, kolonne 1");
        assert_eq!(csv("3412", "34 12").place, "linje 2, kolonne 4");
        assert_eq!(csv(",\"Haram\"", "").found, "4 felter");
        assert_eq!(csv("\"Haram\"", "\"Haram").place, "linje 3, kolonne 5");
        assert!(csv("2024-01-01,,,1580,\"Haram\"", "2020-01-01,0415,Løten,3412,Løten").found.contains("nummer 1"));
        assert!(csv("oldname", "navn").found.contains("oldname"));
        assert!(read_csv(b"").is_err());
    }

    #[test]
    fn knows_the_calendar() {
        for date in ["2020-02-29", "2000-02-29", "1838-01-01", "2024-12-31"] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "",
            "2019-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-1-01",
            "20240101",
            "2024-01-01T00",
            "+024-01-01",
            "2024-01-001",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
            testing::survives(&FORMAT_CSV, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(json in testing::damaged(JSON.into()), csv in testing::damaged(CSV.into())) {
            testing::survives(&FORMAT, &json);
            testing::survives(&FORMAT_CSV, &csv);
        }
    }
}
