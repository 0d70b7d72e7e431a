//! The command line as it is written: every command and flag, with the help that a user reads. What they do is in [`crate::command`].

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Fra det publiserte tallet til kommunestyrets dokumenter.
#[derive(Debug, Parser)]
#[command(
    name = "innsikt",
    version,
    about = "Fra det publiserte tallet til kommunestyrets dokumenter",
    max_term_width = 120,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data and the definitions are.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Mappen der dataene ligger
    #[arg(long, global = true, env = "INNSIKT_WAREHOUSE", default_value = "warehouse", value_name = "MAPPE")]
    pub warehouse: PathBuf,
    /// En mappe med egne pipelines/, sql/, mappings/ og reports/ som legges over de innebygde
    #[arg(long, global = true, env = "INNSIKT_PROJECT", value_name = "MAPPE")]
    pub project: Option<PathBuf>,
    /// Konfigurasjonsfilen
    #[arg(long, global = true, env = "INNSIKT_CONFIG", default_value = "innsikt.toml", value_name = "FIL")]
    pub config: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Vis hele veien på et lite syntetisk land: innlasting, begge dokumenter, eksport
    Demo(DemoArgs),
    /// Ta inn filer eller svar som ligger på disken, bygg og lag en ny utgave
    Import(ImportArgs),
    /// Hent det som kan være endret; med --offline bygges varehuset opp igjen fra arkivet
    Refresh(RefreshArgs),
    /// Hent hvert datasett når tidsplanen sier det, i norsk tid, til Ctrl-C
    Schedule(ScheduleArgs),
    /// Bygg modellene og lag en ny utgave når kontrollene holder
    Build(BuildArgs),
    /// Kjør kontrollene på den gjeldende utgaven
    Check,
    /// Still en spørring, eller åpne et skall når ingen er gitt
    Sql(SqlArgs),
    /// Vis hvor et tall kommer fra, ned til den publiserte cellen
    Trace(TraceArgs),
    /// Gjør en fil i et kjent format om til ryddig Parquet, uten varehus
    Convert(ConvertArgs),
    /// Skriv den gjeldende utgaven som Parquet for andre verktøy
    Export(ExportArgs),
    /// Lag tilstandsrapporten eller ressursanalysen
    Report(ReportArgs),
    /// Utgavene: vis, sammenlign, rydd
    Release {
        #[command(subcommand)]
        action: ReleaseAction,
    },
    /// Arkivet: kontroller at alt er helt
    Archive {
        #[command(subcommand)]
        action: ArchiveAction,
    },
    /// Hva varehuset har, hvor ferskt det er, og hva som mangler
    Status(OutputArgs),
    /// Undersøk om alt er på plass; med --online om utgiverne har det pipelinene venter
    Doctor(DoctorArgs),
    /// Lag en arbeidsbok å fylle ut for en av kommunens egne tabeller; uten navn vises hvilke som finnes
    Template(TemplateArgs),
    /// Sider som lages av definisjonene, i Markdown
    Docs {
        #[command(subcommand)]
        page: DocsPage,
    },
}

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// En tabell å lese i terminalen
    Tabell,
    /// Ett JSON-objekt per rad, i en liste
    Json,
    /// CSV med komma og desimalpunktum
    Csv,
    /// Parquet på standard ut
    Parquet,
}

#[derive(Debug, Clone, Args)]
pub struct OutputArgs {
    /// Hvordan svaret skrives
    #[arg(long, value_enum, default_value_t = Format::Tabell)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Hvor demonstrasjonen legges; mappen lages på nytt hver gang
    #[arg(short, long, default_value = "innsikt-demo", value_name = "MAPPE")]
    pub output: PathBuf,
    /// Hele landet i stedet for tolv kommuner
    #[arg(long)]
    pub full: bool,
    /// Et annet oppdiktet land
    #[arg(long, value_name = "TALL")]
    pub seed: Option<u64>,
    /// La bare de simulerte utgiverne gå, til Ctrl-C
    #[arg(long)]
    pub serve: bool,
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Regn ut alle modeller, også de som står uendret; filene skal bli de samme
    #[arg(long)]
    pub anew: bool,
    /// Skriv hvor lang tid hver modell tok
    #[arg(long)]
    pub times: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Datasettet, for eksempel udir_gsi_elever
    #[arg(required_unless_present = "explore")]
    pub dataset: Option<String>,
    /// Filene, i den rekkefølgen de skal tas inn
    #[arg(required_unless_present = "explore", value_name = "FIL")]
    pub files: Vec<PathBuf>,
    /// Kartleggingen av kommunens egen fil
    #[arg(long, value_name = "FIL")]
    pub mapping: Option<PathBuf>,
    /// Se på en regnskaps- eller budsjettfil, foreslå en kartlegging med grunner, og vis hva den gir; ingenting tas inn
    #[arg(long, value_name = "FIL", conflicts_with_all = ["dataset", "files", "mapping", "no_build"])]
    pub explore: Option<PathBuf>,
    #[command(flatten)]
    pub exploring: ExploreArgs,
    /// Kommunenummeret, når filen ikke sier det
    #[arg(long, value_name = "NR")]
    pub kommune: Option<String>,
    /// Ta bare inn; bygg ikke en ny utgave
    #[arg(long)]
    pub no_build: bool,
}

