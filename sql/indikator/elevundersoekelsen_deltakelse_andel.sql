/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av de inviterte elevene på 7. og 10. trinn som svarte på Elevundersøkelsen."
teller = "elever som svarte"
nevner = "inviterte elever"
kilder = ["udir_eu_deltakelse"]
skjerming = "Utgiveren skjermer få elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = "Utdanningsdirektoratets egne andeler"
merknad = "Tallet er utgiverens egen prosent. Bare for en kommune slått sammen av flere er det regnet ut av antallene, når alle delene har dem. Skolene skal gjennomføre undersøkelsen på 7. og 10. trinn, men det er frivillig for eleven å svare. Lav deltakelse gjør de andre tallene fra undersøkelsen usikre."

[navn]
nb = "Elevundersøkelsen, deltakelse"
nn = "Elevundersøkinga, deltaking"
en = "Pupil Survey, participation"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "prosenten_er_forholdet_mellom_antallene"
sql = "SELECT enhet, periode, trinn, verdi, teller, nevner FROM {denne} WHERE nevner > 0 AND abs(verdi - 100.0 * CAST(teller AS DOUBLE) / CAST(nevner AS DOUBLE)) > 0.51"
alvor = "advarsel"

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["7", "10"]
*/
SELECT
    a.populasjon,
    a.enhetsnivaa,
    a.enhet,
    a.periodetype,
    a.periode,
    a.kjoenn,
    a.trinn,
    a.verdi AS publisert,
    nullif(a.status, 'ufullstendig') AS publisert_status,
    b.verdi AS teller,
    b.status AS teller_status,
    i.verdi AS nevner,
    i.status AS nevner_status,
    a.foreloepig,
    COALESCE(b.merknad, i.merknad, a.merknad) AS merknad
FROM harmonisert.elevundersoekelsen AS a
LEFT JOIN harmonisert.elevundersoekelsen AS b
    ON b.maal = 'antall_besvart'
    AND b.populasjon = a.populasjon
    AND b.enhetsnivaa = a.enhetsnivaa
    AND b.enhet = a.enhet
    AND b.periode = a.periode
    AND b.kjoenn = a.kjoenn
    AND b.trinn = a.trinn
LEFT JOIN harmonisert.elevundersoekelsen AS i
    ON i.maal = 'antall_invitert'
    AND i.populasjon = a.populasjon
    AND i.enhetsnivaa = a.enhetsnivaa
    AND i.enhet = a.enhet
    AND i.periode = a.periode
    AND i.kjoenn = a.kjoenn
    AND i.trinn = a.trinn
WHERE a.maal = 'andel_deltatt'
