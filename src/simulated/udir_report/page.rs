//! The report pages: what each shows, along which filters, for which years. Codes, table numbers, versions and wordings that the references
//! do not know are drawn from the country's seed.

use std::ops::RangeInclusive;

use super::super::country::{Country, Sex};
use super::units::Place;

/// What a page's figures are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Pupils,
    Tests,
    Points,
    Marks,
    Absence,
    Bullying,
    Staff,
    Density,
    Norm,
    Hours,
}

/// How the rows of a page are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Units,
    /// Subjects, and the units below each.
    SubjectThenUnits,
    /// Indicator and questions; units are columns.
    Questions,
}

/// How a year is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// `TidID`, with this month: of the autumn, or of the spring after it where it is before August.
    Month(u8),
    /// `SkoleAarID`: `20252026`.
    SchoolYear,
}

impl Period {
    pub fn filter(self) -> &'static str {
        match self {
            Period::Month(_) => "TidID",
            Period::SchoolYear => "SkoleAarID",
        }
    }

    pub fn id(self, autumn: u16) -> String {
        match self {
            Period::Month(month) => format!("{}{month:02}", if month < 8 { autumn + 1 } else { autumn }),
            Period::SchoolYear => format!("{autumn}{}", autumn + 1),
        }
    }
}

/// What one filter value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Owners(Owners),
    Sex(Sex),
    /// All grades together, or one.
    Grade(Option<u8>),
    /// All stages together, or one (0: 1–4, 1: 5–7, 2: 8–10).
    Stage(Option<u8>),
    Subject(u8),
    Form(u8),
    Question(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owners {
    All,
    Public,
    Private,
}

/// A filter, apart from period, unit and measure.
#[derive(Debug, Clone)]
pub struct Split {
    pub filter: &'static str,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub id: i64,
    pub code: String,
    pub label: String,
    /// What stands in the header level above, where the filter has two levels.
    pub above: Option<String>,
    pub value: Value,
}

/// A figure of a page.
#[derive(Debug, Clone)]
pub struct Measure {
    /// `SpoersmaalID` where the page has that filter, else a name that is not published.
    pub id: String,
    pub label: String,
    pub decimals: u8,
    pub unit: &'static str,
    /// The switch that shows it, and whether that is on when a request does not say.
    pub switch: Option<(&'static str, bool)>,
    pub kind: Kind,
    /// Which other measures it is masked with: an index into the page's masking.
    pub masked_as: Option<usize>,
}

/// How a figure follows from the additive parts of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Sum(usize),
    /// Empty on rows of schools.
    SumAboveSchools(usize),
    Ratio(usize, usize),
    Percent(usize, usize),
    /// Half-width of a 95 per cent interval about a mean of so many, with this standard deviation.
    Margin(usize, f64),
    /// As a ratio, rounded to halves.
    HalfRatio(usize, usize),
}

/// Which part is counted, and which counts are too small to show.
#[derive(Debug, Clone)]
pub struct Limit {
    pub part: usize,
    pub small: RangeInclusive<u32>,
}

/// One page of the Statistikkbank.
#[derive(Debug, Clone)]
pub struct Page {
    pub serial: u32,
    pub code: String,
    pub title: String,
    pub description: String,
    /// `GSK/GSI/1`
    pub report: String,
    pub version: u32,
    pub rows: Rows,
    pub period: Period,
    pub autumns: RangeInclusive<u16>,
    /// Whether the newest year is preliminary.
    pub preliminary: bool,
    pub splits: Vec<Split>,
    /// Whether `SpoersmaalID` chooses among the measures.
    pub measures_are_a_filter: bool,
    pub measures: Vec<Measure>,
    pub limits: Vec<Limit>,
    pub topic: Topic,
    /// Whether Norwegian schools abroad stand in it.
    pub abroad: bool,
}

/// The additive parts of a figure.
pub type Parts = [f64; 10];

fn choice(id: i64, code: &str, label: &str, value: Value) -> Choice {
    Choice { id, code: code.to_owned(), label: label.to_owned(), above: None, value }
}

fn sexes() -> Split {
    let choices = vec![
        choice(-10, "A", "Alle kjønn", Value::Sex(Sex::All)),
        choice(2, "G", "Gutt", Value::Sex(Sex::Boy)),
        choice(1, "J", "Jente", Value::Sex(Sex::Girl)),
    ];
    Split { filter: "KjoennID", choices }
}

fn owners(filter: &'static str) -> Split {
    let choices = vec![
        choice(-10, "-10", "Alle eierformer", Value::Owners(Owners::All)),
        choice(8, "3", "Offentlig skole", Value::Owners(Owners::Public)),
        choice(2, "4", "Privat eiet", Value::Owners(Owners::Private)),
    ];
    Split { filter, choices }
}

fn grade(grade: u8) -> Choice {
    choice(i64::from(grade) - 1, &grade.to_string(), &format!("{grade}. årstrinn"), Value::Grade(Some(grade)))
}

fn grades(grades: &[u8]) -> Split {
    Split { filter: "TrinnID", choices: grades.iter().map(|number| grade(*number)).collect() }
}

/// All grades and each, under the two levels that pupils are counted by.
fn all_grades() -> Split {
    let all = Choice { above: Some("Alle trinn".to_owned()), ..choice(-10, "A", "Alle trinn", Value::Grade(None)) };
    let each = (1..=10).map(|number| {
        let above = if number < 8 { "Barnetrinn" } else { "Ungdomstrinn" };
        Choice { above: Some(above.to_owned()), ..grade(number) }
    });
    Split { filter: "TrinnID", choices: [all].into_iter().chain(each).collect() }
}

fn stages() -> Split {
    let choices = vec![
        choice(-10, "A", "Alle trinn", Value::Stage(None)),
        choice(31, "1-4", "1.-4. årstrinn", Value::Stage(Some(0))),
        choice(32, "5-7", "5.-7. årstrinn", Value::Stage(Some(1))),
        choice(33, "8-10", "8.-10. årstrinn", Value::Stage(Some(2))),
    ];
    Split { filter: "TrinnID", choices }
}

fn tests() -> Split {
    let choices = vec![
        choice(3, "NPENG", "Engelsk", Value::Subject(0)),
        choice(2, "NPLES", "Lesing", Value::Subject(1)),
        choice(1, "NPREG", "Regning", Value::Subject(2)),
    ];
    Split { filter: "ProevetypeID", choices }
}

fn measure(id: &str, label: impl Into<String>, decimals: u8, unit: &'static str, kind: Kind) -> Measure {
    Measure { id: id.to_owned(), label: label.into(), decimals, unit, switch: None, kind, masked_as: Some(0) }
}

impl Page {
    /// Every page, of a country.
    pub fn all(country: &Country) -> Vec<Page> {
        let drawn = Drawn { country };
        let mut pages = vec![
            pupils(&drawn),
            national_tests(&drawn, true),
            national_tests(&drawn, false),
            points(&drawn),
            marks(&drawn),
            absence(&drawn),
            bullying(&drawn),
            staff(&drawn),
            density(&drawn),
            norm(&drawn),
            hours(&drawn),
        ];
        let last = *country.autumns().end();
        for page in &mut pages {
            let first = (*page.autumns.start()).max(*country.autumns().start());
            page.autumns = first..=(*page.autumns.end()).min(last);
        }
        pages
    }

    /// The id of the table as first published.
    pub fn table(&self) -> String {
        format!("{}/{}", self.report, self.version)
    }

    pub fn year_label(&self, autumn: u16) -> String {
        let year = format!("{autumn}-{:02}", (autumn + 1) % 100);
        if self.preliminary && autumn == *self.autumns.end() { format!("Foreløpige tall {year}") } else { year }
    }

    /// Whether schools with these grades and this owner stand in it.
    pub fn holds(&self, country: &Country, school: usize) -> bool {
        let school = &country.schools()[school];
        let taught = |grade: u8| school.grades.contains(&grade);
        match self.topic {
            Topic::Points | Topic::Marks | Topic::Absence => taught(10),
            Topic::Tests => match self.grades().contains(&5) {
                // Schools with the lowest grades only stand there too, with nothing in their row.
                true => (1..=7).any(taught),
                false => (8..=10).any(taught),
            },
            Topic::Bullying => taught(7) || taught(10),
            Topic::Norm => !school.private,
            Topic::Pupils | Topic::Staff | Topic::Density | Topic::Hours => true,
        }
    }

    fn grades(&self) -> Vec<u8> {
        let values = self.splits.iter().flat_map(|split| &split.choices).map(|choice| choice.value);
        values.filter_map(|value| if let Value::Grade(grade) = value { grade } else { None }).collect()
    }

    /// Whether the combination exists at all: there is no test of English in grade 9.
    pub fn exists(&self, values: &[Value]) -> bool {
        !(self.topic == Topic::Tests && values.contains(&Value::Subject(0)) && values.contains(&Value::Grade(Some(9))))
    }

    /// The additive parts of a school's figures; none where it has no pupils that this is about.
    pub fn parts(&self, country: &Country, school: usize, autumn: u16, values: &[Value]) -> Option<Parts> {
        let (mut sex, mut grade, mut stage, mut subject, mut form, mut question) = (Sex::All, None, None, 0, 0, 0);
        for value in values {
            match *value {
                Value::Owners(_) => {}
                Value::Sex(chosen) => sex = chosen,
                Value::Grade(chosen) => grade = chosen,
                Value::Stage(chosen) => stage = chosen,
                Value::Subject(chosen) => subject = usize::from(chosen),
                Value::Form(chosen) => form = usize::from(chosen),
                Value::Question(chosen) => question = chosen,
            }
        }
        let grades = &country.schools()[school].grades;
        let mut parts = Parts::default();
        let weighted = |(count, mean): (u32, f64)| (f64::from(count), f64::from(count) * mean);
        match self.topic {
            Topic::Pupils => {
                let chosen = grades.clone().filter(|number| grade.is_none_or(|grade| grade == *number));
                let mut taught = false;
                for number in chosen {
                    taught = true;
                    parts[0] += f64::from(country.pupils(school, autumn, number, sex));
                    parts[1] += f64::from(country.adapted(school, autumn, number, sex));
                    parts[2] += f64::from(country.norwegian(school, autumn, number, sex));
                }
                parts[3] = 1.0;
                taught.then_some(parts)
            }
            Topic::Tests => {
                let grade = grade.unwrap_or(5);
                (parts[0], parts[1]) = weighted(country.test(school, autumn, subject, grade, sex)?);
                let levels = country.test_levels(school, autumn, subject, grade, sex).unwrap_or_default();
                parts[2..7].iter_mut().zip(levels).for_each(|(part, level)| *part = f64::from(level));
                let keys = [school as u64, autumn.into(), subject as u64, grade.into(), sex as u64];
                parts[7] = (parts[0] * 0.06 * country.chance("udir_rapport fritatt", &keys)).round();
                parts[8] = (parts[0] * 0.04 * country.chance("udir_rapport ikke deltatt", &keys)).round();
                parts[9] = parts[0] + parts[7] + parts[8];
                Some(parts)
            }
            Topic::Points => {
                (parts[0], parts[1]) = weighted(country.points(school, autumn, sex)?);
                Some(parts)
            }
            Topic::Marks => {
                (parts[0], parts[1]) = weighted(country.mark(school, autumn, subject, form, sex)?);
                Some(parts)
            }
            Topic::Absence => {
                let (count, figures) = country.absence(school, autumn, sex)?;
                parts[0] = f64::from(count);
                parts[1..5].iter_mut().zip(figures).for_each(|(part, figure)| *part = f64::from(count) * figure);
                Some(parts)
            }
            Topic::Bullying => {
                let (_, answered, bullied) = country.survey(school, autumn, grade.unwrap_or(7), sex)?;
                // Which of those who are bullied say so to each question.
                let share = [1.0, 0.62, 0.49, 0.40][usize::from(question) % 4];
                parts[0] = f64::from(answered);
                parts[1] = (f64::from(bullied) * share).round();
                Some(parts)
            }
            Topic::Staff => {
                parts[..4].copy_from_slice(&country.staff(school, autumn));
                Some(parts)
            }
            Topic::Density | Topic::Norm | Topic::Hours => self.teaching(country, school, autumn, stage),
        }
    }

    /// Pupil hours, teacher hours, whether the norm of every stage is met, 1, and the man-years that it lacks.
    fn teaching(&self, country: &Country, school: usize, autumn: u16, stage: Option<u8>) -> Option<Parts> {
        const NORM: [f64; 3] = [15.0, 20.0, 20.0];
        const HOURS_A_YEAR: [f64; 3] = [741.0, 741.0, 656.0];
        let mut parts = Parts::default();
        parts[2] = 1.0;
        let mut taught = false;
        for number in (0..3).filter(|number| stage.is_none_or(|stage| usize::from(stage) == *number)) {
            // Printed whole, so that the hours of schools add up.
            let (pupil_hours, teacher_hours) = country.hours(school, autumn, number);
            let (pupil_hours, teacher_hours) = (pupil_hours.round(), teacher_hours.round());
            if pupil_hours <= 0.0 || teacher_hours <= 0.0 {
                continue;
            }
            taught = true;
            let missing = (pupil_hours / NORM[number] - teacher_hours).max(0.0);
            parts[0] += pupil_hours;
            parts[1] += teacher_hours;
            parts[2] = if missing > 0.0 { 0.0 } else { parts[2] };
            parts[4] += (missing / HOURS_A_YEAR[number] * 10.0).round() / 10.0;
        }
        parts[3] = 1.0;
        taught.then_some(parts)
    }

    /// The owner of a school in its place.
    pub fn owner(country: &Country, place: Place) -> Option<(usize, Owners)> {
        match place {
            Place::School(school) if country.schools()[school].private => Some((school, Owners::Private)),
            Place::School(school) | Place::Like(school, _) => Some((school, Owners::Public)),
            _ => None,
        }
    }
}

/// What the references do not know, from the seed.
struct Drawn<'a> {
    country: &'a Country,
}

