//! A local file opened: the text of a delimited file, or of one sheet of a workbook, with places as whoever reads a message knows them.

use std::borrow::Cow;

use super::explore::find_header;
use super::mapping::Mapping;
use super::rows::{Header, Rows, decoded};
use crate::guard;
use crate::read::{Refusal, Syntax, shown};
use crate::workbook::{SEPARATOR, Sheet, Workbook, is_workbook};

/// A file whose cells can be read. Nothing of it may be shown or kept before [`Opened::guard`] has passed it.
#[derive(Debug)]
pub struct Opened<'a> {
    content: Content<'a>,
}

#[derive(Debug)]
enum Content<'a> {
    Text { text: Cow<'a, str>, separator: Option<u8> },
    Book { bytes: &'a [u8], book: Workbook, sheet: usize },
}

impl<'a> Opened<'a> {
    /// Opens a file as its mapping says: in its encoding, at its sheet, which is found by its columns where it is not named.
    pub fn open(bytes: &'a [u8], mapping: &Mapping) -> Result<Opened<'a>, Refusal> {
        if !is_workbook(bytes) {
            return Ok(Opened { content: Content::Text { text: decoded(bytes, mapping)?, separator: mapping.separator() } });
        }
        let book = Workbook::open(bytes, mapping.decimal().unwrap_or(','))?;
        let amounts = mapping.amounts();
        let wanted: Vec<&str> = mapping.columns.read().chain(amounts.iter().map(|amount| &amount.column)).map(String::as_str).collect();
        let has_columns = |sheet: &Sheet| Header::find(&rows_of(sheet), &wanted).is_some_and(|(header, _)| header.has(&wanted));
        let sheet = choose(&book, mapping.sheet(), has_columns)?;
        Ok(Opened { content: Content::Book { bytes, book, sheet } })
    }

    /// Opens a file that nobody has described: at the sheet that is asked for, else at the one that has column names.
    pub fn undescribed(bytes: &'a [u8], sheet: Option<&str>) -> Result<Opened<'a>, Refusal> {
        if !is_workbook(bytes) {
            return Ok(Opened { content: Content::Text { text: guard::text(bytes)?, separator: None } });
        }
        let book = Workbook::open(bytes, ',')?;
        let sheet = choose(&book, sheet, |sheet| find_header(&rows_of(sheet)).is_ok())?;
        Ok(Opened { content: Content::Book { bytes, book, sheet } })
    }

    /// The rows that the mapping is about.
    pub fn rows(&self) -> Rows<'_> {
        match &self.content {
            Content::Text { text, separator } => Rows::new(text, *separator),
            Content::Book { book, sheet, .. } => rows_of(&book.sheets[*sheet]),
        }
    }

    /// The sheet that the rows stand in.
    pub fn sheet(&self) -> Option<&str> {
        match &self.content {
            Content::Text { .. } => None,
            Content::Book { book, sheet, .. } => Some(&book.sheets[*sheet].name),
        }
    }

    /// Looks at every cell, those of other and hidden sheets too. `dropped` are the columns that are left out by name.
    pub fn guard(&self, dropped: &[String]) -> Result<(), Refusal> {
        match &self.content {
            Content::Text { text, .. } => guard::inspect(text.as_bytes(), Syntax::Delimited, dropped),
            Content::Book { bytes, book, .. } => guard::inspect_workbook(bytes, book, dropped),
        }
    }

    /// A refusal of the rows with its place in the file.
    pub fn refusal(&self, refusal: Refusal) -> Refusal {
        match &self.content {
            Content::Text { .. } => refusal,
            Content::Book { book, sheet, .. } => book.sheets[*sheet].refusal(refusal),
        }
    }
}

fn rows_of(sheet: &Sheet) -> Rows<'_> {
    Rows::new(sheet.text(), Some(SEPARATOR))
}

/// The sheet by its name, else the one that has the table.
fn choose(book: &Workbook, name: Option<&str>, fits: impl Fn(&Sheet) -> bool) -> Result<usize, Refusal> {
    let Some(name) = name else {
        return book.the_table(fits, "ett synlig ark med kolonnene, eller arkets navn i `ark` under `[fil]` (--ark til --explore)");
    };
    let found = book.sheets.iter().position(|sheet| sheet.name.trim() == name.trim());
    found.ok_or_else(|| {
        let all = book.sheets.iter().map(|sheet| shown(&sheet.name)).collect::<Vec<_>>().join(", ");
        Refusal::whole(format!("ingen ark {}", shown(name)), format!("et av arkene {all}"))
    })
}
