//! What the two Udir readers share: the names of wide columns, and the states of a cell.
//!
//! Udir's statistics come as a wide table with one column per combination of filter values. The combination is the column's name, and
//! says nothing of which filter a value belongs to:
//!
//! ```text
//! 2025-26.Engelsk.5. årstrinn.Alle eierformer.Alle kjønn.Skalapoeng
//! skoleaar  proeve  trinn        eierform        kjoenn     maal
//! ```
//!
//! A level is named from its values, and from all of them, so that one odd value in an otherwise known level gives the neutral name
//! `del_N` and stops the pipeline that asked for the known one. Where geography is a column, its levels stand together from the country
//! down, and are known by their place, since a county or school can be called anything:
//!
//! ```text
//! 2025-26.Hele landet.Agder.Arendal.Alle skoler.10. årstrinn.Alle eierformer.Alle kjønn.Andel mobbet
//! skoleaar land       fylke kommune skole       trinn        eierform        kjoenn     maal
//! ```

use super::text::free_name;
use super::{Dimension, DimensionBuilder, Keys, parse_number};
use crate::cell::{Cell, Status};

/// More levels than any report has: a file with more is no report, and would cost too much to find that out of later.
pub(super) const MOST_LEVELS: usize = 20;

/// The parts of a column's name. They are joined by dots and hold dots themselves (`5. årstrinn`, `1.-4. trinn`): a dot separates only
/// where neither a blank, a dash nor the end follows it.
pub(super) fn parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (dot, _) in name.match_indices('.') {
        let rest = name.get(dot + 1..).unwrap_or_default();
        if rest.starts_with(|next: char| !next.is_whitespace() && !matches!(next, '-' | '–')) {
            parts.push(name.get(start..dot).unwrap_or_default().trim());
            start = dot + 1;
        }
    }
    parts.push(name.get(start..).unwrap_or_default().trim());
    parts
}

/// The dimensions of wide columns: `columns[j]` holds the parts of column `j`, as many in every column, and each of `rows` rows has a cell
/// in every column. `taken` names the dimensions that stand to the left of them.
pub(super) fn dimensions(columns: &[Vec<&str>], taken: &[String], rows: usize) -> Vec<Dimension> {
    let levels = columns.first().map_or(0, Vec::len);
    let mut names = taken.to_vec();
    let mut dimensions = Vec::with_capacity(levels);
    let mut below_country: &[&str] = &[];
    for level in 0..levels {
        let values = || columns.iter().map(|column| column.get(level).copied().unwrap_or_default());
        let mut builder = DimensionBuilder::default();
        values().for_each(|value| builder.push(value, None));
        let last = level + 1 == levels;
        let name = match below_country.split_first() {
            Some((unit, rest)) if !last && !values().all(ends_units) => {
                below_country = rest;
                (*unit).to_owned()
            }
            _ => level_name(values, level, last),
        };
        if name == "land" {
            below_country = levels_below_country(columns, level);
        }
        let name = free_name(&name, &names);
        let mut dimension = builder.finish(name.clone(), None);
        if let Keys::Listed(keys) = &mut dimension.keys {
            *keys = keys.repeat(rows);
        }
        names.push(name);
        dimensions.push(dimension);
    }
    dimensions
}

/// What the levels of units below the country at `level` are called: upper secondary schools belong to a county and no municipality.
fn levels_below_country(columns: &[Vec<&str>], level: usize) -> &'static [&'static str] {
    let header = columns.first().map_or(&[][..], Vec::as_slice);
    let below = header.get(level + 1..header.len().saturating_sub(1)).unwrap_or_default();
    match below.iter().position(|value| ends_units(value)) {
        Some(0) => &[],
        Some(1) => &["fylke"],
        Some(2) => &["fylke", "skole"],
        _ => &["fylke", "kommune", "skole"],
    }
}

