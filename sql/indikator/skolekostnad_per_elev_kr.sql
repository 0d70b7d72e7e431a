/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Skolens utgifter, direkte og felles, til grunnskole (202), skolelokaler (222) og skoleskyss (223), hver for seg og samlet, per elev."
teller = "kroner ført og fordelt på skolen"
nevner = "elever i kalenderåret på skolen (7/12 av høsten før og 5/12 av samme høst)"
kilder = ["lokalt_budsjett", "ansvarskart", "fordelingsnoekkel", "udir_gsi_elever", "udir_aarsverk"]
skjerming = "Skolens utgift på en funksjon skjules ikke."
fasit = ""
merknad = "En skole som åpnet eller ble lagt ned i året, mangler tallet: den har ikke elever begge høstene. Kommuner fører ulikt: bare skoler i samme kommune kan sammenlignes."

[navn]
nb = "Utgifter til skolen per elev"
nn = "Utgifter til skulen per elev"
en = "Costs of the school per pupil"
*/
SELECT
    k.populasjon,
    k.enhetsnivaa,
    k.enhet,
    k.periodetype,
    k.periode,
    k.tema,
    k.omfang,
    k.verdi AS teller,
    k.status AS teller_status,
    e.verdi AS nevner,
    COALESCE(e.status, 'mangler') AS nevner_status,
    k.foreloepig OR COALESCE(e.foreloepig, FALSE) AS foreloepig,
    COALESCE(k.merknad, e.merknad) AS merknad
FROM indikator.skolekostnad_kr AS k
LEFT JOIN indikator.elever_vektet_antall AS e
    ON e.populasjon = k.populasjon
    AND e.enhetsnivaa = k.enhetsnivaa
    AND e.enhet = k.enhet
    AND e.periode = k.periode
    AND e.kjoenn = 'alle'
    AND e.trinn = 'alle'
WHERE k.tema IN ('202', '222', '223', 'grunnskole_per_elev')
