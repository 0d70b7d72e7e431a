/*
beskrivelse = "KOSTRA-tall slik SSB publiserer dem, for kommuner, fylker, KOSTRA-grupper og landet. Beløp er i hele kroner (SSB har tusen). Foreløpige tall fra mars og reviderte fra juni skilles bare av publisert."
korn = "én rad per tabell, region, år, mål, funksjon, art, inndeling og regnskapsomfang"
noekkel = ["tabell", "region", "aar", "maal", "funksjon", "art", "inndeling", "omfang"]

[kolonner]
tabell = { type = "VARCHAR", beskrivelse = "SSBs tabell; sfo der nummeret ikke er kjent på forhånd" }
region = { type = "VARCHAR", beskrivelse = "SSBs kode: kommunenummer (det som gjaldt det året), EKA og fylkesnummer, EKG og KOSTRA-gruppe, EAK for landet, EAKUO for landet uten Oslo" }
region_navn = { type = "VARCHAR", beskrivelse = "SSBs navn på regionen; tidligere nummer har årene i parentes" }
regiontype = { type = "VARCHAR", beskrivelse = "kommune, fylke, kostragruppe eller land" }
aar = { type = "INTEGER", beskrivelse = "Regnskapsår; elevtall er per 1. oktober dette året", enhet = "år" }
maal = { type = "VARCHAR", beskrivelse = "Hva tallet er, med måleenheten sist i navnet" }
funksjon = { type = "VARCHAR", beskrivelse = "KOSTRA-funksjon eller funksjonsgruppe (FGK8b er grunnskole); alle der tabellen ikke deler" }
art = { type = "VARCHAR", beskrivelse = "KOSTRA-art eller artsgruppe (AGD10 brutto, AGD2 netto, AGD4 korrigerte brutto, AG16 lønn); alle der tabellen ikke deler" }
inndeling = { type = "VARCHAR", beskrivelse = "Tabellens egen inndeling (hovedtrinn, eieform); alle der den ikke har noen" }
omfang = { type = "VARCHAR", beskrivelse = "kasse eller konsern for regnskapstall, ellers alle" }
verdi = { type = "DOUBLE", beskrivelse = "Tallet i enheten som maal ender på; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["tabell", "region", "aar", "maal", "funksjon", "art", "inndeling", "omfang"]

[[kontroller]]
type = "tillatt"
kolonne = "regiontype"
verdier = ["kommune", "fylke", "kostragruppe", "land"]

[[kontroller]]
type = "tillatt"
kolonne = "omfang"
verdier = ["alle", "kasse", "konsern"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1980
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "regionens_kode_passer_typen"
sql = "SELECT region, regiontype FROM {denne} WHERE NOT regexp_like(region, CASE regiontype WHEN 'kommune' THEN '^[0-9]{4}$' WHEN 'fylke' THEN '^EKA[0-9]{2}$' WHEN 'kostragruppe' THEN '^EKG[0-9]{2}$' ELSE '^EAK(UO)?$' END)"

[[kontroller]]
type = "sql"
navn = "andeler_er_mellom_0_og_100"
sql = "SELECT tabell, region, aar, maal, verdi FROM {denne} WHERE maal LIKE '%_prosent' AND verdi NOT BETWEEN 0 AND 100"
*/
-- Lastes fra pipelines/; ingen SQL.
