//! From bytes to text, and from a line of text to its fields: what every reader of a delimited file starts with.
//!
//! Publishers write UTF-16LE without saying so (Udir), ISO 8859-1 (SSB) and UTF-8, with and without a byte order mark; Excel adds its own
//! when a person has saved the file in between. The encoding is therefore recognised from the bytes, and only what cannot be text at all is
//! refused.
//!
//! Fields are split here and not by a CSV library, for three reasons: PxWeb does not escape the quotes in its labels, a quote that is
//! never closed must be a refusal (in a truncated file a library reads on to the end), and no publisher breaks a field over two lines, so
//! that a line number is always the one that an editor shows.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Refusal;

/// A decoded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, without a byte order mark.
    pub content: String,
    /// What the bytes were.
    pub encoding: &'static Encoding,
}

impl Text {
    /// Refuses a text whose last line does not end: a publisher's export always does, and a number may have been cut in the middle.
    pub fn whole_lines(&self) -> Result<(), Refusal> {
        if self.content.is_empty() || self.content.ends_with(['\n', '\r']) {
            return Ok(());
        }
        let line = self.content.matches('\n').count() + 1;
        Err(Refusal::new(
            format!("linje {line}"),
            "en linje uten slutt",
            "et linjeskift til sist; filen kan være avkuttet, hent den på nytt",
        ))
    }

    /// The lines with their numbers, counted from 1. LF, CRLF and a mixture of them end a line.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &str)> + Clone {
        (1..=u32::MAX).zip(self.content.lines())
    }
}

/// Decodes a whole file: UTF-8 or UTF-16 with or without a byte order mark, else Windows-1252, which every byte is valid in.
///
/// # Errors
///
/// Text that says it is UTF-16 or UTF-8, and is damaged: an odd number of bytes, half a surrogate pair, an invalid sequence.
pub fn decode(bytes: &[u8]) -> Result<Text, Refusal> {
    let Some((encoding, mark)) = declared(bytes) else {
        return Ok(match std::str::from_utf8(bytes) {
            Ok(content) => Text { content: content.to_owned(), encoding: UTF_8 },
            Err(_) => Text { content: WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), encoding: WINDOWS_1252 },
        });
    };
    let body = bytes.get(mark..).unwrap_or_default();
    match encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(content) => Ok(Text { content: content.into_owned(), encoding }),
        None => Err(damage(body, mark, encoding)),
    }
}

/// The encoding that the first bytes give away, and the length of the byte order mark.
fn declared(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((UTF_8, 3)),
        [0xFF, 0xFE, ..] => Some((UTF_16LE, 2)),
        [0xFE, 0xFF, ..] => Some((UTF_16BE, 2)),
        // No text has zero bytes: two Latin characters in UTF-16 have one each.
        [1..=255, 0, 1..=255, 0, ..] => Some((UTF_16LE, 0)),
        [0, 1..=255, 0, 1..=255, ..] => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// Finds the place where `body`, which starts `offset` bytes into the file, stops being what it says that it is.
fn damage(body: &[u8], offset: usize, encoding: &'static Encoding) -> Refusal {
    if encoding == UTF_8 {
        let valid = std::str::from_utf8(body).err().map_or(0, |error| error.valid_up_to());
        return Refusal::new(byte(offset + valid), "en ugyldig UTF-8-sekvens", "UTF-8, som filen sier at den er");
    }
    let name = encoding.name();
    if body.len() % 2 == 1 {
        let expected = format!("{name}, der hvert tegn har to byte; filen er trolig avkortet, så last den ned på nytt");
        return Refusal::new(byte(offset + body.len() - 1), "et oddetall byte", expected);
    }
    let units = body.chunks_exact(2).map(|pair| match (encoding == UTF_16LE, pair) {
        (true, &[low, high]) | (false, &[high, low]) => u16::from_be_bytes([high, low]),
        _ => 0,
    });
    let valid: usize = char::decode_utf16(units).map_while(Result::ok).map(char::len_utf16).sum();
    Refusal::new(byte(offset + 2 * valid), "et halvt surrogatpar", format!("{name} med hele tegn"))
}

fn byte(index: usize) -> String {
    format!("byte {}", index + 1)
}

/// The beginning of a file, decoded leniently, for those who only ask what it looks like.
pub(super) fn beginning(bytes: &[u8]) -> String {
    // A header of a thousand long column names in UTF-16.
    const ENOUGH: usize = 256 * 1024;
    let head = bytes.get(..ENOUGH).unwrap_or(bytes);
    let (encoding, mark) = declared(head).unwrap_or_else(|| match std::str::from_utf8(head) {
        // A character that is merely cut in two by the end of the beginning is no fault.
        Err(error) if error.error_len().is_some() => (WINDOWS_1252, 0),
        _ => (UTF_8, 0),
    });
    encoding.decode_without_bom_handling(head.get(mark..).unwrap_or_default()).0.into_owned()
}

/// Splits a line into `fields`, which is emptied first. A field that begins with a quote ends with the quote before a separator or the
/// end of the line; `""` is a quote in it, and so is a quote anywhere else in it, since PxWeb does not escape them. `"Smia" skole` is a
/// name that begins with a quote, and no quoted field.
///
/// # Errors
///
/// The number (from 1) of a field whose quote is never closed.
pub(super) fn split<'a>(line: &'a str, separator: char, fields: &mut Vec<Cow<'a, str>>) -> Result<(), usize> {
    fields.clear();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(inner) => match quoted(inner, separator) {
                Some(field) => field,
                None if plain(inner, separator).0.contains('"') => plain(rest, separator),
                None => return Err(fields.len() + 1),
            },
            None => plain(rest, separator),
        };
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(()),
        }
    }
}

