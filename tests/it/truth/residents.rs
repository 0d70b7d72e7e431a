//! Inhabitants now and to come, who completes upper secondary, what the young say, who teaches them, and prices.

use std::ops::RangeInclusive;

use innsikt::simulated::country::Sex;
use innsikt::simulated::cube::{Cube, Figure};

use super::figures::{At, Truth, Truths, WHOLE, Why, printed};
use super::places::{Cell, Cells, Land, Unit};

/// Under the numbers that held, and in the country.
pub fn residents(land: &Land, january: u16, ages: RangeInclusive<u16>) -> Cells {
    let of = |at: usize| ages.clone().map(|age| f64::from(land.country.residents(at, age, Sex::All, january))).sum::<f64>();
    let own: Vec<(usize, f64)> = land.valid(january).into_iter().map(|at| (at, of(at))).collect();
    let whole = (Unit::Country, Cell::is(own.iter().map(|(_, people)| people).sum()));
    own.into_iter().map(|(at, people)| (Unit::Municipality(at), Cell::is(people))).chain([whole]).collect()
}

pub fn innbyggere_6_15_antall(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for january in *land.autumns().start()..=land.autumns().end() + 1 {
        let at = At { population: "bosatte", period: &january.to_string(), ..WHOLE };
        land.add(&mut truths, at, &["land", "kommune"], &land.summed(january, &residents(land, january, 6..=15)), Cell::exact);
    }
    truths
}

const LAST_PROJECTED: u16 = 2050;

/// Main, low and high: inhabitants of 6 to 15 on a 1 January from the last count on, in today's municipalities.
pub fn projected(land: &Land, january: u16) -> [(&'static str, Cells); 3] {
    let last_count = land.autumns().end() + 1;
    let of = |at: usize, alternative: usize| -> f64 {
        let people = |age: u16| match january > last_count {
            true => land.country.projected(at, age, Sex::All, january, alternative),
            false => land.country.residents(at, age, Sex::All, january),
        };
        (6..=15).map(|age| f64::from(people(age))).sum()
    };
    [("hoved", 0), ("lav", 1), ("hoey", 2)].map(|(theme, alternative)| {
        let cells: Cells = land.today().into_iter().map(|at| (Unit::Municipality(at), Cell::is(of(at, alternative)))).collect();
        // A country of twelve is not the whole of it: the sum is shown when all of today's municipalities are there.
        let whole = land.is_whole().then(|| cells.values().copied().reduce(Cell::plus)).flatten();
        (theme, cells.into_iter().chain(whole.map(|sum| (Unit::Country, sum))).collect())
    })
}

pub fn innbyggere_6_15_framskrevet(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for january in land.autumns().end() + 1..=LAST_PROJECTED {
        for (theme, cells) in projected(land, january) {
            let at = At { population: "bosatte", period: &january.to_string(), theme, ..WHOLE };
            land.add(&mut truths, at, &["land", "kommune"], &cells, Cell::exact);
        }
    }
    truths
}

fn cube<'a>(land: &'a Land, publisher: &str, fits: impl Fn(&Cube) -> bool) -> &'a Cube {
    land.world.tables[publisher].iter().find(|cube| fits(cube)).unwrap()
}

/// The price level of a year: its mean index over that of the newest whole year; none for a year without all of its months. The months are
/// the publisher's, with one decimal: there is no other truth of them.
pub fn prices(land: &Land, year: u16) -> Option<f64> {
    let table = cube(land, "ssb", |cube| cube.id == "14700");
    let months = &table.dimensions[2].categories;
    let mean = |year: u16| {
        let of_year = months.iter().enumerate().filter(|(_, month)| month.code.starts_with(&format!("{year}M")));
        let printed_month = |(at, _)| match table.at(&[0, 0, at]) {
            Figure::Number(index) => printed(index, 1),
            other => panic!("{other:?}"),
        };
        let all: Vec<f64> = of_year.map(printed_month).collect();
        (all.len() == 12).then(|| all.iter().sum::<f64>() / 12.0)
    };
    Some(mean(year)? / (year..=land.autumns().end() + 1).rev().find_map(mean)?)
}

