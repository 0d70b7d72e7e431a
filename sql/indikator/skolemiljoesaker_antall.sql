/*
populasjon = ["kommunale_skoler"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["kommune", "skole"]
definisjon = "Saker om elevens rett til et trygt og godt skolemiljø (opplæringsloven kapittel 12) i perioden."
teller = "saker"
nevner = ""
kilder = ["lokale_tall"]
skjerming = "Antall 1–5 er skjult før de ble lagret, og da er alle skolenes antall i kommunen skjult for perioden: summen ville ellers røpet det."
fasit = ""
merknad = "Kommunens eget tall. Flere saker kan like gjerne komme av at skolen melder mer: tallet har ingen retning."

[navn]
nb = "Skolemiljøsaker"
nn = "Skulemiljøsaker"
en = "School environment cases"
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
WHERE maal = 'skolemiljoesaker_antall'
