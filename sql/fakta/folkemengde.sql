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

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "kjoenn", "alder"]

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
