//! Udir's report API: the pivot table behind a page of the Statistikkbank, as JSON.
//!
//! `metadata.columns` is one list per header level, and each entry spans `columnCount` columns; `rows[].data` holds the figures as printed.
//! `rows[].id` is a path, whose depth says what the row is: its names stand in `metadata.rowHierarchy`, which differs between reports
//! (units for most, below subjects for marks, questions for Elevundersøkelsen). What a row stands below and does not say itself (its
//! county, its municipality, its subject) is read from the rows above it, where the answer has them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::text::{beginning, shown};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax, udir_columns};
use crate::cell::{Cell, Status};

pub const FORMAT: Format = Format { id: "udir_rapport", name: "svar fra Udirs rapport-API", syntax: Syntax::Json, sniff, read };

fn sniff(bytes: &[u8]) -> bool {
    let text: String = beginning(bytes).split_whitespace().collect();
    let has = |key: &str| text.contains(key);
    let is_answer = has("\"rowHierarchy\":") || has("\"metadata\":{\"columns\":");
    text.starts_with('{') && (is_answer || (has("\"feiltype\":") && has("\"melding\":")))
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let answer = document(bytes)?;
    if let (Some(message), None) = (answer.get("melding"), answer.get("rows")) {
        let message = message.as_str().unwrap_or_default();
        return Err(Refusal::whole(
            format!("feilmeldingen {} fra Udir", shown(message)),
            "et svar med tall; se på filtrene i forespørselen",
        ));
    }
    let metadata = object(answer.get("metadata"), "metadata")?;
    let levels = array(metadata.get("columns"), "metadata.columns")?;
    let rows = array(answer.get("rows"), "rows")?;
    if rows.is_empty() {
        let expected = "minst én rad; kombinasjonen av filtre gir ingen tall, så velg en annen";
        return Err(Refusal::whole("et tomt svar fra Udir", expected));
    }
    let hierarchy = array(metadata.get("rowHierarchy"), "metadata.rowHierarchy")?;
    let hierarchy = hierarchy.iter().enumerate().map(|(level, name)| text(Some(name), || format!("metadata.rowHierarchy[{level}]")));
    let hierarchy = hierarchy.collect::<Result<Vec<&str>, _>>()?;
    let width = width(levels)?;

    let above = Above::new(rows, &hierarchy);
    let mut ancestors: Vec<DimensionBuilder> = above.levels.iter().map(|_| DimensionBuilder::default()).collect();
    let (mut depths, mut codes, mut names, mut ids) = <(DimensionBuilder, DimensionBuilder, DimensionBuilder, DimensionBuilder)>::default();
    let mut cells = Cells::default();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        let place = |field: &str| format!("rows[{number}].{field}");
        let row = object(Some(row), &format!("rows[{number}]"))?;
        let name = text(row.get("navn"), || place("navn"))?;
        let id = text(row.get("id"), || place("id"))?;
        let code = match row.get("kode") {
            None | Some(Value::Null) => id,
            code => text(code, || place("kode"))?,
        };
        if let Some(earlier) = seen.insert(id, number) {
            return Err(Refusal::new(place("id"), format!("{} som også er rows[{earlier}]", shown(id)), "én rad per id"));
        }
        let depth = id.split('.').count();
        let Some(level) = hierarchy.get(depth - 1).filter(|_| id.split('.').all(|segment| !segment.is_empty())) else {
            let expected = format!("en sti med 1–{} ledd ({})", hierarchy.len(), hierarchy.join(" → "));
            return Err(Refusal::new(place("id"), shown(id), expected));
        };
        let data = array(row.get("data"), &place("data"))?;
        if data.len() != width {
            let found = format!("{} tall for {}", data.len(), shown(name));
            return Err(Refusal::new(place("data"), found, format!("{width}, som i metadata.columns")));
        }
        for (column, figure) in data.iter().enumerate() {
            let place = || format!("rows[{number}].data[{column}] ({})", shown(name));
            let cell = cell(figure).map_err(|(found, expected)| Refusal::new(place(), found, expected))?;
            if !cells.push(cell) {
                return Err(Refusal::new(place(), "for mange ulike symboler", "tall og «*»"));
            }
        }
        depths.push_run(level, None, width);
        codes.push_run(code, Some(name), width);
        names.push_run(name, None, width);
        ids.push_run(id, None, width);
        for ((level, _), builder) in above.levels.iter().zip(&mut ancestors) {
            let (code, name) = above.find(id, *level);
            builder.push_run(code, name, width);
        }
    }
    let mut dimensions = vec![depths.finish("nivaa", None), codes.finish("kode", None), names.finish("navn", None), ids.finish("id", None)];
    dimensions.extend(ancestors.into_iter().zip(&above.levels).map(|(builder, (_, name))| builder.finish(name.clone(), None)));
    let taken: Vec<String> = dimensions.iter().map(|dimension| dimension.code.clone()).collect();
    dimensions.extend(udir_columns::dimensions(&unfold(levels, width)?, &taken, rows.len()));
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::ReportRows { width: width as u32 } })
}

