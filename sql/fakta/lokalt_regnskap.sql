/*
beskrivelse = "Kommunens egne regnskap og budsjetter, projisert til konto, ansvar og tjeneste før de ble arkivert. Hele beløp i kroner; utgift positiv, inntekt negativ."
korn = "én rad per kommune, år, versjon, kontoklasse, tjeneste, ansvar og konto"
noekkel = ["kommunenr", "aar", "versjon", "kontoklasse", "funksjon", "tjeneste", "ansvar", "konto", "art"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i regnskapsåret" }
aar = { type = "INTEGER", beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = { type = "VARCHAR", beskrivelse = "Hva beløpet er, for eksempel regnskap eller budsjett" }
kontoklasse = { type = "VARCHAR", beskrivelse = "0 investering, 1 drift" }
funksjon = { type = "VARCHAR", beskrivelse = "KOSTRA-funksjon, tre siffer" }
tjeneste = { type = "VARCHAR", beskrivelse = "Kommunens egen tjenestekode" }
ansvar = { type = "VARCHAR", beskrivelse = "Kommunens egen ansvarskode" }
konto = { type = "VARCHAR", beskrivelse = "Kommunens egen konto" }
art = { type = "VARCHAR", beskrivelse = "KOSTRA-art som kontoen er ført til" }
verdi = { type = "DECIMAL(18,2)", beskrivelse = "Beløp; utgift positiv, inntekt negativ", enhet = "kr" }
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
kolonner = ["kommunenr", "aar", "versjon", "kontoklasse", "funksjon", "art", "status", "datasett", "henting", "celle"]

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
minst = 1990
hoeyst = 2100
*/
-- Lastes fra pipelines/; ingen SQL.
