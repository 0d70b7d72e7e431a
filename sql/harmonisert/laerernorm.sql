/*
beskrivelse = "Lærernormen i offentlige skoler på dagens kommuner. Trinn er alle eller hovedtrinnene 1-4, 5-7 og 8-10. Andelen føres bare når hele kommunen er den samme, skolene og årsverkene summeres."

[maal]
andel_oppfyller = { beskrivelse = "Andel skoler som oppfyller lærernormen, slik Utdanningsdirektoratet publiserer den", enhet = "prosent", summeres = false }
antall_oppfyller = { beskrivelse = "Skoler som oppfyller lærernormen", enhet = "antall", summeres = true }
skoler = { beskrivelse = "Skoler som lærernormen gjelder", enhet = "antall", summeres = true }
manglende_aarsverk = { beskrivelse = "Årsverk som mangler for å oppfylle lærernormen", enhet = "årsverk", summeres = true }
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
FROM fakta.laerernorm
WHERE populasjon = 'kommunale_skoler'
