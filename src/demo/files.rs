//! The synthetic country as the publishers would send it: one writer per wire format, and Udir's masking.

use std::fmt::Write;

use serde_json::{Value, json};

use super::country::{AUTUMNS, COUNTIES, Country, LOETEN, MUNICIPALITIES, RENUMBERED, shared};

/// A file for `innsikt import`.
pub struct DemoFile {
    /// The pipeline that takes it in.
    pub dataset: &'static str,
    /// Begins with `syntetisk_`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// The mapping (TOML) of a file that has to be projected.
    pub mapping: Option<&'static str>,
}

/// All files about the country that belongs to the seed, in the order in which to take them in. The same seed gives the same bytes.
pub fn files(seed: u64) -> Vec<DemoFile> {
    let country = Country::new(seed);
    let file = |dataset, name: String, bytes| DemoFile { dataset, name: format!("syntetisk_{name}"), bytes, mapping: None };
    let mut files = vec![
        file("ssb_klass_131_endringer", "klass_131_endringer.json".to_owned(), changes()),
        file("ssb_07459_folkemengde", "07459_folkemengde.csv".to_owned(), population(&country)),
    ];
    for autumn in AUTUMNS {
        for (public, name) in [(false, "alle"), (true, "offentlig")] {
            let bytes = pupils(&country, autumn, public);
            files.push(file("udir_gsi_elever", format!("gsi_elever_{}_{name}.json", school_year(autumn)), bytes));
        }
    }
    for autumn in AUTUMNS.skip(1) {
        let year = school_year(autumn);
        files.push(file("udir_nasjonale_proever_5", format!("nasjonale_proever_5_trinn_{year}.csv"), tests(&country, autumn, &[5])));
        let bytes = tests(&country, autumn, &[8, 9]);
        files.push(file("udir_nasjonale_proever_ungdomstrinn", format!("nasjonale_proever_ungdomstrinn_{year}.csv"), bytes));
    }
    for year in 2022..=2025 {
        files.push(file("kostra_regnskap", format!("kostra_regnskap_{year}.dat"), accounts(&country, year)));
    }
    let budget = file("lokalt_budsjett", format!("budsjett_loeten_{BUDGET_YEAR}.csv"), budget(&country));
    files.push(DemoFile { mapping: Some(BUDGET_MAPPING), ..budget });
    files
}

/// `2025-26`.
fn school_year(autumn: u16) -> String {
    format!("{autumn}-{:02}", (autumn + 1) % 100)
}

