/*
beskrivelse = "Det felles kostnader fordeles på skolene etter: hver skoles elever, elever på 1.–4. trinn, årsverk eller areal, og andelen av skolene i kommunens ansvarskart. Elever og årsverk er kalenderårets, 7/12 av høsten før og 5/12 av samme høst; en skole uten rad den høsten hadde ingen. Arealet er det siste som er ført i skoleregisteret til og med året, ellers det første etter."
korn = "én rad per kommune, år, nøkkel og skole"
noekkel = ["kommunenr", "aar", "noekkel", "orgnr"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
noekkel = "elever, elever_1_4, aarsverk eller areal"
orgnr = "Skolens organisasjonsnummer"
grunnlag = "Skolens elever, årsverk eller kvadratmeter; tomt når det ikke er kjent"
andel = { beskrivelse = "Skolens andel av skolene samlet; bare når alle skolenes grunnlag er kjent", enhet = "andel" }
merknad = "Hvorfor nøkkelen ikke kan brukes; tom når den kan"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "noekkel", "orgnr"]

[[kontroller]]
type = "sql"
navn = "andelene_er_hele"
sql = "SELECT kommunenr, aar, noekkel, SUM(andel) AS sum FROM {denne} GROUP BY kommunenr, aar, noekkel HAVING abs(SUM(andel) - 1) > 0.000001"

[[kontroller]]
type = "sql"
navn = "uten_andel_er_det_en_grunn"
sql = "SELECT kommunenr, aar, noekkel, orgnr FROM {denne} WHERE (andel IS NULL) <> (merknad IS NOT NULL)"
*/
WITH regnskapene AS (
    SELECT DISTINCT kommunenr, aar
    FROM rapport.kartlagt_regnskap
),

skolene AS (
    SELECT DISTINCT
        r.kommunenr,
        r.aar,
        a.tilhoerer AS orgnr
    FROM regnskapene AS r
    INNER JOIN fakta.ansvarskart AS a
        ON a.kommunenr = r.kommunenr
        AND a.fra_aar <= r.aar
        AND COALESCE(a.til_aar, 9999) >= r.aar
    WHERE a.tilhoerer NOT IN ('felles', 'sentralt')
),

noekler AS (
    SELECT noekkel, to_hoester
    FROM (VALUES ('elever', TRUE), ('elever_1_4', TRUE), ('aarsverk', TRUE), ('areal', FALSE)) AS noekler (noekkel, to_hoester)
),

-- En skole uten 1.–4. trinn har ingen elever der.
hoester AS (
    SELECT 'elever' AS noekkel, enhet AS orgnr, CAST(substr(periode, 1, 4) AS INTEGER) AS aar, verdi, status
    FROM harmonisert.elevtall
    WHERE maal = 'elever'
        AND populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'skole'
        AND kjoenn = 'alle'
        AND trinn = 'alle'
    UNION ALL
    SELECT 'elever_1_4' AS noekkel, enhet AS orgnr, CAST(substr(periode, 1, 4) AS INTEGER) AS aar, verdi,
        CASE WHEN status = 'mangler' THEN 'ikke_aktuelt' ELSE status END AS status
    FROM harmonisert.elevtall
    WHERE maal = 'elever'
        AND populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'skole'
        AND kjoenn = 'alle'
        AND trinn IN ('1', '2', '3', '4')
    UNION ALL
    SELECT 'aarsverk' AS noekkel, enhet AS orgnr, CAST(substr(periode, 1, 4) AS INTEGER) AS aar, verdi, status
    FROM harmonisert.bemanning
    WHERE maal IN ('laereraarsverk_undervisning', 'assistentaarsverk_undervisning')
        AND populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'skole'
),

bidrag AS (
    SELECT noekkel, orgnr, aar, 5 * verdi AS tolvdeler, status, TRUE AS samme_hoest
    FROM hoester
    UNION ALL
    SELECT noekkel, orgnr, aar + 1 AS aar, 7 * verdi AS tolvdeler, status, FALSE AS samme_hoest
    FROM hoester
),

