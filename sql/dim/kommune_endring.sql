/*
beskrivelse = "Endringene i kommuneinndelingen slik de skal leses: hvilken kommune som gikk over i hvilken, om den gamle lever videre, og hva som kan føres over. En kode lever videre når den har egen rad samme dag, endres igjen senere, har tall i en senere periode, eller når alle mottakerne fantes fra før og det er flere enn én (grensejustering). Forutsetter at et nummer ikke er brukt om igjen til en annen kommune i tiden endringene dekker."
korn = "én rad per dato, kommune før og kommune etter"
noekkel = ["dato", "fra_kommunenr", "til_kommunenr"]

[kolonner]
dato = "Dagen endringen trådte i kraft"
fra_kommunenr = "Kommunenummer før"
til_kommunenr = "Kommunenummer etter"
type = "uendret, navn, nytt_nummer, grensejustering, sammenslaaing eller deling"
eksakt_antall = "Sann når antall og beløp kan føres over: ingen delt kommune inngår i mottakeren"
eksakt_snitt = "Sann når også snitt og andre tall for hele enheten kan føres over: verken sammenslåing eller deling"
aarsak = "Hva som skjedde, med dato og koder; tom når kommunen er uendret eller bare har byttet navn"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["dato", "fra_kommunenr", "til_kommunenr", "type", "eksakt_antall", "eksakt_snitt"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["uendret", "navn", "nytt_nummer", "grensejustering", "sammenslaaing", "deling"]

[[kontroller]]
type = "sql"
navn = "deling_er_aldri_eksakt"
sql = "SELECT dato, fra_kommunenr, til_kommunenr FROM {denne} WHERE type = 'deling' AND (eksakt_antall OR eksakt_snitt)"
*/
WITH endringer AS (
    SELECT
        dato,
        gammel_kode,
        MAX(gammelt_navn) AS gammelt_navn,
        ny_kode,
        MAX(nytt_navn) AS nytt_navn
    FROM fakta.kommuneendring
    WHERE gammel_kode IS NOT NULL
        AND ny_kode IS NOT NULL
        AND substr(gammel_kode, 1, 2) NOT BETWEEN '21' AND '29'
        AND gammel_kode NOT IN ('0000', '9999')
        AND substr(ny_kode, 1, 2) NOT BETWEEN '21' AND '29'
        AND ny_kode NOT IN ('0000', '9999')
    GROUP BY dato, gammel_kode, ny_kode
),

-- Null teller ikke: SSB gir 0 for koder som ikke gjelder. Kilder som ikke bruker hvert års egne nummer, teller ikke.
koder_med_tall AS (
    SELECT
        kilde,
        kommunenr,
        aar
    FROM dim.kommune_i_kilder
    WHERE har_tall
        AND daterer
),

egne_rader AS (
    SELECT DISTINCT
        dato,
        ny_kode AS kommunenr
    FROM endringer
    WHERE gammel_kode = ny_kode
),

endret_igjen AS (
    SELECT DISTINCT
        tidlig.dato,
        tidlig.gammel_kode AS kommunenr
    FROM endringer AS tidlig
    INNER JOIN endringer AS sen
        ON sen.gammel_kode = tidlig.gammel_kode
        AND sen.dato > tidlig.dato
),

tall_senere AS (
    SELECT DISTINCT
        e.dato,
        e.gammel_kode AS kommunenr
    FROM endringer AS e
    INNER JOIN koder_med_tall AS t
        ON t.kommunenr = e.gammel_kode
        AND t.aar >= CAST(date_part('year', e.dato) AS INTEGER)
),

ny_tidligere AS (
    SELECT DISTINCT
        sen.dato,
        sen.ny_kode AS kommunenr
    FROM endringer AS sen
    INNER JOIN endringer AS tidlig
        ON tidlig.ny_kode = sen.ny_kode
        AND tidlig.dato < sen.dato
),

