//! How the simulated publisher misbehaves, on request: as HTTP ([`wrap`]), in what it has published ([`republish`]), and in the rows of the
//! protocols that have no cubes ([`tamper`]).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Response, header};
use futures_util::stream;
use serde_json::{Map, Value};

use super::cube::{Cube, CubeDimension, Elimination, Figure};
use super::exchange::{Ask, Reply};
use crate::read::Role;

/// One way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429, with or without the seconds of Retry-After.
    TooManyRequests { retry_after: Option<u64> },
    /// 500 without a body.
    EmptyServerError,
    /// 503.
    Unavailable,
    /// The headers come after so long.
    SlowHeaders(Duration),
    /// The second half of the body comes after so long.
    SlowBody(Duration),
    /// Half of the body comes, with the length of the whole; then the connection breaks.
    TruncatedBody,
    /// Half of the body comes, and its length says that that is all.
    WrongLength,
    /// 200 with bytes that mean nothing.
    Garbage,
    /// Some MiB that become a GiB.
    CompressionBomb,
    /// 200 with a web page.
    Html,
    /// Page n − 1 in place of page n, where there are pages.
    LastPageTwice,
    /// A dimension (or a field of every row) is gone.
    LostDimension,
    /// The measures (or a field of every row) have other codes and labels.
    RenamedColumn,
    /// Tables have other ids (or are not found).
    MovedTable,
    /// What was thousands of kroner is kroner.
    UnitChanges,
    /// The totals of the last period are larger than their parts.
    TotalsDoNotAddUp,
}

/// A fault, and what it strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misbehaviour {
    pub fault: Fault,
    /// How many requests; none means for ever.
    pub times: Option<usize>,
    /// How many of those that it could strike are answered well first.
    pub spared: usize,
    /// Only requests for figures and lists, not those that describe them.
    pub data_only: bool,
}

impl Misbehaviour {
    /// Every request, until it is cleared.
    pub fn always(fault: Fault) -> Misbehaviour {
        Misbehaviour { fault, times: None, spared: 0, data_only: false }
    }

    /// The first requests only.
    pub fn times(fault: Fault, times: usize) -> Misbehaviour {
        Misbehaviour { times: Some(times), ..Misbehaviour::always(fault) }
    }

    pub fn on_data(self) -> Misbehaviour {
        Misbehaviour { data_only: true, ..self }
    }

    /// Not before so many of the requests that it could strike are answered.
    pub fn after(self, spared: usize) -> Misbehaviour {
        Misbehaviour { spared, ..self }
    }
}

impl Fault {
    /// Every fault, with pauses of the given length and no Retry-After longer than a second: what a test goes through.
    pub fn all(pause: Duration) -> [Fault; 17] {
        [
            Fault::TooManyRequests { retry_after: Some(1) },
            Fault::TooManyRequests { retry_after: None },
            Fault::EmptyServerError,
            Fault::Unavailable,
            Fault::SlowHeaders(pause),
            Fault::SlowBody(pause),
            Fault::TruncatedBody,
            Fault::WrongLength,
            Fault::Garbage,
            Fault::CompressionBomb,
            Fault::Html,
            Fault::LastPageTwice,
            Fault::LostDimension,
            Fault::RenamedColumn,
            Fault::MovedTable,
            Fault::UnitChanges,
            Fault::TotalsDoNotAddUp,
        ]
    }

    /// Whether the fault is in what is published, not in how it is sent.
    pub fn is_structural(self) -> bool {
        matches!(self, Fault::LostDimension | Fault::RenamedColumn | Fault::MovedTable | Fault::UnitChanges | Fault::TotalsDoNotAddUp)
    }
}

/// Whether a request is for figures or lists, not for what describes them.
pub fn is_data(publisher: &str, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    match publisher {
        "klass" => path.split('/').count() > 2,
        "nsr" | "nbr" => path.contains("enhet"),
        _ => last.eq_ignore_ascii_case("data") || last.ends_with(".csv"),
    }
}

