-- Fra det en indikator selv regner ut, til kontrakten for et tall.
SELECT
    {kolonner}
FROM (
    SELECT {maalt} FROM (
        SELECT {egne} FROM (
{kilde}
        ) AS egen
    ) AS deler
) AS tall
LEFT JOIN dim.status AS forklaring
    ON forklaring.status = tall.status
LEFT JOIN dim.tidsseriebrudd AS brudd
    ON brudd.indikator_id = {indikator}
    AND brudd.periode = tall.periode
    AND (brudd.type <> 'ny_gruppering' OR tall.enhetsnivaa = 'kostragruppe')
