/*
beskrivelse = "Kommunens egne regnskap og budsjetter, projisert til konto, ansvar og tjeneste før de ble arkivert. Hele beløp i kroner; utgift positiv, inntekt negativ."
korn = "én rad per kommune, år, versjon, kontoklasse, tjeneste, ansvar og konto"
noekkel = ["kommunenr", "aar", "versjon", "kontoklasse", "funksjon", "tjeneste", "ansvar", "konto", "art"]
internt = true

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i regnskapsåret" }
aar = { type = "INTEGER", beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = { type = "VARCHAR", beskrivelse = "regnskap, budsjettforslag, vedtatt_budsjett, revidert_budsjett, eller oekonomiplan_1 til oekonomiplan_4 (planens første til fjerde år)" }
kontoklasse = { type = "VARCHAR", beskrivelse = "0 investering, 1 drift" }
funksjon = { type = "VARCHAR", beskrivelse = "KOSTRA-funksjon, tre siffer" }
tjeneste = { type = "VARCHAR", beskrivelse = "Kommunens egen tjenestekode" }
ansvar = { type = "VARCHAR", beskrivelse = "Kommunens egen ansvarskode" }
konto = { type = "VARCHAR", beskrivelse = "Kommunens egen konto; tom når filen ikke har kontoer" }
art = { type = "VARCHAR", beskrivelse = "KOSTRA-art som kontoen er ført til; «ukjent» når den ikke kan vites. En sum over alle arter holder da, en sum over noen av dem gjør ikke" }
verdi = { type = "DECIMAL(18,2)", beskrivelse = "Beløp; utgift positiv, inntekt negativ", enhet = "kr" }

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "versjon", "kontoklasse", "funksjon", "art"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1990
hoeyst = 2100
*/
-- Lastes fra pipelines/; ingen SQL.
