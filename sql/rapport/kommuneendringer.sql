/*
beskrivelse = "Hva som har skjedd med hver av dagens kommuner, og hva det gjør med tallene: sammenslåinger, delinger, nye nummer og grensejusteringer, hva som er gjort med tallene før endringen, og fra når serien er ubrutt. Navneendringer er ikke med. Behandlingen gjelder hele veien til dagens kommune, ikke bare denne endringen. Tall som utgiveren selv har regnet om til dagens kommuner (FHI), står som utgiveren har dem."
korn = "én rad per dagens kommune, dato og kommunenummer etter endringen"
noekkel = ["kommunenr", "dato", "kommunenr_etter"]

[kolonner]
kommunenr = "Kommunen på referansedatoen"
navn = "Kommunens navn i dag"
dato = "Dagen endringen trådte i kraft"
type = "nytt_nummer, sammenslaaing, deling eller grensejustering; deling også når kommunen fikk en del av en som ble delt"
foer = "Kommunene før endringen, med nummer og navn"
kommunenr_etter = "Nummeret etter endringen; ikke dagens når det siden er endret"
antall_foer = "Antall, beløp og forholdstall regnet av dem, året før endringen: viderefoert, summert av flere kommuner, eller ufullstendig"
snitt_foer = "Snitt, skalapoeng og andre tall for hele enheten, året før endringen: viderefoert eller ufullstendig"
eksakt = "Sann når antallene før endringen gjelder nøyaktig området kommunen har i dag"
antall_fra = { beskrivelse = "Første år antallene er ubrutt på dagens kommune, og skoleåret som begynner det året; tom når ingen kjent endring bryter dem", enhet = "år" }
snitt_fra = { beskrivelse = "Første år snittene er ubrutt på dagens kommune, og skoleåret som begynner det året; tom når ingen kjent endring bryter dem", enhet = "år" }
hendelse = "Hva som skjedde, med dato og kommuner"
grunn = "Hvorfor tallene behandles slik"
elevtall_status = "Statusen elever_antall har skoleåret før endringen; tom når kildene ikke har det"
grunnskolepoeng_status = "Statusen grunnskolepoeng_snitt har skoleåret før endringen; tom når kildene ikke har det"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "navn", "dato", "type", "foer", "kommunenr_etter", "antall_foer", "snitt_foer", "eksakt", "hendelse", "grunn"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["nytt_nummer", "sammenslaaing", "deling", "grensejustering"]

[[kontroller]]
type = "tillatt"
kolonne = "antall_foer"
verdier = ["viderefoert", "summert", "ufullstendig"]

[[kontroller]]
type = "tillatt"
kolonne = "snitt_foer"
verdier = ["viderefoert", "ufullstendig"]

[[kontroller]]
type = "sql"
navn = "alle_endringer_er_med"
sql = """
SELECT e.dato, e.fra_kommunenr, e.til_kommunenr
FROM dim.kommune_endring AS e
LEFT JOIN {denne} AS r ON r.dato = e.dato AND r.kommunenr_etter = e.til_kommunenr
WHERE e.type NOT IN ('uendret', 'navn') AND r.kommunenr IS NULL
"""

[[kontroller]]
type = "sql"
navn = "seriene_er_ubrutt_fra_aaret_som_staar"
sql = """
SELECT o.til_kommunenr, o.aar
FROM dim.kommune_overgang AS o
LEFT JOIN (SELECT kommunenr, MAX(antall_fra) AS antall_fra, MAX(snitt_fra) AS snitt_fra FROM {denne} GROUP BY kommunenr) AS r ON r.kommunenr = o.til_kommunenr
WHERE o.gyldig
    AND (o.eksakt_antall <> (o.aar >= COALESCE(r.antall_fra, 0)) OR o.eksakt_snitt <> (o.aar >= COALESCE(r.snitt_fra, 0)))
"""

[[kontroller]]
type = "sql"
navn = "tallene_er_behandlet_slik_det_staar"
sql = """
SELECT kommunenr, dato, antall_foer, elevtall_status, snitt_foer, grunnskolepoeng_status
FROM {denne}
WHERE (antall_foer = 'ufullstendig') <> (COALESCE(elevtall_status, antall_foer) = 'ufullstendig')
    OR (snitt_foer = 'ufullstendig') <> (COALESCE(grunnskolepoeng_status, snitt_foer) = 'ufullstendig')
"""
alvor = "advarsel"

[[kontroller]]
type = "sql"
navn = "ingen_tall_foer_serien_er_ubrutt"
sql = """
SELECT v.indikator_id, v.enhet, v.periode
FROM (
    SELECT indikator_id, enhet, periode, status, 'antall' AS slag FROM indikator.elever_antall WHERE enhetsnivaa = 'kommune'
    UNION ALL
    SELECT indikator_id, enhet, periode, status, 'snitt' AS slag FROM indikator.grunnskolepoeng_snitt WHERE enhetsnivaa = 'kommune'
) AS v
INNER JOIN (SELECT kommunenr, MAX(antall_fra) AS antall_fra, MAX(snitt_fra) AS snitt_fra FROM {denne} GROUP BY kommunenr) AS r ON r.kommunenr = v.enhet
WHERE v.status = 'ok' AND CAST(substr(v.periode, 1, 4) AS INTEGER) < CASE v.slag WHEN 'antall' THEN r.antall_fra ELSE r.snitt_fra END
"""
*/
-- Dagens kommune nås fra nummeret etter endringen; en senere deling gir flere.
WITH endringer AS (
    SELECT
        o.til_kommunenr AS kommunenr,
        e.dato,
        e.til_kommunenr AS kommunenr_etter,
        CAST(date_part('year', e.dato) AS INTEGER) AS aar,
        CASE WHEN bool_or(e.type = 'deling') THEN 'deling' ELSE MAX(e.type) END AS type,
        string_agg(concat(e.fra_kommunenr, ' ', k.navn), ', ' ORDER BY e.fra_kommunenr) AS foer,
        bool_and(e.eksakt_antall) AS eksakt_antall,
        bool_and(e.eksakt_snitt) AS eksakt_snitt,
        MAX(e.aarsak) AS hendelse
    FROM dim.kommune_endring AS e
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = e.til_kommunenr
        AND o.aar = CAST(date_part('year', e.dato) AS INTEGER)
        AND o.gyldig
    INNER JOIN dim.kommune AS k
        ON k.kommunenr = e.fra_kommunenr
    WHERE e.type NOT IN ('uendret', 'navn')
    GROUP BY o.til_kommunenr, e.dato, e.til_kommunenr
),

