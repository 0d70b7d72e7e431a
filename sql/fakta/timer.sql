/*
beskrivelse = "Undervisning i grunnskolen etter GSI, per hovedtrinn: lærertetthet i ordinær undervisning, og timene den regnes av."
korn = "én rad per enhet, skoleår, trinn, eierform og mål"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "trinn", "eierform", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket enheten ligger i; tom for landet" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen enheten ligger i; tom for landet og fylker" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2025-26; tellingen er 1. oktober" }
trinn = { type = "VARCHAR", beskrivelse = "alle, 1-4, 5-7 eller 8-10" }
eierform = { type = "VARCHAR", beskrivelse = "alle, offentlig eller privat" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
maal = { type = "VARCHAR", beskrivelse = "laerertetthet, elevtimer eller laerertimer" }
verdi = { type = "DOUBLE", beskrivelse = "Elever per lærer eller timer i året, etter mål; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "trinn", "eierform", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune", "skole"]

[[kontroller]]
type = "tillatt"
kolonne = "eierform"
verdier = ["alle", "offentlig", "privat"]

[[kontroller]]
type = "tillatt"
kolonne = "populasjon"
verdier = ["skoler_i_kommunen", "kommunale_skoler"]

[[kontroller]]
type = "sql"
navn = "skoleaar_har_form_2025_26"
sql = "SELECT skoleaar FROM {denne} WHERE NOT regexp_like(skoleaar, '^[0-9]{4}-[0-9]{2}$')"

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["alle", "1-4", "5-7", "8-10"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["laerertetthet", "elevtimer", "laerertimer"]

[[kontroller]]
type = "sql"
navn = "laerertettheten_er_mulig"
sql = "SELECT enhet, skoleaar, trinn, verdi FROM {denne} WHERE maal = 'laerertetthet' AND verdi NOT BETWEEN 1 AND 60"
*/
-- Lastes fra pipelines/; ingen SQL.
