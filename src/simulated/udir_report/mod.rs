//! Udir's report API, simulated: the pages, their definitions, their filters and their pivot tables.
//!
//! ```text
//! page (what is shown) ─► figures (parts of schools ─► sums ─► masks) ─► cube ─► pivot, when asked
//! units (the tree, valid in time) ─┘                                     └► filter (what can be asked)
//! ```
//!
//! Answers are served from the published cubes, so that whatever is done to a cube (another id, a renamed measure, an amended cell) is what
//! the API shows.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use self::figures::Figures;
use self::filter::Filters;
use self::page::{Page, Rows};
use self::pivot::Question;
use self::units::Units;
use super::country::Country;
use super::cube::{Cube, CubeCategory, CubeDimension};
use super::exchange::{Ask, Reply, World};
use crate::read::Role;

mod figures;
mod filter;
mod masking;
mod page;
mod pivot;
mod units;

/// The publisher's id in the configuration.
const PUBLISHER: &str = "udir_rapport";

/// What the publisher has published of the country.
pub fn publish(country: &Arc<Country>) -> Vec<Cube> {
    let units = Units::of(country);
    Page::all(country).into_iter().map(|page| cube(country, &units, page)).collect()
}

/// The table behind a page: period (the newest first), unit, the page's filters, measure.
fn cube(country: &Arc<Country>, units: &Units, page: Page) -> Cube {
    let dimension = |code: &str, role: Option<Role>, categories: Vec<CubeCategory>| CubeDimension {
        code: code.to_owned(),
        label: code.trim_end_matches("ID").to_owned(),
        role,
        elimination: None,
        categories,
    };
    let years = page.autumns.clone().rev().map(|autumn| CubeCategory::new(page.period.id(autumn), page.year_label(autumn)));
    let places = units.list.iter().map(|unit| CubeCategory::new(unit.id.to_string(), unit.name.clone()));
    let mut dimensions =
        vec![dimension(page.period.filter(), Some(Role::Time), years.collect()), dimension("EnhetID", Some(Role::Place), places.collect())];
    for split in &page.splits {
        let categories = split.choices.iter().map(|choice| CubeCategory::new(choice.id.to_string(), choice.label.clone()));
        dimensions.push(dimension(split.filter, None, categories.collect()));
    }
    let measures = page.measures.iter().map(|measure| {
        let label = measure.label.clone();
        CubeCategory::measure(measure.id.clone(), label, measure.unit, measure.decimals)
    });
    let measure = if page.measures_are_a_filter { "SpoersmaalID" } else { "Maal" };
    dimensions.push(dimension(measure, Some(Role::Measure), measures.collect()));
    let (id, title) = (page.table(), page.title.clone());
    let figures = Figures::new(country, page);
    Cube {
        id,
        title,
        updated: DateTime::<Utc>::UNIX_EPOCH,
        dimensions,
        cell: Arc::new(move |positions| figures.at(positions)),
        amendments: Default::default(),
    }
}

/// The publisher's answer.
pub fn answer(world: &World, ask: &Ask) -> Reply {
    if !ask.method.eq_ignore_ascii_case("GET") {
        return error(405, "Metoden støttes ikke", "Bare GET støttes.");
    }
    let pages = Page::all(&world.country);
    let path: Vec<&str> = ask.path.split('/').filter(|part| !part.is_empty()).collect();
    match path.as_slice() {
        ["rest", "v1", "Rapportside"] => Reply::json(&list(world, &pages)),
        ["rest", "v1", "Rapportside", code] => definition(world, &pages, code),
        ["rest", "v1", "Statistikk", table @ .., what] => statistics(world, ask, &pages, &table.join("/"), what),
        _ => error(404, "Ikke funnet", "Ressursen finnes ikke."),
    }
}

/// The published table of a page, whatever its version is now.
fn published<'a>(world: &'a World, page: &Page) -> Option<&'a Cube> {
    let cubes = world.tables.get(PUBLISHER)?;
    let same_report = |cube: &&Cube| cube.id.rsplit_once('/').is_some_and(|(report, _)| report.eq_ignore_ascii_case(&page.report));
    cubes.iter().find(same_report).or_else(|| cubes.iter().find(|cube| cube.title == page.title))
}

/// Pages about other things, which only stand in the list.
const OTHERS: [(u32, &str, &str); 8] = [
    (11, "GSK_EU_mobbing", "Mobbing (2019-21)"),
    (31, "GSK_Overganger", "Overganger fra grunnskole"),
    (32, "GSK_Skolebidrag", "Skolebidragsindikatorer i grunnskolen"),
    (41, "VGO_VGOkarakterer", "Karakterer i videregående"),
    (42, "VGO_fravaer", "Fravær i videregående"),
    (43, "VGO_slutta", "Elever som har sluttet"),
    (44, "VGO_Elev_FylkSkol", "Elever i videregående etter fylke og skole"),
    (91, "BHG_ansatte", "Ansatte i barnehager: årsverk og kompetanse"),
];

fn list(world: &World, pages: &[Page]) -> Value {
    let entry = |id: u32, code: &str, name: &str| json!({ "id": id, "kode": code, "navn": name, "kanVises": true });
    let own = pages.iter().filter_map(|page| Some(entry(page.serial, &page.code, &published(world, page)?.title)));
    OTHERS.iter().map(|(id, code, name)| entry(*id, code, name)).chain(own).collect()
}

