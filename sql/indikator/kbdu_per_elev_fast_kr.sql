/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Korrigerte brutto driftsutgifter per elev i kommunale skoler i faste priser, regnet om med konsumprisindeksen til kroner i det nyeste året med hele årets indeks."
teller = "korrigerte brutto driftsutgifter i faste kroner"
nevner = "elever i kalenderåret i kommunale skoler (7/12 av høsten før, 5/12 av samme høst)"
kilder = ["kostra_regnskap", "udir_gsi_elever", "ssb_12235_per_elev", "ssb_14700_kpi"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Deflatoren er konsumprisindeksen (KPI, SSB 14700), snittet av årets tolv måneder, ikke kommunal deflator. Prisene står i basisåret: det nyeste året med hele årets indeks (harmonisert.prisindeks), så tallene flytter seg når et nytt år er ferdig. Et regnskapsår uten hele årets indeks har ikke tall. Ellers som kbdu_per_elev_kr."

[navn]
nb = "Korrigerte brutto driftsutgifter per elev, faste priser"
nn = "Korrigerte brutto driftsutgifter per elev, faste prisar"
en = "Adjusted gross operating expenditure per pupil, fixed prices"
*/
SELECT
    v.populasjon,
    v.enhetsnivaa,
    v.enhet,
    v.periodetype,
    v.periode,
    v.tema,
    v.omfang,
    v.verdi / p.verdi AS verdi,
    v.teller / p.verdi AS teller,
    v.nevner,
    status_forhold(v.status, p.status, p.verdi) AS status,
    v.foreloepig OR COALESCE(p.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN p.status IS NULL THEN concat('Konsumprisindeksen for hele ', v.periode, ' mangler')
        ELSE v.merknad
    END AS merknad
FROM indikator.kbdu_per_elev_kr AS v
LEFT JOIN harmonisert.prisindeks AS p
    ON p.maal = 'prisnivaa'
    AND p.tema = 'kpi'
    AND p.periode = v.periode