// ------------------------------------------------------------------------------------------------------------ completion

const SEXES: [(Sex, &str); 3] = [(Sex::All, "alle"), (Sex::Boy, "gutt"), (Sex::Girl, "jente")];

/// Those who began in a year and those of them who completed, where they lived, by the numbers of the year of the count.
fn completion(land: &Land, began: u16, counted: u16, sex: Sex) -> std::collections::HashMap<Unit, [f64; 2]> {
    let mut sums = std::collections::HashMap::new();
    for at in land.valid(counted) {
        let (all, completed) = land.country.completion(at, began, sex);
        let county = &land.country.municipalities()[at].county;
        let county = land.country.counties().iter().position(|one| one.number == *county).unwrap();
        for unit in [Unit::Country, Unit::County(county), Unit::Municipality(at)] {
            let sum: &mut [f64; 2] = sums.entry(unit).or_default();
            *sum = [sum[0] + f64::from(all), sum[1] + f64::from(completed)];
        }
    }
    sums
}

/// SSB has rows for counties that did not exist, and for Svalbard, without figures.
fn others(land: &Land, cells: &mut Cells) {
    let counties = (0..land.country.counties().len()).map(Unit::County);
    counties.for_each(|county| {
        cells.entry(county).or_insert(Cell::No(Why::NotValid));
    });
}

pub fn fullfoert_vgo_andel(land: &Land) -> Truths {
    let mut truths = Truths::default();
    let (first, last) = (*land.autumns().start(), *land.autumns().end());
    for counted in first + 1..=last {
        let at = At { population: "bosatte", period: &counted.to_string(), ..WHOLE };
        let five = completion(land, counted - 5, counted, Sex::All);
        let shares: Cells = five.iter().map(|(unit, [all, done])| (*unit, Cell::is(100.0 * done).over(Cell::is(*all)))).collect();
        let mut shares = land.same(counted, &shares);
        others(land, &mut shares);
        let five = At { theme: "fem_aar", ..at };
        land.add(&mut truths, five, &["land", "fylke", "kommune"], &shares, |cell| cell.printed(1));
        truths.add(At { level: "fylke", unit: "21", ..five }, Truth::None(Why::NotValid));
        for (sex, sex_name) in SEXES {
            let six = completion(land, counted - 6, counted, sex);
            // Three of four who complete do so in time; both shares are printed.
            let share = |(unit, [all, done]): (&Unit, &[f64; 2])| {
                let in_time = (done * 0.75).round();
                let both = printed(100.0 * in_time / all, 1) + printed(100.0 * (done - in_time) / all, 1);
                (*unit, Cell::is(both))
            };
            let mut shares: Cells = six.iter().map(share).collect();
            others(land, &mut shares);
            let six = At { theme: "fem_seks_aar", sex: sex_name, ..at };
            land.add(&mut truths, six, &["land", "fylke"], &shares, Cell::exact);
        }
    }
    let table = cube(land, "fhi", |cube| cube.dimensions.iter().any(|dimension| dimension.code == "UTDANN"));
    for last in first + 2..=last {
        for (sex_at, (sex, sex_name)) in SEXES.into_iter().enumerate() {
            let share = |today: usize| {
                let of = |sex: Sex| (last - 2..=last).map(move |year| land.country.completion(today, year - 6, sex));
                let sum = |sex: Sex| of(sex).fold((0.0, 0.0), |sum, (all, done)| (sum.0 + f64::from(done), sum.1 + f64::from(all)));
                Share { girls: sum(Sex::Girl), boys: sum(Sex::Boy) }
            };
            let at = At { population: "bosatte", period: &last.to_string(), sex: sex_name, theme: "fem_seks_aar_fhi", ..WHOLE };
            let places = fhi_places(land);
            let of = |(unit, municipalities): &(Unit, Vec<usize>)| {
                (*unit, Some(municipalities.iter().map(|at| share(*at)).fold(Share::default(), Share::plus)))
            };
            let shares: Vec<(Unit, Option<Share>)> = places.iter().map(of).collect();
            let in_table = |place: usize| table.at(&[place, usize::from(last - first - 2), sex_at, 0, 0, RATE]);
            add_fhi(&mut truths, land, at, &shares, in_table, |share, _| 100.0 * share.of(sex).0 / share.of(sex).1);
        }
    }
    truths
}

