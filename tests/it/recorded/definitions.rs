//! The definitions that ask for exactly what was recorded: the project's own pipelines with a narrower question, and pipelines for tables
//! that the project has none for. Nothing else of them differs, so the answers are read as the project reads them.

use std::path::Path;

use innsikt::definition::Definitions;

/// Laid over the built-in definitions.
pub fn overlaid(folder: &Path) -> Definitions {
    let built_in = Definitions::embedded();
    let own = |file: &str| built_in.file(file).unwrap_or_else(|| panic!("{file} is gone")).to_owned();
    let narrowed = [
        ("pipelines/udir/udir_gsi_elever.toml", PUPILS),
        ("pipelines/udir/udir_mobbing_rapport.toml", BULLYING),
        ("pipelines/ssb/ssb_12362_utgifter.toml", EXPENDITURE),
    ];
    for (file, changes) in narrowed {
        write(folder, file, &changed(own(file), file, changes));
    }
    write(folder, "pipelines/ssb/ssb_13526_proevd.toml", KOSTRA_13526);
    write(folder, "pipelines/ssb/ssb_13760_proevd.toml", LABOUR_13760);
    write(folder, "pipelines/ssb/ssb_09220_proevd.toml", KINDERGARTENS_09220);
    write(folder, "sql/fakta/proevd.sql", FACT);
    Definitions::with_project(folder).unwrap()
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn changed(mut text: String, file: &str, changes: &[(&str, &str)]) -> String {
    for (from, to) in changes {
        assert!(text.contains(from), "{file} has no «{from}» any more");
        text = text.replace(from, to);
    }
    text
}

/// The sums of every municipality, of one year.
const PUPILS: &[(&str, &str)] = &[
    (r#"fra = "2014-15""#, r#"fra = "2025-26""#),
    (r#"TrinnID = ["-10", "/^[0-9]+\\. /"]"#, r#"TrinnID = ["-10"]"#),
    (r#"KjoennID = ["/^alle/", "/^gutt/", "/^jente/"]"#, r#"KjoennID = ["/^alle/"]"#),
    (r#"KommunalitetID = ["/^alle/", "/^(offentlig|kommunal)/", "/^privat/"]"#, r#"KommunalitetID = ["/^alle/"]"#),
];

/// One municipality instead of the country and its counties, so the check that the country is there asks for it instead.
const BULLYING: &[(&str, &str)] = &[
    (r#"fra = "2021-22""#, r#"fra = "2025-26""#),
    ("enhetsnivaaer = [1, 2]", "enhetsnivaaer = [3]"),
    (r#"TrinnID = ["/^7\\./", "/^10\\./"]"#, r#"TrinnID = ["/^10\\./"]"#),
    (r#"EierformID = ["/^alle/", "/^offentlig/"]"#, r#"EierformID = ["/^alle/"]"#),
    (r#"KjoennID = ["/^alle/", "/^gutt/", "/^jente/"]"#, r#"KjoennID = ["/^alle/"]"#),
    (r#""land", "kommune", "skole"]"#, r#""land", "fylke", "skole"]"#),
    (r#"enhetsnivaa = { fra = "fylke", verdier = { "/^alle fylker/" = "land", "*" = "fylke" } }"#, r#"enhetsnivaa = { fast = "kommune" }"#),
    (r#"enhet = { fra = "fylke", verdier = { "#, r#"enhet = { fra = "kommune", verdier = { "/^arendal/" = "4203", "#),
    (r#"enhet_navn = { fra = "fylke""#, r#"enhet_navn = { fra = "kommune""#),
    ("enhetsnivaa = 'land'", "enhetsnivaa = 'kommune'"),
];

/// Oslo's share of expenditure, for all functions.
const EXPENDITURE: &[(&str, &str)] = &[
    (r#", verdier = { FGK8b = "FGK8b" }"#, ""),
    (r#", AGD2 = "AGD2", AGD4 = "AGD4""#, ""),
    (r#"KOSbelop0000 = "beloep_kr", KOSbelopinnbygge0000 = "beloep_per_innbygger_kr", "#, ""),
    ("region = 'EAK'", "region = '0301'"),
];

const KOSTRA_13526: &str = r#"
id = "ssb_13526_proevd"
tittel = "13526"
beskrivelse = "KOSTRA-nøkkeltall for miljøforvaltning"
utgiver = "Statistisk sentralbyrå"
lisens = "CC BY 4.0"
kildehenvisning = "Kilde: Statistisk sentralbyrå, tabell 13526"
periode = "aar"
[hent]
tidsplan = "35 8 * * *"
[hent.pxweb]
tabell = "13526"
tittel = "/nøkkeltall for miljøforvaltning/"
[[tabell]]
navn = "kostra_noekkeltall"
[[lesing]]
format = "jsonstat"
[lesing.kolonner]
tabell = { fast = "13526" }
region = { fra = "rolle:sted" }
region_navn = { fra = "rolle:sted", etikett = true }
regiontype = { fra = "rolle:sted", tolk = "enhetsnivaa" }
aar = { fra = "rolle:tid", tolk = "aar" }
funksjon = { fast = "alle" }
art = { fast = "alle" }
inndeling = { fast = "alle" }
omfang = { fast = "alle" }
maal = { fra = "rolle:maal", verdier = { "/nyere enn 5 år/" = "planer_antall", "/innsigelser/" = "innsigelser_antall", "/areal/" = "areal_dekar" } }
[lesing.maalenheter]
planer_antall = { enhet = "antall" }
innsigelser_antall = { enhet = "antall" }
areal_dekar = { enhet = "dekar" }
"#;

const LABOUR_13760: &str = r#"
id = "ssb_13760_proevd"
tittel = "13760"
beskrivelse = "Arbeidsstyrken"
utgiver = "Statistisk sentralbyrå"
lisens = "CC BY 4.0"
kildehenvisning = "Kilde: Statistisk sentralbyrå, tabell 13760"
periode = "aar"
[hent]
tidsplan = "35 8 * * *"
[hent.pxweb]
tabell = "13760"
[[tabell]]
navn = "proevd"
[[lesing]]
format = "jsonstat"
utelat = ["/^kjønn$/", "/^type justering$/"]
[lesing.kolonner]
sted = { fast = "landet" }
gruppe = { fra = "Alder" }
tid = { fra = "rolle:tid" }
aar = { fra = "rolle:tid", tolk = "aar" }
maal = { fra = "rolle:maal", verdier = { "/^arbeidsstyrken /" = "arbeidsstyrken", "/^arbeidsledige i prosent/" = "arbeidsledige_prosent" } }
[lesing.maalenheter]
arbeidsstyrken = { enhet = "1000 personer", faktor = 1000 }
arbeidsledige_prosent = { enhet = "prosent" }
"#;

const KINDERGARTENS_09220: &str = r#"
id = "ssb_09220_proevd"
tittel = "09220"
beskrivelse = "Barnehager etter eierskap"
utgiver = "Statistisk sentralbyrå"
lisens = "CC BY 4.0"
kildehenvisning = "Kilde: Statistisk sentralbyrå, tabell 09220"
periode = "aar"
[hent]
tidsplan = "35 8 * * *"
[hent.pxweb]
tabell = "09220"
[[tabell]]
navn = "proevd"
[[lesing]]
format = "jsonstat"
[lesing.kolonner]
sted = { fra = "Region" }
gruppe = { fra = "Eierskap" }
tid = { fra = "rolle:tid" }
aar = { fra = "rolle:tid", tolk = "aar" }
maal = { fra = "rolle:maal", verdier = { Antall1 = "barnehager" } }
[lesing.maalenheter]
barnehager = { enhet = "barnehager" }
"#;

const FACT: &str = r#"/*
beskrivelse = "Tabeller som bare prøves."
korn = "én rad per sted, gruppe, tid og mål"
noekkel = ["datasett", "sted", "gruppe", "tid", "maal"]

[kolonner]
sted = { type = "VARCHAR", beskrivelse = "Sted" }
gruppe = { type = "VARCHAR", beskrivelse = "Gruppe" }
tid = { type = "VARCHAR", beskrivelse = "Perioden" }
aar = { type = "INTEGER", beskrivelse = "Året perioden er i", enhet = "år" }
maal = { type = "VARCHAR", beskrivelse = "Mål" }
verdi = { type = "DOUBLE", beskrivelse = "Tallet" }
*/
-- Lastes fra pipelines/; ingen SQL.
"#;
