/*
beskrivelse = "Kommunenes årsregnskap på dagens kommuner, for hver av skolens funksjoner og hvert sett av dem (dim.funksjonssett). Tema er funksjonen eller settet, omfang er kasse (kommunekassen) eller konsern. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler."

[maal]
brutto = { beskrivelse = "Brutto driftsutgifter (dim.artsgruppe)", enhet = "kr", summeres = true }
netto = { beskrivelse = "Netto driftsutgifter", enhet = "kr", summeres = true }
netto_uten_avskrivning = { beskrivelse = "Netto driftsutgifter uten avskrivning (art 590)", enhet = "kr", summeres = true }
kbdu = { beskrivelse = "Korrigerte brutto driftsutgifter", enhet = "kr", summeres = true }
loenn = { beskrivelse = "Lønnsutgifter", enhet = "kr", summeres = true }
*/
WITH aarsregnskap AS (
    SELECT
        kommunenr,
        aar,
        regnskapsomfang AS omfang,
        MIN(CASE WHEN kvartal = 'aar' THEN '0' ELSE kvartal END) AS kvartal
    FROM fakta.kostra_regnskap
    WHERE kvartal IN ('aar', '4')
        AND (
            (regnskapsomfang = 'kasse' AND kontoklasse = '1')
            OR (regnskapsomfang = 'konsern' AND kontoklasse = '3')
        )
    GROUP BY kommunenr, aar, regnskapsomfang
),

poster AS (
    SELECT
        r.kommunenr,
        r.aar,
        r.regnskapsomfang AS omfang,
        r.funksjon,
        r.art,
        r.verdi,
        r.status,
        r.foreloepig
    FROM fakta.kostra_regnskap AS r
    INNER JOIN aarsregnskap AS a
        ON a.kommunenr = r.kommunenr
        AND a.aar = r.aar
        AND a.omfang = r.regnskapsomfang
        AND a.kvartal = CASE WHEN r.kvartal = 'aar' THEN '0' ELSE r.kvartal END
    INNER JOIN dim.funksjon AS f
        ON f.funksjon = r.funksjon
    WHERE (r.regnskapsomfang = 'kasse' AND r.kontoklasse = '1')
        OR (r.regnskapsomfang = 'konsern' AND r.kontoklasse = '3')
),

funksjoner AS (
    SELECT
        kommunenr,
        aar,
        omfang,
        funksjon,
        bool_or(foreloepig) AS foreloepig
    FROM poster
    GROUP BY kommunenr, aar, omfang, funksjon
),

-- Inntekter er negative i regnskapet: alle arter i målet legges sammen.
funksjonsbeloep AS (
    SELECT
        g.maal,
        p.kommunenr,
        p.aar,
        p.omfang,
        p.funksjon,
        SUM(p.verdi) AS beloep,
        status_sum(p.status) AS status
    FROM poster AS p
    INNER JOIN dim.artsgruppe AS g
        ON g.art = p.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= p.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= p.aar)
    GROUP BY g.maal, p.kommunenr, p.aar, p.omfang, p.funksjon
),

-- Et tema er en funksjon alene eller et sett av dem.
temaer AS (
    SELECT
        funksjon,
        funksjon AS tema,
        CAST(NULL AS INTEGER) AS gyldig_fra,
        CAST(NULL AS INTEGER) AS gyldig_til
    FROM dim.funksjon
    UNION ALL
    SELECT
        funksjon,
        sett AS tema,
        gyldig_fra,
        gyldig_til
    FROM dim.funksjonssett
),

-- Temaene hvert års regnskaper har, og målene: et regnskap uten funksjonen har ingen utgift, et regnskap som ikke finnes, mangler.
rammen AS (
    SELECT
        a.kommunenr,
        a.aar,
        a.omfang,
        t.tema,
        m.maal
    FROM aarsregnskap AS a
    INNER JOIN (
        SELECT DISTINCT
            f.aar,
            f.omfang,
            t.tema
        FROM funksjoner AS f
        INNER JOIN temaer AS t
            ON t.funksjon = f.funksjon
            AND (t.gyldig_fra IS NULL OR t.gyldig_fra <= f.aar)
            AND (t.gyldig_til IS NULL OR t.gyldig_til >= f.aar)
    ) AS t
        ON t.aar = a.aar
        AND t.omfang = a.omfang
    CROSS JOIN (SELECT DISTINCT maal FROM dim.artsgruppe) AS m
),

-- En funksjon som ikke har noen av målets arter, er null kroner.
temabeloep AS (
    SELECT
        m.maal,
        f.kommunenr,
        f.aar,
        f.omfang,
        t.tema,
        SUM(COALESCE(b.beloep, 0)) AS beloep,
        status_sum(COALESCE(b.status, 'ok')) AS status,
        bool_or(f.foreloepig) AS foreloepig
    FROM funksjoner AS f
    INNER JOIN temaer AS t
        ON t.funksjon = f.funksjon
        AND (t.gyldig_fra IS NULL OR t.gyldig_fra <= f.aar)
        AND (t.gyldig_til IS NULL OR t.gyldig_til >= f.aar)
    CROSS JOIN (SELECT DISTINCT maal FROM dim.artsgruppe) AS m
    LEFT JOIN funksjonsbeloep AS b
        ON b.maal = m.maal
        AND b.kommunenr = f.kommunenr
        AND b.aar = f.aar
        AND b.omfang = f.omfang
        AND b.funksjon = f.funksjon
    GROUP BY m.maal, f.kommunenr, f.aar, f.omfang, t.tema
)

SELECT
    r.maal,
    'kommunale_skoler' AS populasjon,
    'kommune' AS enhetsnivaa,
    r.kommunenr AS enhet,
    'aar' AS periodetype,
    CAST(r.aar AS VARCHAR) AS periode,
    r.aar,
    r.tema,
    r.omfang,
    CAST(t.beloep AS DOUBLE) AS verdi,
    COALESCE(t.status, 'ikke_aktuelt') AS status,
    COALESCE(t.foreloepig, FALSE) AS foreloepig
FROM rammen AS r
LEFT JOIN temabeloep AS t
    ON t.maal = r.maal
    AND t.kommunenr = r.kommunenr
    AND t.aar = r.aar
    AND t.omfang = r.omfang
    AND t.tema = r.tema
