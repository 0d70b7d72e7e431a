//! The one guard: every answer and every file passes it on its decoded cells before anything of it is stored.
//!
//! Two things stop a file here. A **national identity number** anywhere in its text, since people are not data. And a cell of **digits
//! followed by `*`** (`4*`), which is how Udir shows a masked figure to logged-in users: it means that an export which must not be
//! shared was dropped in. The guard knows how a format falls into cells ([`Syntax`]), but nothing of what the cells mean, so it holds
//! for formats and datasets that are written after it. A refusal names the cell, and never repeats the number.
//!
//! It looks at millions of cells, so it walks over the bytes once and looks closer only where a run of digits has the right length.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use crate::read::{Refusal, Syntax, decode};

/// Looks at every cell of `bytes`. `skip` names the columns of a delimited file that are dropped before anything is stored (the
/// mapping's `utelat`); a column beyond the header is called `kolonne 13`, as everywhere.
pub fn inspect(bytes: &[u8], syntax: Syntax, skip: &[String]) -> Result<(), Refusal> {
    match syntax {
        Syntax::Delimited => {
            let text = text(bytes)?;
            match text.contains('\0') {
                // UTF-16 that was not recognised would hide every number behind zero bytes.
                true => Err(Refusal::whole("null-tegn", "tekst; lagre filen på nytt som UTF-8")),
                false => inspect_delimited(&text, skip),
            }
        }
        Syntax::Json => inspect_json(bytes),
        Syntax::FixedWidth => inspect_records(bytes),
    }
}

/// The file as text, without a copy of what is plain UTF-8 already: a ledger may be hundreds of megabytes.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.starts_with('\u{feff}') && !bytes.iter().take(4).any(|&b| b == 0) => Ok(Cow::Borrowed(text)),
        _ => Ok(Cow::Owned(decode(bytes)?.content)),
    }
}

/// What a cell holds that stops the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    IdentityNumber,
    Unmasked,
}

impl Finding {
    fn refusal(self, place: String) -> Refusal {
        match self {
            Finding::IdentityNumber => Refusal::new(
                place,
                "et fødselsnummer, D-nummer eller annet personnummer (gjengis ikke)",
                "ingen personopplysninger; ingenting av filen er lagret. Fjern nummeret og hent filen inn på nytt",
            ),
            Finding::Unmasked => Refusal::new(
                place,
                "et tall fulgt av `*`, slik innloggede brukere ser skjermede tall («avskjuling»)",
                "den åpne eksporten, der skjermede tall er bare `*`; denne filen skal ikke deles, og ingenting av den er lagret",
            ),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Delimited text

/// Walks over the text once, keeping count of line, column and quotes.
/// Codes and amounts at fixed positions run together: digits on end mean nothing in a record. Any other line may be free text.
fn inspect_records(bytes: &[u8]) -> Result<(), Refusal> {
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_record = line.first() == Some(&b'0') && line.iter().all(|&byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'-'));
        if !is_record && let Some(finding) = inspect_text(&String::from_utf8_lossy(line)) {
            return Err(finding.refusal(format!("linje {}", number + 1)));
        }
    }
    Ok(())
}

fn inspect_delimited(text: &str, skip: &[String]) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    let (separator, start, first_line) = separator(text);
    let header = Header::read(&text[start..], separator, skip);

