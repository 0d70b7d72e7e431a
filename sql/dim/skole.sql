/*
beskrivelse = "Skolene det finnes tall for, med det nyeste navnet og kommunen. Organisasjonsnummeret er nøkkelen og er tekst; det skifter når en skole registreres på nytt, uten at registeret sier hvem som etterfulgte hvem."
korn = "én rad per organisasjonsnummer"
noekkel = ["orgnr"]

[kolonner]
orgnr = "Organisasjonsnummer"
navn = "Skolens nyeste navn"
kommunenr = "Kommunen på referansedatoen; tom når skolen lå i en kommune som er delt, eller ingen kilde har kommunen"
kommunenr_i_kilden = "Kommunenummeret i skolens nyeste tall"
siste_skoleaar = "Nyeste skoleår skolen har tall for"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["orgnr", "navn", "siste_skoleaar"]

[[kontroller]]
type = "referanse"
kolonne = "kommunenr"
til = "dim.kommune.kommunenr"
*/
WITH skoler_i_fakta AS (
    SELECT DISTINCT
        enhet AS orgnr,
        enhet_navn AS navn,
        kommunenr,
        skoleaar
    FROM fakta.nasjonale_proever
    WHERE enhetsnivaa = 'skole'
    UNION
    SELECT DISTINCT
        enhet AS orgnr,
        enhet_navn AS navn,
        CAST(NULL AS VARCHAR) AS kommunenr,
        skoleaar
    FROM fakta.elever
    WHERE enhetsnivaa = 'skole'
    UNION
    SELECT DISTINCT
        enhet AS orgnr,
        enhet_navn AS navn,
        kommunenr,
        skoleaar
    FROM fakta.aarsverk
    WHERE enhetsnivaa = 'skole'
),

nyeste_navn AS (
    SELECT
        orgnr,
        trim(navn) AS navn,
        skoleaar,
        ROW_NUMBER() OVER (PARTITION BY orgnr ORDER BY skoleaar DESC, navn) AS nummer
    FROM skoler_i_fakta
    WHERE navn IS NOT NULL
),

nyeste_kommune AS (
    SELECT
        orgnr,
        kommunenr,
        skoleaar,
        ROW_NUMBER() OVER (PARTITION BY orgnr ORDER BY skoleaar DESC, kommunenr) AS nummer
    FROM skoler_i_fakta
    WHERE kommunenr IS NOT NULL
),

entydig_overgang AS (
    SELECT
        kommunenr,
        aar,
        MIN(til_kommunenr) AS til_kommunenr
    FROM dim.kommune_overgang
    GROUP BY kommunenr, aar
    HAVING COUNT(*) = 1
)

SELECT
    n.orgnr,
    n.navn,
    o.til_kommunenr AS kommunenr,
    k.kommunenr AS kommunenr_i_kilden,
    n.skoleaar AS siste_skoleaar
FROM nyeste_navn AS n
LEFT JOIN nyeste_kommune AS k
    ON k.orgnr = n.orgnr
    AND k.nummer = 1
LEFT JOIN entydig_overgang AS o
    ON o.kommunenr = k.kommunenr
    AND o.aar = CAST(substr(k.skoleaar, 1, 4) AS INTEGER)
WHERE n.nummer = 1
