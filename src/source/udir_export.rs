//! Udir's export API v2: the tables of Elevundersøkelsen, found by the fields that their rows have, since ids have moved and descriptions
//! have been swapped.
//!
//! ```text
//! Eksport ─► per table: filterVerdier, one page of the country's rows ─► the table with the fields
//!         ─► per year: sideData (how many pages) ─► Eksport/{id}/data?filter=TidID(202412)&format=0&sideNummer=1 …
//! ```
//!
//! One page too many is answered with the last page again, so pages are counted from `sideData`, and none may come twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use async_trait::async_trait;
use serde_json::Value;

use super::udir_filter::{Choice, Chosen, Filters, Part, Period, encoded, filter_text, get, parts, resolved};
use super::{Expected, Form, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::error::{Error, Result};
use crate::pipeline::{Selector, UdirExportOrder};
use crate::read::{ExportField, ExportPage, Refusal};
use crate::web::{Answer, Request, Web};

const PUBLISHER: &str = "udir_eksport";
const FORMAT: &str = "udir_eksport";

/// The filter that every request must have.
const PERIOD: &str = "TidID";

/// Fields that are the same under two names.
const RENAMED: [(&str, &str); 2] = [("Spoersmaalgruppe", "Indikator"), ("Spoersmaalgruppekode", "Indikatorkode")];

pub struct UdirExport;

#[async_trait]
impl Source for UdirExport {
    fn publisher(&self, _order: &Order<'_>) -> &'static str {
        PUBLISHER
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let found = find(web, order).await?;
        let wanted = wanted(order)?;
        let mut deliveries = Vec::new();
        let mut notes = found.notes;
        notes.extend(found.filters.left_out(&found.choices.choices, PERIOD));
        for part in parts(PERIOD, &found.choices.periods, &found.choices.choices, &wanted.delt_paa) {
            let pages = get(web, PUBLISHER, format!("Eksport/{}/sideData?filter={}", encoded(&found.table.id), part.filter)).await?;
            match Pages::parse(order, &pages)? {
                Pages { count: 0, .. } => notes.push(format!("{}: Udir har ingen sider", part.name)),
                pages => deliveries.push(delivery(&found.table.id, &part, &pages, &wanted.felt)),
            }
        }
        let mut names = vec![Resolved {
            name: format!("tabell med {}", wanted.felt.join(", ")),
            stands_for: format!("{} «{}»", found.table.id, found.table.description),
        }];
        names.extend(resolved(&wanted.filter, &found.choices.choices));
        let dimensions = found.filters.form(&found.choices.choices, PERIOD, &found.choices.periods);
        let form = Form { table: format!("{} «{}»", found.table.id, found.table.description), dimensions };
        Ok(Plan { deliveries, resolved: names, form, notes })
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        if answers.len() != delivery.requests.len() {
            return Err(Refusal::whole(format!("{} sider", answers.len()), format!("{} sider", delivery.requests.len())));
        }
        let mut whole = Whole::default();
        for (place, (planned, answer)) in delivery.requests.iter().zip(answers).enumerate() {
            let (number, fields) = match &planned.expected {
                Expected::Page { number, fields, .. } => (*number, fields.as_slice()),
                _ => (place + 1, [].as_slice()),
            };
            whole
                .add(number, answer, fields)
                .map_err(|refusal| Refusal { place: format!("side {number}: {}", refusal.place), ..refusal })?;
        }
        let announced = delivery.requests.iter().find_map(|planned| match planned.expected {
            Expected::Page { total, .. } => total,
            _ => None,
        });
        whole.adds_up(announced)
    }
}

fn wanted<'o>(order: &Order<'o>) -> Result<&'o UdirExportOrder> {
    order.fetch.udir_eksport.as_ref().ok_or_else(|| order.stop("datasettet hentes ikke fra Udirs eksport-API"))
}

/// A table in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    id: String,
    description: String,
}

/// The table that has the pipeline's fields and filter values.
struct Found {
    table: Table,
    filters: Filters,
    choices: Choices,
    notes: Vec<String>,
}

