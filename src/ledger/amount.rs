//! Amounts as finance systems print them, to whole øre.

/// Why a text is no amount: the end of a sentence that begins with "beløpet …".
pub type Fault = &'static str;

/// The sign between kroner and øre, where the mapping declares it; otherwise it must show from the amount.
pub type DecimalSign = Option<char>;

/// Reads an amount in kroner to øre. An empty cell and a lone dash are zero.
///
/// Understood are blanks of any kind between thousands (also the other sign of `,` and `.`), a minus before or after, and parentheses
/// around a negative amount. A single `,` or `.` with three digits after it may be either: that is a fault until the mapping says which.
pub fn parse_oere(text: &str, decimal: DecimalSign) -> Result<i64, Fault> {
    if let Some(oere) = plain(text.as_bytes(), decimal) {
        return Ok(oere);
    }
    let text = text.trim();
    if text.is_empty() || matches!(text, "-" | "\u{2212}" | "\u{2013}") {
        return Ok(0);
    }
    let (negative, digits) = signed(text)?;
    let (whole, fraction) = halves(digits, decimal)?;
    let mut oere: i64 = 0;
    let mut add = |digit: u8| {
        oere = oere.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        Some(())
    };
    for digit in whole.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes().chain(*b"00").take(2)) {
        add(digit).ok_or("er for stort")?;
    }
    Ok(if negative { -oere } else { oere })
}

/// An øre amount as kroner with two decimals and a point, as the canonical form has it.
pub fn canonical_kroner(oere: i64) -> String {
    let sign = if oere < 0 { "-" } else { "" };
    let oere = oere.unsigned_abs();
    format!("{sign}{}.{:02}", oere / 100, oere % 100)
}

/// An øre amount as a person reads it: `-1 234 567,80 kr`.
pub fn shown_kroner(oere: i128) -> String {
    let whole = (oere.unsigned_abs() / 100).to_string();
    let mut text = String::from(if oere < 0 { "-" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    format!("{text},{:02} kr", oere.unsigned_abs() % 100)
}

/// Whether the text is printed as an amount and not as a code: a sign, blanks between thousands, or decimals.
pub fn looks_like_amount(text: &str) -> bool {
    let text = text.trim();
    parse_oere(text, None).is_ok() && text.contains(|c: char| !c.is_ascii_digit())
}

/// The usual case, one pass over the bytes: `-1234` or `1234,56`.
fn plain(bytes: &[u8], decimal: DecimalSign) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // Beyond sixteen digits the careful way looks out for overflow.
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let mut oere: i64 = 0;
    let mut decimals = None;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                oere = oere * 10 + i64::from(byte - b'0');
                decimals = decimals.map(|n: u32| n + 1);
            }
            b',' | b'.' if decimals.is_none() && decimal.is_none_or(|sign| sign == byte as char) => decimals = Some(0),
            _ => return None,
        }
    }
    let oere = match decimals {
        None => oere * 100,
        Some(1) => oere * 10,
        Some(2) => oere,
        Some(_) => return None,
    };
    digits[0].is_ascii_digit().then_some(if negative { -oere } else { oere })
}

/// Takes the sign off.
fn signed(text: &str) -> Result<(bool, &str), Fault> {
    const MINUS: [char; 3] = ['-', '\u{2212}', '\u{2013}'];
    let (negative, rest) = if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (true, inner)
    } else if let Some(rest) = text.strip_prefix(MINUS) {
        (true, rest)
    } else if let Some(rest) = text.strip_suffix(MINUS) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    };
    let rest = rest.trim();
    if rest.is_empty() || rest.contains(MINUS) || rest.contains(['+', '(', ')']) {
        return Err("er ikke et tall");
    }
    Ok((negative, rest))
}

