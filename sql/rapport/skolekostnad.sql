/*
beskrivelse = "Hva hver kommunale skole koster etter kommunens eget regnskap og budsjett: det som er ført direkte på skolen, og skolens andel av det som er felles, i korrigerte brutto driftsutgifter. Det som er ført sentralt, er ingen skoles."
korn = "én rad per kommune, år, versjon, skole og funksjon eller sett"
noekkel = ["kommunenr", "aar", "versjon", "orgnr", "tema"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = "regnskap, vedtatt_budsjett, revidert_budsjett eller oekonomiplan"
orgnr = "Skolens organisasjonsnummer"
tema = "KOSTRA-funksjonen, eller grunnskole_per_elev (202, 222 og 223)"
direkte_kr = { beskrivelse = "Ført direkte på skolen; tomt når for mye er ukartlagt", enhet = "kr" }
felles_kr = { beskrivelse = "Skolens andel av felles; tomt når felles ikke kan fordeles", enhet = "kr" }
kostnad_kr = { beskrivelse = "Direkte og felles", enhet = "kr" }
status = "ok eller ufullstendig: om direkte_kr står der"
status_felles = "ok eller ufullstendig: om felles_kr og kostnad_kr står der"
merknad = "Hvorfor noe mangler; tom ellers"
foreloepig = "Sann når noe av regnskapet er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "versjon", "orgnr", "tema", "status", "status_felles", "foreloepig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_beloep"
sql = "SELECT kommunenr, aar, versjon, orgnr, tema FROM {denne} WHERE (status = 'ok') <> (direkte_kr IS NOT NULL) OR (status_felles = 'ok') <> (kostnad_kr IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "skolene_sentralt_og_ukartlagt_er_kommunens_utgift"
sql = "SELECT d.kommunenr, d.aar, d.versjon, d.tema, d.totalt_kr, s.kr AS skolene_kr, d.sentralt_kr, d.ukartlagt_kr FROM rapport.kartdekning AS d INNER JOIN (SELECT kommunenr, aar, versjon, tema, SUM(kostnad_kr) AS kr FROM {denne} WHERE status_felles = 'ok' GROUP BY kommunenr, aar, versjon, tema) AS s ON s.kommunenr = d.kommunenr AND s.aar = d.aar AND s.versjon = d.versjon AND s.tema = d.tema WHERE abs(CAST(d.totalt_kr - d.sentralt_kr - d.ukartlagt_kr AS DOUBLE) - s.kr) > 0.5"
*/
WITH skolene AS (
    SELECT DISTINCT kommunenr, aar, orgnr
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

poster AS (
    SELECT kommunenr, aar, versjon, funksjon, orgnr, CAST(kbdu_kr AS DOUBLE) AS direkte_kr, CAST(0 AS DOUBLE) AS felles_kr, foreloepig
    FROM rapport.kartlagt_regnskap
    WHERE plassering = 'skole'
    UNION ALL
    SELECT
        k.kommunenr,
        k.aar,
        k.versjon,
        k.funksjon,
        g.orgnr,
        0 AS direkte_kr,
        CAST(k.kbdu_kr AS DOUBLE) * g.andel AS felles_kr,
        k.foreloepig
    FROM rapport.kartlagt_regnskap AS k
    INNER JOIN rapport.fordelingsgrunnlag AS g
        ON g.kommunenr = k.kommunenr
        AND g.aar = k.aar
        AND g.noekkel = k.noekkel
    WHERE k.plassering = 'felles'
        AND g.andel IS NOT NULL
),

per_tema AS (
    SELECT
        p.kommunenr,
        p.aar,
        p.versjon,
        p.orgnr,
        t.tema,
        SUM(p.direkte_kr) AS direkte_kr,
        SUM(p.felles_kr) AS felles_kr,
        bool_or(p.foreloepig) AS foreloepig
    FROM poster AS p
    INNER JOIN temaer AS t
        ON t.funksjon = p.funksjon
        AND (t.gyldig_fra IS NULL OR t.gyldig_fra <= p.aar)
        AND (t.gyldig_til IS NULL OR t.gyldig_til >= p.aar)
    GROUP BY p.kommunenr, p.aar, p.versjon, p.orgnr, t.tema
)

-- En skole i kartet uten føringer på funksjonen har null kroner.
SELECT
    d.kommunenr,
    d.aar,
    d.versjon,
    s.orgnr,
    d.tema,
    CASE WHEN d.status = 'ok' THEN COALESCE(p.direkte_kr, 0) END AS direkte_kr,
    CASE WHEN d.status_felles = 'ok' THEN COALESCE(p.felles_kr, 0) END AS felles_kr,
    CASE WHEN d.status_felles = 'ok' THEN COALESCE(p.direkte_kr, 0) + COALESCE(p.felles_kr, 0) END AS kostnad_kr,
    d.status,
    d.status_felles,
    d.merknad,
    COALESCE(p.foreloepig, FALSE) AS foreloepig
FROM rapport.kartdekning AS d
INNER JOIN skolene AS s
    ON s.kommunenr = d.kommunenr
    AND s.aar = d.aar
LEFT JOIN per_tema AS p
    ON p.kommunenr = d.kommunenr
    AND p.aar = d.aar
    AND p.versjon = d.versjon
    AND p.orgnr = s.orgnr
    AND p.tema = d.tema
