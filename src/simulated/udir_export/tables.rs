//! What Udir has published of Elevundersøkelsen: counts of pupils, masked the way Udir masks.
//!
//! A cell is masked when few are behind it. Then more are: both sexes when one is, both kinds of owner when one is, and under a total that
//! is shown never one part alone.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::DateTime;

use super::super::country::{Country, Sex};
use super::super::cube::{Cube, CubeCategory, CubeDimension, Figure};
use super::units::{Unit, units};
use super::{Columns, PUBLISHER};
use crate::read::Role;

/// The first autumn that the tables reach back to.
pub const SURVEYS: u16 = 2021;

/// The four tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Indicator,
    Theme,
    Bullying,
    Participation,
}

const KINDS: [Kind; 4] = [Kind::Indicator, Kind::Theme, Kind::Bullying, Kind::Participation];
const DESCRIPTIONS: [&str; 4] = ["EUG Indikator", "EUG Tema", "EUG Mobbing", "EUG Deltakelse"];

const GRADES: [u8; 2] = [7, 10];
const SEXES: [Sex; 3] = [Sex::All, Sex::Girl, Sex::Boy];

const INDICATORS: [&str; 10] = [
    "Trivsel",
    "Støtte fra lærerne",
    "Støtte hjemmefra",
    "Faglig utfordring",
    "Vurdering for læring",
    "Læringskultur",
    "Mestring",
    "Elevdemokrati og medvirkning",
    "Felles regler",
    "Motivasjon",
];
const BULLYING: [(&str, &str); 3] = [
    ("334", "Er du blitt mobbet av andre elever på skolen de siste månedene?"),
    ("335", "Er du blitt mobbet digitalt (mobil, iPad, PC) de siste månedene?"),
    ("336", "Er du blitt mobbet av voksne på skolen de siste månedene?"),
];
const THEMES: [&str; 5] = ["Læring og trivsel", "Hjelp og støtte", "Arbeid med fagene", "Regler og medvirkning", "Arbeidsro"];
const ALTERNATIVES: [&str; 6] = ["Alle svar", "Svar 1", "Svar 2", "Svar 3", "Svar 4", "Svar 5"];

/// What Udir has published of the country.
pub fn publish(country: &Arc<Country>) -> Vec<Cube> {
    let mut titles = DESCRIPTIONS;
    if country.chance("eksport-byttet", &[]) < 0.5 {
        titles.swap(1, 2);
    }
    KINDS.into_iter().zip(titles).map(|(kind, title)| table(country, kind, title)).collect()
}

/// Which table it is: by its figures, since its description may be another's.
pub fn kind_of(cube: &Cube) -> Kind {
    let figures = cube.dimensions.last().map(|dimension| dimension.categories.as_slice()).unwrap_or_default();
    let has = |code: &str| figures.iter().any(|figure| figure.code == code);
    match (has("AndelMobbet"), has("AntallInvitert"), has("AndelBesvart")) {
        (true, _, _) => Kind::Bullying,
        (_, true, _) => Kind::Participation,
        (_, _, true) => Kind::Theme,
        _ => Kind::Indicator,
    }
}

impl Kind {
    /// What it asks about: the dimensions between the pupils and the figures.
    fn items(self) -> Vec<CubeDimension> {
        let plain = |code: &str, label: &str, categories: Vec<CubeCategory>| dimension(code, label, None, categories);
        match self {
            Kind::Indicator => {
                let all = INDICATORS.iter().enumerate();
                let whole = all.clone().map(|(at, name)| CubeCategory::new((at + 1).to_string(), *name));
                let asked = all.map(|(at, name)| CubeCategory::new((400 + at).to_string(), format!("Spørsmål om {}", name.to_lowercase())));
                vec![plain("SpoersmaalID", "Spørsmål", whole.chain(asked).collect())]
            }
            Kind::Bullying => vec![plain("SpoersmaalID", "Spørsmål", BULLYING.map(|(id, name)| CubeCategory::new(id, name)).to_vec())],
            Kind::Theme => {
                let themes = THEMES.iter().enumerate().map(|(at, name)| CubeCategory::new((at + 1).to_string(), *name)).collect();
                let answers = ALTERNATIVES.iter().enumerate();
                let answers = answers.map(|(at, name)| CubeCategory::new(if at == 0 { "-10".to_owned() } else { at.to_string() }, *name));
                vec![plain("TemaID", "Tema", themes), plain("SvaralternativID", "Svaralternativ", answers.collect())]
            }
            Kind::Participation => Vec::new(),
        }
    }

