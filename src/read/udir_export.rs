//! Udir's export API v2: the tables of Elevundersøkelsen as a JSON array of flat rows, one page of it.
//!
//! ```text
//! [{"EnhetNivaa":"3","Kommunekode":"3412","Skoleaarnavn":"2024-25","AndelMobbet":"*","AntallBesvart":"*","Sidenummer":"1", …}, …]
//! ```
//!
//! Each row has several figures: one cell each, with the field's name in the last dimension, `maal`. Every other field is a dimension by
//! its own name, but for two that Udir has renamed, and those that count pages. In the table of bullying, `AntallBesvart` is the number
//! who are bullied.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::text::{beginning, free_name, shown};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax, udir_columns};
use crate::cell::{Cell, Status};

pub const FORMAT: Format = Format { id: "udir_eksport", name: "side fra Udirs eksport-API", syntax: Syntax::Json, sniff, read };

/// The fields that hold figures, in every table.
const FIGURES: [&str; 7] = ["AndelMobbet", "AntallBesvart", "AndelDeltatt", "AntallInvitert", "Score", "Standardavvik", "AndelBesvart"];

/// The fields of figures that come with a number from 1 to 5.
const NUMBERED_FIGURES: [&str; 2] = ["AndelSvaralternativ", "AntallBesvartSvaralternativ"];

/// The fields that say where in the paging a row stands.
const PAGING: [&str; 3] = ["Sidenummer", "RaderSide", "RaderTotalt"];

/// Fields that have been renamed, and the name of their dimension whichever it is.
const RENAMED: [(&str, &str); 4] = [
    ("Spoersmaalgruppe", "indikator"),
    ("Indikator", "indikator"),
    ("Spoersmaalgruppekode", "indikatorkode"),
    ("Indikatorkode", "indikatorkode"),
];

/// One page: the fields that every row has, and their values row by row.
#[derive(Debug)]
pub struct ExportPage<'a> {
    fields: Vec<Cow<'a, str>>,
    values: Vec<Field<'a>>,
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Field<'a> {
    Missing,
    Text(Cow<'a, str>),
    Number(f64),
    /// Not a value of a flat row: what it is.
    Other(&'static str),
}

impl<'a> ExportPage<'a> {
    /// # Errors
    ///
    /// Anything but an array of flat objects with the same fields.
    pub fn parse(bytes: &'a [u8]) -> Result<ExportPage<'a>, Refusal> {
        let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let rows: Vec<Row<'a>> = serde_json::from_slice(json).map_err(|error| {
            let found = match error.classify() {
                serde_json::error::Category::Eof => "JSON som slutter midt i (svaret er avkortet)",
                serde_json::error::Category::Data => "noe annet enn en liste av rader",
                _ => "ugyldig JSON",
            };
            Refusal::new(
                format!("linje {}, kolonne {}", error.line(), error.column()),
                found,
                "en hel liste av rader fra Udirs eksport-API",
            )
        })?;
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return Ok(ExportPage { fields: Vec::new(), values: Vec::new() }) };
        let (fields, mut values): (Vec<_>, Vec<_>) = first.0.into_iter().unzip();
        if let Some((_, twice)) = fields.iter().enumerate().find(|(place, field)| fields.iter().take(*place).any(|other| other == *field)) {
            return Err(Refusal::new("[0]", format!("feltet {} to ganger", shown(twice)), "hvert felt én gang"));
        }
        if fields.is_empty() {
            return Err(Refusal::new("[0]", "en rad uten felter", "felter med tall"));
        }
        values.reserve(rows.len() * fields.len());
        for (number, row) in rows.enumerate() {
            push_row(&fields, row, &mut values, number + 1)?;
        }
        Ok(ExportPage { fields, values })
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn len(&self) -> usize {
        self.values.len() / self.fields.len().max(1)
    }

    /// The fields of every row, in order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &**field)
    }

    /// Which field has this name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields().position(|field| field == name)
    }

    /// The fields that say what a row is about, with their places.
    pub fn keys(&self) -> impl Iterator<Item = (usize, &str)> {
        self.fields().enumerate().filter(|(_, field)| !is_figure(field) && !PAGING.contains(field))
    }

    fn figures(&self) -> impl Iterator<Item = (usize, &str)> {
        self.fields().enumerate().filter(|(_, field)| is_figure(field))
    }

    /// Each row's values, in the order of the fields.
    pub fn rows(&self) -> impl Iterator<Item = &[Field<'a>]> {
        self.values.chunks_exact(self.fields.len().max(1))
    }
}

