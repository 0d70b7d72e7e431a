/*
populasjon = ["bosatte"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Netto driftsutgifter til grunnskolesektoren (funksjon 202, 215, 222 og 223) per innbygger 6 til 15 år."
teller = "netto driftsutgifter i kroner, funksjon 202, 215, 222 og 223"
nevner = "innbyggere 6-15 år 31. desember i regnskapsåret"
kilder = ["kostra_regnskap", "ssb_07459_folkemengde", "ssb_12255_grunnskole"]
skjerming = "Skjermes ikke."
fasit = "SSB 12255"
merknad = "Innbyggerne 31. desember er tellingen 1. januar året etter. SSB publiserer konsern; omfang kasse er kommunekassen alene. Kommunene er vår egen beregning; fylker, KOSTRA-grupper og landet er SSBs publiserte tall for konsern, uten teller og nevner. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Netto driftsutgifter til grunnskolesektoren per innbygger 6-15 år"
nn = "Netto driftsutgifter til grunnskulesektoren per innbyggjar 6-15 år"
en = "Net operating expenditure on schools per inhabitant aged 6-15"
*/
SELECT
    'bosatte' AS populasjon,
    n.enhetsnivaa,
    n.enhet,
    n.periodetype,
    n.periode,
    n.tema,
    n.omfang,
    p.verdi AS publisert,
    p.status AS publisert_status,
    CASE WHEN p.status IS NULL THEN n.verdi END AS teller,
    CASE WHEN p.status IS NULL THEN n.status END AS teller_status,
    i.verdi AS nevner,
    i.status AS nevner_status,
    n.foreloepig OR COALESCE(i.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN i.status IS NULL THEN concat('Innbyggertallet 1. januar ', CAST(CAST(n.periode AS INTEGER) + 1 AS VARCHAR), ' mangler')
        ELSE COALESCE(n.merknad, i.merknad)
    END AS merknad
FROM indikator.netto_driftsutgift_kr AS n
LEFT JOIN indikator.innbyggere_6_15_antall AS i
    ON i.enhetsnivaa = n.enhetsnivaa
    AND i.enhet = n.enhet
    AND CAST(i.periode AS INTEGER) = CAST(n.periode AS INTEGER) + 1
-- Der beløpet er SSBs, er forholdet det også.
LEFT JOIN harmonisert.kostra_noekkeltall AS p
    ON p.maal = 'netto_per_innb_6_15'
    AND p.enhetsnivaa = n.enhetsnivaa
    AND p.enhet = n.enhet
    AND p.periode = n.periode
    AND p.tema = n.tema
    AND p.omfang = n.omfang
    AND p.status IN ('ok', 'skjermet')
    AND n.teller IS NULL
WHERE n.tema = 'grunnskolesektor'
UNION ALL
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    tema,
    omfang,
    verdi AS publisert,
    status AS publisert_status,
    NULL AS teller,
    NULL AS teller_status,
    NULL AS nevner,
    NULL AS nevner_status,
    foreloepig,
    merknad
FROM harmonisert.kostra_noekkeltall
WHERE maal = 'netto_per_innb_6_15'
    AND enhetsnivaa <> 'kommune'
