//! A municipality's own accounts and budgets in their canonical form, which is what [`crate::ledger::project`] makes of an export.
//!
//! ```text
//! # innsikt regnskapslinjer 1
//! kommunenr;aar;versjon;kontoklasse;funksjon;tjeneste;ansvar;konto;art;beloep_kr
//! 1103;2016;vedtatt_budsjett;1;202;20200;410100;10100;010;12191239.00
//! ```
//!
//! The program writes these files itself, so the reader is strict: every line has the right codes, an amount with two decimals, and a key
//! that is greater than the one before. Whatever deviates was written by something else.

use std::fmt;

use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax};
use crate::cell::Cell;
use crate::ledger::{CANONICAL_COLUMNS, CANONICAL_MARK, Edition, UNKNOWN_ART};

pub const FORMAT: Format =
    Format { id: "regnskapslinjer", name: "egne regnskaps- og budsjettlinjer", syntax: Syntax::Delimited, sniff, read };

const KEYS: usize = CANONICAL_COLUMNS.len() - 1;

fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(CANONICAL_MARK.as_bytes())
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.get(..error.valid_up_to()).unwrap_or_default().iter().filter(|&&b| b == b'\n').count() + 1;
        Refusal::new(format!("linje {line}"), "byte som ikke er UTF-8", "UTF-8")
    })?;
    let Some(text) = text.strip_suffix('\n') else {
        return Err(Refusal::whole("ingen linjeslutt til slutt", "en hel fil; denne er trolig avkortet"));
    };
    let mut lines = text.split('\n');
    expect(1, lines.next(), CANONICAL_MARK)?;
    expect(2, lines.next(), &CANONICAL_COLUMNS.join(";"))?;

    let mut dimensions: [DimensionBuilder; KEYS] = std::array::from_fn(|_| DimensionBuilder::default());
    let mut cells = Cells::with_capacity(text.len() / 64);
    let mut places = Vec::new();
    let mut before = [""; KEYS];
    for (line, number) in lines.zip(3u32..) {
        let (keys, amount) = fields(line, number)?;
        if keys <= before {
            return Err(refusal(
                number,
                "en nøkkel som ikke er større enn forrige linjes",
                "linjer i stigende rekkefølge, hver nøkkel én gang",
            ));
        }
        let amount =
            parse_kroner(amount).ok_or_else(|| refusal(number, "et annet beløp", "kroner med punktum og to desimaler i beloep_kr"))?;
        for (dimension, key) in dimensions.iter_mut().zip(keys) {
            dimension.push(key, None);
        }
        if !cells.push(Cell::number(amount)) {
            return Err(refusal(number, "for mange symboler", "bare tall"));
        }
        places.push(number);
        before = keys;
    }
    if cells.is_empty() {
        return Err(Refusal::whole("ingen linjer under kolonnenavnene", "minst én linje"));
    }
    let dimensions = dimensions.into_iter().zip(CANONICAL_COLUMNS).map(|(dimension, column)| dimension.finish(column, None)).collect();
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::Lines(places) })
}

fn refusal(line: u32, found: impl fmt::Display, expected: impl Into<String>) -> Refusal {
    Refusal::new(format!("linje {line}"), found.to_string(), expected)
}

fn expect(line: u32, found: Option<&str>, expected: &str) -> Result<(), Refusal> {
    match found == Some(expected) {
        true => Ok(()),
        false => Err(refusal(line, "noe annet", format!("«{expected}»"))),
    }
}

/// The keys and the amount of one line, each key checked by itself.
fn fields(line: &str, number: u32) -> Result<([&str; KEYS], &str), Refusal> {
    let mut parts = line.split(';');
    let mut keys = [""; KEYS];
    for key in &mut keys {
        *key = parts.next().ok_or_else(|| refusal(number, "for få felt", format!("{} felt", KEYS + 1)))?;
    }
    let (Some(amount), None) = (parts.next(), parts.next()) else {
        return Err(refusal(number, "et annet antall felt", format!("{} felt", KEYS + 1)));
    };
    for (column, (key, name)) in keys.iter().zip(CANONICAL_COLUMNS).enumerate() {
        if !fits(name, key) {
            let place = format!("linje {number}, kolonne {}", column + 1);
            return Err(Refusal::new(place, "en verdi som ikke passer", format!("en gyldig {name}")));
        }
    }
    Ok((keys, amount))
}

