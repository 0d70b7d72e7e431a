/*
populasjon = ["bosatte"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Netto driftsutgifter til grunnskolesektoren per innbygger 6 til 15 år i faste priser, regnet om med konsumprisindeksen til kroner i det nyeste året med hele årets indeks."
teller = "netto driftsutgifter i faste kroner, funksjon 202, 215, 222 og 223"
nevner = "innbyggere 6-15 år 31. desember i regnskapsåret"
kilder = ["kostra_regnskap", "ssb_07459_folkemengde", "ssb_12255_grunnskole", "ssb_14700_kpi"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Deflatoren er konsumprisindeksen (KPI, SSB 14700), snittet av årets tolv måneder, ikke kommunal deflator. Prisene står i basisåret: det nyeste året med hele årets indeks (harmonisert.prisindeks), så tallene flytter seg når et nytt år er ferdig. Et regnskapsår uten hele årets indeks har ikke tall. Ellers som netto_driftsutgift_per_innb_6_15_kr."

[navn]
nb = "Netto driftsutgifter til grunnskolesektoren per innbygger 6-15 år, faste priser"
nn = "Netto driftsutgifter til grunnskulesektoren per innbyggjar 6-15 år, faste prisar"
en = "Net operating expenditure on schools per inhabitant aged 6-15, fixed prices"
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
FROM indikator.netto_driftsutgift_per_innb_6_15_kr AS v
LEFT JOIN harmonisert.prisindeks AS p
    ON p.maal = 'prisnivaa'
    AND p.tema = 'kpi'
    AND p.periode = v.periode
