//! `status`: what the warehouse holds, how fresh it is, and what it lacks.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::Float64Type;
use chrono::{DateTime, NaiveDate, Utc};

use super::Context;
use crate::cli::{Format, OutputArgs};
use crate::engine;
use crate::error::{Result, exit};
use crate::model::Catalogue;
use crate::outln;
use crate::output;
use crate::refresh::Memory;
use crate::release::{self, Manifest, Releases};
use crate::report::norwegian;
use crate::run;
use crate::warehouse::{Partition, Partitions, Warehouse};

/// How much of an error stands in the table for people, which is 140 columns wide with this and the longest name of a dataset.
const ERROR_WIDTH: usize = 27;

/// Prints a table of every known dataset, what is out of date, and the last run. Falls short when anything is out of date.
pub async fn status(context: &Context, output: &OutputArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let catalogue = context.catalogue(&warehouse).await?;
    let asked = Asked::of(&warehouse, &catalogue)?;
    let rows = asked.rows(&warehouse, &catalogue, output.format).await?;
    output::print(&rows, output.format)?;
    let out_of_date = asked.out_of_date();
    if output.format == Format::Tabell {
        for line in &out_of_date {
            outln!("{line}");
        }
        match Releases::of(&warehouse).current()? {
            Some(manifest) => {
                let synthetic = if manifest.syntetisk { " – SYNTETISKE TALL" } else { "" };
                outln!("Gjeldende utgave: {} ({}){synthetic}", manifest.utgave, minute(manifest.tid));
                for warning in &manifest.advarsler {
                    outln!("  advarsel: {warning}");
                }
                for line in reconciled(&warehouse, &manifest, &catalogue).await? {
                    outln!("{line}");
                }
            }
            None => outln!("Ingen utgave ennå."),
        }
        if let Some(last) = run::all(&warehouse).last() {
            outln!("Siste kjøring: {} {} (status {})", minute(last.start), last.kommando, last.status);
        }
    }
    Ok(if out_of_date.is_empty() { exit::DONE } else { exit::SHORT })
}

/// How the newest accounts of each municipality's own agree with those that it reported, and with SSB's, function by function; and the
/// largest difference. The municipality's number is that of the year.
const RECONCILED: &str = "
    WITH nyeste AS (
      SELECT kommunenr, mot, MAX(aar) AS aar FROM rapport.avstemming WHERE stemmer IS NOT NULL GROUP BY kommunenr, mot
    ), avstemt AS (
      SELECT a.* FROM rapport.avstemming AS a
      INNER JOIN nyeste AS n ON n.kommunenr = a.kommunenr AND n.mot = a.mot AND n.aar = a.aar WHERE a.stemmer IS NOT NULL
    ), funksjoner AS (
      SELECT kommunenr, aar, mot, funksjon, bool_and(stemmer) AS stemmer FROM avstemt GROUP BY kommunenr, aar, mot, funksjon
    ), stoerst AS (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY kommunenr, mot ORDER BY abs(avvik_kr) DESC, funksjon, maal) AS plass FROM avstemt WHERE NOT stemmer
    )
    SELECT f.kommunenr, CAST(f.aar AS VARCHAR) AS aar, f.mot, CAST(COUNT(*) AS VARCHAR) AS antall,
           CAST(SUM(CASE WHEN f.stemmer THEN 1 ELSE 0 END) AS VARCHAR) AS stemmer,
           MAX(s.avvik_kr) AS avvik, MAX(s.funksjon) AS funksjon, MAX(s.maal) AS maal, MAX(s.forklaring) AS forklaring
    FROM funksjoner AS f LEFT JOIN stoerst AS s ON s.kommunenr = f.kommunenr AND s.mot = f.mot AND s.plass = 1
    GROUP BY f.kommunenr, f.aar, f.mot ORDER BY f.kommunenr, f.mot";

/// A line for each municipality whose own accounts are taken in, and for what they are held against. None in a release without the table.
async fn reconciled(warehouse: &Warehouse, manifest: &Manifest, catalogue: &Catalogue) -> Result<Vec<String>> {
    if !manifest.tabeller.contains_key("rapport.avstemming") {
        return Ok(Vec::new());
    }
    let session = release::open(warehouse, manifest, catalogue, Some(RECONCILED)).await?;
    let rows = engine::query(&session, "avstemming", RECONCILED).await?;
    let text = |column: &str, row: usize| {
        let column = rows.column_by_name(column).map(|column| column.as_string::<i32>()).filter(|column| column.is_valid(row));
        column.map(|column| column.value(row)).unwrap_or_default()
    };
    let line = |row: usize| {
        let against = if text("mot", row) == "ssb" { "SSB" } else { "KOSTRA-filen" };
        let (number, year, agree, all) = (text("kommunenr", row), text("aar", row), text("stemmer", row), text("antall", row));
        let start = format!("Avstemming: regnskapet til {number} for {year} mot {against}: {agree} av {all} funksjoner stemmer");
        let largest = rows.column_by_name("avvik").map(|column| column.as_primitive::<Float64Type>()).filter(|column| column.is_valid(row));
        match largest {
            Some(largest) => {
                let (function, measure, why) = (text("funksjon", row), text("maal", row), text("forklaring", row));
                format!("{start}; størst forskjell {} kr ({function} {measure}: {why})", norwegian(largest.value(row), 0))
            }
            None => start,
        }
    };
    Ok((0..rows.num_rows()).map(line).collect())
}

