//! Tests of jsonstat.rs: every form and every refusal on small bytes.

use proptest::prelude::*;

use super::*;

/// As SSB's version 2 writes it: index objects out of order, dense values with nulls, sparse statuses.
const SSB: &str = r#"{
    "version": "2.0", "class": "dataset", "label": "12362: Utgifter", "source": "Statistisk sentralbyrå",
    "updated": "2026-03-15T07:00:00Z",
    "id": ["Region", "Tid"], "size": [2, 3], "role": {"time": ["Tid"], "geo": ["Region"]},
    "dimension": {
        "Region": {"label": "region", "category": {"index": {"3412": 1, "3118": 0},
            "label": {"3412": "Løten", "3118": "Indre Østfold"}}},
        "Tid": {"label": "år", "category": {"index": {"2023": 0, "2025": 2, "2024": 1}}, "extension": {"show": "code"}}
    },
    "extension": {"px": {"decimals": 0}, "contact": [{"name": "Kari Nordmann", "phone": "40000000", "mail": "kno@ssb.no"}]},
    "value": [10, null, 2.5, null, -4, null],
    "status": {"1": ":", "3": ".", "4": "*"}
}"#;

/// As SSB's version 0 writes it: version 1's wrapping, `id` and `size` among the dimensions, the statuses first.
const WRAPPED: &str = r#"{"dataset": {
    "status": {"1": ".."},
    "dimension": {
        "Region": {"label": "region", "category": {"index": {"0301": 0}, "label": {"0301": "Oslo"}}},
        "Tid": {"label": "år", "category": {"index": {"2023": 0, "2024": 1}, "label": {"2023": "2023", "2024": "2024"}}},
        "id": ["Region", "Tid"], "size": [1, 2], "role": {"time": ["Tid"], "geo": ["Region"]}
    },
    "label": "Folkemengde", "source": "Statistisk sentralbyrå", "updated": "2024-02-21T07:00:00Z",
    "value": [717710, null]
}}"#;

/// As FHI writes it: null roles and units, an index array, one status for all, a text among the figures.
const FHI: &str = r#"{"class":"dataset","version":"2.0","href":null,"label":"Befolkningsvekst (B)",
    "updated":"2022-12-20T11:44:58.7706326+00:00",
    "source":null,"id":["GEO","AAR","MEASURE_TYPE"],"size":[2,2,1],"role":{"time":null,"geo":null,"metric":["MEASURE_TYPE"]},
    "dimension":{"GEO":{"label":"Geografi","category":{"index":["03","30"],"label":{"03":"Oslo","30":"Viken"}}},
    "AAR":{"label":"År","category":{"index":["2020_2020","2021_2021"],"label":{"2020_2020":"2020","2021_2021":"2021"}}},
    "MEASURE_TYPE":{"label":"Måltall","category":{"index":["ANT"],"label":{"ANT":"antall"},
    "unit":{"ANT":{"decimals":null,"label":"antall","symbol":null,"position":null}}}}},
    "value":[3516,2817,"3",16846],"status":""}"#;

fn ok(text: &str) -> Reading {
    read(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn refused(text: &str) -> String {
    match read(text.as_bytes()) {
        Ok(_) => panic!("was read"),
        Err(refusal) => refusal.to_string(),
    }
}

/// A cube of one dimension `x` with the categories `a`, `b` …, and these members besides.
fn cube(size: usize, members: &str) -> String {
    let codes: Vec<String> = (0..size).map(|i| format!("{:?}", char::from(b'a' + i as u8).to_string())).collect();
    let codes = codes.join(",");
    format!(
        r#"{{"version":"2.0","class":"dataset","id":["x"],"size":[{size}],
            "dimension":{{"x":{{"category":{{"index":[{codes}]}}}}}},{members}}}"#
    )
}

/// The cells as short texts: the figure or a dash, the status, the symbol.
fn cells(reading: &Reading) -> Vec<String> {
    let cell = |cell: Cell<'_>| {
        let number = cell.value().map_or("–".to_owned(), |number| number.to_string());
        format!("{number} {} {}", cell.status(), cell.symbol().unwrap_or_default()).trim_end().to_owned()
    };
    (0..reading.len()).map(|index| cell(reading.cells.get(index))).collect()
}

