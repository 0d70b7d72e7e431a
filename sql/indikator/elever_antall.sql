/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elever i grunnskolen 1. oktober i skoleåret, etter GSI."
teller = "elever"
nevner = ""
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall skjermes ikke av utgiveren."
fasit = ""
merknad = "Kommunene står på dagens inndeling: nye nummer og sammenslåinger summeres, over en deling er tallet ufullstendig. Fylker, landet og skoler står som utgiveren har dem."

[navn]
nb = "Elever i grunnskolen"
nn = "Elevar i grunnskulen"
en = "Pupils in primary and lower secondary school"

[[kontroller]]
type = "sql"
navn = "elevtall_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    kjoenn,
    trinn,
    verdi,
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.elevtall
WHERE maal = 'elever'
    AND trinn NOT IN ('1-4', '5-7', '8-10')
