/*
populasjon = ["kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = -1
nivaaer = ["kommune", "skole"]
definisjon = "Sykefravær i prosent av mulige dagsverk blant de ansatte i kommunens grunnskolesektor, eller ved skolen."
teller = "sykefraværsdagsverk"
nevner = "mulige dagsverk"
kilder = ["lokale_tall"]
skjerming = "Tall for færre enn seks ansatte er skjult før de ble lagret."
fasit = ""
merknad = "Kommunens eget tall: ingen nasjonal kilde vi tar inn, har sykefraværet per kommune og sektor. Kommuner kan regne ulikt (egenmelding, avtalt arbeidstid, hvilke ansatte), så tallet er for kommunen over tid, ikke for sammenligning. Etter en sammenslåing av kommuner er det ufullstendig."

[navn]
nb = "Sykefravær i skolen"
nn = "Sjukefråvær i skulen"
en = "Sickness absence in schools"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
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
WHERE maal = 'sykefravaer_prosent'
