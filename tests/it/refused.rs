//! Bad input: one clear error, nothing of it loaded, the release untouched.

use std::collections::BTreeMap;

use innsikt::simulated::country::Sex;

use crate::support::{Bench, Ran, files, hashes, publishers, synthetic};

/// Imports bytes that must be refused, and returns what was said.
fn refused(bench: &Bench, dataset: &str, name: &str, bytes: &[u8], further: &[&str]) -> String {
    let before = (bench.release(), std::fs::read(bench.warehouse().join("tables/partitions.json")).unwrap());
    let file = bench.write(name, bytes);
    let Ran { status, err, .. } = bench.run(&[&["import", dataset, file.to_str().unwrap()], further].concat());
    assert_eq!(status, 1, "{err}");
    assert_eq!((bench.release(), std::fs::read(bench.warehouse().join("tables/partitions.json")).unwrap()), before);
    err
}

/// What the archive holds: each file with the hash of its content.
fn archived(bench: &Bench) -> BTreeMap<String, String> {
    hashes(&bench.warehouse().join("archive"))
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// National tests as the Statistikkbank writes them: two municipalities that make up a county and the country, and two masked schools.
fn tests_of_grade_5() -> String {
    let measures = ["Skalapoeng", "Usikkerhet", "Antall elever deltatt"]
        .map(|measure| format!("\t2025-26.Lesing.5. årstrinn.Alle eierformer.Alle kjønn.{measure}"));
    let units = "EnhetNivaa\tNasjonaltkode\tFylkekode\tKommunekode\tOrganisasjonsnummer\tNasjonalt\tFylke\tKommune\tEnhetNavn";
    let rows = [
        "1\tI\t00\t0000\tI\tSyntetisk land\tAlle fylker\tAlle kommuner\tAlle skoler\t50\t1,6\t130",
        "2\tI\t34\t0000\t34\tSyntetisk land\tInnlandet\tAlle kommuner\tAlle skoler\t50\t1,6\t130",
        "3\tI\t34\t3411\t3411\tSyntetisk land\tInnlandet\tRingsaker\tAlle skoler\t51\t2,2\t65",
        "4\tI\t34\t3411\t034110001\tSyntetisk land\tInnlandet\tRingsaker\tSyntetisk skole i Ringsaker\t51\t2,2\t65",
        "3\tI\t34\t3412\t3412\tSyntetisk land\tInnlandet\tLøten\tAlle skoler\t49\t2,2\t65",
        "4\tI\t34\t3412\t034120001\tSyntetisk land\tInnlandet\tLøten\tSyntetisk skole 1 i Løten\t*\t*\t*",
        "4\tI\t34\t3412\t034120002\tSyntetisk land\tInnlandet\tLøten\tSyntetisk skole 2 i Løten\t*\t*\t*",
    ];
    format!("sep=\t\n{units}{}\n{}\n", measures.concat(), rows.join("\n"))
}

/// Inhabitants as SSB's Statistikkbank writes them to a CSV file: the country's municipalities of today.
fn population() -> String {
    let country = &publishers().control().world().country;
    let years = [2025, 2026];
    let heading = years.map(|year| format!(";\"Persons {year}\"")).concat();
    let mut text =
        format!("\"07459: Folkemengde (syntetisk), etter region, alder, statistikkvariabel og år\"\n\n\"region\";\"age\"{heading}\n");
    for (at, municipality) in country.municipalities().iter().enumerate().filter(|(_, municipality)| municipality.current) {
        for age in 0..=105 {
            let unit = ["year", "years", "years or older"][usize::from(age != 1) + usize::from(age == 105)];
            let counts = years.map(|year| format!(";{}", country.residents(at, age, Sex::All, year))).concat();
            text += &format!("\"{} {}\";\"{age} {unit}\"{counts}\n", municipality.number, municipality.name);
        }
    }
    text
}

#[test]
fn each_kind_of_bad_file_gets_one_clear_error() {
    let bench = Bench::with_release();
    let (tests, text) = ("udir_nasjonale_proever_5", tests_of_grade_5());
    let whole = utf16(&text);
    let said = refused(&bench, tests, "syntetisk_avkuttet.csv", &whole[..whole.len() / 2 + 1], &[]);
    assert!(said.contains("syntetisk_avkuttet.csv er avvist"), "{said}");

    let shown = text.replacen("\t*\t", "\t4*\t", 1);
    let before = archived(&bench);
    let said = refused(&bench, tests, "syntetisk_avskjult.csv", &utf16(&shown), &[]);
    assert!(said.contains("avskjul") && said.contains("linje"), "{said}");
    assert_eq!(archived(&bench), before, "what is shown by mistake is not even archived");
    let file = bench.write("syntetisk_hel.csv", &whole);
    bench.ok(&["import", tests, "--no-build", file.to_str().unwrap()]);

    let accounts = synthetic("kostra_regnskap");
    let mut lines: Vec<String> = String::from_utf8(accounts.bytes.clone()).unwrap().lines().map(str::to_owned).collect();
    lines[1].remove(45);
    let said = refused(&bench, accounts.dataset, "syntetisk_kort.dat", lines.join("\n").as_bytes(), &[]);
    assert!(said.contains("linje 2") && said.contains("47"), "{said}");

    let budget = synthetic("lokalt_budsjett");
    let text = String::from_utf8(budget.bytes.clone()).unwrap();
    let wider: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(number, line)| format!("{line};{}", if number == 0 { "budsjett_2026".to_owned() } else { format!("{}", number * 1000) }))
        .collect();
    let mapping = bench.write("kart.toml", budget.mapping.unwrap().as_bytes());
    let said =
        refused(&bench, budget.dataset, "syntetisk_budsjett.csv", wider.join("\n").as_bytes(), &["--mapping", mapping.to_str().unwrap()]);
    assert!(said.contains("budsjett_2026"), "{said}");

    let misspelt = budget.mapping.unwrap().replacen("versjon", "versjonn", 1);
    let mapping = bench.write("feilkart.toml", misspelt.as_bytes());
    let said = refused(&bench, budget.dataset, "syntetisk_budsjett2.csv", text.as_bytes(), &["--mapping", mapping.to_str().unwrap()]);
    assert!(said.contains("versjonn") && said.contains("«versjon»"), "{said}");
}

