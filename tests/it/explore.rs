//! Files that nobody has described: explored, and taken in with the mapping that was proposed, as it is.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::support::{Bench, files, real_data};

/// The figures of `reference/accounts-and-budgets.md` §3, in kroner: worked out from the file by another program.
const STAVANGER: [(&str, i64); 6] = [
    ("funksjon = '202'", 1_191_603_000),
    ("funksjon = '202' AND art IN (SELECT art FROM dim.artsgruppe WHERE maal = 'kbdu')", 1_172_482_000),
    ("funksjon = '215'", 16_616_000),
    ("funksjon = '222'", 245_040_000),
    ("funksjon = '223'", 6_109_000),
    ("funksjon = '213'", 40_350_000),
];

/// The same of Bergen's change list for 2013, and some of the plan that follows it: function, year and version.
const BERGEN: [(&str, &str, i64); 7] = [
    ("202", "2013 vedtatt_budsjett", 2_134_871_415),
    ("215", "2013 vedtatt_budsjett", 52_382_100),
    ("222", "2013 vedtatt_budsjett", 644_406_426),
    ("223", "2013 vedtatt_budsjett", 28_798_800),
    ("213", "2013 vedtatt_budsjett", 41_984_700),
    ("202", "2014 oekonomiplan_2", 2_106_893_115),
    ("222", "2016 oekonomiplan_4", 682_116_568),
];

const STAVANGER_FILE: &str = "budgets/stavanger_budsjett_2016_drift__dataset.original.csv";
const BERGEN_FILE: &str = "budgets/bergen_budsjett-2013_driftsbudsjett__dataset.original.csv";

/// A file that was explored, and taken in with what was proposed.
struct TakenIn {
    bench: Bench,
    /// All that was printed.
    said: String,
    explored: Value,
    /// What is archived of it.
    lines: String,
}

fn taken_in(file: &Path, municipality: &str, further: &[&str]) -> TakenIn {
    let bench = Bench::new();
    let (name, map) = (file.to_str().unwrap(), bench.folder().join("kart.toml"));
    let map = map.to_str().unwrap();
    let explored = bench.ok(&["import", "--explore", name, "--kommune", municipality, "-o", map, "--format", "json"]);
    let ran = bench.run(&[&["import", "lokalt_budsjett", name, "--mapping", map], further].concat());
    // 3: this warehouse has no source that knows of the municipality.
    assert!(matches!(ran.status, 0 | 3), "{}\n{}", ran.status, ran.err);
    let archive = innsikt::archive::Archive::new(bench.warehouse().join("archive"));
    let records = archive.records().unwrap();
    assert_eq!(records.len(), 1);
    let lines = String::from_utf8(archive.read(&records[0].svar[0].henting).unwrap()).unwrap();
    let said = format!("{}{}{}{}", explored.out, explored.err, ran.out, ran.err);
    TakenIn { bench, said, explored: serde_json::from_str(&explored.out).unwrap(), lines }
}

impl TakenIn {
    /// Kroner of a function in a year and version, all arts together.
    fn net(&self, function: &str, period: &str) -> i64 {
        let mut oere = 0;
        for line in self.lines.lines().skip(2) {
            let fields: Vec<&str> = line.split(';').collect();
            if fields[4] == function && format!("{} {}", fields[1], fields[2]) == period {
                oere += fields[9].replace('.', "").parse::<i64>().unwrap();
            }
        }
        assert_eq!(oere % 100, 0);
        oere / 100
    }
}

/// Stavanger's published file in a warehouse with a release, which tests only read.
fn stavanger(data: &Path) -> &'static TakenIn {
    static TAKEN_IN: OnceLock<TakenIn> = OnceLock::new();
    TAKEN_IN.get_or_init(|| taken_in(&data.join(STAVANGER_FILE), "1103", &[]))
}

