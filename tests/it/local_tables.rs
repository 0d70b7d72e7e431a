//! Tables that a municipality brings itself: what is refused, with the place and without a trace, and what is hidden before it is stored.

use chrono::Utc;
use innsikt::definition::Definitions;
use innsikt::intake::{Intake, Source};
use innsikt::model::Catalogue;
use innsikt::warehouse::Warehouse;

use crate::refused::identity_number;
use crate::support::{Bench, files, runtime, synthetic};

const FIGURES: &str = "kommunenr;enhetsnivaa;enhet;maal;periodetype;periode;trinn;kjoenn;tema;verdi;grunnlag\n\
                       3412;kommune;3412;sykefravaer_prosent;aar;2024;;;;7,4;188\n\
                       3412;kommune;3412;skolemiljoesaker_antall;skoleaar;2024-25;;;;12;\n";
const GOALS: &str = "kommunenr;indikator_id;populasjon;enhetsnivaa;tema;trinn;krav;grense;fra_periode;til_periode;vedtak\n\
                     3118;grunnskolepoeng_snitt;skoler_i_kommunen;kommune;;;minst;43;2022-23;;Sak 1\n";
const LIMITS: &str = "periode;indikator_id;tema;trinn;nasjonal_grense;absolutt_grense;vekt\n\
                      2024-25;grunnskolepoeng_snitt;;;41;39;3\n";
const CRITERIA: &str = "kommunenr;aar;dki_grunnskole;utgiftsbehov;frie_inntekter_kr_per_innb;innvandrere_6_15_andel;\
                        netto_utgiftsbehov_kr_per_innb\n0;2024;1;1;;;18 710\n3412;2024;1,0431;1,04;70 100;8,1;\n";

const UNITS: &str = "kommunenr;ansvar;tilhoerer;fra_aar;til_aar\n3412;2101;974552124;2020;2023\n3412;2101;felles;2024;\n";
const PURPOSES: &str = "kommunenr;tjeneste;ansvar;formaal;fra_aar;til_aar\n3412;20200;;ordinaer;2020;\n3412;20250;2101;p11_6;2020;\n";
const KEYS: &str = "kommunenr;funksjon;ansvar;noekkel;fra_aar;til_aar\n3412;202;;elever;2020;\n3412;202;2900;areal;2020;\n";

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A dataset with a file of it, and the words of its refusal.
type Case<'a> = ((&'a str, Vec<u8>), &'a [&'a str]);

