/*
beskrivelse = "Gruppenes egne tall, der utgiveren ikke har dem: for de mest sammenlignbare kommunene, naboene (begge uten kommunen selv) og KOSTRA-gruppen. Et forhold bygges av summen av tellerne og summen av nevnerne, og finnes bare når alle i gruppen har tall. Andre tall har bare median; snitt av snitt regnes ikke. Står her og ikke i indikator.verdi, fordi settene velges ut fra indikatorene."
korn = "én rad per gruppe, indikator, populasjon, periode, trinn, tema og omfang"
noekkel = ["gruppetype", "gruppe", "indikator_id", "populasjon", "periodetype", "periode", "trinn", "tema", "omfang"]

[kolonner]
gruppetype = "sammenligning, naboer eller kostragruppe"
gruppe = "Kommunen settet er laget for, eller KOSTRA-gruppens kode"
gruppe_navn = "Gruppens navn"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
periodetype = "skoleaar eller aar"
periode = "Perioden"
trinn = "Trinnet eller trinnene, ellers alle"
tema = "Prøven, faget, temaet eller funksjonen, ellers alle"
omfang = "alle, eller regnskapsomfang"
verdi = "Gruppens forholdstall; tomt når status ikke er ok"
teller = "Summen av tellerne, når verdi vises"
nevner = "Summen av nevnerne, når verdi vises"
status = "Status for verdi: ufullstendig når en i gruppen er skjermet eller mangler, mangler når tallet ikke har teller og nevner"
merknad = "Grunnen når status ikke er ok"
median = "Midterste tall blant de i gruppen som har tall; ikke gruppens eget tall"
antall_kommuner = { beskrivelse = "Kommuner i gruppen", enhet = "antall" }
antall_med_tall = { beskrivelse = "De som har tall: dem medianen gjelder", enhet = "antall" }
antall_skjermet = { beskrivelse = "De som er skjermet eller undertrykt", enhet = "antall" }
foreloepig = "Sann når et av tallene bak er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT gruppetype, gruppe, indikator_id, periode, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL) OR (status = 'ok') <> (merknad IS NULL)"

[[kontroller]]
type = "sql"
navn = "ingen_sum_naar_noen_er_skjermet"
sql = "SELECT gruppetype, gruppe, indikator_id, periode FROM {denne} WHERE antall_skjermet > 0 AND (verdi IS NOT NULL OR teller IS NOT NULL OR nevner IS NOT NULL)"
*/
-- Indikatorene der teller og nevner vises.
WITH forhold AS (
    SELECT indikator_id
    FROM rapport.sammenligningstall
    GROUP BY indikator_id
    HAVING COUNT(CASE WHEN teller IS NOT NULL AND nevner IS NOT NULL AND status = 'ok' THEN 1 END) > 0
),

-- Det utgiveren selv har for gruppen, eller skjermer for den.
publisert AS (
    SELECT DISTINCT
        indikator_id,
        populasjon,
        periode,
        trinn,
        tema,
        omfang,
        enhet AS gruppe
    FROM indikator.verdi
    WHERE enhetsnivaa = 'kostragruppe'
),

-- En kommune uten noen i nevneren har ingenting å legge til; et tall uten teller og nevner kan ikke summeres.
deler AS (
    SELECT
        g.gruppetype,
        g.gruppe,
        g.gruppe_navn,
        g.antall_medlemmer,
        s.serie,
        s.verdi,
        s.teller,
        s.nevner,
        s.status,
        s.foreloepig,
        CASE
            WHEN s.status = 'ikke_beregnbar' AND s.nevner = 0 THEN 'ikke_aktuelt'
            WHEN s.status = 'ok' AND (s.teller IS NULL OR s.nevner IS NULL) THEN 'mangler'
            ELSE s.status
        END AS del_status
    FROM rapport.sammenligningstall AS s
    INNER JOIN rapport.sammenligningsgruppe AS g
        ON g.kommunenr = s.kommunenr
        AND (g.aar IS NULL OR g.aar = s.aar)
    WHERE g.rolle = 'medlem'
        AND g.gruppetype IN ('sammenligning', 'naboer', 'kostragruppe')
),