#[test]
fn stavanger_is_taken_in_as_it_is_proposed() {
    let Some(data) = real_data() else { return };
    let file = stavanger(&data);
    for (condition, kroner) in STAVANGER {
        let sum = file
            .bench
            .value(&format!("SELECT CAST(SUM(verdi) AS DOUBLE) FROM fakta.lokalt_regnskap WHERE kontoklasse = '1' AND {condition}"));
        assert_eq!(sum.as_f64().unwrap(), kroner as f64, "{condition}");
    }
    assert_eq!(file.explored["hele_filen"][0]["kr"], 0.0);
    assert_eq!(file.explored["lokale_kontoer"].as_array().unwrap().len(), 23);

    let proposal = taken_in(&data.join("budgets/stavanger_budsjettforslag2016__dataset.original.csv"), "1103", &["--no-build"]);
    assert_eq!(proposal.net("202", "2016 budsjettforslag"), 1_164_099_000);
    assert_eq!(proposal.net("222", "2016 budsjettforslag"), 253_878_000);
}

#[test]
fn bergens_change_list_is_taken_in_as_it_is_proposed() {
    let Some(data) = real_data() else { return };
    let file = taken_in(&data.join(BERGEN_FILE), "4601", &["--no-build"]);
    for (function, period, kroner) in BERGEN {
        assert_eq!(file.net(function, period), kroner, "{function} {period}");
    }
    assert!(file.lines.lines().skip(2).all(|line| line.contains(";ukjent;")), "no art is made up");
    let whole: Vec<f64> = file.explored["hele_filen"].as_array().unwrap().iter().map(|sum| sum["kr"].as_f64().unwrap()).collect();
    assert_eq!(whole, [-490.0, -627.0, -489.0, -539.0]);
}

/// The rows of a published file, and which of its columns are amounts.
fn table(file: &Path, amounts: &[usize]) -> (Vec<Vec<String>>, Vec<usize>) {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_path(file).unwrap();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    (rows, amounts.to_vec())
}

fn kroner(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if matches!(digits.as_str(), "" | "-") { 0 } else { digits.parse().unwrap() }
}

/// `-1 234 567` with no-break spaces.
fn spaced(kroner: i64) -> String {
    let digits = kroner.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    format!("{}{}", if kroner < 0 { "-" } else { "" }, groups.join("\u{a0}"))
}

/// As a workbook: two lines of title, names in row 4, amounts as text with no-break spaces, a total at the end.
fn workbook((rows, amounts): &(Vec<Vec<String>>, Vec<usize>), to: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Budsjett").unwrap();
    sheet.write_string(0, 0, "Driftsbudsjett").unwrap();
    sheet.write_string(1, 0, "Skrevet ut 1. februar").unwrap();
    let mut totals = vec![0; amounts.len()];
    for (number, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            let amount = amounts.iter().position(|amount| *amount == column).filter(|_| number > 0);
            let text = match amount {
                Some(at) => {
                    totals[at] += kroner(text);
                    spaced(kroner(text))
                }
                None => text.clone(),
            };
            sheet.write_string(number as u32 + 3, column as u16, text).unwrap();
        }
    }
    let last = rows.len() as u32 + 3;
    sheet.write_string(last, 0, "Sum totalt").unwrap();
    for (total, column) in totals.iter().zip(amounts) {
        sheet.write_string(last, *column as u16, spaced(*total)).unwrap();
    }
    book.save(to).unwrap();
}

/// As Windows-1252 with decimal comma and the minus behind.
fn western((rows, amounts): &(Vec<Vec<String>>, Vec<usize>), to: &Path) {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    for (number, row) in rows.iter().enumerate() {
        let fields = row.iter().enumerate().map(|(column, text)| match number > 0 && amounts.contains(&column) {
            true => format!("{},00{}", kroner(text).abs(), if kroner(text) < 0 { "-" } else { "" }),
            false => text.clone(),
        });
        writer.write_record(fields).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let (bytes, _, unmapped) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!unmapped && std::str::from_utf8(&bytes).is_err());
    std::fs::write(to, bytes).unwrap();
}