// ------------------------------------------------------------------------------------------------------------ FHI

/// Where FHI's measures stand in its tables: the standardised share, and the plain one.
const MEIS: usize = 1;
const RATE: usize = 2;

/// Those for whom something holds, of those who were asked.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    girls: (f64, f64),
    boys: (f64, f64),
}

impl Share {
    fn plus(self, other: Share) -> Share {
        let add = |one: (f64, f64), other: (f64, f64)| (one.0 + other.0, one.1 + other.1);
        Share { girls: add(self.girls, other.girls), boys: add(self.boys, other.boys) }
    }

    fn of(&self, sex: Sex) -> (f64, f64) {
        match sex {
            Sex::Girl => self.girls,
            Sex::Boy => self.boys,
            Sex::All => (self.girls.0 + self.boys.0, self.girls.1 + self.boys.1),
        }
    }

    /// MEIS: the country's share times what the place has of what would be expected of its girls and boys with the country's shares.
    fn standardised(&self, country: &Share, sex: Sex) -> f64 {
        let rate = |sex: Sex| country.of(sex).0 / country.of(sex).1;
        let expected = match sex {
            Sex::All => rate(Sex::Girl) * self.girls.1 + rate(Sex::Boy) * self.boys.1,
            one => rate(one) * self.of(one).1,
        };
        100.0 * rate(sex) * self.of(sex).0 / expected
    }
}

/// FHI's places, of today: the country, the counties, the municipalities.
fn fhi_places(land: &Land) -> Vec<(Unit, Vec<usize>)> {
    let all = land.country.municipalities();
    let today = land.today();
    let mut counties: Vec<usize> =
        (0..land.country.counties().len()).filter(|at| *land.country.counties()[*at].valid.end() == 9999).collect();
    counties.sort_by_key(|at| land.country.counties()[*at].number.clone());
    let within = |county: usize| today.iter().copied().filter(|at| all[*at].county == land.country.counties()[county].number).collect();
    let counties = counties.into_iter().map(|county| (Unit::County(county), within(county)));
    [(Unit::Country, today.clone())]
        .into_iter()
        .chain(counties)
        .chain(today.iter().map(|at| (Unit::Municipality(*at), vec![*at])))
        .collect()
}

/// What FHI makes of the shares (of a place, and of the country) and prints, but for those that it masks or doesn't have.
fn add_fhi(
    truths: &mut Truths,
    land: &Land,
    at: At,
    shares: &[(Unit, Option<Share>)],
    in_table: impl Fn(usize) -> Figure,
    of: impl Fn(&Share, &Share) -> f64,
) {
    let country = shares[0].1;
    let cells: Cells = shares
        .iter()
        .enumerate()
        .map(|(place, (unit, share))| {
            let cell = match (in_table(place), share, country) {
                (Figure::Masked, ..) => Cell::No(Why::Masked),
                (_, Some(share), Some(country)) => Cell::is(of(share, &country)),
                _ => Cell::No(Why::NotPublished),
            };
            (*unit, cell)
        })
        .collect();
    land.add(truths, at, &["land", "fylke", "kommune"], &cells, |cell| cell.printed(1));
}

