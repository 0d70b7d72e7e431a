//! The two documents: a rendering of `rapport.*` and nothing else.
//!
//! A third page, [`fasit`], holds our figures against the publishers'. [`content`] collects what may be printed of one municipality, every figure formatted already; [`pdf`] hands that to the Typst
//! templates in `reports/`, which compute nothing. The same content is the document's JSON form, and what tests compare with the release.

mod books;
mod content;
mod fasit;
mod number;
mod pdf;

pub use content::{Request, content};
pub use fasit::fasit;
pub use number::{norwegian, with_decimals};
pub use pdf::pdf;
