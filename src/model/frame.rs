//! Frames: what is the same in every model of a kind, said once. A model's own SELECT names what is its own; the frame makes the
//! statement that fills its table.
//!
//! ```text
//! sql/harmonisert/x.sql   measures as a source has them            ─► on today's municipalities (renumbered, summed, or ufullstendig)
//! sql/indikator/y.sql     numerator and denominator, or the value  ─► the contract of a figure, with status, break and remark
//! ```
//!
//! A column that a SELECT leaves out has the value that it nearly always has ([`Given::default`]).

use super::header::{FIGURE_COLUMNS, Header, IndicatorHeader, Model};
use crate::error::{Error, Result};

/// A column that a model's own SELECT gives, and what stands there where it does not.
struct Given {
    name: &'static str,
    sql_type: &'static str,
    /// None where every SELECT has to say it.
    default: Option<&'static str>,
}

const fn must(name: &'static str, sql_type: &'static str) -> Given {
    Given { name, sql_type, default: None }
}

const fn may(name: &'static str, sql_type: &'static str, default: &'static str) -> Given {
    Given { name, sql_type, default: Some(default) }
}

/// What tells one figure from another, in every kind of model that has a frame.
const KEYS: [Given; 9] = [
    must("populasjon", "VARCHAR"),
    must("enhetsnivaa", "VARCHAR"),
    must("enhet", "VARCHAR"),
    must("periodetype", "VARCHAR"),
    must("periode", "VARCHAR"),
    may("kjoenn", "VARCHAR", "'alle'"),
    may("trinn", "VARCHAR", "'alle'"),
    may("tema", "VARCHAR", "'alle'"),
    may("omfang", "VARCHAR", "'alle'"),
];

/// An indicator that is published, or computed in its own SELECT.
const VALUE: [Given; 8] = [
    must("verdi", "DOUBLE"),
    may("teller", "DECIMAL(20,4)", "NULL"),
    may("nevner", "DECIMAL(20,4)", "NULL"),
    may("usikkerhet", "DOUBLE", "NULL"),
    must("status", "VARCHAR"),
    may("undertrykking", "VARCHAR", "NULL"),
    may("foreloepig", "BOOLEAN", "FALSE"),
    may("merknad", "VARCHAR", "NULL"),
];

/// An indicator that divides: its value and status come from those of its parts, but where the publisher prints the figure itself
/// (`publisert_status` stands).
const RATIO: [Given; 9] = [
    may("publisert", "DOUBLE", "NULL"),
    may("publisert_status", "VARCHAR", "NULL"),
    must("teller", "DOUBLE"),
    must("teller_status", "VARCHAR"),
    must("nevner", "DOUBLE"),
    must("nevner_status", "VARCHAR"),
    may("undertrykking", "VARCHAR", "NULL"),
    may("foreloepig", "BOOLEAN", "FALSE"),
    may("merknad", "VARCHAR", "NULL"),
];

/// Measures as a source has them.
const MEASURE: [Given; 6] = [
    must("maal", "VARCHAR"),
    must("aar", "INTEGER"),
    must("verdi", "DOUBLE"),
    may("usikkerhet", "DOUBLE", "NULL"),
    must("status", "VARCHAR"),
    may("foreloepig", "BOOLEAN", "FALSE"),
];

/// How the SELECT of an indicator becomes its statement.
const FIGURE: &str = include_str!("frame/indikator.sql");

/// How the SELECT of a harmonised table becomes its statement.
const HARMONISED: &str = include_str!("frame/harmonisert.sql");

/// What the frame of a harmonised model calls the rows of the model itself, on the publisher's units.
pub const HARMONISED_SOURCE: &str = "tall";

/// The statement that fills a model's table, from its own SELECT and the columns that this has.
pub fn statement(model: &Model, own_columns: &[String], synthetic: bool) -> Result<String> {
    let body = model.sql.trim_end_matches(';');
    match &model.header {
        Header::Fact(_) | Header::Table(_) => Ok(body.to_owned()),
        Header::Harmonised(header) => {
            let given = complete(model, &MEASURE, own_columns)?;
            let summed: Vec<String> = header.maal.iter().filter(|(_, measure)| measure.summeres).map(|(name, _)| quote(name)).collect();
            let summed = if summed.is_empty() { "FALSE".to_owned() } else { format!("maal IN ({})", summed.join(", ")) };
            Ok(HARMONISED.replace("{kolonner}", &given).replace("{kilde}", body).replace("{summeres}", &summed))
        }
        Header::Indicator(header) => figure(model, header, own_columns, synthetic),
    }
}

