//! Figures that the publishers print, found again at the other end of the program.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::support::{Bench, hashes, real_data};

/// Every delivery of the shared data, in the order in which they are taken in.
fn deliveries(data: &Path) -> Vec<(&'static str, Vec<PathBuf>, Vec<String>)> {
    let matching = |folder: &str, part: &str| {
        let mut files: Vec<PathBuf> = std::fs::read_dir(data.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().contains(part))
            .collect();
        files.sort();
        files
    };
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/stavanger-2016-drift.toml");
    vec![
        ("ssb_klass_131_endringer", vec![data.join("ssb/klass131/municipality_changes_2013_2024.csv")], vec![]),
        ("ssb_07459_folkemengde", matching("ssb/population-07459", ".csv"), vec![]),
        ("udir_gsi_elever", vec![data.join("udir/report-api/gsi_GSK_Elev_Skol_202510_kommune.json")], vec![]),
        ("udir_nasjonale_proever_5", matching("udir/nasjonale-prover", "5._trinn"), vec![]),
        ("udir_nasjonale_proever_ungdomstrinn", matching("udir/nasjonale-prover", "ungdomstrinn"), vec![]),
        ("kostra_regnskap", vec![data.join("accounts/0A_V2019_K4_R040200_OK.dat")], vec![]),
        (
            "lokalt_budsjett",
            vec![data.join("budgets/stavanger_budsjett_2016_drift__dataset.original.csv")],
            vec!["--kommune".to_owned(), "1103".to_owned(), "--mapping".to_owned(), mapping.display().to_string()],
        ),
    ]
}

fn import_all(bench: &Bench, data: &Path) -> Vec<String> {
    let deliveries = deliveries(data);
    let last = deliveries.len() - 1;
    let mut said = Vec::new();
    for (position, (dataset, files, further)) in deliveries.into_iter().enumerate() {
        let mut arguments = vec!["import".to_owned(), dataset.to_owned()];
        arguments.extend(further);
        arguments.extend(files.iter().map(|file| file.display().to_string()));
        if position < last {
            arguments.push("--no-build".to_owned());
        }
        said.push(bench.ok(&arguments).err);
    }
    said
}

/// One warehouse with everything in it, which tests only read.
fn loaded() -> Option<&'static Bench> {
    static LOADED: OnceLock<Option<Bench>> = OnceLock::new();
    LOADED
        .get_or_init(|| {
            let data = real_data()?;
            let bench = Bench::new();
            import_all(&bench, &data);
            Some(bench)
        })
        .as_ref()
}

macro_rules! loaded_or_skip {
    () => {
        match loaded() {
            Some(bench) => bench,
            None => return,
        }
    };
}

#[test]
fn national_tests_say_what_udir_says() {
    let bench = loaded_or_skip!();
    let figures = |enhet: &str, periode: &str| {
        bench.sql(&format!(
            "SELECT tema, verdi, usikkerhet, nevner FROM indikator.np_skalapoeng WHERE enhet = '{enhet}' AND periode = '{periode}' AND trinn = '5'
             AND enhetsnivaa = 'kommune' AND populasjon = 'skoler_i_kommunen' ORDER BY tema"
        ))
    };
    let column = |rows: &[Value], name: &str| rows.iter().map(|row| number(&row[name])).collect::<Vec<_>>();
    let loeten = figures("3412", "2025-26");
    assert_eq!(column(&loeten, "verdi"), [48.0, 47.0, 47.0]);
    assert_eq!(column(&loeten, "usikkerhet"), [2.1, 1.8, 1.9]);
    assert_eq!(column(&loeten, "nevner"), [87.0, 90.0, 89.0]);
    assert_eq!(column(&figures("3118", "2025-26"), "verdi"), [51.0, 48.0, 49.0]);
    assert_eq!(column(&figures("3118", "2022-23"), "verdi"), [49.0, 48.0, 48.0]);
    assert_eq!(figures("3014", "2022-23"), Vec::<Value>::new());
    let facts =
        "SELECT COUNT(*) FROM fakta.nasjonale_proever WHERE skoleaar = '2022-23' AND trinn = '5' AND enhetsnivaa = 'kommune' AND enhet =";
    assert_eq!(bench.value(&format!("{facts} '3014'")), json!(9));
    assert_eq!(bench.value(&format!("{facts} '3118'")), json!(0));
}

