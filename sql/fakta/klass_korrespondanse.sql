/*
beskrivelse = "Koblinger mellom to kodeverk i SSBs Klass: hvilken KOSTRA-gruppe (112) en kommune (131) hører til, og når."
korn = "én rad per kobling, år, kildekode, målkode og første gyldige dag"
noekkel = ["kobling", "aar", "kilde_kode", "maal_kode", "gyldig_fra"]

[kolonner]
aar = { type = "INTEGER", beskrivelse = "Året koblingen er hentet for", enhet = "år" }
kobling = { type = "VARCHAR", beskrivelse = "Numrene i Klass, for eksempel 131-112: fra kommune til KOSTRA-gruppe" }
kilde_kode = { type = "VARCHAR", beskrivelse = "Koden i det første kodeverket" }
kilde_navn = { type = "VARCHAR", beskrivelse = "Navnet på den" }
maal_kode = { type = "VARCHAR", beskrivelse = "Koden i det andre kodeverket" }
maal_navn = { type = "VARCHAR", beskrivelse = "Navnet på den" }
gyldig_fra = { type = "DATE", beskrivelse = "Første dag koblingen gjelder" }
gyldig_til = { type = "DATE", beskrivelse = "Dagen koblingen opphørte, ikke etter årets slutt; tom når utgiveren ikke sier det" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en kobling", enhet = "antall" }

[[kontroller]]
type = "ikke_null"
kolonner = ["kobling", "aar", "kilde_kode", "maal_kode", "gyldig_fra"]

[[kontroller]]
type = "tillatt"
kolonne = "kobling"
verdier = ["131-112"]

[[kontroller]]
type = "sql"
navn = "kommune_er_kilde_og_gruppe_er_maal"
sql = "SELECT kilde_kode, maal_kode FROM {denne} WHERE kobling = '131-112' AND (NOT regexp_like(kilde_kode, '^[0-9]{4}$') OR NOT regexp_like(maal_kode, '^EKG[0-9]{2}$'))"

[[kontroller]]
type = "sql"
navn = "gyldigheten_gaar_framover"
sql = "SELECT kilde_kode, gyldig_fra, gyldig_til FROM {denne} WHERE gyldig_til <= gyldig_fra"
*/
-- Lastes fra pipelines/; ingen SQL.
