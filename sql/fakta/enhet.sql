/*
beskrivelse = "Enhetene i de nasjonale registrene for skoler (NSR) og barnehager (NBR): skoler, skoleeiere og barnehager, også nedlagte."
korn = "én rad per register og organisasjonsnummer"
noekkel = ["register", "orgnr"]

[kolonner]
register = { type = "VARCHAR", beskrivelse = "nsr eller nbr" }
orgnr = { type = "VARCHAR", beskrivelse = "Organisasjonsnummer, eller Udirs eget nummer (U…) for enheter uten" }
navn = { type = "VARCHAR", beskrivelse = "Enhetens navn" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen enheten ligger i; nedlagte enheter står på kommunen de lå i" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket enheten ligger i" }
er_aktiv = { type = "VARCHAR", beskrivelse = "Enheten er i drift: ja eller nei; tom der registeret ikke sier det" }
er_skole = { type = "VARCHAR", beskrivelse = "Enheten er en skole: ja eller nei; tom der registeret ikke sier det" }
er_skoleeier = { type = "VARCHAR", beskrivelse = "Enheten eier skoler: ja eller nei; tom der registeret ikke sier det" }
er_grunnskole = { type = "VARCHAR", beskrivelse = "Enheten har grunnskole: ja eller nei; tom der registeret ikke sier det" }
er_videregaaende = { type = "VARCHAR", beskrivelse = "Enheten har videregående opplæring: ja eller nei; tom der registeret ikke sier det" }
er_barnehage = { type = "VARCHAR", beskrivelse = "Enheten er en barnehage: ja eller nei; tom der registeret ikke sier det" }
er_privat = { type = "VARCHAR", beskrivelse = "Enheten er privat: ja eller nei; tom der registeret ikke sier det" }
er_offentlig = { type = "VARCHAR", beskrivelse = "Enheten er offentlig: ja eller nei; tom der registeret ikke sier det" }
er_spesialskole = { type = "VARCHAR", beskrivelse = "Enheten er en spesialskole: ja eller nei; tom der registeret ikke sier det" }
kategorier = { type = "VARCHAR", beskrivelse = "Registerets kategorinumre med komma mellom" }
endret = { type = "VARCHAR", beskrivelse = "Når registeret sist endret enheten (ISO 8601)" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en enhet", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["register", "orgnr", "er_aktiv"]

[[kontroller]]
type = "tillatt"
kolonne = "register"
verdier = ["nsr", "nbr"]

[[kontroller]]
type = "tillatt"
kolonne = "er_aktiv"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_skole"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_skoleeier"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_grunnskole"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_videregaaende"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_barnehage"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_privat"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_offentlig"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_spesialskole"
verdier = ["ja", "nei"]

[[kontroller]]
type = "sql"
navn = "kommunenr_har_fire_siffer"
sql = "SELECT orgnr, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
