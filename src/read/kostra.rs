//! The accounts that a municipality reports to KOSTRA: fixed-width records of 48 characters, one amount in each.
//!
//! ```text
//! 1  3   7 8     14       23       32 33   37  40
//! 0A 2019 4 040200                  1 202  010    131025
//! │  │    │ │      │        │       │ │    │   └ beløp (9), 1000 kr, right-aligned, the minus before the digits
//! │  │    │ │      │        │       │ │    └ art or sektor (3)
//! │  │    │ │      │        │       │ └ funksjon or kapittel (4), left-aligned
//! │  │    │ │      │        │       └ kontoklasse (1)
//! │  │    │ │      │        └ foretaksnr (9), else blank
//! │  │    │ │      └ orgnr (9), undertakings only, else blank
//! │  │    │ └ region (6): kommunenr and 00, or one of Oslo's bydeler
//! │  │    └ kvartal (1): 1–4, blank for the accounts of the whole year
//! │  └ årgang (4)
//! └ skjema (2)
//! ```
//!
//! The layout is `file_description_Regnskap.yaml` of SSB's own control program, and what is refused here is what that program calls
//! fatal about the form: length, codes and amounts. Which functions and arts exist in a year, and whether the accounts balance, are
//! checks on the table. Several records on the same kontoklasse, funksjon and art are legal; SSB adds them up, and so does the model.
//!
//! A file is one delivery: one year and one quarter. It may hold several forms (`0A` beside `0B`) and several regions (Oslo's bydeler),
//! since every amount carries its own. Amounts stay in thousand kroner as they stand; the pipeline scales them.

use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax};
use crate::cell::Cell;

pub const FORMAT: Format =
    Format { id: "kostra_regnskap", name: "KOSTRA-regnskap (filuttrekk til SSB)", syntax: Syntax::FixedWidth, sniff, read };

/// Characters in a record, and bytes, since every field is ASCII.
const RECORD: usize = 48;

/// A form, what it is, and the account classes that belong to it.
struct Form {
    code: &'static str,
    name: &'static str,
    classes: &'static [u8],
}

const INVESTMENT_OR_OPERATING: &[u8] = b"01";
const BALANCE: &[u8] = b"2";
const UNDERTAKING: &[u8] = b"34";
const UNDERTAKING_BALANCE: &[u8] = b"5";
const HEALTH_TRUST: &[u8] = b" ";

/// Every form, with the names and account classes of SSB's control program (control 009).
const FORMS: [Form; 16] = [
    Form { code: "0A", name: "Bevilgningsregnskap kommunekasse", classes: INVESTMENT_OR_OPERATING },
    Form { code: "0B", name: "Balanse kommunekasse", classes: BALANCE },
    Form { code: "0C", name: "Bevilgningsregnskap fylkeskasse", classes: INVESTMENT_OR_OPERATING },
    Form { code: "0D", name: "Balanse fylkeskasse", classes: BALANCE },
    Form { code: "0F", name: "Bevilgningsregnskap for kirkelig fellesråd", classes: UNDERTAKING },
    Form { code: "0G", name: "Balanseregnskap for kirkelig fellesråd", classes: UNDERTAKING_BALANCE },
    Form { code: "0I", name: "Bevilgningsregnskap kommunale særbedrifter og lånefond", classes: UNDERTAKING },
    Form { code: "0J", name: "Balanse kommunale særbedrifter og lånefond", classes: UNDERTAKING_BALANCE },
    Form { code: "0K", name: "Bevilgningsregnskap fylkeskommunale særbedrifter og lånefond", classes: UNDERTAKING },
    Form { code: "0L", name: "Balanse fylkeskommunale særbedrifter og lånefond", classes: UNDERTAKING_BALANCE },
    Form { code: "0M", name: "Konsolidert bevilgningsregnskap kommuner", classes: UNDERTAKING },
    Form { code: "0N", name: "Konsolidert balanse kommuner", classes: UNDERTAKING_BALANCE },
    Form { code: "0P", name: "Konsolidert bevilgningsregnskap fylkeskommuner", classes: UNDERTAKING },
    Form { code: "0Q", name: "Konsolidert balanse fylkeskommuner", classes: UNDERTAKING_BALANCE },
    Form { code: "0X", name: "Resultatregnskap helseforetak", classes: HEALTH_TRUST },
    Form { code: "0Y", name: "Balanse helseforetak", classes: HEALTH_TRUST },
];

