/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 0
retning = -1
nivaaer = ["kommune", "skole"]
definisjon = "Risikopoeng i oppfølgingsordningen over tre skoleår som slutter med perioden. Hver del gir 1 poeng når tallet er svakere enn den nasjonale grensen og 3 når det er svakere enn den absolutte, ganger delens vekt: mobbing, støtte fra lærerne og motivasjon på 7. og 10. trinn, mestringsnivå 1 i lesing og regning på 5. og 8. trinn, og grunnskolepoeng, som teller tre ganger."
teller = "poeng"
nevner = ""
kilder = ["oppfoelging_grenser", "udir_eu_mobbing", "udir_mobbing_rapport", "udir_eu_indikator", "udir_nasjonale_proever_5_nivaa", "udir_nasjonale_proever_ungdomstrinn_nivaa", "udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn", "udir_grunnskolepoeng"]
skjerming = "Er en del skjermet eller mangler, er summen ufullstendig: en sum av resten er aldri vist."
fasit = ""
merknad = "Grensene, delene og vektene er en fil som gjelder tre skoleår; uten den mangler poengene. Et trinn skolen ikke har, gir ingen poeng. IKKE BEKREFTET: at grensene sammenlignes med tallet i hvert av de tre årene og at poengene legges sammen, er vår lesning av ordningen."

[navn]
nb = "Risikopoeng i oppfølgingsordningen"
nn = "Risikopoeng i oppfølgingsordninga"
en = "Risk points in the follow-up scheme"
*/
WITH deler AS (
    SELECT
        g.periode,
        CAST(substr(g.periode, 1, 4) AS INTEGER) AS siste_aar,
        g.indikator_id,
        g.tema,
        g.trinn,
        i.retning,
        MAX(CASE WHEN g.hva = 'nasjonal_grense' THEN g.verdi END) AS nasjonal,
        MAX(CASE WHEN g.hva = 'absolutt_grense' THEN g.verdi END) AS absolutt,
        MAX(CASE WHEN g.hva = 'vekt' THEN g.verdi END) AS vekt
    FROM fakta.oppfoelging_grense AS g
    INNER JOIN dim.indikator AS i
        ON i.indikator_id = g.indikator_id
    GROUP BY g.periode, g.indikator_id, g.tema, g.trinn, i.retning
),

tall AS (
    SELECT 'mobbing_andel' AS indikator_id, populasjon, enhetsnivaa, enhet, periode, tema, trinn, verdi, status, foreloepig
    FROM indikator.mobbing_andel
    WHERE kjoenn = 'alle' AND enhetsnivaa IN ('kommune', 'skole')
    UNION ALL
    SELECT 'elevundersoekelsen_snitt' AS indikator_id, populasjon, enhetsnivaa, enhet, periode, tema, trinn, verdi, status, foreloepig
    FROM indikator.elevundersoekelsen_snitt
    WHERE kjoenn = 'alle' AND enhetsnivaa IN ('kommune', 'skole')
    UNION ALL
    SELECT 'np_nivaa1_andel' AS indikator_id, populasjon, enhetsnivaa, enhet, periode, tema, trinn, verdi, status, foreloepig
    FROM indikator.np_nivaa1_andel
    WHERE kjoenn = 'alle' AND enhetsnivaa IN ('kommune', 'skole')
    UNION ALL
    SELECT 'grunnskolepoeng_snitt' AS indikator_id, populasjon, enhetsnivaa, enhet, periode, tema, trinn, verdi, status, foreloepig
    FROM indikator.grunnskolepoeng_snitt
    WHERE kjoenn = 'alle' AND enhetsnivaa IN ('kommune', 'skole')
),

enheter AS (
    SELECT DISTINCT
        populasjon,
        enhetsnivaa,
        enhet,
        periode
    FROM tall
),