impl Drawn<'_> {
    fn code(&self, topic: &str) -> String {
        format!("GSK_{}", self.country.code(&format!("udir_rapport side {topic}"), 6))
    }

    fn number(&self, topic: &str, from: u32, choices: u32) -> u32 {
        from + (self.country.chance("udir_rapport nummer", &[key(topic)]) * f64::from(choices)) as u32
    }

    fn filter(&self, topic: &str, names: [&'static str; 2]) -> &'static str {
        names[usize::from(self.country.chance("udir_rapport ordlyd", &[key(topic)]) < 0.5)]
    }

    fn wording(&self, topic: &str, words: [&'static str; 2]) -> String {
        self.filter(topic, words).to_owned()
    }
}

fn key(topic: &str) -> u64 {
    topic.bytes().fold(7, |sum, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)))
}

/// A page with nothing in it yet.
fn page(serial: u32, code: impl Into<String>, title: impl Into<String>, report: impl Into<String>, topic: Topic) -> Page {
    Page {
        serial,
        code: code.into(),
        title: title.into(),
        description: String::new(),
        report: report.into(),
        version: 1,
        rows: Rows::Units,
        period: Period::Month(10),
        autumns: 2014..=9999,
        preliminary: false,
        splits: Vec::new(),
        measures_are_a_filter: false,
        measures: Vec::new(),
        limits: Vec::new(),
        topic,
        abroad: false,
    }
}

