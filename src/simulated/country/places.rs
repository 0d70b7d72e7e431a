//! Municipalities and counties of today and before, and the districts that they are made of.

use std::ops::RangeInclusive;

use super::draw::Draw;
use super::{County, Municipality, Size, key};

/// One number a line: name, first and last year, what it became (`number`, or `number:later` where only a later part of that took it
/// over), and, for those without a predecessor, about how many lived there.
const TABLE: &str = include_str!("kommuner.csv");

/// The first year of every number that is older than the table.
const LONG_AGO: u16 = 1977;
/// The last year of everything that still exists.
const STILL: u16 = 9999;

const SMALL: [&str; 12] = ["3401", "3403", "3411", "3412", "3413", "3420", "3101", "3103", "3105", "3107", "3118", "3120"];

#[rustfmt::skip]
const COUNTIES: [(&str, &str, u16, u16); 33] = [
    ("03", "Oslo", LONG_AGO, STILL), ("11", "Rogaland", LONG_AGO, STILL), ("15", "Møre og Romsdal", LONG_AGO, STILL),
    ("18", "Nordland - Nordlánnda", LONG_AGO, STILL), ("31", "Østfold", 2024, STILL), ("32", "Akershus", 2024, STILL),
    ("33", "Buskerud", 2024, STILL), ("34", "Innlandet", 2020, STILL), ("39", "Vestfold", 2024, STILL), ("40", "Telemark", 2024, STILL),
    ("42", "Agder", 2020, STILL), ("46", "Vestland", 2020, STILL), ("50", "Trøndelag - Trööndelage", 2018, STILL),
    ("55", "Troms - Romsa - Tromssa", 2024, STILL), ("56", "Finnmark - Finnmárku - Finmarkku", 2024, STILL),
    ("30", "Viken", 2020, 2023), ("38", "Vestfold og Telemark", 2020, 2023), ("54", "Troms og Finnmark - Romsa ja Finnmárku", 2020, 2023),
    ("01", "Østfold", LONG_AGO, 2019), ("02", "Akershus", LONG_AGO, 2019), ("04", "Hedmark", LONG_AGO, 2019),
    ("05", "Oppland", LONG_AGO, 2019), ("06", "Buskerud", LONG_AGO, 2019), ("07", "Vestfold", LONG_AGO, 2019),
    ("08", "Telemark", LONG_AGO, 2019), ("09", "Aust-Agder", LONG_AGO, 2019), ("10", "Vest-Agder", LONG_AGO, 2019),
    ("12", "Hordaland", LONG_AGO, 2019), ("14", "Sogn og Fjordane", LONG_AGO, 2019), ("16", "Sør-Trøndelag", LONG_AGO, 2017),
    ("17", "Nord-Trøndelag", LONG_AGO, 2017), ("19", "Troms - Romsa", LONG_AGO, 2019), ("20", "Finnmark - Finnmárku", LONG_AGO, 2019),
];

/// What one former municipality brought into one of today's.
#[derive(Debug, Clone)]
pub(super) struct District {
    /// The number of its earliest municipality, and of today's: the key of its drawings.
    pub(super) key: u64,
    /// Position of today's municipality.
    pub(super) today: usize,
    /// About how many live there.
    pub(super) people: u32,
    /// Positions of the municipalities that it has belonged to, in order: today's last.
    pub(super) path: Vec<usize>,
}

/// A district of a municipality.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) district: usize,
    /// The year in which it joined a municipality that kept its number; 0 for one that it has always had.
    pub(super) since: u16,
}

impl District {
    /// From the lines of a path, where `kept` has the line of each municipality.
    fn new(lines: &[Line], kept: &[usize], path: &[usize], people: f64) -> Option<District> {
        let key = key(lines[*path.first()?].number) * 10_000 + key(lines[*path.last()?].number);
        let path: Vec<usize> = path.iter().filter_map(|line| kept.binary_search(line).ok()).collect();
        Some(District { key, today: *path.last()?, people: people.round() as u32, path })
    }
}

pub(super) struct Places {
    pub(super) municipalities: Vec<Municipality>,
    pub(super) counties: Vec<County>,
    pub(super) districts: Vec<District>,
    /// The districts of each municipality.
    pub(super) members: Vec<Vec<Member>>,
}

struct Line {
    number: &'static str,
    name: &'static str,
    valid: RangeInclusive<u16>,
    becomes: Vec<(&'static str, Option<&'static str>)>,
    people: u32,
}

impl Line {
    fn parse(line: &'static str) -> Option<Line> {
        let mut parts = line.split(';');
        let (number, name) = (parts.next()?, parts.next()?);
        let mut year = |otherwise| parts.next().map(|year| year.parse().unwrap_or(otherwise));
        let valid = year(LONG_AGO)?..=year(STILL)?;
        let becomes = parts.next()?.split_whitespace().map(|next| match next.split_once(':') {
            Some((next, later)) => (next, Some(later)),
            None => (next, None),
        });
        Some(Line { number, name, valid, becomes: becomes.collect(), people: parts.next()?.parse().unwrap_or(0) })
    }

    fn municipality(&self, districts: &[&District], draw: &Draw) -> Municipality {
        let mut today: Vec<usize> = districts.iter().map(|district| district.today).collect();
        today.sort_unstable();
        today.dedup();
        Municipality {
            number: self.number.to_owned(),
            name: self.name.to_owned(),
            county: self.number[..2].to_owned(),
            valid: self.valid.clone(),
            today,
            current: *self.valid.end() == STILL,
            kostra_group: kostra_group(self.number, districts.iter().map(|district| district.people).sum(), draw),
        }
    }
}

