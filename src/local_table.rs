//! A municipality's own table to what may be kept of it, before anything is stored.
//!
//! ```text
//!  a table that somebody made        pipelines/lokal/*.toml: which columns, which hold figures, which are about few persons
//!      ▼                             (a workbook's sheet is text by now: sheet_of() chooses it)
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
use crate::pipeline::{FewPersons, Field, Layout};
use crate::read::{Category, Refusal, Table, TableRow, figure, has_header, not_a_figure, shown};
use crate::workbook::{Sheet, Workbook};

/// What may be kept of a table, and what was done to it.
#[derive(Debug)]
pub struct Projection {
    /// UTF-8 with `;`, and nothing but the mapped columns.
    pub canonical: Vec<u8>,
    pub rows: usize,
    /// Where each of these columns stood in the file, counted from 1.
    pub columns: Vec<u32>,
    /// How many figures were taken out, being about few persons.
    pub suppressed: usize,
}

/// The sheet of a workbook that has the table: the one visible sheet whose columns are those of the layout.
///
/// # Errors
///
/// No such sheet, or several.
pub fn sheet_of<'a>(book: &'a Workbook, layout: &Layout) -> Result<&'a Sheet, Refusal> {
    let wanted = layout.file_columns();
    let expected = format!("ett synlig ark med kolonnene {}", wanted.join(", "));
    book.the_table(|sheet| has_header(sheet.text(), &wanted), &expected).map(|at| &book.sheets[at])
}

/// Projects a file to the columns that the layout maps. All cells that are wrong are told of at once.
///
/// # Errors
///
/// What [`Table::parse`] refuses; a column too many or too few; a cell that is not what its column holds; the same key twice; a figure
/// that is none; a share or a mean of persons without their number.
pub fn project(bytes: &[u8], layout: &Layout) -> Result<Projection, Refusal> {
    let mut table = Table::parse(bytes, &layout.file_columns())?;
    let kept = columns(&table, layout)?;
    say_what_is_masked(&mut table, layout);
    let mut faults = Vec::new();
    let keys = keys(&table, layout, &mut faults);
    let mut seen: HashMap<Vec<&KeyValue>, u32> = HashMap::new();
    let is_of_key = |name: &&String| if layout.entydig.is_empty() { !layout.verdi.contains(name) } else { layout.entydig.contains(name) };
    for (row, key) in table.rows.iter().zip(&keys) {
        let unique = key.iter().filter(|(name, _)| is_of_key(&name)).collect();
        if let Some(earlier) = seen.insert(unique, row.line) {
            let columns = names(kept.iter().map(|&column| &table.columns[column]).filter(is_of_key));
            let place = format!("linje {}", row.line);
            faults.push(Refusal::new(place, format!("det samme som i linje {earlier}: {columns}"), "hver rad én gang"));
        }
    }
    figures(&table, layout, &mut faults);
    if let Some(refusal) = Refusal::together(faults) {
        return Err(refusal);
    }
    let hidden = suppressed(&table, layout, &keys)?;
    let columns = kept.iter().map(|&column| table.numbers[column]).collect();
    Ok(Projection { canonical: written(&table, layout, &kept, &hidden)?, rows: table.rows.len(), columns, suppressed: hidden.len() })
}

/// Writes `:` for what else stands for a masked figure in this table.
fn say_what_is_masked(table: &mut Table, layout: &Layout) {
    let Some(few) = &layout.personer else { return };
    for (at, name) in table.columns.iter().enumerate() {
        if layout.verdi.contains(name) && (few.antall.contains(name) || few.andel_eller_snitt.contains(name)) {
            for row in table.rows.iter_mut().filter(|row| few.skjermet.contains(&row.fields[at])) {
                row.fields[at] = ":".to_owned();
            }
        }
    }
}

/// Notes what stands where a figure should and is none, or none that can be right.
fn figures(table: &Table, layout: &Layout, faults: &mut Vec<Refusal>) {
    let persons = layout.personer.as_ref().map(|few| &few.grunnlag);
    for row in &table.rows {
        for (at, name) in table.columns.iter().enumerate() {
            let text = row.fields[at].as_str();
            let is_figure = layout.verdi.contains(name);
            if !is_figure && (Some(name) != persons || layout.key_column(name).is_some()) {
                continue;
            }
            let field = layout.felt.get(name);
            let expected = match figure(text) {
                None if !is_figure => Some("et helt tall, eller tomt felt".to_owned()),
                None => {
                    faults.push(not_a_figure(table.place(row, at), text));
                    continue;
                }
                Some(cell) => field.and_then(|field| match cell.value() {
                    Some(value) => outside(field, value),
                    None if field.paakrevd && text.is_empty() => Some(format!("noe i hver rad: {}", field.beskrivelse)),
                    None => None,
                }),
            };
            if let Some(expected) = expected {
                faults.push(Refusal::new(table.place(row, at), shown(text), expected));
            }
        }
    }
}

/// What a figure that cannot be right should have been.
fn outside(field: &Field, value: f64) -> Option<String> {
    let fits = field.minst.is_none_or(|least| value >= least)
        && field.hoeyst.is_none_or(|most| value <= most)
        && (!field.heltall || value.fract() == 0.0);
    (!fits).then(|| field.limits())
}