/// The tables that a frame itself reads, of a kind of model.
pub fn reads(model: &Model) -> &'static [&'static str] {
    match model.header {
        Header::Fact(_) | Header::Table(_) => &[],
        Header::Harmonised(_) => &["dim.kommune_overgang"],
        Header::Indicator(_) => &["dim.status", "dim.tidsseriebrudd"],
    }
}

/// An indicator's SELECT with what the framework adds. A new grouping of municipalities breaks the series of the groups, not of a
/// municipality.
fn figure(model: &Model, header: &IndicatorHeader, own_columns: &[String], synthetic: bool) -> Result<String> {
    let (given, measured) = match header.faktor {
        None => (complete(model, &VALUE, own_columns)?, VALUE.map(|given| given.name.to_owned()).to_vec()),
        Some(factor) => {
            let measured = [
                format!("CASE WHEN publisert_status IS NULL THEN {factor}.0 * teller / nevner ELSE publisert END AS verdi"),
                // Of a share and its parts two give the third: where the publisher masks one, the other two do not stand together.
                "CASE WHEN teller_status = 'ok' AND COALESCE(publisert_status <> 'skjermet' AND NOT (publisert_status = 'ok' \
                 AND nevner_status = 'skjermet'), TRUE) THEN teller END AS teller"
                    .to_owned(),
                "CASE WHEN nevner_status = 'ok' AND COALESCE(NOT (publisert_status = 'ok' AND teller_status = 'skjermet'), TRUE) \
                 THEN nevner END AS nevner"
                    .to_owned(),
                "NULL AS usikkerhet".to_owned(),
                "COALESCE(publisert_status, status_forhold(teller_status, nevner_status, nevner)) AS status".to_owned(),
                "undertrykking".to_owned(),
                "foreloepig".to_owned(),
                "merknad".to_owned(),
            ];
            (complete(model, &RATIO, own_columns)?, measured.to_vec())
        }
    };
    let keys = KEYS.iter().map(|key| key.name.to_owned());
    let measured = keys.chain(measured).collect::<Vec<_>>().join(", ");
    let columns = FIGURE_COLUMNS.iter().map(|column| {
        let source = match column.name {
            "indikator_id" => quote(&model.table),
            "maaleenhet" => quote(&header.maaleenhet),
            "brudd" => "brudd.tekst_nb".to_owned(),
            "syntetisk" => synthetic.to_string(),
            "verdi" | "usikkerhet" => format!("CASE WHEN tall.status = 'ok' THEN tall.{} END", column.name),
            "merknad" => "CASE WHEN tall.status <> 'ok' THEN COALESCE(tall.merknad, forklaring.betydning) END".to_owned(),
            name => format!("tall.{name}"),
        };
        format!("CAST({source} AS {}) AS {}", column.sql_type, column.name)
    });
    Ok(FIGURE
        .replace("{kolonner}", &columns.collect::<Vec<_>>().join(",\n    "))
        .replace("{maalt}", &measured)
        .replace("{egne}", &given)
        .replace("{indikator}", &quote(&model.table))
        .replace("{kilde}", model.sql.trim_end_matches(';')))
}

/// The SELECT list that gives every column of a kind, from those that a model's SELECT has.
fn complete(model: &Model, further: &[Given], own_columns: &[String]) -> Result<String> {
    let known = || KEYS.iter().chain(further);
    if let Some(unknown) = own_columns.iter().find(|own| !known().any(|given| given.name == own.as_str())) {
        let names: Vec<&str> = known().map(|given| given.name).collect();
        return Err(Error::definition(&model.file, format!("spørringen gir kolonnen «{unknown}»; kjente er {}", names.join(", "))));
    }
    let list = known().map(|given| {
        let has_it = own_columns.iter().any(|own| own == given.name);
        match (has_it, given.default) {
            (true, _) => Ok(format!("CAST(egen.{0} AS {1}) AS {0}", given.name, given.sql_type)),
            (false, Some(default)) => Ok(format!("CAST({default} AS {}) AS {}", given.sql_type, given.name)),
            (false, None) => Err(Error::definition(&model.file, format!("spørringen mangler kolonnen «{}»", given.name))),
        }
    });
    Ok(list.collect::<Result<Vec<_>>>()?.join(", "))
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harmonised_frame_has_the_source_that_a_trace_restricts() {
        assert!(HARMONISED.contains(&format!("WITH {HARMONISED_SOURCE} AS (")));
    }
}
