/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Netto driftsutgifter: driftsutgifter og avskrivninger minus driftsinntekter (SSBs AGD2). Renter, avdrag og fond er utenfor."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler."

[navn]
nb = "Netto driftsutgifter"
nn = "Netto driftsutgifter"
en = "Net operating expenditure"

[[kontroller]]
type = "sql"
navn = "hver_art_i_skolefunksjonene_er_avklart"
sql = "SELECT DISTINCT r.kommunenr, r.aar, r.funksjon, r.art FROM fakta.kostra_regnskap AS r INNER JOIN dim.funksjon AS f ON f.funksjon = r.funksjon LEFT JOIN dim.art AS a ON a.art = r.art AND a.gruppe <> 'uavklart' AND (a.gyldig_fra IS NULL OR a.gyldig_fra <= r.aar) AND (a.gyldig_til IS NULL OR a.gyldig_til >= r.aar) WHERE ((r.regnskapsomfang = 'kasse' AND r.kontoklasse = '1') OR (r.regnskapsomfang = 'konsern' AND r.kontoklasse = '3')) AND a.art IS NULL AND r.verdi <> 0"
*/
WITH aarsregnskap AS (
    SELECT
        kommunenr,
        aar,
        regnskapsomfang,
        MIN(CASE WHEN kvartal = 'aar' THEN '0' ELSE kvartal END) AS kvartal
    FROM fakta.kostra_regnskap
    WHERE kvartal IN ('aar', '4')
        AND (
            (regnskapsomfang = 'kasse' AND kontoklasse = '1')
            OR (regnskapsomfang = 'konsern' AND kontoklasse = '3')
        )
    GROUP BY kommunenr, aar, regnskapsomfang
),

-- Inntekter er negative i regnskapet: alle arter i målet legges sammen.
funksjoner AS (
    SELECT
        r.kommunenr,
        r.aar,
        r.regnskapsomfang AS omfang,
        r.funksjon,
        COALESCE(SUM(r.verdi) FILTER (WHERE g.art IS NOT NULL), 0) AS beloep,
        CASE WHEN COUNT(g.art) = 0 THEN 'ok' ELSE status_sum(r.status) FILTER (WHERE g.art IS NOT NULL) END AS status,
        bool_or(r.foreloepig) AS foreloepig
    FROM fakta.kostra_regnskap AS r
    INNER JOIN aarsregnskap AS a
        ON a.kommunenr = r.kommunenr
        AND a.aar = r.aar
        AND a.regnskapsomfang = r.regnskapsomfang
        AND a.kvartal = CASE WHEN r.kvartal = 'aar' THEN '0' ELSE r.kvartal END
    INNER JOIN dim.funksjon AS f
        ON f.funksjon = r.funksjon
    LEFT JOIN dim.artsgruppe AS g
        ON g.maal = 'netto'
        AND g.art = r.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= r.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= r.aar)
    WHERE (r.regnskapsomfang = 'kasse' AND r.kontoklasse = '1')
        OR (r.regnskapsomfang = 'konsern' AND r.kontoklasse = '3')
    GROUP BY r.kommunenr, r.aar, r.regnskapsomfang, r.funksjon
),

temaer AS (
    SELECT
        kommunenr,
        aar,
        omfang,
        funksjon AS tema,
        beloep,
        status,
        foreloepig
    FROM funksjoner
    UNION ALL
    SELECT
        f.kommunenr,
        f.aar,
        f.omfang,
        s.sett AS tema,
        SUM(f.beloep) AS beloep,
        status_sum(f.status) AS status,
        bool_or(f.foreloepig) AS foreloepig
    FROM funksjoner AS f
    INNER JOIN dim.funksjonssett AS s
        ON s.funksjon = f.funksjon
        AND (s.gyldig_fra IS NULL OR s.gyldig_fra <= f.aar)
        AND (s.gyldig_til IS NULL OR s.gyldig_til >= f.aar)
    GROUP BY f.kommunenr, f.aar, f.omfang, s.sett
),

noekler AS (
    SELECT DISTINCT
        o.til_kommunenr,
        o.gyldig,
        t.aar,
        t.omfang,
        t.tema
    FROM temaer AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.kommunenr
        AND o.aar = t.aar
),

