/*
beskrivelse = "Gjennomsnittlige grunnskolepoeng per fylke og for landet, SSBs tabell 07495. fakta.grunnskolepoeng har Utdanningsdirektoratets tall, også for kommuner og skoler."
korn = "én rad per enhet, år og kjønn"
noekkel = ["enhetsnivaa", "enhet", "aar", "kjoenn"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke eller kommune" }
enhet = { type = "VARCHAR", beskrivelse = "0 for landet, to siffer for fylke, fire for kommune; nummeret SSB brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; tidligere nummer har årene i parentes" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid: våren elevene gikk ut av 10. trinn", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
verdi = { type = "DOUBLE", beskrivelse = "Gjennomsnittlige grunnskolepoeng; tom når status ikke er ok, og 0 der SSB skriver 0 for et fylke som ikke fantes", enhet = "poeng" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "aar", "kjoenn"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke"]

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1980
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "poeng_er_0_eller_mellom_20_og_60"
sql = "SELECT enhet, aar, kjoenn, verdi FROM {denne} WHERE verdi <> 0 AND verdi NOT BETWEEN 20 AND 60"
*/
-- Lastes fra pipelines/; ingen SQL.
