//! The README's first command, end to end.

use serde_json::Value;

use crate::support::{Demonstration, demonstration, hashes};

#[test]
fn the_demonstration_goes_the_whole_way_and_says_that_it_is_synthetic() {
    let Demonstration { bench, ran, folder: demo } = demonstration();
    assert!(ran.out.contains("SYNTETISK"), "{}", ran.out);
    assert!(ran.err.contains(" 0 datasett feilet"), "{}", ran.err);
    for document in ["tilstandsrapport-3412", "ressursanalyse-3412", "tilstandsrapport-3118", "ressursanalyse-3118"] {
        let pdf = std::fs::read(demo.join("dokumenter").join(format!("{document}.pdf"))).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"), "{document}");
    }
    let rows = |query: &str| -> Vec<Value> {
        let warehouse = demo.join("warehouse");
        let ran = bench.ok(&["--warehouse", warehouse.to_str().unwrap(), "sql", "--format", "json", query]);
        serde_json::from_str(&ran.out).unwrap()
    };
    let cost = rows(
        "SELECT verdi, teller, nevner, syntetisk FROM indikator.kbdu_per_elev_kr
         WHERE enhet = '3412' AND periode = '2025' AND tema = 'grunnskole_per_elev' AND omfang = 'konsern'",
    );
    let pupils = rows(
        "SELECT periode, verdi FROM indikator.elever_antall WHERE enhet = '3412' AND enhetsnivaa = 'kommune' AND populasjon = 'kommunale_skoler' AND trinn = 'alle' AND kjoenn = 'alle' AND periode IN ('2024-25', '2025-26') ORDER BY periode",
    );
    let weighted = (7.0 * pupils[0]["verdi"].as_f64().unwrap() + 5.0 * pupils[1]["verdi"].as_f64().unwrap()) / 12.0;
    let decimal = |value: &Value| value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse::<f64>().unwrap());
    assert!((decimal(&cost[0]["nevner"]) - weighted).abs() < 1e-3, "{cost:?}");
    assert!((cost[0]["verdi"].as_f64().unwrap() - decimal(&cost[0]["teller"]) / weighted).abs() < 0.1, "{cost:?}");
    assert_eq!(cost[0]["syntetisk"], true);
    assert_eq!(rows("SELECT COUNT(*) AS n FROM fakta.elever WHERE NOT syntetisk")[0]["n"], 0);
    let count = |what: &str| rows(&format!("SELECT COUNT(*) AS n FROM {what}"))[0]["n"].as_i64().unwrap();
    assert!(count("rapport.maaloppnaaelse WHERE kommunenr = '3118' AND maaloppnaaelse = 'naadd'") > 0, "goals from a file");
    assert!(count("rapport.maaloppnaaelse WHERE indikator_id = 'grunnskolepoeng_snitt' AND brudd IS NOT NULL") > 0, "goals across a break");
    assert!(count("indikator.oppfoelging_risikopoeng WHERE enhetsnivaa = 'kommune' AND status = 'ok'") > 0);
    assert_eq!(count("indikator.oppfoelging_risikopoeng WHERE status <> 'ok' AND verdi IS NOT NULL"), 0);
    // The country's mean is that of all its municipalities, so what some spend above their need others spend below it.
    let excess =
        rows("SELECT SUM(verdi) AS kr, MAX(abs(verdi)) AS most FROM indikator.merutgift_kr WHERE periode = '2025' AND omfang = 'konsern'");
    assert!(excess[0]["kr"].as_f64().unwrap().abs() < 0.01 * excess[0]["most"].as_f64().unwrap(), "{excess:?}");
    let exports = demo.join("warehouse/exports/current");
    assert!(exports.join("indikator.verdi.parquet").exists() && exports.join("datapackage.json").exists());
    assert!(hashes(&demo.join("warehouse/exports")).keys().any(|name| name.ends_with("_kolonner.parquet")));
}
