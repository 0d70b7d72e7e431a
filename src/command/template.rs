//! `template`: a workbook to fill in for one of the municipality's own tables.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::Context;
use crate::cli::TemplateArgs;
use crate::engine;
use crate::error::{Error, Result, exit};
use crate::outln;
use crate::pipeline::{Layout, Pipeline, Pipelines};
use crate::read;
use crate::release::Releases;
use crate::template::{self, Rows};
use crate::warehouse::Warehouse;
use crate::warehouse::files::write_atomically;

/// Writes the workbook, or lists those that there are.
pub async fn template(context: &Context, arguments: TemplateArgs) -> Result<u8> {
    let pipelines = Pipelines::load(&context.definitions()?)?;
    let tables = || pipelines.iter().filter_map(|pipeline| Some((pipeline, pipeline.layout(read::TABLE.id)?)));
    let Some(name) = &arguments.name else {
        for (pipeline, _) in tables() {
            outln!("{:<22} {}", pipeline.id, pipeline.tittel);
        }
        return Ok(exit::DONE);
    };
    let pipeline = pipelines.get(name)?;
    let Some(layout) = pipeline.layout(read::TABLE.id) else {
        let known: Vec<&str> = tables().map(|(pipeline, _)| pipeline.id.as_str()).collect();
        return Err(Error::Usage(format!("{name} er ikke en tabell som fylles ut; det er {}", known.join(", "))));
    };
    let kommune = arguments.kommune.as_deref().or(context.config.kommune.as_deref());
    if let Some(number) = kommune.filter(|number| number.len() != 4 || !number.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Error::Usage(format!("«{number}» er ikke et kommunenummer: ventet fire siffer, som 3412")));
    }
    let (rows, synthetic) = filled(context, pipeline, layout, kommune).await?;
    let bytes = template::workbook(pipeline, layout, &rows, synthetic)?;
    let file = arguments.output.unwrap_or_else(|| PathBuf::from(format!("{}{name}.xlsx", if synthetic { "syntetisk_" } else { "" })));
    let is_bare = file.parent().is_some_and(|folder| folder.as_os_str().is_empty());
    write_atomically(&if is_bare { Path::new(".").join(&file) } else { file.clone() }, &bytes)?;
    eprintln!(
        "{}: {} kolonner, {} rader fylt ut; ta den inn med innsikt import {name} {0}",
        file.display(),
        layout.file_columns().len(),
        rows.len()
    );
    Ok(exit::DONE)
}

/// The rows that the release knows already, and whether they are made up. Without a warehouse, a release or a municipality there are none.
async fn filled(context: &Context, pipeline: &Pipeline, layout: &Layout, kommune: Option<&str>) -> Result<(Rows, bool)> {
    if !context.place.warehouse.join("varehus.json").exists() {
        return Ok((Vec::new(), false));
    }
    let warehouse = Warehouse::open(&context.place.warehouse)?;
    let synthetic = warehouse.synthetic();
    let (Some(query), Some(kommune)) = (&layout.mal, kommune) else { return Ok((Vec::new(), synthetic)) };
    let Some(manifest) = Releases::of(&warehouse).current()? else { return Ok((Vec::new(), synthetic)) };
    let query = query.replace("{kommune}", kommune);
    let session = context.open(&warehouse, &manifest, Some(&query)).await?;
    let frame = engine::read_only(&session, &query).await?;
    let batch = engine::collect(frame, &format!("radene i malen {}", pipeline.id)).await?;
    let mut rows = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let mut cells = Vec::with_capacity(batch.num_columns());
        for (field, values) in batch.schema().fields().iter().zip(batch.columns()) {
            cells.push((field.name().clone(), array_value_to_string(values, row)?));
        }
        rows.push(cells);
    }
    Ok((rows, synthetic))
}
