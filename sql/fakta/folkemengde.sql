/*
beskrivelse = "Folkemengde per kommune, kjønn og ettårig alder 1. januar, SSBs tabell 07459. Koden er den SSB brukte; forstavelsen K- for sammenslåtte tidsserier er fjernet."
korn = "én rad per kommune, år, kjønn og alder"
noekkel = ["kommunenr", "aar", "kjoenn", "alder"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer slik SSB ga det; kan også være samlekoder som 21-22 og Rest" }
kommune_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; kan være skadet i eldre filer, bruk dim.kommune" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid: tellingen 1. januar dette året", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
alder = { type = "INTEGER", beskrivelse = "Alder i hele år; 105 betyr 105 eller eldre", enhet = "år" }
verdi = { type = "BIGINT", beskrivelse = "Antall innbyggere; tom når status ikke er ok", enhet = "antall" }
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
kolonner = ["kommunenr", "aar", "kjoenn", "alder", "status", "datasett", "henting", "celle"]

[[kontroller]]
type = "tillatt"
kolonne = "status"
verdier = ["ok", "skjermet", "undertrykt", "mangler", "ikke_aktuelt", "ikke_beregnbar", "ufullstendig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "omraade"
kolonne = "alder"
minst = 0
hoeyst = 120

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1960
hoeyst = 2100

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 6000000
*/
-- Lastes fra pipelines/; ingen SQL.
