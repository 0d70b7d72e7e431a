//! The one rule book for printing numbers: decimal comma, a narrow space between thousands, a real minus sign.

/// A narrow space that no line breaks at.
const THOUSANDS: char = '\u{202f}';

/// The number with this many decimals, halves rounded away from zero, as Norwegian print has it.
pub fn norwegian(value: f64, decimals: usize) -> String {
    let text = with_decimals(value, decimals);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(THOUSANDS);
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{fraction}") }
}

/// The number with this many decimals and a point, halves rounded away from zero as publishers round: 2,25 → 2,3.
pub fn with_decimals(value: f64, decimals: usize) -> String {
    let scale = 10f64.powi(decimals as i32);
    // What is written 1.005 is stored a hair below it; a few units in the last place are far less than any published digit.
    let rounded = (value * scale * (1.0 + 4.0 * f64::EPSILON)).round() / scale;
    let text = format!("{rounded:.decimals$}");
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') { text.trim_start_matches('-').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_norwegians_read_them() {
        assert_eq!(norwegian(7.745_098, 1), "7,7");
        assert_eq!(norwegian(2.25, 1), "2,3");
        assert_eq!(norwegian(115_278.876, 0), "115\u{202f}279");
        assert_eq!(norwegian(221_566_000.0, 0), "221\u{202f}566\u{202f}000");
        assert_eq!(norwegian(-312_000.0, 0), "\u{2212}312\u{202f}000");
        assert_eq!(norwegian(999.0, 0), "999");
        assert_eq!(norwegian(-0.04, 1), "0,0");
    }
}