#[test]
fn no_cell_of_the_national_tests_is_lost_or_doubled() {
    let bench = loaded_or_skip!();
    let rows = bench.sql(
        "SELECT skoleaar, trinn, COUNT(*) AS celler, COUNT(*) FILTER (WHERE status = 'skjermet') AS skjermet,
                COUNT(*) FILTER (WHERE symbol IS NULL AND status <> 'ok') AS tomme, COUNT(DISTINCT celle) AS plasser,
                COUNT(DISTINCT enhetsnivaa) AS nivaaer
         FROM fakta.nasjonale_proever WHERE (skoleaar, trinn) IN (('2025-26', '5'), ('2023-24', '8')) GROUP BY skoleaar, trinn ORDER BY skoleaar",
    );
    assert_eq!(
        rows,
        [
            json!({ "skoleaar": "2023-24", "trinn": "8", "celler": 13842, "skjermet": 3414, "tomme": 138, "plasser": 13842, "nivaaer": 4 }),
            json!({ "skoleaar": "2025-26", "trinn": "5", "celler": 22005, "skjermet": 6063, "tomme": 225, "plasser": 22005, "nivaaer": 4 }),
        ]
    );
}

#[test]
fn parts_add_up_to_the_whole_where_none_is_masked() {
    let bench = loaded_or_skip!();
    let participants = bench.sql(
        "WITH skoler AS (
             SELECT kommunenr, skoleaar, proeve, trinn, kjoenn, eierform, SUM(verdi) AS verdi, bool_and(status <> 'skjermet') AS hele
             FROM fakta.nasjonale_proever WHERE enhetsnivaa = 'skole' AND maal = 'antall_deltatt'
             GROUP BY kommunenr, skoleaar, proeve, trinn, kjoenn, eierform
         )
         SELECT COUNT(*) AS celler, COUNT(*) FILTER (WHERE COALESCE(k.verdi, 0) <> COALESCE(s.verdi, 0)) AS ulike
         FROM fakta.nasjonale_proever AS k INNER JOIN skoler AS s USING (skoleaar, proeve, trinn, kjoenn, eierform)
         WHERE k.enhetsnivaa = 'kommune' AND k.maal = 'antall_deltatt' AND k.status = 'ok' AND s.kommunenr = k.enhet AND s.hele",
    );
    assert_eq!(participants, [json!({ "celler": 2863, "ulike": 0 })]);
    // Udir counts Svalbard (2100) in Troms.
    let pupils = bench.sql(
        "SELECT COUNT(*) AS fylker, COUNT(*) FILTER (WHERE f.verdi IS DISTINCT FROM k.verdi) AS ulike
         FROM fakta.elever AS f
         INNER JOIN (
             SELECT CASE WHEN enhet = '2100' THEN '55' ELSE substr(enhet, 1, 2) END AS fylke, SUM(verdi) AS verdi
             FROM fakta.elever WHERE enhetsnivaa = 'kommune' AND maal = 'elever' GROUP BY 1
         ) AS k ON k.fylke = f.enhet
         WHERE f.enhetsnivaa = 'fylke' AND f.maal = 'elever'",
    );
    assert_eq!(pupils, [json!({ "fylker": 15, "ulike": 0 })]);
}

#[test]
fn adapted_teaching_is_shown_where_udir_shows_it_and_hidden_where_udir_hides_it() {
    let bench = loaded_or_skip!();
    let share = |enhet: &str| {
        bench.sql(&format!("SELECT verdi, teller, nevner FROM indikator.ito_elever_andel WHERE enhet = '{enhet}' AND periode = '2025-26'"))
    };
    let loeten = &share("3412")[0];
    assert_eq!((number(&loeten["teller"]), number(&loeten["nevner"])), (79.0, 1020.0));
    assert_eq!(innsikt::report::norwegian(number(&loeten["verdi"]), 1), "7,7");
    let indre_oestfold = &share("3118")[0];
    assert_eq!((number(&indre_oestfold["teller"]), number(&indre_oestfold["nevner"])), (504.0, 5387.0));
    assert_eq!(innsikt::report::norwegian(number(&indre_oestfold["verdi"]), 1), "9,4");
    let hidden = bench.sql("SELECT verdi, teller, status FROM indikator.forsterket_norsk_elever_andel WHERE enhet = '3118'");
    assert_eq!(hidden, [json!({ "verdi": null, "teller": null, "status": "skjermet" })]);
    let masked = |indicator: &str| {
        bench.value(&format!("SELECT COUNT(*) FROM indikator.{indicator} WHERE enhetsnivaa = 'kommune' AND status = 'skjermet'"))
    };
    assert_eq!((masked("ito_elever_andel"), masked("forsterket_norsk_elever_andel")), (json!(60), json!(113)));
    let levels = bench.sql("SELECT enhetsnivaa, COUNT(*) AS rader FROM fakta.elever WHERE maal = 'elever' GROUP BY enhetsnivaa ORDER BY 1");
    assert_eq!(levels, [json!({ "enhetsnivaa": "fylke", "rader": 15 }), json!({ "enhetsnivaa": "kommune", "rader": 358 })]);
    assert_eq!(
        bench.value("SELECT status FROM fakta.individuell_tilrettelegging WHERE enhet = '2100' AND maal = 'forsterket_norsk_elever'"),
        json!("skjermet")
    );
}

