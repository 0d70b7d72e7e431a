/*
beskrivelse = "Snittkarakterer på 10. trinn på dagens kommuner. Tema er utgiverens fagkode. Et snitt føres bare når hele kommunen er den samme, elevene summeres."

[maal]
standpunkt = { beskrivelse = "Snittkarakter til standpunkt", enhet = "karakter", summeres = false }
standpunkt_elever = { beskrivelse = "Elever med standpunktkarakter", enhet = "antall", summeres = true }
skriftlig_eksamen = { beskrivelse = "Snittkarakter til skriftlig eksamen", enhet = "karakter", summeres = false }
skriftlig_eksamen_elever = { beskrivelse = "Elever som var oppe til skriftlig eksamen", enhet = "antall", summeres = true }
*/
SELECT
    CASE WHEN maal = 'elever' THEN concat(karaktertype, '_elever') ELSE karaktertype END AS maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    fag AS tema,
    verdi,
    status,
    foreloepig
FROM fakta.karakterer
WHERE eierform = 'alle' OR populasjon = 'kommunale_skoler'
