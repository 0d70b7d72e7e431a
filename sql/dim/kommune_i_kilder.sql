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

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kilde", "kommunenr", "aar", "har_tall"]
*/
WITH rader AS (
    SELECT
        'elever' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall
    FROM fakta.elever
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'individuell_tilrettelegging' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall
    FROM fakta.individuell_tilrettelegging
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    SELECT
        'nasjonale_proever' AS kilde,
        enhet AS kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        MAX(enhet_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'kommune'
    GROUP BY enhet, skoleaar
    UNION ALL
    -- Skolene bærer kommunens nummer, også der kommunen selv ikke har en rad.
    SELECT
        'nasjonale_proever_skoler' AS kilde,
        kommunenr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'skole'
    GROUP BY kommunenr, skoleaar
    UNION ALL
    SELECT
        'folkemengde' AS kilde,
        kommunenr,
        aar,
        MAX(kommune_navn) AS navn,
        bool_or(COALESCE(verdi > 0, FALSE)) AS har_tall
    FROM fakta.folkemengde
    GROUP BY kommunenr, aar
    UNION ALL
    SELECT
        'kostra_regnskap' AS kilde,
        kommunenr,
        aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall
    FROM fakta.kostra_regnskap
    GROUP BY kommunenr, aar
    UNION ALL
    SELECT
        'lokalt_regnskap' AS kilde,
        kommunenr,
        aar,
        CAST(NULL AS VARCHAR) AS navn,
        bool_or(COALESCE(verdi <> 0, FALSE)) AS har_tall
    FROM fakta.lokalt_regnskap
    GROUP BY kommunenr, aar
)

SELECT
    kilde,
    kommunenr,
    CAST(aar AS INTEGER) AS aar,
    nullif(trim(regexp_replace(navn, ' *\(([0-9]{4})? *- *[0-9]{4}\) *$', '')), '') AS navn,
    har_tall
FROM rader
WHERE regexp_like(kommunenr, '^[0-9]{4}$')
    AND substr(kommunenr, 1, 2) NOT BETWEEN '21' AND '29'
    AND kommunenr NOT IN ('0000', '9999')
