/*
populasjon = ["bosatte"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Behovskorrigert merutgift til grunnskole (merutgift_kr) per innbygger."
teller = "behovskorrigert merutgift i kroner"
nevner = "innbyggere 31. desember i regnskapsåret"
kilder = ["kostra_regnskap", "groent_hefte", "ssb_07459_folkemengde"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Forbeholdene til merutgift_kr gjelder også her."

[navn]
nb = "Behovskorrigert merutgift til grunnskole per innbygger"
nn = "Behovskorrigert meirutgift til grunnskule per innbyggjar"
en = "Need-adjusted excess expenditure on schools per inhabitant"
*/
SELECT
    m.populasjon,
    m.enhetsnivaa,
    m.enhet,
    m.periodetype,
    m.periode,
    m.tema,
    m.omfang,
    m.verdi AS teller,
    m.status AS teller_status,
    i.verdi AS nevner,
    i.status AS nevner_status,
    m.foreloepig,
    COALESCE(m.merknad, i.merknad) AS merknad
FROM indikator.merutgift_kr AS m
LEFT JOIN harmonisert.innbyggere AS i
    ON i.tema = 'alle'
    AND i.enhetsnivaa = m.enhetsnivaa
    AND i.enhet = m.enhet
    AND CAST(i.periode AS INTEGER) = CAST(m.periode AS INTEGER) + 1
