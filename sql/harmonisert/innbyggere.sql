/*
beskrivelse = "Innbyggere 6 til 15 år 1. januar på dagens kommuner, og for landet. Nye nummer og sammenslåinger summeres; over en deling er tallet ufullstendig. Null under et nummer som ikke gjaldt det året, er ikke et tall. Landet er SSBs egen rad når den finnes, ellers summen når alle landets kommuner har tall."
korn = "én rad per enhet og år"
noekkel = ["enhetsnivaa", "enhet", "aar"]

[kolonner]
enhetsnivaa = "land eller kommune"
enhet = "0 for landet, ellers kommunenummeret på referansedatoen"
aar = { beskrivelse = "SSBs Tid: tellingen 1. januar dette året", enhet = "år" }
verdi = { beskrivelse = "Antall innbyggere 6-15 år; tom når status ikke er ok", enhet = "antall" }
status = "ok, mangler eller ufullstendig; bare ok har verdi"
foreloepig = "Sann når minst ett av tallene er foreløpig"
merknad = "Hva ved kommuneinndelingen eller kilden som gjør at tallet ikke er ok; ellers tom"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "aar", "status", "foreloepig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT enhet, aar, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"
*/
WITH aldersrader AS (
    SELECT
        kommunenr,
        aar,
        SUM(verdi) FILTER (WHERE kjoenn = 'alle') AS samlet,
        SUM(verdi) FILTER (WHERE kjoenn <> 'alle') AS begge_kjoenn,
        COUNT(*) FILTER (WHERE kjoenn = 'alle' AND status = 'ok') AS samlede_alderstrinn,
        COUNT(*) FILTER (WHERE kjoenn <> 'alle' AND status = 'ok') AS delte_alderstrinn,
        bool_or(foreloepig) AS foreloepig
    FROM fakta.folkemengde
    WHERE alder BETWEEN 6 AND 15
    GROUP BY kommunenr, aar
),

-- Ti alderstrinn, eller ti for hvert kjønn. Null barn er hvordan filen skriver et nummer som ikke gjaldt, og er ikke et tall.
tall AS (
    SELECT
        kommunenr,
        aar,
        CASE WHEN samlede_alderstrinn = 10 THEN samlet ELSE begge_kjoenn END AS antall,
        CASE
            WHEN samlede_alderstrinn = 10 OR delte_alderstrinn = 20 THEN 'ok'
            WHEN samlede_alderstrinn + delte_alderstrinn = 0 THEN 'mangler'
            ELSE 'ufullstendig'
        END AS status,
        foreloepig
    FROM aldersrader
    WHERE COALESCE(samlet, 0) + COALESCE(begge_kjoenn, 0) <> 0
        OR samlede_alderstrinn + delte_alderstrinn = 0
),

-- En kommune filen har i ett år, skal ha en rad hvert år i filen: et hull er et funn.
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

noekler AS (
    SELECT
        k.til_kommunenr,
        g.gyldig,
        a.aar
    FROM kommuner_i_filen AS k
    CROSS JOIN aar_i_filen AS a
    CROSS JOIN (VALUES (TRUE), (FALSE)) AS g (gyldig)
),

-- Alle kommunene som skal inngå, også de filen ikke har.
deler AS (
    SELECT
        n.til_kommunenr,
        n.gyldig,
        n.aar,
        o.kommunenr,
        o.eksakt_antall,
        o.aarsak,
        t.antall,
        COALESCE(t.status, 'mangler') AS status,
        COALESCE(t.foreloepig, FALSE) AS foreloepig
    FROM noekler AS n
    INNER JOIN dim.kommune_overgang AS o
        ON o.til_kommunenr = n.til_kommunenr
        AND o.aar = n.aar
        AND o.gyldig = n.gyldig
    LEFT JOIN tall AS t
        ON t.kommunenr = o.kommunenr
        AND t.aar = n.aar
    WHERE n.gyldig OR t.status IS NOT NULL
),

summer AS (
    SELECT
        til_kommunenr,
        gyldig,
        aar,
        SUM(antall) AS antall,
        CASE
            WHEN NOT bool_and(eksakt_antall) THEN 'ufullstendig'
            WHEN COUNT(*) = 1 THEN MIN(status)
            ELSE status_sum(status)
        END AS status,
        bool_or(foreloepig) AS foreloepig,
        MIN(CASE WHEN NOT eksakt_antall THEN aarsak END) AS delt,
        COUNT(*) AS antall_deler,
        string_agg(CASE WHEN status <> 'ok' THEN kommunenr END, ', ' ORDER BY kommunenr) AS uten_tall
    FROM deler
    GROUP BY til_kommunenr, gyldig, aar
),

-- SSBs sammenslåtte tidsserier har senere nummer på eldre år; de brukes der delene ikke er hele.
valg AS (
    SELECT
        til_kommunenr,
        aar,
        MAX(CASE WHEN status = 'ok' THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
    FROM summer
    GROUP BY til_kommunenr, aar
),

kommuner AS (
    SELECT
        s.til_kommunenr,
        s.aar,
        s.antall,
        s.status,
        s.foreloepig,
        CASE
            WHEN s.delt IS NOT NULL THEN s.delt
            WHEN s.antall_deler > 1 THEN concat('Sammenslått av flere kommuner; uten tall: ', s.uten_tall)
        END AS grunn
    FROM summer AS s
    INNER JOIN valg AS v
        ON v.til_kommunenr = s.til_kommunenr
        AND v.aar = s.aar
        AND v.rang = CASE WHEN s.status = 'ok' THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
),

landets_kommuner AS (
    SELECT
        o.aar,
        SUM(t.antall) AS antall,
        status_sum(COALESCE(t.status, 'mangler')) AS status,
        bool_or(COALESCE(t.foreloepig, FALSE)) AS foreloepig,
        COUNT(t.kommunenr) AS kommuner_med_tall
    FROM (
        SELECT DISTINCT kommunenr, aar
        FROM dim.kommune_overgang
        WHERE gyldig
    ) AS o
    LEFT JOIN tall AS t
        ON t.kommunenr = o.kommunenr
        AND t.aar = o.aar
    GROUP BY o.aar
),

-- Færre enn 300 kommuner med tall er ikke landet, bare det som er lastet.
landet AS (
    SELECT
        COALESCE(s.aar, l.aar) AS aar,
        COALESCE(s.antall, l.antall) AS antall,
        COALESCE(s.status, l.status) AS status,
        COALESCE(s.foreloepig, l.foreloepig) AS foreloepig
    FROM (
        SELECT aar, antall, status, foreloepig
        FROM tall
        WHERE kommunenr = '0'
    ) AS s
    FULL OUTER JOIN (
        SELECT aar, antall, status, foreloepig
        FROM landets_kommuner
        WHERE kommuner_med_tall >= 300
    ) AS l
        ON l.aar = s.aar
)

SELECT
    'kommune' AS enhetsnivaa,
    til_kommunenr AS enhet,
    aar,
    CASE WHEN status = 'ok' THEN antall END AS verdi,
    status,
    foreloepig,
    CASE WHEN status <> 'ok' THEN grunn END AS merknad
FROM kommuner
UNION ALL
SELECT
    'land' AS enhetsnivaa,
    '0' AS enhet,
    aar,
    CASE WHEN status = 'ok' THEN antall END AS verdi,
    status,
    foreloepig,
    CASE WHEN status <> 'ok' THEN 'Ikke alle landets kommuner har tall' END AS merknad
FROM landet