fn pupils(_drawn: &Drawn<'_>) -> Page {
    let count = |id: &str, label: &str, part: usize, masked_as: Option<usize>| Measure {
        masked_as,
        ..measure(id, label, 0, "antall", Kind::Sum(part))
    };
    let schools = Measure { masked_as: None, ..measure("5", "Antall skoler", 0, "antall", Kind::SumAboveSchools(3)) };
    Page {
        description: "Tabellen viser hvor mange elever som finnes i grunnskolen per 1. oktober. Det er også tall for antall elever med \
                      individuelt tilrettelagt opplæring, antall elever med forsterket opplæring i norsk, og antall skoler."
            .to_owned(),
        version: 8,
        splits: vec![all_grades(), sexes(), owners("KommunalitetID")],
        measures_are_a_filter: true,
        measures: vec![
            count("1", "Antall elever", 0, None),
            count("2", "Antall elever med individuelt tilrettelagt opplæring/spesialundervisning", 1, Some(0)),
            count("3", "Antall elever med forsterket opplæring i norsk", 2, Some(1)),
            schools,
        ],
        limits: vec![Limit { part: 1, small: 1..=5 }, Limit { part: 2, small: 1..=5 }],
        ..page(121, "GSK_Elev_Skol", "Elever og skoler", "GSK/GSI/1", Topic::Pupils)
    }
}

