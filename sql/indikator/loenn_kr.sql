/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Lønn og sosiale utgifter minus sykelønnsrefusjon (SSBs AG16)."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler."

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
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.regnskap
WHERE maal = 'loenn'
