//! Tests of project.rs: every form and every refusal on small bytes.

use proptest::prelude::*;

use super::super::amount::canonical_kroner;
use super::super::{Opened, parse_mapping};
use super::*;

const MAP: &str = "kommunenr = '3412'\naar = 2024\nversjon = 'regnskap'\n\
    [kolonner]\nkonto = 'konto'\nkonto_tekst = 'navn'\ntjeneste = 'tjeneste'\nansvar = 'ansvar'\n\
    beloep = 'kr'\nutelat = ['prosjekt']\n";

fn arts() -> BTreeSet<String> {
    ["010", "020", "050", "075", "120", "370", "600", "710"].map(str::to_owned).into()
}

fn map(extra: &str) -> Mapping {
    parse_mapping(&format!("{MAP}{extra}"), "kart.toml").unwrap()
}

fn file(rows: &str) -> String {
    format!("konto;navn;tjeneste;ansvar;prosjekt;kr\n{rows}")
}

/// From bytes, as a file comes.
fn project(bytes: &[u8], mapping: &Mapping, municipality: Option<&str>, arts: &BTreeSet<String>) -> Result<Projection, Refusal> {
    let opened = Opened::open(bytes, mapping)?;
    super::project(&opened.rows(), mapping, municipality, arts).map_err(|refusal| opened.refusal(refusal))
}

fn run(rows: &str) -> Result<Projection, Refusal> {
    project(file(rows).as_bytes(), &map(""), None, &arts())
}

fn body(projection: &Projection) -> Vec<&str> {
    std::str::from_utf8(&projection.canonical).unwrap().lines().skip(2).collect()
}

#[test]
fn rows_are_summed_per_key_and_sorted() {
    let rows = "11200;Kjøp;20200;401;P1;1 234,50\n10100;Lønn;20200;401;P1;100\n10100;Lønn;20200;401;P2;-\n\
        10100;Lønn;20200;401;P3;0,5-\n00100;Lønn;22200;F540;;7\n13700;Pleie;25300;9;;1000\n";
    let projection = run(rows).unwrap();
    assert_eq!(
        body(&projection),
        [
            "3412;2024;regnskap;0;222;22200;F540;00100;010;7.00",
            "3412;2024;regnskap;1;202;20200;401;10100;010;99.50",
            "3412;2024;regnskap;1;202;20200;401;11200;120;1234.50",
        ]
    );
    assert_eq!((projection.lines, projection.rows_read, projection.rows_kept, projection.duplicates), (3, 6, 5, 2));
    assert_eq!((projection.sums[0].all, projection.sums[0].kept), (234_100, 134_100));
    assert_eq!(projection.left_out, [LeftOut { reason: Reason::Function("253".into()), rows: 1, oere: vec![100_000] }]);
}

#[test]
fn the_order_of_rows_and_the_writing_of_the_file_change_nothing() {
    let expected = run("10100;Lønn;20200;401;A;1,5\n10500;Honorar;20200;401;B;2\n").unwrap().canonical;
    let other = "\u{feff}sep=,\r\nprosjekt,kr,konto,tjeneste,ansvar,navn\r\n\r\n\
        X,\"2,00\",10500,20200, 401 ,\"Hon, or\"\nY,\"1,50\",10100,20200,401,Lønn\r\n";
    assert_eq!(project(other.as_bytes(), &map(""), None, &arts()).unwrap().canonical, expected);
    let latin = file("10100;L\u{f8}nn;20200;401;A;1,5\n10500;Honorar;20200;401;B;2\n").chars().map(|c| c as u8).collect::<Vec<_>>();
    assert_eq!(project(&latin, &map("[fil]\nkoding='latin1'\n"), None, &arts()).unwrap().canonical, expected);
    assert_eq!(project(&latin, &map(""), None, &arts()).unwrap().canonical, expected);
}

