/*
populasjon = ["bosatte"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "kommune"]
definisjon = "Frie inntekter (rammetilskudd og skatt) per innbygger."
teller = "frie inntekter"
nevner = "innbyggere"
kilder = ["groent_hefte"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Fra Grønt hefte, lagt inn som fil, uten teller og nevner: etter en sammenslåing av kommuner er tallet ufullstendig."

[navn]
nb = "Frie inntekter per innbygger"
nn = "Frie inntekter per innbyggjar"
en = "Unrestricted revenue per inhabitant"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    verdi,
    status,
    merknad
FROM harmonisert.lokale_tall
WHERE maal = 'frie_inntekter_kr_per_innb'
