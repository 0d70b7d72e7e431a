/*
beskrivelse = "Kommunens egne opplysninger om skolene: lokaler, kapasitet, godkjenning og ledelse, ett tall per rad."
korn = "én rad per kommune, skole, år og mål"
noekkel = ["kommunenr", "enhet", "aar", "maal"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i året" }
enhet = { type = "VARCHAR", beskrivelse = "Skolens organisasjonsnummer" }
aar = { type = "INTEGER", beskrivelse = "Året opplysningene gjelder for", enhet = "år" }
navn = { type = "VARCHAR", beskrivelse = "Navnet i kommunens liste" }
opptaksomraade = { type = "VARCHAR", beskrivelse = "Navnet på opptaksområdet; tomt når kommunen ikke har ført det" }
spesialavdelinger = { type = "VARCHAR", beskrivelse = "Særskilte avdelinger og tilbud, med komma mellom; tomt når det ikke er noen" }
miljoegodkjent = { type = "VARCHAR", beskrivelse = "Godkjent etter forskrift om miljø og helse: ja eller nei; tomt når kommunen ikke har ført det" }
miljoegodkjent_dato = { type = "DATE", beskrivelse = "Dagen den ble godkjent" }
maal = { type = "VARCHAR", beskrivelse = "kapasitet_antall (elever), areal_kvm, byggeaar, rehabilitert_aar, vedlikeholdsbehov_kr, ledelse_aarsverk eller administrasjon_aarsverk" }
verdi = { type = "DOUBLE", beskrivelse = "Tallet, i enheten som målets navn sier; tom når status ikke er ok" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "enhet", "aar", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "miljoegodkjent"
verdier = ["ja", "nei"]

[[kontroller]]
type = "omraade"
kolonne = "aar"
minst = 1990
hoeyst = 2100
*/
-- Lastes fra pipelines/; ingen SQL.
