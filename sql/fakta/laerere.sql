/*
beskrivelse = "Lærere i grunnskolen etter utdanning og kompetanse, slik SSB publiserer dem for fylker og landet."
korn = "én rad per tabell, enhet, år, inndeling og mål"
noekkel = ["tabell", "enhetsnivaa", "enhet", "aar", "inndeling", "maal"]

[kolonner]
tabell = { type = "VARCHAR", beskrivelse = "SSBs tabell: 12091 (pedagogisk utdanning) eller 12697 (kompetanse)" }
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke eller kommune" }
enhet = { type = "VARCHAR", beskrivelse = "0 for landet, to siffer for fylke, fire for kommune; nummeret SSB brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; tidligere nummer har årene i parentes" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid", enhet = "år" }
inndeling = { type = "VARCHAR", beskrivelse = "SSBs navn på utdanningen eller kompetansen" }
maal = { type = "VARCHAR", beskrivelse = "laerere_antall eller laerere_prosent" }
verdi = { type = "DOUBLE", beskrivelse = "Antall lærere eller andel av lærerne, etter maal; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["tabell", "enhetsnivaa", "enhet", "aar", "inndeling", "maal"]

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
kolonne = "maal"
verdier = ["laerere_antall", "laerere_prosent"]

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
*/
-- Lastes fra pipelines/; ingen SQL.
