use proptest::prelude::*;

use super::digits::is_checked;
use super::*;

/// Made-up numbers: the date as given, the first three digits from `from` on that have both check digits.
fn made_up(date: &str, from: u32) -> String {
    (from..1000)
        .flat_map(|individual| (0..100).map(move |check| format!("{individual:03}{check:02}")))
        .map(|rest| format!("{date}{rest}"))
        .find(|number| is_checked(<[u8; 11]>::try_from(number.as_bytes()).unwrap().map(|b| u32::from(b - b'0'))))
        .unwrap()
}

fn csv(text: &str) -> Result<(), Refusal> {
    inspect(text.as_bytes(), Syntax::Delimited, &[])
}

fn json(text: &str) -> Result<(), Refusal> {
    inspect(text.as_bytes(), Syntax::Json, &[])
}

#[test]
fn every_kind_of_number_is_found_and_never_repeated() {
    for date in ["010190", "410190", "014190", "018190", "016690", "418190", "290204"] {
        let number = made_up(date, 123);
        let refusal = csv(&format!("navn;merknad\nA;ingenting\nB;gjelder {number}, se vedtak\n")).unwrap_err();
        assert_eq!(refusal.place, "linje 3, kolonne 2", "{date}");
        assert!(!refusal.to_string().contains(&number[..6]), "{refusal}");
        let refusal = json(&format!(r#"{{"a":{{"b":[1,"x","{number}"]}}}}"#)).unwrap_err();
        assert_eq!(refusal.place, "a.b[2]", "{date}");
        assert!(!refusal.to_string().contains(&number[..6]), "{refusal}");
    }
}

#[test]
fn what_looks_alike_passes() {
    let number = made_up("010190", 123);
    let mut wrong = number.clone().into_bytes();
    wrong[10] = b'0' + (wrong[10] - b'0' + 1) % 10;
    let wrong = String::from_utf8(wrong).unwrap();
    let (no_day, no_month) = (made_up("320190", 123), made_up("011390", 123));
    let not_leap = made_up("290203", 123);
    for cell in [
        wrong.as_str(),
        &no_day,
        &no_month,
        &not_leap,
        "974552124",
        &format!("{number},50"),
        &format!("0,{number}"),
        &format!("-{number}"),
        &format!("1{number}"),
        &format!("{number}a"),
        &format!("ø{number}"),
        &number[1..],
        "12 345 678 901",
        "1 234 567 890,50",
    ] {
        csv(&format!("orgnr;beloep\n974552124;{cell}\n")).unwrap_or_else(|r| panic!("{cell}: {r}"));
        json(&format!(r#"["{cell}"]"#)).unwrap_or_else(|r| panic!("{cell}: {r}"));
    }
    json(&format!(r#"{{"a": 1{number}, "b": [4{}, null, true, -1.5]}}"#, &made_up("410190", 123)[1..])).unwrap();
    json(&format!(r#"{{"{number}": 1}}"#)).unwrap_err();
    let record = format!("0A2019{number}");
    inspect(record.as_bytes(), Syntax::FixedWidth, &[]).unwrap();
    inspect(format!("{record}\nElev {number}").as_bytes(), Syntax::FixedWidth, &[]).unwrap_err();
}

#[test]
fn a_number_in_two_parts_or_beside_punctuation_is_found() {
    let number = made_up("150785", 200);
    let (date, rest) = number.split_at(6);
    for cell in [
        format!("{date} {rest}"),
        format!("{date}-{rest}"),
        format!("{date}\u{a0}{rest}"),
        format!("fnr:{number}."),
        format!("({number})"),
        format!("sak 12 - {number}"),
        format!("nr-{number}"),
        format!("{number},{number}"),
        format!("\"{number}\""),
    ] {
        assert_eq!(csv(&format!("a;b\n1;{cell}\n")).unwrap_err().place, "linje 2, kolonne 2", "{cell}");
    }
    csv(&format!("a;b\n1;{date}  {rest}\n")).unwrap();
    csv(&format!("a;b\n1;1{date} {rest}\n")).unwrap();
    csv(&format!("a;b\n1;{date} {rest}0\n")).unwrap();
}

#[test]
fn ten_digits_count_only_as_a_whole_cell_of_a_column_that_may_hold_persons() {
    let number = made_up("010190", 123);
    let ten = &number[1..];
    for column in ["fødselsnr", "Fnr", "personnr.", "ident", "Fødselsnummer"] {
        assert!(csv(&format!("a;{column}\n1; {ten} \n")).is_err(), "{column}");
        csv(&format!("a;{column}\n1;ref {ten}\n")).unwrap();
    }
    csv(&format!("a;beloep\n1;{ten}\n")).unwrap();
    csv(&format!("a;merknad\n1;{ten}\n")).unwrap_err();
    csv(&format!("a;merknad\n1;{ten}\n2;ingen\n3;12345678901\n")).unwrap_err();
    csv(&format!("a;nummer\n1;{ten}\n2;1234567890\n3;2345678901\n")).unwrap();
    csv(&format!("a;merknad\n1;{ten}\n2;1 250,50\n")).unwrap();
}

#[test]
fn figures_from_behind_the_mask_are_refused() {
    for cell in ["4*", " 1 234* ", "1\u{a0}234 *", "12,5*", "[4*]", "\"4*\""] {
        let refusal = csv(&format!("enhet;antall\nA;{cell}\n")).unwrap_err();
        assert_eq!((refusal.place.as_str(), refusal.found.contains("avskjuling")), ("linje 2, kolonne 2", true), "{cell}");
    }
    assert_eq!(json(r#"{"rows":[{"data":["3","4*"]}]}"#).unwrap_err().place, "rows[0].data[1]");
    for cell in ["*", "Skole 4*", "4*x", "* 4", "a*", "\"*\""] {
        csv(&format!("enhet;antall\nA;{cell}\n")).unwrap_or_else(|r| panic!("{cell}: {r}"));
    }
    json(r#"["*", "* 4", "2*3"]"#).unwrap();
}

#[test]
fn plain_numbers_in_dropped_columns_pass_and_sentences_do_not() {
    let number = made_up("010190", 123);
    let skip = ["prosjekt".to_owned(), "kolonne 4".to_owned()];
    let look = |text: String| inspect(text.as_bytes(), Syntax::Delimited, &skip);
    look(format!("konto;prosjekt;sum\n1;{number};3;{number}\n")).unwrap();
    assert_eq!(look(format!("konto;prosjekt;sum\n1;2;{number}\n")).unwrap_err().place, "linje 2, kolonne 3");
    assert_eq!(look(format!("konto;prosjekt;sum\n1;\"åpent;3\n{number};;\n")).unwrap_err().place, "linje 3, kolonne 2");
}

#[test]
fn a_dropped_column_of_persons_is_no_column_of_accounts() {
    let skip = ["mottaker".to_owned(), "fnr".to_owned()];
    let look = |text: String| inspect(text.as_bytes(), Syntax::Delimited, &skip);
    let number = made_up("010190", 123);
    assert_eq!(look(format!("konto;mottaker\n1;Elev {number}\n")).unwrap_err().place, "linje 2, kolonne 2");
    assert!(look(format!("konto;mottaker\n1;{} {}\n", &number[..6], &number[6..])).is_err());
    assert!(look(format!("konto;fnr\n1;{number}\n")).is_err());
    // A code with an amount hung on, as in a spreadsheet's remains: one in so many looks like a number of somebody.
    let remains: String = (0..40).map(|n| format!("1;21{:04}-{}\n", 1000 + n, 10_000 + 1_000 * n)).collect();
    look(format!("konto;mottaker\n1;{}-{}\n{remains}", &number[..6], &number[6..])).unwrap();
    let column = |persons: u32, accounts: u32| {
        let persons = (0..persons).map(|n| format!("1;{}\n", made_up("010190", 100 + 3 * n)));
        let accounts = (0..accounts).map(|n| format!("1;9{:010}\n", 7_654_321_098u64 + u64::from(n)));
        format!("konto;mottaker\n{}", persons.chain(accounts).collect::<String>())
    };
    look(column(5, 195)).unwrap();
    assert_eq!(look(column(30, 10)).unwrap_err().place, "linje 2, kolonne 2");
}

#[test]
fn the_header_of_what_is_dropped_may_stand_below_a_title() {
    let number = made_up("010190", 123);
    let skip = ["Mottakers konto".to_owned()];
    let file = |above: &str| format!("Uttrekk;{above}\n\nkonto;Mottakers konto;tekst\n1;{number};x\n");
    inspect(file("").as_bytes(), Syntax::Delimited, &skip).unwrap();
    assert_eq!(inspect(file(&number).as_bytes(), Syntax::Delimited, &skip).unwrap_err().place, "linje 1, kolonne 2");
    let refusal = inspect(file("").as_bytes(), Syntax::Delimited, &[]).unwrap_err();
    assert_eq!(refusal.place, "linje 4, kolonne 2");
    let plain = file("").replace("Uttrekk;\n\n", "");
    let refusal = inspect(plain.as_bytes(), Syntax::Delimited, &[]).unwrap_err();
    assert!(refusal.expected.contains("sett «Mottakers konto» i `utelat`"), "{refusal}");
}

#[test]
fn a_column_number_drops_only_a_column_without_a_name() {
    let number = made_up("010190", 123);
    let skip = ["kolonne 2".to_owned()];
    inspect(format!("a;;c\n1;{number};3\n").as_bytes(), Syntax::Delimited, &skip).unwrap();
    assert!(inspect(format!("a;b;c\n1;{number};3\n").as_bytes(), Syntax::Delimited, &skip).is_err());
}

#[test]
fn text_that_hides_behind_its_encoding_or_separator_is_no_way_round() {
    let number = made_up("010190", 123);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for text in [format!("a;b\n1;{number}\n"), format!("Šč;b\n1;{number}\n")] {
        assert!(inspect(&utf16(&text), Syntax::Delimited, &[]).is_err());
    }
    assert!(csv(&format!("sep=1\na;b\n1;{number}\n")).is_err());
}

#[test]
fn cells_are_found_behind_every_separator_and_quote() {
    let number = made_up("010190", 123);
    for (text, place) in [
        (format!("sep=|\r\na|b\r\n1|{number}\r\n"), "linje 3, kolonne 2"),
        (format!("a\tb\n1,5\t{number}\n"), "linje 2, kolonne 2"),
        (format!("a,b\n\"x, y\",{number}\n"), "linje 2, kolonne 2"),
        (format!("a;b;c\n\"x;\n\"\"y\"\"\";{number};1,5"), "linje 3, kolonne 2"),
        (format!("a;b\r1;{number}\r"), "linje 2, kolonne 2"),
        (number.clone(), "linje 1, kolonne 1"),
    ] {
        assert_eq!(csv(&text).unwrap_err().place, place, "{text:?}");
    }
}

#[test]
fn broken_json_is_refused_without_repeating_it() {
    let refusal = json(r#"{"navn": "Kari", oops"#).unwrap_err();
    assert!(!refusal.to_string().contains("oops") && refusal.place.starts_with("linje 1"), "{refusal}");
    assert!(json(&"[".repeat(10_000)).is_err());
    assert!(json("[1] 2").is_err());
    json("\u{feff}[1]").unwrap();
}

#[test]
fn a_key_made_of_a_number_is_not_repeated_in_the_place() {
    let number = made_up("010190", 123);
    assert!(!json(&format!(r#"{{"{number}": "{number}"}}"#)).unwrap_err().to_string().contains(&number));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), pieces in "[0-9*;,\"\\[\\]\\{\\}:\n\r\t øs= -]{0,80}") {
        for syntax in [Syntax::Delimited, Syntax::Json, Syntax::FixedWidth] {
            let _ = inspect(&bytes, syntax, &["a".to_owned()]);
            let _ = inspect(pieces.as_bytes(), syntax, &[]);
        }
    }

    #[test]
    fn it_is_found_wherever_it_stands(before in "[a-zæøå .:(]{0,10} ", after in " [a-zæøå .:)]{0,10}", from in 0u32..900) {
        let number = made_up("120699", from);
        let text = format!("a;b\n1;{before}{number}{after}\n");
        prop_assert!(csv(&text).is_err());
    }
}

mod workbooks {
    use std::io::{Cursor, Read, Write};

    use rust_xlsxwriter::{DocProperties, Formula, Note, Workbook as Writer, Worksheet};
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    use super::*;
    use crate::workbook::Workbook;

    /// A workbook of a visible sheet «Tall» and a hidden one, «Gammelt».
    fn book(write: impl FnOnce(&mut Worksheet, &mut Writer)) -> Vec<u8> {
        let mut book = Writer::new();
        let mut sheet = Worksheet::new();
        sheet.set_name("Gammelt").unwrap().set_hidden(true);
        sheet.write(0, 0, "navn").unwrap();
        book.add_worksheet().set_name("Tall").unwrap().write(0, 0, "sum").unwrap();
        write(&mut sheet, &mut book);
        book.push_worksheet(sheet);
        book.save_to_buffer().unwrap()
    }

    /// The same workbook with one part written anew.
    fn with_part(bytes: &[u8], name: &str, rewrite: impl Fn(String) -> String) -> Vec<u8> {
        let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..parts.len() {
            let mut part = parts.by_index(index).unwrap();
            let part_name = part.name().unwrap().into_owned();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            if part_name == name {
                content = rewrite(String::from_utf8(content).unwrap()).into_bytes();
            }
            copy.start_file(part_name.as_str(), SimpleFileOptions::default()).unwrap();
            copy.write_all(&content).unwrap();
        }
        copy.finish().unwrap().into_inner()
    }

    fn look(bytes: &[u8], skip: &[String]) -> Result<(), Refusal> {
        inspect_workbook(bytes, &Workbook::open(bytes, ',')?, skip)
    }

    fn place(bytes: &[u8], number: &str) -> String {
        let refusal = look(bytes, &[]).expect_err("the number is found");
        assert!(!refusal.to_string().contains(&number[..6]), "{refusal}");
        refusal.place
    }

    #[test]
    fn a_number_is_found_wherever_in_a_workbook_it_hides() {
        let number = made_up("150785", 200);
        let value: f64 = number.parse().unwrap();
        let ten = made_up("010190", 123);
        let hidden = |write: &dyn Fn(&mut Worksheet)| place(&book(|sheet, _| write(sheet)), &number);
        let split = format!("{} {}", &number[..6], &number[6..]);
        assert_eq!(
            hidden(&|sheet| {
                sheet.write(6, 2, &number).unwrap();
            }),
            "ark «Gammelt», celle C7"
        );
        assert_eq!(
            hidden(&|sheet| {
                sheet.write(6, 2, value).unwrap();
            }),
            "ark «Gammelt», celle C7"
        );
        assert_eq!(
            hidden(&|sheet| {
                sheet.write(6, 2, format!("gjelder {split}, se vedtak")).unwrap();
            }),
            "ark «Gammelt», celle C7"
        );
        let cached = Formula::new("=Tall!A1").set_result(&number);
        assert_eq!(
            hidden(&|sheet| {
                sheet.write_formula(6, 2, cached.clone()).unwrap();
            }),
            "ark «Gammelt», celle C7"
        );
        let constant = Formula::new(format!("=IF(A1=\"{number}\",1,0)")).set_result("0");
        let in_formula = hidden(&|sheet| {
            sheet.write_formula(6, 2, constant.clone()).unwrap();
        });
        assert_eq!(in_formula, "delen «xl/worksheets/sheet2.xml», celle C7");
        let noted = hidden(&|sheet| {
            sheet.insert_note(6, 2, &Note::new(&number)).unwrap();
        });
        assert_eq!(noted, "delen «xl/comments1.xml», celle C7");
        assert_eq!(
            hidden(&|sheet| {
                sheet.set_header(format!("&CElev {number}"));
            }),
            "delen «xl/worksheets/sheet2.xml»"
        );
        let zero_eaten = book(|sheet, _| {
            sheet.write(6, 2, ten[1..].parse::<f64>().unwrap()).unwrap();
        });
        assert_eq!(look(&zero_eaten, &[]).unwrap_err().place, "ark «Gammelt», celle C7");
        let named = book(|_, book| {
            book.define_name("Elev", &format!("=\"{number}\"")).unwrap();
        });
        assert_eq!(place(&named, &number), "delen «xl/workbook.xml»");
        let described = book(|_, book| {
            book.set_properties(&DocProperties::new().set_comment(&number));
        });
        assert_eq!(place(&described, &number), "delen «docProps/core.xml»");
        let called = book(|_, book| {
            book.add_worksheet().set_name(&number).unwrap();
        });
        assert_eq!(place(&called, &number), "navnet på ark 2");
    }

    #[test]
    fn what_no_cell_shows_any_longer_is_found_too() {
        let number = made_up("150785", 200);
        let plain = book(|_, _| {});
        look(&plain, &[]).unwrap();
        let left_behind = |content: String| {
            content.replace("</sst>", &format!("<si><r><t>{}</t></r><r><t>{}</t></r></si></sst>", &number[..4], &number[4..]))
        };
        assert_eq!(place(&with_part(&plain, "xl/sharedStrings.xml", left_behind), &number), "delen «xl/sharedStrings.xml»");
        let escaped =
            |content: String| content.replace("<dc:creator>", &format!("<dc:creator>&#{};{}", number.as_bytes()[0], &number[1..]));
        assert_eq!(place(&with_part(&plain, "docProps/core.xml", escaped), &number), "delen «docProps/core.xml»");
        let wide: String = number.chars().flat_map(|digit| [digit, '\0']).collect();
        let picture = |_: String| format!("\u{1}{wide}\u{1}");
        assert_eq!(place(&with_part(&plain, "xl/theme/theme1.xml", picture), &number), "delen «xl/theme/theme1.xml»");
    }

    #[test]
    fn the_numbers_of_a_dropped_column_are_left_alone_and_no_others() {
        let number = made_up("150785", 200);
        let accounts = |elsewhere: Option<&str>| {
            book(|_, book| {
                let sheet = book.worksheet_from_name("Tall").unwrap();
                for (column, name) in ["konto", "mottakers konto", "tekst"].into_iter().enumerate() {
                    sheet.write(3, column as u16, name).unwrap();
                }
                sheet.write(4, 1, &number).unwrap();
                sheet.write(5, 1, number.parse::<f64>().unwrap()).unwrap();
                sheet.write(5, 2, elsewhere.unwrap_or("x")).unwrap();
            })
        };
        let skip = ["mottakers konto".to_owned()];
        look(&accounts(None), &skip).unwrap();
        assert_eq!(look(&accounts(Some(&number)), &skip).unwrap_err().place, "ark «Tall», celle C6");
        let refusal = look(&accounts(None), &[]).unwrap_err();
        assert_eq!(refusal.place, "ark «Tall», celle B5");
    }
}