impl Field<'_> {
    /// As text, without the blanks around it; nothing for what is missing.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Field::Missing | Field::Other(_) => Cow::Borrowed(""),
            Field::Text(text) => Cow::Borrowed(text.trim()),
            Field::Number(number) => Cow::Owned(number.to_string()),
        }
    }

    fn cell(&self) -> Result<Cell<'static>, (String, &'static str)> {
        match self {
            Field::Missing => Ok(Cell::without(Status::Mangler, None)),
            Field::Number(number) => Ok(Cell::number(*number)),
            Field::Text(text) => udir_columns::cell(text).map_err(|expected| (shown(text), expected)),
            Field::Other(kind) => Err(((*kind).to_owned(), "et tall som tekst, «*» (skjermet) eller null")),
        }
    }
}

/// Adds a row's values in the order of `fields`: nearly always the order in which they stand.
fn push_row<'a>(fields: &[Cow<'a, str>], row: Row<'a>, values: &mut Vec<Field<'a>>, number: usize) -> Result<(), Refusal> {
    let ragged = |found: String| Refusal::new(format!("[{number}]"), found, "de samme feltene som i den første raden");
    if row.0.len() != fields.len() {
        return Err(ragged(format!("{} felter, der den første raden har {}", row.0.len(), fields.len())));
    }
    if row.0.iter().zip(fields).all(|((name, _), field)| name == field) {
        values.extend(row.0.into_iter().map(|(_, value)| value));
        return Ok(());
    }
    let mut entries: Vec<Option<(Cow<'a, str>, Field<'a>)>> = row.0.into_iter().map(Some).collect();
    for field in fields {
        let entry = entries.iter_mut().find(|entry| entry.as_ref().is_some_and(|(name, _)| name == field)).and_then(Option::take);
        let (_, value) = entry.ok_or_else(|| ragged(format!("en rad uten {}", shown(field))))?;
        values.push(value);
    }
    Ok(())
}

fn is_figure(field: &str) -> bool {
    let numbered = |stem: &&str| field.strip_prefix(*stem).is_some_and(|rest| matches!(rest, "1" | "2" | "3" | "4" | "5"));
    FIGURES.contains(&field) || NUMBERED_FIGURES.iter().any(numbered)
}

fn sniff(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    let inside = text.trim_start().strip_prefix('[').map(str::trim_start).and_then(|inside| inside.strip_prefix('{'));
    inside.is_some_and(|row| row.contains("\"Skoleaarnavn\""))
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let page = ExportPage::parse(bytes)?;
    if page.is_empty() {
        return Err(Refusal::whole("en tom side fra Udir", "minst én rad; filtrene gir ingen tall, eller siden finnes ikke"));
    }
    let figures: Vec<(usize, String)> = page.figures().map(|(place, field)| (place, field.to_owned())).collect();
    if figures.is_empty() {
        let found = format!("feltene {}", page.fields().map(shown).collect::<Vec<_>>().join(", "));
        return Err(Refusal::new("[0]", found, format!("minst ett felt med tall ({}, …)", FIGURES.join(", "))));
    }
    let mut keys: Vec<(usize, DimensionBuilder)> = page.keys().map(|(place, _)| (place, DimensionBuilder::default())).collect();
    let mut measures = DimensionBuilder::default();
    let mut cells = Cells::with_capacity(page.len() * figures.len());
    for (number, row) in page.rows().enumerate() {
        let place = |field: &str| format!("[{number}].{field}");
        for (field, builder) in &mut keys {
            match row.get(*field) {
                Some(Field::Other(kind)) => {
                    let name = page.fields().nth(*field).unwrap_or_default();
                    return Err(Refusal::new(place(name), *kind, "en tekst"));
                }
                value => builder.push_run(&value.map(Field::text).unwrap_or_default(), None, figures.len()),
            }
        }
        for (field, name) in &figures {
            let cell = row.get(*field).unwrap_or(&Field::Missing).cell();
            let cell = cell.map_err(|(found, expected)| Refusal::new(place(name), found, expected))?;
            if !cells.push(cell) {
                return Err(Refusal::new(place(name), "for mange ulike symboler", "tall og «*»"));
            }
            measures.push(name, None);
        }
    }
    let mut taken = vec!["maal".to_owned()];
    let mut dimensions = Vec::with_capacity(keys.len() + 1);
    for (field, builder) in keys {
        let name = free_name(dimension_name(page.fields().nth(field).unwrap_or_default()), &taken);
        taken.push(name.clone());
        dimensions.push(builder.finish(name, None));
    }
    dimensions.push(measures.finish("maal", None));
    let fields = figures.into_iter().map(|(_, name)| name).collect();
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::ElementFields(fields) })
}

/// What the dimension of a field is called.
fn dimension_name(field: &str) -> &str {
    RENAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(field)).map_or(field, |(_, name)| name)
}

/// A row as it stands.
struct Row<'a>(Vec<(Cow<'a, str>, Field<'a>)>);

