/*
beskrivelse = "Hvilken skole som etterfulgte hvilken, slik kommunen selv har ført det: skoleregisteret sier at en skole er nedlagt, ikke hvem som tok over."
korn = "én rad per kommune, gammelt og nytt organisasjonsnummer og skoleår"
noekkel = ["kommunenr", "fra_orgnr", "til_orgnr", "skoleaar"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen som har ført listen, dagens nummer" }
fra_orgnr = { type = "VARCHAR", beskrivelse = "Organisasjonsnummeret før" }
til_orgnr = { type = "VARCHAR", beskrivelse = "Organisasjonsnummeret etter; tomt når skolen er nedlagt uten at noen tok over" }
skoleaar = { type = "VARCHAR", beskrivelse = "Første skoleår under det nye nummeret, for eksempel 2024-25; for nedlagte det første uten skolen" }
type = { type = "VARCHAR", beskrivelse = "nytt_nummer, sammenslaaing, deling eller nedlagt" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en overgang", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "fra_orgnr", "skoleaar", "type"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["nytt_nummer", "sammenslaaing", "deling", "nedlagt"]

[[kontroller]]
type = "sql"
navn = "skoleaar_har_form_2025_26"
sql = "SELECT skoleaar FROM {denne} WHERE NOT regexp_like(skoleaar, '^[0-9]{4}-[0-9]{2}$')"

[[kontroller]]
type = "sql"
navn = "bare_en_nedlagt_skole_mangler_etterfoelger"
sql = "SELECT fra_orgnr, til_orgnr, type FROM {denne} WHERE (type = 'nedlagt') <> (til_orgnr IS NULL) OR fra_orgnr = til_orgnr"
*/
-- Lastes fra pipelines/; ingen SQL.
