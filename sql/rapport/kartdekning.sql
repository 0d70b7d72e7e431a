/*
beskrivelse = "Hvor mye av kommunens eget regnskap og budsjett til grunnskolen som er ført til skolene, er felles, er sentralt eller er ukartlagt, og om kostnaden per skole kan vises. Skolenes direkte utgifter, felles, sentralt og ukartlagt er kommunens utgift. Bare år kommunen har et ansvarskart for."
korn = "én rad per kommune, år, versjon og funksjon eller sett"
noekkel = ["kommunenr", "aar", "versjon", "tema"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = "regnskap, vedtatt_budsjett, revidert_budsjett eller oekonomiplan"
tema = "KOSTRA-funksjonen, eller grunnskole_per_elev (202, 222 og 223)"
totalt_kr = { beskrivelse = "Kommunens korrigerte brutto driftsutgifter etter eget regnskap", enhet = "kr" }
direkte_kr = { beskrivelse = "Ført direkte på skolene", enhet = "kr" }
felles_kr = { beskrivelse = "Felles for skolene", enhet = "kr" }
sentralt_kr = { beskrivelse = "Blir stående på kommunen", enhet = "kr" }
ukartlagt_kr = { beskrivelse = "Ansvar som ikke er i kartet", enhet = "kr" }
ukartlagt_andel = { beskrivelse = "Andelen av alt som er ført, utgifter og inntekter uten fortegn, som er ukartlagt", enhet = "prosent" }
status = "ok når kostnaden per skole kan vises, ellers ufullstendig"
status_felles = "ok når alt felles kan fordeles, ellers ufullstendig"
merknad = "Hvorfor kostnaden ikke vises eller felles ikke fordeles; tom ellers"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "versjon", "tema", "totalt_kr", "direkte_kr", "felles_kr", "sentralt_kr", "ukartlagt_kr", "status", "status_felles"]

[[kontroller]]
type = "sql"
navn = "delene_er_kommunens_utgift"
sql = "SELECT kommunenr, aar, versjon, tema, totalt_kr, direkte_kr, felles_kr, sentralt_kr, ukartlagt_kr FROM {denne} WHERE abs(totalt_kr - direkte_kr - felles_kr - sentralt_kr - ukartlagt_kr) > 0.005"

[[kontroller]]
type = "sql"
navn = "alt_felles_kan_fordeles"
sql = "SELECT kommunenr, aar, versjon, tema, status, status_felles, merknad FROM {denne} WHERE merknad IS NOT NULL AND versjon = 'regnskap'"
alvor = "advarsel"
*/
WITH med_kart AS (
    SELECT DISTINCT kommunenr, aar
    FROM rapport.fordelingsgrunnlag
),

temaer AS (
    SELECT funksjon, funksjon AS tema, gyldig_fra, gyldig_til
    FROM dim.funksjonssett
    WHERE sett = 'grunnskolesektor'
    UNION ALL
    SELECT funksjon, sett AS tema, gyldig_fra, gyldig_til
    FROM dim.funksjonssett
    WHERE sett = 'grunnskole_per_elev'
),

noekler AS (
    SELECT kommunenr, aar, noekkel, MIN(merknad) AS merknad
    FROM rapport.fordelingsgrunnlag
    GROUP BY kommunenr, aar, noekkel
),

-- Kommunens utgift regnes av regnskapet selv, ikke av delene: summen kontrolleres mot den.
totalt AS (
    SELECT
        l.kommunenr,
        l.aar,
        l.versjon,
        l.funksjon,
        SUM(CASE WHEN g.art IS NOT NULL THEN l.verdi ELSE 0 END) AS kr
    FROM fakta.lokalt_regnskap AS l
    LEFT JOIN dim.artsgruppe AS g
        ON g.maal = 'kbdu'
        AND g.art = l.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= l.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= l.aar)
    WHERE l.kontoklasse = '1'
    GROUP BY l.kommunenr, l.aar, l.versjon, l.funksjon
),

