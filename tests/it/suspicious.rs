//! `rapport.paafallende` on planted figures: what jumped is found, what is ordinary is not. All figures are made up (synthetic).

use std::sync::OnceLock;

use datafusion::prelude::SessionContext;
use innsikt::definition::Definitions;
use innsikt::engine;
use innsikt::model::{Catalogue, figure_schema};
use serde_json::{Value, json};

use crate::support::runtime;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| runtime().block_on(Catalogue::load(Definitions::embedded(), true)).unwrap())
}

const INDICATORS: &str = "
    SELECT * FROM (VALUES
        ('elever', 'gsi', 0, TRUE),
        ('ito', 'gsi', 1, FALSE),
        ('poeng', 'gsi', 1, FALSE),
        ('framskrevet', 'ssb_framskriving', 0, TRUE)
    ) AS i (indikator_id, kilder, desimaler, relativ_endring)";

/// The twelve municipalities 4601–4612 (`k`) in the eight years from 2018 (`t`).
const UNITS: &str = "
    (SELECT value AS k FROM generate_series(1, 12)) AS k CROSS JOIN (SELECT value AS t FROM generate_series(1, 8)) AS t";

/// What the model says of figures: `value` is an expression of `k` and `t`, the rest what an indicator has beside it.
struct Given<'a> {
    indicator: &'a str,
    level: &'a str,
    unit_of_measure: &'a str,
    value: &'a str,
    denominator: &'a str,
    status: &'a str,
    remark: &'a str,
}

const PUPILS: Given<'static> = Given {
    indicator: "elever",
    level: "kommune",
    unit_of_measure: "antall",
    value: "1000",
    denominator: "NULL",
    status: "'ok'",
    remark: "NULL",
};

const SHARE: Given<'static> = Given { indicator: "ito", unit_of_measure: "prosent", value: "8.0", denominator: "1000", ..PUPILS };

/// A few up, a few down: what an ordinary year does.
const ORDINARY: &str = "1000 + 5 * ((k * 7 + t * t * 3) % 6)";

impl Given<'_> {
    fn sql(&self) -> String {
        let Given { indicator, level, unit_of_measure, value, denominator, status, remark } = self;
        let unit = if *level == "land" { "'0'".to_owned() } else { "CAST(4600 + k AS VARCHAR)".to_owned() };
        let units = if *level == "land" { UNITS.replace("(1, 12)", "(1, 1)") } else { UNITS.to_owned() };
        format!(
            "SELECT '{indicator}' AS indikator_id, 'skoler_i_kommunen' AS populasjon, '{level}' AS enhetsnivaa, {unit} AS enhet,
                'skoleaar' AS periodetype, concat(CAST(2017 + t AS VARCHAR), '-', CAST(18 + t AS VARCHAR)) AS periode,
                'alle' AS kjoenn, 'alle' AS trinn, 'alle' AS tema, 'alle' AS omfang,
                CASE WHEN {status} = 'ok' THEN CAST({value} AS DOUBLE) END AS verdi, NULL AS teller, {denominator} AS nevner,
                NULL AS usikkerhet, '{unit_of_measure}' AS maaleenhet, {status} AS status, NULL AS undertrykking, FALSE AS foreloepig,
                {remark} AS brudd, NULL AS merknad, TRUE AS syntetisk
             FROM {units}"
        )
    }
}

/// The rows of the model, the highest score first.
fn found(given: &[Given]) -> Vec<Value> {
    let statement = catalogue().statement("rapport.paafallende").unwrap();
    runtime().block_on(async {
        let ctx = engine::session();
        let put = async |ctx: &SessionContext, name: &str, sql: &str| {
            let mut rows = engine::query(ctx, name, sql).await.unwrap();
            if name == "indikator.verdi" {
                rows = engine::to_schema(&rows, &figure_schema()).unwrap();
            }
            engine::register(ctx, name, engine::memory_table(rows).unwrap()).unwrap();
        };
        put(&ctx, "dim.indikator", INDICATORS).await;
        for (name, code) in [("kommune", "kommunenr"), ("fylke", "fylkesnr"), ("skole", "orgnr")] {
            put(&ctx, &format!("dim.{name}"), &format!("SELECT '4605' AS {code}, 'Kvinnherad' AS navn")).await;
        }
        let figures = given.iter().map(Given::sql).collect::<Vec<_>>().join(" UNION ALL ");
        put(&ctx, "indikator.verdi", &figures).await;
        let rows =
            engine::query(&ctx, "rapport.paafallende", &format!("SELECT * FROM ({statement}) AS p ORDER BY poengsum DESC")).await.unwrap();
        let mut bytes = Vec::new();
        let mut writer = arrow::json::WriterBuilder::new().with_explicit_nulls(true).build::<_, arrow::json::writer::JsonArray>(&mut bytes);
        writer.write(&rows).unwrap();
        writer.finish().unwrap();
        serde_json::from_slice(&bytes).unwrap()
    })
}