/// One record's fields, cut out and checked.
struct Record<'a> {
    form: &'static Form,
    year: &'a str,
    /// The quarter's digit, or a blank.
    quarter: u8,
    region: &'a str,
    orgnr: &'a str,
    foretaksnr: &'a str,
    class: &'a str,
    function: &'a str,
    art: &'a str,
    amount: i32,
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::whole("en tom fil", format!("poster på {RECORD} tegn")));
    }
    let records = bytes.len() / RECORD + 1;
    let mut cells = Cells::with_capacity(records);
    let mut places = Vec::with_capacity(records);
    let mut columns: [DimensionBuilder; 10] = Default::default();
    let mut delivery = None;
    // What follows the last line break is a record only if something is there.
    let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|&b| b == b'\n');
    for (index, line) in lines.enumerate() {
        let number = u32::try_from(index + 1).map_err(|_| Refusal::whole("mer enn fire milliarder linjer", "regnskapet til én kommune"))?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let record = record(line).map_err(|complaint| complaint.on(number))?;
        let (year, quarter) = *delivery.get_or_insert((record.year, record.quarter));
        if (record.year, record.quarter) != (year, quarter) {
            let found = format!("{} {}", record.year, quarter_name(record.quarter).1);
            let expected = format!("{year} {}, som i første post; en fil er én levering", quarter_name(quarter).1);
            return Err(Refusal::new(format!("linje {number}, tegn 3–7"), found, expected));
        }
        let (quarter, quarter_label) = quarter_name(record.quarter);
        let row: [(&str, Option<&str>); 10] = [
            (record.form.code, Some(record.form.name)),
            (record.year, None),
            (quarter, Some(quarter_label)),
            (record.region, None),
            (&record.region[..4], None),
            (record.orgnr, None),
            (record.foretaksnr, None),
            (record.class, class_name(record.class)),
            (record.function, None),
            (record.art, None),
        ];
        for (column, (code, label)) in columns.iter_mut().zip(row) {
            column.push(code, label);
        }
        // A plain number has no symbol, so there is nothing that could be one too many.
        let _ = cells.push(Cell::number(f64::from(record.amount)));
        places.push(number);
    }
    const COLUMNS: [(&str, &str); 10] = [
        ("skjema", "Skjema"),
        ("aargang", "Årgang"),
        ("kvartal", "Kvartal"),
        ("region", "Region"),
        ("kommunenr", "Kommunenummer"),
        ("orgnr", "Organisasjonsnummer"),
        ("foretaksnr", "Foretaksnummer"),
        ("kontoklasse", "Kontoklasse"),
        ("funksjon", "Funksjon eller kapittel"),
        ("art", "Art eller sektor"),
    ];
    let dimensions = columns.into_iter().zip(COLUMNS).map(|(column, (code, label))| column.finish(code, Some(label.to_owned()))).collect();
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::Lines(places) })
}

/// What is wrong with a record, before its line is known.
struct Complaint {
    /// The characters that it concerns, or nothing for the whole record.
    characters: &'static str,
    found: String,
    expected: String,
}

impl Complaint {
    fn on(self, line: u32) -> Refusal {
        let place = if self.characters.is_empty() { format!("linje {line}") } else { format!("linje {line}, tegn {}", self.characters) };
        Refusal::new(place, self.found, self.expected)
    }
}

