/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kvm"
faktor = 1
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Kvadratmeter skolelokaler per elev i kommunale skoler. Tema er alle, eid eller leid."
teller = "kvadratmeter skolelokaler"
nevner = "elever i kalenderåret i kommunale skoler (7/12 av høsten før, 5/12 av samme høst)"
kilder = ["ssb_11906_skoleareal", "udir_gsi_elever", "ssb_11977_elever"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Nevneren er den samme som i utgift per elev: utgift per kvadratmeter ganger kvadratmeter per elev er utgift per elev. Kommunenes elever er fra GSI; fylker, KOSTRA-grupper og landet er SSBs areal delt på SSBs elevtall (11977). KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Kvadratmeter skolelokaler per elev"
nn = "Kvadratmeter skulelokale per elev"
en = "Square metres of school premises per pupil"
*/
WITH elever AS (
    SELECT enhetsnivaa, enhet, periode, verdi, status, foreloepig, merknad
    FROM indikator.elever_vektet_antall
    WHERE populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'kommune'
        AND kjoenn = 'alle'
        AND trinn = 'alle'
    UNION ALL
    SELECT enhetsnivaa, enhet, periode, verdi, status, foreloepig, merknad
    FROM harmonisert.kostra_noekkeltall
    WHERE maal = 'elever_vektet'
        AND enhetsnivaa <> 'kommune'
)

SELECT
    a.populasjon,
    a.enhetsnivaa,
    a.enhet,
    a.periodetype,
    a.periode,
    a.tema,
    a.verdi AS teller,
    a.status AS teller_status,
    e.verdi AS nevner,
    e.status AS nevner_status,
    a.foreloepig OR COALESCE(e.foreloepig, FALSE) AS foreloepig,
    COALESCE(a.merknad, e.merknad) AS merknad
FROM harmonisert.kostra_noekkeltall AS a
LEFT JOIN elever AS e
    ON e.enhetsnivaa = a.enhetsnivaa
    AND e.enhet = a.enhet
    AND e.periode = a.periode
WHERE a.maal = 'areal'
