//! The national registers of schools (NSR) and kindergartens (NBR), version 4: a page of the list of units, and one unit's details.
//!
//! A page gives one cell a unit, with the value 1; the details give one cell, whose value is the number of pupils (or children). Nothing
//! that says where to write, ring or find somebody is read: no address, telephone, e-mail or web page, and no name of a person. The unit
//! of a sole proprietor is named after its owner, so its name is left out too.
//!
//! Older versions of the API call some fields otherwise ([`Column::names`]). A field that is gone stops the reading: a register without
//! it is another register. NBR lacks what only a school has; its answers are told by `ErBarnehage`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::text::{beginning, shown};
use super::udir_report::{array, document, kind, object};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax};
use crate::cell::{Cell, Status};

pub const FORMAT_LIST: Format =
    Format { id: "nsr_enheter", name: "en side av enhetslisten i NSR eller NBR", syntax: Syntax::Json, sniff: sniff_list, read: read_list };

pub const FORMAT_UNIT: Format =
    Format { id: "nsr_enhet", name: "opplysninger om én enhet i NSR eller NBR", syntax: Syntax::Json, sniff: sniff_unit, read: read_unit };

/// One dimension, and where a unit has it.
struct Column {
    code: &'static str,
    /// The objects that it stands inside. Where one of them is null, the dimension is empty.
    parents: &'static [&'static str],
    /// What the field is called, in v4 first.
    names: &'static [&'static str],
    content: Content,
    /// Whether a kindergarten has it too.
    common: bool,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// The key: letters and digits, never empty.
    OrganisationNumber,
    Text,
    /// So many digits, or nothing.
    Digits(usize),
    /// `true` or `false`.
    Flag,
    /// A number as it stands, or nothing.
    Number,
    /// As [`Content::Number`]; 0 means that nobody has found the place.
    Coordinate,
    /// The day of a time stamp.
    Date,
    /// The `Id` of each element, with commas between.
    Ids,
    /// How many elements there are.
    Count,
    /// The code with `Prioritet` 1.
    FirstIndustry,
    /// The unit that owns this one.
    Owner,
}

