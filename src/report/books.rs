//! What a document says of the municipality's own books: what each school costs, and how the books agree with what was reported.

use datafusion::prelude::SessionContext;
use serde_json::{Map, Value, json};

use super::content::{objects, printed};
use crate::engine;
use crate::error::Result;

/// The municipality's schools in the newest year of its books (`skoler`), what it spent in all of it (`kommunen`, none after a merger),
/// and what is shared by what (`noekler`). Null without books that have a chart of responsibilities. `until` is the last year.
pub async fn school_costs(session: &SessionContext, quoted: &str, until: Option<&str>) -> Result<Value> {
    let until = year_condition(until);
    let newest = format!("SELECT MAX(aar) FROM rapport.skoleoversikt WHERE kommunenr = {quoted} {until}");
    let schools = format!("SELECT * FROM rapport.skoleoversikt WHERE kommunenr = {quoted} AND aar = ({newest}) ORDER BY navn");
    let schools = objects(&engine::query(session, "kostnad per skole", &schools).await?)?;
    if schools.is_empty() {
        return Ok(Value::Null);
    }
    let then = format!(
        "INNER JOIN dim.kommune_overgang AS o ON o.kommunenr = d.kommunenr AND o.aar = d.aar AND o.gyldig AND o.eksakt_snitt
         WHERE o.til_kommunenr = {quoted} AND d.aar = ({newest})"
    );
    let whole = format!("SELECT d.* FROM rapport.kartdekning AS d {then} AND d.versjon = 'regnskap' AND d.tema = 'grunnskole_per_elev'");
    let whole = objects(&engine::query(session, "kommunens utgift", &whole).await?)?;
    let keys = format!(
        "SELECT DISTINCT d.funksjon, d.noekkel FROM rapport.kartlagt_regnskap AS d {then}
         AND d.versjon = 'regnskap' AND d.plassering = 'felles' AND d.noekkel <> '' AND d.funksjon <> '215' ORDER BY d.funksjon, d.noekkel"
    );
    let keys = objects(&engine::query(session, "fordelingsnøkler", &keys).await?)?;
    let of_school = [("elever", 1), ("direkte_kr", 0), ("felles_kr", 0), ("kostnad_kr", 0), ("per_elev_kr", 0), ("per_time_kr", 0)];
    let amounts = ["totalt_kr", "direkte_kr", "felles_kr", "sentralt_kr", "ukartlagt_kr"].map(|name| (name, 0));
    Ok(json!({
        "skoler": schools.into_iter().map(|row| printed(row, &of_school)).collect::<Vec<_>>(),
        "kommunen": whole.into_iter().map(|row| printed(row, &amounts)).next(),
        "noekler": keys,
    }))
}

/// The newest year's accounts against the reported ones and SSB's (`rader`), and the arts that differ (`arter`). Null without own accounts.
pub async fn reconciliation(session: &SessionContext, quoted: &str, until: Option<&str>) -> Result<Value> {
    let until = year_condition(until);
    let of = |table: &str| {
        format!(
            "FROM {table} AS a INNER JOIN dim.kommune_overgang AS o
                 ON o.kommunenr = a.kommunenr AND o.aar = a.aar AND o.gyldig AND o.eksakt_snitt
             WHERE o.til_kommunenr = {quoted}"
        )
    };
    let newest = format!("SELECT MAX(a.aar) {} {}", of("rapport.avstemming"), until.replace(" aar", " a.aar"));
    let rows = format!(
        "SELECT a.aar, a.mot, a.omfang, a.funksjon, f.navn AS funksjon_navn, a.maal, a.lokalt_kr, a.motpart_kr, a.avvik_kr, a.avvik_prosent,
             a.stemmer, a.forklaring
         {} AND a.aar = ({newest}) ORDER BY a.funksjon, a.maal, a.mot",
        of("rapport.avstemming").replace(" WHERE", " INNER JOIN dim.funksjon AS f ON f.funksjon = a.funksjon WHERE")
    );
    let rows = objects(&engine::query(session, "avstemming", &rows).await?)?;
    if rows.is_empty() {
        return Ok(Value::Null);
    }
    let arts = format!(
        "SELECT a.funksjon, a.art, t.navn AS art_navn, a.lokalt_kr, a.kostra_kr, a.avvik_kr, a.aarsak, a.merknad
         {} AND a.aar = ({newest}) AND a.aarsak NOT IN ('likt', 'avrunding') ORDER BY a.funksjon, a.art",
        of("rapport.avstemming_art")
            .replace(" WHERE", " INNER JOIN dim.funksjon AS f ON f.funksjon = a.funksjon LEFT JOIN dim.art AS t ON t.art = a.art WHERE")
    );
    let arts = objects(&engine::query(session, "avstemming, art for art", &arts).await?)?;
    let decimals = [("lokalt_kr", 0), ("motpart_kr", 0), ("kostra_kr", 0), ("avvik_kr", 0), ("avvik_prosent", 1)];
    let kroner = |row: Map<String, Value>| printed(row, &decimals);
    Ok(json!({
        "rader": rows.into_iter().map(kroner).collect::<Vec<_>>(),
        "arter": arts.into_iter().map(kroner).collect::<Vec<_>>(),
    }))
}

/// Accounts of a year that ends after the last period are left out; a school year's are those of the year that it begins.
fn year_condition(until: Option<&str>) -> String {
    until
        .and_then(|period| period.get(..4))
        .filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or_else(String::new, |year| format!("AND aar <= {year}"))
}
