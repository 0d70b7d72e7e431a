-- De påfallende endringene mellom to utgaver, den mest påfallende først og én rad per indikator og enhet: nye og endrede tall som har gjort
-- et sprang siden perioden før (rapport.paafallende), og revisjoner som er store mot det andre på samme nivå ble revidert. Det et brudd eller
-- en endret definisjon forklarer, står sist.
WITH revidert AS (
    SELECT
        d.*,
        i.desimaler,
        i.maaleenhet,
        i.relativ_endring AS relativ,
        CASE WHEN i.relativ_endring THEN abs(d.gammel_verdi) ELSE 1.0 END AS maalestokk
    FROM forrige.forskjell AS d
    INNER JOIN dim.indikator AS i
        ON i.indikator_id = d.indikator_id
    WHERE d.gammel_status = 'ok'
        AND d.ny_status = 'ok'
        AND d.gammel_verdi <> d.ny_verdi
        AND d.kjoenn = 'alle'
        AND d.enhetsnivaa IN ('land', 'fylke', 'kommune', 'skole')
),

revisjoner AS (
    SELECT
        *,
        (ny_verdi - gammel_verdi) / maalestokk AS endring,
        -- Minst siste siffer, og minst en prosent av beløp og antall.
        greatest(power(10.0, -desimaler) / maalestokk, CASE WHEN relativ THEN 0.01 END) AS stoey
    FROM revidert
    WHERE maalestokk > 0
),

-- Færre enn ti reviderte er for få til å si hva som er vanlig: da er ingen revisjon ventet.
fra_midten AS (
    SELECT
        *,
        abs(endring - midt) AS avstand
    FROM (
        SELECT
            *,
            COUNT(*) OVER gruppen AS antall,
            CASE WHEN COUNT(*) OVER gruppen >= 10 THEN median(endring) OVER gruppen ELSE 0.0 END AS midt
        FROM revisjoner
        WINDOW gruppen AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, periode, trinn, tema, omfang)
    ) AS r
),

mot_andre AS (
    SELECT
        *,
        avstand / greatest(stoey, spredning) AS avvik
    FROM (
        SELECT
            *,
            CASE WHEN antall >= 10 THEN 1.4826 * median(avstand) OVER gruppen ELSE 0.0 END AS spredning
        FROM fra_midten
        WINDOW gruppen AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, periode, trinn, tema, omfang)
    ) AS f
),

navn AS (
    SELECT 'land' AS enhetsnivaa, '0' AS enhet, 'Landet' AS navn
    UNION ALL
    SELECT 'fylke' AS enhetsnivaa, fylkesnr AS enhet, navn FROM dim.fylke
    UNION ALL
    SELECT 'kommune' AS enhetsnivaa, kommunenr AS enhet, navn FROM dim.kommune
    UNION ALL
    SELECT 'skole' AS enhetsnivaa, orgnr AS enhet, navn FROM dim.skole
),

store_revisjoner AS (
    SELECT
        'revisjon' AS slag,
        f.*,
        COALESCE(n.navn, f.enhet) AS enhet_navn,
        round(f.avvik, 2) AS poengsum,
        CASE WHEN f.relativ THEN 100.0 ELSE 1.0 END AS faktor,
        CASE
            WHEN f.relativ THEN ' %'
            WHEN f.maaleenhet = 'prosent' THEN ' prosentpoeng'
            ELSE ' poeng'
        END AS i_enhet
    FROM mot_andre AS f
    LEFT JOIN navn AS n
        ON n.enhetsnivaa = f.enhetsnivaa
        AND n.enhet = f.enhet
    WHERE f.avvik >= 4.0
),

alle AS (
    SELECT
        'sprang' AS slag,
        p.poengsum,
        p.indikator_id,
        p.populasjon,
        p.enhetsnivaa,
        p.enhet,
        p.enhet_navn,
        p.periode,
        p.trinn,
        p.tema,
        p.omfang,
        p.fra_verdi,
        p.til_verdi,
        p.maaleenhet,
        p.hvorfor,
        CASE WHEN strpos(d.grunn, 'endret_definisjon') > 0 THEN 'endret definisjon' ELSE p.brudd END AS forklaring,
        d.grunn
    FROM rapport.paafallende AS p
    INNER JOIN forrige.forskjell AS d
        ON d.indikator_id = p.indikator_id
        AND d.populasjon = p.populasjon
        AND d.enhetsnivaa = p.enhetsnivaa
        AND d.enhet = p.enhet
        AND d.periodetype = p.periodetype
        AND d.periode = p.periode
        AND d.kjoenn = p.kjoenn
        AND d.trinn = p.trinn
        AND d.tema = p.tema
        AND d.omfang = p.omfang
    UNION ALL
    SELECT
        slag,
        poengsum,
        indikator_id,
        populasjon,
        enhetsnivaa,
        enhet,
        enhet_navn,
        periode,
        trinn,
        tema,
        omfang,
        gammel_verdi AS fra_verdi,
        ny_verdi AS til_verdi,
        maaleenhet,
        concat(
            'Revidert ',
            CASE WHEN endring > 0 THEN 'opp ' ELSE 'ned ' END,
            replace(CAST(CAST(abs(endring) * faktor AS DECIMAL(14, 1)) AS VARCHAR), '.', ','),
            i_enhet,
            CASE
                WHEN antall >= 10
                    THEN concat('; de ', CAST(antall AS VARCHAR), ' reviderte på samme nivå ', replace(CAST(CAST(midt * faktor AS DECIMAL(14, 1)) AS VARCHAR), '.', ','), i_enhet)
                ELSE concat('; ', CAST(antall AS VARCHAR), ' tall på samme nivå er revidert')
            END
        ) AS hvorfor,
        CASE WHEN strpos(grunn, 'endret_definisjon') > 0 THEN 'endret definisjon' END AS forklaring,
        grunn
    FROM store_revisjoner
),

nummerert AS (
    SELECT
        *,
        COUNT(*) OVER (PARTITION BY slag, indikator_id, enhetsnivaa, enhet) AS tall,
        ROW_NUMBER() OVER (
            PARTITION BY slag, indikator_id, enhetsnivaa, enhet
            ORDER BY forklaring IS NOT NULL, poengsum DESC, periode DESC, populasjon, trinn, tema, omfang
        ) AS nummer
    FROM alle
)

SELECT
    a.poengsum,
    a.slag,
    a.enhet_navn,
    a.enhet,
    a.indikator_id,
    a.periode,
    a.trinn,
    a.tema,
    round(a.fra_verdi, i.desimaler) AS fra,
    round(a.til_verdi, i.desimaler) AS til,
    a.tall,
    a.hvorfor,
    a.forklaring,
    a.grunn
FROM nummerert AS a
INNER JOIN dim.indikator AS i
    ON i.indikator_id = a.indikator_id
WHERE a.nummer = 1
ORDER BY a.forklaring IS NOT NULL, a.poengsum DESC, a.indikator_id, a.enhetsnivaa, a.enhet, a.slag