/// What the level with these values is called.
fn level_name<'a, I: Iterator<Item = &'a str>>(values: impl Fn() -> I, level: usize, last: bool) -> String {
    let all = |is_kind: fn(&str) -> bool| values().all(is_kind);
    let name = match () {
        () if last => "maal",
        () if all(is_school_year) => "skoleaar",
        () if all(is_country) => "land",
        () if all(is_grade) => "trinn",
        () if all(is_ownership) => "eierform",
        () if all(is_sex) => "kjoenn",
        () if all(is_test) => "proeve",
        () if all(is_mastery) => "mestringsnivaa",
        () if all(is_participation) => "deltakelse",
        () if all(is_mark) => "karaktertype",
        () if all(is_subject) => "fag",
        () if all(is_position) => "stilling",
        () if all(is_group) => "gruppe",
        () => return format!("del_{}", level + 1),
    };
    name.to_owned()
}

/// `2025-26`, `2014-2015`, `202410`, `20242025`, alone or among words (`Foreløpige tall 2025-26`, `2022-23 brudd`).
pub(super) fn is_school_year(value: &str) -> bool {
    value.split_whitespace().any(|word| {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
        let (first, second) = match word.split_once('-') {
            Some(halves) => halves,
            None => match (word.len(), word.get(..4), word.get(4..)) {
                (6 | 8, Some(first), Some(second)) => (first, second),
                _ => return false,
            },
        };
        let (Some(year), Some(rest)) = (number(first), number(second)) else { return false };
        let follows = match (second.len(), word.contains('-')) {
            (2, true) => rest == (year + 1) % 100,
            (2, false) => (1..=12).contains(&rest),
            (4, _) => rest == year + 1,
            _ => false,
        };
        first.len() == 4 && (1900..2200).contains(&year) && follows
    })
}

fn is_grade(value: &str) -> bool {
    value.to_lowercase().contains("trinn")
}

fn is_ownership(value: &str) -> bool {
    const OWNERS: [&str; 7] = ["offentlig", "privat", "kommunal", "interkommunal", "fylkeskommunal", "statlig", "friskole"];
    let value = value.to_lowercase();
    value.contains("eierform") || OWNERS.iter().any(|owner| value.starts_with(owner))
}

fn is_sex(value: &str) -> bool {
    let value = value.to_lowercase();
    matches!(value.as_str(), "alle kjønn" | "begge kjønn" | "jente" | "jenter" | "gutt" | "gutter")
}

fn is_test(value: &str) -> bool {
    matches!(value, "Engelsk" | "Lesing" | "Regning")
}

fn is_country(value: &str) -> bool {
    matches!(value, "Hele landet" | "Utlandet")
}

/// `5. årstrinn`, `Alle trinn`, `Videregående trinn 2`: what follows the units, and no school's name.
fn ends_units(value: &str) -> bool {
    let numbered = value.split_once(". ").is_some_and(|(number, rest)| {
        number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-') && matches!(rest, "trinn" | "årstrinn")
    });
    numbered || value == "Alle trinn" || value.starts_with("Videregående trinn") || is_group(value)
}

/// Levels of mastery in nasjonale prøver: `Mestringsnivå 1`, `Alle mestringsnivåer`.
fn is_mastery(value: &str) -> bool {
    value.to_lowercase().contains("mestringsniv")
}

fn is_participation(value: &str) -> bool {
    let value = value.to_lowercase();
    value.contains("deltakelse") || value.contains("deltagelse") || matches!(value.as_str(), "deltatt" | "fritatt" | "ikke deltatt")
}

/// How a mark is set: `Standpunkt`, `Skriftlig eksamen`, `Alle vurderingsformer`.
fn is_mark(value: &str) -> bool {
    const KINDS: [&str; 5] = ["standpunkt", "eksamen", "vurderingsform", "karaktertype", "karakterform"];
    let value = value.to_lowercase();
    KINDS.iter().any(|kind| value.contains(kind))
}

/// The subjects of the tenth grade, with their many variants (`Norsk hovedmål, skriftlig`).
fn is_subject(value: &str) -> bool {
    const SUBJECTS: [&str; 19] = [
        "alle fag",
        "norsk",
        "matematikk",
        "engelsk",
        "naturfag",
        "samfunnsfag",
        "krle",
        "kristendom",
        "religion",
        "kroppsøving",
        "kunst og håndverk",
        "mat og helse",
        "musikk",
        "fremmedspråk",
        "valgfag",
        "utdanningsvalg",
        "samisk",
        "finsk",
        "norsk tegnspråk",
    ];
    let value = value.to_lowercase();
    SUBJECTS.iter().any(|subject| value.starts_with(subject))
}

