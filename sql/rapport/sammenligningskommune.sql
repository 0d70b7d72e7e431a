/*
beskrivelse = "De mest sammenlignbare kommunene for hver kommune: de ti med kortest avstand, og de som har like kort avstand som den tiende. Avstanden er kvadratroten av det veide snittet av kvadratet av forskjellene, hver målt i trekkets standardavvik (rapport.trekkdekning); 0 er helt lik. Et trekk som en av de to mangler, er utelatt, og de andre vektene fyller plassen; under halvparten av vekten i bruk gir ingen avstand. Settet ligger fast i utgaven; dim.valgt_kommune kan låse det videre."
korn = "én rad per kommune og sammenlignbar kommune; én rad uten sammenlignbar kommune når det ikke finnes noen"
noekkel = ["kommunenr", "rang_fra", "sammenlignet_med"]

[kolonner]
kommunenr = "Kommunen på referansedatoen"
sammenlignet_med = "Den sammenlignbare kommunen; tom når kommunen ikke har noen"
navn = "Navnet på den"
avstand = "Avstanden med fire desimaler; tom når status ikke er ok"
rang_fra = "Plassen i avstand, 1 er nærmest"
rang_til = "Siste plass blant dem med samme avstand; lik rang_fra når ingen andre har den"
av_antall = { beskrivelse = "Kommuner med avstand til denne kommunen", enhet = "antall" }
antall_trekk = { beskrivelse = "Trekk avstanden bygger på", enhet = "antall" }
vektandel = "Vekten av dem, som andel av trekkene i bruk"
utelatt = "Trekkene som ikke er med, også de som ikke er i bruk for noen; tom når alle er med"
valgt = "Sann når settet er valgt for hånd (dim.valgt_kommune)"
status = "ok når det finnes en avstand, ellers mangler"
merknad = "Grunnen når status ikke er ok"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "valgt", "status"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_avstand_og_har_alltid_en"
sql = "SELECT kommunenr, sammenlignet_med, status FROM {denne} WHERE (status = 'ok') <> (avstand IS NOT NULL) OR (status = 'ok') <> (merknad IS NULL)"

[[kontroller]]
type = "sql"
navn = "hver_kommune_er_med"
sql = "SELECT k.kommunenr FROM dim.kommune AS k LEFT JOIN {denne} AS s ON s.kommunenr = k.kommunenr WHERE k.gjeldende AND s.kommunenr IS NULL"

[[kontroller]]
type = "omraade"
kolonne = "avstand"
minst = 0
*/
WITH trekk AS (
    SELECT
        k.kommunenr,
        k.trekk,
        t.vekt,
        k.omregnet / t.standardavvik AS skalert
    FROM rapport.kommunetrekk AS k
    INNER JOIN rapport.trekkdekning AS t
        ON t.trekk = k.trekk
        AND t.i_bruk
    WHERE k.status = 'ok'
),

vekter AS (
    SELECT SUM(vekt) AS i_bruk
    FROM rapport.trekkdekning
    WHERE i_bruk
),

-- Desimaltall summeres likt hver gang; flyttall gjør det ikke.
par AS (
    SELECT
        a.kommunenr,
        b.kommunenr AS sammenlignet_med,
        COUNT(*) AS antall_trekk,
        SUM(a.vekt) AS vekt,
        SUM(CAST(CAST(a.vekt AS DOUBLE) * power(a.skalert - b.skalert, 2) AS DECIMAL(30, 12))) AS kvadratsum
    FROM trekk AS a
    INNER JOIN trekk AS b
        ON b.trekk = a.trekk
        AND b.kommunenr <> a.kommunenr
    GROUP BY a.kommunenr, b.kommunenr
),

avstander AS (
    SELECT
        p.kommunenr,
        p.sammenlignet_med,
        p.antall_trekk,
        round(CAST(p.vekt AS DOUBLE) / CAST(v.i_bruk AS DOUBLE), 4) AS vektandel,
        round(sqrt(CAST(p.kvadratsum AS DOUBLE) / CAST(p.vekt AS DOUBLE)), 4) AS avstand
    FROM par AS p
    CROSS JOIN vekter AS v
    WHERE 2 * p.vekt >= v.i_bruk
),