const fn common(code: &'static str, names: &'static [&'static str], content: Content) -> Column {
    Column { code, parents: &[], names, content, common: true }
}

const fn school(code: &'static str, names: &'static [&'static str], content: Content) -> Column {
    Column { code, parents: &[], names, content, common: false }
}

const fn inside(parents: &'static [&'static str], code: &'static str, names: &'static [&'static str], content: Content) -> Column {
    Column { code, parents, names, content, common: false }
}

const ORGNR: &[&str] = &["Organisasjonsnummer", "Orgnr", "OrgNr"];
const KOMMUNENR: &[&str] = &["Kommunenummer", "Kommunenr", "KommuneNr"];
const FYLKESNR: &[&str] = &["Fylkesnummer", "Fylkesnr", "FylkeNr"];
const GRUNNSKOLE: &[&str] = &["ErGrunnskole", "ErGrunnSkole"];
const PRIVAT: &[&str] = &["ErPrivatskole", "ErPrivatSkole", "ErPrivatBarnehage"];
const KATEGORIER: &[&str] = &["Skolekategorier", "Barnehagekategorier"];
const ENDRET: &[&str] = &["DatoEndret", "EndretDato"];

const LIST: &[Column] = &[
    common("orgnr", ORGNR, Content::OrganisationNumber),
    common("navn", &["Navn"], Content::Text),
    common("kommunenr", KOMMUNENR, Content::Digits(4)),
    common("fylkesnr", FYLKESNR, Content::Digits(2)),
    common("er_aktiv", &["ErAktiv"], Content::Flag),
    school("er_skole", &["ErSkole"], Content::Flag),
    school("er_skoleeier", &["ErSkoleeier", "ErSkoleEier"], Content::Flag),
    school("er_grunnskole", GRUNNSKOLE, Content::Flag),
    school("er_videregaaende", &["ErVideregaaendeSkole"], Content::Flag),
    school("er_privat", PRIVAT, Content::Flag),
    school("er_offentlig", &["ErOffentligSkole", "ErOffentligBarnehage"], Content::Flag),
    school("er_spesialskole", &["ErSpesialskole"], Content::Flag),
    school("kategorier", KATEGORIER, Content::Ids),
    common("endret", ENDRET, Content::Text),
];

const UNIT: &[Column] = &[
    common("orgnr", ORGNR, Content::OrganisationNumber),
    common("navn", &["Navn"], Content::Text),
    inside(&["Kommune"], "kommunenr", KOMMUNENR, Content::Digits(4)),
    inside(&["Kommune"], "kommune_navn", &["Navn"], Content::Text),
    inside(&["Kommune", "Kostragruppe"], "kostragruppe", &["Id"], Content::Text),
    inside(&["Fylke"], "fylkesnr", FYLKESNR, Content::Digits(2)),
    common("er_aktiv", &["ErAktiv"], Content::Flag),
    school("er_grunnskole", GRUNNSKOLE, Content::Flag),
    school("er_privat", PRIVAT, Content::Flag),
    school("er_spesialskole", &["ErSpesialskole"], Content::Flag),
    school("trinn_fra", &["SkoletrinnGSFra"], Content::Number),
    school("trinn_til", &["SkoletrinnGSTil"], Content::Number),
    inside(&["Maalform"], "maalform", &["Id"], Content::Text),
    school("eier_orgnr", &["ForeldreRelasjoner"], Content::Owner),
    inside(&["Utgaattype"], "utgaattype", &["Id"], Content::Text),
    school("utgaatt_dato", &["UtgaattDato"], Content::Date),
    school("oppstart_dato", &["OppstartsEllerStiftelsesdato"], Content::Date),
    inside(&["Koordinat"], "breddegrad", &["Breddegrad"], Content::Coordinate),
    inside(&["Koordinat"], "lengdegrad", &["Lengdegrad"], Content::Coordinate),
    school("naeringskode", &["Naeringskoder"], Content::FirstIndustry),
    school("kategorier", KATEGORIER, Content::Ids),
    common("endret", ENDRET, Content::Text),
    school("barn", &["BarnRelasjoner"], Content::Count),
];

/// What only NBR has, and what tells its answers.
const KINDERGARTEN: Column = common("er_barnehage", &["ErBarnehage"], Content::Flag);

const PUPILS: &[&str] = &["Elevtall", "AntallBarn"];

fn sniff_list(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    text.trim_start().starts_with('{') && text.contains("\"EnhetListe\"")
}

fn sniff_unit(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    let has = |field: &str| text.contains(field);
    text.trim_start().starts_with('{') && has("\"Organisasjonsnummer\"") && has("\"FulltNavn\"") && !has("\"EnhetListe\"")
}

fn read_list(bytes: &[u8]) -> Result<Reading, Refusal> {
    let answer = document(bytes)?;
    let units = array(answer.get("EnhetListe"), "EnhetListe")?;
    let mut rows = Rows::new(LIST, units.first().and_then(Value::as_object));
    for (number, unit) in units.iter().enumerate() {
        let place = format!("EnhetListe[{number}]");
        let unit = object(Some(unit), &place)?;
        let values = rows.values(unit, &format!("{place}."))?;
        rows.push(values, Cell::number(1.0), &place)?;
    }
    rows.finish(Places::Elements("EnhetListe"))
}

fn read_unit(bytes: &[u8]) -> Result<Reading, Refusal> {
    let unit = document(bytes)?;
    let mut rows = Rows::new(UNIT, Some(&unit));
    let mut values = rows.values(&unit, "")?;
    let form = unit.get("Organisasjonsform").and_then(|form| form.get("Id")).and_then(Value::as_str);
    if form == Some("ENK") {
        for (column, value) in rows.columns.iter().zip(&mut values).filter(|(column, _)| column.code == "navn") {
            debug_assert_eq!(column.content, Content::Text);
            value.clear();
        }
    }
    let pupils = pupils(&unit, rows.kindergartens)?;
    rows.push(values, pupils, "Organisasjonsnummer")?;
    rows.finish(Places::Field("Elevtall"))
}

/// The number of pupils. Nobody has counted those of a new school: it has null or 0.
fn pupils(unit: &Map<String, Value>, kindergartens: bool) -> Result<Cell<'static>, Refusal> {
    let refuse = |found: &str| Err(Refusal::new("Elevtall", found, "et antall, eller null"));
    match PUPILS.iter().find_map(|name| unit.get(*name)) {
        None if kindergartens => Ok(Cell::without(Status::Mangler, None)),
        None => refuse("ingenting"),
        Some(Value::Null) => Ok(Cell::without(Status::Mangler, None)),
        Some(value) => match value.as_u64() {
            Some(0) => Ok(Cell::without(Status::Mangler, None)),
            Some(count) => Ok(Cell::number(count as f64)),
            None => refuse(kind(value)),
        },
    }
}

/// The units read so far.
struct Rows {
    columns: Vec<&'static Column>,
    dimensions: Vec<DimensionBuilder>,
    cells: Cells,
    kindergartens: bool,
    seen: HashMap<String, usize>,
}

impl Rows {
    fn new(columns: &'static [Column], first: Option<&Map<String, Value>>) -> Rows {
        let kindergartens = first.is_some_and(|unit| find(unit, KINDERGARTEN.names).is_some());
        let mut columns: Vec<&'static Column> = columns.iter().collect();
        if kindergartens {
            columns.push(&KINDERGARTEN);
        }
        let dimensions = columns.iter().map(|_| DimensionBuilder::default()).collect();
        Rows { columns, dimensions, cells: Cells::default(), kindergartens, seen: HashMap::new() }
    }

    /// What the unit has in each column. `place` is where the unit stands, with the separator after it.
    fn values(&self, unit: &Map<String, Value>, place: &str) -> Result<Vec<String>, Refusal> {
        self.columns.iter().map(|column| column.value(unit, place, self.kindergartens)).collect()
    }

    fn push(&mut self, values: Vec<String>, cell: Cell<'_>, place: &str) -> Result<(), Refusal> {
        let unit = values.first().cloned().unwrap_or_default();
        let number = self.cells.len();
        if let Some(earlier) = self.seen.insert(unit, number) {
            return Err(Refusal::new(place, format!("samme enhet som EnhetListe[{earlier}]"), "hver enhet én gang"));
        }
        for (dimension, value) in self.dimensions.iter_mut().zip(&values) {
            dimension.push(value, None);
        }
        // A plain number or nothing has no symbol that there could be too many of.
        let _ = self.cells.push(cell);
        Ok(())
    }

    fn finish(self, places: Places) -> Result<Reading, Refusal> {
        if self.cells.is_empty() {
            return Err(Refusal::new("EnhetListe", "ingen enheter", "minst én enhet; er sidetallet for høyt?"));
        }
        let dimensions = self.dimensions.into_iter().zip(self.columns).map(|(dimension, column)| dimension.finish(column.code, None));
        Ok(Reading { title: None, updated: None, dimensions: dimensions.collect(), cells: self.cells, places })
    }
}

/// The first of the names that the object has.
fn find<'a>(object: &'a Map<String, Value>, names: &[&'static str]) -> Option<&'a Value> {
    names.iter().find_map(|name| object.get(*name))
}

impl Column {
    fn value(&self, unit: &Map<String, Value>, place: &str, kindergartens: bool) -> Result<String, Refusal> {
        let mut place = place.to_owned();
        let mut within = unit;
        for parent in self.parents {
            place.push_str(parent);
            within = match within.get(*parent) {
                Some(Value::Object(object)) => object,
                Some(Value::Null) => return Ok(String::new()),
                None if kindergartens => return Ok(String::new()),
                other => return Err(Refusal::new(place, other.map_or("ingenting", kind), "et objekt eller null")),
            };
            place.push('.');
        }
        place.push_str(self.names.first().copied().unwrap_or(self.code));
        match find(within, self.names) {
            Some(value) => self.content.text(value, &place),
            None if kindergartens && !self.common => Ok(String::new()),
            None => Err(Refusal::new(place, "ingenting", format!("feltet {}", self.names.join(" eller ")))),
        }
    }
}

impl Content {
    /// The value as text; empty where there is none.
    fn text(self, value: &Value, place: &str) -> Result<String, Refusal> {
        let refuse = |expected: &str| {
            let found = value.as_str().map_or_else(|| kind(value).to_owned(), shown);
            Err(Refusal::new(place, found, expected))
        };
        let text = match value {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        match (self, text) {
            (Content::Flag, text) => match (value, text.as_deref()) {
                (Value::Bool(flag), _) => Ok(flag.to_string()),
                (_, Some("")) => Ok(String::new()),
                _ => refuse("true, false eller null"),
            },
            (Content::Ids, _) => ids(value, place),
            (Content::Count, _) => Ok(array(Some(value), place)?.len().to_string()),
            (Content::FirstIndustry, _) => first_industry(value, place),
            (Content::Owner, _) => owner(value, place),
            (Content::OrganisationNumber, Some(text)) => match is_key(&text) {
                true => Ok(text),
                false => refuse("et organisasjonsnummer"),
            },
            (Content::Digits(length), Some(text)) => match text.is_empty() || text.len() == length && is_digits(&text) {
                true => Ok(text),
                false => refuse(&format!("{length} sifre")),
            },
            (Content::Number | Content::Coordinate, Some(text)) if value.is_string() && !text.is_empty() => refuse("et tall eller null"),
            (Content::Coordinate, Some(_)) if value.as_f64() == Some(0.0) => Ok(String::new()),
            (Content::Date, Some(text)) => match date(&text) {
                Some(date) => Ok(date.to_owned()),
                None => refuse("en dato som 2024-08-25T01:15:10+00:00"),
            },
            (Content::Text | Content::Number | Content::Coordinate, Some(text)) => Ok(text),
            (_, None) => refuse("en tekst, et tall eller null"),
        }
    }
}

fn is_key(text: &str) -> bool {
    const LONGEST: usize = 20;
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The day of `1969-02-01T00:00:00+00:00`. The year 1 is how the register's platform writes no date.
fn date(text: &str) -> Option<&str> {
    if text.is_empty() || text.starts_with("0001-01-01") {
        return Some("");
    }
    let date = text.get(..10)?;
    chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok().then_some(date)
}

/// An `Id`, which some code lists write as a number.
fn id(of: &Value) -> Option<String> {
    match of.get("Id")? {
        Value::String(id) => Some(id.trim().to_owned()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn ids(value: &Value, place: &str) -> Result<String, Refusal> {
    let mut ids = Vec::new();
    for (number, element) in elements(value, place)?.iter().enumerate() {
        ids.push(id(element).ok_or_else(|| Refusal::new(format!("{place}[{number}].Id"), "ingenting", "en id"))?);
    }
    Ok(ids.join(","))
}

fn first_industry(value: &Value, place: &str) -> Result<String, Refusal> {
    let first = elements(value, place)?.iter().find(|code| code.get("Prioritet").and_then(Value::as_u64) == Some(1));
    Ok(first.and_then(|code| code.get("Kode")).and_then(Value::as_str).unwrap_or_default().trim().to_owned())
}

/// `Relasjonstype` 1 is ownership; 2 is supervision, 4 affiliation, 5 administration.
fn owner(value: &Value, place: &str) -> Result<String, Refusal> {
    const OWNERSHIP: &str = "1";
    for (number, relation) in elements(value, place)?.iter().enumerate() {
        let kind_of_relation = relation.get("Relasjonstype").and_then(id);
        let place = format!("{place}[{number}]");
        let kind_of_relation =
            kind_of_relation.ok_or_else(|| Refusal::new(format!("{place}.Relasjonstype"), "ingenting", "et objekt med Id"))?;
        if kind_of_relation == OWNERSHIP {
            let owner = relation.get("Enhet").and_then(Value::as_object).and_then(|unit| find(unit, ORGNR)).and_then(Value::as_str);
            let owner = owner.map(str::trim).filter(|owner| is_key(owner));
            return owner
                .map(str::to_owned)
                .ok_or_else(|| Refusal::new(format!("{place}.Enhet"), "ingen eier", "eierens organisasjonsnummer"));
        }
    }
    Ok(String::new())
}

/// A list, or null for an empty one.
fn elements<'a>(value: &'a Value, place: &str) -> Result<&'a [Value], Refusal> {
    match value {
        Value::Null => Ok(&[]),
        list => array(Some(list), place),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const PAGE: &str = r#"{"Sidenummer":1,"AntallPerSide":2,"AntallSider":1,"TotaltAntallEnheter":2,"EnhetListe":[
        {"Organisasjonsnummer":"U90000001","Navn":"Lia skole ","FulltNavn":"Lia skole","Karakteristikk":null,"Fylkesnummer":"34",
         "Kommunenummer":"3412","ErAktiv":true,"ErSkole":true,"ErSkoleeier":false,"ErGrunnskole":true,"ErVideregaaendeSkole":false,
         "ErPrivatskole":false,"ErOffentligSkole":true,"ErSpesialskole":false,"ErGrunnopplaering":true,
         "Skolekategorier":[{"Id":"1","Navn":"Grunnskole"},{"Id":3,"Navn":"Offentlig skole"}],"DatoEndret":"2026-09-13T01:05:43.46+00:00"},
        {"Organisasjonsnummer":"U90000002","Navn":"Lia kommune","FulltNavn":"Lia kommune","Karakteristikk":null,"Fylkesnummer":"34",
         "Kommunenummer":"3412","ErAktiv":true,"ErSkole":false,"ErSkoleeier":true,"ErGrunnskole":false,"ErVideregaaendeSkole":false,
         "ErPrivatskole":false,"ErOffentligSkole":false,"ErSpesialskole":false,"ErGrunnopplaering":false,
         "Skolekategorier":[],"DatoEndret":"2025-01-01T00:00:00+00:00"}]}"#;

    const SCHOOL: &str = r#"{"Organisasjonsnummer":"U90000001","Navn":"Lia skole","Karakteristikk":null,"FulltNavn":"Lia skole",
        "Fylke":{"Fylkesnummer":"34","Navn":"Innlandet"},
        "Kommune":{"Navn":"Løten","Kommunenummer":"3412","ErNedlagt":false,"Kostragruppe":{"Id":12,"Navn":"KOSTRA-gruppe 12"}},
        "Beliggenhetsadresse":{"Adresse":"Liveien 1","Postnummer":"2340","Poststed":"LØTEN","Land":"Norge"},
        "Koordinat":{"Lengdegrad":10.58457,"Breddegrad":59.93436,"Zoom":12,"GeoKilde":"GeoNorge"},"Internettadresse":"www.example.no",
        "Maalform":{"Id":"B","Navn":"Bokmål"},"Organisasjonsform":{"Id":"BEDR","Navn":"Underenhet"},
        "Naeringskoder":[{"Prioritet":2,"Kode":"85.100"},{"Prioritet":1,"Kode":"85.201"}],
        "Utgaattype":{"Id":"A","Navn":"Ingen utgåttype"},"UtgaattDato":"2024-08-25T01:15:10.91+00:00","ErAktiv":true,"ErSkole":true,
        "ErGrunnskole":true,"ErPrivatskole":false,"ErOffentligSkole":true,"ErSpesialskole":false,"Elevtall":454,"AntallAnsatte":65,
        "SkoletrinnGSFra":1,"SkoletrinnGSTil":7,"Skolekategorier":[{"Id":"1","Navn":"Grunnskole"},{"Id":"32","Navn":"Grunnopplæring"}],
        "ForeldreRelasjoner":[{"Enhet":{"Organisasjonsnummer":"U90000009","Navn":"Tilsyn"},"Relasjonstype":{"Id":"2","Navn":"Tilsyn"}},
            {"Enhet":{"Organisasjonsnummer":"U90000002","Navn":"Lia kommune"},"Relasjonstype":{"Id":"1","Navn":"Eierstruktur"}}],
        "BarnRelasjoner":[],"OppstartsEllerStiftelsesdato":"1969-02-01T00:00:00+00:00","DatoEndret":"2026-09-13T01:05:43.46+00:00"}"#;

    fn at(reading: &Reading, index: usize) -> Vec<(String, String)> {
        reading.dimensions.iter().map(|d| (d.code.clone(), d.category(index).code.clone())).collect()
    }

    fn value(reading: &Reading, code: &str) -> String {
        reading.dimension(code).unwrap().category(0).code.clone()
    }

    fn changed(from: &str, to: &str) -> Reading {
        assert!(SCHOOL.contains(from), "{from}");
        read_unit(SCHOOL.replacen(from, to, 1).as_bytes()).unwrap()
    }

    #[test]
    fn a_page_gives_a_cell_a_unit() {
        assert!(sniff_list(PAGE.as_bytes()) && !sniff_unit(PAGE.as_bytes()));
        let reading = read_list(PAGE.as_bytes()).unwrap();
        assert_eq!((reading.len(), reading.cells.get(1).value()), (2, Some(1.0)));
        let expected = [
            ("orgnr", "U90000001"),
            ("navn", "Lia skole"),
            ("kommunenr", "3412"),
            ("fylkesnr", "34"),
            ("er_aktiv", "true"),
            ("er_skole", "true"),
            ("er_skoleeier", "false"),
            ("er_grunnskole", "true"),
            ("er_videregaaende", "false"),
            ("er_privat", "false"),
            ("er_offentlig", "true"),
            ("er_spesialskole", "false"),
            ("kategorier", "1,3"),
            ("endret", "2026-09-13T01:05:43.46+00:00"),
        ];
        assert_eq!(at(&reading, 0), expected.map(|(code, value)| (code.to_owned(), value.to_owned())));
        assert_eq!(reading.places.describe(1), "EnhetListe[1]");
    }

    #[test]
    fn older_field_names_mean_the_same() {
        let older =
            PAGE.replace("Organisasjonsnummer", "Orgnr").replace("Kommunenummer", "Kommunenr").replace("ErGrunnskole", "ErGrunnSkole");
        assert_eq!(at(&read_list(older.as_bytes()).unwrap(), 1), at(&read_list(PAGE.as_bytes()).unwrap(), 1));
    }

    #[test]
    fn a_unit_is_one_cell_with_its_pupils_and_no_way_to_reach_anybody() {
        assert!(sniff_unit(SCHOOL.as_bytes()) && !sniff_list(SCHOOL.as_bytes()));
        let reading = read_unit(SCHOOL.as_bytes()).unwrap();
        assert_eq!(reading.cells.get(0).value(), Some(454.0));
        let expected = [
            "U90000001",
            "Lia skole",
            "3412",
            "Løten",
            "12",
            "34",
            "true",
            "true",
            "false",
            "false",
            "1",
            "7",
            "B",
            "U90000002",
            "A",
            "2024-08-25",
            "1969-02-01",
            "59.93436",
            "10.58457",
            "85.201",
            "1,32",
            "2026-09-13T01:05:43.46+00:00",
            "0",
        ];
        assert_eq!(at(&reading, 0).into_iter().map(|(_, value)| value).collect::<Vec<_>>(), expected);
        let all = format!("{:?}", at(&reading, 0));
        assert!(!all.contains("Liveien") && !all.contains("2340") && !all.contains("example"));
        let sole = changed("\"Id\":\"BEDR\"", "\"Id\":\"ENK\"");
        assert_eq!((value(&sole, "navn"), value(&sole, "orgnr")), (String::new(), "U90000001".to_owned()));
    }

    #[test]
    fn what_nobody_knows_is_missing() {
        for none in ["\"Elevtall\":0", "\"Elevtall\":null"] {
            assert_eq!(changed("\"Elevtall\":454", none).cells.get(0).status(), Status::Mangler);
        }
        let nowhere = r#"{"Lengdegrad":0,"Breddegrad":0.0,"Zoom":0,"GeoKilde":"Undefined"}"#;
        let found = r#"{"Lengdegrad":10.58457,"Breddegrad":59.93436,"Zoom":12,"GeoKilde":"GeoNorge"}"#;
        for nowhere in [nowhere, "null"] {
            let reading = changed(found, nowhere);
            assert_eq!((value(&reading, "breddegrad"), value(&reading, "lengdegrad")), (String::new(), String::new()));
        }
        assert_eq!(value(&changed("{\"Id\":12,\"Navn\":\"KOSTRA-gruppe 12\"}", "null"), "kostragruppe"), "");
        assert_eq!(value(&changed("\"2024-08-25T01:15:10.91+00:00\"", "null"), "utgaatt_dato"), "");
        assert_eq!(value(&changed("1969-02-01T00", "0001-01-01T00"), "oppstart_dato"), "");
        assert_eq!(value(&changed("\"Id\":\"1\",\"Navn\":\"Eierstruktur\"", "\"Id\":\"4\",\"Navn\":\"x\""), "eier_orgnr"), "");
    }

    #[test]
    fn a_kindergarten_lacks_what_only_schools_have() {
        let page = r#"{"EnhetListe":[{"Organisasjonsnummer":"U80000001","Navn":"Lia barnehage","Kommunenummer":"3412","Fylkesnummer":"34",
            "ErAktiv":true,"ErBarnehage":true,"ErPrivatBarnehage":true,"Barnehagekategorier":[{"Id":"20"}],"DatoEndret":"2026-01-01"}]}"#;
        let reading = read_list(page.as_bytes()).unwrap();
        let values = ["er_barnehage", "er_privat", "er_skole", "kategorier"].map(|code| value(&reading, code));
        assert_eq!(values, ["true", "true", "", "20"]);
        let unit = r#"{"Organisasjonsnummer":"U80000001","Navn":"Lia barnehage","FulltNavn":"Lia barnehage","Kommune":{"Kommunenummer":"3412"},
            "ErAktiv":true,"ErBarnehage":true,"AntallBarn":54,"DatoEndret":"2026-01-01"}"#;
        let reading = read_unit(unit.as_bytes()).unwrap();
        assert_eq!((reading.cells.get(0).value(), value(&reading, "kommunenr")), (Some(54.0), "3412".to_owned()));
    }

    #[test]
    fn refuses_what_is_no_unit() {
        let page = |from: &str, to: &str| {
            assert!(PAGE.contains(from), "{from}");
            read_list(PAGE.replacen(from, to, 1).as_bytes()).unwrap_err()
        };
        let renamed = page("\"ErGrunnskole\"", "\"ErGrunnskule\"");
        assert_eq!((renamed.place.as_str(), renamed.found.as_str()), ("EnhetListe[0].ErGrunnskole", "ingenting"));
        assert_eq!(page("\"U90000002\"", "\"U90000001\"").found, "samme enhet som EnhetListe[0]");
        assert_eq!(page("\"U90000002\"", "\"\"").place, "EnhetListe[1].Organisasjonsnummer");
        assert_eq!(page("\"3412\"", "3412.5").place, "EnhetListe[0].Kommunenummer");
        assert_eq!(page("\"ErAktiv\":true", "\"ErAktiv\":\"ja\"").found, "«ja»");
        assert_eq!(page("\"EnhetListe\"", "\"Enheter\"").place, "EnhetListe");
        assert_eq!(read_list(br#"{"EnhetListe":[]}"#).unwrap_err().found, "ingen enheter");
        let unit = |from: &str, to: &str| {
            assert!(SCHOOL.contains(from), "{from}");
            read_unit(SCHOOL.replacen(from, to, 1).as_bytes()).unwrap_err()
        };
        assert_eq!(unit("\"Elevtall\"", "\"Elever\"").place, "Elevtall");
        assert_eq!(unit("454", "-3").found, "et tall");
        assert_eq!(unit("\"Kommune\":{", "\"Kommunen\":{").place, "Kommune");
        assert_eq!(unit("\"Kostragruppe\":{\"Id\"", "\"Kostragruppe\":{\"Nr\"").place, "Kommune.Kostragruppe.Id");
        assert_eq!(unit("1969-02-01", "01.02.1969").place, "OppstartsEllerStiftelsesdato");
        assert_eq!(unit("\"Relasjonstype\":{\"Id\"", "\"Relasjonstype\":{\"Nr\"").place, "ForeldreRelasjoner[0].Relasjonstype");
        assert_eq!(unit("10.58457", "\"10,58\"").place, "Koordinat.Lengdegrad");
        assert!(unit("\"BarnRelasjoner\":[]", "\"BarnRelasjoner\":7").found.contains("et tall"));
    }

    #[test]
    fn reads_the_recorded_answers() {
        let recorded = |name: &str| crate::recorded::recorded(&format!("udir/nsr-v4/{name}"));
        let Some(page) = recorded("list-page-1-of-5.json") else { return };
        let page = read_list(&page).unwrap();
        assert_eq!((page.len(), value(&page, "orgnr")), (5, "U99999999".to_owned()));
        let open = read_unit(&recorded("enhet-974552124.json").unwrap()).unwrap();
        assert_eq!((open.cells.get(0).value(), value(&open, "eier_orgnr")), (Some(454.0), "935478715".to_owned()));
        let closed = read_unit(&recorded("enhet-975270920.json").unwrap()).unwrap();
        let values = ["utgaattype", "utgaatt_dato", "trinn_fra", "kostragruppe"].map(|code| value(&closed, code));
        assert_eq!(values, ["F", "2024-08-25", "", "9"]);
        assert_eq!(closed.cells.get(0).status(), Status::Mangler);
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT_LIST, &bytes);
            testing::survives(&FORMAT_UNIT, &bytes);
        }

        #[test]
        fn a_damaged_answer_never_panics(page in testing::damaged(PAGE.into()), unit in testing::damaged(SCHOOL.into())) {
            testing::survives(&FORMAT_LIST, &page);
            testing::survives(&FORMAT_UNIT, &unit);
        }
    }
}
