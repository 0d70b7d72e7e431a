//! Publishers' texts for years, ages and dates, understood in one place.

use super::definition::Interpretation;

/// A text understood: its value in our form, and whether the publisher calls the figures preliminary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub value: String,
    pub preliminary: bool,
}

/// Understands `text`, or says what was expected.
pub fn interpret(text: &str, how: Interpretation) -> Result<Understood, &'static str> {
    let certain = |value: String| Understood { value, preliminary: false };
    match how {
        Interpretation::Skoleaar => school_year(text).ok_or("et skoleår som 2024-25, 2014-2015, 202410 eller 20242025"),
        Interpretation::Aar => calendar_year(text).map(certain).ok_or("et årstall"),
        Interpretation::Alder => age(text).map(certain).ok_or("en alder i hele år"),
        Interpretation::Dato => {
            chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|date| certain(date.to_string())).map_err(|_| "en dato som 2024-01-31")
        }
    }
}

/// Udir's codes for one school year: `2024-25`, `2014-2015`, `20242025`, `202410` and `202412` (autumn), `202506` (spring).
fn school_year(text: &str) -> Option<Understood> {
    let preliminary = text.to_lowercase().contains("foreløpig");
    let code: String = text
        .split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '/'))
        .find(|part| part.chars().filter(char::is_ascii_digit).count() >= 4)?
        .to_owned();
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let first = number(0..4)?;
    let autumn = match (digits.len(), code.contains(['-', '/'])) {
        (6, true) => (number(4..6)? == (first + 1) % 100).then_some(first)?,
        (8, _) => (number(4..8)? == first + 1).then_some(first)?,
        (6, false) => match number(4..6)? {
            8..=12 => first,
            1..=7 => first.checked_sub(1)?,
            _ => return None,
        },
        _ => return None,
    };
    if !(1900..2200).contains(&autumn) {
        return None;
    }
    Some(Understood { value: format!("{autumn}-{:02}", (autumn + 1) % 100), preliminary })
}

fn calendar_year(text: &str) -> Option<String> {
    let year = text.split(|c: char| !c.is_ascii_digit()).rfind(|part| part.len() == 4)?;
    matches!(year.parse::<u32>().ok()?, 1900..2200).then(|| year.to_owned())
}

fn age(text: &str) -> Option<String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let rest = text[digits.len()..].trim().to_lowercase();
    let known = ["", "+", "år", "year", "years", "år eller eldre", "years or older"].contains(&rest.as_str());
    (known && !digits.is_empty() && digits.len() <= 3).then(|| digits.parse::<u32>().ok()).flatten().map(|age| age.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_for_a_school_year_means_the_same_year() {
        for text in ["2024-25", "2024-2025", "20242025", "202410", "202412", "202506", "2024/25"] {
            let understood = interpret(text, Interpretation::Skoleaar).unwrap();
            assert_eq!((understood.value.as_str(), understood.preliminary), ("2024-25", false), "{text}");
        }
        assert_eq!(interpret("1999-00", Interpretation::Skoleaar).unwrap().value, "1999-00");
    }

    #[test]
    fn preliminary_figures_are_known_by_their_label() {
        let understood = interpret("Foreløpige tall 2025-26", Interpretation::Skoleaar).unwrap();
        assert_eq!((understood.value.as_str(), understood.preliminary), ("2025-26", true));
    }

    #[test]
    fn what_is_not_a_school_year_is_refused() {
        for text in ["", "2024", "2024-26", "20242026", "202400", "202413", "Alle år"] {
            assert!(interpret(text, Interpretation::Skoleaar).is_err(), "{text}");
        }
    }

    #[test]
    fn ages_and_years_are_found_in_their_labels() {
        for (text, age) in [("0 years", "0"), ("1 year", "1"), ("105 years or older", "105"), ("105+", "105"), ("007", "7"), ("6 år", "6")]
        {
            assert_eq!(interpret(text, Interpretation::Alder).unwrap().value, age);
        }
        assert!(interpret("6-15 år", Interpretation::Alder).is_err());
        assert_eq!(interpret("Persons 2015", Interpretation::Aar).unwrap().value, "2015");
        assert!(interpret("Persons", Interpretation::Aar).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            for how in [Interpretation::Skoleaar, Interpretation::Aar, Interpretation::Alder, Interpretation::Dato] {
                let _ = interpret(&text, how);
            }
        }
    }
}
