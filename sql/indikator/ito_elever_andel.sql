/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av elevene som har individuelt tilrettelagt opplæring (§ 11-6; før 2024-25 spesialundervisning)."
teller = "elever med individuelt tilrettelagt opplæring"
nevner = "elever"
kilder = ["udir_gsi_elever"]
skjerming = "Utgiveren skjermer 1 til 5 elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = "SSB 12222"
merknad = "Trinn er alle, 1 til 10, eller hovedtrinnene 1-4, 5-7 og 8-10; et hovedtrinn er ufullstendig når ett av trinnene er skjermet. Fra 2024-25 gjelder ny opplæringslov. Høy eller lav andel er ikke godt eller dårlig i seg selv."

[navn]
nb = "Elever med individuelt tilrettelagt opplæring"
nn = "Elevar med individuelt tilrettelagd opplæring"
en = "Pupils with individually adapted education"

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
WHERE t.maal = 'ito_elever'
