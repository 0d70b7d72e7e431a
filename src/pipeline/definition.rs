//! The TOML of a pipeline. Keys are Norwegian, since analysts add datasets; `docs/adding-a-dataset.md` walks through one.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use super::fetch::Fetch;
use super::selector::Selector;
use crate::definition::{Definitions, from_toml, nearest};
use crate::error::{Error, Result};
use crate::model::Severity;

/// One dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The dataset's name everywhere; equals the file's name.
    pub id: String,
    pub tittel: String,
    pub beskrivelse: String,
    pub utgiver: String,
    pub lisens: String,
    /// The attribution that the licence asks for, printed on every output.
    pub kildehenvisning: String,
    /// What has surprised people before.
    #[serde(default)]
    pub feller: Vec<String>,
    /// The fact column that tells the partition's period.
    pub periode: String,
    /// Fact columns that tell which part of the period one delivery covers (a municipality's accounts).
    #[serde(default)]
    pub del: Vec<String>,
    /// What a figure is multiplied by: 1000 where the publisher writes thousand kroner.
    #[serde(default = "one")]
    pub faktor: i64,
    /// Whether deliveries are the municipality's own files, which are projected before anything is stored: a ledger by its mapping, a plain
    /// table by the layout here.
    #[serde(default)]
    pub lokal: bool,
    /// Whether it is a register or a list of codes: a row that is gone from it is no figure that was withdrawn.
    #[serde(default)]
    pub register: bool,
    /// Where it comes from over HTTP, and when; none for files that only people bring.
    #[serde(default)]
    pub hent: Option<Fetch>,
    /// The fact tables that the cells go to.
    pub tabell: Vec<TableTarget>,
    /// One layout per wire format in which the dataset comes.
    pub lesing: Vec<Layout>,
    /// What must hold for an incoming delivery before it is accepted.
    #[serde(default)]
    pub kontroller: Vec<DeliveryCheck>,
}

fn one() -> i64 {
    1
}

/// A fact table, and which measures go to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableTarget {
    /// `elever` for `fakta.elever`.
    pub navn: String,
    /// The values of the column `maal` that belong here; every cell, where none is named.
    #[serde(default)]
    pub maal: Vec<String>,
}

/// How the cells of one wire format become rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The id of a wire format (`udir_csv`).
    pub format: String,
    /// Dimensions of the answer that are not needed. One that is neither here nor used below stops the load: it is new.
    #[serde(default)]
    pub utelat: Vec<Selector>,
    /// Rows that do not belong in the tables: dimension → categories.
    #[serde(default)]
    pub utelat_rader: IndexMap<Selector, Vec<Selector>>,
    /// What an empty row means, where the publisher leaves it empty because the unit lacks the grade.
    #[serde(default)]
    pub tom_rad_er_ikke_aktuelt: bool,
    /// Fact column → where its value comes from.
    pub kolonner: IndexMap<String, Column>,
    /// Measure (our name for it, in the column `maal`) → the unit that it must come in.
    #[serde(default)]
    pub maalenheter: IndexMap<String, Unit>,
    /// Of a plain table: the columns with figures. Where none is named, a row is a fact by itself, and its value is 1.
    #[serde(default)]
    pub verdi: Vec<String>,
    /// Of a plain table: the figures about persons, of which those about few are taken out before anything is stored.
    pub personer: Option<FewPersons>,
    /// Of a plain table: the columns that no two rows have the same of; all that are no figures, where none are named.
    #[serde(default)]
    pub entydig: Vec<String>,
    /// Of a plain table: what each column holds, by its name in the file. The template says it, and each cell is held to it.
    #[serde(default)]
    pub felt: IndexMap<String, Field>,
    /// Of a plain table: the query whose rows a template begins with; its columns are named as the file's, and `{kommune}` is the
    /// municipality's number.
    pub mal: Option<String>,
}

impl Layout {
    /// The columns that a plain table has to have, in the order of a template: keys, figures, and the number of persons behind them.
    pub fn file_columns(&self) -> Vec<String> {
        let from = self.kolonner.values().filter_map(|column| column.fra.as_ref()).map(Selector::to_string);
        let keys = from.filter(|name| name != crate::read::FIGURE_COLUMN);
        let persons = self.personer.as_ref().map(|few| few.grunnlag.clone());
        let mut columns: Vec<String> = Vec::new();
        for name in keys.chain(self.verdi.iter().cloned()).chain(persons) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        // A template has them as they are explained.
        let place = |name: &String| self.felt.get_index_of(name).unwrap_or(usize::MAX);
        columns.sort_by_key(place);
        columns
    }

