use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::*;

const SEXES: [Sex; 3] = [Sex::All, Sex::Girl, Sex::Boy];

fn full() -> &'static Country {
    static FULL: OnceLock<Country> = OnceLock::new();
    FULL.get_or_init(|| Country::new(7, Size::Full))
}

fn small() -> &'static Country {
    static SMALL: OnceLock<Country> = OnceLock::new();
    SMALL.get_or_init(|| Country::new(7, Size::Small))
}

fn position(country: &Country, number: &str) -> usize {
    country.municipalities().iter().position(|municipality| municipality.number == number).unwrap()
}

fn number(country: &Country, today: &str, year: u16) -> String {
    country.municipalities()[country.municipality_in(position(country, today), year)].number.clone()
}

/// Positions of the schools that are open in an autumn.
fn open(country: &Country, autumn: u16) -> Vec<usize> {
    (0..country.schools().len()).filter(|school| country.schools()[*school].open.contains(&autumn)).collect()
}

fn pupils(country: &Country, schools: &[usize], autumn: u16) -> u32 {
    schools.iter().flat_map(|school| (1..=10).map(move |grade| country.pupils(*school, autumn, grade, Sex::All))).sum()
}

#[test]
fn all_municipalities_of_today_and_their_history() {
    let country = full();
    let current: Vec<&Municipality> = country.municipalities().iter().filter(|municipality| municipality.current).collect();
    assert_eq!(current.len(), 357);
    assert!(country.municipalities()[..357].iter().all(|municipality| municipality.current), "those of today come first");
    let numbers: BTreeSet<&str> = country.municipalities().iter().map(|municipality| municipality.number.as_str()).collect();
    assert_eq!(numbers.len(), country.municipalities().len());
    for (year, count) in
        [(2014, 428), (2016, 428), (2017, 426), (2018, 422), (2019, 422), (2020, 356), (2023, 356), (2024, 357), (2026, 357)]
    {
        let held = country.municipalities().iter().filter(|municipality| municipality.valid.contains(&year));
        assert_eq!(held.count(), count, "{year}");
    }
    for (year, count) in [(2014, 19), (2018, 18), (2020, 11), (2024, 15)] {
        let held: Vec<&str> = country.counties().iter().filter(|c| c.valid.contains(&year)).map(|c| c.number.as_str()).collect();
        assert_eq!(held.len(), count, "{year}");
        let of_members = country.municipalities().iter().filter(|m| m.valid.contains(&year)).map(|m| m.county.as_str());
        assert_eq!(of_members.collect::<BTreeSet<_>>(), held.into_iter().collect(), "{year}");
    }
}

