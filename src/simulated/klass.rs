//! SSB's Klass as it answers: XML unless JSON is asked for, validity clipped to the range that was asked for, correspondence tables
//! that are turned round for some years and missing for others.
//!
//! Its content is lists, not cubes, so nothing is published ahead: every answer is made from the country.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::country::{Country, Municipality};
use super::exchange::{Ask, Reply, World};

mod lists;

/// The classifications that are simulated, with their names.
const CLASSIFICATIONS: [(u32, &str); 5] = [
    (104, "Standard for fylkesinndeling (syntetisk)"),
    (112, "Standard for gruppering av kommuner etter folkemengde og økonomiske rammebetingelser, KOSTRA-gruppe (syntetisk)"),
    (131, "Standard for kommuneinndeling (syntetisk)"),
    (259, "Kontoplan: arter i kommuneregnskapet, KOSTRA (syntetisk)"),
    (277, "Kontoplan: funksjoner i kommuneregnskapet, KOSTRA (syntetisk)"),
];

/// The last year that any list knows of.
const LAST_YEAR: u16 = 2026;
/// The first year that there is a correspondence table for; there is none after the last.
const FIRST_TABLE: u16 = 2015;

/// The publisher's answer.
pub fn answer(world: &World, ask: &Ask) -> Reply {
    if ask.method != "GET" {
        return Reply::empty(405);
    }
    let reply = reply(&world.country, ask);
    let wants_json = ask.accept.as_deref().is_some_and(|accept| accept.contains("application/json"));
    if reply.status == 200 && !wants_json {
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><codeList><!-- syntetisk: JSON bare med Accept: application/json --></codeList>";
        return Reply { status: 200, content_type: "application/xml;charset=UTF-8", body: xml.as_bytes().to_vec() };
    }
    reply
}

fn reply(country: &Country, ask: &Ask) -> Reply {
    let parts: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    let (id, what) = match parts.as_slice() {
        ["classifications"] => return Reply::json(&classifications()),
        ["classifications", id] => (*id, ""),
        ["classifications", id, what] => (*id, *what),
        _ => return not_found("No endpoint"),
    };
    let Some((id, name)) = id.parse().ok().and_then(|id: u32| CLASSIFICATIONS.into_iter().find(|(known, _)| *known == id)) else {
        return not_found(&format!("Classification not found with id = {id}"));
    };
    match (what, id) {
        ("", _) => Reply::json(&classification(id, name)),
        ("codes", _) => range(ask, |from, to| Reply::json(&codes(country, id, from, to))),
        ("codesAt", _) => date(ask, |day| Reply::json(&codes(country, id, day, day.succ_opt()))),
        ("changes", 131 | 104) => range(ask, |from, to| Reply::json(&changes(country, id, from, to))),
        ("changes", _) => range(ask, |_, _| Reply::json(&json!({ "codeChanges": [] }))),
        ("corresponds", _) => range(ask, |from, to| correspondence(country, id, ask, from, to)),
        ("correspondsAt", _) => date(ask, |day| correspondence(country, id, ask, day, day.succ_opt())),
        _ => not_found("No endpoint"),
    }
}

fn not_found(message: &str) -> Reply {
    Reply::status(404, &json!({ "status": 404, "error": "Not Found", "message": message }))
}

fn bad_request(message: &str) -> Reply {
    Reply::status(400, &json!({ "status": 400, "error": "Bad Request", "message": message }))
}

