/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Utgifter til drift, vedlikehold, renhold og energi i skolelokalene (funksjon 222) per kvadratmeter, slik SSB publiserer dem. Tema er drift, vedlikehold, renhold eller energi."
teller = "utgifter til temaet"
nevner = "kvadratmeter skolelokaler"
kilder = ["ssb_12905_skolelokaler_drift"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Konsernregnskap. Renhold og energi er deler av driften og skal ikke legges til den. SSBs eget tall: det føres ikke over en sammenslåing. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Drift av skolelokaler per kvadratmeter"
nn = "Drift av skulelokale per kvadratmeter"
en = "Running costs of school premises per square metre"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    tema,
    omfang,
    verdi,
    status,
    foreloepig,
    merknad
FROM harmonisert.kostra_noekkeltall
WHERE maal = 'lokaler_per_kvm'
