/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Netto driftsutgifter: driftsutgifter og avskrivninger minus driftsinntekter (SSBs AGD2). Renter, avdrag og fond er utenfor."
teller = "beløp i kroner"
nevner = ""
kilder = ["kostra_regnskap", "ssb_12367_regnskap", "ssb_12362_utgifter"]
skjerming = "Regnskap skjermes ikke."
fasit = "SSB 12367"
merknad = "Tema er funksjonen eller et navngitt sett av funksjoner (dim.funksjonssett). Omfang er kasse (kommunekassen) eller konsern. Et sett er summen av funksjonene som har tall; en funksjon uten føringer har ingen utgift. Bare årsregnskap, eller 4. kvartal der årsregnskapet mangler. Der kommunens regnskap ikke er tatt inn, står SSBs publiserte beløp, i hele tusen og uten teller."

[navn]
nb = "Netto driftsutgifter"
nn = "Netto driftsutgifter"
en = "Net operating expenditure"

[[kontroller]]
type = "sql"
navn = "hver_art_i_skolefunksjonene_er_avklart"
sql = "SELECT DISTINCT r.kommunenr, r.aar, r.funksjon, r.art FROM fakta.kostra_regnskap AS r INNER JOIN dim.funksjon AS f ON f.funksjon = r.funksjon LEFT JOIN dim.art AS a ON a.art = r.art AND a.gruppe <> 'uavklart' AND (a.gyldig_fra IS NULL OR a.gyldig_fra <= r.aar) AND (a.gyldig_til IS NULL OR a.gyldig_til >= r.aar) WHERE ((r.regnskapsomfang = 'kasse' AND r.kontoklasse = '1') OR (r.regnskapsomfang = 'konsern' AND r.kontoklasse = '3')) AND a.art IS NULL AND r.verdi <> 0"
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
WHERE maal = 'netto'
