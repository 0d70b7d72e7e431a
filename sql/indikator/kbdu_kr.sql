/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Korrigerte brutto driftsutgifter: utgifter til egen produksjon og avskrivninger, minus sykelønnsrefusjon, merverdiavgiftskompensasjon og fordelte utgifter (SSBs AGD4)."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler."

[navn]
nb = "Korrigerte brutto driftsutgifter"
nn = "Korrigerte brutto driftsutgifter"
en = "Adjusted gross operating expenditure"
*/
SELECT
    'kommunale_skoler' AS populasjon,
    'kommune' AS enhetsnivaa,
    r.kommunenr AS enhet,
    'aar' AS periodetype,
    CAST(r.aar AS VARCHAR) AS periode,
    'alle' AS kjoenn,
    'alle' AS trinn,
    r.tema,
    r.omfang,
    CAST(r.verdi AS DOUBLE) AS verdi,
    CAST(r.verdi AS DECIMAL(20, 4)) AS teller,
    CAST(NULL AS DECIMAL(20, 4)) AS nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    r.status,
    r.foreloepig,
    CASE WHEN r.status <> 'ok' THEN COALESCE(r.merknad, s.betydning) END AS merknad
FROM harmonisert.regnskap AS r
LEFT JOIN dim.status AS s
    ON s.status = r.status
WHERE r.maal = 'kbdu'
