/*
beskrivelse = "Kommunenes egne mål mot tallene: hvert mål i hver periode det gjelder. Er utgiverens feilmargin så stor at grensen ligger innenfor den, er målet verken nådd eller ikke. Et brudd i tidsserien etter at målet ble satt, står alltid ved siden av."
korn = "én rad per mål, enhet, omfang og periode"
noekkel = ["kommunenr", "indikator_id", "populasjon", "enhetsnivaa", "enhet", "tema", "trinn", "omfang", "krav", "fra_periode", "periode"]

[kolonner]
kommunenr = "Kommunen på referansedatoen; det gamle nummeret når kommunen er slått sammen eller delt"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem målet gjelder"
enhetsnivaa = "kommune eller skole"
enhet = "Kommunenummer, eller organisasjonsnummer for en skole"
tema = "Indikatorens tema, eller alle"
trinn = "Trinnet, eller alle"
omfang = "alle, eller kasse eller konsern for regnskapstall"
krav = "minst eller hoeyst"
grense = "Grensen, i indikatorens måleenhet"
fra_periode = "Første periode målet gjelder"
til_periode = "Siste periode målet gjelder; tom når det fortsatt gjelder"
vedtak = "Hvor målet er vedtatt"
periode = "Perioden som vurderes"
verdi = "Tallet; tomt når det ikke er ok"
status = "Tallets status: ok når det står et tall, ellers hvorfor ikke (dim.status)"
usikkerhet = "Utgiverens 95 % feilmargin, når den finnes"
maaloppnaaelse = "naadd, ikke_naadd, innenfor_margin eller kan_ikke_vurderes"
avstand = "Tallet minus grensen"
foreloepig = "Sann når tallet er foreløpig"
brudd = "Brudd i tidsserien fra målet ble satt til og med perioden: vurderingen er ikke på samme grunnlag som målet; tom når det ikke er noe"
merknad = "Grunnen når målet ikke kan vurderes"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "indikator_id", "enhet", "periode", "grense", "status", "maaloppnaaelse"]

[[kontroller]]
type = "tillatt"
kolonne = "maaloppnaaelse"
verdier = ["naadd", "ikke_naadd", "innenfor_margin", "kan_ikke_vurderes"]

[[kontroller]]
type = "sql"
navn = "kommunen er kjent"
alvor = "advarsel"
sql = "SELECT f.datasett, f.celle, f.kommunenr, f.indikator_id FROM fakta.maal AS f LEFT JOIN dim.kommune AS k ON k.kommunenr = f.kommunenr WHERE k.kommunenr IS NULL"

[[kontroller]]
type = "sql"
navn = "målet følger kommunen til dagens nummer (ikke over en sammenslåing eller en deling)"
alvor = "advarsel"
sql = "SELECT f.datasett, f.celle, f.kommunenr, f.indikator_id FROM fakta.maal AS f INNER JOIN dim.kommune AS k ON k.kommunenr = f.kommunenr AND NOT k.gjeldende LEFT JOIN (SELECT DISTINCT kommunenr FROM dim.kommune_overgang WHERE gyldig AND eksakt_snitt) AS o ON o.kommunenr = f.kommunenr WHERE o.kommunenr IS NULL"

[[kontroller]]
type = "sql"
navn = "status_er_ok_naar_det_staar_et_tall"
sql = "SELECT kommunenr, indikator_id, periode FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "uten_vurdering_staar_grunnen"
sql = "SELECT kommunenr, indikator_id, periode FROM {denne} WHERE (maaloppnaaelse = 'kan_ikke_vurderes') <> (merknad IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "et_maal_over_et_brudd_er_merket"
sql = "SELECT m.kommunenr, m.indikator_id, m.periode FROM {denne} AS m INNER JOIN dim.tidsseriebrudd AS b ON b.indikator_id = m.indikator_id AND b.type <> 'ny_gruppering' AND b.periode > m.fra_periode AND b.periode <= m.periode WHERE m.brudd IS NULL OR strpos(m.brudd, b.tekst_nb) = 0"
*/
-- Målet følger kommunen til dagens nummer når hele kommunen er den samme; er den slått sammen eller delt, står målet på det gamle.
WITH nummer AS (
    SELECT
        kommunenr,
        MAX(til_kommunenr) AS til_kommunenr
    FROM dim.kommune_overgang
    WHERE gyldig
        AND eksakt_snitt
    GROUP BY kommunenr
),

-- Har både et gammelt og et nyere nummer målet, gjelder det nyeste nummerets.
nyeste AS (
    SELECT
        m.*,
        COALESCE(n.til_kommunenr, m.kommunenr) AS til_kommunenr,
        ROW_NUMBER() OVER (
            PARTITION BY
                COALESCE(n.til_kommunenr, m.kommunenr),
                m.indikator_id, m.populasjon, m.enhetsnivaa, m.tema, m.trinn, m.krav, m.fra_periode
            ORDER BY k.gyldig_fra DESC NULLS LAST, m.kommunenr
        ) AS rang
    FROM fakta.maal AS m
    LEFT JOIN nummer AS n
        ON n.kommunenr = m.kommunenr
    LEFT JOIN dim.kommune AS k
        ON k.kommunenr = m.kommunenr
),