kalenderaar AS (
    SELECT
        noekkel,
        orgnr,
        aar,
        SUM(COALESCE(tolvdeler, 0)) / CAST(12 AS DOUBLE) AS grunnlag,
        bool_and(status IN ('ok', 'ikke_aktuelt')) AS kjent,
        bool_or(samme_hoest) AS har_samme_hoest,
        bool_or(NOT samme_hoest) AS har_hoesten_foer
    FROM bidrag
    GROUP BY noekkel, orgnr, aar
),

arealer AS (
    SELECT enhet AS orgnr, aar, MAX(verdi) AS kvm
    FROM fakta.skoleregister
    WHERE maal = 'areal_kvm'
        AND status = 'ok'
    GROUP BY enhet, aar
),

arealets_aar AS (
    SELECT
        s.kommunenr,
        s.aar,
        s.orgnr,
        COALESCE(MAX(CASE WHEN a.aar <= s.aar THEN a.aar END), MIN(a.aar)) AS foert_aar
    FROM skolene AS s
    INNER JOIN arealer AS a
        ON a.orgnr = s.orgnr
    GROUP BY s.kommunenr, s.aar, s.orgnr
),

grunnlagene AS (
    SELECT s.kommunenr, s.aar, k.noekkel, s.orgnr, k.grunnlag, k.kjent, k.har_samme_hoest, k.har_hoesten_foer
    FROM skolene AS s
    INNER JOIN kalenderaar AS k
        ON k.orgnr = s.orgnr
        AND k.aar = s.aar
    UNION ALL
    SELECT t.kommunenr, t.aar, 'areal' AS noekkel, t.orgnr, a.kvm AS grunnlag, TRUE AS kjent, FALSE AS har_samme_hoest, FALSE AS har_hoesten_foer
    FROM arealets_aar AS t
    INNER JOIN arealer AS a
        ON a.orgnr = t.orgnr
        AND a.aar = t.foert_aar
),

skolens AS (
    SELECT
        s.kommunenr,
        s.aar,
        n.noekkel,
        n.to_hoester,
        s.orgnr,
        CASE WHEN k.kjent OR (k.orgnr IS NULL AND n.to_hoester) THEN COALESCE(k.grunnlag, 0) END AS grunnlag,
        COALESCE(k.har_samme_hoest, FALSE) AS har_samme_hoest,
        COALESCE(k.har_hoesten_foer, FALSE) AS har_hoesten_foer
    FROM skolene AS s
    CROSS JOIN noekler AS n
    LEFT JOIN grunnlagene AS k
        ON k.noekkel = n.noekkel
        AND k.kommunenr = s.kommunenr
        AND k.orgnr = s.orgnr
        AND k.aar = s.aar
),

samlet AS (
    SELECT
        kommunenr,
        aar,
        noekkel,
        SUM(grunnlag) AS grunnlag,
        bool_and(grunnlag IS NOT NULL) AS alle_kjent,
        NOT bool_or(to_hoester) OR (bool_or(har_samme_hoest) AND bool_or(har_hoesten_foer)) AS hele_aaret
    FROM skolens
    GROUP BY kommunenr, aar, noekkel
)

SELECT
    s.kommunenr,
    s.aar,
    s.noekkel,
    s.orgnr,
    CASE WHEN t.hele_aaret THEN s.grunnlag END AS grunnlag,
    CASE WHEN t.alle_kjent AND t.hele_aaret AND t.grunnlag > 0 THEN s.grunnlag / t.grunnlag END AS andel,
    CASE
        WHEN NOT t.hele_aaret THEN concat('Tellingene høsten ', CAST(s.aar - 1 AS VARCHAR), ' og ', CAST(s.aar AS VARCHAR), ' er ikke tatt inn')
        WHEN NOT t.alle_kjent THEN 'En av skolene mangler tallet det fordeles etter'
        WHEN NOT COALESCE(t.grunnlag > 0, FALSE) THEN 'Ingen av skolene har noe å fordele etter'
    END AS merknad
FROM skolens AS s
INNER JOIN samlet AS t
    ON t.kommunenr = s.kommunenr
    AND t.aar = s.aar
    AND t.noekkel = s.noekkel
