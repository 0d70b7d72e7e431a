//! The page that holds our figures against those that the publishers print: how many were compared, and every one that differs.

use std::collections::BTreeSet;

use datafusion::prelude::SessionContext;
use serde_json::{Map, Value, json};

use super::content::{objects, printed, sources};
use crate::engine;
use crate::error::Result;
use crate::model::Catalogue;
use crate::release::Manifest;

/// How many figures of each published series were compared, and how many are equal to the last printed digit.
const SERIES: &str = "SELECT f.indikator_id, f.kilde, MIN(f.periode) AS fra, MAX(f.periode) AS til, COUNT(*) AS sammenlignet,
        SUM(CASE WHEN f.stemmer THEN 1 ELSE 0 END) AS like, SUM(CASE WHEN f.stemmer THEN 0 ELSE 1 END) AS ulike
    FROM rapport.fasit AS f GROUP BY f.indikator_id, f.kilde ORDER BY f.indikator_id, f.kilde";

/// Every figure that differs.
const DIFFERENCES: &str =
    "SELECT f.indikator_id, f.kilde, f.enhet, k.navn AS enhet_navn, f.periode, f.tema, f.omfang, f.vaar_verdi, f.publisert_verdi, f.avvik,
        f.desimaler
    FROM rapport.fasit AS f LEFT JOIN dim.kommune AS k ON k.kommunenr = f.enhet AND k.gjeldende
    WHERE NOT f.stemmer ORDER BY f.indikator_id, f.kilde, f.periode DESC, f.enhet, f.tema, f.omfang";

/// The page's content: `serier` (one row a published series) and `avvik` (one row a figure that differs), with the release's head.
pub async fn fasit(session: &SessionContext, manifest: &Manifest, catalogue: &Catalogue, language: &str) -> Result<Value> {
    let series = objects(&engine::query(session, "fasit, serie for serie", SERIES).await?)?;
    let differences = objects(&engine::query(session, "fasit, avvikene", DIFFERENCES).await?)?;
    let used: BTreeSet<&str> = series.iter().filter_map(|row| row["indikator_id"].as_str()).collect();
    let names: Map<String, Value> = catalogue
        .indicators()
        .filter(|(id, _)| used.contains(id))
        .map(|(id, header)| (id.to_owned(), Value::from(if language == "nn" { header.navn.nn.clone() } else { header.navn.nb.clone() })))
        .collect();
    let kilder = sources(manifest, catalogue, &used);
    let counts = [("sammenlignet", 0), ("like", 0), ("ulike", 0)];
    Ok(json!({
        "dokument": "fasit",
        "maalform": language,
        "utgave": manifest.utgave,
        "utgavedato": manifest.tid.format("%Y-%m-%d").to_string(),
        "syntetisk": manifest.syntetisk,
        "kilder": kilder,
        "navn": names,
        "serier": series.into_iter().map(|row| printed(row, &counts)).collect::<Vec<_>>(),
        "avvik": differences.into_iter().map(difference).collect::<Vec<_>>(),
    }))
}

/// A difference with its figures as the publisher prints them; one more decimal for what is ours, so that the difference is seen.
fn difference(row: Map<String, Value>) -> Value {
    let decimals = row["desimaler"].as_f64().map_or(0, |decimals| decimals.max(0.0) as usize);
    printed(row, &[("vaar_verdi", decimals + 1), ("publisert_verdi", decimals), ("avvik", decimals + 1)])
}