struct Choices {
    periods: Vec<Period>,
    choices: Vec<Choice>,
}

/// The tables whose description fits are tried first. Only if none of them has the fields, every other one is tried, and then the
/// pipeline's filter values must leave one: a table of the upper secondary school has the same fields as one of the lower.
async fn find(web: &Web, order: &Order<'_>) -> Result<Found> {
    let wanted = wanted(order)?;
    let tables = tables(order, &get(web, PUBLISHER, "Eksport".to_owned()).await?)?;
    let fits =
        |table: &Table| wanted.beskrivelse.as_ref().is_none_or(|pattern| pattern.names(&table.description, Some(&table.description)));
    let (described, others): (Vec<Table>, Vec<Table>) = tables.iter().cloned().partition(fits);
    if let Some(found) = among(web, order, described).await? {
        return Ok(found);
    }
    if let Some(mut found) = among(web, order, others).await? {
        let pattern = wanted.beskrivelse.as_ref().map(Selector::to_string).unwrap_or_default();
        found.notes.push(format!(
            "ingen tabell som {pattern} beskriver, har feltene; brukt er {} «{}», som har dem",
            found.table.id, found.table.description
        ));
        return Ok(found);
    }
    let known: Vec<String> = tables.iter().map(|table| format!("{} «{}»", table.id, table.description)).collect();
    Err(order.stop(format!("ingen av Udirs eksporttabeller har feltene {}: {}", wanted.felt.join(", "), known.join(", "))))
}

/// The one of these tables that has the fields and the filter values; none when none has the fields.
async fn among(web: &Web, order: &Order<'_>, tables: Vec<Table>) -> Result<Option<Found>> {
    let wanted = wanted(order)?;
    let mut fits: Vec<Found> = Vec::new();
    let mut why_not: Option<Error> = None;
    for table in tables {
        let filters = match get(web, PUBLISHER, format!("Eksport/{}/filterVerdier", encoded(&table.id))).await {
            Ok(values) => Filters::parse(order, &values)?,
            Err(error) => {
                why_not = Some(error);
                continue;
            }
        };
        match fields(web, order, &table, &filters).await {
            Ok(fields) if !has_all(&fields, &wanted.felt) => (),
            Ok(_) => match Choices::make(order, &filters) {
                Ok(choices) => fits.push(Found { table, filters, choices, notes: Vec::new() }),
                Err(error) => why_not = Some(error),
            },
            Err(error) => why_not = Some(error),
        }
    }
    match (fits.len(), why_not) {
        (0, Some(error)) => Err(error),
        (0 | 1, _) => Ok(fits.pop()),
        (several, _) => {
            let known: Vec<String> = fits.iter().map(|found| format!("{} «{}»", found.table.id, found.table.description)).collect();
            let message = format!("{several} av Udirs eksporttabeller har feltene {}: {}", wanted.felt.join(", "), known.join(", "));
            Err(order.stop(message))
        }
    }
}

/// The fields of a table's rows, from a small page: the country's rows of the two newest years, the last of which may be empty still.
async fn fields(web: &Web, order: &Order<'_>, table: &Table, filters: &Filters) -> Result<Vec<String>> {
    let periods = filters.named(order, PERIOD)?.periods(order, None, None)?;
    let newest = periods.iter().take(2).map(|period| period.id.as_str()).collect();
    let filter = filter_text([(PERIOD, newest), ("EnhetNivaa", vec!["1"])]);
    let page = get(web, PUBLISHER, page_path(&table.id, &filter, 1)).await?;
    let first = page.as_array().and_then(|rows| rows.first()).and_then(Value::as_object);
    Ok(first.map(|row| row.keys().cloned().collect()).unwrap_or_default())
}

fn page_path(table: &str, filter: &str, page: usize) -> String {
    format!("Eksport/{}/data?filter={filter}&format=0&sideNummer={page}", encoded(table))
}

