/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Skolens utgifter til grunnskole (funksjon 202), direkte og felles, per lærertime i ordinær undervisning."
teller = "kroner ført og fordelt på skolen på funksjon 202"
nevner = "lærertimer i ordinær undervisning (7/12 av skoleåret som slutter i året, og 5/12 av det som begynner)"
kilder = ["lokalt_budsjett", "ansvarskart", "fordelingsnoekkel", "udir_gsi_elever", "udir_aarsverk", "udir_aarstimer"]
skjerming = "Skolens utgift på en funksjon skjules ikke."
fasit = ""
merknad = "Utgiftene er alle på funksjonen, også til individuell tilrettelegging og ledelse; timene er bare de ordinære. Bare der begge skoleårenes timer er kjent."

[navn]
nb = "Utgifter til skolen per undervisningstime"
nn = "Utgifter til skulen per undervisningstime"
en = "Costs of the school per hour of teaching"
*/
WITH timer AS (
    SELECT
        enhet,
        CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
        verdi,
        status,
        foreloepig
    FROM harmonisert.timer
    WHERE maal = 'laerertimer'
        AND populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'skole'
        AND trinn = 'alle'
)

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
    (7 * f.verdi + 5 * t.verdi) / 12 AS nevner,
    CASE
        WHEN f.status = 'ok' AND t.status = 'ok' THEN 'ok'
        WHEN f.status = 'skjermet' OR t.status = 'skjermet' THEN 'skjermet'
        ELSE 'mangler'
    END AS nevner_status,
    k.foreloepig OR COALESCE(f.foreloepig, FALSE) OR COALESCE(t.foreloepig, FALSE) AS foreloepig,
    k.merknad
FROM indikator.skolekostnad_kr AS k
LEFT JOIN timer AS f
    ON f.enhet = k.enhet
    AND f.aar = CAST(k.periode AS INTEGER) - 1
LEFT JOIN timer AS t
    ON t.enhet = k.enhet
    AND t.aar = CAST(k.periode AS INTEGER)
WHERE k.tema = '202'
