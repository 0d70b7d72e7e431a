use rust_xlsxwriter::{Format, Formula, Workbook as Writer};

use super::*;

fn saved(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut book = Writer::new();
    write(&mut book);
    book.save_to_buffer().unwrap()
}

fn refused(bytes: &[u8]) -> String {
    Workbook::open(bytes, ',').unwrap_err().to_string()
}

#[test]
fn a_sheet_becomes_text_with_a_line_a_row_and_a_field_a_column() {
    let bytes = saved(|book| {
        let day = Format::new().set_num_format("dd.mm.yyyy");
        let code = Format::new().set_num_format("0000");
        let share = Format::new().set_num_format("0.0%");
        let sheet = book.add_worksheet().set_name("Tall").unwrap();
        sheet.write(3, 1, "navn; «å»").unwrap();
        sheet.write(3, 2, "kalt \"Huset\"\nher").unwrap();
        sheet.write(3, 3, true).unwrap();
        sheet.write(5, 1, 0.1 + 0.2).unwrap();
        sheet.write_with_format(5, 2, 45_519, &day).unwrap();
        sheet.write_with_format(5, 3, 301, &code).unwrap();
        sheet.write_with_format(6, 1, 0.074, &share).unwrap();
        sheet.write_formula(6, 2, Formula::new("=1/3+1").set_result("1.3333333333333333")).unwrap();
        sheet.merge_range(7, 1, 7, 2, "slått sammen", &Format::new()).unwrap();
        sheet.write(9, 6, "  ").unwrap();
        sheet.set_row_hidden(5).unwrap();
        book.add_worksheet().set_name("Skjult").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
        book.add_worksheet().set_name("Tomt").unwrap();
    });
    assert!(is_workbook(&bytes));
    let book = Workbook::open(&bytes, ',').unwrap();
    let sheets: Vec<_> = book.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Tall", false), ("Skjult", true), ("Tomt", false)]);
    let lines: Vec<&str> = book.sheets[0].text().lines().collect();
    assert_eq!(
        lines,
        [
            ";;;",
            ";;;",
            ";;;",
            ";\"navn; «å»\";\"kalt \"\"Huset\"\" her\";SANN",
            ";;;",
            ";0,3;2024-08-15;0301",
            ";7,4 %;1,33333333333333;",
            ";slått sammen;;"
        ]
    );
    assert_eq!((book.sheets[1].text(), book.sheets[2].text()), ("x\n", ""));
}

#[test]
fn places_are_cells() {
    let sheet = Sheet { name: "Skoler".to_owned(), hidden: false, text: String::new() };
    for (place, cell) in [
        ("linje 7, kolonne 3 (navn)", "ark «Skoler», celle C7 (navn)"),
        ("linje 12", "ark «Skoler», rad 12"),
        ("linje 1, kolonne 28", "ark «Skoler», celle AB1"),
        ("hele filen", "ark «Skoler»"),
    ] {
        assert_eq!(sheet.place(place), cell);
    }
    let refusal = sheet.refusal(Refusal::new("linje 3", "det samme som i linje 2: a", "hver rad én gang"));
    assert_eq!(refusal.to_string(), "ark «Skoler», rad 3: fant det samme som i rad 2: a, ventet hver rad én gang");
    assert_eq!([1, 26, 27, 702, 703, 16_384].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    let locked: Vec<u8> = [&old[..], &"EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
    assert!(refused(&old).contains(".xls") && refused(&locked).contains("passord"));
    assert!(refused(b"<html><table><tr><td>1</td></tr></table></html>").contains("nettside"));
    assert!(!is_workbook(b"konto;belop\n1;2\n") && !is_workbook("\u{feff}a;b\n".as_bytes()) && !is_workbook(b"<6;a\n"));
    let whole = saved(|book| drop(book.add_worksheet().write(0, 0, 1)));
    for cut in [10, whole.len() / 2, whole.len() - 10] {
        assert!(refused(&whole[..cut]).contains("skadet"), "{cut}");
    }
}

#[test]
fn a_stray_cell_in_the_last_corner_is_no_sixteen_billion_fields() {
    let bytes = saved(|book| {
        let sheet = book.add_worksheet().set_name("Stort").unwrap();
        sheet.write(0, 0, 1).unwrap();
        sheet.write(1_048_575, 16_383, 1).unwrap();
    });
    assert!(refused(&bytes).starts_with("ark «Stort»: fant celler så langt fra hverandre"));
}