fn minute(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// Everything that is known of each dataset.
const DATASETS: &str = "
    WITH partisjoner AS (
      SELECT datasett, COUNT(DISTINCT periode) AS perioder, MIN(periode) AS fra, MAX(periode) AS til, SUM(rader) AS rader, MAX(publisert) AS publisert
      FROM system.partisjoner GROUP BY datasett
    ), hentinger AS (
      SELECT datasett, MAX(CASE WHEN avvist IS NULL THEN tid END) AS sist_tatt_inn, COUNT(avvist) AS avvist FROM system.hentinger GROUP BY datasett
    )
    SELECT d.datasett, COALESCE(p.perioder, 0) AS perioder, p.fra, p.til, COALESCE(p.rader, 0) AS rader, p.publisert,
           date_trunc('second', h.sist_tatt_inn) AS sist_tatt_inn, COALESCE(h.avvist, 0) AS avvist,
           date_trunc('second', s.forsoekt) AS sist_forsoekt, date_trunc('second', s.lyktes) AS sist_spurt, s.feil AS siste_feil, d.tittel
    FROM katalog.datasett AS d
    LEFT JOIN partisjoner AS p ON p.datasett = d.datasett
    LEFT JOIN hentinger AS h ON h.datasett = d.datasett
    LEFT JOIN system.spurt AS s ON s.datasett = d.datasett
    ORDER BY d.datasett";

/// As much of it as a person can read in one line.
const FOR_PEOPLE: &str = "
    SELECT a.datasett, a.fra, a.til, a.publisert, to_char(a.sist_tatt_inn, '%Y-%m-%d') AS tatt_inn,
           to_char(a.sist_spurt, '%Y-%m-%d %H:%M') AS sist_spurt, s.kort AS siste_feil
    FROM alt AS a LEFT JOIN system.spurt AS s ON s.datasett = a.datasett
    ORDER BY a.datasett";

/// What refresh remembers of the datasets, and which editions stand.
struct Asked<'a> {
    memories: Vec<(&'a str, Memory)>,
    partitions: Partitions,
}

impl Asked<'_> {
    fn of<'a>(warehouse: &Warehouse, catalogue: &'a Catalogue) -> Result<Asked<'a>> {
        let fetched = catalogue.pipelines.iter().filter(|pipeline| pipeline.hent.is_some());
        let memories = fetched.map(|pipeline| (pipeline.id.as_str(), Memory::read(warehouse, &pipeline.id))).collect();
        Ok(Asked { memories, partitions: Partitions::read(&warehouse.tables())? })
    }

    async fn rows(&self, warehouse: &Warehouse, catalogue: &Catalogue, format: Format) -> Result<RecordBatch> {
        let session = engine::session();
        crate::system::register(&session, warehouse)?;
        catalogue.register_generated(&session)?;
        engine::register(&session, "system.partisjoner", engine::memory_table(partition_rows(&self.partitions.newest(None))?)?)?;
        engine::register(&session, "system.spurt", engine::memory_table(self.asked_rows()?)?)?;
        let query = match format {
            Format::Tabell => format!("WITH alt AS ({DATASETS}) {FOR_PEOPLE}"),
            _ => DATASETS.to_owned(),
        };
        engine::query(&session, "status", &query).await
    }

    fn asked_rows(&self) -> Result<RecordBatch> {
        let text = |of: &dyn Fn(&str, &Memory) -> Option<String>| -> ArrayRef {
            Arc::new(self.memories.iter().map(|(dataset, memory)| of(dataset, memory)).collect::<StringArray>())
        };
        let time = |of: fn(&Memory) -> Option<DateTime<Utc>>| -> ArrayRef {
            let micros = self.memories.iter().map(|(_, memory)| of(memory).map(|time| time.timestamp_micros()));
            Arc::new(micros.collect::<TimestampMicrosecondArray>())
        };
        Ok(RecordBatch::try_from_iter_with_nullable([
            ("datasett", text(&|dataset, _| Some(dataset.to_owned())), false),
            ("forsoekt", time(|memory| memory.forsoekt), true),
            ("lyktes", time(|memory| memory.lyktes), true),
            ("feil", text(&|dataset, memory| without_name(dataset, memory).map(str::to_owned)), true),
            ("kort", text(&|dataset, memory| without_name(dataset, memory).map(|error| cut(error, ERROR_WIDTH))), true),
        ])?)
    }

    /// A dataset whose last fetch failed, with why and how old its figures are.
    fn out_of_date(&self) -> Vec<String> {
        let mut standing: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        for partition in self.partitions.newest(None) {
            let newest = standing.entry(&partition.datasett).or_insert(partition.publisert);
            *newest = partition.publisert.max(*newest);
        }
        let lines = self.memories.iter().filter_map(|(dataset, memory)| {
            let error = without_name(dataset, memory)?;
            let when = memory.forsoekt.map(minute).unwrap_or_default();
            let figures = match standing.get(dataset) {
                Some(day) => format!("tallene står fra {day}"),
                None => "ingen tall er tatt inn ennå".to_owned(),
            };
            Some([format!("utdatert: {dataset}: siste henting feilet {when}; {figures}"), format!("  {error}")])
        });
        lines.flatten().collect()
    }
}