/// The rows above each row, by path.
struct Above<'a> {
    /// Path → code and name.
    rows: HashMap<&'a str, (&'a str, &'a str)>,
    /// The levels that say something of the rows below them, with their dimensions' names.
    levels: Vec<(usize, String)>,
}

impl<'a> Above<'a> {
    fn new(rows: &'a [Value], hierarchy: &[&str]) -> Above<'a> {
        let field = |row: &'a Value, key: &str| row.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let known = rows.iter().filter_map(|row| {
            let (id, name) = (field(row, "id")?, field(row, "navn")?);
            Some((id, (field(row, "kode").unwrap_or(id), name)))
        });
        let country = hierarchy.iter().position(|level| *level == "Nasjonalt");
        let levels = hierarchy.iter().enumerate().filter_map(|(level, name)| match *name {
            "Fylke" => Some((level, "fylkekode".to_owned())),
            "Kommune" => Some((level, "kommunekode".to_owned())),
            other => country.filter(|country| level < *country).map(|_| (level, other.to_lowercase())),
        });
        Above { rows: known.collect(), levels: levels.collect() }
    }

    /// Code and name of the row on a level that the row stands below (or is); empty where there is none.
    fn find(&self, id: &str, level: usize) -> (&'a str, Option<&'a str>) {
        let end = id.match_indices('.').map(|(dot, _)| dot).chain([id.len()]).nth(level);
        let found = end.and_then(|end| self.rows.get(id.get(..end)?));
        found.map_or(("", None), |(code, name)| (*code, Some(*name)))
    }
}

/// How many figures a row has: the sum of `columnCount`, which is the same in every level.
fn width(levels: &[Value]) -> Result<usize, Refusal> {
    if levels.len() > udir_columns::MOST_LEVELS {
        return Err(Refusal::new("metadata.columns", format!("{} nivåer", levels.len()), format!("høyst {}", udir_columns::MOST_LEVELS)));
    }
    let mut widths = Vec::with_capacity(levels.len());
    for (number, level) in levels.iter().enumerate() {
        let mut width = 0_usize;
        for (entry, header) in array(Some(level), &format!("metadata.columns[{number}]"))?.iter().enumerate() {
            width = width.saturating_add(count(header, number, entry)?);
        }
        widths.push(width);
    }
    match widths.as_slice() {
        [0, ..] | [] => Err(Refusal::new("metadata.columns", "ingen kolonner", "minst én kolonne når det finnes rader")),
        [first, rest @ ..] => match rest.iter().position(|width| width != first) {
            None if u32::try_from(*first).is_ok() => Ok(*first),
            None => Err(Refusal::new("metadata.columns[0]", format!("{first} kolonner"), "et antall som svarer til tallene i radene")),
            Some(odd) => {
                let found = format!("{} kolonner", rest.get(odd).copied().unwrap_or_default());
                Err(Refusal::new(format!("metadata.columns[{}]", odd + 1), found, format!("{first}, som i metadata.columns[0]")))
            }
        },
    }
}

/// The header parts of each of the `width` columns, which the rows have confirmed.
fn unfold(levels: &[Value], width: usize) -> Result<Vec<Vec<&str>>, Refusal> {
    let mut columns: Vec<Vec<&str>> = vec![Vec::with_capacity(levels.len()); width];
    for (number, level) in levels.iter().enumerate() {
        let mut unfolded = columns.iter_mut();
        for (entry, header) in level.as_array().into_iter().flatten().enumerate() {
            let name = text(header.get("name"), || format!("metadata.columns[{number}][{entry}].name"))?;
            unfolded.by_ref().take(count(header, number, entry)?).for_each(|column| column.push(name));
        }
    }
    let mut seen: HashMap<&[&str], usize> = HashMap::new();
    for (number, column) in columns.iter().enumerate() {
        if let Some(earlier) = seen.insert(column, number) {
            let found = format!("samme overskrift i kolonne {} og {}: {}", earlier + 1, number + 1, shown(&column.join(".")));
            return Err(Refusal::new("metadata.columns", found, "ulike overskrifter"));
        }
    }
    Ok(columns)
}

