/*
beskrivelse = "Skoleårene det finnes tall for."
korn = "én rad per skoleår"
noekkel = ["skoleaar"]

[kolonner]
skoleaar = "Skoleår, for eksempel 2025-26"
foerste_aar = { beskrivelse = "Kalenderåret skoleåret begynner i (høsten)", enhet = "år" }
siste_aar = { beskrivelse = "Kalenderåret skoleåret slutter i (våren)", enhet = "år" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "sql"
navn = "siste_aar_staar_i_navnet"
sql = "SELECT skoleaar FROM {denne} WHERE substr(CAST(siste_aar AS VARCHAR), 3, 2) <> substr(skoleaar, 6, 2)"
*/
WITH skoleaar_i_fakta AS (
    SELECT skoleaar FROM fakta.elever
    UNION
    SELECT skoleaar FROM fakta.individuell_tilrettelegging
    UNION
    SELECT skoleaar FROM fakta.nasjonale_proever
)

SELECT
    skoleaar,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS foerste_aar,
    CAST(CAST(substr(skoleaar, 1, 4) AS INTEGER) + 1 AS INTEGER) AS siste_aar
FROM skoleaar_i_fakta
