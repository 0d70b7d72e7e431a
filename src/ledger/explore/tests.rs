//! Proposals for made-up files in the layouts that municipalities have published, and in some that they might.

use super::*;
use crate::ledger::{Opened, parse_mapping, project};

/// KOSTRA's arts, as far as these files need them.
const ARTS: &str = "010 020 030 040 050 070 075 080 089 090 099 100 105 110 114 115 120 130 140 150 160 165 170 185 190 195 200 209 210 220 \
    230 240 250 260 270 285 300 330 350 370 375 380 400 429 430 450 470 475 480 500 510 550 590 600 620 629 630 640 650 660 690 700 710 729 \
    730 750 770 775 780 800 810 830 850 870 874 877 880 890 895 950 990";

fn arts() -> BTreeSet<String> {
    ARTS.split_whitespace().map(str::to_owned).collect()
}

fn known(file: &str) -> Known {
    Known { file: file.to_owned(), municipality: Some("4640".to_owned()), ..Known::default() }
}

fn explored(known: &Known, bytes: &[u8]) -> Exploration {
    let opened = Opened::undescribed(bytes, None).unwrap();
    opened.guard(&number_columns(&opened)).unwrap();
    explore(&opened, known, &arts()).unwrap()
}

/// The proposal taken as it is, as `import` takes it: kroner by year, version, kontoklasse and function.
fn accepted(known: &Known, bytes: &[u8]) -> Vec<(String, i128)> {
    let exploration = explored(known, bytes);
    let toml = exploration.draft.toml(&known.file);
    assert_eq!(exploration.open, Vec::<String>::new(), "{toml}");
    let mapping = parse_mapping(&toml, "forslag.toml").unwrap_or_else(|error| panic!("{error}\n{toml}"));
    let opened = Opened::open(bytes, &mapping).unwrap();
    opened.guard(&mapping.columns.dropped).unwrap();
    let projection = project(&opened.rows(), &mapping, None, &arts()).unwrap_or_else(|refusal| panic!("{refusal}\n{toml}"));
    assert_eq!(Ok(&projection), exploration.outcome.as_ref(), "import does what the exploration showed");
    totals(&projection).into_iter().map(|(key, oere)| (key.join(" "), oere / 100)).collect()
}

fn expected(totals: &[(&str, i128)]) -> Vec<(String, i128)> {
    totals.iter().map(|(key, kroner)| ((*key).to_owned(), *kroner)).collect()
}

#[test]
fn three_amount_columns_are_three_versions() {
    let file = "konto;konto_tekst;ansvar;ansvar_tekst;tjeneste;tjeneste_tekst;rekneskap_2011;budsjett_2012;budsjett_2013\n\
        10100;Løn faste stillingar;540;Kaupanger skule;20200;Grunnskule;12 191 239;12 267 496;12 393 001\n\
        10990;Arbeidsgjevaravgift;F540;Kaupanger skule;20200;Grunnskule;1 000;-;\n\
        17100;Sjukelønsrefusjon;540;Kaupanger skule;20200;Grunnskule;-200 000;-100 000;-100 000\n\
        11850;Forsikring;600;Bygg;13000;Administrasjonslokale;5;5;5\n";
    assert_eq!(
        accepted(&known("sogndal_2013_drift.csv"), file.as_bytes()),
        expected(&[
            ("2011 regnskap 1 202", 11_992_239),
            ("2012 vedtatt_budsjett 1 202", 12_167_496),
            ("2013 vedtatt_budsjett 1 202", 12_293_001),
        ])
    );
}

#[test]
fn accounts_of_four_digits_have_no_kontoklasse_and_the_file_name_says_investment() {
    let file = "prosjekt;prosjekt_tekst;teneste;teneste_tekst;konto;konto_tekst;beloep\n\
        1001;Ny skule;2220;Skulelokale;2300;Vedlikehald;45998\n1001;Ny skule;2220;Skulelokale;4290;Mva;11499\n\
        1002;Veg;3320;Veg;2300;Vedlikehald;7\n";
    let name = "forde_2013_investering.csv";
    let of_2013 = Known { edition: Some(Edition::AdoptedBudget), ..known(name) };
    assert_eq!(accepted(&of_2013, file.as_bytes()), expected(&[("2013 vedtatt_budsjett 0 222", 57_497)]));
    let exploration = explored(&known(name), file.as_bytes());
    assert!(exploration.open[0].contains("--versjon"), "{:?}", exploration.open);
    let error = parse_mapping(&exploration.draft.toml(name), "forslag.toml").unwrap_err().to_string();
    assert!(error.contains("`aar` og `versjon`"), "what is not filled in is refused in words: {error}");
}