/// Answers for the days from `from` (required) up to `to` (not included).
fn range(ask: &Ask, answer: impl Fn(NaiveDate, Option<NaiveDate>) -> Reply) -> Reply {
    let day = |key: &str| ask.parameter(key).map(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d"));
    match (day("from"), day("to")) {
        (None, _) => bad_request("Required request parameter 'from' is not present"),
        (Some(Ok(from)), None) => answer(from, None),
        (Some(Ok(from)), Some(Ok(to))) if from < to => answer(from, Some(to)),
        (Some(Ok(_)), Some(Ok(_))) => bad_request("'from' must be before 'to'"),
        _ => bad_request("dates must be on the form yyyy-MM-dd"),
    }
}

fn date(ask: &Ask, answer: impl Fn(NaiveDate) -> Reply) -> Reply {
    match ask.parameter("date").map(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d")) {
        None => bad_request("Required request parameter 'date' is not present"),
        Some(Ok(day)) => answer(day),
        Some(Err(_)) => bad_request("dates must be on the form yyyy-MM-dd"),
    }
}

fn classifications() -> Value {
    let list: Vec<Value> = CLASSIFICATIONS.iter().map(|(id, name)| summary(*id, name)).collect();
    let page = json!({ "size": 20, "totalElements": list.len(), "totalPages": 1, "number": 0 });
    json!({ "_embedded": { "classifications": list }, "page": page })
}

fn summary(id: u32, name: &str) -> Value {
    let link = format!("https://data.ssb.no/api/klass/v1/classifications/{id}");
    json!({
        "name": name, "id": id, "classificationType": "Klassifikasjon", "lastModified": "2026-01-08T09:15:33.000+0000",
        "_links": { "self": { "href": link } }
    })
}

fn classification(id: u32, name: &str) -> Value {
    let mut value = summary(id, name);
    value["description"] = json!("Syntetisk.");
    value["primaryLanguage"] = json!("nb");
    value["versions"] = json!([{ "name": format!("{name} 2026"), "id": id * 10, "validFrom": "2026-01-01" }]);
    value
}

/// A code under one name, valid from a day up to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Code {
    code: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    name: String,
    parent: Option<String>,
    level: u8,
}

/// New Year's Day; the years here are all four digits.
fn new_year(year: u16) -> NaiveDate {
    NaiveDate::from_ymd_opt(i32::from(year), 1, 1).unwrap_or(NaiveDate::MIN)
}

/// When a code that is valid for these years ceases; none when it still is.
fn ceases(last: u16) -> Option<NaiveDate> {
    (last < 9999).then(|| new_year(last + 1))
}

fn codes(country: &Country, id: u32, from: NaiveDate, to: Option<NaiveDate>) -> Value {
    let mut list = match id {
        131 => municipality_codes(country),
        104 => county_codes(country),
        112 => (1..=16).map(|group| standing(format!("EKG{group:02}"), format!("KOSTRA-gruppe {group}"), None, 1)).collect(),
        259 => lists::ARTS.iter().map(of_list).collect(),
        _ => lists::FUNCTIONS.iter().map(of_list).collect(),
    };
    list.retain(|code| to.is_none_or(|to| code.from < to) && code.to.is_none_or(|ends| ends > from));
    list.sort();
    let codes: Vec<Value> = list
        .iter()
        .map(|code| {
            let ends = match (code.to, to) {
                (Some(ends), Some(to)) => Some(ends.min(to)),
                (ends, to) => ends.or(to),
            };
            json!({
                "code": code.code, "parentCode": code.parent, "level": code.level.to_string(), "name": code.name, "shortName": "",
                "presentationName": "", "validFromInRequestedRange": code.from.max(from).to_string(),
                "validToInRequestedRange": ends.map(|day| day.to_string())
            })
        })
        .collect();
    json!({ "codes": codes })
}

fn standing(code: String, name: String, parent: Option<String>, level: u8) -> Code {
    Code { code, from: new_year(2004), to: None, name, parent, level }
}

/// A list's code: its parent has a digit less.
fn of_list(&(code, name): &(&str, &str)) -> Code {
    let parent = (code.len() > 1).then(|| code[..code.len() - 1].to_owned());
    standing(code.to_owned(), name.to_owned(), parent, code.len() as u8)
}

fn municipality_codes(country: &Country) -> Vec<Code> {
    let mut codes = vec![standing("9999".to_owned(), "Uoppgitt".to_owned(), None, 1)];
    for (position, municipality) in country.municipalities().iter().enumerate() {
        let (from, to) = (new_year(*municipality.valid.start()), ceases(*municipality.valid.end()));
        let named =
            |name: &str, from, to| Code { code: municipality.number.clone(), from, to, name: name.to_owned(), parent: None, level: 1 };
        match former_name(country, position) {
            Some((name, renamed)) => {
                codes.push(named(&name, from, Some(new_year(renamed))));
                codes.push(named(&municipality.name, new_year(renamed), to));
            }
            None => codes.push(named(&municipality.name, from, to)),
        }
    }
    codes
}

fn county_codes(country: &Country) -> Vec<Code> {
    let code = |county: &super::country::County| Code {
        code: county.number.clone(),
        from: new_year(*county.valid.start()),
        to: ceases(*county.valid.end()),
        name: county.name.clone(),
        parent: None,
        level: 1,
    };
    country.counties().iter().map(code).chain([standing("99".to_owned(), "Uoppgitt".to_owned(), None, 1)]).collect()
}

