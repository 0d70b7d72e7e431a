/*
beskrivelse = "Framskrevet folkemengde 1. januar etter alder, fra SSBs nyeste framskriving, på dagens kommuner og for landet. Tema er alternativet: hoved, lav eller hoey. Landet er summen når alle landets kommuner er med."

[maal]
innbyggere_6_15 = { beskrivelse = "Framskrevne innbyggere 6-15 år 1. januar i perioden (SSBs Tid)", enhet = "antall", summeres = true }
*/
WITH nyeste AS (
    SELECT MAX(framskriving) AS framskriving
    FROM fakta.framskriving
),

-- Framskrivingen står på inndelingen det året den ble gjort, også for årene som kommer.
kommuner AS (
    SELECT
        f.kommunenr,
        CAST(f.framskriving AS INTEGER) AS aar,
        f.aar AS periode,
        f.alternativ,
        SUM(f.verdi) AS antall,
        -- Ti alderstrinn og to kjønn.
        CASE
            WHEN COUNT(*) FILTER (WHERE f.status = 'ok') = 20 THEN 'ok'
            WHEN COUNT(*) FILTER (WHERE f.status = 'ok') = 0 THEN 'mangler'
            ELSE 'ufullstendig'
        END AS status,
        bool_or(f.foreloepig) AS foreloepig
    FROM fakta.framskriving AS f
    INNER JOIN nyeste AS n
        ON n.framskriving = f.framskriving
    WHERE f.alder BETWEEN 6 AND 15
    GROUP BY f.kommunenr, f.framskriving, f.aar, f.alternativ
),

landets_kommuner AS (
    SELECT DISTINCT o.kommunenr, o.aar
    FROM dim.kommune_overgang AS o
    INNER JOIN nyeste AS n
        ON CAST(n.framskriving AS INTEGER) = o.aar
    WHERE o.gyldig
),

perioder AS (
    SELECT DISTINCT aar, periode, alternativ
    FROM kommuner
),

-- Færre enn 300 kommuner med tall er ikke landet, bare det som er lastet.
landet AS (
    SELECT
        p.aar,
        p.periode,
        p.alternativ,
        SUM(k.antall) AS antall,
        status_sum(COALESCE(k.status, 'mangler')) AS status,
        bool_or(COALESCE(k.foreloepig, FALSE)) AS foreloepig
    FROM perioder AS p
    INNER JOIN landets_kommuner AS l
        ON l.aar = p.aar
    LEFT JOIN kommuner AS k
        ON k.kommunenr = l.kommunenr
        AND k.periode = p.periode
        AND k.alternativ = p.alternativ
    GROUP BY p.aar, p.periode, p.alternativ
    HAVING COUNT(k.kommunenr) >= 300
)

SELECT
    'innbyggere_6_15' AS maal,
    'bosatte' AS populasjon,
    'kommune' AS enhetsnivaa,
    kommunenr AS enhet,
    'aar' AS periodetype,
    CAST(periode AS VARCHAR) AS periode,
    aar,
    alternativ AS tema,
    CAST(antall AS DOUBLE) AS verdi,
    status,
    foreloepig
FROM kommuner
UNION ALL
SELECT
    'innbyggere_6_15' AS maal,
    'bosatte' AS populasjon,
    'land' AS enhetsnivaa,
    '0' AS enhet,
    'aar' AS periodetype,
    CAST(periode AS VARCHAR) AS periode,
    aar,
    alternativ AS tema,
    CAST(antall AS DOUBLE) AS verdi,
    status,
    foreloepig
FROM landet
