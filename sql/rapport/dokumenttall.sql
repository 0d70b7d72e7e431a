/*
beskrivelse = "Tallene dokumentene kan skrive for en kommune: kommunens egne, skolenes, gruppenes, fylkets og landets, med vurderingen mot landet og mot perioden før. Innholdet følger av dim.dokumentinnhold. Kommunens egne skoler går foran; alle skolene i kommunen står der indikatoren ikke har tall for de egne (for prøver og undersøkelser: på det trinnet) i noen av periodene."
korn = "én rad per dokument, kommune og tall"
noekkel = ["dokument", "kommunenr", "kapittel", "indikator_id", "populasjon", "rolle", "enhet", "periode", "trinn", "tema", "omfang"]

[kolonner]
dokument = "tilstandsrapport eller ressursanalyse"
kommunenr = "Kommunen dokumentet gjelder"
kapittel = "Kapittelet (dim.dokumentinnhold)"
rekkefoelge = "Rekkefølgen i dokumentet: indikator, så trinn"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
rolle = "Hvem sitt tall det er: kommune, skole, sammenligning (de mest sammenlignbare kommunene), naboer, kostragruppe, fylke eller land"
enhet = "Koden til den tallet gjelder"
enhet_navn = "Navnet på den tallet gjelder"
periodetype = "skoleaar eller aar"
periode = "Perioden"
trinn = "alle, et trinn eller et hovedtrinn"
tema = "Prøven, faget, temaet eller funksjonen, ellers alle"
tema_navn = "Fagets navn, når temaet er et fag; ellers tomt"
omfang = "alle, eller regnskapsomfang"
verdi = "Tallet; tomt når status ikke er ok"
teller = "Telleren, når den kan vises"
nevner = "Nevneren, når den kan vises"
usikkerhet = "Utgiverens feilmargin, når den finnes"
maaleenhet = "Enhet"
desimaler = "Antall desimaler som skrives ut"
status = "Tallets status"
brudd = "Brudd i tidsserien, når perioden har et"
foreloepig = "Sann når tallet er foreløpig"
merknad = "Grunnen når status ikke er ok"
landet_verdi = "Landets tall for det samme, når det finnes"
mot_landet = "hoeyere, lavere, likt eller innenfor_margin; tomt når det ikke kan sies, og for beløp og antall i alt"
forrige_periode = "Perioden det sammenlignes bakover med"
fra_forrige = "hoeyere, lavere, likt, innenfor_margin eller brudd; tomt når det ikke kan sies"
i_sammendraget = "Sann når tallet hører til sammendraget"
med_figur = "Sann når tallet også tegnes"
framskrevet = "Sann når perioden ligger framover"
en_elev = { beskrivelse = "Hva én elev fra eller til utgjør av en andel; tomt når nevneren er ukjent eller ikke er elever", enhet = "prosentpoeng" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "referanse"
kolonne = "kommunenr"
til = "dim.kommune.kommunenr"

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "tillatt"
kolonne = "rolle"
verdier = ["kommune", "skole", "sammenligning", "naboer", "kostragruppe", "fylke", "land"]

[[kontroller]]
type = "tillatt"
kolonne = "mot_landet"
verdier = ["hoeyere", "lavere", "likt", "innenfor_margin"]

[[kontroller]]
type = "tillatt"
kolonne = "fra_forrige"
verdier = ["hoeyere", "lavere", "likt", "innenfor_margin", "brudd"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT kommunenr, indikator_id, periode, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "utvikling_over_et_brudd_er_merket"
sql = "SELECT DISTINCT t.indikator_id, t.forrige_periode, t.periode FROM {denne} AS t INNER JOIN dim.tidsseriebrudd AS b ON b.indikator_id = t.indikator_id WHERE b.periode > t.forrige_periode AND b.periode <= t.periode AND (b.type <> 'ny_gruppering' OR t.rolle = 'kostragruppe') AND t.fra_forrige IN ('hoeyere', 'lavere', 'likt', 'innenfor_margin')"

[[kontroller]]
type = "sql"
navn = "linjene_i_dim_dokumentinnhold_gir_tall"
sql = "SELECT i.dokument, i.indikator_id FROM dim.dokumentinnhold AS i INNER JOIN (SELECT DISTINCT indikator_id FROM indikator.verdi WHERE enhetsnivaa IN ('kommune', 'skole') AND status = 'ok') AS v ON v.indikator_id = i.indikator_id LEFT JOIN (SELECT DISTINCT dokument, indikator_id FROM {denne}) AS t ON t.dokument = i.dokument AND t.indikator_id = i.indikator_id WHERE t.indikator_id IS NULL"
*/
WITH perioder AS (
    SELECT
        indikator_id,
        periode,
        ROW_NUMBER() OVER (PARTITION BY indikator_id ORDER BY periode) AS fra_starten,
        ROW_NUMBER() OVER (PARTITION BY indikator_id ORDER BY periode DESC) AS fra_slutten
    FROM (
        SELECT DISTINCT indikator_id, periode
        FROM indikator.verdi
        WHERE enhetsnivaa IN ('kommune', 'skole', 'land')
            AND kjoenn = 'alle'
    ) AS finnes
),

