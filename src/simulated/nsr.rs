//! The national registers as they answer: NSR (schools and their owners, those that closed too) and NBR (kindergartens), version 4.
//!
//! A register is a list, not a cube, so nothing is published ahead. Units that the country has no number for (owners, kindergartens) get
//! one that begins with `U`, as Udir gives those that lack an organisation number.

use serde_json::{Value, json};

use super::country::{Country, Municipality, School, Sex};
use super::exchange::{Ask, Reply, World};

/// The publisher id of the register of kindergartens; anything else is the register of schools.
const KINDERGARTENS: &str = "nbr";
/// The state's supervisor of all schools here.
const GOVERNOR: &str = "U90000001";
/// When a unit was founded, after the year.
const NEW_YEAR: &str = "-01-01T01:00:00.00+00:00";

/// The publisher's answer.
pub fn answer(world: &World, publisher: &str, ask: &Ask) -> Reply {
    if ask.method != "GET" {
        return Reply::empty(405);
    }
    let country = world.country.as_ref();
    let parts: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    let units = || units(country, publisher);
    match parts.as_slice() {
        ["v4", "enheter"] => page(&units(), ask),
        ["v4", "enheter", "endretetter"] => match ask.parameter("dato") {
            Some(day) if chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() => {
                list(units().into_iter().filter(|unit| unit.changed.as_str() >= day).map(|unit| unit.row()).collect())
            }
            _ => problem(400, "Ugyldig dato"),
        },
        ["v4", "enheter", "kommune", number] => {
            list(units().into_iter().filter(|unit| unit.municipality.as_deref() == Some(*number)).map(|unit| unit.row()).collect())
        }
        ["v4", "enhet", orgnr] => match units().into_iter().find(|unit| unit.orgnr == *orgnr) {
            Some(unit) => Reply::json(&unit.details(country)),
            None => problem(404, "Enheten finnes ikke"),
        },
        _ => problem(404, "Not Found"),
    }
}

fn problem(status: u16, title: &str) -> Reply {
    Reply::status(status, &json!({ "title": title, "status": status }))
}

fn list(rows: Vec<Value>) -> Reply {
    Reply::json(&json!({ "EnhetListe": rows }))
}

/// One page of the whole list. A page after the last is empty.
fn page(units: &[Unit<'_>], ask: &Ask) -> Reply {
    const MOST: usize = 1000;
    let number = |key: &str, default: usize| ask.parameter(key).map_or(Some(default), |text| text.parse().ok());
    let (Some(page @ 1..), Some(size @ 1..=MOST)) = (number("sidenummer", 1), number("antallperside", 100)) else {
        return problem(400, "Sidenummer eller antall per side er ugyldig");
    };
    let rows: Vec<Value> = units.iter().skip((page - 1).saturating_mul(size)).take(size).map(Unit::row).collect();
    Reply::json(&json!({
        "Sidenummer": page, "AntallPerSide": size, "AntallSider": units.len().div_ceil(size), "TotaltAntallEnheter": units.len(),
        "EnhetListe": rows
    }))
}

/// What a unit is.
#[derive(Clone, Copy)]
enum Kind<'a> {
    School(usize, &'a School),
    Adults,
    Municipality,
    Owner,
    Kindergarten { private: bool, children: u32 },
    Test,
}

struct Unit<'a> {
    orgnr: String,
    name: String,
    /// The number under which it stands: of a closed unit the one that held then.
    municipality: Option<String>,
    place: Option<&'a Municipality>,
    active: bool,
    /// When it closed.
    closed: Option<String>,
    changed: String,
    kind: Kind<'a>,
}