#[test]
fn numbers_lead_to_today() {
    let country = full();
    let today = |number: &str| {
        let positions = country.municipalities()[position(country, number)].today.iter();
        positions.map(|at| country.municipalities()[*at].number.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(["0415", "3412"].map(today), [["3412"], ["3412"]]);
    assert_eq!(["0122", "0125", "3014", "3118"].map(today), [["3118"]; 4]);
    assert_eq!(today("1507"), ["1508", "1580"]);
    assert_eq!(today("1534"), ["1580"], "Haram came back as it was");
    assert_eq!(today("5012"), ["5055", "5056", "5059"]);
    assert_eq!(today("1850"), ["1806", "1875"]);
    let in_years = |today| [2014, 2019, 2020, 2023, 2024, 2026].map(|year| number(country, today, year));
    assert_eq!(in_years("3412"), ["0415", "0415", "3412", "3412", "3412", "3412"]);
    // Askim and Eidsberg brought the most people.
    assert!(["0124", "0125"].contains(&in_years("3118")[0].as_str()));
    assert_eq!(in_years("3118")[2..], ["3014", "3014", "3118", "3118"]);
    assert_eq!(in_years("5061")[0], "1567");
    assert_eq!(number(country, "1580", 2022), "1507");
    // Finnøy joined Stavanger, which kept its number.
    assert_eq!(number(country, "1103", 2019), "1103");
    let of_stavanger = |autumn| country.schools_of(position(country, "1103"), autumn).len();
    assert!(of_stavanger(2019) < of_stavanger(2020));
}

#[test]
fn the_small_country_is_twelve_with_the_numbers_since_2020() {
    let country = small();
    let numbers: Vec<&str> = country.municipalities().iter().map(|municipality| municipality.number.as_str()).collect();
    assert_eq!(country.municipalities().iter().filter(|municipality| municipality.current).count(), 12);
    assert_eq!(numbers[12..], ["3001", "3002", "3003", "3004", "3014", "3016"]);
    assert_eq!([2020, 2023, 2024].map(|year| number(country, "3118", year)), ["3014", "3014", "3118"]);
    let loeten: Vec<&School> =
        country.schools_of(position(country, "3412"), 2025).into_iter().map(|school| &country.schools()[school]).collect();
    let of = |first, private: bool| loeten.iter().filter(|s| *s.grades.start() == first && s.private == private).count();
    assert_eq!((of(1, false), of(8, false), of(1, true), loeten.len()), (4, 1, 1, 6));
    let counties: Vec<&str> = country.counties().iter().map(|county| county.number.as_str()).collect();
    assert_eq!(counties, ["31", "34", "30"]);
}

#[test]
fn a_seed_is_a_country() {
    let figures = |country: &Country| {
        let of_school = |school: usize| {
            let counts = [Country::pupils, Country::adapted, Country::norwegian].map(|count| count(country, school, 2024, 5, Sex::Girl));
            format!("{counts:?} {:?} {:?}", country.test(school, 2024, 1, 5, Sex::All), country.staff(school, 2024))
        };
        let schools: Vec<String> = (0..country.schools().len()).map(of_school).collect();
        format!("{schools:?} {:?} {}", country.accounts(0, 2024, true), country.code("a", 8))
    };
    let [one, same, other] = [1, 1, 2].map(|seed| figures(&Country::new(seed, Size::Small)));
    assert!(one == same && one != other);
}

#[test]
fn codes_begin_with_a_letter_and_belong_to_their_topic() {
    let codes: BTreeSet<String> = (0..200).map(|topic| small().code(&topic.to_string(), 8)).collect();
    assert_eq!(codes.len(), 200);
    assert!(codes.iter().all(|code| code.len() == 8 && code.as_bytes()[0].is_ascii_uppercase()));
    assert!(codes.iter().all(|code| code.bytes().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())));
}

#[test]
fn people_add_up_across_sexes_and_divisions() {
    let country = full();
    for year in [2013_u16, 2017, 2020, 2024, 2026] {
        for age in [0_u16, 6, 15, 40, 80, 105] {
            for (at, municipality) in country.municipalities().iter().enumerate() {
                let [all, girls, boys] = SEXES.map(|sex| country.residents(at, age, sex, year));
                assert_eq!(all, girls + boys);
                assert!(municipality.valid.contains(&year) || all == 0);
            }
            let held: u32 = (0..country.municipalities().len()).map(|at| country.residents(at, age, Sex::All, year)).sum();
            let everyone: u32 =
                (0..country.places.districts.len()).map(|district| country.people.count(district, age, Sex::All, year)).sum();
            assert_eq!(held, everyone, "{year}, {age}");
        }
    }
}

#[test]
fn pupils_live_there_and_figures_stay_within_them() {
    for (country, autumn) in [(small(), 2023), (full(), 2014), (full(), 2021), (full(), 2025)] {
        for (at, municipality) in country.municipalities().iter().enumerate().filter(|(_, m)| m.valid.contains(&autumn)) {
            let children: u32 = (6..=15).map(|age| country.inhabitants(at, age, Sex::All, autumn + 1)).sum();
            let pupils = pupils(country, &country.schools_of(at, autumn), autumn);
            assert!(pupils <= children && pupils * 10 > children * 9, "{}: {pupils} of {children}", municipality.number);
        }
        for (school, place) in country.schools().iter().enumerate() {
            for grade in 1..=10 {
                let counts = SEXES.map(|sex| {
                    let pupils = country.pupils(school, autumn, grade, sex);
                    let more = [Country::adapted, Country::norwegian].map(|count| count(country, school, autumn, grade, sex));
                    assert!(more[0] <= pupils && more[1] <= pupils);
                    assert!(pupils == 0 || (place.grades.contains(&grade) && place.open.contains(&autumn)));
                    [pupils, more[0], more[1]]
                });
                (0..3).for_each(|count| assert_eq!(counts[0][count], counts[1][count] + counts[2][count]));
            }
        }
    }
}

#[test]
fn every_open_school_has_pupils() {
    for autumn in full().autumns() {
        for school in open(full(), autumn) {
            assert!(pupils(full(), &[school], autumn) > 0, "{} in {autumn}", full().schools()[school].name);
        }
    }
}

#[test]
fn participants_and_answers_stay_within_the_pupils() {
    let country = small();
    for (school, autumn) in (0..country.schools().len()).flat_map(|school| country.autumns().map(move |autumn| (school, autumn))) {
        for (grade, subject) in [(5, 0), (5, 2), (8, 0), (8, 1), (9, 1), (9, 2)] {
            let pupils = country.pupils(school, autumn, grade, Sex::All);
            let counts = SEXES.map(|sex| country.test(school, autumn, subject, grade, sex).map_or(0, |(count, _)| count));
            assert!(counts[0] == counts[1] + counts[2] && counts[0] <= pupils);
            assert_eq!(country.test(school, autumn, subject, grade, Sex::All).is_some(), pupils > 0);
            for (sex, count) in SEXES.into_iter().zip(counts) {
                let levels = country.test_levels(school, autumn, subject, grade, sex).unwrap_or_default();
                assert_eq!(levels.iter().sum::<u32>(), count);
                assert!(grade != 5 || levels[3..] == [0, 0]);
            }
        }
        assert!(country.test(school, autumn, 0, 9, Sex::All).is_none());
        for (grade, sex) in [7, 10].into_iter().flat_map(|grade| SEXES.map(|sex| (grade, sex))) {
            let (invited, answered, bullied) = country.survey(school, autumn, grade, sex).unwrap_or_default();
            assert!(bullied <= answered && answered <= invited && invited <= country.pupils(school, autumn, grade, sex));
            for question in 0..10 {
                assert_eq!(country.answers(school, autumn, grade, sex, question).unwrap_or_default().iter().sum::<u32>(), answered);
            }
        }
        let tenth = country.pupils(school, autumn, 10, Sex::All);
        assert!(country.points(school, autumn, Sex::All).map_or(0, |(count, _)| count) <= tenth);
        let examined = |subject| country.mark(school, autumn, subject, 1, Sex::All).map_or(0, |(count, _)| count);
        assert_eq!((0..3).map(examined).sum::<u32>(), tenth, "everyone has one exam");
    }
}

#[test]
fn no_real_organisation_number_and_every_one_once() {
    for country in [small(), full()] {
        let numbers: BTreeSet<&str> = country.schools().iter().map(|school| school.orgnr.as_str()).collect();
        assert_eq!(numbers.len(), country.schools().len());
        assert!(numbers.iter().all(|number| number.len() == 9 && number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit())));
        assert!(country.schools().iter().all(|school| school.name.starts_with("Syntetisk ")));
    }
}

