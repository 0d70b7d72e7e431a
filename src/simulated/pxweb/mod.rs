//! SSB's PxWebApi v2 as it really behaves: the catalogue, metadata that is no data, silent elimination, and its own problem bodies.
//!
//! ```text
//! tables (population, kostra, education, prices) ─► selection: which cells were asked for ─► document: JSON-stat as SSB writes it
//! ```

use std::sync::Arc;

use serde_json::{Value, json};

use super::country::Country;
use super::cube::Cube;
use super::exchange::{Ask, Reply, World};

mod books;
mod document;
mod education;
mod kostra;
mod places;
mod population;
mod prices;
mod selection;
mod table;

/// The id under which the world keeps these tables.
const PUBLISHER: &str = "ssb";

/// No answer has more cells, empty ones included.
const MOST_CELLS: usize = 800_000;

/// The address that SSB's own links are written with; a client that follows them leaves the simulation.
const ADDRESS: &str = "https://data.ssb.no/api/pxwebapi/v2";

/// Closed tables, which a search leaves out unless asked for them.
const DISCONTINUED: [&str; 1] = ["03013"];

/// Every table that SSB has published of the country.
pub fn publish(country: &Arc<Country>) -> Vec<Cube> {
    let mut tables = population::tables(country);
    tables.extend(kostra::tables(country));
    tables.extend(education::tables(country));
    tables.extend(prices::tables(country));
    tables.sort_by(|one, other| one.id.cmp(&other.id));
    tables
}

/// SSB's answer.
pub fn answer(world: &World, ask: &Ask) -> Reply {
    let path: Vec<&str> = ask.path.split('/').filter(|part| !part.is_empty()).collect();
    let table = |id: &str| world.table(PUBLISHER, id).ok_or(Problem::NoTable);
    let reply = match (ask.method.as_str(), path.as_slice()) {
        ("GET", ["config"]) => Ok(Reply::json(&config())),
        ("GET", ["tables"]) => list(world, ask),
        ("GET", ["tables", id]) => table(id).map(|cube| Reply::json(&item(cube))),
        ("GET", ["tables", id, "metadata"]) => table(id).map(|cube| Reply::json(&document::metadata(cube))),
        ("POST", ["tables", id, "data"]) => table(id).and_then(|cube| data(cube, ask)),
        ("GET", ["tables", _, "data"]) => return Reply::empty(405),
        ("GET", ["codelists", _]) => Err(Problem::NoCodelist),
        _ => return Reply::empty(404),
    };
    reply.unwrap_or_else(Problem::reply)
}

/// What SSB says instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    NoTable,
    NoPage,
    NoVariable,
    NoValue,
    NoCodelist,
    NoSelection,
    IllegalSelection,
    IllegalExpression,
    Format,
    TooManyCells,
    /// The server falls over.
    Broken,
}

impl Problem {
    fn reply(self) -> Reply {
        let (status, title) = match self {
            Problem::NoTable => (404, "Non-existent table"),
            Problem::NoPage => (404, "Non-existent page"),
            Problem::NoVariable => (400, "Non-existent variable"),
            Problem::NoValue => (400, "Non-existent value"),
            Problem::NoCodelist => (400, "Non-existent codelist"),
            Problem::NoSelection => (400, "Missing selection for mandantory variable"),
            Problem::IllegalSelection => (400, "Illegal selection"),
            Problem::IllegalExpression => (400, "Illegal selection expression"),
            Problem::Format => (400, "Unsupported output format"),
            Problem::TooManyCells => (400, "Too many cells selected"),
            Problem::Broken => return Reply::empty(500),
        };
        Reply::status(status, &json!({ "type": "Parameter error", "title": title, "status": status }))
    }
}

fn config() -> Value {
    json!({
        "apiVersion": "2.3.2",
        "appVersion": "2.5.0+build.30",
        "languages": [{ "id": "no", "label": "Norsk" }, { "id": "en", "label": "English" }],
        "defaultLanguage": "no",
        "maxDataCells": MOST_CELLS,
        "maxCallsPerTimeWindow": 0,
        "timeWindow": 0,
        "license": "https://www.ssb.no/en/diverse/lisens",
        "sourceReferences": [
            { "language": "en", "text": "Source: Synthetic Statistics Norway" },
            { "language": "no", "text": "Kilde: Syntetisk SSB" },
        ],
        "defaultDataFormat": "json-stat2",
        "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px", "parquet"],
        "features": [{ "id": "CORS", "params": [{ "key": "enabled", "value": "True" }] }],
    })
}