    /// The column of the facts that a column of the file is the value of, where it is one.
    pub fn key_column(&self, name: &str) -> Option<&Column> {
        self.kolonner.values().find(|column| column.fra.as_ref().is_some_and(|from| from.to_string() == name))
    }
}

/// What a column of a plain table holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub beskrivelse: String,
    pub enhet: Option<String>,
    /// Whether every row must have it.
    #[serde(default)]
    pub paakrevd: bool,
    /// The least and the greatest figure that can be right.
    pub minst: Option<f64>,
    pub hoeyst: Option<f64>,
    /// Whether figures have no decimals.
    #[serde(default)]
    pub heltall: bool,
}

impl Field {
    /// Which figures can be right, in words.
    pub fn limits(&self) -> String {
        let kind = if self.heltall { "et helt tall" } else { "et tall" };
        let unit = self.enhet.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let written = |limit: f64| limit.to_string().replace('.', ",");
        match (self.minst, self.hoeyst) {
            (Some(least), Some(most)) => format!("{kind} fra {} til {}{unit}", written(least), written(most)),
            (Some(least), None) => format!("{kind} fra {} og opp{}", written(least), if unit.is_empty() { unit } else { format!(" ({})", unit.trim()) }),
            (None, Some(most)) => format!("{kind} opp til {}{unit}", written(most)),
            (None, None) => kind.to_owned(),
        }
    }
}

/// Which figures of a municipality's own table are about persons, and when they are too few to be told of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FewPersons {
    /// The column of the file that tells which measure a figure is of; any other text where the measures are columns themselves.
    pub kolonne: String,
    /// Measures that count persons, or cases about them.
    #[serde(default)]
    pub antall: Vec<String>,
    /// Measures that are shares or means of persons.
    #[serde(default)]
    pub andel_eller_snitt: Vec<String>,
    /// The column with the number of persons behind a figure. It is read, and never kept.
    pub grunnlag: String,
    /// The column of the unit: counts that differ in it alone are taken out together, since their total may be known.
    pub enhet: String,
    /// The column of the sex: shares and means of one sex are taken out together, since those of both may be known.
    pub kjoenn: Option<String>,
    /// The fewest persons that a figure may be about.
    pub minst: u32,
    /// The fewest persons that a share or a mean of one sex may be about, where that is more.
    pub minst_av_ett_kjoenn: Option<u32>,
    /// Whether a share or a mean may stand without the number of persons: somebody else has published it.
    #[serde(default)]
    pub grunnlag_kan_mangle: bool,
    /// What else stands for a figure that its publisher masked, besides `:` and `*`.
    #[serde(default)]
    pub skjermet: Vec<String>,
}

/// The unit that a publisher prints a measure in. Another one stops the load.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The publisher's text for it, or a pattern.
    pub enhet: Selector,
    /// What a figure is multiplied by to get ours.
    #[serde(default = "one")]
    pub faktor: i64,
}

/// Where the value of a fact column comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The dimension of the answer.
    pub fra: Option<Selector>,
    /// The same value for every row.
    pub fast: Option<String>,
    /// Another dimension to take the value from, by the value of a third: a county's name stands in another column than a school's.
    #[serde(default)]
    pub etter: Option<Switch>,
    /// Take the dimension's label instead of its code.
    #[serde(default)]
    pub etikett: bool,
    /// The closed list of the publisher's values and ours; any other value stops the load.
    #[serde(default)]
    pub verdier: IndexMap<Selector, String>,
    /// Single values to replace; others stand as they are. An empty replacement means no value.
    #[serde(default)]
    pub bytt: IndexMap<Selector, String>,
    /// A prefix to take away.
    pub fjern_prefiks: Option<String>,
    /// How the text is to be understood.
    pub tolk: Option<Interpretation>,
}

/// Which dimension a value comes from, by the value of another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The dimension that decides.
    pub kolonne: Selector,
    /// Its value → the dimension to take from.
    pub fra: IndexMap<String, Selector>,
}