impl Places {
    /// All places, or the twelve, with the numbers that held in `since` or later.
    pub(super) fn new(size: Size, since: u16, draw: &Draw) -> Places {
        let lines: Vec<Line> = TABLE.lines().skip(1).filter_map(Line::parse).collect();
        let is_in = |line: usize| size == Size::Full || SMALL.contains(&lines[line].number);
        let mut found = paths(&lines, since);
        found.retain(|(path, _)| path.last().is_some_and(|last| is_in(*last)));
        // The table has those of today first, so that they are first here too.
        let mut kept: Vec<usize> = found.iter().flat_map(|(path, _)| path).copied().collect();
        kept.sort_unstable();
        kept.dedup();

        let districts: Vec<District> = found.iter().filter_map(|(path, people)| District::new(&lines, &kept, path, *people)).collect();
        let mut own = vec![Vec::new(); kept.len()];
        for (at, district) in districts.iter().enumerate() {
            district.path.iter().for_each(|municipality| own[*municipality].push(at));
        }
        let municipality = |(line, own): (&usize, &Vec<usize>)| {
            let own: Vec<&District> = own.iter().map(|district| &districts[*district]).collect();
            lines[*line].municipality(&own, draw)
        };
        let municipalities: Vec<Municipality> = kept.iter().zip(&own).map(municipality).collect();
        let joined = |(at, own): (usize, Vec<usize>)| {
            let since = |district: usize| joined(&municipalities, &districts[district].path, at);
            own.into_iter().map(|district| Member { district, since: since(district) }).collect()
        };
        let members = own.into_iter().enumerate().map(joined).collect();
        let has_members = |number: &str| municipalities.iter().any(|municipality| municipality.county == number);
        let counties = COUNTIES.iter().filter(|(number, ..)| has_members(number)).map(|(number, name, first, last)| County {
            number: (*number).to_owned(),
            name: (*name).to_owned(),
            valid: *first..=*last,
        });
        Places { counties: counties.collect(), municipalities, districts, members }
    }

    /// The districts of a municipality in a year; for a year in which its number didn't hold, those that it was to have or had had.
    pub(super) fn districts_in(&self, municipality: usize, year: u16) -> impl Iterator<Item = usize> {
        self.members[municipality].iter().filter(move |member| year >= member.since).map(|member| member.district)
    }

    /// See [`super::Country::municipality_in`].
    pub(super) fn municipality_in(&self, today: usize, year: u16) -> usize {
        let mut largest = (today, 0);
        for member in &self.members[today] {
            for municipality in self.districts[member.district].path.iter().copied() {
                if self.municipalities[municipality].valid.contains(&year) {
                    let brought = self.districts_in(municipality, year).map(|district| &self.districts[district]);
                    let people = brought.filter(|district| district.today == today).map(|district| district.people).sum();
                    if people > largest.1 {
                        largest = (municipality, people);
                    }
                }
            }
        }
        largest.0
    }

    /// The key of a municipality's drawings: that of its first district, so that a new number doesn't change its luck.
    pub(super) fn luck(&self, municipality: usize) -> u64 {
        self.members[municipality].first().map_or(0, |member| self.districts[member.district].key)
    }
}

/// The year in which a district, by its path, joined a municipality that kept its number, else 0.
fn joined(municipalities: &[Municipality], path: &[usize], municipality: usize) -> u16 {
    let before = path.iter().take_while(|at| **at != municipality).last();
    let since = before.map_or(0, |before| municipalities[*before].valid.end() + 1);
    if since > *municipalities[municipality].valid.start() { since } else { 0 }
}

/// The paths to today of those that lived apart in `since`, as lines of the table, each with about how many went it.
fn paths(lines: &[Line], since: u16) -> Vec<(Vec<usize>, f64)> {
    let mut paths: Vec<(Vec<usize>, f64)> = Vec::new();
    for root in (0..lines.len()).filter(|line| lines[*line].people > 0) {
        let ways = ways(lines, root, None);
        let people = f64::from(lines[root].people) / ways.len() as f64;
        for mut way in ways {
            way.retain(|line| *lines[*line].valid.end() >= since);
            match paths.iter_mut().find(|(path, _)| *path == way) {
                Some((_, so_far)) => *so_far += people,
                None => paths.push((way, people)),
            }
        }
    }
    paths
}

/// The ways from a line of the table to today, each as the lines on it.
fn ways(lines: &[Line], from: usize, only: Option<&str>) -> Vec<Vec<usize>> {
    if lines[from].becomes.is_empty() {
        return vec![vec![from]];
    }
    let next = lines[from].becomes.iter().filter(|(next, _)| only.is_none_or(|only| only == *next));
    let next = next.filter_map(|(next, later)| Some((lines.iter().position(|line| line.number == *next)?, *later)));
    let further = next.flat_map(|(next, later)| ways(lines, next, later));
    further.map(|way| std::iter::once(from).chain(way).collect()).collect()
}

/// A KOSTRA group that fits the size; the four largest cities and Oslo have their own.
fn kostra_group(number: &str, people: u32, draw: &Draw) -> u8 {
    let among = |first: u8, count: u8| first + (f64::from(count) * draw.chance("kostra group", &[key(number)])) as u8;
    match (number, people) {
        ("0301", _) => 13,
        ("1103" | "4601" | "5001", _) => 12,
        (_, 0..2_500) => [1, 2, 3, 4, 14, 15, 16][usize::from(among(0, 7))],
        (_, 2_500..12_000) => among(3, 4),
        (_, 12_000..40_000) => among(7, 3),
        _ => among(10, 2),
    }
}
