//! A correspondence between two classifications in SSB's Klass: which code of one belongs to which code of the other.
//!
//! Two layouts: `correspondenceItems`, the answer to a request between dates, with a validity that is cut to those dates, and
//! `correspondenceMaps`, a stored table, without any. One cell per pair, with the value 1.
//!
//! SSB stores some tables the other way round. KOSTRA groups are the one list where that matters here, and their codes give it away: when
//! one side is a group (`EKG12`), the pair is turned so that `kilde` is the municipality and `maal` the group. Any other correspondence
//! stands as it came.

use std::collections::HashMap;

use super::klass_codes::{Element, begins_with};
use super::text::{beginning, shown};
use super::udir_report::{array, document};
use super::{Cells, DimensionBuilder, Format, Places, Reading, Refusal, Syntax};
use crate::cell::Cell;

pub const FORMAT: Format =
    Format { id: "klass_korrespondanse", name: "korrespondanse mellom to kodelister i SSBs Klass", syntax: Syntax::Json, sniff, read };

const ITEMS: &str = "correspondenceItems";
const MAPS: &str = "correspondenceMaps";

const DIMENSIONS: [&str; 6] = ["kilde_kode", "kilde_navn", "maal_kode", "maal_navn", "gyldig_fra", "gyldig_til"];

fn sniff(bytes: &[u8]) -> bool {
    // A stored table begins with its name.
    begins_with(bytes, ITEMS)
        || begins_with(bytes, MAPS)
        || (begins_with(bytes, "name") && beginning(bytes).contains("\"correspondenceMaps\""))
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let answer = document(bytes)?;
    let list = if answer.contains_key(MAPS) { MAPS } else { ITEMS };
    let mut dimensions: [DimensionBuilder; 6] = Default::default();
    let mut cells = Cells::default();
    let mut seen = HashMap::new();
    let mut directions: [Option<usize>; 2] = [None; 2];
    for (number, element) in array(answer.get(list), list)?.iter().enumerate() {
        let element = Element::new(element, list, number)?;
        let (source, target) = (element.text("sourceCode")?, element.text("targetCode")?);
        let (source_name, target_name) = (element.optional("sourceName")?, element.optional("targetName")?);
        let (from, to) = (element.date("validFrom")?, element.date("validTo")?);
        let turned = is_group(source) && !is_group(target);
        if turned || is_group(target) {
            let (other, field) = if turned { (target, "targetCode") } else { (source, "sourceCode") };
            if !is_group(other) && !is_municipality(other) {
                return Err(element.refusal(
                    field,
                    shown(other),
                    "et kommunenummer på fire sifre, siden den andre siden er en KOSTRA-gruppe",
                ));
            }
            let [same, opposite] = if turned { [1, 0] } else { [0, 1] };
            if let Some(Some(earlier)) = directions.get(opposite) {
                let found = format!("motsatt retning av {list}[{earlier}]");
                return Err(element.refusal("sourceCode", found, "alle par i samme retning"));
            }
            directions.get_mut(same).map(|first| first.get_or_insert(number));
        }
        let values = match turned {
            true => [target, target_name, source, source_name, from, to],
            false => [source, source_name, target, target_name, from, to],
        };
        if let Some(earlier) = seen.insert([source, target, from].map(str::to_owned), number) {
            let found = format!("{} → {}, som også er {list}[{earlier}]", shown(source), shown(target));
            return Err(element.refusal("sourceCode", found, "hvert par én gang fra samme dato"));
        }
        dimensions.iter_mut().zip(values).for_each(|(dimension, value)| dimension.push(value, None));
        // A plain number has no symbol that there could be too many of.
        let _ = cells.push(Cell::number(1.0));
    }
    if cells.is_empty() {
        return Err(Refusal::whole("en tom korrespondanse", "minst ett par; se på datoene i forespørselen"));
    }
    let dimensions = dimensions.into_iter().zip(DIMENSIONS).map(|(dimension, code)| dimension.finish(code, None)).collect();
    Ok(Reading { title: None, updated: None, dimensions, cells, places: Places::Elements(list) })
}

