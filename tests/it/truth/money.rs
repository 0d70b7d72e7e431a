//! Accounts, what they come to for each pupil and inhabitant, and what SSB prints of them (KOSTRA).

use std::collections::{BTreeSet, HashMap};

use innsikt::simulated::country::Sex;

use super::figures::{At, Truth, Truths, WHOLE, Why, printed};
use super::places::{Accounts, Cell, Cells, Land, Unit, paired};
use super::pupils::weighted;
use super::residents::{prices, projected, residents};

/// SSB's groups of arts (reference, accounts-and-budgets §2.2), with incomes negative as in the ledger: every art is added.
const OWN_PRODUCTION: &[u16] = &[
    10, 20, 30, 40, 50, 70, 75, 80, 89, 90, 99, 100, 105, 110, 114, 115, 120, 130, 140, 150, 160, 165, 170, 180, 181, 182, 183, 184, 185,
    190, 195, 200, 209, 210, 220, 230, 240, 250, 260, 270, 280, 285,
];
const INSTEAD_OF_IT: &[u16] = &[300, 330, 350, 370, 375, 380, 400, 429, 430, 450, 470, 475, 480];
const INCOMES: &[u16] = &[
    600, 620, 629, 630, 640, 650, 660, 670, 690, 700, 710, 729, 730, 750, 770, 775, 780, 800, 810, 830, 850, 870, 874, 875, 877, 880, 890,
    895,
];

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Group {
    Gross,
    Net,
    NetWithoutDepreciation,
    Corrected,
    Wages,
}

impl Group {
    pub fn has(self, art: u16) -> bool {
        let among = |lists: &[&[u16]]| lists.iter().any(|list| list.contains(&art));
        match self {
            Group::Gross => among(&[OWN_PRODUCTION, INSTEAD_OF_IT, &[590, 690, 710, 729]]),
            Group::Net => among(&[OWN_PRODUCTION, INSTEAD_OF_IT, &[590], INCOMES]),
            Group::NetWithoutDepreciation => art != 590 && Group::Net.has(art),
            Group::Corrected => among(&[OWN_PRODUCTION, &[429, 590, 690, 710, 729]]),
            Group::Wages => art < 100 && among(&[OWN_PRODUCTION]) || art == 710,
        }
    }
}

/// Functions alone, and the sets that are named.
const FUNCTIONS: [(&str, &[&str]); 11] = [
    ("201", &["201"]),
    ("202", &["202"]),
    ("211", &["211"]),
    ("213", &["213"]),
    ("215", &["215"]),
    ("221", &["221"]),
    ("222", &["222"]),
    ("223", &["223"]),
    PER_PUPIL,
    SECTOR,
    EVENED_OUT,
];
const PER_PUPIL: (&str, &[&str]) = ("grunnskole_per_elev", &["202", "222", "223"]);
const SECTOR: (&str, &[&str]) = ("grunnskolesektor", &["202", "215", "222", "223"]);

/// What the income system evens out.
pub const EVENED_OUT: (&str, &[&str]) = ("utgiftsbehov", &["202", "213", "215", "222", "223"]);

pub const SCOPES: [(&str, bool); 2] = [("kasse", false), ("konsern", true)];

