/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["skole"]
definisjon = "Elever per skole og trinn de fem neste skoleårene: en kohortframskriving, ikke en prognose fra SSB. Elevene på et trinn er elevene på trinnet under året før ganger overlevelsesfaktoren: elevene på trinnet delt på elevene på trinnet under året før, summert over de tre siste overgangene."
teller = "framskrevne elever"
nevner = ""
kilder = ["udir_gsi_elever", "udir_aarsverk", "ssb_14746_framskriving_2026", "ssb_14288_framskriving_2024"]
skjerming = "Er et elevtall på skolen skjermet i de fire siste skoleårene, framskrives ikke skolen."
fasit = ""
merknad = "Kohortframskriving, ikke en prognose fra SSB: den kjenner verken nye boliger, nye skolegrenser, skoler som åpner eller legges ned, eller foreldre som velger om. 1. trinn er kommunens 6-åringer 1. januar i skoleåret etter SSBs nyeste framskriving (tema hoved, MMMM), ganger skolens andel av førsteklassingene de tre siste årene på skolene i kommunen som fortsatt har trinnet; en ny skole får for liten andel. Begynner skolen på et senere trinn, er det kommunens kull framskrevet dit, ganger skolens andel av trinnet. Har overgangene på skolen færre enn 30 elever til sammen, er faktoren kommunens. Skoler i kommunens liste over overganger (skoleovergang) regnes med dem de tok over etter. Elever fra en nedlagt skole som ikke står der, er med i faktoren: det regnes med like mange hvert år."

[navn]
nb = "Framskrevne elever per skole (kohortframskriving)"
nn = "Framskrivne elevar per skule (kohortframskriving)"
en = "Projected pupils per school (cohort survival)"