/// A KOSTRA group: `EKG01`–`EKG17`.
fn is_group(code: &str) -> bool {
    code.strip_prefix("EKG").is_some_and(|number| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_municipality(code: &str) -> bool {
    code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const ITEMS_ANSWER: &str = r#"{"correspondenceItems":[
        {"sourceCode":"0301","sourceName":"Oslo","sourceShortName":"","targetCode":"EKG13","targetName":"KOSTRA-gruppe 13","targetShortName":"","validFrom":"2023-01-01","validTo":"2024-01-01"},
        {"sourceCode":"1103","sourceName":"Stavanger","sourceShortName":"","targetCode":"EKG12","targetName":"KOSTRA-gruppe 12","targetShortName":"","validFrom":"2023-01-01","validTo":null}]}"#;
    const MAPS_ANSWER: &str = r#"{"name":"Kommunegruppering 2023 - Kommuneinndeling 2023","sourceId":1,"changeTable":false,"correspondenceMaps":[
        {"sourceCode":"EKG13","sourceName":"KOSTRA-gruppe 13","targetCode":"0301","targetName":"Oslo"},
        {"sourceCode":"EKG12","sourceName":"KOSTRA-gruppe 12","targetCode":"1103","targetName":"Stavanger"}],"_links":{}}"#;

    fn rows(reading: &Reading) -> Vec<Vec<String>> {
        let row = |index| reading.dimensions.iter().map(|dimension| dimension.category(index).code.clone()).collect();
        (0..reading.len()).map(row).collect()
    }

    #[test]
    fn a_reversed_table_gives_the_same_pairs() {
        assert!(sniff(ITEMS_ANSWER.as_bytes()) && sniff(MAPS_ANSWER.as_bytes()) && !sniff(br#"{"name":"x"}"#));
        let items = read(ITEMS_ANSWER.as_bytes()).unwrap();
        assert_eq!(rows(&items)[0], ["0301", "Oslo", "EKG13", "KOSTRA-gruppe 13", "2023-01-01", "2024-01-01"]);
        let maps = read(MAPS_ANSWER.as_bytes()).unwrap();
        assert_eq!(rows(&maps)[1], ["1103", "Stavanger", "EKG12", "KOSTRA-gruppe 12", "", ""]);
        for (one, other) in rows(&items).iter().zip(rows(&maps)) {
            assert_eq!(one[..4], other[..4]);
        }
        assert_eq!(maps.places.describe(1), "correspondenceMaps[1]");
        let codes: Vec<&str> = items.dimensions.iter().map(|dimension| dimension.code.as_str()).collect();
        assert_eq!(codes, DIMENSIONS);
    }

    #[test]
    fn other_correspondences_stand_as_they_came() {
        let county = r#"{"correspondenceItems":[{"sourceCode":"03","sourceName":"Oslo","targetCode":"0301","targetName":"Oslo"}]}"#;
        assert_eq!(rows(&read(county.as_bytes()).unwrap())[0][..3], ["03", "Oslo", "0301"]);
    }

    #[test]
    fn refuses_mixed_directions_and_broken_pairs() {
        let change = |from: &str, to: &str| read(MAPS_ANSWER.replacen(from, to, 1).as_bytes()).unwrap_err();
        let mixed = MAPS_ANSWER.replace("EKG12", "tmp").replace("1103", "EKG12").replace("tmp", "1103");
        let refusal = read(mixed.as_bytes()).unwrap_err();
        assert_eq!(refusal.place, "correspondenceMaps[1].sourceCode");
        assert!(refusal.found.contains("motsatt retning av correspondenceMaps[0]"));
        assert_eq!(change("\"0301\"", "\"301\"").place, "correspondenceMaps[0].targetCode");
        assert_eq!(change("\"0301\"", "null").found, "null");
        assert!(
            change("\"EKG12\",\"sourceName\":\"KOSTRA-gruppe 12\",\"targetCode\":\"1103\"", "\"EKG13\",\"targetCode\":\"0301\"")
                .found
                .contains("[0]")
        );
        assert!(read(br#"{"correspondenceItems":[]}"#).unwrap_err().found.contains("tom korrespondanse"));
        assert_eq!(read(br#"{"codes":[]}"#).unwrap_err().place, "correspondenceItems");
        let dated = ITEMS_ANSWER.replacen("2023-01-01", "1.1.2023", 1);
        assert_eq!(read(dated.as_bytes()).unwrap_err().place, "correspondenceItems[0].validFrom");
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(items in testing::damaged(ITEMS_ANSWER.into()), maps in testing::damaged(MAPS_ANSWER.into())) {
            testing::survives(&FORMAT, &items);
            testing::survives(&FORMAT, &maps);
        }
    }
}
