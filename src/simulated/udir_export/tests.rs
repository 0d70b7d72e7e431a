use std::sync::Arc;

use super::super::country::Size;
use super::*;

fn world(seed: u64) -> World {
    let country = Arc::new(Country::new(seed, Size::Small));
    let tables = BTreeMap::from([(PUBLISHER, publish(&country))]);
    World { country, tables }
}

fn get(world: &World, path: &str, query: &[(&str, &str)]) -> (u16, Value) {
    let query = query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let reply = answer(world, &Ask { method: "GET".to_owned(), path: path.to_owned(), query, body: None, accept: None });
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
}

fn id_of(world: &World, kind: Kind) -> String {
    world.tables[PUBLISHER].iter().find(|cube| kind_of(cube) == kind).unwrap().id.clone()
}

fn rows(world: &World, kind: Kind, filter: &str) -> Vec<Value> {
    let (status, page) =
        get(world, &format!("Eksport/{}/data", id_of(world, kind)), &[("filter", filter), ("format", "0"), ("sideNummer", "1")]);
    assert_eq!(status, 200, "{page}");
    page.as_array().unwrap().clone()
}

/// A number as Udir prints it.
fn number(value: &Value) -> Option<f64> {
    value.as_str()?.replace(' ', "").replace(',', ".").parse().ok()
}

#[test]
fn rows_have_the_fields_in_udirs_order() {
    let world = world(1);
    let row = &rows(&world, Kind::Participation, "TidID(202412)_EnhetNivaa(3)_Kommunekode(3412)_EierformID(-10)_TrinnID(6)")[0];
    let fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "Skoleaarnavn,EnhetNivaa,Nasjonaltkode,Nasjonalt,Fylkekode,Fylke,Kommunekode,Kommune,Organisasjonsnummer,EnhetNavn,\
                    TrinnNivaa,TrinnKode,Trinnnavn,EierformNivaa,Eierformkode,EierformNavn,AndelDeltatt,AntallBesvart,AntallInvitert,\
                    Sidenummer,RaderSide,RaderTotalt";
    assert_eq!(fields.join(","), expected);
    assert_eq!((row["Kommune"].as_str(), row["EnhetNavn"].as_str()), (Some("Løten"), Some("Alle skoler")));
    let before = &rows(&world, Kind::Participation, "TidID(202312)_Kommunekode(3014)_EnhetNivaa(3)")[0];
    assert_eq!((before["EnhetNavn"].as_str(), before["Fylkekode"].as_str()), (Some("Indre Østfold"), Some("30")));
}

#[test]
fn one_page_too_many_is_the_last_page_again() {
    let world = world(1);
    let id = id_of(&world, Kind::Indicator);
    let filter = ("filter", "TidID(202412)");
    let (_, pages) = get(&world, &format!("Eksport/{id}/sideData"), &[filter]);
    let count = pages[0]["JSONSider"].as_u64().unwrap();
    assert!(count > 1, "{pages}");
    let page = |number: u64| get(&world, &format!("Eksport/{id}/data"), &[filter, ("format", "0"), ("sideNummer", &number.to_string())]).1;
    assert_eq!(page(count), page(count + 1));
    assert_ne!(page(count), page(count - 1));
    let rows: usize = (1..=count).map(|number| page(number).as_array().map_or(0, Vec::len)).sum();
    assert_eq!(Some(rows as u64), pages[0]["AntallRader"].as_u64());
}

#[test]
fn schools_add_up_and_never_is_one_masked_alone() {
    let world = world(2);
    let mut hidden = 0;
    for (kind, figure) in [(Kind::Participation, "AntallInvitert"), (Kind::Bullying, "AntallBesvart")] {
        let all = rows(&world, kind, "TidID(202412)_EierformID(-10)_TrinnID(6)_EnhetNivaa(3_4)");
        let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let group = |row: &Value| (text(row, "Kommunekode"), text(row, "Kjoenn"), text(row, "Spoersmaalkode"));
        for total in all.iter().filter(|row| row["EnhetNivaa"] == "3") {
            let Some(whole) = number(&total[figure]) else { continue };
            let parts: Vec<Option<f64>> =
                all.iter().filter(|row| row["EnhetNivaa"] == "4" && group(row) == group(total)).map(|row| number(&row[figure])).collect();
            let masked = parts.iter().filter(|part| part.is_none()).count();
            assert_ne!(masked, 1, "{total}");
            hidden += masked;
            if masked == 0 {
                assert_eq!(parts.iter().flatten().sum::<f64>(), whole, "{total}");
            }
        }
    }
    assert!(hidden > 0, "nothing is masked under a shown total");
}

#[test]
fn the_count_of_the_table_of_bullying_is_of_the_bullied() {
    let world = world(3);
    let row = &rows(&world, Kind::Bullying, "TidID(202412)_EnhetNivaa(1)_EierformID(-10)_KjoennID(-10)_SpoersmaalID(334)_TrinnID(6)")[0];
    let answered = &rows(&world, Kind::Participation, "TidID(202412)_EnhetNivaa(1)_EierformID(-10)_TrinnID(6)")[0];
    let (bullied, share, answered) = (number(&row["AntallBesvart"]), number(&row["AndelMobbet"]), number(&answered["AntallBesvart"]));
    assert!((100.0 * bullied.unwrap() / answered.unwrap() - share.unwrap()).abs() < 0.06);
}

#[test]
fn a_filter_must_be_whole_and_have_the_year() {
    let world = world(1);
    let path = format!("Eksport/{}/data", id_of(&world, Kind::Bullying));
    for wrong in ["", "EnhetNivaa(3)", "TidID(202412,202312)", "TidID(202412)_Sky(1)", "TidID202412"] {
        assert_eq!(get(&world, &path, &[("filter", wrong), ("format", "0")]).0, 400, "{wrong}");
    }
    assert_eq!(get(&world, "Eksport/9999/data", &[]).0, 404);
}

#[test]
fn seeds_move_ids_swap_descriptions_and_rename_a_field() {
    let worlds: Vec<World> = (0..6).map(world).collect();
    let different = |what: &dyn Fn(&World) -> String| worlds.iter().map(what).collect::<std::collections::BTreeSet<_>>().len() > 1;
    assert!(different(&|world| id_of(world, Kind::Bullying)));
    assert!(different(&|world| world.tables[PUBLISHER].iter().find(|cube| kind_of(cube) == Kind::Bullying).unwrap().title.clone()));
    assert!(different(&|world| {
        let row = &rows(world, Kind::Indicator, "TidID(202412)_EnhetNivaa(1)_SpoersmaalNivaa(1)")[0];
        row.get("Indikator").is_some().to_string()
    }));
}
