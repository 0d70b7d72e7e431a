/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av elevene som har forsterket opplæring i norsk (særskilt språkopplæring)."
teller = "elever med forsterket opplæring i norsk"
nevner = "elever"
kilder = ["udir_gsi_elever"]
skjerming = "Utgiveren skjermer 1 til 5 elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = ""
merknad = "Skjermes oftere enn individuelt tilrettelagt opplæring, også i store kommuner."

[navn]
nb = "Elever med forsterket opplæring i norsk"
nn = "Elevar med forsterka opplæring i norsk"
en = "Pupils with reinforced instruction in Norwegian"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
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
    FROM fakta.individuell_tilrettelegging
    WHERE maal = 'forsterket_norsk_elever'
        AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
),

-- En skjermet rad sier at kommunen finnes i kilden; en null under et nummer som ikke gjaldt, gjør det ikke.
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
        AND (o.gyldig OR t.verdi > 0 OR t.status = 'skjermet')
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
    WHERE n.gyldig OR t.verdi > 0 OR t.status = 'skjermet'
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
        bool_or(status = 'skjermet') AS har_skjermet,
        bool_or(foreloepig) AS foreloepig,
        MIN(CASE WHEN NOT eksakt_antall THEN aarsak END) AS delt,
        COUNT(*) AS antall_deler,
        string_agg(CASE WHEN status NOT IN ('ok', 'ikke_aktuelt') THEN kommunenr END, ', ' ORDER BY kommunenr) AS uten_tall
    FROM deler
    GROUP BY til_kommunenr, gyldig, skoleaar, populasjon, kjoenn, trinn
),

-- Har utgiveren både årets egne nummer og sin egen sum på et senere, gjelder årets egne når de er hele eller har en skjermet del.
valg AS (
    SELECT
        til_kommunenr,
        skoleaar,
        populasjon,
        kjoenn,
        trinn,
        MAX(CASE WHEN status = 'ok' OR har_skjermet THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
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
        AND v.rang = CASE WHEN s.status = 'ok' OR s.har_skjermet THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
),

tellere AS (
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
),

forhold AS (
    SELECT
        t.populasjon,
        t.enhetsnivaa,
        t.enhet,
        t.skoleaar,
        t.kjoenn,
        t.trinn,
        CASE WHEN t.status = 'ok' THEN CAST(t.antall AS DECIMAL(20, 4)) END AS teller,
        CASE WHEN e.status = 'ok' THEN e.teller END AS nevner,
        status_forhold(t.status, e.status, CAST(e.teller AS DOUBLE)) AS status,
        t.foreloepig OR COALESCE(e.foreloepig, FALSE) AS foreloepig,
        CASE
            WHEN t.status <> 'ok' THEN t.grunn
            ELSE e.merknad
        END AS grunn
    FROM tellere AS t
    LEFT JOIN indikator.elever_antall AS e
        ON e.populasjon = t.populasjon
        AND e.enhetsnivaa = t.enhetsnivaa
        AND e.enhet = t.enhet
        AND e.periode = t.skoleaar
        AND e.kjoenn = t.kjoenn
        AND e.trinn = t.trinn
)

SELECT
    f.populasjon,
    f.enhetsnivaa,
    f.enhet,
    'skoleaar' AS periodetype,
    f.skoleaar AS periode,
    f.kjoenn,
    f.trinn,
    'alle' AS tema,
    'alle' AS omfang,
    CASE WHEN f.status = 'ok' THEN 100.0 * CAST(f.teller AS DOUBLE) / CAST(f.nevner AS DOUBLE) END AS verdi,
    f.teller,
    f.nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    f.status,
    f.foreloepig,
    CASE WHEN f.status <> 'ok' THEN COALESCE(f.grunn, s.betydning) END AS merknad
FROM forhold AS f
LEFT JOIN dim.status AS s
    ON s.status = f.status