fn national_tests(drawn: &Drawn<'_>, fifth: bool) -> Page {
    const LEVELS: &str = "VisMestringsnivaafordeling";
    const STATUSES: &str = "VisDeltakelsestatusfordeling";
    let shown = |switch: &'static str, default: bool, measure: Measure| Measure { switch: Some((switch, default)), ..measure };
    let mut measures = vec![
        measure("skalapoeng", "Skalapoeng", 0, "skalapoeng", Kind::Ratio(1, 0)),
        measure("usikkerhet", "Usikkerhet", 1, "skalapoeng", Kind::Margin(0, 9.1)),
        shown("VisAntallRaderDeltatt", true, measure("deltatt", "Antall elever deltatt", 0, "antall", Kind::Sum(0))),
    ];
    let word = drawn.wording("mestringsnivå", ["mestringsnivå", "på mestringsnivå"]);
    for level in 1..=if fifth { 3 } else { 5 } {
        let part = 1 + level;
        let share = measure(&format!("andel{level}"), format!("Andel {word} {level}"), 1, "prosent", Kind::Percent(part, 0));
        let count = measure(&format!("antall{level}"), format!("Antall {word} {level}"), 0, "antall", Kind::Sum(part));
        measures.extend([shown(LEVELS, false, share), shown(LEVELS, false, count)]);
    }
    for (id, label, part) in [("fritatt", "Antall elever fritatt", 7), ("ikke_deltatt", "Antall elever ikke deltatt", 8)] {
        measures.push(shown(STATUSES, false, measure(id, label, 0, "antall", Kind::Sum(part))));
    }
    let description = "Tabellen viser resultater for nasjonale prøver i engelsk, lesing og regning.<br />\nDen 13. november 2025 ble \
                       resultatene fra før 2022 fjernet i statistikkbanken.";
    let (serial, code, title, report, grades) = match fifth {
        true => (72, "GSK_NP_Geo_Trinn5", "Nasjonale prøver 5. trinn", "GSK/NasjonaleProever/4", grades(&[5])),
        false => (71, "GSK_NP_Geografisk", "Nasjonale prøver ungdomstrinn", "GSK/NasjonaleProever/1", grades(&[8, 9])),
    };
    Page {
        description: description.to_owned(),
        period: Period::SchoolYear,
        autumns: 2022..=9999,
        splits: vec![tests(), grades, owners("EierformID"), sexes()],
        measures,
        limits: vec![Limit { part: 0, small: 1..=9 }],
        abroad: true,
        ..page(serial, code, title, report, Topic::Tests)
    }
}

