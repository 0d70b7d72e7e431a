//! The header of a SQL file: TOML in its leading block comment.
//!
//! Four kinds of file have four kinds of header: a *fact* declares columns and has no SQL (pipelines fill it), a *harmonised* table names
//! its measures, an *indicator* has the fields of the catalogue, both with always the same columns (see [`super::frame`]), and any other
//! model describes its own columns.

use indexmap::IndexMap;
use serde::Deserialize;

use super::check::Check;
use crate::definition::from_toml;
use crate::error::{Error, Result};

/// One SQL file.
#[derive(Debug, Clone)]
pub struct Model {
    pub schema: String,
    pub table: String,
    /// `sql/dim/kommune.sql`
    pub file: String,
    pub header: Header,
    /// The statement, without the header.
    pub sql: String,
}

/// What kind of table a file defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Fact,
    Harmonised,
    Indicator,
    Table,
}

#[derive(Debug, Clone)]
pub enum Header {
    Fact(TableHeader),
    Harmonised(HarmonisedHeader),
    Indicator(IndicatorHeader),
    Table(TableHeader),
}

/// The header of a fact or a plain model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableHeader {
    pub beskrivelse: String,
    /// What one row is.
    pub korn: String,
    /// The columns that tell rows apart; the table is sorted by them.
    pub noekkel: Vec<String>,
    /// Rows before what is about few persons is taken out: read in the warehouse, never exported.
    #[serde(default)]
    pub internt: bool,
    pub kolonner: IndexMap<String, ColumnDescription>,
    #[serde(default)]
    pub kontroller: Vec<Check>,
}

/// What a column holds. In a fact, also its type. A fact names only the columns that are its own ([`FACT_COLUMNS`] are every fact's).
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ColumnDescription {
    Text(String),
    Full(FullDescription),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullDescription {
    pub beskrivelse: String,
    #[serde(default)]
    pub enhet: Option<String>,
    #[serde(default, rename = "type")]
    pub data_type: Option<String>,
}

impl ColumnDescription {
    pub fn text(&self) -> &str {
        match self {
            ColumnDescription::Text(text) => text,
            ColumnDescription::Full(full) => &full.beskrivelse,
        }
    }

    pub fn unit(&self) -> Option<&str> {
        match self {
            ColumnDescription::Text(_) => None,
            ColumnDescription::Full(full) => full.enhet.as_deref(),
        }
    }

    pub fn data_type(&self) -> Option<&str> {
        match self {
            ColumnDescription::Text(_) => None,
            ColumnDescription::Full(full) => full.data_type.as_deref(),
        }
    }
}

/// The header of a harmonised table: measures of one or more facts, on today's municipalities.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmonisedHeader {
    pub beskrivelse: String,
    /// By name.
    pub maal: IndexMap<String, Measure>,
    #[serde(default)]
    pub kontroller: Vec<Check>,
}

/// A measure of a harmonised table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub beskrivelse: String,
    pub enhet: String,
    /// Whether the figures of municipalities that merged add up to that of the new one: counts and amounts do, means and shares never.
    pub summeres: bool,
}

/// The header of an indicator: what the catalogue says of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorHeader {
    pub navn: Names,
    /// The populations that it may stand for; part of its identity.
    pub populasjon: Vec<String>,
    pub maaleenhet: String,
    /// For an indicator that divides: what teller / nevner is multiplied by (1, or 100 for percent and "per 100"). Its SELECT then gives
    /// the two parts and their statuses. None where the SELECT gives the value.
    #[serde(default)]
    pub faktor: Option<u32>,
    pub desimaler: u8,
    /// +1 when more is better, −1 when less is, 0 where neither holds (always for resources).
    pub retning: i8,
    pub nivaaer: Vec<String>,
    pub definisjon: String,
    pub teller: String,
    pub nevner: String,
    /// Ids of datasets.
    pub kilder: Vec<String>,
    pub skjerming: String,
    /// The published series that it must reproduce, where there is one.
    pub fasit: String,
    pub merknad: String,
    #[serde(default)]
    pub kontroller: Vec<Check>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub nb: String,
    pub nn: String,
    pub en: String,
}