    /// Field, unit and decimals of the figures.
    fn figures(self) -> Vec<CubeCategory> {
        let share = |code: String| CubeCategory::measure(code.clone(), code, "prosent", 1);
        let points = |code: &str| CubeCategory::measure(code, code, "poeng", 1);
        let count = |code: String| CubeCategory::measure(code.clone(), code, "antall", 0);
        match self {
            Kind::Bullying => vec![share("AndelMobbet".to_owned()), count("AntallBesvart".to_owned())],
            Kind::Participation => {
                vec![share("AndelDeltatt".to_owned()), count("AntallBesvart".to_owned()), count("AntallInvitert".to_owned())]
            }
            Kind::Theme => {
                vec![points("Score"), points("Standardavvik"), count("AntallBesvart".to_owned()), share("AndelBesvart".to_owned())]
            }
            Kind::Indicator => {
                let first = vec![points("Score"), points("Standardavvik"), count("AntallBesvart".to_owned())];
                let shares = (1..=5).map(|answer| share(format!("AndelSvaralternativ{answer}")));
                let counts = (1..=5).map(|answer| count(format!("AntallBesvartSvaralternativ{answer}")));
                first.into_iter().chain(shares).chain(counts).collect()
            }
        }
    }

    /// How many dimensions tell a group of pupils: the first ones.
    pub fn pupils(self) -> usize {
        if self == Kind::Participation { 4 } else { 5 }
    }

    /// How many counts each group of pupils has.
    fn counted(self) -> usize {
        match self {
            Kind::Indicator => INDICATORS.len(),
            Kind::Theme => THEMES.len(),
            Kind::Bullying => BULLYING.len(),
            Kind::Participation => 1,
        }
    }

    /// The dimensions in the order of Udir's columns.
    pub fn order(self) -> &'static [&'static str] {
        &["SpoersmaalID", "TemaID", "SvaralternativID", "TidID", "EnhetID", "TrinnID", "EierformID", "KjoennID"]
    }

    /// Groups of pupils, which only one table has, and only one of.
    pub fn group(self) -> Columns {
        match self {
            Kind::Indicator => vec![("GruppeNivaa", "1"), ("GruppeKode", "A"), ("GruppeNavn", "Alle elever")],
            _ => Vec::new(),
        }
        .into_iter()
        .map(|(field, value)| (field, value.to_owned()))
        .collect()
    }

    /// What a category puts in a row.
    pub fn columns(self, code: &str, at: usize, category: &CubeCategory, country: &Country) -> Columns {
        let (name, whole) = (category.label.clone(), at == 0);
        let level = if whole { "1" } else { "2" }.to_owned();
        let code_of = |codes: &[&str]| codes.get(at).copied().unwrap_or_default().to_owned();
        match code {
            "TrinnID" => vec![("TrinnNivaa", "2".to_owned()), ("TrinnKode", code_of(&["7", "10"])), ("Trinnnavn", name)],
            "EierformID" => vec![("EierformNivaa", level), ("Eierformkode", code_of(&["-10", "3", "4"])), ("EierformNavn", name)],
            "KjoennID" => vec![("KjoennNivaa", level), ("KjoennKode", code_of(&["A", "J", "G"])), ("Kjoenn", name)],
            "TemaID" => vec![("TemaNivaa", "1".to_owned()), ("Temakode", category.code.clone()), ("Temanavn", name)],
            "SvaralternativID" => {
                vec![("SvaralternativNivaa", level), ("SvaralternativKode", category.code.clone()), ("SvaralternativNavn", name)]
            }
            "SpoersmaalID" => self.question(at, category, country),
            _ => Vec::new(),
        }
    }

    fn question(self, at: usize, category: &CubeCategory, country: &Country) -> Columns {
        let (group, group_code) = match country.chance("eksport-indikator", &[]) < 0.5 {
            true => ("Spoersmaalgruppe", "Spoersmaalgruppekode"),
            false => ("Indikator", "Indikatorkode"),
        };
        let indicator = INDICATORS.get(at % INDICATORS.len()).copied().unwrap_or_default();
        let (level, of, name) = match (self, at < INDICATORS.len()) {
            (Kind::Bullying, _) => ("2", "Mobbing på skolen", category.label.clone()),
            (_, true) => ("1", indicator, "Alle spørsmål".to_owned()),
            (_, false) => ("2", indicator, category.label.clone()),
        };
        let number = if self == Kind::Bullying { 90 } else { at % INDICATORS.len() + 1 };
        vec![
            ("SpoersmaalNivaa", level.to_owned()),
            (group_code, number.to_string()),
            (group, of.to_owned()),
            ("Spoersmaalkode", category.code.clone()),
            ("Spoersmaalnavn", name),
        ]
    }
}