fn points(_drawn: &Drawn<'_>) -> Page {
    Page {
        description: "Tabellen viser gjennomsnittlige grunnskolepoeng for elever som gikk ut av 10. trinn.".to_owned(),
        period: Period::Month(6),
        preliminary: true,
        splits: vec![owners("EierformID"), sexes()],
        measures: vec![
            measure("poeng", "Grunnskolepoeng", 1, "poeng", Kind::Ratio(1, 0)),
            measure("elever", "Antall elever", 0, "antall", Kind::Sum(0)),
        ],
        limits: vec![Limit { part: 0, small: 1..=9 }],
        ..page(64, "GSK_GSPoeng", "Grunnskolepoeng", "GSK/ResultatG/1", Topic::Points)
    }
}

fn marks(drawn: &Drawn<'_>) -> Page {
    let form = |id: i64, code: &str, label: &str, form: u8| choice(id, code, label, Value::Form(form));
    let subject = |id: i64, code: &str, label: &str, subject: u8| choice(id, code, label, Value::Subject(subject));
    Page {
        description: "Tabellen viser snittkarakterer til standpunkt og skriftlig eksamen på 10. trinn.".to_owned(),
        rows: Rows::SubjectThenUnits,
        period: Period::Month(6),
        version: drawn.number("karakterer", 1, 4),
        splits: vec![
            Split {
                // Another report calls them Vurderingsfag.
                filter: drawn.filter("fag", ["FagID", "VurderingsfagID"]),
                choices: vec![
                    subject(11, "NOR0218", "Norsk hovedmål", 0),
                    subject(12, "MAT0015", "Matematikk", 1),
                    subject(13, "ENG0030", "Engelsk", 2),
                ],
            },
            Split { filter: "KaraktertypeID", choices: vec![form(1, "STP", "Standpunkt", 0), form(3, "SKR", "Skriftlig eksamen", 1)] },
            owners("EierformID"),
            sexes(),
        ],
        measures: vec![
            measure("snitt", "Snittkarakter", 1, "karakter", Kind::Ratio(1, 0)),
            measure("elever", "Antall elever", 0, "antall", Kind::Sum(0)),
        ],
        limits: vec![Limit { part: 0, small: 1..=9 }],
        ..page(
            66,
            "GSK_GSKarakterer",
            "Karakterer i grunnskolen",
            format!("GSK/ResultatFagG/{}", drawn.number("karakterrapport", 1, 5)),
            Topic::Marks,
        )
    }
}