-- Mottaker og avgiver har tall i samme kilde og år før endringen: da er mottakeren ikke ny.
tall_samtidig AS (
    SELECT DISTINCT
        e.dato,
        e.ny_kode AS kommunenr
    FROM endringer AS e
    INNER JOIN koder_med_tall AS fra
        ON fra.kommunenr = e.gammel_kode
        AND fra.aar < CAST(date_part('year', e.dato) AS INTEGER)
    INNER JOIN koder_med_tall AS til
        ON til.kommunenr = e.ny_kode
        AND til.kilde = fra.kilde
        AND til.aar = fra.aar
    WHERE e.gammel_kode <> e.ny_kode
),

fantes_fra_foer AS (
    SELECT dato, kommunenr FROM egne_rader
    UNION
    SELECT dato, kommunenr FROM ny_tidligere
    UNION
    SELECT dato, kommunenr FROM tall_samtidig
),

avgivere AS (
    SELECT
        e.dato,
        e.gammel_kode AS kommunenr,
        MAX(e.gammelt_navn) AS navn,
        COUNT(DISTINCT CASE WHEN e.ny_kode <> e.gammel_kode THEN e.ny_kode END) AS antall_mottakere,
        COUNT(DISTINCT CASE WHEN e.ny_kode <> e.gammel_kode AND f.kommunenr IS NULL THEN e.ny_kode END) AS antall_nye_mottakere,
        MAX(CASE WHEN e.ny_kode = e.gammel_kode THEN 1 ELSE 0 END) AS egen_rad,
        string_agg(
            CASE WHEN e.ny_kode <> e.gammel_kode THEN concat(e.ny_kode, ' ', e.nytt_navn) END,
            ', ' ORDER BY e.ny_kode
        ) AS mottakere
    FROM endringer AS e
    LEFT JOIN fantes_fra_foer AS f
        ON f.dato = e.dato
        AND f.kommunenr = e.ny_kode
    GROUP BY e.dato, e.gammel_kode
),

avgivere_med_skjebne AS (
    SELECT
        a.dato,
        a.kommunenr,
        a.navn,
        a.antall_mottakere,
        a.mottakere,
        a.egen_rad = 1
            OR i.kommunenr IS NOT NULL
            OR t.kommunenr IS NOT NULL
            OR (a.antall_mottakere > 1 AND a.antall_nye_mottakere = 0) AS lever_videre
    FROM avgivere AS a
    LEFT JOIN endret_igjen AS i
        ON i.dato = a.dato
        AND i.kommunenr = a.kommunenr
    LEFT JOIN tall_senere AS t
        ON t.dato = a.dato
        AND t.kommunenr = a.kommunenr
),

-- Den som fikk en del av en som lever videre.
tilvekst AS (
    SELECT
        e.dato,
        e.ny_kode AS kommunenr,
        string_agg(concat(a.kommunenr, ' ', a.navn), ', ' ORDER BY a.kommunenr) AS avgivere
    FROM endringer AS e
    INNER JOIN avgivere_med_skjebne AS a
        ON a.dato = e.dato
        AND a.kommunenr = e.gammel_kode
    WHERE a.lever_videre
        AND e.ny_kode <> e.gammel_kode
    GROUP BY e.dato, e.ny_kode
),

-- De som går over i en annen, de som lever videre, og mottakere som fantes fra før uten egen rad.
overganger AS (
    SELECT
        e.dato,
        e.gammel_kode AS fra_kommunenr,
        e.ny_kode AS til_kommunenr,
        a.navn AS fra_navn,
        e.nytt_navn AS til_navn,
        a.antall_mottakere > 1 AS delt,
        FALSE AS avgir,
        CAST(NULL AS VARCHAR) AS mottakere
    FROM endringer AS e
    INNER JOIN avgivere_med_skjebne AS a
        ON a.dato = e.dato
        AND a.kommunenr = e.gammel_kode
    WHERE NOT a.lever_videre
    UNION ALL
    SELECT
        a.dato,
        a.kommunenr AS fra_kommunenr,
        a.kommunenr AS til_kommunenr,
        a.navn AS fra_navn,
        COALESCE(e.nytt_navn, a.navn) AS til_navn,
        FALSE AS delt,
        a.antall_mottakere > 0 AS avgir,
        a.mottakere
    FROM avgivere_med_skjebne AS a
    LEFT JOIN endringer AS e
        ON e.dato = a.dato
        AND e.gammel_kode = a.kommunenr
        AND e.ny_kode = a.kommunenr
    WHERE a.lever_videre
    UNION ALL
    SELECT
        e.dato,
        e.ny_kode AS fra_kommunenr,
        e.ny_kode AS til_kommunenr,
        MAX(e.nytt_navn) AS fra_navn,
        MAX(e.nytt_navn) AS til_navn,
        FALSE AS delt,
        FALSE AS avgir,
        CAST(NULL AS VARCHAR) AS mottakere
    FROM endringer AS e
    INNER JOIN fantes_fra_foer AS f
        ON f.dato = e.dato
        AND f.kommunenr = e.ny_kode
    LEFT JOIN avgivere_med_skjebne AS selv
        ON selv.dato = e.dato
        AND selv.kommunenr = e.ny_kode
    WHERE selv.kommunenr IS NULL
    GROUP BY e.dato, e.ny_kode
),