#[test]
fn a_function_of_three_digits_without_accounts_gives_net_amounts() {
    let file = "tiltak;ansvar;ansvar_tekst;funksjonsomrade;funksjonaomrade_tekst;nok\n\
        1;400;Skule;222;Skulelokale;-350000\n2;400;Skule;222;Skulelokale;1000000\n3;500;Plei;261;Institusjonslok;5\n";
    let name = "sauda_budsjett_2013_investering.csv";
    assert_eq!(accepted(&known(name), file.as_bytes()), expected(&[("2013 vedtatt_budsjett 0 222", 650_000)]));
    let exploration = explored(&known(name), file.as_bytes());
    assert!(lines(exploration.outcome.as_ref().unwrap()).iter().all(|line| line.art == "ukjent" && line.unit == "400"));
}

#[test]
fn decimal_commas_and_years_of_a_plan_are_understood() {
    let file = "versjoner;sumart1;sumart1-tekst;art;hovedgruppering-art;avdeling;tjeneste;tjeneste-tekst;prosjekt;prosjekt-tekst;2012;2013;2014;2015\n\
        11-14VB;1;Sum utgifter;230;Inv;3;22210;Skolelokaler;P1;Ny skole;810 000,00;0;1 000 000,00;5,5\n\
        11-14VB;1;Sum utgifter;429;Inv;3;22210;Skolelokaler;P1;Ny skole;90 000,00;0;0;0\n\
        11-14VB;2;Sum inntekter;700;Inv;3;33210;Veg;P2;Bro;-10 000,00;0;0;0\n";
    assert_eq!(
        accepted(&known("bergen_budsjett-2012_investering.csv"), file.as_bytes()),
        expected(&[
            ("2012 vedtatt_budsjett 0 222", 900_000),
            ("2013 oekonomiplan_2 0 222", 0),
            ("2014 oekonomiplan_3 0 222", 1_000_000),
            ("2015 oekonomiplan_4 0 222", 5),
        ])
    );
}

#[test]
fn a_proposal_and_its_sign_column() {
    let file = "art;art_tekst;inntekt_utgift;tjeneste_nr;tjeneste_tekst;beloep;virksomhetsomraade\n\
        10100;LØNN;Utgift;20200;GRUNNSKOLE;6000000;Skole\n16010;FORELDREBETALING;Inntekt;21500;SFO;500000;Skole\n\
        17100;REF. SYKEPENGER;Inntekt;20200;GRUNNSKOLE;6000;Skole\n";
    assert_eq!(
        accepted(&known("stavanger_budsjettforslag2016.csv"), file.as_bytes()),
        expected(&[("2016 budsjettforslag 1 202", 5_994_000), ("2016 budsjettforslag 1 215", -500_000)])
    );
}

#[test]
fn a_posting_journal_of_a_year_is_summed_and_its_people_are_left_out() {
    let journal = |account: &str| {
        format!(
            "sep=,\nÅr,Periode,Bilagsnr,Bilagsdato,KID,Art,Art (T),Ansvar,Ansvar (T),Funksjon,Tjeneste,Prosjekt (T),Leverandør,Tekst,Beløp\n\
             2024,202401,9001,2024-01-31,12345678903,10,Fastlønn,4101,Øst skole,202,2021,ELEV 12,Kari Nordmann,Lønn,\"1 234,50\"\n\
             2024,202402,9002,2024-02-28,{account},10,Fastlønn,4101,Øst skole,202,2021,,Kari Nordmann,Lønn,\"100,50-\"\n\
             2023,202312,9003,2023-12-31,,710,Sykepenger,4101,Øst skole,202,2021,,NAV,Refusjon,\"(34,00)\"\n"
        )
    };
    let file = encoding_rs::WINDOWS_1252.encode(&journal("")).0.into_owned();
    let accounts = known("hovedbok_regnskap.csv");
    assert_eq!(accepted(&accounts, &file), expected(&[("2023 regnskap 1 202", -34), ("2024 regnskap 1 202", 1_134)]));
    let exploration = explored(&accounts, &file);
    let text = format!("{exploration:?} {}", exploration.draft.toml("x"));
    assert!(!text.contains("ELEV 12") && !text.contains("Nordmann"), "{text}");
    assert_eq!(exploration.draft.art.as_deref(), Some("Art"));
}

