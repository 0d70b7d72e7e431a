//! `[hent]` in a pipeline: where a dataset comes from over HTTP, and when.
//!
//! Exactly one protocol. What is fetched of a dimension follows from how the pipeline reads it: a closed list of values (`verdier`)
//! asks for those categories, anything else asks for all; `velg` narrows where that is not enough.

use indexmap::IndexMap;
use serde::Deserialize;

use super::selector::Selector;
use crate::schedule::{Timetable, day_of_year};

/// How a dataset is fetched.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// Five cron fields, in Europe/Oslo: when the publisher is asked whether anything is new.
    pub tidsplan: String,
    /// The days of the year on which new figures are expected (`03-15`), for freshness and for people.
    #[serde(default)]
    pub publiseres: Vec<String>,
    pub pxweb: Option<PxWebOrder>,
    pub klass: Option<KlassOrder>,
    pub udir_rapport: Option<UdirReportOrder>,
    pub udir_eksport: Option<UdirExportOrder>,
    pub fhi: Option<FhiOrder>,
    pub nsr: Option<NsrOrder>,
}

impl Fetch {
    /// Whether there is one protocol, and the times can be understood.
    pub(super) fn validate(&self) -> Result<(), String> {
        Timetable::parse(&self.tidsplan).map_err(|message| format!("[hent] tidsplan «{}»: {message}", self.tidsplan))?;
        if let Some(wrong) = self.publiseres.iter().find(|day| day_of_year(day).is_none()) {
            return Err(format!("[hent] publiseres «{wrong}»: ventet måned og dag, som «03-15»"));
        }
        let protocols = [
            ("pxweb", self.pxweb.is_some()),
            ("klass", self.klass.is_some()),
            ("udir_rapport", self.udir_rapport.is_some()),
            ("udir_eksport", self.udir_eksport.is_some()),
            ("fhi", self.fhi.is_some()),
            ("nsr", self.nsr.is_some()),
        ];
        let given: Vec<&str> = protocols.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
        match given.as_slice() {
            [_] => Ok(()),
            [] => Err(format!("[hent] mangler protokollen: én av {}", protocols.map(|(name, _)| format!("[hent.{name}]")).join(", "))),
            several => Err(format!("[hent] har {} protokoller ({}); det skal være én", several.len(), several.join(", "))),
        }
    }
}

/// A table of SSB's PxWebApi v2.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PxWebOrder {
    /// The table's id, where it is known.
    pub tabell: Option<String>,
    /// A pattern for the table's title, where the id is not known: exactly one active table has it.
    pub tittel: Option<Selector>,
    /// Words to search for tables with, before `tittel` chooses among what comes.
    pub soek: Option<String>,
    /// The first period to fetch (`2015`); all that exist when not given.
    pub fra: Option<String>,
    /// Dimension → its categories, where the columns do not say.
    #[serde(default)]
    pub velg: IndexMap<Selector, Vec<Selector>>,
    /// Dimension → code list, chosen by id or label.
    #[serde(default)]
    pub kodeliste: IndexMap<Selector, Selector>,
}

/// A classification of SSB's Klass.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KlassOrder {
    pub klassifikasjon: u32,
    pub hva: KlassContent,
    /// The other classification of a correspondence.
    pub mot: Option<u32>,
    /// The first day of interest (`2013-01-01`).
    pub fra: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KlassContent {
    Koder,
    Endringer,
    Korrespondanse,
}

/// A page of Udir's report API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UdirReportOrder {
    /// The page's code, where it is known.
    pub side: Option<String>,
    /// A pattern for the page's name, where the code is not known: exactly one page has it.
    pub tittel: Option<Selector>,
    /// Filter → its values, by id, code or name. A filter that is not named here is left out of the request.
    #[serde(default)]
    pub filter: IndexMap<String, Vec<Selector>>,
    /// The filters that get a request for each value; the period always does.
    #[serde(default)]
    pub delt_paa: Vec<String>,
    /// Row paths, one request each.
    #[serde(default = "whole_tree")]
    pub radsti: Vec<String>,
    /// The filter that tells the period: the one of `TidID` and `SkoleAarID` that the page has, when not given.
    pub periode: Option<String>,
    /// The first school year to fetch (`2014-15`).
    pub fra: Option<String>,
    /// Where geography is a column: the levels (1 land, 2 fylke, 3 kommune, 4 skole) whose units are asked for one by one.
    #[serde(default)]
    pub enhetsnivaaer: Vec<u8>,
}

