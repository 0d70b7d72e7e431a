//! SSB's own roll-up of municipal accounts, twice: by SQL and by hand, over SSB's tables of hierarchies and nettings. And our groups of
//! arts against them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Int32Type, Int64Type};
use innsikt::definition::Definitions;
use innsikt::engine;
use innsikt::model::Catalogue;

use crate::support::{real_data, runtime};

const ROLL_UP: &str = include_str!("rollup/opprulling.sql");

/// kasse: the municipality's own ledger. konsern: with its undertakings', what they buy of each other taken out.
const SCOPES: [&str; 2] = ["kasse", "konsern"];

/// One line of a ledger.
#[derive(Debug, Clone)]
struct Posting {
    scope: &'static str,
    year: String,
    region: String,
    class: String,
    function: String,
    art: String,
    amount: i64,
}

/// Group → its parts, each with a sign.
type Hierarchy = BTreeMap<String, Vec<(String, i64)>>;

struct Tables {
    postings: Vec<Posting>,
    /// By scope and year.
    functions: BTreeMap<(&'static str, String), Hierarchy>,
    arts: BTreeMap<(&'static str, String), Hierarchy>,
}

fn rows(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(folder.join(format!("kostraRegnskapDataPen__{name}.csv"))).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn edges(folder: &Path, names: &[&str], year: &str) -> Hierarchy {
    let mut hierarchy = Hierarchy::new();
    for row in names.iter().flat_map(|name| rows(folder, name)).filter(|row| row[0] == year) {
        let sign = if row[3] == "-" { -1 } else { 1 };
        hierarchy.entry(row[1].clone()).or_default().push((row[2].clone(), sign));
    }
    hierarchy
}

fn tables(data: &Path) -> Tables {
    let folder = &data.join("ssb/kostraregnskap");
    let mut tables = Tables { postings: Vec::new(), functions: BTreeMap::new(), arts: BTreeMap::new() };
    for scope in SCOPES {
        let (ledgers, nettings): (&[&str], &str) =
            if scope == "kasse" { (&["data"], "artshierarki_nettinger_kasse") } else { (&["data", "data_saer"], "artshierarki_nettinger") };
        for row in ledgers.iter().flat_map(|name| rows(folder, name)) {
            let [year, region, class, function, art, amount] = <[String; 6]>::try_from(row).unwrap();
            let amount = amount.parse().unwrap();
            tables.postings.push(Posting { scope, year, region, class, function, art, amount });
        }
        for year in ["2015", "2016"] {
            let key = (scope, year.to_owned());
            tables.functions.insert(key.clone(), edges(folder, &["funksjonshierarki"], year));
            tables.arts.insert(key, edges(folder, &["artshierarki", nettings], year));
        }
    }
    tables
}

/// How often each part counts in a group, through all that the group is made of.
fn weights(hierarchy: &Hierarchy, group: &str) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::from([(group.to_owned(), 1)]);
    for (part, sign) in hierarchy.get(group).into_iter().flatten() {
        for (below, weight) in weights(hierarchy, part) {
            *all.entry(below).or_default() += sign * weight;
        }
    }
    all
}

/// The groups in which a code counts, and how often, by scope, year and code.
type Upward = BTreeMap<(&'static str, String, String), Vec<(String, i64)>>;

type Place = (String, String, String, String, String, String);

/// The roll-up without SQL: every posting goes to every group that it counts in.
fn by_hand(tables: &Tables) -> BTreeMap<Place, i64> {
    let upward = |hierarchies: &BTreeMap<(&'static str, String), Hierarchy>| {
        let mut up = Upward::new();
        for ((scope, year), hierarchy) in hierarchies {
            for group in hierarchy.keys() {
                for (part, weight) in weights(hierarchy, group).into_iter().filter(|(part, _)| part != group) {
                    up.entry((scope, year.clone(), part)).or_default().push((group.clone(), weight));
                }
            }
        }
        up
    };
    let (functions, arts) = (upward(&tables.functions), upward(&tables.arts));
    let groups = |up: &Upward, posting: &Posting, code: &str| {
        let mut groups = vec![(code.to_owned(), 1)];
        groups.extend(up.get(&(posting.scope, posting.year.clone(), code.to_owned())).cloned().unwrap_or_default());
        groups
    };
    let mut sums = BTreeMap::new();
    for posting in &tables.postings {
        let arts = groups(&arts, posting, &posting.art);
        for (function, function_weight) in groups(&functions, posting, &posting.function) {
            for (art, art_weight) in &arts {
                let place = (
                    posting.scope.to_owned(),
                    posting.year.clone(),
                    posting.region.clone(),
                    posting.class.clone(),
                    function.clone(),
                    art.clone(),
                );
                *sums.entry(place).or_insert(0) += function_weight * art_weight * posting.amount;
            }
        }
    }
    sums
}

fn text<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn number(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn by_sql(tables: &Tables) -> BTreeMap<Place, i64> {
    let postings = &tables.postings;
    let ledger = RecordBatch::try_from_iter([
        ("periode", text(postings.iter().map(|posting| posting.year.as_str()))),
        ("omfang", text(postings.iter().map(|posting| posting.scope))),
        ("region", text(postings.iter().map(|posting| posting.region.as_str()))),
        ("kontoklasse", text(postings.iter().map(|posting| posting.class.as_str()))),
        ("funksjon", text(postings.iter().map(|posting| posting.function.as_str()))),
        ("art", text(postings.iter().map(|posting| posting.art.as_str()))),
        ("belop", number(postings.iter().map(|posting| posting.amount))),
    ])
    .unwrap();
    let named = [("funksjon", &tables.functions), ("art", &tables.arts)];
    let all: Vec<_> = named
        .iter()
        .flat_map(|(name, hierarchies)| {
            hierarchies.iter().flat_map(move |((scope, year), hierarchy)| {
                hierarchy.iter().flat_map(move |(group, parts)| parts.iter().map(move |part| (*name, year, *scope, group, part)))
            })
        })
        .collect();
    let edges = RecordBatch::try_from_iter([
        ("hierarki", text(all.iter().map(|edge| edge.0))),
        ("periode", text(all.iter().map(|edge| edge.1.as_str()))),
        ("omfang", text(all.iter().map(|edge| edge.2))),
        ("gruppe", text(all.iter().map(|edge| edge.3.as_str()))),
        ("del", text(all.iter().map(|edge| edge.4.0.as_str()))),
        ("fortegn", number(all.iter().map(|edge| edge.4.1))),
    ])
    .unwrap();
    let rows = runtime().block_on(async {
        let ctx = engine::session();
        engine::register(&ctx, "regnskap", engine::memory_table(ledger).unwrap()).unwrap();
        engine::register(&ctx, "kanter", engine::memory_table(edges).unwrap()).unwrap();
        engine::query(&ctx, "opprulling", ROLL_UP).await.unwrap()
    });
    let column = |index: usize| rows.column(index).as_string::<i32>();
    let amounts = rows.column(6).as_primitive::<Int64Type>();
    let place = |row: usize| {
        let at = |index: usize| column(index).value(row).to_owned();
        (at(0), at(1), at(2), at(3), at(4), at(5))
    };
    (0..rows.num_rows()).map(|row| (place(row), amounts.value(row))).collect()
}

#[test]
fn the_roll_up_by_sql_is_the_one_by_hand() {
    let Some(data) = real_data() else { return };
    let tables = tables(&data);
    let (by_hand, by_sql) = (by_hand(&tables), by_sql(&tables));
    let groups: BTreeSet<&str> = by_hand.keys().filter(|place| place.5.starts_with("AG")).map(|place| place.5.as_str()).collect();
    let functions: BTreeSet<&str> = by_hand.keys().map(|place| place.4.as_str()).collect();
    println!(
        "{} postings, {} functions and groups of them, {} groups of arts, {} sums",
        tables.postings.len(),
        functions.len(),
        groups.len(),
        by_hand.len()
    );
    let differ: Vec<_> = by_hand.iter().filter(|(place, amount)| by_sql.get(place) != Some(amount)).take(10).collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert_eq!(by_hand.len(), by_sql.len());
    for (scope, year) in tables.arts.keys() {
        assert!(by_hand.iter().any(|(place, amount)| place.0 == *scope && place.1 == *year && *amount != 0), "{scope} {year} is empty");
    }
}

#[test]
fn our_groups_of_arts_are_ssbs() {
    let Some(data) = real_data() else { return };
    let folder = data.join("ssb/kostraregnskap");
    let ours = runtime().block_on(async {
        let catalogue = Catalogue::load(Definitions::embedded(), false).await.unwrap();
        engine::query(&engine::session(), "dim.artsgruppe", catalogue.statement("dim.artsgruppe").unwrap()).await.unwrap()
    });
    let (measures, arts) = (ours.column(0).as_string::<i32>(), ours.column(1).as_string::<i32>());
    let last = ours.column_by_name("gyldig_til").unwrap().as_primitive::<Int32Type>();
    for year in ["2015", "2016"] {
        let hierarchy = edges(&folder, &["artshierarki"], year);
        for (measure, group) in [("brutto", "AGD10"), ("netto", "AGD2"), ("kbdu", "AGD4"), ("loenn", "AG16")] {
            let is_art = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
            let ssb: BTreeSet<String> = weights(&hierarchy, group)
                .into_iter()
                .filter(|(code, weight)| is_art(code) && *weight != 0)
                .map(|(code, _)| code)
                .collect();
            let valid = |row: usize| last.is_null(row) || last.value(row) >= year.parse().unwrap();
            let own: BTreeSet<String> = (0..ours.num_rows())
                .filter(|&row| measures.value(row) == measure && valid(row))
                .map(|row| arts.value(row).to_owned())
                .collect();
            assert_eq!(own, ssb, "{measure} {year}");
        }
    }
}