fn units<'a>(country: &'a Country, publisher: &str) -> Vec<Unit<'a>> {
    let municipalities: Vec<(usize, &Municipality)> =
        country.municipalities().iter().enumerate().filter(|(_, municipality)| municipality.current).collect();
    if publisher.eq_ignore_ascii_case(KINDERGARTENS) {
        return municipalities.iter().flat_map(|(_, municipality)| kindergartens(country, municipality)).collect();
    }
    let test = Unit {
        orgnr: "U99999999".to_owned(),
        name: "Testskole".to_owned(),
        municipality: Some("2599".to_owned()),
        place: None,
        active: false,
        closed: None,
        changed: "2025-07-28T13:15:48.977+00:00".to_owned(),
        kind: Kind::Test,
    };
    let mut units = vec![test];
    for (_, municipality) in &municipalities {
        units.push(plain(
            country,
            municipality,
            owner_of(municipality),
            format!("{} kommune (syntetisk)", municipality.name),
            Kind::Municipality,
        ));
        if chance(country, "nsr-voksne", municipality) < 0.3 {
            let name = format!("Syntetisk voksenopplæring i {}", municipality.name);
            units.push(plain(country, municipality, format!("U7{}000", municipality.number), name, Kind::Adults));
        }
    }
    for (position, school) in country.schools().iter().enumerate() {
        units.extend(school_units(country, position, school));
    }
    units.sort_by(|a, b| b.orgnr.cmp(&a.orgnr));
    units
}

fn chance(country: &Country, topic: &str, municipality: &Municipality) -> f64 {
    country.chance(topic, &[municipality.number.parse().unwrap_or_default()])
}

/// The number of a municipality as an owner of schools.
fn owner_of(municipality: &Municipality) -> String {
    format!("U8{}000", municipality.number)
}

fn plain<'a>(country: &Country, place: &'a Municipality, orgnr: String, name: String, kind: Kind<'a>) -> Unit<'a> {
    let changed = changed(country, &orgnr);
    let municipality = Some(place.number.clone());
    Unit { orgnr, name, municipality, place: Some(place), active: true, closed: None, changed, kind }
}

/// The last time that anyone touched the unit: some day in the year after the last autumn.
fn changed(country: &Country, orgnr: &str) -> String {
    let key = orgnr.bytes().fold(0u64, |key, byte| key.wrapping_mul(131).wrapping_add(u64::from(byte)));
    let day = (country.chance("nsr-endret", &[key]) * 336.0) as u32;
    format!("{}-{:02}-{:02}T01:05:43.46+00:00", country.autumns().end() + 1, 1 + day / 28, 1 + day % 28)
}

/// A school, and its owner where it is private.
fn school_units<'a>(country: &'a Country, position: usize, school: &'a School) -> Vec<Unit<'a>> {
    let last = *country.autumns().end();
    let active = *school.open.end() >= last;
    if *school.open.start() > last {
        return Vec::new();
    }
    let year = if active { last + 1 } else { *school.open.end() };
    let Some(place) = country.municipalities().get(country.municipality_in(school.municipality, year)) else { return Vec::new() };
    let mut unit = plain(country, place, school.orgnr.clone(), school.name.clone(), Kind::School(position, school));
    unit.active = active;
    if !active {
        unit.closed = Some(format!("{}-08-25T01:15:10.91+00:00", school.open.end() + 1));
    }
    if !school.private {
        return vec![unit];
    }
    let owner = plain(country, place, private_owner(school), format!("{} AS", school.name), Kind::Owner);
    vec![unit, owner]
}

fn private_owner(school: &School) -> String {
    format!("U{}", school.orgnr.get(1..).unwrap_or_default())
}

fn kindergartens<'a>(country: &Country, place: &'a Municipality) -> Vec<Unit<'a>> {
    let number: u64 = place.number.parse().unwrap_or_default();
    let count = 2 + (country.chance("nbr-antall", &[number]) * 5.0) as u64;
    (0..count)
        .map(|each| {
            let private = country.chance("nbr-privat", &[number, each]) < 0.5;
            let children = 12 + (country.chance("nbr-barn", &[number, each]) * 90.0) as u32;
            let name = format!("Syntetisk barnehage {} i {}", each + 1, place.name);
            plain(country, place, format!("U6{}{each:03}", place.number), name, Kind::Kindergarten { private, children })
        })
        .collect()
}

/// `[(Id, Navn)]` as the register writes code lists.
fn coded(list: &[(&str, &str)]) -> Value {
    list.iter().map(|(id, name)| json!({ "Id": id, "Navn": name })).collect()
}

