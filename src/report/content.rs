//! What a document says of one municipality: its rows of `rapport.dokumenttall`, their definitions and their sources.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int32Type};
use datafusion::prelude::SessionContext;
use serde_json::{Map, Value, json};

use super::books::{reconciliation, school_costs};
use super::number::norwegian;
use crate::engine;
use crate::error::{Error, Result};
use crate::model::Catalogue;
use crate::release::Manifest;
use crate::warehouse::Partitions;

/// Which document is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// `tilstandsrapport` or `ressursanalyse`.
    pub document: &'a str,
    pub kommunenr: &'a str,
    /// The newest period that is included.
    pub period: Option<&'a str>,
    /// `nb` or `nn`.
    pub language: &'a str,
}

/// Collects a document's content from a release.
pub async fn content(session: &SessionContext, manifest: &Manifest, catalogue: &Catalogue, request: &Request<'_>) -> Result<Value> {
    let quoted = format!("'{}'", request.kommunenr.replace('\'', "''"));
    let (municipality, county) = names(session, &quoted, request.kommunenr).await?;
    let until =
        request.period.map(|period| format!("AND (periode <= '{}' OR framskrevet)", period.replace('\'', "''"))).unwrap_or_default();
    let query = format!(
        "SELECT * FROM rapport.dokumenttall WHERE dokument = '{}' AND kommunenr = {quoted} {until}
         ORDER BY rekkefoelge, indikator_id, populasjon, rolle, enhet, omfang, trinn, tema, periode",
        request.document
    );
    let rows = engine::query(session, request.document, &query).await?;
    let figures = figures(&rows)?;
    if figures.is_empty() {
        return Err(no_figures(session, &quoted, request).await?);
    }
    let used: BTreeSet<&str> = figures.iter().filter_map(|figure| figure["indikator_id"].as_str()).collect();
    let indicators: Map<String, Value> = catalogue
        .indicators()
        .filter(|(id, _)| used.contains(id))
        .map(|(id, header)| {
            let name = if request.language == "nn" { &header.navn.nn } else { &header.navn.nb };
            let card = json!({
                "navn": name, "definisjon": header.definisjon, "maaleenhet": header.maaleenhet,
                "desimaler": header.desimaler, "retning": header.retning, "kilder": header.kilder,
            });
            (id.to_owned(), card)
        })
        .collect();
    let of_resources = request.document == "ressursanalyse";
    Ok(json!({
        "dokument": request.document,
        "maalform": request.language,
        "kommunenr": request.kommunenr,
        "kommune": municipality,
        "fylke": county,
        "utgave": manifest.utgave,
        "utgavedato": manifest.tid.format("%Y-%m-%d").to_string(),
        "syntetisk": manifest.syntetisk,
        "kilder": sources(manifest, catalogue, &used),
        "indikatorer": indicators,
        "maal": goals(session, &quoted, request).await?,
        "sammenlignet_med": compared_with(session, &quoted).await?,
        "sammenligningstrekk": characteristics(session, request.language).await?,
        "plassering": places(session, &quoted, request).await?,
        "skolekostnad": if of_resources { school_costs(session, &quoted, request.period).await? } else { Value::Null },
        "avstemming": if of_resources { reconciliation(session, &quoted, request.period).await? } else { Value::Null },
        "tall": figures,
    }))
}

/// The municipality's own goals with their status, the last three periods of each.
async fn goals(session: &SessionContext, quoted: &str, request: &Request<'_>) -> Result<Vec<Value>> {
    let until = request.period.map(|period| format!("AND m.periode <= '{}'", period.replace('\'', "''"))).unwrap_or_default();
    let query = format!(
        "SELECT * FROM (
             SELECT m.*, i.maaleenhet, i.desimaler,
                 ROW_NUMBER() OVER (PARTITION BY m.indikator_id, m.populasjon, m.tema, m.trinn, m.omfang, m.krav, m.grense, m.fra_periode ORDER BY m.periode DESC) AS fra_nyeste
             FROM rapport.maaloppnaaelse AS m INNER JOIN dim.indikator AS i ON i.indikator_id = m.indikator_id
             WHERE m.kommunenr = {quoted} AND m.enhetsnivaa = 'kommune' {until}
         ) AS maal WHERE fra_nyeste <= 3 ORDER BY indikator_id, tema, trinn, periode"
    );
    let rows = engine::query(session, "kommunens mål", &query).await?;
    let with_decimals = |row: Map<String, Value>| {
        let decimals = row["desimaler"].as_f64().map_or(0, |decimals| decimals as usize);
        printed(row, &[("grense", decimals), ("verdi", decimals), ("usikkerhet", decimals)])
    };
    Ok(objects(&rows)?.into_iter().map(with_decimals).collect())
}

