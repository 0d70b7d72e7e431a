//! The units of the synthetic country as its publishers have them, and today's municipalities, that their figures are carried to.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use innsikt::simulated::country::Country;
use innsikt::simulated::exchange::World;

use super::figures::{At, Truth, Truths, Why};

/// A unit: positions in the country's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Country,
    County(usize),
    Municipality(usize),
    Group(u8),
    School(usize),
    /// Udir's one school on Svalbard, which no municipality has.
    SvalbardSchool,
}

/// A count or a mean of a unit, or why it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// With how many former municipalities it was added up from.
    Is(f64, usize),
    No(Why),
}

pub type Cells = HashMap<Unit, Cell>;

impl Cell {
    pub fn is(value: f64) -> Cell {
        Cell::Is(value, 1)
    }

    pub fn map(self, of: impl Fn(f64) -> f64) -> Cell {
        match self {
            Cell::Is(value, parts) => Cell::Is(of(value), parts),
            no => no,
        }
    }

    /// What both come to with each other: the first of the two that has none decides.
    pub fn with(self, other: Cell, of: impl Fn(f64, f64) -> f64) -> Cell {
        match (self, other) {
            (Cell::Is(one, parts), Cell::Is(other, _)) => Cell::Is(of(one, other), parts),
            (Cell::No(why), _) | (_, Cell::No(why)) => Cell::No(why),
        }
    }

    /// A sum: what is not taught adds nothing; a masked part hides it.
    pub fn plus(self, other: Cell) -> Cell {
        match (self, other) {
            (Cell::Is(one, _), Cell::Is(other, _)) => Cell::is(one + other),
            (Cell::No(Why::NotTaught), other) => other,
            (own, Cell::No(Why::NotTaught)) => own,
            (Cell::No(Why::Masked | Why::PartMasked), _) | (_, Cell::No(Why::Masked | Why::PartMasked)) => Cell::No(Why::PartMasked),
            (Cell::No(why), _) | (_, Cell::No(why)) => Cell::No(why),
        }
    }

    pub fn over(self, other: Cell) -> Cell {
        match self.with(other, |one, other| one / other) {
            Cell::Is(quotient, _) if !quotient.is_finite() => Cell::No(Why::Nobody),
            cell => cell,
        }
    }

    pub fn exact(self) -> Truth {
        match self {
            Cell::Is(value, _) => Truth::Exact(value),
            Cell::No(why) => Truth::None(why),
        }
    }

    /// The publisher's own with one decimal, or reckoned from the counts of those that were merged.
    pub fn own_or_exact(self) -> Truth {
        if let Cell::Is(value, 2..) = self { Truth::Exact(value) } else { self.printed(1) }
    }

    pub fn printed(self, decimals: u8) -> Truth {
        match self {
            Cell::Is(value, _) => Truth::Printed(value, decimals),
            Cell::No(why) => Truth::None(why),
        }
    }
}

/// Whose accounts of a year and scope are taken in, of those that today's municipality was then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Accounts {
    Everyones,
    Someones,
    Nobodys,
}

pub struct Land {
    pub country: Arc<Country>,
    pub world: Arc<World>,
    /// The accounts that are taken in, as `3412 2025 kasse`.
    accounts: BTreeSet<String>,
    /// The school that the one on Svalbard does as.
    twin: usize,
    /// Per autumn: every open school with its municipality and county then.
    schools: HashMap<u16, Vec<(usize, usize, usize)>>,
    /// What SSB calls the KOSTRA groups.
    groups: Vec<String>,
}

/// Whose pupils.
pub const POPULATIONS: [(&str, bool); 2] = [("skoler_i_kommunen", false), ("kommunale_skoler", true)];

