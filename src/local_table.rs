//! A municipality's own table to what may be kept of it, before anything is stored.
//!
//! ```text
//!  a table that somebody made        pipelines/lokal/*.toml: which columns, which hold figures, which are about few persons
//!      ▼
//!  project()   → the mapped columns, figures about few persons taken out: the only thing that is archived
//!      ▼
//!  read::table → cells
//! ```
//!
//! A column that the pipeline does not name stops the file: it may be a column of names. What is kept stays on its line and in its order,
//! so that a place in the archived text is the same line in the file. The rules for few persons are data (`[lesing.personer]`):
//!
//! * a count below the limit, but not zero, is taken out, and with it the counts of all units that differ from it in nothing else: their
//!   total is known, and the rest would give it away;
//! * a share or a mean is taken out where fewer persons than the limit stand behind it, and with it that of the other sex: both sexes'
//!   together would give it away. The number of persons is needed for that, and never kept.
//!
//! Rows are compared as they will be stored: an empty field and `alle` are one.

use std::collections::{HashMap, HashSet};

use crate::definition::nearest;
use crate::pipeline::load::understand_category;
use crate::pipeline::{FewPersons, Layout, Selector};
use crate::read::{Category, FIGURE_COLUMN, Refusal, Table, TableRow, figure, not_a_figure, shown};

/// What may be kept of a table, and what was done to it.
#[derive(Debug)]
pub struct Projection {
    /// UTF-8 with `;`, and nothing but the mapped columns.
    pub canonical: Vec<u8>,
    pub rows: usize,
    /// How many figures were taken out, being about few persons.
    pub suppressed: usize,
}

/// Projects a file to the columns that the layout maps.
///
/// # Errors
///
/// What [`Table::parse`] refuses; a column too many or too few; the same key twice; a figure that is none; a share or a mean of persons
/// without their number.
pub fn project(bytes: &[u8], layout: &Layout) -> Result<Projection, Refusal> {
    let table = Table::parse(bytes)?;
    let kept = columns(&table, layout)?;
    let keys = keys(&table, layout);
    let mut seen: HashMap<&Key, u32> = HashMap::new();
    for (row, key) in table.rows.iter().zip(&keys) {
        if let Some(earlier) = seen.insert(key, row.line) {
            let columns = names(kept.iter().map(|&column| &table.columns[column]).filter(|name| !layout.verdi.contains(name)));
            let place = format!("linje {}", row.line);
            return Err(Refusal::new(place, format!("det samme som i linje {earlier}: {columns}"), "hver rad én gang"));
        }
    }
    let hidden = suppressed(&table, layout, &keys)?;
    Ok(Projection { canonical: written(&table, layout, &kept, &hidden)?, rows: table.rows.len(), suppressed: hidden.len() })
}

