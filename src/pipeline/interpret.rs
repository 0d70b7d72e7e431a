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
        Interpretation::Aar => years(text).last().map(certain).ok_or("et årstall"),
        Interpretation::FoersteAar => years(text).next().map(certain).ok_or("et årstall, eller to som 2022_2024"),
        Interpretation::Alder => age(text).map(certain).ok_or("en alder i hele år"),
        Interpretation::Enhetsnivaa => {
            level(text).map(|level| certain(level.to_owned())).ok_or("en region: 0, 31, 3118, 030101, EAK, EKA31 eller EKG07")
        }
        Interpretation::Kommunenr => number_of(text, 4).map(certain).ok_or("et kommunenummer med fire siffer, som 3412"),
        Interpretation::Orgnr => number_of(text, 9).map(certain).ok_or("et organisasjonsnummer med ni siffer"),
        Interpretation::Trinn => grade(text).map(certain).ok_or("et trinn fra 1 til 10, eller alle"),
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

/// The calendar years in a text, in order.
fn years(text: &str) -> impl Iterator<Item = String> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    digits.filter(|part| part.parse().is_ok_and(|year: u32| (1900..2200).contains(&year))).map(str::to_owned)
}

/// A number of so many digits, which is a name and no figure.
fn number_of(text: &str, digits: usize) -> Option<String> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

/// A grade of the school, or all of them: `7`, `7. trinn`, `alle`, nothing.
fn grade(text: &str) -> Option<String> {
    let number = text.strip_suffix(" trinn").or_else(|| text.strip_suffix("trinn")).unwrap_or(text).trim().trim_end_matches('.');
    match number.parse::<u32>() {
        Ok(grade) => (1..=10).contains(&grade).then(|| grade.to_string()),
        Err(_) => matches!(text, "" | "alle").then(|| "alle".to_owned()),
    }
}

fn age(text: &str) -> Option<String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let rest = text[digits.len()..].trim().to_lowercase();
    let known = ["", "+", "år", "year", "years", "år eller eldre", "years or older"].contains(&rest.as_str());
    (known && !digits.is_empty() && digits.len() <= 3).then(|| digits.parse::<u32>().ok()).flatten().map(|age| age.to_string())
}

/// What SSB's and FHI's codes for regions stand for: the country (`0`; in KOSTRA `EAK`, and `EAKUO` without Oslo), counties, municipalities,
/// parts of towns and KOSTRA groups. Codes that end with 99 gather what belongs to no municipality.
fn level(code: &str) -> Option<&'static str> {
    let digits = |text: &str, count: usize| text.len() == count && text.chars().all(|c| c.is_ascii_digit());
    match code {
        "0" | "EAK" | "EAKUO" => Some("land"),
        _ if digits(code, 4) && code.ends_with("99") => Some("uoppgitt"),
        _ if digits(code, 4) => Some("kommune"),
        _ if digits(code, 6) => Some("bydel"),
        _ if digits(code.strip_prefix("EKA").unwrap_or(code), 2) => Some("fylke"),
        _ if code.strip_prefix("EKG").is_some_and(|group| digits(group, 2)) => Some("kostragruppe"),
        _ => None,
    }
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

    #[test]
    fn a_regions_code_tells_what_it_is() {
        for (code, level) in
            [("0", "land"), ("EAKUO", "land"), ("31", "fylke"), ("EKA31", "fylke"), ("3118", "kommune"), ("EKG07", "kostragruppe")]
        {
            assert_eq!(interpret(code, Interpretation::Enhetsnivaa).unwrap().value, level);
        }
        for code in ["", "K-3118", "EKA", "EKG7", "1", "Løte"] {
            assert!(interpret(code, Interpretation::Enhetsnivaa).is_err(), "{code}");
        }
    }

    #[test]
    fn a_place_has_the_level_of_its_code_and_a_period_its_first_year() {
        for (code, level) in [("0", "land"), ("34", "fylke"), ("3412", "kommune"), ("030101", "bydel"), ("3499", "uoppgitt")] {
            assert_eq!(interpret(code, Interpretation::Enhetsnivaa).unwrap().value, level);
        }
        assert!(interpret("1", Interpretation::Enhetsnivaa).is_err() && interpret("Løte", Interpretation::Enhetsnivaa).is_err());
        assert_eq!(interpret("2022_2024", Interpretation::FoersteAar).unwrap().value, "2022");
        assert_eq!(interpret("2022_2024", Interpretation::Aar).unwrap().value, "2024");
        assert!(interpret("alle", Interpretation::FoersteAar).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            use Interpretation::{Aar, Alder, Dato, Enhetsnivaa, FoersteAar, Skoleaar};
            for how in [Skoleaar, Aar, FoersteAar, Alder, Dato, Enhetsnivaa] {
                let _ = interpret(&text, how);
            }
        }
    }
}
