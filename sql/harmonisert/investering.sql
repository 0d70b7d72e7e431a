/*
beskrivelse = "Kommunenes brutto investeringsutgifter til skolen fra årsregnskapet, på dagens kommuner. Tema er funksjonen eller settet grunnskolesektor, omfang er kasse (kontoklasse 0) eller konsern (kontoklasse 4). Et investeringsregnskap uten skolens funksjoner har null kroner; et regnskap uten investeringsdel har ingen rad."

[maal]
brutto_investering = { beskrivelse = "Brutto investeringsutgifter: art 010 til 501 (konsern 010 til 500) minus fordelte utgifter 690 (konsern også 901)", enhet = "kr", summeres = true }
*/
WITH poster AS (
    SELECT
        kommunenr,
        aar,
        regnskapsomfang AS omfang,
        CASE WHEN kvartal = 'aar' THEN '0' ELSE kvartal END AS kvartal,
        funksjon,
        art,
        verdi,
        status,
        foreloepig
    FROM fakta.kostra_regnskap
    WHERE kvartal IN ('aar', '4')
        AND (
            (regnskapsomfang = 'kasse' AND kontoklasse = '0')
            OR (regnskapsomfang = 'konsern' AND kontoklasse = '4')
        )
),

aarsregnskap AS (
    SELECT
        kommunenr,
        aar,
        omfang,
        MIN(kvartal) AS kvartal,
        bool_or(foreloepig) AS foreloepig
    FROM poster
    GROUP BY kommunenr, aar, omfang
),

temaer AS (
    SELECT funksjon, funksjon AS tema, gyldig_fra, gyldig_til
    FROM dim.funksjonssett
    WHERE sett = 'grunnskolesektor'
    UNION ALL
    SELECT funksjon, sett AS tema, gyldig_fra, gyldig_til
    FROM dim.funksjonssett
    WHERE sett = 'grunnskolesektor'
),

-- Inntekter er negative i regnskapet: alle artene legges sammen.
beloep AS (
    SELECT
        p.kommunenr,
        p.aar,
        p.omfang,
        p.kvartal,
        p.funksjon,
        SUM(p.verdi) AS beloep,
        status_sum(p.status) AS status
    FROM poster AS p
    WHERE p.art BETWEEN '010' AND CASE WHEN p.omfang = 'kasse' THEN '501' ELSE '500' END
        OR p.art = '690'
        OR (p.omfang = 'konsern' AND p.art = '901')
    GROUP BY p.kommunenr, p.aar, p.omfang, p.kvartal, p.funksjon
)

SELECT
    'brutto_investering' AS maal,
    'kommunale_skoler' AS populasjon,
    'kommune' AS enhetsnivaa,
    a.kommunenr AS enhet,
    'aar' AS periodetype,
    CAST(a.aar AS VARCHAR) AS periode,
    a.aar,
    t.tema,
    a.omfang,
    CAST(SUM(COALESCE(b.beloep, 0)) AS DOUBLE) AS verdi,
    status_sum(COALESCE(b.status, 'ok')) AS status,
    bool_or(a.foreloepig) AS foreloepig
FROM aarsregnskap AS a
INNER JOIN temaer AS t
    ON (t.gyldig_fra IS NULL OR t.gyldig_fra <= a.aar)
    AND (t.gyldig_til IS NULL OR t.gyldig_til >= a.aar)
LEFT JOIN beloep AS b
    ON b.kommunenr = a.kommunenr
    AND b.aar = a.aar
    AND b.omfang = a.omfang
    AND b.kvartal = a.kvartal
    AND b.funksjon = t.funksjon
GROUP BY a.kommunenr, a.aar, a.omfang, t.tema