/// The request as the misbehaving publisher understands it.
pub fn misread(fault: Fault, ask: &mut Ask) {
    if fault != Fault::LastPageTwice {
        return;
    }
    for (name, value) in &mut ask.query {
        if name.eq_ignore_ascii_case("sidenummer")
            && let Ok(page) = value.parse::<usize>()
            && page > 1
        {
            *value = (page - 1).to_string();
        }
    }
}

/// The reply as it goes out.
pub async fn wrap(fault: Option<Fault>, reply: Reply, headers: &[(HeaderName, String)]) -> Response<Body> {
    let (status, length) = (reply.status, reply.body.len());
    let plain = |status: u16, body: Body| respond(status, reply.content_type, headers, body);
    let body = Bytes::from(reply.body);
    let (first, second) = (body.slice(..length / 2), body.slice(length / 2..));
    match fault {
        Some(Fault::TooManyRequests { retry_after }) => {
            let mut response = respond(429, "text/plain", headers, Body::empty());
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
        Some(Fault::EmptyServerError) => respond(500, "text/plain", headers, Body::empty()),
        Some(Fault::Unavailable) => respond(503, "text/html", headers, Body::from("<html><title>Service Unavailable</title></html>")),
        Some(Fault::SlowHeaders(pause)) => {
            tokio::time::sleep(pause).await;
            plain(status, Body::from(body))
        }
        Some(Fault::SlowBody(pause)) => plain(
            status,
            in_two(first, move || async move {
                tokio::time::sleep(pause).await;
                Ok(second)
            }),
        ),
        Some(Fault::TruncatedBody) => {
            let cut = in_two(first, || async {
                // Without a pause the first half would never leave the buffer.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            });
            let mut response = plain(status, cut);
            response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
            response
        }
        Some(Fault::WrongLength) => plain(status, Body::from(first)),
        Some(Fault::Garbage) => plain(200, Body::from(garbage(length.max(64)))),
        Some(Fault::CompressionBomb) => {
            let mut response = plain(200, Body::from(gzip_of_zeros(1 << 30)));
            response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
            response
        }
        Some(Fault::Html) => {
            let page = "<!DOCTYPE html>\n<html><head><title>Vedlikehold</title></head><body>Vi er snart tilbake.</body></html>";
            respond(200, "text/html; charset=utf-8", headers, Body::from(page))
        }
        _ => plain(status, Body::from(body)),
    }
}

fn respond(status: u16, content_type: &'static str, headers: &[(HeaderName, String)], body: Body) -> Response<Body> {
    let mut builder = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    // Status and headers are the simulation's own; were one of them wrong, an empty 200 would show it.
    builder.body(body).unwrap_or_default()
}

/// A body whose second piece is made when the first has gone.
fn in_two<F>(first: Bytes, second: impl FnOnce() -> F + Send + 'static) -> Body
where
    F: Future<Output = io::Result<Bytes>> + Send + 'static,
{
    Body::from_stream(stream::unfold((Some(first), Some(second)), |(first, second)| async move {
        match (first, second) {
            (Some(first), second) => Some((Ok(first), (None, second))),
            (None, Some(second)) => Some((second().await, (None, None))),
            (None, None) => None,
        }
    }))
}

fn garbage(length: usize) -> Vec<u8> {
    (0..length as u32).map(|position| (position.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// The beginning of a gzip file that unpacks to so many zeros, 158 times its size.
///
/// One deflate block of fixed codes: a literal zero, then matches of length 258 at distance 1. A match is thirteen bits (`11000101` for
/// the length, `00000` for the distance), so eight of them are thirteen bytes. The end is left out: nobody is to come so far.
pub fn gzip_of_zeros(length: usize) -> Vec<u8> {
    let mut bits = String::from("110" /* the last block, fixed codes */) + "00110000" /* the literal 0 */;
    bits.extend(std::iter::repeat_n("1100010100000", 16));
    let packed: Vec<u8> = bits.as_bytes().chunks_exact(8).map(pack).collect();
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend_from_slice(&packed[..2]);
    // From the third byte on there are only matches.
    bytes.extend(packed[2..15].repeat(length / (8 * 258)));
    bytes
}

/// Deflate fills a byte from its lowest bit.
fn pack(bits: &[u8]) -> u8 {
    bits.iter().rev().fold(0, |byte, bit| byte << 1 | (bit - b'0'))
}

/// What the publisher has published instead.
pub fn republish(fault: Fault, cube: &Cube) -> Cube {
    let mut changed = match fault {
        Fault::LostDimension => lose_dimension(cube),
        Fault::RenamedColumn => rename_measures(cube),
        Fault::MovedTable => Cube { id: moved_id(&cube.id), ..cube.clone() },
        Fault::UnitChanges => change_unit(cube),
        Fault::TotalsDoNotAddUp => break_totals(cube),
        _ => return cube.clone(),
    };
    // Who republishes, says so.
    changed.updated += chrono::Duration::minutes(1);
    changed
}

/// The last dimension that is neither time, place nor measure is gone; what is left of it is its sum, or its first category.
fn lose_dimension(cube: &Cube) -> Cube {
    let Some(lost) = cube.dimensions.iter().rposition(|dimension| dimension.role.is_none()) else { return cube.clone() };
    let kept = cube.dimensions[lost].elimination.and_then(Elimination::total).unwrap_or(0);
    let original = cube.clone();
    let mut dimensions = cube.dimensions.clone();
    dimensions.remove(lost);
    let cell = move |positions: &[usize]| {
        let mut all = positions.to_vec();
        all.insert(lost.min(all.len()), kept);
        original.at(&all)
    };
    Cube { dimensions, cell: Arc::new(cell), amendments: Default::default(), ..cube.clone() }
}

fn rename_measures(cube: &Cube) -> Cube {
    let mut changed = cube.clone();
    let measures = changed.dimensions.iter().position(|dimension| dimension.role == Some(Role::Measure));
    let Some(renamed) = measures.or_else(|| changed.dimensions.iter().position(|dimension| dimension.role.is_none())) else {
        return changed;
    };
    for (number, category) in changed.dimensions[renamed].categories.iter_mut().enumerate() {
        category.code = format!("Omdoept{}", number + 1);
        category.label = format!("Omdøpt størrelse {}", number + 1);
    }
    changed
}

/// `07459` → `97459`, `GSK/GSI/1/8` → `GSK/GSI/1/9`.
fn moved_id(id: &str) -> String {
    if let Some((table, version)) = id.rsplit_once('/')
        && let Ok(version) = version.parse::<u32>()
    {
        return format!("{table}/{}", version + 1);
    }
    let rest: String = id.chars().skip(1).collect();
    format!("{}{rest}", if id.starts_with('9') { '8' } else { '9' })
}

fn change_unit(cube: &Cube) -> Cube {
    let Some(measures) = cube.dimensions.iter().position(|dimension| dimension.role == Some(Role::Measure)) else { return cube.clone() };
    let mut changed = cube.clone();
    let mut scaled = Vec::new();
    for category in &mut changed.dimensions[measures].categories {
        let unit = category.unit.as_deref().unwrap_or_default().replace([' ', '\u{a0}'], "");
        scaled.push(unit.eq_ignore_ascii_case("1000kr"));
        if scaled.last() == Some(&true) {
            category.unit = Some("kr".to_owned());
        }
    }
    let original = cube.clone();
    changed.amendments.clear();
    changed.cell = Arc::new(move |positions: &[usize]| {
        let figure = original.at(positions);
        let factor = positions.get(measures).and_then(|at| scaled.get(*at)).is_some_and(|scaled| *scaled);
        if factor { map(figure, |number| number * 1000.0) } else { figure }
    });
    changed
}

/// The totals of the last period are too large, in every place and measure.
fn break_totals(cube: &Cube) -> Cube {
    let totals: Vec<Option<usize>> = cube.dimensions.iter().map(total_position).collect();
    let original = cube.clone();
    let cell = move |positions: &[usize]| {
        let is_total = totals.iter().zip(positions).all(|(total, at)| total.is_none_or(|total| total == *at));
        let figure = original.at(positions);
        if is_total { map(figure, |number| number * 2.0 + 1000.0) } else { figure }
    };
    Cube { cell: Arc::new(cell), amendments: Default::default(), ..cube.clone() }
}

/// The position that stands for all the others; none where every position is struck.
fn total_position(dimension: &CubeDimension) -> Option<usize> {
    match dimension.role {
        // Some publishers list the newest first.
        Some(Role::Time) => (0..dimension.categories.len()).max_by_key(|at| &dimension.categories[*at].code),
        Some(Role::Place | Role::Measure) => None,
        None => dimension.elimination.and_then(Elimination::total).or_else(|| {
            let sums = ["alle", "i alt", "begge", "totalt", "sum"];
            dimension.categories.iter().position(|category| {
                let label = category.label.to_lowercase();
                category.code == "-10" || sums.iter().any(|sum| label.starts_with(sum))
            })
        }),
    }
}

fn map(figure: Figure, change: impl Fn(f64) -> f64) -> Figure {
    match figure {
        Figure::Number(number) => Figure::Number(change(number)),
        Figure::Preliminary(number) => Figure::Preliminary(change(number)),
        other => other,
    }
}

/// The same faults in a reply that is made of rows: Klass, NSR, NBR and Udir's export.
pub fn tamper(fault: Fault, reply: Reply) -> Reply {
    if fault == Fault::MovedTable && reply.status == 200 {
        return Reply::empty(404);
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&reply.body) else { return reply };
    match fault {
        Fault::LostDimension => each_row(&mut value, |row| {
            if let Some(key) = column(row) {
                row.shift_remove(&key);
            }
        }),
        Fault::RenamedColumn => each_row(&mut value, |row| {
            if let Some(key) = column(row)
                && let Some(cell) = row.shift_remove(&key)
            {
                row.insert(format!("{key}Ny"), cell);
            }
        }),
        Fault::TotalsDoNotAddUp => break_row_totals(&mut value),
        _ => return reply,
    }
    Reply { body: value.to_string().into_bytes(), ..reply }
}

/// What the lists of units and codes are called; a list at the top has no name.
const LISTS: [&str; 5] = ["EnhetListe", "codes", "codeChanges", "correspondenceItems", "correspondenceMaps"];

/// Calls for every row: the objects of the list in the reply, or the reply itself where it is one object.
fn each_row(value: &mut Value, change: impl Fn(&mut Map<String, Value>)) {
    match rows(value) {
        Some(rows) => rows.iter_mut().filter_map(Value::as_object_mut).for_each(change),
        None => value.as_object_mut().into_iter().for_each(change),
    }
}

fn rows(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Array(rows) => Some(rows),
        Value::Object(object) => object.iter_mut().find(|(key, _)| LISTS.contains(&key.as_str()))?.1.as_array_mut(),
        _ => None,
    }
}

/// The field that matters: the measure where there is one, otherwise the first, which is the key.
fn column(row: &Map<String, Value>) -> Option<String> {
    let is_measure = |key: &&String| key.starts_with("Andel") || key.starts_with("Score");
    row.keys().find(is_measure).or_else(|| row.keys().next()).cloned()
}

/// A total that is said is too large; where none is said, the last row is missing.
fn break_row_totals(value: &mut Value) {
    let larger = |total: &mut Value| {
        if let Some(number) = total.as_u64() {
            *total = (number + 1).into();
        } else if let Some(number) = total.as_str().and_then(|text| text.parse::<u64>().ok()) {
            *total = (number + 1).to_string().into();
        }
    };
    let is_total = |key: &str| key.contains("Totalt");
    if let Some(object) = value.as_object_mut()
        && let Some((_, total)) = object.iter_mut().find(|(key, _)| is_total(key))
    {
        return larger(total);
    }
    let Some(rows) = rows(value) else { return };
    let said = |row: &Value| row.as_object().is_some_and(|row| row.keys().any(|key| is_total(key)));
    if !rows.iter().any(said) {
        rows.pop();
        return;
    }
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        row.iter_mut().filter(|(key, _)| is_total(key)).for_each(|(_, total)| larger(total));
    }
}

#[cfg(test)]
pub(super) mod tests;