fn whole_tree() -> Vec<String> {
    vec!["**".to_owned()]
}

/// A table of Udir's export API v2.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UdirExportOrder {
    /// A pattern for the table's description; it narrows, the fields decide.
    pub beskrivelse: Option<Selector>,
    /// Fields that the right table has (`AndelMobbet`): ids and descriptions have been swapped before.
    pub felt: Vec<String>,
    /// Filter → its values, by id, code or name.
    #[serde(default)]
    pub filter: IndexMap<String, Vec<Selector>>,
    /// Filters with a request for each value, beside the period (`TidID`).
    #[serde(default)]
    pub delt_paa: Vec<String>,
    /// The first school year to fetch.
    pub fra: Option<String>,
}

/// A table of FHI's Statistikk Open API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FhiOrder {
    /// The source (`nokkel`).
    pub kilde: String,
    /// A pattern for the table's title: ids move.
    pub tittel: Selector,
    /// Dimension → its categories, where the columns do not say.
    #[serde(default)]
    pub velg: IndexMap<Selector, Vec<Selector>>,
    /// The first year to fetch.
    pub fra: Option<String>,
}

/// The national registers of schools (NSR) and kindergartens (NBR).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NsrOrder {
    pub register: Register,
    pub hva: RegisterContent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    Nsr,
    Nbr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterContent {
    /// Every unit, from the paged list.
    Enheter,
    /// The details of every school (or kindergarten) in scope, one request each.
    Detaljer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{Definitions, from_toml};
    use crate::pipeline::Pipelines;

    const KLASS: &str = "[klass]\nklassifikasjon = 131\nhva = 'koder'\nfra = '2015-01-01'\n";
    const NSR: &str = "[nsr]\nregister = 'nsr'\nhva = 'enheter'\n";

    fn said(fetch: &str) -> String {
        from_toml::<Fetch>(fetch, "test").unwrap().validate().err().unwrap_or_default()
    }

    #[test]
    fn there_is_one_protocol_and_the_times_can_be_understood() {
        let good = "tidsplan = '35 8 * * *'\npubliseres = ['03-15']\n";
        assert_eq!(said(&format!("{good}{KLASS}")), "");
        assert!(said(good).starts_with("[hent] mangler protokollen: én av [hent.pxweb], "), "{}", said(good));
        assert_eq!(said(&format!("{good}{KLASS}{NSR}")), "[hent] har 2 protokoller (klass, nsr); det skal være én");
        let wrong = said(&format!("tidsplan = '35 8 * *'\n{KLASS}"));
        assert!(wrong.starts_with("[hent] tidsplan «35 8 * *»: har 4 felt, ventet fem"), "{wrong}");
        let wrong = said(&format!("tidsplan = '35 8 * * *'\npubliseres = ['03-15', '15. juni']\n{KLASS}"));
        assert_eq!(wrong, "[hent] publiseres «15. juni»: ventet måned og dag, som «03-15»");
    }

    #[test]
    fn a_wrong_timetable_stops_the_loading_of_definitions_and_names_the_file() {
        let project = tempfile::tempdir().unwrap();
        let folder = project.path().join("pipelines/udir");
        std::fs::create_dir_all(&folder).unwrap();
        let embedded = Definitions::embedded();
        let text = embedded.file("pipelines/udir/nsr_enheter.toml").unwrap();
        let wrong = text.lines().map(|line| if line.starts_with("tidsplan") { "tidsplan = '35 25 * * *'" } else { line });
        std::fs::write(folder.join("nsr_enheter.toml"), wrong.collect::<Vec<_>>().join("\n")).unwrap();
        let error = Pipelines::load(&Definitions::with_project(project.path()).unwrap()).unwrap_err().to_string();
        assert!(error.starts_with("pipelines/udir/nsr_enheter.toml: [hent] tidsplan «35 25 * * *»: feltet for time er «25»"), "{error}");
    }
    #[test]
    fn what_comes_from_a_register_or_klass_is_a_register() {
        let pipelines = Pipelines::load(&Definitions::embedded()).unwrap();
        let is_list = |fetch: &Fetch| fetch.nsr.is_some() || fetch.klass.is_some();
        let lists: Vec<_> = pipelines.iter().filter(|pipeline| pipeline.hent.as_ref().is_some_and(is_list)).collect();
        let others: Vec<&str> = lists.iter().filter(|pipeline| !pipeline.register).map(|pipeline| pipeline.id.as_str()).collect();
        assert!(lists.len() >= 8 && others.is_empty(), "without register = true: {others:?}");
    }
}
