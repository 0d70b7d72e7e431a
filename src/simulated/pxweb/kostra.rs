//! KOSTRA's tables: accounts and key figures of municipalities.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::books::{ARTS, Books, CORRECTED, FUNCTION_GROUPS, FUNCTIONS, NET, SCOPES, Sheet, WAGES};
use super::places::kostra_dimension;
use super::table::{categories, contents_code, cube, dimension, measures, published, quotient, wording, year_at, years};
use crate::simulated::country::Country;
use crate::simulated::cube::{Cube, CubeCategory, CubeDimension, Figure};

/// A key figure: what it is called, and how it is reckoned from a sheet.
type KeyFigure = (CubeCategory, fn(&Sheet) -> Figure);

/// Which of the [`ARTS`] stand in table 12362.
const OVERVIEW_ARTS: usize = 3;

pub(super) fn tables(country: &Arc<Country>) -> Vec<Cube> {
    let books = Arc::new(Books::new(country));
    vec![
        expenditure(&books),
        accounts(&books),
        schools(country, &books),
        per_pupil(country, &books),
        weighted_pupils(country, &books),
        special_education(country, &books),
        hours(country, &books),
        upkeep(&books),
        area(&books),
        after_school(country, &books),
        leisure_centres(country, &books),
    ]
}

/// The revised figures come in the middle of June; only this instant tells them from those of March.
fn revised(books: &Books) -> DateTime<Utc> {
    published(books.years.end() + 1, 6, 15)
}

/// A table over the regions and years: what stands between them, and the figure of a sheet at the positions there.
fn table(
    books: &Arc<Books>,
    name: (&str, &str),
    between: Vec<CubeDimension>,
    figure: impl Fn(&Sheet, &[usize]) -> Figure + Send + Sync + 'static,
) -> Cube {
    let mut dimensions = vec![kostra_dimension(&books.places)];
    dimensions.extend(between);
    dimensions.push(years(books.years.clone()));
    let updated = revised(books);
    let books = books.clone();
    cube(name, updated, dimensions, move |at| {
        let (Some((&place, rest)), Some(&year)) = (at.split_first(), at.last()) else { return Figure::Missing };
        match books.sheet(place, year_at(&books.years, year)) {
            Some(sheet) => figure(sheet, &rest[..rest.len() - 1]),
            None => Figure::NotApplicable,
        }
    })
}

/// A table of key figures: nothing between regions and years but the contents.
fn key_figures(books: &Arc<Books>, name: (&str, &str), contents: Vec<KeyFigure>) -> Cube {
    let (contents, figures): (Vec<_>, Vec<_>) = contents.into_iter().unzip();
    table(books, name, vec![measures(contents)], move |sheet, at| figures[at[0]](sheet))
}

fn function_categories(rows: std::ops::Range<usize>) -> Vec<CubeCategory> {
    FUNCTIONS[rows].iter().map(|(code, label, _)| CubeCategory::new(*code, *label)).collect()
}

fn expenditure(books: &Arc<Books>) -> Cube {
    let contents = vec![
        CubeCategory::measure("KOSbelop0000", "Beløp (1000 kr)", "1000 kr", 0),
        CubeCategory::measure("KOSbelopinnbygge0000", "Beløp per innbygger (kr)", "kr", 0),
        CubeCategory::measure("KOSandel3501", "Andel av totale utgifter (prosent)", "prosent", 1),
    ];
    let between = vec![
        dimension("KOKfunksjon0000", "funksjon", function_categories(0..FUNCTION_GROUPS)),
        dimension("KOKart0000", "art", categories(&ARTS[..OVERVIEW_ARTS])),
        measures(contents),
    ];
    table(books, ("12362", "Utgifter til tjenesteområdene, kommunekonsern"), between, |sheet, at| {
        let amount = sheet.amount(0, at[0], at[1]) as f64;
        match at[2] {
            0 => Figure::Number(amount),
            1 => quotient(amount * 1000.0, sheet.residents as f64),
            _ => quotient(amount * 100.0, sheet.all_services(at[1]) as f64),
        }
    })
}