fn data(cube: &Cube, ask: &Ask) -> Result<Reply, Problem> {
    if ask.parameter("outputFormat").is_some_and(|format| !format.eq_ignore_ascii_case("json-stat2")) {
        return Err(Problem::Format);
    }
    let chosen = selection::select(cube, ask.body.as_ref())?;
    if chosen.iter().map(selection::Chosen::len).product::<usize>() > MOST_CELLS {
        return Err(Problem::TooManyCells);
    }
    Ok(Reply { status: 200, content_type: "application/json; charset=utf-8", body: document::data(cube, &chosen) })
}

// ---------------------------------------------------------------------------------------------------------- the catalogue

/// One page of the tables that a search finds.
fn list(world: &World, ask: &Ask) -> Result<Reply, Problem> {
    let number = |key: &str, otherwise: usize| ask.parameter(key).map_or(Ok(otherwise), |text| text.parse().map_err(|_| Problem::NoPage));
    let (page, size) = (number("pageNumber", 1)?, number("pageSize", 20)?.max(1));
    let query = ask.parameter("query").unwrap_or_default();
    let closed_too = ask.parameter("includeDiscontinued").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let all = world.tables.get(PUBLISHER).map(Vec::as_slice).unwrap_or_default();
    let offered = |cube: &&Cube| closed_too || !DISCONTINUED.contains(&cube.id.as_str());
    let found: Vec<&Cube> = all.iter().filter(offered).filter(|cube| matches(cube, query)).collect();
    let pages = found.len().div_ceil(size);
    if page == 0 || page > pages.max(1) {
        return Err(Problem::NoPage);
    }
    // The links are SSB's own: raw spaces, and `pagesize` in lower case.
    let link = |rel: &str, to: usize| json!({ "rel": rel, "hreflang": "no", "href": format!("{ADDRESS}/tables/?lang=no&query={query}&pagesize={size}&pageNumber={to}") });
    let mut links = Vec::new();
    if page < pages {
        links.push(link("next", page + 1));
    }
    links.push(link("last", pages.max(1)));
    let tables: Vec<Value> = found.iter().skip((page - 1) * size).take(size).map(|cube| in_list(cube)).collect();
    Ok(Reply::json(&json!({
        "language": "no",
        "tables": tables,
        "page": { "pageNumber": page, "pageSize": size, "totalElements": found.len(), "totalPages": pages, "links": links },
        "links": [link("self", page)],
    })))
}

/// Whether a table has all the words of the search, or those of one of its parts between `OR`, in its id or title.
fn matches(cube: &Cube, query: &str) -> bool {
    let text = document::title(cube).to_lowercase();
    let has = |word: &str| text.contains(word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str());
    query.split(" OR ").any(|part| part.split_whitespace().filter(|word| *word != "AND").all(has))
}

/// A table in a list, which says the language once.
fn in_list(cube: &Cube) -> Value {
    let mut item = item(cube);
    if let Some(fields) = item.as_object_mut() {
        fields.shift_remove("language");
    }
    item
}

