/*
beskrivelse = "Framskrevet folkemengde 1. januar etter alder, fra SSBs nyeste framskriving, på dagens kommuner og for landet. Tema er alternativet: hoved, lav eller hoey. Landet er summen når alle landets kommuner er med."

[maal]
innbyggere_6 = { beskrivelse = "Framskrevne 6-åringer 1. januar i perioden (SSBs Tid): de som begynte på skolen høsten før", enhet = "antall", summeres = true }
innbyggere_6_15 = { beskrivelse = "Framskrevne innbyggere 6-15 år 1. januar i perioden (SSBs Tid)", enhet = "antall", summeres = true }
*/
WITH nyeste AS (
    SELECT MAX(framskriving) AS framskriving
    FROM fakta.framskriving
),

grupper AS (
    SELECT maal, fra, til
    FROM (VALUES ('innbyggere_6', 6, 6), ('innbyggere_6_15', 6, 15)) AS gruppe (maal, fra, til)
),

-- Framskrivingen står på inndelingen det året den ble gjort, også for årene som kommer.
kommuner AS (
    SELECT
        g.maal,
        f.kommunenr,
        CAST(f.framskriving AS INTEGER) AS aar,
        f.aar AS periode,
        f.alternativ,
        SUM(f.verdi) AS antall,
        -- Alle alderstrinnene og to kjønn.
        CASE
            WHEN COUNT(*) FILTER (WHERE f.status = 'ok') = 2 * MAX(g.til - g.fra + 1) THEN 'ok'
            WHEN COUNT(*) FILTER (WHERE f.status = 'ok') = 0 THEN 'mangler'
            ELSE 'ufullstendig'
        END AS status,
        bool_or(f.foreloepig) AS foreloepig
    FROM fakta.framskriving AS f
    INNER JOIN nyeste AS n
        ON n.framskriving = f.framskriving
    INNER JOIN grupper AS g
        ON f.alder BETWEEN g.fra AND g.til
    GROUP BY g.maal, f.kommunenr, f.framskriving, f.aar, f.alternativ
),

landets_kommuner AS (
    SELECT DISTINCT o.kommunenr, o.aar
    FROM dim.kommune_overgang AS o
    INNER JOIN nyeste AS n
        ON CAST(n.framskriving AS INTEGER) = o.aar
    WHERE o.gyldig
),

perioder AS (
    SELECT DISTINCT maal, aar, periode, alternativ
    FROM kommuner
),

-- Færre enn 300 kommuner med tall er ikke landet, bare det som er lastet.
landet AS (
    SELECT
        p.maal,
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
        AND k.maal = p.maal
        AND k.periode = p.periode
        AND k.alternativ = p.alternativ
    GROUP BY p.maal, p.aar, p.periode, p.alternativ
    HAVING COUNT(k.kommunenr) >= 300
)

SELECT
    maal,
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
    maal,
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
