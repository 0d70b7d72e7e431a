/*
populasjon = ["kommunale_skoler"]
maaleenhet = "1–5"
desimaler = 1
retning = 1
nivaaer = ["kommune", "skole"]
definisjon = "Snittet av foreldrenes svar fra 1 til 5 i Foreldreundersøkelsen, der 5 er best. Tema er undersøkelsens tema, slik kommunen har skrevet det."
teller = ""
nevner = "foreldre som svarte"
kilder = ["lokale_tall"]
skjerming = "Snitt for færre enn seks svar er skjult før de ble lagret."
fasit = ""
merknad = "Kommunens eget tall. Undersøkelsen er frivillig, og bare foreldrene som svarte er med. Etter en sammenslåing av kommuner er snittet ufullstendig."

[navn]
nb = "Foreldreundersøkelsen, snitt"
nn = "Foreldreundersøkinga, snitt"
en = "Parent Survey, mean score"

[[kontroller]]
type = "omraade"
kolonne = "verdi"
minst = 1
hoeyst = 5
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
    merknad
FROM harmonisert.lokale_tall
WHERE maal = 'foreldreundersoekelsen_snitt'