#[test]
fn several_amount_columns_are_several_editions() {
    let text = "[kolonner]\nkonto='k'\ntjeneste='t'\n[[beloep]]\nkolonne='r'\naar=2011\nversjon='regnskap'\n\
        [[beloep]]\nkolonne='b'\naar=2012\nversjon='vedtatt_budsjett'\n[[art]]\nkonto='011'\nart='010'\ngyldig_til=2011\n\
        [[art]]\nkonto='011'\nart='020'\ngyldig_fra=2012\n";
    let projection = project(b"k;t;r;b\n10110;20200;1;2\n", &parse_mapping(text, "k").unwrap(), Some("4640"), &arts()).unwrap();
    assert_eq!(
        body(&projection),
        ["4640;2011;regnskap;1;202;20200;;10110;010;1.00", "4640;2012;vedtatt_budsjett;1;202;20200;;10110;020;2.00"]
    );
}

#[test]
fn unknown_accounts_are_listed_with_amounts_and_a_block_to_paste() {
    let rows =
        "10110;FASTE TILLEGG;20200;401;;20000\n10110;FASTE TILLEGG;21300;401;;260000\n19990;RART;20200;401;;-1\n19990;X;25300;1;;5\n";
    let message = run(rows).unwrap_err().to_string();
    assert!(message.contains("2 kontoer"), "{message}");
    assert!(message.contains("011 (10110 FASTE TILLEGG): funksjon 202: 20 000,00 kr; funksjon 213: 260 000,00 kr"), "{message}");
    assert!(message.contains("[[art]]\nkonto = \"011\"\nart = \"010\" # 10110 FASTE TILLEGG\n"), "{message}");
    assert!(message.contains("konto = \"999\"\nart = \"\" # 19990 RART: ingen KOSTRA-art"), "{message}");
    let pasted = map("[[art]]\nkonto = \"011\"\nart = \"010\"\n[[art]]\nkonto = \"999\"\nart = \"370\"\n");
    assert_eq!(project(file(rows).as_bytes(), &pasted, None, &arts()).unwrap().lines, 3);
    let many: String = (0..30).map(|n| format!("1{:03}0;;20200;;;1\n", 900 + n)).collect();
    assert!(run(&many).unwrap_err().found.contains("og 10 til"));
    let wrong = map("[[art]]\nkonto = \"011\"\nart = \"999\"\n");
    assert!(project(file(rows).as_bytes(), &wrong, None, &arts()).unwrap_err().found.contains("arten 999"));
}

#[test]
fn totals_and_headings_are_no_rows() {
    let rows = "Skole;;;;;\n10100;Lønn;20200;401;;5\n;Sum lønn;;401;;5\nTotalt;;;;;10,0\n;;;;;\nSum\n";
    let projection = run(rows).unwrap();
    assert_eq!((projection.rows_kept, projection.totals, projection.blanks, projection.rows_read), (1, 3, 2, 6));
    assert_eq!(projection.sums[0].all, 500);
    let kept = run("10100;Sum felles;20200;401;;5\n").unwrap();
    assert_eq!((kept.rows_kept, kept.totals), (1, 0), "a label that says «Sum» beside codes is a row");
    assert_eq!(run(";Sommer;20200;;;5\n").unwrap_err().place, "linje 2, kolonne 1");
}

#[test]
fn classes_are_what_the_mapping_says() {
    let rows = "30100;Bygg;22200;401;;5\n21000;Bank;;;;7\n10100;Lønn;20200;401;;1\n";
    let map = map("[konto]\nkontoklasser = { 1 = 'drift', 3 = 'investering', 2 = 'utelat' }\n");
    let projection = project(file(rows).as_bytes(), &map, None, &arts()).unwrap();
    assert_eq!(body(&projection)[0], "3412;2024;regnskap;0;222;22200;401;30100;010;5.00");
    assert_eq!(projection.left_out, [LeftOut { reason: Reason::Class("2".into()), rows: 1, oere: vec![700] }]);
    let refusal = run("40100;x;20200;;;1\n").unwrap_err();
    assert!(refusal.found.contains("kontoklasse 4"), "{refusal}");
}