    let (mut line, mut column, mut cell_start, mut quoted) = (first_line, 0usize, start, false);
    // A quote that is left open in a dropped column must not hide the lines after it: what is dropped ends with its line.
    let mut dropped = header.dropped(0);
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' if quoted => {
                if bytes.get(at + 1) == Some(&b'"') {
                    at += 1;
                } else {
                    quoted = false;
                }
            }
            b'"' if at == cell_start => {
                quoted = true;
                // What the cell holds starts inside the quotes.
                cell_start = at + 1;
            }
            b'\n' | b'\r' => {
                if byte == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    line += 1;
                }
                if !quoted {
                    (column, cell_start, dropped) = (0, at + 1, header.dropped(0));
                } else {
                    dropped = false;
                }
            }
            _ if byte == separator && !quoted => {
                column += 1;
                (cell_start, dropped) = (at + 1, header.dropped(column));
            }
            b'0'..=b'9' => {
                let end = end_of_digits(bytes, at);
                if !dropped {
                    let person = || header.person(column) && end - at == 10 && cell_is(bytes, cell_start, at, end, separator);
                    if identity_number_at(text, at, end) || (person() && is_identity_number(&with_zero(&bytes[at..end]))) {
                        return Err(Finding::IdentityNumber.refusal(format!("linje {line}, kolonne {}", column + 1)));
                    }
                }
                at = end;
                continue;
            }
            b'*' if !dropped && at > cell_start && is_unmasked(cell(text, cell_start, at, separator)) => {
                return Err(Finding::Unmasked.refusal(format!("linje {line}, kolonne {}", column + 1)));
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The cell that starts at `start` and holds the byte at `at`, to the next separator, quote or end of line.
fn cell(text: &str, start: usize, at: usize, separator: u8) -> &str {
    let end = text.as_bytes()[at..].iter().position(|&b| b == separator || matches!(b, b'"' | b'\n' | b'\r'));
    // Every end that is looked for is an ASCII byte, so the cut falls between characters.
    text.get(start..end.map_or(text.len(), |end| at + end)).unwrap_or_default()
}

/// Whether the cell holds the digits `from..to` and otherwise only blanks.
fn cell_is(bytes: &[u8], cell_start: usize, from: usize, to: usize, separator: u8) -> bool {
    let blank = |b: &u8| matches!(b, b' ' | b'\t');
    let after = bytes[to..].iter().find(|b| !blank(b) || **b == separator);
    bytes[cell_start..from].iter().all(blank) && after.is_none_or(|&b| b == separator || matches!(b, b'"' | b'\n' | b'\r'))
}

/// The first lines that the separator is judged by.
const LINES_TO_JUDGE_BY: usize = 20;

/// The separator, where the cells begin, and the number of that line: from a `sep=` line, else the sign that most of the first lines
/// hold (a decimal comma is on most lines too, but a header has none).
pub(crate) fn separator(text: &str) -> (u8, usize, u32) {
    let first = text.lines().next().unwrap_or_default();
    if first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
        && let &[named] = &first.as_bytes()[4..]
        // A digit or a quote as separator would only hide what the cells hold.
        && (named == b'\t' || (named.is_ascii_punctuation() && !matches!(named, b'"' | b'*')))
    {
        let start = text.find('\n').map_or(text.len(), |end| end + 1);
        return (named, start, 2);
    }
    let candidates = [b'\t', b';', b','];
    let (mut lines, mut signs) = ([0u32; 3], [0u32; 3]);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_JUDGE_BY) {
        let mut seen = [0u32; 3];
        let mut quoted = false;
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            if let Some(which) = candidates.iter().position(|&c| c == byte && !quoted) {
                seen[which] += 1;
            }
        }
        for which in 0..3 {
            lines[which] += u32::from(seen[which] > 0);
            signs[which] += seen[which];
        }
    }
    // `max_by_key` keeps the last of equals: looked at backwards, a tab wins over a semicolon, and that over a comma.
    let best = (0..3).rev().max_by_key(|&which| (lines[which], signs[which])).unwrap_or(1);
    (candidates[best], 0, 1)
}

/// What the first line says of the columns.
struct Header {
    named: Vec<bool>,
    dropped: Vec<bool>,
    /// Columns whose name says that they hold identity numbers.
    person: Vec<bool>,
    /// Columns without a name that are dropped by number: 13 for `kolonne 13`.
    dropped_nameless: Vec<usize>,
}

impl Header {
    fn read(text: &str, separator: u8, skip: &[String]) -> Header {
        // An identity number in the header itself is found like any other: only the names are read here.
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        // `text` is valid UTF-8, and reading from a slice cannot fail; without a header nothing is dropped.
        let _ = reader.read_record(&mut record);
        let names: Vec<&str> = record.iter().map(str::trim).collect();
        Header {
            named: names.iter().map(|name| !name.is_empty()).collect(),
            dropped: names.iter().map(|name| skip.iter().any(|s| s.trim() == *name)).collect(),
            person: names.iter().map(|name| is_person_column(name)).collect(),
            dropped_nameless: skip.iter().filter_map(|s| s.trim().strip_prefix("kolonne ")?.trim().parse().ok()).collect(),
        }
    }

    fn dropped(&self, column: usize) -> bool {
        match self.named.get(column) {
            Some(true) => self.dropped[column],
            Some(false) | None => self.dropped_nameless.contains(&(column + 1)),
        }
    }

    fn person(&self, column: usize) -> bool {
        self.person.get(column).copied().unwrap_or_default()
    }
}

