/*
beskrivelse = "Elevtallene fra GSI på dagens kommuner: elever, elever med individuelt tilrettelagt opplæring og elever med forsterket opplæring i norsk."

[maal]
elever = { beskrivelse = "Elever 1. oktober", enhet = "antall", summeres = true }
ito_elever = { beskrivelse = "Elever med individuelt tilrettelagt opplæring (før 2024-25 spesialundervisning)", enhet = "antall", summeres = true }
forsterket_norsk_elever = { beskrivelse = "Elever med forsterket opplæring i norsk (før 2024-25 særskilt norskopplæring)", enhet = "antall", summeres = true }
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
    trinn,
    verdi,
    status,
    foreloepig
FROM fakta.elever
WHERE maal = 'elever'
    AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
UNION ALL
SELECT
    maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    trinn,
    verdi,
    status,
    foreloepig
FROM fakta.individuell_tilrettelegging
WHERE maal IN ('ito_elever', 'forsterket_norsk_elever')
    AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