-- Trinnene hver skole har elever på, og skoleårene skolen er talt. Et tall som er skjult eller ufullstendig, er ikke null.
elever AS (
    SELECT
        enhet,
        periode,
        trinn,
        bool_or(status NOT IN ('mangler', 'ikke_aktuelt') AND COALESCE(verdi, 1) > 0) AS har_elever
    FROM indikator.elever_antall
    WHERE enhetsnivaa = 'skole'
        AND kjoenn = 'alle'
    GROUP BY enhet, periode, trinn
),

-- Hver del i hvert av de tre skoleårene.
ventet AS (
    SELECT
        e.populasjon,
        e.enhetsnivaa,
        e.enhet,
        e.periode,
        concat(
            CAST(d.siste_aar - a.tilbake AS VARCHAR), '-',
            lpad(CAST((d.siste_aar - a.tilbake + 1) % 100 AS VARCHAR), 2, '0')
        ) AS skoleaar,
        d.indikator_id,
        d.tema,
        d.trinn,
        CASE WHEN d.indikator_id = 'grunnskolepoeng_snitt' THEN '10' ELSE d.trinn END AS elevtrinn,
        d.retning,
        d.nasjonal,
        d.absolutt,
        d.vekt
    FROM enheter AS e
    INNER JOIN deler AS d
        ON d.periode = e.periode
    CROSS JOIN (VALUES (0), (1), (2)) AS a (tilbake)
),

poeng AS (
    SELECT
        v.populasjon,
        v.enhetsnivaa,
        v.enhet,
        v.periode,
        CASE
            WHEN t.status = 'ok' AND v.retning * (t.verdi - v.absolutt) < 0 THEN 3 * v.vekt
            WHEN t.status = 'ok' AND v.retning * (t.verdi - v.nasjonal) < 0 THEN v.vekt
            ELSE 0
        END AS poeng,
        CASE
            WHEN COALESCE(t.status, 'mangler') = 'mangler' AND s.har_elever AND NOT COALESCE(p.har_elever, FALSE) THEN 'ikke_aktuelt'
            ELSE COALESCE(t.status, 'mangler')
        END AS status,
        COALESCE(t.foreloepig, FALSE) AS foreloepig
    FROM ventet AS v
    LEFT JOIN tall AS t
        ON t.indikator_id = v.indikator_id
        AND t.populasjon = v.populasjon
        AND t.enhetsnivaa = v.enhetsnivaa
        AND t.enhet = v.enhet
        AND t.periode = v.skoleaar
        AND t.tema = v.tema
        AND t.trinn = v.trinn
    LEFT JOIN elever AS s
        ON s.enhet = v.enhet
        AND s.periode = v.skoleaar
        AND s.trinn = 'alle'
    LEFT JOIN elever AS p
        ON p.enhet = v.enhet
        AND p.periode = v.skoleaar
        AND p.trinn = v.elevtrinn
)

SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    periode,
    SUM(poeng) AS verdi,
    status_sum(status) AS status,
    bool_or(foreloepig) AS foreloepig,
    concat(
        CAST(SUM(CASE WHEN status IN ('ok', 'ikke_aktuelt') THEN 0 ELSE 1 END) AS VARCHAR), ' av ', CAST(COUNT(*) AS VARCHAR),
        ' deler over tre skoleår er skjermet eller mangler'
    ) AS merknad
FROM poeng
GROUP BY populasjon, enhetsnivaa, enhet, periode
UNION ALL
SELECT
    e.populasjon,
    e.enhetsnivaa,
    e.enhet,
    'skoleaar' AS periodetype,
    e.periode,
    CAST(NULL AS DOUBLE) AS verdi,
    'mangler' AS status,
    FALSE AS foreloepig,
    concat('Grensene for ', e.periode, ' er ikke lagt inn (oppfoelging_grenser)') AS merknad
FROM enheter AS e
LEFT JOIN (SELECT DISTINCT periode FROM deler) AS d
    ON d.periode = e.periode
WHERE d.periode IS NULL