#[test]
fn each_wrong_table_gets_one_clear_error_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = Warehouse::create(folder.path(), true).unwrap();
    let catalogue = runtime().block_on(Catalogue::load(Definitions::embedded(), true)).unwrap();
    let intake = Intake::new(&warehouse, &catalogue);
    let swap = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    };
    let figures = |from: &str, to: &str| ("lokale_tall", swap(FIGURES, from, to));
    let goals = |from: &str, to: &str| ("maal", swap(GOALS, from, to));
    let number = identity_number();
    let person = figures("kommune;3412;syke", &format!("kommune;{number};syke"));
    let wide = ("lokale_tall", utf16(&FIGURES.replacen("7,4;", "sju;", 1)));
    let cases: Vec<Case<'_>> = vec![
        (("lokale_tall", Vec::new()), &["tom fil"]),
        (("lokale_tall", FIGURES.lines().next().unwrap().as_bytes().to_vec()), &["kolonnenavn uten rader"]),
        (figures("grunnlag\n", "antall_svar\n"), &["linje 1, kolonne 11", "«antall_svar»", "grunnlag"]),
        (
            ("lokale_tall", FIGURES.replacen('\n', ";navn\n", 1).replace(";188\n", ";188;A\n").replace(";12;\n", ";12;;B\n").into_bytes()),
            &["linje 1, kolonne 12", "«navn»"],
        ),
        (figures("periodetype;periode", "periodetype;periodetype"), &["linje 1, kolonne 6", "for andre gang"]),
        (("lokale_tall", FIGURES.replace(";grunnlag", "").replace(";188", "").replace(";12;", ";12").into_bytes()), &["også grunnlag"]),
        (figures(";12;\n", ";12;\n3412;kommune;3412;sykefravaer_prosent;aar;2024;;;;7,9;188\n"), &["linje 4", "linje 2"]),
        (figures("7,4;", "sju;"), &["linje 2, kolonne 10 (verdi)", "«sju»", "et tall"]),
        (figures("7,4;", "7,4 %;"), &["linje 2, kolonne 10 (verdi)", "«7,4 %»"]),
        (figures("7,4;", "04.07.2024;"), &["linje 2, kolonne 10 (verdi)", "«04.07.2024»"]),
        (figures("7,4;188", "7,4;"), &["linje 2, kolonne 11 (grunnlag)", "lagres ikke"]),
        (figures("7,4;", "74,4;188;1"), &["linje 2", "12 felter", "11 felter"]),
        (figures("7,4;", "740;"), &["tallet er mulig", "linje 2"]),
        (figures("sykefravaer_prosent", "sykefravaer"), &["linje 2", "«sykefravaer»", "nærmest «sykefravaer_prosent»"]),
        (figures("aar;2024", "aar;2024-13-01"), &["perioden er et kalenderår", "linje 2"]),
        (figures("2024-25", "2024-26"), &["perioden er et kalenderår", "linje 3"]),
        (figures("aar;2024", "aar;2099"), &["ikke senere enn året etter", "linje 2", "2099"]),
        (figures("2024-25", "2061-62"), &["ikke senere enn året etter", "linje 3", "2061-62"]),
        (figures("3412;kommune;3412;syke", "412;kommune;412;syke"), &["fire siffer", "linje 2"]),
        (figures("kommune;3412;skole", "skole;3412;skole"), &["organisasjonsnummer ni", "linje 3"]),
        (figures("2024-25;;;", "2024-25;;jente;"), &["trinn, kjønn eller tema", "linje 3"]),
        (person, &["linje 2, kolonne 3", "personnummer"]),
        (wide, &["linje 2, kolonne 10 (verdi)", "«sju»"]),
        (figures("3412;kommune;3412;syke", "\"3412;kommune;3412;syke"), &["linje 2, kolonne 1", "anførselstegn"]),
        (goals("grunnskolepoeng_snitt", "grunnskolepoeng"), &["indikatoren finnes", "linje 2", "grunnskolepoeng"]),
        (goals("skoler_i_kommunen", "bosatte"), &["indikatoren finnes", "linje 2", "bosatte"]),
        (goals("skoler_i_kommunen", "skoler"), &["indikatoren finnes", "linje 2", "skoler"]),
        (goals(";43;", ";;"), &["hvert mål har en grense", "linje 2"]),
        (goals("minst", "over"), &["linje 2", "«over»", "minst, hoeyst"]),
        (goals("2022-23;;", "2022-23;2021-22;"), &["den siste er ikke før den første", "linje 2"]),
        (("oppfoelging_grenser", swap(LIMITS, "41;39;3", "39;41;3")), &["den strengeste", "linje 2"]),
        (("oppfoelging_grenser", swap(LIMITS, "41;39;3", "41;39;")), &["en vekt", "linje 2"]),
        (("ansvarskart", swap(UNITS, "974552124", "Løten skole")), &["en skole (ni siffer), felles eller sentralt", "linje 2"]),
        (("ansvarskart", swap(UNITS, "2020;2023", "2020;2024")), &["én linje om gangen", "linje 2"]),
        (("ansvarskart", swap(UNITS, "2020;2023", "2020;2019")), &["siste år er ikke før det første", "linje 2"]),
        (("ansvarskart", swap(UNITS, "felles;2024", "felles;i fjor")), &["linje 3", "«i fjor»", "årstall"]),
        (("ansvarskart", swap(UNITS, "2101;felles", ";felles")), &["(ansvar)", "noe i hver rad", "linje 3"]),
        (("formaalskart", swap(PURPOSES, "p11_6", "p11_7")), &["linje 3", "«p11_7»", "nærmest «p11_6»"]),
        (("formaalskart", swap(PURPOSES, "20250;2101;p11_6", "20200;;norsk")), &["unik", "20200"]),
        (("fordelingsnoekkel", swap(KEYS, "areal", "kvm")), &["linje 3", "«kvm»", "areal"]),
        (("fordelingsnoekkel", swap(KEYS, "202;2900", "213;2900")), &["linje 3", "«213»", "202, 215, 222, 223"]),
        (("fordelingsnoekkel", swap(KEYS, "202;2900;areal;2020", "202;;areal;2022")), &["én nøkkel om gangen", "linje 2"]),
        (("groent_hefte", swap(CRITERIA, "1,0431", "104,31")), &["indeksene er rundt 1", "linje 3"]),
        (("groent_hefte", swap(CRITERIA, "3412;2024", "34125;2024")), &["linje 3", "«34125»"]),
    ];
    let import = |dataset: &str, name: String, bytes: Vec<u8>| {
        let source = Source { name, ..Source::default() };
        runtime().block_on(intake.file(dataset, &source, bytes, Utc::now()))
    };
    for (case, ((dataset, bytes), expected)) in cases.into_iter().enumerate() {
        let error = import(dataset, format!("syntetisk_{case}.csv"), bytes).unwrap_err().to_string();
        for words in expected {
            assert!(error.contains(words), "{case}: «{words}» i\n{error}");
        }
        assert!(!error.contains(&number), "{case}: {error}");
    }
    assert!(
        warehouse.archive().records().unwrap().is_empty()
            && !files(folder.path()).iter().any(|file| file.to_string_lossy().contains("blobs"))
    );
    for (dataset, text) in [
        ("lokale_tall", FIGURES),
        ("maal", GOALS),
        ("oppfoelging_grenser", LIMITS),
        ("groent_hefte", CRITERIA),
        ("ansvarskart", UNITS),
        ("formaalskart", PURPOSES),
        ("fordelingsnoekkel", KEYS),
    ] {
        import(dataset, format!("syntetisk_{dataset}.csv"), text.as_bytes().to_vec()).unwrap();
    }
    assert_eq!(warehouse.archive().records().unwrap().len(), 7, "what they should have been is taken in");
}

