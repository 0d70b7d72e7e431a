/*
populasjon = ["bosatte"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["land", "kommune"]
definisjon = "Netto driftsutgifter til grunnskolesektoren i årene som kommer, i faste priser, hvis kommunen bruker like mye per innbygger 6 til 15 år som i sitt nyeste regnskapsår. Tema er framskrivingens alternativ: hoved, lav eller hoey."
teller = "netto driftsutgifter per innbygger 6-15 år i nyeste regnskapsår, i faste priser, ganger framskrevne innbyggere 6-15 år 31. desember i perioden"
nevner = ""
kilder = ["kostra_regnskap", "ssb_07459_folkemengde", "ssb_12255_grunnskole", "ssb_14700_kpi", "ssb_14746_framskriving_2026", "ssb_14288_framskriving_2024"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Et regnestykke, ikke et budsjett: bare tallet på innbyggere endres, mens skoler, klasser og lønn ikke følger elevtallet like jevnt. Innbyggerne 31. desember er framskrivingens 1. januar året etter. Prisene er som i netto_driftsutgift_per_innb_6_15_fast_kr (konsumprisindeksen, nyeste hele år). Landet er SSBs tall per innbygger ganger landets framskriving."

[navn]
nb = "Grunnskolens utgifter ved dagens ressursbruk, framskrevet"
nn = "Grunnskulens utgifter ved dagens ressursbruk, framskrive"
en = "Projected school expenditure at present spending per inhabitant"
*/
WITH nyeste AS (
    SELECT
        enhetsnivaa,
        enhet,
        omfang,
        MAX(CAST(periode AS INTEGER)) AS aar
    FROM indikator.netto_driftsutgift_per_innb_6_15_fast_kr
    WHERE enhetsnivaa IN ('land', 'kommune')
    GROUP BY enhetsnivaa, enhet, omfang
),

dagens AS (
    SELECT
        n.enhetsnivaa,
        n.enhet,
        n.omfang,
        n.aar,
        v.verdi,
        v.status,
        v.foreloepig,
        v.merknad
    FROM nyeste AS n
    INNER JOIN indikator.netto_driftsutgift_per_innb_6_15_fast_kr AS v
        ON v.enhetsnivaa = n.enhetsnivaa
        AND v.enhet = n.enhet
        AND v.omfang = n.omfang
        AND CAST(v.periode AS INTEGER) = n.aar
)

SELECT
    f.populasjon,
    f.enhetsnivaa,
    f.enhet,
    f.periodetype,
    CAST(CAST(f.periode AS INTEGER) - 1 AS VARCHAR) AS periode,
    f.tema,
    d.omfang,
    d.verdi * f.verdi AS verdi,
    d.verdi * f.verdi AS teller,
    -- Begge faktorene må være tall.
    status_forhold(d.status, f.status, 1.0) AS status,
    d.foreloepig OR f.foreloepig AS foreloepig,
    CASE
        WHEN d.status <> 'ok' THEN concat('Regnskapsåret ', CAST(d.aar AS VARCHAR), ': ', COALESCE(d.merknad, 'tallet mangler'))
        ELSE f.merknad
    END AS merknad
FROM indikator.innbyggere_6_15_framskrevet AS f
INNER JOIN dagens AS d
    ON d.enhetsnivaa = f.enhetsnivaa
    AND d.enhet = f.enhet
    AND CAST(f.periode AS INTEGER) - 1 > d.aar
