//! Udir's report API: a page of the Statistikkbank by its code or name, the endpoint and version behind it now, its filters, and one
//! delivery per school year (and per value of the filters that a pipeline splits by).
//!
//! ```text
//! Rapportside ─► Rapportside/{kode} ─► filterVerdier ─► …/data?filter=TidID(202510)_KjoennID(-10)&radSti=**&inkluderKoder=true
//! ```
//!
//! Where geography is a column (Elevundersøkelsen), each request pins one unit, and all units of a year are one delivery. Names are all
//! that such an answer says of its unit; [`Source::verify`] holds it to the unit that was asked for. `"*"` in a pipeline's filter is
//! every value listed, the total among them.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use serde_json::Value;

use super::udir_filter::{Choice, FilterValue, Filters, PERIODS, Part, Period, UNITS, encoded, get, parts, resolved};
use super::{Asked, Expected, Form, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::definition::sha256;
use crate::error::Result;
use crate::pipeline::{Selector, UdirReportOrder};
use crate::read::Refusal;
use crate::web::{Answer, Request, Web};

const PUBLISHER: &str = "udir_rapport";
const FORMAT: &str = "udir_rapport";

/// The levels of a row path that are geography, from the top.
const GEOGRAPHY: [&str; 5] = ["Nasjonalt", "Fylke", "Kommune", "Skole", "Enhet"];

pub struct UdirReport;

#[async_trait]
impl Source for UdirReport {
    fn publisher(&self, _order: &Order<'_>) -> &'static str {
        PUBLISHER
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let wanted = wanted(order)?;
        let code = match (&wanted.side, &wanted.tittel) {
            (Some(code), _) => code.clone(),
            (None, Some(title)) => choose_page(order, &get(web, PUBLISHER, "rest/v1/Rapportside".to_owned()).await?, title)?,
            (None, None) => return Err(order.stop("[hent.udir_rapport] nevner verken side eller tittel")),
        };
        let page = Page::parse(order, &code, &get(web, PUBLISHER, format!("rest/v1/Rapportside/{}", encoded(&code))).await?)?;
        let filters = Filters::parse(order, &get(web, PUBLISHER, page.values.clone()).await?)?;
        let choices = Choices::make(order, &filters)?;
        let mut units = BTreeMap::new();
        if !wanted.enhetsnivaaer.is_empty() {
            for period in &choices.periods {
                let path = format!("{}?filter={}({})_{UNITS}(*)", page.values, choices.period, period.id);
                let of_period = Filters::parse(order, &get(web, PUBLISHER, path).await?)?;
                units.insert(period.id.clone(), units_of(order, &of_period, &filters)?);
            }
        }
        plan(order, &page, &filters, &choices, &units)
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        if answers.len() != delivery.requests.len() {
            let expected = format!("{}, ett per forespørsel", delivery.requests.len());
            return Err(Refusal::whole(format!("{} svar", answers.len()), expected));
        }
        let mut figures = false;
        let mut seen = HashSet::new();
        for (number, (planned, answer)) in delivery.requests.iter().zip(answers).enumerate() {
            let at = |refusal: Refusal| Refusal { place: format!("svar {}: {}", number + 1, refusal.place), ..refusal };
            let report = Report::parse(answer).map_err(at)?;
            if report.is_empty() {
                continue;
            }
            figures = true;
            report.says(&planned.expected).map_err(at)?;
            report.is_whole().map_err(at)?;
            // Units that are asked for one by one have the same rows, the questions.
            let by_unit = matches!(&planned.expected, Expected::Report { unit: Some(_), .. });
            for id in report.ids().filter(|_| !by_unit) {
                if !seen.insert(id.to_owned()) {
                    return Err(at(Refusal::new("rows", format!("raden {id} en gang til"), "hver rad i ett av svarene; se på radsti")));
                }
            }
        }
        match figures {
            true => Ok(()),
            false => Err(Refusal::whole("bare tomme svar fra Udir", "tall; kombinasjonen av filtre finnes trolig ikke")),
        }
    }

    fn is_empty(&self, answer: &Answer) -> bool {
        Report::parse(answer).is_ok_and(|report| report.is_empty())
    }
}

fn wanted<'o>(order: &Order<'o>) -> Result<&'o UdirReportOrder> {
    order.fetch.udir_rapport.as_ref().ok_or_else(|| order.stop("datasettet hentes ikke fra Udirs rapport-API"))
}

