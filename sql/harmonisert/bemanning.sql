/*
beskrivelse = "Årsverk fra GSI på dagens kommuner, og lærere etter utdanning fra SSB for fylkene og landet. Kommunens årsverk er mer enn summen av skolene: noe er ført på kommunen sentralt."

[maal]
laereraarsverk_undervisning = { beskrivelse = "Lærerårsverk til undervisning", enhet = "årsverk", summeres = true }
assistentaarsverk_undervisning = { beskrivelse = "Assistentårsverk i undervisningen", enhet = "årsverk", summeres = true }
laerere = { beskrivelse = "Lærere i grunnskolen etter SSBs tabell 12091", enhet = "antall", summeres = true }
laerere_uten_pedagogisk_utdanning = { beskrivelse = "Lærere uten pedagogisk utdanning etter SSBs tabell 12091", enhet = "antall", summeres = true }
*/
WITH laerere AS (
    SELECT
        CASE
            WHEN regexp_like(inndeling, 'uten pedagogisk|videregående utdanning eller lavere', 'i') THEN 'laerere_uten_pedagogisk_utdanning'
            WHEN regexp_like(inndeling, '^(i alt|alle|all utdanning)', 'i') THEN 'laerere'
        END AS maal,
        enhetsnivaa,
        enhet,
        aar,
        verdi,
        status,
        foreloepig
    FROM fakta.laerere
    WHERE tabell = '12091'
        AND maal = 'laerere_antall'
)

SELECT
    maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    verdi,
    status,
    foreloepig
FROM fakta.aarsverk
WHERE maal IN ('laereraarsverk_undervisning', 'assistentaarsverk_undervisning')
    AND kjoenn = 'alle'
    AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
UNION ALL
-- SSB kan dele dem som er uten pedagogisk utdanning, i flere.
SELECT
    maal,
    'skoler_i_kommunen' AS populasjon,
    enhetsnivaa,
    enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    aar,
    SUM(verdi) AS verdi,
    CASE WHEN COUNT(*) = 1 THEN MIN(status) ELSE status_sum(status) END AS status,
    bool_or(foreloepig) AS foreloepig
FROM laerere
WHERE maal IS NOT NULL
GROUP BY maal, enhetsnivaa, enhet, aar
