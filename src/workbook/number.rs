//! Numbers, days and durations of cells as text.

use calamine::ExcelDateTime;

/// How many digits of a number a spreadsheet shows and means; what follows them is noise of binary arithmetic.
const DIGITS: usize = 15;

/// A number to fifteen digits, without an exponent and without anything between thousands: `1234567,8`.
///
/// It never has three decimals, which could be read as thousands: `1,2340` for 1,234.
pub(super) fn plain(value: f64, decimal: char) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let scientific = format!("{value:.0$e}", DIGITS - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let whole_digits = exponent + 1;
    let (whole, fraction) = match usize::try_from(whole_digits) {
        Ok(whole) if whole >= digits.len() => (format!("{digits:0<whole$}"), String::new()),
        Ok(0) => ("0".to_owned(), digits.to_owned()),
        Ok(whole) => (digits[..whole].to_owned(), digits[whole..].to_owned()),
        Err(_) => ("0".to_owned(), "0".repeat(whole_digits.unsigned_abs() as usize) + digits),
    };
    let sign = if negative { "-" } else { "" };
    match fraction.len() {
        0 => format!("{sign}{whole}"),
        3 => format!("{sign}{whole}{decimal}{fraction}0"),
        _ => format!("{sign}{whole}{decimal}{fraction}"),
    }
}

/// A day, a moment or a time of day in ISO 8601: `2024-08-15`, `2024-08-15T10:30:00`, `10:30:00`; a duration as `26:30:00`. None for a
/// value that is no day of a calendar.
pub(super) fn iso(moment: ExcelDateTime) -> Option<String> {
    const LAST_DAY: f64 = 2_958_466.0;
    let value = moment.as_f64();
    if moment.is_duration() {
        return Some(clock((value * 86_400.0).round() as i64));
    }
    if !(0.0..LAST_DAY).contains(&value) {
        return None;
    }
    if value < 1.0 {
        return Some(clock((value * 86_400.0).round() as i64));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    Some(if value.fract() == 0.0 { day } else { format!("{day}T{hour:02}:{minute:02}:{second:02}") })
}

fn clock(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `PT26H30M00S` → `26:30:00`.
pub(super) fn duration(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{:02}:{:02}:{:02}", number(hours)?, number(minutes)?, number(seconds)?))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_are_what_a_spreadsheet_shows_and_never_ambiguous() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7.4, "7,4"),
            (0.1 + 0.2, "0,3"),
            (1234.5600000000001, "1234,56"),
            (-12_191_239.0, "-12191239"),
            (1.234, "1,2340"),
            (1234.567, "1234,5670"),
            (0.074, "0,0740"),
            (0.0001, "0,0001"),
            (10_190_123_456.0, "10190123456"),
            (1e20, "100000000000000000000"),
            (123_456_789_012_345_680.0, "123456789012346000"),
            (1.0 / 3.0, "0,333333333333333"),
            (999_999_999_999_999.9, "1000000000000000"),
        ] {
            assert_eq!(plain(value, ','), text, "{value}");
        }
        assert_eq!(plain(2.5, '.'), "2.5");
    }

    #[test]
    fn days_and_durations_are_iso() {
        let moment = |value, kind| iso(ExcelDateTime::new(value, kind, false));
        let day = ExcelDateTimeType::DateTime;
        assert_eq!(moment(45_519.0, day).as_deref(), Some("2024-08-15"));
        assert_eq!(moment(45_519.4375, day).as_deref(), Some("2024-08-15T10:30:00"));
        assert_eq!(moment(0.4375, day).as_deref(), Some("10:30:00"));
        assert_eq!(moment(1.104_166_666_7, ExcelDateTimeType::TimeDelta).as_deref(), Some("26:30:00"));
        assert_eq!(moment(10_190_123_456.0, day), None, "a number that only wears a date's format");
        assert_eq!(duration("PT26H30M00S").as_deref(), Some("26:30:00"));
        assert_eq!(duration("P1D"), None);
    }
}
