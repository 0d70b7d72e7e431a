/*
beskrivelse = "Alle kommunenummer som endringene eller tallene kjenner, med navn og tiden de gjelder. Svalbard, Jan Mayen, sokkelen, utlandet og uoppgitt er ikke kommuner og er ikke med. Navnet er det nyeste fra Klass, ellers fra Utdanningsdirektoratet, ellers fra SSBs 07459."
korn = "én rad per kommunenummer"
noekkel = ["kommunenr"]

[kolonner]
kommunenr = "Kommunenummer, fire siffer"
navn = "Kommunens navn; nummeret selv når ingen kilde har navn"
fylkesnr = "Fylket: de to første sifrene i nummeret"
gyldig_fra = "Første dag nummeret gjaldt; tom når det gjaldt før den første kjente endringen"
gyldig_til = "Dagen nummeret utgikk; tom når det fortsatt gjelder"
gjeldende = "Sann når nummeret gjelder etter den nyeste kjente endringen"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "navn", "fylkesnr", "gjeldende"]

[[kontroller]]
type = "sql"
navn = "nummer_har_fire_siffer"
sql = "SELECT kommunenr FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$')"

[[kontroller]]
type = "sql"
navn = "gjelder_fra_foer_til"
sql = "SELECT kommunenr FROM {denne} WHERE gyldig_til <= gyldig_fra"
*/
WITH koder_i_fakta AS (
    SELECT
        kommunenr,
        navn,
        aar,
        CASE
            WHEN kilde IN ('elever', 'individuell_tilrettelegging', 'nasjonale_proever') THEN 2
            ELSE 3
        END AS prioritet
    FROM dim.kommune_i_kilder
    WHERE kilde <> 'nasjonale_proever_skoler'
        AND (daterer OR kilde = 'lokalt_regnskap')
        AND (har_tall OR kilde <> 'folkemengde')
),

koder_i_klass AS (
    SELECT
        gammel_kode AS kommunenr,
        gammelt_navn AS navn,
        CAST(date_part('year', dato) - 1 AS INTEGER) AS aar,
        1 AS prioritet
    FROM fakta.kommuneendring
    UNION
    SELECT
        ny_kode AS kommunenr,
        nytt_navn AS navn,
        CAST(date_part('year', dato) AS INTEGER) AS aar,
        1 AS prioritet
    FROM fakta.kommuneendring
),

koder AS (
    SELECT
        kommunenr,
        nullif(trim(regexp_replace(navn, ' *\([0-9]{4} *- *[0-9]{4}\) *$', '')), '') AS navn,
        aar,
        prioritet
    FROM (
        SELECT kommunenr, navn, aar, prioritet FROM koder_i_fakta
        UNION ALL
        SELECT kommunenr, navn, aar, prioritet FROM koder_i_klass
    ) AS alle_koder
    WHERE regexp_like(kommunenr, '^[0-9]{4}$')
        AND substr(kommunenr, 1, 2) NOT BETWEEN '21' AND '29'
        AND kommunenr NOT IN ('0000', '9999')
),

navn_i_rekkefoelge AS (
    SELECT
        kommunenr,
        navn,
        ROW_NUMBER() OVER (PARTITION BY kommunenr ORDER BY prioritet, aar DESC, navn) AS nummer
    FROM koder
    WHERE navn IS NOT NULL
),

siste_tall AS (
    SELECT
        kommunenr,
        MAX(CASE WHEN prioritet > 1 THEN aar END) AS siste_aar,
        MAX(CASE WHEN prioritet = 1 THEN 1 ELSE 0 END) AS i_klass
    FROM koder
    GROUP BY kommunenr
),

klass_dekker AS (
    SELECT
        CAST(MIN(date_part('year', dato)) AS INTEGER) AS fra_aar
    FROM fakta.kommuneendring
),

lever_videre AS (
    SELECT
        dato,
        fra_kommunenr AS kommunenr
    FROM dim.kommune_endring
    WHERE fra_kommunenr = til_kommunenr
),

opprettet AS (
    SELECT
        e.til_kommunenr AS kommunenr,
        MAX(e.dato) AS dato
    FROM dim.kommune_endring AS e
    LEFT JOIN lever_videre AS l
        ON l.dato = e.dato
        AND l.kommunenr = e.til_kommunenr
    WHERE l.kommunenr IS NULL
    GROUP BY e.til_kommunenr
),

nedlagt AS (
    SELECT
        e.fra_kommunenr AS kommunenr,
        MAX(e.dato) AS dato
    FROM dim.kommune_endring AS e
    LEFT JOIN lever_videre AS l
        ON l.dato = e.dato
        AND l.kommunenr = e.fra_kommunenr
    WHERE l.kommunenr IS NULL
    GROUP BY e.fra_kommunenr
),

levetid AS (
    SELECT
        s.kommunenr,
        o.dato AS gyldig_fra,
        CASE
            WHEN n.dato IS NOT NULL AND (o.dato IS NULL OR n.dato > o.dato) THEN n.dato
            -- Ukjent for Klass, og uten tall i tiden Klass dekker: utgått før den første kjente endringen.
            WHEN s.i_klass = 0 AND s.siste_aar < k.fra_aar THEN make_date(s.siste_aar + 1, 1, 1)
        END AS gyldig_til
    FROM siste_tall AS s
    CROSS JOIN klass_dekker AS k
    LEFT JOIN opprettet AS o
        ON o.kommunenr = s.kommunenr
    LEFT JOIN nedlagt AS n
        ON n.kommunenr = s.kommunenr
)

SELECT
    l.kommunenr,
    COALESCE(n.navn, l.kommunenr) AS navn,
    substr(l.kommunenr, 1, 2) AS fylkesnr,
    l.gyldig_fra,
    l.gyldig_til,
    l.gyldig_til IS NULL AS gjeldende
FROM levetid AS l
LEFT JOIN navn_i_rekkefoelge AS n
    ON n.kommunenr = l.kommunenr
    AND n.nummer = 1
