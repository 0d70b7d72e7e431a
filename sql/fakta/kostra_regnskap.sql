/*
beskrivelse = "Kommunenes regnskap slik de rapporteres til KOSTRA, i hele kroner (filene har tusen). Utgifter er positive, inntekter negative. Like nøkler er lovlige og summeres."
korn = "én rad per post i filen"
noekkel = ["kommunenr", "aar", "kvartal", "skjema", "region", "orgnr", "kontoklasse", "funksjon", "art", "celle"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i regnskapsåret" }
aar = { type = "INTEGER", beskrivelse = "Regnskapsår", enhet = "år" }
kvartal = { type = "VARCHAR", beskrivelse = "aar for årsregnskapet, ellers 1 til 4; 4 er hele året" }
skjema = { type = "VARCHAR", beskrivelse = "KOSTRA-skjema, for eksempel 0A (kommunekasse) og 0M (konsolidert)" }
regnskapsomfang = { type = "VARCHAR", beskrivelse = "kasse, konsern, saerbedrift eller annet" }
region = { type = "VARCHAR", beskrivelse = "Seks siffer: kommunenummer og bydel (00 utenom Oslo)" }
orgnr = { type = "VARCHAR", beskrivelse = "Organisasjonsnummer for særbedrifter; ellers tom" }
kontoklasse = { type = "VARCHAR", beskrivelse = "0 investering, 1 drift, 2 balanse; konsolidert: 3 drift, 4 investering, 5 balanse" }
funksjon = { type = "VARCHAR", beskrivelse = "KOSTRA-funksjon, tre siffer (kapittel i balansen)" }
art = { type = "VARCHAR", beskrivelse = "KOSTRA-art, tre siffer (sektor i balansen)" }
verdi = { type = "BIGINT", beskrivelse = "Beløp; utgift positiv, inntekt negativ", enhet = "kr" }
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
kolonner = ["kommunenr", "aar", "kvartal", "skjema", "region", "kontoklasse", "funksjon", "art", "celle", "status", "datasett", "henting"]

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
kolonne = "kvartal"
verdier = ["aar", "1", "2", "3", "4"]

[[kontroller]]
type = "tillatt"
kolonne = "regnskapsomfang"
verdier = ["kasse", "konsern", "saerbedrift", "annet"]

[[kontroller]]
type = "tillatt"
kolonne = "kontoklasse"
verdier = ["0", "1", "2", "3", "4", "5"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1990
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "dobbel_noekkel_summeres"
sql = "SELECT kommunenr, aar, kvartal, skjema, region, orgnr, kontoklasse, funksjon, art, COUNT(*) AS antall FROM {denne} GROUP BY kommunenr, aar, kvartal, skjema, region, orgnr, kontoklasse, funksjon, art HAVING COUNT(*) > 1"
alvor = "advarsel"

[[kontroller]]
type = "sql"
navn = "driftsregnskapet_gaar_i_null"
sql = "SELECT kommunenr, aar, kvartal, skjema, kontoklasse, SUM(verdi) AS differanse FROM {denne} WHERE kontoklasse IN ('1', '3') AND kvartal = 'aar' GROUP BY kommunenr, aar, kvartal, skjema, kontoklasse HAVING ABS(SUM(verdi)) > 30000"
alvor = "advarsel"
*/
-- Lastes fra pipelines/; ingen SQL.
