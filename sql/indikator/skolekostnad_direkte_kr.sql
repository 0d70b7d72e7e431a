/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Korrigerte brutto driftsutgifter som er ført direkte på skolens ansvar i kommunens eget regnskap."
teller = "kroner ført på skolen"
nevner = ""
kilder = ["lokalt_budsjett", "ansvarskart"]
skjerming = "Skolens utgift på en funksjon skjules ikke. Beløp per formål skjules i skolekostnad_formaal_kr."
fasit = ""
merknad = "Tema er funksjonen (202, 215, 222, 223) eller grunnskole_per_elev (202, 222 og 223). Hvilke ansvar som er skolens, står i kommunens ansvarskart. Ufullstendig når for mye av regnskapet ikke er i kartet. Kommuner fører ulikt: bare skoler i samme kommune kan sammenlignes."

[navn]
nb = "Direkte utgifter på skolen"
nn = "Direkte utgifter på skulen"
en = "Costs booked on the school"
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
    SUM(direkte_kr) AS verdi,
    SUM(direkte_kr) AS teller,
    CASE WHEN bool_and(status = 'ok') THEN 'ok' ELSE 'ufullstendig' END AS status,
    bool_or(foreloepig) AS foreloepig,
    MIN(merknad) AS merknad
FROM rapport.skolekostnad
WHERE versjon = 'regnskap'
GROUP BY orgnr, aar, tema