fn record(line: &[u8]) -> Result<Record<'_>, Complaint> {
    let complain = |characters, found: String, expected: &str| Complaint { characters, found, expected: expected.to_owned() };
    if line.contains(&b'\t') {
        return Err(complain("", "et tabulatortegn".to_owned(), "mellomrom mellom feltene, aldri tabulator"));
    }
    if line.len() != RECORD {
        return Err(complain("", format!("{} tegn", line.len()), "48 tegn"));
    }
    // With every byte printable ASCII, any cut is a text, and bytes are characters.
    let text = match std::str::from_utf8(line) {
        Ok(text) if text.bytes().all(|b| (b' '..=b'~').contains(&b)) => text,
        _ => return Err(complain("", "et tegn som ikke er bokstav, siffer eller mellomrom".to_owned(), "koder og beløp uten særtegn")),
    };
    let form = &text[0..2];
    let form = FORMS.iter().find(|known| known.code == form).ok_or_else(|| {
        complain("1–2", format!("skjema «{form}»"), "et regnskapsskjema: 0A, 0B, 0C, 0D, 0F, 0G, 0I–0N, 0P, 0Q, 0X eller 0Y")
    })?;
    let year = &text[2..6];
    if !digits(year) {
        return Err(complain("3–6", format!("årgang «{year}»"), "fire siffer"));
    }
    let quarter = line[6];
    if !b" 1234".contains(&quarter) {
        return Err(complain("7", format!("kvartal «{}»", &text[6..7]), "1, 2, 3, 4, eller blankt for årsregnskapet"));
    }
    let region = &text[7..13];
    if !digits(region) {
        return Err(complain("8–13", format!("region «{region}»"), "seks siffer: kommunenummer og 00, eller en bydel"));
    }
    let orgnr = &text[13..22];
    if !digits(orgnr) && !blank(orgnr) {
        return Err(complain("14–22", format!("organisasjonsnummer «{orgnr}»"), "ni siffer eller blankt"));
    }
    let foretaksnr = &text[22..31];
    if !digits(foretaksnr) && !blank(foretaksnr) {
        return Err(complain("23–31", format!("foretaksnummer «{foretaksnr}»"), "ni siffer eller blankt"));
    }
    let class = line[31];
    if !form.classes.contains(&class) {
        let allowed =
            form.classes.iter().map(|&b| if b == b' ' { "blankt".to_owned() } else { char::from(b).to_string() }).collect::<Vec<_>>();
        return Err(complain(
            "32",
            format!("kontoklasse «{}»", &text[31..32]),
            &format!("{} i skjema {}", allowed.join(" eller "), form.code),
        ));
    }
    let function = &text[32..36];
    if !left_aligned_code(function) {
        return Err(complain("33–36", format!("funksjon eller kapittel «{function}»"), "en venstrestilt kode, som «202 »"));
    }
    let art = &text[36..39];
    if !art.trim_matches(' ').bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(complain("37–39", format!("art eller sektor «{art}»"), "en kode, som «010»"));
    }
    let amount = amount(&text[39..48])
        .ok_or_else(|| complain("40–48", format!("beløp «{}»", &text[39..48]), "et helt, høyrestilt tall i 1000 kr"))?;
    Ok(Record {
        form,
        year,
        quarter,
        region,
        orgnr: orgnr.trim_matches(' '),
        foretaksnr: foretaksnr.trim_matches(' '),
        class: text[31..32].trim_matches(' '),
        function: function.trim_end_matches(' '),
        art: art.trim_matches(' '),
        amount,
    })
}

/// The amount field: blanks, a minus directly before the digits if it is negative, and at least one digit.
fn amount(field: &str) -> Option<i32> {
    let written = field.trim_start_matches(' ');
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    // Nine characters at most, so it fits.
    if digits(unsigned) { written.parse().ok() } else { None }
}

fn digits(field: &str) -> bool {
    !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit())
}

fn blank(field: &str) -> bool {
    field.bytes().all(|b| b == b' ')
}

/// A code from the field's first character, filled up with blanks; all blank where the form has none.
fn left_aligned_code(field: &str) -> bool {
    field.trim_end_matches(' ').bytes().all(|b| b.is_ascii_alphanumeric())
}

fn quarter_name(quarter: u8) -> (&'static str, &'static str) {
    match quarter {
        b'1' => ("1", "1. kvartal"),
        b'2' => ("2", "2. kvartal"),
        b'3' => ("3", "3. kvartal"),
        b'4' => ("4", "4. kvartal"),
        _ => ("aar", "årsregnskap"),
    }
}

fn class_name(class: &str) -> Option<&'static str> {
    Some(match class {
        "0" | "4" => "Investeringsregnskap",
        "1" | "3" => "Driftsregnskap",
        "2" | "5" => "Balanseregnskap",
        _ => "Helseforetakregnskap",
    })
}

