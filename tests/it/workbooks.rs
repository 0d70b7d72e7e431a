//! Workbooks that a municipality fills in: written, taken in, and each kind of wrong cell told of by sheet, cell, value and expectation.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::Utc;
use innsikt::definition::Definitions;
use innsikt::intake::{Intake, Outcome, Source};
use innsikt::model::Catalogue;
use innsikt::pipeline::Pipelines;
use innsikt::template;
use innsikt::warehouse::Warehouse;
use innsikt::workbook::Workbook;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::refused::identity_number;
use crate::support::{Bench, files, runtime};

const COLUMNS: [&str; 15] = [
    "kommunenr",
    "orgnr",
    "navn",
    "aar",
    "kapasitet_antall",
    "areal_kvm",
    "byggeaar",
    "rehabilitert_aar",
    "miljoegodkjent",
    "miljoegodkjent_dato",
    "vedlikeholdsbehov_kr",
    "ledelse_aarsverk",
    "administrasjon_aarsverk",
    "spesialavdelinger",
    "opptaksomraade",
];

/// A list of two schools on the sheet «Skoler», its header on this row (counted from 0), before `change`.
fn schools(header: u32, change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("Skoler").unwrap();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write(header, column, name).unwrap();
    }
    for (row, (number, name)) in (header + 1..).zip([("974552124", "Åsen skole"), ("974552125", "Lia; skole")]) {
        for (column, text) in [(0, "3412"), (1, number), (2, name), (3, "2025"), (8, "ja"), (13, ""), (14, "Åsen")] {
            sheet.write(row, column, text).unwrap();
        }
        for (column, figure) in [(4, 250.0), (5, 3_412.5), (6, 1974.0), (7, 2009.0), (10, 12_500_000.0), (11, 1.8), (12, 0.5)] {
            sheet.write(row, column, figure).unwrap();
        }
        sheet.write_with_format(row, 9, 45_322, &day).unwrap();
    }
    change(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn each_wrong_cell_is_told_of_by_sheet_cell_value_and_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = Warehouse::create(folder.path(), true).unwrap();
    let catalogue = runtime().block_on(Catalogue::load(Definitions::embedded(), true)).unwrap();
    let intake = Intake::new(&warehouse, &catalogue);
    let import = |name: &str, bytes: Vec<u8>| {
        let source = Source { name: format!("syntetisk_{name}.xlsx"), ..Source::default() };
        runtime().block_on(intake.file("skoler", &source, bytes, Utc::now()))
    };
    let number = identity_number();
    let percent = Format::new().set_num_format("0%");
    let day = Format::new().set_num_format("dd.mm.yyyy");
    type Change<'a> = Box<dyn Fn(&mut Worksheet) + 'a>;
    let text = |row: u32, column: u16, text: &'static str| -> Change<'_> {
        Box::new(move |sheet| drop(sheet.write(row, column, text).unwrap()))
    };
    let figure = |column: u16, figure: f64| -> Change<'_> { Box::new(move |sheet| drop(sheet.write(1, column, figure).unwrap())) };
    let cases: Vec<(&str, Change<'_>, &[&str])> = vec![
        ("a number of too few digits", text(1, 0, "341"), &["celle A2 (kommunenr)", "«341»", "fire siffer"]),
        ("a zero that was eaten", figure(0, 301.0), &["celle A2", "«301»", "fire siffer"]),
        ("no municipality", text(1, 0, ""), &["celle A2", "et tomt felt", "fire siffer"]),
        ("a digit too few", text(1, 1, "97455212"), &["celle B2 (orgnr)", "«97455212»", "ni siffer"]),
        ("a name for a number", text(2, 1, "Lia skole"), &["celle B3", "«Lia skole»", "ni siffer"]),
        ("a number with decimals", figure(1, 974_552_124.5), &["celle B2", "«974552124,5»", "ni siffer"]),
        ("no year", text(1, 3, "i fjor"), &["celle D2 (aar)", "«i fjor»", "et årstall"]),
        ("an empty year", text(1, 3, ""), &["celle D2", "et tomt felt", "et årstall"]),
        ("a word for a figure", text(1, 4, "mange"), &["celle E2 (kapasitet_antall)", "«mange»", "et tall"]),
        ("half a pupil", figure(4, 12.5), &["celle E2", "«12,5»", "et helt tall fra 0 til 3000 elever"]),
        ("fewer than none", figure(4, -4.0), &["celle E2", "«-4»", "fra 0 til 3000"]),
        ("more than any school", figure(4, 40_000.0), &["celle E2", "«40000»", "fra 0 til 3000"]),
        (
            "a day for a figure",
            Box::new(|sheet| drop(sheet.write_with_format(1, 4, 45_519, &day).unwrap())),
            &["celle E2", "«2024-08-15»", "et tall"],
        ),
        (
            "an error of a formula",
            Box::new(|sheet| drop(sheet.write_formula(1, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap())),
            &["celle E2", "«#DIV/0!»", "et tall"],
        ),
        (
            "a share for a figure",
            Box::new(|sheet| drop(sheet.write_with_format(1, 4, 0.5, &percent).unwrap())),
            &["celle E2", "«50 %»", "et tall"],
        ),
        ("a truth for a figure", Box::new(|sheet| drop(sheet.write(1, 4, true).unwrap())), &["celle E2", "«SANN»", "et tall"]),
        ("a unit after a figure", text(1, 5, "3412 m2"), &["celle F2 (areal_kvm)", "«3412 m2»", "et tall"]),
        ("blanks in the wrong place", text(1, 5, "34 12"), &["celle F2", "«34 12»", "et tall"]),
        ("two digits of a year", figure(6, 74.0), &["celle G2 (byggeaar)", "«74»", "fra 1700 til 2100"]),
        ("rebuilt before it was built", figure(7, 1950.0), &["celle H2", "1950", "skolen er bygd før den ble rehabilitert", "«Skoler»"]),
        ("a word that is not on the list", text(1, 8, "kanskje"), &["celle I2 (miljoegodkjent)", "«kanskje»", "en av ja, nei"]),
        ("a day as it is spoken", text(1, 9, "31.01.2024"), &["celle J2 (miljoegodkjent_dato)", "«31.01.2024»", "en dato som 2024-01-31"]),
        ("a number for a day", figure(9, 45_322.0), &["celle J2", "«45322»", "en dato som 2024-01-31"]),
        ("money in words", text(2, 10, "2 mill"), &["celle K3 (vedlikeholdsbehov_kr)", "«2 mill»", "et tall"]),
        ("the same school twice", text(2, 1, "974552124"), &["rad 3", "det samme som i rad 2", "hver rad én gang"]),
        ("a column's name misspelt", text(0, 4, "kapasitet"), &["celle E1", "«kapasitet»", "mente du «kapasitet_antall»?"]),
        ("a column that nobody declared", text(0, 15, "rektor"), &["celle P1", "«rektor»", "kolonnene kommunenr"]),
        ("a figure without a column", text(1, 16, "sjekkes"), &["celle Q1", "et tomt kolonnenavn over «sjekkes»", "ingenting utenfor"]),
        ("an empty row among the others", text(4, 0, "3412"), &["rad 4", "en tom linje", "en rad"]),
        (
            "somebody's number",
            Box::new(|sheet| drop(sheet.write(1, 2, format!("Rektor {number}")).unwrap())),
            &["celle C2", "personnummer", "ingen personopplysninger"],
        ),
    ];
    for (case, (what, change, expected)) in cases.iter().enumerate() {
        let error = import(&case.to_string(), schools(0, change)).expect_err(what).to_string();
        for words in expected.iter().chain(&["ark «Skoler»"]) {
            assert!(error.contains(words), "{what}: «{words}» i\n{error}");
        }
        assert!(!error.contains(&number), "{what}: {error}");
    }
    let two = schools(0, |sheet| {
        sheet.write(1, 4, "mange").unwrap();
        sheet.write(2, 1, "Lia").unwrap();
    });
    let error = import("to", two).unwrap_err().to_string();
    assert!(error.contains("celle E2") && error.contains("celle B3") && error.lines().count() == 2, "all at once:\n{error}");
    assert!(warehouse.archive().records().unwrap().is_empty());
    assert!(!files(folder.path()).iter().any(|file| file.to_string_lossy().contains("blobs")), "nothing refused leaves a trace");
    import("hel", schools(0, |_| {})).unwrap();
}

#[test]
fn the_table_is_found_on_its_sheet_below_titles_and_beside_others() {
    let bench = Bench::new();
    Warehouse::create(&bench.warehouse(), true).unwrap();
    let plain = bench.write("syntetisk_skoler.xlsx", &schools(0, |_| {}));
    let titled = bench.write(
        "syntetisk_skoler2.xlsx",
        &schools(3, |sheet| {
            sheet.write(0, 0, "Skolene i kommunen").unwrap();
            sheet.set_row_hidden(5).unwrap();
        }),
    );
    let import = |file: &Path| bench.run(&["import", "skoler", "--no-build", file.to_str().unwrap()]);
    let ran = import(&plain);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let ran = import(&titled);
    assert!(ran.status == 0 && ran.err.contains("sier det samme som før"), "{}", ran.err);
    bench.run(&["build"]);
    let rows = bench.value("SELECT string_agg(maal || ' ' || verdi, ', ' ORDER BY maal) FROM fakta.skoleregister WHERE enhet = '974552125'");
    let expected = "administrasjon_aarsverk 0.5, areal_kvm 3412.5, byggeaar 1974.0, kapasitet_antall 250.0, ledelse_aarsverk 1.8, \
                    rehabilitert_aar 2009.0, vedlikeholdsbehov_kr 12500000.0";
    assert_eq!(rows, expected);
    assert_eq!(bench.value("SELECT MIN(miljoegodkjent_dato) FROM fakta.skoleregister"), "2024-01-31");

    let twice = bench.write("syntetisk_to.xlsx", &two_sheets(false));
    let ran = import(&twice);
    assert!(ran.status == 1 && ran.err.contains("tabellen i flere ark: «Skoler», «Skoler (2)»"), "{}", ran.err);
    let hidden = bench.write("syntetisk_skjult.xlsx", &two_sheets(true));
    assert_eq!(import(&hidden).status, 0, "a hidden copy is not read");
}

/// The table on two sheets, of which the second may be hidden.
fn two_sheets(hidden: bool) -> Vec<u8> {
    let mut book = Writer::new();
    for (number, name) in ["Skoler", "Skoler (2)"].into_iter().enumerate() {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, name) in (0..).zip(COLUMNS) {
            sheet.write(0, column, name).unwrap();
        }
        for (column, text) in [(0, "3412"), (1, "974552124"), (3, "2025"), (4, "250")] {
            sheet.write(1, column, text).unwrap();
        }
        sheet.set_hidden(hidden && number == 1);
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_refused_in_a_hidden_sheet_leaves_the_warehouse_as_it_was() {
    let bench = Bench::with_release();
    let before = files(&bench.warehouse());
    let number = identity_number();
    let mut book = Writer::new();
    book.add_worksheet().set_name("Tall").unwrap().write(0, 0, "kommunenr").unwrap();
    let hidden = book.add_worksheet().set_name("Skjult").unwrap().set_hidden(true);
    hidden.write_formula(6, 2, Formula::new("=Tall!A1").set_result(format!("gjelder {number}, se vedtak"))).unwrap();
    let file = bench.write("syntetisk_skjult.xlsx", &book.save_to_buffer().unwrap());
    let ran = bench.run(&["import", "skoler", file.to_str().unwrap()]);
    assert!(ran.status == 1 && ran.err.contains("ark «Skjult», celle C7"), "{}", ran.err);
    assert!(!ran.err.contains(&number[..6]));
    let after = files(&bench.warehouse());
    let data = |files: &[PathBuf]| files.iter().filter(|file| !file.to_string_lossy().contains("intern")).count();
    assert!(data(&after) <= data(&before) + 1, "only the run's record is new");
    for file in after.iter().filter(|file| file.is_file()) {
        let content = std::fs::read(file).unwrap();
        assert!(!content.windows(11).any(|bytes| bytes == number.as_bytes()), "{}", file.display());
    }
}

#[test]
fn every_template_explains_its_columns_and_is_the_same_each_time() {
    let pipelines = Pipelines::load(&Definitions::embedded()).unwrap();
    let mut made = 0;
    for pipeline in pipelines.iter() {
        let Some(layout) = pipeline.layout("tabell") else { continue };
        let columns = layout.file_columns();
        for name in &columns {
            assert!(layout.felt.contains_key(name), "{}: kolonnen {name} er ikke forklart", pipeline.id);
        }
        let first = template::workbook(pipeline, layout, &Vec::new(), false).unwrap();
        assert!(first == template::workbook(pipeline, layout, &Vec::new(), false).unwrap(), "{}", pipeline.id);
        let book = Workbook::open(&first, ',').unwrap();
        assert_eq!(book.sheets[0].text(), columns.join(";") + "\n", "{}", pipeline.id);
        let guide = book.sheets[1].text();
        assert!(book.sheets[1].name == "Veiledning" && columns.iter().all(|name| guide.contains(&format!("\n{name};"))), "{guide}");
        made += 1;
    }
    assert!(made >= 10, "{made}");
}

#[test]
fn a_template_goes_through_libreoffice_and_comes_back() {
    let bench = Bench::new();
    Warehouse::create(&bench.warehouse(), true).unwrap();
    let ran = bench.ok(&["template"]);
    assert!(ran.out.contains("skoler ") && ran.out.contains("ungdata_rapport"), "{}", ran.out);
    bench.ok(&["template", "skoler"]);
    let written = bench.folder().join("syntetisk_skoler.xlsx");
    let empty = bench.run(&["import", "skoler", written.to_str().unwrap()]);
    assert!(empty.status == 1 && empty.err.contains("ark «skoler»") && empty.err.contains("kolonnenavn uten rader"), "{}", empty.err);
    let filled = bench.write("syntetisk_fylt.xlsx", &with_rows(&std::fs::read(&written).unwrap()));
    let import = |file: &Path| {
        let ran = bench.run(&["import", "skoler", "--no-build", file.to_str().unwrap()]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        ran.err
    };
    import(&filled);
    let Some(ods) = converted(&filled, "ods") else { return };
    assert!(import(&ods).contains("sier det samme som før"));
    let back = bench.folder().join("tilbake");
    std::fs::create_dir(&back).unwrap();
    let copy = back.join("syntetisk_tilbake.ods");
    std::fs::copy(&ods, &copy).unwrap();
    let xlsx = converted(&copy, "xlsx").unwrap();
    assert!(import(&xlsx).contains("sier det samme som før"));
}

/// The file as LibreOffice saves it in another format, beside it; none where LibreOffice is not installed, which is said.
fn converted(file: &Path, format: &str) -> Option<PathBuf> {
    let folder = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profil").display());
    let run = Command::new("soffice").args([&profile, "--headless", "--convert-to", format, "--outdir"]).arg(folder).arg(file).output();
    let Ok(run) = run else {
        eprintln!("skipped: soffice is not installed");
        return None;
    };
    let made = file.with_extension(format);
    assert!(made.exists(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(made)
}

/// The template of schools with two schools written into its first sheet, as a script would.
fn with_rows(bytes: &[u8]) -> Vec<u8> {
    let texts = |row: u32, texts: &[(&str, &str)]| -> String {
        let cell = |(column, text): &(&str, &str)| format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        texts.iter().map(cell).collect()
    };
    let figures = |row: u32, figures: &[(&str, &str)]| -> String {
        figures.iter().map(|(column, figure)| format!("<c r=\"{column}{row}\"><v>{figure}</v></c>")).collect()
    };
    let row = |row: u32, number: &str, name: &str| {
        let start = texts(row, &[("A", "3412"), ("B", number), ("C", name), ("D", "2025")]);
        let middle = figures(row, &[("E", "250"), ("F", "3412.5"), ("G", "1974")]) + &texts(row, &[("H", "."), ("I", "ja")]);
        let end = texts(row, &[("J", "2024-01-31")]) + &figures(row, &[("K", "12500000"), ("L", "1.8"), ("M", "0.30000000000000004")]);
        format!("<row r=\"{row}\">{start}{middle}{end}</row>")
    };
    let rows = row(2, "974552124", "Åsen skole") + &row(3, "974552125", "Lia &amp; Ås skole");
    let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = String::new();
        part.read_to_string(&mut content).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            assert!(content.contains("</sheetData>"));
            content = content.replace("</sheetData>", &format!("{rows}</sheetData>"));
        }
        copy.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        copy.write_all(content.as_bytes()).unwrap();
    }
    copy.finish().unwrap().into_inner()
}

#[test]
fn few_persons_stay_hidden_in_what_is_taken_in_from_workbooks() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = Warehouse::create(folder.path(), true).unwrap();
    let catalogue = runtime().block_on(Catalogue::load(Definitions::embedded(), true)).unwrap();
    let intake = Intake::new(&warehouse, &catalogue);
    let import = |dataset: &str, text: &str| {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, field) in (0..).zip(line.split(';')) {
                sheet.write(row, column, field).unwrap();
            }
        }
        let source = Source { name: format!("syntetisk_{dataset}.xlsx"), ..Source::default() };
        let bytes = book.save_to_buffer().unwrap();
        match runtime().block_on(intake.file(dataset, &source, bytes, Utc::now())).unwrap() {
            Outcome::Loaded(loaded) => String::from_utf8(warehouse.archive().read(&loaded.record.svar[0].henting).unwrap()).unwrap(),
            Outcome::Unchanged { .. } => panic!("{dataset} is new"),
        }
    };
    let decisions = import(
        "ito_vedtak",
        "kommunenr;orgnr;skoleaar;trinn;vedtak_antall;laerertimer;assistenttimer\n\
         3412;974552124;2024-25;3;4;380;100\n\
         3412;974552125;2024-25;3;12;900;0\n\
         3412;974552124;2024-25;4;0;0;0\n\
         3412;974552125;2024-25;4;7;410;60\n",
    );
    let figures: Vec<&str> = decisions.lines().skip(1).map(|line| line.splitn(5, ';').nth(4).unwrap()).collect();
    assert_eq!(figures, ["<6;<6;<6", "<6;<6;<6", "0;0;0", "7;410;60"], "what 12 and 900 would give away is hidden with them");
    let survey = import(
        "ungdata_rapport",
        "kommune;aar;nivaa;indikator;kjonn;trinn;andel;n;svarprosent;kilde\n\
         3412;2024;ungdomstrinn;skulk;;;21,5;180;84;s. 12\n\
         3412;2024;ungdomstrinn;skulk;jente;;19;90;;\n\
         3412;2024;ungdomstrinn;skulk;gutt;;24;39;;\n\
         3412;2024;ungdomstrinn;ensomhet;;;-;;;\n\
         3412;2024;ungdomstrinn;hasj;;;4;14;;\n\
         3412;2024;ungdomstrinn;snus;;;9;;;\n",
    );
    let figures: Vec<&str> = survey.lines().skip(1).map(|line| line.split(';').nth(6).unwrap()).collect();
    assert_eq!(figures, ["21,5", "<15", "<15", ":", "<15", "9"]);
}
