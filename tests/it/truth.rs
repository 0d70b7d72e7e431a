//! Every indicator against the hidden truth of the synthetic country, which is reckoned here from the country itself: by what the
//! indicators' headers and the references say, and not by SQL. Of what the publishers print only the masks are looked up.
//!
//! A figure is compared for every unit, period, sex, grade, theme and scope that there is. One that is shown equals the truth to the last
//! digit that its publisher prints; one that is not has a reason in the truth; and nothing is left out that should be shown.
//!
//! On the small country this runs on the demonstration's warehouse. `INNSIKT_FASIT_VAREHUS` names the warehouse of a full one
//! (`innsikt demo --full`), and `INNSIKT_FASIT_PROGRAM` a faster program to read it with.

mod figures;
mod follow_up;
mod forecast;
mod income_system;
mod local;
mod money;
mod places;
mod published;
mod pupils;
mod residents;
mod results;
mod school_costs;
mod survey;
mod teaching;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use innsikt::simulated::country::Size;
use innsikt::simulated::exchange::World;
use innsikt::simulated::server::Simulated;

use self::figures::{At, Comparison, Row, Truths};
use self::places::Land;
use crate::support::{demonstration, publishers, runtime};

/// The truth of an indicator.
type Reckoned = fn(&Land) -> Truths;