-- Det siste bruddet til og med en periode; et som bare gjelder KOSTRA-gruppene, for seg.
brudd_til AS (
    SELECT
        p.indikator_id,
        p.periode,
        MAX(CASE WHEN b.type <> 'ny_gruppering' THEN b.periode END) AS siste_brudd,
        MAX(b.periode) AS siste_for_grupper
    FROM perioder AS p
    INNER JOIN dim.tidsseriebrudd AS b
        ON b.indikator_id = p.indikator_id
        AND b.periode <= p.periode
    GROUP BY p.indikator_id, p.periode
),

-- Linjene i dokumentene, én gang for hver periode som skrives.
linjer AS (
    SELECT
        i.dokument,
        i.kapittel,
        i.rang,
        i.indikator_id,
        i.trinn,
        i.skoler,
        i.figur,
        i.grupper,
        CASE WHEN i.sammendrag IS NOT NULL THEN concat('|', i.sammendrag, '|') END AS sammendrag,
        CASE WHEN i.temaer IS NOT NULL THEN concat('|', i.temaer, '|') END AS temaer,
        p.periode,
        i.utvalg = 'foerste' AS framskrevet,
        b.siste_brudd,
        b.siste_for_grupper
    FROM dim.dokumentinnhold AS i
    INNER JOIN perioder AS p
        ON p.indikator_id = i.indikator_id
        AND CASE WHEN i.utvalg = 'foerste' THEN p.fra_starten ELSE p.fra_slutten END <= i.perioder
    LEFT JOIN brudd_til AS b
        ON b.indikator_id = p.indikator_id
        AND b.periode = p.periode
),

-- Der konsernregnskapet finnes, vises bare det: en serie blander ikke kasse og konsern.
med_konsern AS (
    SELECT DISTINCT enhet, indikator_id
    FROM indikator.verdi
    WHERE omfang = 'konsern'
),

utgivernes_tall AS (
    SELECT
        l.dokument,
        l.kapittel,
        l.rang,
        l.framskrevet,
        l.siste_brudd,
        l.siste_for_grupper,
        l.figur AS med_figur,
        l.sammendrag = '|*|' OR COALESCE(strpos(l.sammendrag, concat('|', v.tema, '|')), 0) > 0 AS i_sammendraget,
        v.indikator_id,
        v.populasjon,
        v.enhetsnivaa,
        v.enhet,
        v.periodetype,
        v.periode,
        v.trinn,
        v.tema,
        v.omfang,
        v.verdi,
        v.teller,
        v.nevner,
        v.usikkerhet,
        v.maaleenhet,
        v.status,
        v.brudd,
        v.foreloepig,
        v.merknad
    FROM indikator.verdi AS v
    INNER JOIN linjer AS l
        ON l.indikator_id = v.indikator_id
        AND l.periode = v.periode
    LEFT JOIN med_konsern AS m
        ON m.enhet = v.enhet
        AND m.indikator_id = v.indikator_id
    WHERE v.kjoenn = 'alle'
        AND v.enhetsnivaa IN ('kommune', 'skole', 'fylke', 'land', 'kostragruppe')
        AND (l.skoler OR v.enhetsnivaa <> 'skole')
        AND (l.grupper OR v.enhetsnivaa <> 'kostragruppe')
        AND (v.omfang <> 'kasse' OR m.enhet IS NULL)
        AND (l.temaer IS NULL OR strpos(l.temaer, concat('|', v.tema, '|')) > 0)
        AND CASE
            WHEN v.trinn = 'alle' THEN 'alle'
            WHEN strpos(v.trinn, '-') > 0 THEN 'hovedtrinn'
            ELSE 'trinn'
        END = l.trinn
),