/// Every municipality's postings of a year: (function, art, kroner).
pub type Ledger = HashMap<usize, Vec<(&'static str, u16, f64)>>;

pub fn ledger(land: &Land, year: u16, undertakings: bool) -> Ledger {
    let of = |at: usize| {
        let postings = land.country.accounts(at, year, undertakings).into_iter();
        (at, postings.map(|posting| (posting.function, posting.art.parse().unwrap(), posting.amount as f64 * 1000.0)).collect())
    };
    land.valid(year).into_iter().map(of).collect()
}

pub fn spent(ledger: &Ledger, municipality: usize, functions: &[&str], group: Group) -> f64 {
    let postings = ledger[&municipality].iter();
    postings.filter(|(function, art, _)| functions.contains(function) && group.has(*art)).map(|(_, _, amount)| amount).sum()
}

/// On today's municipalities. Where nobody's accounts are taken in, it is what SSB prints: the same, since accounts are in whole thousands.
pub fn amounts(
    land: &Land,
    ledger: &Ledger,
    (year, undertakings): (u16, bool),
    (theme, functions): (&str, &[&str]),
    group: Group,
) -> Cells {
    let cells = ledger.keys().map(|at| (Unit::Municipality(*at), Cell::is(spent(ledger, *at, functions, group)))).collect();
    let printed = kostra_years(land).contains(&year) && is_printed(theme, group, undertakings);
    taken_in(land, (year, undertakings), land.summed(year, &cells), printed)
}

/// Whether SSB has a table (12367, 12362, 12235) with the amount; it is not asked for kindergartens.
fn is_printed(theme: &str, group: Group, undertakings: bool) -> bool {
    match theme {
        "201" | "211" | "221" | "utgiftsbehov" => false,
        "grunnskolesektor" => undertakings && group != Group::Wages,
        "grunnskole_per_elev" => undertakings && group == Group::Corrected,
        _ => true,
    }
}

/// What the accounts that are taken in come to, and those that nobody has if SSB prints them.
fn taken_in(land: &Land, (year, undertakings): (u16, bool), cells: Cells, printed: bool) -> Cells {
    let scope = SCOPES[usize::from(undertakings)].0;
    let known = |(unit, cell): (Unit, Cell)| match land.accounts(unit, year, scope) {
        Accounts::Everyones => Some((unit, cell)),
        Accounts::Someones => Some((unit, cell.with(Cell::No(Why::NoAccounts), f64::max))),
        Accounts::Nobodys => printed.then_some((unit, cell)),
    };
    cells.into_iter().filter_map(known).collect()
}

/// Sums over the country, the counties, the KOSTRA groups and the municipalities that held in the year.
fn summed<const N: usize>(land: &Land, year: u16, of: impl Fn(usize) -> [f64; N]) -> HashMap<Unit, [f64; N]> {
    let mut sums: HashMap<Unit, [f64; N]> = HashMap::new();
    for at in land.valid(year) {
        let (parts, municipality) = (of(at), &land.country.municipalities()[at]);
        let county = land.country.counties().iter().position(|county| county.number == municipality.county).unwrap();
        for unit in [Unit::Country, Unit::County(county), Unit::Group(municipality.kostra_group), Unit::Municipality(at)] {
            sums.entry(unit).or_insert([0.0; N]).iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        }
    }
    sums
}

/// The years of KOSTRA's tables: the first autumn is only good for the year after it.
fn kostra_years(land: &Land) -> std::ops::RangeInclusive<u16> {
    land.autumns().start() + 1..=*land.autumns().end()
}

const ABOVE: [&str; 3] = ["land", "fylke", "kostragruppe"];
const ALL: [&str; 4] = ["land", "fylke", "kommune", "kostragruppe"];

/// A figure that SSB prints, for every region that was valid.
fn quotients(sums: &HashMap<Unit, [f64; 2]>) -> Cells {
    sums.iter().map(|(unit, [above, below])| (*unit, Cell::is(*above).over(Cell::is(*below)))).collect()
}

// ------------------------------------------------------------------------------------------------------------ amounts

fn of_group(land: &Land, group: Group) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        for (scope, undertakings) in SCOPES {
            let ledger = ledger(land, year, undertakings);
            for (theme, functions) in FUNCTIONS {
                let at = At { population: "kommunale_skoler", period: &year.to_string(), theme, scope, ..WHOLE };
                let amounts = amounts(land, &ledger, (year, undertakings), (theme, functions), group);
                land.add(&mut truths, at, &["kommune"], &amounts, Cell::exact);
            }
        }
    }
    truths
}

pub fn brutto_driftsutgift_kr(land: &Land) -> Truths {
    of_group(land, Group::Gross)
}

pub fn netto_driftsutgift_kr(land: &Land) -> Truths {
    of_group(land, Group::Net)
}

pub fn kbdu_kr(land: &Land) -> Truths {
    of_group(land, Group::Corrected)
}