#[test]
fn a_cube_that_is_one_value_short_is_refused_with_the_reason() {
    let bench = Bench::new();
    let short = r#"{"version":"2.0","class":"dataset","id":["Region","Tid"],"size":[2,2],"dimension":{
        "Region":{"category":{"index":["3412","3118"]}},"Tid":{"category":{"index":["2024","2025"]}}},"value":[1,2,3]}"#;
    let file = bench.write("kort.json", short.as_bytes());
    let ran = bench.run(&["convert", file.to_str().unwrap(), "-o", "ut.parquet"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains('3') && ran.err.contains('4') && ran.err.contains("kort.json"), "{}", ran.err);
    assert!(!bench.folder().join("ut.parquet").exists());
}

#[test]
fn an_identity_number_is_refused_before_anything_is_stored_and_never_repeated() {
    let bench = Bench::with_release();
    let number = identity_number();
    let gsi = synthetic("udir_gsi_elever");
    let text = String::from_utf8(gsi.bytes.clone()).unwrap().replacen("\"navn\":\"", &format!("\"navn\":\"Elev {number} "), 1);
    let before = archived(&bench);
    let said = refused(&bench, gsi.dataset, "syntetisk_person.json", text.as_bytes(), &[]);
    assert!(!said.contains(&number), "{said}");
    assert_eq!(archived(&bench), before, "nothing is stored");
    // The archive is compressed; what else is written down, such as the run's record, is text.
    for file in files(&bench.warehouse()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(&number), "{}", file.display());
    }
}

/// A made-up number with valid check digits.
pub fn identity_number() -> String {
    let first = [0u32, 1, 0, 1, 0, 1];
    (100..1000)
        .find_map(|individual: u32| {
            let mut digits = first.to_vec();
            digits.extend([individual / 100, individual / 10 % 10, individual % 10]);
            let check = |weights: &[u32], digits: &[u32]| {
                let rest = 11 - weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum::<u32>() % 11;
                (rest != 10).then_some(rest % 11)
            };
            digits.push(check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], &digits)?);
            digits.push(check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &digits)?);
            Some(digits.iter().map(u32::to_string).collect::<String>())
        })
        .unwrap()
}

