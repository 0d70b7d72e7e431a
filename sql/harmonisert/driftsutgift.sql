/*
beskrivelse = "Kommunenes driftsutgifter til skolen på dagens kommuner: fra kommunens eget regnskap, og SSBs publiserte beløp der det ikke er tatt inn."
korn = "Én rad per mål, kommune, år, tema og omfang"
noekkel = ["maal", "enhet", "periode", "tema", "omfang"]

[kolonner]
maal = "brutto, netto, netto_uten_avskrivning, kbdu eller loenn, som i harmonisert.regnskap"
populasjon = "kommunale_skoler"
enhetsnivaa = "kommune"
enhet = "Kommunens nummer"
periodetype = "aar"
periode = "Regnskapsåret"
tema = "Funksjonen eller settet av funksjoner (dim.funksjonssett)"
omfang = "kasse (kommunekassen) eller konsern"
verdi = { beskrivelse = "Beløpet; bare når status er ok", enhet = "kr" }
status = "Status (dim.status)"
foreloepig = "Sann når tallet er foreløpig"
merknad = "Grunnen når status ikke er ok"
opphav = "eget_regnskap, eller ssb der kommunens regnskap for året og omfanget ikke er tatt inn; SSBs beløp er i hele tusen"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "tillatt"
kolonne = "opphav"
verdier = ["eget_regnskap", "ssb"]
*/
SELECT
    maal,
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
    merknad,
    'eget_regnskap' AS opphav
FROM harmonisert.regnskap
UNION ALL
SELECT
    p.maal,
    p.populasjon,
    p.enhetsnivaa,
    p.enhet,
    p.periodetype,
    p.periode,
    p.tema,
    p.omfang,
    p.verdi,
    p.status,
    p.foreloepig,
    p.merknad,
    'ssb' AS opphav
FROM harmonisert.kostra_noekkeltall AS p
LEFT JOIN (
    SELECT DISTINCT enhet, periode, omfang
    FROM harmonisert.regnskap
) AS r
    ON r.enhet = p.enhet
    AND r.periode = p.periode
    AND r.omfang = p.omfang
WHERE p.maal IN ('brutto', 'netto', 'kbdu', 'loenn')
    AND p.enhetsnivaa = 'kommune'
    AND r.enhet IS NULL
