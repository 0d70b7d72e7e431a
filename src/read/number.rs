//! Numbers as Norwegian publishers print them: decimal comma or point, and any kind of blank between groups of three digits.
//!
//! A strict reader, since a text that merely looks like a number is how a damaged file turns into a wrong figure: blanks are accepted where
//! they can separate thousands and nowhere else, and `1 02` (a cut `1 020`) is no number.

/// The number that `text` prints, or nothing when it prints none. Blanks around it are allowed; exponents, `inf` and `nan` are not.
pub fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, decimals) = match digits.split_once([',', '.']) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let mut plain = String::with_capacity(digits.len() + 1);
    if negative {
        plain.push('-');
    }
    let groups = whole.split(char::is_whitespace).count();
    for (number, group) in whole.split(char::is_whitespace).enumerate() {
        let fits = match number {
            0 if groups == 1 => !group.is_empty(),
            0 => (1..=3).contains(&group.len()) && !group.starts_with('0'),
            _ => group.len() == 3,
        };
        if !fits || !is_digits(group) {
            return None;
        }
        plain.push_str(group);
    }
    if let Some(decimals) = decimals {
        if decimals.is_empty() || !is_digits(decimals) {
            return None;
        }
        plain.push('.');
        plain.push_str(decimals);
    }
    // Adding zero turns −0 into 0, which prints like any other zero.
    plain.parse().ok().filter(|value: &f64| value.is_finite()).map(|value| value + 0.0)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_numbers_as_they_are_printed() {
        for (text, value) in [
            ("0", 0.0),
            ("12", 12.0),
            ("14,8", 14.8),
            ("14.8", 14.8),
            ("-3,5", -3.5),
            ("\u{2212}3", -3.0),
            ("1 020", 1020.0),
            ("56\u{a0}929", 56929.0),
            ("1\u{202f}234\u{2009}567,25", 1_234_567.25),
            ("  116", 116.0),
            ("116 \u{a0}", 116.0),
            ("007", 7.0),
            ("12345678901234567890", 12_345_678_901_234_567_000.0),
        ] {
            assert_eq!(parse_number(text), Some(value), "{text:?}");
        }
        assert!(parse_number("-0").unwrap().is_sign_positive());
    }

    #[test]
    fn refuses_what_only_looks_like_a_number() {
        for text in [
            "", " ", "-", "*", "4*", ".", "..", ":", ",5", "5,", "1,2,3", "1.2.3", "1.234,5", "12 34", "1 0204", "1  020", "1 02",
            "1234 567", "0 123", "1,0 5", "1e5", "inf", "NaN", "+5", "--5", "- 5", "0x10", "1_000", "٣", "5-",
        ] {
            assert_eq!(parse_number(text), None, "{text:?}");
        }
        assert_eq!(parse_number(&"9".repeat(400)), None, "too big to be a number");
    }

    proptest! {
        #[test]
        fn any_text_never_panics(text in "\\PC{0,20}") {
            let _ = parse_number(&text);
        }

        #[test]
        fn a_grouped_number_comes_back(
            value in -1_000_000_000_i64..1_000_000_000,
            blank in prop::sample::select(vec![' ', '\u{a0}', '\u{202f}']),
        ) {
            let digits = value.unsigned_abs().to_string();
            let mut text = if value < 0 { "-".to_owned() } else { String::new() };
            for (place, digit) in digits.chars().enumerate() {
                if place > 0 && (digits.len() - place) % 3 == 0 {
                    text.push(blank);
                }
                text.push(digit);
            }
            prop_assert_eq!(parse_number(&text), Some(value as f64));
        }
    }
}