fn dimension(code: &str, label: &str, role: Option<Role>, categories: Vec<CubeCategory>) -> CubeDimension {
    CubeDimension { code: code.to_owned(), label: label.to_owned(), role, elimination: None, categories }
}

fn table(country: &Arc<Country>, kind: Kind, title: &str) -> Cube {
    let units = Arc::new(units(country));
    let autumns: Vec<u16> = country.autumns().filter(|autumn| *autumn >= SURVEYS).collect();
    let year = |autumn: &u16| CubeCategory::new(format!("{autumn}12"), format!("{autumn}-{:02}", (autumn + 1) % 100));
    let named = |list: &[(&str, &str)]| list.iter().map(|(id, name)| CubeCategory::new(*id, *name)).collect::<Vec<_>>();
    let places = units.iter().map(|unit| CubeCategory::new(unit.id.to_string(), &unit.name)).collect();
    let mut dimensions = vec![
        dimension("TidID", "Skoleår", Some(Role::Time), autumns.iter().map(year).collect()),
        dimension("EnhetID", "Enhet", Some(Role::Place), places),
        dimension("TrinnID", "Trinn", None, named(&[("6", "7. trinn"), ("9", "10. trinn")])),
        dimension("EierformID", "Eierform", None, named(&[("-10", "Alle eierformer"), ("8", "Offentlig"), ("2", "Privat")])),
    ];
    if kind != Kind::Participation {
        dimensions.push(dimension("KjoennID", "Kjønn", None, named(&[("-10", "Alle kjønn"), ("1", "Jente"), ("2", "Gutt")])));
    }
    dimensions.extend(kind.items());
    dimensions.push(dimension("maal", "Mål", Some(Role::Measure), kind.figures()));
    let (of_cells, has_items) = (country.clone(), kind != Kind::Participation);
    let blocks: Vec<OnceLock<Block>> = autumns.iter().map(|_| OnceLock::new()).collect();
    let cell = move |at: &[usize]| {
        let [year, unit, grade, owner, rest @ ..] = at else { return Figure::Missing };
        let block = blocks[*year].get_or_init(|| Block::new(&of_cells, &units, autumns[*year], kind));
        let (sex, items) = if has_items { (rest[0], &rest[1..]) } else { (0, rest) };
        let item = if items.len() > 1 { items[0] % kind.counted() } else { 0 };
        let Some(counts) = block.cells[block.index(*unit, *grade, *owner, sex, item)] else { return Figure::NotApplicable };
        let (alternative, measure) =
            if kind == Kind::Theme { (items[1], items[2]) } else { (0, items.last().copied().unwrap_or_default()) };
        figure(kind, counts, alternative, measure)
    };
    // The survey of an autumn comes out the spring after.
    let updated = DateTime::from_timestamp(1_772_006_400, 0).unwrap_or_default();
    Cube { id: id(country, kind), title: title.to_owned(), updated, dimensions, cell: Arc::new(cell), amendments: BTreeMap::new() }
}

/// The ids that Udir has had, moved by the seed.
fn id(country: &Country, kind: Kind) -> String {
    let moved = (country.chance(PUBLISHER, &[]) * 50.0) as usize;
    (120 + 4 * moved + kind as usize).to_string()
}

/// The counts of a group of pupils: `[bullied, answered]`, `[answered, invited]`, or those who chose each alternative.
#[derive(Debug, Clone, Copy)]
struct Counts {
    counts: [u32; 5],
    masked: bool,
}

fn figure(kind: Kind, Counts { counts, masked }: Counts, alternative: usize, measure: usize) -> Figure {
    if masked {
        return Figure::Masked;
    }
    let number = counts.map(f64::from);
    let one_decimal = |value: f64| Figure::Number((value * 10.0).round() / 10.0);
    match (kind, measure) {
        (Kind::Bullying | Kind::Participation, 0) => one_decimal(100.0 * number[0] / number[1].max(1.0)),
        (Kind::Bullying | Kind::Participation, measure) => Figure::Number(number[measure - 1]),
        (Kind::Theme, 0 | 1) if alternative > 0 => Figure::Missing,
        (Kind::Theme, 2) if alternative > 0 => few(number[alternative - 1], number[alternative - 1]),
        (Kind::Theme, 3) if alternative > 0 => few(number[alternative - 1], percent(number[alternative - 1], &number)),
        (Kind::Theme, 3) => one_decimal(100.0),
        (_, 0) => one_decimal(mean(&number)),
        (_, 1) => one_decimal(deviation(&number)),
        (_, 2) => Figure::Number(number.iter().sum()),
        (_, measure @ 3..=7) => few(number[measure - 3], percent(number[measure - 3], &number)),
        (_, measure) => few(number[measure - 8], number[measure - 8]),
    }
}

