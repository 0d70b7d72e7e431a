/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "prosent"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Andelen av elevene i kommunale og private skoler som får skoleskyss, slik SSB publiserer den."
teller = "elever som får skoleskyss"
nevner = "elever"
kilder = ["ssb_12255_grunnskole"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "SSBs egen andel: teller og nevner vises ikke, og tallet føres ikke over en sammenslåing. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Elever med skoleskyss"
nn = "Elevar med skuleskyss"
en = "Pupils with school transport"

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
WHERE maal = 'skysselever_andel'