fn keys(reading: &Reading, index: usize) -> Vec<&str> {
    reading.dimensions.iter().map(|dimension| dimension.category(index).code.as_str()).collect()
}

#[test]
fn ssb_version_2() {
    let reading = ok(SSB);
    assert_eq!(reading.title.as_deref(), Some("12362: Utgifter"));
    assert_eq!(reading.updated.as_deref(), Some("2026-03-15T07:00:00Z"));
    assert_eq!(cells(&reading), ["10 ok", "– skjermet :", "2.5 ok", "– ikke_aktuelt .", "-4 ok *", "– mangler"]);
    assert_eq!(keys(&reading, 0), ["3118", "2023"]);
    assert_eq!(keys(&reading, 2), ["3118", "2025"]);
    assert_eq!(keys(&reading, 3), ["3412", "2023"]);
    assert_eq!(reading.dimensions[0].label.as_deref(), Some("region"));
    assert_eq!(reading.dimensions[0].categories[1], Category { code: "3412".into(), label: Some("Løten".into()), unit: None });
    assert_eq!(reading.dimensions[1].categories[2], Category { code: "2025".into(), label: None, unit: None });
    assert_eq!(reading.places.describe(4), "value[4]");
    assert!(!format!("{reading:?}").contains("Nordmann"));
}

#[test]
fn version_1_with_everything_in_another_order() {
    let reading = ok(WRAPPED);
    assert_eq!(reading.title.as_deref(), Some("Folkemengde"));
    assert_eq!(reading.updated.as_deref(), Some("2024-02-21T07:00:00Z"));
    assert_eq!(cells(&reading), ["717710 ok", "– mangler .."]);
    assert_eq!(keys(&reading, 1), ["0301", "2024"]);
}

#[test]
fn fhi() {
    for text in [FHI.to_owned(), format!("\u{feff}{FHI}")] {
        let reading = ok(&text);
        assert_eq!(cells(&reading), ["3516 ok", "2817 ok", "– skjermet 3", "16846 ok"]);
        assert_eq!(keys(&reading, 1), ["03", "2021_2021", "ANT"]);
        assert!(sniff(text.as_bytes()));
    }
}

#[test]
fn value_and_status_before_the_sizes() {
    let text = r#"{"status":[null,"."],"value":[1,null],"dimension":{"x":{"category":{"index":["a","b"]}}},"size":["2"],"id":["x"]}"#;
    assert_eq!(cells(&ok(text)), ["1 ok", "– ikke_aktuelt ."]);
    assert!(sniff(text.as_bytes()));
}