fn accounts(books: &Arc<Books>) -> Cube {
    let between = vec![
        dimension("KOKregnskapsomfa0000", "regnskapsomfang", categories(&SCOPES)),
        dimension("KOKfunksjon0000", "funksjon", function_categories(FUNCTION_GROUPS..FUNCTIONS.len())),
        dimension("KOKart0000", "art", categories(&ARTS)),
        measures(vec![CubeCategory::measure("KOSbelop0000", "Beløp (1000 kr)", "1000 kr", 0)]),
    ];
    table(books, ("12367", "Detaljerte regnskapstall driftsregnskapet"), between, |sheet, at| {
        Figure::Number(sheet.amount(at[0], FUNCTION_GROUPS + at[1], at[2]) as f64)
    })
}

const SCHOOL_SECTOR: usize = 2;

fn net_per_resident(sheet: &Sheet) -> Figure {
    quotient(sheet.amount(0, SCHOOL_SECTOR, NET) as f64 * 1000.0, sheet.residents_6_15 as f64)
}

fn group_size(sheet: &Sheet) -> Figure {
    let (pupils, teachers) = sheet.hours.iter().fold((0.0, 0.0), |sum, hours| (sum.0 + hours.0, sum.1 + hours.1));
    quotient(pupils, teachers)
}

fn net_per_resident_label(country: &Country) -> &'static str {
    wording(
        country,
        "netto",
        [
            "Netto driftsutgifter grunnskolesektor (202, 215, 222, 223), per innbygger 6-15 år (kr)",
            "Netto driftsutgifter til grunnskolesektor per innbygger 6-15 år (kr)",
        ],
    )
}

fn schools(country: &Country, books: &Arc<Books>) -> Cube {
    let special = wording(
        country,
        "andel spesialundervisning",
        [
            "Andel elever i grunnskolen som får spesialundervisning (prosent)",
            "Elever i grunnskolen som får spesialundervisning, andel (prosent)",
        ],
    );
    let transport = wording(
        country,
        "andel skyss",
        ["Andel elever i grunnskolen som får tilbud om skoleskyss (prosent)", "Elever i grunnskolen som får skoleskyss (prosent)"],
    );
    let contents: Vec<KeyFigure> = vec![
        (CubeCategory::measure("KOSregnind20000", net_per_resident_label(country), "kr", 0), net_per_resident),
        (CubeCategory::measure("KOSgrstr20000", "Gruppestørrelse 2 (antall)", "antall", 1), group_size),
        (CubeCategory::measure("KOSgrunnskolepoe0000", "Gjennomsnittlige grunnskolepoeng (antall)", "antall", 1), |sheet| {
            quotient(sheet.points.1, sheet.points.0)
        }),
        (CubeCategory::measure(contents_code(country, "12255 spesial"), special, "prosent", 1), |sheet| {
            quotient(sheet.adapted as f64 * 100.0, sheet.everyone as f64)
        }),
        (CubeCategory::measure(contents_code(country, "12255 skyss"), transport, "prosent", 1), |sheet| {
            quotient(sheet.transported as f64 * 100.0, sheet.pupils as f64)
        }),
    ];
    key_figures(books, ("12255", "Utvalgte nøkkeltall for grunnskole"), contents)
}