/// What a municipality was called before it was renamed under the same number, and the first year of the new name. Most never were;
/// those with a name in several languages got the others later.
fn former_name(country: &Country, position: usize) -> Option<(String, u16)> {
    let municipality = country.municipalities().get(position)?;
    let (first, last) = (*municipality.valid.start(), (*municipality.valid.end()).min(LAST_YEAR));
    let number: u64 = municipality.number.parse().ok()?;
    let several = municipality.name.split_once(" - ").map(|(first, _)| first.to_owned());
    let chosen = several.is_some() || position == 0 || country.chance("klass-navneendring", &[number]) < 0.03;
    if !chosen || first >= last {
        return None;
    }
    let renamed = first + 1 + (country.chance("klass-navneaar", &[number]) * f64::from(last - first)) as u16;
    Some((several.unwrap_or_else(|| format!("{} ny", municipality.name)), renamed.min(last)))
}

/// One change of a code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    day: NaiveDate,
    old: (String, String),
    new: (String, String),
}

fn changes(country: &Country, id: u32, from: NaiveDate, to: Option<NaiveDate>) -> Value {
    let all = if id == 131 { municipality_changes(country) } else { county_changes(country) };
    let list: Vec<Value> = all
        .iter()
        .filter(|change| change.day >= from && to.is_none_or(|to| change.day < to))
        .map(|change| {
            json!({
                "oldCode": change.old.0, "oldName": change.old.1, "oldShortName": "", "newCode": change.new.0, "newName": change.new.1,
                "newShortName": "", "changeOccurred": change.day.to_string()
            })
        })
        .collect();
    json!({ "codeChanges": list })
}

fn municipality_changes(country: &Country) -> BTreeSet<Change> {
    let all = country.municipalities();
    let mut changes = BTreeSet::new();
    for (position, municipality) in all.iter().enumerate() {
        if let Some((name, renamed)) = former_name(country, position) {
            let number = municipality.number.clone();
            changes.insert(Change { day: new_year(renamed), old: (number.clone(), name), new: (number, municipality.name.clone()) });
        }
        for successor in successors(all, municipality) {
            let day = new_year(municipality.valid.end() + 1);
            changes.insert(Change { day, old: named(municipality), new: named(successor) });
        }
    }
    changes.extend(boundary_adjustments(all));
    changes
}

fn named(municipality: &Municipality) -> (String, String) {
    (municipality.number.clone(), municipality.name.clone())
}

/// The municipalities that took over from one that ceased. For each part of it: the one of its name that has all of it, else the one that
/// began then, else the one that stood already.
fn successors<'a>(all: &'a [Municipality], ceased: &Municipality) -> Vec<&'a Municipality> {
    let next = ceased.valid.end().saturating_add(1);
    if *ceased.valid.end() >= LAST_YEAR {
        return Vec::new();
    }
    let first_name = |municipality: &Municipality| municipality.name.split(" - ").next().unwrap_or_default().to_owned();
    let stands = |other: &&Municipality| other.number != ceased.number && other.valid.contains(&next);
    let began = |other: &&Municipality| *other.valid.start() == next;
    let has_all = |other: &Municipality| ceased.today.iter().all(|today| other.today.contains(today));
    let heirs: Vec<&Municipality> = all.iter().filter(stands).collect();
    if let Some(same) = heirs.iter().copied().filter(began).find(|heir| has_all(heir) && first_name(heir) == first_name(ceased)) {
        return vec![same];
    }
    let mut successors: Vec<&Municipality> = Vec::new();
    for part in &ceased.today {
        let of_part: Vec<&Municipality> = heirs.iter().copied().filter(|heir| heir.today.contains(part)).collect();
        let new: Vec<&Municipality> = of_part.iter().copied().filter(began).collect();
        for heir in if new.is_empty() { of_part } else { new } {
            if !successors.iter().any(|known| known.number == heir.number) {
                successors.push(heir);
            }
        }
    }
    successors
}

