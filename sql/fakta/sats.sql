/*
beskrivelse = "Satser og deflatorer som bare er kunngjort i dokumenter: kommunal deflator, tilskudd til private skoler, ressurskrevende tjenester."
korn = "én rad per år, sats, hva den gjelder og vedtak"
noekkel = ["aar", "sats", "gjelder", "vedtak"]

[kolonner]
aar = { type = "INTEGER", beskrivelse = "Året satsen gjelder for", enhet = "år" }
sats = { type = "VARCHAR", beskrivelse = "kommunal_deflator_prosent, friskole_sats_1_kr (per elev til og med knekkpunktet), friskole_sats_2_kr (per elev over det), friskole_knekkpunkt_antall, friskole_andel_prosent, ressurskrevende_innslag_kr, ressurskrevende_andel_prosent eller ressurskrevende_fradrag_kr" }
gjelder = { type = "VARCHAR", beskrivelse = "alle, eller barnetrinn eller ungdomstrinn for friskoler" }
vedtak = { type = "VARCHAR", beskrivelse = "Hvor satsen ble fastsatt, for eksempel NB 2026; tomt når det ikke er ført" }
kilde = { type = "VARCHAR", beskrivelse = "Dokumentet og siden" }
verdi = { type = "DOUBLE", beskrivelse = "Satsen, i enheten som navnet sier; tom når status ikke er ok" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["aar", "sats", "gjelder", "kilde"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1990
hoeyst = 2100
*/
-- Lastes fra pipelines/; ingen SQL.
