/*
beskrivelse = "Hva kommunens grunnskole (funksjon 202) koster etter formål, for kommunen og for hver skole (det som er ført direkte på skolen), i korrigerte brutto driftsutgifter etter eget regnskap. Beløp om færre enn seks elever er skjult, og så mye annet at de ikke kan regnes ut. Bare år kommunen har både ansvarskart og formålskart for."
korn = "én rad per kommune, år, nivå, enhet og formål"
noekkel = ["kommunenr", "aar", "enhetsnivaa", "enhet", "formaal"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskapsår", enhet = "år" }
enhetsnivaa = "kommune eller skole"
enhet = "Kommunen på referansedatoen, eller skolens organisasjonsnummer"
formaal = "Formålet (dim.formaal)"
kbdu_kr = { beskrivelse = "Korrigerte brutto driftsutgifter", enhet = "kr" }
status = "ok, undertrykt eller ufullstendig"
undertrykking = "primaer eller sekundaer, og etter hvilken regel; tom når vi ikke har skjult beløpet"
merknad = "Hvorfor beløpet ikke står der; tom når det gjør det"
foreloepig = "Sann når noe av regnskapet er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "enhetsnivaa", "enhet", "formaal", "status", "foreloepig"]

[[kontroller]]
type = "referanse"
kolonne = "formaal"
til = "dim.formaal.formaal"

[[kontroller]]
type = "sql"
navn = "bare_ok_har_beloep"
sql = "SELECT kommunenr, aar, enhet, formaal FROM {denne} WHERE (status = 'ok') <> (kbdu_kr IS NOT NULL) OR (status = 'undertrykt') <> (undertrykking IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "et_skjult_beloep_kan_ikke_regnes_ut"
sql = "SELECT kommunenr, aar, enhetsnivaa, enhet FROM {denne} GROUP BY kommunenr, aar, enhetsnivaa, enhet HAVING bool_or(undertrykking LIKE 'primaer%') AND COUNT(CASE WHEN formaal = 'ordinaer' AND status = 'undertrykt' THEN 1 END) = 0 AND bool_or(status <> 'undertrykt')"

[[kontroller]]
type = "sql"
navn = "et_formaal_vises_for_alle_skolene_eller_ingen"
sql = "SELECT kommunenr, aar, formaal FROM {denne} WHERE enhetsnivaa = 'skole' GROUP BY kommunenr, aar, formaal HAVING COUNT(DISTINCT status) > 1"
*/
WITH linjer AS (
    SELECT
        l.kommunenr,
        l.aar,
        CASE WHEN l.art = 'ukjent' THEN 'ukartlagt' ELSE k.plassering END AS plassering,
        CASE WHEN l.art <> 'ukjent' THEN k.orgnr END AS orgnr,
        CASE WHEN l.art = 'ukjent' THEN 'ukartlagt' ELSE k.formaal END AS formaal,
        abs(l.verdi) AS foert_kr,
        CASE WHEN g.art IS NOT NULL THEN CAST(l.verdi AS DOUBLE) ELSE 0 END AS kbdu_kr,
        l.foreloepig
    FROM fakta.lokalt_regnskap AS l
    INNER JOIN dim.kontering AS k
        ON k.kommunenr = l.kommunenr
        AND k.aar = l.aar
        AND k.funksjon = l.funksjon
        AND k.tjeneste = l.tjeneste
        AND k.ansvar = COALESCE(l.ansvar, 'uten')
    LEFT JOIN dim.artsgruppe AS g
        ON g.maal = 'kbdu'
        AND g.art = l.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= l.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= l.aar)
    WHERE l.versjon = 'regnskap'
        AND l.kontoklasse = '1'
        AND l.funksjon = '202'
),

regnskapene AS (
    SELECT
        l.kommunenr,
        l.aar,
        100 * SUM(CASE WHEN l.formaal = 'ukartlagt' THEN l.foert_kr ELSE 0 END) > g.verdi * SUM(l.foert_kr) AS for_lite_formaal,
        100 * SUM(CASE WHEN l.plassering = 'ukartlagt' THEN l.foert_kr ELSE 0 END) > g.verdi * SUM(l.foert_kr) AS for_lite_ansvar,
        bool_or(l.foreloepig) AS foreloepig
    FROM linjer AS l
    INNER JOIN dim.regnskapsgrense AS g
        ON g.grense = 'ukartlagt_prosent'
    GROUP BY l.kommunenr, l.aar, g.verdi
    HAVING bool_or(l.formaal <> 'ukartlagt')
),