fn absence(_drawn: &Drawn<'_>) -> Page {
    Page {
        description: "Tabellen viser fravær på vitnemålet for elever på 10. trinn.".to_owned(),
        period: Period::Month(6),
        autumns: 2014..=2024,
        splits: vec![owners("EierformID"), sexes()],
        measures: vec![
            measure("median_dager", "Median dager", 1, "dager", Kind::HalfRatio(1, 0)),
            measure("median_timer", "Median timer", 1, "timer", Kind::HalfRatio(2, 0)),
            measure("snitt_dager", "Snitt dager", 1, "dager", Kind::Ratio(3, 0)),
            measure("snitt_timer", "Snitt timer", 1, "timer", Kind::Ratio(4, 0)),
            Measure { switch: Some(("VisAntallPersoner", true)), ..measure("elever", "Antall elever", 0, "antall", Kind::Sum(0)) },
        ],
        limits: vec![Limit { part: 0, small: 1..=5 }],
        ..page(130, "GSK_fravaer", "Fravær 10. trinn", "GSK/FravaerG/1", Topic::Absence)
    }
}

fn bullying(_drawn: &Drawn<'_>) -> Page {
    let question = |id: i64, code: &str, label: &str, question: u8| choice(id, code, label, Value::Question(question));
    Page {
        description: "Elevundersøkelsen kartlegger elevenes skole- og læringsmiljø. Tabellen viser andelen av elever som opplever mobbing."
            .to_owned(),
        rows: Rows::Questions,
        period: Period::Month(12),
        autumns: 2021..=9999,
        version: 5,
        splits: vec![
            grades(&[7, 10]),
            owners("EierformID"),
            sexes(),
            Split {
                filter: "SpoersmaalID",
                choices: vec![
                    question(41, "EUIndeks_1398", "Mobbing på skolen", 0),
                    question(334, "EUSpoersmaal_Q11811", "Er du blitt mobbet av andre elever på skolen de siste månedene?", 1),
                    question(379, "EUSpoersmaal_Q11824", "Er du blitt mobbet av voksne på skolen de siste månedene?", 2),
                    question(354, "EUSpoersmaal_Q11816", "Er du blitt mobbet digitalt (mobil, iPad, PC) de siste månedene?", 3),
                ],
            },
        ],
        measures: vec![
            measure("andel", "Andel mobbet", 1, "prosent", Kind::Percent(1, 0)),
            // As in the export API, this is the number of those bullied.
            Measure { switch: Some(("VisAntallBesvart", false)), ..measure("antall", "Antall besvart", 0, "antall", Kind::Sum(1)) },
        ],
        limits: vec![Limit { part: 1, small: 1..=1 }],
        ..page(232, "GSK_EUG_mobbing", "EUG - Mobbing", "GSK/EUG/5", Topic::Bullying)
    }
}