/// A count as Udir prints it: a blank between thousands.
fn printed(count: u32) -> String {
    if count < 1000 { count.to_string() } else { format!("{} {:03}", count / 1000, count % 1000) }
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Masking

/// What Udir does not show of one figure.
struct Masks {
    municipalities: Vec<bool>,
    schools: Vec<bool>,
}

impl Masks {
    /// Masks what is too small, and where one figure alone under a shown sum would be masked, the smallest beside it too. A school without
    /// a count is not in the sum. With `also_public` there is a second table of public schools only, which is masked alike: nothing may
    /// follow from the difference, so that private schools, which that difference shows, are left out of the masking.
    fn new(country: &Country, counts: &[Option<u32>], also_public: bool, too_small: impl Fn(u32) -> bool) -> Masks {
        let sum = |municipality, private_too: bool| -> u32 {
            let schools = country.schools_of(municipality).filter(|(_, school)| private_too || !school.private);
            schools.filter_map(|(at, _)| counts[at]).sum()
        };
        let all = 0..MUNICIPALITIES.len();
        let mut municipalities: Vec<bool> =
            all.clone().map(|m| too_small(sum(m, true)) || (also_public && too_small(sum(m, false)))).collect();
        for county in 0..COUNTIES.len() {
            let members: Vec<_> = all.clone().filter(|m| MUNICIPALITIES[*m].county == county).map(|m| (m, sum(m, true))).collect();
            complement(&mut municipalities, &members, false);
        }
        let may_mask = |at: usize| !(also_public && country.schools[at].private);
        let mut schools: Vec<bool> = counts.iter().enumerate().map(|(at, n)| may_mask(at) && n.is_some_and(&too_small)).collect();
        for municipality in all {
            let counted = country.schools_of(municipality).filter_map(|(at, _)| Some((at, counts[at]?)));
            let members: Vec<_> = counted.filter(|(at, _)| may_mask(*at)).collect();
            complement(&mut schools, &members, municipalities[municipality]);
        }
        Masks { municipalities, schools }
    }

    fn hides(&self, unit: &Unit) -> bool {
        match *unit {
            Unit::Country | Unit::County(_) => false,
            Unit::Municipality(municipality) => self.municipalities[municipality],
            Unit::School(school) => self.schools[school],
        }
    }
}

/// Masks one more of the members (position, count) where one alone is masked under a shown sum, or none under a masked one.
fn complement(masked: &mut [bool], members: &[(usize, u32)], sum_is_masked: bool) {
    let hidden = members.iter().filter(|(at, _)| masked[*at]).count();
    if hidden != usize::from(!sum_is_masked) {
        return;
    }
    let shown = members.iter().filter(|(at, _)| !masked[*at]);
    if let Some((at, _)) = shown.min_by_key(|(_, count)| (*count == 0, *count)) {
        masked[*at] = true;
    }
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Udir

/// What a row is about: positions in the country's lists.
enum Unit {
    Country,
    County(usize),
    Municipality(usize),
    School(usize),
}

impl Unit {
    /// Every unit, each above what it consists of.
    fn all(country: &Country) -> Vec<Unit> {
        let mut units = vec![Unit::Country];
        for county in 0..COUNTIES.len() {
            units.push(Unit::County(county));
            for municipality in (0..MUNICIPALITIES.len()).filter(|m| MUNICIPALITIES[*m].county == county) {
                units.push(Unit::Municipality(municipality));
                units.extend(country.schools_of(municipality).map(|(school, _)| Unit::School(school)));
            }
        }
        units
    }

    /// The schools that it consists of.
    fn schools(&self, country: &Country) -> Vec<usize> {
        let within = |school: &usize| {
            let municipality = country.schools[*school].municipality;
            match *self {
                Unit::Country => true,
                Unit::County(county) => MUNICIPALITIES[municipality].county == county,
                Unit::Municipality(own) => municipality == own,
                Unit::School(own) => *school == own,
            }
        };
        (0..country.schools.len()).filter(within).collect()
    }
}

/// The report API's answer about pupils and schools.
fn pupils(country: &Country, autumn: u16, public: bool) -> Vec<u8> {
    const MEASURES: [&str; 4] = [
        "Antall elever",
        "Antall elever med individuelt tilrettelagt opplæring/spesialundervisning",
        "Antall elever med forsterket opplæring i norsk",
        "Antall skoler",
    ];
    let schools = 0..country.schools.len();
    let counts =
        [Country::adapted, Country::norwegian].map(|count| schools.clone().map(|s| Some(count(country, s, autumn))).collect::<Vec<_>>());
    let masks = counts.each_ref().map(|counts| Masks::new(country, counts, true, |count| (1..=5).contains(&count)));
    let row = |unit: &Unit| -> Option<Value> {
        let own: Vec<usize> = unit.schools(country).into_iter().filter(|s| !(public && country.schools[*s].private)).collect();
        let path = |m: usize| format!("1.{}.{}", MUNICIPALITIES[m].county + 1, m + 1);
        let (name, code, id) = match *unit {
            Unit::Country => ("Hele landet (syntetisk)", "I", "1".to_owned()),
            Unit::County(county) => {
                let (code, name) = COUNTIES[county].code(autumn);
                (name, code, format!("1.{}", county + 1))
            }
            Unit::Municipality(municipality) => {
                let (code, name) = MUNICIPALITIES[municipality].place.code(autumn);
                (name, code, path(municipality))
            }
            Unit::School(_) if own.is_empty() => return None,
            Unit::School(at) => {
                let school = &country.schools[at];
                (school.name.as_str(), school.orgnr.as_str(), format!("{}.{}", path(school.municipality), at + 1))
            }
        };
        let [adapted, norwegian] = [0, 1].map(|measure| match masks[measure].hides(unit) {
            true => "*".to_owned(),
            false => printed(own.iter().filter_map(|school| counts[measure][*school]).sum()),
        });
        let all = printed(own.iter().map(|school| country.pupils(*school, autumn)).sum());
        let schools = if matches!(unit, Unit::School(_)) { String::new() } else { own.len().to_string() };
        Some(json!({ "navn": name, "kode": code, "id": id, "data": [all, adapted, norwegian, schools] }))
    };
    let header = |name: &str| json!([{ "name": name, "columnCount": MEASURES.len() }]);
    let owner = if public { "Offentlig" } else { "Alle eierformer" };
    let measures: Vec<Value> = MEASURES.iter().map(|name| json!({ "name": name, "columnCount": 1 })).collect();
    let columns =
        [header(&school_year(autumn)), header("Alle trinn"), header("Alle trinn"), header("Alle kjønn"), header(owner), measures.into()];
    let rows: Vec<Value> = Unit::all(country).iter().filter_map(row).collect();
    let metadata = json!({ "rowHierarchy": ["Nasjonalt", "Fylke", "Kommune", "Enhet"], "columns": columns, "syntetisk": true });
    json!({ "metadata": metadata, "rows": rows }).to_string().into_bytes()
}

/// The Statistikkbank's CSV about national tests.
fn tests(country: &Country, autumn: u16, grades: &[u8]) -> Vec<u8> {
    const SUBJECTS: [&str; 3] = ["Engelsk", "Lesing", "Regning"];
    // There is no test of English in grade 9.
    let held = grades.iter().flat_map(|grade| (usize::from(*grade == 9)..SUBJECTS.len()).map(|subject| (*grade, subject)));
    let held: Vec<(u8, usize)> = held.collect();
    let mut text =
        "sep=\t\nEnhetNivaa\tNasjonaltkode\tFylkekode\tKommunekode\tOrganisasjonsnummer\tNasjonalt\tFylke\tKommune\tEnhetNavn".to_owned();
    for (grade, subject) in &held {
        for measure in ["Skalapoeng", "Usikkerhet", "Antall elever deltatt"] {
            let (year, subject) = (school_year(autumn), SUBJECTS[*subject]);
            text += &format!("\t{year}.{subject}.{grade}. årstrinn.Alle eierformer.Alle kjønn.{measure}");
        }
    }
    text.push('\n');
    let results =
        held.iter().map(|(grade, subject)| (0..country.schools.len()).map(|s| country.test(s, autumn, *subject, *grade)).collect());
    let results: Vec<Vec<Option<(u32, f64)>>> = results.collect();
    let masks = results.iter().map(|results| {
        let participants: Vec<_> = results.iter().map(|result| result.map(|(participants, _)| participants)).collect();
        Masks::new(country, &participants, false, |count| (1..=9).contains(&count))
    });
    let masks: Vec<Masks> = masks.collect();
    for unit in Unit::all(country) {
        let municipality = |m: usize| (COUNTIES[MUNICIPALITIES[m].county].code(autumn), MUNICIPALITIES[m].place.code(autumn));
        let everywhere = ("0000", "Alle kommuner");
        let (level, (county, kommune), code, name) = match unit {
            Unit::Country => (1, (("00", "Alle fylker"), everywhere), "I", "Alle skoler"),
            Unit::County(at) => (2, (COUNTIES[at].code(autumn), everywhere), COUNTIES[at].code(autumn).0, "Alle skoler"),
            Unit::Municipality(at) => {
                let (county, own) = municipality(at);
                let is_former = own != MUNICIPALITIES[at].place.today;
                (3, (county, own), own.0, if is_former { own.1 } else { "Alle skoler" })
            }
            Unit::School(at) => {
                let school = &country.schools[at];
                // Schools with the lowest grades only stand in the table of grade 5, with nothing in their row.
                if *school.grades.start() > grades[0] || (*school.grades.end() < grades[0] && grades[0] > 5) {
                    continue;
                }
                (4, municipality(school.municipality), school.orgnr.as_str(), school.name.as_str())
            }
        };
        let former = if kommune.0 != "0000" && county.0 == "30" { " (2020 - 2023)" } else { "" };
        text += &format!("{level}\tI\t{}\t{}\t{code}\tSyntetisk land\t{}\t{}{former}\t{name}", county.0, kommune.0, county.1, kommune.1);
        let own = unit.schools(country);
        for (results, masks) in results.iter().zip(&masks) {
            let own: Vec<(u32, f64)> = own.iter().filter_map(|school| results[*school]).collect();
            let participants: u32 = own.iter().map(|(participants, _)| participants).sum();
            let points: f64 = own.iter().map(|(participants, score)| f64::from(*participants) * score).sum();
            let count = f64::from(participants);
            text += &match () {
                () if own.is_empty() => "\t\t\t".to_owned(),
                () if masks.hides(&unit) => "\t*\t*\t*".to_owned(),
                () if participants == 0 => "\t\t\t0".to_owned(),
                () => {
                    format!("\t{:.0}\t{:.1}\t{}", points / count, 1.96 * 10.0 / count.sqrt() * 0.9, printed(participants)).replace('.', ",")
                }
            };
        }
        text.push('\n');
    }
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

// ---------------------------------------------------------------------------------------------------------------------------------
// SSB and the municipalities

/// Klass' answer about the municipalities that got other numbers.
fn changes() -> Vec<u8> {
    let changed = MUNICIPALITIES.iter().map(|municipality| &municipality.place).filter(|place| place.is_renumbered());
    let changes = changed.map(|place| {
        let ((old, old_name), (new, new_name)) = (place.before, place.today);
        json!({ "oldCode": old, "oldName": old_name, "oldShortName": "", "newCode": new, "newName": new_name, "newShortName": "",
                "changeOccurred": format!("{RENUMBERED}-01-01") })
    });
    json!({ "codeChanges": changes.collect::<Vec<_>>(), "syntetisk": true }).to_string().into_bytes()
}

/// SSB's table of inhabitants: every number in every year, with 0 in those in which it did not exist.
fn population(country: &Country) -> Vec<u8> {
    let years = 2020..=2026;
    let mut text = "\"07459: Folkemengde (syntetisk), etter region, alder, statistikkvariabel og år\"\n\n\"region\";\"age\"".to_owned();
    years.clone().for_each(|year| text += &format!(";\"Persons {year}\""));
    text.push('\n');
    for (at, municipality) in MUNICIPALITIES.iter().enumerate() {
        let place = &municipality.place;
        let today = format!("{} {}", place.today.0, place.today.1);
        let before = place.is_renumbered().then(|| format!("{} {} (2020-2023)", place.before.0, place.before.1));
        for region in [Some(today), before].into_iter().flatten() {
            for age in 0..=105 {
                let label = if age == 1 {
                    "year"
                } else if age == 105 {
                    "years or older"
                } else {
                    "years"
                };
                text += &format!("\"{region}\";\"{age} {label}\"");
                for year in years.clone() {
                    let lives = region.starts_with(place.code(year).0);
                    text += &format!(";{}", if lives { country.residents(at, age, year) } else { 0 });
                }
                text.push('\n');
            }
        }
    }
    text.into_bytes()
}

/// The accounts of all municipalities in a year, alone and with their undertakings.
fn accounts(country: &Country, year: u16) -> Vec<u8> {
    let mut text = String::new();
    for (form, class, with_undertakings) in [("0A", 1, false), ("0M", 3, true)] {
        for (at, municipality) in MUNICIPALITIES.iter().enumerate() {
            let code = municipality.place.code(year).0;
            for posting in country.accounts(at, year, with_undertakings) {
                // Writing to a string never fails.
                let _ = writeln!(text, "{form}{year} {code}00{:18}{class}{:4}{}{:9}", "", posting.function, posting.art, posting.amount);
            }
        }
    }
    text.into_bytes()
}

const BUDGET_YEAR: u16 = 2025;

/// Løten's budget for its schools, as its finance system would export it: made from its accounts, two per cent below.
fn budget(country: &Country) -> Vec<u8> {
    let mut text =
        "virksomhetsomraade;art;art_tekst;ansvar;ansvar_tekst;tjeneste_nr;tjeneste_tekst;prosjekt;prosjekt_tekst;beloep\n".to_owned();
    let office = vec![("2900".to_owned(), "Syntetisk skolekontor", 1.0)];
    for posting in country.accounts(LOETEN, BUDGET_YEAR, false) {
        let (service, units) = match posting.function {
            "202" => ("GRUNNSKOLE", country.schools_of(LOETEN).filter(|(_, s)| !s.private).collect()),
            "215" => ("SKOLEFRITIDSORDNING", country.schools_of(LOETEN).filter(|(_, s)| !s.private && *s.grades.start() == 1).collect()),
            "120" => ("ADMINISTRASJON", Vec::new()),
            "213" => ("VOKSENOPPLÆRING", Vec::new()),
            "222" => ("SKOLELOKALER", Vec::new()),
            "223" => ("SKOLESKYSS", Vec::new()),
            _ => continue,
        };
        let weighted =
            units.iter().map(|(at, s)| (format!("21{}", &s.orgnr[7..]), s.name.as_str(), f64::from(country.pupils(*at, BUDGET_YEAR - 1))));
        let mut units: Vec<(String, &str, f64)> = weighted.collect();
        if units.is_empty() {
            units.clone_from(&office);
        }
        let art_text = match posting.art.as_bytes()[0] {
            b'0' => "LØNN",
            b'1' | b'2' => "KJØP AV VARER OG TJENESTER",
            b'3' => "KJØP FRA ANDRE",
            b'4' => "OVERFØRINGER",
            b'5' => "AVSKRIVNINGER",
            b'6' => "SALGSINNTEKTER",
            _ => "REFUSJONER OG TILSKUDD",
        };
        // Teachers' pay falls on an account of the municipality's own, and on a service for adapted teaching.
        let lines: &[(&str, &str, f64)] = match (posting.function, posting.art) {
            ("202", "010") => &[("010", "00", 0.7), ("011", "00", 0.1), ("010", "50", 0.2)],
            (_, art) => &[(art, "00", 1.0)],
        };
        let weights: Vec<f64> = units.iter().flat_map(|(_, _, unit)| lines.iter().map(move |(_, _, line)| unit * line)).collect();
        let keys = units.iter().flat_map(|unit| lines.iter().map(move |line| (unit, line)));
        for (((unit, unit_name, _), (art, local, _)), amount) in keys.zip(shared(posting.amount as f64 * 0.98, &weights)) {
            let function = posting.function;
            text += &format!("Syntetisk oppvekst;1{art}0;{art_text};{unit};{unit_name};{function}{local};{service};;;{}\n", amount * 1000);
        }
    }
    text.into_bytes()
}

const BUDGET_MAPPING: &str = r#"# Kartet til det syntetiske budsjettet for Løten.
kommunenr = "3412"
aar = 2025
versjon = "vedtatt_budsjett"

[fil]
skilletegn = ";"
koding = "utf-8"
desimaltegn = ","

[kolonner]
konto = "art"
konto_tekst = "art_tekst"
ansvar = "ansvar"
tjeneste = "tjeneste_nr"
beloep = "beloep"
utelat = ["virksomhetsomraade", "ansvar_tekst", "tjeneste_tekst", "prosjekt", "prosjekt_tekst"]

[konto]
sifre = 5

[[art]]
konto = "011" # tillegg til fastlønnen
art = "010"
"#;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const SEEDS: [u64; 4] = [0, 1, 3412, u64::MAX];

    #[test]
    fn a_seed_is_a_country() {
        let bytes = |seed| files(seed).into_iter().map(|file| (file.name, file.bytes)).collect::<BTreeMap<_, _>>();
        assert_eq!(bytes(1), bytes(1));
        assert_ne!(bytes(1), bytes(2));
        assert_eq!(bytes(1).len(), files(1).len(), "every name once");
        assert!(bytes(1).keys().all(|name| name.starts_with("syntetisk_")));
    }

    #[test]
    fn pupils_live_there() {
        for country in SEEDS.map(Country::new) {
            for (municipality, autumn) in (0..MUNICIPALITIES.len()).flat_map(|m| AUTUMNS.map(move |autumn| (m, autumn))) {
                let pupils: u32 = country.schools_of(municipality).map(|(school, _)| country.pupils(school, autumn)).sum();
                let children: u32 = (6..=15).map(|age| country.residents(municipality, age, autumn + 1)).sum();
                assert!(pupils <= children && pupils * 20 > children * 19, "{pupils} of {children}");
            }
        }
    }

    #[test]
    fn accounts_come_to_nought() {
        for country in SEEDS.map(Country::new) {
            for (municipality, year) in (0..MUNICIPALITIES.len()).flat_map(|m| (2022..=2025).map(move |year| (m, year))) {
                for with_undertakings in [false, true] {
                    let postings = country.accounts(municipality, year, with_undertakings);
                    assert_eq!(postings.iter().map(|posting| posting.amount).sum::<i64>(), 0);
                }
            }
        }
    }

    /// Rows of an answer by their path.
    fn rows(bytes: &[u8]) -> BTreeMap<String, Vec<String>> {
        let answer: Value = serde_json::from_slice(bytes).unwrap();
        let texts = |row: &Value| row["data"].as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().replace(' ', "")).collect();
        answer["rows"].as_array().unwrap().iter().map(|row| (row["id"].as_str().unwrap().to_owned(), texts(row))).collect()
    }

    #[test]
    fn sums_hold_and_no_mask_stands_alone() {
        for (country, autumn) in SEEDS.map(Country::new).iter().flat_map(|country| AUTUMNS.map(move |autumn| (country, autumn))) {
            let both = [false, true].map(|public| rows(&pupils(country, autumn, public)));
            for rows in &both {
                for (id, cells) in rows {
                    let below = rows.iter().filter(|(other, _)| other.rsplit_once('.').is_some_and(|(parent, _)| parent == id));
                    let below: Vec<&Vec<String>> = below.map(|(_, cells)| cells).collect();
                    for measure in (0..4).filter(|measure| !below.is_empty() && !below[0][*measure].is_empty()) {
                        let masked = below.iter().filter(|cells| cells[measure] == "*").count();
                        let shown: u32 = below.iter().filter_map(|cells| cells[measure].parse::<u32>().ok()).sum();
                        match cells[measure].parse::<u32>() {
                            Ok(sum) if masked == 0 => assert_eq!(sum, shown, "{id}"),
                            Ok(sum) => assert!(masked > 1 && sum >= shown, "{id}"),
                            Err(_) => assert!(masked > 0, "{id}: a masked sum follows from its parts"),
                        }
                    }
                    let small = |cell: &String| cell.parse().is_ok_and(|count: u32| (1..=5).contains(&count));
                    assert!(!cells[1..3].iter().any(small), "{id}");
                }
            }
            let [all, public] = &both;
            for (id, cells) in public {
                let masks = |cells: &[String]| cells.iter().map(|cell| cell == "*").collect::<Vec<_>>();
                assert_eq!(masks(cells), masks(&all[id]), "{id}: nothing may follow from the difference");
            }
        }
    }

    #[test]
    fn small_groups_of_a_test_cannot_be_reckoned_out() {
        for (country, autumn) in SEEDS.map(Country::new).iter().flat_map(|country| AUTUMNS.map(move |autumn| (country, autumn))) {
            for (subject, grade) in [(0, 5), (1, 8), (2, 9)] {
                let counts: Vec<_> = (0..country.schools.len()).map(|s| country.test(s, autumn, subject, grade).map(|(n, _)| n)).collect();
                let masks = Masks::new(country, &counts, false, |count| (1..=9).contains(&count));
                for (municipality, sum_is_masked) in masks.municipalities.iter().enumerate() {
                    let masked = country.schools_of(municipality).filter(|(school, _)| masks.schools[*school]).count();
                    assert!(if *sum_is_masked { masked > 0 } else { masked != 1 });
                }
                assert!(counts.iter().zip(&masks.schools).all(|(count, masked)| *masked || !count.is_some_and(|n| (1..=9).contains(&n))));
            }
        }
    }
}
