/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "elever"
faktor = 1
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune"]
definisjon = "Elever per grunnskole 1. oktober i skoleåret."
teller = "elever"
nevner = "skoler"
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall og skoler skjermes ikke av utgiveren."
fasit = ""
merknad = "Gjennomsnittet av alle skolene; skolene etter størrelse står i antall grunnskoler."

[navn]
nb = "Elever per skole"
nn = "Elevar per skule"
en = "Pupils per school"

[[kontroller]]
type = "sql"
navn = "elever_per_skole_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"
*/
SELECT
    t.populasjon,
    t.enhetsnivaa,
    t.enhet,
    t.periodetype,
    t.periode,
    t.verdi AS teller,
    t.status AS teller_status,
    n.verdi AS nevner,
    n.status AS nevner_status,
    t.foreloepig OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
    CASE WHEN t.status <> 'ok' THEN t.merknad ELSE n.merknad END AS merknad
FROM harmonisert.elevtall AS t
LEFT JOIN harmonisert.elevtall AS n
    ON n.maal = 'skoler'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.tema = 'alle'
WHERE t.maal = 'elever'
    AND t.enhetsnivaa <> 'skole'
    AND t.kjoenn = 'alle'
    AND t.trinn = 'alle'
