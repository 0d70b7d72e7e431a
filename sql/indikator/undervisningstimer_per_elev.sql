/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "timer"
faktor = 1
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Lærertimer i ordinær undervisning i skoleåret per elev. Trinn er alle, 1-4, 5-7 eller 8-10."
teller = "lærertimer i ordinær undervisning"
nevner = "elever 1. oktober"
kilder = ["udir_aarstimer", "udir_gsi_elever"]
skjerming = "Skjermes ikke av utgiveren."
fasit = ""
merknad = "Timer til individuelt tilrettelagt opplæring og særskilt norsk er ikke med: tallet er lavere enn utgiverens undervisningstimer totalt per elev. Elevene på hovedtrinnet er summen av trinnene."

[navn]
nb = "Undervisningstimer per elev, ordinær undervisning"
nn = "Undervisningstimar per elev, ordinær undervisning"
en = "Teaching hours per pupil, ordinary teaching"

[[kontroller]]
type = "sql"
navn = "timene_er_ikke_negative"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "timene_er_rimelige"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE enhetsnivaa <> 'skole' AND verdi NOT BETWEEN 10 AND 300"
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
LEFT JOIN harmonisert.elevtall AS n
    ON n.maal = 'elever'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
    AND n.trinn = t.trinn
    AND n.kjoenn = 'alle'
WHERE t.maal = 'laerertimer'
    AND t.enhetsnivaa <> 'kostragruppe'
