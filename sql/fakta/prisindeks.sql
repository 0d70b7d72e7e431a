/*
beskrivelse = "Konsumprisindeksen, totalindeksen måned for måned (2025=100). Den er ikke kommunal deflator, og brukes bare der det står at faste priser er etter KPI."
korn = "én rad per måned"
noekkel = ["maaned"]

[kolonner]
maaned = { type = "VARCHAR", beskrivelse = "SSBs måned, for eksempel 2025M06" }
aar = { type = "INTEGER", beskrivelse = "Året måneden er i", enhet = "år" }
verdi = { type = "DOUBLE", beskrivelse = "Indeks; tom når status ikke er ok", enhet = "2025=100" }

[[kontroller]]
type = "ikke_null"
kolonner = ["maaned"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1920
hoeyst = 2100

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 1000

[[kontroller]]
type = "sql"
navn = "maaned_har_form_2025M06"
sql = "SELECT maaned FROM {denne} WHERE NOT regexp_like(maaned, '^[0-9]{4}M[0-9]{2}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
