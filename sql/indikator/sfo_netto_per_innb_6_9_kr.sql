/*
populasjon = ["bosatte"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Netto driftsutgifter til skolefritidsordning (funksjon 215) per innbygger 6 til 9 år."
teller = "netto driftsutgifter til skolefritidsordning i kroner"
nevner = "innbyggere 6-9 år 31. desember i regnskapsåret"
kilder = ["kostra_regnskap", "ssb_07459_folkemengde", "ssb_sfo_noekkeltall"]
skjerming = "Skjermes ikke."
fasit = "SSBs nøkkeltall for SFO"
merknad = "Innbyggerne 31. desember er tellingen 1. januar året etter. Kommunene er vår egen beregning; fylker, KOSTRA-grupper og landet er SSBs publiserte tall for konsern, uten teller og nevner. Utgifter til lokaler står på funksjon 222. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Netto driftsutgifter til SFO per innbygger 6-9 år"
nn = "Netto driftsutgifter til SFO per innbyggjar 6-9 år"
en = "Net operating expenditure on after-school care per inhabitant aged 6-9"
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
LEFT JOIN harmonisert.innbyggere AS i
    ON i.tema = '6-9'
    AND i.enhetsnivaa = n.enhetsnivaa
    AND i.enhet = n.enhet
    AND CAST(i.periode AS INTEGER) = CAST(n.periode AS INTEGER) + 1
-- Der beløpet er SSBs, er forholdet det også.
LEFT JOIN harmonisert.kostra_noekkeltall AS p
    ON p.maal = 'netto_per_innb_6_9'
    AND p.enhetsnivaa = n.enhetsnivaa
    AND p.enhet = n.enhet
    AND p.periode = n.periode
    AND p.tema = n.tema
    AND p.omfang = n.omfang
    AND p.status IN ('ok', 'skjermet')
    AND n.teller IS NULL
WHERE n.tema = '215'
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
WHERE maal = 'netto_per_innb_6_9'
    AND enhetsnivaa <> 'kommune'