impl Land {
    pub fn new(world: Arc<World>, accounts: BTreeSet<String>) -> Land {
        let country = world.country.clone();
        let all = country.schools();
        // Udir's table has it, the country does not: it is like the public school with the most grades that was always open.
        let always = |at: &usize| {
            let open = |autumn: &u16| all[*at].open.contains(autumn);
            !all[*at].private && open(country.autumns().start()) && open(country.autumns().end())
        };
        let grades = |at: usize| all[at].grades.clone().count();
        let twin = (0..all.len()).filter(always).min_by_key(|at| (usize::MAX - grades(*at), *at)).unwrap();
        let schools = country.autumns().map(|autumn| {
            let valid = (0..country.municipalities().len()).filter(|at| country.municipalities()[*at].valid.contains(&autumn));
            let own = valid.flat_map(|municipality| {
                let county = county_of(&country, municipality);
                country.schools_of(municipality, autumn).into_iter().map(move |school| (school, municipality, county))
            });
            (autumn, own.collect())
        });
        let groups = (0..=16).map(|group| format!("EKG{group:02}")).collect();
        Land { twin, schools: schools.collect(), groups, country, world, accounts }
    }

    pub fn autumns(&self) -> std::ops::RangeInclusive<u16> {
        self.country.autumns()
    }

    pub fn is_private(&self, school: usize) -> bool {
        self.country.schools()[school].private
    }

    /// Sums of what schools have, for every unit above one that has it. Udir counts Svalbard to the northern county and to the country.
    pub fn tally<const N: usize>(
        &self,
        autumn: u16,
        svalbard: bool,
        counts: impl Fn(usize) -> bool,
        of: impl Fn(usize) -> Option<[f64; N]>,
    ) -> HashMap<Unit, [f64; N]> {
        let mut sums: HashMap<Unit, [f64; N]> = HashMap::new();
        let mut add = |units: &[Unit], parts: [f64; N]| {
            for unit in units {
                sums.entry(*unit).or_insert([0.0; N]).iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            }
        };
        for (school, municipality, county) in &self.schools[&autumn] {
            if counts(*school)
                && let Some(parts) = of(*school)
            {
                add(&[Unit::School(*school), Unit::Municipality(*municipality), Unit::County(*county), Unit::Country], parts);
            }
        }
        if svalbard
            && counts(self.twin)
            && let Some(parts) = of(self.twin)
        {
            add(&[Unit::SvalbardSchool, Unit::County(self.northern(autumn)), Unit::Country], parts);
        }
        sums
    }

    /// Troms, or the last county where there is none.
    fn northern(&self, autumn: u16) -> usize {
        let counties = self.country.counties();
        let valid: Vec<usize> = (0..counties.len()).filter(|at| counties[*at].valid.contains(&autumn)).collect();
        let named = |number: &str| valid.iter().copied().find(|at| counties[*at].number == number);
        let last = || valid.iter().copied().max_by_key(|at| counties[*at].number.clone()).unwrap();
        ["55", "54", "19"].into_iter().find_map(named).unwrap_or_else(last)
    }

    /// The units that the publisher has a row for, whatever is in it: those above schools that hold, and the schools.
    pub fn units(&self, autumn: u16, svalbard: bool, counts: impl Fn(usize) -> bool) -> Vec<Unit> {
        let municipalities = self.valid(autumn).into_iter().map(Unit::Municipality);
        let counties = self.country.counties().iter().enumerate();
        let counties = counties.filter(|(_, county)| county.valid.contains(&autumn)).map(|(at, _)| Unit::County(at));
        let schools = self.schools[&autumn].iter().map(|(school, ..)| *school).filter(|school| counts(*school)).map(Unit::School);
        let svalbard = (svalbard && counts(self.twin)).then_some(Unit::SvalbardSchool);
        [Unit::Country].into_iter().chain(counties).chain(municipalities).chain(schools).chain(svalbard).collect()
    }

    /// Positions of the municipalities whose number held.
    pub fn valid(&self, year: u16) -> Vec<usize> {
        let all = self.country.municipalities();
        (0..all.len()).filter(|at| all[*at].valid.contains(&year)).collect()
    }

    pub fn today(&self) -> Vec<usize> {
        self.valid(9999)
    }

    /// Whether it is the whole country, with all of its 357 municipalities.
    pub fn is_whole(&self) -> bool {
        self.today().len() == 357
    }

