/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Korrigerte brutto driftsutgifter til skolelokaler (funksjon 222) per kvadratmeter skolelokaler."
teller = "korrigerte brutto driftsutgifter til skolelokaler i kroner"
nevner = "kvadratmeter skolelokaler, eid og leid"
kilder = ["kostra_regnskap", "ssb_12367_regnskap", "ssb_11906_skoleareal"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Avskrivninger og husleie er med: kommuner som eier og kommuner som leier kan ikke uten videre sammenlignes. Kommunenes utgifter er fra regnskapet; fylker, KOSTRA-grupper og landet er SSBs beløp (12367) delt på SSBs areal. Per elev: kbdu_per_elev_kr med tema 222. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Utgifter til skolelokaler per kvadratmeter"
nn = "Utgifter til skulelokale per kvadratmeter"
en = "Expenditure on school premises per square metre"
*/
WITH utgifter AS (
    SELECT populasjon, enhetsnivaa, enhet, periodetype, periode, tema, omfang, verdi, status, foreloepig, merknad
    FROM indikator.kbdu_kr
    WHERE tema = '222'
    UNION ALL
    SELECT populasjon, enhetsnivaa, enhet, periodetype, periode, tema, omfang, verdi, status, foreloepig, merknad
    FROM harmonisert.kostra_noekkeltall
    WHERE maal = 'kbdu'
        AND tema = '222'
        AND enhetsnivaa <> 'kommune'
)

SELECT
    u.populasjon,
    u.enhetsnivaa,
    u.enhet,
    u.periodetype,
    u.periode,
    u.tema,
    u.omfang,
    u.verdi AS teller,
    u.status AS teller_status,
    a.verdi AS nevner,
    a.status AS nevner_status,
    u.foreloepig OR COALESCE(a.foreloepig, FALSE) AS foreloepig,
    COALESCE(u.merknad, a.merknad) AS merknad
FROM utgifter AS u
LEFT JOIN harmonisert.kostra_noekkeltall AS a
    ON a.maal = 'areal'
    AND a.tema = 'alle'
    AND a.enhetsnivaa = u.enhetsnivaa
    AND a.enhet = u.enhet
    AND a.periode = u.periode
