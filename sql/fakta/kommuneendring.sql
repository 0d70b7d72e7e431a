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
status = { type = "VARCHAR", beskrivelse = "ok, skjermet, undertrykt, mangler, ikke_aktuelt, ikke_beregnbar eller ufullstendig; bare ok har verdi" }
symbol = { type = "VARCHAR", beskrivelse = "Utgiverens eget tegn der det ikke står et tall; ellers tom" }
foreloepig = { type = "BOOLEAN", beskrivelse = "Sann når utgiveren kaller tallet foreløpig" }
korrigert = { type = "BOOLEAN", beskrivelse = "Sann når utgiveren sier at tallet er rettet" }
datasett = { type = "VARCHAR", beskrivelse = "Datasettet raden kom med (dim.datasett)" }
publisert = { type = "DATE", beskrivelse = "Utgavens dato: utgiverens egen, ellers dagen den ble hentet" }
henting = { type = "VARCHAR", beskrivelse = "Det arkiverte svaret raden ble lest fra" }
celle = { type = "VARCHAR", beskrivelse = "Plassen i det arkiverte svaret" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["dato", "status", "datasett", "henting", "celle"]

[[kontroller]]
type = "tillatt"
kolonne = "status"
verdier = ["ok", "skjermet", "undertrykt", "mangler", "ikke_aktuelt", "ikke_beregnbar", "ufullstendig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "koder_har_fire_siffer"
sql = "SELECT gammel_kode, ny_kode FROM {denne} WHERE NOT regexp_like(gammel_kode, '^[0-9]{4}$') OR NOT regexp_like(ny_kode, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