fn per_pupil(country: &Country, books: &Arc<Books>) -> Cube {
    let wages = wording(
        country,
        "lønn per elev",
        [
            "Lønnsutgifter til grunnskole, skolelokaler og skoleskyss (202, 222, 223), per elev (kr)",
            "Lønnsutgifter til grunnskole (202, 222, 223) per elev (kr)",
        ],
    );
    let contents: Vec<KeyFigure> = vec![
        (CubeCategory::measure("KOSregnind20000", net_per_resident_label(country), "kr", 0), net_per_resident),
        (CubeCategory::measure("KOSKBDU0000", "Korrigerte brutto driftsutgifter (1000 kr)", "1000 kr", 0), |sheet| {
            Figure::Number(sheet.per_pupil_functions(CORRECTED) as f64)
        }),
        (CubeCategory::measure("KOSKBDUperelev0000", "Korrigerte brutto driftsutgifter per elev (kr)", "kr", 0), |sheet| {
            quotient(sheet.per_pupil_functions(CORRECTED) as f64 * 1000.0, sheet.weighted())
        }),
        (
            CubeCategory::measure(
                "KOSKBDUperskyss0000",
                "Korrigerte brutto driftsutgifter per elev som får skoleskyss (223) (kr)",
                "kr",
                0,
            ),
            |sheet| {
                let transport = FUNCTIONS.len() - 1;
                quotient(sheet.amount(0, transport, CORRECTED) as f64 * 1000.0, sheet.transported as f64)
            },
        ),
        (CubeCategory::measure(contents_code(country, "12235 lønn"), wages, "kr", 0), |sheet| {
            quotient(sheet.per_pupil_functions(WAGES) as f64 * 1000.0, sheet.weighted())
        }),
    ];
    key_figures(books, ("12235", "Utgifter til grunnskole, per elev"), contents)
}

fn weighted_pupils(country: &Country, books: &Arc<Books>) -> Cube {
    let weighted = wording(
        country,
        "vektet elevtall",
        ["Elever i kommunale grunnskoler, vektet elevtall (antall)", "Vektet antall elever, 7/12 og 5/12 (antall)"],
    );
    let contents: Vec<KeyFigure> = vec![
        (CubeCategory::measure(contents_code(country, "11977 vektet"), weighted, "antall", 1), |sheet| Figure::Number(sheet.weighted())),
        (CubeCategory::measure(contents_code(country, "11977 oktober"), "Elever per 1. oktober (antall)", "antall", 0), |sheet| {
            Figure::Number(sheet.pupils as f64)
        }),
    ];
    key_figures(books, ("11977", "Elever i kommunale grunnskoler"), contents)
}

fn special_education(country: &Country, books: &Arc<Books>) -> Cube {
    let title = wording(
        country,
        "12222",
        ["Elever med spesialundervisning i grunnskolen", "Spesialundervisning og individuelt tilrettelagt opplæring i grunnskolen"],
    );
    let contents: Vec<KeyFigure> = vec![
        (CubeCategory::measure(contents_code(country, "12222 antall"), "Elever med spesialundervisning (antall)", "antall", 0), |sheet| {
            Figure::Number(sheet.adapted as f64)
        }),
        (
            CubeCategory::measure(contents_code(country, "12222 andel"), "Andel elever med spesialundervisning (prosent)", "prosent", 1),
            |sheet| quotient(sheet.adapted as f64 * 100.0, sheet.everyone as f64),
        ),
    ];
    key_figures(books, ("12222", title), contents)
}

fn hours(country: &Country, books: &Arc<Books>) -> Cube {
    let contents = vec![
        CubeCategory::measure(contents_code(country, "12285 elevtimer"), "Elevtimer i ordinær undervisning (timer)", "timer", 0),
        CubeCategory::measure(contents_code(country, "12285 lærertimer"), "Lærertimer i ordinær undervisning (timer)", "timer", 0),
        CubeCategory::measure(contents_code(country, "12285 gruppe"), "Gruppestørrelse 2 (antall)", "antall", 1),
    ];
    let stage = |number: usize, label: &str| CubeCategory::new(country.code(&format!("12285 hovedtrinn {number}"), 4), label);
    let stages = vec![stage(0, "1.-4. årstrinn"), stage(1, "5.-7. årstrinn"), stage(2, "8.-10. årstrinn"), stage(3, "1.-10. årstrinn")];
    let label = wording(country, "hovedtrinn", ["hovedtrinn", "årstrinn"]);
    let between = vec![dimension(format!("KOK{}0000", country.code("12285 trinn", 7)), label, stages), measures(contents)];
    table(books, ("12285", "Undervisningstimer i kommunale grunnskoler"), between, |sheet, at| {
        let stages = if at[0] < 3 { at[0]..at[0] + 1 } else { 0..3 };
        let (pupils, teachers) = sheet.hours[stages].iter().fold((0.0, 0.0), |sum, hours| (sum.0 + hours.0, sum.1 + hours.1));
        match at[1] {
            0 => Figure::Number(pupils),
            1 => Figure::Number(teachers),
            _ => quotient(pupils, teachers),
        }
    })
}