#[test]
fn every_column_is_accounted_for() {
    let refused = |head: &str, row: &str| project(format!("{head}\n{row}\n").as_bytes(), &map(""), None, &arts()).unwrap_err();
    let refusal = refused("konto;navn;tjeneste;ansvar;budsjett_2013;kr", "10100;a;20200;1;12191239;5");
    assert!(refusal.found.contains("kolonnen «budsjett_2013» inneholder beløp og er verken kartlagt eller utelatt"), "{refusal}");
    let refusal = refused("konto;navn;tjeneste;ansvar;merknad;x;kr", "10100;a;20200;1;abc;1 000,5;5");
    assert!(refusal.found.contains("«merknad» er verken") && refusal.found.contains("«x» inneholder beløp"), "{refusal}");
    let refusal = refused("konto;navn;tjenestenr;ansvar;kr", "10100;a;20200;1;5");
    assert!(refusal.found.contains("ingen kolonne «tjeneste» (nærmest er «tjenestenr»)"), "{refusal}");
    assert!(refused("konto;navn;tjeneste;ansvar;kr;kr", "").found.contains("to ganger"));
    assert_eq!(run("10100;a;20200;1;;5;;uten navn\n").unwrap_err().place, "linje 2, kolonne 8");
    run("10100;a;20200;1;;5;;\n").unwrap();
    let beyond = MAP.replace("['prosjekt']", "['prosjekt', 'kolonne 8']");
    let beyond = parse_mapping(&beyond, "k").unwrap();
    project(file("10100;a;20200;1;;5;;212110\n").as_bytes(), &beyond, None, &arts()).unwrap();
}

#[test]
fn people_in_kept_columns_stop_the_file_and_dropped_ones_do_not() {
    for text in
        ["BRUKER ID 0000", "BRUKERID 0000", "Tiltak klient 7", "ELEV 12", "elev nr. 3", "PERS. ASSISTENT ID 0000", "bruker_7", "ID:44"]
    {
        let refusal = run(&format!("10100;Lønn;20200;401;;5\n10100;{text};25300;401;;5\n")).unwrap_err();
        assert_eq!((refusal.place.as_str(), refusal.to_string().contains(text)), ("linje 3, kolonne 2", false), "{text}");
        assert_eq!(run(&format!("10100;Lønn;20200;{text};;5\n")).unwrap_err().place, "linje 2, kolonne 4", "{text}");
        let projection = run(&format!("10100;Lønn;20200;401;{text};5\n")).unwrap();
        assert!(!String::from_utf8(projection.canonical).unwrap().contains(text));
    }
    for text in ["REFUSJON KLIENT", "Elever", "Brukerbetaling", "Fritid 2016", "Klientell", "IDRETT 2", "Elevråd", "VALID 3"] {
        run(&format!("10100;{text};20200;401;;5\n")).unwrap_or_else(|r| panic!("{text}: {r}"));
    }
}

#[test]
fn faults_are_named_with_line_and_column() {
    for (row, place, part) in [
        ("10100;a;20200;1;;abc", "linje 4, kolonne 6", "er ikke et tall"),
        ("10100;a;20200;1;;1.234", "linje 4, kolonne 6", "desimaltegn"),
        ("10100;a;;1;;5", "linje 4, kolonne 3", "ingen tjeneste"),
        ("1O100;a;20200;1;;5", "linje 4, kolonne 1", "«1O100»"),
        ("1010;a;20200;1;;5", "linje 4, kolonne 1", "med 4 sifre"),
        (";a;20200;1;;5", "linje 4, kolonne 1", "ingen konto"),
        ("10100;a;20200;\"1;2\";;5", "linje 4, kolonne 4", "koden"),
        ("10100;a;20200", "linje 4", "3 felt"),
        ("10100;\"a;20200;1;;5\n10100;a;20200;1;;5\n10100;b\";20200;1;;5", "linje 4, kolonne 2", "anførselstegn"),
    ] {
        let refusal = run(&format!("10100;a;20200;1;;5\r\n\r\n{row}\n")).unwrap_err();
        assert_eq!(refusal.place, place, "{refusal}");
        assert!(refusal.found.contains(part), "{refusal}");
    }
    run("10100;\"to\nlinjer\";20200;1;;5\n").unwrap();
    assert_eq!(run("").unwrap_err().place, "hele filen");
    assert!(run("10100;a;25300;1;;5\n").unwrap_err().expected.contains("201, 202"));
    assert!(project(b"", &map(""), None, &arts()).is_err());
}