#[test]
fn schools_open_close_merge_and_get_other_numbers() {
    let schools = full().schools();
    let closed = schools.iter().filter(|school| *school.open.end() < 9999 && school.successor.is_none()).count();
    let opened = schools.iter().filter(|school| *school.open.start() > 2014).count();
    let succeeded: Vec<(&School, &School)> = schools.iter().filter_map(|school| Some((school, &schools[school.successor?]))).collect();
    let renumbered = succeeded.iter().filter(|(school, successor)| school.name == successor.name).count();
    assert!(closed > 20 && opened > 50 && renumbered > 20 && succeeded.len() > renumbered + 20);
    for (school, successor) in succeeded {
        assert!(successor.open.contains(&(school.open.end() + 1)) && successor.municipality == school.municipality);
        assert!(school.name != successor.name || (school.grades == successor.grades && *successor.open.start() == school.open.end() + 1));
    }
}

#[test]
fn accounts_come_to_nought_under_the_number_that_held() {
    let country = small();
    for (at, municipality) in country.municipalities().iter().enumerate() {
        for (year, with_undertakings) in (2022..=2025).flat_map(|year| [(year, false), (year, true)]) {
            let postings = country.accounts(at, year, with_undertakings);
            assert_eq!(postings.iter().map(|posting| posting.amount).sum::<i64>(), 0);
            assert_eq!(postings.is_empty(), !municipality.valid.contains(&year), "{} in {year}", municipality.number);
        }
    }
    let spent =
        |with| country.accounts(0, 2025, with).iter().filter(|p| p.function == "202" && p.amount > 0).map(|p| p.amount).sum::<i64>();
    assert!(spent(true) > spent(false));
}