-- Alle kommunene som skal inngå. Et regnskap uten funksjonen er null kroner; et regnskap som ikke finnes, mangler.
deler AS (
    SELECT
        n.til_kommunenr,
        n.gyldig,
        n.aar,
        n.omfang,
        n.tema,
        o.kommunenr,
        o.eksakt_antall,
        o.aarsak,
        t.beloep,
        CASE
            WHEN a.kommunenr IS NULL THEN 'mangler'
            ELSE COALESCE(t.status, 'ikke_aktuelt')
        END AS status,
        COALESCE(t.foreloepig, FALSE) AS foreloepig
    FROM noekler AS n
    INNER JOIN dim.kommune_overgang AS o
        ON o.til_kommunenr = n.til_kommunenr
        AND o.aar = n.aar
        AND o.gyldig = n.gyldig
    LEFT JOIN aarsregnskap AS a
        ON a.kommunenr = o.kommunenr
        AND a.aar = n.aar
        AND a.regnskapsomfang = n.omfang
    LEFT JOIN temaer AS t
        ON t.kommunenr = o.kommunenr
        AND t.aar = n.aar
        AND t.omfang = n.omfang
        AND t.tema = n.tema
    WHERE n.gyldig OR a.kommunenr IS NOT NULL
),

summer AS (
    SELECT
        til_kommunenr,
        gyldig,
        aar,
        omfang,
        tema,
        SUM(beloep) AS beloep,
        CASE
            WHEN NOT bool_and(eksakt_antall) THEN 'ufullstendig'
            WHEN COUNT(*) = 1 THEN MIN(status)
            ELSE status_sum(status)
        END AS status,
        bool_or(foreloepig) AS foreloepig,
        MIN(CASE WHEN NOT eksakt_antall THEN aarsak END) AS delt,
        COUNT(*) AS antall_deler,
        string_agg(CASE WHEN status NOT IN ('ok', 'ikke_aktuelt') THEN kommunenr END, ', ' ORDER BY kommunenr) AS uten_tall
    FROM deler
    GROUP BY til_kommunenr, gyldig, aar, omfang, tema
),

-- Et regnskap på et senere nummer enn årets eget brukes bare når årets eget ikke finnes.
valg AS (
    SELECT
        til_kommunenr,
        aar,
        omfang,
        tema,
        bool_or(gyldig) AS gyldig
    FROM summer
    GROUP BY til_kommunenr, aar, omfang, tema
),

kommuner AS (
    SELECT
        s.til_kommunenr,
        s.aar,
        s.omfang,
        s.tema,
        s.beloep,
        s.status,
        s.foreloepig,
        CASE
            WHEN s.delt IS NOT NULL THEN s.delt
            WHEN s.antall_deler > 1 THEN concat('Sammenslått av flere kommuner; uten regnskap: ', s.uten_tall)
        END AS grunn
    FROM summer AS s
    INNER JOIN valg AS v
        ON v.til_kommunenr = s.til_kommunenr
        AND v.aar = s.aar
        AND v.omfang = s.omfang
        AND v.tema = s.tema
        AND v.gyldig = s.gyldig
)

SELECT
    'kommunale_skoler' AS populasjon,
    'kommune' AS enhetsnivaa,
    k.til_kommunenr AS enhet,
    'aar' AS periodetype,
    CAST(k.aar AS VARCHAR) AS periode,
    'alle' AS kjoenn,
    'alle' AS trinn,
    k.tema,
    k.omfang,
    CASE WHEN k.status = 'ok' THEN CAST(k.beloep AS DOUBLE) END AS verdi,
    CASE WHEN k.status = 'ok' THEN CAST(k.beloep AS DECIMAL(20, 4)) END AS teller,
    CAST(NULL AS DECIMAL(20, 4)) AS nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    k.status,
    k.foreloepig,
    CASE WHEN k.status <> 'ok' THEN COALESCE(k.grunn, s.betydning) END AS merknad
FROM kommuner AS k
LEFT JOIN dim.status AS s
    ON s.status = k.status