/// In the order of the country's topics.
const TOPICS: [&str; 13] = [
    "alkohol",
    "depressive_symptomer",
    "fortrolig_venn",
    "hasj",
    "livskvalitet",
    "smertestillende",
    "dataspill",
    "sosiale_medier",
    "skjermunderholdning",
    "andre_narkotiske",
    "royk",
    "snus",
    "skulk",
];

/// The title that FHI's table of a topic begins with.
const TITLES: [&str; 13] = [
    "Alkohol_",
    "Depressive",
    "Fortrolig",
    "Hasjbruk",
    "Livskvalitet",
    "Smertestillende",
    "Mediebruk_DataTVspill",
    "Mediebruk_SOME",
    "Mediebruk_underhold",
    "Andre narkotiske",
    "Røyk",
    "Snus",
    "Skulketskolen",
];

/// The share of a class that answers.
const ANSWERS: f64 = 0.83;

pub fn ungdata_meis(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for (topic, theme) in TOPICS.into_iter().enumerate() {
        let table = cube(land, "fhi", |cube| cube.title.starts_with(TITLES[topic]));
        for (period, year) in land.autumns().enumerate() {
            let shares: Vec<(Unit, Option<Share>)> = fhi_places(land)
                .into_iter()
                .map(|(unit, municipalities)| (unit, young(land, topic, unit, &municipalities, year)))
                .collect();
            for (sex_at, (sex, sex_name)) in SEXES.into_iter().enumerate() {
                let at = At { population: "bosatte", period: &year.to_string(), sex: sex_name, grade: "8-10", theme, ..WHOLE };
                let mut place = vec![0, period, sex_at];
                place.resize(table.dimensions.len(), 0);
                *place.last_mut().unwrap() = MEIS;
                let in_table = |at: usize| {
                    let mut place = place.clone();
                    place[0] = at;
                    table.at(&place)
                };
                add_fhi(&mut truths, land, at, &shares, in_table, |share, country| share.standardised(country, sex));
            }
        }
    }
    truths
}

/// What the young of a municipality said in the year; of a county or the country, the last time in three years (reference, ungdata-fhi).
fn young(land: &Land, topic: usize, unit: Unit, municipalities: &[usize], year: u16) -> Option<Share> {
    let said = |today: usize, year: u16| {
        let then = land.country.municipality_in(today, year);
        let of = |sex: Sex| {
            let young: u32 = (13..=15).map(|age| land.country.residents(then, age, sex, year)).sum();
            let answers = (f64::from(young) * ANSWERS).round();
            land.country.youth(then, year, topic, sex).map(|share| ((share * answers).round(), answers))
        };
        Some(Share { girls: of(Sex::Girl)?, boys: of(Sex::Boy)? })
    };
    if let Unit::Municipality(today) = unit {
        return said(today, year);
    }
    let first = *land.autumns().start();
    let years = match year {
        2021 | 2022 => year..=year,
        2023 => 2022..=2023,
        // The first two years of the series are copies of the third.
        year if first < 2019 && year < first + 2 => first..=first + 2,
        year => year - 2..=year,
    };
    municipalities.iter().filter_map(|today| years.clone().rev().find_map(|year| said(*today, year))).reduce(Share::plus)
}

// ------------------------------------------------------------------------------------------------------------ teachers

/// SSB's count of teachers, whole, and those of them without training: the last 7 per cent.
pub fn laerere_uten_pedagogisk_utdanning_andel(land: &Land) -> Truths {
    let mut truths = Truths::default();
    for year in land.autumns() {
        let all = land.tally(year, false, |_| true, |school| Some([land.country.staff(school, year)[0]]));
        let share = |(unit, [all]): (&Unit, &[f64; 1])| (*unit, Cell::is(100.0 * (all.round() - (all * 0.93).round()) / all.round()));
        let mut shares: Cells = all.iter().map(share).collect();
        others(land, &mut shares);
        let at = At { population: "skoler_i_kommunen", period: &year.to_string(), ..WHOLE };
        land.add(&mut truths, at, &["land", "fylke"], &shares, Cell::exact);
    }
    truths
}