/// The code of the one page whose name fits.
fn choose_page(order: &Order<'_>, list: &Value, title: &Selector) -> Result<String> {
    let mut pages = Vec::new();
    collect_pages(list, &mut pages);
    pages.sort_unstable();
    pages.dedup();
    let fits: Vec<&(String, String)> = pages.iter().filter(|(_, name)| title.names(name, Some(name))).collect();
    let shown = |pages: &[&(String, String)]| pages.iter().map(|(code, name)| format!("{code} «{name}»")).collect::<Vec<_>>().join(", ");
    match fits.as_slice() {
        [(code, _)] => Ok(code.clone()),
        [] => {
            let near = near_pages(&pages, title);
            Err(order.stop(format!("ingen av Udirs {} rapportsider heter {title}; nærmest: {}", pages.len(), shown(&near))))
        }
        several => Err(order.stop(format!("{} av Udirs rapportsider heter {title}: {}", several.len(), shown(several)))),
    }
}

/// Every object with a code and a name that holds no other such object: the list may be grouped, which nobody has seen yet.
fn collect_pages(value: &Value, pages: &mut Vec<(String, String)>) {
    let before = pages.len();
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_pages(element, pages)),
        Value::Object(object) => {
            object.values().for_each(|inner| collect_pages(inner, pages));
            if pages.len() == before
                && let (Some(code), Some(name)) = (text(value, "kode"), text(value, "navn"))
            {
                pages.push((code.to_owned(), name.to_owned()));
            }
        }
        _ => (),
    }
}

/// The pages that share a word with the pattern, for the message.
fn near_pages<'p>(pages: &'p [(String, String)], title: &Selector) -> Vec<&'p (String, String)> {
    const MOST: usize = 12;
    let title = title.to_string().to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3).collect();
    let alike = |(_, name): &&(String, String)| words.iter().any(|word| name.to_lowercase().contains(word));
    pages.iter().filter(alike).take(MOST).collect()
}

/// A report page: what is behind it now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    code: String,
    name: String,
    /// `rest/v1/Statistikk/GSK/GSI/1/8/data`
    data: String,
    /// `rest/v1/Statistikk/GSK/GSI/1/8/filterVerdier`
    values: String,
    /// What the page says of its last change, in case it says something: undocumented.
    changed: Option<String>,
    /// How many more tables the page has, which are not fetched.
    others: usize,
}

impl Page {
    /// Reads the definition through [`Value`], since it has the same key twice (`rapportelementtypenavn`).
    fn parse(order: &Order<'_>, code: &str, json: &Value) -> Result<Page> {
        let page = json.get("rappside").unwrap_or(json);
        let elements = page.get("rapportElementer").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut endpoints = elements.iter().filter_map(|element| text(element, "dataEndepunkt"));
        let Some(data) = endpoints.next().map(endpoint) else {
            return Err(order.stop(format!("rapportsiden {code} har ikke lenger noe dataEndepunkt")));
        };
        let beside_data = || data.strip_suffix("/data").map(|table| format!("{table}/filterVerdier"));
        let Some(values) = text(page, "filterVerdiEndepunkt").map(endpoint).or_else(beside_data) else {
            return Err(order.stop(format!("rapportsiden {code} sier ikke hvor filterverdiene er")));
        };
        let mut changed = Vec::new();
        collect_changed(page, &mut changed);
        let name = text(page, "navn").unwrap_or(code).to_owned();
        let changed = (!changed.is_empty()).then(|| changed.join(" "));
        Ok(Page { code: code.to_owned(), name, data, values, changed, others: endpoints.count() })
    }

    /// `GSK/GSI/1/8`
    fn table(&self) -> &str {
        let table = self.data.strip_suffix("/data").unwrap_or(&self.data);
        table.split_once("Statistikk/").map_or(table, |(_, table)| table)
    }
}

/// An endpoint below the base address, without a query of its own.
fn endpoint(text: &str) -> String {
    let path = text.find("rest/").and_then(|start| text.get(start..)).unwrap_or(text.trim_start_matches('/'));
    path.split('?').next().unwrap_or(path).to_owned()
}

/// The texts under keys like `dataChanged`, wherever they are.
fn collect_changed(value: &Value, found: &mut Vec<String>) {
    const KEYS: [&str; 3] = ["datachanged", "sistendret", "sistoppdatert"];
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_changed(element, found)),
        Value::Object(object) => {
            for (key, inner) in object {
                let is_time = KEYS.iter().any(|known| key.to_lowercase().contains(known));
                match inner {
                    Value::String(time) if is_time && !time.is_empty() => found.push(time.clone()),
                    Value::Number(time) if is_time => found.push(time.to_string()),
                    inner => collect_changed(inner, found),
                }
            }
        }
        _ => (),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// What the pipeline chooses of the page's filters.
