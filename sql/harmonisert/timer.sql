/*
beskrivelse = "Elevtimer, lærertimer og lærertetthet i ordinær undervisning på dagens kommuner, etter GSI. Trinn er alle eller hovedtrinnene 1-4, 5-7 og 8-10. KOSTRA-gruppene er SSBs egne tall for kommunale skoler; SSBs år er høsten skoleåret begynner."

[maal]
elevtimer = { beskrivelse = "Elevtimer i ordinær undervisning i skoleåret", enhet = "timer", summeres = true }
laerertimer = { beskrivelse = "Lærertimer i ordinær undervisning i skoleåret", enhet = "timer", summeres = true }
laerertetthet = { beskrivelse = "Elever per lærer i ordinær undervisning, slik Utdanningsdirektoratet publiserer den", enhet = "elever", summeres = false }
*/
SELECT
    maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    trinn,
    verdi,
    status,
    foreloepig
FROM fakta.timer
WHERE maal IN ('elevtimer', 'laerertimer', 'laerertetthet')
    AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
UNION ALL
SELECT
    CASE maal WHEN 'elevtimer_timer' THEN 'elevtimer' ELSE 'laerertimer' END AS maal,
    'kommunale_skoler' AS populasjon,
    'kostragruppe' AS enhetsnivaa,
    region AS enhet,
    'skoleaar' AS periodetype,
    concat(CAST(aar AS VARCHAR), '-', substr(CAST(aar + 1 AS VARCHAR), 3, 2)) AS periode,
    aar,
    inndeling AS trinn,
    verdi,
    status,
    foreloepig
FROM fakta.kostra_noekkeltall
WHERE tabell = '12285'
    AND regiontype = 'kostragruppe'
    AND maal IN ('elevtimer_timer', 'laerertimer_timer')