#[test]
fn synthetic_and_real_data_never_share_a_warehouse() {
    let bench = Bench::with_release();
    let real = Bench::new();
    innsikt::warehouse::Warehouse::create(&real.warehouse(), false).unwrap();
    let archive = bench.warehouse().join("archive");
    let ran = real.run(&["refresh", "--offline", "--archive", archive.to_str().unwrap()]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("blandes aldri"), "{}", ran.err);
}

#[test]
fn a_saved_answer_of_the_simulated_publishers_is_known_under_any_name() {
    let real = Bench::new();
    innsikt::warehouse::Warehouse::create(&real.warehouse(), false).unwrap();
    for dataset in ["udir_grunnskolepoeng", "fhi_ungdata_skulk", "ssb_11906_skoleareal", "nsr_enheter", "ssb_klass_277_funksjoner"] {
        let saved = synthetic(dataset);
        let file = real.write("lagret.json", &saved.bytes);
        let ran = real.run(&["import", dataset, "--no-build", file.to_str().unwrap()]);
        assert_eq!(ran.status, 1, "{dataset}: {}", ran.err);
        assert!(ran.err.contains("syntetiske tall"), "{dataset}: {}", ran.err);
    }
    let budget = synthetic("lokalt_budsjett");
    let (file, mapping) = (real.write("budsjett.csv", &budget.bytes), real.write("kart.toml", budget.mapping.unwrap().as_bytes()));
    let ran = real.run(&["import", budget.dataset, "--no-build", file.to_str().unwrap(), "--mapping", mapping.to_str().unwrap()]);
    assert!(ran.status == 1 && ran.err.contains("syntetiske tall"), "{}", ran.err);
}

#[test]
fn figures_without_the_synthetic_mark_are_kept_out_of_a_synthetic_warehouse() {
    let bench = Bench::with_release();
    let accounts = synthetic("kostra_regnskap");
    let said = refused(&bench, accounts.dataset, "regnskap.dat", &accounts.bytes, &[]);
    assert!(said.contains("syntetiske tall: varehuset"), "{said}");
}

#[test]
fn a_part_of_a_table_never_replaces_the_whole() {
    let bench = Bench::with_release();
    let (dataset, text) = ("ssb_07459_folkemengde", population());
    let file = bench.write("syntetisk_folkemengde.csv", text.as_bytes());
    bench.ok(&["import", dataset, "--no-build", file.to_str().unwrap()]);
    let of_loeten: Vec<&str> =
        text.lines().enumerate().filter(|(number, line)| *number < 3 || line.contains("3412")).map(|(_, line)| line).collect();
    let said = refused(&bench, dataset, "syntetisk_del.csv", format!("{}\n", of_loeten.join("\n")).as_bytes(), &[]);
    assert!(said.contains("et utdrag kan ikke erstatte hele uttrekket"), "{said}");
    let said = refused(&bench, dataset, "syntetisk_kuttet.csv", &text.as_bytes()[..text.len() - 2], &[]);
    assert!(said.contains("avkuttet"), "{said}");
}

#[test]
fn a_query_can_only_read() {
    let bench = Bench::with_release();
    for query in [
        "DROP TABLE fakta.elever",
        "COPY fakta.elever TO 'ut.csv'",
        "CREATE TABLE x AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
    ] {
        let ran = bench.run(&["sql", query]);
        assert_eq!(ran.status, 1, "{query}: {}", ran.out);
    }
    assert!(!bench.folder().join("ut.csv").exists());
}

#[test]
fn a_second_writer_is_turned_away() {
    let bench = Bench::with_release();
    let warehouse = innsikt::warehouse::Warehouse::open(&bench.warehouse()).unwrap();
    let _lock = warehouse.lock().unwrap();
    let ran = bench.run(&["build"]);
    assert_eq!(ran.status, 4, "{}", ran.err);
}
