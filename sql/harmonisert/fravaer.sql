/*
beskrivelse = "Fravær ført på vitnemålet på 10. trinn, på dagens kommuner. En median føres bare når hele kommunen er den samme, elevene summeres."

[maal]
median_dager = { beskrivelse = "Median av dager fravær", enhet = "dager", summeres = false }
median_timer = { beskrivelse = "Median av enkelttimer fravær", enhet = "timer", summeres = false }
elever = { beskrivelse = "Elever medianen gjelder", enhet = "antall", summeres = true }
*/
SELECT
    maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    '10' AS trinn,
    verdi,
    status,
    foreloepig
FROM fakta.fravaer
WHERE maal IN ('median_dager', 'median_timer', 'elever')
    AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
