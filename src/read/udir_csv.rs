//! Udir's Statistikkbank as CSV: the file behind «Last ned» on a report page.
//!
//! ```text
//! sep=<TAB>
//! EnhetNivaa  …  EnhetNavn   2025-26.Engelsk.5. årstrinn.Alle eierformer.Alle kjønn.Skalapoeng  …
//! 3           …  Alle skoler 48                                                                 …
//! ```
//!
//! UTF-16LE without a byte order mark, as a rule. The columns on the left are attributes of the row and differ between reports: they are
//! all those whose name is of one part, and each becomes a dimension by its own name. The others are figures, unfolded by `udir_columns`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::text::{beginning, free_name, separator, shown, split};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax, decode, udir_columns};

pub const FORMAT: Format = Format { id: "udir_csv", name: "CSV-eksport fra Udirs Statistikkbank", syntax: Syntax::Delimited, sniff, read };

/// More columns to the left of the figures than any report has.
const MOST_ATTRIBUTES: usize = 30;

fn sniff(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    let mut lines = (1..).zip(text.lines());
    let Ok((_, _, names)) = header(&mut lines) else { return false };
    let is_year =
        |part: &&str| udir_columns::is_school_year(part) || (part.len() == 4 && part.parse().is_ok_and(|y: u16| (1900..2200).contains(&y)));
    let is_figure = |name: &String| matches!(udir_columns::parts(name).as_slice(), parts @ [_, _, ..] if parts.iter().any(is_year));
    let left = names.iter().take_while(|name| !is_figure(name)).count();
    // The last name may be cut, since this is the beginning of the file only.
    let mut rest = names.iter().skip(left);
    let is_json = text.trim_start().starts_with(['{', '[']);
    !is_json && left > 0 && rest.next().is_some() && rest.rev().skip(1).all(is_figure)
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let text = decode(bytes)?;
    let mut lines = text.lines();
    let (header_line, separator, names) = header(&mut lines)?;
    let (left, columns) = columns(header_line, &names)?;

    let mut attributes: Vec<DimensionBuilder> = left.iter().map(|_| DimensionBuilder::default()).collect();
    let mut cells = Cells::default();
    let mut rows: Vec<u32> = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut fields = Vec::new();
    let mut blank = None;
    for (line, content) in lines {
        if content.trim().is_empty() {
            blank = blank.or(Some(line));
            continue;
        }
        if let Some(blank) = blank {
            return Err(Refusal::new(format!("linje {blank}"), "en tom linje", "en rad; tomme linjer står bare sist i filen"));
        }
        split(content, separator, &mut fields).map_err(|field| unclosed(line, field))?;
        if fields.len() != names.len() {
            let expected = format!("{} felter som i overskriften; er filen avkortet, last den ned på nytt", names.len());
            return Err(Refusal::new(format!("linje {line}"), format!("{} felter", fields.len()), expected));
        }
        let (keys, figures) = fields.split_at(left.len());
        let key = keys.iter().map(|key| key.trim()).collect::<Vec<_>>().join("\u{1f}");
        if let Some(earlier) = seen.insert(key, line) {
            let found = format!("en rad for samme enhet som linje {earlier}");
            return Err(Refusal::new(format!("linje {line}"), found, "én rad per enhet"));
        }
        for (attribute, key) in attributes.iter_mut().zip(keys) {
            attribute.push_run(key.trim(), None, columns.len());
        }
        for (column, figure) in figures.iter().enumerate() {
            let place = || {
                let column = left.len() + column;
                format!("linje {line}, kolonne {} ({})", column + 1, shown(names.get(column).map_or("", |name| name)))
            };
            let cell = udir_columns::cell(figure).map_err(|expected| Refusal::new(place(), shown(figure), expected))?;
            if !cells.push(cell) {
                return Err(Refusal::new(place(), "for mange ulike symboler", "tall og «*»"));
            }
        }
        rows.push(line);
    }
    if rows.is_empty() {
        return Err(Refusal::whole("en overskrift uten rader", "minst én rad; prøv et annet filtervalg i Statistikkbanken"));
    }
    let mut dimensions: Vec<_> = attributes.into_iter().zip(&left).map(|(attribute, name)| attribute.finish(name.clone(), None)).collect();
    dimensions.extend(udir_columns::dimensions(&columns, &left, rows.len()));
    let places = Places::Grid { lines: rows, first_column: left.len() as u32 + 1, columns: columns.len() as u32 };
    text.whole_lines()?;
    Ok(Reading { title: None, updated: None, dimensions, cells, places })
}

