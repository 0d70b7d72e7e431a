/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Korrigerte brutto driftsutgifter: utgifter til egen produksjon og avskrivninger, minus sykelønnsrefusjon, merverdiavgiftskompensasjon og fordelte utgifter (SSBs AGD4)."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap", "ssb_12367_regnskap", "ssb_12362_utgifter", "ssb_12235_per_elev"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler. Der kommunens regnskap ikke er tatt inn, står SSBs publiserte beløp, i hele tusen og uten teller."

[navn]
nb = "Korrigerte brutto driftsutgifter"
nn = "Korrigerte brutto driftsutgifter"
en = "Adjusted gross operating expenditure"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    tema,
    omfang,
    verdi,
    CASE opphav WHEN 'eget_regnskap' THEN verdi END AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.driftsutgift
WHERE maal = 'kbdu'