-- Gruppenes tall, der utgiveren ikke har dem: forholdet av summene, ellers medianen når minst halvparten av gruppen har tall.
gruppetall AS (
    SELECT
        l.dokument,
        l.kapittel,
        l.rang,
        l.framskrevet,
        l.siste_brudd,
        l.siste_for_grupper,
        l.figur AS med_figur,
        l.sammendrag = '|*|' OR COALESCE(strpos(l.sammendrag, concat('|', g.tema, '|')), 0) > 0 AS i_sammendraget,
        g.indikator_id,
        g.populasjon,
        g.gruppetype AS enhetsnivaa,
        g.gruppe AS enhet,
        g.periodetype,
        g.periode,
        g.trinn,
        g.tema,
        g.omfang,
        COALESCE(g.verdi, g.median) AS verdi,
        g.teller,
        g.nevner,
        CAST(NULL AS DOUBLE) AS usikkerhet,
        i.maaleenhet,
        'ok' AS status,
        b.tekst_nb AS brudd,
        g.foreloepig,
        CASE WHEN g.verdi IS NULL THEN concat('Median for ', CAST(g.antall_med_tall AS VARCHAR), ' av ', CAST(g.antall_kommuner AS VARCHAR), ' kommuner') END AS merknad
    FROM rapport.sammenligning AS g
    INNER JOIN linjer AS l
        ON l.indikator_id = g.indikator_id
        AND l.periode = g.periode
        AND l.grupper
    INNER JOIN dim.indikator AS i
        ON i.indikator_id = g.indikator_id
    LEFT JOIN dim.tidsseriebrudd AS b
        ON b.indikator_id = g.indikator_id
        AND b.periode = g.periode
        AND (b.type <> 'ny_gruppering' OR g.gruppetype = 'kostragruppe')
    WHERE (l.temaer IS NULL OR strpos(l.temaer, concat('|', g.tema, '|')) > 0)
        AND CASE
            WHEN g.trinn = 'alle' THEN 'alle'
            WHEN strpos(g.trinn, '-') > 0 THEN 'hovedtrinn'
            ELSE 'trinn'
        END = l.trinn
        AND g.omfang <> 'kasse'
        AND (g.verdi IS NOT NULL OR 2 * g.antall_med_tall >= g.antall_kommuner)
        AND COALESCE(g.verdi, g.median) IS NOT NULL
),

tall AS (
    SELECT * FROM utgivernes_tall
    UNION ALL
    SELECT * FROM gruppetall
),

-- Der kommunens egne skoler ikke har tall i noen periode, mens alle skolene i kommunen har det. Trinn samlet og hovedtrinn er deler av
-- det samme og følges ad; ett trinn av en prøve eller en undersøkelse er sitt eget.
bare_alle_skoler AS (
    SELECT
        dokument,
        indikator_id,
        enhet,
        CASE WHEN trinn = 'alle' OR strpos(trinn, '-') > 0 THEN 'alle' ELSE trinn END AS trinn
    FROM tall
    WHERE enhetsnivaa = 'kommune'
        AND status = 'ok'
    GROUP BY dokument, indikator_id, enhet, CASE WHEN trinn = 'alle' OR strpos(trinn, '-') > 0 THEN 'alle' ELSE trinn END
    HAVING bool_and(populasjon = 'skoler_i_kommunen')
),

-- Linjene der utgiveren har kommunens egne skoler for seg.
egne_skolers_tall AS (
    SELECT DISTINCT dokument, rang
    FROM tall
    WHERE populasjon = 'kommunale_skoler'
),

