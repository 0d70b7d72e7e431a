/*
beskrivelse = "Gjennomsnittlige grunnskolepoeng per fylke og for landet, SSBs tabell 07495. fakta.grunnskolepoeng har Utdanningsdirektoratets tall, også for kommuner og skoler."
korn = "én rad per enhet, år og kjønn"
noekkel = ["enhetsnivaa", "enhet", "aar", "kjoenn"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke eller kommune" }
enhet = { type = "VARCHAR", beskrivelse = "0 for landet, to siffer for fylke, fire for kommune; nummeret SSB brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "SSBs navn; tidligere nummer har årene i parentes" }
aar = { type = "INTEGER", beskrivelse = "SSBs Tid: våren elevene gikk ut av 10. trinn", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
verdi = { type = "DOUBLE", beskrivelse = "Gjennomsnittlige grunnskolepoeng; tom når status ikke er ok, og 0 der SSB skriver 0 for et fylke som ikke fantes", enhet = "poeng" }
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
kolonner = ["enhetsnivaa", "enhet", "aar", "kjoenn", "status", "datasett", "henting", "celle"]

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
kolonne = "enhetsnivaa"
verdier = ["land", "fylke"]

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1980
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "poeng_er_0_eller_mellom_20_og_60"
sql = "SELECT enhet, aar, kjoenn, verdi FROM {denne} WHERE verdi <> 0 AND verdi NOT BETWEEN 20 AND 60"
*/
-- Lastes fra pipelines/; ingen SQL.