-- verdi × nevner er telleren i indikatorens enhet: slik er prosent og kroner samme regnestykke.
summer AS (
    SELECT
        gruppetype,
        gruppe,
        serie,
        MAX(gruppe_navn) AS gruppe_navn,
        MAX(antall_medlemmer) AS antall_kommuner,
        COUNT(*) AS antall_rader,
        COUNT(verdi) AS antall_med_tall,
        COUNT(CASE WHEN status IN ('skjermet', 'undertrykt') THEN 1 END) AS antall_skjermet,
        status_sum(del_status) AS sumstatus,
        SUM(CASE WHEN status = 'ok' THEN teller END) AS teller,
        SUM(CASE WHEN status = 'ok' THEN nevner END) AS nevner,
        SUM(CASE WHEN status = 'ok' THEN CAST(verdi * CAST(nevner AS DOUBLE) AS DECIMAL(38, 6)) END) AS teller_i_enheten,
        median(verdi) AS median,
        COALESCE(bool_or(foreloepig AND status = 'ok'), FALSE) AS foreloepig
    FROM deler
    GROUP BY gruppetype, gruppe, serie
),

vurdert AS (
    SELECT
        m.gruppetype,
        m.gruppe,
        m.gruppe_navn,
        s.indikator_id,
        s.populasjon,
        s.periodetype,
        s.periode,
        s.trinn,
        s.tema,
        s.omfang,
        m.teller,
        m.nevner,
        m.teller_i_enheten,
        m.median,
        m.foreloepig,
        m.antall_kommuner,
        m.antall_med_tall,
        m.antall_skjermet,
        CASE
            WHEN f.indikator_id IS NULL THEN 'mangler'
            WHEN m.antall_rader < m.antall_kommuner THEN 'ufullstendig'
            ELSE status_forhold(m.sumstatus, m.sumstatus, CAST(m.nevner AS DOUBLE))
        END AS status
    FROM summer AS m
    INNER JOIN (
        SELECT DISTINCT serie, indikator_id, populasjon, periodetype, periode, trinn, tema, omfang
        FROM rapport.sammenligningstall
    ) AS s
        ON s.serie = m.serie
    LEFT JOIN forhold AS f
        ON f.indikator_id = s.indikator_id
    LEFT ANTI JOIN publisert AS p
        ON m.gruppetype = 'kostragruppe'
        AND p.gruppe = m.gruppe
        AND p.indikator_id = s.indikator_id
        AND p.populasjon = s.populasjon
        AND p.periode = s.periode
        AND p.trinn = s.trinn
        AND p.tema = s.tema
        AND p.omfang = s.omfang
)

SELECT
    v.gruppetype,
    v.gruppe,
    v.gruppe_navn,
    v.indikator_id,
    v.populasjon,
    v.periodetype,
    v.periode,
    v.trinn,
    v.tema,
    v.omfang,
    CASE WHEN v.status = 'ok' THEN CAST(v.teller_i_enheten AS DOUBLE) / CAST(v.nevner AS DOUBLE) END AS verdi,
    CASE WHEN v.status = 'ok' THEN v.teller END AS teller,
    CASE WHEN v.status = 'ok' THEN v.nevner END AS nevner,
    v.status,
    CASE
        WHEN v.status = 'ok' THEN NULL
        WHEN v.status = 'mangler' THEN 'Tallet har ikke teller og nevner; bare medianen finnes'
        WHEN v.status = 'ufullstendig'
            THEN concat(CAST(v.antall_med_tall AS VARCHAR), ' av ', CAST(v.antall_kommuner AS VARCHAR), ' kommuner har tall')
        ELSE d.betydning
    END AS merknad,
    v.median,
    v.antall_kommuner,
    v.antall_med_tall,
    v.antall_skjermet,
    v.foreloepig
FROM vurdert AS v
LEFT JOIN dim.status AS d
    ON d.status = v.status