/// Whether the fields are all there, by either of the names that some of them have.
fn has_all(fields: &[String], wanted: &[String]) -> bool {
    let has = |name: &str| fields.iter().any(|field| field.eq_ignore_ascii_case(name));
    let other = |name: &str| RENAMED.iter().find_map(|(a, b)| (*a == name).then_some(*b).or_else(|| (*b == name).then_some(*a)));
    wanted.iter().all(|name| has(name) || other(name).is_some_and(has))
}

/// The list of tables: an array of objects with `EksportID` and `Beskrivelse`, or an object that holds one.
fn tables(order: &Order<'_>, list: &Value) -> Result<Vec<Table>> {
    let array = list.as_array().or_else(|| list.as_object().and_then(|object| object.values().find_map(Value::as_array)));
    let rows = array.ok_or_else(|| order.stop("Udirs liste av eksporttabeller er ikke en liste"))?;
    let tables: Vec<Table> = rows.iter().filter_map(Table::parse).collect();
    match tables.is_empty() {
        false => Ok(tables),
        true => Err(order.stop("Udirs liste av eksporttabeller har ingen EksportID")),
    }
}

impl Table {
    fn parse(value: &Value) -> Option<Table> {
        let field = |name: &str| {
            let (_, value) = value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            match value {
                Value::String(text) => Some(text.trim().to_owned()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            }
        };
        Some(Table { id: field("EksportID")?, description: field("Beskrivelse").unwrap_or_default() })
    }
}

impl Choices {
    fn make(order: &Order<'_>, filters: &Filters) -> Result<Choices> {
        let wanted = wanted(order)?;
        let mut choices = Vec::new();
        for (code, selectors) in &wanted.filter {
            choices.push(match (filters.get(code), by_column(code, selectors)) {
                (Some(filter), _) => filter.choose(order, selectors)?,
                (None, Some(choice)) => choice,
                (None, None) => filters.named(order, code)?.choose(order, selectors)?,
            });
        }
        for code in wanted.delt_paa.iter().filter(|code| !wanted.filter.contains_key(*code)) {
            choices.push(filters.named(order, code)?.choose(order, &[Selector::All])?);
        }
        let among = choices.iter().find(|choice| choice.filter == PERIOD);
        let periods = filters.named(order, PERIOD)?.periods(order, wanted.fra.as_deref(), among)?;
        Ok(Choices { periods, choices })
    }
}

/// A filter on a column of the rows (`EnhetNivaa(3)`), which `filterVerdier` does not list: its values are passed on as they are.
fn by_column(code: &str, selectors: &[Selector]) -> Option<Choice> {
    let value = |selector: &Selector| match selector {
        Selector::Code(text) => Some(Chosen { id: text.clone(), name: format!("{code} {text}") }),
        _ => None,
    };
    // An id dimension that is gone must not be mistaken for a column.
    let values = selectors.iter().map(value).collect::<Option<Vec<Chosen>>>()?;
    (!code.ends_with("ID")).then(|| Choice { filter: code.to_owned(), values })
}

/// What `sideData` says: an array with one object.
#[derive(Debug, PartialEq, Eq)]
struct Pages {
    count: usize,
    rows: Option<usize>,
}

impl Pages {
    fn parse(order: &Order<'_>, json: &Value) -> Result<Pages> {
        let object = json.as_array().and_then(|array| array.first()).unwrap_or(json);
        let number = |names: &[&str]| {
            let fits = |key: &str| names.iter().any(|name| key.eq_ignore_ascii_case(name));
            let (_, value) = object.as_object()?.iter().find(|(key, _)| fits(key))?;
            let text = value.as_str().map(|text| text.split_whitespace().collect::<String>());
            value.as_u64().or_else(|| text?.parse().ok()).and_then(|number| usize::try_from(number).ok())
        };
        let count = number(&["JSONSider"]).ok_or_else(|| order.stop("sideData sier ikke hvor mange sider (JSONSider) det er"))?;
        Ok(Pages { count, rows: number(&["RaderTotalt", "AntallRader"]) })
    }
}

fn delivery(table: &str, part: &Part, pages: &Pages, fields: &[String]) -> Planned {
    let request = |number: usize| PlannedRequest {
        request: Request::get(PUBLISHER, page_path(table, &part.filter, number)),
        signal: None,
        expected: Expected::Page { number, of: pages.count, total: pages.rows, fields: fields.to_vec() },
    };
    let requests = (1..=pages.count).map(request).collect();
    Planned { name: part.name.clone(), signal: None, settled: part.period.settled, format: FORMAT, requests }
}

/// What the pages of a delivery are together.
#[derive(Default)]
struct Whole {
    /// Of the first page.
    fields: Vec<String>,
    rows: usize,
    /// `RaderTotalt` of the rows, where they have it.
    total: Option<usize>,
    bodies: HashSet<u64>,
    keys: HashSet<u64>,
}

impl Whole {
    /// Takes in a page, which must be the one that was asked for, with rows that no page before it had.
    fn add(&mut self, number: usize, answer: &Answer, wanted: &[String]) -> Result<(), Refusal> {
        if let Some(message) = error_message(&answer.body) {
            return Err(Refusal::new("hele svaret", message, "en side med rader"));
        }
        let page = ExportPage::parse(&answer.body)?;
        if page.is_empty() {
            return Err(Refusal::new("hele svaret", "ingen rader", "minst én rad på hver side som sideData teller"));
        }
        if !self.bodies.insert(hash_of(&answer.body)) {
            return Err(Refusal::new(
                "hele svaret",
                "samme side en gang til",
                "en ny side; Udir gir siste side igjen når det spørres for langt",
            ));
        }
        if page.field("EnhetNivaa").is_none() || !page.fields().any(|field| field.ends_with("kode") || field == "Organisasjonsnummer") {
            let expected = "EnhetNivaa og kodene til enhetene (Kommunekode, Organisasjonsnummer)";
            return Err(Refusal::new("[0]", "rader uten koder", expected));
        }
        if self.fields.is_empty() {
            self.fields = page.fields().map(str::to_owned).collect();
            if !has_all(&self.fields, wanted) {
                let found = format!("feltene {}", self.fields.join(", "));
                return Err(Refusal::new("[0]", found, format!("også {}", wanted.join(", "))));
            }
        } else if !page.fields().eq(self.fields.iter().map(String::as_str)) {
            return Err(Refusal::new("[0]", "andre felter enn på sidene før", self.fields.join(", ")));
        }
        self.paging(&page, number)?;
        let keys: Vec<usize> = page.keys().map(|(place, _)| place).collect();
        for (row_number, row) in page.rows().enumerate() {
            let mut hasher = DefaultHasher::new();
            keys.iter().for_each(|place| row.get(*place).map(ExportField::text).unwrap_or_default().hash(&mut hasher));
            if !self.keys.insert(hasher.finish()) {
                let found = "en rad med samme nøkkel som en tidligere rad";
                return Err(Refusal::new(format!("[{row_number}]"), found, "hver rad én gang"));
            }
        }
        self.rows += page.len();
        Ok(())
    }

