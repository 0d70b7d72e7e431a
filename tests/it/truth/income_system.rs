//! The income system: how much schooling the inhabitants need, and who spends more than that (reference, accounts-and-budgets §4). Grønt
//! hefte is a made-up file of the demonstration, where the need is the share of children.

use innsikt::simulated::country::Sex;
use innsikt::simulated::files::unrestricted_revenue;

use super::figures::{At, Truths, WHOLE, Why, printed};
use super::money::{EVENED_OUT, Group, SCOPES, amounts, ledger, spent};
use super::places::{Cell, Cells, Land, Unit, paired};
use super::residents::residents;

const EVERYONE: std::ops::RangeInclusive<u16> = 0..=105;

/// Inhabitants on 31 December in the areas of the year.
fn people(land: &Land, year: u16, ages: std::ops::RangeInclusive<u16>) -> Vec<(usize, f64)> {
    let of = |at: usize| ages.clone().map(|age| f64::from(land.country.inhabitants_in(at, year, age, Sex::All, year + 1))).sum();
    land.valid(year).into_iter().map(|at| (at, of(at))).collect()
}

/// The share of children over the country's, in every municipality that held in the year.
fn needs(land: &Land, year: u16) -> Cells {
    let (children, everyone) = (people(land, year, 6..=15), people(land, year, EVERYONE));
    let sum = |people: &[(usize, f64)]| people.iter().map(|(_, count)| count).sum::<f64>();
    let whole = sum(&children) / sum(&everyone);
    children.iter().zip(&everyone).map(|((at, some), (_, all))| (Unit::Municipality(*at), Cell::is(some / all / whole))).collect()
}

fn of_file(land: &Land, country: Cell, decimals: u8, of: impl Fn(u16, f64) -> f64) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        let at = At { population: "bosatte", period: &year.to_string(), ..WHOLE };
        let cells = needs(land, year).into_iter().map(|(unit, cell)| (unit, cell.map(|need| of(year, need))));
        let cells = cells.chain([(Unit::Country, country)]).collect();
        land.add(&mut truths, at, &["land", "kommune"], &land.same(year, &cells), |cell| cell.printed(decimals));
    }
    truths
}

pub fn dki_grunnskole(land: &Land) -> Truths {
    of_file(land, Cell::is(1.0), 4, |_, need| need)
}

pub fn frie_inntekter_per_innb_kr(land: &Land) -> Truths {
    of_file(land, Cell::No(Why::NotPublished), 0, unrestricted_revenue)
}

/// (netto per inhabitant − the country's × the index) × inhabitants, and the inhabitants.
fn excess(land: &Land, mut of: impl FnMut(At, &Cells, &Cells)) {
    for year in land.autumns() {
        let index = needs(land, year).into_iter().map(|(unit, need)| (unit, need.map(|need| printed(need, 4)))).collect();
        let index = land.same(year, &index);
        let inhabitants = land.summed(year + 1, &residents(land, year + 1, EVERYONE));
        let books = ledger(land, year, true);
        let all: f64 = books.keys().map(|at| spent(&books, *at, EVENED_OUT.1, Group::NetWithoutDepreciation)).sum();
        let per_head = printed(all / people(land, year, EVERYONE).iter().map(|(_, count)| count).sum::<f64>(), 0);
        for (scope, undertakings) in SCOPES {
            let net = amounts(land, &ledger(land, year, undertakings), (year, undertakings), EVENED_OUT, Group::NetWithoutDepreciation);
            let needed = paired(&index, &inhabitants, |index, people| index.with(people, |index, people| per_head * index * people));
            let excess = paired(&net, &needed, |net, needed| net.with(needed, |net, needed| net - needed));
            of(At { population: "bosatte", period: &year.to_string(), theme: EVENED_OUT.0, scope, ..WHOLE }, &excess, &inhabitants);
        }
    }
}

pub fn merutgift_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    excess(land, |at, excess, _| land.add(&mut truths, at, &["kommune"], excess, Cell::exact));
    truths
}

pub fn merutgift_per_innb_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    excess(land, |at, excess, people| land.add(&mut truths, at, &["kommune"], &paired(excess, people, Cell::over), Cell::exact));
    truths
}