/// Whether a column's name says that it holds identity numbers: `fødselsnr`, `fnr`, `personnr`, `ident` and the like.
fn is_person_column(name: &str) -> bool {
    let name: String = name.to_lowercase().replace('ø', "oe").chars().filter(|c| c.is_alphanumeric()).collect();
    ["foedselsn", "fodselsn", "personn", "dnummer", "nationalid", "elevid"].iter().any(|part| name.contains(part))
        || ["fnr", "dnr", "ident", "pnr"].contains(&name.as_str())
        || ["fnr", "ident"].iter().any(|end| name.ends_with(end))
}

// ---------------------------------------------------------------------------------------------------------------------------------
// JSON

/// Visits every string value without building the document.
fn inspect_json(bytes: &[u8]) -> Result<(), Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut walk = Walk { path: Vec::new(), found: None };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let outcome = walk.deserialize(&mut json).and_then(|()| json.end());
    if let Some((finding, place)) = walk.found {
        return Err(finding.refusal(place));
    }
    outcome.map_err(|error| {
        let place = format!("linje {}, tegn {}", error.line(), error.column());
        Refusal::new(place, "noe som ikke er gyldig JSON", "et helt JSON-dokument; svaret kan være avkortet eller en feilside")
    })
}

/// One step from the root of the document.
enum Step {
    Key(String),
    Index(usize),
}

struct Walk {
    path: Vec<Step>,
    found: Option<(Finding, String)>,
}

impl Walk {
    fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Index(index) => place.push_str(&format!("[{index}]")),
                // A key may itself be made of somebody's number.
                Step::Key(key) if key.bytes().filter(u8::is_ascii_digit).count() >= 10 => place.push_str(".…"),
                Step::Key(key) if place.is_empty() => place.push_str(key),
                Step::Key(key) => {
                    place.push('.');
                    place.push_str(key);
                }
            }
        }
        if place.is_empty() { "hele dokumentet".to_owned() } else { place }
    }
}

/// Shorthand for the scalars that are no text.
macro_rules! passes {
    ($($visit:ident: $type:ty),*) => { $(fn $visit<E>(self, _: $type) -> Result<(), E> { Ok(()) })* };
}

impl<'de> DeserializeSeed<'de> for &mut Walk {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    passes!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match inspect_text(text) {
            None => Ok(()),
            Some(finding) => {
                self.found = Some((finding, self.place()));
                Err(E::custom("stopped"))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.path.push(Step::Index(0));
        while elements.next_element_seed(&mut *self)?.is_some() {
            if let Some(Step::Index(index)) = self.path.last_mut() {
                *index += 1;
            }
        }
        self.path.pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.path.push(Step::Key(String::new()));
        while entries.next_key_seed(KeyInto(self.path.last_mut()))?.is_some() {
            if let Some(Step::Key(key)) = self.path.last()
                && let Some(finding) = inspect_text(key)
            {
                self.found = Some((finding, self.place()));
                return Err(de::Error::custom("stopped"));
            }
            entries.next_value_seed(&mut *self)?;
        }
        self.path.pop();
        Ok(())
    }
}

/// Reads a key into the last step of the path, whose memory is used again for the next key.
struct KeyInto<'a>(Option<&'a mut Step>);

impl<'de> DeserializeSeed<'de> for KeyInto<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyInto<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        if let Some(Step::Key(kept)) = self.0 {
            kept.clear();
            kept.push_str(key);
        }
        Ok(())
    }
}

/// One cell by itself.
fn inspect_text(text: &str) -> Option<Finding> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|offset| at + offset) {
        let end = end_of_digits(bytes, start);
        if identity_number_at(text, start, end) {
            return Some(Finding::IdentityNumber);
        }
        at = end;
    }
    (bytes.contains(&b'*') && is_unmasked(text)).then_some(Finding::Unmasked)
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Digits

fn end_of_digits(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |length| start + length)
}

/// Digits (with blanks between thousands, and a decimal part) followed by `*`, and nothing else in the cell; a bare `*` is the
/// publisher's open mark.
fn is_unmasked(cell: &str) -> bool {
    let cell = cell.trim();
    let cell = cell.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(cell);
    let Some(digits) = cell.strip_suffix('*') else { return false };
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.'))
}

/// What may stand between the date and the last five digits.
const BETWEEN: [&str; 7] = [" ", "-", "\u{a0}", "\u{202f}", "\u{2010}", "\u{2011}", "\u{2013}"];

