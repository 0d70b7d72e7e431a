/*
beskrivelse = "Konsumprisindeksen, totalindeksen måned for måned (2025=100). Den er ikke kommunal deflator, og brukes bare der det står at faste priser er etter KPI."
korn = "én rad per måned"
noekkel = ["maaned"]

[kolonner]
maaned = { type = "VARCHAR", beskrivelse = "SSBs måned, for eksempel 2025M06" }
aar = { type = "INTEGER", beskrivelse = "Året måneden er i", enhet = "år" }
verdi = { type = "DOUBLE", beskrivelse = "Indeks; tom når status ikke er ok", enhet = "2025=100" }
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
kolonner = ["maaned", "status", "datasett", "henting", "celle"]

[[kontroller]]
type = "tillatt"
kolonne = "status"
verdier = ["ok", "skjermet", "undertrykt", "mangler", "ikke_aktuelt", "ikke_beregnbar", "ufullstendig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

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
