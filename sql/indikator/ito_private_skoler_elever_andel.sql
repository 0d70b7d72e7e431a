/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune"]
definisjon = "Andelen av elevene i private skoler som har individuelt tilrettelagt opplæring (§ 11-6; før 2024-25 spesialundervisning)."
teller = "elever i private skoler med individuelt tilrettelagt opplæring"
nevner = "elever i private skoler"
kilder = ["udir_gsi_elever"]
skjerming = "Utgiveren skjermer 1 til 5 elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = ""
merknad = "Til sammenligning med kommunens egne skoler (elever med individuelt tilrettelagt opplæring, kommunale skoler). Bare kommuner med private skoler har en rad. Fra 2024-25 gjelder ny opplæringslov. Høy eller lav andel er ikke godt eller dårlig i seg selv."

[navn]
nb = "Elever i private skoler med individuelt tilrettelagt opplæring"
nn = "Elevar i private skular med individuelt tilrettelagd opplæring"
en = "Private-school pupils with individually adapted education"

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
    ON n.maal = 'private_elever'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.kjoenn = t.kjoenn
    AND n.trinn = t.trinn
WHERE t.maal = 'private_ito_elever'
    AND (n.verdi IS NULL OR n.verdi > 0)