/// A column of the contract of a figure: name, SQL type, description.
pub struct FigureColumn {
    pub name: &'static str,
    pub sql_type: &'static str,
    pub description: &'static str,
}

/// The columns that every fact has after its own: what stands in the cell, and where it came from. Every row says whether it is made up.
pub const FACT_COLUMNS: [FigureColumn; 9] = [
    FigureColumn {
        name: "status",
        sql_type: "VARCHAR",
        description: "ok, skjermet, undertrykt, mangler, ikke_aktuelt, ikke_beregnbar eller ufullstendig; bare ok har verdi",
    },
    FigureColumn { name: "symbol", sql_type: "VARCHAR", description: "Utgiverens eget tegn der det ikke står et tall; ellers tom" },
    FigureColumn { name: "foreloepig", sql_type: "BOOLEAN", description: "Sann når utgiveren kaller tallet foreløpig" },
    FigureColumn { name: "korrigert", sql_type: "BOOLEAN", description: "Sann når utgiveren sier at tallet er rettet" },
    FigureColumn { name: "datasett", sql_type: "VARCHAR", description: "Datasettet raden kom med (dim.datasett)" },
    FigureColumn { name: "publisert", sql_type: "DATE", description: "Utgavens dato: utgiverens egen, ellers dagen den ble hentet" },
    FigureColumn { name: "henting", sql_type: "VARCHAR", description: "Det arkiverte svaret raden ble lest fra" },
    FigureColumn { name: "celle", sql_type: "VARCHAR", description: "Plassen i det arkiverte svaret" },
    FigureColumn { name: "syntetisk", sql_type: "BOOLEAN", description: "Om tallet er oppdiktet, til prøve og opplæring" },
];

/// The columns of `indikator.verdi` and of every `indikator.<id>`.
pub const FIGURE_COLUMNS: [FigureColumn; 21] = [
    FigureColumn { name: "indikator_id", sql_type: "VARCHAR", description: "Indikatoren, som i dim.indikator" },
    FigureColumn {
        name: "populasjon",
        sql_type: "VARCHAR",
        description: "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte",
    },
    FigureColumn { name: "enhetsnivaa", sql_type: "VARCHAR", description: "land, fylke, kommune, skole, kostragruppe eller sammenligning" },
    FigureColumn { name: "enhet", sql_type: "VARCHAR", description: "Enhetens kode; 0 for landet, organisasjonsnummer for en skole" },
    FigureColumn { name: "periodetype", sql_type: "VARCHAR", description: "aar eller skoleaar" },
    FigureColumn { name: "periode", sql_type: "VARCHAR", description: "Kalenderår (2019) eller skoleår (2025-26)" },
    FigureColumn { name: "kjoenn", sql_type: "VARCHAR", description: "alle, jente eller gutt" },
    FigureColumn { name: "trinn", sql_type: "VARCHAR", description: "alle, 1 til 10, eller flere trinn samlet (1-4, 5-7, 8-10)" },
    FigureColumn { name: "tema", sql_type: "VARCHAR", description: "alle, eller prøven, faget, temaet, funksjonen eller funksjonssettet" },
    FigureColumn { name: "omfang", sql_type: "VARCHAR", description: "alle, eller kasse eller konsern for regnskapstall" },
    FigureColumn { name: "verdi", sql_type: "DOUBLE", description: "Verdien, bare når status er ok" },
    FigureColumn { name: "teller", sql_type: "DECIMAL(20,4)", description: "Telleren, der den kan vises" },
    FigureColumn { name: "nevner", sql_type: "DECIMAL(20,4)", description: "Nevneren, der den kan vises" },
    FigureColumn { name: "usikkerhet", sql_type: "DOUBLE", description: "Utgiverens egen 95 % feilmargin, i måleenheten" },
    FigureColumn { name: "maaleenhet", sql_type: "VARCHAR", description: "Måleenheten for verdi" },
    FigureColumn { name: "status", sql_type: "VARCHAR", description: "Hvorfor det står en verdi, eller hvorfor det ikke gjør det" },
    FigureColumn {
        name: "undertrykking",
        sql_type: "VARCHAR",
        description: "primaer eller sekundaer og etter hvilken regel, når vi selv har skjult tallet",
    },
    FigureColumn { name: "foreloepig", sql_type: "BOOLEAN", description: "Om utgiveren kaller tallet foreløpig" },
    FigureColumn { name: "brudd", sql_type: "VARCHAR", description: "Brudd i tidsserien i denne perioden" },
    FigureColumn { name: "merknad", sql_type: "VARCHAR", description: "Grunnen når status ikke er ok" },
    FigureColumn { name: "syntetisk", sql_type: "BOOLEAN", description: "Om tallet er oppdiktet, til prøve og opplæring" },
];