#[test]
fn inhabitants_stand_on_todays_municipalities() {
    let bench = loaded_or_skip!();
    for (enhet, periode, expected) in [
        ("3118", "2018", 5289.0),
        ("3118", "2020", 5419.0),
        ("3118", "2021", 5466.0),
        ("3412", "2018", 849.0),
        ("3412", "2020", 895.0),
        ("3412", "2021", 861.0),
    ] {
        let value =
            bench.value(&format!("SELECT verdi FROM indikator.innbyggere_6_15_antall WHERE enhet = '{enhet}' AND periode = '{periode}'"));
        assert_eq!(number(&value), expected, "{enhet} {periode}");
    }
    let of_2018 = bench.sql(
        "SELECT status, COUNT(*) AS kommuner FROM indikator.innbyggere_6_15_antall WHERE periode = '2018' AND enhetsnivaa = 'kommune' GROUP BY status ORDER BY status",
    );
    assert_eq!(of_2018, [json!({ "status": "ok", "kommuner": 350 }), json!({ "status": "ufullstendig", "kommuner": 7 })]);
    let split = bench.sql(
        "SELECT enhet, verdi, merknad FROM indikator.innbyggere_6_15_antall WHERE periode = '2018' AND status = 'ufullstendig' ORDER BY enhet",
    );
    let units: Vec<&str> = split.iter().map(|row| row["enhet"].as_str().unwrap()).collect();
    assert_eq!(units, ["1508", "1580", "1806", "1875", "5055", "5056", "5059"]);
    for row in &split {
        assert!(row["verdi"].is_null());
        assert!(row["merknad"].as_str().unwrap().contains("delt"), "{row}");
    }
    let sandefjord = bench.sql("SELECT verdi, status FROM indikator.innbyggere_6_15_antall WHERE periode = '2015' AND enhet = '3907'");
    assert_eq!(sandefjord, [json!({ "verdi": null, "status": "ufullstendig" })]);
}

#[test]
fn kongsvingers_accounts_give_ssbs_measures() {
    let bench = loaded_or_skip!();
    // Function, KBDU, brutto, netto, lønn in thousand kroner, contoured by SSB's own groups of arts.
    let golden = [
        ("201", 54_674, 121_007, 108_895, 51_066),
        ("202", 185_430, 197_722, 180_401, 161_952),
        ("211", 8_905, 13_638, 13_296, 8_853),
        ("213", 0, 10_292, 5_353, 0),
        ("215", 9_572, 9_611, 2_223, 9_329),
        ("221", 5_404, 5_404, 5_404, 2_236),
        ("222", 32_687, 32_717, 32_503, 8_692),
        ("223", 6_439, 6_439, 6_439, 0),
    ];
    let rows = bench.sql(
        "SELECT tema, indikator_id, verdi, omfang FROM indikator.verdi WHERE enhet = '3401' AND periode = '2019'
         AND indikator_id IN ('kbdu_kr', 'brutto_driftsutgift_kr', 'netto_driftsutgift_kr', 'loenn_kr')",
    );
    let find = |tema: &str, id: &str| {
        let row = rows.iter().find(|row| row["tema"] == tema && row["indikator_id"] == id).unwrap_or_else(|| panic!("{tema} {id}"));
        assert_eq!(row["omfang"], "kasse");
        number(&row["verdi"])
    };
    for (function, kbdu, gross, net, wages) in golden {
        let found = [("kbdu_kr", kbdu), ("brutto_driftsutgift_kr", gross), ("netto_driftsutgift_kr", net), ("loenn_kr", wages)];
        for (id, thousands) in found {
            assert_eq!(find(function, id), f64::from(thousands) * 1000.0, "{function} {id}");
        }
    }
    assert_eq!(find("grunnskole_per_elev", "kbdu_kr"), 224_556_000.0);
    let per_inhabitant = bench.sql(
        "SELECT verdi, teller, nevner, omfang FROM indikator.netto_driftsutgift_per_innb_6_15_kr WHERE enhet = '3401' AND periode = '2019'",
    );
    assert_eq!(number(&per_inhabitant[0]["verdi"]).round(), 115_279.0);
    assert_eq!(number(&per_inhabitant[0]["teller"]), 221_566_000.0);
    assert_eq!(number(&per_inhabitant[0]["nevner"]), 1922.0);
    assert_eq!(per_inhabitant[0]["omfang"], "kasse");
}

