//! Tests of mapping.rs: what is read, and what is refused in words.

use super::*;
use proptest::prelude::*;

const WHOLE: &str = r#"
kommunenr = "1103"
aar = 2016
versjon = "vedtatt_budsjett"

[fil]
skilletegn = ";"
koding = "utf-8"
desimaltegn = ","

[kolonner]
konto = "art"
tjeneste = "tjeneste_nr"
ansvar = "ansvar"
beloep = "beloep"
utelat = ["prosjekt"]

[konto]
kontoklasse_sifre = 1
art_sifre = 3
kontoklasser = { 1 = "drift", 3 = "investering", 2 = "utelat" }

[[art]]
konto = "011"
art = "010"
gyldig_til = 2015

[[art]]
konto = "011"
art = "020"
gyldig_fra = 2016

[[art]]
konto = "01100"
art = "030"
"#;

fn refused(text: &str) -> String {
    parse_mapping(text, "kart.toml").unwrap_err().to_string()
}

#[test]
fn a_whole_mapping_is_read() {
    let mapping = parse_mapping(WHOLE, "kart.toml").unwrap();
    assert_eq!(mapping.amounts(), [AmountColumn { column: "beloep".into(), year: Some(2016), edition: Some(Edition::AdoptedBudget) }]);
    assert_eq!((mapping.separator(), mapping.decimal()), (Some(b';'), Some(',')));
    assert_eq!((mapping.account.class("3"), mapping.account.class("0")), (Some(Class::Investment), None));
    assert_eq!((mapping.art("10110", "011", 2015), mapping.art("10110", "011", 2016)), (Some("010"), Some("020")));
    assert_eq!((mapping.art("01100", "110", 2016), mapping.art("10120", "012", 2016)), (Some("030"), None));
    assert_eq!(mapping.service.functions.len(), 23);
}

#[test]
fn the_mapping_of_stavanger_holds_together() {
    let mapping = parse_mapping(include_str!("../../../mappings/stavanger-2016-drift.toml"), "stavanger-2016-drift.toml").unwrap();
    assert_eq!((mapping.municipality.as_deref(), mapping.arts().count()), (Some("1103"), 23));
    assert_eq!(mapping.art("17090", "709", 2016), Some("700"));
}

#[test]
fn defaults_are_kostra_s_own() {
    let text = "[kolonner]\nkonto='k'\ntjeneste='t'\n[[beloep]]\nkolonne='b'\naar=2013\nversjon='regnskap'\n";
    let mapping = parse_mapping(text, "kart.toml").unwrap();
    assert_eq!((mapping.account.class("0"), mapping.account.class("1")), (Some(Class::Investment), Some(Class::Operations)));
    assert_eq!(mapping.amounts()[0].edition, Some(Edition::Accounts));
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() {
    let message = refused(&WHOLE.replace("tjeneste =", "tjenste ="));
    assert!(
        message.starts_with("kart.toml: ukjent nøkkel «tjenste» – mente du «tjeneste»?") && message.ends_with("(linje 13)"),
        "{message}"
    );
    let message = refused(&WHOLE.replace("\"vedtatt_budsjett\"", "\"vedtatt\""));
    assert!(message.contains("ukjent verdi «vedtatt» – mente du «vedtatt_budsjett»?"), "{message}");
    let message = refused("[kolonner]\nkonto='k'\n");
    assert!(message.contains("nøkkelen «tjeneste» mangler"), "{message}");
    assert!(refused("a = [").ends_with("(linje 1)"));
}

#[test]
fn a_mapping_that_does_not_hang_together_is_refused() {
    for (from, to, part) in [
        ("\"1103\"", "\"301\"", "kommunenr"),
        ("\";\"", "\";;\"", "skilletegn"),
        ("\"utf-8\"", "\"utf-9\"", "koding"),
        ("\",\"", "\"'\"", "desimaltegn"),
        ("aar = 2016\n", "", "`aar` og `versjon`"),
        ("aar = 2016\n", "aar = 16\n", "1990"),
        ("beloep = \"beloep\"\n", "", "beløpskolonnen mangler"),
        ("[\"prosjekt\"]", "[\"ansvar\"]", "«ansvar» er nevnt to ganger"),
        ("kontoklasse_sifre = 1", "kontoklasse_sifre = 0", "kontoklasse = "),
        ("art_sifre = 3", "art_sifre = 3\nsifre = 3", "passer ikke sammen"),
        ("kontoklasser = { 1", "kontoklasser = { 11", "«11»"),
        ("gyldig_til = 2015", "gyldig_til = 2016", "to ganger for de samme årene"),
        ("art = \"030\"", "art = \"30\"", "tre sifre"),
        ("konto = \"01100\"", "konto = \"11\"", "hel konto"),
        ("[konto]", "[tjeneste]\nfunksjoner = [\"20\"]\n[konto]", "funksjoner har tre sifre"),
        ("[konto]", "[[beloep]]\nkolonne='x'\naar=2016\nversjon='regnskap'\n[konto]", "bruk den ene"),
    ] {
        assert!(WHOLE.contains(from));
        let message = refused(&WHOLE.replacen(from, to, 1));
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn two_columns_of_the_same_year_and_edition_are_refused() {
    let column = |name: &str| format!("[[beloep]]\nkolonne='{name}'\naar=2013\nversjon='regnskap'\n");
    let message = refused(&format!("[kolonner]\nkonto='k'\ntjeneste='t'\n{}{}", column("a"), column("b")));
    assert!(message.contains("«a» og «b» er begge regnskap 2013"), "{message}");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", cut in 0usize..WHOLE.len(), put in "[a-z0-9=\"\\[\\]\n]{0,6}") {
        let _ = parse_mapping(&text, "x");
        let _ = parse_mapping(&format!("{}{put}{}", &WHOLE[..cut], &WHOLE[cut..]), "x");
    }
}
