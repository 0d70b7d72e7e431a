//! Workbooks to fill in: for every local table one with its columns, their limits and an explanation of each.
//!
//! Everything in it comes from the table's pipeline (`pipelines/lokal/*.toml`): what a cell is told when it is written is what it is held to
//! when it is imported. The same pipeline and rows give the same bytes.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    IgnoreError, Workbook, Worksheet, XlsxError,
};

use crate::error::{Error, Result};
use crate::pipeline::{Field, Interpretation, Layout, Pipeline};
use crate::read::{figure, parse_number};

/// How many rows have their cells prepared.
const ROWS: u32 = 2_000;

/// As long as a spreadsheet takes the texts of a cell's hint and of its list.
const LONGEST_HINT: usize = 255;
const LONGEST_TITLE: usize = 32;

/// Rows that a template begins with, each with a text for every column of the file that it knows.
pub type Rows = Vec<Vec<(String, String)>>;

/// The workbook of a plain table, with `rows` filled in. `synthetic` says that they are made up.
pub fn workbook(pipeline: &Pipeline, layout: &Layout, rows: &Rows, synthetic: bool) -> Result<Vec<u8>> {
    written(pipeline, layout, rows, synthetic).map_err(|error| Error::Stop(format!("arbeidsboken {} lar seg ikke lage: {error}", pipeline.id)))
}

fn written(pipeline: &Pipeline, layout: &Layout, rows: &Rows, synthetic: bool) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let marked = if synthetic { "syntetiske tall" } else { "" };
    // A fixed day: a template that says the same is the same file.
    let properties = DocProperties::new().set_title(&pipeline.tittel).set_author("innsikt").set_comment(marked);
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let columns: Vec<Column<'_>> = layout.file_columns().into_iter().map(|name| Column::of(name, layout)).collect();
    table(book.add_worksheet().set_name(&pipeline.id)?, &columns, rows)?;
    guide(book.add_worksheet().set_name("Veiledning")?, pipeline, &columns, synthetic)?;
    book.save_to_buffer()
}

/// What a column's cells hold.
enum Kind {
    Figure,
    Day,
    /// One of these words.
    Word(Vec<String>),
    Text,
}

struct Column<'a> {
    name: String,
    kind: Kind,
    field: Option<&'a Field>,
    /// What is expected of a cell, in words.
    expected: String,
}

