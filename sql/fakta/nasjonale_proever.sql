/*
beskrivelse = "Nasjonale prøver: skalapoeng, usikkerhet og antall elever som deltok. Ny skala fra høsten 2022; usikkerheten er utgiverens og oppfører seg som en 95 prosent feilmargin."
korn = "én rad per enhet, skoleår, prøve, trinn, kjønn, eierform og mål"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "eierform", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket enheten ligger i; tom for landet og fylker" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen enheten ligger i; tom for landet og fylker" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2025-26; prøvene går om høsten" }
proeve = { type = "VARCHAR", beskrivelse = "engelsk, lesing eller regning" }
trinn = { type = "VARCHAR", beskrivelse = "5, 8 eller 9" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
eierform = { type = "VARCHAR", beskrivelse = "Eierform slik utgiveren deler den, alle for summen" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
maal = { type = "VARCHAR", beskrivelse = "skalapoeng, usikkerhet eller antall_deltatt" }
verdi = { type = "DOUBLE", beskrivelse = "Skalapoeng, feilmargin i skalapoeng eller antall elever, etter mål; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "eierform", "maal"]

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
kolonne = "proeve"
verdier = ["engelsk", "lesing", "regning"]

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["5", "8", "9"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["skalapoeng", "usikkerhet", "antall_deltatt"]

[[kontroller]]
type = "sql"
navn = "skalapoeng_innenfor_skalaen"
sql = "SELECT enhet, skoleaar, proeve, trinn, verdi FROM {denne} WHERE maal = 'skalapoeng' AND verdi NOT BETWEEN 10 AND 90"

[[kontroller]]
type = "sql"
navn = "faerre_enn_ti_deltakere_skal_vaere_skjermet"
sql = "SELECT enhet, skoleaar, proeve, trinn, verdi FROM {denne} WHERE maal = 'antall_deltatt' AND verdi BETWEEN 1 AND 9"
*/
-- Lastes fra pipelines/; ingen SQL.
