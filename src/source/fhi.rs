//! FHI's Statistikk Open API: a table by its title, every dimension named, values listed one by one.
//!
//! Five small questions make the plan: the source's tables, the table, its ready-made question, its dimensions with labels and what its
//! flags mean. `modifiedAt` of the table changes with data, metadata and labels, so it tells whether anything is new. The filters `top`
//! and `bottom` are never used: in FHI the first years are the oldest. `maxRowCount` is left out, since it only turns answers to errors.

use std::collections::{BTreeMap, HashMap, HashSet};

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use super::select::{Chosen, Offered, Selection, select};
use super::{Expected, Form, FormCategory, FormDimension, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::definition::sha256;
use crate::error::Result;
use crate::pipeline::{FhiOrder, Layout, Selector};
use crate::read::{Refusal, Role, document, shown};
use crate::web::{Answer, Request, Web};

pub struct Fhi;

const PUBLISHER: &str = "fhi";

/// The wire format of the answers.
const FORMAT: &str = "jsonstat";

/// The dimensions whose role FHI does not tell.
const TIME: &str = "AAR";
const PLACE: &str = "GEO";
const MEASURE: &str = "MEASURE_TYPE";

/// A bigger table is asked for year by year. The tables that are known have at most 35 000 cells.
const MOST_CELLS: usize = 500_000;

#[async_trait]
impl Source for Fhi {
    fn publisher(&self, _order: &Order<'_>) -> &'static str {
        PUBLISHER
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let wanted = order.fetch.fhi.as_ref().ok_or_else(|| order.stop("[hent.fhi] mangler"))?;
        let layout = order.layout(FORMAT).ok_or_else(|| order.stop(format!("pipelinen har ingen lesing av formatet {FORMAT}")))?;
        let ask = async |path: String| {
            let request = Request::get(PUBLISHER, path);
            web.ask(&request).await?.json(&request)
        };
        let source = &wanted.kilde;
        let tables = tables(&ask(format!("{source}/table")).await?).map_err(|message| order.stop(message))?;
        let listed = choose(&tables, &wanted.tittel).map_err(|message| order.stop(message))?;
        let id = listed.id.clone();
        let item = ask(format!("{source}/table/{id}")).await?;
        let table = listed.updated_by(&item);
        let query = ask(format!("{source}/Table/{id}/query")).await?;
        let dimensions = ask(format!("{source}/Table/{id}/dimension")).await?;
        // What the flags mean is for people: figures are not held back because the explanation is.
        let flags = ask(format!("{source}/Table/{id}/flag")).await;
        let mut plan = plan(wanted, layout, &table, &query, &dimensions).map_err(|message| order.stop(message))?;
        match flags {
            Ok(flags) => explain_flags(&flags, &mut plan),
            Err(error) => plan.notes.push(format!("advarsel: flaggenes betydning er ikke hentet: {error}")),
        }
        Ok(plan)
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        if answers.len() != delivery.requests.len() {
            return Err(Refusal::whole(format!("{} svar", answers.len()), format!("{}", delivery.requests.len())));
        }
        delivery.requests.iter().zip(answers).try_for_each(|(request, answer)| match &request.expected {
            Expected::Cube(dimensions) => whole_cube(&answer.body, dimensions),
            _ => Ok(()),
        })
    }
}

// ---------------------------------------------------------------------------------------------------------------- which table

/// A table in a source's list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    id: String,
    title: String,
    /// When data, metadata or labels were last changed.
    modified: Option<String>,
}

impl Table {
    fn from(value: &Value) -> Option<Table> {
        let id = ["tableId", "id"].iter().find_map(|name| value.get(*name)).and_then(code)?;
        let is_path = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let title = value.get("title").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let modified = ["modifiedAt", "publishedAt"].iter().find_map(|name| value.get(*name).and_then(Value::as_str)).map(str::to_owned);
        (is_path && !id.is_empty()).then_some(Table { id, title, modified })
    }

    /// What the table says of itself, which is later than the list.
    fn updated_by(&self, item: &Value) -> Table {
        match Table::from(item) {
            Some(item) if item.id == self.id => Table { modified: item.modified.or_else(|| self.modified.clone()), ..self.clone() },
            _ => self.clone(),
        }
    }
}

fn tables(list: &Value) -> Result<Vec<Table>, String> {
    let tables: Vec<Table> = list.as_array().into_iter().flatten().filter_map(Table::from).collect();
    match tables.is_empty() {
        true => Err("tabellisten er tom eller har en annen form enn tableId, title, modifiedAt".to_owned()),
        false => Ok(tables),
    }
}

/// The only table with the title.
fn choose<'a>(tables: &'a [Table], title: &Selector) -> Result<&'a Table, String> {
    const MOST_LISTED: usize = 5;
    let list = |tables: &[&Table]| {
        let names: Vec<String> = tables.iter().take(MOST_LISTED).map(|table| format!("{} «{}»", table.id, table.title)).collect();
        names.join(", ")
    };
    let found: Vec<&Table> = tables.iter().filter(|table| title.names(&table.id, Some(&table.title))).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => {
            let wanted = title.to_string().trim_matches('/').to_lowercase();
            let mut nearest: Vec<&Table> = tables.iter().collect();
            let likeness = |table: &Table| strsim::sorensen_dice(&wanted, &table.title.to_lowercase());
            nearest.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
            Err(format!("ingen av {} tabeller heter {title}; nærmest er {}", tables.len(), list(&nearest)))
        }
        several => Err(format!("{} tabeller heter {title}: {}; gjør mønsteret smalere", several.len(), list(several))),
    }
}