/// Kinds of staff: `Alle stillinger`, `Lærer`, `Assistent`.
fn is_position(value: &str) -> bool {
    const KINDS: [&str; 5] = ["lærer", "undervisningspersonale", "assistent", "annet personale", "skoleleder"];
    let value = value.to_lowercase();
    value.contains("stilling") || KINDS.iter().any(|kind| value.starts_with(kind))
}

/// Groups of pupils in Elevundersøkelsen: `Alle grupper`.
fn is_group(value: &str) -> bool {
    value.to_lowercase().ends_with("grupper")
}

/// Udir's cell states: a number, `*` for a masked one, nothing for a missing one. Whether a missing figure was ever applicable is for the
/// pipeline to say.
///
/// # Errors
///
/// What a refusal should say that it expected.
pub(super) fn cell(text: &str) -> Result<Cell<'static>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Cell::without(Status::Mangler, None));
    }
    if text == "*" {
        return Ok(Cell::without(Status::Skjermet, Some("*")));
    }
    if let Some(value) = parse_number(text) {
        return Ok(Cell::number(value));
    }
    if text.strip_suffix('*').is_some_and(|masked| masked.trim_end().ends_with(|last: char| last.is_ascii_digit())) {
        return Err("et åpent tall; «tall*» viser at dette er en innlogget eksport med avskjuling, og den skal ikke deles. \
                    Last ned den åpne eksporten fra Statistikkbanken");
    }
    Err("et tall, «*» (skjermet) eller et tomt felt")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(names: &[&str]) -> Vec<String> {
        let columns: Vec<Vec<&str>> = names.iter().map(|name| parts(name)).collect();
        dimensions(&columns, &[], 1).into_iter().map(|dimension| dimension.code).collect()
    }

    #[test]
    fn splits_at_dots_that_separate() {
        let name = "2025-26.Engelsk.5. årstrinn.Alle eierformer.Alle kjønn.Skalapoeng";
        assert_eq!(parts(name), ["2025-26", "Engelsk", "5. årstrinn", "Alle eierformer", "Alle kjønn", "Skalapoeng"]);
        assert_eq!(parts("2024-25.1.-4. trinn.Antall timer osv."), ["2024-25", "1.-4. trinn", "Antall timer osv."]);
        assert_eq!(parts("EnhetNavn"), ["EnhetNavn"]);
        assert_eq!(parts(""), [""]);
        assert_eq!(parts("2024-25.Lesing .\u{a0}x.y"), ["2024-25", "Lesing .\u{a0}x", "y"]);
    }

    #[test]
    fn names_levels_from_all_their_values() {
        assert_eq!(
            named(&[
                "2025-26.Engelsk.5. årstrinn.Alle eierformer.Alle kjønn.Skalapoeng",
                "2025-26.Lesing.Alle trinn.Offentlig.Jenter.Usikkerhet"
            ]),
            ["skoleaar", "proeve", "trinn", "eierform", "kjoenn", "maal"]
        );
        assert_eq!(
            named(&["Foreløpige tall 2025-26.Alle trinn.Alle trinn.Gutt.Antall", "2024-25 brudd.Alle trinn.Trinn 5.Begge kjønn.Antall"]),
            ["skoleaar", "trinn", "trinn_2", "kjoenn", "maal"]
        );
        assert_eq!(
            named(&["2025-26.Lesing.Skalapoeng", "2025-26.Norsk.Skalapoeng"]),
            ["skoleaar", "del_2", "maal"],
            "one odd value is enough"
        );
        assert_eq!(named(&["Alle skoler"]), ["maal"]);
        assert_eq!(
            named(&["2025-26.Lesing.Mestringsnivå 1.Deltatt.Andel", "2025-26.Lesing.Alle mestringsnivåer.Fritatt.Andel"]),
            ["skoleaar", "proeve", "mestringsnivaa", "deltakelse", "maal"]
        );
        assert_eq!(
            named(&["2024-25.Norsk hovedmål.Standpunkt.Snitt", "2024-25.Engelsk.Skriftlig eksamen.Snitt"]),
            ["skoleaar", "fag", "karaktertype", "maal"]
        );
        assert_eq!(
            named(&["2024-25.Lærer.Alle grupper.Antall", "2024-25.Alle stillinger.Alle grupper.Antall"])[1..3],
            ["stilling", "gruppe"]
        );
    }

    #[test]
    fn units_as_columns_are_known_by_their_place() {
        let mobbing = "2025-26.Hele landet.Agder.Arendal.Nygård ungdomstrinn.10. årstrinn.Alle eierformer.Alle kjønn.Andel mobbet";
        let names = ["skoleaar", "land", "fylke", "kommune", "skole", "trinn", "eierform", "kjoenn", "maal"];
        assert_eq!(named(&[mobbing]), names);
        assert_eq!(
            named(&["2025-26.Hele landet.Agder.Kvadraturen skole.Videregående trinn 1.Alle kjønn.Andel"])[1..5],
            ["land", "fylke", "skole", "trinn"]
        );
        assert_eq!(named(&["2025-26.Hele landet.Antall"]), ["skoleaar", "land", "maal"], "the last level is what is measured");
    }

    #[test]
    fn levels_with_several_values_each_keep_their_names() {
        let grades = ["Alle trinn", "1. årstrinn", "10. årstrinn"];
        let sexes = ["Alle kjønn", "Gutt", "Jente"];
        let owners = ["Alle eierformer", "Offentlig skole", "Privat eiet"];
        let mut columns = Vec::new();
        for grade in grades {
            for sex in sexes {
                columns.extend(owners.map(|owner| vec!["2025-26", "Alle trinn", grade, sex, owner, "Antall elever"]));
            }
        }
        let dimensions = dimensions(&columns, &[], 2);
        let codes: Vec<&str> = dimensions.iter().map(|dimension| dimension.code.as_str()).collect();
        assert_eq!(codes, ["skoleaar", "trinn", "trinn_2", "kjoenn", "eierform", "maal"]);
        let at = |cell: usize| dimensions[2..5].iter().map(|dimension| dimension.category(cell).code.as_str()).collect::<Vec<_>>();
        assert_eq!(at(27 + 14), ["1. årstrinn", "Gutt", "Privat eiet"]);
    }

    #[test]
    fn gives_way_to_the_dimensions_on_the_left() {
        let dimensions = dimensions(&[vec!["2025-26", "Antall"]], &["maal".to_owned()], 2);
        assert_eq!(dimensions[1].code, "maal_2");
        assert!(matches!(&dimensions[0].keys, Keys::Listed(keys) if *keys == [0, 0]));
    }

    #[test]
    fn recognises_school_years() {
        for year in ["2025-26", "2014-2015", "1999-00", "Foreløpige tall 2025-26", "202410", "202506", "20242025", "2022-23 brudd"] {
            assert!(is_school_year(year), "{year}");
        }
        for other in ["", "2025", "2025-27", "202413", "20242026", "5. årstrinn", "1-2", "Alle år", "2024-", "-25", "20x4-25"] {
            assert!(!is_school_year(other), "{other}");
        }
    }

    #[test]
    fn tells_the_states_of_a_cell_apart() {
        let state = |text| cell(text).map(|cell| (cell.value(), cell.status(), cell.symbol()));
        assert_eq!(state("1 020"), Ok((Some(1020.0), Status::Ok, None)));
        assert_eq!(state("0"), Ok((Some(0.0), Status::Ok, None)));
        assert_eq!(state("*"), Ok((None, Status::Skjermet, Some("*"))));
        assert_eq!(state(" "), Ok((None, Status::Mangler, None)));
        for unmasked in ["4*", "1 020*", "4 *", "0,5*"] {
            assert!(state(unmasked).unwrap_err().contains("avskjuling"), "{unmasked}");
        }
        for unknown in ["-", ".", "**", "x", "4,*5", "x*"] {
            assert!(state(unknown).unwrap_err().contains("skjermet"), "{unknown}");
        }
    }

    proptest! {
        #[test]
        fn any_text_never_panics(name in "\\PC{0,40}") {
            let parts = parts(&name);
            let _ = (dimensions(&[parts], &[], 2), is_school_year(&name), cell(&name).is_ok());
        }
    }
}