struct Choices {
    /// The filter that tells the period.
    period: String,
    periods: Vec<Period>,
    choices: Vec<Choice>,
}

impl Choices {
    fn make(order: &Order<'_>, filters: &Filters) -> Result<Choices> {
        let wanted = wanted(order)?;
        let period = match &wanted.periode {
            Some(named) => filters.named(order, named)?,
            None => PERIODS
                .iter()
                .find_map(|code| filters.get(code))
                .ok_or_else(|| order.stop(format!("siden har ingen av periodefiltrene {}", PERIODS.join(" og "))))?,
        };
        let mut choices = Vec::new();
        for (code, selectors) in &wanted.filter {
            choices.push(filters.named(order, code)?.choose(order, selectors)?);
        }
        for code in wanted.delt_paa.iter().filter(|code| !wanted.filter.contains_key(*code)) {
            choices.push(filters.named(order, code)?.choose(order, &[Selector::All])?);
        }
        let among = choices.iter().find(|choice| choice.filter == period.code);
        let periods = period.periods(order, wanted.fra.as_deref(), among)?;
        Ok(Choices { period: period.code.clone(), periods, choices })
    }
}

/// The units that exist in a period. An answer that lists none is narrowed by something else: then the whole list is the best there is.
fn units_of(order: &Order<'_>, of_period: &Filters, all: &Filters) -> Result<Vec<FilterValue>> {
    let narrowed = of_period.get(UNITS).filter(|filter| !filter.values.is_empty());
    let filter = narrowed.map_or_else(|| all.named(order, UNITS), Ok)?;
    let levels = &wanted(order)?.enhetsnivaaer;
    let is_wanted = |value: &&FilterValue| value.level.is_some_and(|level| levels.iter().any(|wanted| u64::from(*wanted) == level));
    let units: Vec<FilterValue> = filter.values.iter().filter(is_wanted).cloned().collect();
    match units.is_empty() {
        false => Ok(units),
        true => Err(order.stop(format!("filteret {UNITS} har ingen enheter på nivåene {levels:?}"))),
    }
}

/// The plan of a page. `units` are those of each period (by its id), where geography is a column.
fn plan(order: &Order<'_>, page: &Page, filters: &Filters, choices: &Choices, units: &BTreeMap<String, Vec<FilterValue>>) -> Result<Plan> {
    let wanted = wanted(order)?;
    let parts = parts(&choices.period, &choices.periods, &choices.choices, &wanted.delt_paa);
    let deliveries = parts.iter().map(|part| delivery(page, filters, part, &wanted.radsti, units.get(&part.period.id))).collect();
    let mut notes = filters.left_out(&choices.choices, &choices.period);
    if page.others > 0 {
        notes.push(format!("siden har {} tabell(er) til, som ikke hentes", page.others));
    }
    let name = match (&wanted.side, &wanted.tittel) {
        (None, Some(title)) => format!("side {title}"),
        _ => format!("side {}", page.code),
    };
    let mut names = vec![Resolved { name, stands_for: format!("{} «{}», tabell {}", page.code, page.name, page.table()) }];
    names.extend(resolved(&wanted.filter, &choices.choices));
    let dimensions = filters.form(&choices.choices, &choices.period, &choices.periods);
    let form = Form { table: format!("{} «{}»", page.table(), page.name), dimensions };
    Ok(Plan { deliveries, resolved: names, form, notes })
}

