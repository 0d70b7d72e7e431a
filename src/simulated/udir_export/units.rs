//! The units of Elevundersøkelsen: the country, its counties, its municipalities by every number they have had, and the schools.

use super::super::country::{Country, County, Municipality};
use super::{Columns, SURVEYS};

/// One unit.
pub struct Unit {
    /// `EnhetID`: negative for what is not a school, as at Udir.
    pub id: i64,
    /// 1 country, 2 county, 3 municipality, 4 school.
    pub level: u8,
    /// `I`, the number, or the organisation number.
    pub key: String,
    pub name: String,
    /// Position among the municipalities or the schools.
    pub position: usize,
}

/// Every unit that has rows in some year, in the order that never changes: country, counties, municipalities, schools.
pub fn units(country: &Country) -> Vec<Unit> {
    let mut units = vec![Unit { id: -12, level: 1, key: "I".to_owned(), name: "Hele landet".to_owned(), position: 0 }];
    let since = |last: u16| last >= SURVEYS;
    for (position, county) in country.counties().iter().enumerate().filter(|(_, county)| since(*county.valid.end())) {
        units.push(Unit { id: -20 - position as i64, level: 2, key: county.number.clone(), name: county.name.clone(), position });
    }
    for (position, municipality) in country.municipalities().iter().enumerate().filter(|(_, place)| since(*place.valid.end())) {
        let (key, name) = (municipality.number.clone(), municipality.name.clone());
        units.push(Unit { id: -700 - position as i64, level: 3, key, name, position });
    }
    for (position, school) in country.schools().iter().enumerate().filter(|(_, school)| since(*school.open.end())) {
        let id = 20_000 + (country.chance("eksport-enhet", &[position as u64]) * 8.0) as i64 + 8 * position as i64;
        units.push(Unit { id, level: 4, key: school.orgnr.clone(), name: school.name.clone(), position });
    }
    units
}

/// The county with the number, as it was in the year.
fn county_in<'a>(country: &'a Country, number: &str, year: u16) -> Option<&'a County> {
    country.counties().iter().find(|county| county.number == number && county.valid.contains(&year))
}

/// A closed county or municipality is named with its years.
fn dated(name: &str, last: u16) -> String {
    if last < 9999 { format!("{name} (2020 - {last})") } else { name.to_owned() }
}

impl Unit {
    /// The municipality that it lies in (or is) in the year.
    fn municipality<'a>(&self, country: &'a Country, autumn: u16) -> Option<&'a Municipality> {
        let position = match self.level {
            3 => self.position,
            4 => country.municipality_in(country.schools().get(self.position)?.municipality, autumn),
            _ => return None,
        };
        country.municipalities().get(position)
    }

    /// What a row says of the unit in the year, in Udir's order.
    pub fn columns(&self, country: &Country, autumn: u16) -> Columns {
        let place = self.municipality(country, autumn);
        let county = match (self.level, place) {
            (2, _) => country.counties().get(self.position),
            (_, Some(place)) => county_in(country, &place.county, autumn),
            _ => None,
        };
        let all = |text: &str| text.to_owned();
        let closed = place.is_some_and(|place| !place.current);
        // The bare name stands where every other municipality has «Alle skoler», once it is closed.
        let name = match (self.level, place) {
            (4, _) => self.name.clone(),
            (3, Some(place)) if closed => place.name.clone(),
            _ => all("Alle skoler"),
        };
        vec![
            ("EnhetNivaa", self.level.to_string()),
            ("Nasjonaltkode", all("I")),
            ("Nasjonalt", all("Hele landet")),
            ("Fylkekode", county.map_or_else(|| all("00"), |county| county.number.clone())),
            ("Fylke", county.map_or_else(|| all("Alle fylker"), |county| dated(&county.name, *county.valid.end()))),
            ("Kommunekode", place.map_or_else(|| all("0000"), |place| place.number.clone())),
            ("Kommune", place.map_or_else(|| all("Alle kommuner"), |place| dated(&place.name, *place.valid.end()))),
            ("Organisasjonsnummer", self.key.clone()),
            ("EnhetNavn", name),
        ]
    }
}
