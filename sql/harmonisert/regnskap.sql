/*
beskrivelse = "Kommunenes årsregnskap på dagens kommuner, i fire mål (dim.artsgruppe), for hver av skolens funksjoner og hvert sett av dem (dim.funksjonssett). Nye nummer og sammenslåinger summeres; over en deling er beløpet ufullstendig. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler."
korn = "én rad per mål, kommune, år, omfang og tema"
noekkel = ["maal", "kommunenr", "aar", "omfang", "tema"]

[kolonner]
maal = "brutto, netto, kbdu eller loenn"
kommunenr = "Kommunen på referansedatoen"
aar = { beskrivelse = "Regnskapsår", enhet = "år" }
omfang = "kasse (kommunekassen) eller konsern"
tema = "KOSTRA-funksjon, tre siffer, eller et navngitt sett av funksjoner"
verdi = { beskrivelse = "Beløp; tomt når status ikke er ok", enhet = "kr" }
status = "ok, mangler, ikke_aktuelt eller ufullstendig; bare ok har verdi"
foreloepig = "Sann når minst én av postene er foreløpig"
merknad = "Hva ved kommuneinndelingen som gjør at beløpet ikke er ok; ellers tom"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["maal", "kommunenr", "aar", "omfang", "tema", "status", "foreloepig"]

[[kontroller]]
type = "referanse"
kolonne = "kommunenr"
til = "dim.kommune.kommunenr"

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["brutto", "netto", "kbdu", "loenn"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT maal, kommunenr, aar, tema, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"
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
        AND a.regnskapsomfang = r.regnskapsomfang
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

maalene AS (
    SELECT DISTINCT maal
    FROM dim.artsgruppe
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
    CROSS JOIN maalene AS m
    LEFT JOIN funksjonsbeloep AS b
        ON b.maal = m.maal
        AND b.kommunenr = f.kommunenr
        AND b.aar = f.aar
        AND b.omfang = f.omfang
        AND b.funksjon = f.funksjon
    GROUP BY m.maal, f.kommunenr, f.aar, f.omfang, t.tema
),

noekler AS (
    SELECT DISTINCT
        m.maal,
        o.til_kommunenr,
        o.gyldig,
        f.aar,
        f.omfang,
        t.tema
    FROM funksjoner AS f
    INNER JOIN temaer AS t
        ON t.funksjon = f.funksjon
        AND (t.gyldig_fra IS NULL OR t.gyldig_fra <= f.aar)
        AND (t.gyldig_til IS NULL OR t.gyldig_til >= f.aar)
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = f.kommunenr
        AND o.aar = f.aar
    CROSS JOIN maalene AS m
),

-- Alle kommunene som skal inngå. Et regnskap uten funksjonen er null kroner; et regnskap som ikke finnes, mangler.
deler AS (
    SELECT
        n.maal,
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
    LEFT JOIN temabeloep AS t
        ON t.maal = n.maal
        AND t.kommunenr = o.kommunenr
        AND t.aar = n.aar
        AND t.omfang = n.omfang
        AND t.tema = n.tema
    WHERE n.gyldig OR a.kommunenr IS NOT NULL
),

summer AS (
    SELECT
        maal,
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
    GROUP BY maal, til_kommunenr, gyldig, aar, omfang, tema
),

-- Et regnskap på et senere nummer enn årets eget brukes bare når årets eget ikke finnes.
valg AS (
    SELECT
        maal,
        til_kommunenr,
        aar,
        omfang,
        tema,
        bool_or(gyldig) AS gyldig
    FROM summer
    GROUP BY maal, til_kommunenr, aar, omfang, tema
)

SELECT
    s.maal,
    s.til_kommunenr AS kommunenr,
    s.aar,
    s.omfang,
    s.tema,
    CASE WHEN s.status = 'ok' THEN s.beloep END AS verdi,
    s.status,
    s.foreloepig,
    CASE
        WHEN s.status = 'ok' THEN NULL
        WHEN s.delt IS NOT NULL THEN s.delt
        WHEN s.antall_deler > 1 THEN concat('Sammenslått av flere kommuner; uten regnskap: ', s.uten_tall)
    END AS merknad
FROM summer AS s
INNER JOIN valg AS v
    ON v.maal = s.maal
    AND v.til_kommunenr = s.til_kommunenr
    AND v.aar = s.aar
    AND v.omfang = s.omfang
    AND v.tema = s.tema
    AND v.gyldig = s.gyldig