#[test]
fn an_ordinary_year_has_nothing_to_look_at() {
    assert_eq!(found(&[Given { value: ORDINARY, ..PUPILS }, SHARE]), Vec::<Value>::new());
}

#[test]
fn a_planted_jump_is_found_and_said_in_words() {
    let jump = format!("CASE WHEN k = 5 AND t = 8 THEN 1400 ELSE {ORDINARY} END");
    let rows = found(&[Given { value: &jump, ..PUPILS }]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    let expected = [
        ("enhet", json!("4605")),
        ("enhet_navn", json!("Kvinnherad")),
        ("fra_periode", json!("2024-25")),
        ("periode", json!("2025-26")),
        ("til_verdi", json!(1400.0)),
        ("andre_antall", json!(12)),
        ("egen_antall", json!(6)),
        ("brudd", json!(null)),
    ];
    for (column, value) in expected {
        assert_eq!(rows[0][column], value, "{column}");
    }
    let number = |column: &str| rows[0][column].as_f64().unwrap();
    assert_eq!(number("poengsum"), number("andre_avvik").min(number("egen_avvik")));
    let words = rows[0]["hvorfor"].as_str().unwrap();
    assert!(words.starts_with("Økte ") && words.contains("; kommunene ") && words.contains("; her de siste 6 årene "), "{words}");
}

#[test]
fn a_jump_that_is_ordinary_for_the_unit_or_for_everybody_is_not() {
    let restless = format!("CASE WHEN k = 7 THEN 800 + 400 * (t % 2) ELSE {ORDINARY} END");
    assert_eq!(found(&[Given { value: &restless, ..PUPILS }]), Vec::<Value>::new());
    let all_together = format!("({ORDINARY}) * CASE WHEN t = 8 THEN 1.3 ELSE 1.0 END");
    assert_eq!(found(&[Given { value: &all_together, ..PUPILS }]), Vec::<Value>::new());
    let country = found(&[Given { value: &all_together, level: "land", ..PUPILS }]);
    assert_eq!(country.len(), 1, "the country itself is held against its own years: {country:#?}");
    assert_eq!([&country[0]["enhet_navn"], &country[0]["andre_avvik"]], [&json!("Landet"), &json!(null)]);
}

#[test]
fn few_behind_a_figure_make_chance_and_many_do_not() {
    let share = "CASE WHEN k = 3 AND t = 8 THEN 20.0 ELSE 8.0 END";
    assert_eq!(found(&[Given { value: share, denominator: "20", ..SHARE }]), Vec::<Value>::new());
    assert_eq!(found(&[Given { value: share, denominator: "1000", ..SHARE }]).len(), 1);
    let class = "CASE WHEN k = 3 AND t = 8 THEN 16 ELSE 10 END";
    assert_eq!(found(&[Given { value: class, ..PUPILS }]), Vec::<Value>::new());
}

#[test]
fn a_break_stands_beside_the_jump_that_it_explains() {
    let share = "CASE WHEN k = 3 AND t = 8 THEN 20.0 ELSE 8.0 END";
    let rows = found(&[Given { value: share, remark: "CASE WHEN t = 8 THEN 'Ny lov' END", ..SHARE }]);
    assert_eq!(rows.iter().map(|row| &row["brudd"]).collect::<Vec<_>>(), ["Ny lov"]);
    // A jump over a break is no part of what the unit usually does: without it, ten years ago still counts for nothing.
    let twice = "CASE WHEN k = 3 AND t >= 5 THEN CASE WHEN t = 8 THEN 32.0 ELSE 20.0 END ELSE 8.0 END";
    let rows = found(&[Given { value: twice, remark: "CASE WHEN t = 5 THEN 'Ny lov' END", ..SHARE }]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["egen_antall"], json!(5));
}

#[test]
fn what_is_masked_or_projected_is_left_alone() {
    let jump = "CASE WHEN k = 5 AND t = 8 THEN 1400 ELSE 1000 END";
    let masked = "CASE WHEN k = 5 AND t = 7 THEN 'skjermet' ELSE 'ok' END";
    assert_eq!(found(&[Given { value: jump, status: masked, ..PUPILS }]), Vec::<Value>::new());
    assert_eq!(found(&[Given { value: jump, indicator: "framskrevet", ..PUPILS }]), Vec::<Value>::new());
    assert_eq!(found(&[Given { value: jump, ..PUPILS }]).len(), 1);
}

#[test]
fn a_short_history_is_said() {
    let jump = "CASE WHEN k = 5 AND t = 8 THEN 50.0 ELSE 42.0 + (k + t) % 2 * 0.4 END";
    let short = "CASE WHEN t >= 6 THEN 'ok' ELSE 'mangler' END";
    let rows = found(&[Given { indicator: "poeng", unit_of_measure: "poeng", value: jump, status: short, ..PUPILS }]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(rows[0]["egen_avvik"], json!(null));
    assert!(rows[0]["hvorfor"].as_str().unwrap().contains("for kort historie"));
}