impl Unit<'_> {
    fn county(&self) -> &str {
        self.municipality.as_deref().and_then(|number| number.get(..2)).unwrap_or_default()
    }

    fn is_private(&self) -> bool {
        match self.kind {
            Kind::School(_, school) => school.private,
            Kind::Kindergarten { private, .. } => private,
            Kind::Test => true,
            _ => false,
        }
    }

    fn categories(&self) -> Value {
        match (self.kind, self.is_private()) {
            (Kind::School(..), false) => {
                coded(&[("1", "Grunnskole"), ("3", "Offentlig skole"), ("5", "Kommunal"), ("32", "Grunnopplæring")])
            }
            (Kind::School(..), true) => {
                coded(&[("1", "Grunnskole"), ("4", "Privat eiet"), ("16", "Godkjent privatskole"), ("32", "Grunnopplæring")])
            }
            (Kind::Adults, _) => coded(&[("3", "Offentlig skole"), ("10", "Voksenopplæring")]),
            (Kind::Test, _) => coded(&[("4", "Privat eiet"), ("14", "Norsk skole i utlandet")]),
            (Kind::Kindergarten { .. }, false) => coded(&[("20", "Ordinær barnehage"), ("5", "Kommunal")]),
            (Kind::Kindergarten { .. }, true) => coded(&[("20", "Ordinær barnehage"), ("4", "Privat eiet")]),
            _ => json!([]),
        }
    }

    /// The element of a list.
    fn row(&self) -> Value {
        let mut row = json!({
            "Organisasjonsnummer": self.orgnr, "Navn": self.name, "FulltNavn": self.name, "Karakteristikk": self.character(),
            "Fylkesnummer": self.county(), "Kommunenummer": self.municipality
        });
        add(&mut row, &self.flags());
        row["DatoEndret"] = json!(self.changed);
        row
    }

    /// What it is and is not, which the list and the details write alike.
    fn flags(&self) -> Value {
        let private = self.is_private();
        if matches!(self.kind, Kind::Kindergarten { .. }) {
            return json!({
                "ErAktiv": self.active, "ErBarnehage": true, "ErBarnehageEier": false, "ErPrivatBarnehage": private,
                "ErOffentligBarnehage": !private, "Barnehagekategorier": self.categories()
            });
        }
        let (school, adults) = (matches!(self.kind, Kind::School(..)), matches!(self.kind, Kind::Adults));
        json!({
            "ErAktiv": self.active, "ErSkole": school || adults || matches!(self.kind, Kind::Test),
            "ErSkoleeier": matches!(self.kind, Kind::Municipality | Kind::Owner), "ErGrunnskole": school, "ErVideregaaendeSkole": false,
            "ErPrivatskole": private, "ErOffentligSkole": adults || (school && !private), "ErSpesialskole": false,
            "ErGrunnopplaering": school, "Skolekategorier": self.categories()
        })
    }

    /// What sets it apart from others of its name.
    fn character(&self) -> Option<&'static str> {
        matches!(self.kind, Kind::Test).then_some("fiktiv skole for testing")
    }

    fn details(&self, country: &Country) -> Value {
        let size = self.size(country);
        // As many as a school of its size may have.
        let employees = size.get("Elevtall").and_then(Value::as_u64).map(|pupils| pupils / 7 + 1);
        let mut unit = json!({
            "Organisasjonsnummer": self.orgnr, "Navn": self.name, "Karakteristikk": self.character(), "FulltNavn": self.name,
            "Fylke": self.county_details(country), "Kommune": self.municipality_details(),
            "Beliggenhetsadresse": { "Adresse": "", "Postnummer": "", "Poststed": "", "Land": "Norge" },
            "Postadresse": { "Adresse": "", "Postnummer": "", "Poststed": "", "Land": "Norge" },
            "Koordinat": self.coordinates(country), "Internettadresse": "",
            "Maalform": { "Id": "B", "Navn": "Bokmål" },
            "Organisasjonsform": self.form(), "Naeringskoder": self.industries(), "Hjelpeenhetskode": null,
            "Utgaattype": if self.closed.is_some() { coded(&[("F", "Slettet for sammenslåing")])[0].clone() } else { coded(&[("A", "Ingen utgåttype")])[0].clone() },
            "UtgaattDato": self.closed, "ErEkskludert": false, "PrivatskoleGodkjenning": self.approval(),
            "AntallAnsatte": employees, "ForeldreRelasjoner": self.parents(), "BarnRelasjoner": [],
            "OppstartsEllerStiftelsesdato": self.founded(country), "DatoEndret": self.changed
        });
        add(&mut unit, &self.flags());
        add(&mut unit, &size);
        unit
    }

    fn county_details(&self, country: &Country) -> Value {
        let county = country.counties().iter().rfind(|county| county.number == self.county());
        json!({
            "Fylkesnummer": self.county(), "Navn": county.map_or("Utlandet", |county| county.name.as_str()),
            "Organisasjonsnummer": county.map(|county| format!("U5{}00000", county.number)),
            "StatsforvalterOrganisasjonsnummer": county.map(|_| GOVERNOR)
        })
    }

    fn municipality_details(&self) -> Value {
        let group = |place: &Municipality| json!({ "Id": place.kostra_group, "Navn": format!("KOSTRA-gruppe {}", place.kostra_group) });
        json!({
            "Navn": self.place.map_or("Utlandet", |place| place.name.as_str()), "Kommunenummer": self.municipality,
            "Organisasjonsnummer": self.place.map(owner_of), "ErNedlagt": self.place.is_some_and(|place| !place.current),
            "Fylkesnummer": self.county(), "Kostragruppe": self.place.map(group)
        })
    }

    /// Somewhere in the country; nowhere for one in twenty, as the register writes it.
    fn coordinates(&self, country: &Country) -> Value {
        let Some(number) = self.place.and_then(|place| place.number.parse::<u64>().ok()) else { return json!(null) };
        let key = [number, self.orgnr.bytes().map(u64::from).sum()];
        if country.chance("nsr-uten-sted", &key) < 0.05 {
            return json!({ "Lengdegrad": 0, "Breddegrad": 0, "Zoom": 0, "GeoKilde": "Undefined" });
        }
        let degrees = |topic: &str, least: f64, span: f64| ((least + span * country.chance(topic, &key)) * 1e5).round() / 1e5;
        json!({ "Lengdegrad": degrees("nsr-lengde", 5.5, 6.0), "Breddegrad": degrees("nsr-bredde", 58.5, 5.0), "Zoom": 12, "GeoKilde": "GeoNorge" })
    }

    fn form(&self) -> Value {
        match self.kind {
            Kind::Municipality => json!({ "Id": "KOMM", "Navn": "Kommune" }),
            Kind::Owner => json!({ "Id": "AS", "Navn": "Aksjeselskap" }),
            _ => json!({ "Id": "BEDR", "Navn": "Underenhet til næringsdrivende og offentlig sektor" }),
        }
    }

    fn industries(&self) -> Value {
        let (code, name) = match self.kind {
            Kind::Adults => ("85.593", "Voksenopplæring"),
            Kind::Municipality => ("84.110", "Offentlig administrasjon"),
            Kind::Kindergarten { .. } => ("88.911", "Barnehager"),
            _ => ("85.201", "Ordinær grunnskoleundervisning"),
        };
        json!([{ "Prioritet": 1, "Kode": code, "Navn": name, "Versjon": "2025" }])
    }

    fn approval(&self) -> Value {
        match self.kind {
            Kind::School(_, school) if school.private => {
                json!({ "Godkjenningslov": "privatskoleloven", "GodkjentStatus": "Drift", "GodkjentStatusTekst": "Drift", "ErAktiv": true })
            }
            _ => json!(null),
        }
    }

    /// Its owner (relation 1) and its supervisor (relation 2). Owners have none.
    fn parents(&self) -> Value {
        let owner = match (self.kind, self.place) {
            (Kind::School(_, school), _) if school.private => (private_owner(school), format!("{} AS", school.name)),
            (Kind::School(..) | Kind::Adults | Kind::Kindergarten { .. }, Some(place)) => {
                (owner_of(place), format!("{} kommune (syntetisk)", place.name))
            }
            _ => return json!([]),
        };
        let relation = |orgnr: &str, name: &str, id: &str, kind: &str| json!({ "Enhet": { "Organisasjonsnummer": orgnr, "Navn": name }, "Relasjonstype": { "Id": id, "Navn": kind } });
        json!([
            relation(&owner.0, &owner.1, "1", "Eierstruktur"),
            relation(GOVERNOR, "Statsforvalteren (syntetisk)", "2", "Tilsynsstruktur"),
            relation(&owner.0, &owner.1, "5", "Administrativ struktur"),
        ])
    }

    fn founded(&self, country: &Country) -> String {
        let year = match self.kind {
            Kind::School(_, school) if school.open.start() > country.autumns().start() => *school.open.start(),
            _ => 1969,
        };
        format!("{year}{NEW_YEAR}")
    }

    /// Grades and pupils. A closed school has neither, nor has a kindergarten grades.
    fn size(&self, country: &Country) -> Value {
        let school = |from: Option<u8>, to: Option<u8>, pupils: Option<u32>| {
            json!({
                "Elevtall": pupils, "SkoletrinnGSFra": from, "SkoletrinnGSTil": to, "SkoletrinnVGSFra": null, "SkoletrinnVGSTil": null
            })
        };
        match self.kind {
            Kind::Kindergarten { children, .. } => json!({ "AntallBarn": children }),
            Kind::School(position, unit) if self.active => {
                let autumn = *country.autumns().end();
                let pupils = unit.grades.clone().map(|grade| country.pupils(position, autumn, grade, Sex::All)).sum();
                school(Some(*unit.grades.start()), Some(*unit.grades.end()), Some(pupils))
            }
            _ => school(None, None, None),
        }
    }
}