#[test]
fn the_municipality_is_said_once() {
    let rows = file("10100;a;20200;1;;5\n");
    assert!(project(rows.as_bytes(), &map(""), Some("3118"), &arts()).unwrap_err().found.contains("3412"));
    let without = parse_mapping(&MAP.replace("kommunenr = '3412'\n", ""), "k").unwrap();
    assert!(project(rows.as_bytes(), &without, None, &arts()).unwrap_err().expected.contains("--kommune"));
    assert!(project(rows.as_bytes(), &without, Some("312"), &arts()).is_err());
    assert!(body(&project(rows.as_bytes(), &without, Some("3118"), &arts()).unwrap())[0].starts_with("3118;"));
}

#[test]
fn the_canonical_form_is_read_back() {
    let projection = run("10100;a;20200;1;;-0,05\n16000;b;21500;;;1 000\n").unwrap();
    let format = crate::read::recognise(&projection.canonical).unwrap();
    assert_eq!(format.id, "regnskapslinjer");
    let reading = (format.read)(&projection.canonical).unwrap();
    assert_eq!((reading.cells.get(0).value(), reading.cells.get(1).value()), (Some(-0.05), Some(1000.0)));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120), rows in "[0-9a;,\"\n\r\t .øS-]{0,120}") {
        let declared = "[fil]\nkoding='utf-8'\nskilletegn=','\ndesimaltegn='.'\n[konto]\nkontoklasse_sifre=0\nkontoklasse='drift'\n";
        for mapping in [map(""), map(declared)] {
            let _ = project(&bytes, &mapping, None, &arts());
            let _ = project(&[file("").as_bytes(), &bytes].concat(), &mapping, None, &arts());
            let _ = project(file(&rows).as_bytes(), &mapping, None, &arts());
        }
    }

    #[test]
    fn nothing_is_lost(amounts in proptest::collection::vec((0usize..4, -1_000_000i64..1_000_000), 1..40)) {
        let services = ["20200", "20201", "22200", "25300"];
        let row = |(service, oere): &(usize, i64)| format!("10100;a;{};401;;{}\n", services[*service], canonical_kroner(*oere));
        let rows: String = amounts.iter().map(row).collect();
        let with_a_school = format!("{rows}10100;a;20200;401;;0\n");
        let projection = run(&with_a_school).unwrap();
        let left_out: i128 = projection.left_out.iter().map(|l| l.oere[0]).sum();
        let total: i128 = amounts.iter().map(|(_, oere)| i128::from(*oere)).sum();
        prop_assert_eq!(projection.sums[0].all, total);
        prop_assert_eq!(projection.sums[0].kept + left_out, total);
        let lines: i64 = body(&projection).iter().map(|l| parse_oere(l.rsplit_once(';').unwrap().1, Some('.')).unwrap()).sum();
        prop_assert_eq!(i128::from(lines), projection.sums[0].kept);
    }
}

fn with(map: &str, rows: &str) -> Result<Projection, Refusal> {
    let head = "kommunenr = '4601'\n";
    project(rows.as_bytes(), &parse_mapping(&format!("{head}{map}"), "kart.toml").unwrap(), None, &arts())
}