delinger AS (
    SELECT
        o.dato,
        o.til_kommunenr,
        string_agg(
            concat('Deling ', CAST(o.dato AS VARCHAR), ': ', o.fra_kommunenr, ' ', o.fra_navn, ' ble delt på ', a.mottakere),
            '; ' ORDER BY o.fra_kommunenr
        ) AS aarsak
    FROM overganger AS o
    INNER JOIN avgivere AS a
        ON a.dato = o.dato
        AND a.kommunenr = o.fra_kommunenr
    WHERE o.delt
    GROUP BY o.dato, o.til_kommunenr
),

mottakere AS (
    SELECT
        dato,
        til_kommunenr,
        COUNT(*) AS antall_avgivere,
        string_agg(concat(fra_kommunenr, ' ', fra_navn), ', ' ORDER BY fra_kommunenr) AS avgivere
    FROM overganger
    GROUP BY dato, til_kommunenr
)

SELECT
    o.dato,
    o.fra_kommunenr,
    o.til_kommunenr,
    CASE
        WHEN o.delt THEN 'deling'
        WHEN m.antall_avgivere > 1 THEN 'sammenslaaing'
        WHEN o.fra_kommunenr <> o.til_kommunenr THEN 'nytt_nummer'
        WHEN o.avgir OR t.kommunenr IS NOT NULL THEN 'grensejustering'
        WHEN o.fra_navn <> o.til_navn THEN 'navn'
        ELSE 'uendret'
    END AS type,
    d.til_kommunenr IS NULL AS eksakt_antall,
    d.til_kommunenr IS NULL AND m.antall_avgivere = 1 AS eksakt_snitt,
    CASE
        WHEN d.til_kommunenr IS NOT NULL THEN d.aarsak
        WHEN m.antall_avgivere > 1 THEN concat('Sammenslåing ', CAST(o.dato AS VARCHAR), ': ', m.avgivere, ' ble ', o.til_kommunenr, ' ', o.til_navn)
        WHEN o.fra_kommunenr <> o.til_kommunenr THEN concat('Nytt nummer ', CAST(o.dato AS VARCHAR), ': ', o.fra_kommunenr, ' ', o.fra_navn, ' ble ', o.til_kommunenr, ' ', o.til_navn)
        WHEN o.avgir THEN concat('Grensejustering ', CAST(o.dato AS VARCHAR), ': deler av ', o.fra_kommunenr, ' ', o.fra_navn, ' gikk til ', o.mottakere)
        WHEN t.kommunenr IS NOT NULL
            THEN concat('Grensejustering ', CAST(o.dato AS VARCHAR), ': deler av ', t.avgivere, ' kom til ', o.til_kommunenr, ' ', o.til_navn)
    END AS aarsak
FROM overganger AS o
INNER JOIN mottakere AS m
    ON m.dato = o.dato
    AND m.til_kommunenr = o.til_kommunenr
LEFT JOIN delinger AS d
    ON d.dato = o.dato
    AND d.til_kommunenr = o.til_kommunenr
LEFT JOIN tilvekst AS t
    ON t.dato = o.dato
    AND t.kommunenr = o.til_kommunenr