#[test]
fn codes_and_texts_in_one_cell_below_a_title_in_thousands() {
    let file = "\t\t\t\nVedtatt budsjett 2025, beløp i 1000 kr\t\t\t\n\nAnsvar\tKonto\tTjeneste\tSum\n\
        410 Øst skole\t10100 Fast lønn\t20210 Undervisning\t1.234\n410 Øst skole\t10110 Tillegg\t20210 Undervisning\t66\n\
        420 Vest skole\t16000 Salg\t21500 SFO\t-1.000\nTotalt\t\t\t300\n";
    assert_eq!(
        accepted(&known("utskrift.txt"), file.as_bytes()),
        expected(&[("2025 vedtatt_budsjett 1 202", 1_300_000), ("2025 vedtatt_budsjett 1 215", -1_000_000)])
    );
    let exploration = explored(&known("utskrift.txt"), file.as_bytes());
    assert_eq!(exploration.draft.arts, [("011".to_owned(), "010".to_owned(), "10110 Tillegg".to_owned())]);
}

#[test]
fn what_cannot_be_known_is_said_and_nothing_of_a_nameless_file_is_shown() {
    let file = "konto;tjeneste;beløp\n10100;20200;5\n19790;20200;5\n";
    let exploration = explored(&Known { file: "fil.csv".into(), ..Known::default() }, file.as_bytes());
    let open = exploration.open.join("\n");
    for part in ["--aar", "--versjon", "--kommune", "konto 979"] {
        assert!(open.contains(part), "{part}: {open}");
    }
    assert!(exploration.outcome.unwrap_err().found.contains("979"));
    let nameless = Opened::undescribed(b"Kari Nordmann;10100;20200;5\nOla Nordmann;10100;20200;6\n", None).unwrap();
    let error = explore(&nameless, &known("x.csv"), &arts()).unwrap_err().to_string();
    assert!(error.contains("ingen rad med kolonnenavn") && !error.contains("Nordmann"), "{error}");
}

#[test]
fn accounts_that_a_spreadsheet_has_shortened_get_their_zero_back() {
    let file = "Konto;Tjeneste;Regnskap 2024\n10100;20200;5\n2300;22200;7\n11200;20200;1\n";
    assert_eq!(accepted(&known("x.csv"), file.as_bytes()), expected(&[("2024 regnskap 0 222", 7), ("2024 regnskap 1 202", 6)]));
}

#[test]
fn plans_count_from_the_newest_budget_and_turned_signs_are_turned_back() {
    let file = "Ansvar,Funksjon,Art,Regnskap 2023,Opprinnelig budsjett 2024,Rev. budsjett 2024,Avvik,Økonomiplan 2025,Økonomiplan 2026\n\
        4101,202,010,\"-1,234.50\",-2000,-2100,5,-2200,-2300\n4101,202,700,234.50,200,210,5,220,230\n";
    assert_eq!(
        accepted(&known("tertial.csv"), file.as_bytes()),
        expected(&[
            ("2023 regnskap 1 202", 1_000),
            ("2024 revidert_budsjett 1 202", 1_890),
            ("2024 vedtatt_budsjett 1 202", 1_800),
            ("2025 oekonomiplan_2 1 202", 1_980),
            ("2026 oekonomiplan_3 1 202", 2_070),
        ])
    );
    let unknown = "Konto;Tjeneste;Beløp;Regnskap 2024\n10100;20200;5;6\n16000;20200;5;6\n";
    let open = explored(&known("x.csv"), unknown.as_bytes()).open.join("\n");
    assert!(open.contains("--versjon") && open.contains("fortegn"), "{open}");
}

#[test]
fn version_codes_are_mapped_or_asked_for() {
    let file = "Scenario;Konto;Tjeneste;År;Beløp\nR;10100;20200;2024;5\nB;10100;20200;2024;6\nRB;10100;20200;2024;7\n";
    assert_eq!(
        accepted(&known("x.csv"), file.as_bytes()),
        expected(&[("2024 regnskap 1 202", 5), ("2024 revidert_budsjett 1 202", 7), ("2024 vedtatt_budsjett 1 202", 6)])
    );
    let exploration = explored(&known("x.csv"), file.replace("\nRB;", "\nQ7;").as_bytes());
    assert!(exploration.open[0].contains("«Q7»") && exploration.draft.toml("x").contains("# \"Q7\" = "), "{:?}", exploration.open);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "(konto|tjeneste|2013|beløp|[0-9;,\t\n a\"-]){0,80}") {
        if let Ok(opened) = Opened::undescribed(text.as_bytes(), None) {
            let _ = explore(&opened, &Known::default(), &arts());
        }
    }
}
