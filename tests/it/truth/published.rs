//! What the publisher has masked: the one thing that is asked of its tables, since the country itself knows no masks.

use innsikt::simulated::country::Sex;
use innsikt::simulated::cube::{Cube, Figure};

use super::places::{Land, Unit};

/// A published table, and where its years and units are.
pub struct Table<'a> {
    cube: &'a Cube,
    units: std::collections::HashMap<&'a str, usize>,
    land: &'a Land,
    is_export: bool,
}

impl<'a> Table<'a> {
    /// Udir's report with this number, whatever its version; one whose number nobody knows is named up to it.
    pub fn report(land: &'a Land, report: &str) -> Table<'a> {
        let found = |cube: &&Cube| {
            cube.id.rsplit_once('/').is_some_and(|(start, _)| start == report || report.ends_with('/') && start.starts_with(report))
        };
        Table::new(land, land.world.tables["udir_rapport"].iter().find(found).unwrap(), false)
    }

    /// Udir's export with this field among its figures: descriptions may be another table's.
    pub fn export(land: &'a Land, fields: [&str; 2]) -> Table<'a> {
        let figures = |cube: &Cube, field: &str| cube.dimensions.last().unwrap().categories.iter().any(|figure| figure.code == field);
        let found = |cube: &&Cube| fields.iter().all(|field| figures(cube, field));
        Table::new(land, land.world.tables["udir_eksport"].iter().find(found).unwrap(), true)
    }

    fn new(land: &'a Land, cube: &'a Cube, is_export: bool) -> Table<'a> {
        let units = cube.dimensions[1].categories.iter().enumerate().map(|(at, unit)| (unit.code.as_str(), at));
        Table { cube, units: units.collect(), land, is_export }
    }

    /// The cell of a year (by how its code begins), a unit, and the categories of the further dimensions, which leave out none.
    pub fn at(&self, year: &str, unit: Unit, further: &[usize]) -> Figure {
        let period = self.cube.dimensions[0].categories.iter().position(|period| period.code.starts_with(year));
        let (Some(period), Some(unit)) = (period, self.units.get(self.id(unit).as_str())) else { return Figure::NotApplicable };
        let at: Vec<usize> = [period, *unit].into_iter().chain(further.iter().copied()).collect();
        assert_eq!(at.len(), self.cube.dimensions.len(), "{}", self.cube.id);
        self.cube.at(&at)
    }

    pub fn masks(&self, year: &str, unit: Unit, further: &[usize]) -> bool {
        self.at(year, unit, further) == Figure::Masked
    }

    /// The publisher's number of the unit.
    fn id(&self, unit: Unit) -> String {
        let below = |first: i64, at: usize| (first - at as i64).to_string();
        match (unit, self.is_export) {
            (Unit::Country, _) => "-12".to_owned(),
            (Unit::County(at), true) => below(-20, at),
            (Unit::County(at), false) => below(-500, at),
            (Unit::Municipality(at), true) => below(-700, at),
            (Unit::Municipality(at), false) => below(-2000, at),
            (Unit::School(at), false) => (28_000 + at).to_string(),
            (Unit::School(at), true) => {
                let drawn = (self.land.country.chance("eksport-enhet", &[at as u64]) * 8.0) as usize;
                (20_000 + drawn + 8 * at).to_string()
            }
            (Unit::SvalbardSchool, false) => "7600".to_owned(),
            (Unit::SvalbardSchool, true) | (Unit::Group(_), _) => String::new(),
        }
    }
}

/// Sexes with their names, and where they stand in Udir's reports and in its export.
pub const SEXES: [(Sex, &str, usize, usize); 3] = [(Sex::All, "alle", 0, 0), (Sex::Girl, "jente", 2, 1), (Sex::Boy, "gutt", 1, 2)];
