/*
populasjon = ["bosatte"]
maaleenhet = "prosent"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune"]
definisjon = "FHIs standardiserte andel (MEIS) av ungdomsskoleelevene (8.–10. trinn) i Ungdata: landets andel ganget med forholdet mellom kommunens svar og de svarene en skulle vente med elevenes klassetrinn og kjønn. Da kan kommuner sammenlignes selv om ulike trinn og kjønn svarte. Tema er hva de unge svarte, for eksempel depressive_symptomer, fortrolig_venn, livskvalitet, skulk eller hasj."
teller = ""
nevner = ""
kilder = ["fhi_ungdata_alkohol", "fhi_ungdata_andre_narkotiske", "fhi_ungdata_depressive_symptomer", "fhi_ungdata_fortrolig_venn", "fhi_ungdata_hasjbruk", "fhi_ungdata_livskvalitet", "fhi_ungdata_mediebruk_some", "fhi_ungdata_mediebruk_spill", "fhi_ungdata_mediebruk_underholdning", "fhi_ungdata_royk", "fhi_ungdata_skulk", "fhi_ungdata_smertestillende", "fhi_ungdata_snus"]
skjerming = "FHI skjuler kjønn ved færre enn 40 svar, eller færre enn 15 av et kjønn, fylker der under halvparten bor i kommuner som deltok, og små tall med naboer. Vi regner aldri et skjermet tall ut."
fasit = "FHIs egne tall i Kommunehelsa"
merknad = "Sammenlign bare med landet og fylket i samme periode, tema og kjønn, og aldri med andelene i NOVAs rapporter, som ikke er standardiserte. Kommunen har tall bare for år den deltok, vanligvis hvert tredje. Landet og fylkene er tre år samlet under det siste (2021 og 2022 ett år, 2023 to). Om høyt er bra, avhenger av temaet."

[navn]
nb = "Ungdata, standardisert andel"
nn = "Ungdata, standardisert del"
en = "Ungdata, standardised share"

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
    foreloepig,
    CASE
        WHEN status = 'mangler' AND enhetsnivaa = 'kommune' THEN 'FHI har ikke tall: kommunen deltok trolig ikke det året'
        ELSE merknad
    END AS merknad
FROM harmonisert.ungdata
WHERE maal = 'meis'
