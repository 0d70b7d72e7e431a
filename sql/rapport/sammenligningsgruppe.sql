/*
beskrivelse = "Gruppene kommunene sammenlignes i: KOSTRA-gruppen (SSBs, for hvert år), fylket, landet, de mest sammenlignbare kommunene (rapport.sammenligningskommune) og naboene som er valgt i dim.valgt_kommune. En kommune som er slått sammen etter året, har ingen KOSTRA-gruppe det året."
korn = "én rad per gruppe, år og kommune i den"
noekkel = ["gruppetype", "gruppe", "aar", "kommunenr"]

[kolonner]
gruppetype = "kostragruppe, fylke, land, sammenligning eller naboer"
gruppe = "Gruppens kode: EKG01 til EKG16, fylkesnummeret, 0, eller kommunen som settet er laget for"
gruppe_navn = "Gruppens navn"
aar = { beskrivelse = "Året inndelingen gjelder; tom når den er den samme for alle år", enhet = "år" }
kommunenr = "Kommunen på referansedatoen"
rolle = "medlem, eller kommunen: den som settet er laget for"
antall_medlemmer = { beskrivelse = "Medlemmer i gruppen, uten den som settet er laget for", enhet = "antall" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["gruppetype", "gruppe", "gruppe_navn", "kommunenr", "rolle", "antall_medlemmer"]

[[kontroller]]
type = "tillatt"
kolonne = "gruppetype"
verdier = ["kostragruppe", "fylke", "land", "sammenligning", "naboer"]

[[kontroller]]
type = "sql"
navn = "en_kommune_er_i_hoeyst_en_kostragruppe"
sql = "SELECT kommunenr, aar FROM {denne} WHERE gruppetype = 'kostragruppe' GROUP BY kommunenr, aar HAVING COUNT(*) > 1"
*/
WITH kommuner AS (
    SELECT
        kommunenr,
        navn,
        fylkesnr
    FROM dim.kommune
    WHERE gjeldende
),

-- Settene som er laget for én kommune, uten kommunen selv.
sett AS (
    SELECT
        'sammenligning' AS gruppetype,
        kommunenr AS gruppe,
        sammenlignet_med AS kommunenr
    FROM rapport.sammenligningskommune
    WHERE sammenlignet_med IS NOT NULL
    UNION ALL
    SELECT
        gruppetype,
        kommunenr AS gruppe,
        valgt_kommunenr AS kommunenr
    FROM dim.valgt_kommune
    WHERE gruppetype = 'naboer'
),

medlemmer AS (
    SELECT
        'land' AS gruppetype,
        '0' AS gruppe,
        'Landet' AS gruppe_navn,
        CAST(NULL AS INTEGER) AS aar,
        kommunenr,
        'medlem' AS rolle
    FROM kommuner
    UNION ALL
    SELECT
        'fylke' AS gruppetype,
        k.fylkesnr AS gruppe,
        COALESCE(f.navn, k.fylkesnr) AS gruppe_navn,
        CAST(NULL AS INTEGER) AS aar,
        k.kommunenr,
        'medlem' AS rolle
    FROM kommuner AS k
    LEFT JOIN dim.fylke AS f
        ON f.fylkesnr = k.fylkesnr
    UNION ALL
    SELECT DISTINCT
        'kostragruppe' AS gruppetype,
        g.maal_kode AS gruppe,
        g.maal_navn AS gruppe_navn,
        g.aar,
        o.til_kommunenr AS kommunenr,
        'medlem' AS rolle
    FROM fakta.klass_korrespondanse AS g
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = g.kilde_kode
        AND o.aar = g.aar
        AND o.gyldig
        AND o.eksakt_snitt
    WHERE g.kobling = '131-112'
    UNION ALL
    SELECT
        s.gruppetype,
        s.gruppe,
        CASE s.gruppetype WHEN 'naboer' THEN 'Nabokommuner' ELSE 'Sammenlignbare kommuner' END AS gruppe_navn,
        CAST(NULL AS INTEGER) AS aar,
        s.kommunenr,
        'medlem' AS rolle
    FROM sett AS s
    INNER JOIN kommuner AS k
        ON k.kommunenr = s.kommunenr
    UNION ALL
    SELECT DISTINCT
        s.gruppetype,
        s.gruppe,
        CASE s.gruppetype WHEN 'naboer' THEN 'Nabokommuner' ELSE 'Sammenlignbare kommuner' END AS gruppe_navn,
        CAST(NULL AS INTEGER) AS aar,
        s.gruppe AS kommunenr,
        'kommunen' AS rolle
    FROM sett AS s
    INNER JOIN kommuner AS k
        ON k.kommunenr = s.gruppe
)

SELECT
    gruppetype,
    gruppe,
    gruppe_navn,
    aar,
    kommunenr,
    rolle,
    SUM(CASE WHEN rolle = 'medlem' THEN 1 ELSE 0 END) OVER (PARTITION BY gruppetype, gruppe, aar) AS antall_medlemmer
FROM medlemmer
