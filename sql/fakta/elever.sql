/*
beskrivelse = "Elever og skoler i grunnskolen etter GSI, slik Utdanningsdirektoratet publiserer dem per 1. oktober."
korn = "én rad per enhet, skoleår, trinn, kjønn, eierform og mål"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "trinn", "kjoenn", "eierform", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2025-26; tellingen er 1. oktober" }
trinn = { type = "VARCHAR", beskrivelse = "alle eller 1 til 10" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
eierform = { type = "VARCHAR", beskrivelse = "Eierform slik utgiveren deler den, alle for summen" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
maal = { type = "VARCHAR", beskrivelse = "elever eller skoler" }
verdi = { type = "BIGINT", beskrivelse = "Antall elever eller skoler; tom når status ikke er ok", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "trinn", "kjoenn", "eierform", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune", "skole"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

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
kolonne = "maal"
verdier = ["elever", "skoler"]

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 1000000
*/
-- Lastes fra pipelines/; ingen SQL.
