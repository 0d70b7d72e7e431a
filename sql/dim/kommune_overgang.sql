/*
beskrivelse = "Veien fra et kommunenummer i et år til kommunene på referansedatoen (de som gjelder etter den nyeste kjente endringen). Året er kalenderåret nummeret gjaldt fra 1. januar: skoleår 2023-24 er 2023, SSBs Tid 2020 er 2020, regnskapsår 2019 er 2019. Nye nummer og sammenslåinger er eksakte for antall og beløp; ingenting føres over en deling. Også nummer som ikke gjaldt det året er med når en kilde har dem (utgivere som regner bakover på nye nummer); de har gyldig = usann."
korn = "én rad per kommunenummer, år og kommune på referansedatoen"
noekkel = ["kommunenr", "aar", "til_kommunenr"]

[kolonner]
kommunenr = "Kommunenummeret i tallene"
aar = { beskrivelse = "Kalenderåret nummeret sto for", enhet = "år" }
til_kommunenr = "Kommunen på referansedatoen"
type = "Det mest inngripende på veien: uendret, navn, nytt_nummer, grensejustering, sammenslaaing eller deling"
eksakt_antall = "Sann når antall og beløp for til_kommunenr kan regnes eksakt dette året: ingen deling noe sted på veien dit"
eksakt_snitt = "Sann når også snitt og usikkerhet kan føres: hele enheten er den samme, uten sammenslåing eller deling"
aarsak = "Det som skjedde på veien, med dato og koder; tom når ingenting skjedde"
gyldig = "Sann når nummeret gjaldt 1. januar det året"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "til_kommunenr", "type", "eksakt_antall", "eksakt_snitt", "gyldig"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["uendret", "navn", "nytt_nummer", "grensejustering", "sammenslaaing", "deling"]

[[kontroller]]
type = "referanse"
kolonne = "til_kommunenr"
til = "dim.kommune.kommunenr"

[[kontroller]]
type = "sql"
navn = "flere_maal_er_aldri_eksakt"
sql = "SELECT kommunenr, aar FROM {denne} GROUP BY kommunenr, aar HAVING COUNT(*) > 1 AND bool_or(eksakt_antall)"

[[kontroller]]
type = "sql"
navn = "flere_kilder_har_ikke_eksakt_snitt"
sql = "SELECT til_kommunenr, aar FROM {denne} WHERE gyldig GROUP BY til_kommunenr, aar HAVING COUNT(*) > 1 AND bool_or(eksakt_snitt)"

[[kontroller]]
type = "sql"
navn = "uten_eksakt_antall_staar_grunnen"
sql = "SELECT kommunenr, aar FROM {denne} WHERE NOT eksakt_antall AND aarsak IS NULL"
*/
WITH RECURSIVE koder_i_fakta AS (
    SELECT DISTINCT
        kommunenr,
        aar
    FROM dim.kommune_i_kilder
    WHERE har_tall
        OR kilde <> 'folkemengde'
),

aar_med_tall AS (
    SELECT aar FROM koder_i_fakta
    UNION
    SELECT CAST(date_part('year', dato) AS INTEGER) AS aar FROM dim.kommune_endring
    UNION
    SELECT CAST(date_part('year', dato) - 1 AS INTEGER) AS aar FROM dim.kommune_endring
),

start AS (
    SELECT
        k.kommunenr,
        a.aar,
        (k.gyldig_fra IS NULL OR k.gyldig_fra <= make_date(a.aar, 1, 1))
            AND (k.gyldig_til IS NULL OR k.gyldig_til > make_date(a.aar, 1, 1)) AS gyldig,
        f.kommunenr IS NOT NULL AS har_tall
    FROM dim.kommune AS k
    CROSS JOIN aar_med_tall AS a
    LEFT JOIN koder_i_fakta AS f
        ON f.kommunenr = k.kommunenr
        AND f.aar = a.aar
),

endringsdatoer AS (
    SELECT
        fra_kommunenr,
        dato,
        LAG(dato) OVER (PARTITION BY fra_kommunenr ORDER BY dato) AS forrige_dato
    FROM (
        SELECT DISTINCT fra_kommunenr, dato FROM dim.kommune_endring
    ) AS datoer
),

