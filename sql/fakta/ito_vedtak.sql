/*
beskrivelse = "Elever med vedtak om individuelt tilrettelagt opplæring, og timene vedtakene gir, per skole og trinn, slik kommunen selv har dem. Tall om færre enn seks elever er skjult før de ble lagret (status undertrykt)."
korn = "én rad per kommune, skole, skoleår, trinn og mål"
noekkel = ["kommunenr", "enhet", "skoleaar", "trinn", "maal"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i skoleåret" }
enhet = { type = "VARCHAR", beskrivelse = "Skolens organisasjonsnummer" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleåret, for eksempel 2024-25" }
trinn = { type = "VARCHAR", beskrivelse = "alle, eller trinnet fra 1 til 10" }
maal = { type = "VARCHAR", beskrivelse = "vedtak_antall (elever), laerertimer eller assistenttimer (årstimer à 60 minutter)" }
verdi = { type = "DOUBLE", beskrivelse = "Antallet eller timene; tom når status ikke er ok" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "enhet", "skoleaar", "trinn", "maal"]

[[kontroller]]
type = "sql"
navn = "en skjult verdi er ikke lagret"
sql = "SELECT celle, enhet, maal, status FROM {denne} WHERE status = 'undertrykt' AND verdi IS NOT NULL"
*/
-- Lastes fra pipelines/; ingen SQL.