/// The municipalities that are most alike, or those that were chosen, with distances.
async fn compared_with(session: &SessionContext, quoted: &str) -> Result<Vec<Value>> {
    let query = format!(
        "SELECT sammenlignet_med, navn, avstand, antall_trekk, valgt, merknad
         FROM rapport.sammenligningskommune WHERE kommunenr = {quoted} ORDER BY rang_fra, sammenlignet_med"
    );
    let rows = engine::query(session, "sammenlignbare kommuner", &query).await?;
    Ok(objects(&rows)?.into_iter().map(|row| printed(row, &[("avstand", 2), ("antall_trekk", 0)])).collect())
}

/// What the municipalities are compared by: names, and for those that are not in use why not.
async fn characteristics(session: &SessionContext, language: &str) -> Result<Vec<Value>> {
    let name = if language == "nn" { "navn_nn" } else { "navn_nb" };
    let query = format!(
        "SELECT t.{name} AS navn, d.i_bruk FROM rapport.trekkdekning AS d
         INNER JOIN dim.sammenligningstrekk AS t ON t.trekk = d.trekk ORDER BY d.vektandel DESC, t.vekt DESC, t.trekk"
    );
    let rows = engine::query(session, "sammenligningstrekk", &query).await?;
    Ok(objects(&rows)?.into_iter().map(Value::Object).collect())
}

/// Where the municipality stands in its groups, for the newest figures of the summary.
async fn places(session: &SessionContext, quoted: &str, request: &Request<'_>) -> Result<Vec<Value>> {
    let until = request.period.map(|period| format!("AND t.periode <= '{}'", period.replace('\'', "''"))).unwrap_or_default();
    let query = format!(
        "WITH skrevet AS (
             SELECT t.indikator_id, t.populasjon, t.trinn, t.tema, t.omfang, t.rekkefoelge, MAX(t.periode) AS periode
             FROM rapport.dokumenttall AS t
             WHERE t.dokument = '{}' AND t.kommunenr = {quoted} AND t.rolle = 'kommune' AND t.i_sammendraget AND t.status = 'ok' {until}
             GROUP BY t.indikator_id, t.populasjon, t.trinn, t.tema, t.omfang, t.rekkefoelge
         )
         SELECT s.rekkefoelge, p.indikator_id, p.populasjon, p.trinn, p.tema, p.omfang, p.periode, p.gruppetype, p.gruppe_navn,
             p.rang_fra, p.rang_til, p.antall_med_tall, p.rang_1_er, p.med_margin
         FROM rapport.plassering AS p
         INNER JOIN skrevet AS s
             ON s.indikator_id = p.indikator_id AND s.populasjon = p.populasjon AND s.trinn = p.trinn AND s.tema = p.tema
             AND s.omfang = p.omfang AND s.periode = p.periode
         WHERE p.kommunenr = {quoted} AND p.status = 'ok' AND p.antall_med_tall > 1
         ORDER BY s.rekkefoelge, p.indikator_id, p.tema, p.trinn, p.gruppetype",
        request.document
    );
    let rows = engine::query(session, "kommunens plassering", &query).await?;
    Ok(objects(&rows)?.into_iter().map(|row| printed(row, &[("rang_fra", 0), ("rang_til", 0), ("antall_med_tall", 0)])).collect())
}

/// Why a document would be empty, and what to ask for instead.
async fn no_figures(session: &SessionContext, quoted: &str, request: &Request<'_>) -> Result<Error> {
    let query = format!(
        "SELECT DISTINCT til_kommunenr FROM dim.kommune_overgang WHERE kommunenr = {quoted} AND til_kommunenr <> kommunenr ORDER BY 1"
    );
    let rows = engine::query(session, "kommunens etterfølger", &query).await?;
    let successors: Vec<&str> = rows.column(0).as_string::<i32>().iter().flatten().collect();
    let until = request.period.map(|period| format!(" til og med {period}")).unwrap_or_default();
    let hint = match successors.as_slice() {
        [] => "`innsikt status` viser hva som er lastet".to_owned(),
        successors => format!("nummeret er avløst av {}", successors.join(" og ")),
    };
    Ok(Error::Usage(format!("ingen tall for {} i kommune {}{until}; {hint}", request.document, request.kommunenr)))
}

