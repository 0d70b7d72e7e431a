/*
beskrivelse = "Framskrevet folkemengde per kommune, kjønn og ettårig alder 1. januar, på dagens kommuner, etter SSBs alternativer."
korn = "én rad per framskriving, alternativ, kommune, år, kjønn og alder"
noekkel = ["framskriving", "alternativ", "kommunenr", "aar", "kjoenn", "alder"]

[kolonner]
framskriving = { type = "VARCHAR", beskrivelse = "Året framskrivingen ble gjort: 2024 eller 2026" }
alternativ = { type = "VARCHAR", beskrivelse = "hoved (MMMM), lav (LLML) eller hoey (HHMH)" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i dagens inndeling" }
kommune_navn = { type = "VARCHAR", beskrivelse = "SSBs navn" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid: 1. januar dette året", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "jente eller gutt; SSB har ingen sum" }
alder = { type = "INTEGER", beskrivelse = "Alder i hele år", enhet = "år" }
verdi = { type = "BIGINT", beskrivelse = "Framskrevet antall innbyggere; tom når status ikke er ok", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["framskriving", "alternativ", "kommunenr", "aar", "kjoenn", "alder"]

[[kontroller]]
type = "tillatt"
kolonne = "alternativ"
verdier = ["hoved", "lav", "hoey"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["jente", "gutt"]

[[kontroller]]
type = "omraade"
kolonne = "alder"
minst = 0
hoeyst = 120

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 2020
hoeyst = 2100

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 6000000
*/
-- Lastes fra pipelines/; ingen SQL.