#[test]
fn stavangers_budget_gives_the_known_sums_and_names_nobody() {
    let bench = loaded_or_skip!();
    let sum = |condition: &str| {
        number(
            &bench.value(&format!("SELECT CAST(SUM(verdi) AS DOUBLE) FROM fakta.lokalt_regnskap WHERE kontoklasse = '1' AND {condition}")),
        )
    };
    for (condition, expected) in [
        ("funksjon = '202'", 1_191_603_000.0),
        ("funksjon = '215'", 16_616_000.0),
        ("funksjon = '222'", 245_040_000.0),
        ("funksjon = '223'", 6_109_000.0),
        ("funksjon = '213'", 40_350_000.0),
        ("tjeneste = '20250'", 41_347_000.0),
        ("funksjon = '202' AND art IN (SELECT art FROM dim.artsgruppe WHERE maal = 'kbdu')", 1_172_482_000.0),
    ] {
        assert_eq!(sum(condition), expected, "{condition}");
    }
    let archive = innsikt::archive::Archive::new(bench.warehouse().join("archive"));
    for record in archive.records().unwrap().iter().filter(|record| record.datasett == "lokalt_budsjett") {
        let text = String::from_utf8(archive.read(&record.svar[0].henting).unwrap()).unwrap();
        assert!(!text.contains("ID 0000") && !text.contains("BRUKER"), "the archived lines name a person");
        assert!(record.svar[0].original.is_some());
    }
}

