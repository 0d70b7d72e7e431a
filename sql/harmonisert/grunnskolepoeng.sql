/*
beskrivelse = "Grunnskolepoeng på dagens kommuner. Et snitt føres bare når hele kommunen er den samme, elevene summeres."

[maal]
grunnskolepoeng = { beskrivelse = "Gjennomsnittlige grunnskolepoeng", enhet = "poeng", summeres = false }
elever = { beskrivelse = "Elever som gikk ut av 10. trinn med poeng", enhet = "antall", summeres = true }
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
    verdi,
    status,
    foreloepig
FROM fakta.grunnskolepoeng
WHERE eierform = 'alle' OR populasjon = 'kommunale_skoler'
