/*
populasjon = ["bosatte"]
maaleenhet = "indeks"
desimaler = 4
retning = 0
nivaaer = ["land", "kommune"]
definisjon = "Delkostnadsindeksen for grunnskole i inntektssystemet: hvor mye grunnskole innbyggerne trenger per innbygger, når landet er 1."
teller = ""
nevner = ""
kilder = ["groent_hefte"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Fra tabell E-k i Grønt hefte, lagt inn som fil. En indeks kan ikke legges sammen: etter en sammenslåing av kommuner er den ufullstendig."

[navn]
nb = "Delkostnadsindeks for grunnskole"
nn = "Delkostnadsindeks for grunnskule"
en = "Cost index for schools"
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
WHERE maal = 'dki_grunnskole'