/// A single alternative is masked by itself when one or two chose it.
fn few(chose: f64, figure: f64) -> Figure {
    if (1.0..3.0).contains(&chose) { Figure::Masked } else { Figure::Number(figure) }
}

fn percent(part: f64, counts: &[f64; 5]) -> f64 {
    (1000.0 * part / counts.iter().sum::<f64>().max(1.0)).round() / 10.0
}

fn mean(counts: &[f64; 5]) -> f64 {
    let weighted: f64 = counts.iter().zip(1..).map(|(count, answer)| count * f64::from(answer)).sum();
    weighted / counts.iter().sum::<f64>().max(1.0)
}

fn deviation(counts: &[f64; 5]) -> f64 {
    let mean = mean(counts);
    let squares: f64 = counts.iter().zip(1..).map(|(count, answer)| count * (f64::from(answer) - mean).powi(2)).sum();
    (squares / counts.iter().sum::<f64>().max(1.0)).sqrt()
}

/// The counts of one year, of every unit that had pupils in it.
struct Block {
    items: usize,
    cells: Vec<Option<Counts>>,
}

const OWNERS: usize = 3;

impl Block {
    fn index(&self, unit: usize, grade: usize, owner: usize, sex: usize, item: usize) -> usize {
        (((unit * GRADES.len() + grade) * OWNERS + owner) * SEXES.len() + sex) * self.items + item
    }

    fn new(country: &Country, units: &[Unit], autumn: u16, kind: Kind) -> Block {
        let items = kind.counted();
        let size = units.len() * GRADES.len() * OWNERS * SEXES.len() * items;
        let mut block = Block { items, cells: vec![None; size] };
        let tree = Tree::new(country, units, autumn);
        for (unit, school) in units.iter().enumerate().filter(|(_, unit)| unit.level == 4) {
            let owner = if country.schools().get(school.position).is_some_and(|school| school.private) { 2 } else { 1 };
            for (grade, number) in GRADES.iter().enumerate() {
                for (sex, of) in SEXES.iter().enumerate().skip(1) {
                    for item in 0..items {
                        let Some(counts) = counted(country, kind, school.position, autumn, *number, *of, item) else { continue };
                        for place in tree.above(unit) {
                            for (owner, sex) in [(0, 0), (0, sex), (owner, 0), (owner, sex)] {
                                let index = block.index(place, grade, owner, sex, item);
                                let cell = block.cells[index].get_or_insert(Counts { counts: [0; 5], masked: false });
                                cell.counts.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                            }
                        }
                    }
                }
            }
        }
        block.mask(&tree, kind);
        block
    }

    fn mask(&mut self, tree: &Tree, kind: Kind) {
        for cell in self.cells.iter_mut().flatten() {
            cell.masked = is_few(kind, &cell.counts);
        }
        // Each step may call for another; a few rounds settle it.
        const ROUNDS: usize = 8;
        for _ in 0..ROUNDS {
            let before = self.masked();
            self.mask_in_pairs(tree.units());
            self.mask_beside(tree);
            if self.masked() == before {
                break;
            }
        }
    }

    fn masked(&self) -> usize {
        self.cells.iter().flatten().filter(|cell| cell.masked).count()
    }

    /// Both parts of a total when one of them is masked, and a part that is the whole as the whole.
    fn mask_in_pairs(&mut self, units: usize) {
        let groups = units * GRADES.len() * self.items;
        for group in 0..groups {
            let (unit, grade, item) = (group / self.items / GRADES.len(), group / self.items % GRADES.len(), group % self.items);
            for other in 0..3 {
                self.mask_parts([0, 1, 2].map(|sex| self.index(unit, grade, other, sex, item)));
                self.mask_parts([0, 1, 2].map(|owner| self.index(unit, grade, owner, other, item)));
            }
        }
    }