formaalene AS (
    SELECT
        r.kommunenr,
        r.aar,
        f.formaal,
        f.gjelder_enkeltelever,
        f.elevmaal,
        r.for_lite_formaal,
        r.for_lite_ansvar,
        r.foreloepig,
        g.verdi AS faa
    FROM regnskapene AS r
    INNER JOIN (
        SELECT DISTINCT kommunenr, aar, formaal
        FROM linjer
    ) AS b
        ON b.kommunenr = r.kommunenr
        AND b.aar = r.aar
    INNER JOIN dim.formaal AS f
        ON f.formaal = b.formaal
    INNER JOIN dim.regnskapsgrense AS g
        ON g.grense = 'faa_elever'
),

skolene AS (
    SELECT DISTINCT kommunenr, aar, orgnr
    FROM rapport.fordelingsgrunnlag
),

-- Elevene bak et beløp i et kalenderår er de som er talt de to høstene; den minste tellingen gjelder.
hoester AS (
    SELECT maal, enhetsnivaa, enhet, CAST(substr(periode, 1, 4) AS INTEGER) AS aar, verdi, status
    FROM harmonisert.elevtall
    WHERE maal IN ('ito_elever', 'forsterket_norsk_elever')
        AND populasjon = 'kommunale_skoler'
        AND enhetsnivaa IN ('kommune', 'skole')
        AND kjoenn = 'alle'
        AND trinn = 'alle'
),

elever AS (
    SELECT
        maal,
        enhetsnivaa,
        enhet,
        aar,
        CASE WHEN bool_and(status = 'ok') THEN MIN(verdi) END AS antall
    FROM (
        SELECT maal, enhetsnivaa, enhet, aar, verdi, status
        FROM hoester
        UNION ALL
        SELECT maal, enhetsnivaa, enhet, aar + 1 AS aar, verdi, status
        FROM hoester
    ) AS to_hoester
    GROUP BY maal, enhetsnivaa, enhet, aar
),

skolens AS (
    SELECT
        f.kommunenr,
        f.aar,
        s.orgnr,
        f.formaal,
        COALESCE(b.kbdu_kr, 0) AS kbdu_kr,
        COALESCE(b.foert_kr, 0) AS foert_kr,
        f.gjelder_enkeltelever,
        f.for_lite_formaal OR f.for_lite_ansvar AS for_lite,
        f.foreloepig,
        NOT f.gjelder_enkeltelever OR COALESCE(e.antall >= f.faa OR (e.antall = 0 AND COALESCE(b.foert_kr, 0) = 0), FALSE) AS trygg
    FROM formaalene AS f
    INNER JOIN skolene AS s
        ON s.kommunenr = f.kommunenr
        AND s.aar = f.aar
    LEFT JOIN (
        SELECT kommunenr, aar, orgnr, formaal, SUM(kbdu_kr) AS kbdu_kr, SUM(foert_kr) AS foert_kr
        FROM linjer
        WHERE plassering = 'skole'
        GROUP BY kommunenr, aar, orgnr, formaal
    ) AS b
        ON b.kommunenr = f.kommunenr
        AND b.aar = f.aar
        AND b.orgnr = s.orgnr
        AND b.formaal = f.formaal
    LEFT JOIN elever AS e
        ON e.maal = f.elevmaal
        AND e.enhetsnivaa = 'skole'
        AND e.enhet = s.orgnr
        AND e.aar = f.aar
),