deler AS (
    SELECT
        k.kommunenr,
        k.aar,
        k.versjon,
        k.funksjon,
        SUM(CASE WHEN k.plassering = 'skole' THEN k.kbdu_kr ELSE 0 END) AS direkte_kr,
        SUM(CASE WHEN k.plassering = 'felles' THEN k.kbdu_kr ELSE 0 END) AS felles_kr,
        SUM(CASE WHEN k.plassering = 'sentralt' THEN k.kbdu_kr ELSE 0 END) AS sentralt_kr,
        SUM(CASE WHEN k.plassering = 'ukartlagt' THEN k.kbdu_kr ELSE 0 END) AS ukartlagt_kr,
        SUM(CASE WHEN k.plassering = 'ukartlagt' THEN k.foert_kr ELSE 0 END) AS ukartlagt_foert_kr,
        SUM(k.foert_kr) AS foert_kr,
        MIN(
            CASE
                WHEN k.plassering <> 'felles' OR k.kbdu_kr = 0 THEN NULL
                WHEN k.noekkel = '' THEN concat('Felles utgifter på funksjon ', k.funksjon, ' har ingen fordelingsnøkkel')
                ELSE n.merknad
            END
        ) AS felles_merknad
    FROM rapport.kartlagt_regnskap AS k
    INNER JOIN med_kart AS m
        ON m.kommunenr = k.kommunenr
        AND m.aar = k.aar
    LEFT JOIN noekler AS n
        ON n.kommunenr = k.kommunenr
        AND n.aar = k.aar
        AND n.noekkel = k.noekkel
    GROUP BY k.kommunenr, k.aar, k.versjon, k.funksjon
),

summer AS (
    SELECT
        d.kommunenr,
        d.aar,
        d.versjon,
        t.tema,
        SUM(h.kr) AS totalt_kr,
        SUM(d.direkte_kr) AS direkte_kr,
        SUM(d.felles_kr) AS felles_kr,
        SUM(d.sentralt_kr) AS sentralt_kr,
        SUM(d.ukartlagt_kr) AS ukartlagt_kr,
        MAX(CASE WHEN d.foert_kr > 0 THEN CAST(100 * d.ukartlagt_foert_kr AS DOUBLE) / CAST(d.foert_kr AS DOUBLE) ELSE 0 END) AS ukartlagt_andel,
        MIN(d.felles_merknad) AS felles_merknad
    FROM deler AS d
    INNER JOIN totalt AS h
        ON h.kommunenr = d.kommunenr
        AND h.aar = d.aar
        AND h.versjon = d.versjon
        AND h.funksjon = d.funksjon
    INNER JOIN temaer AS t
        ON t.funksjon = d.funksjon
        AND (t.gyldig_fra IS NULL OR t.gyldig_fra <= d.aar)
        AND (t.gyldig_til IS NULL OR t.gyldig_til >= d.aar)
    GROUP BY d.kommunenr, d.aar, d.versjon, t.tema
)

-- I et sett er det den funksjonen som mangler mest, som avgjør.
SELECT
    s.kommunenr,
    s.aar,
    s.versjon,
    s.tema,
    s.totalt_kr,
    s.direkte_kr,
    s.felles_kr,
    s.sentralt_kr,
    s.ukartlagt_kr,
    s.ukartlagt_andel,
    CASE WHEN s.ukartlagt_andel > g.verdi THEN 'ufullstendig' ELSE 'ok' END AS status,
    CASE WHEN s.ukartlagt_andel > g.verdi OR s.felles_merknad IS NOT NULL THEN 'ufullstendig' ELSE 'ok' END AS status_felles,
    CASE
        WHEN s.ukartlagt_andel > g.verdi
            THEN concat('Mer enn ', CAST(CAST(g.verdi AS INTEGER) AS VARCHAR), ' prosent av det som er ført, har et ansvar som ikke er i kommunens kart, eller ingen kjent art')
        ELSE s.felles_merknad
    END AS merknad
FROM summer AS s
INNER JOIN dim.regnskapsgrense AS g
    ON g.grense = 'ukartlagt_prosent'
