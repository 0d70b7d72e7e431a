//! Exports: the released tables as plain Parquet for other tools, each with its descriptions, units, sources, licences and release.
//!
//! ```text
//! exports/2026-11-22-3f2a9c1b/indikator.verdi.parquet   one file a table
//!                             _kolonner.parquet         what each column is
//!                             _indikatorer.parquet      what each indicator is
//!                             datapackage.json          the same for machines (Frictionless)
//! exports/current                                       a link to the newest
//! ```
//!
//! A folder that is there is whole and never changes: it is written under another name and renamed.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema, SchemaRef};
use futures_util::StreamExt;
use parquet::arrow::ArrowWriter;

use crate::engine;
use crate::error::{Error, Result};
use crate::model::{Catalogue, Header};
use crate::release::{self, Manifest, Releases, TableEntry};
use crate::warehouse::files::{sync_folder, write_atomically};
use crate::warehouse::{Warehouse, parquet_error, writer_properties};

/// The schemas that leave the warehouse.
const SCHEMAS: [&str; 4] = ["dim", "fakta", "indikator", "rapport"];

/// How many exports are kept, so that a reader of an older one is not cut off.
const KEPT: usize = 3;

/// What an export led to.
#[derive(Debug)]
pub struct Exported {
    pub folder: PathBuf,
    pub tables: usize,
    /// False when the same release was exported before.
    pub new: bool,
}

/// Writes a release below `folder`, and points `current` to it.
pub async fn export(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue, folder: &Path) -> Result<Exported> {
    let target = folder.join(&manifest.utgave);
    let tables: Vec<(&String, &TableEntry)> = manifest
        .tabeller
        .iter()
        .filter(|(name, _)| SCHEMAS.contains(&name.split('.').next().unwrap_or_default()))
        .filter(|(name, _)| is_whole(name) && !is_internal(catalogue, name))
        .collect();
    if target.exists() {
        point(folder, &manifest.utgave)?;
        return Ok(Exported { folder: target, tables: tables.len(), new: false });
    }
    std::fs::create_dir_all(folder).map_err(Error::io("kan ikke lage mappen", folder))?;
    let draft = tempfile::Builder::new().prefix(".skriver-").tempdir_in(folder).map_err(Error::io("kan ikke skrive i", folder))?;
    let session = release::open(warehouse, manifest, catalogue, None).await?;
    let sources = sources(catalogue);
    for (name, entry) in &tables {
        let mut file = table_file(draft.path(), name, entry, manifest, &sources)?;
        let mut rows = engine::as_stored(&session, name).await?;
        while let Some(batch) = rows.next().await {
            file.write(&batch.map_err(Error::query(name.to_string()))?)?;
        }
        file.finish()?;
    }
    write_columns(draft.path(), &tables, manifest)?;
    let indicators = engine::query(&session, "indikatorene", "SELECT * FROM dim.indikator ORDER BY indikator_id").await?;
    ExportFile::of(&draft.path().join("_indikatorer.parquet"), &indicators, common_metadata(manifest, &sources))?;
    write_atomically(&draft.path().join("datapackage.json"), data_package(&tables, manifest, catalogue)?.as_bytes())?;
    let draft = draft.keep();
    open_to_readers(&draft);
    std::fs::rename(&draft, &target).map_err(Error::io("kan ikke ferdigstille", &target))?;
    sync_folder(folder)?;
    point(folder, &manifest.utgave)?;
    drop_oldest(folder, &manifest.utgave)?;
    Ok(Exported { folder: target, tables: tables.len(), new: true })
}

/// The views on single indicators repeat `indikator.verdi` and are left out.
fn is_whole(table: &str) -> bool {
    !table.starts_with("indikator.") || table == crate::model::FIGURES
}

/// Rows before what is about few persons was taken out stay in the warehouse.
fn is_internal(catalogue: &Catalogue, table: &str) -> bool {
    let header = catalogue.models.get(table).map(|model| &model.header);
    matches!(header, Some(Header::Fact(header) | Header::Table(header)) if header.internt)
}

fn sources(catalogue: &Catalogue) -> String {
    let mut lines: Vec<String> =
        catalogue.pipelines.iter().map(|pipeline| format!("{} ({})", pipeline.kildehenvisning, pipeline.lisens)).collect();
    lines.sort();
    lines.dedup();
    lines.join("; ")
}