/// Pages whose code, table number, version and wording nobody has written down.
fn unknown(drawn: &Drawn<'_>, serial: u32, topic: &str, words: [&'static str; 2], numbers: u32, about: Topic) -> Page {
    let report = format!("GSK/GSI/{}", drawn.number(topic, numbers, 10));
    Page {
        version: drawn.number(&format!("{topic} versjon"), 1, 9),
        ..page(serial, drawn.code(topic), drawn.wording(topic, words), report, about)
    }
}

fn unmasked(id: &str, label: &str, decimals: u8, unit: &'static str, kind: Kind) -> Measure {
    Measure { masked_as: None, ..measure(id, label, decimals, unit, kind) }
}

fn staff(drawn: &Drawn<'_>) -> Page {
    let words = ["Ansatte i grunnskolen: lærere og årsverk", "Ansatte: årsverk og lærere i grunnskolen"];
    let all_sexes = Split { choices: sexes().choices.into_iter().take(1).collect(), ..sexes() };
    Page {
        splits: vec![all_sexes, owners("EierformID")],
        measures: vec![
            unmasked("laerere", "Antall lærere", 0, "antall", Kind::Sum(0)),
            unmasked("laereraarsverk", "Antall lærerårsverk", 1, "årsverk", Kind::Sum(1)),
            unmasked("undervisning", "Antall lærerårsverk til undervisning", 1, "årsverk", Kind::Sum(2)),
            unmasked("assistent", "Antall assistentårsverk i undervisningen", 1, "årsverk", Kind::Sum(3)),
        ],
        ..unknown(drawn, 122, "ansatte", words, 10, Topic::Staff)
    }
}

fn density(drawn: &Drawn<'_>) -> Page {
    let words = ["Lærertetthet i grunnskolen", "Lærertetthet 1.-10. trinn"];
    Page {
        autumns: 2021..=9999,
        splits: vec![stages(), owners("EierformID")],
        measures: vec![unmasked("tetthet", "Lærertetthet i ordinær undervisning", 1, "elever per lærer", Kind::Ratio(0, 1))],
        ..unknown(drawn, 123, "lærertetthet", words, 20, Topic::Density)
    }
}

fn norm(drawn: &Drawn<'_>) -> Page {
    let words = ["Lærernorm: skoler som oppfyller lærernormen", "Andel skoler som oppfyller lærernormen"];
    let public = Split { choices: owners("EierformID").choices.into_iter().skip(1).take(1).collect(), ..owners("EierformID") };
    Page {
        autumns: 2019..=9999,
        splits: vec![stages(), public],
        measures: vec![
            unmasked("andel", "Andel skoler som oppfyller lærernormen", 1, "prosent", Kind::Percent(2, 3)),
            unmasked("oppfyller", "Antall skoler som oppfyller lærernormen", 0, "antall", Kind::Sum(2)),
            unmasked("skoler", "Antall skoler", 0, "antall", Kind::Sum(3)),
            unmasked("mangler", "Årsverk som mangler for å oppfylle lærernormen", 1, "årsverk", Kind::Sum(4)),
        ],
        ..unknown(drawn, 124, "lærernorm", words, 30, Topic::Norm)
    }
}

fn hours(drawn: &Drawn<'_>) -> Page {
    let words = ["Årstimer i grunnskolen", "Undervisning: årstimer til ordinær undervisning"];
    Page {
        splits: vec![stages(), owners("EierformID")],
        measures: vec![
            unmasked("elevtimer", "Antall elevtimer i ordinær undervisning", 0, "timer", Kind::Sum(0)),
            unmasked("laerertimer", "Antall lærertimer i ordinær undervisning", 0, "timer", Kind::Sum(1)),
        ],
        ..unknown(drawn, 125, "årstimer", words, 40, Topic::Hours)
    }
}