// ---------------------------------------------------------------------------------------------------------------- what to ask for

fn plan(wanted: &FhiOrder, layout: &Layout, table: &Table, query: &Value, dimensions: &Value) -> Result<Plan, String> {
    let offered = offered(query, dimensions)?;
    let mut selection = select(&offered, layout, &wanted.velg)?;
    if let Some(first) = &wanted.fra {
        from_year(&mut selection, first)?;
    }
    let mut resolved =
        vec![Resolved { name: format!("tabell {}", wanted.tittel), stands_for: format!("{} «{}»", table.id, table.title) }];
    resolved.append(&mut selection.resolved);
    let path = format!("{}/Table/{}/data", wanted.kilde, table.id);
    let deliveries = parts(&selection.chosen).into_iter().map(|(name, chosen)| delivery(name, &path, table, &chosen)).collect();
    let form = Form { table: format!("{} «{}»", table.id, table.title), dimensions: selection.form };
    Ok(Plan { deliveries, resolved, form, notes: selection.notes })
}

/// The dimensions in the order of the table's own question. What may be asked for stands in the question; what it is called, beside it.
fn offered(query: &Value, dimensions: &Value) -> Result<Vec<Offered>, String> {
    let labelled = labelled(dimensions);
    let asked = query.get("dimensions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut offered = Vec::new();
    for dimension in asked {
        let code = dimension.get("code").and_then(code).ok_or("en dimensjon i /query har ingen kode")?;
        let (label, labels) = labelled.get(&code).cloned().unwrap_or_else(|| (code.clone(), Vec::new()));
        let values = dimension.get("values").and_then(Value::as_array).into_iter().flatten().filter_map(self::code);
        let listed = dimension.get("filter").and_then(Value::as_str).unwrap_or("item") == "item";
        let codes: Vec<String> = if listed { values.collect() } else { labels.iter().map(|(code, _)| code.clone()).collect() };
        if codes.is_empty() {
            return Err(format!("dimensjonen {code} har ingen kategorier"));
        }
        let names: HashMap<&str, &str> = labels.iter().map(|(code, label)| (code.as_str(), label.as_str())).collect();
        let mut seen = HashSet::new();
        let category = |code: &String| {
            let label = names.get(code.as_str()).copied().unwrap_or_default().to_owned();
            FormCategory { code: code.clone(), label, unit: None, mapped: false }
        };
        let categories = codes.iter().filter(|code| seen.insert(code.as_str())).map(category).collect();
        let role = role(&code);
        let dimension = FormDimension { code, label, role, categories, mapped: false };
        // FHI answers a question that leaves a dimension out with an error.
        offered.push(Offered { dimension, eliminable: false });
    }
    let unasked = labelled.keys().find(|code| !offered.iter().any(|offered| offered.dimension.code == **code));
    match unasked {
        Some(code) => Err(format!("dimensjonen {code} står i /dimension, men ikke i /query: spørringen kan ikke bygges")),
        None if offered.is_empty() => Err("/query har ingen dimensjoner".to_owned()),
        None => Ok(offered),
    }
}

/// The label of each dimension, and of its categories whatever their place in the hierarchy.
fn labelled(dimensions: &Value) -> BTreeMap<String, (String, Vec<(String, String)>)> {
    let list = dimensions.get("dimensions").unwrap_or(dimensions);
    let mut labelled = BTreeMap::new();
    for dimension in list.as_array().into_iter().flatten() {
        let Some(code) = dimension.get("code").and_then(code) else { continue };
        let label = dimension.get("label").and_then(Value::as_str).unwrap_or(&code).trim().to_owned();
        let mut categories = Vec::new();
        // A stack, since nobody has promised how deep the hierarchy is. Children come after their parent, in order.
        let mut waiting: Vec<&Value> = children(dimension, "categories");
        while let Some(category) = waiting.pop() {
            if let Some(code) = category.get("value").and_then(self::code) {
                categories.push((code, category.get("label").and_then(Value::as_str).unwrap_or_default().trim().to_owned()));
            }
            waiting.extend(children(category, "children"));
        }
        labelled.insert(code, (label, categories));
    }
    labelled
}

/// The last first, so that the first is next on a stack.
fn children<'a>(of: &'a Value, field: &str) -> Vec<&'a Value> {
    of.get(field).and_then(Value::as_array).into_iter().flatten().rev().collect()
}