maal AS (
    SELECT
        m.til_kommunenr AS kommunenr,
        COALESCE(k.gjeldende, TRUE) AS gjeldende,
        m.indikator_id,
        m.populasjon,
        m.enhetsnivaa,
        m.tema,
        m.trinn,
        m.krav,
        m.verdi AS grense,
        m.fra_periode,
        m.til_periode,
        m.vedtak
    FROM nyeste AS m
    LEFT JOIN dim.kommune AS k
        ON k.kommunenr = m.til_kommunenr
    WHERE m.rang = 1
),

tall AS (
    SELECT
        v.indikator_id,
        v.populasjon,
        v.enhetsnivaa,
        v.enhet,
        v.periode,
        v.tema,
        v.trinn,
        v.omfang,
        v.verdi,
        v.usikkerhet,
        v.status,
        v.foreloepig,
        v.merknad
    FROM indikator.verdi AS v
    INNER JOIN (SELECT DISTINCT indikator_id FROM maal) AS m
        ON m.indikator_id = v.indikator_id
    WHERE v.kjoenn = 'alle'
        AND v.enhetsnivaa IN ('kommune', 'skole')
),

-- Hvem målet gjelder: kommunen selv, eller hver av skolene som har tallet i noen periode (en barneskole har ikke grunnskolepoeng).
enheter AS (
    SELECT m.*, m.kommunenr AS enhet
    FROM maal AS m
    WHERE m.enhetsnivaa = 'kommune'
    UNION ALL
    SELECT m.*, s.orgnr AS enhet
    FROM maal AS m
    INNER JOIN dim.skole AS s
        ON s.kommunenr = m.kommunenr
    INNER JOIN (
        SELECT DISTINCT indikator_id, populasjon, tema, trinn, enhet
        FROM tall
        WHERE enhetsnivaa = 'skole'
    ) AS t
        ON t.indikator_id = m.indikator_id
        AND t.populasjon = m.populasjon
        AND t.tema = m.tema
        AND t.trinn = m.trinn
        AND t.enhet = s.orgnr
    WHERE m.enhetsnivaa = 'skole'
),

-- Periodene noen har tall for, og omfangene: en enhet uten tall i en av dem kan ikke vurderes.
perioder AS (
    SELECT DISTINCT
        indikator_id,
        populasjon,
        tema,
        trinn,
        omfang,
        periode
    FROM tall
),

ventet AS (
    SELECT
        e.*,
        COALESCE(p.omfang, 'alle') AS omfang,
        COALESCE(p.periode, e.fra_periode) AS periode
    FROM enheter AS e
    LEFT JOIN perioder AS p
        ON p.indikator_id = e.indikator_id
        AND p.populasjon = e.populasjon
        AND p.tema = e.tema
        AND p.trinn = e.trinn
        AND p.periode >= e.fra_periode
        AND p.periode <= COALESCE(e.til_periode, p.periode)
),

brudd AS (
    SELECT
        v.indikator_id,
        v.fra_periode,
        v.periode,
        string_agg(b.tekst_nb, ' ' ORDER BY b.periode) AS tekst
    FROM (SELECT DISTINCT indikator_id, fra_periode, periode FROM ventet) AS v
    INNER JOIN dim.tidsseriebrudd AS b
        ON b.indikator_id = v.indikator_id
        AND b.type <> 'ny_gruppering'
        AND b.periode > v.fra_periode
        AND b.periode <= v.periode
    GROUP BY v.indikator_id, v.fra_periode, v.periode
)

SELECT
    v.kommunenr,
    v.indikator_id,
    v.populasjon,
    v.enhetsnivaa,
    v.enhet,
    v.tema,
    v.trinn,
    v.omfang,
    v.krav,
    v.grense,
    v.fra_periode,
    v.til_periode,
    v.vedtak,
    v.periode,
    t.verdi,
    COALESCE(t.status, 'mangler') AS status,
    t.usikkerhet,
    CASE
        WHEN COALESCE(t.status, 'mangler') <> 'ok' THEN 'kan_ikke_vurderes'
        WHEN abs(t.verdi - v.grense) <= COALESCE(t.usikkerhet, -1) THEN 'innenfor_margin'
        WHEN v.krav = 'minst' AND t.verdi >= v.grense THEN 'naadd'
        WHEN v.krav = 'hoeyst' AND t.verdi <= v.grense THEN 'naadd'
        ELSE 'ikke_naadd'
    END AS maaloppnaaelse,
    t.verdi - v.grense AS avstand,
    COALESCE(t.foreloepig, FALSE) AS foreloepig,
    b.tekst AS brudd,
    CASE
        WHEN t.status IS NULL AND NOT v.gjeldende THEN 'Kommunen er slått sammen eller delt, og målet følger ikke med til dagens kommune'
        WHEN t.status IS NULL THEN 'Kildene har ikke tallet for perioden'
        WHEN t.status <> 'ok' THEN t.merknad
    END AS merknad
FROM ventet AS v
LEFT JOIN tall AS t
    ON t.indikator_id = v.indikator_id
    AND t.populasjon = v.populasjon
    AND t.enhetsnivaa = v.enhetsnivaa
    AND t.enhet = v.enhet
    AND t.tema = v.tema
    AND t.trinn = v.trinn
    AND t.omfang = v.omfang
    AND t.periode = v.periode
LEFT JOIN brudd AS b
    ON b.indikator_id = v.indikator_id
    AND b.fra_periode = v.fra_periode
    AND b.periode = v.periode
