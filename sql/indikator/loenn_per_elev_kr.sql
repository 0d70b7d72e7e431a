/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "kostragruppe"]
definisjon = "Lønnsutgifter minus sykelønnsrefusjon til grunnskole (202), skolelokaler (222) og skoleskyss (223), hver for seg og samlet, per elev i kommunale skoler."
teller = "lønnsutgifter minus sykelønnsrefusjon i kroner"
nevner = "elever i kalenderåret i kommunale skoler (7/12 av høsten før, 5/12 av samme høst)"
kilder = ["kostra_regnskap", "udir_gsi_elever", "ssb_12235_per_elev"]
skjerming = "Skjermes ikke."
fasit = "SSB 12235"
merknad = "Bare der både regnskap og elevtall for kommunale skoler finnes. SSB publiserer konsern; omfang kasse er kommunekassen alene. Kommunene er vår egen beregning; fylker, KOSTRA-grupper og landet er SSBs publiserte tall for konsern, uten teller og nevner. KOSTRA-gruppene ble laget på nytt i 2020 og for 2023/24."

[navn]
nb = "Lønnsutgifter per elev"
nn = "Lønsutgifter per elev"
en = "Wage expenditure per pupil"
*/
SELECT
    u.populasjon,
    u.enhetsnivaa,
    u.enhet,
    u.periodetype,
    u.periode,
    u.tema,
    u.omfang,
    p.verdi AS publisert,
    p.status AS publisert_status,
    CASE WHEN p.status IS NULL THEN u.verdi END AS teller,
    CASE WHEN p.status IS NULL THEN u.status END AS teller_status,
    e.verdi AS nevner,
    e.status AS nevner_status,
    u.foreloepig OR e.foreloepig AS foreloepig,
    COALESCE(u.merknad, e.merknad) AS merknad
FROM indikator.loenn_kr AS u
INNER JOIN indikator.elever_vektet_antall AS e
    ON e.populasjon = u.populasjon
    AND e.enhetsnivaa = u.enhetsnivaa
    AND e.enhet = u.enhet
    AND e.periode = u.periode
    AND e.kjoenn = 'alle'
    AND e.trinn = 'alle'
-- Der beløpet er SSBs, er forholdet det også.
LEFT JOIN harmonisert.kostra_noekkeltall AS p
    ON p.maal = 'loenn_per_elev'
    AND p.enhetsnivaa = u.enhetsnivaa
    AND p.enhet = u.enhet
    AND p.periode = u.periode
    AND p.tema = u.tema
    AND p.omfang = u.omfang
    AND p.status IN ('ok', 'skjermet')
    AND u.teller IS NULL
WHERE u.tema IN ('202', '222', '223', 'grunnskole_per_elev')
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
WHERE maal = 'loenn_per_elev'
    AND enhetsnivaa <> 'kommune'
