//! `sql`: one query, or a plain shell.

use std::time::Instant;

use datafusion::prelude::SessionContext;
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use super::Context;
use crate::cli::{Format, SqlArgs};
use crate::engine;
use crate::error::{Error, Result, exit};
use crate::output;
use crate::release;

/// Answers a query over a release, or opens a shell over it.
pub async fn sql(context: &Context, arguments: SqlArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let manifest = context.release(&warehouse, arguments.release.as_deref())?;
    let session = match arguments.as_of {
        Some(day) => {
            let catalogue = context.catalogue_for(&warehouse, &manifest).await?;
            release::open_as_of(&warehouse, &manifest, &catalogue, day, arguments.query.as_deref()).await?
        }
        None => context.open(&warehouse, &manifest, arguments.query.as_deref()).await?,
    };
    match arguments.query {
        Some(query) => {
            answer(&session, &query, arguments.output.format).await?;
            Ok(exit::DONE)
        }
        None => {
            let synthetic = if manifest.syntetisk { " – SYNTETISKE TALL" } else { "" };
            eprintln!("innsikt {} · utgave {}{synthetic}", env!("CARGO_PKG_VERSION"), manifest.utgave);
            eprintln!("Avslutt en spørring med semikolon. \\d viser tabellene, \\d TABELL kolonnene, \\q avslutter.");
            shell(&session, arguments.output.format).await
        }
    }
}

async fn answer(session: &SessionContext, query: &str, format: Format) -> Result<()> {
    let frame = engine::read_only(session, query).await?;
    output::print(&engine::collect(frame, "spørringen").await?, format)
}

async fn shell(session: &SessionContext, format: Format) -> Result<u8> {
    let mut editor = DefaultEditor::new().map_err(|error| Error::Stop(format!("kan ikke lese fra terminalen: {error}")))?;
    let mut statement = String::new();
    loop {
        let prompt = if statement.is_empty() { "innsikt> " } else { "     ..> " };
        let line = match editor.readline(prompt) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                statement.clear();
                continue;
            }
            Err(ReadlineError::Eof) => {
                if !statement.trim().is_empty() {
                    answer(session, statement.trim(), format).await?;
                }
                return Ok(exit::DONE);
            }
            Err(error) => return Err(Error::Stop(format!("kan ikke lese fra terminalen: {error}"))),
        };
        let trimmed = line.trim();
        if statement.is_empty() && (trimmed.is_empty() || trimmed.starts_with('\\')) {
            match trimmed.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["\\q"] => return Ok(exit::DONE),
                ["\\d"] => say(answer(session, TABLES, format).await),
                ["\\d", table] => say(answer(session, &columns_of(table), format).await),
                [] => {}
                _ => eprintln!("ukjent kommando {trimmed}; \\d, \\d TABELL og \\q finnes"),
            }
            continue;
        }
        statement.push_str(&line);
        statement.push('\n');
        if trimmed.ends_with(';') {
            // History is a convenience; a terminal without one still answers queries.
            let _ = editor.add_history_entry(statement.trim());
            let start = Instant::now();
            say(answer(session, statement.trim().trim_end_matches(';'), format).await);
            eprintln!("{} ms", start.elapsed().as_millis());
            statement.clear();
        }
    }
}

fn say(result: Result<()>) {
    if let Err(error) = result {
        eprintln!("{error}");
    }
}

const TABLES: &str = "SELECT table_schema AS skjema, table_name AS tabell FROM information_schema.tables
    WHERE table_schema <> 'information_schema' ORDER BY 1, 2";

fn columns_of(table: &str) -> String {
    let (schema, name) = table.split_once('.').unwrap_or((engine::DEFAULT_SCHEMA, table));
    let quote = |text: &str| text.replace('\'', "''");
    format!(
        "SELECT column_name AS kolonne, data_type AS type FROM information_schema.columns
         WHERE table_schema = '{}' AND table_name = '{}' ORDER BY ordinal_position",
        quote(schema),
        quote(name)
    )
}