-- En kommune som er slått sammen eller delt siden, har ikke tall på dagens.
kommunens AS (
    SELECT
        f.kommunenr,
        f.aar,
        o.til_kommunenr,
        f.formaal,
        b.kbdu_kr,
        f.gjelder_enkeltelever,
        f.for_lite_formaal AS for_lite,
        f.foreloepig,
        NOT f.gjelder_enkeltelever OR COALESCE(e.antall >= f.faa, FALSE) AS trygg
    FROM formaalene AS f
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = f.kommunenr
        AND o.aar = f.aar
        AND o.gyldig
        AND o.eksakt_snitt
    INNER JOIN (
        SELECT kommunenr, aar, formaal, SUM(kbdu_kr) AS kbdu_kr
        FROM linjer
        GROUP BY kommunenr, aar, formaal
    ) AS b
        ON b.kommunenr = f.kommunenr
        AND b.aar = f.aar
        AND b.formaal = f.formaal
    -- Ingen kilde teller elevene bak de andre formålene: da må kommunen ha mange nok med § 11-6.
    LEFT JOIN elever AS e
        ON e.maal = COALESCE(f.elevmaal, 'ito_elever')
        AND e.enhetsnivaa = 'kommune'
        AND e.enhet = o.til_kommunenr
        AND e.aar = f.aar
),

celler AS (
    SELECT kommunenr, aar, 'skole' AS enhetsnivaa, orgnr AS enhet, formaal, kbdu_kr, gjelder_enkeltelever, for_lite, foreloepig, trygg
    FROM skolens
    UNION ALL
    SELECT kommunenr, aar, 'kommune' AS enhetsnivaa, til_kommunenr AS enhet, formaal, kbdu_kr, gjelder_enkeltelever, for_lite, foreloepig, trygg
    FROM kommunens
),

-- Et formål vises for skolene bare når det er trygt for alle skolene i kommunen.
formaal_trygt AS (
    SELECT kommunenr, aar, enhetsnivaa, formaal, bool_and(trygg) AS trygt
    FROM celler
    GROUP BY kommunenr, aar, enhetsnivaa, formaal
),

-- Er noe skjult, er den ordinære opplæringen det også: summen av formålene er kjent. Uten ordinær opplæring å skjule, er alt skjult.
nivaa_trygt AS (
    SELECT kommunenr, aar, enhetsnivaa, bool_and(trygt) AS alt_trygt, bool_or(formaal = 'ordinaer') AS har_ordinaer
    FROM formaal_trygt
    GROUP BY kommunenr, aar, enhetsnivaa
),

vurdert AS (
    SELECT
        c.kommunenr,
        c.aar,
        c.enhetsnivaa,
        c.enhet,
        c.formaal,
        c.kbdu_kr,
        c.foreloepig,
        c.for_lite,
        CASE
            WHEN NOT t.trygt AND NOT c.trygg THEN 'primaer: beløp om færre enn seks elever, eller et ukjent antall'
            WHEN NOT t.trygt THEN 'sekundaer: en annen skoles beløp er skjult'
            WHEN NOT n.alt_trygt AND (c.formaal = 'ordinaer' OR NOT n.har_ordinaer) THEN 'sekundaer: et skjult beløp kunne ellers regnes ut'
        END AS undertrykking
    FROM celler AS c
    INNER JOIN formaal_trygt AS t
        ON t.kommunenr = c.kommunenr
        AND t.aar = c.aar
        AND t.enhetsnivaa = c.enhetsnivaa
        AND t.formaal = c.formaal
    INNER JOIN nivaa_trygt AS n
        ON n.kommunenr = c.kommunenr
        AND n.aar = c.aar
        AND n.enhetsnivaa = c.enhetsnivaa
)

SELECT
    kommunenr,
    aar,
    enhetsnivaa,
    enhet,
    formaal,
    CASE WHEN undertrykking IS NULL AND NOT for_lite THEN kbdu_kr END AS kbdu_kr,
    CASE
        WHEN undertrykking IS NOT NULL THEN 'undertrykt'
        WHEN for_lite THEN 'ufullstendig'
        ELSE 'ok'
    END AS status,
    undertrykking,
    CASE
        WHEN undertrykking LIKE 'primaer%' THEN 'Gjelder færre enn seks elever, eller et ukjent antall'
        WHEN undertrykking IS NOT NULL THEN 'Et skjult beløp kunne ellers regnes ut'
        WHEN for_lite THEN 'For mye av regnskapet er ikke i kommunens kart'
    END AS merknad,
    foreloepig
FROM vurdert