/// Whole kroner (with their signs between thousands, checked) and decimals (at most two that are not zero).
fn halves(digits: &str, decimal: DecimalSign) -> Result<(&str, &str), Fault> {
    const NOT_A_NUMBER: Fault = "er ikke et tall";
    if !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.') || c.is_whitespace()) {
        return Err(NOT_A_NUMBER);
    }
    let decimal = match decimal {
        Some(declared) => Some(declared),
        None => evident_decimal_sign(digits)?,
    };
    let (whole, fraction) = match decimal.and_then(|sign| digits.rsplit_once(sign)) {
        Some((_, "")) => return Err(NOT_A_NUMBER),
        Some(halves) => halves,
        None => (digits, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || decimal.is_some_and(|sign| whole.contains(sign)) {
        return Err(NOT_A_NUMBER);
    }
    if fraction.bytes().skip(2).any(|digit| digit != b'0') {
        return Err("har mer enn to desimaler");
    }
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let mut alone = true;
    for group in groups {
        alone = false;
        if group.len() != 3 {
            return Err("har skilletegn der det ikke er tusener");
        }
    }
    match (first.len(), alone) {
        (0, true) if fraction.is_empty() => Err(NOT_A_NUMBER),
        (_, true) | (1..=3, false) => Ok((whole, fraction)),
        _ => Err("har skilletegn der det ikke er tusener"),
    }
}

/// The decimal sign that the amount itself shows.
fn evident_decimal_sign(digits: &str) -> Result<Option<char>, Fault> {
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let Some(last) = digits.rfind([',', '.']) else { return Ok(None) };
    let after = digits.len() - last - 1;
    let sign = if digits[last..].starts_with(',') { ',' } else { '.' };
    match (commas + points, commas > 0 && points > 0) {
        (1, _) if after == 3 => Err("kan leses på to måter: sett `desimaltegn` i kartet"),
        (1, _) => Ok(Some(sign)),
        (_, true) => Ok(Some(sign)),
        // The same sign more than once stands between thousands.
        (_, false) => Ok(Some(if sign == ',' { '.' } else { ',' })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_they_are_printed() {
        for (text, oere) in [
            ("", 0),
            (" - ", 0),
            ("0", 0),
            ("-470000", -47_000_000),
            ("12 191 239", 1_219_123_900),
            ("12\u{a0}191\u{202f}239", 1_219_123_900),
            (" -1 362 250 ", -136_225_000),
            ("810 000,00", 81_000_000),
            ("1.234.567,89", 123_456_789),
            ("1,234,567.89", 123_456_789),
            ("1.234,5", 123_450),
            ("123-", -12_300),
            ("1 234,50-", -123_450),
            ("(1 234)", -123_400),
            ("\u{2212}5", -500),
            ("+5", 500),
            ("-,50", -50),
            ("12,3400", 1_234),
            ("1.234.567", 123_456_700),
        ] {
            assert_eq!(parse_oere(text, None), Ok(oere), "{text}");
        }
    }

    #[test]
    fn a_declared_sign_settles_what_is_ambiguous() {
        assert!(parse_oere("1.234", None).unwrap_err().contains("desimaltegn"));
        assert!(parse_oere("1,234", None).unwrap_err().contains("desimaltegn"));
        assert_eq!(parse_oere("1.234", Some(',')), Ok(123_400));
        assert_eq!(parse_oere("1,234", Some('.')), Ok(123_400));
        assert_eq!(parse_oere("1.23", Some('.')), Ok(123));
        assert!(parse_oere("1.23", Some(',')).is_err());
        assert!(parse_oere("1,234", Some(',')).unwrap_err().contains("to desimaler"));
    }

    #[test]
    fn what_is_no_amount_is_a_fault() {
        for text in [
            "abc",
            "1 23",
            "12 3456",
            "1234 567",
            "--5",
            "-5-",
            "(-5)",
            "5,",
            ",",
            ".",
            "1,2,3",
            "4*",
            "kr 5",
            "1e5",
            "99999999999999999999",
            " , ",
            "()",
        ] {
            assert!(parse_oere(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn kroner_are_printed_with_two_decimals() {
        assert_eq!(canonical_kroner(-5), "-0.05");
        assert_eq!(canonical_kroner(i64::MIN), "-92233720368547758.08");
        assert_eq!(shown_kroner(-123_456_789), "-1 234 567,89 kr");
        assert_eq!((shown_kroner(5), shown_kroner(99_900)), ("0,05 kr".into(), "999,00 kr".into()));
    }

    proptest! {
        #[test]
        fn any_amount_survives_printing(oere in any::<i64>().prop_filter("magnitude fits", |oere| *oere != i64::MIN)) {
            let (plain, shown) = (canonical_kroner(oere), shown_kroner(oere.into()));
            prop_assert_eq!(parse_oere(&plain, None), Ok(oere));
            prop_assert_eq!(parse_oere(&plain, Some('.')), Ok(oere));
            prop_assert_eq!(parse_oere(shown.trim_end_matches(" kr"), None), Ok(oere));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9,.() \u{a0}\u{2212}æ]{0,24}") {
            for sign in [None, Some(','), Some('.')] {
                let _ = parse_oere(&text, sign);
            }
            let _ = looks_like_amount(&text);
        }
    }
}
