/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "årsverk"
faktor = 100
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Assistentårsverk i undervisningen per 100 elever."
teller = "assistentårsverk i undervisningen"
nevner = "elever 1. oktober"
kilder = ["udir_aarsverk", "udir_gsi_elever"]
skjerming = "Skjermes ikke av utgiveren."
fasit = ""
merknad = "Kommunens årsverk er mer enn summen av skolene: noe er ført på kommunen sentralt."

[navn]
nb = "Assistentårsverk per 100 elever"
nn = "Assistentårsverk per 100 elevar"
en = "Assistant full-time equivalents per 100 pupils"

[[kontroller]]
type = "sql"
navn = "aarsverkene_er_ikke_negative"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "aarsverkene_er_rimelige"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE enhetsnivaa <> 'skole' AND verdi NOT BETWEEN 0 AND 30"
alvor = "advarsel"
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
FROM harmonisert.bemanning AS t
LEFT JOIN harmonisert.elevtall AS n
    ON n.maal = 'elever'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.kjoenn = 'alle'
    AND n.trinn = 'alle'
WHERE t.maal = 'assistentaarsverk_undervisning'
