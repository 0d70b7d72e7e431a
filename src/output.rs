//! Printing rows on standard output: a table for a person, JSON, CSV or Parquet for a machine.

use std::io::{BufWriter, ErrorKind, Stdout, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::json::writer::JsonArray;
use arrow::util::display::FormatOptions;
use arrow::util::pretty::pretty_format_batches_with_options;
use parquet::arrow::ArrowWriter;

use crate::cli::Format;
use crate::error::{Error, Result};
use crate::warehouse::{parquet_error, writer_properties};

/// Prints the rows of one batch.
pub fn print(batch: &RecordBatch, format: Format) -> Result<()> {
    let mut printer = Printer::new(format, batch.schema())?;
    printer.print(batch)?;
    printer.finish()
}

/// Prints rows as they come, however many there are.
pub struct Printer {
    schema: SchemaRef,
    sink: Sink,
    rows: usize,
}

enum Sink {
    Table(Out),
    Json(arrow::json::Writer<Out, JsonArray>),
    Csv(Box<arrow::csv::Writer<Out>>),
    Parquet(Box<ArrowWriter<Out>>),
}

impl Printer {
    pub fn new(format: Format, schema: SchemaRef) -> Result<Printer> {
        let out = Out(BufWriter::new(std::io::stdout()));
        let sink = match format {
            Format::Tabell => Sink::Table(out),
            Format::Json => Sink::Json(arrow::json::WriterBuilder::new().with_explicit_nulls(true).build(out)),
            Format::Csv => Sink::Csv(Box::new(arrow::csv::WriterBuilder::new().with_header(true).build(out))),
            Format::Parquet => {
                let writer = ArrowWriter::try_new(out, schema.clone(), Some(writer_properties(Vec::new()))).map_err(parquet_error)?;
                Sink::Parquet(Box::new(writer))
            }
        };
        Ok(Printer { schema, sink, rows: 0 })
    }

    /// Prints some rows. For a person every call makes a table, but for one without rows.
    pub fn print(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows();
        match &mut self.sink {
            Sink::Table(out) if batch.num_rows() > 0 => table(out, batch)?,
            Sink::Table(_) => {}
            Sink::Json(writer) => writer.write(batch)?,
            Sink::Csv(writer) => writer.write(batch)?,
            Sink::Parquet(writer) => writer.write(batch).map_err(parquet_error)?,
        }
        Ok(())
    }

    /// Ends the answer: the number of rows for a person, what the format ends with for a machine. Without rows their columns still stand.
    pub fn finish(mut self) -> Result<()> {
        if self.rows == 0 && matches!(self.sink, Sink::Csv(_)) {
            self.print(&RecordBatch::new_empty(self.schema.clone()))?;
        }
        let mut out = match self.sink {
            Sink::Table(mut out) => {
                if self.rows == 0 {
                    table(&mut out, &RecordBatch::new_empty(self.schema))?;
                }
                writeln!(out, "{} {}", self.rows, if self.rows == 1 { "rad" } else { "rader" }).map_err(failed)?;
                out
            }
            Sink::Json(mut writer) => {
                writer.finish()?;
                let mut out = writer.into_inner();
                writeln!(out).map_err(failed)?;
                out
            }
            Sink::Csv(writer) => writer.into_inner(),
            Sink::Parquet(writer) => writer.into_inner().map_err(parquet_error)?,
        };
        out.flush().map_err(failed)
    }
}

fn table(out: &mut Out, batch: &RecordBatch) -> Result<()> {
    let table = pretty_format_batches_with_options(std::slice::from_ref(batch), &FormatOptions::new().with_null(""))?;
    writeln!(out, "{table}").map_err(failed)
}

fn failed(error: std::io::Error) -> Error {
    Error::Stop(format!("kan ikke skrive svaret: {error}"))
}

/// Standard output. Whoever reads it may stop reading when they have seen enough: no failure.
struct Out(BufWriter<Stdout>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        quietly(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        quietly(self.0.flush(), ())
    }
}

fn quietly<T>(written: std::io::Result<T>, as_if: T) -> std::io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(as_if),
        other => other,
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
