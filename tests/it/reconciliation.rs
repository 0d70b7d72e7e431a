//! A municipality's own ledger against the accounts that it has reported: Kongsvinger's real file, and a ledger made from it with two
//! differences.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::{Bench, real_data};

/// What the ledger is made with: 5 000 000 kroner of wages on another function, and purchases within the municipality.
const DIFFERENCES: &str =
    "10100;20200;1000;-5000000,00\n10100;22200;1000;5000000,00\n12900;20200;1000;1500000,00\n16900;20200;1000;-1500000,00\n";

const MAPPING: &str = r#"
kommunenr = "0402"
aar = 2019
versjon = "regnskap"

[kolonner]
konto = "konto"
tjeneste = "tjeneste"
ansvar = "ansvar"
beloep = "beloep"

[konto]
sifre = 5
"#;

/// Each operating posting of the municipality alone, in kroner, on two responsibilities: halves that are not whole thousands.
fn ledger(reported: &str) -> String {
    let mut text = "konto;tjeneste;ansvar;beloep\n".to_owned();
    for line in reported.lines().filter(|line| line.starts_with("0A2019") && &line[31..32] == "1") {
        let (function, art) = (line[32..36].trim(), &line[36..39]);
        let kroner = line[39..48].trim().parse::<i64>().unwrap() * 1000;
        // Writing to a string never fails.
        let _ = writeln!(text, "1{art}0;{function}00;1000;{},00", kroner / 3);
        let _ = writeln!(text, "1{art}0;{function}10;2000;{},00", kroner - kroner / 3);
    }
    text + DIFFERENCES
}

#[test]
fn two_differences_in_kongsvingers_ledger_are_found_and_explained_and_the_rest_agrees_to_the_thousand() {
    let Some(data) = real_data() else { return };
    let bench = Bench::new();
    let file = data.join("accounts/0A_V2019_K4_R040200_OK.dat");
    let changes = data.join("ssb/klass131/municipality_changes_2013_2024.csv");
    bench.ok(&["import", "ssb_klass_131_endringer", changes.to_str().unwrap(), "--no-build"]);
    bench.ok(&["import", "kostra_regnskap", file.to_str().unwrap(), "--no-build"]);
    let own = bench.write("regnskap.csv", ledger(&std::fs::read_to_string(&file).unwrap()).as_bytes());
    let mapping = bench.write("kart.toml", MAPPING.as_bytes());
    let built = bench.run(&["import", "lokalt_budsjett", own.to_str().unwrap(), "--mapping", mapping.to_str().unwrap()]);
    assert!(matches!(built.status, 0 | 3), "{}", built.err);

    let arts = bench.sql(
        "SELECT funksjon, art, avvik_kr, aarsak, motpost FROM rapport.avstemming_art WHERE aarsak NOT IN ('likt', 'avrunding') ORDER BY funksjon, art",
    );
    let expected = [
        json!({ "funksjon": "202", "art": "010", "avvik_kr": -5000000.0, "aarsak": "annen_funksjon", "motpost": "222" }),
        json!({ "funksjon": "202", "art": "290", "avvik_kr": 1500000.0, "aarsak": "intern", "motpost": null }),
        json!({ "funksjon": "202", "art": "690", "avvik_kr": -1500000.0, "aarsak": "intern", "motpost": null }),
        json!({ "funksjon": "222", "art": "010", "avvik_kr": 5000000.0, "aarsak": "annen_funksjon", "motpost": "202" }),
    ];
    assert_eq!(arts, expected);
    assert!(bench.value("SELECT COUNT(*) FROM rapport.avstemming_art WHERE aarsak = 'likt'").as_i64().unwrap() > 150);

    // The golden figures, in thousand kroner, of brutto, kbdu, lønn and netto.
    let golden: BTreeMap<&str, [i64; 4]> = BTreeMap::from([
        ("201", [121_007, 54_674, 51_066, 108_895]),
        ("202", [197_722, 185_430, 161_952, 180_401]),
        ("211", [13_638, 8_905, 8_853, 13_296]),
        ("213", [10_292, 0, 0, 5_353]),
        ("215", [9_611, 9_572, 9_329, 2_223]),
        ("221", [5_404, 5_404, 2_236, 5_404]),
        ("222", [32_717, 32_687, 8_692, 32_503]),
        ("223", [6_439, 6_439, 0, 6_439]),
    ]);
    let rows = bench.sql("SELECT * FROM rapport.avstemming WHERE mot = 'kostra_fil' ORDER BY funksjon, maal");
    assert_eq!(rows.len(), 4 * golden.len());
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value}"));
    for (at, row) in rows.iter().enumerate() {
        let (function, measure) = (row["funksjon"].as_str().unwrap(), row["maal"].as_str().unwrap());
        assert_eq!(number(&row["motpart_kr"]), golden[function][at % 4] as f64 * 1000.0, "{row}");
        let difference = match (function, measure) {
            ("202", "loenn") => -5_000_000.0,
            // Of what is internal, SSB's measures have the income alone.
            ("202", _) => -6_500_000.0,
            ("222", _) => 5_000_000.0,
            _ => 0.0,
        };
        assert_eq!((number(&row["avvik_kr"]), number(&row["forklart_kr"])), (difference, difference), "{row}");
        assert_eq!(row["stemmer"], difference == 0.0, "{row}");
        assert_eq!(row["forklaring"].is_string(), difference != 0.0, "{row}");
    }
    let why = |function: &str| {
        let row = rows.iter().find(|row| row["funksjon"] == function && row["maal"] == "kbdu").unwrap();
        row["forklaring"].as_str().unwrap().to_owned()
    };
    assert!(
        why("202").contains("art 010: samme beløp med motsatt fortegn på funksjon 222") && why("202").contains("art 690"),
        "{}",
        why("202")
    );
    assert!(why("222").contains("på funksjon 202"), "{}", why("222"));

    let status = bench.run(&["status"]).out;
    let line = status.lines().find(|line| line.starts_with("Avstemming:")).unwrap_or_else(|| panic!("{status}"));
    let line = line.replace('\u{202f}', " ");
    assert!(line.contains("0402 for 2019 mot KOSTRA-filen: 6 av 8 funksjoner stemmer; størst forskjell −6 500 000 kr (202"), "{line}");
}