#[test]
fn a_file_without_accounts_gives_lines_without_art() {
    let map =
        "aar=2013\nversjon='vedtatt_budsjett'\n[kolonner]\ntjeneste='t'\nbeloep='2013'\nutelat=['endring']\n[konto]\nkontoklasse='drift'\n";
    let projection = with(map, "t;endring;2013\n20210;N00; 1 000 \n20210;N01;-100\n24410;N00;7\nSum;;907\n").unwrap();
    assert_eq!(body(&projection), ["4601;2013;vedtatt_budsjett;1;202;20210;;;ukjent;900.00"]);
    assert_eq!((projection.totals, projection.duplicates, projection.sums[0].all), (1, 1, 90_700));
    let reading = (crate::read::recognise(&projection.canonical).unwrap().read)(&projection.canonical).unwrap();
    assert_eq!(reading.dimension("art").unwrap().category(0).code, "ukjent");
}

#[test]
fn the_year_the_version_and_the_sign_may_stand_in_columns() {
    let map = "[kolonner]\nkonto='k'\ntjeneste='t'\naar='periode'\nversjon='v'\ninntekt_utgift='iu'\nbeloep='kr'\n\
        [versjoner]\nkoder={ R='regnskap', VB='vedtatt_budsjett', VB2='vedtatt_budsjett' }\nutelat=['X']\n\
        [inntekt_utgift]\ninntekt=['I']\nutgift=['U']\n[fil]\nenhet='1000 kr'\n";
    let head = "periode;v;iu;k;t;kr\n";
    let rows = "202401;R;U;10100;20200;5\n202402;R;U;10100;20200;1\n202501;R;I;16000;21500;2\n2025;VB;U;10100;20200;3\n2025;VB2;U;10100;20200;4\n31.12.2025;X;U;10100;20200;9\n";
    let projection = with(map, &format!("{head}{rows}")).unwrap();
    assert_eq!(
        body(&projection),
        [
            "4601;2024;regnskap;1;202;20200;;10100;010;6000.00",
            "4601;2025;regnskap;1;215;21500;;16000;600;-2000.00",
            "4601;2025;vedtatt_budsjett;1;202;20200;;10100;010;7000.00",
        ]
    );
    assert_eq!(projection.left_out, [LeftOut { reason: Reason::Edition("X".into()), rows: 1, oere: vec![900_000] }]);
    for (row, part) in [("20;R;U;10100;20200;5", "året"), ("2024;Q;U;10100;20200;5", "versjonen"), ("2024;R;?;10100;20200;5", "inntekt")] {
        assert!(with(map, &format!("{head}{row}\n")).unwrap_err().found.contains(part), "{row}");
    }
}

#[test]
fn the_art_may_stand_in_a_column_and_zeros_come_back() {
    let map = "aar=2024\nversjon='regnskap'\n[kolonner]\nart='art'\ntjeneste='funksjon'\nbeloep='kr'\n[konto]\nkontoklasse='drift'\n";
    let projection = with(map, "art;funksjon;kr\n10;202;5\n075;202;1\n").unwrap();
    assert_eq!(body(&projection), ["4601;2024;regnskap;1;202;202;;010;010;5.00", "4601;2024;regnskap;1;202;202;;075;075;1.00"]);
    let map = "aar=2024\nversjon='regnskap'\n[kolonner]\nkonto='k'\ntjeneste='t'\nbeloep='kr'\n[konto]\nsifre=5\nnuller_foran=true\n";
    let projection = with(map, "k;t;kr\n0100;20200;5\n10100;20200;1\n").unwrap();
    assert_eq!(body(&projection)[0], "4601;2024;regnskap;0;202;20200;;00100;010;5.00");
    let map = "aar=2024\nversjon='regnskap'\n[kolonner]\nkonto='k'\ntjeneste='t'\nbeloep='kr'\n[konto]\nkontoklasse='investering'\n";
    assert_eq!(body(&with(map, "k;t;kr\n0105;20200;5\n").unwrap())[0], "4601;2024;regnskap;0;202;20200;;0105;010;5.00");
}

