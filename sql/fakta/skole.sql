/*
beskrivelse = "Grunnskolene i Nasjonalt skoleregister: kommune, KOSTRA-gruppe, trinn, eier, målform og elevtall, også nedlagte."
korn = "én rad per organisasjonsnummer"
noekkel = ["register", "orgnr"]

[kolonner]
register = { type = "VARCHAR", beskrivelse = "nsr" }
orgnr = { type = "VARCHAR", beskrivelse = "Organisasjonsnummer, eller Udirs eget nummer (U…); nytt ved ny registrering, uten lenke til det gamle" }
navn = { type = "VARCHAR", beskrivelse = "Skolens navn; tomt for enkeltpersonforetak" }
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen skolen ligger i; nedlagte skoler står på kommunen de lå i" }
kommune_navn = { type = "VARCHAR", beskrivelse = "Kommunens navn" }
kostragruppe = { type = "VARCHAR", beskrivelse = "Kommunens KOSTRA-gruppe etter registeret" }
fylkesnr = { type = "VARCHAR", beskrivelse = "Fylket skolen ligger i" }
er_aktiv = { type = "VARCHAR", beskrivelse = "Skolen er i drift: ja eller nei; tom der registeret ikke sier det" }
er_grunnskole = { type = "VARCHAR", beskrivelse = "Skolen er en grunnskole: ja eller nei; tom der registeret ikke sier det" }
er_privat = { type = "VARCHAR", beskrivelse = "Skolen er privat: ja eller nei; tom der registeret ikke sier det" }
er_spesialskole = { type = "VARCHAR", beskrivelse = "Skolen er en spesialskole: ja eller nei; tom der registeret ikke sier det" }
trinn_fra = { type = "INTEGER", beskrivelse = "Laveste grunnskoletrinn; tom for nedlagte" }
trinn_til = { type = "INTEGER", beskrivelse = "Høyeste grunnskoletrinn; tom for nedlagte" }
maalform = { type = "VARCHAR", beskrivelse = "B bokmål, N nynorsk, S samisk eller registerets annen kode" }
eier_orgnr = { type = "VARCHAR", beskrivelse = "Eierens organisasjonsnummer (relasjonstype 1)" }
utgaattype = { type = "VARCHAR", beskrivelse = "A ingen, D dublett, F sammenslåing, N næringskode, O, S slettet eller U" }
utgaatt_dato = { type = "DATE", beskrivelse = "Dagen skolen gikk ut av registeret" }
oppstart_dato = { type = "DATE", beskrivelse = "Oppstart eller stiftelse" }
breddegrad = { type = "VARCHAR", beskrivelse = "Breddegrad; tom når registeret ikke vet" }
lengdegrad = { type = "VARCHAR", beskrivelse = "Lengdegrad; tom når registeret ikke vet" }
naeringskode = { type = "VARCHAR", beskrivelse = "Skolens første næringskode" }
kategorier = { type = "VARCHAR", beskrivelse = "Registerets kategorinumre med komma mellom" }
endret = { type = "VARCHAR", beskrivelse = "Når registeret sist endret skolen (ISO 8601)" }
barn = { type = "INTEGER", beskrivelse = "Hvor mange enheter som ligger under skolen", enhet = "antall" }
verdi = { type = "BIGINT", beskrivelse = "Elevtall etter registeret; tom når status ikke er ok", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["register", "orgnr", "er_aktiv"]

[[kontroller]]
type = "tillatt"
kolonne = "register"
verdier = ["nsr"]

[[kontroller]]
type = "tillatt"
kolonne = "er_aktiv"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_grunnskole"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_privat"
verdier = ["ja", "nei"]

[[kontroller]]
type = "tillatt"
kolonne = "er_spesialskole"
verdier = ["ja", "nei"]

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 0
hoeyst = 5000

[[kontroller]]
type = "sql"
navn = "kommunenr_har_fire_siffer"
sql = "SELECT orgnr, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"

[[kontroller]]
type = "sql"
navn = "trinn_mellom_1_og_10"
sql = "SELECT orgnr, trinn_fra, trinn_til FROM {denne} WHERE trinn_fra < 1 OR trinn_til > 10 OR trinn_fra > trinn_til"
*/
-- Lastes fra pipelines/; ingen SQL.
