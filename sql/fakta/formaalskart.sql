/*
beskrivelse = "Hva hver av kommunens tjenestekoder i grunnskolen går til. De to siste sifrene i en tjeneste er kommunens egne."
korn = "én rad per kommune, tjeneste, ansvar og første år"
noekkel = ["kommunenr", "tjeneste", "ansvar", "fra_aar"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen som har ført regnskapet, nummeret i regnskapsåret" }
tjeneste = { type = "VARCHAR", beskrivelse = "Kommunens egen tjenestekode" }
ansvar = { type = "VARCHAR", beskrivelse = "Ansvaret linjen gjelder, eller alle; en linje for ett ansvar går foran" }
formaal = { type = "VARCHAR", beskrivelse = "Formålet (dim.formaal)" }
fra_aar = { type = "INTEGER", beskrivelse = "Første regnskapsår linjen gjelder", enhet = "år" }
til_aar = { type = "INTEGER", beskrivelse = "Siste regnskapsår linjen gjelder; tom når den fortsatt gjelder", enhet = "år" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en linje i kartet", enhet = "antall" }

[[kontroller]]
type = "sql"
navn = "ingen felt unntatt siste år og ansvar for alle er tomme"
sql = "SELECT celle, kommunenr, tjeneste, ansvar, formaal, fra_aar FROM {denne} WHERE kommunenr IS NULL OR tjeneste IS NULL OR ansvar IS NULL OR formaal IS NULL OR fra_aar IS NULL"

[[kontroller]]
type = "sql"
navn = "siste år er ikke før det første"
sql = "SELECT celle, tjeneste, fra_aar, til_aar FROM {denne} WHERE til_aar < fra_aar"

[[kontroller]]
type = "sql"
navn = "en tjeneste har én linje om gangen"
sql = "SELECT a.celle, a.tjeneste, a.ansvar, a.fra_aar, a.til_aar, b.fra_aar AS ogsaa_fra, b.celle AS ogsaa_i FROM {denne} AS a INNER JOIN {denne} AS b ON b.kommunenr = a.kommunenr AND b.tjeneste = a.tjeneste AND b.ansvar = a.ansvar AND (b.fra_aar > a.fra_aar OR (b.fra_aar = a.fra_aar AND b.celle > a.celle)) WHERE a.til_aar IS NULL OR a.til_aar >= b.fra_aar"

[[kontroller]]
type = "sql"
navn = "kommunenummer har fire siffer"
sql = "SELECT celle, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