fn count(header: &Value, level: usize, entry: usize) -> Result<usize, Refusal> {
    let count = header.get("columnCount").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    count.ok_or_else(|| Refusal::new(format!("metadata.columns[{level}][{entry}].columnCount"), "ikke et antall", "et helt tall"))
}

/// A figure comes as printed, in a string. A JSON number means the same, and null nothing.
fn cell(figure: &Value) -> Result<Cell<'static>, (String, &'static str)> {
    match figure {
        Value::Null => Ok(Cell::without(Status::Mangler, None)),
        Value::String(text) => udir_columns::cell(text).map_err(|expected| (shown(text), expected)),
        Value::Number(number) => number.as_f64().map(Cell::number).ok_or_else(|| (shown(&number.to_string()), "et tall")),
        other => Err((kind(other).to_owned(), "et tall som tekst, «*» (skjermet) eller en tom tekst")),
    }
}

/// The JSON object that the bytes hold.
pub(crate) fn document(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match serde_json::from_slice(json) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(Refusal::whole(kind(&other), "et JSON-objekt")),
        Err(error) => {
            let found = if error.is_eof() { "JSON som slutter midt i (filen er avkortet)" } else { "ugyldig JSON" };
            Err(Refusal::new(format!("linje {}, kolonne {}", error.line(), error.column()), found, "et helt JSON-dokument i UTF-8"))
        }
    }
}

pub(super) fn object<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a Map<String, Value>, Refusal> {
    value.and_then(Value::as_object).ok_or_else(|| Refusal::new(place, value.map_or("ingenting", kind), "et objekt"))
}

pub(super) fn array<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a [Value], Refusal> {
    let array = value.and_then(Value::as_array).map(Vec::as_slice);
    array.ok_or_else(|| Refusal::new(place, value.map_or("ingenting", kind), "en liste"))
}

/// A text without the blanks that Udir leaves at the end of names. Empty is none.
fn text(value: Option<&Value>, place: impl Fn() -> String) -> Result<&str, Refusal> {
    let text = value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    text.ok_or_else(|| Refusal::new(place(), value.map_or("ingenting", kind), "en tekst som ikke er tom"))
}

