/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Korrigerte brutto driftsutgifter ført direkte på skolen, og skolens andel av de felles."
teller = "kroner ført og fordelt på skolen"
nevner = ""
kilder = ["lokalt_budsjett", "ansvarskart", "fordelingsnoekkel", "udir_gsi_elever", "udir_aarsverk"]
skjerming = "Skolens utgift på en funksjon skjules ikke. Beløp per formål skjules i skolekostnad_formaal_kr."
fasit = ""
merknad = "Tema er funksjonen (202, 215, 222, 223) eller grunnskole_per_elev (202, 222 og 223). Summen av skolene og det som er ført sentralt, er kommunens utgift."

[navn]
nb = "Utgifter til skolen, direkte og felles"
nn = "Utgifter til skulen, direkte og felles"
en = "Costs of the school, own and shared"
*/
-- En skole som to kommuner fører utgifter på, har summen.
SELECT
    'kommunale_skoler' AS populasjon,
    'skole' AS enhetsnivaa,
    orgnr AS enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    tema,
    'kasse' AS omfang,
    SUM(kostnad_kr) AS verdi,
    SUM(kostnad_kr) AS teller,
    CASE WHEN bool_and(status_felles = 'ok') THEN 'ok' ELSE 'ufullstendig' END AS status,
    bool_or(foreloepig) AS foreloepig,
    MIN(merknad) AS merknad
FROM rapport.skolekostnad
WHERE versjon = 'regnskap'
GROUP BY orgnr, aar, tema
