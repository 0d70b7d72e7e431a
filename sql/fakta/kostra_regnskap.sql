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

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "kvartal", "skjema", "region", "kontoklasse", "funksjon", "art"]

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
