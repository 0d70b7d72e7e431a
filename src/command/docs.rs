//! `docs`: pages that are made from the definitions. Needs no warehouse.

use super::Context;
use crate::cli::DocsPage;
use crate::documentation;
use crate::error::{Result, exit};
use crate::model::Catalogue;
use crate::outln;

/// Prints a page.
pub async fn docs(context: &Context, page: DocsPage) -> Result<u8> {
    let catalogue = Catalogue::load(context.definitions()?, false).await?;
    let text = match page {
        DocsPage::Datasets => documentation::datasets(&catalogue),
        DocsPage::Indicators => documentation::indicators(&catalogue).await?,
        DocsPage::Statements => documentation::statements(&catalogue)?,
    };
    outln!("{}", text.trim_end());
    Ok(exit::DONE)
}