fn common_metadata(manifest: &Manifest, sources: &str) -> Vec<(String, String)> {
    let mut metadata = vec![
        ("innsikt.utgave".to_owned(), manifest.utgave.clone()),
        ("innsikt.versjon".to_owned(), manifest.versjon.clone()),
        ("innsikt.kilder".to_owned(), sources.to_owned()),
    ];
    if manifest.syntetisk {
        metadata.push(("innsikt.syntetisk".to_owned(), "SYNTETISKE TALL – ikke virkelige".to_owned()));
    }
    metadata
}

/// The file of one table, with what it and its columns are.
fn table_file(folder: &Path, name: &str, entry: &TableEntry, manifest: &Manifest, sources: &str) -> Result<ExportFile> {
    let schema = entry.schema()?;
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .zip(&entry.kolonner)
        .map(|(field, column)| {
            let mut metadata = BTreeMap::from([("description".to_owned(), column.beskrivelse.clone())]);
            metadata.extend(column.enhet.clone().map(|unit| ("unit".to_owned(), unit)));
            field.as_ref().clone().with_metadata(metadata.into_iter().collect())
        })
        .collect();
    let mut metadata = common_metadata(manifest, sources);
    metadata.push(("innsikt.tabell".to_owned(), name.to_owned()));
    metadata.push(("description".to_owned(), entry.beskrivelse.clone()));
    let columns: serde_json::Map<String, serde_json::Value> = entry
        .kolonner
        .iter()
        .map(|column| (column.navn.clone(), serde_json::json!({ "beskrivelse": column.beskrivelse, "enhet": column.enhet })))
        .collect();
    metadata.push(("innsikt.kolonner".to_owned(), serde_json::Value::Object(columns).to_string()));
    ExportFile::begin(&folder.join(format!("{name}.parquet")), Schema::new(fields), metadata)
}

/// A Parquet file for others, with what it is in its own metadata.
struct ExportFile {
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
}

impl ExportFile {
    fn begin(path: &Path, schema: Schema, metadata: Vec<(String, String)>) -> Result<ExportFile> {
        let file = File::create(path).map_err(Error::io("kan ikke skrive", path))?;
        // Some readers look into the file's own metadata, others into that of the Arrow schema within it.
        let schema = Arc::new(schema.with_metadata(metadata.iter().cloned().collect()));
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(writer_properties(metadata))).map_err(parquet_error)?;
        Ok(ExportFile { path: path.to_owned(), schema, writer })
    }

    /// A whole file of one batch.
    fn of(path: &Path, rows: &RecordBatch, metadata: Vec<(String, String)>) -> Result<()> {
        let mut file = ExportFile::begin(path, rows.schema().as_ref().clone(), metadata)?;
        file.write(rows)?;
        file.finish()
    }

    fn write(&mut self, rows: &RecordBatch) -> Result<()> {
        let rows = engine::to_schema(rows, &self.schema)?;
        self.writer.write(&rows).map_err(parquet_error)
    }

    fn finish(mut self) -> Result<()> {
        self.writer.finish().map_err(parquet_error)?;
        self.writer.inner().sync_all().map_err(Error::io("kan ikke sikre", &self.path))
    }
}

fn write_columns(folder: &Path, tables: &[(&String, &TableEntry)], manifest: &Manifest) -> Result<()> {
    let rows: Vec<(&str, &release::ColumnEntry)> =
        tables.iter().flat_map(|(name, entry)| entry.kolonner.iter().map(move |column| (name.as_str(), column))).collect();
    let text = |of: &dyn Fn(&(&str, &release::ColumnEntry)) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("tabell", text(&|(name, _)| Some((*name).to_owned())), false),
        ("kolonne", text(&|(_, column)| Some(column.navn.clone())), false),
        ("type", text(&|(_, column)| Some(column.data_type.clone())), false),
        ("beskrivelse", text(&|(_, column)| Some(column.beskrivelse.clone())), false),
        ("enhet", text(&|(_, column)| column.enhet.clone()), true),
    ])?;
    ExportFile::of(&folder.join("_kolonner.parquet"), &batch, common_metadata(manifest, ""))
}