kommuner AS (
    SELECT DISTINCT
        k.kommunenr,
        k.navn,
        k.fylkesnr
    FROM dim.kommune AS k
    INNER JOIN tall AS t
        ON t.enhet = k.kommunenr
        AND t.enhetsnivaa = 'kommune'
),

-- Hvem en kommunes dokument viser. En KOSTRA-gruppe er årets.
enheter AS (
    SELECT
        kommunenr,
        'kommune' AS rolle,
        kommunenr AS enhet,
        navn AS enhet_navn,
        CAST(NULL AS VARCHAR) AS aar,
        FALSE AS ny_gruppe
    FROM kommuner
    UNION ALL
    SELECT
        s.kommunenr,
        'skole' AS rolle,
        s.orgnr AS enhet,
        s.navn AS enhet_navn,
        NULL AS aar,
        FALSE AS ny_gruppe
    FROM dim.skole AS s
    INNER JOIN kommuner AS k
        ON k.kommunenr = s.kommunenr
    UNION ALL
    SELECT
        k.kommunenr,
        'fylke' AS rolle,
        k.fylkesnr AS enhet,
        COALESCE(f.navn, k.fylkesnr) AS enhet_navn,
        NULL AS aar,
        FALSE AS ny_gruppe
    FROM kommuner AS k
    LEFT JOIN dim.fylke AS f
        ON f.fylkesnr = k.fylkesnr
    UNION ALL
    SELECT
        kommunenr,
        'land' AS rolle,
        '0' AS enhet,
        'Landet' AS enhet_navn,
        NULL AS aar,
        FALSE AS ny_gruppe
    FROM kommuner
    UNION ALL
    SELECT
        g.kommunenr,
        g.gruppetype AS rolle,
        g.gruppe AS enhet,
        g.gruppe_navn AS enhet_navn,
        CAST(g.aar AS VARCHAR) AS aar,
        COALESCE(g.gruppe <> LAG(g.gruppe) OVER (PARTITION BY g.kommunenr, g.gruppetype ORDER BY g.aar), FALSE) AS ny_gruppe
    FROM rapport.sammenligningsgruppe AS g
    INNER JOIN kommuner AS k
        ON k.kommunenr = g.kommunenr
    WHERE g.gruppetype = 'kostragruppe'
        OR (g.gruppetype IN ('sammenligning', 'naboer') AND g.rolle = 'kommunen')
),

vurdert AS (
    SELECT
        t.*,
        land.verdi AS landet_verdi,
        land.usikkerhet AS landet_usikkerhet,
        LAG(t.periode) OVER serie AS forrige_periode,
        LAG(t.verdi) OVER serie AS forrige_verdi,
        LAG(t.merknad IS NOT NULL) OVER serie AS forrige_er_median,
        LAG(t.usikkerhet) OVER serie AS forrige_usikkerhet
    FROM tall AS t
    LEFT JOIN tall AS land
        ON land.enhetsnivaa = 'land'
        AND t.enhetsnivaa <> 'land'
        AND land.dokument = t.dokument
        AND land.rang = t.rang
        AND land.populasjon = t.populasjon
        AND land.periode = t.periode
        AND land.trinn = t.trinn
        AND land.tema = t.tema
        AND land.omfang = t.omfang
    WINDOW serie AS (
        PARTITION BY t.dokument, t.rang, t.populasjon, t.enhetsnivaa, t.enhet, t.trinn, t.tema, t.omfang
        ORDER BY t.periode
    )
)