steg AS (
    SELECT
        e.fra_kommunenr,
        e.til_kommunenr,
        e.dato,
        COALESCE(d.forrige_dato, make_date(1, 1, 1)) AS forrige_dato,
        e.eksakt_antall,
        e.eksakt_snitt,
        CASE e.type
            WHEN 'uendret' THEN 0
            WHEN 'navn' THEN 1
            WHEN 'nytt_nummer' THEN 2
            WHEN 'grensejustering' THEN 3
            WHEN 'sammenslaaing' THEN 4
            ELSE 5
        END AS rang,
        COALESCE(e.aarsak, '') AS aarsak
    FROM dim.kommune_endring AS e
    INNER JOIN endringsdatoer AS d
        ON d.fra_kommunenr = e.fra_kommunenr
        AND d.dato = e.dato
),

vei AS (
    SELECT
        kommunenr,
        aar,
        gyldig,
        kommunenr AS her,
        make_date(aar, 1, 1) AS dato,
        TRUE AS eksakt_antall,
        TRUE AS eksakt_snitt,
        CAST(0 AS BIGINT) AS rang,
        CAST('' AS VARCHAR) AS aarsak
    FROM start
    WHERE gyldig OR har_tall
    UNION ALL
    SELECT
        v.kommunenr,
        v.aar,
        v.gyldig,
        s.til_kommunenr AS her,
        s.dato,
        v.eksakt_antall AND s.eksakt_antall AS eksakt_antall,
        v.eksakt_snitt AND s.eksakt_snitt AS eksakt_snitt,
        CAST(CASE WHEN s.rang > v.rang THEN s.rang ELSE v.rang END AS BIGINT) AS rang,
        CAST(
            CASE
                WHEN v.aarsak = '' THEN s.aarsak
                WHEN s.aarsak = '' THEN v.aarsak
                ELSE concat(v.aarsak, '; ', s.aarsak)
            END AS VARCHAR
        ) AS aarsak
    FROM vei AS v
    INNER JOIN steg AS s
        ON s.fra_kommunenr = v.her
        AND s.dato > v.dato
        AND s.forrige_dato <= v.dato
),

siste_endring AS (
    SELECT
        fra_kommunenr,
        MAX(dato) AS dato
    FROM dim.kommune_endring
    GROUP BY fra_kommunenr
),

fremme AS (
    SELECT
        v.kommunenr,
        v.aar,
        v.her AS til_kommunenr,
        bool_and(v.gyldig) AS gyldig,
        bool_and(v.eksakt_antall) AS eksakt_antall,
        bool_and(v.eksakt_snitt) AS eksakt_snitt,
        MAX(v.rang) AS rang,
        MIN(CASE WHEN NOT v.eksakt_antall THEN v.aarsak END) AS aarsak_ueksakt,
        MIN(nullif(v.aarsak, '')) AS aarsak
    FROM vei AS v
    INNER JOIN dim.kommune AS k
        ON k.kommunenr = v.her
        AND k.gjeldende
    LEFT JOIN siste_endring AS e
        ON e.fra_kommunenr = v.her
    WHERE e.dato IS NULL OR e.dato <= v.dato
    GROUP BY v.kommunenr, v.aar, v.her
),

-- En delt kommune på veien gjør hele mottakeren ueksakt, også delene som selv er hele.
mottakere AS (
    SELECT
        til_kommunenr,
        aar,
        gyldig,
        bool_and(eksakt_antall) AS eksakt_antall,
        COUNT(*) AS antall_kilder,
        MIN(aarsak_ueksakt) AS aarsak_ueksakt
    FROM fremme
    GROUP BY til_kommunenr, aar, gyldig
)

SELECT
    f.kommunenr,
    f.aar,
    f.til_kommunenr,
    CASE f.rang
        WHEN 0 THEN 'uendret'
        WHEN 1 THEN 'navn'
        WHEN 2 THEN 'nytt_nummer'
        WHEN 3 THEN 'grensejustering'
        WHEN 4 THEN 'sammenslaaing'
        ELSE 'deling'
    END AS type,
    -- Et nummer som ikke gjaldt, er utgiverens egen sum: da teller bare veien videre derfra.
    CASE WHEN f.gyldig THEN m.eksakt_antall ELSE f.eksakt_antall END AS eksakt_antall,
    CASE
        WHEN f.gyldig THEN f.eksakt_snitt AND m.eksakt_antall AND m.antall_kilder = 1
        ELSE f.eksakt_snitt
    END AS eksakt_snitt,
    CASE
        WHEN f.gyldig AND NOT m.eksakt_antall THEN COALESCE(f.aarsak_ueksakt, m.aarsak_ueksakt)
        ELSE f.aarsak
    END AS aarsak,
    f.gyldig
FROM fremme AS f
INNER JOIN mottakere AS m
    ON m.til_kommunenr = f.til_kommunenr
    AND m.aar = f.aar
    AND m.gyldig = f.gyldig