impl<'a> Column<'a> {
    fn of(name: String, layout: &'a Layout) -> Column<'a> {
        let field = layout.felt.get(&name);
        let persons = layout.personer.as_ref().is_some_and(|few| few.grunnlag == name);
        let key = layout.key_column(&name);
        let words: Vec<String> = key.map(|column| column.verdier.keys().map(ToString::to_string).collect()).unwrap_or_default();
        let how = key.and_then(|column| column.tolk);
        let (kind, expected) = match how {
            _ if layout.verdi.contains(&name) => {
                let limits = field.map_or_else(|| "et tall".to_owned(), Field::limits);
                (Kind::Figure, limits + "; tomt felt når tallet ikke finnes, «.» når det ikke er aktuelt, «:» når det er skjermet")
            }
            _ if persons => (Kind::Figure, "et helt tall; det brukes til å skjule tall om få personer, og lagres ikke".to_owned()),
            _ if !words.is_empty() => {
                let expected = format!("en av {}", words.join(", "));
                (Kind::Word(words), expected)
            }
            Some(Interpretation::Dato) => (Kind::Day, "en dato".to_owned()),
            Some(Interpretation::Kommunenr) => (Kind::Text, "fire siffer".to_owned()),
            Some(Interpretation::Orgnr) => (Kind::Text, "ni siffer".to_owned()),
            Some(Interpretation::Skoleaar) => (Kind::Text, "et skoleår som 2024-25".to_owned()),
            Some(Interpretation::Trinn) => (Kind::Text, "et trinn fra 1 til 10, eller alle".to_owned()),
            Some(Interpretation::Aar | Interpretation::FoersteAar) => (Kind::Text, "et årstall".to_owned()),
            Some(Interpretation::Alder) => (Kind::Text, "en alder i hele år".to_owned()),
            Some(Interpretation::Enhetsnivaa) => (Kind::Text, "et kommunenummer, eller 0 for landet".to_owned()),
            None => (Kind::Text, "tekst".to_owned()),
        };
        Column { name, kind, field, expected }
    }

    fn is_required(&self) -> bool {
        self.field.is_some_and(|field| field.paakrevd)
    }

    fn description(&self) -> &str {
        self.field.map_or("", |field| field.beskrivelse.as_str())
    }

    fn width(&self) -> f64 {
        let content = match &self.kind {
            Kind::Figure | Kind::Day => 12,
            Kind::Word(words) => words.iter().map(|word| word.chars().count() + 4).max().unwrap_or_default(),
            Kind::Text if self.expected == "tekst" => 28,
            Kind::Text => 12,
        };
        content.max(self.name.chars().count() + 3) as f64
    }

    fn format(&self) -> Format {
        let decimals = self.field.is_none_or(|field| !field.heltall);
        let is_year = self.field.is_some_and(|field| field.enhet.as_deref() == Some("år"));
        match self.kind {
            Kind::Figure if is_year => Format::new().set_num_format("0"),
            Kind::Figure if decimals => Format::new().set_num_format("#,##0.##"),
            Kind::Figure => Format::new().set_num_format("#,##0"),
            Kind::Day => Format::new().set_num_format("yyyy-mm-dd"),
            // A number of four digits or nine is a name: as text it keeps its zeros.
            Kind::Word(_) | Kind::Text => Format::new().set_num_format("@"),
        }
    }

    /// The hint at a cell, and what is refused when it is written. What a figure may be besides a number is only warned about.
    fn validation(&self) -> std::result::Result<DataValidation, XlsxError> {
        let validation = match (&self.kind, self.field) {
            (Kind::Word(words), _) if words.iter().map(|word| word.chars().count() + 1).sum::<usize>() <= LONGEST_HINT => {
                DataValidation::new().allow_list_strings(words)?
            }
            (Kind::Figure, field) => {
                let limit = |given: Option<f64>, none: f64| given.unwrap_or(none);
                let least = limit(field.and_then(|field| field.minst), -1e12);
                let most = limit(field.and_then(|field| field.hoeyst), 1e12);
                let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(least, most));
                rule.set_error_style(DataValidationErrorStyle::Warning)
            }
            (Kind::Day, _) => {
                let (first, last) = (ExcelDateTime::from_ymd(1900, 1, 1)?, ExcelDateTime::from_ymd(2100, 1, 1)?);
                DataValidation::new().allow_date(DataValidationRule::Between(first, last))
            }
            _ => DataValidation::new().allow_any_value(),
        };
        let what = if self.description().is_empty() { self.expected.clone() } else { format!("{}: {}", self.description(), self.expected) };
        let hint = shortened(&what, LONGEST_HINT);
        validation
            .set_input_title(shortened(&self.name, LONGEST_TITLE))?
            .set_input_message(hint)?
            .set_error_title(shortened(&self.name, LONGEST_TITLE))?
            .set_error_message(shortened(&format!("Ventet {}.", self.expected), LONGEST_HINT))
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

const INK: Color = Color::RGB(0x1F_3A_5F);
const PAPER: Color = Color::RGB(0xEE_F2_F7);

fn heading() -> Format {
    let format = Format::new().set_bold().set_font_color(Color::White).set_background_color(INK);
    format.set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin)
}

/// The table: its first row has the columns' names, required ones with an underline.
fn table(sheet: &mut Worksheet, columns: &[Column<'_>], rows: &Rows) -> std::result::Result<(), XlsxError> {
    for (column, at) in columns.iter().zip(0u16..) {
        let format = if column.is_required() { heading().set_underline(rust_xlsxwriter::FormatUnderline::Single) } else { heading() };
        sheet.write_with_format(0, at, &column.name, &format)?;
        sheet.set_column_width(at, column.width())?;
        sheet.set_column_format(at, &column.format())?;
        sheet.add_data_validation(1, at, ROWS, at, &column.validation()?)?;
        if matches!(column.kind, Kind::Text) {
            sheet.ignore_error_range(1, at, ROWS, at, IgnoreError::NumberStoredAsText)?;
        }
    }
    for (row, at) in rows.iter().zip(1u32..) {
        for (name, text) in row {
            let Some((place, column)) = (0u16..).zip(columns).find(|(_, column)| column.name == *name) else { continue };
            match parse_number(text).filter(|_| matches!(column.kind, Kind::Figure) && figure(text).is_some()) {
                Some(number) => sheet.write_with_format(at, place, number, &column.format())?,
                None => sheet.write_with_format(at, place, text, &column.format())?,
            };
        }
    }
    sheet.set_row_height(0, 24)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// What each column holds, and how the workbook is taken in.
fn guide(sheet: &mut Worksheet, pipeline: &Pipeline, columns: &[Column<'_>], synthetic: bool) -> std::result::Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(16).set_font_color(INK);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let wide = |sheet: &mut Worksheet, row: u32, content: &str| -> std::result::Result<u32, XlsxError> {
        sheet.merge_range(row, 0, row, 4, content, &text)?;
        let lines = content.chars().count().div_ceil(115).max(1);
        sheet.set_row_height(row, 16.0 * lines as f64)?;
        Ok(row + 1)
    };
    for (at, width) in [26.0, 58.0, 12.0, 10.0, 46.0].into_iter().enumerate() {
        sheet.set_column_width(at as u16, width)?;
    }
    sheet.write_with_format(0, 0, &pipeline.tittel, &title)?;
    sheet.set_row_height(0, 26)?;
    let mut row = 1;
    if synthetic {
        row = wide(sheet, row, "Syntetiske tall: radene i denne arbeidsboken er oppdiktet.")?;
    }
    row = wide(sheet, row, &pipeline.beskrivelse)?;
    let how = format!(
        "Fyll ut arket «{}», én rad per linje, og ta det inn med: innsikt import {} FIL.xlsx. Kolonnenavnene skal stå som de er; understrekede kolonner må fylles ut.",
        pipeline.id, pipeline.id
    );
    row = wide(sheet, row, &how)?;
    row = wide(sheet, row, "Ingen navn på eller opplysninger om enkeltpersoner: et fødselsnummer noe sted i arbeidsboken gjør at hele filen avvises.")? + 1;
    for (at, name) in ["Kolonne", "Hva den inneholder", "Enhet", "Må fylles", "Hva som kan stå der"].into_iter().enumerate() {
        sheet.write_with_format(row, at as u16, name, &heading())?;
    }
    sheet.set_row_height(row, 20)?;
    for (column, number) in columns.iter().zip(0u32..) {
        row += 1;
        let cell = if number % 2 == 0 { text.clone() } else { text.clone().set_background_color(PAPER) };
        let unit = column.field.and_then(|field| field.enhet.as_deref()).unwrap_or_default();
        let required = if column.is_required() { "ja" } else { "" };
        for (at, content) in [column.name.as_str(), column.description(), unit, required, &column.expected].into_iter().enumerate() {
            sheet.write_with_format(row, at as u16, content, &cell)?;
        }
        let lines = column.description().chars().count().div_ceil(58).max(column.expected.chars().count().div_ceil(46)).max(1);
        sheet.set_row_height(row, 15.5 * lines as f64)?;
    }
    row += 2;
    if !pipeline.feller.is_empty() {
        sheet.write_with_format(row, 0, "Merk", &Format::new().set_bold().set_font_color(INK))?;
        row += 1;
        for note in &pipeline.feller {
            row = wide(sheet, row, &format!("• {note}"))?;
        }
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_screen_gridlines(false);
    Ok(())
}