/// Why the last try failed, without the dataset's name, which stands beside it.
fn without_name<'m>(dataset: &str, memory: &'m Memory) -> Option<&'m str> {
    let error = memory.feil.as_deref()?;
    Some(error.strip_prefix(dataset).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(error))
}

fn cut(text: &str, width: usize) -> String {
    match text.chars().count() > width {
        true => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn partition_rows(newest: &[&Partition]) -> Result<RecordBatch> {
    let text = |of: &dyn Fn(&Partition) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(newest.iter().map(|partition| of(partition))))
    };
    let columns: [(&str, ArrayRef); 4] = [
        ("datasett", text(&|partition| partition.datasett.clone())),
        ("periode", text(&|partition| partition.periode.clone())),
        ("publisert", text(&|partition| partition.publisert.to_string())),
        ("rader", Arc::new(Int64Array::from_iter_values(newest.iter().map(|partition| partition.fil.rader as i64)))),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::now;
    use crate::definition::Definitions;

    #[tokio::test]
    async fn a_failed_fetch_is_seen_in_the_table_and_told_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::create(&folder.path().join("warehouse"), true).unwrap();
        let catalogue = Catalogue::load(Definitions::embedded(), true).await.unwrap();
        let long = "udir_nasjonale_proever_ungdomstrinn_nivaa";
        assert!(
            catalogue.pipelines.iter().all(|pipeline| pipeline.id.len() <= long.len()),
            "ERROR_WIDTH is reckoned from the longest name"
        );
        let error = "statistikkportalen.udir.no svarte 503 fire ganger på /api/rapportering/rest/v1/Rapportside";
        let (mut failed, mut fine) = (Memory::default(), Memory::default());
        (failed.forsoekt, failed.feil) = (Some(now()), Some(format!("{long}: {error}")));
        failed.write(&warehouse, long).unwrap();
        (fine.forsoekt, fine.lyktes) = (Some(now()), Some(now()));
        fine.write(&warehouse, "udir_fravaer").unwrap();

        let asked = Asked::of(&warehouse, &catalogue).unwrap();
        let rows = asked.rows(&warehouse, &catalogue, Format::Tabell).await.unwrap();
        let table = arrow::util::pretty::pretty_format_batches(&[rows]).unwrap().to_string();
        assert!(table.lines().all(|line| line.chars().count() <= 140), "{table}");
        let line = |dataset: &str| table.lines().find(|line| line.contains(&format!("| {dataset} "))).unwrap().to_owned();
        assert!(line(long).contains(&format!("{} |", cut(error, ERROR_WIDTH))), "{}", line(long));
        assert!(line("udir_fravaer").contains(&minute(now())[..13]), "{}", line("udir_fravaer"));
        let below = asked.out_of_date();
        assert_eq!(below.len(), 2, "{below:?}");
        assert!(
            below[0].starts_with(&format!("utdatert: {long}: siste henting feilet 2")) && below[0].ends_with("ingen tall er tatt inn ennå")
        );
        assert_eq!(below[1], format!("  {error}"));

        let all = asked.rows(&warehouse, &catalogue, Format::Json).await.unwrap();
        for column in ["rader", "avvist", "sist_forsoekt", "sist_spurt", "siste_feil", "tittel"] {
            assert!(all.column_by_name(column).is_some(), "{column}");
        }
    }
}
