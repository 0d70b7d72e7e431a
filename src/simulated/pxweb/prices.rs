//! The consumer price index (14700), and the closed series before it (03013).

use std::sync::Arc;

use super::table::{categories, cube, dimension, measures, periods, published, wording};
use crate::simulated::country::Country;
use crate::simulated::cube::{Cube, CubeCategory, Figure};

/// The first month of the index.
const FIRST: u16 = 2015;

pub(super) fn tables(country: &Arc<Country>) -> Vec<Cube> {
    let last = *country.autumns().end();
    vec![
        index(country, ("14700", "Konsumprisindeks (2025=100)"), last + 1, 8, 2025),
        index(country, ("03013", "Konsumprisindeks, etter konsumgruppe (2015=100) (avslutta serie)"), last, 12, 2015),
    ]
}

/// The level of prices in a month: about 3 % a year, with a little unrest.
fn level(country: &Country, month: u16) -> f64 {
    1.0025_f64.powi(i32::from(month)) * (0.995 + 0.01 * country.chance("priser", &[month.into()]))
}

fn index(country: &Arc<Country>, name: (&str, &str), last_year: u16, last_month: u16, base: u16) -> Cube {
    let months = (last_year - FIRST) * 12 + last_month;
    let code = |topic: &str| country.code(&format!("{} {topic}", name.0), 8);
    let label = wording(country, "kpi", ["Konsumprisindeks", "Konsumprisindeksen (indeks)"]);
    let dimensions = vec![
        dimension(code("gruppe"), "konsumgruppe", categories(&[("TOTAL", "Totalindeks"), ("01", "Matvarer og alkoholfrie drikkevarer")])),
        measures(vec![
            CubeCategory::measure(code("indeks"), label, "indeks", 1),
            CubeCategory::measure(code("tolvmånedersendring"), "12-månedersendring (prosent)", "prosent", 1),
        ]),
        periods("måned", (0..months).map(|month| format!("{}M{:02}", FIRST + month / 12, month % 12 + 1))),
    ];
    let country = country.clone();
    let start = (base - FIRST) * 12;
    let mean = (start..start + 12).map(|month| level(&country, month)).sum::<f64>() / 12.0;
    cube(name, published(last_year, u32::from(last_month % 12 + 1), 10), dimensions, move |at| {
        let month = at[2] as u16;
        let group = if at[0] == 0 { 1.0 } else { 1.0 + 0.0004 * f64::from(month) };
        match at[1] {
            0 => Figure::Number(level(&country, month) / mean * 100.0 * group),
            _ if month < 12 => Figure::Missing,
            _ => Figure::Number((level(&country, month) / level(&country, month - 12) - 1.0) * 100.0),
        }
    })
}