/// Whether the first record begins like one: a form, a year, and then a quarter and a region, or at least the right length. A record
/// that lost a character must be recognised all the same, so that it is refused with its line and not as an unknown file.
fn sniff(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(RECORD + 2)];
    let first = beginning.split(|&b| b == b'\n').next().unwrap_or_default();
    let first = first.strip_suffix(b"\r").unwrap_or(first);
    let [b'0', form, rest @ ..] = first else { return false };
    if !form.is_ascii_uppercase() || rest.len() < 4 || !rest[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let century = rest.starts_with(b"19") || rest.starts_with(b"20");
    let region = rest.len() >= 9 && b" 1234".contains(&rest[4]) && rest[5..9].iter().all(u8::is_ascii_digit);
    first.len() == RECORD || (century && region)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cell::Status;

    /// The beginning of a real delivery (Kongsvinger 2019), with amounts of both signs.
    const SAMPLE: &str = "\
0A20194040200                  1202 010   131025\n\
0A20194040200                  1202 020     4947\n\
0A20194040200                  1202 700    -8307\n\
0A20194040200                  0222 230      100";

    fn codes<'a>(reading: &'a Reading, code: &str) -> Vec<&'a str> {
        let dimension = reading.dimension(code).unwrap();
        (0..reading.len()).map(|index| dimension.category(index).code.as_str()).collect()
    }

    fn refusal(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn reads_every_field() {
        let reading = read(SAMPLE.as_bytes()).unwrap();
        assert_eq!(reading.len(), 4);
        assert_eq!(codes(&reading, "skjema"), ["0A"; 4]);
        assert_eq!(codes(&reading, "aargang"), ["2019"; 4]);
        assert_eq!(codes(&reading, "kvartal"), ["4"; 4]);
        assert_eq!(codes(&reading, "region"), ["040200"; 4]);
        assert_eq!(codes(&reading, "kommunenr"), ["0402"; 4]);
        assert_eq!(codes(&reading, "orgnr"), [""; 4]);
        assert_eq!(codes(&reading, "foretaksnr"), [""; 4]);
        assert_eq!(codes(&reading, "kontoklasse"), ["1", "1", "1", "0"]);
        assert_eq!(codes(&reading, "funksjon"), ["202", "202", "202", "222"]);
        assert_eq!(codes(&reading, "art"), ["010", "020", "700", "230"]);
        let amounts: Vec<_> = (0..4).map(|index| reading.cells.get(index).value().unwrap()).collect();
        assert_eq!(amounts, [131025.0, 4947.0, -8307.0, 100.0]);
        assert_eq!(reading.cells.count(Status::Ok), 4);
        assert_eq!(reading.places.describe(2), "linje 3");
        let form = &reading.dimension("skjema").unwrap().categories[0];
        assert_eq!(form.label.as_deref(), Some("Bevilgningsregnskap kommunekasse"));
    }

    #[test]
    fn line_ends_make_no_difference() {
        let plain = read(SAMPLE.as_bytes()).unwrap();
        for text in [format!("{SAMPLE}\n"), SAMPLE.replace('\n', "\r\n"), format!("{SAMPLE}\n").replace('\n', "\r\n")] {
            let reading = read(text.as_bytes()).unwrap();
            assert_eq!(reading.len(), plain.len());
            assert_eq!(codes(&reading, "art"), codes(&plain, "art"));
            assert_eq!(reading.places.describe(3), "linje 4");
        }
    }

    #[test]
    fn undertakings_balances_and_health_trusts() {
        let church = "0G2022 380500976990803         510  070     1139";
        let reading = read(church.as_bytes()).unwrap();
        assert_eq!(codes(&reading, "kvartal"), ["aar"]);
        assert_eq!(codes(&reading, "orgnr"), ["976990803"]);
        assert_eq!(codes(&reading, "kontoklasse"), ["5"]);
        assert_eq!(codes(&reading, "funksjon"), ["10"]);
        let trust = "0X2023 120000912345678987654321 100 320       -7";
        let reading = read(trust.as_bytes()).unwrap();
        assert_eq!(codes(&reading, "kontoklasse"), [""]);
        assert_eq!(codes(&reading, "foretaksnr"), ["987654321"]);
        assert_eq!(reading.cells.get(0).value(), Some(-7.0));
    }

    #[test]
    fn districts_of_oslo_and_repeated_keys_are_kept() {
        let text = "\
0A2023 030101                  1202 010       10\n\
0A2023 030102                  1202 010       20\n\
0A2023 030102                  1202 010       30\n\
0B2023 030100                  210  070       -5";
        let reading = read(text.as_bytes()).unwrap();
        assert_eq!(codes(&reading, "region"), ["030101", "030102", "030102", "030100"]);
        assert_eq!(codes(&reading, "kommunenr"), ["0301"; 4]);
        assert_eq!(codes(&reading, "skjema"), ["0A", "0A", "0A", "0B"]);
        assert_eq!(reading.len(), 4);
    }

    #[test]
    fn a_record_of_another_length_is_refused_with_its_line() {
        let cut = SAMPLE.replacen("     4947", "    4947", 1);
        assert_eq!(refusal(&cut), "linje 2: fant 47 tegn, ventet 48 tegn");
        assert!(sniff(cut.as_bytes()));
        let first = SAMPLE.replacen("   131025", "  131025", 1);
        assert_eq!(refusal(&first), "linje 1: fant 47 tegn, ventet 48 tegn");
        assert!(sniff(first.as_bytes()));
        assert_eq!(refusal(&format!("{SAMPLE}\n\n")), "linje 5: fant 0 tegn, ventet 48 tegn");
        assert_eq!(refusal(&format!("{SAMPLE}0")), "linje 4: fant 49 tegn, ventet 48 tegn");
        assert!(refusal("").contains("en tom fil"));
        assert!(refusal("\n").starts_with("linje 1: fant 0 tegn"));
    }

    #[test]
    fn each_field_is_checked() {
        let line = "0A20194040200                  1202 010   131025";
        let with = |from: usize, text: &str| refusal(&format!("{}{text}{}", &line[..from], &line[from + text.len()..]));
        for (from, text, expected) in [
            (0, "0E", "linje 1, tegn 1–2: fant skjema «0E»"),
            (0, "1A", "linje 1, tegn 1–2: fant skjema «1A»"),
            (2, "20X9", "linje 1, tegn 3–6: fant årgang «20X9»"),
            (6, "5", "linje 1, tegn 7: fant kvartal «5»"),
            (7, "04 200", "linje 1, tegn 8–13: fant region «04 200»"),
            (13, "97699080 ", "linje 1, tegn 14–22"),
            (22, "x", "linje 1, tegn 23–31"),
            (31, "2", "linje 1, tegn 32: fant kontoklasse «2», ventet 0 eller 1 i skjema 0A"),
            (31, " ", "linje 1, tegn 32"),
            (32, " 202", "linje 1, tegn 33–36"),
            (36, "0,1", "linje 1, tegn 37–39"),
            (39, "   13102 ", "linje 1, tegn 40–48: fant beløp «   13102 »"),
            (39, "   13-025", "linje 1, tegn 40–48"),
            (39, "   1310.5", "linje 1, tegn 40–48"),
            (39, "         ", "linje 1, tegn 40–48"),
            (39, "        -", "linje 1, tegn 40–48"),
            (39, "-  131025", "linje 1, tegn 40–48"),
            (39, "  +131025", "linje 1, tegn 40–48"),
            (40, "\t", "linje 1: fant et tabulatortegn"),
        ] {
            let message = with(from, text);
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn account_classes_follow_the_form() {
        for form in &FORMS {
            for class in b" 0123456" {
                let line = format!("{}2024 341200                  {}202 010        1", form.code, char::from(*class));
                assert_eq!(read(line.as_bytes()).is_ok(), form.classes.contains(class), "{line}");
            }
        }
    }

    #[test]
    fn one_delivery_is_one_year_and_one_quarter() {
        let year = SAMPLE.replacen("0A20194040200                  0222", "0A20184040200                  0222", 1);
        assert!(refusal(&year).starts_with("linje 4, tegn 3–7: fant 2018 4. kvartal, ventet 2019 4. kvartal"));
        let quarter = SAMPLE.replacen("0A20194040200                  0222", "0A2019 040200                  0222", 1);
        assert!(refusal(&quarter).starts_with("linje 4, tegn 3–7: fant 2019 årsregnskap"));
    }

    #[test]
    fn amounts() {
        assert_eq!(amount("        0"), Some(0));
        assert_eq!(amount("       -0"), Some(0));
        assert_eq!(amount("999999999"), Some(999_999_999));
        assert_eq!(amount("-99999999"), Some(-99_999_999));
        assert_eq!(amount("     --1"), None);
    }

    #[test]
    fn knows_its_own() {
        assert!(sniff(SAMPLE.as_bytes()));
        assert!(sniff(SAMPLE.replace('\n', "\r\n").as_bytes()));
        assert!(sniff(b"0A20194040200                  1202 010   131025"));
        assert!(sniff(b"0A2019404020\n"));
        for other in [
            &b""[..],
            b"0",
            b"0A",
            b"{\"class\":\"dataset\"}",
            b"0A2019;4;0402\n",
            b"\"Region\",\"Tid\"\n",
            b"0a2019 0402",
            b"\n0A2019 0402",
        ] {
            assert!(!sniff(other), "{}", String::from_utf8_lossy(other));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            sniff(&bytes);
            let _ = read(&bytes);
        }

        #[test]
        fn a_changed_file_is_read_or_refused(at in 0..SAMPLE.len(), byte: u8, cut in 0..=SAMPLE.len()) {
            let mut bytes = SAMPLE.as_bytes().to_vec();
            bytes[at] = byte;
            sniff(&bytes);
            if let Ok(reading) = read(&bytes) {
                prop_assert_eq!(reading.cells.count(Status::Ok), reading.len());
            }
            let _ = read(&bytes[..cut]);
        }
    }
}
