/*
beskrivelse = "Kommunenumrene hver kilde bruker, år for år. Grunnlaget for de andre kommunetabellene: slik leses de store tabellene bare én gang."
korn = "én rad per kilde, kommunenummer og år"
noekkel = ["kilde", "kommunenr", "aar"]

[kolonner]
kilde = "Faktatabellen"
kommunenr = "Kommunenummer, fire siffer; bare kommuner"
aar = { beskrivelse = "Kalenderåret: skoleårets første, SSBs Tid eller regnskapsåret", enhet = "år" }
navn = "Kildens navn, uten «(2020 - 2023)»; tom når kilden ikke har navn"
har_tall = "Sann når kilden har minst ett tall som ikke er null for nummeret det året"
daterer = "Sann når kilden bruker hvert års egne nummer, så et tall sier at nummeret gjaldt; usann for kilder som regner bakover eller framover på dagens"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kilde", "kommunenr", "aar", "har_tall", "daterer"]
*/
WITH rader AS (
    SELECT
        'elever' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.elever
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'individuell_tilrettelegging' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.individuell_tilrettelegging
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'nasjonale_proever' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    -- Skolene bærer kommunens nummer, også der kommunen selv ikke har en rad.
    SELECT
        'nasjonale_proever_skoler' AS kilde,
        kommunenr AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'skole'
    GROUP BY kommunenr, skoleaar
    UNION ALL
    SELECT
        'folkemengde' AS kilde,
        kommunenr AS kommunenr,
        aar AS aar,
        MAX(kommune_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.folkemengde
    GROUP BY kommunenr, aar
    UNION ALL
    SELECT
        'kostra_regnskap' AS kilde,
        kommunenr AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        TRUE AS daterer
    FROM fakta.kostra_regnskap
    GROUP BY kommunenr, aar
    UNION ALL
    -- En lokal fil kan stå på et annet års nummer.
    SELECT
        'lokalt_regnskap' AS kilde,
        kommunenr AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.lokalt_regnskap
    GROUP BY kommunenr, aar
    UNION ALL
    SELECT
        'lokale_tall' AS kilde,
        kommunenr AS kommunenr,
        CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.lokale_tall
    WHERE enhetsnivaa = 'kommune'
    GROUP BY kommunenr, CAST(substr(periode, 1, 4) AS INTEGER)
    UNION ALL
    SELECT
        'nasjonale_proever_nivaa' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.nasjonale_proever_nivaa
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'grunnskolepoeng' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.grunnskolepoeng
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'karakterer' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.karakterer
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'fravaer' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.fravaer
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'elevundersoekelsen' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.elevundersoekelsen
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'aarsverk' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.aarsverk
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'timer' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.timer
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'laerernorm' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.laerernorm
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'ssb_elever' AS kilde,
        enhet AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.ssb_elever
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, aar
    UNION ALL
    SELECT
        'laerere' AS kilde,
        enhet AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.laerere
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, aar
    UNION ALL
    SELECT
        'gjennomfoering' AS kilde,
        enhet AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.gjennomfoering
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, aar
    UNION ALL
    SELECT
        'ungdata' AS kilde,
        enhet AS kommunenr,
        aar_til AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.ungdata
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, aar_til
    UNION ALL
    SELECT
        'fhi_noekkeltall' AS kilde,
        enhet AS kommunenr,
        aar_til AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.fhi_noekkeltall
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, aar_til
    UNION ALL
    SELECT
        'kostra_noekkeltall' AS kilde,
        region AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.kostra_noekkeltall
    WHERE regiontype = 'kommune'
    GROUP BY region, aar
    UNION ALL
    SELECT
        'framskriving' AS kilde,
        kommunenr AS kommunenr,
        aar AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall,
        FALSE AS daterer
    FROM fakta.framskriving
    GROUP BY kommunenr, aar
)

SELECT
    kilde,
    kommunenr,
    CAST(aar AS INTEGER) AS aar,
    nullif(trim(regexp_replace(navn, ' *\(([0-9]{4})? *- *[0-9]{4}\) *$', '')), '') AS navn,
    har_tall,
    daterer
FROM rader
WHERE regexp_like(kommunenr, '^[0-9]{4}$')
    AND substr(kommunenr, 1, 2) NOT BETWEEN '21' AND '29'
    AND kommunenr NOT IN ('0000', '9999')
