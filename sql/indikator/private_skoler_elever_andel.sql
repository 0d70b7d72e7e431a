/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune"]
definisjon = "Andelen av elevene i skolene i kommunen som går i private skoler."
teller = "elever i private skoler"
nevner = "elever i offentlige og private skoler"
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall skjermes ikke av utgiveren."
fasit = ""
merknad = "Elevene telles der skolen ligger, ikke der de bor. Der alle elevene går i offentlige skoler, er andelen 0; uten tall for private og offentlige skoler hver for seg mangler den."

[navn]
nb = "Elever i private skoler"
nn = "Elevar i private skular"
en = "Pupils in private schools"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
*/
SELECT
    t.populasjon,
    t.enhetsnivaa,
    t.enhet,
    t.periodetype,
    t.periode,
    t.kjoenn,
    t.trinn,
    t.verdi AS teller,
    t.status AS teller_status,
    n.verdi AS nevner,
    n.status AS nevner_status,
    t.foreloepig OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
    CASE WHEN t.status <> 'ok' THEN t.merknad ELSE n.merknad END AS merknad
FROM harmonisert.elevtall AS t
LEFT JOIN harmonisert.elevtall AS n
    ON n.maal = 'elever'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.kjoenn = t.kjoenn
    AND n.trinn = t.trinn
WHERE t.maal = 'private_elever'
