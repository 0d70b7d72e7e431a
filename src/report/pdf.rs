//! From a document's content to PDF, through the Typst templates: embedded fonts only and no clock, so that the same content gives
//! the same bytes; tagged as PDF/UA-1, so that a screen reader can read tables and charts.

use serde_json::Value;
use typst::foundations::{Dict, IntoValue, Smart};
use typst_as_lib::TypstEngine;
use typst_as_lib::typst_kit_options::TypstKitFontOptions;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::definition::Definitions;
use crate::error::{Error, Result};

/// Renders `reports/<document>.typ` with the content.
pub fn pdf(definitions: &Definitions, content: &Value) -> Result<Vec<u8>> {
    let name = content["dokument"].as_str().unwrap_or_default();
    let template = format!("{name}.typ");
    let fail = |what: String| Error::Stop(format!("{name}: {what}"));
    let files: Vec<(&str, &str)> = definitions.under("reports").map(|(path, text)| (path.trim_start_matches("reports/"), text)).collect();
    let sources = files.iter().filter(|(path, _)| path.ends_with(".typ")).map(|(path, text)| (*path, *text));
    let others = files.iter().filter(|(path, _)| !path.ends_with(".typ")).map(|(path, text)| (*path, text.as_bytes()));
    let engine = TypstEngine::builder()
        .search_fonts_with(TypstKitFontOptions::default().include_system_fonts(false).include_embedded_fonts(true))
        .with_static_source_file_resolver(sources)
        .with_static_file_resolver(others)
        .build();
    let mut inputs = Dict::new();
    inputs.insert("data".into(), content.to_string().into_value());
    let document = engine.compile_with_input(template.as_str(), inputs).output.map_err(|error| fail(error.to_string()))?;
    let standards = PdfStandards::new(&[PdfStandard::V_1_7, PdfStandard::Ua_1]).map_err(|error| fail(format!("{error:?}")))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("innsikt/{}/{name}/{}", content.get("kommunenr").unwrap_or(&Value::Null), content["utgave"])),
        creator: Smart::Custom(Some("Innsikt".to_owned())),
        timestamp: None,
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| {
        let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
        fail(messages.join("; "))
    })
}