/// The columns that are kept, when the table has all that are mapped and no other.
fn columns(table: &Table, layout: &Layout) -> Result<Vec<usize>, Refusal> {
    let known = layout.file_columns();
    for (at, name) in table.columns.iter().enumerate() {
        if !known.contains(name) {
            let hint = nearest(name, known.iter().map(String::as_str)).map(|near| format!(" (mente du «{near}»?)"));
            let place = format!("linje {}, kolonne {}", table.header_line, table.numbers[at]);
            let found = format!("kolonnen {}{}", shown(name), hint.unwrap_or_default());
            return Err(Refusal::new(place, found, format!("kolonnene {}, i hvilken som helst rekkefølge", known.join(", "))));
        }
    }
    let lacking: Vec<&String> = known.iter().filter(|name| !table.columns.contains(name)).collect();
    if !lacking.is_empty() {
        let (place, found) = (format!("linje {}", table.header_line), format!("bare {}", names(&table.columns)));
        return Err(Refusal::new(place, found, format!("også {}", names(lacking))));
    }
    let is_mapped = |name: &String| layout.key_column(name).is_some() || layout.verdi.contains(name);
    Ok((0..table.columns.len()).filter(|&column| is_mapped(&table.columns[column])).collect())
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A column that is no figure, and its value in our form.
type KeyValue = (String, Option<String>);

/// What tells a row from the others.
type Key = Vec<KeyValue>;

/// The key of each row. A value that cannot be understood is noted, and stands as it is.
fn keys(table: &Table, layout: &Layout, faults: &mut Vec<Refusal>) -> Vec<Key> {
    let stored = layout.kolonner.values().filter_map(|column| {
        let from = column.fra.as_ref()?.to_string();
        Some((table.columns.iter().position(|name| *name == from)?, column))
    });
    let stored: Vec<_> = stored.collect();
    let mut keys = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut key: Key = Vec::with_capacity(stored.len());
        let mut wrong = HashSet::new();
        for &(at, column) in &stored {
            let category = Category { code: row.fields[at].clone(), label: None, unit: None };
            let field = layout.felt.get(&table.columns[at]);
            let understood = match understand_category(&category, column) {
                Ok((None, _)) if field.is_some_and(|field| field.paakrevd) => Err("noe i hver rad".to_owned()),
                Ok((value, _)) => Ok(value),
                Err(expected) => Err(expected),
            };
            let value = understood.unwrap_or_else(|expected| {
                // One column may be understood in several ways; it is wrong once.
                if wrong.insert(at) {
                    let what = field.map(|field| format!(": {}", field.beskrivelse)).unwrap_or_default();
                    faults.push(Refusal::new(table.place(row, at), shown(&category.code), expected + &what));
                }
                Some(category.code.clone())
            });
            key.push((table.columns[at].clone(), value));
        }
        keys.push(key);
    }
    keys
}

/// A row and a column of a table, counted from 0.
type Place = (usize, usize);

/// Counts that differ in nothing but the unit, or the two sexes' share or mean.
#[derive(Default)]
struct Alike {
    /// Whether one of them is hidden, by us or before us.
    any_hidden: bool,
    with_figures: Vec<Place>,
}

/// The fields whose figures are about few persons. Every figure is looked at, also where none is about persons.
fn suppressed(table: &Table, layout: &Layout, keys: &[Key]) -> Result<HashSet<Place>, Refusal> {
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
            if is_share && cell.value().is_some() && persons.is_none() && !few.grunnlag_kan_mangle {
                let expected =
                    format!("antallet personer bak tallet; det brukes til å skjule tall om færre enn {}, og lagres ikke", few.minst);
                let place = column(&few.grunnlag).map_or_else(|| format!("linje {}", row.line), |column| table.place(row, column));
                return Err(Refusal::new(place, "et tomt felt", expected));
            }
            let of_one_sex = |column: &&String| key.iter().any(|(name, sex)| name == *column && sex.as_deref() != Some("alle"));
            let least = few.minst_av_ett_kjoenn.filter(|_| few.kjoenn.as_ref().filter(of_one_sex).is_some()).unwrap_or(few.minst);
            let is_few = cell.value().is_some_and(|value| is_about_few(few, measure, value, persons, least));
            if is_few {
                hidden.insert((at, number));
            }
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

fn is_about_few(few: &FewPersons, measure: &String, value: f64, persons: Option<f64>, least: u32) -> bool {
    let is_few = |persons: f64| persons < f64::from(least);
    // Nobody is no person that a count could tell of.
    let counts_few = |count: f64| count > 0.0 && is_few(count);
    (few.antall.contains(measure) && (counts_few(value) || persons.is_some_and(counts_few)))
        || (few.andel_eller_snitt.contains(measure) && persons.is_some_and(is_few))
}

/// How many persons stand behind the figures of a row, where the field says so.
fn persons(table: &Table, row: &TableRow, column: usize) -> Result<Option<f64>, Refusal> {
    let text = row.fields[column].as_str();
    if text.is_empty() {
        return Ok(None);
    }
    // What the municipality hid itself is few, and not nobody.
    if text.starts_with('<') && figure(text).is_some() {
        return Ok(Some(1.0));
    }
    match figure(text).and_then(|cell| cell.value()).filter(|value| *value >= 0.0 && value.fract() == 0.0) {
        Some(value) => Ok(Some(value)),
        None => Err(Refusal::new(table.place(row, column), shown(text), "et helt tall, eller tomt felt")),
    }
}

/// The kept columns as text. Every row stays on its line, and so does the header: what stood above it is left out.
fn written(table: &Table, layout: &Layout, kept: &[usize], hidden: &HashSet<Place>) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::new();
    if table.names_separator {
        start.extend_from_slice(b"sep=;\n");
    }
    start.resize(start.len() + (table.header_line as usize - 1 - usize::from(table.names_separator)), b'\n');
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
