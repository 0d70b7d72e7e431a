/*
beskrivelse = "Hva faste priser regnes med. Tema er deflatoren: kpi er årssnittet av konsumprisindeksen (SSB 14700) for hvert helt år, som ikke er kommunal deflator. Beløp i faste priser er beløpet delt på prisnivået. Basisåret er det nyeste hele året, der prisnivået er 1."

[maal]
indeks = { beskrivelse = "Snittet av årets tolv måneder, ikke avrundet; et år uten alle tolv har ingen rad", enhet = "2025=100", summeres = false }
prisnivaa = { beskrivelse = "Årets indeks delt på basisårets; 1 i basisåret", enhet = "forhold", summeres = false }
*/
WITH hele_aar AS (
    SELECT
        aar,
        AVG(verdi) AS indeks,
        bool_or(foreloepig) AS foreloepig
    FROM fakta.prisindeks
    WHERE status = 'ok'
    GROUP BY aar
    HAVING COUNT(DISTINCT maaned) = 12
),

basis AS (
    SELECT MAX(aar) AS basisaar
    FROM hele_aar
),

maal AS (
    SELECT
        'indeks' AS maal,
        aar,
        indeks AS verdi,
        foreloepig
    FROM hele_aar
    UNION ALL
    SELECT
        'prisnivaa' AS maal,
        h.aar,
        h.indeks / i.indeks AS verdi,
        h.foreloepig OR i.foreloepig AS foreloepig
    FROM hele_aar AS h
    CROSS JOIN basis AS b
    INNER JOIN hele_aar AS i
        ON i.aar = b.basisaar
)

SELECT
    maal,
    'alle' AS populasjon,
    'land' AS enhetsnivaa,
    '0' AS enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    aar,
    'kpi' AS tema,
    verdi,
    'ok' AS status,
    foreloepig
FROM maal
