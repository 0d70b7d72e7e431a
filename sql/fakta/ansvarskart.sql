/*
beskrivelse = "Hvem hver av kommunens ansvarskoder tilhører: en skole, felles for skolene (fordeles med en nøkkel), eller kommunen sentralt (fordeles ikke)."
korn = "én rad per kommune, ansvar og første år"
noekkel = ["kommunenr", "ansvar", "fra_aar"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunen som har ført regnskapet, nummeret i regnskapsåret" }
ansvar = { type = "VARCHAR", beskrivelse = "Kommunens egen ansvarskode" }
tilhoerer = { type = "VARCHAR", beskrivelse = "Skolens organisasjonsnummer, felles eller sentralt" }
fra_aar = { type = "INTEGER", beskrivelse = "Første regnskapsår linjen gjelder", enhet = "år" }
til_aar = { type = "INTEGER", beskrivelse = "Siste regnskapsår linjen gjelder; tom når den fortsatt gjelder", enhet = "år" }
verdi = { type = "BIGINT", beskrivelse = "Alltid 1: raden er en linje i kartet", enhet = "antall" }

[[kontroller]]
type = "sql"
navn = "ingen felt unntatt siste år er tomme"
sql = "SELECT celle, kommunenr, ansvar, tilhoerer, fra_aar FROM {denne} WHERE kommunenr IS NULL OR ansvar IS NULL OR tilhoerer IS NULL OR fra_aar IS NULL"

[[kontroller]]
type = "sql"
navn = "et ansvar tilhører en skole (ni siffer), felles eller sentralt"
sql = "SELECT celle, ansvar, tilhoerer FROM {denne} WHERE NOT regexp_like(tilhoerer, '^([0-9]{9}|felles|sentralt)$')"

[[kontroller]]
type = "sql"
navn = "siste år er ikke før det første"
sql = "SELECT celle, ansvar, fra_aar, til_aar FROM {denne} WHERE til_aar < fra_aar"

[[kontroller]]
type = "sql"
navn = "et ansvar har én linje om gangen"
sql = "SELECT a.celle, a.ansvar, a.fra_aar, a.til_aar, b.fra_aar AS ogsaa_fra, b.celle AS ogsaa_i FROM {denne} AS a INNER JOIN {denne} AS b ON b.kommunenr = a.kommunenr AND b.ansvar = a.ansvar AND (b.fra_aar > a.fra_aar OR (b.fra_aar = a.fra_aar AND b.celle > a.celle)) WHERE a.til_aar IS NULL OR a.til_aar >= b.fra_aar"

[[kontroller]]
type = "sql"
navn = "kommunenummer har fire siffer"
sql = "SELECT celle, kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"
*/
-- Lastes fra pipelines/; ingen SQL.
