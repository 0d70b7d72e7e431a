//! `report`: the documents as files.

use super::Context;
use crate::cli::{Document, Form, Maalform, ReportArgs};
use crate::error::{Error, Result, exit};
use crate::release;
use crate::report::{self, Request};
use crate::warehouse::files::write_atomically;

/// Writes a document in the forms that were asked for.
pub async fn report(context: &Context, arguments: ReportArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let manifest = context.release(&warehouse, None)?;
    let catalogue = context.catalogue_for(&warehouse, &manifest).await?;
    let language = match arguments.maalform {
        Maalform::Nb => "nb",
        Maalform::Nn => "nn",
    };
    let session = release::open(&warehouse, &manifest, &catalogue, None).await?;
    let (name, content) = match arguments.document {
        Document::Fasit => ("fasit".to_owned(), report::fasit(&session, &manifest, &catalogue, language).await?),
        Document::Tilstandsrapport | Document::Ressursanalyse => {
            let kommunenr = arguments
                .kommune
                .or_else(|| context.config.kommune.clone())
                .ok_or_else(|| Error::Usage("hvilken kommune? Gi --kommune NR, eller skriv kommune = \"NR\" i innsikt.toml".to_owned()))?;
            let document = if arguments.document == Document::Tilstandsrapport { "tilstandsrapport" } else { "ressursanalyse" };
            let request = Request { document, kommunenr: &kommunenr, period: arguments.periode.as_deref(), language };
            (format!("{document}-{kommunenr}"), report::content(&session, &manifest, &catalogue, &request).await?)
        }
    };
    for form in arguments.form {
        let (ending, bytes) = match form {
            Form::Pdf => ("pdf", report::pdf(&catalogue.definitions, &content)?),
            Form::Json => ("json", serde_json::to_vec_pretty(&content).map_err(|error| Error::Stop(error.to_string()))?),
        };
        let path = arguments.output.join(format!("{name}.{ending}"));
        write_atomically(&path, &bytes)?;
        eprintln!("{}", path.display());
    }
    Ok(exit::DONE)
}