[[kontroller]]
type = "sql"
navn = "ingen_framskriving_er_negativ"
sql = "SELECT enhet, periode, trinn, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "alle_er_summen_av_trinnene"
sql = """
SELECT enhet, periode
FROM {denne}
GROUP BY enhet, periode
HAVING bool_and(status = 'ok') AND abs(SUM(CASE WHEN trinn = 'alle' THEN verdi ELSE -verdi END)) > 0.01
"""
*/
WITH trinnene AS (
    SELECT trinn, navn
    FROM (
        VALUES (1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5'), (6, '6'), (7, '7'), (8, '8'), (9, '9'), (10, '10')
    ) AS t (trinn, navn)
),

-- Skolens tall er dagens skoles, med dem den tok over etter; over en deling føres ingenting.
elever AS (
    SELECT
        e.enhetsnivaa,
        COALESCE(o.til_orgnr, e.enhet) AS enhet,
        nyeste.aar - nyeste.siden AS aar,
        t.trinn,
        SUM(e.verdi) AS verdi,
        status_sum(e.status) AS status,
        bool_or(e.foreloepig) AS foreloepig
    FROM harmonisert.elevtall AS e
    INNER JOIN trinnene AS t
        ON t.navn = e.trinn
    INNER JOIN (
        SELECT DISTINCT s.aar, f.siden
        FROM dim.skole_trinn AS s
        CROSS JOIN (VALUES (0), (1), (2), (3)) AS f (siden)
    ) AS nyeste
        ON nyeste.aar - nyeste.siden = CAST(substr(e.periode, 1, 4) AS INTEGER)
    LEFT JOIN dim.skole_overgang AS o
        ON o.orgnr = e.enhet
        AND o.aar = CAST(substr(e.periode, 1, 4) AS INTEGER)
    WHERE e.maal = 'elever'
        AND e.populasjon = 'skoler_i_kommunen'
        AND e.enhetsnivaa IN ('kommune', 'skole')
        AND e.kjoenn = 'alle'
        AND e.status <> 'mangler'
        AND COALESCE(o.eksakt_antall, TRUE)
    GROUP BY e.enhetsnivaa, COALESCE(o.til_orgnr, e.enhet), nyeste.aar - nyeste.siden, t.trinn
),

-- Hva hvert framskrevet trinn bygger på: et kull som går på skolen nå (begynner_om er tom), eller ett som begynner der om noen år.
framskrevne AS (
    SELECT
        t.orgnr,
        s.kommunenr,
        t.trinn,
        t.inngang,
        t.aar,
        h.om,
        CASE WHEN t.trinn - h.om < t.inngang THEN h.om - (t.trinn - t.inngang) END AS begynner_om
    FROM dim.skole_trinn AS t
    INNER JOIN dim.skole AS s
        ON s.orgnr = t.orgnr
    CROSS JOIN (VALUES (1), (2), (3), (4), (5)) AS h (om)
),

overganger AS (
    SELECT
        f.enhetsnivaa,
        f.enhet,
        f.trinn,
        SUM(f.verdi) AS fra,
        SUM(t.verdi) AS til
    FROM elever AS f
    INNER JOIN elever AS t
        ON t.enhetsnivaa = f.enhetsnivaa
        AND t.enhet = f.enhet
        AND t.aar = f.aar + 1
        AND t.trinn = f.trinn + 1
    WHERE f.status = 'ok'
        AND t.status = 'ok'
    GROUP BY f.enhetsnivaa, f.enhet, f.trinn
),

kommunens_faktorer AS (
    SELECT
        enhet AS kommunenr,
        trinn,
        til / nullif(fra, 0) AS faktor
    FROM overganger
    WHERE enhetsnivaa = 'kommune'
),

-- Skolens egen faktor når den bygger på nok elever, ellers kommunens.
skolens_faktorer AS (
    SELECT
        enhet AS orgnr,
        trinn,
        til / fra AS faktor
    FROM overganger
    WHERE enhetsnivaa = 'skole'
        AND fra >= 30
    UNION ALL
    SELECT
        t.orgnr,
        k.trinn,
        k.faktor
    FROM dim.skole_trinn AS t
    INNER JOIN dim.skole AS s
        ON s.orgnr = t.orgnr
    INNER JOIN kommunens_faktorer AS k
        ON k.kommunenr = s.kommunenr
        AND k.trinn = t.trinn
    LEFT JOIN overganger AS o
        ON o.enhetsnivaa = 'skole'
        AND o.enhet = t.orgnr
        AND o.trinn = t.trinn
    WHERE COALESCE(o.fra, 0) < 30
),

-- Bare skoler som fortsatt har trinnet: elevene fra en nedlagt skole går på de andre.
skolenes_elever AS (
    SELECT
        e.enhet AS orgnr,
        s.kommunenr,
        e.aar,
        e.trinn,
        e.verdi,
        e.status
    FROM elever AS e
    INNER JOIN dim.skole_trinn AS t
        ON t.orgnr = e.enhet
        AND t.trinn = e.trinn
    INNER JOIN dim.skole AS s
        ON s.orgnr = e.enhet
    WHERE e.enhetsnivaa = 'skole'
        AND e.aar > t.aar - 3
),

skolens_andeler AS (
    SELECT
        e.orgnr,
        e.trinn,
        e.verdi / nullif(k.verdi, 0) AS andel
    FROM (
        SELECT orgnr, kommunenr, trinn, SUM(verdi) AS verdi
        FROM skolenes_elever
        GROUP BY orgnr, kommunenr, trinn
    ) AS e
    INNER JOIN (
        SELECT kommunenr, trinn, SUM(verdi) AS verdi, status_sum(status) AS status
        FROM skolenes_elever
        GROUP BY kommunenr, trinn
    ) AS k
        ON k.kommunenr = e.kommunenr
        AND k.trinn = e.trinn
    WHERE k.status = 'ok'
),

-- Tallene som ganges: kullet, skolens andel av det når det ikke går på skolen ennå, og en faktor for hvert trinn på veien.
ledd AS (
    SELECT
        f.orgnr, f.trinn, f.om,
        e.verdi AS tall,
        COALESCE(e.status, 'mangler') AS status,
        e.foreloepig,
        'Skolens elevtall mangler' AS grunn
    FROM framskrevne AS f
    LEFT JOIN elever AS e
        ON e.enhetsnivaa = 'skole'
        AND e.enhet = f.orgnr
        AND e.aar = f.aar
        AND e.trinn = f.trinn - f.om
    WHERE f.begynner_om IS NULL
    UNION ALL
    SELECT
        f.orgnr, f.trinn, f.om,
        e.verdi AS tall,
        COALESCE(e.status, 'mangler') AS status,
        e.foreloepig,
        'Kommunens elevtall mangler' AS grunn
    FROM framskrevne AS f
    LEFT JOIN elever AS e
        ON e.enhetsnivaa = 'kommune'
        AND e.enhet = f.kommunenr
        AND e.aar = f.aar
        AND e.trinn = f.inngang - f.begynner_om
    WHERE f.begynner_om < f.inngang
    UNION ALL
    -- De som begynner på 1. trinn en høst, er 6 år 1. januar etter.
    SELECT
        f.orgnr, f.trinn, f.om,
        b.verdi AS tall,
        COALESCE(b.status, 'mangler') AS status,
        b.foreloepig,
        'Framskrivingen av kommunens 6-åringer mangler' AS grunn
    FROM framskrevne AS f
    LEFT JOIN harmonisert.framskriving AS b
        ON b.maal = 'innbyggere_6'
        AND b.tema = 'hoved'
        AND b.enhetsnivaa = 'kommune'
        AND b.enhet = f.kommunenr
        AND CAST(b.periode AS INTEGER) = f.aar + f.begynner_om - f.inngang + 2
    WHERE f.begynner_om >= f.inngang
    UNION ALL
    SELECT
        f.orgnr, f.trinn, f.om,
        a.andel AS tall,
        CASE WHEN a.andel IS NULL THEN 'mangler' ELSE 'ok' END AS status,
        CAST(NULL AS BOOLEAN) AS foreloepig,
        'Skolens andel av kommunens elever kan ikke regnes ut' AS grunn
    FROM framskrevne AS f
    LEFT JOIN skolens_andeler AS a
        ON a.orgnr = f.orgnr
        AND a.trinn = f.inngang
    WHERE f.begynner_om IS NOT NULL
    UNION ALL
    SELECT
        f.orgnr, f.trinn, f.om,
        o.faktor AS tall,
        CASE WHEN o.faktor IS NULL THEN 'mangler' ELSE 'ok' END AS status,
        CAST(NULL AS BOOLEAN) AS foreloepig,
        concat('Ingen overgang fra ', t.navn, '. trinn å regne av') AS grunn
    FROM framskrevne AS f
    INNER JOIN trinnene AS t
        ON t.trinn >= f.inngang
        AND t.trinn >= f.trinn - f.om
        AND t.trinn < f.trinn
    LEFT JOIN skolens_faktorer AS o
        ON o.orgnr = f.orgnr
        AND o.trinn = t.trinn
    UNION ALL
    SELECT
        f.orgnr, f.trinn, f.om,
        o.faktor AS tall,
        CASE WHEN o.faktor IS NULL THEN 'mangler' ELSE 'ok' END AS status,
        CAST(NULL AS BOOLEAN) AS foreloepig,
        concat('Ingen overgang fra ', t.navn, '. trinn å regne av') AS grunn
    FROM framskrevne AS f
    INNER JOIN trinnene AS t
        ON t.trinn >= f.inngang - f.begynner_om
        AND t.trinn < f.inngang
    LEFT JOIN kommunens_faktorer AS o
        ON o.kommunenr = f.kommunenr
        AND o.trinn = t.trinn
),

-- Et produkt er summen av logaritmer; som desimaltall er den den samme i hver bygging.
produkter AS (
    SELECT
        orgnr,
        trinn,
        om,
        CASE WHEN MIN(tall) = 0 THEN 0 ELSE round(exp(CAST(SUM(CAST(ln(nullif(tall, 0)) AS DECIMAL(20, 12))) AS DOUBLE)), 3) END AS verdi,
        status_sum(status) AS status,
        COALESCE(bool_or(foreloepig), FALSE) AS foreloepig,
        MIN(CASE WHEN status <> 'ok' THEN grunn END) AS grunn
    FROM ledd
    GROUP BY orgnr, trinn, om
),

-- Et skjermet elevtall på skolen gjør hele skolen ufullstendig, også der det ikke er med i regnestykket.
hele_skolen AS (
    SELECT
        e.enhet AS orgnr,
        t.aar,
        status_sum(e.status) AS status,
        bool_or(e.foreloepig) AS foreloepig
    FROM elever AS e
    INNER JOIN dim.skole_trinn AS t
        ON t.orgnr = e.enhet
        AND t.trinn = e.trinn
    WHERE e.enhetsnivaa = 'skole'
    GROUP BY e.enhet, t.aar
)

SELECT
    'skoler_i_kommunen' AS populasjon,
    'skole' AS enhetsnivaa,
    p.orgnr AS enhet,
    'skoleaar' AS periodetype,
    concat(CAST(s.aar + p.om AS VARCHAR), '-', substr(CAST(s.aar + p.om + 1 AS VARCHAR), 3, 2)) AS periode,
    CASE WHEN d.samlet THEN 'alle' ELSE CAST(p.trinn AS VARCHAR) END AS trinn,
    'hoved' AS tema,
    CAST(SUM(CAST(p.verdi AS DECIMAL(20, 4))) AS DOUBLE) AS verdi,
    status_forhold(status_sum(p.status), MIN(s.status), 1.0) AS status,
    bool_or(p.foreloepig OR s.foreloepig) AS foreloepig,
    CASE WHEN MIN(s.status) <> 'ok' THEN 'Et elevtall på skolen er skjermet' ELSE MIN(p.grunn) END AS merknad
FROM produkter AS p
INNER JOIN hele_skolen AS s
    ON s.orgnr = p.orgnr
CROSS JOIN (VALUES (FALSE), (TRUE)) AS d (samlet)
GROUP BY p.orgnr, s.aar, p.om, CASE WHEN d.samlet THEN 'alle' ELSE CAST(p.trinn AS VARCHAR) END