/// How a publisher's text is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interpretation {
    /// Any of the publisher's codes for a school year → `2024-25`; "Foreløpige tall" marks the rows preliminary.
    Skoleaar,
    /// A calendar year, possibly with words before it; of several, the last.
    Aar,
    /// The first year of `2022_2024`.
    FoersteAar,
    /// An age in years: `7 years`, `105+`, `007`.
    Alder,
    /// An ISO date.
    Dato,
    /// A municipality's number, four digits.
    Kommunenr,
    /// An organisation's number, nine digits.
    Orgnr,
    /// A grade of the school, `1` to `10`, or `alle`.
    Trinn,
    /// SSB's or FHI's code of a region → `land`, `fylke`, `kommune`, `bydel`, `kostragruppe`; `xx99` is `uoppgitt`, no municipality.
    Enhetsnivaa,
}

/// A query over the incoming delivery that returns what is wrong with it. Tables: `ny.lest` (the cells as read) and `ny.<fact table>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryCheck {
    pub navn: String,
    #[serde(default)]
    pub alvor: Severity,
    pub sql: String,
}

/// Every pipeline by its id.
#[derive(Debug, Clone)]
pub struct Pipelines {
    pipelines: BTreeMap<String, Pipeline>,
}

impl Pipelines {
    /// Parses and checks `pipelines/**/*.toml`.
    pub fn load(definitions: &Definitions) -> Result<Pipelines> {
        let mut pipelines = BTreeMap::new();
        for (file, text) in definitions.under("pipelines").filter(|(file, _)| file.ends_with(".toml")) {
            let pipeline: Pipeline = from_toml(text, file)?;
            pipeline.validate(file)?;
            pipelines.insert(pipeline.id.clone(), pipeline);
        }
        Ok(Pipelines { pipelines })
    }

    /// The pipeline with this id, or an error that names the nearest one.
    pub fn get(&self, id: &str) -> Result<&Pipeline> {
        self.pipelines.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.pipelines.keys().map(String::as_str).collect();
            let hint = match nearest(id, known.iter().copied()) {
                Some(near) => format!("mente du «{near}»? "),
                None => String::new(),
            };
            Error::Usage(format!("ukjent datasett «{id}»; {hint}Kjente: {}", known.join(", ")))
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Pipeline> {
        self.pipelines.values()
    }
}

impl Pipeline {
    fn validate(&self, file: &str) -> Result<()> {
        let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
        if stem != self.id {
            return Err(Error::definition(file, format!("id er «{}», men filen heter «{stem}»; de skal være like", self.id)));
        }
        if let Some(fetch) = &self.hent {
            fetch.validate().map_err(|message| Error::definition(file, message))?;
        }
        for layout in &self.lesing {
            if crate::read::format(&layout.format).is_none() {
                let known: Vec<&str> = crate::read::FORMATS.iter().map(|format| format.id).collect();
                let hint = nearest(&layout.format, known.iter().copied()).map(|near| format!(" – mente du «{near}»?")).unwrap_or_default();
                return Err(Error::definition(file, format!("ukjent format «{}»{hint}; kjente: {}", layout.format, known.join(", "))));
            }
            let is_table = layout.format == crate::read::TABLE.id;
            if is_table && !self.lokal {
                return Err(Error::definition(file, "formatet «tabell» hører til et datasett med lokal = true"));
            }
            let of_a_table = !layout.verdi.is_empty() || layout.personer.is_some() || !layout.felt.is_empty() || layout.mal.is_some();
            if !is_table && of_a_table {
                return Err(Error::definition(file, "«verdi», «personer», «felt» og «mal» gjelder bare formatet «tabell»"));
            }
            let columns = layout.file_columns();
            if let Some(unknown) = layout.felt.keys().chain(&layout.entydig).find(|name| !columns.contains(name)) {
                return Err(Error::definition(file, format!("«felt» eller «entydig» har «{unknown}», som ikke er en av kolonnene {}", columns.join(", "))));
            }
            for (name, column) in &layout.kolonner {
                if column.fra.is_some() == column.fast.is_some() {
                    return Err(Error::definition(file, format!("kolonnen «{name}» skal ha enten «fra» eller «fast»")));
                }
            }
            if !layout.kolonner.contains_key(&self.periode) {
                return Err(Error::definition(file, format!("perioden «{}» er ikke blant kolonnene", self.periode)));
            }
        }
        Ok(())
    }

    /// The layout for a wire format.
    pub fn layout(&self, format: &str) -> Option<&Layout> {
        self.lesing.iter().find(|layout| layout.format == format)
    }
}
