-- Tallene til én indikator som er nye, borte eller endret, og hvorfor. Det som er skjermet nå, vises ikke slik det var.
WITH ny AS (
    SELECT * FROM indikator.{indikator}
    WHERE enhet = COALESCE($enhet, enhet) AND periode = COALESCE($periode, periode)
),

gammel AS (
    SELECT * FROM forrige.{indikator}
    WHERE enhet = COALESCE($enhet, enhet) AND periode = COALESCE($periode, periode)
),

forskjellige AS (
    SELECT
        {noekkel},
        gammel.status IS NULL AS er_ny,
        ny.status IS NULL AS er_borte,
        COALESCE(ny.status IN ('skjermet', 'undertrykt') AND gammel.status NOT IN ('skjermet', 'undertrykt'), FALSE) AS skjermes,
        gammel.verdi AS gammel_verdi,
        gammel.status AS gammel_status,
        gammel.foreloepig AS gammel_foreloepig,
        ny.verdi AS ny_verdi,
        ny.status AS ny_status,
        ny.foreloepig AS ny_foreloepig
    FROM ny
    FULL JOIN gammel
        ON {likt}
    WHERE (ny.verdi IS DISTINCT FROM gammel.verdi)
        OR (ny.status IS DISTINCT FROM gammel.status)
        OR (ny.foreloepig IS DISTINCT FROM gammel.foreloepig)
),

perioder_foer AS (
    SELECT DISTINCT periode FROM forrige.{indikator}
),

enheter_foer AS (
    SELECT DISTINCT enhetsnivaa, enhet FROM forrige.{indikator}
),

med_grunn AS (
    SELECT
        f.*,
        f.er_ny AND p.periode IS NULL AS ny_periode,
        f.er_ny AND p.periode IS NOT NULL AND e.enhet IS NULL AS ny_enhet,
        g.revisjon,
        g.nye_data,
        g.endret_definisjon,
        g.datasett
    FROM forskjellige AS f
    LEFT JOIN perioder_foer AS p
        ON p.periode = f.periode
    LEFT JOIN enheter_foer AS e
        ON e.enhetsnivaa = f.enhetsnivaa
        AND e.enhet = f.enhet
    LEFT JOIN forrige.aarsak AS g
        ON g.periode = f.periode
)

SELECT
    '{indikator}' AS indikator_id,
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    kjoenn,
    trinn,
    tema,
    omfang,
    CASE WHEN NOT skjermes THEN gammel_verdi END AS gammel_verdi,
    CASE WHEN skjermes THEN ny_status ELSE gammel_status END AS gammel_status,
    gammel_foreloepig,
    ny_verdi,
    ny_status,
    ny_foreloepig,
    concat_ws(
        ', ',
        CASE
            WHEN er_borte THEN 'borte'
            WHEN ny_periode THEN 'ny_periode'
            WHEN ny_enhet THEN 'ny_enhet'
            WHEN skjermes THEN 'skjermet'
        END,
        -- Tallene i en ny periode er nye fordi perioden er det.
        CASE WHEN nye_data AND NOT ny_periode THEN 'nye_data' END,
        CASE WHEN revisjon AND NOT (ny_periode AND nye_data) THEN 'revisjon' END,
        CASE WHEN endret_definisjon THEN 'endret_definisjon' END,
        CASE WHEN gammel_foreloepig AND NOT ny_foreloepig THEN 'foreloepig_til_endelig' END,
        CASE WHEN NOT COALESCE(revisjon OR nye_data OR endret_definisjon, FALSE) THEN 'ukjent' END
    ) AS grunn,
    datasett
FROM med_grunn
ORDER BY populasjon, enhetsnivaa, enhet, periodetype, periode, kjoenn, trinn, tema, omfang