/// The columns of every `harmonisert` table after `maal`: those of a figure that a measure has.
const MEASURE_COLUMNS: [&str; 14] = [
    "enhetsnivaa",
    "enhet",
    "populasjon",
    "periodetype",
    "periode",
    "kjoenn",
    "trinn",
    "tema",
    "omfang",
    "verdi",
    "usikkerhet",
    "status",
    "foreloepig",
    "merknad",
];

/// Whether a header lists measures. One that is no TOML is told so as a harmonised table's.
fn has_measures(header: &str) -> bool {
    toml::from_str::<toml::Table>(header).map_or(true, |table| table.contains_key("maal"))
}

impl Model {
    /// Parses one file below `sql/`: the folder is the schema, the file's stem is the table.
    pub fn parse(file: &str, text: &str) -> Result<Model> {
        let mut parts = file.trim_start_matches("sql/").splitn(2, '/');
        let (Some(schema), Some(name)) = (parts.next(), parts.next()) else {
            return Err(Error::definition(file, "en modell ligger i en mappe under sql/: sql/<skjema>/<tabell>.sql"));
        };
        let table = name.trim_end_matches(".sql");
        let (header, sql) = split_header(file, text)?;
        let header = match schema {
            "fakta" => Header::Fact(from_toml(header, file)?),
            // What is made of harmonised tables stands on today's municipalities already, and has no measures of its own.
            "harmonisert" if has_measures(header) => Header::Harmonised(from_toml(header, file)?),
            "indikator" => Header::Indicator(from_toml(header, file)?),
            _ => Header::Table(from_toml(header, file)?),
        };
        let model = Model { schema: schema.to_owned(), table: table.to_owned(), file: file.to_owned(), header, sql: sql.trim().to_owned() };
        model.validate()?;
        Ok(model)
    }

    /// `dim.kommune`
    pub fn name(&self) -> String {
        format!("{}.{}", self.schema, self.table)
    }

    pub fn kind(&self) -> Kind {
        match self.header {
            Header::Fact(_) => Kind::Fact,
            Header::Harmonised(_) => Kind::Harmonised,
            Header::Indicator(_) => Kind::Indicator,
            Header::Table(_) => Kind::Table,
        }
    }