/// The unquoted field that `rest` begins with, and what follows the separator after it.
fn plain(rest: &str, separator: char) -> (Cow<'_, str>, Option<&str>) {
    match rest.split_once(separator) {
        Some((field, after)) => (Cow::Borrowed(field), Some(after)),
        None => (Cow::Borrowed(rest), None),
    }
}

/// The quoted field that `inner` begins with, its first quote taken off, and what follows the separator after it.
fn quoted(inner: &str, separator: char) -> Option<(Cow<'_, str>, Option<&str>)> {
    let mut unescaped = String::new();
    let mut rest = inner;
    loop {
        let (before, after) = rest.split_once('"')?;
        if let Some(again) = after.strip_prefix('"') {
            unescaped.push_str(before);
            unescaped.push('"');
            rest = again;
        } else if after.is_empty() || after.starts_with(separator) {
            let field = if unescaped.is_empty() { Cow::Borrowed(before) } else { Cow::Owned(unescaped + before) };
            return Some((field, after.strip_prefix(separator)));
        } else {
            unescaped.push_str(before);
            unescaped.push('"');
            rest = after;
        }
    }
}

/// The separator of a line: whichever of tab, semicolon and comma stands most often outside its quotes.
pub(super) fn separator(line: &str) -> Option<char> {
    let outside = || line.split('"').step_by(2);
    let count = |separator: char| outside().map(|part| part.matches(separator).count()).sum::<usize>();
    ['\t', ';', ',']
        .into_iter()
        .rev()
        .map(|separator| (count(separator), separator))
        .max_by_key(|&(count, _)| count)
        .filter(|&(count, _)| count > 0)
        .map(|(_, separator)| separator)
}

/// How a refusal shows what it found: in quotes, shortened, on one line, and without its digits where they could be an identity number.
pub(crate) fn shown(found: &str) -> String {
    const MOST: usize = 60;
    const IDENTITY_NUMBER: usize = 11;
    if found.is_empty() {
        return "et tomt felt".to_owned();
    }
    // A spreadsheet may have taken the zero from one.
    let run_of_ten = || found.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() + 1 >= IDENTITY_NUMBER);
    let hide = found.chars().filter(char::is_ascii_digit).count() >= IDENTITY_NUMBER || run_of_ten();
    let visible = found.chars().take(MOST).map(|c| match c {
        '0'..='9' if hide => '#',
        c if c.is_control() => ' ',
        c => c,
    });
    let more = if found.chars().nth(MOST).is_some() { "…" } else { "" };
    format!("«{}{more}»", visible.collect::<String>())
}

