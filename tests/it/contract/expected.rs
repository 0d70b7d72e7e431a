//! What becomes of each fault on each source, and which faults a protocol cannot have.

use innsikt::simulated::country::Size;
use innsikt::simulated::faults::Fault;

use super::{Struck, Subject};

type Words = &'static [&'static str];

/// Why a fault is none here.
type Because = &'static str;

/// What becomes of a dataset whose publisher misbehaves.
pub enum Becomes {
    /// Nothing of it is loaded, and every message has these words.
    Refused(Words),
    /// The deliveries that it strikes are refused, with these words; the others are loaded.
    PartlyRefused(Words),
    /// Loaded as if nothing were wrong, since nothing is; what is noted has these words.
    Loaded(Words, #[expect(dead_code, reason = "for the reader")] Because),
    /// Loaded with what is wrong, since the protocol gives no way of knowing; what is noted has these words.
    LoadedWrong(Words, #[expect(dead_code, reason = "for the reader")] Because),
}

use Becomes::{Loaded, LoadedWrong, PartlyRefused, Refused};

pub fn becomes(subject: &Subject, fault: Fault, struck: Struck) -> Becomes {
    match fault {
        // Where there are several deliveries, the first is in; where there is one of several pages, nothing is.
        _ if struck == Struck::Midway && subject.country == Size::Small => PartlyRefused(&["svarte 500"]),
        Fault::TooManyRequests { .. } => Refused(&["svarte 429 (for mange spørringer)", "ga opp etter 2 forsøk"]),
        Fault::EmptyServerError => Refused(&["svarte 500 (feil hos utgiveren)", "ga opp etter 2 forsøk"]),
        Fault::Unavailable => Refused(&["svarte 503 (utilgjengelig): en HTML-side («Service Unavailable»)", "ga opp etter 2 forsøk"]),
        Fault::SlowHeaders(_) => Refused(&["ventet 2 s på begynnelsen av svaret; ga opp etter 2 forsøk"]),
        Fault::SlowBody(_) => Refused(&["ventet 2 s på resten av svaret; ga opp etter 2 forsøk"]),
        Fault::TruncatedBody => Refused(&["svaret ble avbrutt", "ga opp etter 2 forsøk"]),
        Fault::WrongLength => Refused(&["JSON-svaret er kuttet etter", "byte; ga opp etter 2 forsøk"]),
        Fault::Garbage => Refused(&["JSON"]),
        Fault::CompressionBomb => Refused(&["svaret er større enn grensen på 4 MiB"]),
        Fault::Html => Refused(&["fikk en HTML-side («Vedlikehold»)"]),
        Fault::LastPageTwice => last_page_twice(subject),
        Fault::LostDimension | Fault::RenamedColumn => lost_or_renamed(subject, fault, struck),
        Fault::MovedTable => moved(subject, struck),
        Fault::UnitChanges => unit_changes(subject, struck),
        Fault::TotalsDoNotAddUp => totals(subject, struck),
    }
}

fn last_page_twice(subject: &Subject) -> Becomes {
    match subject.publisher {
        "udir_eksport" => Refused(&["side 2", "samme side en gang til"]),
        "nsr" | "nbr" => Refused(&["side 2, Sidenummer: fant 1, ventet 2"]),
        _ => Loaded(&[], "protokollen har ikke sider"),
    }
}

fn lost_or_renamed(subject: &Subject, fault: Fault, struck: Struck) -> Becomes {
    let lost = fault == Fault::LostDimension;
    match (subject.publisher, struck, lost) {
        ("ssb", Struck::Everything, true) if subject.dataset == "ssb_11980_elever" => {
            Refused(&["kolonnen «trinn»: ingen dimensjon heter /trinn/; tabellen har Region"])
        }
        ("ssb", Struck::Everything, true) => Refused(&["ingen dimensjon heter"]),
        ("ssb", Struck::Everything, false) => Refused(&["nærmest av", "Omdøpt størrelse 1"]),
        ("ssb", _, true) => Refused(&["svarte 400", "Non-existent variable"]),
        ("ssb", _, false) => Refused(&["svarte 400", "Non-existent value"]),
        ("klass", ..) => Refused(&["codes[0].code: fant ingenting"]),
        ("udir_rapport", Struck::Everything, true) => Refused(&["filteret «KjoennID» finnes ikke hos Udir; filtrene er TidID"]),
        ("udir_rapport", _, true) => Refused(&["svarte 400", "Ukjent filter: KjoennID"]),
        ("udir_rapport", ..) => Refused(&["«Omdøpt størrelse 1» i «maal» er ukjent; ventet en av Median dager"]),
        ("udir_eksport", Struck::Everything, _) => Refused(&["Udirs liste av eksporttabeller har ingen EksportID"]),
        ("udir_eksport", ..) => Refused(&["side 1: [0]: fant feltene", "ventet også AndelDeltatt"]),
        ("fhi", Struck::Everything, true) if subject.dataset == "fhi_mobbing" => Refused(&["ingen dimensjon heter SPM_ID"]),
        ("fhi", Struck::Everything, true) => Loaded(&["dimensjonen STATUS", "er borte"], "pipelinen leser den ikke: den har én kategori"),
        ("fhi", Struck::Everything, false) => Refused(&["nærmest av", "Omdoept1"]),
        ("fhi", ..) => Refused(&["svarte 400"]),
        ("nsr", Struck::Figures, _) if subject.dataset == "nsr_skoler" => {
            Refused(&["Organisasjonsnummer: fant ingenting", "som ble bedt om"])
        }
        _ => Refused(&["side 1, EnhetListe[0]: fant en enhet uten organisasjonsnummer"]),
    }
}

fn moved(subject: &Subject, struck: Struck) -> Becomes {
    match (subject.publisher, struck) {
        ("ssb", Struck::Everything) => Refused(&["finnes ikke hos utgiveren; finn den nye og rett «tabell», eller oppgi «tittel»"]),
        ("klass", Struck::Everything) => Refused(&["klassifikasjon 131 finnes ikke i Klass"]),
        ("udir_rapport", Struck::Everything) => {
            Loaded(&["tabellen er «GSK/FravaerG/1/2", "før «GSK/FravaerG/1/1"], "siden sier hvor tabellen er")
        }
        ("udir_eksport", Struck::Everything) => Loaded(&["EUG Deltakelse»», før «"], "feltene sier hvilken tabell det er"),
        ("fhi", Struck::Everything) => Loaded(&["tabellen er «", "»», før «"], "tittelen sier hvilken tabell det er"),
        _ => Refused(&["svarte 404 (finnes ikke)"]),
    }
}

fn unit_changes(subject: &Subject, struck: Struck) -> Becomes {
    match (subject.dataset, struck) {
        ("ssb_12905_skolelokaler_drift", _) => Refused(&["kr", "1000 kr"]),
        _ => Loaded(&[], "ingenting er i 1000 kroner her"),
    }
}

fn totals(subject: &Subject, struck: Struck) -> Becomes {
    match (subject.dataset, struck) {
        ("ssb_11980_elever", _) => Refused(&["ssb_11980_elever: «trinnene er summen der alle har tall»"]),
        ("ssb_12905_skolelokaler_drift", _) => LoadedWrong(&[], "tabellen har ingen sum"),
        ("ssb_klass_131_koder", _) => LoadedWrong(&[], "en kode som mangler i en liste uten sum, merker ingen"),
        ("udir_fravaer", _) => PartlyRefused(&["udir_fravaer: «summen av skolene er kommunens tall der ingenting er skjermet»"]),
        ("udir_eu_deltakelse", Struck::Everything) => Refused(&["sideData sier ikke hvor mange sider"]),
        ("udir_eu_deltakelse", _) => Refused(&["RaderTotalt"]),
        ("fhi_ungdata_skulk", _) => Refused(&["fakta.ungdata fra fhi_ungdata_skulk: «meis_er_prosent»"]),
        ("fhi_mobbing", _) => Refused(&["fhi_mobbing"]),
        ("nsr_skoler", Struck::Figures) => Loaded(&[], "en enhet har ingen sum"),
        _ => Refused(&["TotaltAntallEnheter"]),
    }
}
