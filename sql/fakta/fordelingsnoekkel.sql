/*
beskrivelse = "Hva felles kostnader fordeles på skolene etter, funksjon for funksjon, slik kommunen har bestemt det."
korn = "én rad per kommune, funksjon, ansvar og første år"
noekkel = ["kommunenr", "funksjon", "ansvar", "fra_aar"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen som har ført regnskapet, nummeret i regnskapsåret" }
funksjon = { type = "VARCHAR", beskrivelse = "KOSTRA-funksjon, tre siffer" }
ansvar = { type = "VARCHAR", beskrivelse = "Ansvaret nøkkelen gjelder, eller alle; en nøkkel for ett ansvar går foran" }
noekkel = { type = "VARCHAR", beskrivelse = "elever (7/12 og 5/12), elever_1_4, aarsverk eller areal" }
fra_aar = { type = "INTEGER", beskrivelse = "Første regnskapsår nøkkelen gjelder", enhet = "år" }
til_aar = { type = "INTEGER", beskrivelse = "Siste regnskapsår nøkkelen gjelder; tom når den fortsatt gjelder", enhet = "år" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en linje i kartet", enhet = "antall" }

[[kontroller]]
type = "sql"
navn = "ingen felt unntatt siste år og ansvar for alle er tomme"
sql = "SELECT celle, kommunenr, funksjon, ansvar, noekkel, fra_aar FROM {denne} WHERE kommunenr IS NULL OR funksjon IS NULL OR ansvar IS NULL OR noekkel IS NULL OR fra_aar IS NULL"

[[kontroller]]
type = "tillatt"
kolonne = "noekkel"
verdier = ["elever", "elever_1_4", "aarsverk", "areal"]

[[kontroller]]
type = "tillatt"
kolonne = "funksjon"
verdier = ["202", "215", "222", "223"]

[[kontroller]]
type = "sql"
navn = "siste år er ikke før det første"
sql = "SELECT celle, funksjon, fra_aar, til_aar FROM {denne} WHERE til_aar < fra_aar"

[[kontroller]]
type = "sql"
navn = "en funksjon har én nøkkel om gangen"
sql = "SELECT a.celle, a.funksjon, a.ansvar, a.fra_aar, a.til_aar, b.fra_aar AS ogsaa_fra, b.celle AS ogsaa_i FROM {denne} AS a INNER JOIN {denne} AS b ON b.kommunenr = a.kommunenr AND b.funksjon = a.funksjon AND b.ansvar = a.ansvar AND (b.fra_aar > a.fra_aar OR (b.fra_aar = a.fra_aar AND b.celle > a.celle)) WHERE a.til_aar IS NULL OR a.til_aar >= b.fra_aar"

[[kontroller]]
type = "sql"
navn = "kommunenummer har fire siffer"
sql = "SELECT celle, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
