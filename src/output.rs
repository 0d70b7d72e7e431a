//! Printing rows on standard output: a table for a person, JSON, CSV or Parquet for a machine.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::util::display::FormatOptions;
use arrow::util::pretty::pretty_format_batches_with_options;
use parquet::arrow::ArrowWriter;

use crate::cli::Format;
use crate::error::{Error, Result};
use crate::warehouse::writer_properties;

/// Prints the rows of one batch.
pub fn print(batch: &RecordBatch, format: Format) -> Result<()> {
    let stdout = std::io::stdout();
    let mut out = stdout.lock();
    let written = match format {
        Format::Tabell => {
            let options = FormatOptions::new().with_null("");
            let table = pretty_format_batches_with_options(std::slice::from_ref(batch), &options)?;
            let rows = batch.num_rows();
            writeln!(out, "{table}\n{rows} {}", if rows == 1 { "rad" } else { "rader" })
        }
        Format::Json => {
            let mut bytes = Vec::new();
            let mut writer =
                arrow::json::WriterBuilder::new().with_explicit_nulls(true).build::<_, arrow::json::writer::JsonArray>(&mut bytes);
            writer.write(batch)?;
            writer.finish()?;
            bytes.push(b'\n');
            out.write_all(&bytes)
        }
        Format::Csv => {
            let mut bytes = Vec::new();
            arrow::csv::WriterBuilder::new().with_header(true).build(&mut bytes).write(batch)?;
            out.write_all(&bytes)
        }
        Format::Parquet => {
            let mut bytes = Vec::new();
            let mut write = || -> parquet::errors::Result<()> {
                let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(writer_properties(Vec::new())))?;
                writer.write(batch)?;
                writer.close()?;
                Ok(())
            };
            write().map_err(crate::warehouse::parquet_error)?;
            out.write_all(&bytes)
        }
    };
    match written.and_then(|()| out.flush()) {
        // Whoever reads our output may stop reading when they have seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Error::Stop(format!("kan ikke skrive svaret: {error}"))),
    }
}

/// Prints a line on standard output, as `println!` does; a reader who has seen enough (`| head`) ends the program quietly.
#[macro_export]
macro_rules! outln {
    ($($argument:tt)*) => {
        $crate::output::line(format_args!($($argument)*))
    };
}

/// What [`outln!`] does.
pub fn line(text: std::fmt::Arguments<'_>) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        let quiet = error.kind() == std::io::ErrorKind::BrokenPipe;
        std::process::exit(i32::from(if quiet { crate::error::exit::DONE } else { crate::error::exit::FAILED }));
    }
}
