//! The hidden truth as CSV files, for tests that compare what was taken in with what was so.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::country::{Country, Sex};

const SEXES: [(Sex, &str); 3] = [(Sex::All, "alle"), (Sex::Girl, "jenter"), (Sex::Boy, "gutter")];
const SUBJECTS: [&str; 3] = ["engelsk", "lesing", "regning"];

/// Writes one CSV file a topic (UTF-8, `;`, a header, a column `syntetisk` that says `ja`) into a folder, which is made where it is
/// missing. Zero rows of inhabitants and of pupils are left out.
///
/// # Errors
/// When the folder or a file can't be written.
pub fn write_truth(country: &Country, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    schools(country, &mut Table::new(folder, "skoler", &["orgnr", "navn", "kommunenr", "privat", "fra", "til", "etterfoelger"])?)?;
    let columns = ["orgnr", "kommunenr", "hoest", "trinn", "kjoenn", "elever", "ito", "norsk"];
    pupils(country, &mut Table::new(folder, "elever", &columns)?)?;
    let columns = ["orgnr", "kommunenr", "hoest", "fag", "trinn", "kjoenn", "deltatt", "skalapoeng"];
    tests(country, &mut Table::new(folder, "nasjonale_proever", &columns)?)?;
    points(country, &mut Table::new(folder, "grunnskolepoeng", &["orgnr", "kommunenr", "hoest", "kjoenn", "elever", "poeng"])?)?;
    residents(country, &mut Table::new(folder, "innbyggere", &["kommunenr", "aar", "alder", "kjoenn", "personer"])?)?;
    accounts(country, &mut Table::new(folder, "regnskap", &["kommunenr", "aar", "konsern", "funksjon", "art", "beloep_1000_kr"])?)
}

struct Table(BufWriter<File>);

impl Table {
    fn new(folder: &Path, name: &str, columns: &[&str]) -> io::Result<Table> {
        let mut file = BufWriter::new(File::create(folder.join(format!("syntetisk_fasit_{name}.csv")))?);
        writeln!(file, "{};syntetisk", columns.join(";"))?;
        Ok(Table(file))
    }

    fn row(&mut self, cells: &[&dyn Display]) -> io::Result<()> {
        for cell in cells {
            write!(self.0, "{cell};")?;
        }
        writeln!(self.0, "ja")
    }
}

/// Every open school in every autumn: its position, its number, the number of its municipality then, and the autumn.
fn open_schools(country: &Country) -> impl Iterator<Item = (usize, &str, &str, u16)> {
    let municipalities = country.municipalities().iter().enumerate();
    municipalities.flat_map(move |(at, municipality)| {
        let autumns = country.autumns().filter(|autumn| municipality.valid.contains(autumn));
        autumns.flat_map(move |autumn| {
            let schools = country.schools_of(at, autumn).into_iter();
            schools.map(move |school| (school, country.schools()[school].orgnr.as_str(), municipality.number.as_str(), autumn))
        })
    })
}

fn schools(country: &Country, table: &mut Table) -> io::Result<()> {
    for school in country.schools() {
        let successor = school.successor.map_or("", |successor| &country.schools()[successor].orgnr);
        let private = if school.private { "ja" } else { "nei" };
        let municipality = &country.municipalities()[school.municipality].number;
        table.row(&[&school.orgnr, &school.name, municipality, &private, school.open.start(), school.open.end(), &successor])?;
    }
    Ok(())
}

fn pupils(country: &Country, table: &mut Table) -> io::Result<()> {
    for (school, orgnr, municipality, autumn) in open_schools(country) {
        for (grade, (sex, name)) in (1..=10_u8).flat_map(|grade| SEXES.map(|sex| (grade, sex))) {
            let [pupils, adapted, norwegian] =
                [Country::pupils, Country::adapted, Country::norwegian].map(|count| count(country, school, autumn, grade, sex));
            if pupils > 0 {
                table.row(&[&orgnr, &municipality, &autumn, &grade, &name, &pupils, &adapted, &norwegian])?;
            }
        }
    }
    Ok(())
}

fn tests(country: &Country, table: &mut Table) -> io::Result<()> {
    for (school, orgnr, municipality, autumn) in open_schools(country) {
        for (grade, (subject, name)) in [5, 8, 9].into_iter().flat_map(|grade| SUBJECTS.iter().enumerate().map(move |s| (grade, s))) {
            for (sex, sex_name) in SEXES {
                if let Some((participants, score)) = country.test(school, autumn, subject, grade, sex) {
                    table.row(&[&orgnr, &municipality, &autumn, name, &grade, &sex_name, &participants, &score])?;
                }
            }
        }
    }
    Ok(())
}

fn points(country: &Country, table: &mut Table) -> io::Result<()> {
    for (school, orgnr, municipality, autumn) in open_schools(country) {
        for (sex, name) in SEXES {
            if let Some((pupils, points)) = country.points(school, autumn, sex) {
                table.row(&[&orgnr, &municipality, &autumn, &name, &pupils, &points])?;
            }
        }
    }
    Ok(())
}

fn residents(country: &Country, table: &mut Table) -> io::Result<()> {
    let years = country.autumns().start() - 2..=country.autumns().end() + 1;
    for (at, municipality) in country.municipalities().iter().enumerate() {
        for year in years.clone().filter(|year| municipality.valid.contains(year)) {
            for (age, (sex, name)) in (0..=105_u16).flat_map(|age| SEXES.map(|sex| (age, sex))) {
                let residents = country.residents(at, age, sex, year);
                if residents > 0 {
                    table.row(&[&municipality.number, &year, &age, &name, &residents])?;
                }
            }
        }
    }
    Ok(())
}

fn accounts(country: &Country, table: &mut Table) -> io::Result<()> {
    for (at, municipality) in country.municipalities().iter().enumerate() {
        for (year, with_undertakings) in country.autumns().flat_map(|year| [(year, false), (year, true)]) {
            for posting in country.accounts(at, year, with_undertakings) {
                let undertakings = if with_undertakings { "ja" } else { "nei" };
                table.row(&[&municipality.number, &year, &undertakings, &posting.function, &posting.art, &posting.amount])?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::country::Size;
    use super::*;

    #[test]
    fn the_truth_has_every_topic_and_its_sums() {
        let (folder, country) = (tempfile::tempdir().unwrap(), Country::new(3, Size::Small));
        write_truth(&country, folder.path()).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(format!("syntetisk_fasit_{name}.csv"))).unwrap();
        for name in ["skoler", "elever", "nasjonale_proever", "grunnskolepoeng", "innbyggere", "regnskap"] {
            let text = read(name);
            let width = text.lines().next().unwrap().matches(';').count();
            assert!(text.lines().count() > 100, "{name}");
            assert!(text.lines().skip(1).all(|line| line.ends_with(";ja") && line.matches(';').count() == width), "{name}");
        }
        let written: u32 = read("elever").lines().filter(|line| line.contains(";2025;") && line.contains(";alle;")).map(pupils_of).sum();
        let schools = 0..country.schools().len();
        let true_sum: u32 =
            schools.flat_map(|at| (1..=10).map(move |grade| (at, grade))).map(|(at, g)| country.pupils(at, 2025, g, Sex::All)).sum();
        assert_eq!(written, true_sum);
    }

    fn pupils_of(line: &str) -> u32 {
        line.split(';').nth(5).unwrap().parse().unwrap()
    }
}