/// Each indicator, a column of it, and the truth of that.
const INDICATORS: &[(&str, &str, Reckoned)] = &[
    ("assistentaarsverk_per_100_elever", "verdi", teaching::assistentaarsverk_per_100_elever),
    ("brutto_driftsutgift_kr", "verdi", money::brutto_driftsutgift_kr),
    ("brutto_investering_per_innb_6_15_kr", "verdi", money::brutto_investering_per_innb_6_15_kr),
    ("dki_grunnskole", "verdi", income_system::dki_grunnskole),
    ("elever_antall", "verdi", pupils::elever_antall),
    ("elever_framskrevet_antall", "verdi", forecast::elever_framskrevet_antall),
    ("elever_per_laereraarsverk", "verdi", teaching::elever_per_laereraarsverk),
    ("elever_per_skole", "verdi", pupils::elever_per_skole),
    ("elever_vektet_antall", "verdi", pupils::elever_vektet_antall),
    ("elevundersoekelsen_deltakelse_andel", "verdi", survey::elevundersoekelsen_deltakelse_andel),
    ("elevundersoekelsen_snitt", "verdi", survey::elevundersoekelsen_snitt),
    ("foreldreundersoekelsen_snitt", "verdi", local::foreldreundersoekelsen_snitt),
    ("forsterket_norsk_elever_andel", "verdi", pupils::forsterket_norsk_elever_andel),
    ("fravaer_dager_median", "verdi", results::fravaer_dager_median),
    ("fravaer_timer_median", "verdi", results::fravaer_timer_median),
    ("frie_inntekter_per_innb_kr", "verdi", income_system::frie_inntekter_per_innb_kr),
    ("fullfoert_vgo_andel", "verdi", residents::fullfoert_vgo_andel),
    ("grunnskole_utgift_framskrevet_kr", "verdi", money::grunnskole_utgift_framskrevet_kr),
    ("grunnskolepoeng_snitt", "verdi", results::grunnskolepoeng_snitt),
    ("gruppestoerrelse_2", "verdi", teaching::gruppestoerrelse_2),
    ("innbyggere_6_15_antall", "verdi", residents::innbyggere_6_15_antall),
    ("innbyggere_6_15_framskrevet", "verdi", residents::innbyggere_6_15_framskrevet),
    ("ito_elever_andel", "verdi", pupils::ito_elever_andel),
    ("ito_private_skoler_elever_andel", "verdi", pupils::ito_private_skoler_elever_andel),
    ("karakter_snitt", "verdi", results::karakter_snitt),
    ("karakter_standpunkt_minus_eksamen", "verdi", results::karakter_standpunkt_minus_eksamen),
    ("kbdu_kr", "verdi", money::kbdu_kr),
    ("kbdu_per_elev_fast_kr", "verdi", money::kbdu_per_elev_fast_kr),
    ("kbdu_per_elev_kr", "verdi", money::kbdu_per_elev_kr),
    ("laerere_uten_pedagogisk_utdanning_andel", "verdi", residents::laerere_uten_pedagogisk_utdanning_andel),
    ("laerernorm_manglende_aarsverk", "verdi", teaching::laerernorm_manglende_aarsverk),
    ("laerernorm_skoler_oppfylt_andel", "verdi", teaching::laerernorm_skoler_oppfylt_andel),
    ("laerertetthet", "verdi", teaching::laerertetthet),
    ("loenn_kr", "verdi", money::loenn_kr),
    ("loenn_per_elev_kr", "verdi", money::loenn_per_elev_kr),
    ("merutgift_kr", "verdi", income_system::merutgift_kr),
    ("merutgift_per_innb_kr", "verdi", income_system::merutgift_per_innb_kr),
    ("mobbing_andel", "verdi", survey::mobbing_andel),
    ("netto_driftsutgift_andel", "verdi", money::netto_driftsutgift_andel),
    ("netto_driftsutgift_kr", "verdi", money::netto_driftsutgift_kr),
    ("netto_driftsutgift_per_innb_6_15_fast_kr", "verdi", money::netto_driftsutgift_per_innb_6_15_fast_kr),
    ("netto_driftsutgift_per_innb_6_15_kr", "verdi", money::netto_driftsutgift_per_innb_6_15_kr),
    ("np_avstand_landet", "verdi", results::np_avstand_landet),
    ("np_avstand_landet", "usikkerhet", results::np_avstand_landet_margin),
    ("np_hoeyeste_nivaaer_andel", "verdi", results::np_hoeyeste_nivaaer_andel),
    ("np_nivaa1_andel", "verdi", results::np_nivaa1_andel),
    ("np_skalapoeng", "verdi", results::np_skalapoeng),
    ("np_skalapoeng", "usikkerhet", results::np_skalapoeng_margin),
    ("np_utvikling_8_9", "verdi", results::np_utvikling_8_9),
    ("np_utvikling_8_9", "usikkerhet", results::np_utvikling_8_9_margin),
    ("oppfoelging_risikopoeng", "verdi", follow_up::oppfoelging_risikopoeng),
    ("private_skoler_elever_andel", "verdi", pupils::private_skoler_elever_andel),
    ("sfo_netto_per_innb_6_9_kr", "verdi", money::sfo_netto_per_innb_6_9_kr),
    ("skolekostnad_direkte_kr", "verdi", school_costs::skolekostnad_direkte_kr),
    ("skolekostnad_felles_kr", "verdi", school_costs::skolekostnad_felles_kr),
    ("skolekostnad_formaal_kr", "verdi", school_costs::skolekostnad_formaal_kr),
    ("skolekostnad_kr", "verdi", school_costs::skolekostnad_kr),
    ("skolekostnad_per_elev_kr", "verdi", school_costs::skolekostnad_per_elev_kr),
    ("skolekostnad_per_undervisningstime_kr", "verdi", school_costs::skolekostnad_per_undervisningstime_kr),
    ("skolelokaler_drift_per_kvm_kr", "verdi", money::skolelokaler_drift_per_kvm_kr),
    ("skolelokaler_kbdu_per_kvm_kr", "verdi", money::skolelokaler_kbdu_per_kvm_kr),
    ("skolelokaler_kvm_per_elev", "verdi", money::skolelokaler_kvm_per_elev),
    ("skolemiljoesaker_antall", "verdi", local::skolemiljoesaker_antall),
    ("skoler_antall", "verdi", pupils::skoler_antall),
    ("skyss_kbdu_per_skysselev_kr", "verdi", money::skyss_kbdu_per_skysselev_kr),
    ("skysselever_andel", "verdi", money::skysselever_andel),
    ("sykefravaer_andel", "verdi", local::sykefravaer_andel),
    ("undervisningstimer_per_elev", "verdi", teaching::undervisningstimer_per_elev),
    ("ungdata_meis", "verdi", residents::ungdata_meis),
];