    /// The fields that count pages and rows, which not every answer has.
    fn paging(&mut self, page: &ExportPage<'_>, number: usize) -> Result<(), Refusal> {
        let figure = |row: &[ExportField<'_>], place: usize| {
            let digits: String = row.get(place)?.text().split_whitespace().collect();
            digits.parse::<usize>().ok()
        };
        let (side, total) = (page.field("Sidenummer"), page.field("RaderTotalt"));
        for (row_number, row) in page.rows().enumerate() {
            if let Some(other) = side.and_then(|place| figure(row, place)).filter(|other| *other != number) {
                return Err(Refusal::new(
                    format!("[{row_number}].Sidenummer"),
                    other.to_string(),
                    format!("{number}, som det ble spurt om"),
                ));
            }
            let Some(rows) = total.and_then(|place| figure(row, place)) else { continue };
            if let Some(before) = self.total.replace(rows).filter(|before| *before != rows) {
                let expected = format!("{before}, som på radene før; tabellen er kanskje endret imens");
                return Err(Refusal::new(format!("[{row_number}].RaderTotalt"), rows.to_string(), expected));
            }
        }
        Ok(())
    }

    fn adds_up(&self, announced: Option<usize>) -> Result<(), Refusal> {
        for (whose, total) in [("RaderTotalt", self.total), ("sideData", announced)] {
            if let Some(total) = total.filter(|total| *total != self.rows) {
                return Err(Refusal::whole(format!("{} rader på alle sidene", self.rows), format!("{total}, som {whose} sier")));
            }
        }
        Ok(())
    }
}

/// The words of an error that came with status 200.
fn error_message(body: &[u8]) -> Option<String> {
    let starts_as_object = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let json: Value = starts_as_object.then(|| serde_json::from_slice(body).ok()).flatten()?;
    let message = json.get("melding").and_then(Value::as_str)?;
    Some(format!("feilmeldingen «{message}» fra Udir"))
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::udir_filter::testing::pipeline;
    use super::*;

    fn with_order<R>(fetch: &str, check: impl Fn(&Order<'_>) -> R) -> R {
        let pipeline = pipeline(fetch);
        check(&Order { pipeline: &pipeline, fetch: pipeline.hent.as_ref().unwrap() })
    }

    fn answer(body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: 200, headers: Default::default(), body: body.into() }
    }

    /// A page of rows for these municipalities.
    fn page(side: usize, total: usize, kommuner: &[&str]) -> Answer {
        let row = |kommune: &&str| {
            json!({"EnhetNivaa": "3", "Kommunekode": kommune, "Skoleaarnavn": "2024-25", "AndelMobbet": "*",
                   "Sidenummer": side.to_string(), "RaderTotalt": total.to_string()})
        };
        answer(Value::Array(kommuner.iter().map(row).collect()).to_string())
    }

    fn verified(rows: Option<usize>, answers: &[Answer]) -> Result<(), Refusal> {
        let period = Period { id: "202412".into(), name: "2024-25".into(), settled: false };
        let part = Part { name: "2024-25".into(), period, filter: "TidID(202412)".into(), asked: Vec::new() };
        UdirExport.verify(&super::delivery("150", &part, &Pages { count: answers.len(), rows }, &["AndelMobbet".to_owned()]), answers)
    }

    #[test]
    fn rows_without_a_field_that_the_dataset_is_known_by_are_refused() {
        let whole = page(1, 1, &["3412"]);
        assert_eq!(verified(None, std::slice::from_ref(&whole)), Ok(()));
        let without = String::from_utf8(whole.body).unwrap().replace("AndelMobbet", "AndelPlaget");
        let refusal = verified(None, &[answer(without)]).unwrap_err();
        assert!(refusal.found.contains("AndelPlaget") && refusal.expected == "også AndelMobbet", "{refusal}");
    }

    #[test]
    fn tables_are_listed_with_their_descriptions() {
        let rows = json!([{"EksportID": 148, "Beskrivelse": "EUG Indikator "}, {"eksportId": "243", "beskrivelse": "EUV Deltakelse"}]);
        for list in [rows.clone(), json!({"tabeller": rows})] {
            let tables = with_order("udir_eksport = { felt = [] }", |order| tables(order, &list)).unwrap();
            assert_eq!(tables[0], Table { id: "148".into(), description: "EUG Indikator".into() });
            assert_eq!(tables[1].id, "243");
        }
        assert!(with_order("udir_eksport = { felt = [] }", |order| tables(order, &json!([]))).is_err());
    }

    #[test]
    fn a_table_is_known_by_its_fields_under_either_name() {
        let fields = ["Indikator", "AndelMobbet", "AntallBesvart"].map(str::to_owned);
        let has = |wanted: &[&str]| has_all(&fields, &wanted.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert!(has(&["AndelMobbet"]) && has(&["Spoersmaalgruppe", "AntallBesvart"]));
        assert!(!has(&["AndelMobbet", "Score"]) && !has(&["Spoersmaalgruppekode"]));
    }

    #[test]
    fn filters_are_listed_ones_or_columns() {
        let fetch = "udir_eksport = { felt = ['x'], fra = '2024-25', filter = { KjoennID = ['Alle kjønn'], EnhetNivaa = ['1', '3'] }, delt_paa = ['EnhetNivaa'] }";
        let values = json!({"TidID": [{"id": 202412, "navn": "2024-25"}, {"id": 202312, "navn": "2023-24"}],
                            "KjoennID": [{"id": -10, "kode": "A", "navn": "Alle kjønn"}]});
        let planned = |fetch: &str| {
            with_order(fetch, |order| {
                let choices = Choices::make(order, &Filters::parse(order, &values)?)?;
                Ok::<_, Error>(parts(PERIOD, &choices.periods, &choices.choices, &wanted(order)?.delt_paa))
            })
        };
        let found = planned(fetch).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[1].name.as_str(), found[1].filter.as_str()),
            ("2024-25 EnhetNivaa 3", "TidID(202412)_EnhetNivaa(3)_KjoennID(-10)")
        );
        for gone in ["EierformID = ['8']", "Kommune = ['/Løten/']"] {
            let error = planned(&format!("udir_eksport = {{ felt = ['x'], filter = {{ {gone} }} }}")).unwrap_err();
            assert!(error.to_string().contains("finnes ikke"), "{error}");
        }
    }

