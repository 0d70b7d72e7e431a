/*
beskrivelse = "Fylkene slik Utdanningsdirektoratet viser dem, også de som er borte. Et fylke føres aldri over til et annet: tallene står på utgiverens kode."
korn = "én rad per fylkesnummer"
noekkel = ["fylkesnr"]

[kolonner]
fylkesnr = "Fylkesnummer, to siffer"
navn = "Fylkets nyeste navn"
gjeldende = "Sann når en gjeldende kommune ligger i fylket"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["fylkesnr", "navn", "gjeldende"]
*/
WITH fylker_i_fakta AS (
    SELECT DISTINCT
        enhet AS fylkesnr,
        enhet_navn AS navn,
        skoleaar
    FROM fakta.elever
    WHERE enhetsnivaa = 'fylke'
    UNION
    SELECT DISTINCT
        enhet AS fylkesnr,
        enhet_navn AS navn,
        skoleaar
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'fylke'
),

fylker AS (
    SELECT
        fylkesnr,
        nullif(trim(regexp_replace(navn, ' *\([0-9]{4} *- *[0-9]{4}\) *$', '')), '') AS navn,
        ROW_NUMBER() OVER (PARTITION BY fylkesnr ORDER BY skoleaar DESC, navn) AS nummer
    FROM fylker_i_fakta
    WHERE navn IS NOT NULL
),

gjeldende_fylker AS (
    SELECT DISTINCT fylkesnr
    FROM dim.kommune
    WHERE gjeldende
),

alle_fylker AS (
    SELECT fylkesnr FROM fylker
    UNION
    SELECT fylkesnr FROM gjeldende_fylker
)

SELECT
    a.fylkesnr,
    COALESCE(f.navn, a.fylkesnr) AS navn,
    g.fylkesnr IS NOT NULL AS gjeldende
FROM alle_fylker AS a
LEFT JOIN fylker AS f
    ON f.fylkesnr = a.fylkesnr
    AND f.nummer = 1
LEFT JOIN gjeldende_fylker AS g
    ON g.fylkesnr = a.fylkesnr
