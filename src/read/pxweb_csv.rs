//! PxWeb tables as CSV, the way people download them from ssb.no or the API gives them.
//!
//! ```text
//! "07459: Population, by region, age, contents and year"       a title, with or without a blank line after it, or no title
//!
//! "region";"age";"Persons 2020";"Persons 2021"                 comma, semicolon, tab or (where all is quoted) a blank between fields
//! "K-3001 Halden";"0 years";256;253                            codes, texts, "CODE text" or "CODE - text"
//! ```
//!
//! The columns on the left are the table's variables. The others unfold contents and time, which stand together in their names
//! (`Persons 2020`, `Personer1 2020M01`, `2020`); a long file has one column of figures, and time among the variables.
//!
//! Which layout a file has is not said anywhere in it, and a wrong guess about codes joins the wrong municipality. A column counts as coded
//! only when every value in it says so, which is what tells `0101 Halden` from `0 years`.

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;

use super::text::{beginning, free_name, separator, shown, split};
use super::{Cells, Dimension, DimensionBuilder, Format, Keys, Places, Reading, Refusal, Syntax, decode, parse_number};
use crate::cell::{Cell, Status};

pub const FORMAT: Format = Format { id: "pxweb_csv", name: "CSV fra PxWeb (SSBs Statistikkbank)", syntax: Syntax::Delimited, sniff, read };

/// What a column of periods is called, in the languages and codes that occur.
const TIME: [&str; 10] = ["tid", "år", "year", "time", "måned", "month", "kvartal", "quarter", "skoleår", "school year"];
/// More variables than any table has.
const MOST_VARIABLES: usize = 30;
/// What a column of contents is called.
const CONTENTS: [&str; 4] = ["contents", "contentscode", "statistikkvariabel", "innhold"];
/// What the names of columns begin with in a ledger or a budget, and not in a table of statistics.
const LEDGER: &str = "ansvar avdeling belop beloep beløp bilag konto kontoklasse leverandoer leverandør prosjekt tjeneste tjomr virksomhet \
                      virksomhetsomraade virksomhetsområde";

fn sniff(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    let mut lines = (1..).zip(text.lines()).peekable();
    let Ok(layout) = Layout::of(&mut lines) else { return false };
    if !layout.title.as_deref().is_some_and(is_table_title) && layout.is_ledger() {
        return false;
    }
    let Some((_, row)) = lines.find(|(_, line)| !line.trim().is_empty()) else { return false };
    let mut fields = Vec::new();
    split(row, layout.separator, &mut fields).is_ok()
        && fields.len() == layout.left.len() + layout.figures.len()
        && fields.iter().skip(layout.left.len()).all(|figure| cell(figure).is_some())
}

fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let text = decode(bytes)?;
    let mut lines = text.lines().peekable();
    let layout = Layout::of(&mut lines)?;
    let (left, width) = (layout.left.len(), layout.figures.len());

    let mut variables: Vec<DimensionBuilder> = layout.left.iter().map(|_| DimensionBuilder::default()).collect();
    let mut cells = Cells::default();
    let mut rows = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut fields = Vec::new();
    let mut blank = None;
    for (line, content) in lines {
        if content.trim().is_empty() {
            blank = blank.or(Some(line));
            continue;
        }
        if let Some(blank) = blank {
            return Err(Refusal::new(format!("linje {blank}"), "en tom linje", "en rad; tomme linjer står bare sist i filen"));
        }
        split(content, layout.separator, &mut fields).map_err(|field| unclosed(line, field))?;
        if fields.len() != left + width {
            let expected = format!("{} felter som i overskriften; er filen avkortet, last den ned på nytt", left + width);
            return Err(Refusal::new(format!("linje {line}"), format!("{} felter", fields.len()), expected));
        }
        let (keys, figures) = fields.split_at(left);
        let key = keys.iter().map(|key| key.trim()).collect::<Vec<_>>().join("\u{1f}");
        if let Some(earlier) = seen.insert(key, line) {
            let expected = "hver kombinasjon én gang; last ned med koder, siden to kategorier kan ha samme navn";
            return Err(Refusal::new(format!("linje {line}"), format!("samme variabelverdier som i linje {earlier}"), expected));
        }
        for (number, (variable, key)) in variables.iter_mut().zip(keys).enumerate() {
            let key = key.trim();
            if key.is_empty() || (layout.time == Some(number) && !is_period(&period_of(key))) {
                let expected = if key.is_empty() { "en kode eller et navn" } else { "en periode som 2024, 2024M06 eller 2023-2024" };
                return Err(Refusal::new(layout.place(line, number), shown(key), expected));
            }
            variable.push_run(key, None, width);
        }
        for (number, figure) in figures.iter().enumerate() {
            let Some(cell) = cell(figure) else {
                let expected = "et tall eller et av symbolene «.», «..», «...», «:» og «-»";
                return Err(Refusal::new(layout.place(line, left + number), shown(figure), expected));
            };
            if !cells.push(cell) {
                return Err(Refusal::new(layout.place(line, left + number), "for mange ulike symboler", "tall"));
            }
        }
        rows.push(line);
    }
    if rows.is_empty() {
        return Err(Refusal::whole("en overskrift uten rader", "minst én rad; prøv et annet utvalg i Statistikkbanken"));
    }
    let dimensions = layout.dimensions(variables, rows.len());
    let places = Places::Grid { lines: rows, first_column: left as u32 + 1, columns: width as u32 };
    text.whole_lines()?;
    Ok(Reading { title: layout.title, updated: None, dimensions, cells, places })
}

