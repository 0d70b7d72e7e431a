/*
beskrivelse = "Hvor en kommune står i hver av gruppene sine, tall for tall. Kommunen selv er alltid med i gruppen her. Bare tall som vises, regnes med: minste, kvartiler, median og største er ordnede tall, aldri summer, så ingenting skjermet kan regnes ut. Skjerming rammer oftest lave tall: der mange er skjermet (antall_skjermet), gjelder kvartiler og plasser bare dem som vises. Kvartiler som i regneark (KVARTIL.INK)."
korn = "én rad per kommune, gruppe, indikator, populasjon, periode, trinn, tema og omfang"
noekkel = ["kommunenr", "gruppetype", "indikator_id", "populasjon", "periodetype", "periode", "trinn", "tema", "omfang"]

[kolonner]
kommunenr = "Kommunen på referansedatoen"
gruppetype = "kostragruppe, fylke, land, sammenligning eller naboer"
gruppe = "Gruppens kode (rapport.sammenligningsgruppe)"
gruppe_navn = "Gruppens navn"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
periodetype = "skoleaar eller aar"
periode = "Perioden"
trinn = "Trinnet eller trinnene, ellers alle"
tema = "Prøven, faget, temaet eller funksjonen, ellers alle"
omfang = "alle, eller regnskapsomfang"
verdi = "Kommunens tall; tomt når status ikke er ok"
usikkerhet = "Utgiverens 95 %-margin for kommunens tall, når den finnes"
status = "Statusen til kommunens tall"
antall_kommuner = { beskrivelse = "Kommuner i gruppen, med kommunen selv", enhet = "antall" }
antall_med_tall = { beskrivelse = "De som har tall", enhet = "antall" }
antall_skjermet = { beskrivelse = "De som er skjermet eller undertrykt", enhet = "antall" }
antall_uten_tall = { beskrivelse = "De som er uten tall av andre grunner", enhet = "antall" }
minste = "Minste tall i gruppen"
nedre_kvartil = "En firedel av tallene er ikke større"
median = "Midterste tall"
oevre_kvartil = "En firedel av tallene er ikke mindre"
stoerste = "Største tall i gruppen"
persentil = { beskrivelse = "Andelen av de andre kommunene i gruppen med lavere tall; like tall teller halvt. Tom når ingen andre har tall", enhet = "prosent" }
rang_1_er = "hoeyest eller lavest: hvilket tall som er nummer 1. Lavest når lavere er bedre, ellers hoeyest, også når tallet ikke har noen retning (dim.indikator)"
rang_fra = "Beste plass kommunen kan ha; like tall deler plassene"
rang_til = "Dårligste plass kommunen kan ha"
med_margin = "Sann når plassene bygger på utgiverens marginer: to kommuner er ulike bare når de skiller mer enn kvadratroten av summen av kvadratene av marginene"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "gruppetype", "gruppe", "indikator_id", "periode", "status", "antall_kommuner", "antall_med_tall"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_plass"
sql = "SELECT kommunenr, gruppetype, indikator_id, periode, status FROM {denne} WHERE (status = 'ok') <> (rang_fra IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "plassen_er_i_gruppen"
sql = "SELECT kommunenr, gruppetype, indikator_id, periode, rang_fra, rang_til FROM {denne} WHERE rang_fra < 1 OR rang_til < rang_fra OR rang_til > antall_med_tall OR antall_skjermet + antall_uten_tall < 0 OR verdi < minste OR verdi > stoerste"

[[kontroller]]
type = "omraade"
kolonne = "persentil"
minst = 0
hoeyst = 100
*/
WITH tall AS (
    SELECT
        g.gruppetype,
        g.gruppe,
        g.gruppe_navn,
        g.rolle = 'kommunen' OR g.gruppetype NOT IN ('sammenligning', 'naboer') AS plasseres,
        g.antall_medlemmer + CASE WHEN g.gruppetype IN ('sammenligning', 'naboer') THEN 1 ELSE 0 END AS antall_kommuner,
        s.serie,
        s.kommunenr,
        s.verdi,
        s.usikkerhet,
        s.status
    FROM rapport.sammenligningstall AS s
    INNER JOIN rapport.sammenligningsgruppe AS g
        ON g.kommunenr = s.kommunenr
        AND (g.aar IS NULL OR g.aar = s.aar)
),

fordeling AS (
    SELECT
        gruppetype,
        gruppe,
        serie,
        COUNT(verdi) AS antall_med_tall,
        COUNT(CASE WHEN status IN ('skjermet', 'undertrykt') THEN 1 END) AS antall_skjermet,
        MIN(verdi) AS minste,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY verdi) AS nedre_kvartil,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY verdi) AS median,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY verdi) AS oevre_kvartil,
        MAX(verdi) AS stoerste
    FROM tall
    GROUP BY gruppetype, gruppe, serie
),

