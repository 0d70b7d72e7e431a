/*
beskrivelse = "Ungdata slik de står i kommunens egen rapport: råtall i prosent, med hvor mange som svarte. Ikke FHIs standardiserte tall (fakta.ungdata). Små grupper er skjult før de ble lagret (status undertrykt)."
korn = "én rad per kommune, år, nivå, indikator, kjønn, trinn og mål"
noekkel = ["kommunenr", "aar", "nivaa", "indikator", "kjoenn", "trinn", "maal"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i året" }
aar = { type = "INTEGER", beskrivelse = "Året undersøkelsen ble gjort", enhet = "år" }
nivaa = { type = "VARCHAR", beskrivelse = "mellomtrinn, ungdomstrinn eller vgs" }
indikator = { type = "VARCHAR", beskrivelse = "Hva det er spurt om, som i rapporten" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
trinn = { type = "VARCHAR", beskrivelse = "alle, eller trinnet" }
kilde = { type = "VARCHAR", beskrivelse = "Rapporten og siden; tom når den ikke er ført" }
maal = { type = "VARCHAR", beskrivelse = "andel (prosent), n (hvor mange som svarte) eller svarprosent (prosent)" }
verdi = { type = "DOUBLE", beskrivelse = "Tallet; tom når status ikke er ok" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "nivaa", "indikator", "kjoenn", "trinn", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 2010
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "en skjult verdi er ikke lagret"
sql = "SELECT celle, kommunenr, indikator, maal, status FROM {denne} WHERE status = 'undertrykt' AND verdi IS NOT NULL"
*/
-- Lastes fra pipelines/; ingen SQL.
