/*
beskrivelse = "Endringer i kommuneinndelingen, SSBs Klass 131: hvilken kode som ble avløst av hvilken, og når. Tolkningen (sammenslåing, deling, nytt nummer, grensejustering) står i dim.kommune_endring."
korn = "én rad per dato, gammel kode og ny kode"
noekkel = ["dato", "gammel_kode", "ny_kode"]

[kolonner]
dato = { type = "DATE", beskrivelse = "Dagen endringen trådte i kraft" }
gammel_kode = { type = "VARCHAR", beskrivelse = "Kommunenummer før endringen; tom når en kode bare oppstår" }
gammelt_navn = { type = "VARCHAR", beskrivelse = "Navn før endringen" }
ny_kode = { type = "VARCHAR", beskrivelse = "Kommunenummer etter endringen; tom når en kode bare utgår" }
nytt_navn = { type = "VARCHAR", beskrivelse = "Navn etter endringen" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en endring", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["dato"]

[[kontroller]]
type = "sql"
navn = "koder_har_fire_siffer"
sql = "SELECT gammel_kode, ny_kode FROM {denne} WHERE NOT regexp_like(gammel_kode, '^[0-9]{4}$') OR NOT regexp_like(ny_kode, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