    #[test]
    fn pages_are_counted_by_the_publisher() {
        let pages = |json: Value| with_order("udir_eksport = { felt = [] }", |order| Pages::parse(order, &json));
        assert_eq!(pages(json!([{"JSONSider": 3, "CSVSider": 1}])).unwrap(), Pages { count: 3, rows: None });
        assert_eq!(pages(json!({"JSONSider": "2", "RaderTotalt": "1 020"})).unwrap(), Pages { count: 2, rows: Some(1020) });
        assert!(pages(json!([])).is_err());
    }

    #[test]
    fn pages_must_add_up() {
        let (first, second) = (page(1, 3, &["3412", "3118"]), page(2, 3, &["0301"]));
        assert_eq!(verified(Some(3), &[first.clone(), second.clone()]), Ok(()));
        assert!(verified(None, std::slice::from_ref(&first)).unwrap_err().expected.contains("RaderTotalt"));
        assert!(verified(Some(4), &[first.clone(), second.clone()]).unwrap_err().expected.contains("sideData"));
        assert!(verified(None, &[first.clone(), first.clone()]).unwrap_err().found.contains("samme side"));
        assert!(verified(None, &[first.clone(), page(1, 3, &["0301"])]).unwrap_err().place.contains("Sidenummer"));
        assert!(verified(None, &[first.clone(), page(2, 3, &["3118"])]).unwrap_err().found.contains("samme nøkkel"));
        assert!(verified(None, &[first.clone(), page(2, 4, &["0301", "1103"])]).unwrap_err().place.contains("RaderTotalt"));
        assert!(verified(None, &[first, answer("[]")]).unwrap_err().found.contains("ingen rader"));
    }