/// PxWeb's cell states, or nothing for what is none of them.
fn cell(text: &str) -> Option<Cell<'static>> {
    Some(match text.trim() {
        "." => Cell::without(Status::IkkeAktuelt, Some(".")),
        ".." => Cell::without(Status::Mangler, Some("..")),
        "..." => Cell::without(Status::Mangler, Some("...")),
        ":" => Cell::without(Status::Skjermet, Some(":")),
        "-" => Cell::marked(0.0, "-"),
        "" => Cell::without(Status::Mangler, None),
        number => Cell::number(parse_number(number)?),
    })
}

/// What the lines above the rows say.
struct Layout {
    title: Option<String>,
    separator: char,
    /// The names of the variables on the left, as they stand.
    left: Vec<String>,
    /// Which of them holds the periods of a long file.
    time: Option<usize>,
    /// The columns of figures.
    figures: Vec<Figure>,
    /// Whether codes and texts are joined by ` - ` everywhere, which is what `UseCodesAndTexts` does.
    joined: bool,
}

/// The name of a column of figures, taken apart.
struct Figure {
    name: String,
    /// Code and label of the contents. The code is empty where the name is a period only.
    contents: (String, Option<String>),
    /// Empty in a long file.
    period: String,
}

impl Layout {
    /// Reads the title and the header, and leaves `lines` at the first row.
    fn of<'a>(lines: &mut Peekable<impl Iterator<Item = (u32, &'a str)>>) -> Result<Layout, Refusal> {
        let empty = || Refusal::whole("en fil uten overskrift", "en linje med variabelnavn og perioder");
        let (mut number, mut line) = lines.find(|(_, line)| !line.trim().is_empty()).ok_or_else(empty)?;
        let followed_by_blank = lines.next_if(|(_, next)| next.trim().is_empty()).is_some();
        let mut title = None;
        let text = line.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|text| !text.contains('"'));
        if followed_by_blank || is_table_title(line) || text.is_some() {
            title = Some(line.trim().trim_matches('"').trim().to_owned());
            (number, line) = loop {
                match lines.next() {
                    Some((_, blank)) if blank.trim().is_empty() => {}
                    Some(header) => break header,
                    None => return Err(empty()),
                }
            };
        }
        let quoted_by_blanks = || line.starts_with('"').then_some(' ');
        let separator = separator(line).or_else(quoted_by_blanks).ok_or_else(|| {
            Refusal::new(
                format!("linje {number}"),
                shown(line),
                "en overskrift med flere kolonner, delt av komma, semikolon eller tabulator",
            )
        })?;
        let mut fields = Vec::new();
        split(line, separator, &mut fields).map_err(|field| unclosed(number, field))?;
        Layout::from_names(title, separator, number, fields.iter().map(|field| field.trim().to_owned()).collect())
    }

    fn from_names(title: Option<String>, separator: char, line: u32, mut names: Vec<String>) -> Result<Layout, Refusal> {
        let mut seen = HashSet::new();
        for (column, name) in names.iter().enumerate() {
            if name.is_empty() || !seen.insert(name.as_str()) {
                let found =
                    if name.is_empty() { "et tomt kolonnenavn".to_owned() } else { format!("kolonnen {} for andre gang", shown(name)) };
                return Err(Refusal::new(format!("linje {line}, kolonne {}", column + 1), found, "ulike kolonnenavn"));
            }
        }
        let joined = names.len() > 1 && names.iter().rev().skip(1).all(|name| name.contains(JOINT));
        let periods = names.iter().rev().take_while(|name| figure(name, joined).is_some()).count();
        let is_long = periods == 0;
        let figures = names.split_off(names.len() - periods.max(1));
        let time = names.iter().position(|name| is_long && TIME.contains(&code_of(name, joined).as_str()));
        if names.len() > MOST_VARIABLES {
            return Err(Refusal::new(format!("linje {line}"), format!("{} variabler", names.len()), format!("høyst {MOST_VARIABLES}")));
        }
        if names.is_empty() || (is_long && time.is_none()) {
            let found = if is_long { "ingen kolonner med perioder" } else { "ingen variabler til venstre for tallene" };
            return Err(Refusal::new(
                format!("linje {line}"),
                found,
                "variabler og så kolonner som «Personer 2020», eller en kolonne «år»",
            ));
        }
        let as_long = |name: &String| Figure { name: name.clone(), contents: code_and_label(name, joined), period: String::new() };
        let figures: Vec<Figure> = figures.iter().map(|name| figure(name, joined).unwrap_or_else(|| as_long(name))).collect();
        let mut seen = HashSet::new();
        if let Some(again) = figures.iter().find(|figure| !seen.insert((figure.contents.0.as_str(), figure.period.as_str()))) {
            let found = format!("kolonnen {} for andre gang", shown(&again.name));
            return Err(Refusal::new(format!("linje {line}"), found, "hver periode én gang"));
        }
        Ok(Layout { title, separator, left: names, time, figures, joined })
    }

    /// Whether the columns are those of accounts. SSB's own tables of accounts have a region beside function and art.
    fn is_ledger(&self) -> bool {
        let begins = |name: &str, words: &str| {
            let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
            words.split_whitespace().any(|word| word == first)
        };
        let left = |words: &str| self.left.iter().any(|name| begins(name, words));
        let is_amount = |figure: &Figure| LEDGER.split_whitespace().any(|word| word == figure.contents.0.to_lowercase());
        left(LEDGER) || (left("art funksjon") && !left("region")) || self.figures.iter().any(is_amount)
    }

    fn place(&self, line: u32, column: usize) -> String {
        let name = self.left.get(column).or_else(|| self.figures.get(column - self.left.len()).map(|figure| &figure.name));
        format!("linje {line}, kolonne {} ({})", column + 1, shown(name.map_or("", String::as_str)))
    }

    /// The variables, then contents and time, unless a variable is that already.
    fn dimensions(&self, variables: Vec<DimensionBuilder>, rows: usize) -> Vec<Dimension> {
        let mut taken: Vec<String> = Vec::new();
        let mut dimensions = Vec::new();
        for (number, (variable, name)) in variables.into_iter().zip(&self.left).enumerate() {
            let code = match code_of(name, self.joined) {
                _ if self.time == Some(number) => "tid".to_owned(),
                code if CONTENTS.contains(&code.as_str()) => "contents".to_owned(),
                code => code,
            };
            let code = free_name(&code, &taken);
            let label = code_and_label(name, self.joined).1.unwrap_or_else(|| name.clone());
            let mut dimension = variable.finish(code.clone(), Some(label));
            self.take_apart(&mut dimension);
            taken.push(code);
            dimensions.push(dimension);
        }
        let (mut contents, mut time) = (DimensionBuilder::default(), DimensionBuilder::default());
        for figure in &self.figures {
            contents.push(&figure.contents.0, figure.contents.1.as_deref());
            time.push(&figure.period, None);
        }
        let has_contents = taken.iter().any(|code| code == "contents");
        let says_contents = self.time.is_none() && self.figures.iter().any(|figure| !figure.contents.0.is_empty());
        if !has_contents || says_contents {
            dimensions.push(repeated(contents.finish(free_name("contents", &taken), None), rows));
        }
        if self.time.is_none() {
            dimensions.push(repeated(time.finish(free_name("tid", &taken), None), rows));
        }
        dimensions
    }

    /// Parts code and label in the categories of a variable, where they stand together.
    fn take_apart(&self, dimension: &mut Dimension) {
        let texts = || dimension.categories.iter().map(|category| category.code.as_str());
        let apart: Option<Vec<(&str, &str)>> = if self.joined {
            texts().map(|text| text.split_once(JOINT)).collect()
        } else if texts().all(has_code) && texts().any(has_long_code) {
            Some(texts().map(|text| text.split_once(char::is_whitespace).unwrap_or((text, ""))).collect())
        } else {
            None
        };
        let Some(apart) = apart else { return };
        // A code that stands for two names is no code.
        let codes: HashSet<&str> = apart.iter().map(|(code, _)| *code).collect();
        if codes.len() < apart.len() {
            return;
        }
        let label = |label: &str| Some(label.trim().to_owned()).filter(|label| !label.is_empty());
        let apart: Vec<_> = apart.into_iter().map(|(code, text)| (code.trim().to_owned(), label(text))).collect();
        for (category, (code, label)) in dimension.categories.iter_mut().zip(apart) {
            (category.code, category.label) = (code, label);
        }
    }
}