SELECT
    t.dokument,
    e.kommunenr,
    t.kapittel,
    CAST(t.rang * 100 + CASE WHEN t.trinn = 'alle' THEN 0 ELSE CAST(split_part(t.trinn, '-', 1) AS INTEGER) END AS INTEGER) AS rekkefoelge,
    t.indikator_id,
    t.populasjon,
    e.rolle,
    e.enhet,
    e.enhet_navn,
    t.periodetype,
    t.periode,
    t.trinn,
    t.tema,
    CASE
        WHEN f.navn IS NOT NULL AND strpos(t.tema, ':') > 0 THEN concat(f.navn, ', ', replace(split_part(t.tema, ':', 2), '_', ' '))
        ELSE f.navn
    END AS tema_navn,
    t.omfang,
    t.verdi,
    t.teller,
    t.nevner,
    t.usikkerhet,
    t.maaleenhet,
    i.desimaler,
    t.status,
    COALESCE(t.brudd, CASE WHEN e.ny_gruppe THEN 'Kommunen er i en annen KOSTRA-gruppe enn året før.' END) AS brudd,
    t.foreloepig,
    t.merknad,
    t.landet_verdi,
    CASE
        WHEN t.verdi IS NULL OR t.landet_verdi IS NULL OR (t.maaleenhet IN ('antall', 'kr', 'årsverk') AND strpos(t.indikator_id, '_per_') = 0) THEN NULL
        WHEN t.usikkerhet IS NOT NULL AND abs(t.verdi - t.landet_verdi) <= sqrt(power(t.usikkerhet, 2) + power(COALESCE(t.landet_usikkerhet, 0), 2)) THEN 'innenfor_margin'
        WHEN round(t.verdi, i.desimaler) > round(t.landet_verdi, i.desimaler) THEN 'hoeyere'
        WHEN round(t.verdi, i.desimaler) < round(t.landet_verdi, i.desimaler) THEN 'lavere'
        ELSE 'likt'
    END AS mot_landet,
    t.forrige_periode,
    CASE
        WHEN t.verdi IS NULL OR t.forrige_verdi IS NULL THEN NULL
        WHEN t.siste_brudd > t.forrige_periode THEN 'brudd'
        WHEN e.rolle = 'kostragruppe' AND (e.ny_gruppe OR t.siste_for_grupper > t.forrige_periode) THEN 'brudd'
        -- Et forhold og en median er ikke det samme tallet.
        WHEN (t.merknad IS NOT NULL) <> t.forrige_er_median THEN NULL
        WHEN t.usikkerhet IS NOT NULL AND abs(t.verdi - t.forrige_verdi) <= sqrt(power(t.usikkerhet, 2) + power(COALESCE(t.forrige_usikkerhet, 0), 2)) THEN 'innenfor_margin'
        WHEN round(t.verdi, i.desimaler) > round(t.forrige_verdi, i.desimaler) THEN 'hoeyere'
        WHEN round(t.verdi, i.desimaler) < round(t.forrige_verdi, i.desimaler) THEN 'lavere'
        ELSE 'likt'
    END AS fra_forrige,
    COALESCE(t.i_sammendraget, FALSE) AS i_sammendraget,
    t.med_figur,
    t.framskrevet,
    CASE
        WHEN t.maaleenhet = 'prosent' AND t.status = 'ok' AND t.nevner > 0 AND strpos(i.nevner, 'elever') > 0 THEN 100.0 / t.nevner
    END AS en_elev
FROM enheter AS e
INNER JOIN vurdert AS t
    ON t.enhetsnivaa = e.rolle
    AND t.enhet = e.enhet
    AND (e.aar IS NULL OR e.aar = substr(t.periode, 1, 4))
LEFT JOIN dim.indikator AS i
    ON i.indikator_id = t.indikator_id
LEFT JOIN dim.fag AS f
    ON f.fag = split_part(t.tema, ':', 1)
LEFT JOIN bare_alle_skoler AS alle_skoler
    ON alle_skoler.dokument = t.dokument
    AND alle_skoler.indikator_id = t.indikator_id
    AND alle_skoler.enhet = e.kommunenr
    AND alle_skoler.trinn = CASE WHEN t.trinn = 'alle' OR strpos(t.trinn, '-') > 0 THEN 'alle' ELSE t.trinn END
LEFT JOIN egne_skolers_tall AS skilt
    ON skilt.dokument = t.dokument
    AND skilt.rang = t.rang
WHERE CASE
    WHEN t.populasjon = 'bosatte' THEN TRUE
    WHEN e.rolle = 'skole' OR alle_skoler.enhet IS NULL THEN t.populasjon = 'kommunale_skoler' OR skilt.rang IS NULL
    ELSE t.populasjon = 'skoler_i_kommunen'
END
