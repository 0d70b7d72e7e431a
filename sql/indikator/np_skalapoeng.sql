/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 0
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Gjennomsnittlige skalapoeng på nasjonal prøve. Tema er prøven: engelsk, lesing eller regning."
teller = ""
nevner = "elever som deltok"
kilder = ["udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Utgiveren skjermer færre enn ti deltakere, og flere der et skjermet tall ellers kunne regnes ut."
fasit = "Utdanningsdirektoratets egne skalapoeng"
merknad = "Usikkerheten er utgiverens og oppfører seg som en 95 prosent feilmargin. Et snitt føres bare over til dagens kommune når hele kommunen er den samme; etter en sammenslåing er det ufullstendig, mens antall deltakere summeres. 5. og 8. trinn kan ikke sammenlignes med hverandre."

[navn]
nb = "Nasjonale prøver, skalapoeng"
nn = "Nasjonale prøver, skalapoeng"
en = "National tests, scale points"

[[kontroller]]
type = "sql"
navn = "skalapoeng_innenfor_skalaen"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 10 AND 90"

[[kontroller]]
type = "sql"
navn = "faerre_enn_ti_deltakere_har_ikke_tall"
sql = "SELECT enhet, periode, nevner FROM {denne} WHERE nevner BETWEEN 1 AND 9 AND verdi IS NOT NULL"
*/
WITH proever AS (
    SELECT
        enhetsnivaa,
        enhet,
        skoleaar,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        proeve,
        trinn,
        kjoenn,
        populasjon,
        MAX(CASE WHEN maal = 'skalapoeng' THEN verdi END) AS skalapoeng,
        MAX(CASE WHEN maal = 'skalapoeng' THEN status END) AS skalapoeng_status,
        MAX(CASE WHEN maal = 'usikkerhet' THEN verdi END) AS usikkerhet,
        MAX(CASE WHEN maal = 'antall_deltatt' THEN verdi END) AS antall,
        MAX(CASE WHEN maal = 'antall_deltatt' THEN status END) AS antall_status,
        bool_or(foreloepig) AS foreloepig
    FROM fakta.nasjonale_proever
    WHERE eierform = 'alle' OR populasjon = 'kommunale_skoler'
    GROUP BY enhetsnivaa, enhet, skoleaar, proeve, trinn, kjoenn, populasjon
),

-- Utgiveren lar poengene stå tomme både der antallet er skjermet og der ingen deltok.
tall AS (
    SELECT
        enhetsnivaa,
        enhet,
        skoleaar,
        aar,
        proeve,
        trinn,
        kjoenn,
        populasjon,
        skalapoeng,
        usikkerhet,
        antall,
        COALESCE(antall_status, 'mangler') AS antall_status,
        CASE
            WHEN skalapoeng_status = 'ok' THEN 'ok'
            WHEN antall_status = 'skjermet' THEN 'skjermet'
            WHEN antall = 0 THEN 'ikke_beregnbar'
            ELSE COALESCE(skalapoeng_status, 'mangler')
        END AS status,
        foreloepig
    FROM proever
),

noekler AS (
    SELECT DISTINCT
        o.til_kommunenr,
        o.gyldig,
        t.aar,
        t.skoleaar,
        t.proeve,
        t.trinn,
        t.kjoenn,
        t.populasjon
    FROM tall AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.enhet
        AND o.aar = t.aar
    WHERE t.enhetsnivaa = 'kommune'
        AND (o.gyldig OR t.status IN ('ok', 'skjermet'))
),

-- Alle kommunene som skal inngå, også de utgiveren ikke har en rad for.
deler AS (
    SELECT
        n.til_kommunenr,
        n.gyldig,
        n.skoleaar,
        n.proeve,
        n.trinn,
        n.kjoenn,
        n.populasjon,
        o.kommunenr,
        o.eksakt_antall,
        o.eksakt_snitt,
        o.aarsak,
        t.skalapoeng,
        t.usikkerhet,
        t.antall,
        COALESCE(t.status, 'mangler') AS status,
        COALESCE(t.antall_status, 'mangler') AS antall_status,
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
        AND t.proeve = n.proeve
        AND t.trinn = n.trinn
        AND t.kjoenn = n.kjoenn
        AND t.populasjon = n.populasjon
    WHERE n.gyldig OR t.status IN ('ok', 'skjermet')
),

summer AS (
    SELECT
        til_kommunenr,
        gyldig,
        skoleaar,
        proeve,
        trinn,
        kjoenn,
        populasjon,
        COUNT(*) = 1 AND bool_and(eksakt_snitt) AS hel_enhet,
        MAX(skalapoeng) AS skalapoeng,
        MAX(usikkerhet) AS usikkerhet,
        MIN(status) AS status,
        CASE
            WHEN NOT bool_and(eksakt_antall) THEN 'ufullstendig'
            WHEN COUNT(*) = 1 THEN MIN(antall_status)
            ELSE status_sum(antall_status)
        END AS antall_status,
        SUM(CAST(antall AS BIGINT)) AS antall,
        bool_or(foreloepig) AS foreloepig,
        MIN(aarsak) AS aarsak
    FROM deler
    GROUP BY til_kommunenr, gyldig, skoleaar, proeve, trinn, kjoenn, populasjon
),

-- Har utgiveren både gamle nummer og sitt eget snitt på et senere, gjelder snittet for hele enheten.
valg AS (
    SELECT
        til_kommunenr,
        skoleaar,
        proeve,
        trinn,
        kjoenn,
        populasjon,
        MAX(CASE WHEN hel_enhet THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
    FROM summer
    GROUP BY til_kommunenr, skoleaar, proeve, trinn, kjoenn, populasjon
),

kommuner AS (
    SELECT
        s.til_kommunenr,
        s.skoleaar,
        s.proeve,
        s.trinn,
        s.kjoenn,
        s.populasjon,
        CASE WHEN s.hel_enhet THEN s.skalapoeng END AS skalapoeng,
        CASE WHEN s.hel_enhet THEN s.usikkerhet END AS usikkerhet,
        CASE WHEN s.hel_enhet THEN s.status ELSE 'ufullstendig' END AS status,
        s.antall_status,
        s.antall,
        s.foreloepig,
        CASE WHEN NOT s.hel_enhet THEN concat('Snittet kan ikke føres over til dagens kommune. ', s.aarsak) END AS grunn
    FROM summer AS s
    INNER JOIN valg AS v
        ON v.til_kommunenr = s.til_kommunenr
        AND v.skoleaar = s.skoleaar
        AND v.proeve = s.proeve
        AND v.trinn = s.trinn
        AND v.kjoenn = s.kjoenn
        AND v.populasjon = s.populasjon
        AND v.rang = CASE WHEN s.hel_enhet THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
),

enheter AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        proeve,
        trinn,
        kjoenn,
        skalapoeng,
        usikkerhet,
        status,
        CAST(antall AS BIGINT) AS antall,
        antall_status,
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
        proeve,
        trinn,
        kjoenn,
        skalapoeng,
        usikkerhet,
        status,
        antall,
        antall_status,
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
    e.proeve AS tema,
    'alle' AS omfang,
    CASE WHEN e.status = 'ok' THEN e.skalapoeng END AS verdi,
    CAST(NULL AS DECIMAL(20, 4)) AS teller,
    CASE WHEN e.antall_status = 'ok' THEN CAST(e.antall AS DECIMAL(20, 4)) END AS nevner,
    CASE WHEN e.status = 'ok' THEN e.usikkerhet END AS usikkerhet,
    e.status,
    e.foreloepig,
    CASE WHEN e.status <> 'ok' THEN COALESCE(e.grunn, s.betydning) END AS merknad
FROM enheter AS e
LEFT JOIN dim.status AS s
    ON s.status = e.status
