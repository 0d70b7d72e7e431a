/*
beskrivelse = "Indikatorene med navn, enhet og definisjon. Kommer fra hodet i hver fil i sql/indikator/."
korn = "én rad per indikator"
noekkel = ["indikator_id"]

[kolonner]
indikator_id = "Indikatorens id"
navn_nb = "Navn på bokmål"
navn_nn = "Navn på nynorsk"
navn_en = "Navn på engelsk"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
maaleenhet = "Enhet"
desimaler = "Antall desimaler som skrives ut"
retning = "1 når høyere er bedre, -1 når lavere er bedre, 0 når tallet ikke har noen retning"
relativ_endring = "Sann når en endring er en andel av tallet før (beløp, antall, forholdstall); usann når den er en forskjell (prosent, poeng, karakterer)"
nivaaer = "Enhetsnivåene indikatoren finnes på"
definisjon = "Definisjon i ord"
teller = "Telleren i ord"
nevner = "Nevneren i ord"
kilder = "Datasettene den bygger på"
skjerming = "Regelen for skjerming"
fasit = "Publisert serie som skal gjenfinnes; tom når ingen finnes"
merknad = "Det en leser må vite"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["indikator_id", "navn_nb", "maaleenhet", "desimaler", "retning"]
*/
SELECT
    indikator_id,
    navn_nb,
    navn_nn,
    navn_en,
    populasjon,
    maaleenhet,
    desimaler,
    retning,
    maaleenhet NOT IN ('prosent', 'poeng', 'karakter', '1–5') AS relativ_endring,
    nivaaer,
    definisjon,
    teller,
    nevner,
    kilder,
    skjerming,
    fasit,
    merknad
FROM katalog.indikator
