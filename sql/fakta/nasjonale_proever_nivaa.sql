/*
beskrivelse = "Nasjonale prøver fordelt på mestringsnivå: 1–3 på 5. trinn, 1–5 på ungdomstrinnet."
korn = "én rad per enhet, skoleår, prøve, trinn, kjønn, eierform, mestringsnivå og mål"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "eierform", "mestringsnivaa", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket enheten ligger i; tom for landet" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen enheten ligger i; tom for landet og fylker" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2025-26; prøvene går om høsten" }
proeve = { type = "VARCHAR", beskrivelse = "engelsk, lesing eller regning" }
trinn = { type = "VARCHAR", beskrivelse = "5, 8 eller 9" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
eierform = { type = "VARCHAR", beskrivelse = "alle, offentlig eller privat" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
mestringsnivaa = { type = "VARCHAR", beskrivelse = "1 (lavest) til 3 på 5. trinn, til 5 på ungdomstrinnet" }
maal = { type = "VARCHAR", beskrivelse = "andel eller antall" }
verdi = { type = "DOUBLE", beskrivelse = "Prosent av deltakerne for andel, elever for antall; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "eierform", "mestringsnivaa", "maal"]

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
kolonne = "proeve"
verdier = ["engelsk", "lesing", "regning"]

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["5", "8", "9"]

[[kontroller]]
type = "tillatt"
kolonne = "mestringsnivaa"
verdier = ["1", "2", "3", "4", "5"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["andel", "antall"]

[[kontroller]]
type = "sql"
navn = "andelen_er_i_prosent"
sql = "SELECT enhet, skoleaar, proeve, trinn, verdi FROM {denne} WHERE maal = 'andel' AND verdi NOT BETWEEN 0 AND 100"
*/
-- Lastes fra pipelines/; ingen SQL.
