/*
beskrivelse = "Innbyggere 1. januar etter alder, på dagens kommuner og for landet. Tema er aldersgruppen (6-9, 6-15 eller alle). Landet er SSBs egen rad når den finnes, ellers summen når alle landets kommuner har tall."

[maal]
innbyggere = { beskrivelse = "Innbyggere 1. januar i perioden (SSBs Tid)", enhet = "antall", summeres = true }
*/
WITH grupper AS (
    SELECT tema, fra, til
    FROM (VALUES ('6-9', 6, 9), ('6-15', 6, 15), ('alle', 0, 105)) AS gruppe (tema, fra, til)
),

aldersrader AS (
    SELECT
        f.kommunenr,
        f.aar,
        g.tema,
        MAX(g.til - g.fra + 1) AS alderstrinn,
        SUM(f.verdi) FILTER (WHERE f.kjoenn = 'alle') AS samlet,
        SUM(f.verdi) FILTER (WHERE f.kjoenn <> 'alle') AS begge_kjoenn,
        COUNT(*) FILTER (WHERE f.kjoenn = 'alle' AND f.status = 'ok') AS samlede_alderstrinn,
        COUNT(*) FILTER (WHERE f.kjoenn <> 'alle' AND f.status = 'ok') AS delte_alderstrinn,
        bool_or(f.foreloepig) AS foreloepig
    FROM fakta.folkemengde AS f
    INNER JOIN grupper AS g
        ON f.alder BETWEEN g.fra AND g.til
    GROUP BY f.kommunenr, f.aar, g.tema
),

-- Ett tall for hvert alderstrinn, eller ett for hvert trinn og kjønn. Null barn er hvordan filen skriver et nummer som ikke gjaldt, og er
-- ikke et tall.
tall AS (
    SELECT
        kommunenr,
        aar,
        tema,
        CASE WHEN samlede_alderstrinn = alderstrinn THEN samlet ELSE begge_kjoenn END AS antall,
        CASE
            WHEN samlede_alderstrinn = alderstrinn OR delte_alderstrinn = 2 * alderstrinn THEN 'ok'
            WHEN samlede_alderstrinn + delte_alderstrinn = 0 THEN 'mangler'
            ELSE 'ufullstendig'
        END AS status,
        foreloepig
    FROM aldersrader
    WHERE COALESCE(samlet, 0) + COALESCE(begge_kjoenn, 0) <> 0
        OR samlede_alderstrinn + delte_alderstrinn = 0
),

aar_i_filen AS (
    SELECT DISTINCT aar
    FROM tall
),

kommuner_i_filen AS (
    SELECT DISTINCT o.til_kommunenr
    FROM tall AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.kommunenr
        AND o.aar = t.aar
),

-- En kommune filen har i ett år, skal ha en rad hvert år i filen: et hull er et funn.
hull AS (
    SELECT DISTINCT
        o.kommunenr,
        o.aar,
        g.tema,
        CAST(NULL AS BIGINT) AS antall,
        'mangler' AS status,
        FALSE AS foreloepig
    FROM dim.kommune_overgang AS o
    INNER JOIN aar_i_filen AS a
        ON a.aar = o.aar
    INNER JOIN kommuner_i_filen AS k
        ON k.til_kommunenr = o.til_kommunenr
    CROSS JOIN grupper AS g
    LEFT JOIN tall AS t
        ON t.kommunenr = o.kommunenr
        AND t.aar = o.aar
        AND t.tema = g.tema
    WHERE o.gyldig
        AND t.kommunenr IS NULL
),

landets_kommuner AS (
    SELECT
        o.aar,
        g.tema,
        SUM(t.antall) AS antall,
        status_sum(COALESCE(t.status, 'mangler')) AS status,
        bool_or(COALESCE(t.foreloepig, FALSE)) AS foreloepig,
        COUNT(t.kommunenr) AS kommuner_med_tall
    FROM (
        SELECT DISTINCT kommunenr, aar
        FROM dim.kommune_overgang
        WHERE gyldig
    ) AS o
    CROSS JOIN grupper AS g
    LEFT JOIN tall AS t
        ON t.kommunenr = o.kommunenr
        AND t.aar = o.aar
        AND t.tema = g.tema
    GROUP BY o.aar, g.tema
),

-- Færre enn 300 kommuner med tall er ikke landet, bare det som er lastet.
landet AS (
    SELECT
        COALESCE(s.aar, l.aar) AS aar,
        COALESCE(s.tema, l.tema) AS tema,
        COALESCE(s.antall, l.antall) AS antall,
        COALESCE(s.status, l.status) AS status,
        COALESCE(s.foreloepig, l.foreloepig) AS foreloepig
    FROM (
        SELECT aar, tema, antall, status, foreloepig
        FROM tall
        WHERE kommunenr = '0'
    ) AS s
    FULL OUTER JOIN (
        SELECT aar, tema, antall, status, foreloepig
        FROM landets_kommuner
        WHERE kommuner_med_tall >= 300
    ) AS l
        ON l.aar = s.aar
        AND l.tema = s.tema
),

enheter AS (
    SELECT 'kommune' AS enhetsnivaa, kommunenr AS enhet, aar, tema, antall, status, foreloepig
    FROM tall
    WHERE kommunenr <> '0'
    UNION ALL
    SELECT 'kommune' AS enhetsnivaa, kommunenr AS enhet, aar, tema, antall, status, foreloepig
    FROM hull
    UNION ALL
    SELECT 'land' AS enhetsnivaa, '0' AS enhet, aar, tema, antall, status, foreloepig
    FROM landet
)

SELECT
    'innbyggere' AS maal,
    'bosatte' AS populasjon,
    enhetsnivaa,
    enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    aar,
    tema,
    CAST(antall AS DOUBLE) AS verdi,
    status,
    foreloepig
FROM enheter