fn repeated(mut dimension: Dimension, rows: usize) -> Dimension {
    if let Keys::Listed(keys) = &mut dimension.keys {
        *keys = keys.repeat(rows);
    }
    dimension
}

/// What `UseCodesAndTexts` puts between a code and its text.
const JOINT: &str = " - ";

/// The code and the label of a name or a value.
fn code_and_label(text: &str, joined: bool) -> (String, Option<String>) {
    match text.split_once(JOINT).filter(|_| joined) {
        Some((code, label)) => (code.trim().to_owned(), Some(label.trim().to_owned())),
        None => (text.to_owned(), None),
    }
}

/// The code of a variable as a column name: in lower case.
fn code_of(name: &str, joined: bool) -> String {
    code_and_label(name, joined).0.to_lowercase()
}

/// Takes the name of a column of figures apart: contents and period, in either order.
fn figure(name: &str, joined: bool) -> Option<Figure> {
    let figure = |contents: &str, period: &str| {
        // More than one pair of code and text is several variables in one heading: they stay together.
        let contents = code_and_label(contents.trim(), joined && contents.matches(JOINT).count() == 1);
        Some(Figure { name: name.to_owned(), contents, period: period.to_owned() })
    };
    if joined {
        // `Personer1 - Persons 2020 - 2020`: the period is its own text.
        let (rest, last) = name.rsplit_once(JOINT)?;
        return match rest.rsplit_once(' ') {
            Some((contents, period)) if is_period(period) && period == last => figure(contents, period),
            None if is_period(rest) && rest == last => figure("", rest),
            _ => {
                let (period, contents) = name.split_once(JOINT)?;
                figure(contents.strip_prefix(period)?.strip_prefix(' ')?, period).filter(|_| is_period(period))
            }
        };
    }
    match (name.rsplit_once(char::is_whitespace), name.split_once(char::is_whitespace)) {
        _ if is_period(name) => figure("", name),
        (Some((contents, period)), _) if is_period(period) => figure(contents, period),
        (_, Some((period, contents))) if is_period(period) => figure(contents, period),
        _ => None,
    }
}