fn delivery(page: &Page, filters: &Filters, part: &Part, row_paths: &[String], units: Option<&Vec<FilterValue>>) -> Planned {
    let asked = asked(filters, part);
    let request = |row_path: &str, unit: Option<&FilterValue>| {
        let unit_filter = unit.map(|unit| format!("_{UNITS}({})", encoded(&unit.id))).unwrap_or_default();
        let path = format!("{}?filter={}{unit_filter}&radSti={}&inkluderKoder=true", page.data, part.filter, encoded(row_path));
        let unit = unit.map(|unit| unit.name.clone());
        let expected = Expected::Report { period: part.period.name.clone(), unit, filters: asked.clone() };
        PlannedRequest { request: Request::get(PUBLISHER, path), signal: None, expected }
    };
    let mut requests = Vec::new();
    for row_path in row_paths {
        match units {
            None => requests.push(request(row_path, None)),
            Some(units) => requests.extend(units.iter().map(|unit| request(row_path, Some(unit)))),
        }
    }
    // The page's own time says nothing of a changed question: that is what the hash is for.
    let question = |requests: &[PlannedRequest]| {
        let paths: Vec<&str> = requests.iter().map(|planned| planned.request.path.as_str()).collect();
        sha256(paths.join("\n").as_bytes()).get(..16).unwrap_or_default().to_owned()
    };
    let signal = page.changed.as_ref().map(|changed| format!("{changed} {}", question(&requests)));
    Planned { name: part.name.clone(), signal, settled: part.period.settled, format: FORMAT, requests }
}

/// What is asked for of each filter that headings may name, and what is not.
fn asked(filters: &Filters, part: &Part) -> Vec<Asked> {
    let of = |(filter, values): &(String, Vec<String>)| {
        let listed = &filters.get(filter).filter(|filter| filter.code != UNITS)?.values;
        let others = listed.iter().map(|value| value.name.clone()).filter(|name| !values.contains(name)).collect();
        Some(Asked { filter: filter.clone(), values: values.clone(), others })
    };
    part.asked.iter().filter_map(of).collect()
}

/// An answer of the report API, as far as completeness goes.
struct Report {
    json: Value,
}

impl Report {
    fn parse(answer: &Answer) -> Result<Report, Refusal> {
        let body = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
        let json: Value = serde_json::from_slice(body).map_err(|error| {
            Refusal::new(format!("linje {}, kolonne {}", error.line(), error.column()), "noe som ikke er hel JSON", "et helt svar fra Udir")
        })?;
        if let (Some(message), None) = (text(&json, "melding"), json.get("rows")) {
            let kind = text(&json, "feiltype").unwrap_or("feil");
            return Err(Refusal::new("hele svaret", format!("feilmeldingen «{kind}: {message}» fra Udir"), "et svar med tall"));
        }
        match json.get("rows").is_some_and(Value::is_array) {
            true => Ok(Report { json }),
            false => Err(Refusal::new("hele svaret", "et svar uten rader", "rows og metadata")),
        }
    }

    fn rows(&self) -> &[Value] {
        self.json.get("rows").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows().iter().filter_map(|row| text(row, "id"))
    }

    /// An impossible combination of filters is answered like this, with status 200.
    fn is_empty(&self) -> bool {
        self.rows().is_empty()
    }

    fn texts<'a>(&'a self, pointer: &str) -> impl Iterator<Item = &'a Value> {
        self.json.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
    }

    /// Whether the headings are of the period and unit that were asked for, and the rows of the kind.
    fn says(&self, expected: &Expected) -> Result<(), Refusal> {
        let Expected::Report { period, unit, filters } = expected else { return Ok(()) };
        let headings: Vec<&str> =
            self.texts("/metadata/columns").filter_map(Value::as_array).flatten().filter_map(|entry| text(entry, "name")).collect();
        if !headings.iter().any(|heading| heading.contains(period.as_str()) || is_same_year(heading, period)) {
            let found = format!("overskriftene {}", headings.iter().take(6).copied().collect::<Vec<_>>().join(", "));
            return Err(Refusal::new("metadata.columns", found, format!("perioden {period}")));
        }
        if let Some((filter, heading)) = filters.iter().find_map(|filter| Some((filter, ignored(filter, filters, &headings)?))) {
            let expected = format!("{}, som det ble spurt om med filteret {}", filter.values.join(", "), filter.filter);
            return Err(Refusal::new("metadata.columns", format!("overskriften «{heading}»"), expected));
        }
        let hierarchy: Vec<&str> = self.texts("/metadata/rowHierarchy").filter_map(Value::as_str).map(str::trim).collect();
        match unit {
            Some(unit) => {
                let unit = without_years(unit);
                match headings.iter().any(|heading| without_years(heading) == unit) {
                    true => Ok(()),
                    false => Err(Refusal::new("metadata.columns", "en annen enhet", format!("{unit}, som det ble spurt om"))),
                }
            }
            None if is_geography(&hierarchy) => Ok(()),
            None => {
                let found = format!("radene {}", hierarchy.join(" → "));
                let expected = "Nasjonalt → Fylke → Kommune → Enhet; står enhetene i kolonnene, skal pipelinen nevne enhetsnivaaer";
                Err(Refusal::new("metadata.rowHierarchy", found, expected))
            }
        }
    }

    /// Every row has its code, and stands below a row where its siblings do: an excerpt has rows whose parents are left out.
    fn is_whole(&self) -> Result<(), Refusal> {
        let ids: HashSet<&str> = self.ids().collect();
        let depths: HashSet<usize> = ids.iter().map(|id| id.split('.').count()).collect();
        for (number, row) in self.rows().iter().enumerate() {
            let shown = || text(row, "navn").unwrap_or("uten navn").to_owned();
            if text(row, "kode").is_none() {
                let found = format!("raden «{}» uten kode", shown());
                return Err(Refusal::new(format!("rows[{number}].kode"), found, "en kode, som det ble spurt om (inkluderKoder)"));
            }
            let Some((parent, _)) = text(row, "id").and_then(|id| id.rsplit_once('.')) else { continue };
            if depths.contains(&parent.split('.').count()) && !ids.contains(parent) {
                let found = format!("«{}» uten raden over ({parent})", shown());
                return Err(Refusal::new(format!("rows[{number}].id"), found, "et helt svar; dette er et utdrag"));
            }
        }
        Ok(())
    }
}

