/*
beskrivelse = "Gjennomføring av videregående opplæring, etter SSBs tabeller. Elevene telles etter bosted da de startet."
korn = "én rad per tabell, enhet, periode, kjønn, utdanningsprogram og mål"
noekkel = ["tabell", "enhetsnivaa", "enhet", "aar", "kjoenn", "utdanningsprogram", "maal"]

[kolonner]
tabell = { type = "VARCHAR", beskrivelse = "SSBs tabell: 12971 (fem eller seks år, fylker) eller 14882 (fem år, også kommuner)" }
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke eller kommune" }
enhet = { type = "VARCHAR", beskrivelse = "0 for landet, to siffer for fylke, fire for kommune; nummeret SSB brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; tidligere nummer har årene i parentes" }
aar = { type = "INTEGER", beskrivelse = "Det siste året i SSBs periode: året gjennomføringen ble målt", enhet = "år" }
periode = { type = "VARCHAR", beskrivelse = "SSBs periode, fra start til måling" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
utdanningsprogram = { type = "VARCHAR", beskrivelse = "alle" }
maal = { type = "VARCHAR", beskrivelse = "fullfoert_prosent (fullført innen fem år), fullfoert_normert_prosent, fullfoert_over_normert_prosent eller ikke_fullfoert_prosent" }
verdi = { type = "DOUBLE", beskrivelse = "Andel av dem som startet; tom når status ikke er ok", enhet = "prosent" }

[[kontroller]]
type = "ikke_null"
kolonner = ["tabell", "enhetsnivaa", "enhet", "aar", "kjoenn", "utdanningsprogram", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune"]

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
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 100
*/
-- Lastes fra pipelines/; ingen SQL.
