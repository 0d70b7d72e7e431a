/*
beskrivelse = "Veien fra et organisasjonsnummer i et skoleår til dagens skole, etter kommunens egen liste (fakta.skoleovergang): skoleregisteret har ingen lenke fra en nedlagt skole til den som tok over. Et nytt nummer tar med seg alt; en sammenslåing bare antall og det som regnes av dem; over en deling føres ingenting. Bare skoler i listen, med de årene de har elevtall; de andre er seg selv."
korn = "én rad per organisasjonsnummer, år og dagens skole"
noekkel = ["orgnr", "aar", "til_orgnr"]

[kolonner]
orgnr = "Organisasjonsnummeret i tallene"
aar = { beskrivelse = "Skoleåret: kalenderåret det begynner", enhet = "år" }
til_orgnr = "Skolens organisasjonsnummer i dag"
type = "Det mest inngripende på veien: uendret, nytt_nummer, sammenslaaing eller deling"
eksakt_antall = "Sann når antall kan føres til dagens skole: ingen deling på veien"
eksakt_snitt = "Sann når også snitt kan føres: verken sammenslåing eller deling"
kilde = "Hvem som sier det: lokal"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["orgnr", "aar", "til_orgnr", "type", "eksakt_antall", "eksakt_snitt", "kilde"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["uendret", "nytt_nummer", "sammenslaaing", "deling"]

[[kontroller]]
type = "sql"
navn = "flere_maal_er_aldri_eksakt"
sql = "SELECT orgnr, aar FROM {denne} GROUP BY orgnr, aar HAVING COUNT(*) > 1 AND bool_or(eksakt_antall)"

[[kontroller]]
type = "sql"
navn = "nedlagte_skoler_i_registeret_staar_i_kommunens_liste"
sql = """
SELECT s.orgnr, s.navn, s.kommunenr, s.utgaatt_dato
FROM fakta.skole AS s
INNER JOIN (SELECT DISTINCT kommunenr FROM fakta.skoleovergang) AS k ON k.kommunenr = s.kommunenr
LEFT JOIN fakta.skoleovergang AS o ON o.fra_orgnr = s.orgnr
WHERE s.er_aktiv = 'nei' AND s.er_grunnskole = 'ja' AND o.fra_orgnr IS NULL
"""
alvor = "informasjon"
*/
WITH RECURSIVE elever AS (
    SELECT DISTINCT
        enhet AS orgnr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar
    FROM fakta.elever
    WHERE enhetsnivaa = 'skole'
),

listen AS (
    SELECT DISTINCT
        fra_orgnr,
        til_orgnr,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        type = 'deling' AS delt
    FROM fakta.skoleovergang
    WHERE til_orgnr IS NOT NULL
),

-- En skole som lever videre, er også en av dem som går inn i den nye.
steg AS (
    SELECT fra_orgnr, til_orgnr, aar, delt
    FROM listen
    UNION
    SELECT DISTINCT
        l.til_orgnr AS fra_orgnr,
        l.til_orgnr,
        l.aar,
        FALSE AS delt
    FROM listen AS l
    INNER JOIN elever AS e
        ON e.orgnr = l.til_orgnr
        AND e.aar < l.aar
),

mottakere AS (
    SELECT
        til_orgnr,
        aar,
        COUNT(*) AS antall,
        bool_or(delt) AS delt
    FROM steg
    GROUP BY til_orgnr, aar
),

datoer AS (
    SELECT
        fra_orgnr,
        aar,
        LAG(aar) OVER (PARTITION BY fra_orgnr ORDER BY aar) AS forrige_aar
    FROM (SELECT DISTINCT fra_orgnr, aar FROM steg) AS s
),

overganger AS (
    SELECT
        s.fra_orgnr,
        s.til_orgnr,
        s.aar,
        COALESCE(d.forrige_aar, 0) AS forrige_aar,
        CASE
            WHEN m.delt THEN 3
            WHEN m.antall > 1 THEN 2
            ELSE 1
        END AS rang
    FROM steg AS s
    INNER JOIN mottakere AS m
        ON m.til_orgnr = s.til_orgnr
        AND m.aar = s.aar
    INNER JOIN datoer AS d
        ON d.fra_orgnr = s.fra_orgnr
        AND d.aar = s.aar
),

vei AS (
    SELECT
        e.orgnr,
        e.aar,
        e.orgnr AS her,
        e.aar AS her_aar,
        CAST(0 AS BIGINT) AS rang
    FROM elever AS e
    INNER JOIN (SELECT DISTINCT fra_orgnr FROM overganger) AS o
        ON o.fra_orgnr = e.orgnr
    UNION ALL
    SELECT
        v.orgnr,
        v.aar,
        o.til_orgnr AS her,
        o.aar AS her_aar,
        CAST(CASE WHEN o.rang > v.rang THEN o.rang ELSE v.rang END AS BIGINT) AS rang
    FROM vei AS v
    INNER JOIN overganger AS o
        ON o.fra_orgnr = v.her
        AND o.aar > v.her_aar
        AND o.forrige_aar <= v.her_aar
),

fremme AS (
    SELECT
        v.orgnr,
        v.aar,
        v.her AS til_orgnr,
        MAX(v.rang) AS rang
    FROM vei AS v
    LEFT JOIN (SELECT fra_orgnr, MAX(aar) AS aar FROM overganger GROUP BY fra_orgnr) AS siste
        ON siste.fra_orgnr = v.her
    WHERE siste.aar IS NULL OR siste.aar <= v.her_aar
    GROUP BY v.orgnr, v.aar, v.her
),

-- En delt skole på veien gjør hele dagens skole ueksakt det året.
samlet AS (
    SELECT
        til_orgnr,
        aar,
        COUNT(*) AS antall,
        MAX(rang) AS rang
    FROM fremme
    GROUP BY til_orgnr, aar
)

SELECT
    f.orgnr,
    f.aar,
    f.til_orgnr,
    CASE f.rang
        WHEN 0 THEN 'uendret'
        WHEN 1 THEN 'nytt_nummer'
        WHEN 2 THEN 'sammenslaaing'
        ELSE 'deling'
    END AS type,
    s.rang < 3 AS eksakt_antall,
    s.rang < 2 AND s.antall = 1 AS eksakt_snitt,
    'lokal' AS kilde
FROM fremme AS f
INNER JOIN samlet AS s
    ON s.til_orgnr = f.til_orgnr
    AND s.aar = f.aar