#[test]
fn a_table_is_not_imported_with_a_mapping_nor_recognised_by_its_bytes() {
    let bench = Bench::new();
    Warehouse::create(&bench.warehouse(), true).unwrap();
    let file = bench.write("syntetisk_tall.csv", FIGURES.as_bytes());
    let mapping = bench.write("kart.toml", synthetic("lokalt_budsjett").mapping.unwrap().as_bytes());
    let ran = bench.run(&["import", "lokale_tall", file.to_str().unwrap(), "--mapping", mapping.to_str().unwrap()]);
    assert!(ran.status == 2 && ran.err.contains("uten kartlegging"), "{} {}", ran.status, ran.err);
    let ran = bench.run(&["convert", file.to_str().unwrap(), "-o", "ut.parquet"]);
    assert!(ran.status == 1 && ran.err.contains("kjenner igjen"), "{}", ran.err);
}

#[test]
fn what_is_about_few_persons_is_nowhere_in_the_warehouse() {
    let bench = Bench::new();
    Warehouse::create(&bench.warehouse(), true).unwrap();
    let school = "3412;skole;034120001;sykefravaer_prosent;aar;2024;;;;12,345;5\n";
    let file = bench.write("syntetisk_tall.csv", format!("{FIGURES}{school}").as_bytes());
    let ran = bench.run(&["import", "lokale_tall", file.to_str().unwrap()]);
    let said = ran.err;
    // 3: this warehouse has no source that knows of the municipality.
    assert!(ran.status == 3 && said.contains("kommunen er kjent") && said.contains("linje 2, kolonne 10"), "{} {said}", ran.status);
    assert!(said.contains("1 tall er skjult og ikke lagret: de gjelder færre enn 6 personer"), "{said}");
    let rows = bench.value("SELECT COUNT(*) FROM fakta.lokale_tall WHERE status = 'undertrykt' AND verdi IS NULL AND symbol = '<6'");
    assert_eq!(rows.to_string().trim_matches('"'), "1");
    let archive = Warehouse::open(&bench.warehouse()).unwrap().archive();
    for record in archive.records().unwrap() {
        let text = String::from_utf8(archive.read(&record.svar[0].henting).unwrap()).unwrap();
        assert!(text.contains(";<6\n") && !text.contains("12,345") && !text.contains("188"), "{text}");
    }
}
