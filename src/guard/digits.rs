//! Which digits are somebody's: eleven with a date in front and two check digits, in one piece or in two, as a word of its own.

use super::Finding;

/// What one cell by itself holds.
pub(super) fn inspect_text(text: &str) -> Option<Finding> {
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
pub(super) fn end_of_digits(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |length| start + length)
}

/// Digits (with blanks between thousands, and a decimal part) followed by `*`, and nothing else in the cell; a bare `*` is the
/// publisher's open mark.
pub(super) fn is_unmasked(cell: &str) -> bool {
    let cell = cell.trim();
    let cell = cell.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(cell);
    let Some(digits) = cell.strip_suffix('*') else { return false };
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.'))
}

/// What may stand between the date and the last five digits.
const BETWEEN: [&str; 7] = [" ", "-", "\u{a0}", "\u{202f}", "\u{2010}", "\u{2011}", "\u{2013}"];

/// Whether an identity number begins at `start`, where the run of digits `start..end` begins.
pub(super) fn identity_number_at(text: &str, start: usize, end: usize) -> bool {
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

/// Whether six digits at `start` are followed by five more, as an identity number is often written.
pub(super) fn six_and_five(text: &str, start: usize, end: usize) -> bool {
    let five = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count() == 5;
    end - start == 6 && BETWEEN.iter().any(|between| text[end..].strip_prefix(between).is_some_and(five))
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
pub(super) fn with_zero(digits: &[u8]) -> Vec<u8> {
    [b"0", digits].concat()
}

/// Eleven digits with a date in front and two valid check digits: ordinary numbers, D-numbers (day + 40), H-numbers (month + 40) and
/// synthetic ones (month + 80, and + 65).
pub(super) fn is_identity_number(digits: &[u8]) -> bool {
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

pub(super) fn is_checked(digits: [u32; 11]) -> bool {
    const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let sum = |weights: &[u32]| weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum::<u32>();
    sum(&FIRST).is_multiple_of(11) && sum(&SECOND).is_multiple_of(11)
}