/// The period in a value of a time column: `2020`, or `2020 - 2020` where codes and texts are joined.
fn period_of(value: &str) -> String {
    value.split_once(JOINT).map_or(value, |(period, _)| period).trim().to_owned()
}

/// `2024`, `2024M06`, `2024K2`, `2026U23`, `2023-2024`, `2023/24`.
fn is_period(text: &str) -> bool {
    let digits = |text: &str, lengths: &[usize]| lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (Some(year), Some(rest)) = (text.get(..4), text.get(4..)) else { return false };
    if !digits(year, &[4]) || !("1500".."2200").contains(&year) {
        return false;
    }
    let mut rest = rest.chars();
    match rest.next() {
        None => true,
        Some('M' | 'K' | 'Q' | 'U' | 'W' | 'H' | 'T') => digits(rest.as_str(), &[1, 2]),
        Some('-' | '/') => digits(rest.as_str(), &[2, 4]),
        Some(_) => false,
    }
}

/// Whether a value begins with a code: `0101 Halden`, `K-Rest Delte kommuner`, `EKG03 Kostragruppe 3`, `0 Hele landet`, or is one.
fn has_code(text: &str) -> bool {
    let (code, label) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    // KOSTRA's groups of municipalities and the country: EAK, EAKUO, EKA31, EKG03.
    let is_group = ["EAK", "EKA", "EKG"].iter().any(|group| code.starts_with(group)) && code.bytes().all(|b| !b.is_ascii_lowercase());
    let starts_a_name = || label.trim_start().starts_with(char::is_alphabetic);
    has_long_code(text) || is_group || (is_digits(code) && (label.is_empty() || starts_a_name()))
}

