/*
beskrivelse = "Elever i grunnskolen per trinn etter SSBs tabell 11980, offentlige og private skoler, etter kommunen skolen ligger i. fakta.elever har Utdanningsdirektoratets egne tall med eierform."
korn = "én rad per enhet, år og trinn"
noekkel = ["enhetsnivaa", "enhet", "aar", "trinn"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke eller kommune" }
enhet = { type = "VARCHAR", beskrivelse = "0 for landet, to siffer for fylke, fire for kommune; nummeret SSB brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; tidligere nummer har årene i parentes" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid: tellingen 1. oktober dette året", enhet = "år" }
trinn = { type = "VARCHAR", beskrivelse = "alle eller 1 til 10" }
verdi = { type = "BIGINT", beskrivelse = "Antall elever; tom når status ikke er ok", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "aar", "trinn"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune"]

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1980
hoeyst = 2100

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["alle", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
*/
-- Lastes fra pipelines/; ingen SQL.
