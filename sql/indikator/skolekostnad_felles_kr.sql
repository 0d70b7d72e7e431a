/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Skolens andel av utgiftene som er felles for skolene, fordelt etter nøkkelen kommunen har bestemt."
teller = "kroner fordelt på skolen"
nevner = ""
kilder = ["lokalt_budsjett", "ansvarskart", "fordelingsnoekkel", "udir_gsi_elever", "udir_aarsverk"]
skjerming = "Skolens utgift på en funksjon skjules ikke. Beløp per formål skjules i skolekostnad_formaal_kr."
fasit = ""
merknad = "Nøkkelen er elever, elever på 1.–4. trinn, årsverk eller areal, funksjon for funksjon. Det som er ført sentralt, fordeles ikke. Ufullstendig uten nøkkel, eller når tallene det fordeles etter mangler."

[navn]
nb = "Skolens andel av felles utgifter"
nn = "Skulen sin del av felles utgifter"
en = "The school's share of shared costs"
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
    SUM(felles_kr) AS verdi,
    SUM(felles_kr) AS teller,
    CASE WHEN bool_and(status_felles = 'ok') THEN 'ok' ELSE 'ufullstendig' END AS status,
    bool_or(foreloepig) AS foreloepig,
    MIN(merknad) AS merknad
FROM rapport.skolekostnad
WHERE versjon = 'regnskap'
GROUP BY orgnr, aar, tema
