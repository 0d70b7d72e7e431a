/*
beskrivelse = "Gjennomsnittlige grunnskolepoeng for elever som gikk ut av 10. trinn, og hvor mange de var."
korn = "én rad per enhet, skoleår, kjønn, eierform og mål"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "kjoenn", "eierform", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket enheten ligger i; tom for landet" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen enheten ligger i; tom for landet og fylker" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2024-25; elevene gikk ut våren det året slutter" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
eierform = { type = "VARCHAR", beskrivelse = "alle, offentlig eller privat" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
maal = { type = "VARCHAR", beskrivelse = "grunnskolepoeng eller elever" }
verdi = { type = "DOUBLE", beskrivelse = "Poeng eller antall elever, etter mål; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "kjoenn", "eierform", "maal"]

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
kolonne = "maal"
verdier = ["grunnskolepoeng", "elever"]

[[kontroller]]
type = "sql"
navn = "poeng_innenfor_skalaen"
sql = "SELECT enhet, skoleaar, verdi FROM {denne} WHERE maal = 'grunnskolepoeng' AND verdi NOT BETWEEN 10 AND 60"
*/
-- Lastes fra pipelines/; ingen SQL.
