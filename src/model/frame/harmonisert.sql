-- Fra utgiverens enheter til dagens kommuner. Nye nummer og sammenslåinger er eksakte for det som summeres; et snitt føres bare når hele
-- kommunen er den samme; over en deling føres ingenting. Et skjermet tall regnes aldri ut. Land, fylker, kommunegrupper og skoler står som
-- utgiveren har dem.
WITH tall AS (
    SELECT {kolonner} FROM (
{kilde}
    ) AS egen
),

-- En skjermet rad sier at kommunen finnes i kilden; en null under et nummer som ikke gjaldt, gjør det ikke.
deler AS (
    SELECT
        o.til_kommunenr,
        o.gyldig,
        o.kommunenr,
        o.eksakt_antall,
        o.eksakt_snitt,
        o.aarsak,
        t.*
    FROM tall AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.enhet
        AND o.aar = t.aar
    WHERE t.enhetsnivaa = 'kommune'
        AND (o.gyldig OR t.verdi <> 0 OR t.status = 'skjermet')
),

-- Kommunene som skal inngå, også de kilden ikke har en rad for.
ventet AS (
    SELECT
        til_kommunenr,
        aar,
        gyldig,
        COUNT(*) AS antall,
        array_agg(kommunenr ORDER BY kommunenr) AS numre
    FROM dim.kommune_overgang
    WHERE gyldig
    GROUP BY til_kommunenr, aar, gyldig
),

grupper AS (
    SELECT
        til_kommunenr,
        gyldig,
        aar,
        maal, populasjon, periodetype, periode, kjoenn, trinn, tema, omfang,
        {summeres} AS summeres,
        SUM(CAST(verdi AS DECIMAL(20, 4))) AS sum,
        MAX(verdi) AS verdi,
        MAX(usikkerhet) AS usikkerhet,
        MIN(status) AS status,
        status_sum(status) AS sumstatus,
        bool_or(status = 'skjermet') AS har_skjermet,
        bool_or(foreloepig) AS foreloepig,
        bool_and(eksakt_antall) AS eksakt_antall,
        bool_and(eksakt_snitt) AS eksakt_snitt,
        COUNT(*) AS antall_deler,
        MIN(aarsak) AS aarsak
    FROM deler
    GROUP BY til_kommunenr, gyldig, aar, maal, populasjon, periodetype, periode, kjoenn, trinn, tema, omfang
),

-- De av en sammenslått kommunes deler som har tall.
med_tall AS (
    SELECT
        d.til_kommunenr,
        d.gyldig,
        d.aar,
        d.maal, d.populasjon, d.periodetype, d.periode, d.kjoenn, d.trinn, d.tema, d.omfang,
        array_agg(d.kommunenr) AS numre
    FROM deler AS d
    INNER JOIN ventet AS v
        ON v.til_kommunenr = d.til_kommunenr
        AND v.aar = d.aar
        AND v.gyldig = d.gyldig
        AND v.antall > 1
    WHERE d.status IN ('ok', 'ikke_aktuelt')
    GROUP BY d.til_kommunenr, d.gyldig, d.aar, d.maal, d.populasjon, d.periodetype, d.periode, d.kjoenn, d.trinn, d.tema, d.omfang
),

summer AS (
    SELECT
        g.til_kommunenr,
        g.gyldig,
        g.maal, g.populasjon, g.periodetype, g.periode, g.kjoenn, g.trinn, g.tema, g.omfang,
        CASE WHEN g.summeres THEN CAST(g.sum AS DOUBLE) ELSE g.verdi END AS verdi,
        g.usikkerhet,
        CASE
            WHEN g.summeres AND NOT g.eksakt_antall THEN 'ufullstendig'
            WHEN NOT g.summeres AND NOT g.eksakt_snitt THEN 'ufullstendig'
            WHEN g.antall_deler < COALESCE(v.antall, 1) THEN 'ufullstendig'
            WHEN g.antall_deler = 1 THEN g.status
            WHEN g.summeres THEN g.sumstatus
            ELSE 'ufullstendig'
        END AS status,
        g.har_skjermet AND (g.summeres OR (g.antall_deler = 1 AND g.eksakt_snitt)) AS har_skjermet,
        g.foreloepig,
        CASE
            WHEN g.summeres AND NOT g.eksakt_antall THEN g.aarsak
            WHEN NOT g.summeres AND NOT g.eksakt_snitt THEN concat('Snittet kan ikke føres over til dagens kommune. ', g.aarsak)
            WHEN g.antall_deler > 1 OR v.antall > 1
                THEN concat(
                    'Sammenslått av flere kommuner; uten tall: ',
                    array_to_string(CASE WHEN m.numre IS NULL THEN v.numre ELSE array_except(v.numre, m.numre) END, ', ')
                )
        END AS grunn
    FROM grupper AS g
    LEFT JOIN ventet AS v
        ON v.til_kommunenr = g.til_kommunenr
        AND v.aar = g.aar
        AND v.gyldig = g.gyldig
    LEFT JOIN med_tall AS m
        ON m.til_kommunenr = g.til_kommunenr
        AND m.gyldig = g.gyldig
        AND m.aar = g.aar
        AND m.maal = g.maal
        AND m.populasjon = g.populasjon
        AND m.periodetype = g.periodetype
        AND m.periode = g.periode
        AND m.kjoenn = g.kjoenn
        AND m.trinn = g.trinn
        AND m.tema = g.tema
        AND m.omfang = g.omfang
),

-- Har utgiveren både årets egne nummer og sin egen sum på et senere, gjelder årets egne når de er hele eller har en skjermet del.
valg AS (
    SELECT
        til_kommunenr,
        maal, populasjon, periodetype, periode, kjoenn, trinn, tema, omfang,
        MAX(CASE WHEN status = 'ok' OR har_skjermet THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
    FROM summer
    GROUP BY til_kommunenr, maal, populasjon, periodetype, periode, kjoenn, trinn, tema, omfang
)

SELECT
    maal, enhetsnivaa, enhet, populasjon, periodetype, periode, kjoenn, trinn, tema, omfang,
    CASE WHEN status = 'ok' THEN verdi END AS verdi,
    CASE WHEN status = 'ok' THEN usikkerhet END AS usikkerhet,
    status,
    foreloepig,
    CAST(NULL AS VARCHAR) AS merknad
FROM tall
WHERE enhetsnivaa <> 'kommune'
UNION ALL
SELECT
    s.maal, 'kommune' AS enhetsnivaa, s.til_kommunenr AS enhet,
    s.populasjon, s.periodetype, s.periode, s.kjoenn, s.trinn, s.tema, s.omfang,
    CASE WHEN s.status = 'ok' THEN s.verdi END AS verdi,
    CASE WHEN s.status = 'ok' THEN s.usikkerhet END AS usikkerhet,
    s.status,
    s.foreloepig,
    CASE WHEN s.status <> 'ok' THEN s.grunn END AS merknad
FROM summer AS s
INNER JOIN valg AS v
    ON v.til_kommunenr = s.til_kommunenr
    AND v.maal = s.maal
    AND v.populasjon = s.populasjon
    AND v.periodetype = s.periodetype
    AND v.periode = s.periode
    AND v.kjoenn = s.kjoenn
    AND v.trinn = s.trinn
    AND v.tema = s.tema
    AND v.omfang = s.omfang
    AND v.rang = CASE WHEN s.status = 'ok' OR s.har_skjermet THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