rangert AS (
    SELECT
        kommunenr,
        sammenlignet_med,
        antall_trekk,
        vektandel,
        avstand,
        RANK() OVER (PARTITION BY kommunenr ORDER BY avstand) AS rang,
        COUNT(*) OVER (PARTITION BY kommunenr, avstand) AS like_mange,
        COUNT(*) OVER (PARTITION BY kommunenr) AS av_antall
    FROM avstander
),

valgte AS (
    SELECT
        v.kommunenr,
        v.valgt_kommunenr
    FROM dim.valgt_kommune AS v
    INNER JOIN dim.kommune AS k
        ON k.kommunenr = v.valgt_kommunenr
        AND k.gjeldende
    WHERE v.gruppetype = 'sammenligning'
),

sett AS (
    SELECT
        r.kommunenr,
        r.sammenlignet_med,
        FALSE AS valgt
    FROM rangert AS r
    LEFT ANTI JOIN valgte AS v
        ON v.kommunenr = r.kommunenr
    WHERE r.rang <= 10
    UNION ALL
    SELECT
        kommunenr,
        valgt_kommunenr AS sammenlignet_med,
        TRUE AS valgt
    FROM valgte
),

-- Hva kommunen selv mangler: grunnen når den ikke har noen å sammenlignes med.
egne AS (
    SELECT
        k.kommunenr,
        string_agg(CASE WHEN t.i_bruk AND k.status <> 'ok' THEN k.trekk END, ', ' ORDER BY k.trekk) AS uten_tall,
        bool_or(t.i_bruk) AS noen_i_bruk,
        COALESCE(2 * SUM(CASE WHEN t.i_bruk AND k.status = 'ok' THEN t.vekt END) >= MAX(v.i_bruk), FALSE) AS har_halvparten
    FROM rapport.kommunetrekk AS k
    INNER JOIN rapport.trekkdekning AS t
        ON t.trekk = k.trekk
    CROSS JOIN vekter AS v
    GROUP BY k.kommunenr
),

uten AS (
    SELECT
        s.kommunenr,
        s.sammenlignet_med,
        string_agg(t.trekk, ', ' ORDER BY t.trekk) AS trekk
    FROM sett AS s
    INNER JOIN rapport.kommunetrekk AS a
        ON a.kommunenr = s.kommunenr
    INNER JOIN rapport.kommunetrekk AS b
        ON b.kommunenr = s.sammenlignet_med
        AND b.trekk = a.trekk
    INNER JOIN rapport.trekkdekning AS t
        ON t.trekk = a.trekk
    WHERE NOT t.i_bruk OR a.status <> 'ok' OR b.status <> 'ok'
    GROUP BY s.kommunenr, s.sammenlignet_med
)

SELECT
    e.kommunenr,
    s.sammenlignet_med,
    n.navn,
    r.avstand,
    r.rang AS rang_fra,
    r.rang + r.like_mange - 1 AS rang_til,
    r.av_antall,
    r.antall_trekk,
    r.vektandel,
    u.trekk AS utelatt,
    COALESCE(s.valgt, FALSE) AS valgt,
    CASE WHEN r.avstand IS NULL THEN 'mangler' ELSE 'ok' END AS status,
    CASE
        WHEN r.avstand IS NOT NULL THEN NULL
        WHEN NOT e.noen_i_bruk THEN 'Ingen trekk er i bruk'
        WHEN NOT e.har_halvparten THEN concat('Kommunen har ikke tall for halvparten av vekten; uten tall: ', e.uten_tall)
        WHEN s.sammenlignet_med IS NOT NULL THEN 'De to har ikke tall for halvparten av vekten til felles'
        ELSE 'Ingen har tall for halvparten av vekten til felles med kommunen'
    END AS merknad
FROM egne AS e
LEFT JOIN sett AS s
    ON s.kommunenr = e.kommunenr
LEFT JOIN rangert AS r
    ON r.kommunenr = e.kommunenr
    AND r.sammenlignet_med = s.sammenlignet_med
LEFT JOIN uten AS u
    ON u.kommunenr = s.kommunenr
    AND u.sammenlignet_med = s.sammenlignet_med
LEFT JOIN dim.kommune AS n
    ON n.kommunenr = s.sammenlignet_med