fn role(code: &str) -> Option<Role> {
    match code {
        TIME => Some(Role::Time),
        PLACE => Some(Role::Place),
        MEASURE => Some(Role::Measure),
        _ => None,
    }
}

/// A code, which some tables may write as a number.
fn code(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The last year of `2022_2024` or `2022-2024`, which is the one that a three-year figure goes by.
fn end_year(code: &str) -> Option<u32> {
    code.rsplit(['_', '-']).next()?.parse().ok()
}

/// Leaves out the periods that end before the first year.
fn from_year(selection: &mut Selection, first: &str) -> Result<(), String> {
    let first: u32 = first.parse().map_err(|_| format!("fra = «{first}» er ikke et årstall"))?;
    let Some(chosen) = selection.chosen.iter_mut().find(|chosen| chosen.role == Some(Role::Time)) else {
        return Err(format!("fra er gitt, men tabellen har ingen dimensjon {TIME}"));
    };
    let mut kept = Vec::new();
    for period in chosen.categories.drain(..) {
        let year = end_year(&period).ok_or_else(|| format!("perioden «{period}» i {} er ikke på formen 2020_2020", chosen.dimension))?;
        if year >= first {
            kept.push(period);
        }
    }
    chosen.categories = kept;
    if chosen.categories.is_empty() {
        return Err(format!("tabellen har ingen perioder fra og med {first}"));
    }
    let form = selection.form.iter_mut().filter(|form| form.code == chosen.dimension);
    for category in form.flat_map(|form| &mut form.categories) {
        category.mapped &= chosen.categories.contains(&category.code);
    }
    Ok(())
}

fn cells(chosen: &[Chosen]) -> usize {
    chosen.iter().map(|chosen| chosen.categories.len()).fold(1, usize::saturating_mul)
}

/// The whole table, or a part a year where it is too big.
fn parts(chosen: &[Chosen]) -> Vec<(String, Vec<Chosen>)> {
    let time = chosen.iter().position(|chosen| chosen.role == Some(Role::Time));
    let periods = time.and_then(|time| chosen.get(time)).map(|time| time.categories.as_slice()).unwrap_or_default();
    if cells(chosen) <= MOST_CELLS || periods.len() < 2 {
        return vec![("alle".to_owned(), chosen.to_vec())];
    }
    let only = |period: &String| {
        let narrowed = chosen.iter().cloned().map(|mut chosen| {
            if chosen.role == Some(Role::Time) {
                chosen.categories = vec![period.clone()];
            }
            chosen
        });
        (period.clone(), narrowed.collect())
    };
    periods.iter().map(only).collect()
}

fn delivery(name: String, path: &str, table: &Table, chosen: &[Chosen]) -> Planned {
    let dimensions: Vec<Value> =
        chosen.iter().map(|chosen| json!({"code": chosen.dimension, "filter": "item", "values": chosen.categories})).collect();
    let body = json!({"dimensions": dimensions, "response": {"format": "json-stat2"}});
    // A pipeline that begins to ask for more must be answered, though the publisher has changed nothing.
    let question = sha256(format!("{path}\n{body}").as_bytes());
    let signal = table.modified.as_ref().map(|modified| format!("{modified} {question}"));
    let expected = Expected::Cube(chosen.iter().map(|chosen| (chosen.dimension.clone(), chosen.categories.len())).collect());
    let request = PlannedRequest { request: Request::post(PUBLISHER, path, body), signal: signal.clone(), expected };
    Planned { name, signal, settled: false, format: FORMAT, requests: vec![request] }
}

// ---------------------------------------------------------------------------------------------------------------- flags

/// The marks that the reader knows, with words that FHI's explanation of them has.
const FLAGS: [(&[&str], &[&str]); 4] = [
    (&["0"], &[]),
    (&["1", "..", "..."], &["mangl", "missing", "ingen data"]),
    (&["2", "."], &["beregn", "comput", "calculat", "ikke aktuel"]),
    (&["3", ":"], &["anonym", "skjul", "skjerm", "personvern", "prikk", "privacy"]),
];

/// Records what the publisher says that its flags mean, and warns of those that the reader would take otherwise.
fn explain_flags(flags: &Value, plan: &mut Plan) {
    for flag in flags.as_array().into_iter().flatten() {
        let field = |names: &[&str]| names.iter().find_map(|name| flag.get(*name).and_then(code)).filter(|text| !text.is_empty());
        let mark = field(&["symbol", "flag", "value", "title", "code"]).unwrap_or_default();
        let text = field(&["text", "description", "label"]).unwrap_or_default();
        let said = format!("{mark} {text}").to_lowercase();
        let says = |words: &[&str]| words.is_empty() || words.iter().any(|word| said.contains(word));
        let known = match FLAGS.iter().find(|(marks, _)| marks.contains(&mark.as_str())) {
            Some((_, words)) => says(words),
            // A name instead of a mark says which meaning it is, but not how it is written.
            None => mark.chars().count() > 3 && FLAGS.iter().any(|(_, words)| !words.is_empty() && says(words)),
        };
        if !known {
            plan.notes.push(format!("advarsel: ukjent flagg {} betyr {}; slike celler leses som «mangler»", shown(&mark), shown(&text)));
        }
        plan.resolved.push(Resolved { name: format!("flagg {}", shown(&mark)), stands_for: text });
    }
}

// ---------------------------------------------------------------------------------------------------------------- is it whole

/// Whether the answer has the dimensions that were asked for, each with as many categories, and a value for every cell.
fn whole_cube(body: &[u8], asked: &[(String, usize)]) -> Result<(), Refusal> {
    let answer = document(body)?;
    let (Some(ids), Some(sizes)) = (answer.get("id").and_then(Value::as_array), answer.get("size").and_then(Value::as_array)) else {
        return Err(no_cube(&answer));
    };
    let names = |dimensions: &[&str]| dimensions.join(", ");
    let ids: Vec<&str> = ids.iter().filter_map(Value::as_str).collect();
    let mut here = ids.clone();
    let mut wanted: Vec<&str> = asked.iter().map(|(code, _)| code.as_str()).collect();
    here.sort_unstable();
    wanted.sort_unstable();
    if here != wanted {
        return Err(Refusal::new("id", format!("dimensjonene {}", names(&here)), format!("de som det ble spurt om: {}", names(&wanted))));
    }
    for (position, code) in ids.iter().enumerate() {
        let count = sizes.get(position).and_then(Value::as_u64);
        let expected = asked.iter().find(|(asked, _)| asked == code).map_or(0, |(_, count)| *count);
        if count != Some(expected as u64) {
            let found = count.map_or_else(|| "ingenting".to_owned(), |count| count.to_string());
            return Err(Refusal::new(format!("size[{position}]"), format!("{found} kategorier av {code}"), format!("{expected}")));
        }
    }
    let cells = asked.iter().map(|(_, count)| *count).fold(1, usize::saturating_mul);
    match answer.get("value") {
        Some(Value::Array(values)) if values.len() == cells => Ok(()),
        Some(Value::Array(values)) => Err(Refusal::new("value", format!("{} verdier", values.len()), format!("{cells}"))),
        // A sparse cube leaves out what it has no value for.
        Some(Value::Object(_)) => Ok(()),
        _ => Err(Refusal::new("value", "ingen verdier", format!("{cells}"))),
    }
}

/// An answer that is no cube: what it says instead.
fn no_cube(answer: &Map<String, Value>) -> Refusal {
    let said = ["status", "title", "message"].iter().find_map(|name| answer.get(*name).and_then(Value::as_str));
    match said.filter(|text| !text.trim().is_empty()) {
        Some(said) => Refusal::new("status", format!("meldingen {}", shown(said)), "et svar med tall"),
        None => Refusal::whole("et svar uten id og size", "en JSON-stat-kube"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &str = r#"
        format = "jsonstat"
        utelat = ["ALDER"]
        [kolonner]
        kommunenr = { fra = "GEO" }
        aar = { fra = "AAR", tolk = "aar" }
        kjonn = { fra = "KJONN" }
        maal = { fra = "rolle:maal", verdier = { "MEIS" = "andel" } }
    "#;

    fn list() -> Value {
        json!([
            {"tableId": 339, "title": "Depressive symptomer_Ungdata_KH", "publishedAt": "2025-01-01", "modifiedAt": "2025-02-01"},
            {"tableId": 812, "title": "Røyk_Ungdata_KH", "modifiedAt": "2025-03-01"},
            {"tableId": 814, "title": "Snus_Ungdata_KH", "modifiedAt": "2025-03-01"}
        ])
    }

    fn query() -> Value {
        json!({"dimensions": [
            {"code": "GEO", "filter": "item", "values": ["0", "34", "3412", "3412"]},
            {"code": "AAR", "filter": "item", "values": ["2012_2012", "2013_2015", "2024_2024"]},
            {"code": "KJONN", "filter": "all", "values": ["*"]},
            {"code": "ALDER", "filter": "item", "values": ["1_6"]},
            {"code": "MEASURE_TYPE", "filter": "item", "values": ["SMR", "MEIS"]}
        ], "response": {"format": "json-stat2", "maxRowCount": 50000}})
    }

    fn dimensions() -> Value {
        json!({"dimensions": [
            {"code": "GEO", "label": "Geografi", "categories": [{"label": "Norge", "value": "0", "children": [
                {"label": "Innlandet", "value": "34", "children": [{"label": "Løten", "value": "3412", "children": null}]}]}]},
            {"code": "AAR", "label": "År", "categories": [{"label": "2012", "value": "2012_2012"}]},
            {"code": "KJONN", "label": "Kjønn", "categories": [{"label": "Begge", "value": "0"}, {"label": "Gutter", "value": "1"}]},
            {"code": "ALDER", "label": "Alder", "categories": [{"label": "Ungdomsskole", "value": "1_6"}]}
        ]})
    }

    fn order(more: &str) -> FhiOrder {
        toml::from_str(&format!("kilde = \"nokkel\"\ntittel = \"/^depressive/\"\n{more}")).unwrap()
    }

    fn planned(more: &str, query: &Value) -> Result<Plan, String> {
        let order = order(more);
        let tables = tables(&list()).unwrap();
        let table = choose(&tables, &order.tittel)?;
        plan(&order, &toml::from_str(COLUMNS).unwrap(), table, query, &dimensions())
    }

    #[test]
    fn a_table_is_chosen_by_its_title_alone() {
        let tables = tables(&list()).unwrap();
        let chosen = |title: &str| choose(&tables, &Selector::parse(title).unwrap());
        let smoking = chosen("/^røyk/").unwrap();
        assert_eq!(smoking.id, "812");
        let item = json!({"tableId": 812, "modifiedAt": "2026-04-01"});
        assert_eq!(smoking.updated_by(&item).modified.as_deref(), Some("2026-04-01"));
        assert_eq!(smoking.updated_by(&json!({})).modified.as_deref(), Some("2025-03-01"));
        let several = chosen("/ungdata/").unwrap_err();
        assert!(several.starts_with("3 tabeller") && several.contains("814 «Snus_Ungdata_KH»"), "{several}");
        let none = chosen("/depresive symptomer/").unwrap_err();
        assert!(none.contains("nærmest er 339 «Depressive symptomer_Ungdata_KH», "), "{none}");
        assert!(super::tables(&json!({"error": "x"})).is_err());
    }

    #[test]
    fn every_dimension_is_named_once_with_listed_values() {
        let plan = planned("fra = \"2015\"", &query()).unwrap();
        let [delivery] = plan.deliveries.as_slice() else { panic!("one delivery") };
        let request = &delivery.requests[0].request;
        assert_eq!(request.path, "nokkel/Table/339/data");
        let expected = json!({"dimensions": [
            {"code": "GEO", "filter": "item", "values": ["0", "34", "3412"]},
            {"code": "AAR", "filter": "item", "values": ["2013_2015", "2024_2024"]},
            {"code": "KJONN", "filter": "item", "values": ["0", "1"]},
            {"code": "ALDER", "filter": "item", "values": ["1_6"]},
            {"code": "MEASURE_TYPE", "filter": "item", "values": ["MEIS"]}
        ], "response": {"format": "json-stat2"}});
        assert_eq!(request.body.as_ref(), Some(&expected));
        let counts = [("GEO", 3), ("AAR", 2), ("KJONN", 2), ("ALDER", 1), ("MEASURE_TYPE", 1)];
        assert_eq!(delivery.requests[0].expected, Expected::Cube(counts.map(|(code, count)| (code.to_owned(), count)).to_vec()));
        assert_eq!(plan.form.dimensions[0].categories[2].label, "Løten");
        let years: Vec<bool> = plan.form.dimensions[1].categories.iter().map(|category| category.mapped).collect();
        assert_eq!(years, [false, true, true]);
        assert_eq!(plan.resolved[0].stands_for, "339 «Depressive symptomer_Ungdata_KH»");
    }

    #[test]
    fn the_signal_changes_with_the_table_and_with_the_question() {
        let signal = |more: &str| planned(more, &query()).unwrap().deliveries[0].signal.clone().unwrap();
        let first = signal("");
        assert!(first.starts_with("2025-02-01 "));
        assert_eq!(first, signal(""), "the same state gives the same signal");
        assert_ne!(first, signal("fra = \"2024\""));
    }

    #[test]
    fn what_does_not_fit_the_pipeline_stops() {
        let mut lost = query();
        lost["dimensions"][4]["values"] = json!(["SMR"]);
        assert!(planned("", &lost).unwrap_err().contains("MEIS"));
        let mut new = query();
        new["dimensions"].as_array_mut().unwrap().push(json!({"code": "SOES", "filter": "item", "values": ["0", "1"]}));
        assert!(planned("", &new).unwrap_err().contains("SOES"));
        let mut gone = query();
        gone["dimensions"].as_array_mut().unwrap().remove(2);
        assert!(planned("", &gone).unwrap_err().contains("KJONN"));
        assert!(planned("fra = \"2030\"", &query()).unwrap_err().contains("ingen perioder"));
        assert!(planned("", &json!({})).is_err());
    }

    #[test]
    fn a_big_table_is_asked_for_year_by_year() {
        let chosen = |code: &str, count: usize| Chosen {
            dimension: code.into(),
            role: role(code),
            categories: (0..count).map(|number| number.to_string()).collect(),
        };
        let whole = parts(&[chosen(PLACE, 500), chosen(TIME, 1000)]);
        assert_eq!(whole.len(), 1);
        let years = parts(&[chosen(PLACE, 501), chosen(TIME, 1000)]);
        assert_eq!((years.len(), cells(&years[7].1), years[7].0.as_str()), (1000, 501, "7"));
    }

    #[test]
    fn flags_are_explained_and_unknown_ones_warned_of() {
        let mut plan = Plan::default();
        let flags = json!([{"title": "..", "text": "Manglende data"}, {"title": ":", "text": "Anonymisert"},
            {"title": "Anonymisert", "text": "Skjult av hensyn til personvern"}, {"title": "3", "text": "Manglende data"},
            {"title": "k", "text": "Korrigert"}]);
        explain_flags(&flags, &mut plan);
        assert_eq!(plan.resolved.len(), 5);
        assert_eq!(plan.notes.len(), 2, "{:?}", plan.notes);
        assert!(plan.notes[1].contains("«k»") && plan.notes[1].contains("Korrigert"));
    }

    /// The sample of FHI's README, shortened.
    const ANSWER: &str = r#"{"class":"dataset","version":"2.0","id":["GEO","AAR","MEASURE_TYPE"],"size":[2,2,1],
        "role":{"time":null,"geo":null,"metric":["MEASURE_TYPE"]},"dimension":{},"value":[3516,2817,"k",16846],"status":""}"#;

    #[test]
    fn an_answer_is_whole_or_refused() {
        let asked = |counts: [usize; 3]| {
            let codes = ["AAR", "GEO", "MEASURE_TYPE"];
            codes.iter().zip(counts).map(|(code, count)| ((*code).to_owned(), count)).collect::<Vec<_>>()
        };
        let whole = asked([2, 2, 1]);
        assert_eq!(whole_cube(ANSWER.as_bytes(), &whole), Ok(()));
        assert_eq!(whole_cube(format!("\u{feff}{ANSWER}").as_bytes(), &whole), Ok(()));
        let refused = |from: &str, to: &str| whole_cube(ANSWER.replacen(from, to, 1).as_bytes(), &whole).unwrap_err();
        assert_eq!(refused("\"AAR\",", "").place, "id");
        assert_eq!(refused("\"AAR\"", "\"TID\"").place, "id");
        assert_eq!(refused("[2,2,1]", "[2,1,1]").found, "1 kategorier av AAR");
        assert_eq!(refused("2817,", "").found, "3 verdier");
        assert_eq!(whole_cube(ANSWER.as_bytes(), &asked([3, 2, 1])).unwrap_err().expected, "3");
        assert!(whole_cube(br#"{"status":"Dimension KJONN mangler"}"#, &whole).unwrap_err().found.contains("KJONN mangler"));
        assert!(whole_cube(b"<html>", &whole).is_err() && whole_cube(&ANSWER.as_bytes()[..80], &whole).is_err());
    }
}