#[test]
fn a_code_and_its_text_may_share_a_cell() {
    let projection = run("10100 - Fast lønn;;20200 Grunnskole;410 Øst skole;;5\n10100;;20200;410;;1\n").unwrap();
    assert_eq!(body(&projection), ["3412;2024;regnskap;1;202;20200;410;10100;010;6.00"]);
    assert_eq!(run("10100;;20200;410 ELEV 12;;5\n").unwrap().lines, 1, "what stands beside a code is not kept");
    assert_eq!(run("10100;;20200;Øst skole;;5\n").unwrap().lines, 1);
}

#[test]
fn column_names_may_stand_below_a_title_and_a_total_may_have_no_name() {
    let text = "Budsjett 2024;;;;;\n\nUtskrift;;1.1.2024;;;\nkonto;navn;tjeneste;ansvar;prosjekt;kr;\n\
        10100;Lønn;20200;401;;5\n10100;Lønn;20200;401;;6\n;;;;;11\nSkolene totalt;;;;;11\n";
    let projection = project(text.as_bytes(), &map(""), None, &arts()).unwrap();
    assert_eq!((projection.rows_kept, projection.totals, projection.sums[0].all), (2, 2, 1100));
    let fault = project(text.replace(";;;;;11", ";;;;;12").as_bytes(), &map(""), None, &arts()).unwrap_err();
    assert!(fault.found.contains("ingen tjeneste") && fault.place == "linje 7, kolonne 3", "{fault}");
}

#[test]
fn services_get_their_function_from_the_mapping_or_are_listed() {
    let rows = "10100;;SK1;401;;900\n10100;;20200;401;;8000\n10100;;999;401;;50\n";
    let refusal = run(rows).unwrap_err();
    assert!(refusal.found.contains("2 tjenester") && refusal.found.contains("tjeneste SK1 uten KOSTRA-funksjon: 900,00 kr"), "{refusal}");
    let mapped = map("[[funksjon]]\ntjeneste='SK1'\nfunksjon='202'\ngyldig_til=2024\n");
    let projection = project(file(rows).as_bytes(), &mapped, None, &arts()).unwrap();
    assert_eq!(body(&projection)[1], "3412;2024;regnskap;1;202;SK1;401;10100;010;900.00");
    assert_eq!(projection.left_out, [LeftOut { reason: Reason::Service("999".into()), rows: 1, oere: vec![5_000] }]);
    let strict = map("[[funksjon]]\ntjeneste='SK1'\nfunksjon='202'\n[grenser]\nuten_funksjon_prosent=0\n");
    assert!(project(file(rows).as_bytes(), &strict, None, &arts()).unwrap_err().found.contains("999"));
    let past = map("[[funksjon]]\ntjeneste='SK1'\nfunksjon='202'\ngyldig_til=2023\n");
    assert!(project(file(rows).as_bytes(), &past, None, &arts()).unwrap_err().found.contains("SK1"));
}

#[test]
fn accounts_without_an_art_are_kept_up_to_the_limit_that_the_mapping_sets() {
    let rows = "10110;Tillegg;20200;401;;-10\n10100;Lønn;20200;401;;990\n";
    let at = |limit: &str| project(file(rows).as_bytes(), &map(&format!("[grenser]\nuten_art_prosent={limit}\n")), None, &arts());
    assert!(at("0.9").unwrap_err().found.contains("011"));
    let projection = at("1.0").unwrap();
    assert_eq!(body(&projection)[1], "3412;2024;regnskap;1;202;20200;401;10110;ukjent;-10.00");
    assert_eq!(projection.without_art[0].amounts(), "funksjon 202: -10,00 kr");
}

#[test]
fn a_column_whose_name_is_not_its_own_is_mapped_by_its_number() {
    let text = "aar=2024\nversjon='regnskap'\n[kolonner]\nkonto='k'\ntjeneste='t'\nbeloep='kolonne 4'\nutelat=['kr']\n";
    assert!(with(text, "k;t;kr;kr\n10100;20200;1;2\n").is_ok_and(|projection| body(&projection)[0].ends_with(";2.00")));
}
