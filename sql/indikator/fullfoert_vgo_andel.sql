/*
populasjon = ["bosatte"]
maaleenhet = "prosent"
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune"]
definisjon = "Andelen som har fullført videregående opplæring. Tema fem_aar: innen fem år etter starten (SSB 14882). Tema fem_seks_aar: innen fem år på studieforberedende og seks år på yrkesfaglige programmer (SSB 12971; landet og fylker). Tema fem_seks_aar_fhi: innen fem eller seks år, flerårige tall fra Folkehelseinstituttet."
teller = "de som har fullført"
nevner = "de som startet, etter hvor de bodde"
kilder = ["ssb_14882_fullfoert_vgo", "ssb_12971_gjennomfoering", "fhi_gjennomfoering"]
skjerming = "Utgiverne skjermer små tall."
fasit = "SSB 14882"
merknad = "Perioden er det siste året i utgiverens periode, da gjennomføringen ble målt. De tre temaene teller ikke de samme ungdommene like lenge og skal ikke stå i samme serie. Fem_seks_aar er summen av to av SSBs andeler: fullført på normert tid og fullført på mer enn normert tid. Videregående opplæring er fylkets ansvar; kommunen er der ungdommen bodde. En andel føres bare over til dagens kommune når hele kommunen er den samme."

[navn]
nb = "Fullført videregående opplæring"
nn = "Fullført vidaregåande opplæring"
en = "Completed upper secondary education"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, tema, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    kjoenn,
    tema,
    verdi,
    status,
    foreloepig,
    merknad
FROM harmonisert.gjennomfoering
WHERE maal = 'fullfoert'