    /// The municipalities that today's was in a year; none where its people have been in one that was divided since: what is known of
    /// numbers does not tell which of the parts a former municipality went to.
    fn before(&self, today: usize, year: u16) -> Option<Vec<usize>> {
        let all = self.country.municipalities();
        let divided = all.iter().any(|other| *other.valid.end() >= year && other.today.len() > 1 && other.today.contains(&today));
        (!divided).then(|| self.valid(year).into_iter().filter(|at| all[*at].today.contains(&today)).collect())
    }

    pub fn accounts(&self, today: Unit, year: u16, scope: &str) -> Accounts {
        let Unit::Municipality(today) = today else { return Accounts::Nobodys };
        let all = self.country.municipalities();
        let then: Vec<usize> = self.valid(year).into_iter().filter(|at| all[*at].today.contains(&today)).collect();
        match then.iter().filter(|at| self.accounts.contains(&format!("{} {year} {scope}", all[**at].number))).count() {
            0 => Accounts::Nobodys,
            count if count == then.len() => Accounts::Everyones,
            _ => Accounts::Someones,
        }
    }

    /// Figures that add up, on today's municipalities. Other units stand as they were.
    pub fn summed(&self, year: u16, cells: &Cells) -> Cells {
        self.carried(year, cells, |before| {
            let parts: Vec<Cell> = before.iter().filter_map(|at| cells.get(&Unit::Municipality(*at)).copied()).collect();
            Some(match parts.iter().copied().reduce(Cell::plus)? {
                Cell::Is(sum, _) => Cell::Is(sum, before.len()),
                Cell::No(Why::Masked) if before.len() > 1 => Cell::No(Why::PartMasked),
                no => no,
            })
        })
    }

    /// Means, shares and margins, on today's municipalities: only those that are the same as then have them.
    pub fn same(&self, year: u16, cells: &Cells) -> Cells {
        self.carried(year, cells, |before| match before {
            [one] => cells.get(&Unit::Municipality(*one)).copied(),
            _ => before.iter().any(|at| cells.contains_key(&Unit::Municipality(*at))).then_some(Cell::No(Why::Merged)),
        })
    }

    fn carried(&self, year: u16, cells: &Cells, of: impl Fn(&[usize]) -> Option<Cell>) -> Cells {
        let others = cells.iter().filter(|(unit, _)| !matches!(unit, Unit::Municipality(_))).map(|(unit, cell)| (*unit, *cell));
        let mut carried: Cells = others.collect();
        for today in self.today() {
            let cell = match self.before(today, year) {
                None => Some(Cell::No(Why::Divided)),
                Some(before) => of(&before),
            };
            carried.extend(cell.map(|cell| (Unit::Municipality(today), cell)));
        }
        carried
    }

    /// Level and number of a unit.
    pub fn place(&self, unit: Unit) -> (&'static str, &str) {
        let country = &self.country;
        match unit {
            Unit::Country => ("land", "0"),
            Unit::County(at) => ("fylke", &country.counties()[at].number),
            Unit::Municipality(at) => ("kommune", &country.municipalities()[at].number),
            Unit::Group(group) => ("kostragruppe", &self.groups[usize::from(group)]),
            Unit::School(at) => ("skole", &country.schools()[at].orgnr),
            Unit::SvalbardSchool => ("skole", "021000001"),
        }
    }

    /// The cells of these levels as the truth of rows there.
    pub fn add(&self, truths: &mut Truths, at: At, levels: &[&str], cells: &Cells, truth: impl Fn(Cell) -> Truth) {
        for (unit, cell) in cells {
            let (level, code) = self.place(*unit);
            if levels.contains(&level) {
                truths.add(At { level, unit: code, ..at }, truth(*cell));
            }
        }
    }
}

fn county_of(country: &Country, municipality: usize) -> usize {
    let number = &country.municipalities()[municipality].county;
    country.counties().iter().position(|county| county.number == *number).unwrap()
}

/// Each unit that both have, as the function makes of them.
pub fn paired(one: &Cells, other: &Cells, of: impl Fn(Cell, Cell) -> Cell) -> Cells {
    one.iter().filter_map(|(unit, cell)| Some((*unit, of(*cell, *other.get(unit)?)))).collect()
}

pub fn school_year(autumn: u16) -> String {
    format!("{autumn}-{:02}", (autumn + 1) % 100)
}