pub fn loenn_kr(land: &Land) -> Truths {
    of_group(land, Group::Wages)
}

// ------------------------------------------------------------------------------------------------------------ per pupil

/// Pupils of the own schools of a municipality's area in the calendar year, in twelfths: seven of the autumn before and five of its own.
fn twelfths_of_pupils(land: &Land, municipality: usize, year: u16) -> f64 {
    let pupils = |autumn: u16| -> u32 {
        let schools = land.country.schools_in(municipality, year, autumn).into_iter().filter(|school| !land.is_private(*school));
        schools
            .flat_map(|school| (1..=10).map(move |grade| (school, grade)))
            .map(|(s, g)| land.country.pupils(s, autumn, g, Sex::All))
            .sum()
    };
    7.0 * f64::from(pupils(year - 1)) + 5.0 * f64::from(pupils(year))
}

/// What a year is divided by to stand in the prices of the base year, if they are known.
type Level = fn(&Land, u16) -> Option<f64>;

fn per_pupil(land: &Land, group: Group, level: Level) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        let level = level(land, year);
        let pupils = weighted(land, year, true, "alle", Sex::All);
        for (scope, undertakings) in SCOPES {
            let ledger = ledger(land, year, undertakings);
            for (theme, functions) in
                FUNCTIONS.into_iter().filter(|(theme, _)| matches!(*theme, "202" | "222" | "223" | "grunnskole_per_elev"))
            {
                let at = At { population: "kommunale_skoler", period: &year.to_string(), theme, scope, ..WHOLE };
                let each = paired(&amounts(land, &ledger, (year, undertakings), (theme, functions), group), &pupils, Cell::over);
                add_municipal(&mut truths, land, at, &each, (year, level), undertakings && theme == PER_PUPIL.0);
            }
            if undertakings && kostra_years(land).contains(&year) {
                let at = At { population: "kommunale_skoler", period: &year.to_string(), theme: PER_PUPIL.0, scope, ..WHOLE };
                let of = |at: usize| [12.0 * spent(&ledger, at, PER_PUPIL.1, group), twelfths_of_pupils(land, at, year)];
                land.add(&mut truths, at, &ABOVE, &quotients(&summed(land, year, of)), |cell| printed_at(cell, level));
            }
        }
    }
    truths
}

/// A whole number of kroner that SSB prints, in the prices of the base year.
fn printed_at(cell: Cell, level: Option<f64>) -> Truth {
    if level == Some(1.0) { cell.printed(0) } else { at_level(cell.map(|kroner| printed(kroner, 0)), level) }
}

fn at_level(cell: Cell, level: Option<f64>) -> Truth {
    cell.with(level.map_or(Cell::No(Why::OtherYear), Cell::is), |kroner, level| kroner / level).exact()
}

/// Figures of municipalities, reckoned from their accounts; where there are none, as SSB prints them, if it does and they are the same as then.
fn add_municipal(truths: &mut Truths, land: &Land, at: At, cells: &Cells, (year, level): (u16, Option<f64>), printed: bool) {
    let theirs = |(unit, _): &(&Unit, &Cell)| printed && land.accounts(**unit, year, at.scope) == Accounts::Nobodys;
    let (theirs, own): (Vec<_>, Vec<_>) = cells.iter().partition(theirs);
    let [theirs, own] = [theirs, own].map(|cells| cells.into_iter().map(|(unit, cell)| (*unit, *cell)).collect::<Cells>());
    land.add(truths, at, &["kommune"], &own, |cell| at_level(cell, level));
    land.add(truths, at, &["kommune"], &theirs, |cell| match cell {
        Cell::Is(_, 2..) => at_level(cell, level),
        cell => printed_at(cell, level),
    });
}

fn nominal(_: &Land, _: u16) -> Option<f64> {
    Some(1.0)
}

pub fn kbdu_per_elev_kr(land: &Land) -> Truths {
    per_pupil(land, Group::Corrected, nominal)
}

pub fn kbdu_per_elev_fast_kr(land: &Land) -> Truths {
    per_pupil(land, Group::Corrected, prices)
}

