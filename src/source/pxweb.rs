//! SSB's PxWebApi v2. A dataset is one table, found by its id or by its title among the active ones.
//!
//! Every dimension is named in every request, with its codes written out and each once: a dimension that is left out is summed and
//! disappears from the answer, an expression that matches nothing does the same, and a code that stands twice is answered with status 500.
//! `updated` is all that tells a revision. The figures come as JSON-stat, never as the publisher's CSV or Parquet, which have been wrong.

mod metadata;
mod packing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::NaiveTime;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use self::metadata::{CodeList, Metadata, TableItem};
use super::select::{self, Chosen};
use super::{Expected, Form, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::definition::sha256;
use crate::error::{Error, Result};
use crate::pipeline::{Layout, PxWebOrder, Selector};
use crate::read::{Refusal, Role};
use crate::web::{Answer, Request, Web};

pub struct PxWeb;

const PUBLISHER: &str = "ssb";
const FORMAT: &str = "jsonstat";

/// SSB's cell limit, where the publisher does not say.
const USUAL_LIMIT: usize = 800_000;

/// How long an announced limit is believed.
const LIMIT_HOLDS: Duration = Duration::from_secs(12 * 60 * 60);

/// Tables per page of a search. The publisher gives 10 000, which is all of them.
const PAGE: usize = 1000;

/// More pages than a search can have.
const MOST_PAGES: usize = 50;

#[async_trait]
impl Source for PxWeb {
    fn publisher(&self, _order: &Order<'_>) -> &'static str {
        PUBLISHER
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let Some(pxweb) = &order.fetch.pxweb else { return Err(order.stop("[hent.pxweb] mangler")) };
        let layout = order.layout(FORMAT).ok_or_else(|| order.stop(format!("ingen [[lesing]] har formatet {FORMAT}")))?;
        let found = table(web, order, pxweb).await?;
        let plain = read_metadata(web, order, &found.table, &IndexMap::new()).await?;
        let codelists = codelists(&plain, &pxweb.kodeliste).map_err(|message| order.stop(message))?;
        let metadata = match codelists.is_empty() {
            true => plain,
            false => read_metadata(web, order, &found.table, &codelists).await?,
        };
        let limit = limit(web).await;
        let facts = Facts { found, metadata, codelists, limit };
        plan_from(&facts, layout, pxweb).map_err(|message| order.stop(format!("tabell {}: {message}", facts.found.table.id)))
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        let count = delivery.requests.len();
        if answers.len() != count {
            return Err(Refusal::whole(format!("{} svar", answers.len()), format!("{count}, ett per spørring")));
        }
        let mut updated: Option<Option<String>> = None;
        for (number, (planned, answer)) in delivery.requests.iter().zip(answers).enumerate() {
            let place = format!("svar {} av {count} ({})", number + 1, delivery.name);
            let said = said(&answer.body, &place)?;
            complete(planned, &said, &place)?;
            match &updated {
                Some(first) if *first != said.updated => {
                    return Err(Refusal::new(place, "en annen publisering enn i første svar", "én og samme «updated»; hent på nytt"));
                }
                _ => updated = Some(said.updated),
            }
        }
        Ok(())
    }

    /// SSB updates its tables from 05:00 and publishes at 08:00, when everybody asks.
    fn quiet_hours(&self) -> Option<(NaiveTime, NaiveTime)> {
        NaiveTime::from_hms_opt(5, 0, 0).zip(NaiveTime::from_hms_opt(8, 15, 0))
    }
}

// ---------------------------------------------------------------------------------------------- asking

/// A table, and how it was found.
struct Found {
    table: TableItem,
    /// What the pipeline calls it.
    name: String,
    note: Option<String>,
}

/// Finds the table by its id, else by its title.
async fn table(web: &Web, order: &Order<'_>, pxweb: &PxWebOrder) -> Result<Found> {
    let Some(id) = &pxweb.tabell else { return search(web, order, pxweb).await };
    let request = Request::get(PUBLISHER, format!("tables/{}?lang=no", encoded(id)));
    let answer = match web.ask(&request).await {
        Ok(answer) => answer.json(&request)?,
        // The publisher's word for a table that is no more.
        Err(Error::Web { message, .. }) if message.contains("svarte 404") => {
            let gone = format!("tabell {id} finnes ikke hos utgiveren");
            if pxweb.tittel.is_none() {
                return Err(order.stop(format!("{gone}; finn den nye og rett «tabell», eller oppgi «tittel»")));
            }
            let found = search(web, order, pxweb).await?;
            let note = format!("{gone}; {} har tittelen som er oppgitt", found.table.id);
            return Ok(Found { note: Some(note), ..found });
        }
        Err(error) => return Err(error),
    };
    let table = TableItem::parse(&answer).ok_or_else(|| order.stop(format!("svaret om tabell {id} er ingen tabell")))?;
    let is_it = |title: &Selector| title.names(&table.id, Some(&table.label));
    if let Some(title) = pxweb.tittel.as_ref().filter(|title| !is_it(title)) {
        return Err(order.stop(format!("tabell {id} heter nå «{}», ikke {title}", table.label)));
    }
    let note = table.discontinued.then(|| format!("tabell {id} er avsluttet: det kommer ikke flere tall i den"));
    Ok(Found { table, name: format!("tabell {id}"), note })
}

/// Finds the only active table with the title.
async fn search(web: &Web, order: &Order<'_>, pxweb: &PxWebOrder) -> Result<Found> {
    let Some(title) = &pxweb.tittel else { return Err(order.stop("[hent.pxweb] har verken «tabell» eller «tittel»")) };
    let query = pxweb.soek.as_ref().map(|words| format!("&query={}", encoded(words))).unwrap_or_default();
    let mut tables: Vec<TableItem> = Vec::new();
    for number in 1..=MOST_PAGES {
        // The publisher's own link to the next page is not a valid address, so it is made here.
        let request = Request::get(PUBLISHER, format!("tables?lang=no{query}&pageSize={PAGE}&pageNumber={number}"));
        let answer = web.ask(&request).await?.json(&request)?;
        let page = Page::parse(&answer).filter(|page| page.number == number);
        let page = page.ok_or_else(|| order.stop(format!("søket etter tabeller ga ikke side {number} da den ble bedt om")))?;
        tables.extend(page.tables);
        if number >= page.of {
            if tables.len() != page.total {
                return Err(order.stop(format!("søket ga {} tabeller, men utgiveren sier {}", tables.len(), page.total)));
            }
            let table = with_title(&tables, title).map_err(|message| order.stop(message))?;
            return Ok(Found { table, name: format!("tabell {title}"), note: None });
        }
    }
    Err(order.stop(format!("søket etter tabeller gir mer enn {MOST_PAGES} sider; oppgi «soek»")))
}

/// A page of a search for tables.
struct Page {
    tables: Vec<TableItem>,
    number: usize,
    of: usize,
    total: usize,
}

impl Page {
    fn parse(answer: &Value) -> Option<Page> {
        let page = answer.get("page")?;
        let number = |key: &str| page.get(key)?.as_u64().and_then(|number| usize::try_from(number).ok());
        let tables = answer.get("tables")?.as_array()?.iter().map(TableItem::parse).collect::<Option<Vec<_>>>()?;
        Some(Page { tables, number: number("pageNumber")?, of: number("totalPages")?, total: number("totalElements")? })
    }
}

/// The only active table with the title.
fn with_title(tables: &[TableItem], title: &Selector) -> Result<TableItem, String> {
    let mut seen = HashSet::new();
    let active: Vec<&TableItem> = tables.iter().filter(|table| !table.discontinued && seen.insert(table.id.as_str())).collect();
    let found: Vec<&TableItem> = active.iter().copied().filter(|table| title.names(&table.id, Some(&table.label))).collect();
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => {
            let wanted = title.to_string().to_lowercase();
            let mut nearest = active;
            nearest.sort_by_cached_key(|table| (strsim::sorensen_dice(&wanted, &table.label.to_lowercase()) * -1e6) as i64);
            Err(format!("ingen aktiv tabell har tittelen {title}; nærmest av {} er {}", nearest.len(), titles(&nearest)))
        }
        several => Err(format!("flere aktive tabeller har tittelen {title}: {}", titles(several))),
    }
}

fn titles(tables: &[&TableItem]) -> String {
    const MOST: usize = 5;
    tables.iter().take(MOST).map(|table| format!("{} «{}»", table.id, table.label)).collect::<Vec<_>>().join(", ")
}

/// Reads what the publisher says of the table, with the dimensions in `codelists` by those lists.
async fn read_metadata(web: &Web, order: &Order<'_>, table: &TableItem, codelists: &IndexMap<String, CodeList>) -> Result<Metadata> {
    let lists = codelists.iter().map(|(dimension, list)| format!("&codelist%5B{}%5D={}", encoded(dimension), encoded(&list.id)));
    let path = format!("tables/{}/metadata?lang=no{}", encoded(&table.id), lists.collect::<String>());
    let request = Request::get(PUBLISHER, path);
    let answer = web.ask(&request).await?.json(&request)?;
    Metadata::parse(&answer).map_err(|message| order.stop(format!("tabell {}: {message}", table.id)))
}

/// The code list that the pipeline wants of each dimension, by the dimension's code.
fn codelists(metadata: &Metadata, wanted: &IndexMap<Selector, Selector>) -> Result<IndexMap<String, CodeList>, String> {
    let mut chosen = IndexMap::new();
    for (dimension, list) in wanted {
        let number = select::one_dimension(&metadata.dimensions, dimension, "kodeliste")?;
        let lists = metadata.codelists.get(number).map(Vec::as_slice).unwrap_or_default();
        let found: Vec<&CodeList> = lists.iter().filter(|it| list.names(&it.id, Some(&it.label))).collect();
        let shown = |lists: &[&CodeList]| lists.iter().map(|list| format!("{} «{}»", list.id, list.label)).collect::<Vec<_>>().join(", ");
        let code = metadata.dimensions.get(number).map(|offered| offered.dimension.code.clone()).unwrap_or_default();
        match found.as_slice() {
            [only] => drop(chosen.insert(code, (*only).clone())),
            [] => {
                let there = shown(&lists.iter().collect::<Vec<_>>());
                return Err(format!("ingen kodeliste til dimensjonen {code} heter {list}; det finnes: {there}"));
            }
            several => return Err(format!("flere kodelister til dimensjonen {code} heter {list}: {}", shown(several))),
        }
    }
    Ok(chosen)
}

/// The most cells that one answer may have. Asked for once in a while for each address; the usual limit when the publisher does not say.
async fn limit(web: &Web) -> usize {
    static LIMITS: Mutex<BTreeMap<String, (Instant, usize)>> = Mutex::new(BTreeMap::new());
    let request = Request::get(PUBLISHER, "config");
    let address = web.address(&request);
    let known = LIMITS.lock().ok().and_then(|limits| limits.get(&address).copied());
    if let Some((_, limit)) = known.filter(|(when, _)| when.elapsed() < LIMIT_HOLDS) {
        return limit;
    }
    let config = web.ask(&request).await.and_then(|answer| answer.json(&request));
    let Some(limit) = config.ok().as_ref().and_then(announced) else { return USUAL_LIMIT };
    if let Ok(mut limits) = LIMITS.lock() {
        limits.insert(address, (Instant::now(), limit));
    }
    limit
}

fn announced(config: &Value) -> Option<usize> {
    let cells = config.get("maxDataCells")?.as_u64().filter(|&cells| cells > 0)?;
    usize::try_from(cells).ok()
}

/// Percent-encodes a text for a path or a query.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

// ---------------------------------------------------------------------------------------------- planning

/// All that the publisher has said before any figures are asked for.
struct Facts {
    found: Found,
    metadata: Metadata,
    codelists: IndexMap<String, CodeList>,
    /// Cells per answer.
    limit: usize,
}

/// What there is to fetch of a table.
fn plan_from(facts: &Facts, layout: &Layout, order: &PxWebOrder) -> Result<Plan, String> {
    let Found { table, name, note } = &facts.found;
    let mut selection = select::select(&facts.metadata.dimensions, layout, &order.velg)?;
    if let Some(first) = &order.fra {
        from_period(&mut selection.chosen, first)?;
    }
    let (packages, split) = packing::pack(&selection.chosen, facts.limit)?;
    let mut plan = Plan {
        form: Form { table: format!("{} «{}»", table.id, table.label), dimensions: selection.form },
        resolved: vec![Resolved { name: name.clone(), stands_for: format!("{} «{}»", table.id, table.label) }],
        notes: note.iter().cloned().chain(selection.notes).chain(split).collect(),
        ..Plan::default()
    };
    plan.resolved.extend(facts.codelists.iter().map(|(dimension, list)| Resolved {
        name: format!("kodeliste for {dimension}"),
        stands_for: format!("{} «{}»", list.id, list.label),
    }));
    plan.resolved.extend(selection.resolved);
    let updated = table.updated.as_ref().or(facts.metadata.updated.as_ref());
    for package in packages {
        let requests: Vec<PlannedRequest> =
            package.selections.iter().map(|selection| request(&table.id, selection, &facts.codelists)).collect();
        plan.deliveries.push(Planned {
            name: package.name,
            signal: updated.map(|updated| format!("{updated} {}", fingerprint(&requests))),
            settled: false,
            format: FORMAT,
            requests,
        });
    }
    Ok(plan)
}

/// Leaves out the periods before the first one that is wanted. Codes of one table sort by time: `2024`, `2024M06`, `2020K3`.
fn from_period(chosen: &mut [Chosen], first: &str) -> Result<(), String> {
    let time = chosen.iter_mut().find(|dimension| dimension.role == Some(Role::Time));
    let time = time.ok_or("«fra» er oppgitt, men ingen dimensjon har rollen tid")?;
    let last = time.categories.iter().max().cloned().unwrap_or_default();
    time.categories.retain(|period| period.as_str() >= first);
    match time.categories.is_empty() {
        true => Err(format!("ingen perioder fra og med {first}; den siste er {last}")),
        false => Ok(()),
    }
}

fn request(table: &str, selection: &[Chosen], codelists: &IndexMap<String, CodeList>) -> PlannedRequest {
    let named = |chosen: &Chosen| match codelists.get(&chosen.dimension) {
        Some(list) => json!({"variableCode": chosen.dimension, "codelist": list.id, "valueCodes": chosen.categories}),
        None => json!({"variableCode": chosen.dimension, "valueCodes": chosen.categories}),
    };
    let body = json!({"selection": selection.iter().map(named).collect::<Vec<_>>()});
    let path = format!("tables/{}/data?lang=no&outputFormat=json-stat2", encoded(table));
    let expected = selection.iter().map(|chosen| (chosen.dimension.clone(), chosen.categories.len())).collect();
    PlannedRequest { request: Request::post(PUBLISHER, path, body), signal: None, expected: Expected::Cube(expected) }
}

/// Changes whenever something else is asked for than last time.
fn fingerprint(requests: &[PlannedRequest]) -> String {
    let question = |planned: &PlannedRequest| {
        let body = planned.request.body.as_ref().map(Value::to_string).unwrap_or_default();
        format!("{}\n{body}\n", planned.request.path)
    };
    sha256(requests.iter().map(question).collect::<String>().as_bytes())
}

// ---------------------------------------------------------------------------------------------- what an answer says of itself

/// The frame of a JSON-stat answer, or of a problem: the figures are not looked at.
#[derive(Debug, Default, Deserialize)]
struct Said {
    #[serde(default)]
    id: Vec<String>,
    #[serde(default)]
    size: Vec<usize>,
    #[serde(default)]
    dimension: HashMap<String, SaidMember>,
    updated: Option<String>,
    /// Only in a problem: `Non-existent variable`.
    title: Option<String>,
    value: Option<IgnoredAny>,
    /// The whole of it, in version 1.
    dataset: Option<Box<Said>>,
}

/// What stands under `dimension`: dimensions, and in version 1 `id`, `size` and `role` among them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum SaidMember {
    Dimension(SaidDimension),
    Codes(Vec<String>),
    Sizes(Vec<usize>),
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
struct SaidDimension {
    category: SaidCategory,
}

impl Said {
    /// Out of version 1's wrapping. The reader takes both, so what SSB's older API answers is held against the question like the rest.
    fn unwrapped(self) -> Said {
        let Some(inner) = self.dataset else { return self };
        let mut said = *inner;
        if said.id.is_empty()
            && let (Some(SaidMember::Codes(id)), Some(SaidMember::Sizes(size))) =
                (said.dimension.remove("id"), said.dimension.remove("size"))
        {
            (said.id, said.size) = (id, size);
        }
        said
    }

    fn index(&self, dimension: &str) -> Option<&SaidIndex> {
        match self.dimension.get(dimension)? {
            SaidMember::Dimension(dimension) => dimension.category.index.as_ref(),
            _ => None,
        }
    }
}

#[derive(Debug, Deserialize)]
struct SaidCategory {
    index: Option<SaidIndex>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum SaidIndex {
    Places(HashMap<String, IgnoredAny>),
    Codes(Vec<String>),
}

fn said(body: &[u8], place: &str) -> Result<Said, Refusal> {
    const DATASET: &str = "et JSON-stat-svar fra utgiveren";
    let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let begins = json.iter().find(|byte| !byte.is_ascii_whitespace());
    match begins {
        None => return Err(Refusal::new(place, "et tomt svar", DATASET)),
        Some(b'<') => return Err(Refusal::new(place, "en nettside (HTML)", DATASET)),
        _ => {}
    }
    let said: Said = serde_json::from_slice(json).map_err(|error| {
        let found = if error.is_eof() { "JSON som slutter midt i (svaret er avkortet)" } else { "noe annet enn JSON-stat" };
        let place = format!("{place}, linje {}, kolonne {}", error.line(), error.column());
        Refusal::new(place, found, DATASET)
    })?;
    let said = said.unwrapped();
    match (&said.title, &said.value) {
        (Some(title), None) => Err(Refusal::new(place, format!("feilmeldingen «{}»", problem(title)), DATASET)),
        (_, None) => Err(Refusal::new(place, "et svar uten tall (value)", DATASET)),
        _ => Ok(said),
    }
}

/// The publisher's titles of problems in Norwegian; others as they are, cut where they are long.
fn problem(title: &str) -> String {
    let known = [
        ("Non-existent variable", "dimensjonen finnes ikke"),
        ("Non-existent value", "kategorien finnes ikke"),
        ("Non-existent codelist", "kodelisten finnes ikke"),
        ("Non-existent table", "tabellen finnes ikke"),
        ("Non-existent page", "siden finnes ikke"),
        ("Missing selection", "det mangler et utvalg for en dimensjon"),
        ("Illegal selection", "utvalget er ugyldig"),
        ("Illegal placment", "plasseringen er ugyldig"),
        ("Unsupported output format", "utdataformatet støttes ikke"),
        ("Too many cells selected", "for mange celler i ett uttrekk"),
    ];
    let words = known.iter().find(|(beginning, _)| title.starts_with(beginning)).map(|(_, words)| format!("{title}: {words}"));
    words.unwrap_or_else(|| title.chars().filter(|c| !c.is_control()).take(80).collect())
}

/// Whether the answer has every dimension and every category that was asked for.
fn complete(planned: &PlannedRequest, said: &Said, place: &str) -> Result<(), Refusal> {
    let Expected::Cube(expected) = &planned.expected else { return Ok(()) };
    let asked = asked(&planned.request);
    for (name, count) in expected {
        let Some(position) = said.id.iter().position(|id| same(id, name)) else {
            let found = format!("bare dimensjonene {}", said.id.join(", "));
            return Err(Refusal::new(place, found, format!("også {name}, som det ble bedt om (utgiveren har summert over den)")));
        };
        let size = said.size.get(position).copied().unwrap_or_default();
        if size != *count {
            return Err(Refusal::new(place, format!("{size} kategorier i dimensjonen {name}"), format!("{count}, som det ble bedt om")));
        }
        let index = said.id.get(position).and_then(|id| said.index(id));
        let codes: Option<Vec<&str>> = match index {
            Some(SaidIndex::Places(places)) => Some(places.keys().map(String::as_str).collect()),
            Some(SaidIndex::Codes(codes)) => Some(codes.iter().map(String::as_str).collect()),
            None => None,
        };
        if let (Some(codes), Some(asked)) = (codes, asked.get(&name.to_lowercase())) {
            let there: HashSet<String> = codes.into_iter().map(str::to_lowercase).collect();
            if let Some(lost) = asked.iter().find(|code| !there.contains(&code.to_lowercase())) {
                return Err(Refusal::new(
                    place,
                    format!("ingen kategori {lost} i dimensjonen {name}"),
                    "alle kategoriene som det ble bedt om",
                ));
            }
        }
    }
    match said.id.iter().find(|id| !expected.iter().any(|(name, _)| same(id, name))) {
        Some(extra) => Err(Refusal::new(place, format!("dimensjonen {extra}, som det ikke ble bedt om"), "bare dimensjonene i spørringen")),
        None => Ok(()),
    }
}

/// The codes of each dimension in a request, by its name in lower case.
fn asked(request: &Request) -> HashMap<String, Vec<&str>> {
    let selection = request.body.as_ref().and_then(|body| body.get("selection")?.as_array());
    let mut asked = HashMap::new();
    for entry in selection.into_iter().flatten() {
        if let (Some(name), Some(codes)) =
            (entry.get("variableCode").and_then(Value::as_str), entry.get("valueCodes").and_then(Value::as_array))
        {
            asked.insert(name.to_lowercase(), codes.iter().filter_map(Value::as_str).collect());
        }
    }
    asked
}

/// Names are the same whatever their case.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests;