impl<'de> Deserialize<'de> for Row<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Row<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a flat object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
                let mut row = Vec::new();
                while let Some(name) = map.next_key::<Field<'de>>()? {
                    let value = map.next_value()?;
                    if let Field::Text(name) = name {
                        row.push((name, value));
                    }
                }
                Ok(Row(row))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for Field<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Field<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Field::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Field::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Field::Number(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Field::Number(number as f64))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Field::Number(number as f64))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Field::Missing)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Field::Other("true eller false"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Field::Other("en liste"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Field::Other("et objekt"))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const PAGE: &str = r#"[{"EnhetNivaa":"3","Kommunekode":"3412","Kommune":"Løten ","Indikator":"Mobbing","Skoleaarnavn":"2024-25",
        "AndelMobbet":" 12,5","AntallBesvart":"1 016","Sidenummer":"1","RaderTotalt":"2"},
        {"Kommunekode":"0301","EnhetNivaa":"3","Kommune":"Oslo","Indikator":"Mobbing","Skoleaarnavn":"2024-25",
        "AndelMobbet":"*","AntallBesvart":null,"Sidenummer":"1","RaderTotalt":"2"}]"#;

    fn refused(json: &str) -> Refusal {
        read(json.as_bytes()).unwrap_err()
    }

    #[test]
    fn reads_a_cell_for_each_figure_of_each_row() {
        assert!(sniff(PAGE.as_bytes()));
        let reading = read(PAGE.as_bytes()).unwrap();
        let codes: Vec<&str> = reading.dimensions.iter().map(|d| d.code.as_str()).collect();
        assert_eq!(codes, ["EnhetNivaa", "Kommunekode", "Kommune", "indikator", "Skoleaarnavn", "maal"]);
        let at = |index: usize| codes.iter().map(|&c| reading.dimension(c).unwrap().category(index).code.as_str()).collect::<Vec<_>>();
        assert_eq!(at(1), ["3", "3412", "Løten", "Mobbing", "2024-25", "AntallBesvart"]);
        assert_eq!(at(2), ["3", "0301", "Oslo", "Mobbing", "2024-25", "AndelMobbet"], "another order of fields is the same row");
        let cells: Vec<_> = (0..4).map(|i| (reading.cells.get(i).value(), reading.cells.get(i).status())).collect();
        assert_eq!(cells, [(Some(12.5), Status::Ok), (Some(1016.0), Status::Ok), (None, Status::Skjermet), (None, Status::Mangler)]);
        assert_eq!(reading.places.describe(3), "[1].AntallBesvart");
    }

    #[test]
    fn a_renamed_field_is_the_same_dimension() {
        for (old, new) in [("\"Indikator\"", "\"Spoersmaalgruppe\""), ("\"Indikator\"", "\"INDIKATOR\"")] {
            assert!(read(PAGE.replace(old, new).as_bytes()).unwrap().dimension("indikator").is_some());
        }
        assert!(read(PAGE.replace("\"Kommune\"", "\"SpoersmaalgruppeKode\"").as_bytes()).unwrap().dimension("indikatorkode").is_some());
    }

    #[test]
    fn refuses_what_is_no_page() {
        assert_eq!(refused("[]").found, "en tom side fra Udir");
        assert!(refused(&PAGE[..PAGE.len() - 2]).found.contains("avkortet"));
        assert!(refused("{\"melding\":\"x\"}").found.contains("noe annet enn en liste"));
        assert_eq!(refused(&PAGE.replacen("\"Kommunekode\":\"0301\",", "", 1)).place, "[1]");
        assert!(refused(&PAGE.replacen("\"Kommunekode\":\"0301\"", "\"Kommunenr\":\"0301\"", 1)).found.contains("Kommunekode"));
        assert_eq!(refused(&PAGE.replace("\"*\"", "\"4*\"")).place, "[1].AndelMobbet");
        assert_eq!(refused(&PAGE.replace("\"*\"", "[1,{\"a\":2}]")).found, "en liste");
        assert_eq!(refused(&PAGE.replace("\"Oslo\"", "{\"navn\":\"Oslo\"}")).place, "[1].Kommune");
        assert!(refused(r#"[{"Skoleaarnavn":"2024-25"}]"#).found.contains("Skoleaarnavn"));
        assert!(refused(r#"[{"Score":"1","Score":"2"}]"#).found.contains("to ganger"));
        assert!(refused("[{}]").found.contains("uten felter"));
    }

    #[test]
    fn claims_no_other_files() {
        for other in [&b""[..], b"[]", b"[{\"a\":1}]", b"{\"Skoleaarnavn\":1}", b"sep=\t\n"] {
            assert!(!sniff(other));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_page_never_panics(bytes in testing::damaged(PAGE.into())) {
            testing::survives(&FORMAT, &bytes);
        }
    }
}