/// The columns that are kept, when the table has all that are mapped and no other.
fn columns(table: &Table, layout: &Layout) -> Result<Vec<usize>, Refusal> {
    let own = |selector: &&Selector| selector.to_string() != FIGURE_COLUMN;
    let mapped: Vec<String> = layout
        .kolonner
        .values()
        .filter_map(|column| column.fra.as_ref())
        .filter(own)
        .map(Selector::to_string)
        .chain(layout.verdi.iter().cloned())
        .collect();
    let number_of_persons = layout.personer.as_ref().map(|few| few.grunnlag.clone());
    let known: Vec<&String> = mapped.iter().chain(&number_of_persons).collect();
    for (at, name) in table.columns.iter().enumerate() {
        if !known.contains(&name) {
            let hint = nearest(name, known.iter().map(|known| known.as_str())).map(|near| format!(" (mente du «{near}»?)"));
            let place = format!("linje {}, kolonne {}", table.header_line, at + 1);
            let found = format!("kolonnen {}{}", shown(name), hint.unwrap_or_default());
            return Err(Refusal::new(place, found, format!("kolonnene {}, i hvilken som helst rekkefølge", names(known.iter().copied()))));
        }
    }
    let lacking: Vec<&String> = known.iter().copied().filter(|name| !table.columns.contains(name)).collect();
    if !lacking.is_empty() {
        let (place, found) = (format!("linje {}", table.header_line), format!("bare {}", names(&table.columns)));
        return Err(Refusal::new(place, found, format!("også {}", names(lacking))));
    }
    Ok((0..table.columns.len()).filter(|&column| mapped.contains(&table.columns[column])).collect())
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A column that is no figure, and its value in our form.
type KeyValue = (String, Option<String>);

/// What tells a row from the others.
type Key = Vec<KeyValue>;

/// The key of each row. A value that cannot be understood stands as it is: reading the table refuses it.
fn keys(table: &Table, layout: &Layout) -> Vec<Key> {
    let stored = layout.kolonner.values().filter_map(|column| {
        let from = column.fra.as_ref()?.to_string();
        Some((table.columns.iter().position(|name| *name == from)?, column))
    });
    let stored: Vec<_> = stored.collect();
    let understood = |row: &TableRow| {
        let value = |&(at, column): &(usize, _)| {
            let category = Category { code: row.fields[at].clone(), label: None, unit: None };
            let value = understand_category(&category, column).map_or(Some(category.code), |(value, _)| value);
            (table.columns[at].clone(), value)
        };
        stored.iter().map(value).collect()
    };
    table.rows.iter().map(understood).collect()
}

/// A row and a column of a table, counted from 0.
type Field = (usize, usize);

/// Counts that differ in nothing but the unit, or the two sexes' share or mean.
#[derive(Default)]
struct Alike {
    /// Whether one of them is hidden, by us or before us.
    any_hidden: bool,
    with_figures: Vec<Field>,
}

/// The fields whose figures are about few persons. Every figure is looked at, also where none is about persons.
fn suppressed(table: &Table, layout: &Layout, keys: &[Key]) -> Result<HashSet<Field>, Refusal> {
    let column = |name: &str| table.columns.iter().position(|column| column == name);
    let mut hidden = HashSet::new();
    let mut alike: HashMap<(usize, Vec<&KeyValue>), Alike> = HashMap::new();
    for (at, (row, key)) in table.rows.iter().zip(keys).enumerate() {
        for (number, name) in table.columns.iter().enumerate().filter(|(_, name)| layout.verdi.contains(name)) {
            let text = row.fields[number].as_str();
            let cell = figure(text).ok_or_else(|| not_a_figure(table.place(row, number), text))?;
            let Some(few) = &layout.personer else { continue };
            let measure = column(&few.kolonne).map_or(name, |column| &row.fields[column]);
            let persons = column(&few.grunnlag).map(|column| persons(table, row, column)).transpose()?.flatten();
            let is_share = few.andel_eller_snitt.contains(measure);
            if is_share && cell.value().is_some() && persons.is_none() {
                let expected =
                    format!("antallet personer bak tallet; det brukes til å skjule tall om færre enn {}, og lagres ikke", few.minst);
                let place = column(&few.grunnlag).map_or_else(|| format!("linje {}", row.line), |column| table.place(row, column));
                return Err(Refusal::new(place, "et tomt felt", expected));
            }
            let is_few = cell.value().is_some_and(|value| is_about_few(few, measure, value, persons));
            if is_few {
                hidden.insert((at, number));
            }
            let of_one_sex = |column: &&String| key.iter().any(|(name, sex)| name == *column && sex.as_deref() != Some("alle"));
            let apart = if is_share { few.kjoenn.as_ref().filter(of_one_sex) } else { Some(&few.enhet) };
            if let Some(apart) = apart.filter(|_| is_share || few.antall.contains(measure)) {
                let group = alike.entry((number, key.iter().filter(|(name, _)| name != apart).collect())).or_default();
                group.any_hidden |= is_few || text.starts_with(['<', ':', '*']);
                if cell.value().is_some() {
                    group.with_figures.push((at, number));
                }
            }
        }
    }
    hidden.extend(alike.into_values().filter(|alike| alike.any_hidden).flat_map(|alike| alike.with_figures));
    Ok(hidden)
}

fn is_about_few(few: &FewPersons, measure: &String, value: f64, persons: Option<f64>) -> bool {
    let limit = f64::from(few.minst);
    let few_persons = persons.is_some_and(|persons| persons < limit);
    (few.antall.contains(measure) && ((value > 0.0 && value < limit) || few_persons))
        || (few.andel_eller_snitt.contains(measure) && few_persons)
}

/// How many persons stand behind the figures of a row, where the field says so.
fn persons(table: &Table, row: &TableRow, column: usize) -> Result<Option<f64>, Refusal> {
    let text = row.fields[column].as_str();
    if text.is_empty() {
        return Ok(None);
    }
    match figure(text).and_then(|cell| cell.value()).filter(|value| *value >= 0.0 && value.fract() == 0.0) {
        Some(value) => Ok(Some(value)),
        None => Err(Refusal::new(table.place(row, column), shown(text), "et helt tall, eller tomt felt")),
    }
}

/// The kept columns as text. Every row stays on its line.
fn written(table: &Table, layout: &Layout, kept: &[usize], hidden: &HashSet<Field>) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::new();
    if table.names_separator {
        start.extend_from_slice(b"sep=;\n");
    }
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(start);
    let failed = |error: csv::Error| Refusal::whole(format!("noe som ikke lar seg skrive ({error})"), "en tabell");
    writer.write_record(kept.iter().map(|&column| &table.columns[column])).map_err(failed)?;
    let mark = layout.personer.as_ref().map(|few| format!("<{}", few.minst)).unwrap_or_default();
    for (at, row) in table.rows.iter().enumerate() {
        let field = |&column: &usize| if hidden.contains(&(at, column)) { &mark } else { &row.fields[column] };
        writer.write_record(kept.iter().map(field)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Refusal::whole(format!("noe som ikke lar seg skrive ({error})"), "en tabell"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definitions;
    use crate::pipeline::Pipelines;

    const COLUMNS: &str = "kommunenr;enhetsnivaa;enhet;maal;periodetype;periode;trinn;kjoenn;tema;verdi;grunnlag\n";

    fn layout() -> Layout {
        Pipelines::load(&Definitions::embedded()).unwrap().get("lokale_tall").unwrap().lesing[0].clone()
    }

    /// One row for each unit, measure, year, figure and number of persons.
    fn projected(rows: &[(&str, &str, &str, &str, &str)]) -> Result<(Vec<String>, usize), Refusal> {
        let row = |(unit, measure, year, figure, persons): &(&str, &str, &str, &str, &str)| {
            let level = if unit.len() == 4 { "kommune" } else { "skole" };
            format!("3412;{level};{unit};{measure};aar;{year};;;;{figure};{persons}\n")
        };
        let text = COLUMNS.to_owned() + &rows.iter().map(row).collect::<String>();
        let projection = project(text.as_bytes(), &layout())?;
        let canonical = String::from_utf8(projection.canonical).unwrap();
        assert!(!canonical.contains("grunnlag"), "the number of persons is never kept");
        let figures = canonical.lines().skip(1).map(|line| line.rsplit(';').next().unwrap().to_owned()).collect();
        Ok((figures, projection.suppressed))
    }

    #[test]
    fn a_count_of_one_to_five_hides_every_unit_that_it_could_be_told_from() {
        let (cases, share) = ("skolemiljoesaker_antall", "sykefravaer_prosent");
        let rows = [
            ("3412", cases, "2024", "20", ""),
            ("974552124", cases, "2024", "3", ""),
            ("974552125", cases, "2024", "17", ""),
            ("974552126", cases, "2024", "0", ""),
            ("974552124", cases, "2023", "0", ""),
            ("974552125", cases, "2023", "6", ""),
            ("3412", share, "2024", "7,4", "180"),
            ("974552124", share, "2024", "9,1", "5"),
            ("974552125", share, "2024", "7,0", "6"),
        ];
        assert_eq!(projected(&rows).unwrap(), (["20", "<6", "<6", "<6", "0", "6", "7,4", "<6", "7,0"].map(str::to_owned).to_vec(), 4));
        let own = [("974552124", cases, "2024", "<6", ""), ("974552125", cases, "2024", "17", "")];
        assert_eq!(projected(&own).unwrap().0, ["<6", "<6"], "what the municipality hid itself would be given away by the rest");
    }

    #[test]
    fn an_empty_field_and_alle_are_the_same() {
        let row = |unit: &str, year: &str, parts: &str, figure: u8| {
            let level = if unit.len() == 4 { "kommune" } else { "skole" };
            format!("3420;{level};{unit};skolemiljoesaker_antall;skoleaar;{year};{parts};{figure};\n")
        };
        for parts in ["alle;;", ";alle;", ";;alle"] {
            let year = "2024-25";
            let rows = row("3420", year, ";;", 20) + &row("974552124", year, ";;", 3) + &row("974552125", year, parts, 17);
            let projection = project((COLUMNS.to_owned() + &rows).as_bytes(), &layout()).unwrap();
            assert_eq!(projection.suppressed, 2, "20 - 17 gives the 3 away: {parts}");
            let twins = row("974552125", year, ";;", 17) + &row("974552125", year, parts, 17);
            let refusal = project((COLUMNS.to_owned() + &twins).as_bytes(), &layout()).unwrap_err();
            assert_eq!((refusal.place.as_str(), refusal.found.starts_with("det samme som i linje 2")), ("linje 3", true));
        }
    }

    #[test]
    fn a_share_of_one_sex_hides_the_other_and_keeps_both_together() {
        let row = |unit: &str, sex: &str, figure: &str, persons: u8| {
            format!("3412;skole;{unit};sykefravaer_prosent;aar;2024;;{sex};;{figure};{persons}\n")
        };
        let (one, two, three) = ("974552124", "974552125", "974552126");
        let rows = [
            row(one, "", "7,4", 30),
            row(one, "jente", "7,0", 25),
            row(one, "gutt", "9,4", 5),
            row(two, "jente", "7,1", 25),
            row(two, "gutt", "7,2", 6),
            row(three, "alle", "6,4", 40),
            row(three, "jente", "6,0", 30),
            row(three, "gutt", "<6", 5),
        ];
        let projection = project((COLUMNS.to_owned() + &rows.concat()).as_bytes(), &layout()).unwrap();
        let canonical = String::from_utf8(projection.canonical).unwrap();
        let figures: Vec<&str> = canonical.lines().skip(1).filter_map(|line| line.rsplit(';').next()).collect();
        assert_eq!(figures, ["7,4", "<6", "<6", "7,1", "7,2", "6,4", "<6", "<6"]);
    }

    #[test]
    fn a_share_without_the_number_of_persons_is_refused_and_a_missing_one_is_not() {
        let refusal = projected(&[("3412", "sykefravaer_prosent", "2024", "7,4", "")]).unwrap_err();
        assert_eq!(refusal.place, "linje 2, kolonne 11 (grunnlag)");
        projected(&[("3412", "sykefravaer_prosent", "2024", "", "")]).unwrap();
        assert!(projected(&[("3412", "sykefravaer_prosent", "2024", "7,4", "mange")]).unwrap_err().expected.contains("helt tall"));
        assert!(projected(&[("3412", "sykefravaer_prosent", "2024", "7,4", "-1")]).is_err());
    }

    #[test]
    fn every_row_stays_on_its_line() {
        let text = format!("sep=,\n{}3412,kommune,3412,sykefravaer_prosent,aar,2024,,,\"a,b\",\"7,4\",90\n", COLUMNS.replace(';', ","));
        let canonical = String::from_utf8(project(text.as_bytes(), &layout()).unwrap().canonical).unwrap();
        assert_eq!(canonical.lines().nth(2), Some("3412;kommune;3412;sykefravaer_prosent;aar;2024;;;a,b;7,4"));
    }
}
