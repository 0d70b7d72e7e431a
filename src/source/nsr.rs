//! The national registers of schools (NSR) and kindergartens (NBR): the paged list of units, and the details of one unit at a time.
//!
//! The list has no signal of its own: its smallest page only tells how many units there are, so all pages are asked for. For the details
//! the list is what detects change: each unit says when it was last changed (`DatoEndret`), and only those that have are asked for anew.
//!
//! Field names differ between versions and registers, so the ones that matter are found by pattern and recorded. Messages name units by
//! organisation number only: the unit of a sole proprietor is named after a person.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::{Expected, Form, FormDimension, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::definition::sha256;
use crate::error::{Error, Result};
use crate::pipeline::{Register, RegisterContent, Selector};
use crate::read::{Refusal, document, shown};
use crate::web::{Answer, Request, Web};

pub struct Nsr;

const NSR: &str = "nsr";
const NBR: &str = "nbr";

/// The wire formats of a page and of a unit.
const LIST_FORMAT: &str = "nsr_enheter";
const UNIT_FORMAT: &str = "nsr_enhet";

/// Units on a page.
const PAGE_SIZE: usize = 1000;

/// The number of the municipality that units abroad are given.
const ABROAD: &str = "2599";

/// The register's own fictitious unit.
const TEST_UNIT: &str = "U99999999";