    #[test]
    fn pages_must_be_pages() {
        assert!(verified(None, &[answer(r#"{"kode":400,"melding":"Feil filter"}"#)]).unwrap_err().found.contains("Feil filter"));
        assert!(verified(None, &[answer("<html>")]).unwrap_err().place.starts_with("side 1"));
        assert!(verified(None, &[answer(r#"[{"Skoleaarnavn":"2024-25","Score":"1"}]"#)]).unwrap_err().found.contains("uten koder"));
        let renamed = answer(String::from_utf8(page(2, 3, &["0301"]).body).unwrap().replace("AndelMobbet", "Mobbet"));
        assert!(verified(None, &[page(1, 3, &["3412", "3118"]), renamed]).unwrap_err().found.contains("andre felter"));
    }

    #[test]
    fn recorded_rows_lack_their_codes() {
        for (file, cells) in [("tabell_154.json", 480), ("tabell_155.json", 90)] {
            let Some(bytes) = crate::recorded::recorded(&format!("udir/eksport-v2/{file}")) else { return };
            let reading = (crate::read::recognise(&bytes).unwrap().read)(&bytes).unwrap();
            assert_eq!(reading.len(), cells);
            assert!(verified(None, &[answer(bytes)]).unwrap_err().found.contains("uten koder"));
        }
    }
}