brudd AS (
    SELECT
        kommunenr,
        MAX(CASE WHEN NOT eksakt_antall THEN aar END) AS antall_fra,
        MAX(CASE WHEN NOT eksakt_snitt THEN aar END) AS snitt_fra,
        MAX(CASE WHEN type = 'grensejustering' THEN aar END) AS grense_fra
    FROM endringer
    GROUP BY kommunenr
),

aaret_foer AS (
    SELECT
        til_kommunenr AS kommunenr,
        aar,
        bool_and(eksakt_antall) AS eksakt_antall,
        bool_and(eksakt_snitt) AS eksakt_snitt,
        COUNT(*) AS antall_kommuner
    FROM dim.kommune_overgang
    WHERE gyldig
    GROUP BY til_kommunenr, aar
),

tall AS (
    SELECT
        enhet AS kommunenr,
        CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
        status
    FROM indikator.elever_antall
    WHERE enhetsnivaa = 'kommune'
        AND populasjon = 'skoler_i_kommunen'
        AND kjoenn = 'alle'
        AND trinn = 'alle'
),

snitt AS (
    SELECT
        enhet AS kommunenr,
        CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
        status
    FROM indikator.grunnskolepoeng_snitt
    WHERE enhetsnivaa = 'kommune'
        AND populasjon = 'skoler_i_kommunen'
        AND kjoenn = 'alle'
)

SELECT
    e.kommunenr,
    k.navn,
    e.dato,
    e.type,
    e.foer,
    e.kommunenr_etter,
    CASE
        WHEN NOT f.eksakt_antall THEN 'ufullstendig'
        WHEN f.antall_kommuner > 1 THEN 'summert'
        ELSE 'viderefoert'
    END AS antall_foer,
    CASE WHEN f.eksakt_snitt THEN 'viderefoert' ELSE 'ufullstendig' END AS snitt_foer,
    f.eksakt_antall AND e.aar > COALESCE(b.grense_fra, 0) AS eksakt,
    b.antall_fra,
    b.snitt_fra,
    e.hendelse,
    concat_ws(
        ' ',
        CASE
            WHEN NOT e.eksakt_antall THEN 'Ingen kilde sier hvor mye av den delte kommunen som hører til her, så ingen tall før delingen føres over.'
            WHEN e.type = 'sammenslaaing' THEN 'Antall og beløp er summen av kommunene før, og forholdstall regnes av summene. Et snitt for den nye kommunen finnes ikke før den fantes.'
            WHEN e.type = 'grensejustering' THEN 'Kommunen lever videre, og serien står. Tallene før gjelder grensene som var, og er ikke justert for delen som flyttet.'
            ELSE 'Samme kommune under nytt nummer: alle tall følger med.'
        END,
        CASE
            WHEN e.eksakt_antall AND NOT f.eksakt_antall THEN concat('En deling i ', CAST(b.antall_fra AS VARCHAR), ' gjør likevel alle tall før den ufullstendige.')
            WHEN e.eksakt_snitt AND NOT f.eksakt_snitt THEN concat('En sammenslåing i ', CAST(b.snitt_fra AS VARCHAR), ' gjør likevel antall til summer og snitt ufullstendige.')
        END
    ) AS grunn,
    t.status AS elevtall_status,
    s.status AS grunnskolepoeng_status
FROM endringer AS e
INNER JOIN brudd AS b
    ON b.kommunenr = e.kommunenr
INNER JOIN aaret_foer AS f
    ON f.kommunenr = e.kommunenr
    AND f.aar = e.aar - 1
INNER JOIN dim.kommune AS k
    ON k.kommunenr = e.kommunenr
LEFT JOIN tall AS t
    ON t.kommunenr = e.kommunenr
    AND t.aar = e.aar - 1
LEFT JOIN snitt AS s
    ON s.kommunenr = e.kommunenr
    AND s.aar = e.aar - 1
