/*
beskrivelse = "Elever med individuelt tilrettelagt opplæring (før 2024-25: spesialundervisning) og elever med forsterket opplæring i norsk, etter GSI. Små tall er skjermet av utgiveren og regnes aldri ut."
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
maal = { type = "VARCHAR", beskrivelse = "ito_elever eller forsterket_norsk_elever" }
verdi = { type = "BIGINT", beskrivelse = "Antall elever; tom når status ikke er ok", enhet = "antall" }

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
verdier = ["ito_elever", "forsterket_norsk_elever"]

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 1000000

[[kontroller]]
type = "sql"
navn = "smaa_tall_skal_vaere_skjermet"
sql = "SELECT enhet, skoleaar, maal, verdi FROM {denne} WHERE enhetsnivaa = 'kommune' AND trinn = 'alle' AND kjoenn = 'alle' AND eierform = 'alle' AND verdi BETWEEN 1 AND 5"
*/
-- Lastes fra pipelines/; ingen SQL.