#[test]
fn every_figure_is_traced_to_its_cells() {
    let bench = loaded_or_skip!();
    let trace = |arguments: &[&str]| -> Value {
        let ran = bench.ok(&[&["trace", "--format", "json"], arguments].concat());
        serde_json::from_str(&ran.out).unwrap()
    };
    let cells = |trace: &Value| trace["sporing"][0]["celler"].as_array().unwrap().clone();

    let share = trace(&["ito_elever_andel", "--enhet", "3412", "--periode", "2025-26"]);
    let values: Vec<String> = cells(&share).iter().map(|cell| cell["verdi"].as_str().unwrap().to_owned()).collect();
    assert_eq!(values, ["1020", "79"]);
    assert_eq!(share["hentinger"].as_array().unwrap().len(), 1);
    let bytes = std::fs::read(real_data().unwrap().join("udir/report-api/gsi_GSK_Elev_Skol_202510_kommune.json")).unwrap();
    assert_eq!(share["hentinger"][0]["henting"], innsikt::definition::sha256(&bytes));

    let inhabitants = trace(&["innbyggere_6_15_antall", "--enhet", "3118", "--periode", "2018"]);
    let cells_of = cells(&inhabitants);
    assert_eq!(cells_of.len(), 50);
    let municipalities: std::collections::BTreeSet<String> =
        cells_of.iter().map(|cell| cell["noekkel"].as_str().unwrap().split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(municipalities.len(), 5);
    assert_eq!(cells_of.iter().map(|cell| cell["verdi"].as_str().unwrap().parse::<u32>().unwrap()).sum::<u32>(), 5289);
    assert_eq!(inhabitants["hentinger"].as_array().unwrap().len(), 1);

    let cost = trace(&["netto_driftsutgift_per_innb_6_15_kr", "--enhet", "3401", "--periode", "2019"]);
    let of_table = |table: &str| cells(&cost).into_iter().filter(|cell| cell["tabell"] == table).collect::<Vec<_>>();
    let sum = |cells: &[Value]| cells.iter().map(|cell| cell["verdi"].as_str().unwrap().parse::<i64>().unwrap()).sum::<i64>();
    assert_eq!(sum(&of_table("fakta.kostra_regnskap")), 221_566_000);
    assert_eq!((of_table("fakta.folkemengde").len(), sum(&of_table("fakta.folkemengde"))), (10, 1922));
    assert_eq!(cost["sporing"][0]["omtrentlig"], false);
}

#[test]
fn a_second_import_changes_nothing_and_a_rebuild_gives_the_same_files() {
    let Some(data) = real_data() else { return };
    let bench = Bench::new();
    import_all(&bench, &data);
    let (before, release) = (hashes(&bench.warehouse().join("tables")), bench.release());
    let archived = hashes(&bench.warehouse().join("archive"));
    for said in import_all(&bench, &data) {
        assert!(said.lines().all(|line| line.contains("uendret")), "{said}");
    }
    assert_eq!(hashes(&bench.warehouse().join("tables")), before);
    assert_eq!(hashes(&bench.warehouse().join("archive")), archived);
    assert_eq!(bench.release(), release);

    let rebuilt = Bench::new();
    let archive = bench.warehouse().join("archive");
    rebuilt.ok(&["refresh", "--offline", "--archive", archive.to_str().unwrap()]);
    let named = |bench: &Bench| {
        let mut files: Vec<String> =
            hashes(&bench.warehouse().join("tables")).into_keys().filter(|name| name.ends_with(".parquet")).collect();
        files.sort();
        files
    };
    let manifest = |bench: &Bench| -> Value {
        let path = bench.warehouse().join("releases").join(format!("{}.json", bench.release().unwrap()));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    assert_eq!(manifest(&rebuilt)["tabeller"], manifest(&bench)["tabeller"]);
    assert_eq!(manifest(&rebuilt)["partisjoner"], manifest(&bench)["partisjoner"]);
    assert!(named(&rebuilt).iter().all(|file| named(&bench).contains(file)));
}

#[test]
fn a_query_can_ask_for_the_figures_as_they_were_known() {
    let bench = loaded_or_skip!();
    let count = |arguments: &[&str]| -> Value {
        let query = "SELECT COUNT(*) AS n FROM indikator.ito_elever_andel";
        let ran = bench.ok(&[&["sql", "--format", "json"], arguments, &[query]].concat());
        serde_json::from_str::<Vec<Value>>(&ran.out).unwrap()[0]["n"].clone()
    };
    assert_eq!(count(&["--as-of", "2001-01-01"]), json!(0));
    assert_eq!(count(&["--as-of", "2999-01-01"]), count(&[]));
}

#[test]
fn every_figure_in_a_document_is_in_the_release() {
    let bench = loaded_or_skip!();
    for (document, kommune) in [("tilstandsrapport", "3412"), ("ressursanalyse", "3401"), ("tilstandsrapport", "3118")] {
        let folder = bench.folder().join(format!("{document}-{kommune}"));
        bench.ok(&["report", document, "--kommune", kommune, "--form", "pdf,json", "-o", folder.to_str().unwrap()]);
        let content: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{document}-{kommune}.json"))).unwrap()).unwrap();
        let printed = content["tall"].as_array().unwrap();
        assert!(printed.len() > 10, "{document} {kommune} has {} figures", printed.len());
        let released = bench.sql(
            "SELECT enhetsnivaa AS rolle, indikator_id, populasjon, enhet, periode, trinn, tema, omfang, verdi, status FROM indikator.verdi
             UNION ALL
             SELECT gruppetype, indikator_id, populasjon, gruppe, periode, trinn, tema, omfang, COALESCE(verdi, median), 'ok' FROM rapport.sammenligning",
        );
        let key = ["rolle", "indikator_id", "populasjon", "enhet", "periode", "trinn", "tema", "omfang"];
        let known: std::collections::HashMap<Vec<String>, Vec<&Value>> = released.iter().fold(Default::default(), |mut known, row| {
            known.entry(key.iter().map(|name| row[name].to_string()).collect()).or_insert_with(Vec::new).push(row);
            known
        });
        for figure in printed {
            let rows = &known[&key.iter().map(|name| figure[name].to_string()).collect::<Vec<_>>()];
            let matches = |row: &&&Value| match (row["verdi"].as_f64(), figure["vist"].as_str()) {
                (Some(value), Some(text)) => innsikt::report::norwegian(value, figure["desimaler"].as_u64().unwrap() as usize) == text,
                (None, None) => row["status"] == figure["status"],
                _ => false,
            };
            assert!(rows.iter().any(|row| matches(&row)), "{document}: {figure}");
        }
        numbers_on_paper(&folder.join(format!("{document}-{kommune}.pdf")), &content);
    }
}

/// Reads the PDF back and finds the printed figures of the municipality itself in it.
fn numbers_on_paper(pdf: &Path, content: &Value) {
    let Ok(output) = std::process::Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output() else {
        eprintln!("skipped: pdftotext is not here, so the PDF's text is not read back");
        return;
    };
    let text: String = String::from_utf8_lossy(&output.stdout).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let newest = content["tall"].as_array().unwrap().iter().filter(|figure| figure["rolle"] == "kommune" && figure["vist"].is_string());
    for figure in newest {
        let shown: String = figure["vist"].as_str().unwrap().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        assert!(text.contains(&shown), "{} is not in {}", figure, pdf.display());
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) => text.parse().unwrap(),
        other => other.as_f64().unwrap_or_else(|| panic!("{other} is not a number")),
    }
}
