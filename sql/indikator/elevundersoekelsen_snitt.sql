/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "1–5"
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Snittet av elevenes svar fra 1 til 5 på 7. og 10. trinn, der 5 er best. Tema er Elevundersøkelsens indikator, for eksempel Trivsel, Læringskultur eller Støtte fra lærerne."
teller = ""
nevner = "elever som svarte"
kilder = ["udir_eu_indikator"]
skjerming = "Utgiveren skjermer snitt for få elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = "Utdanningsdirektoratets egne indikatorer"
merknad = "Et snitt kan verken summeres eller veies sammen her: etter en sammenslåing er det ufullstendig. Temaene i Elevundersøkelsen bygger på de samme spørsmålene og er ikke med, så hvert navn har ett tall. 7. og 10. trinn svarer ikke på alle de samme spørsmålene. Bare elevene som svarte er med: se deltakelsen."

[navn]
nb = "Elevundersøkelsen, snitt"
nn = "Elevundersøkinga, snitt"
en = "Pupil Survey, mean score"

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 1
hoeyst = 5

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["7", "10"]
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    kjoenn,
    trinn,
    tema,
    verdi,
    status,
    foreloepig,
    merknad
FROM harmonisert.elevundersoekelsen
WHERE maal = 'score'
