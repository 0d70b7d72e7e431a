/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Lønn og sosiale utgifter minus sykelønnsrefusjon (SSBs AG16)."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap", "ssb_12367_regnskap"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler. Der kommunens regnskap ikke er tatt inn, står SSBs publiserte beløp, i hele tusen og uten teller."

[navn]
nb = "Lønnsutgifter"
nn = "Lønsutgifter"
en = "Wage expenditure"
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
WHERE maal = 'loenn'
