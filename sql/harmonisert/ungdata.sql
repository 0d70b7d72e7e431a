/*
beskrivelse = "Ungdata på ungdomstrinnet (8.–10. trinn) i FHIs standardiserte andeler, på dagens kommuner. FHI regner selv om historien til kommunene som gjelder når tabellen kommer ut, så kodene følger tabellens siste år, ikke tallets. Et standardisert tall føres bare når hele kommunen er den samme. Perioden er det siste året tallet gjelder; har FHI flere lengder for samme siste år, gjelder den korteste. Bydeler og koder uten kommune (xx99) er ikke med."

[maal]
meis = { beskrivelse = "Standardisert andel; tema er hva de unge svarte", enhet = "prosent", summeres = false }
*/
WITH inndelinger AS (
    SELECT
        datasett,
        MAX(aar_til) AS aar
    FROM fakta.ungdata
    WHERE enhetsnivaa = 'kommune'
    GROUP BY datasett
),

perioder AS (
    SELECT
        datasett,
        enhetsnivaa,
        aar_til,
        MAX(aar_fra) AS aar_fra
    FROM fakta.ungdata
    GROUP BY datasett, enhetsnivaa, aar_til
)

SELECT
    u.maal,
    'bosatte' AS populasjon,
    u.enhetsnivaa,
    u.enhet,
    'aar' AS periodetype,
    CAST(u.aar_til AS VARCHAR) AS periode,
    i.aar,
    u.kjoenn,
    '8-10' AS trinn,
    u.tema,
    u.verdi,
    u.status,
    u.foreloepig
FROM fakta.ungdata AS u
INNER JOIN perioder AS p
    ON p.datasett = u.datasett
    AND p.enhetsnivaa = u.enhetsnivaa
    AND p.aar_til = u.aar_til
    AND p.aar_fra = u.aar_fra
LEFT JOIN inndelinger AS i
    ON i.datasett = u.datasett
WHERE u.maal = 'meis'
    AND u.enhetsnivaa IN ('land', 'fylke', 'kommune')
