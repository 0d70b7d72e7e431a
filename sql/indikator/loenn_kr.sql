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
WITH egne_regnskap AS (
    SELECT DISTINCT enhet, periode, omfang
    FROM harmonisert.regnskap
)

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
UNION ALL
SELECT
    p.populasjon,
    p.enhetsnivaa,
    p.enhet,
    p.periodetype,
    p.periode,
    p.tema,
    p.omfang,
    p.verdi,
    NULL AS teller,
    p.status,
    p.foreloepig,
    p.merknad
FROM harmonisert.kostra_noekkeltall AS p
LEFT JOIN egne_regnskap AS r
    ON r.enhet = p.enhet
    AND r.periode = p.periode
    AND r.omfang = p.omfang
WHERE p.maal = 'loenn'
    AND p.enhetsnivaa = 'kommune'
    AND r.enhet IS NULL