pub fn loenn_per_elev_kr(land: &Land) -> Truths {
    per_pupil(land, Group::Wages, nominal)
}

// ------------------------------------------------------------------------------------------------------------ per inhabitant

type Ages = std::ops::RangeInclusive<u16>;

/// Net operating expenditure for each inhabitant of these ages on 31 December, which is the count of 1 January after.
fn net_per_resident(land: &Land, year: u16, (theme, functions, ages): (&str, &[&str], Ages), undertakings: bool) -> Cells {
    let ledger = ledger(land, year, undertakings);
    let people = land.summed(year + 1, &residents(land, year + 1, ages.clone()));
    let net = amounts(land, &ledger, (year, undertakings), (theme, functions), Group::Net);
    let mut cells = paired(&net, &people, Cell::over);
    if undertakings && kostra_years(land).contains(&year) {
        let people = |at: usize| ages.clone().map(|age| f64::from(land.country.inhabitants_in(at, year, age, Sex::All, year + 1))).sum();
        let sums = summed(land, year, |at| [spent(&ledger, at, functions, Group::Net), people(at)]);
        cells.extend(quotients(&sums).into_iter().filter(|(unit, _)| !matches!(unit, Unit::Municipality(_))));
    }
    cells
}

fn per_resident(land: &Land, of: (&str, &[&str], Ages), level: Level) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        let level = level(land, year);
        for (scope, undertakings) in SCOPES {
            let cells = net_per_resident(land, year, of.clone(), undertakings);
            let at = At { population: "bosatte", period: &year.to_string(), theme: of.0, scope, ..WHOLE };
            add_municipal(&mut truths, land, at, &cells, (year, level), undertakings);
            land.add(&mut truths, at, &ABOVE, &cells, |cell| printed_at(cell, level));
        }
    }
    truths
}

pub fn netto_driftsutgift_per_innb_6_15_kr(land: &Land) -> Truths {
    per_resident(land, (SECTOR.0, SECTOR.1, 6..=15), nominal)
}

pub fn netto_driftsutgift_per_innb_6_15_fast_kr(land: &Land) -> Truths {
    per_resident(land, (SECTOR.0, SECTOR.1, 6..=15), prices)
}

pub fn sfo_netto_per_innb_6_9_kr(land: &Land) -> Truths {
    per_resident(land, ("215", &["215"], 6..=9), nominal)
}

/// Arts 010 to 501 (with undertakings 500) but what is shared out (690) of the investment accounts.
pub fn brutto_investering_per_innb_6_15_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        let people = land.summed(year + 1, &residents(land, year + 1, 6..=15));
        for ((scope, undertakings), (theme, functions)) in
            SCOPES.into_iter().flat_map(|scope| [("222", &["222"][..]), SECTOR].map(|set| (scope, set)))
        {
            let last = if undertakings { 500 } else { 501 };
            let of = |at: usize| -> f64 {
                let postings = land.country.investments(at, year, undertakings).into_iter();
                let own = postings.filter(|posting| functions.contains(&posting.function));
                own.filter(|posting| (10..=last).contains(&posting.art.parse().unwrap()))
                    .map(|posting| posting.amount as f64 * 1000.0)
                    .sum()
            };
            let cells = land.valid(year).into_iter().map(|at| (Unit::Municipality(at), Cell::is(of(at)))).collect();
            let at = At { population: "bosatte", period: &year.to_string(), theme, scope, ..WHOLE };
            let cells = taken_in(land, (year, undertakings), land.summed(year, &cells), false);
            land.add(&mut truths, at, &["kommune"], &paired(&cells, &people, Cell::over), Cell::exact);
        }
    }
    truths
}