/// A few farms that changed municipality on 1 January 2026, listed like mergers though every municipality lives on.
fn boundary_adjustments(all: &[Municipality]) -> Vec<Change> {
    let current = |number: &str| all.iter().find(|municipality| municipality.current && municipality.number == number);
    let Some(giver) = current("3118").or_else(|| all.iter().find(|municipality| municipality.current)) else { return Vec::new() };
    let mut takers: Vec<&Municipality> = ["3207", "3216"].into_iter().filter_map(current).collect();
    if takers.is_empty() {
        takers = all.iter().filter(|other| other.current && other.number != giver.number).take(2).collect();
    }
    takers.into_iter().map(|taker| Change { day: new_year(LAST_YEAR), old: named(giver), new: named(taker) }).collect()
}

fn county_changes(country: &Country) -> BTreeSet<Change> {
    let name = |number: &str| {
        let county = country.counties().iter().find(|county| county.number == number);
        (number.to_owned(), county.map(|county| county.name.clone()).unwrap_or_default())
    };
    municipality_changes(country)
        .into_iter()
        .filter_map(|change| {
            let (old, new) = (change.old.0.get(..2)?, change.new.0.get(..2)?);
            let living = country.counties().iter().any(|county| county.number == old && ceases(*county.valid.end()) != Some(change.day));
            (old != new && !living).then(|| Change { day: change.day, old: name(old), new: name(new) })
        })
        .collect()
}

/// The KOSTRA group of a municipality in a year: today's, but some were in the neighbouring one before the groups were made anew in 2023.
fn group(country: &Country, municipality: &Municipality, year: u16) -> u8 {
    let number: u64 = municipality.number.parse().unwrap_or_default();
    let moved = year < 2023 && (1..=16).contains(&municipality.kostra_group) && country.chance("klass-gruppe", &[number]) < 0.15;
    match (moved, municipality.kostra_group) {
        (true, 1) => 2,
        (true, group) => group - 1,
        (false, group) => group,
    }
}

/// Whether the table of the year has the groups as source and the municipalities as target.
fn is_reversed(country: &Country, year: u16) -> bool {
    country.chance("klass-snudd", &[u64::from(year)]) < 0.5
}

fn correspondence(country: &Country, id: u32, ask: &Ask, from: NaiveDate, to: Option<NaiveDate>) -> Reply {
    if (id, ask.parameter("targetClassificationId")) != (131, Some("112")) {
        return not_found("No correspondence table found between the classifications");
    }
    let year = |day: NaiveDate| u16::try_from(day.year()).unwrap_or_default();
    let last = to.and_then(|to| to.pred_opt()).map_or(LAST_YEAR, year);
    let years = year(from)..=last;
    if years.is_empty() || *years.start() < FIRST_TABLE || last > LAST_YEAR {
        return not_found("No correspondence table found for the whole of the period");
    }
    // A small country has no division before its first: that one reaches all the way back.
    let first_division = country.municipalities().iter().map(|municipality| *municipality.valid.start()).min().unwrap_or_default();
    let turned = ask.parameter("inverted") == Some("true");
    let mut items: BTreeMap<(bool, String, String, u16), (Value, u16)> = BTreeMap::new();
    for municipality in country.municipalities() {
        let mut start: Option<(u16, u8, bool)> = None;
        for year in years.clone().filter(|year| municipality.valid.contains(year.max(&first_division))) {
            let form = (group(country, municipality, year), is_reversed(country, year) != turned);
            let first = match start {
                Some((first, group, reversed)) if (group, reversed) == form => first,
                _ => year,
            };
            start = Some((first, form.0, form.1));
            let code = format!("EKG{:02}", form.0);
            let value = item(municipality, &code, form.0, form.1);
            items.insert((form.1, municipality.number.clone(), code, first), (value, year));
        }
    }
    let list: Vec<Value> = items
        .into_iter()
        .map(|((_, _, _, first), (mut value, until))| {
            value["validFrom"] = json!(new_year(first).max(from).to_string());
            value["validTo"] = json!((until < LAST_YEAR).then(|| new_year(until + 1).to_string()));
            value
        })
        .collect();
    Reply::json(&json!({ "correspondenceItems": list }))
}

fn item(municipality: &Municipality, code: &str, group: u8, reversed: bool) -> Value {
    let own = (municipality.number.as_str(), municipality.name.clone());
    let other = (code, format!("KOSTRA-gruppe {group}"));
    let (source, target) = if reversed { (other, own) } else { (own, other) };
    json!({
        "sourceCode": source.0, "sourceName": source.1, "sourceShortName": "",
        "targetCode": target.0, "targetName": target.1, "targetShortName": ""
    })
}

#[cfg(test)]
mod tests;