#[test]
fn the_same_files_as_workbooks_and_in_western_bytes_give_the_same_figures() {
    let Some(data) = real_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    let stavangers = table(&data.join(STAVANGER_FILE), &[11]);
    let bergen_rows = table(&data.join(BERGEN_FILE), &[10, 11, 12, 13]);
    workbook(&stavangers, &path("stavanger_budsjett_2016_drift.xlsx"));
    western(&stavangers, &path("stavanger_budsjett_2016_drift.csv"));
    workbook(&bergen_rows, &path("bergen_budsjett-2013_driftsbudsjett.xlsx"));
    western(&bergen_rows, &path("bergen_budsjett-2013_driftsbudsjett.csv"));
    let bergens = taken_in(&data.join(BERGEN_FILE), "4601", &["--no-build"]);
    for (name, municipality, published) in [
        ("stavanger_budsjett_2016_drift.xlsx", "1103", self::stavanger(&data)),
        ("stavanger_budsjett_2016_drift.csv", "1103", self::stavanger(&data)),
        ("bergen_budsjett-2013_driftsbudsjett.xlsx", "4601", &bergens),
        ("bergen_budsjett-2013_driftsbudsjett.csv", "4601", &bergens),
    ] {
        let file = taken_in(&path(name), municipality, &["--no-build"]);
        assert!(file.lines == published.lines, "{name}: other lines are archived than of the published file");
        assert!(!file.said.contains("ID 0000"), "{name}");
        let workbook = i32::from(name.ends_with("xlsx"));
        assert_eq!(file.explored["rader"]["sumrader"], workbook, "{name}");
        assert_eq!(file.explored["kolonnenavn_linje"], 1 + 3 * workbook, "{name}");
    }
}

#[test]
fn nobody_is_named_anywhere_after_stavanger_is_taken_in() {
    let Some(data) = real_data() else { return };
    const NAMED: &str = "ID 0000";
    let file = data.join(STAVANGER_FILE);
    assert!(String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains(NAMED), "the file itself names people");
    let TakenIn { bench, said, .. } = stavanger(&data);
    assert!(!said.contains(NAMED), "what is printed");
    bench.ok(&["export"]);
    let archive = innsikt::archive::Archive::new(bench.warehouse().join("archive"));
    for record in archive.records().unwrap() {
        for answer in &record.svar {
            let text = String::from_utf8(archive.read(&answer.henting).unwrap()).unwrap();
            assert!(!text.contains(NAMED), "the archive");
        }
    }
    let mut tables = 0;
    for path in files(bench.folder()) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(memchr::memmem::find(&bytes, NAMED.as_bytes()).is_none(), "{}", path.display());
        if path.extension().is_some_and(|extension| extension == "parquet") {
            tables += 1;
            for batch in ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(&path).unwrap()).unwrap().build().unwrap() {
                let text = arrow::util::pretty::pretty_format_batches(&[batch.unwrap()]).unwrap().to_string();
                assert!(!text.contains(NAMED), "{}", path.display());
            }
        }
    }
    assert!(tables > 20, "{tables} tables and exports were read");
}

#[test]
fn an_exploration_takes_nothing_in_and_is_asked_for_alone() {
    let bench = Bench::new();
    let file = bench.write("regnskap_2024.csv", "konto;tjeneste;beløp\n10100;20200;5\n16000;21500;-5\n".as_bytes());
    let file = file.to_str().unwrap();
    let explored = bench.ok(&["import", "--explore", file, "--kommune", "3412"]);
    assert!(explored.out.contains("kommunenr = \"3412\"") && explored.out.contains("versjon = \"regnskap\""), "{}", explored.out);
    assert!(!bench.warehouse().exists());
    let short = bench.run(&["import", "--explore", file]);
    assert!(short.status == 3 && short.out.contains("--kommune NR"), "{} {}", short.status, short.out);
    for wrong in
        [&["import", "lokalt_budsjett", file, "--explore", file][..], &["import", "lokalt_budsjett", file, "--aar", "2024"], &["import"]]
    {
        assert_eq!(bench.run(wrong).status, 2, "{wrong:?}");
    }
    let unknown = bench.run(&["import", "--explore", file, "--versjon", "plan"]);
    assert!(unknown.status == 2 && unknown.err.contains("oekonomiplan_1"), "{}", unknown.err);
}

#[test]
fn an_identity_number_stops_an_exploration_before_anything_is_shown() {
    let bench = Bench::new();
    let number = crate::refused::identity_number();
    let file = bench.write("regnskap_2024.csv", format!("konto;tjeneste;tekst;beløp\n10100;20200;{number};5\n").as_bytes());
    let ran = bench.run(&["import", "--explore", file.to_str().unwrap(), "--kommune", "3412"]);
    assert!(ran.status == 1 && ran.out.is_empty() && ran.err.contains("linje 2, kolonne 3") && !ran.err.contains(&number), "{}", ran.err);
}