#[test]
fn levels_are_plausible() {
    let country = full();
    for autumn in [2014, 2019, 2025] {
        let schools = open(country, autumn);
        let private = schools.iter().filter(|school| country.schools()[**school].private).count();
        assert!((2_600..2_950).contains(&schools.len()) && (180..300).contains(&private), "{} ({private})", schools.len());
        let counted = |count: fn(&Country, usize, u16, u8, Sex) -> u32| {
            let of = |school: &usize| (1..=10).map(|grade| count(country, *school, autumn, grade, Sex::All)).sum::<u32>();
            f64::from(schools.iter().map(of).sum::<u32>())
        };
        let pupils = counted(Country::pupils);
        let within =
            |what: &str, figure: f64, range: std::ops::Range<f64>| assert!(range.contains(&figure), "{what} in {autumn}: {figure}");
        within("pupils", pupils, 600_000.0..650_000.0);
        within("adapted", counted(Country::adapted) / pupils, 0.075..0.095);
        within("norwegian", counted(Country::norwegian) / pupils, 0.05..0.065);
        within(
            "pupils for each man-year",
            pupils / schools.iter().map(|school| country.staff(*school, autumn)[2]).sum::<f64>(),
            11.3..11.9,
        );
        let hours = schools.iter().flat_map(|school| (0..3).map(move |stage| country.hours(*school, autumn, stage)));
        let (of_pupils, of_teachers) = hours.fold((0.0, 0.0), |all, own| (all.0 + own.0, all.1 + own.1));
        within("group size", of_pupils / of_teachers, 15.0..16.2);
        let mean = |figure: &dyn Fn(usize) -> Option<(u32, f64)>| {
            let all = schools.iter().filter_map(|school| figure(*school));
            let (count, sum) = all.fold((0.0, 0.0), |all, (count, mean)| (all.0 + f64::from(count), all.1 + f64::from(count) * mean));
            sum / count
        };
        within("scale points", mean(&|school| country.test(school, autumn, 1, 5, Sex::All)), 49.5..50.5);
        within("grunnskolepoeng", mean(&|school| country.points(school, autumn, Sex::All)), 41.0..43.0);
        let survey = schools.iter().filter_map(|school| country.survey(*school, autumn, 7, Sex::All));
        let (answered, bullied) = survey.fold((0, 0), |all, own| (all.0 + own.1, all.1 + own.2));
        within("bullied", f64::from(bullied) / f64::from(answered), 0.04..0.12);
        let everyone = (0..country.municipalities().len()).flat_map(|at| (0..=105).map(move |age| (at, age)));
        let people: u32 = everyone.map(|(at, age)| country.residents(at, age, Sex::All, autumn + 1)).sum();
        within("people", people.into(), 5_000_000.0..5_800_000.0);
    }
    for (at, municipality) in country.municipalities().iter().enumerate().filter(|(_, municipality)| municipality.current) {
        let spent = country.accounts(at, 2025, false);
        let spent: i64 = spent.iter().filter(|p| ["202", "222", "223"].contains(&p.function) && p.amount > 0).map(|p| p.amount).sum();
        let per_pupil = spent as f64 / country.public_pupils(at, 2025);
        assert!((120.0..230.0).contains(&per_pupil), "{}: {per_pupil}", municipality.number);
    }
}

/// Generous, since other tests run at the same time: it is there for whoever makes a figure quadratic.
#[test]
fn a_full_country_is_made_at_once() {
    let started = Instant::now();
    let country = Country::new(8, Size::Full);
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_eq!(country.autumns(), 2014..=2025);
}