fn fits(column: &str, key: &str) -> bool {
    let digits = |length: usize| key.len() == length && key.bytes().all(|b| b.is_ascii_digit());
    match column {
        "kommunenr" | "aar" => digits(4),
        "versjon" => Edition::ALL.iter().any(|edition| edition.as_str() == key),
        "kontoklasse" => matches!(key, "0" | "1"),
        "funksjon" => digits(3),
        "art" => digits(3) || key == UNKNOWN_ART,
        // Empty in a file that has no accounts.
        "konto" => digits(key.len()),
        "tjeneste" => !key.is_empty() && is_code(key),
        _ => is_code(key),
    }
}

fn is_code(key: &str) -> bool {
    key.trim() == key && !key.contains(|c: char| c.is_control() || c == '"')
}

/// `-?(0|[1-9][0-9]*)\.[0-9]{2}`, and no negative zero.
fn parse_kroner(text: &str) -> Option<f64> {
    let (whole, decimals) = text.strip_prefix('-').unwrap_or(text).split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fits = digits(whole) && digits(decimals) && decimals.len() == 2 && (whole == "0" || !whole.starts_with('0')) && text != "-0.00";
    fits.then(|| text.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Status;
    use proptest::prelude::*;

    const FILE: &str = "# innsikt regnskapslinjer 1\n\
        kommunenr;aar;versjon;kontoklasse;funksjon;tjeneste;ansvar;konto;art;beloep_kr\n\
        1103;2016;vedtatt_budsjett;1;202;20200;;10100;010;12191239.00\n\
        1103;2016;vedtatt_budsjett;1;202;20200;F540;16010;600;-0.50\n";

    fn refused(text: &str) -> Refusal {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn the_lines_come_back_as_cells() {
        assert!(sniff(FILE.as_bytes()) && !sniff(b"konto;belop\n"));
        let reading = read(FILE.as_bytes()).unwrap();
        assert_eq!(reading.dimensions.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), CANONICAL_COLUMNS[..KEYS]);
        assert_eq!((reading.len(), reading.cells.count(Status::Ok)), (2, 2));
        assert_eq!(reading.cells.get(0).value(), Some(12_191_239.0));
        assert_eq!(reading.cells.get(1).value(), Some(-0.5));
        assert_eq!(reading.dimension("ansvar").unwrap().category(0).code, "");
        assert_eq!(reading.dimension("konto").unwrap().category(1).code, "16010");
        assert_eq!(reading.places.describe(1), "linje 4");
        reading.batch(0, 2).unwrap();
    }

    #[test]
    fn whatever_deviates_is_refused_with_its_place() {
        for (from, to, place) in [
            ("linjer 1", "linjer 2", "linje 1"),
            (";art;", ";arten;", "linje 2"),
            ("1103;2016;vedtatt_budsjett;1;202;20200;;", "110;2016;vedtatt_budsjett;1;202;20200;;", "linje 3, kolonne 1"),
            (";1;202;20200;;", ";2;202;20200;;", "linje 3, kolonne 4"),
            ("vedtatt_budsjett;1;202;20200;F", "budsjett;1;202;20200;F", "linje 4, kolonne 3"),
            (";F540;", ";F\"540;", "linje 4, kolonne 7"),
            (";10100;", ";1010a;", "linje 3, kolonne 8"),
            (";010;", ";10;", "linje 3, kolonne 9"),
            ("12191239.00", "12191239,00", "linje 3"),
            ("12191239.00", "12191239.0", "linje 3"),
            ("12191239.00", "012191239.00", "linje 3"),
            ("-0.50", "-0.00", "linje 4"),
            ("-0.50", "-0.50;", "linje 4"),
            (";-0.50", "", "linje 4"),
            ("F540;16010;600", ";10100;010", "linje 4"),
            ("-0.50\n", "-0.50", "hele filen"),
            ("-0.50\n", "-0.50\r\n", "linje 4"),
            ("-0.50\n", "-0.50\n\n", "linje 5"),
        ] {
            assert!(FILE.contains(from), "{from}");
            assert_eq!(refused(&FILE.replacen(from, to, 1)).place, place, "{from} → {to}");
        }
        assert_eq!(read(b"# innsikt\n\xff\n").unwrap_err().place, "linje 2");
        assert_eq!(refused("").place, "hele filen");
    }

    #[test]
    fn a_file_without_lines_is_refused() {
        let head = FILE.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(refused(&head).place, "hele filen");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), cut in 0usize..FILE.len(), put in "[0-9;.\n#æ-]{0,5}") {
            let _ = read(&bytes);
            let _ = read(format!("{}{put}{}", &FILE[..cut], &FILE[cut..]).as_bytes());
        }
    }
}