#[test]
fn sparse_values() {
    assert_eq!(cells(&ok(&cube(4, r#""value":{"2":7,"0":1.5,"3":"k"}"#))), ["1.5 ok", "– mangler", "7 ok", "– mangler k"]);
    assert_eq!(cells(&ok(&cube(2, r#""value":{}"#))), ["– mangler", "– mangler"]);
}

#[test]
fn the_forms_of_status() {
    let with = |status: &str| cells(&ok(&cube(3, &format!(r#""value":[1,null,3],"status":{status}"#))));
    let plain = ["1 ok", "– mangler", "3 ok"];
    for nothing in ["\"\"", "null", "{}", "[null,\"\",\"0\"]", "[0,0,0]", "0", "\"0\"", "[\"\"]"] {
        assert_eq!(with(nothing), plain, "{nothing}");
    }
    assert_eq!(with(r#"["*","..",""]"#), ["1 ok *", "– mangler ..", "3 ok"]);
    assert_eq!(with(r#"{"1":":"}"#), ["1 ok", "– skjermet :", "3 ok"]);
    assert_eq!(with(r#""*""#), ["1 ok *", "– mangler *", "3 ok *"]);
    assert_eq!(with(r#"["*"]"#), ["1 ok *", "– mangler *", "3 ok *"]);
    assert_eq!(with("[1,2,3]"), ["– mangler 1", "– ikke_beregnbar 2", "– skjermet 3"]);
    assert_eq!(with(r#"{"1":"3"}"#), ["1 ok", "– skjermet 3", "3 ok"]);
}

#[test]
fn the_symbols() {
    let without = |symbol: &str| cells(&ok(&cube(1, &format!(r#""value":[null],"status":{{"0":"{symbol}"}}"#)))).remove(0);
    let beside = |symbol: &str| cells(&ok(&cube(1, &format!(r#""value":[5],"status":{{"0":"{symbol}"}}"#)))).remove(0);
    let within = |symbol: &str| cells(&ok(&cube(1, &format!(r#""value":["{symbol}"]"#)))).remove(0);
    for (symbol, meaning) in [
        (".", "ikke_aktuelt"),
        ("..", "mangler"),
        ("...", "mangler"),
        (":", "skjermet"),
        ("1", "mangler"),
        ("2", "ikke_beregnbar"),
        ("3", "skjermet"),
    ] {
        let expected = format!("– {meaning} {symbol}");
        assert_eq!([without(symbol), beside(symbol), within(symbol)], [expected.clone(), expected.clone(), expected]);
    }
    assert_eq!([without("-"), beside("-"), within("-")], ["0 ok -", "5 ok -", "0 ok -"]);
    assert_eq!([without("*"), beside("*"), within("*")], ["– mangler *", "5 ok *", "– mangler *"]);
    assert_eq!([without("p"), beside("p"), within("p")], ["– mangler p", "5 ok p", "– mangler p"]);
    // A text is never a number.
    assert_eq!(within("12.3"), "– mangler 12.3");
    assert_eq!(within(""), "– mangler");
    assert_eq!(within("0"), "– mangler 0");
}

#[test]
fn a_mask_in_the_value_or_the_status_wins() {
    assert_eq!(cells(&ok(&cube(2, r#""value":["3","k"],"status":["*",":"]"#))), ["– skjermet 3", "– skjermet :"]);
}

#[test]
fn numbers() {
    let text = cube(8, r#""value":[0,-0.0,-17,4.6,1e3,1.5E-2,9007199254740993,0.1]"#);
    assert_eq!(cells(&ok(&text)), ["0 ok", "0 ok", "-17 ok", "4.6 ok", "1000 ok", "0.015 ok", "9007199254740992 ok", "0.1 ok"]);
}

#[test]
fn one_category_named_by_its_label() {
    let text = r#"{"class":"dataset","id":["x","y"],"size":[1,2],"value":[1,2],"dimension":{
        "x":{"label":"land","category":{"label":{"CA":"Canada"}}},"y":{"category":{"index":["a","b"]}}}}"#;
    let reading = ok(text);
    assert_eq!(reading.dimensions[0].categories, [Category { code: "CA".into(), label: Some("Canada".into()), unit: None }]);
    assert_eq!(keys(&reading, 1), ["CA", "b"]);
}

#[test]
fn the_order_sample() {
    // json-stat.org's own demonstration that what does not change comes first.
    let values: Vec<String> = (0..24).map(|i| format!("\"A{}B{}C{}\"", i / 8 + 1, i / 4 % 2 + 1, i % 4 + 1)).collect();
    let text = format!(
        r#"{{"version":"2.0","class":"dataset","id":["A","B","C"],"size":[3,2,4],"dimension":{{
        "A":{{"category":{{"index":["1","2","3"]}}}},"B":{{"category":{{"index":["1","2"]}}}},
        "C":{{"category":{{"index":["1","2","3","4"]}}}}}},
        "value":[{}]}}"#,
        values.join(",")
    );
    let reading = ok(&text);
    for index in 0..24 {
        let key = keys(&reading, index);
        assert_eq!(reading.cells.get(index).symbol(), Some(format!("A{}B{}C{}", key[0], key[1], key[2]).as_str()));
    }
}

#[test]
fn dimensions_called_as_version_1_calls_its_own() {
    let text = r#"{"class":"dataset","id":["id","size","role"],"size":[1,1,1],"value":[1],"dimension":{
        "id":{"category":{"index":["a"]}},"size":{"category":{"index":["b"]}},"role":{"category":{"index":["c"]}}}}"#;
    assert_eq!(keys(&ok(text), 0), ["a", "b", "c"]);
    let text = r#"{"dataset":{"dimension":{"x":{"category":{"index":["a"]}},"id":["x"],"size":["1"],"role":null},"value":[1]}}"#;
    assert_eq!(keys(&ok(text), 0), ["a"]);
}

#[test]
fn children_units_and_notes() {
    let category = |members: &str| {
        format!(
            r#"{{"class":"dataset","id":["x"],"size":[3],"value":[1,2,3],
            "dimension":{{"x":{{"category":{{"index":["T","M","F"],{members}}}}}}}}}"#
        )
    };
    for fine in [
        r#""child":{"T":["M","F"]}"#,
        r#""child":{"T":["M"],"M":["F"]}"#,
        r#""child":null,"label":null"#,
        r#""unit":{"T":{"decimals":1}},"note":{"M":["a note"]},"coordinates":{"F":[1,2]}"#,
        r#""note":["a note on the whole dimension"],"label":{"T":null}"#,
    ] {
        assert_eq!(ok(&category(fine)).len(), 3, "{fine}");
    }
    for (wrong, place) in [
        (r#""child":{"T":["M","X"]}"#, "child: fant «X»"),
        (r#""child":{"X":["M"]}"#, "child: fant «X»"),
        (r#""child":{"T":["M"],"M":["T"]}"#, "child: fant «T», som er sitt eget opphav"),
        (r#""child":{"F":["F"]}"#, "child: fant «F», som er sitt eget opphav"),
        (r#""label":{"T":"t","Y":"y"}"#, "label: fant «Y»"),
        (r#""unit":{"Y":{}}"#, "unit: fant «Y»"),
        (r#""coordinates":{"Y":[1,2]}"#, "coordinates: fant «Y»"),
        (r#""note":{"Y":[]}"#, "note: fant «Y»"),
    ] {
        let message = refused(&category(wrong));
        assert!(message.starts_with(&format!("dimension, «x».category.{place}")), "{message}");
    }
}

#[test]
fn structure_is_checked_by_the_validators_rules() {
    let dataset = |id: &str, size: &str, dimension: &str, value: &str| {
        format!(r#"{{"version":"2.0","class":"dataset","id":{id},"size":{size},"dimension":{dimension},"value":{value}}}"#)
    };
    let ab = r#"{"x":{"category":{"index":["a","b"]}}}"#;
    let index = |index: &str| format!(r#"{{"x":{{"category":{{"index":{index}}}}}}}"#);
    for (rule, text, expected) in [
        ("VALUE_LEN_MISMATCH", cube(2, r#""value":[1]"#), "value: fant 1 verdier, ventet 2"),
        ("VALUE_LEN_MISMATCH", cube(2, r#""value":[1,2,3]"#), "value: fant 3 verdier, ventet 2"),
        ("SPARSE_KEY_OUT_OF_RANGE", cube(4, r#""value":{"0":1,"5":2}"#), "value: fant posisjon 5, ventet posisjoner under 4"),
        ("SPARSE_KEY_OUT_OF_RANGE", cube(4, r#""value":{"99999999999999999999999":2}"#), "value: fant posisjon"),
        ("SPARSE_KEY_OUT_OF_RANGE", cube(2, r#""value":[1,2],"status":{"2":"."}"#), "status: fant posisjon 2"),
        ("STATUS_LEN_MISMATCH", cube(3, r#""value":[1,2,3],"status":["a","b"]"#), "status: fant 2 statuser, ventet 3"),
        ("ID_SIZE_LEN_MISMATCH", dataset(r#"["x"]"#, "[2,1]", ab, "[1,2]"), "size: fant 2 størrelser, ventet 1"),
        ("DIM_KEY_ID_MISMATCH", dataset(r#"["y"]"#, "[2]", ab, "[1,2]"), "dimension: fant «x», som ikke står i id"),
        ("DIM_KEY_ID_MISMATCH", dataset(r#"["x","y"]"#, "[2,1]", ab, "[1,2]"), "dimension: fant ingen «y»"),
        ("INDEX_COUNT_MISMATCH", dataset(r#"["x"]"#, "[3]", ab, "[1,2,3]"), "dimension, «x».category.index: fant 2 kategorier, ventet 3"),
        (
            "INDEX_POSITIONS_INVALID",
            dataset(r#"["x"]"#, "[2]", &index(r#"{"M":0,"F":2}"#), "[1,2]"),
            "dimension, «x».category.index: fant posisjon 2 for «F»",
        ),
        (
            "INDEX_POSITIONS_INVALID",
            dataset(r#"["x"]"#, "[2]", &index(r#"{"M":0,"F":0}"#), "[1,2]"),
            "dimension, «x».category.index: fant posisjon 0 for «F»",
        ),
        ("ROLE_ID_UNKNOWN", cube(1, r#""value":[1],"role":{"time":["y"]}"#), "role.time: fant «y»"),
        ("two equal ids", dataset(r#"["x","x"]"#, "[2,1]", ab, "[1,2]"), "id: fant «x» to ganger"),
        ("two equal dimensions", dataset(r#"["x"]"#, "[2]", r#"{"x":{},"x":{}}"#, "[1,2]"), "dimension: fant «x» to ganger"),
        (
            "two equal codes",
            dataset(r#"["x"]"#, "[2]", &index(r#"["a","a"]"#), "[1,2]"),
            "dimension, «x».category.index: fant «a» to ganger",
        ),
        (
            "two equal codes",
            dataset(r#"["x"]"#, "[2]", &index(r#"{"a":0,"a":1}"#), "[1,2]"),
            "dimension, «x».category.index: fant «a» to ganger",
        ),
        ("two equal positions", cube(2, r#""value":{"1":1,"1":2}"#), "value[1]: fant posisjonen to ganger"),
        ("two equal positions", cube(2, r#""value":[1,2],"status":{"1":".","0":"","1":"."}"#), "status[1]: fant posisjonen to ganger"),
        ("two equal members", cube(1, r#""value":[1],"value":[2]"#), "value: fant feltet to ganger"),
        ("no position", cube(2, r#""value":{"x":1}"#), "value: fant «x» som posisjon"),
        ("no position", cube(2, r#""value":{"01":1}"#), "value: fant «01» som posisjon"),
        ("no category", dataset(r#"["x"]"#, "[1]", r#"{"x":{}}"#, "[1]"), "dimension, «x»: fant ingen category"),
        ("no index", dataset(r#"["x"]"#, "[1]", r#"{"x":{"category":{}}}"#, "[1]"), "dimension, «x».category: fant ingen index"),
        ("no categories", dataset(r#"["x"]"#, "[0]", &index("[]"), "{}"), "dimension, «x».category.index: fant ingen kategorier"),
        ("no dimensions", dataset("[]", "[]", "{}", "[1]"), "id: fant ingen dimensjoner"),
    ] {
        let message = refused(&text);
        assert!(message.starts_with(expected), "{rule}: {message}");
    }
}

#[test]
fn what_is_no_dataset_is_refused_as_what_it_is() {
    for (text, expected) in [
        (cube(2, r#""value":[]"#), "value: fant en beskrivelse av tabellen (metadata) uten tall"),
        (cube(2, r#""label":"x""#), "value: fant en beskrivelse av tabellen (metadata) uten tall"),
        (r#"{"version":"2.0","class":"collection","link":{"item":[]}}"#.to_owned(), "hele filen: fant en samling av lenker"),
        (r#"{"class":"dimension","label":"x","category":{"index":["a"]}}"#.to_owned(), "hele filen: fant en enkelt dimensjon"),
        (r#"{"class":"bundle"}"#.to_owned(), "class: fant «bundle», ventet dataset"),
        (format!(r#"{{"oecd":{FHI},"canada":{FHI}}}"#), "hele filen: fant en bunt (bundle) med 2 datasett"),
        (format!(r#"{{"oecd":{FHI}}}"#), "hele filen: fant en bunt (bundle) med ett navngitt datasett"),
        (format!(r#"{{"dataset":{FHI},"canada":{FHI}}}"#), "hele filen: fant en bunt (bundle) med 2 datasett"),
        (r#"{"title":"x","variables":[]}"#.to_owned(), "hele filen: fant et dokument uten id, size og dimension"),
        ("{}".to_owned(), "hele filen: fant et dokument uten"),
    ] {
        let message = refused(&text);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn the_wrong_form_is_told_with_its_place() {
    for (text, expected) in [
        ("", "linje 1, kolonne 0: fant filen slutter midt i dokumentet"),
        ("{\"class\":\"dataset\",\n\"value\":[1,2", "linje 2, kolonne 12: fant filen slutter midt i dokumentet"),
        ("{\"value\":[1,NaN]}", "linje 1, kolonne 13: fant ugyldig JSON"),
        ("{\"value\":[1,,2]}", "linje 1, kolonne 13: fant ugyldig JSON"),
        ("{\"value\":[1e999]}", "linje 1, kolonne 15: fant ugyldig JSON"),
        ("{} {}", "linje 1, kolonne 4: fant ugyldig JSON"),
        ("[1,2]", "dokumentet (linje 1, kolonne 0): fant en form som JSON-stat ikke tillater"),
        ("{\"id\":5}", "id (linje 1, kolonne 7): fant en form som JSON-stat ikke tillater, ventet en liste av dimensjonskoder"),
        ("{\"size\":[2.5]}", "size (linje 1"),
        ("{\"size\":[\"-1\"]}", "size: fant en form"),
        ("{\"value\":true}", "value (linje 1"),
        ("{\"value\":\"x\"}", "value (linje 1"),
        ("{\"status\":true}", "status (linje 1"),
        ("{\"dimension\":[]}", "dimension (linje 1"),
        ("{\"dimension\":{\"x\":[\"a\",1]}}", "dimension, «x»: fant noe annet enn en dimensjon"),
        ("{\"dimension\":{\"id\":[\"a\",1]}}", "id: fant en form"),
        ("{\"dimension\":{\"x\":[\"a\"]}}", "dimension, «x»: fant noe annet enn en dimensjon"),
        ("{\"dimension\":{\"x\":null}}", "dimension, «x»: fant noe annet enn en dimensjon"),
        ("{\"label\":{}}", "label (linje 1"),
        ("{\"value\":[1,[2]]}", "value[1]: fant en liste, ventet et tall, null eller et symbol"),
        ("{\"value\":[1,{}]}", "value[1]: fant et objekt"),
        ("{\"value\":{\"7\":false}}", "value[7]: fant en logisk verdi"),
        ("{\"status\":[\".\",true]}", "status[1]: fant en logisk verdi, ventet et symbol eller null"),
        ("{\"status\":{\"3\":[]}}", "status[3]: fant en liste"),
    ] {
        let message = refused(text);
        assert!(message.starts_with(expected), "{text}: {message}");
    }
}

#[test]
fn nothing_is_allocated_on_a_claim() {
    let huge = |size: &str, value: &str| {
        let dimensions: Vec<String> = ["x", "y", "z"].iter().map(|d| format!(r#""{d}":{{"category":{{"index":["a"]}}}}"#)).collect();
        format!(r#"{{"class":"dataset","id":["x","y","z"],"size":{size},"dimension":{{{}}},"value":{value}}}"#, dimensions.join(","))
    };
    // The sizes are held against the categories first.
    assert!(refused(&huge("[4000000000,4000000000,4000000000]", "[1]")).contains("fant 1 kategorier, ventet 4000000000"));
    let wide = |dimensions: usize, value: &str| {
        let names: Vec<String> = (0..dimensions).map(|d| format!("\"d{d}\"")).collect();
        let described: Vec<String> = names.iter().map(|name| format!(r#"{name}:{{"category":{{"index":["a","b"]}}}}"#)).collect();
        let sizes = vec!["2"; dimensions].join(",");
        format!(
            r#"{{"class":"dataset","id":[{}],"size":[{sizes}],"dimension":{{{}}},"value":{value}}}"#,
            names.join(","),
            described.join(",")
        )
    };
    assert!(refused(&wide(70, "{}")).starts_with("size: fant mer enn 50000000 celler"));
    assert!(refused(&wide(30, "{}")).starts_with("size: fant mer enn 50000000 celler"));
    assert!(refused(&wide(24, "{}")).starts_with("size: fant 16777216 celler, ventet høyst 8000000"));
    assert!(refused(&wide(24, "[1]")).starts_with("value: fant 1 verdier"));
    assert!(refused(&wide(101, "{}")).starts_with("id: fant 101 dimensjoner"));
}

#[test]
fn text_where_figures_should_stand() {
    let words = |count: usize| (0..count).map(|i| format!("\"s{i}\"")).collect::<Vec<_>>().join(",");
    assert!(read(format!(r#"{{"value":[{}]}}"#, words(250)).as_bytes()).unwrap_err().to_string().contains("uten id"));
    assert_eq!(
        refused(&format!(r#"{{"value":[{}]}}"#, words(251))).split(',').next(),
        Some("value[250]: fant flere enn 250 ulike symboler")
    );
    let long = "å".repeat(40);
    assert!(refused(&format!(r#"{{"value":[1,"{long}"]}}"#)).starts_with("value[1]: fant en tekst på 40 tegn"));
}

#[test]
fn messages_never_quote_an_identity_number() {
    let message = refused(&cube(1, r#""value":[1],"role":{"geo":["01017012345"]}"#));
    assert!(message.starts_with("role.geo: fant en kode på 11 tegn"), "{message}");
    assert_eq!(quote(&"x".repeat(50)), format!("«{}…»", "x".repeat(40)));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{{\"value\":{}", "[".repeat(100_000));
    assert!(refused(&deep).starts_with("value"));
    let deep = format!("{{\"extension\":{}", "[".repeat(100_000));
    assert!(refused(&deep).starts_with("linje 1"));
}

#[test]
fn knows_its_own() {
    for own in [SSB, WRAPPED, FHI, r#"{"class" : "collection"}"#, r#"{"class":"dimension"}"#, r#"{"dataset":{}}"#] {
        assert!(sniff(own.as_bytes()), "{own}");
    }
    assert!(sniff(format!(r#"{{"oecd":{FHI}}}"#).as_bytes()));
    // The values alone fill all that is looked at.
    assert!(sniff(format!(r#"{{"value":[{}]}}"#, vec!["12345"; 50_000].join(",")).as_bytes()));
    for other in [
        "",
        "[]",
        "{",
        "{}",
        "navn;verdi\n",
        r#"{"metadata":{"rowHierarchy":["Nasjonalt"],"columns":[]},"rows":[]}"#,
        r#"{"codes":[{"code":"0101"}]}"#,
        r#"{"codeChanges":[]}"#,
        r#"{"language":"no","id":"03013","label":"x","links":[]}"#,
        r#"{"title":"x","variables":[{"code":"Tid"}]}"#,
        r#"{"class":"person"}"#,
        r#"{"value":[1]}"#,
    ] {
        assert!(!sniff(other.as_bytes()), "{other}");
    }
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        sniff(&bytes);
        let _ = read(&bytes);
    }

    #[test]
    fn a_changed_document_is_read_or_refused(
        which in 0usize..3, at: prop::sample::Index, with in "[ -~]{0,3}", cut: prop::sample::Index
    ) {
        let text = [SSB, WRAPPED, FHI][which].as_bytes();
        let at = at.index(text.len());
        let mut bytes = text.to_vec();
        bytes.splice(at..(at + with.len()).min(text.len()), with.bytes());
        sniff(&bytes);
        if let Ok(reading) = read(&bytes) {
            let cells: usize = reading.dimensions.iter().map(|dimension| dimension.categories.len()).product();
            prop_assert_eq!(cells, reading.len());
            for index in 0..reading.len() {
                let cell = reading.cells.get(index);
                prop_assert_eq!(cell.value().is_some(), cell.status() == Status::Ok);
                keys(&reading, index);
            }
        }
        let _ = read(&text[..cut.index(text.len())]);
    }
}