/// What upkeep, maintenance, cleaning and energy cost of what school premises cost in all, in parts of a thousand of the gross.
const UPKEEP: [(&str, &str, f64); 4] = [
    ("AGD39", "Utgifter til driftsaktiviteter", 0.36),
    ("AGD36", "Utgifter til vedlikeholdsaktiviteter", 0.11),
    ("AGD38", "Utgifter til renholdsaktiviteter", 0.14),
    ("AG1", "Energi", 0.12),
];

fn upkeep(books: &Arc<Books>) -> Cube {
    let contents = vec![
        CubeCategory::measure("KOSbelop0000", "Beløp (1000 kr)", "1000 kr", 0),
        CubeCategory::measure("KOSbelopperkvm0000", "Beløp per kvadratmeter (kr)", "kr", 0),
    ];
    let premises = FUNCTIONS.len() - 2;
    let between = vec![
        dimension("KOKfunksjon0000", "funksjon", categories(&[("222", "Skolelokaler")])),
        dimension("KOKart0000", "art", UPKEEP.iter().map(|(code, label, _)| CubeCategory::new(*code, *label)).collect()),
        measures(contents),
    ];
    table(books, ("12905", "Utgifter til drift og vedlikehold av kommunale formålsbygg"), between, move |sheet, at| {
        let amount = (sheet.amount(0, premises, CORRECTED) as f64 * UPKEEP[at[1]].2).round();
        match at[2] {
            0 => Figure::Number(amount),
            _ => quotient(amount * 1000.0, sheet.area.0 + sheet.area.1),
        }
    })
}

fn area(books: &Arc<Books>) -> Cube {
    let between = vec![
        dimension("KOKeieform0000", "eieform", categories(&[("samlet", "Areal totalt"), ("eid", "Eid areal"), ("leid", "Leid areal")])),
        dimension("KOKfunksjon0000", "funksjon", categories(&[("222", "Skolelokaler")])),
        measures(vec![CubeCategory::measure("KOSareal0000", "Areal (m2)", "m2", 0)]),
    ];
    table(books, ("11906", "Areal for kommunale formålsbygg"), between, |sheet, at| {
        Figure::Number(match at[0] {
            0 => sheet.area.0 + sheet.area.1,
            1 => sheet.area.0,
            _ => sheet.area.1,
        })
    })
}

/// The id of this table is not known: it differs from country to country.
fn after_school(country: &Country, books: &Arc<Books>) -> Cube {
    let id = format!("{}", 15_000 + (country.chance("sfo-tabellen", &[]) * 900.0) as u32);
    let title = wording(country, "SFO-tabellen", ["Utvalgte nøkkeltall for skolefritidsordning (SFO)", "Utvalgte nøkkeltall for SFO"]);
    let net = wording(
        country,
        "SFO netto",
        [
            "Netto driftsutgifter til skolefritidsordning (215) per innbygger 6-9 år (kr)",
            "Netto driftsutgifter til skolefritidstilbud, per innbygger 6-9 år (kr)",
        ],
    );
    let contents: Vec<KeyFigure> = vec![(CubeCategory::measure(contents_code(country, "SFO netto"), net, "kr", 0), |sheet| {
        let after_school = FUNCTIONS.iter().position(|row| row.0 == "215").unwrap_or_default();
        quotient(sheet.amount(0, after_school, NET) as f64 * 1000.0, sheet.residents_6_9 as f64)
    })];
    key_figures(books, (&id, title), contents)
}

/// Not about school at all, whatever its name suggests.
fn leisure_centres(country: &Country, books: &Arc<Books>) -> Cube {
    let contents: Vec<KeyFigure> =
        vec![(CubeCategory::measure(contents_code(country, "12063"), "Kommunale fritidssentre (antall)", "antall", 0), |sheet| {
            Figure::Number((sheet.residents / 9000) as f64)
        })];
    key_figures(books, ("12063", "Kommunale fritidssentre"), contents)
}
