/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elever i grunnskolen 1. oktober i skoleåret, etter GSI."
teller = "elever"
nevner = ""
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall skjermes ikke av utgiveren."
fasit = ""
merknad = "Kommunene står på dagens inndeling: nye nummer og sammenslåinger summeres, over en deling er tallet ufullstendig. Fylker, landet og skoler står som utgiveren har dem."

[navn]
nb = "Elever i grunnskolen"
nn = "Elevar i grunnskulen"
en = "Pupils in primary and lower secondary school"

[[kontroller]]
type = "sql"
navn = "elevtall_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"
*/
WITH tall AS (
    SELECT
        enhetsnivaa,
        enhet,
        skoleaar,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        populasjon,
        kjoenn,
        trinn,
        verdi,
        status,
        foreloepig
    FROM fakta.elever
    WHERE maal = 'elever'
        AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
),

noekler AS (
    SELECT DISTINCT
        o.til_kommunenr,
        o.gyldig,
        t.aar,
        t.skoleaar,
        t.populasjon,
        t.kjoenn,
        t.trinn
    FROM tall AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.enhet
        AND o.aar = t.aar
    WHERE t.enhetsnivaa = 'kommune'
        AND (o.gyldig OR t.verdi > 0)
),

-- Alle kommunene som skal inngå, også de utgiveren ikke har en rad for.
deler AS (
    SELECT
        n.til_kommunenr,
        n.gyldig,
        n.skoleaar,
        n.populasjon,
        n.kjoenn,
        n.trinn,
        o.kommunenr,
        o.eksakt_antall,
        o.aarsak,
        t.verdi,
        COALESCE(t.status, 'mangler') AS status,
        COALESCE(t.foreloepig, FALSE) AS foreloepig
    FROM noekler AS n
    INNER JOIN dim.kommune_overgang AS o
        ON o.til_kommunenr = n.til_kommunenr
        AND o.aar = n.aar
        AND o.gyldig = n.gyldig
    LEFT JOIN tall AS t
        ON t.enhetsnivaa = 'kommune'
        AND t.enhet = o.kommunenr
        AND t.aar = n.aar
        AND t.populasjon = n.populasjon
        AND t.kjoenn = n.kjoenn
        AND t.trinn = n.trinn
    WHERE n.gyldig OR t.verdi > 0
),

summer AS (
    SELECT
        til_kommunenr,
        gyldig,
        skoleaar,
        populasjon,
        kjoenn,
        trinn,
        SUM(verdi) AS antall,
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
    GROUP BY til_kommunenr, gyldig, skoleaar, populasjon, kjoenn, trinn
),

-- Har utgiveren både årets egne nummer og sin egen sum på et senere, gjelder årets egne når de er hele.
valg AS (
    SELECT
        til_kommunenr,
        skoleaar,
        populasjon,
        kjoenn,
        trinn,
        MAX(CASE WHEN status = 'ok' THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
    FROM summer
    GROUP BY til_kommunenr, skoleaar, populasjon, kjoenn, trinn
),

kommuner AS (
    SELECT
        s.til_kommunenr,
        s.skoleaar,
        s.populasjon,
        s.kjoenn,
        s.trinn,
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
        AND v.skoleaar = s.skoleaar
        AND v.populasjon = s.populasjon
        AND v.kjoenn = s.kjoenn
        AND v.trinn = s.trinn
        AND v.rang = CASE WHEN s.status = 'ok' THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
),

enheter AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        verdi AS antall,
        status,
        foreloepig,
        CAST(NULL AS VARCHAR) AS grunn
    FROM tall
    WHERE enhetsnivaa IN ('land', 'fylke', 'skole')
    UNION ALL
    SELECT
        populasjon,
        'kommune' AS enhetsnivaa,
        til_kommunenr AS enhet,
        skoleaar,
        kjoenn,
        trinn,
        antall,
        status,
        foreloepig,
        grunn
    FROM kommuner
)

SELECT
    e.populasjon,
    e.enhetsnivaa,
    e.enhet,
    'skoleaar' AS periodetype,
    e.skoleaar AS periode,
    e.kjoenn,
    e.trinn,
    'alle' AS tema,
    'alle' AS omfang,
    CASE WHEN e.status = 'ok' THEN CAST(e.antall AS DOUBLE) END AS verdi,
    CASE WHEN e.status = 'ok' THEN CAST(e.antall AS DECIMAL(20, 4)) END AS teller,
    CAST(NULL AS DECIMAL(20, 4)) AS nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    e.status,
    e.foreloepig,
    CASE WHEN e.status <> 'ok' THEN COALESCE(e.grunn, s.betydning) END AS merknad
FROM enheter AS e
LEFT JOIN dim.status AS s
    ON s.status = e.status
