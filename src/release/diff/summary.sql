-- Hvor mange tall som er nye, endret og borte, etter indikator og grunn.
SELECT
    indikator_id,
    grunn,
    datasett,
    SUM(CASE WHEN gammel_status IS NULL THEN 1 ELSE 0 END) AS nye,
    SUM(CASE WHEN gammel_status IS NOT NULL AND ny_status IS NOT NULL THEN 1 ELSE 0 END) AS endret,
    SUM(CASE WHEN ny_status IS NULL THEN 1 ELSE 0 END) AS borte
FROM forrige.forskjell
GROUP BY indikator_id, grunn, datasett
ORDER BY indikator_id, grunn, datasett
