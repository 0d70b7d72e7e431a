//! How fast each reader is, in cells per second, on answers of the publishers' own shape and a realistic size.
//!
//! The bytes are made here, so that the figures can be compared from one machine and year to another: `cargo bench --bench readers`.

use std::fmt::Write;

use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Reads `bytes` as the named format, over and over.
fn bench(bencher: Bencher<'_, '_>, format: &str, bytes: &[u8]) {
    let format = innsikt::read::format(format).unwrap_or_else(|| panic!("no format {format}"));
    assert!((format.sniff)(bytes), "{} does not know its own", format.id);
    let read = || (format.read)(bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    let cells = read().len();
    bencher.counter(ItemsCount::new(cells)).bench_local(read);
}

/// Figures that are the same on every run: a linear congruential generator's high bits.
struct Figures(u64);

impl Figures {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A figure as PxWeb writes it, some of them null or with a decimal.
    fn value(&mut self) -> Option<String> {
        match self.next(100) {
            0..8 => None,
            8..70 => Some(self.next(900_000).to_string()),
            _ => Some(format!("{}.{}", self.next(1000), 1 + self.next(9))),
        }
    }
}

/// A KOSTRA table as PxWebApi gives it: 400 regions × 20 functions × 9 arts × 11 years, dense values and sparse statuses.
#[divan::bench]
fn jsonstat(bencher: Bencher<'_, '_>) {
    let dimensions: [(&str, Vec<String>); 4] = [
        ("KOKkommuneregion0000", (0..400).map(|i| format!("{:04}", 1101 + i)).collect()),
        ("KOKfunksjon0000", (0..20).map(|i| format!("F{i:03}")).collect()),
        ("KOKart0000", (0..9).map(|i| format!("AGD{i}")).collect()),
        ("Tid", (2015..2026).map(|year| year.to_string()).collect()),
    ];
    let list = |texts: Vec<String>| texts.join(",");
    let id = list(dimensions.iter().map(|(code, _)| format!("\"{code}\"")).collect());
    let size = list(dimensions.iter().map(|(_, codes)| codes.len().to_string()).collect());
    let described = dimensions.iter().map(|(code, codes)| {
        let index = list(codes.iter().enumerate().map(|(position, code)| format!("\"{code}\":{position}")).collect());
        let label = list(codes.iter().map(|code| format!("\"{code}\":\"navn på {code}\"")).collect());
        format!("\"{code}\":{{\"label\":\"{code}\",\"category\":{{\"index\":{{{index}}},\"label\":{{{label}}}}}}}")
    });
    let described = list(described.collect());
    let cells: usize = dimensions.iter().map(|(_, codes)| codes.len()).product();
    let mut figures = Figures(1);
    let (mut values, mut statuses) = (Vec::with_capacity(cells), Vec::new());
    for position in 0..cells {
        values.push(figures.value().unwrap_or_else(|| {
            statuses.push(format!("\"{position}\":\"{}\"", [".", "..", ":"][position % 3]));
            "null".to_owned()
        }));
    }
    let text = format!(
        "{{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":\"KOSTRA\",\
         \"updated\":\"2026-06-15T06:00:00Z\",\"id\":[{id}],\"size\":[{size}],\
         \"dimension\":{{{described}}},\"value\":[{}],\"status\":{{{}}}}}",
        list(values),
        list(statuses)
    );
    bench(bencher, "jsonstat", text.as_bytes());
}

/// Population by region and age as PxWeb's CSV: texts and codes on the left, ten years across.
#[divan::bench]
fn pxweb_csv(bencher: Bencher<'_, '_>) {
    let mut figures = Figures(2);
    let mut text = String::from("\"07459: Folkemengde, etter region, alder, statistikkvariabel og år\"\n\n\"region\";\"alder\"");
    for year in 2016..2026 {
        let _ = write!(text, ";\"Personer {year}\"");
    }
    for region in 0..350 {
        for age in 0..106 {
            let _ = write!(text, "\n\"K-{:04} Kommune\";\"{age} år\"", 1101 + region);
            for _ in 2016..2026 {
                let _ = write!(text, ";{}", figures.next(400));
            }
        }
    }
    text.push('\n');
    bench(bencher, "pxweb_csv", text.as_bytes());
}

/// The columns of a Udir export: three tests × three measures over three years.
const YEARS: [&str; 3] = ["2023-24", "2024-25", "2025-26"];
const TESTS: [&str; 3] = ["Engelsk", "Lesing", "Regning"];
const MEASURES: [&str; 3] = ["Skalapoeng", "Usikkerhet", "Antall elever deltatt"];

/// A figure as Udir writes it: a decimal comma, masks and empty cells.
fn udir_figure(figures: &mut Figures) -> String {
    match figures.next(20) {
        0 => "*".to_owned(),
        1 => String::new(),
        2..10 => format!("{},{}", figures.next(60), figures.next(10)),
        _ => format!("{} {:03}", 1 + figures.next(9), figures.next(1000)),
    }
}

/// Nasjonale prøver for every school, as «Last ned» gives it: UTF-16 with tabs.
#[divan::bench]
fn udir_csv(bencher: Bencher<'_, '_>) {
    let mut figures = Figures(3);
    let mut text = String::from(
        "sep=\t\nEnhetNivaa\tNasjonaltkode\tFylkekode\tKommunekode\tOrganisasjonsnummer\tNasjonalt\tFylke\tKommune\tEnhetNavn",
    );
    for year in YEARS {
        for test in TESTS {
            for measure in MEASURES {
                let _ = write!(text, "\t{year}.{test}.5. årstrinn.Alle eierformer.Alle kjønn.{measure}");
            }
        }
    }
    for school in 0..2500 {
        let kommune = 1101 + school / 8;
        let _ = write!(
            text,
            "\n4\tI\t{}\t{kommune}\t{}\tHele landet\tFylket\tKommune {kommune}\tSkole {school}",
            kommune / 100,
            974_000_000 + school
        );
        for _ in 0..YEARS.len() * TESTS.len() * MEASURES.len() {
            let _ = write!(text, "\t{}", udir_figure(&mut figures));
        }
    }
    text.push('\n');
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bench(bencher, "udir_csv", &bytes);
}

/// The same answer from Udir's report API.
#[divan::bench]
fn udir_rapport(bencher: Bencher<'_, '_>) {
    let mut figures = Figures(4);
    let width = YEARS.len() * TESTS.len() * MEASURES.len();
    let level = |names: &[&str], repeat: usize, count: usize| {
        let one: Vec<String> = names.iter().map(|name| format!("{{\"name\":\"{name}\",\"columnCount\":{count}}}")).collect();
        format!("[{}]", vec![one.join(","); repeat].join(","))
    };
    let columns = [
        level(&YEARS, 1, width / YEARS.len()),
        level(&TESTS, YEARS.len(), MEASURES.len()),
        level(&["5. årstrinn"], 1, width),
        level(&["Alle kjønn"], 1, width),
        level(&MEASURES, YEARS.len() * TESTS.len(), 1),
    ];
    let rows: Vec<String> = (0..2500)
        .map(|school| {
            let (fylke, kommune) = (30 + school / 400, 1101 + school / 8);
            let data: Vec<String> = (0..width).map(|_| format!("\"{}\"", udir_figure(&mut figures))).collect();
            format!(
                "{{\"navn\":\"Skole {school}\",\"kode\":\"{}\",\"id\":\"1.{fylke}.{kommune}.{school}\",\"data\":[{}]}}",
                974_000_000 + school,
                data.join(",")
            )
        })
        .collect();
    let text = format!(
        "{{\"metadata\":{{\"rowHierarchy\":[\"Nasjonalt\",\"Fylke\",\"Kommune\",\"Enhet\"],\"columns\":[{}]}},\"rows\":[{}]}}",
        columns.join(","),
        rows.join(",")
    );
    bench(bencher, "udir_rapport", text.as_bytes());
}

/// A year's accounts, many times the length of a real delivery: Oslo's districts together.
#[divan::bench]
fn kostra_regnskap(bencher: Bencher<'_, '_>) {
    let mut figures = Figures(5);
    let mut text = String::new();
    for region in 0..16 {
        for function in 0..90 {
            for art in 0..60 {
                let amount = figures.next(200_000) as i64 - 20_000;
                let _ = writeln!(text, "0A2025 0301{region:02}                  1{:<4}{:03}{amount:>9}", 100 + function, 10 + art * 10);
            }
        }
    }
    bench(bencher, "kostra_regnskap", text.as_bytes());
}

/// A municipality's own lines, in the form that is archived.
#[divan::bench]
fn regnskapslinjer(bencher: Bencher<'_, '_>) {
    let mut figures = Figures(6);
    let mut text =
        String::from("# innsikt regnskapslinjer 1\nkommunenr;aar;versjon;kontoklasse;funksjon;tjeneste;ansvar;konto;art;beloep_kr\n");
    for service in 0..10 {
        for unit in 0..400 {
            for art in 1..20 {
                let (art, kroner, oere) = (art * 10, figures.next(9_000_000), figures.next(100));
                let _ =
                    writeln!(text, "1103;2025;regnskap;1;202;202{service:02};{};1{art:03}0;{art:03};{kroner}.{oere:02}", 310_000 + unit);
            }
        }
    }
    bench(bencher, "regnskapslinjer", text.as_bytes());
}

/// Changes of municipalities, as the Klass API gives them.
#[divan::bench]
fn klass_endringer(bencher: Bencher<'_, '_>) {
    let changes: Vec<String> = (0..5_000)
        .map(|number| {
            format!(
                r#"{{"oldCode":"{:04}","oldName":"Gammel {number}","oldShortName":"","newCode":"{:04}","newName":"Ny {number}","newShortName":"","changeOccurred":"{}-01-01"}}"#,
                100 + number % 2_000,
                3_000 + number % 2_000,
                2_000 + number / 2_000
            )
        })
        .collect();
    bench(bencher, "klass_endringer", format!("{{\"codeChanges\":[{}]}}", changes.join(",")).as_bytes());
}
