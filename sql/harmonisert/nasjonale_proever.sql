/*
beskrivelse = "Nasjonale prøver på dagens kommuner. Et snitt føres bare over når hele kommunen er den samme; etter en sammenslåing er det ufullstendig, mens antall deltakere summeres. Fylker, landet og skoler står som utgiveren har dem."
korn = "én rad per enhet, skoleår, prøve, trinn, kjønn og populasjon"
noekkel = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "populasjon"]

[kolonner]
enhetsnivaa = "land, fylke, kommune eller skole"
enhet = "Koden: 0 for landet, to siffer for fylke, organisasjonsnummer for skole, og for kommune nummeret på referansedatoen"
skoleaar = "Skoleår, for eksempel 2025-26; prøvene går om høsten"
proeve = "engelsk, lesing eller regning"
trinn = "5, 8 eller 9"
kjoenn = "alle, jente eller gutt"
populasjon = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler"
skalapoeng = { beskrivelse = "Gjennomsnittlige skalapoeng; tomt når status ikke er ok", enhet = "poeng" }
usikkerhet = { beskrivelse = "Utgiverens feilmargin; tom når status ikke er ok", enhet = "poeng" }
status = "Skalapoengenes status; bare ok har skalapoeng"
antall_deltatt = { beskrivelse = "Elever som deltok; tomt når antall_status ikke er ok", enhet = "antall" }
antall_status = "Status for antall_deltatt"
foreloepig = "Sann når minst ett av tallene er foreløpig"
merknad = "Hva ved kommuneinndelingen som gjør at snittet ikke er ok; ellers tom"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "proeve", "trinn", "kjoenn", "populasjon", "status", "antall_status", "foreloepig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT enhet, skoleaar, proeve, status, skalapoeng, antall_status, antall_deltatt FROM {denne} WHERE (status = 'ok') <> (skalapoeng IS NOT NULL) OR (antall_status = 'ok') <> (antall_deltatt IS NOT NULL)"
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
)

SELECT
    enhetsnivaa,
    enhet,
    skoleaar,
    proeve,
    trinn,
    kjoenn,
    populasjon,
    CASE WHEN status = 'ok' THEN skalapoeng END AS skalapoeng,
    CASE WHEN status = 'ok' THEN usikkerhet END AS usikkerhet,
    status,
    CASE WHEN antall_status = 'ok' THEN CAST(antall AS BIGINT) END AS antall_deltatt,
    antall_status,
    foreloepig,
    CAST(NULL AS VARCHAR) AS merknad
FROM tall
WHERE enhetsnivaa IN ('land', 'fylke', 'skole')
UNION ALL
SELECT
    'kommune' AS enhetsnivaa,
    til_kommunenr AS enhet,
    skoleaar,
    proeve,
    trinn,
    kjoenn,
    populasjon,
    CASE WHEN status = 'ok' THEN skalapoeng END AS skalapoeng,
    CASE WHEN status = 'ok' THEN usikkerhet END AS usikkerhet,
    status,
    CASE WHEN antall_status = 'ok' THEN antall END AS antall_deltatt,
    antall_status,
    foreloepig,
    CASE WHEN status <> 'ok' THEN grunn END AS merknad
FROM kommuner