#[async_trait]
impl Source for Nsr {
    fn publisher(&self, order: &Order<'_>) -> &'static str {
        match order.fetch.nsr.as_ref().map(|wanted| wanted.register) {
            Some(Register::Nbr) => NBR,
            _ => NSR,
        }
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let wanted = order.fetch.nsr.as_ref().ok_or_else(|| order.stop("[hent.nsr] mangler"))?;
        let publisher = self.publisher(order);
        match wanted.hva {
            RegisterContent::Enheter => {
                let first = ask_for_page(web, order, &list_request(publisher, 1, 1)).await?;
                Ok(plan_list(publisher, &first))
            }
            RegisterContent::Detaljer => {
                let first = ask_for_page(web, order, &list_request(publisher, 1, PAGE_SIZE)).await?;
                let (total, count) = (first.total, page_count(first.total));
                // A register that does not keep to the size of a page would be asked for thousands: it is refused below instead.
                let last = if first.of == count { count } else { 1 };
                let mut pages = vec![first];
                for number in 2..=last {
                    pages.push(ask_for_page(web, order, &list_request(publisher, number, PAGE_SIZE)).await?);
                }
                whole_list(&pages, count, Some(total)).map_err(|refusal| refused(order, "v4/enheter", refusal))?;
                plan_details(publisher, wanted.register, &pages).map_err(|message| order.stop(message))
            }
        }
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        if answers.len() != delivery.requests.len() {
            return Err(Refusal::whole(format!("{} svar", answers.len()), format!("{}", delivery.requests.len())));
        }
        if delivery.format == UNIT_FORMAT {
            return delivery.requests.iter().zip(answers).try_for_each(|(request, answer)| right_unit(&request.request, &answer.body));
        }
        let pages = answers.iter().map(|answer| Page::from(document(&answer.body)?)).collect::<Result<Vec<_>, _>>()?;
        match delivery.requests.first().map(|request| &request.expected) {
            Some(Expected::Page { of, total, .. }) => whole_list(&pages, *of, *total),
            _ => Ok(()),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------- pages

/// A page of the list of units.
struct Page {
    number: usize,
    /// How many pages there are.
    of: usize,
    /// How many units a full page has.
    size: usize,
    /// How many units all pages have.
    total: usize,
    units: Vec<Map<String, Value>>,
}

impl Page {
    fn from(mut answer: Map<String, Value>) -> Result<Page, Refusal> {
        let count = |field: &str| {
            let count = answer.get(field).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
            count.ok_or_else(|| Refusal::new(field, "ikke et antall", "et helt tall: uten det vet ingen om listen er hel"))
        };
        let (number, of) = (count("Sidenummer")?, count("AntallSider")?);
        let (size, total) = (count("AntallPerSide")?, count("TotaltAntallEnheter")?);
        let Some(Value::Array(list)) = answer.remove("EnhetListe") else {
            return Err(Refusal::new("EnhetListe", "ingen liste", "enhetene"));
        };
        let mut units = Vec::with_capacity(list.len());
        for (position, unit) in list.into_iter().enumerate() {
            match unit {
                Value::Object(unit) => units.push(unit),
                _ => return Err(Refusal::new(format!("EnhetListe[{position}]"), "noe annet", "et objekt")),
            }
        }
        Ok(Page { number, of, size, total, units })
    }
}

fn list_request(publisher: &'static str, number: usize, size: usize) -> Request {
    Request::get(publisher, format!("v4/enheter?sidenummer={number}&antallperside={size}"))
}

fn page_count(units: usize) -> usize {
    units.div_ceil(PAGE_SIZE).max(1)
}

async fn ask_for_page(web: &Web, order: &Order<'_>, request: &Request) -> Result<Page> {
    let answer = web.ask(request).await?;
    let page = match answer.json(request)? {
        Value::Object(object) => Page::from(object),
        _ => Err(Refusal::whole("noe annet", "en side av enhetslisten")),
    };
    page.map_err(|refusal| refused(order, &request.path, refusal))
}

fn refused(order: &Order<'_>, what: &str, refusal: Refusal) -> Error {
    Error::Refused { dataset: order.pipeline.id.clone(), file: what.to_owned(), refusal }
}

/// Whether the pages are the whole list: each the one that was asked for, every unit once, and as many as the register says.
fn whole_list(pages: &[Page], count: usize, total: Option<usize>) -> Result<(), Refusal> {
    let total = total.or_else(|| pages.first().map(|page| page.total)).unwrap_or_default();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (page, number) in pages.iter().zip(1..) {
        let place = |field: &str| format!("side {number}, {field}");
        if page.number != number {
            let expected = format!("{number}: registeret svarer med en annen side enn den som ble bedt om");
            return Err(Refusal::new(place("Sidenummer"), page.number.to_string(), expected));
        }
        if page.total != total {
            let expected = format!("{total}, som på den første siden; registeret er endret under hentingen, hent på nytt");
            return Err(Refusal::new(place("TotaltAntallEnheter"), page.total.to_string(), expected));
        }
        if page.of != count {
            let expected = format!("{count} ({PAGE_SIZE} enheter per side)");
            return Err(Refusal::new(place("AntallSider"), format!("{} ({} per side)", page.of, page.size), expected));
        }
        for (position, unit) in page.units.iter().enumerate() {
            let place = || place(&format!("EnhetListe[{position}]"));
            let Some(orgnr) = organisation_number(unit) else {
                return Err(Refusal::new(place(), "en enhet uten organisasjonsnummer", "et organisasjonsnummer"));
            };
            if let Some(earlier) = seen.insert(orgnr, number) {
                let expected = "hver enhet én gang; siden kan være sendt to ganger";
                return Err(Refusal::new(place(), format!("enheten {}, som også står på side {earlier}", shown(orgnr)), expected));
            }
        }
    }
    if pages.len() != count {
        return Err(Refusal::whole(format!("{} sider", pages.len()), format!("{count}")));
    }
    if seen.len() != total {
        return Err(Refusal::whole(format!("{} ulike enheter", seen.len()), format!("{total}, som i TotaltAntallEnheter")));
    }
    Ok(())
}

/// The unit's key, in any version's name for it.
fn organisation_number(unit: &Map<String, Value>) -> Option<&str> {
    let number = ["Organisasjonsnummer", "Orgnr", "OrgNr"].iter().find_map(|name| unit.get(*name))?.as_str()?.trim();
    is_key(number).then_some(number)
}

/// Whether the text can stand in a path.
fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether the answer is about the unit that was asked for.
fn right_unit(request: &Request, body: &[u8]) -> Result<(), Refusal> {
    let unit = document(body)?;
    let asked = request.path.rsplit('/').next().unwrap_or_default();
    match organisation_number(&unit) {
        Some(found) if found == asked => Ok(()),
        Some(found) => Err(Refusal::new("Organisasjonsnummer", shown(found), format!("{asked}, som ble bedt om"))),
        None => Err(Refusal::new("Organisasjonsnummer", "ingenting", format!("{asked}, som ble bedt om"))),
    }
}

// ---------------------------------------------------------------------------------------------------------------- plans

fn plan_list(publisher: &'static str, first: &Page) -> Plan {
    let count = page_count(first.total);
    let request = |number| PlannedRequest {
        request: list_request(publisher, number, PAGE_SIZE),
        signal: None,
        expected: Expected::Page { number, of: count, total: Some(first.total), fields: Vec::new() },
    };
    let requests = (1..=count).map(request).collect();
    let delivery = Planned { name: "alle".to_owned(), signal: None, settled: false, format: LIST_FORMAT, requests };
    Plan { deliveries: vec![delivery], form: form(&first.units), ..Plan::default() }
}

/// The details of the units in scope, in the order of their organisation numbers.
fn plan_details(publisher: &'static str, register: Register, pages: &[Page]) -> Result<Plan, String> {
    let units: Vec<&Map<String, Value>> = pages.iter().flat_map(|page| &page.units).collect();
    let mut resolved = Vec::new();
    let scope = Scope::resolve(register, &units, &mut resolved)?;
    let mut chosen: Vec<(&str, Option<&str>)> = Vec::new();
    for unit in &units {
        if let Some(orgnr) = organisation_number(unit).filter(|orgnr| *orgnr != TEST_UNIT && scope.has(unit)) {
            let changed = unit.get(&scope.changed).and_then(Value::as_str).map(str::trim).filter(|changed| !changed.is_empty());
            chosen.push((orgnr, changed));
        }
    }
    if chosen.is_empty() {
        return Err(format!("ingen av {} enheter er med i utvalget; har feltene {} fått ny betydning?", units.len(), scope.names()));
    }
    chosen.sort_unstable();
    let total = chosen.len();
    let request = |(number, (orgnr, changed)): (usize, &(&str, Option<&str>))| PlannedRequest {
        request: Request::get(publisher, format!("v4/enhet/{orgnr}")),
        signal: changed.map(str::to_owned),
        expected: Expected::Page { number: number + 1, of: total, total: None, fields: Vec::new() },
    };
    let requests = chosen.iter().enumerate().map(request).collect();
    let delivery = Planned { name: "alle".to_owned(), signal: signal(&chosen), settled: false, format: UNIT_FORMAT, requests };
    resolved.push(Resolved { name: "enheter i utvalget".to_owned(), stands_for: format!("{total} av {}", units.len()) });
    let form = form(pages.first().map(|page| page.units.as_slice()).unwrap_or_default());
    Ok(Plan { deliveries: vec![delivery], resolved, form, notes: Vec::new() })
}

/// What changes when any unit does; none when a unit does not say when it was changed, since then nobody knows.
fn signal(chosen: &[(&str, Option<&str>)]) -> Option<String> {
    let lines: Option<Vec<String>> = chosen.iter().map(|(orgnr, changed)| changed.map(|changed| format!("{orgnr} {changed}"))).collect();
    lines.map(|lines| sha256(lines.join("\n").as_bytes()))
}

/// The fields of the list, so that one that comes or goes is noticed.
fn form(units: &[Map<String, Value>]) -> Form {
    let field =
        |field: &String| FormDimension { code: field.clone(), label: field.clone(), role: None, categories: Vec::new(), mapped: false };
    Form { table: "v4/enheter".to_owned(), dimensions: units.first().into_iter().flat_map(Map::keys).map(field).collect() }
}

/// Which units have details that anybody needs: those that teach in grunnskolen, or that are kindergartens; closed ones too, since
/// figures of earlier years are theirs. Units abroad are left out.
struct Scope {
    kommune: String,
    changed: String,
    /// A unit has all of these …
    all: Vec<String>,
    /// … and one of these.
    any: Vec<String>,
}

impl Scope {
    fn resolve(register: Register, units: &[&Map<String, Value>], resolved: &mut Vec<Resolved>) -> Result<Scope, String> {
        let fields: BTreeSet<&str> = units.iter().flat_map(|unit| unit.keys()).map(String::as_str).collect();
        let mut one = |pattern: &str| {
            let selector = Selector::parse(pattern)?;
            let found: Vec<&str> = fields.iter().copied().filter(|field| selector.names(field, None)).collect();
            match found.as_slice() {
                [only] => {
                    resolved.push(Resolved { name: format!("felt {pattern}"), stands_for: (*only).to_owned() });
                    Ok((*only).to_owned())
                }
                found => {
                    let all = fields.iter().copied().collect::<Vec<_>>().join(", ");
                    Err(format!("{} felter i enhetslisten heter {pattern}, og det skal være ett; feltene er {all}", found.len()))
                }
            }
        };
        let kommune = one("/^kommunen(umme)?r$/")?;
        let changed = one("/^(datoendret|endretdato)$/")?;
        let (all, any) = match register {
            Register::Nsr => (vec![one("/^erskole$/")?], vec![one("/^ergrunnskole$/")?, one("/^erspesialskole$/")?]),
            Register::Nbr => {
                let flags = kindergarten_flags(&fields, units);
                match flags.is_empty() {
                    true => (Vec::new(), vec![one("/^eraktiv$/")?]),
                    false => {
                        let found = flags.join(", ");
                        resolved.push(Resolved { name: "felt /barnehage/".to_owned(), stands_for: found });
                        (Vec::new(), flags)
                    }
                }
            }
        };
        Ok(Scope { kommune, changed, all, any })
    }

    fn has(&self, unit: &Map<String, Value>) -> bool {
        let is = |field: &String| unit.get(field).and_then(Value::as_bool) == Some(true);
        let abroad = unit.get(&self.kommune).and_then(Value::as_str).map(str::trim) == Some(ABROAD);
        !abroad && self.all.iter().all(is) && self.any.iter().any(is)
    }

    fn names(&self) -> String {
        self.all.iter().chain(&self.any).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// The fields that say that a unit is a kindergarten, of whatever kind; not those that say that it owns one.
fn kindergarten_flags(fields: &BTreeSet<&str>, units: &[&Map<String, Value>]) -> Vec<String> {
    let is_flag = |field: &str| units.iter().any(|unit| unit.get(field).is_some_and(Value::is_boolean));
    let named = |field: &str| {
        let field = field.to_lowercase();
        field.contains("barnehage") && !field.contains("eier")
    };
    fields.iter().filter(|field| named(field) && is_flag(field)).map(|field| (*field).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn unit(orgnr: &str, flags: &[&str], kommunenr: &str, changed: &str) -> Value {
        let mut unit = json!({"Organisasjonsnummer": orgnr, "Navn": "Kari Nordmann", "Kommunenummer": kommunenr, "ErAktiv": false,
            "ErSkole": false, "ErGrunnskole": false, "ErSpesialskole": false, "DatoEndret": changed});
        for flag in flags {
            unit[*flag] = json!(true);
        }
        unit
    }

    fn answer(number: usize, of: usize, total: usize, units: &[Value]) -> Answer {
        let body = json!({"Sidenummer": number, "AntallPerSide": PAGE_SIZE, "AntallSider": of, "TotaltAntallEnheter": total,
            "EnhetListe": units});
        Answer { status: 200, headers: BTreeMap::new(), body: body.to_string().into_bytes() }
    }

    fn page(of: &Answer) -> Page {
        Page::from(document(&of.body).unwrap()).unwrap()
    }

    /// Two pages, 1 001 units.
    fn country() -> Vec<Answer> {
        let units: Vec<Value> = (0..1001).map(|number| unit(&format!("U{number:08}"), &["ErSkole"], "3412", "2026-01-01")).collect();
        vec![answer(1, 2, 1001, &units[..1000]), answer(2, 2, 1001, &units[1000..])]
    }

    fn listed() -> Planned {
        plan_list(NSR, &page(&answer(1, 1001, 1001, &[]))).deliveries.remove(0)
    }

    #[test]
    fn a_page_of_one_unit_tells_how_many_pages_to_ask_for() {
        let delivery = listed();
        let paths: Vec<&str> = delivery.requests.iter().map(|request| request.request.path.as_str()).collect();
        assert_eq!(paths, ["v4/enheter?sidenummer=1&antallperside=1000", "v4/enheter?sidenummer=2&antallperside=1000"]);
        assert_eq!(delivery.requests[1].expected, Expected::Page { number: 2, of: 2, total: Some(1001), fields: Vec::new() });
        assert_eq!((delivery.format, delivery.signal), ("nsr_enheter", None));
    }

    #[test]
    fn pages_must_add_up() {
        let delivery = listed();
        let verify = |answers: &[Answer]| Nsr.verify(&delivery, answers);
        assert_eq!(verify(&country()), Ok(()));
        let refused = |second: Answer| verify(&[country().remove(0), second]).unwrap_err();
        let twice = refused(country().remove(0));
        assert_eq!((twice.place.as_str(), twice.found.as_str()), ("side 2, Sidenummer", "1"));
        let repeated = refused(answer(2, 2, 1001, &[unit("U00000007", &[], "3412", "")]));
        assert_eq!(repeated.found, "enheten «U00000007», som også står på side 1");
        assert!(!repeated.to_string().contains("Nordmann"));
        assert_eq!(refused(answer(2, 2, 1001, &[])).found, "1000 ulike enheter");
        assert_eq!(refused(answer(2, 2, 1002, &[])).place, "side 2, TotaltAntallEnheter");
        assert_eq!(refused(answer(2, 3, 1001, &[])).place, "side 2, AntallSider");
        assert_eq!(refused(answer(2, 2, 1001, &[json!({"Navn": "x"})])).place, "side 2, EnhetListe[0]");
        assert!(verify(&country()[..1]).is_err());
        let html = Answer { body: b"<html>".to_vec(), ..answer(2, 2, 1001, &[]) };
        assert!(refused(html).found.contains("ugyldig JSON"));
    }

    fn details(register: Register, units: &[Value]) -> Result<Plan, String> {
        plan_details(NSR, register, &[page(&answer(1, 1, units.len(), units))])
    }

    #[test]
    fn grunnskoler_are_in_scope_closed_or_not() {
        let units = [
            unit("U2", &["ErSkole", "ErGrunnskole", "ErAktiv"], "3412", "2026-02-02"),
            unit("U1", &["ErSkole", "ErSpesialskole"], "3118", "2026-01-01"),
            unit("U3", &["ErSkole"], "3412", "2026-01-01"),
            unit("U4", &["ErGrunnskole"], "3412", "2026-01-01"),
            unit("U5", &["ErSkole", "ErGrunnskole"], ABROAD, "2026-01-01"),
            unit(TEST_UNIT, &["ErSkole", "ErGrunnskole"], "3412", "2026-01-01"),
        ];
        let plan = details(Register::Nsr, &units).unwrap();
        let delivery = &plan.deliveries[0];
        let requests: Vec<_> = delivery.requests.iter().map(|r| (r.request.path.as_str(), r.signal.as_deref())).collect();
        assert_eq!(requests, [("v4/enhet/U1", Some("2026-01-01")), ("v4/enhet/U2", Some("2026-02-02"))]);
        assert!(plan.resolved.iter().any(|r| r.name == "felt /^ergrunnskole$/" && r.stands_for == "ErGrunnskole"));
        assert!(plan.resolved.iter().any(|r| r.stands_for == "2 av 6"));
        let again = details(Register::Nsr, &units).unwrap();
        assert_eq!(again.deliveries[0].signal, delivery.signal);
        let mut changed = units.clone();
        changed[0]["DatoEndret"] = json!("2026-02-03");
        assert_ne!(details(Register::Nsr, &changed).unwrap().deliveries[0].signal, delivery.signal);
        changed[0]["DatoEndret"] = json!(null);
        assert_eq!(details(Register::Nsr, &changed).unwrap().deliveries[0].signal, None);
    }

    #[test]
    fn a_field_that_is_gone_or_empties_the_scope_stops() {
        let renamed: Value =
            serde_json::from_str(&unit("U1", &["ErSkole"], "3412", "x").to_string().replace("ErGrunnskole", "ErGS")).unwrap();
        let error = details(Register::Nsr, &[renamed]).unwrap_err();
        assert!(error.contains("0 felter") && error.contains("ErGS"), "{error}");
        assert!(details(Register::Nsr, &[unit("U1", &["ErSkole"], "3412", "x")]).unwrap_err().contains("ErGrunnskole"));
    }

    #[test]
    fn kindergartens_are_known_by_any_field_that_says_so() {
        let units = [
            json!({"Organisasjonsnummer": "U1", "Kommunenummer": "3412", "ErAktiv": false, "ErBarnehage": true, "ErBarnehageEier": false,
                "Barnehagekategorier": [], "DatoEndret": "a"}),
            json!({"Organisasjonsnummer": "U2", "Kommunenummer": "3412", "ErAktiv": true, "ErBarnehage": false, "ErBarnehageEier": true,
                "Barnehagekategorier": [], "DatoEndret": "b"}),
        ];
        let plan = details(Register::Nbr, &units).unwrap();
        assert_eq!(plan.deliveries[0].requests.len(), 1);
        assert_eq!(plan.deliveries[0].requests[0].request.path, "v4/enhet/U1");
        let without = units.map(|unit| serde_json::from_str::<Value>(&unit.to_string().replace("Barnehage", "Bhg")).unwrap());
        assert_eq!(details(Register::Nbr, &without).unwrap().deliveries[0].requests[0].request.path, "v4/enhet/U2");
    }

    #[test]
    fn details_must_be_of_the_unit_that_was_asked_for() {
        let units = [unit("U1", &["ErSkole", "ErGrunnskole"], "3412", "x")];
        let delivery = details(Register::Nsr, &units).unwrap().deliveries.remove(0);
        let verify = |body: &str| Nsr.verify(&delivery, &[Answer { body: body.as_bytes().to_vec(), ..answer(1, 1, 1, &[]) }]);
        assert_eq!(verify(&units[0].to_string()), Ok(()));
        assert_eq!(verify(r#"{"Organisasjonsnummer":"U2"}"#).unwrap_err().found, "«U2»");
        assert!(verify("{}").is_err() && verify("").is_err());
    }

    #[test]
    fn the_recorded_page_alone_is_refused_as_incomplete() {
        let Some(body) = crate::recorded::recorded("udir/nsr-v4/list-page-1-of-5.json") else { return };
        let recorded = Answer { body, ..answer(1, 1, 1, &[]) };
        let delivery = plan_list(NSR, &page(&recorded)).deliveries.remove(0);
        assert_eq!(delivery.requests.len(), 19);
        let everywhere = vec![recorded.clone(); 19];
        let refusal = Nsr.verify(&delivery, &everywhere).unwrap_err();
        assert!(refusal.found.starts_with("3670 (5 per side)"), "{refusal}");
        let alone = Planned { requests: delivery.requests[..1].to_vec(), ..delivery };
        assert!(Nsr.verify(&alone, &[recorded]).is_err());
    }
}