    /// `[whole, part, part]`.
    fn mask_parts(&mut self, cells: [usize; 3]) {
        let is_masked = |block: &Block, at: usize| block.cells[at].map(|cell| cell.masked);
        let [whole, one, other] = cells.map(|at| is_masked(self, at));
        let hide: &[usize] = match (whole, one, other) {
            (_, Some(one), Some(other)) if one != other => &cells[1..],
            (Some(true), Some(false), Some(false)) => &cells[1..],
            (Some(whole), Some(part), None) | (Some(whole), None, Some(part)) if whole != part => &cells,
            _ => return,
        };
        for at in hide {
            if let Some(cell) = &mut self.cells[*at] {
                cell.masked = true;
            }
        }
    }

    /// Under a total that is shown, one part is never masked alone: the smallest of the others goes with it.
    fn mask_beside(&mut self, tree: &Tree) {
        let groups = GRADES.len() * OWNERS * SEXES.len() * self.items;
        for (parent, children) in tree.families() {
            for group in 0..groups {
                let at = |unit: usize| unit * groups + group;
                if self.cells[at(parent)].is_none_or(|cell| cell.masked) {
                    continue;
                }
                let there: Vec<(usize, Counts)> =
                    children.iter().filter_map(|child| self.cells[at(*child)].map(|cell| (at(*child), cell))).collect();
                if there.iter().filter(|(_, cell)| cell.masked).count() != 1 {
                    continue;
                }
                let smallest = there.iter().filter(|(_, cell)| !cell.masked).min_by_key(|(_, cell)| cell.counts.iter().sum::<u32>());
                // A part alone is the whole.
                let hidden = smallest.map_or_else(|| at(parent), |(at, _)| *at);
                if let Some(cell) = &mut self.cells[hidden] {
                    cell.masked = true;
                }
            }
        }
    }
}

/// Whether so few are behind the counts that Udir masks them.
fn is_few(kind: Kind, counts: &[u32; 5]) -> bool {
    match kind {
        Kind::Bullying => counts[1] < 10 || counts[0] == 1 || (counts[0] > 0 && counts[0] < 5 && counts[1] < 100),
        Kind::Participation => counts[1] < 5,
        Kind::Indicator | Kind::Theme => counts.iter().sum::<u32>() < 10,
    }
}

fn counted(country: &Country, kind: Kind, school: usize, autumn: u16, grade: u8, sex: Sex, item: usize) -> Option<[u32; 5]> {
    if !country.schools().get(school)?.open.contains(&autumn) {
        return None;
    }
    match kind {
        Kind::Indicator => country.answers(school, autumn, grade, sex, item),
        Kind::Theme => country.answers(school, autumn, grade, sex, 2 * item + 1),
        Kind::Participation => country.survey(school, autumn, grade, sex).map(|(invited, answered, _)| [answered, invited, 0, 0, 0]),
        // Fewer are bullied on the net, and fewest by grown-ups.
        Kind::Bullying => {
            let one_in = [1, 3, 5].get(item).copied().unwrap_or(1);
            country.survey(school, autumn, grade, sex).map(|(_, answered, bullied)| [bullied / one_in, answered, 0, 0, 0])
        }
    }
}

/// Which unit a unit belongs to in a year.
struct Tree {
    parents: Vec<Option<usize>>,
}

impl Tree {
    fn new(country: &Country, units: &[Unit], autumn: u16) -> Tree {
        let find = |level: u8, key: &str| {
            units.iter().position(|unit| {
                unit.level == level && unit.key == key && (level != 2 || country.counties()[unit.position].valid.contains(&autumn))
            })
        };
        let number = |position: usize| country.municipalities().get(position).map(|place| (place.number.as_str(), place.county.as_str()));
        let parent = |unit: &Unit| match unit.level {
            4 => {
                let today = country.schools().get(unit.position)?.municipality;
                find(3, number(country.municipality_in(today, autumn))?.0)
            }
            3 => find(2, number(unit.position)?.1),
            2 => Some(0),
            _ => None,
        };
        Tree { parents: units.iter().map(parent).collect() }
    }

    fn units(&self) -> usize {
        self.parents.len()
    }

    /// The unit and those it is a part of.
    fn above(&self, unit: usize) -> Vec<usize> {
        std::iter::successors(Some(unit), |unit| self.parents.get(*unit).copied().flatten()).collect()
    }

    /// Each total with its parts, the smallest totals first.
    fn families(&self) -> Vec<(usize, Vec<usize>)> {
        let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (unit, parent) in self.parents.iter().enumerate() {
            families.entry(parent.unwrap_or(usize::MAX)).or_default().push(unit);
        }
        families.into_iter().filter(|(parent, _)| *parent != usize::MAX).rev().collect()
    }
}
