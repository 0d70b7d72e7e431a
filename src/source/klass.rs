//! SSB's Klass: the codes of a classification, their changes, and correspondences with another classification.
//!
//! Klass has no sign of change, so what may have changed is asked for under a condition. The requested range ends with the year, so that a
//! question is the same one all year.
//!
//! A correspondence between dates is answered with 404 when a table is missing for a part of them, and the validity of its pairs is cut to
//! the dates asked for. It is therefore asked for year by year, and every year is a delivery with its own validity.

use async_trait::async_trait;
use chrono::{Datelike, NaiveDate, Utc};
use chrono_tz::Europe::Oslo;
use serde_json::Value;

use super::{Expected, Form, Order, Plan, Planned, PlannedRequest, Resolved, Source};
use crate::error::{Error, Result};
use crate::pipeline::{KlassContent, KlassOrder};
use crate::read::Refusal;
use crate::web::{Answer, Request, Web};

pub struct Klass;

const PUBLISHER: &str = "klass";

#[async_trait]
impl Source for Klass {
    fn publisher(&self, _order: &Order<'_>) -> &'static str {
        PUBLISHER
    }

    async fn plan(&self, web: &Web, order: &Order<'_>) -> Result<Plan> {
        let Some(klass) = &order.fetch.klass else { return Err(order.stop("[hent.klass] mangler")) };
        let about = Request::get(PUBLISHER, format!("classifications/{}?language=nb&includeFuture=true", klass.klassifikasjon));
        let name = match web.ask(&about).await {
            Ok(answer) => answer.json(&about)?.get("name").and_then(Value::as_str).unwrap_or("uten navn").to_owned(),
            Err(error) if is_missing(&error) => {
                return Err(order.stop(format!("klassifikasjon {} finnes ikke i Klass", klass.klassifikasjon)));
            }
            Err(error) => return Err(error),
        };
        let year = Utc::now().with_timezone(&Oslo).year();
        let mut plan = plan_from(klass, &name, year).map_err(|message| order.stop(message))?;
        if klass.hva == KlassContent::Korrespondanse {
            leave_out_unpublished(web, &mut plan, year).await?;
        }
        Ok(plan)
    }

    fn verify(&self, delivery: &Planned, answers: &[Answer]) -> Result<(), Refusal> {
        if answers.len() != delivery.requests.len() {
            return Err(Refusal::whole(format!("{} svar", answers.len()), format!("{}", delivery.requests.len())));
        }
        answers.iter().try_for_each(|answer| listed(delivery, &answer.body))
    }
}

/// Whether the publisher answered that there is no such thing.
fn is_missing(error: &Error) -> bool {
    matches!(error, Error::Web { message, .. } if message.contains("svarte 404"))
}

/// What there is to fetch in the year `year`.
fn plan_from(klass: &KlassOrder, name: &str, year: i32) -> Result<Plan, String> {
    let first = NaiveDate::parse_from_str(&klass.fra, "%Y-%m-%d").map_err(|_| format!("«fra» er {}, og skal være en dato", klass.fra))?;
    let id = klass.klassifikasjon;
    let whole = format!("from={}&to={}-01-01", klass.fra, year + 1);
    let deliveries = match klass.hva {
        KlassContent::Koder => {
            vec![planned("alle", "klass_koder", false, format!("classifications/{id}/codes?{whole}&language=nb&includeFuture=true"))]
        }
        KlassContent::Endringer => {
            vec![planned("alle", "klass_endringer", false, format!("classifications/{id}/changes?{whole}&includeFuture=true"))]
        }
        KlassContent::Korrespondanse => {
            let other = klass.mot.ok_or("«mot» mangler: hvilken klassifikasjon det er korrespondanse med")?;
            let of = |of: i32| {
                let range = format!("from={of}-01-01&to={}-01-01", of + 1);
                let path = format!("classifications/{id}/corresponds?targetClassificationId={other}&{range}&language=nb");
                planned(&of.to_string(), "klass_korrespondanse", of < year, path)
            };
            (first.year()..=year).map(of).collect()
        }
    };
    let stands_for = format!("Klass {id} «{name}»");
    Ok(Plan {
        deliveries,
        resolved: vec![Resolved { name: format!("klassifikasjon {id}"), stands_for: stands_for.clone() }],
        form: Form { table: stands_for, dimensions: Vec::new() },
        notes: Vec::new(),
    })
}

fn planned(name: &str, format: &'static str, settled: bool, path: String) -> Planned {
    let request = PlannedRequest { request: Request::get(PUBLISHER, path), signal: None, expected: Expected::Nothing };
    Planned { name: name.to_owned(), signal: None, settled, format, requests: vec![request] }
}

/// Takes away this year's correspondence while SSB has not published it: the table comes some time into the year.
async fn leave_out_unpublished(web: &Web, plan: &mut Plan, year: i32) -> Result<()> {
    let name = year.to_string();
    let Some(request) = plan.deliveries.last().filter(|last| last.name == name).and_then(|last| last.requests.first()) else {
        return Ok(());
    };
    match web.ask(&request.request).await {
        Err(error) if is_missing(&error) => {
            plan.notes.push(format!("korrespondansen for {year} er ikke publisert ennå"));
            plan.deliveries.pop();
            Ok(())
        }
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}

/// Whether the answer is a list of what was asked for.
fn listed(delivery: &Planned, body: &[u8]) -> Result<(), Refusal> {
    let keys: &[&str] = match delivery.format {
        "klass_koder" => &["codes"],
        "klass_endringer" => &["codeChanges"],
        _ => &["correspondenceItems", "correspondenceMaps"],
    };
    let place = format!("svaret ({})", delivery.name);
    let expected = format!("en liste {} i JSON", keys.join(" eller "));
    let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
        return Err(Refusal::new(place, "XML eller en nettside", expected));
    }
    let answer: Value = serde_json::from_slice(json).map_err(|error| {
        let place = format!("{place}, linje {}, kolonne {}", error.line(), error.column());
        Refusal::new(place, "noe som ikke er hel JSON", expected.clone())
    })?;
    match keys.iter().find_map(|key| answer.get(key)?.as_array()).map(Vec::len) {
        None => Err(Refusal::new(place, "JSON uten listen", expected)),
        Some(0) => Err(Refusal::new(place, "en tom liste", expected)),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn plan(text: &str) -> Result<Plan, String> {
        plan_from(&toml::from_str(text).unwrap(), "Kommuneinndeling", 2026)
    }

    fn paths(plan: &Plan) -> Vec<(&str, &str, bool)> {
        plan.deliveries.iter().map(|it| (it.name.as_str(), it.requests[0].request.path.as_str(), it.settled)).collect()
    }

    #[test]
    fn codes_and_changes_are_asked_for_until_the_end_of_the_year() {
        let codes = plan("klassifikasjon = 131\nhva = 'koder'\nfra = '2013-01-01'").unwrap();
        let path = "classifications/131/codes?from=2013-01-01&to=2027-01-01&language=nb&includeFuture=true";
        assert_eq!(paths(&codes), [("alle", path, false)]);
        assert_eq!((codes.deliveries[0].format, codes.deliveries[0].signal.as_deref()), ("klass_koder", None));
        let changes = plan("klassifikasjon = 131\nhva = 'endringer'\nfra = '2013-01-01'").unwrap();
        assert_eq!(paths(&changes)[0].1, "classifications/131/changes?from=2013-01-01&to=2027-01-01&includeFuture=true");
        assert_eq!(changes.resolved[0].stands_for, "Klass 131 «Kommuneinndeling»");
        assert!(plan("klassifikasjon = 131\nhva = 'koder'\nfra = '2013'").unwrap_err().contains("dato"));
    }

    #[test]
    fn a_correspondence_is_a_delivery_a_year() {
        let text = "klassifikasjon = 131\nhva = 'korrespondanse'\nmot = 112\nfra = '2025-01-01'";
        let plan_of = plan(text).unwrap();
        let path = |year: i32| {
            let to = year + 1;
            format!("classifications/131/corresponds?targetClassificationId=112&from={year}-01-01&to={to}-01-01&language=nb")
        };
        assert_eq!(paths(&plan_of), [("2025", path(2025).as_str(), true), ("2026", path(2026).as_str(), false)]);
        assert!(plan(&text.replace("mot = 112\n", "")).unwrap_err().contains("«mot» mangler"));
    }

    #[test]
    fn an_answer_is_a_list_of_what_was_asked_for() {
        let codes = plan("klassifikasjon = 131\nhva = 'koder'\nfra = '2013-01-01'").unwrap();
        let pairs = plan("klassifikasjon = 131\nhva = 'korrespondanse'\nmot = 112\nfra = '2026-01-01'").unwrap();
        let verify = |plan: &Plan, body: &str| {
            let answer = Answer { status: 200, headers: BTreeMap::new(), body: body.into() };
            Klass.verify(&plan.deliveries[0], &[answer]).map_err(|refusal| refusal.found)
        };
        assert_eq!(verify(&codes, r#"{"codes":[{}]}"#), Ok(()));
        assert_eq!(verify(&pairs, r#"{"correspondenceMaps":[{}]}"#), Ok(()));
        assert_eq!(verify(&codes, r#"{"codes":[]}"#).unwrap_err(), "en tom liste");
        assert_eq!(verify(&codes, r#"{"codeChanges":[{}]}"#).unwrap_err(), "JSON uten listen");
        assert_eq!(verify(&codes, "<?xml version=\"1.0\"?>").unwrap_err(), "XML eller en nettside");
        assert_eq!(verify(&codes, r#"{"codes":[{}"#).unwrap_err(), "noe som ikke er hel JSON");
        assert!(Klass.verify(&codes.deliveries[0], &[]).is_err());
    }
}