/// A heading that shows that a filter was ignored: it is another value of the filter, and none of those that were asked for is there. A
/// heading may be worded otherwise than the filter, or stand above it («Barnetrinn» over «5. årstrinn»): that is no reason to refuse.
fn ignored<'h>(filter: &Asked, all: &[Asked], headings: &[&'h str]) -> Option<&'h str> {
    let is_among = |names: &[String], heading: &str| names.iter().any(|name| name == heading);
    if headings.iter().any(|heading| is_among(&filter.values, heading)) {
        return None;
    }
    let elsewhere = |heading: &str| all.iter().any(|other| is_among(&other.values, heading));
    headings.iter().copied().find(|heading| is_among(&filter.others, heading) && !elsewhere(heading))
}

/// Whether the rows are units, possibly below something else (subjects, for marks).
fn is_geography(hierarchy: &[&str]) -> bool {
    let units = hierarchy.iter().skip_while(|level| **level != GEOGRAPHY[0]);
    let places: Vec<Option<usize>> = units.map(|level| GEOGRAPHY.iter().position(|known| known == level)).collect();
    !places.is_empty() && places.iter().all(Option::is_some) && places.is_sorted()
}

fn is_same_year(heading: &str, period: &str) -> bool {
    use crate::pipeline::{Interpretation, interpret::interpret};
    interpret(heading, Interpretation::Skoleaar).is_ok_and(|year| year.value == *period)
}