/// `name`, or `name_2`, `name_3`, … where that is taken already, by another dimension or by a column that every reading has.
pub(super) fn free_name(name: &str, taken: &[String]) -> String {
    let is_taken = |name: &str| ["verdi", "status", "symbol"].contains(&name) || taken.iter().any(|other| other == name);
    if !is_taken(name) {
        return name.to_owned();
    }
    (2..=taken.len() + 2).map(|number| format!("{name}_{number}")).find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

/// What the property tests of the readers have in common.
#[cfg(test)]
pub(super) mod testing {
    use proptest::prelude::*;

    use crate::read::{Format, Keys};

    /// Reads the bytes and checks that whatever comes out of it holds together.
    pub(in crate::read) fn survives(format: &Format, bytes: &[u8]) {
        let _ = (format.sniff)(bytes);
        match (format.read)(bytes) {
            Err(refusal) => assert!(!refusal.place.is_empty() && !refusal.found.is_empty() && !refusal.expected.is_empty()),
            Ok(reading) => {
                assert!(!reading.is_empty());
                let mut names: Vec<&str> = reading.dimensions.iter().map(|d| d.code.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), reading.dimensions.len(), "each dimension has its own name");
                for dimension in &reading.dimensions {
                    let Keys::Listed(keys) = &dimension.keys else { panic!("a reader of text lists its keys") };
                    assert_eq!(keys.len(), reading.len());
                }
                assert!(reading.batch(0, reading.len()).is_ok());
                let _ = reading.places.describe(reading.len() - 1);
            }
        }
    }

    /// A valid file with a few bytes changed, added or removed, or with its end cut off.
    pub(in crate::read) fn damaged(valid: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
        let edit = (any::<prop::sample::Index>(), 0..4_u8, prop_oneof![any::<u8>(), prop::sample::select(b"\t;,\"\n\r*-. 0".to_vec())]);
        prop::collection::vec(edit, 1..5).prop_map(move |edits| {
            let mut bytes = valid.clone();
            for (place, kind, byte) in edits {
                if bytes.is_empty() {
                    break;
                }
                let place = place.index(bytes.len());
                match kind {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    2 => drop(bytes.remove(place)),
                    _ => bytes.truncate(place),
                }
            }
            bytes
        })
    }

    /// The text as UTF-16LE without a byte order mark.
    pub(in crate::read) fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let text = decode(bytes).unwrap();
        (text.content, text.encoding.name())
    }

    fn fields(line: &str, separator: char) -> Result<Vec<String>, usize> {
        let mut fields = Vec::new();
        split(line, separator, &mut fields)?;
        Ok(fields.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn recognises_the_encodings_that_occur() {
        let udir = testing::utf16("sep=\t\nLøten, Šuoššjávri\n");
        assert_eq!(decoded(&udir), ("sep=\t\nLøten, Šuoššjávri\n".into(), "UTF-16LE"));
        assert_eq!(decoded(&[&[0xFF, 0xFE], &udir[..]].concat()).1, "UTF-16LE");
        let swapped: Vec<u8> = udir.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        assert_eq!(decoded(&[&[0xFE, 0xFF], &swapped[..]].concat()), decoded(&swapped));
        assert_eq!(decoded("Løten".as_bytes()), ("Løten".into(), "UTF-8"));
        assert_eq!(decoded("\u{feff}Løten".as_bytes()), ("Løten".into(), "UTF-8"));
        assert_eq!(decoded(b"L\xF8ten \x80"), ("Løten €".into(), "windows-1252"));
        assert_eq!(decoded(b""), (String::new(), "UTF-8"));
    }

    #[test]
    fn refuses_damaged_text_at_its_byte() {
        let mut cut = testing::utf16("sep=\t\n");
        cut.pop();
        assert_eq!(decode(&cut).unwrap_err().place, "byte 11");
        let unpaired = [b's', 0, b'e', 0, 0x3D, 0xD8, b'p', 0];
        let refusal = decode(&unpaired).unwrap_err();
        assert_eq!((refusal.place.as_str(), refusal.found.as_str()), ("byte 5", "et halvt surrogatpar"));
        assert_eq!(decode(b"\xEF\xBB\xBFab\xFF").unwrap_err().place, "byte 6");
    }

    #[test]
    fn lines_end_in_either_way_and_are_counted_from_one() {
        let text = decode(b"a\r\nb\n\nc").unwrap();
        assert_eq!(text.lines().collect::<Vec<_>>(), [(1, "a"), (2, "b"), (3, ""), (4, "c")]);
    }

    #[test]
    fn splits_fields_with_and_without_quotes() {
        assert_eq!(fields("a;b;;c", ';').unwrap(), ["a", "b", "", "c"]);
        assert_eq!(fields("", ';').unwrap(), [""]);
        assert_eq!(fields("\"a;b\";\"\";12", ';').unwrap(), ["a;b", "", "12"]);
        assert_eq!(fields("\"a\"\"b\",\"kalt \"Huset\" her\",1", ',').unwrap(), ["a\"b", "kalt \"Huset\" her", "1"]);
        assert_eq!(fields("1;\"Smia\" skole;2", ';').unwrap(), ["1", "\"Smia\" skole", "2"]);
        assert_eq!(fields("a;\"b;c", ';'), Err(2), "the quote is never closed");
    }

    #[test]
    fn finds_the_separator_outside_quotes() {
        assert_eq!(separator("\"a,b,c\";\"d\""), Some(';'));
        assert_eq!(separator("a\tb,c\td"), Some('\t'));
        assert_eq!(separator("a"), None);
    }

    #[test]
    fn shows_no_identity_number() {
        assert_eq!(shown("01017000027"), "«###########»");
        assert_eq!(shown("1017000027"), "«##########»");
        assert_eq!(shown("975270882,5 x"), "«975270882,5 x»");
        assert_eq!(shown(""), "et tomt felt");
        assert_eq!(shown(&"a".repeat(70)).chars().count(), 63);
    }

    #[test]
    fn gives_taken_names_a_number() {
        let taken = ["trinn".to_owned(), "trinn_2".to_owned()];
        assert_eq!(free_name("maal", &taken), "maal");
        assert_eq!(free_name("trinn", &taken), "trinn_3");
        assert_eq!(free_name("status", &[]), "status_2");
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
            for line in beginning(&bytes).lines() {
                let _ = (fields(line, ';'), separator(line), shown(line));
            }
        }

        #[test]
        fn a_quoted_line_comes_back(parts in prop::collection::vec("[a-zæ;\" ]{0,8}", 1..6)) {
            let line = parts.iter().map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect::<Vec<_>>().join(";");
            prop_assert_eq!(fields(&line, ';').unwrap(), parts);
        }
    }
}
