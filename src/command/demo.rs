//! `demo`: the whole way on a small synthetic country, over real HTTP, through the same commands that a user has.

use std::path::Path;

use super::{Context, Voice, import, refresh, releases, report};
use crate::cli::{DemoArgs, Document, ExploreArgs, ExportArgs, Form, ImportArgs, Maalform, Place, ReportArgs};
use crate::config::Config;
use crate::error::{Error, Result, exit};
use crate::outln;
use crate::simulated::country::Size;
use crate::simulated::files::local_files;
use crate::simulated::server::Simulated;
use crate::warehouse::Warehouse;
use crate::warehouse::files::write_atomically;
use crate::web::Web;

/// The seed of the synthetic country: the same country every time.
const SEED: u64 = 3412;

/// Løten and Indre Østfold.
const MUNICIPALITIES: [&str; 2] = ["3412", "3118"];

/// Starts the publishers, refreshes from them, takes in what the municipalities bring themselves, and writes both documents.
pub async fn demo(arguments: &DemoArgs) -> Result<u8> {
    let folder = &arguments.output;
    clear(folder)?;
    let warehouse_folder = folder.join("warehouse");
    let warehouse = Warehouse::create(&warehouse_folder, true)?;
    let publishers = Simulated::start(arguments.seed.unwrap_or(SEED), if arguments.full { Size::Full } else { Size::Small }).await?;
    let config = Config { nett: publishers.network(), ..Config::default() };
    let context = Context { place: Place { warehouse: warehouse_folder, project: None, config: folder.join("innsikt.toml") }, config };
    write_atomically(&context.place.config, publishers.configuration().as_bytes())?;
    if arguments.serve {
        return serve(&publishers, folder).await;
    }
    let status = bring_files(&context, &publishers, folder).await?;
    let catalogue = context.catalogue(&warehouse).await?;
    let web = Web::new(&context.config.nett)?;
    let pipelines = refresh::fetched(&catalogue, &[])?;
    let status = worse(status, refresh::run(&warehouse, &catalogue, &web, &pipelines, None, Voice::for_people()).await?);
    for kommune in MUNICIPALITIES {
        for document in [Document::Tilstandsrapport, Document::Ressursanalyse] {
            let report = ReportArgs {
                document,
                kommune: Some(kommune.to_owned()),
                periode: None,
                form: vec![Form::Pdf],
                maalform: Maalform::Nb,
                output: folder.join("dokumenter"),
            };
            report::report(&context, report).await?;
        }
    }
    releases::export(&context, ExportArgs { output: None }).await?;
    what_next(folder);
    Ok(status)
}

/// Lets the publishers run until they are told to stop, for trying the other commands against them.
async fn serve(publishers: &Simulated, folder: &Path) -> Result<u8> {
    let config = folder.join("innsikt.toml");
    let (config, warehouse) = (config.display(), folder.join("warehouse"));
    outln!("Syntetiske utgivere svarer til Ctrl-C. I et annet skall:");
    outln!("  innsikt --config {config} --warehouse {} refresh", warehouse.display());
    tokio::signal::ctrl_c().await.map_err(|error| Error::Stop(format!("kan ikke vente på Ctrl-C: {error}")))?;
    let requests: usize = publishers.control().counts().values().map(|count| count.requests).sum();
    outln!("{requests} forespørsler besvart");
    Ok(exit::DONE)
}

/// Takes in the accounts and the budget, which no publisher has.
async fn bring_files(context: &Context, publishers: &Simulated, folder: &Path) -> Result<u8> {
    let mut status = exit::DONE;
    for file in local_files(&publishers.control().world().country) {
        let path = folder.join("filer").join(&file.name);
        write_atomically(&path, &file.bytes)?;
        let mapping = file.mapping.map(|text| (path.with_extension("toml"), text));
        if let Some((path, text)) = &mapping {
            write_atomically(path, text.as_bytes())?;
        }
        let import = ImportArgs {
            dataset: Some(file.dataset.to_owned()),
            files: vec![path],
            mapping: mapping.map(|(path, _)| path),
            kommune: None,
            no_build: true,
            explore: None,
            exploring: ExploreArgs::default(),
        };
        status = worse(status, import::import(context, import).await?);
    }
    Ok(status)
}

/// The exit status of two runs together: a failure outweighs a shortcoming.
fn worse(one: u8, other: u8) -> u8 {
    match (one, other) {
        (exit::FAILED, _) | (_, exit::FAILED) => exit::FAILED,
        (one, other) => one.max(other),
    }
}

/// Removes an earlier demonstration, and nothing that is not one.
fn clear(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let earlier = Warehouse::open(&folder.join("warehouse")).is_ok_and(|warehouse| warehouse.synthetic());
    let empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if !earlier && !empty {
        return Err(Error::Usage(format!("{}: mappen er ikke en tidligere demonstrasjon; velg en annen med -o", folder.display())));
    }
    for made in ["warehouse", "filer", "dokumenter"].map(|name| folder.join(name)) {
        if made.exists() {
            std::fs::remove_dir_all(&made).map_err(Error::io("kan ikke fjerne", &made))?;
        }
    }
    Ok(())
}

fn what_next(folder: &Path) {
    let warehouse = folder.join("warehouse");
    let warehouse = warehouse.display();
    outln!("Alt er SYNTETISK: et lite oppdiktet land med to fylker. Prøv videre:");
    outln!("  dokumentene        {}", folder.join("dokumenter").display());
    outln!("  Parquet            {warehouse}/exports/current");
    outln!(
        "  en spørring        innsikt --warehouse {warehouse} sql \"SELECT populasjon, periode, verdi FROM indikator.ito_elever_andel \
         WHERE enhet = '3412' AND trinn = 'alle' AND kjoenn = 'alle'\""
    );
    outln!("  et skall           innsikt --warehouse {warehouse} sql");
    outln!(
        "  hvor det kom fra   innsikt --warehouse {warehouse} trace ito_elever_andel --enhet 3412 --periode 2025-26 --trinn alle --kjoenn alle"
    );
    outln!("  hva som finnes     innsikt --warehouse {warehouse} status");
    outln!("  utgiverne alene    innsikt demo --serve -o {}-utgivere (og så refresh, doctor --online, schedule mot dem)", folder.display());
}