rekkefoelge AS (
    SELECT
        gruppetype,
        gruppe,
        serie,
        kommunenr,
        plasseres,
        RANK() OVER (PARTITION BY gruppetype, gruppe, serie ORDER BY verdi) - 1 AS lavere,
        COUNT(*) OVER (PARTITION BY gruppetype, gruppe, serie ORDER BY verdi) AS ikke_hoeyere
    FROM tall
    WHERE verdi IS NOT NULL
),

-- Der utgiveren har marginer: hvor mange som er klart lavere og klart høyere. En som mangler margin, regnes uten.
klart AS (
    SELECT
        a.gruppetype,
        a.gruppe,
        a.serie,
        a.kommunenr,
        COUNT(CASE WHEN a.verdi - b.verdi > sqrt(power(COALESCE(a.usikkerhet, 0), 2) + power(COALESCE(b.usikkerhet, 0), 2)) THEN 1 END) AS lavere,
        COUNT(CASE WHEN b.verdi - a.verdi > sqrt(power(COALESCE(a.usikkerhet, 0), 2) + power(COALESCE(b.usikkerhet, 0), 2)) THEN 1 END) AS hoeyere
    FROM tall AS a
    INNER JOIN (
        SELECT serie
        FROM rapport.sammenligningstall
        GROUP BY serie
        HAVING COUNT(usikkerhet) > 0
    ) AS m
        ON m.serie = a.serie
    INNER JOIN tall AS b
        ON b.gruppetype = a.gruppetype
        AND b.gruppe = a.gruppe
        AND b.serie = a.serie
    WHERE a.plasseres
        AND a.verdi IS NOT NULL
        AND b.verdi IS NOT NULL
    GROUP BY a.gruppetype, a.gruppe, a.serie, a.kommunenr
),

plasser AS (
    SELECT
        r.gruppetype,
        r.gruppe,
        r.serie,
        r.kommunenr,
        CASE
            WHEN f.antall_med_tall > 1
                THEN 100.0 * (r.lavere + 0.5 * (r.ikke_hoeyere - r.lavere - 1)) / (f.antall_med_tall - 1)
        END AS persentil,
        COALESCE(k.lavere, r.lavere) AS lavere,
        COALESCE(k.hoeyere, f.antall_med_tall - r.ikke_hoeyere) AS hoeyere,
        k.serie IS NOT NULL AS med_margin
    FROM rekkefoelge AS r
    INNER JOIN fordeling AS f
        ON f.gruppetype = r.gruppetype
        AND f.gruppe = r.gruppe
        AND f.serie = r.serie
    LEFT JOIN klart AS k
        ON k.gruppetype = r.gruppetype
        AND k.gruppe = r.gruppe
        AND k.serie = r.serie
        AND k.kommunenr = r.kommunenr
    WHERE r.plasseres
),

serier AS (
    SELECT DISTINCT
        s.serie,
        s.indikator_id,
        s.populasjon,
        s.periodetype,
        s.periode,
        s.trinn,
        s.tema,
        s.omfang,
        CASE WHEN i.retning = -1 THEN 'lavest' ELSE 'hoeyest' END AS rang_1_er
    FROM rapport.sammenligningstall AS s
    INNER JOIN dim.indikator AS i
        ON i.indikator_id = s.indikator_id
)

SELECT
    t.kommunenr,
    t.gruppetype,
    t.gruppe,
    t.gruppe_navn,
    s.indikator_id,
    s.populasjon,
    s.periodetype,
    s.periode,
    s.trinn,
    s.tema,
    s.omfang,
    t.verdi,
    t.usikkerhet,
    t.status,
    t.antall_kommuner,
    f.antall_med_tall,
    f.antall_skjermet,
    t.antall_kommuner - f.antall_med_tall - f.antall_skjermet AS antall_uten_tall,
    f.minste,
    f.nedre_kvartil,
    f.median,
    f.oevre_kvartil,
    f.stoerste,
    p.persentil,
    s.rang_1_er,
    1 + CASE s.rang_1_er WHEN 'lavest' THEN p.lavere ELSE p.hoeyere END AS rang_fra,
    f.antall_med_tall - CASE s.rang_1_er WHEN 'lavest' THEN p.hoeyere ELSE p.lavere END AS rang_til,
    COALESCE(p.med_margin, FALSE) AS med_margin
FROM tall AS t
INNER JOIN serier AS s
    ON s.serie = t.serie
INNER JOIN fordeling AS f
    ON f.gruppetype = t.gruppetype
    AND f.gruppe = t.gruppe
    AND f.serie = t.serie
LEFT JOIN plasser AS p
    ON p.gruppetype = t.gruppetype
    AND p.gruppe = t.gruppe
    AND p.serie = t.serie
    AND p.kommunenr = t.kommunenr
WHERE t.plasseres