    /// The columns that tell rows apart.
    pub fn key(&self) -> Vec<String> {
        match &self.header {
            Header::Fact(header) | Header::Table(header) => header.noekkel.clone(),
            Header::Harmonised(_) => std::iter::once("maal").chain(INDICATOR_KEY).map(str::to_owned).collect(),
            Header::Indicator(_) => INDICATOR_KEY.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// The checks that its header asks for. What is run is [`Model::checks`].
    pub(super) fn own_checks(&self) -> &[Check] {
        match &self.header {
            Header::Fact(header) | Header::Table(header) => &header.kontroller,
            Header::Harmonised(header) => &header.kontroller,
            Header::Indicator(header) => &header.kontroller,
        }
    }

    /// Name, description and unit of every column.
    pub fn columns(&self) -> Vec<(String, String, Option<String>)> {
        match &self.header {
            Header::Fact(header) | Header::Table(header) => {
                let own = header.kolonner.iter();
                let own = own.map(|(name, column)| (name.clone(), column.text().to_owned(), column.unit().map(str::to_owned)));
                let common = FACT_COLUMNS.iter().filter(|_| self.kind() == Kind::Fact);
                own.chain(common.map(|column| (column.name.to_owned(), column.description.to_owned(), None))).collect()
            }
            Header::Harmonised(header) => {
                let measures = header.maal.iter().map(|(name, measure)| format!("{name}: {} ({})", measure.beskrivelse, measure.enhet));
                let measures = measures.collect::<Vec<_>>().join("; ");
                let described = MEASURE_COLUMNS.iter().filter_map(|name| FIGURE_COLUMNS.iter().find(|column| column.name == *name));
                let described = described.map(|column| (column.name.to_owned(), column.description.to_owned(), None));
                std::iter::once(("maal".to_owned(), measures, None)).chain(described).collect()
            }
            Header::Indicator(header) => FIGURE_COLUMNS
                .iter()
                .map(|column| {
                    let unit = matches!(column.name, "verdi" | "usikkerhet").then(|| header.maaleenhet.clone());
                    (column.name.to_owned(), column.description.to_owned(), unit)
                })
                .collect(),
        }
    }

    /// What the table holds, in a sentence or two.
    pub fn description(&self) -> String {
        match &self.header {
            Header::Fact(header) | Header::Table(header) => header.beskrivelse.clone(),
            Header::Harmonised(header) => header.beskrivelse.clone(),
            Header::Indicator(header) => format!("{}. {}", header.navn.nb, header.definisjon),
        }
    }

    fn validate(&self) -> Result<()> {
        if let Header::Fact(header) | Header::Table(header) = &self.header {
            for column in &header.noekkel {
                let common = self.kind() == Kind::Fact && FACT_COLUMNS.iter().any(|common| common.name == column);
                if !common && !header.kolonner.contains_key(column) {
                    return Err(Error::definition(&self.file, format!("noekkel nevner «{column}», som ikke er blant kolonnene")));
                }
            }
        }
        match &self.header {
            Header::Fact(header) => {
                for (name, column) in &header.kolonner {
                    if FACT_COLUMNS.iter().any(|common| common.name == name) {
                        return Err(Error::definition(
                            &self.file,
                            format!("kolonnen «{name}» har alle faktatabeller; den skal ikke stå i hodet"),
                        ));
                    }
                    if column.data_type().is_none() {
                        return Err(Error::definition(&self.file, format!("kolonnen «{name}» i en faktatabell trenger «type»")));
                    }
                }
            }
            Header::Indicator(header) => {
                if !(-1..=1).contains(&header.retning) {
                    return Err(Error::definition(&self.file, "retning er +1, 0 eller -1"));
                }
                for population in &header.populasjon {
                    if !POPULATIONS.contains(&population.as_str()) {
                        return Err(Error::definition(
                            &self.file,
                            format!("ukjent populasjon «{population}»; kjente: {}", POPULATIONS.join(", ")),
                        ));
                    }
                }
            }
            Header::Harmonised(_) | Header::Table(_) => {}
        }
        let has_sql = self.sql.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"));
        match (self.kind(), has_sql) {
            (Kind::Fact, true) => Err(Error::definition(&self.file, "en faktatabell fylles av pipelines og har ingen SQL")),
            (Kind::Fact, false) | (_, true) => Ok(()),
            (_, false) => Err(Error::definition(&self.file, "filen har ingen SQL etter hodet")),
        }
    }
}

/// The populations that a figure may stand for.
pub const POPULATIONS: [&str; 3] = ["kommunale_skoler", "skoler_i_kommunen", "bosatte"];

/// What tells the figures of one indicator apart.
pub const INDICATOR_KEY: [&str; 9] = ["populasjon", "enhetsnivaa", "enhet", "periodetype", "periode", "kjoenn", "trinn", "tema", "omfang"];

fn split_header<'a>(file: &str, text: &'a str) -> Result<(&'a str, &'a str)> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"))
        .ok_or_else(|| Error::definition(file, "filen skal begynne med et hode i TOML mellom /* og */"))
}