/// Whether a value begins with a code that nothing else looks like: four digits or more, or a prefix for merged units.
fn has_long_code(text: &str) -> bool {
    let (code, label) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_range = label.trim_start().starts_with(['-', '–', '+', '<', '>']);
    let is_prefixed = ["K-", "K_", "F-", "F_"].iter().filter_map(|prefix| code.strip_prefix(prefix)).any(|rest| !rest.is_empty());
    !is_range && (is_prefixed || (code.len() >= 4 && is_digits(code)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `07459: Population, by region, age, contents and year`
fn is_table_title(text: &str) -> bool {
    text.trim().trim_start_matches('"').split_once(':').is_some_and(|(table, _)| table.len() == 5 && is_digits(table))
}

fn unclosed(line: u32, field: usize) -> Refusal {
    Refusal::new(format!("linje {line}, kolonne {field}"), "et anførselstegn som ikke lukkes", "et anførselstegn i hver ende av feltet")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::testing;
    use super::*;

    const FILE: &str = "\"07459: Population, by region, age, contents and year\"\n\n\"region\";\"age\";\"Persons 2020\";\"Persons 2021\"\n\
                        \"K-3001 Halden\";\"0 years\";256;253\n\"K-21-22 Svalbard\";\"0 years\";.;..\n\
                        \"K-Rest Divided\";\"105 years or older\";:;-\n\"3412 Løten\";\"1 year\";;...\n";

    fn codes(reading: &Reading, index: usize) -> Vec<(&str, &str)> {
        reading.dimensions.iter().map(|d| (d.code.as_str(), d.category(index).code.as_str())).collect()
    }

    fn refused(text: &str) -> Refusal {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn reads_every_symbol_in_file_order() {
        assert!(sniff(FILE.as_bytes()));
        let reading = read(FILE.as_bytes()).unwrap();
        assert_eq!(reading.title.as_deref(), Some("07459: Population, by region, age, contents and year"));
        assert_eq!(codes(&reading, 1), [("region", "K-3001"), ("age", "0 years"), ("contents", "Persons"), ("tid", "2021")]);
        assert_eq!(codes(&reading, 2)[0].1, "K-21-22");
        assert_eq!(codes(&reading, 4)[..2], [("region", "K-Rest"), ("age", "105 years or older")]);
        assert_eq!(reading.dimensions[0].category(7).label.as_deref(), Some("Løten"));
        let cells: Vec<_> = (0..8).map(|i| reading.cells.get(i)).map(|c| (c.value(), c.status(), c.symbol())).collect();
        let none = |status, symbol| (None, status, symbol);
        assert_eq!(
            cells[1..],
            [
                (Some(253.0), Status::Ok, None),
                none(Status::IkkeAktuelt, Some(".")),
                none(Status::Mangler, Some("..")),
                none(Status::Skjermet, Some(":")),
                (Some(0.0), Status::Ok, Some("-")),
                none(Status::Mangler, None),
                none(Status::Mangler, Some("...")),
            ]
        );
        assert_eq!(reading.places.describe(3), "linje 5, kolonne 4");
    }

    #[test]
    fn reads_every_separator_and_encoding() {
        for (from, to) in [(';', ','), (';', '\t'), (';', ' '), (';', ';')] {
            let text = FILE.replace(from, &to.to_string()).replace('\n', "\r\n");
            let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
            for bytes in [text.clone().into_bytes(), latin, testing::utf16(&text)] {
                assert!(sniff(&bytes), "{to:?}");
                let reading = read(&bytes).unwrap();
                assert_eq!((reading.len(), reading.dimensions[0].category(6).label.as_deref()), (8, Some("Løten")));
            }
        }
        let plain = read(b"region,age,2019\n0101 Halden,0 years,245\n0101 Halden,1 year,309\n").unwrap();
        assert_eq!(codes(&plain, 1), [("region", "0101"), ("age", "1 year"), ("contents", ""), ("tid", "2019")]);
    }

    #[test]
    fn reads_codes_alone_and_codes_with_texts() {
        let alone = b"\"Region\",\"Alder\",\"Personer1 2020\"\n\"3412\",\"105+\",1\n\"0301\",\"000\",2\n";
        assert!(sniff(alone));
        let reading = read(alone).unwrap();
        assert_eq!(codes(&reading, 1), [("region", "0301"), ("alder", "000"), ("contents", "Personer1"), ("tid", "2020")]);
        assert_eq!(reading.dimensions[0].label.as_deref(), Some("Region"));
        let both = "\"07459: Folkemengde\"\n\
                    \"Region - region\",\"Alder - alder\",\"Personer1 - Personer 2020 - 2020\"\n\"3412 - Løten\",\"000 - 0 år\",1\n";
        assert!(sniff(both.as_bytes()));
        let reading = read(both.as_bytes()).unwrap();
        assert_eq!(codes(&reading, 0), [("region", "3412"), ("alder", "000"), ("contents", "Personer1"), ("tid", "2020")]);
        let labels: Vec<_> = reading.dimensions.iter().map(|d| d.category(0).label.as_deref()).collect();
        assert_eq!(labels, [Some("Løten"), Some("0 år"), Some("Personer"), None]);
    }

    #[test]
    fn reads_long_files() {
        let long = "region,statistikkvariabel,år,07459: Folkemengde\n3412 Løten,Personer,2020,7 500\n3412 Løten,Personer,2021,..\n";
        assert!(sniff(long.as_bytes()));
        let reading = read(long.as_bytes()).unwrap();
        assert_eq!(codes(&reading, 1), [("region", "3412"), ("contents", "Personer"), ("tid", "2021")]);
        let joined = read(b"Region - region,Tid - month,Antall\n3412 - Lo,2020M01 - 2020M01,5\n").unwrap();
        assert_eq!(codes(&joined, 0), [("region", "3412"), ("tid", "2020M01"), ("contents", "Antall")]);
        assert_eq!(refused("region,år,x\n3412,i fjor,5\n").place, "linje 2, kolonne 2 («år»)");
    }

    #[test]
    fn tells_coded_columns_from_texts() {
        let first = |values: [&str; 3]| {
            let text = format!("x;2020\n{};1\n{};2\n{};3\n", values[0], values[1], values[2]);
            read(text.as_bytes()).unwrap().dimensions[0].categories[0].code.clone()
        };
        assert_eq!(first(["0 Hele landet", "31 Østfold", "3118 Indre Østfold"]), "0");
        assert_eq!(first(["EAK Landet", "EKG03 Gruppe 3", "3412 Løten"]), "EAK");
        assert_eq!(first(["F-31 Østfold", "F-34 Innlandet", "F-03 Oslo"]), "F-31");
        assert_eq!(first(["0 years", "1 year", "105 years or older"]), "0 years");
        assert_eq!(first(["1000 - 1999 kr", "2000 - 2999 kr", "500 - 999 kr"]), "1000 - 1999 kr");
        assert_eq!(first(["3412 Løten", "Vang", "3118 Indre Østfold"]), "3412 Løten");
        assert_eq!(first(["1507 Ålesund (-2019)", "1507 Ålesund (2020-2023)", "1508 Ålesund"]), "1507 Ålesund (-2019)");
    }

    #[test]
    fn knows_periods_in_column_names() {
        let read = |name: &str| figure(name, false).map(|figure| (figure.contents.0, figure.period));
        let both = |contents: &str, period: &str| Some((contents.to_owned(), period.to_owned()));
        assert_eq!(read("Persons 2015"), both("Persons", "2015"));
        assert_eq!(read("Folkemengde 2020M01"), both("Folkemengde", "2020M01"));
        assert_eq!(read("2017"), both("", "2017"));
        assert_eq!(read("2020K3 Beløp (1000 kr)"), both("Beløp (1000 kr)", "2020K3"));
        assert_eq!(read("Elever 2023-2024"), both("Elever", "2023-2024"));
        for name in ["region", "Beløp 1000", "2020ø", "2020X1", "20201", "0 years", "", "Kode 3412", "2025-26.Engelsk.Skalapoeng"] {
            assert_eq!(read(name), None, "{name}");
        }
    }

    #[test]
    fn refuses_what_is_not_whole() {
        let change = |from: &str, to: &str| refused(&FILE.replacen(from, to, 1));
        assert_eq!(change("256", "x").place, "linje 4, kolonne 3 («Persons 2020»)");
        assert_eq!(change("256", "256*").found, "«256*»");
        assert_eq!(change(";256;253", ";256").found, "3 felter");
        assert_eq!(change("1 year\"", "1 year").place, "linje 7, kolonne 2");
        assert!(change("K-21-22 Svalbard", "K-3001 Halden").found.contains("linje 4"));
        assert!(change("Persons 2021", "Persons 2020").found.contains("andre gang"));
        assert!(change("Persons 2021", "Persons  2020").found.contains("andre gang"));
        assert_eq!(change("\"K-21-22 Svalbard\"", "").found, "et tomt felt");
        assert_eq!(change("\n\"K-21", "\n\n\"K-21").place, "linje 5");
        assert!(refused("").found.contains("uten overskrift"));
        assert!(refused("\"07459: x\"\n").found.contains("uten overskrift"));
        assert!(refused("region;2020\n").found.contains("uten rader"));
        assert!(refused("2019;2020\n1;2\n").found.contains("ingen variabler"));
        assert!(refused("a;b\n1;2\n").found.contains("ingen kolonner med perioder"));
        assert_eq!(refused(&((0..40).map(|i| format!("v{i};")).collect::<String>() + "2020\n")).found, "40 variabler");
        assert!(refused("bare tekst\nmer\n").expected.contains("flere kolonner"));
    }

    #[test]
    fn claims_no_ledgers() {
        let others = [
            "",
            "art;ansvar;tjeneste;beloep\n1;2;3;4\n",
            "avdeling;tjeneste;tekst;2013;2014\n1;2;x;4;5\n",
            "funksjon;art;Regnskap 2023;Budsjett 2024\n202;010;4;5\n",
            "år;art;funksjon;beløp\n2020;010;202;5\n",
            "aar,kommunenr,navn\n2022,3412,Løten\n",
            "changeOccurred,old,oldname,new,newname\n2013-01-01,1901,Harstad,1903,Harstad\n",
            "sep=;\nEnhetNivaa;2025-26.Engelsk.Skalapoeng\n1;50\n",
            "navn;klasse 2020\nOla;5A\n",
            "{\"codeChanges\":[]}",
        ];
        for other in others {
            assert!(!sniff(other.as_bytes()), "{other}");
        }
        assert!(sniff("region;funksjon;art;Beløp (1000 kr) 2020\n3412 Løten;FGK8b Grunnskole;AGD10 Brutto;16\n".as_bytes()));
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            testing::survives(&FORMAT, &bytes);
        }

        #[test]
        fn a_damaged_file_never_panics(bytes in prop_oneof![testing::damaged(FILE.into()), testing::damaged(testing::utf16(FILE))]) {
            testing::survives(&FORMAT, &bytes);
        }
    }
}