/// What `--explore` may be told.
#[derive(Debug, Default, Args)]
pub struct ExploreArgs {
    /// Året som beløpene gjelder, når filen ikke sier det (til --explore)
    #[arg(long, value_name = "AAR", requires = "explore", value_parser = clap::value_parser!(u16).range(1990..=2100))]
    pub aar: Option<u16>,
    /// Hva beløpene er, når filen ikke sier det (til --explore): regnskap, vedtatt_budsjett, …
    #[arg(long, value_name = "VERSJON", requires = "explore")]
    pub versjon: Option<String>,
    /// Arket i en arbeidsbok (til --explore)
    #[arg(long, value_name = "ARK", requires = "explore")]
    pub ark: Option<String>,
    /// Skriv kartleggingen til denne filen (til --explore)
    #[arg(short, long, value_name = "FIL", requires = "explore")]
    pub output: Option<PathBuf>,
    /// Hvordan --explore skriver svaret
    #[arg(long, value_enum, default_value_t = ExploreFormat::Tekst, requires = "explore")]
    pub format: ExploreFormat,
}

/// How `--explore` answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ExploreFormat {
    /// Til å lese, med kartleggingen sist
    #[default]
    #[value(alias = "tabell")]
    Tekst,
    /// Ett JSON-objekt
    Json,
}

#[derive(Debug, Args)]
pub struct RefreshArgs {
    /// Bare disse datasettene
    pub datasets: Vec<String>,
    /// Vis bare hva som ville blitt hentet, og hvorfor
    #[arg(long, conflicts_with = "offline")]
    pub plan: bool,
    /// Spør på nytt om alt som sist ble spurt om før denne dagen
    #[arg(long, value_name = "DATO", conflicts_with = "offline")]
    pub since: Option<NaiveDate>,
    /// Bygg opp igjen fra arkivet, uten nett
    #[arg(long)]
    pub offline: bool,
    /// Arkivet å bygge fra, når det ikke er varehusets eget
    #[arg(long, requires = "offline", value_name = "MAPPE")]
    pub archive: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ScheduleArgs {
    /// Kjør det som skulle vært kjørt nå, og avslutt: for systemets egen tidsstyring
    #[arg(long)]
    pub once: bool,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Bare disse datasettene
    pub datasets: Vec<String>,
    /// Spør hver utgiver hva som finnes nå; ingen tall hentes, og ingenting lagres
    #[arg(long)]
    pub online: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct SqlArgs {
    /// Spørringen; uten den åpnes et skall
    pub query: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Tallene slik de var kjent denne dagen
    #[arg(long, value_name = "DATO", conflicts_with = "release")]
    pub as_of: Option<NaiveDate>,
    /// En bestemt utgave
    #[arg(long, value_name = "ID")]
    pub release: Option<String>,
}

#[derive(Debug, Args)]
pub struct TraceArgs {
    /// Indikatoren, for eksempel ito_elever_andel
    pub indicator: String,
    /// Enhetens kode: kommunenummer, fylkesnummer, organisasjonsnummer, eller 0 for landet
    #[arg(long, value_name = "NR")]
    pub enhet: String,
    /// Perioden: 2025-26 eller 2019
    #[arg(long, value_name = "P")]
    pub periode: String,
    /// Tema, når indikatoren har flere
    #[arg(long)]
    pub tema: Option<String>,
    /// Trinn, når indikatoren har flere
    #[arg(long)]
    pub trinn: Option<String>,
    /// Kjønn, når indikatoren har flere: alle, jente eller gutt
    #[arg(long)]
    pub kjoenn: Option<String>,
    /// kasse eller konsern, for regnskapstall
    #[arg(long)]
    pub omfang: Option<String>,
    /// Populasjon, når indikatoren har flere
    #[arg(long)]
    pub populasjon: Option<String>,
    /// Vis alle cellene, ikke bare de første
    #[arg(long)]
    pub alle: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Filen som skal leses
    pub file: PathBuf,
    /// Parquet-filen som skal skrives
    #[arg(short, long, value_name = "UT.parquet")]
    pub output: PathBuf,
    /// Kartleggingen av kommunens egen fil
    #[arg(long, value_name = "FIL")]
    pub mapping: Option<PathBuf>,
    /// Kommunenummeret, når filen ikke sier det
    #[arg(long, value_name = "NR")]
    pub kommune: Option<String>,
}

#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// Datasettet, for eksempel skoler
    pub name: Option<String>,
    /// Arbeidsboken som skal skrives; NAVN.xlsx når ingen er gitt
    #[arg(short, long, value_name = "FIL.xlsx")]
    pub output: Option<PathBuf>,
    /// Kommunen den fylles ut for, når varehuset har en utgave; uten det brukes kommunen i innsikt.toml
    #[arg(long, value_name = "NR")]
    pub kommune: Option<String>,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Hvor eksporten legges; varehusets exports/ når intet er sagt
    #[arg(short, long, value_name = "MAPPE")]
    pub output: Option<PathBuf>,
}

/// The documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Document {
    Tilstandsrapport,
    Ressursanalyse,
    /// Våre tall mot utgivernes egne, for alle kommuner: hva som er sammenlignet, og hvert avvik
    Fasit,
}