fn item(cube: &Cube) -> Value {
    let (first, last) = document::periods(cube);
    let names: Vec<&str> = cube.dimensions.iter().map(|dimension| dimension.label.as_str()).collect();
    let link = |rel: &str, tail: &str| json!({ "rel": rel, "hreflang": "no", "href": format!("{ADDRESS}/tables/{}{tail}", cube.id) });
    let closed = DISCONTINUED.contains(&cube.id.as_str());
    let mut item = json!({
        "language": "no",
        "id": cube.id,
        "label": format!("{}: {} {first}-{last}", cube.id, cube.title),
        "description": "",
        "sortCode": format!("{:0>10}", cube.id),
        "updated": document::instant(cube),
        "firstPeriod": first,
        "lastPeriod": last,
        "category": "public",
        "variableNames": names,
    });
    if let (true, Some(fields)) = (closed, item.as_object_mut()) {
        fields.insert("discontinued".to_owned(), json!(true));
    }
    let rest = json!({
        "source": document::SOURCE,
        "subjectCode": "ud",
        "timeUnit": if first.contains('M') { "Monthly" } else { "Annual" },
        "paths": [[{ "id": document::subject(cube), "label": "Syntetisk", "sortCode": "0000001" }]],
        "links": [
            link("self", "?lang=no"),
            link("metadata", "/metadata?lang=no"),
            link("data", "/data?lang=no&outputFormat=json-stat2"),
        ],
    });
    if let (Some(fields), Value::Object(rest)) = (item.as_object_mut(), rest) {
        fields.extend(rest);
    }
    item
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::OnceLock;

    use super::*;
    use crate::simulated::country::{Sex, Size};
    use crate::simulated::cube::{CubeCategory, CubeDimension};

    /// A world that asks a request of it; made once, since a country takes its time.
    fn world() -> &'static World {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| world_of(1))
    }

    fn world_of(seed: u64) -> World {
        let country = Arc::new(Country::new(seed, Size::Small));
        let tables = BTreeMap::from([(PUBLISHER, publish(&country))]);
        World { country, tables }
    }

    fn ask(method: &str, path: &str, query: &[(&str, &str)], body: Option<Value>) -> Ask {
        let query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Ask { method: method.to_owned(), path: path.to_owned(), query, body, accept: None }
    }

    fn get(path: &str, query: &[(&str, &str)]) -> (u16, Value) {
        let reply = answer(world(), &ask("GET", path, query, None));
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    fn all_of(cube: &Cube, narrowed: &[(&str, &[&str])]) -> Value {
        let values = |code: &str| {
            let narrowed = narrowed.iter().find(|(narrowed, _)| *narrowed == code);
            narrowed.map_or(vec!["*"], |(_, values)| values.to_vec())
        };
        let selection: Vec<Value> = cube
            .dimensions
            .iter()
            .map(|dimension| json!({ "variableCode": dimension.code, "valueCodes": values(&dimension.code) }))
            .collect();
        json!({ "selection": selection })
    }

    fn reading(id: &str, narrowed: &[(&str, &[&str])]) -> crate::read::Reading {
        let cube = world().table(PUBLISHER, id).unwrap();
        let request = ask("POST", &format!("tables/{id}/data"), &[("outputFormat", "json-stat2")], Some(all_of(cube, narrowed)));
        let reply = answer(world(), &request);
        assert_eq!(reply.status, 200, "{id}: {}", String::from_utf8_lossy(&reply.body));
        (crate::read::format("jsonstat").unwrap().read)(&reply.body).unwrap_or_else(|refusal| panic!("{id}: {refusal}"))
    }

    /// The figure under the named codes.
    fn figure(reading: &crate::read::Reading, codes: &[(&str, &str)]) -> Option<f64> {
        let fits = |&cell: &usize| codes.iter().all(|(dimension, code)| reading.dimension(dimension).unwrap().category(cell).code == *code);
        let cells: Vec<usize> = (0..reading.len()).filter(fits).collect();
        assert_eq!(cells.len(), 1, "{codes:?}");
        reading.cells.get(cells[0]).value()
    }

    #[test]
    fn every_table_is_read_whole_and_no_gap_is_without_its_symbol() {
        for cube in &world().tables[PUBLISHER] {
            let time = cube.dimensions.last().unwrap().categories.last().unwrap().code.clone();
            let reading = reading(&cube.id, &[("Tid", &[&time])]);
            assert!((0..reading.len()).all(|cell| reading.cells.get(cell).value().is_some() || reading.cells.get(cell).symbol().is_some()));
            assert!((0..reading.len()).any(|cell| reading.cells.get(cell).value().is_some_and(|value| value != 0.0)), "{}", cube.id);
            let (status, metadata) = get(&format!("tables/{}/metadata", cube.id), &[("lang", "no")]);
            assert_eq!((status, &metadata["value"]), (200, &json!([])), "{}", cube.id);
            let measures = cube.dimensions.iter().find(|dimension| dimension.code == "ContentsCode").unwrap();
            assert!(measures.categories.iter().all(|category| category.unit.is_some()), "{}", cube.id);
        }
    }

    #[test]
    fn cost_per_pupil_is_the_accounts_over_the_weighted_pupils() {
        let country = &world().country;
        let (at, loeten) = country.municipalities().iter().enumerate().find(|(_, m)| m.number == "3412").unwrap();
        let year = *country.autumns().end();
        let pupils = |autumn: u16| -> f64 {
            let own = country.schools_of(at, autumn).into_iter().filter(|&school| !country.schools()[school].private);
            own.flat_map(|school| (1..=10).map(move |grade| f64::from(country.pupils(school, autumn, grade, Sex::All)))).sum()
        };
        let weighted = (7.0 * pupils(year - 1) + 5.0 * pupils(year)) / 12.0;
        let codes = |rest: &[(&'static str, &'static str)]| {
            [&[("KOKkommuneregion0000", "3412"), ("ContentsCode", "KOSbelop0000")][..], rest].concat()
        };
        let accounts = reading("12367", &[("Tid", &[&year.to_string()]), ("KOKkommuneregion0000", &[&loeten.number])]);
        let corrected = |function| {
            figure(&accounts, &codes(&[("KOKregnskapsomfa0000", "A"), ("KOKfunksjon0000", function), ("KOKart0000", "AGD4")])).unwrap()
        };
        let cost = corrected("202") + corrected("222") + corrected("223");
        let key = reading("12235", &[("Tid", &[&year.to_string()])]);
        let published = figure(&key, &[("KOKkommuneregion0000", "3412"), ("ContentsCode", "KOSKBDUperelev0000")]).unwrap();
        assert_eq!(published, (cost * 1000.0 / weighted).round());
        assert!((60_000.0..400_000.0).contains(&published), "{published}");
        let overview = reading("12362", &[("Tid", &[&year.to_string()])]);
        let gross = codes(&[("KOKfunksjon0000", "FGK8b"), ("KOKart0000", "AGD10")]);
        assert!(figure(&overview, &gross).unwrap() > cost);
    }

    #[test]
    fn the_country_is_the_sum_of_its_municipalities_and_former_numbers_are_nought_or_dots() {
        let year = (world().country.autumns().end() + 1).to_string();
        let people = reading("07459", &[("Tid", &[&year]), ("Alder", &["006"]), ("Kjonn", &["2"])]);
        let region = people.dimension("Region").unwrap();
        let sum = |long: usize| -> f64 {
            (0..people.len())
                .filter(|&cell| region.category(cell).code.len() == long)
                .filter_map(|cell| people.cells.get(cell).value())
                .sum()
        };
        assert!(sum(1) > 0.0 && sum(1) == sum(2) && sum(1) == sum(4));
        assert_eq!(figure(&people, &[("Region", "3014")]), Some(0.0), "Indre Østfold had this number until 2023");
        let key = reading("12255", &[]);
        let netto = |place, year| figure(&key, &[("KOKkommuneregion0000", place), ("ContentsCode", "KOSregnind20000"), ("Tid", year)]);
        assert_eq!((netto("3014", "2024"), netto("3118", "2023")), (None, None));
        assert!(netto("3014", "2023").is_some() && netto("3118", "2024").is_some());
        let label = key.dimension("KOKkommuneregion0000").unwrap().categories.iter().find(|category| category.code == "3014");
        assert!(label.unwrap().label.as_ref().unwrap().ends_with("-2023)"));
    }

    #[test]
    fn what_nobody_knows_differs_between_seeds_and_what_is_known_does_not() {
        let other = world_of(2);
        let contents = |world: &World, id: &str| -> Vec<String> {
            let cube = world.table(PUBLISHER, id).unwrap();
            let measures = cube.dimensions.iter().find(|dimension| dimension.code == "ContentsCode").unwrap();
            measures.categories.iter().map(|category| category.code.clone()).collect()
        };
        assert_eq!(contents(world(), "12362"), contents(&other, "12362"));
        for id in ["11977", "12222", "12285"] {
            let (one, another) = (contents(world(), id), contents(&other, id));
            assert!(one.iter().all(|code| !another.contains(code)), "{id}: {one:?}");
        }
        let found = |world: &World| {
            let reply = answer(world, &ask("GET", "tables", &[("query", "nøkkeltall skolefritid OR nøkkeltall SFO")], None));
            let list: Value = serde_json::from_slice(&reply.body).unwrap();
            list["tables"][0]["id"].as_str().map(str::to_owned)
        };
        assert!(found(world()).is_some() && found(world()) != found(&other));
    }

    #[test]
    fn the_catalogue_is_searched_and_paged() {
        let (status, list) = get("tables", &[("query", "grunnskole per elev"), ("pageSize", "1")]);
        assert_eq!((status, list["tables"][0]["id"].as_str()), (200, Some("12235")), "{list}");
        let (_, two) = get("tables", &[("query", "03013 OR 14700"), ("pageSize", "1")]);
        assert_eq!(two["page"]["totalElements"], 1, "a closed table is left out");
        let (_, two) = get("tables", &[("query", "03013 OR 14700"), ("pageSize", "1"), ("includeDiscontinued", "true")]);
        assert_eq!((&two["page"]["totalPages"], &two["tables"][0]["discontinued"]), (&json!(2), &json!(true)));
        let past = [("query", "14700"), ("pageNumber", "2")];
        assert_eq!(get("tables", &past).1["title"], "Non-existent page");
        assert_eq!(get("tables/99999", &[]).0, 404);
        let (_, item) = get("tables/14700", &[]);
        assert_eq!((&item["timeUnit"], &item["firstPeriod"]), (&json!("Monthly"), &json!("2015M01")));
    }

    #[test]
    fn an_answer_has_at_most_as_many_cells_as_ssb_allows() {
        let cube = world().table(PUBLISHER, "14746").unwrap();
        // A table with another dimension, so long that the whole of it is over the limit.
        let beyond = MOST_CELLS / cube.size() + 1;
        let more = (0..beyond).map(|number| CubeCategory::new(number.to_string(), number.to_string())).collect();
        let mut large = cube.clone();
        large
            .dimensions
            .insert(0, CubeDimension { code: "Mer".to_owned(), label: "mer".to_owned(), role: None, elimination: None, categories: more });
        let original = cube.clone();
        large.cell = Arc::new(move |at: &[usize]| original.at(at.get(1..).unwrap_or_default()));
        let world_of_one = World { country: world().country.clone(), tables: BTreeMap::from([(PUBLISHER, vec![large.clone()])]) };
        let status =
            |chosen: &[(&str, &[&str])]| answer(&world_of_one, &ask("POST", "tables/14746/data", &[], Some(all_of(&large, chosen)))).status;
        assert!(large.size() > MOST_CELLS && cube.size() <= MOST_CELLS);
        assert_eq!((status(&[]), status(&[("Mer", &["0"])])), (400, 200));
        let csv = ask("POST", "tables/14746/data", &[("outputFormat", "csv")], Some(all_of(cube, &[])));
        assert_eq!(answer(world(), &csv).status, 400);
    }

    #[test]
    fn metadata_has_the_recorded_fields() {
        let (_, metadata) = get("tables/12362/metadata", &[]);
        let keys: Vec<&String> = metadata.as_object().unwrap().keys().collect();
        for key in ["version", "class", "label", "source", "updated", "role", "id", "size", "dimension", "extension", "value"] {
            assert!(keys.iter().any(|known| *known == key), "{key}");
        }
        assert_eq!(
            metadata["label"],
            "12362: Utgifter til tjenesteområdene, kommunekonsern, etter region, funksjon, art, statistikkvariabel og år"
        );
        assert_eq!(metadata["extension"]["px"]["matrix"], "KOSbelop0000");
        let index = metadata["dimension"]["Tid"]["category"]["index"].as_object().unwrap();
        let positions: Vec<u64> = index.values().filter_map(Value::as_u64).collect();
        assert!(!positions.is_sorted(), "keys in another order than positions");
        assert_eq!(metadata["dimension"]["KOKart0000"]["extension"]["elimination"], false);
    }

    /// The only thing that a selector names, of some with code and label.
    fn only<'a, T>(all: &'a [T], names: impl Fn(&T) -> bool, what: &str) -> &'a T {
        let found: Vec<&T> = all.iter().filter(|one| names(one)).collect();
        assert_eq!(found.len(), 1, "{what}");
        found[0]
    }

    #[test]
    fn every_name_in_the_pipelines_stands_for_something_whatever_the_seed() {
        let definitions = crate::definition::Definitions::embedded();
        let pipelines = crate::pipeline::Pipelines::load(&definitions).unwrap();
        let (one, other) = (world(), world_of(2));
        let mut tried = 0;
        for (pipeline, order) in pipelines.iter().filter_map(|pipeline| Some((pipeline, pipeline.hent.as_ref()?.pxweb.as_ref()?))) {
            for world in [one, &other] {
                let tables = &world.tables[PUBLISHER];
                let cube = match (&order.tabell, &order.tittel) {
                    (Some(id), _) => world.table(PUBLISHER, id).unwrap(),
                    (None, Some(title)) => only(tables, |cube| title.names(&cube.id, Some(&cube.title)), &pipeline.id),
                    (None, None) => panic!("{}", pipeline.id),
                };
                let find = |selector: &crate::pipeline::Selector| {
                    let names = |d: &CubeDimension| selector.names_dimension(&d.code, Some(&d.label), d.role);
                    only(&cube.dimensions, names, &format!("{}: {selector}", pipeline.id))
                };
                let layout = pipeline.layout("jsonstat").unwrap();
                for column in layout.kolonner.values() {
                    let Some(dimension) = column.fra.as_ref().map(find) else { continue };
                    for selector in column.verdier.keys() {
                        let names = |category: &CubeCategory| selector.names(&category.code, Some(&category.label));
                        only(&dimension.categories, names, &format!("{}: {selector}", pipeline.id));
                    }
                }
                for (selector, values) in &order.velg {
                    let dimension = find(selector);
                    let named = |value: &crate::pipeline::Selector| {
                        dimension.categories.iter().any(|category| value.names(&category.code, Some(&category.label)))
                    };
                    assert!(values.iter().all(named), "{}: {selector}", pipeline.id);
                }
                for selector in &layout.utelat {
                    find(selector);
                }
                tried += 1;
            }
        }
        assert!(tried >= 40, "{tried}");
    }
}
