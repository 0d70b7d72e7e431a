/*
populasjon = ["bosatte"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "kommune"]
definisjon = "Innbyggere 6 til 15 år 1. januar i perioden, på dagens kommuner."
teller = "innbyggere 6-15 år"
nevner = ""
kilder = ["ssb_07459_folkemengde"]
skjerming = "Folkemengde skjermes ikke av utgiveren."
fasit = "SSB 07459"
merknad = "Perioden er SSBs Tid: tellingen 1. januar. KOSTRA deler på innbyggerne 31. desember, altså tellingen 1. januar året etter. Null under et nummer som ikke gjaldt det året, er ikke et tall. Landet er SSBs egen rad når den finnes, ellers summen når alle landets kommuner har tall."

[navn]
nb = "Innbyggere 6-15 år"
nn = "Innbyggjarar 6-15 år"
en = "Inhabitants aged 6-15"

[[kontroller]]
type = "sql"
navn = "ingen_kommune_har_null_barn"
sql = "SELECT enhet, periode FROM {denne} WHERE verdi = 0"
alvor = "advarsel"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    verdi,
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.innbyggere
WHERE tema = '6-15'
