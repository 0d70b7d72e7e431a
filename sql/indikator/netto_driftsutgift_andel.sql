/*
populasjon = ["kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Grunnskolesektorens andel (funksjon 202, 215, 222 og 223) av kommunens samlede netto driftsutgifter, slik SSB publiserer den."
teller = "netto driftsutgifter til grunnskolesektoren"
nevner = "kommunens samlede netto driftsutgifter"
kilder = ["ssb_12362_utgifter"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Konsernregnskap. SSBs egen andel: teller og nevner vises ikke, og tallet føres ikke over en sammenslåing. Tall for landet, fylker og KOSTRA-grupper er anslått når kommuner ikke har rapportert. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Grunnskolens andel av netto driftsutgifter"
nn = "Grunnskulens del av netto driftsutgifter"
en = "Share of net operating expenditure spent on schools"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
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
    status,
    foreloepig,
    merknad
FROM harmonisert.kostra_noekkeltall
WHERE maal = 'netto_andel'