/// A page's definition, as Udir writes it: with the same key twice.
fn definition(world: &World, pages: &[Page], code: &str) -> Reply {
    let page = pages.iter().find(|page| page.code.eq_ignore_ascii_case(code));
    let Some((page, cube)) = page.and_then(|page| Some((page, published(world, page)?))) else {
        return error(404, "Ikke funnet", &format!("Fant ikke rapportside med kode {code}."));
    };
    let endpoint = format!("rest/v1/Statistikk/{}", cube.id);
    let mut filters = filter::known(page, cube);
    // The page's own list, not what the endpoint takes.
    let unlisted = match page.rows {
        Rows::Questions => "SpoersmaalID",
        _ if page.code == "GSK_NP_Geo_Trinn5" => "TrinnID",
        _ => "",
    };
    filters.retain(|name| name != unlisted);
    filters.sort();
    let text = |number: u32| (page.serial * 1000 + number).to_string();
    let info = format!("{}.1", text(2));
    let element = json!({
        "navn": cube.title, "rapportelementnr": 1, "dataEndepunkt": format!("{endpoint}/data"), "tekstId_rapport": text(3),
        "tekstId_infoTekst": info, "tekstId_infoUrl": format!("{}.2", text(2)), "defaultRadsti": "*.*", "gyldigeFiltre": filters,
        "rapportelementtypenavn": "Drilltabell",
        "rapportelementtypeBeskrivelse": "Tabell med kolonne og rad hierarki for å presentere data",
    });
    let rappside = json!({
        "id": page.serial, "kode": page.code, "navn": cube.title, "tekstId_Beskrivelse": text(0), "tekstId_OmStatistikken": text(1),
        "tekstId_OmBruddtegn": "137216", "TekstId_OmPrikkingTall": "172799", "TekstId_OmPrikkingTallOgPrikk": "172798",
        "tekstId_OmPrikking": "137217", "tekstId_Avskjuling": "137215", "tekstId_VilkarForBruk": "137218", "gyldigeFiltre": filters,
        "filterSpecEndepunkt": format!("{endpoint}/filterSpec"), "filterVerdiEndepunkt": format!("{endpoint}/filterVerdier"),
        "filterStatusEndepunkt": format!("{endpoint}/filterStatus"), "visTekstEndepunkt": "rest/v1/Tekst/visTekst/{tekstId}",
        "hentTekstEndepunkt": "rest/v1/Tekst/visTekst/{tekstId}?kunInnhold=true",
        "oppdaterTekstEndepunkt": "rest/v1/Tekst/oppdaterTekst/{tekstId}", "erPrikket": true, "kanVises": true,
        "filterDefaultVerdier": filter::defaults(page, cube), "rapportElementer": [element], "PDF-Elementer": [],
    });
    let texts = json!({
        text(0): format!("{} Tallene er syntetiske.", page.description), info: "todo", text(3): "todo", "0": null,
        "137216": "Brudd i tidsrekke. Tallene er ikke direkte sammenlignbare med tidligere år.",
        "172799": "Tallet er offentlig.",
        "137217": "Tallet er unntatt offentligheten/skjermet.",
    });
    const TYPE: &str = r#""rapportelementtypenavn":"#;
    let body = json!({ "rappside": rappside, "tekster": texts }).to_string();
    let body = body.replacen(TYPE, &format!(r#"{TYPE}"D_TAB",{TYPE}"#), 1);
    Reply { status: 200, content_type: "application/json; charset=utf-8", body: body.into_bytes() }
}

fn statistics(world: &World, ask: &Ask, pages: &[Page], table: &str, what: &str) -> Reply {
    let cube = world.table(PUBLISHER, table);
    let page = cube.and_then(|cube| pages.iter().find(|page| published(world, page).is_some_and(|own| own.id == cube.id)));
    let (Some(cube), Some(page)) = (cube, page) else {
        return error(404, "Ikke funnet", &format!("Fant ikke statistikken {table}."));
    };
    let units = Units::of(&world.country);
    let filters = match Filters::parse(ask.parameter("filter").unwrap_or_default()) {
        Ok(filters) => filters,
        Err(message) => return error(400, "Feil i forespørselen", message),
    };
    let known = filter::known(page, cube);
    // Filters that the endpoint takes without showing anything of them.
    const TAKEN: [&str; 3] = ["GruppeID", "VisMaaltall", "VisAntallPersoner"];
    let strange = filters.names().find(|name| !known.iter().any(|own| own == name) && !TAKEN.contains(name));
    if let Some(name) = strange {
        return error(400, "Feil i forespørselen", &format!("Ukjent filter: {name}"));
    }
    match what {
        "filterSpec" => Reply::json(&filter::spec(page, cube)),
        "filterVerdier" => Reply::json(&filter::values(page, cube, &units, &filters)),
        "filterStatus" => Reply::json(&filter::status(page, cube, &units, &filters)),
        "data" if filters.is_empty() => error(400, "Feil i forespørselen", "Filter må oppgis!"),
        "data" => {
            let codes = ask.parameter("inkluderKoder").is_some_and(|value| value.eq_ignore_ascii_case("true"));
            let question = Question { page, cube, units: &units, filters: &filters, path: ask.parameter("radSti"), codes };
            Reply { status: 200, content_type: "application/json; charset=utf-8", body: question.answer().into_bytes() }
        }
        _ => error(404, "Ikke funnet", "Ressursen finnes ikke."),
    }
}

/// An error as Udir words it.
fn error(status: u16, kind: &str, message: &str) -> Reply {
    let more = "Vennligst se API-dokumentasjonen på https://statistikkportalen.udir.no/api/rapportering/swagger";
    Reply::status(status, &json!({ "kode": status, "feiltype": kind, "melding": message, "tilleggsinfo": more }))
}

#[cfg(test)]
mod tests;