/// What today's spending for each inhabitant would come to with those who are projected.
pub fn grunnskole_utgift_framskrevet_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    let last = *land.autumns().end();
    // The last year of accounts is the newest whole year of prices.
    assert_eq!(prices(land, last), Some(1.0));
    for (scope, undertakings) in SCOPES {
        let each = net_per_resident(land, last, (SECTOR.0, SECTOR.1, 6..=15), undertakings);
        let whole = |(unit, cell): (&Unit, &Cell)| match land.accounts(*unit, last, scope) {
            Accounts::Nobodys => (*unit, cell.map(|kroner| printed(kroner, 0))),
            _ => (*unit, *cell),
        };
        let each: Cells = each.iter().map(whole).collect();
        for year in last + 1..2050 {
            for (theme, people) in projected(land, year + 1) {
                let at = At { population: "bosatte", period: &year.to_string(), theme, scope, ..WHOLE };
                let cells = paired(&each, &people, |each, people| each.with(people, |each, people| each * people));
                land.add(&mut truths, at, &["land", "kommune"], &cells, Cell::exact);
            }
        }
    }
    truths
}

// ------------------------------------------------------------------------------------------------------------ KOSTRA's own

fn of_kostra(land: &Land, at: At, levels: &[&str], decimals: u8, of: impl Fn(u16, &Ledger, usize) -> [f64; 2]) -> Truths {
    let mut truths = Truths::default();
    add_kostra(&mut truths, land, at, levels, |cell| cell.printed(decimals), of);
    truths
}

fn add_kostra(
    truths: &mut Truths,
    land: &Land,
    at: At,
    levels: &[&str],
    truth: impl Fn(Cell) -> Truth,
    of: impl Fn(u16, &Ledger, usize) -> [f64; 2],
) {
    for year in kostra_years(land) {
        let ledger = ledger(land, year, at.scope != "kasse");
        let cells = land.same(year, &quotients(&summed(land, year, |at| of(year, &ledger, at))));
        land.add(truths, At { period: &year.to_string(), ..at }, levels, &cells, &truth);
    }
}

/// Of all that the municipality spends, net; taxes, grants and finances (functions from 800) are no services.
pub fn netto_driftsutgift_andel(land: &Land) -> Truths {
    let at = At { population: "kommunale_skoler", theme: SECTOR.0, scope: "konsern", ..WHOLE };
    of_kostra(land, at, &ALL, 1, |_, ledger, municipality| {
        let functions: BTreeSet<&str> =
            ledger[&municipality].iter().map(|(function, ..)| *function).filter(|function| *function < "800").collect();
        let functions: Vec<&str> = functions.into_iter().collect();
        [100.0 * spent(ledger, municipality, SECTOR.1, Group::Net), spent(ledger, municipality, &functions, Group::Net)]
    })
}

/// Pupils of the municipality's own schools in the autumn of the year.
fn own_pupils(land: &Land, municipality: usize, year: u16) -> f64 {
    let schools = land.country.schools_of(municipality, year).into_iter().filter(|school| !land.is_private(*school));
    f64::from(schools.map(|school| (1..=10).map(|grade| land.country.pupils(school, year, grade, Sex::All)).sum::<u32>()).sum::<u32>())
}

/// Those with transport. The country draws which share of the pupils they are, and says no more of them.
fn transported(land: &Land, municipality: usize, year: u16) -> f64 {
    let share = 0.15 + 0.2 * land.country.chance("skyss", &[municipality as u64]);
    (own_pupils(land, municipality, year) * share).round()
}

pub fn skysselever_andel(land: &Land) -> Truths {
    let at = At { population: "skoler_i_kommunen", ..WHOLE };
    of_kostra(land, at, &ALL, 1, |year, _, municipality| {
        [100.0 * transported(land, municipality, year), own_pupils(land, municipality, year)]
    })
}

pub fn skyss_kbdu_per_skysselev_kr(land: &Land) -> Truths {
    let at = At { population: "skoler_i_kommunen", theme: "223", scope: "konsern", ..WHOLE };
    of_kostra(land, at, &ALL, 0, |year, ledger, municipality| {
        [spent(ledger, municipality, &["223"], Group::Corrected), transported(land, municipality, year)]
    })
}