/// `Viken (2020 - 2023)` is headed `Viken`, at times.
fn without_years(name: &str) -> &str {
    match name.split_once(" (") {
        Some((bare, years)) if years.starts_with(|c: char| c.is_ascii_digit()) => bare.trim(),
        _ => name.trim(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::udir_filter::testing::pipeline;
    use super::*;

    const PAGE: &str = r#"{"rappside":{"kode":"GSK_X","navn":"Elever og skoler","filterVerdiEndepunkt":"rest/v1/Statistikk/GSK/GSI/1/8/filterVerdier",
        "rapportElementer":[{"dataEndepunkt":"/api/rapportering/rest/v1/Statistikk/GSK/GSI/1/8/data?x=1","rapportelementtypenavn":"D_TAB",
        "rapportelementtypenavn":"Drilltabell"}]},"tekster":{"0":null}}"#;

    fn values() -> Value {
        let unit = |indeks: u32, id: i32, code: &str, name: &str, level: u32| json!({"indeks": indeks, "id": id, "kode": code, "navn": name, "nivaa": level});
        json!({
            "TidID": [{"id": 202510, "kode": "202510", "navn": "2025-26"}, {"id": 202410, "kode": "202410", "navn": "2024-25"},
                      {"id": 202310, "kode": "202310", "navn": "2023-24"}, {"id": 202210, "kode": "202210", "navn": "2022-23"}],
            "KjoennID": [{"id": -10, "kode": "A", "navn": "Alle kjønn"}, {"id": 1, "kode": "J", "navn": "Jente"}],
            "EierformID": [{"id": -10, "kode": "-10", "navn": "Alle eierformer"}, {"id": 8, "kode": "3", "navn": "Offentlig skole"}],
            "EnhetID": [unit(1, -12, "I", "Hele landet", 1), unit(2, -538, "42", "Agder", 2), unit(9, -720, "4203", "Arendal", 3),
                        unit(400, -1, "3014", "Indre Østfold (2020 - 2023)", 3)]
        })
    }

    fn planned(fetch: &str, page: &str) -> Result<Plan> {
        let pipeline = pipeline(fetch);
        let order = Order { pipeline: &pipeline, fetch: pipeline.hent.as_ref().unwrap() };
        let filters = Filters::parse(&order, &values())?;
        let choices = Choices::make(&order, &filters)?;
        let page = Page::parse(&order, "GSK_X", &serde_json::from_str(page).unwrap())?;
        let units = match wanted(&order)?.enhetsnivaaer.is_empty() {
            true => BTreeMap::new(),
            false => {
                let units = |period: &Period| Ok((period.id.clone(), units_of(&order, &filters, &filters)?));
                choices.periods.iter().map(units).collect::<Result<_>>()?
            }
        };
        plan(&order, &page, &filters, &choices, &units)
    }

    fn answer(body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: 200, headers: Default::default(), body: body.into() }
    }

    fn chosen_page(list: Value, title: &str) -> Result<String> {
        let pipeline = pipeline("udir_rapport = { tittel = '/x/' }");
        let order = Order { pipeline: &pipeline, fetch: pipeline.hent.as_ref().unwrap() };
        choose_page(&order, &list, &Selector::parse(title).unwrap())
    }

    #[test]
    fn finds_the_one_page_with_the_name_in_any_list() {
        let pages = json!([{"kode": "A", "navn": "Lærertetthet"}, {"kode": "B", "navn": "Lærere og årsverk"}]);
        for list in [
            pages.clone(),
            json!({"sider": pages}),
            json!([{"kode": "GSK", "navn": "Lærertetthet", "sider": pages}]),
            json!([{"rappside": {"kode": "A", "navn": "Lærertetthet"}}]),
        ] {
            assert_eq!(chosen_page(list, "/^lærertetthet$/").unwrap(), "A");
        }
        assert!(chosen_page(pages.clone(), "/lærer/").unwrap_err().to_string().contains("2 av Udirs rapportsider"));
        assert!(chosen_page(pages, "/lærere.*stilling/").unwrap_err().to_string().contains("nærmest: B «Lærere og årsverk»"));
    }

    #[test]
    fn plans_a_delivery_for_each_year_and_owner() {
        let fetch = "udir_rapport = { side = 'GSK_X', fra = '2023-24', delt_paa = ['EierformID'], filter = { KjoennID = ['*'] } }";
        let plan = planned(fetch, PAGE).unwrap();
        let names: Vec<(&str, bool)> = plan.deliveries.iter().map(|delivery| (delivery.name.as_str(), delivery.settled)).collect();
        assert_eq!(names.len(), 6);
        assert_eq!(names[1], ("2025-26 Offentlig skole", false));
        assert_eq!(names[4], ("2023-24 Alle eierformer", true));
        let request = &plan.deliveries[1].requests[0];
        let path = "rest/v1/Statistikk/GSK/GSI/1/8/data?filter=TidID(202510)_EierformID(8)_KjoennID(-10_1)&radSti=**&inkluderKoder=true";
        assert_eq!((plan.deliveries[1].requests.len(), request.request.path.as_str()), (1, path));
        assert_eq!(plan.deliveries[1].signal, None);
        assert_eq!(plan.form.table, "GSK/GSI/1/8 «Elever og skoler»");
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
        let years = plan.form.dimensions.iter().find(|dimension| dimension.code == "TidID").unwrap();
        assert_eq!(years.categories.iter().filter(|category| category.mapped).count(), 3);
    }

    #[test]
    fn a_page_that_says_when_it_changed_gives_a_signal_for_each_question() {
        let dated = PAGE.replacen("\"kode\"", "\"dataChanged\":\"2026-02-24_125900\",\"kode\"", 1);
        let plan = planned("udir_rapport = { side = 'GSK_X' }", &dated).unwrap();
        let signals: HashSet<&str> = plan.deliveries.iter().filter_map(|delivery| delivery.signal.as_deref()).collect();
        assert_eq!(signals.len(), 4);
        assert!(signals.iter().all(|signal| signal.starts_with("2026-02-24_125900 ")));
        assert_eq!(plan.notes.len(), 2, "two filters are open: {:?}", plan.notes);
    }

    #[test]
    fn units_in_the_columns_are_asked_for_one_by_one() {
        let fetch = "udir_rapport = { side = 'GSK_X', fra = '2025-26', radsti = ['F'], enhetsnivaaer = [1, 3] }";
        let plan = planned(fetch, PAGE).unwrap();
        let paths: Vec<&str> = plan.deliveries[0].requests.iter().map(|planned| planned.request.path.as_str()).collect();
        assert_eq!((plan.deliveries.len(), paths.len()), (1, 3));
        assert!(paths[1].contains("filter=TidID(202510)_EnhetID(-720)&radSti=F&"), "{}", paths[1]);
        let unit = |place: usize| match &plan.deliveries[0].requests[place].expected {
            Expected::Report { unit, .. } => unit.clone(),
            _ => None,
        };
        assert_eq!(unit(1).as_deref(), Some("Arendal"));
        let of = |name: &str| {
            let columns = format!(r#"[[{{"name":"2025-26"}}],[{{"name":"Hele landet"}}],[{{"name":"{name}"}}]]"#);
            answer(format!(
                r#"{{"metadata":{{"rowHierarchy":["Indikator"],"columns":{columns}}},"rows":[{{"navn":"M","kode":"E","id":"41","data":["1"]}}]}}"#
            ))
        };
        let verify = |names: [&str; 3]| UdirReport.verify(&plan.deliveries[0], &names.map(of));
        assert_eq!(verify(["Hele landet", "Arendal", "Indre Østfold"]), Ok(()));
        assert_eq!(verify(["Hele landet", "Grimstad", "Indre Østfold"]).unwrap_err().found, "en annen enhet");
    }

    #[test]
    fn what_the_pipeline_names_must_exist() {
        let message = |fetch: &str| planned(fetch, PAGE).unwrap_err().to_string();
        assert!(message("udir_rapport = { side = 'GSK_X', filter = { TrinnID = ['*'] } }").contains("«TrinnID» finnes ikke"));
        assert!(message("udir_rapport = { side = 'GSK_X', filter = { KjoennID = ['Gutt'] } }").contains("«Gutt»"));
        assert!(message("udir_rapport = { side = 'GSK_X', enhetsnivaaer = [4] }").contains("nivåene [4]"));
        let gone = planned("udir_rapport = { side = 'GSK_X' }", r#"{"rappside":{"kode":"GSK_X"}}"#);
        assert!(gone.unwrap_err().to_string().contains("dataEndepunkt"));
    }

    const ANSWER: &str = r#"{"metadata":{"rowHierarchy":["Nasjonalt","Fylke","Kommune","Enhet"],"columns":[[{"name":"Foreløpige tall 2025-26"}],[{"name":"Antall"}]]},
        "rows":[{"navn":"Innlandet","kode":"34","id":"1.47","data":["9"]},{"navn":"Løten","kode":"3412","id":"1.47.1357","data":["9"]}]}"#;
    const EMPTY: &str = r#"{"metadata":{"columns":[]},"rows":[]}"#;

    fn verified(answers: &[&str]) -> Result<(), Refusal> {
        let paths = vec!["'**'"; answers.len()].join(", ");
        let plan = planned(&format!("udir_rapport = {{ side = 'GSK_X', fra = '2025-26', radsti = [{paths}] }}"), PAGE).unwrap();
        UdirReport.verify(&plan.deliveries[0], &answers.iter().map(|body| answer(*body)).collect::<Vec<_>>())
    }

    #[test]
    fn accepts_whole_answers_and_empty_ones_beside_them() {
        assert_eq!(verified(&[ANSWER]), Ok(()));
        assert_eq!(verified(&[EMPTY, ANSWER]), Ok(()));
        assert!(UdirReport.is_empty(&answer(EMPTY)) && !UdirReport.is_empty(&answer(ANSWER)));
        assert!(verified(&[EMPTY]).unwrap_err().found.contains("bare tomme svar"));
    }

    #[test]
    fn refuses_answers_to_other_questions_and_parts_of_answers() {
        let change = |from: &str, to: &str| verified(&[&ANSWER.replacen(from, to, 1)]).unwrap_err();
        assert!(change("2025-26", "2024-25").expected.contains("2025-26"));
        assert_eq!(change("\"kode\":\"3412\",", "").place, "svar 1: rows[1].kode");
        assert!(change("\"1.47.1357\"", "\"1.17.387\"").expected.contains("utdrag"));
        assert!(
            change("[\"Nasjonalt\",\"Fylke\",\"Kommune\",\"Enhet\"]", "[\"Indikator\",\"Spørsmål\"]").expected.contains("enhetsnivaaer")
        );
        assert!(verified(&[ANSWER, ANSWER]).unwrap_err().found.contains("1.47"), "row paths that overlap");
        let error = r#"{"kode":400,"feiltype":"Feil i forespørselen","melding":"Filter må oppgis!"}"#;
        assert!(verified(&[error]).unwrap_err().found.contains("Filter må oppgis!"));
        assert!(verified(&["<html>"]).unwrap_err().found.contains("ikke er hel JSON"));
        assert!(verified(&[r#"{"metadata":{}}"#]).unwrap_err().found.contains("uten rader"));
    }

    #[test]
    fn refuses_answers_that_ignored_a_filter() {
        let fetch = "udir_rapport = { side = 'GSK_X', fra = '2025-26', delt_paa = ['EierformID'], filter = { KjoennID = ['*'] } }";
        let plan = planned(fetch, PAGE).unwrap();
        let of_owner = |delivery: usize, owner: &str| {
            let heading = format!("[{{\"name\":\"{owner}\"}}],[{{\"name\":\"Alle kjønn\"}},{{\"name\":\"Jente\"}}],[{{\"name\":\"Antall\"");
            let body = ANSWER.replacen("[{\"name\":\"Antall\"", &heading, 1);
            UdirReport.verify(&plan.deliveries[delivery], &[answer(body)])
        };
        assert_eq!(of_owner(0, "Alle eierformer"), Ok(()));
        assert_eq!(of_owner(1, "Offentlig skole"), Ok(()));
        assert_eq!(of_owner(1, "Offentlige skoler"), Ok(()), "headings may be worded otherwise");
        let refused = of_owner(1, "Alle eierformer").unwrap_err();
        assert_eq!((refused.place.as_str(), refused.found.as_str()), ("svar 1: metadata.columns", "overskriften «Alle eierformer»"));
        assert!(refused.expected.starts_with("Offentlig skole, ") && refused.expected.ends_with("EierformID"), "{}", refused.expected);
    }

    #[test]
    fn rows_may_stand_below_subjects() {
        assert!(is_geography(&["Fag", "Nasjonalt", "Fylke", "Kommune", "Enhet"]) && is_geography(&["Nasjonalt", "Fylke", "Skole"]));
        assert!(!is_geography(&[]) && !is_geography(&["Indikator", "Spørsmål"]) && !is_geography(&["Nasjonalt", "Fag"]));
    }

    fn recorded(file: &str) -> Option<String> {
        let bytes = crate::recorded::recorded(&format!("udir/report-api/{file}"))?;
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn recorded_pages_lead_to_their_tables() {
        let pipeline = pipeline("udir_rapport = { side = 'X' }");
        let order = Order { pipeline: &pipeline, fetch: pipeline.hent.as_ref().unwrap() };
        for (code, table) in
            [("GSK_Elev_Skol", "GSK/GSI/1/8"), ("GSK_NP_Geo_Trinn5", "GSK/NasjonaleProever/4/1"), ("GSK_EUG_mobbing", "GSK/EUG/5/5")]
        {
            let Some(json) = recorded(&format!("rapportside_{code}.json")) else { return };
            let page = Page::parse(&order, code, &serde_json::from_str(&json).unwrap()).unwrap();
            assert_eq!((page.table(), page.changed.as_deref(), page.others), (table, None, 0));
        }
    }

    #[test]
    fn recorded_answers_are_whole_and_excerpts_are_not() {
        let Some(whole) = recorded("gsi_GSK_Elev_Skol_202510_kommune.json") else { return };
        assert_eq!(verified(&[&whole]), Ok(()));
        assert_eq!(verified(&[&recorded("np_GSK_NP_Geografisk_20252026_trinn8_NPLES_utlandet.json").unwrap()]), Ok(()));
        let excerpt = verified(&[&recorded("np_GSK_NP_Geografisk_20252026_trinn8_NPLES.EXCERPT.json").unwrap()]).unwrap_err();
        assert!(excerpt.found.contains("Moskenes") && excerpt.expected.contains("utdrag"), "{excerpt}");
        let older = recorded("fravaer_GSK_fravaer_202506.EXCERPT.json").unwrap().replace("2024-25", "2025-26");
        assert!(verified(&[&older]).unwrap_err().expected.contains("utdrag"));
    }
}