/// The header's line number, the separator and the names of the columns. `sep=` in the first line names the separator; a file that has
/// been saved anew may have lost the line.
fn header<'a>(lines: &mut impl Iterator<Item = (u32, &'a str)>) -> Result<(u32, char, Vec<String>), Refusal> {
    let empty = || Refusal::whole("en fil uten overskrift", "«sep=» og en linje med kolonnenavn");
    let (mut number, mut line) = lines.next().ok_or_else(empty)?;
    let mut stated = None;
    if let Some(rest) = line.strip_prefix("sep=") {
        stated = rest.chars().next();
        if stated.is_some_and(|c| c.is_alphanumeric() || c == '"') {
            return Err(Refusal::new(format!("linje {number}"), shown(line), "et skilletegn etter «sep=»"));
        }
        (number, line) = lines.next().ok_or_else(empty)?;
    }
    let separator = stated.or_else(|| separator(line)).unwrap_or('\t');
    let mut fields = Vec::new();
    split(line, separator, &mut fields).map_err(|field| unclosed(number, field))?;
    Ok((number, separator, fields.iter().map(|field: &Cow<'_, str>| field.trim().to_owned()).collect()))
}

/// The names of the attributes on the left, and the parts of the names of the figures on the right.
fn columns(line: u32, names: &[String]) -> Result<(Vec<String>, Vec<Vec<&str>>), Refusal> {
    let place = |column: usize| format!("linje {line}, kolonne {}", column + 1);
    let mut seen = HashSet::new();
    let mut left: Vec<String> = Vec::new();
    let mut columns: Vec<Vec<&str>> = Vec::new();
    for (column, name) in names.iter().enumerate() {
        let parts = udir_columns::parts(name);
        if !seen.insert(parts.clone()) {
            return Err(Refusal::new(place(column), format!("kolonnen {} for andre gang", shown(name)), "ulike kolonnenavn"));
        }
        if parts.iter().any(|part| part.is_empty()) {
            return Err(Refusal::new(place(column), format!("kolonnenavnet {} med en tom del", shown(name)), "navn på alle deler"));
        }
        if parts.len() > udir_columns::MOST_LEVELS || left.len() > MOST_ATTRIBUTES {
            return Err(Refusal::new(
                place(column),
                "flere kolonner eller navnedeler enn noen rapport har",
                "en eksport fra Statistikkbanken",
            ));
        }
        match columns.first() {
            None if parts.len() == 1 => left.push(free_name(name, &left)),
            Some(first) if first.len() != parts.len() => {
                let found = format!("kolonnenavnet {} med {} deler", shown(name), parts.len());
                return Err(Refusal::new(place(column), found, format!("{} deler, som i {}", first.len(), shown(&first.join(".")))));
            }
            _ => columns.push(parts),
        }
    }
    if left.is_empty() || columns.is_empty() {
        let found = if left.is_empty() { "ingen kolonner som sier hvilken enhet raden gjelder" } else { "ingen kolonner med tall" };
        let expected = "enhetskolonner (EnhetNivaa …) og tallkolonner (skoleår.….mål)";
        return Err(Refusal::new(format!("linje {line}"), found, expected));
    }
    Ok((left, columns))
}

fn unclosed(line: u32, field: usize) -> Refusal {
    Refusal::new(format!("linje {line}, kolonne {field}"), "et anførselstegn som ikke lukkes", "et anførselstegn i hver ende av feltet")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;
    use crate::cell::Status;

    const FILE: &str = "sep=\t\nEnhetNivaa\tOrganisasjonsnummer\tEnhetNavn\t2025-26.Engelsk.5. årstrinn.Alle kjønn.Skalapoeng\t\
                        2025-26.Engelsk.5. årstrinn.Alle kjønn.Antall elever deltatt\n\
                        1\tI\tAlle skoler\t50\t56 929\n\
                        4\t975270882\tØstvang skole \t*\t*\n\
                        4\t974552124\t\"Mo \"\"nye\"\" skole\"\t\t0\n";

    fn refused(text: &str) -> Refusal {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn reads_every_state_in_file_order() {
        for bytes in [testing::utf16(FILE), FILE.as_bytes().to_vec(), testing::utf16(&format!("\u{feff}{}", FILE.replace('\n', "\r\n")))] {
            assert!(sniff(&bytes));
            let reading = read(&bytes).unwrap();
            let codes: Vec<&str> = reading.dimensions.iter().map(|d| d.code.as_str()).collect();
            let expected = ["EnhetNivaa", "Organisasjonsnummer", "EnhetNavn", "skoleaar", "proeve", "trinn", "kjoenn", "maal"];
            assert_eq!(codes, expected);
            let cells: Vec<_> = (0..reading.len()).map(|i| (reading.cells.get(i).value(), reading.cells.get(i).status())).collect();
            let (masked, missing) = ((None, Status::Skjermet), (None, Status::Mangler));
            assert_eq!(cells, [(Some(50.0), Status::Ok), (Some(56929.0), Status::Ok), masked, masked, missing, (Some(0.0), Status::Ok)]);
            assert_eq!(reading.cells.get(2).symbol(), Some("*"));
            assert_eq!(reading.dimension("EnhetNavn").unwrap().category(2).code, "Østvang skole");
            assert_eq!(reading.dimension("EnhetNavn").unwrap().category(5).code, "Mo \"nye\" skole");
            assert_eq!(reading.dimension("maal").unwrap().category(5).code, "Antall elever deltatt");
            assert_eq!(reading.places.describe(3), "linje 4, kolonne 5");
        }
    }

    #[test]
    fn reads_a_file_that_was_saved_with_another_separator() {
        let reading = read(FILE.replace('\t', ";").as_bytes()).unwrap();
        assert_eq!(reading.len(), 6);
        let without = FILE.replace('\t', ";").replace("sep=;\n", "");
        assert!(sniff(without.as_bytes()));
        assert_eq!(read(without.as_bytes()).unwrap().len(), 6);
    }

    #[test]
    fn refuses_an_export_with_unmasked_figures() {
        let refusal = refused(&FILE.replace("\t*\t*", "\t48\t4*"));
        assert_eq!(refusal.place, "linje 4, kolonne 5 («2025-26.Engelsk.5. årstrinn.Alle kjønn.Antall elever deltatt»)");
        assert_eq!(refusal.found, "«4*»");
        assert!(refusal.expected.contains("avskjuling") && refusal.expected.contains("skal ikke deles"));
    }

    #[test]
    fn refuses_unknown_symbols_and_broken_rows() {
        assert!(refused(&FILE.replace("\t*\t*", "\t.\t*")).place.starts_with("linje 4, kolonne 4"));
        let cut = refused(FILE.trim_end().strip_suffix("\t0").unwrap());
        assert_eq!((cut.place.as_str(), cut.found.as_str()), ("linje 5", "4 felter"));
        assert!(refused(&FILE.replace("\"Mo \"\"nye\"\" skole\"", "\"Mo")).found.contains("anførselstegn"));
        assert!(
            refused(&FILE.replace("974552124", "975270882").replace("\"Mo \"\"nye\"\" skole\"", "Østvang skole")).found.contains("linje 4")
        );
        assert_eq!(refused(&FILE.replace("\n4\t975", "\n\n4\t975")).place, "linje 4");
    }

    #[test]
    fn refuses_headers_that_do_not_hold() {
        assert!(refused("").found.contains("uten overskrift"));
        assert!(refused("sep=\t\n").found.contains("uten overskrift"));
        assert!(refused("sep=a\nb").expected.contains("skilletegn"));
        assert!(refused("EnhetNivaa\tEnhetNavn\n1\tx\n").found.contains("ingen kolonner med tall"));
        assert!(refused("2025-26.Antall\n1\n").found.contains("hvilken enhet"));
        assert!(refused("A\t2025-26.Antall\n").found.contains("uten rader"));
        assert!(refused("A\tA\t2025-26.Antall\n1\t1\t1\n").found.contains("andre gang"));
        assert!(refused("A\t2025-26.Antall\t2025-26.Antall\n1\t1\t1\n").found.contains("andre gang"));
        assert!(refused("A\t2025-26.x.Antall\t2025-26.Antall\n1\t1\t1\n").expected.contains("3 deler"));
        assert!(refused("A\t2025-26.Antall\tB\n1\t1\t1\n").found.contains("«B»"));
        assert!(refused("A\t\t2025-26.Antall\n1\t1\t1\n").found.contains("tom del"));
        assert!(refused(&format!("A\t{}x\n", "2025-26.".repeat(40))).found.contains("flere kolonner"));
        assert!(refused(&((0..40).map(|i| format!("v{i}\t")).collect::<String>() + "2025-26.x\n")).found.contains("flere kolonner"));
    }

    #[test]
    fn claims_no_other_files() {
        let others: [&[u8]; 6] = [
            br#"{"rows":[{"id":"1.47","data":["9,0","7,0"]},{"navn":"2025-26.x"}]}"#,
            b"",
            b"art;ansvar;tjeneste;beloep\n1;2;3;4\n",
            b"sep=;\nart;beloep\n1;2\n",
            b"{\"metadata\":{}}",
            b"region,age,Persons 2019\n",
        ];
        for other in others {
            assert!(!sniff(other));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(bytes in prop_oneof![testing::damaged(testing::utf16(FILE)), testing::damaged(FILE.into())]) {
            testing::survives(&FORMAT, &bytes);
        }
    }
}