/// What a JSON value is, in a message.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true eller false",
        Value::Number(_) => "et tall",
        Value::String(text) if text.trim().is_empty() => "en tom tekst",
        Value::String(_) => "en tekst",
        Value::Array(_) => "en liste",
        Value::Object(_) => "et objekt",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const ANSWER: &str = r#"{"metadata":{"rowHierarchy":["Nasjonalt","Fylke","Kommune","Enhet"],"columns":[
        [{"name":"2025-26","tekstId_kolonne":"183970","columnCount":2}],[{"name":"Alle trinn","columnCount":2}],
        [{"name":"Alle trinn","columnCount":2}],[{"name":"Antall elever","columnCount":1},{"name":"Antall skoler ","columnCount":1}]]},
        "rows":[{"navn":"Innlandet","kode":"34","id":"1.47","data":["38 101","*"]},
                {"navn":"Løten ","kode":"3412","id":"1.47.1357","data":["",null]},
                {"navn":"Ny skole","id":"1.47.1357.9","data":["14,8",7]}]}"#;

    fn refused(json: &str) -> Refusal {
        read(json.as_bytes()).unwrap_err()
    }

    #[test]
    fn reads_every_state_in_row_order() {
        assert!(sniff(ANSWER.as_bytes()));
        let reading = read(ANSWER.as_bytes()).unwrap();
        let codes: Vec<&str> = reading.dimensions.iter().map(|d| d.code.as_str()).collect();
        let above = ["fylkekode", "kommunekode"];
        assert_eq!(codes, ["nivaa", "kode", "navn", "id", above[0], above[1], "skoleaar", "trinn", "trinn_2", "maal"]);
        let at =
            |index: usize| codes.iter().map(|&code| reading.dimension(code).unwrap().category(index).code.as_str()).collect::<Vec<_>>();
        assert_eq!(at(2), ["Kommune", "3412", "Løten", "1.47.1357", "34", "3412", "2025-26", "Alle trinn", "Alle trinn", "Antall elever"]);
        assert_eq!(at(5)[..4], ["Enhet", "1.47.1357.9", "Ny skole", "1.47.1357.9"], "without kode the id stands in for it");
        assert_eq!(reading.dimension("kode").unwrap().category(2).label.as_deref(), Some("Løten"));
        let cells: Vec<_> = (0..6).map(|i| (reading.cells.get(i).value(), reading.cells.get(i).status())).collect();
        let missing = (None, Status::Mangler);
        let number = |value| (Some(value), Status::Ok);
        assert_eq!(cells, [number(38101.0), (None, Status::Skjermet), missing, missing, number(14.8), number(7.0)]);
        assert_eq!(reading.places.describe(3), "rows[1].data[1]");
    }

    #[test]
    fn a_row_below_a_subject_says_which() {
        let marks = ANSWER.replacen("[\"Nasjonalt\"", "[\"Fag\",\"Nasjonalt\"", 1).replace("\"1.47", "\"11.1.47");
        let marks =
            marks.replacen("\"rows\":[", "\"rows\":[{\"navn\":\"Norsk\",\"kode\":\"NOR0218\",\"id\":\"11\",\"data\":[\"\",\"\"]},", 1);
        let reading = read(marks.as_bytes()).unwrap();
        let at = |code: &str, cell: usize| reading.dimension(code).unwrap().category(cell).clone();
        assert_eq!((at("fag", 4).code.as_str(), at("fag", 4).label.as_deref()), ("NOR0218", Some("Norsk")));
        assert_eq!(
            (at("nivaa", 0).code.as_str(), at("kommunekode", 0).code.as_str(), at("kommunekode", 6).code.as_str()),
            ("Fag", "", "3412")
        );
    }

    #[test]
    fn refuses_answers_without_figures() {
        let empty = refused(r#"{"metadata":{"columns":[]},"rows":[]}"#);
        assert!(empty.expected.contains("kombinasjonen av filtre gir ingen"));
        let error = r#"{"kode":400,"feiltype":"Feil i forespørselen","melding":"Filter må oppgis!","tilleggsinfo":"…"}"#;
        assert!(sniff(error.as_bytes()));
        assert!(refused(error).found.contains("Filter må oppgis!"));
        assert!(refused("").found.contains("avkortet"));
        assert!(refused(&ANSWER[..ANSWER.len() - 3]).found.contains("avkortet"));
        assert!(refused("{]").found.contains("ugyldig JSON"));
        assert_eq!(refused("[]").found, "en liste");
    }

    #[test]
    fn refuses_headers_and_rows_that_do_not_fit() {
        let change = |from: &str, to: &str| refused(&ANSWER.replacen(from, to, 1));
        assert_eq!(change("\"columnCount\":1}", "\"columnCount\":2}").place, "metadata.columns[3]");
        assert!(change("\"columnCount\":1}", "\"columnCount\":\"1\"}").place.ends_with("columnCount"));
        assert_eq!(change("[\"38 101\",\"*\"]", "[\"38 101\"]").place, "rows[0].data");
        assert_eq!(change("1.47.1357.9", "1.47.1357.9.2").place, "rows[2].id");
        assert_eq!(change("1.47.1357.9", "1..47").place, "rows[2].id");
        assert!(change("1.47.1357.9", "1.47").found.contains("rows[0]"));
        assert!(change("Antall skoler ", "Antall elever").found.contains("samme overskrift"));
        assert_eq!(change("\"navn\":\"Innlandet\",", "").place, "rows[0].navn");
        assert_eq!(change("\"rowHierarchy\"", "\"rows\"").place, "metadata.rowHierarchy");
        let level = "[{\"name\":\"Alle trinn\",\"columnCount\":2}],";
        assert_eq!(change(level, &level.repeat(40)).found, "43 nivåer");
        assert!(refused(&ANSWER.replace("\"columnCount\":2", "\"columnCount\":18446744073709551615")).place.starts_with("metadata"));
    }

    #[test]
    fn refuses_unmasked_and_unknown_figures() {
        let unmasked = refused(&ANSWER.replace("\"*\"", "\"1 020*\""));
        assert_eq!(unmasked.place, "rows[0].data[1] («Innlandet»)");
        assert!(unmasked.expected.contains("avskjuling"));
        assert_eq!(refused(&ANSWER.replace("\"*\"", "\"..\"")).found, "«..»");
        assert_eq!(refused(&ANSWER.replace("\"*\"", "true")).found, "true eller false");
    }

    #[test]
    fn claims_no_other_files() {
        let others: [&[u8]; 4] = [
            b"",
            br#"{"columns":[{"code":"Region"}],"data":[],"metadata":[{"infofile":"None"}]}"#,
            br#"{"codeChanges":[]}"#,
            br#"{"version":"2.0","class":"dataset","id":[],"dimension":{}}"#,
        ];
        for other in others {
            assert!(!sniff(other));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_answer_never_panics(bytes in testing::damaged(ANSWER.as_bytes().to_vec())) {
            testing::survives(&FORMAT, &bytes);
        }
    }
}