/// Adds the fields of one object to another.
fn add(to: &mut Value, more: &Value) {
    if let (Some(to), Some(more)) = (to.as_object_mut(), more.as_object()) {
        to.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use super::super::country::Size;
    use super::*;

    fn get(publisher: &str, path: &str, query: &[(&str, &str)]) -> (u16, Value) {
        let world = World { country: Arc::new(Country::new(7, Size::Small)), tables: BTreeMap::new() };
        let query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let reply = answer(&world, publisher, &Ask { method: "GET".to_owned(), path: path.to_owned(), query, body: None, accept: None });
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    #[test]
    fn the_pages_add_up_to_the_total() {
        let (_, first) = get("nsr", "v4/enheter", &[("sidenummer", "1"), ("antallperside", "7")]);
        let pages = first["AntallSider"].as_u64().unwrap();
        let mut seen = BTreeSet::new();
        for page in 1..=pages {
            let (_, page) = get("nsr", "v4/enheter", &[("sidenummer", &page.to_string()), ("antallperside", "7")]);
            seen.extend(page["EnhetListe"].as_array().unwrap().iter().map(|unit| unit["Organisasjonsnummer"].as_str().unwrap().to_owned()));
        }
        assert_eq!(Some(seen.len() as u64), first["TotaltAntallEnheter"].as_u64());
        assert!(seen.contains("U99999999") && seen.len() > 20);
        assert_eq!(get("nsr", "v4/enheter", &[("sidenummer", "0")]).0, 400);
    }

    #[test]
    fn a_school_has_its_municipality_as_owner_and_its_group() {
        let (_, list) = get("nsr", "v4/enheter/kommune/3412", &[]);
        assert!(list.get("AntallSider").is_none());
        let rows = list["EnhetListe"].as_array().unwrap();
        let school =
            rows.iter().find(|unit| unit["ErGrunnskole"] == true && unit["ErPrivatskole"] == false && unit["ErAktiv"] == true).unwrap();
        let orgnr = school["Organisasjonsnummer"].as_str().unwrap();
        let (_, unit) = get("nsr", &format!("v4/enhet/{orgnr}"), &[]);
        assert_eq!(unit["ForeldreRelasjoner"][0]["Relasjonstype"]["Id"], "1");
        let owner = unit["ForeldreRelasjoner"][0]["Enhet"]["Organisasjonsnummer"].as_str().unwrap();
        assert!(rows.iter().any(|unit| unit["Organisasjonsnummer"] == owner && unit["ErSkoleeier"] == true));
        assert!(unit["Kommune"]["Kostragruppe"]["Id"].is_u64() && unit["Elevtall"].is_u64());
        assert_eq!(get("nsr", "v4/enhet/1", &[]).0, 404);
    }

    #[test]
    fn kindergartens_are_in_their_own_register() {
        let (_, list) = get("nbr", "v4/enheter/kommune/3412", &[]);
        let rows = list["EnhetListe"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|unit| unit["ErBarnehage"] == true && unit.get("ErSkole").is_none()));
        let (_, later) = get("nbr", "v4/enheter/endretetter", &[("dato", "9999-01-01")]);
        assert_eq!(later["EnhetListe"].as_array().map(Vec::len), Some(0));
    }
}