fn data_package(tables: &[(&String, &TableEntry)], manifest: &Manifest, catalogue: &Catalogue) -> Result<String> {
    let resources: Vec<serde_json::Value> = tables
        .iter()
        .map(|(name, entry)| {
            let fields: Vec<serde_json::Value> = entry
                .kolonner
                .iter()
                .map(|column| {
                    serde_json::json!({
                        "name": column.navn, "type": frictionless_type(&column.data_type),
                        "description": column.beskrivelse, "unit": column.enhet,
                    })
                })
                .collect();
            serde_json::json!({
                "name": name.replace('_', "-"), "path": format!("{name}.parquet"), "format": "parquet",
                "mediatype": "application/vnd.apache.parquet", "description": entry.beskrivelse, "schema": { "fields": fields },
            })
        })
        .collect();
    let sources: Vec<serde_json::Value> = catalogue
        .pipelines
        .iter()
        .map(|pipeline| serde_json::json!({ "title": pipeline.kildehenvisning, "name": pipeline.id, "licence": pipeline.lisens }))
        .collect();
    let package = serde_json::json!({
        "name": "innsikt", "title": "Innsikt: skolestatistikk og indikatorer", "version": manifest.utgave,
        "created": manifest.tid, "synthetic": manifest.syntetisk, "sources": sources, "resources": resources,
    });
    serde_json::to_string_pretty(&package).map_err(|error| Error::Stop(error.to_string()))
}

fn frictionless_type(sql_type: &str) -> &'static str {
    match sql_type {
        "BIGINT" | "INTEGER" => "integer",
        "DOUBLE" => "number",
        "BOOLEAN" => "boolean",
        "DATE" => "date",
        "TIMESTAMP" => "datetime",
        decimal if decimal.starts_with("DECIMAL") => "number",
        _ => "string",
    }
}

/// Makes a folder that was temporary readable for everyone whom the folder above lets in.
fn open_to_readers(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file system without permissions keeps its own; that is no reason to fail.
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Removes the exports that show what was masked after they were made. The current release is to be exported anew.
pub fn withdraw_masked(warehouse: &Warehouse) -> Result<Vec<PathBuf>> {
    let mut removed = Vec::new();
    for manifest in Releases::of(warehouse).all()? {
        let folder = warehouse.exports().join(&manifest.utgave);
        if folder.exists() && release::is_masked_since(warehouse, &manifest)? {
            std::fs::remove_dir_all(&folder).map_err(Error::io("kan ikke fjerne", &folder))?;
            removed.push(folder);
        }
    }
    Ok(removed)
}

/// Points `current` to an export: a link where there are links, a text file where there are none.
fn point(folder: &Path, release: &str) -> Result<()> {
    #[cfg(unix)]
    {
        let link = folder.join("current");
        if std::fs::read_link(&link).is_ok_and(|target| target == Path::new(release)) {
            return Ok(());
        }
        let draft = folder.join(format!(".skriver-current-{}", std::process::id()));
        // A writer that was killed may have had the same number.
        let _ = std::fs::remove_file(&draft);
        std::os::unix::fs::symlink(release, &draft).map_err(Error::io("kan ikke lage lenken", &draft))?;
        std::fs::rename(&draft, &link).map_err(Error::io("kan ikke bytte lenken", &link))?;
        sync_folder(folder)
    }
    #[cfg(not(unix))]
    write_atomically(&folder.join("current.txt"), release.as_bytes())
}

/// Removes all but the newest exports, never the one that was just made.
fn drop_oldest(folder: &Path, current: &str) -> Result<()> {
    let mut exports: Vec<(std::time::SystemTime, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io("kan ikke lese mappen", folder))? {
        let entry = entry.map_err(Error::io("kan ikke lese mappen", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_export = entry.file_type().is_ok_and(|kind| kind.is_dir()) && !name.starts_with('.') && name != current;
        if is_export && entry.path().join("datapackage.json").exists() {
            let made = entry.metadata().and_then(|metadata| metadata.modified()).map_err(Error::io("kan ikke lese", &entry.path()))?;
            exports.push((made, entry.path()));
        }
    }
    exports.sort();
    while exports.len() + 1 > KEPT {
        let (_, oldest) = exports.remove(0);
        std::fs::remove_dir_all(&oldest).map_err(Error::io("kan ikke fjerne", &oldest))?;
    }
    Ok(())
}
