/*
beskrivelse = "Mål kommunene har satt for indikatorene: hva som kreves, og fra når."
korn = "én rad per kommune, indikator, populasjon, nivå, tema, trinn, krav og første periode"
noekkel = ["kommunenr", "indikator_id", "populasjon", "enhetsnivaa", "tema", "trinn", "krav", "fra_periode"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen som har satt målet" }
indikator_id = { type = "VARCHAR", beskrivelse = "Indikatoren målet gjelder (dim.indikator)" }
populasjon = { type = "VARCHAR", beskrivelse = "Hvem målet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte" }
enhetsnivaa = { type = "VARCHAR", beskrivelse = "kommune: kommunen samlet; skole: hver av skolene" }
tema = { type = "VARCHAR", beskrivelse = "Indikatorens tema, eller alle" }
trinn = { type = "VARCHAR", beskrivelse = "Trinnet, eller alle" }
krav = { type = "VARCHAR", beskrivelse = "minst eller hoeyst" }
fra_periode = { type = "VARCHAR", beskrivelse = "Første periode målet gjelder, i indikatorens periodetype" }
til_periode = { type = "VARCHAR", beskrivelse = "Siste periode målet gjelder; tom når det fortsatt gjelder" }
vedtak = { type = "VARCHAR", beskrivelse = "Hvor målet er vedtatt" }
verdi = { type = "DOUBLE", beskrivelse = "Grensen, i indikatorens måleenhet" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "indikator_id", "populasjon", "enhetsnivaa", "krav", "fra_periode"]

[[kontroller]]
type = "sql"
navn = "perioden er et kalenderår (2024) eller et skoleår (2024-25), og den siste er ikke før den første"
sql = "SELECT celle, indikator_id, fra_periode, til_periode FROM {denne} WHERE NOT regexp_like(fra_periode, '^(19|20)[0-9]{2}(-[0-9]{2})?$') OR NOT regexp_like(COALESCE(til_periode, fra_periode), '^(19|20)[0-9]{2}(-[0-9]{2})?$') OR til_periode < fra_periode OR length(til_periode) <> length(fra_periode)"

[[kontroller]]
type = "sql"
navn = "kommunenummer har fire siffer"
sql = "SELECT celle, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
