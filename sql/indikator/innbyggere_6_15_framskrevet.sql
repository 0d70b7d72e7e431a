/*
populasjon = ["bosatte"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "kommune"]
definisjon = "Framskrevne innbyggere 6 til 15 år 1. januar i perioden, etter SSBs nyeste framskriving. Tema er alternativet: hoved (MMMM), lav (LLML) eller hoey (HHMH)."
teller = "framskrevne innbyggere 6-15 år"
nevner = ""
kilder = ["ssb_14746_framskriving_2026", "ssb_14288_framskriving_2024"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Et regnestykke under forutsetninger, ikke en prognose for hva som kommer til å skje. Usikkerheten er størst i små kommuner. Bare den nyeste framskrivingen. Landet er summen når alle landets kommuner er med."

[navn]
nb = "Framskrevne innbyggere 6-15 år"
nn = "Framskrivne innbyggjarar 6-15 år"
en = "Projected inhabitants aged 6-15"

[[kontroller]]
type = "sql"
navn = "ingen_framskriving_er_negativ"
sql = "SELECT enhet, periode, tema, verdi FROM {denne} WHERE verdi < 0"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    tema,
    verdi,
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.framskriving
WHERE maal = 'innbyggere_6_15'
