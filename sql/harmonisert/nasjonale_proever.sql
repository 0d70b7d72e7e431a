/*
beskrivelse = "Nasjonale prøver på dagens kommuner. Tema er prøven: engelsk, lesing eller regning. Et snitt føres bare når hele kommunen er den samme, deltakerne summeres."

[maal]
skalapoeng = { beskrivelse = "Gjennomsnittlige skalapoeng, med utgiverens feilmargin", enhet = "poeng", summeres = false }
deltatt = { beskrivelse = "Elever som deltok", enhet = "antall", summeres = true }
*/
WITH proever AS (
    SELECT
        enhetsnivaa,
        enhet,
        skoleaar,
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
)

-- Utgiveren lar poengene stå tomme både der antallet er skjermet og der ingen deltok.
SELECT
    'skalapoeng' AS maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    trinn,
    proeve AS tema,
    skalapoeng AS verdi,
    usikkerhet,
    CASE
        WHEN skalapoeng_status = 'ok' THEN 'ok'
        WHEN antall_status = 'skjermet' THEN 'skjermet'
        WHEN antall = 0 THEN 'ikke_beregnbar'
        ELSE COALESCE(skalapoeng_status, 'mangler')
    END AS status,
    foreloepig
FROM proever
UNION ALL
SELECT
    'deltatt' AS maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    trinn,
    proeve AS tema,
    antall AS verdi,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    COALESCE(antall_status, 'mangler') AS status,
    foreloepig
FROM proever