const COLUMNS: &str = "populasjon, enhetsnivaa, enhet, periode, kjoenn, trinn, tema, omfang, status";

/// Whose operating accounts are taken in.
const ACCOUNTS: &str = "SELECT DISTINCT concat(kommunenr, ' ', CAST(aar AS VARCHAR), ' ', regnskapsomfang) FROM fakta.kostra_regnskap";

#[test]
fn every_indicator_is_the_truth_of_the_synthetic_country() {
    let (warehouse, world) = chosen();
    let catalogue: BTreeSet<String> = lines(&warehouse, "SELECT indikator_id FROM dim.indikator");
    let known = INDICATORS.iter().map(|(id, ..)| (*id).to_owned());
    assert_eq!(known.collect::<BTreeSet<_>>(), catalogue, "every indicator is compared");
    let land = Land::new(world, lines(&warehouse, ACCOUNTS));
    let (mut table, mut wrong) = (HEADER.to_owned(), String::new());
    for (indicator, column, reckoned) in INDICATORS {
        let rows = format!("SELECT {COLUMNS}, {column} FROM indikator.{indicator}");
        let comparison = query(&warehouse, &rows, |rows| compared(&land, *reckoned, rows));
        table += &line(indicator, column, &comparison);
        if comparison.different > 0 || comparison.equal == 0 {
            wrong += &format!("{indicator}, {column}:\n  {}\n", comparison.examples.join("\n  "));
        }
    }
    println!("{table}");
    assert!(wrong.is_empty(), "{table}\n{wrong}");
}

/// The warehouse, and the world that it was taken in from.
fn chosen() -> (PathBuf, Arc<World>) {
    match std::env::var_os("INNSIKT_FASIT_VAREHUS") {
        Some(folder) => (folder.into(), runtime().block_on(Simulated::start(SEED, Size::Full)).unwrap().control().world()),
        None => (demonstration().folder.join("warehouse"), publishers().control().world()),
    }
}

/// The seed that `demo` draws its country from.
const SEED: u64 = 3412;

/// What the program answers a query with, as CSV.
fn query<T>(warehouse: &Path, query: &str, of: impl FnOnce(&mut dyn Read) -> T) -> T {
    let program = std::env::var_os("INNSIKT_FASIT_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_innsikt").into());
    let mut command = Command::new(program);
    command.arg("--warehouse").arg(warehouse).args(["sql", "--format", "csv", query]).stdout(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let answer = of(running.stdout.as_mut().unwrap());
    assert!(running.wait().unwrap().success(), "{query}");
    answer
}

/// The first column of a query.
fn lines(warehouse: &Path, sql: &str) -> BTreeSet<String> {
    query(warehouse, sql, |rows| csv::Reader::from_reader(rows).records().map(|record| record.unwrap()[0].to_owned()).collect())
}

/// The rows of an indicator ([`COLUMNS`], and the column) against its truth.
fn compared(land: &Land, reckoned: Reckoned, rows: &mut dyn Read) -> Comparison {
    let mut comparison = Comparison::with(reckoned(land));
    let mut reader = csv::Reader::from_reader(rows);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap() {
        let [population, level, unit, period, sex, grade, theme, scope, status, value] = std::array::from_fn(|at| &record[at]);
        let at = At { population, level, unit, period, sex, grade, theme, scope };
        comparison.row(&Row { at, status, value: (!value.is_empty()).then(|| value.parse().unwrap()) });
    }
    comparison.finish();
    comparison
}

const HEADER: &str =
    "| indikator | kolonne | nivåer | rader | lik fasiten | uten tall, med grunn | forskjeller |\n|---|---|---|---|---|---|---|\n";

/// A line of the table.
fn line(indicator: &str, column: &str, comparison: &Comparison) -> String {
    let levels: Vec<&str> = comparison.levels.keys().map(String::as_str).collect();
    let (all, equal, different) = (comparison.compared(), comparison.equal, comparison.different);
    format!("| {indicator} | {column} | {} | {all} | {equal} | {} | {different} |\n", levels.join(", "), comparison.explained())
}
