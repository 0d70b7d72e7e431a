/*
beskrivelse = "Koder i SSBs kodeverk (Klass) med navn, overordnet kode og gyldighet: kommuner (131), KOSTRA-funksjoner (277) og KOSTRA-arter (259)."
korn = "én rad per klassifikasjon, kode og første gyldige dag"
noekkel = ["klassifikasjon", "kode", "gyldig_fra"]

[kolonner]
klassifikasjon = { type = "VARCHAR", beskrivelse = "Nummeret i Klass: 131, 277 eller 259" }
kode = { type = "VARCHAR", beskrivelse = "Koden" }
navn = { type = "VARCHAR", beskrivelse = "Navnet koden hadde i perioden" }
forelder = { type = "VARCHAR", beskrivelse = "Koden over i hierarkiet; tom for de øverste" }
nivaa = { type = "VARCHAR", beskrivelse = "Nivået i hierarkiet, 1 øverst" }
gyldig_fra = { type = "DATE", beskrivelse = "Første dag koden hadde navnet; ikke før den første dagen det ble spurt om" }
gyldig_til = { type = "DATE", beskrivelse = "Dagen koden eller navnet opphørte, ikke etter den siste dagen det ble spurt om; tom når utgiveren ikke sier det" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en kode", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["klassifikasjon", "kode", "navn", "gyldig_fra"]

[[kontroller]]
type = "tillatt"
kolonne = "klassifikasjon"
verdier = ["131", "277", "259"]

[[kontroller]]
type = "sql"
navn = "kommunekoder_har_fire_siffer"
sql = "SELECT kode FROM {denne} WHERE klassifikasjon = '131' AND NOT regexp_like(kode, '^[0-9]{4}$')"

[[kontroller]]
type = "sql"
navn = "gyldigheten_gaar_framover"
sql = "SELECT kode, gyldig_fra, gyldig_til FROM {denne} WHERE gyldig_til <= gyldig_fra"

[[kontroller]]
type = "sql"
navn = "en_kode_har_ett_navn_om_gangen"
sql = "SELECT a.klassifikasjon, a.kode FROM {denne} AS a JOIN {denne} AS b ON a.klassifikasjon = b.klassifikasjon AND a.kode = b.kode AND a.gyldig_fra < b.gyldig_fra WHERE a.gyldig_til IS NULL OR a.gyldig_til > b.gyldig_fra"
*/
-- Lastes fra pipelines/; ingen SQL.
