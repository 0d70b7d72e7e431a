/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "elever"
faktor = 1
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole", "kostragruppe"]
definisjon = "Elever per lærer i ordinær undervisning: elevtimer delt på lærertimer, uten timer til individuelt tilrettelagt opplæring og særskilt norsk. Trinn er alle, 1-4, 5-7 eller 8-10."
teller = "elevtimer i ordinær undervisning"
nevner = "lærertimer i ordinær undervisning"
kilder = ["udir_aarstimer", "ssb_12285_timer"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "SSB 12255 (kommunale skoler)"
merknad = "Regnet av summene, aldri som snitt av trinn, skoler eller kommuner. KOSTRA-gruppene er SSBs timer i kommunale skoler; SSBs år er høsten skoleåret begynner."

[navn]
nb = "Gruppestørrelse 2"
nn = "Gruppestorleik 2"
en = "Group size 2"

[[kontroller]]
type = "sql"
navn = "gruppestoerrelsen_er_ikke_negativ"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "gruppestoerrelsen_er_rimelig"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE enhetsnivaa <> 'skole' AND verdi NOT BETWEEN 1 AND 40"
alvor = "advarsel"
*/
SELECT
    t.populasjon,
    t.enhetsnivaa,
    t.enhet,
    t.periodetype,
    t.periode,
    t.trinn,
    t.verdi AS teller,
    t.status AS teller_status,
    n.verdi AS nevner,
    n.status AS nevner_status,
    t.foreloepig OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
    CASE WHEN t.status <> 'ok' THEN t.merknad ELSE n.merknad END AS merknad
FROM harmonisert.timer AS t
LEFT JOIN harmonisert.timer AS n
    ON n.maal = 'laerertimer'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.trinn = t.trinn
WHERE t.maal = 'elevtimer'