async fn names(session: &SessionContext, quoted: &str, kommunenr: &str) -> Result<(String, Option<String>)> {
    let query = format!(
        "SELECT kommune.navn, fylke.navn FROM dim.kommune AS kommune LEFT JOIN dim.fylke AS fylke ON fylke.fylkesnr = kommune.fylkesnr
         WHERE kommune.kommunenr = {quoted} ORDER BY kommune.gjeldende DESC LIMIT 1"
    );
    let rows = engine::query(session, "kommunens navn", &query).await?;
    if rows.num_rows() == 0 {
        return Err(Error::Usage(format!(
            "kommunen {kommunenr} finnes ikke i utgaven; `innsikt sql \"SELECT kommunenr, navn FROM dim.kommune WHERE gjeldende\"` viser dem som gjør det"
        )));
    }
    let name = |column: usize| rows.column(column).is_valid(0).then(|| rows.column(column).as_string::<i32>().value(0).to_owned());
    Ok((name(0).unwrap_or_else(|| kommunenr.to_owned()), name(1)))
}

/// The rows as JSON objects.
pub(super) fn objects(rows: &RecordBatch) -> Result<Vec<Map<String, Value>>> {
    let schema = rows.schema();
    let object = |row| {
        let columns = schema.fields().iter().zip(rows.columns());
        columns.map(|(field, column)| Ok((field.name().clone(), json_value(column, row)?))).collect()
    };
    (0..rows.num_rows()).map(object).collect()
}

/// A row with some of its figures as they are to be printed: the number of decimals of each.
pub(super) fn printed(mut row: Map<String, Value>, decimals: &[(&str, usize)]) -> Value {
    for (name, decimals) in decimals {
        let text = row.get(*name).and_then(Value::as_f64).map(|value| norwegian(value, *decimals));
        row.insert(format!("vist_{name}"), text.map_or(Value::Null, Value::String));
    }
    Value::Object(row)
}

/// The rows as JSON, each with its figures as they are to be printed.
fn figures(rows: &RecordBatch) -> Result<Vec<Value>> {
    objects(rows)?
        .into_iter()
        .map(|mut figure| {
            let decimals = figure.get("desimaler").and_then(Value::as_u64).unwrap_or_default() as usize;
            let number = |name: &str| figure.get(name).and_then(Value::as_f64);
            let counted = |value: f64| norwegian(value, if value.fract() == 0.0 { 0 } else { 1 });
            let printed = [
                ("vist", number("verdi").map(|value| norwegian(value, decimals))),
                ("vist_usikkerhet", number("usikkerhet").map(|value| norwegian(value, decimals.max(1)))),
                ("vist_teller", number("teller").map(counted)),
                ("vist_nevner", number("nevner").map(counted)),
                ("vist_en_elev", number("en_elev").map(|value| norwegian(value, 1))),
            ];
            figure.extend(printed.map(|(name, text)| (name.to_owned(), text.map_or(Value::Null, Value::String))));
            Ok(Value::Object(figure))
        })
        .collect()
}

fn json_value(column: &dyn Array, row: usize) -> Result<Value> {
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match column.data_type() {
        DataType::Utf8 => Value::from(column.as_string::<i32>().value(row)),
        DataType::Boolean => Value::from(column.as_boolean().value(row)),
        DataType::Int32 => Value::from(column.as_primitive::<Int32Type>().value(row)),
        _ => Value::from(arrow::compute::cast(&column.slice(row, 1), &DataType::Float64)?.as_primitive::<Float64Type>().value(0)),
    })
}

/// The datasets behind the indicators that are used, with the newest answer of each.
pub(super) fn sources(manifest: &Manifest, catalogue: &Catalogue, used: &BTreeSet<&str>) -> Vec<Value> {
    let datasets: BTreeSet<&String> =
        catalogue.indicators().filter(|(id, _)| used.contains(id)).flat_map(|(_, header)| &header.kilder).collect();
    let partitions: Partitions = manifest.partisjoner.iter().cloned().collect();
    let newest = partitions.newest(None);
    catalogue
        .pipelines
        .iter()
        .filter(|pipeline| datasets.contains(&pipeline.id))
        .filter_map(|pipeline| {
            let last = newest
                .iter()
                .filter(|partition| partition.datasett == pipeline.id)
                .max_by_key(|partition| (partition.publisert, &partition.periode))?;
            Some(json!({
                "datasett": pipeline.id, "tittel": pipeline.tittel, "utgiver": pipeline.utgiver, "lisens": pipeline.lisens,
                "kildehenvisning": pipeline.kildehenvisning, "publisert": last.publisert.to_string(), "henting": last.henting,
            }))
        })
        .collect()
}
