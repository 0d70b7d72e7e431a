/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av elevene som har forsterket opplæring i norsk (særskilt språkopplæring)."
teller = "elever med forsterket opplæring i norsk"
nevner = "elever"
kilder = ["udir_gsi_elever"]
skjerming = "Utgiveren skjermer 1 til 5 elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = ""
merknad = "Skjermes oftere enn individuelt tilrettelagt opplæring, også i store kommuner."

[navn]
nb = "Elever med forsterket opplæring i norsk"
nn = "Elevar med forsterka opplæring i norsk"
en = "Pupils with reinforced instruction in Norwegian"

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
WHERE t.maal = 'forsterket_norsk_elever'