/// Square metres of school buildings, all and rented. The country draws how many there are for each pupil, and says no more of them.
fn area(land: &Land, municipality: usize, year: u16) -> [f64; 2] {
    let keys = [municipality as u64];
    let all = (own_pupils(land, municipality, year) * (12.0 + 8.0 * land.country.chance("skoleareal", &keys))).round();
    [all, (all * 0.1 * land.country.chance("leid skoleareal", &keys)).round()]
}

pub fn skolelokaler_kvm_per_elev(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for (theme, of) in [("alle", [1.0, 0.0]), ("eid", [1.0, -1.0]), ("leid", [0.0, 1.0])] {
        for year in kostra_years(land) {
            let at = At { population: "kommunale_skoler", period: &year.to_string(), theme, ..WHOLE };
            let area = |municipality: usize| area(land, municipality, year).iter().zip(of).map(|(area, sign)| area * sign).sum::<f64>();
            let sums = summed(land, year, |at| [area(at), twelfths_of_pupils(land, at, year)]);
            let owned: Cells = sums.iter().map(|(unit, [area, _])| (*unit, Cell::is(*area))).collect();
            let each = paired(&land.summed(year, &owned), &weighted(land, year, true, "alle", Sex::All), Cell::over);
            land.add(&mut truths, at, &["kommune"], &each, Cell::exact);
            // SSB prints its pupils with one decimal.
            let printed = sums.into_iter().map(|(unit, [area, twelfths])| (unit, [area, printed(twelfths / 12.0, 1)])).collect();
            land.add(&mut truths, at, &ABOVE, &quotients(&printed), Cell::exact);
        }
    }
    truths
}

pub fn skolelokaler_kbdu_per_kvm_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for (scope, undertakings) in SCOPES {
        for year in land.autumns() {
            let ledger = ledger(land, year, undertakings);
            let at = At { population: "kommunale_skoler", period: &year.to_string(), theme: "222", scope, ..WHOLE };
            let spent_on = |municipality: usize| spent(&ledger, municipality, &["222"], Group::Corrected);
            if kostra_years(land).contains(&year) {
                let sums = summed(land, year, |at| [spent_on(at), area(land, at, year)[0]]);
                let [kroner, areas] =
                    [0, 1].map(|which| sums.iter().map(|(unit, parts)| (*unit, Cell::is(parts[which]))).collect::<Cells>());
                let above = kroner.iter().filter(|(unit, _)| !matches!(unit, Unit::Municipality(_))).map(|(unit, cell)| (*unit, *cell));
                let kroner = amounts(land, &ledger, (year, undertakings), ("222", &["222"]), Group::Corrected).into_iter().chain(above);
                let each = paired(&kroner.collect(), &land.summed(year, &areas), Cell::over);
                land.add(&mut truths, at, &ALL, &each, Cell::exact);
            } else {
                let spent = amounts(land, &ledger, (year, undertakings), ("222", &["222"]), Group::Corrected).into_iter();
                let no_area = Cell::No(Why::NotPublished);
                let none = spent.map(|(unit, spent)| (unit, spent.with(no_area, |spent, area| spent / area))).collect();
                land.add(&mut truths, at, &["kommune"], &none, Cell::exact);
            }
        }
    }
    truths
}

/// What goes to each of KBDU for premises. The publisher alone says so.
const UPKEEP: [(&str, f64); 4] = [("drift", 0.36), ("vedlikehold", 0.11), ("renhold", 0.14), ("energi", 0.12)];

pub fn skolelokaler_drift_per_kvm_kr(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for (theme, share) in UPKEEP {
        for year in kostra_years(land) {
            let ledger = ledger(land, year, true);
            let at = At { population: "kommunale_skoler", period: &year.to_string(), theme, scope: "konsern", ..WHOLE };
            let sums = summed(land, year, |at| [spent(&ledger, at, &["222"], Group::Corrected), area(land, at, year)[0]]);
            // Whole thousands of a region.
            let sums = sums.into_iter().map(|(unit, [kroner, area])| (unit, [(kroner / 1000.0 * share).round() * 1000.0, area])).collect();
            land.add(&mut truths, at, &ALL, &land.same(year, &quotients(&sums)), |cell| cell.printed(0));
        }
    }
    truths
}