/// The kinds of file that a document can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Pdf,
    /// Tallene og tekstene som dokumentet er laget av
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Maalform {
    Nb,
    Nn,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[arg(value_enum)]
    pub document: Document,
    /// Kommunenummeret; uten det brukes kommunen i innsikt.toml
    #[arg(long, value_name = "NR")]
    pub kommune: Option<String>,
    /// Den nyeste perioden som tas med: 2025-26 eller 2019
    #[arg(long, value_name = "P")]
    pub periode: Option<String>,
    /// Hva slags filer
    #[arg(long, value_enum, value_delimiter = ',', default_value = "pdf")]
    pub form: Vec<Form>,
    /// Bokmål eller nynorsk
    #[arg(long, value_enum, default_value_t = Maalform::Nb)]
    pub maalform: Maalform,
    /// Mappen som dokumentet legges i
    #[arg(short, long, default_value = ".", value_name = "MAPPE")]
    pub output: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum ReleaseAction {
    /// Alle utgaver
    List(OutputArgs),
    /// Tabellene i en utgave
    Show {
        /// Utgaven; den gjeldende når ingen er gitt
        id: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Hva som er forskjellig mellom to utgaver, hvorfor, og hva noen bør se på
    Diff(DiffArgs),
    /// Fjern filer som ingen beholdt utgave nevner
    Vacuum {
        /// Hvor mange utgaver som beholdes
        #[arg(long, default_value_t = 10)]
        keep: usize,
    },
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Den eldre utgaven
    pub old: String,
    /// Den nyere; den gjeldende når ingen er gitt
    pub new: Option<String>,
    /// Bare denne indikatoren
    #[arg(long, value_name = "ID")]
    pub indikator: Option<String>,
    /// Bare denne enheten: kommunenummer, fylkesnummer, organisasjonsnummer, eller 0 for landet
    #[arg(long, value_name = "NR")]
    pub enhet: Option<String>,
    /// Bare denne perioden: 2025-26 eller 2019
    #[arg(long, value_name = "P")]
    pub periode: Option<String>,
    /// Vis hvert tall, ikke bare oversiktene
    #[arg(long)]
    pub alle: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub enum ArchiveAction {
    /// Kontroller at hvert arkiverte svar er helt og har sin post
    Verify,
}

#[derive(Debug, Subcommand)]
pub enum DocsPage {
    /// Alle datasett: utgiver, lisens, hvordan og når de hentes, tabeller, kjente feller
    Datasets,
    /// Alle indikatorer: definisjon, populasjon, utregning, kilder, skjerming, fasit, brudd
    Indicators,
    /// Setningen som fyller hver tabell, med rammen rundt, i rekkefølgen de bygges: ett SQL-skript
    Statements,
}
