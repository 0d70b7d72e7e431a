/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Korrigerte brutto driftsutgifter til skoleskyss (funksjon 223) per elev i kommunale og private skoler som får skoleskyss, slik SSB publiserer dem."
teller = "korrigerte brutto driftsutgifter til skoleskyss"
nevner = "elever som får skoleskyss hele eller deler av året, ikke vektet"
kilder = ["ssb_12235_per_elev"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Konsernregnskap. Antallet elever med skyss finnes ikke i kildene våre: tallet er SSBs eget og føres ikke over en sammenslåing. Tall for landet, fylker og KOSTRA-grupper er anslått når kommuner ikke har rapportert. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Utgifter til skoleskyss per elev med skyss"
nn = "Utgifter til skuleskyss per elev med skyss"
en = "Expenditure on school transport per transported pupil"
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
WHERE maal = 'skyss_kbdu_per_skysselev'
