/*
beskrivelse = "Trekkene i dim.sammenligningstrekk for hver kommune, alle fra samme periode: den nyeste der minst halvparten av kommunene har tall."
korn = "én rad per kommune og trekk"
noekkel = ["kommunenr", "trekk"]

[kolonner]
kommunenr = "Kommunen på referansedatoen"
trekk = "Trekket (dim.sammenligningstrekk)"
periode = "Perioden trekket er hentet fra; den nyeste med noen tall når ingen har tall for halvparten; tom når ingen kommune har tall"
verdi = "Kommunens tall, i indikatorens enhet; tomt når status ikke er ok"
omregnet = "Tallet slik avstanden regnes av det: logaritmen av det, eller tallet selv"
status = "Tallets status"
merknad = "Hvorfor kommunen ikke har trekket; tom når den har det"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "trekk", "status"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT kommunenr, trekk, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL) OR (status = 'ok') <> (omregnet IS NOT NULL)"
*/
WITH kommuner AS (
    SELECT kommunenr
    FROM dim.kommune
    WHERE gjeldende
),

tall AS (
    SELECT
        t.trekk,
        v.enhet AS kommunenr,
        v.periode,
        v.verdi,
        CASE
            WHEN t.omregning = 'ingen' THEN v.verdi
            WHEN v.verdi > 0 THEN ln(v.verdi)
        END AS omregnet,
        v.status,
        v.merknad
    FROM indikator.verdi AS v
    INNER JOIN dim.sammenligningstrekk AS t
        ON t.indikator_id = v.indikator_id
        AND t.populasjon = v.populasjon
        AND t.trinn = v.trinn
        AND t.tema = v.tema
        AND t.omfang = v.omfang
    INNER JOIN kommuner AS k
        ON k.kommunenr = v.enhet
    WHERE v.enhetsnivaa = 'kommune'
        AND v.kjoenn = 'alle'
),

perioder AS (
    SELECT
        trekk,
        COALESCE(MAX(CASE WHEN 2 * med_tall >= alle THEN periode END), MAX(periode)) AS periode
    FROM (
        SELECT
            trekk,
            periode,
            COUNT(omregnet) AS med_tall
        FROM tall
        GROUP BY trekk, periode
        HAVING COUNT(omregnet) > 0
    ) AS med
    CROSS JOIN (SELECT COUNT(*) AS alle FROM kommuner) AS antall
    GROUP BY trekk
)

SELECT
    k.kommunenr,
    t.trekk,
    p.periode,
    CASE WHEN v.omregnet IS NOT NULL THEN v.verdi END AS verdi,
    v.omregnet,
    CASE
        WHEN v.omregnet IS NOT NULL THEN 'ok'
        WHEN v.status = 'ok' THEN 'ikke_beregnbar'
        ELSE COALESCE(v.status, 'mangler')
    END AS status,
    CASE
        WHEN v.omregnet IS NOT NULL THEN NULL
        WHEN t.uten_indikator IS NOT NULL THEN t.uten_indikator
        WHEN p.periode IS NULL THEN 'Ingen kommune har tall'
        WHEN v.status = 'ok' THEN 'Null og negative tall har ingen logaritme'
        ELSE COALESCE(v.merknad, 'Kilden har ingen rad for kommunen')
    END AS merknad
FROM kommuner AS k
CROSS JOIN dim.sammenligningstrekk AS t
LEFT JOIN perioder AS p
    ON p.trekk = t.trekk
LEFT JOIN tall AS v
    ON v.trekk = t.trekk
    AND v.kommunenr = k.kommunenr
    AND v.periode = p.periode
