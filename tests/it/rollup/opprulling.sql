-- SSBs egen opprulling av regnskapet: hver funksjon og funksjonsgruppe mot hver art og artsgruppe.
-- Leser regnskap (periode, omfang, region, kontoklasse, funksjon, art, belop) og kanter (hierarki, periode, omfang, gruppe, del, fortegn).
WITH RECURSIVE vei AS (
    SELECT
        hierarki,
        periode,
        omfang,
        gruppe,
        del,
        fortegn
    FROM kanter
    UNION ALL
    SELECT
        v.hierarki,
        v.periode,
        v.omfang,
        v.gruppe,
        k.del,
        v.fortegn * k.fortegn AS fortegn
    FROM vei AS v
    INNER JOIN kanter AS k
        ON k.hierarki = v.hierarki
        AND k.periode = v.periode
        AND k.omfang = v.omfang
        AND k.gruppe = v.del
),

-- En kode hører også til seg selv; en del som nås flere veier, teller hver gang.
vekter AS (
    SELECT
        hierarki,
        periode,
        omfang,
        gruppe,
        del,
        SUM(fortegn) AS vekt
    FROM vei
    GROUP BY hierarki, periode, omfang, gruppe, del
    UNION ALL
    SELECT DISTINCT 'funksjon' AS hierarki, periode, omfang, funksjon AS gruppe, funksjon AS del, CAST(1 AS BIGINT) AS vekt
    FROM regnskap
    UNION ALL
    SELECT DISTINCT 'art' AS hierarki, periode, omfang, art AS gruppe, art AS del, CAST(1 AS BIGINT) AS vekt
    FROM regnskap
)

SELECT
    r.omfang,
    r.periode,
    r.region,
    r.kontoklasse,
    f.gruppe AS funksjon,
    a.gruppe AS art,
    SUM(f.vekt * a.vekt * r.belop) AS belop
FROM regnskap AS r
INNER JOIN vekter AS f
    ON f.hierarki = 'funksjon'
    AND f.periode = r.periode
    AND f.omfang = r.omfang
    AND f.del = r.funksjon
INNER JOIN vekter AS a
    ON a.hierarki = 'art'
    AND a.periode = r.periode
    AND a.omfang = r.omfang
    AND a.del = r.art
GROUP BY r.omfang, r.periode, r.region, r.kontoklasse, f.gruppe, a.gruppe