/// Whether an identity number begins at `start`, where the run of digits `start..end` begins.
fn identity_number_at(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    match end - start {
        11 => is_identity_number(&bytes[start..end]) && stands_alone(text, start, end),
        6 => BETWEEN.iter().any(|between| {
            let rest = end + between.len();
            text[end..].starts_with(between)
                && rest < bytes.len()
                && end_of_digits(bytes, rest) == rest + 5
                && is_identity_number(&[&bytes[start..end], &bytes[rest..rest + 5]].concat())
                && stands_alone(text, start, rest + 5)
        }),
        _ => false,
    }
}

/// Whether the digits are a word of their own: no letter touches them, and they are no part of a decimal number or negative amount.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !touches(before.chars().next_back())
        && !touches(after.chars().next())
        && !is_fraction(before)
        && !is_whole_part(after)
        && !is_negated(before)
}

/// `0,` before the digits. Eleven digits on both sides of a comma are a list of numbers, not a decimal number.
fn is_fraction(before: &str) -> bool {
    let Some(whole) = before.strip_suffix([',', '.']) else { return false };
    let digits = whole.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits > 0 && digits != 11
}

/// `,50` after the digits.
fn is_whole_part(after: &str) -> bool {
    let Some(fraction) = after.strip_prefix([',', '.']) else { return false };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && digits != 11
}

/// A minus sign right before the digits, with nothing before that in the cell: an amount. After a word it is a dash.
fn is_negated(before: &str) -> bool {
    before.strip_suffix(['-', '\u{2212}']).is_some_and(|rest| rest.is_empty() || rest.ends_with([';', '\t', ',', '"', '\n', '\r']))
}

/// The ten digits that a spreadsheet leaves of a number that begins with zero.
///
/// Ten digits are tried only as the whole of a cell whose column calls itself one of identity numbers: among the amounts, telephone
/// and invoice numbers of other columns, one in a few thousand would be a false alarm.
fn with_zero(digits: &[u8]) -> Vec<u8> {
    [b"0", digits].concat()
}

/// Eleven digits with a date in front and two valid check digits: ordinary numbers, D-numbers (day + 40), H-numbers (month + 40) and
/// synthetic ones (month + 80, and + 65).
fn is_identity_number(digits: &[u8]) -> bool {
    let Ok(digits) = <[u8; 11]>::try_from(digits) else { return false };
    let digits = digits.map(|b| u32::from(b.wrapping_sub(b'0')));
    is_date(digits) && is_checked(digits)
}

fn is_date(digits: [u32; 11]) -> bool {
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    let day = match pair(0) {
        d_number @ 41..=71 => d_number - 40,
        day => day,
    };
    let month = match pair(2) {
        h_number @ 41..=52 => h_number - 40,
        synthetic @ 66..=77 => synthetic - 65,
        synthetic @ 81..=92 => synthetic - 80,
        month => month,
    };
    let last = match month {
        // The century is not looked at: 29 February passes where any century makes it a leap year.
        2 if pair(4) % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn is_checked(digits: [u32; 11]) -> bool {
    const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let sum = |weights: &[u32]| weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum::<u32>();
    sum(&FIRST).is_multiple_of(11) && sum(&SECOND).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn ten_digits_count_only_as_a_whole_cell_of_a_person_column() {
        let number = made_up("010190", 123);
        let ten = &number[1..];
        for column in ["fødselsnr", "Fnr", "personnr.", "ident", "Fødselsnummer"] {
            assert!(csv(&format!("a;{column}\n1; {ten} \n")).is_err(), "{column}");
            csv(&format!("a;{column}\n1;ref {ten}\n")).unwrap();
        }
        csv(&format!("a;beloep\n1;{ten}\n")).unwrap();
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
    fn dropped_columns_are_not_looked_at() {
        let number = made_up("010190", 123);
        let skip = ["prosjekt".to_owned(), "kolonne 4".to_owned()];
        let look = |text: String| inspect(text.as_bytes(), Syntax::Delimited, &skip);
        look(format!("konto;prosjekt;sum\n1;{number};3;{number}\n")).unwrap();
        assert_eq!(look(format!("konto;prosjekt;sum\n1;2;{number}\n")).unwrap_err().place, "linje 2, kolonne 3");
        assert_eq!(look(format!("konto;prosjekt;sum\n1;\"åpent;3\n{number};;\n")).unwrap_err().place, "linje 3, kolonne 2");
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
}
