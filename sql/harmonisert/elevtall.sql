/*
beskrivelse = "Elevtallene fra GSI på dagens kommuner: elever, elever med individuelt tilrettelagt opplæring og elever med forsterket opplæring i norsk. Nye nummer og sammenslåinger summeres; over en deling er tallet ufullstendig. Fylker, landet og skoler står som utgiveren har dem. Et skjermet tall regnes aldri ut."
korn = "én rad per mål, enhet, skoleår, populasjon, kjønn og trinn"
noekkel = ["maal", "enhetsnivaa", "enhet", "skoleaar", "populasjon", "kjoenn", "trinn"]

[kolonner]
maal = "elever, ito_elever eller forsterket_norsk_elever"
enhetsnivaa = "land, fylke, kommune eller skole"
enhet = "Koden: 0 for landet, to siffer for fylke, organisasjonsnummer for skole, og for kommune nummeret på referansedatoen"
skoleaar = "Skoleår, for eksempel 2025-26; tellingen er 1. oktober"
populasjon = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler"
kjoenn = "alle, jente eller gutt"
trinn = "alle eller 1 til 10"
verdi = { beskrivelse = "Antall elever; tom når status ikke er ok", enhet = "antall" }
status = "ok, skjermet, undertrykt, mangler, ikke_aktuelt, ikke_beregnbar eller ufullstendig; bare ok har verdi"
foreloepig = "Sann når minst ett av tallene er foreløpig"
merknad = "Hva ved kommuneinndelingen som gjør at tallet ikke er ok; ellers tom"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["maal", "enhetsnivaa", "enhet", "skoleaar", "populasjon", "kjoenn", "trinn", "status", "foreloepig"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT maal, enhet, skoleaar, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"

[[kontroller]]
type = "sql"
navn = "kommunene_er_dagens"
sql = "SELECT DISTINCT h.enhet FROM {denne} AS h LEFT JOIN dim.kommune AS k ON k.kommunenr = h.enhet AND k.gjeldende WHERE h.enhetsnivaa = 'kommune' AND k.kommunenr IS NULL"
*/
WITH tall AS (
    SELECT
        maal,
        enhetsnivaa,
        enhet,
        skoleaar,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        populasjon,
        kjoenn,
        trinn,
        verdi,
        status,
        foreloepig
    FROM fakta.elever
    WHERE maal = 'elever'
        AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
    UNION ALL
    SELECT
        maal,
        enhetsnivaa,
        enhet,
        skoleaar,
        CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
        populasjon,
        kjoenn,
        trinn,
        verdi,
        status,
        foreloepig
    FROM fakta.individuell_tilrettelegging
    WHERE maal IN ('ito_elever', 'forsterket_norsk_elever')
        AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
),

-- En skjermet rad sier at kommunen finnes i kilden; en null under et nummer som ikke gjaldt, gjør det ikke.
noekler AS (
    SELECT DISTINCT
        o.til_kommunenr,
        o.gyldig,
        t.maal,
        t.aar,
        t.skoleaar,
        t.populasjon,
        t.kjoenn,
        t.trinn
    FROM tall AS t
    INNER JOIN dim.kommune_overgang AS o
        ON o.kommunenr = t.enhet
        AND o.aar = t.aar
    WHERE t.enhetsnivaa = 'kommune'
        AND (o.gyldig OR t.verdi > 0 OR t.status = 'skjermet')
),

-- Alle kommunene som skal inngå, også de utgiveren ikke har en rad for.
deler AS (
    SELECT
        n.til_kommunenr,
        n.gyldig,
        n.maal,
        n.skoleaar,
        n.populasjon,
        n.kjoenn,
        n.trinn,
        o.kommunenr,
        o.eksakt_antall,
        o.aarsak,
        t.verdi,
        COALESCE(t.status, 'mangler') AS status,
        COALESCE(t.foreloepig, FALSE) AS foreloepig
    FROM noekler AS n
    INNER JOIN dim.kommune_overgang AS o
        ON o.til_kommunenr = n.til_kommunenr
        AND o.aar = n.aar
        AND o.gyldig = n.gyldig
    LEFT JOIN tall AS t
        ON t.enhetsnivaa = 'kommune'
        AND t.maal = n.maal
        AND t.enhet = o.kommunenr
        AND t.aar = n.aar
        AND t.populasjon = n.populasjon
        AND t.kjoenn = n.kjoenn
        AND t.trinn = n.trinn
    WHERE n.gyldig OR t.verdi > 0 OR t.status = 'skjermet'
),

summer AS (
    SELECT
        til_kommunenr,
        gyldig,
        maal,
        skoleaar,
        populasjon,
        kjoenn,
        trinn,
        SUM(verdi) AS antall,
        CASE
            WHEN NOT bool_and(eksakt_antall) THEN 'ufullstendig'
            WHEN COUNT(*) = 1 THEN MIN(status)
            ELSE status_sum(status)
        END AS status,
        bool_or(status = 'skjermet') AS har_skjermet,
        bool_or(foreloepig) AS foreloepig,
        MIN(CASE WHEN NOT eksakt_antall THEN aarsak END) AS delt,
        COUNT(*) AS antall_deler,
        string_agg(CASE WHEN status NOT IN ('ok', 'ikke_aktuelt') THEN kommunenr END, ', ' ORDER BY kommunenr) AS uten_tall
    FROM deler
    GROUP BY til_kommunenr, gyldig, maal, skoleaar, populasjon, kjoenn, trinn
),

-- Har utgiveren både årets egne nummer og sin egen sum på et senere, gjelder årets egne når de er hele eller har en skjermet del.
valg AS (
    SELECT
        til_kommunenr,
        maal,
        skoleaar,
        populasjon,
        kjoenn,
        trinn,
        MAX(CASE WHEN status = 'ok' OR har_skjermet THEN 2 ELSE 0 END + CASE WHEN gyldig THEN 1 ELSE 0 END) AS rang
    FROM summer
    GROUP BY til_kommunenr, maal, skoleaar, populasjon, kjoenn, trinn
),

kommuner AS (
    SELECT
        s.maal,
        s.til_kommunenr,
        s.skoleaar,
        s.populasjon,
        s.kjoenn,
        s.trinn,
        s.antall,
        s.status,
        s.foreloepig,
        CASE
            WHEN s.delt IS NOT NULL THEN s.delt
            WHEN s.antall_deler > 1 THEN concat('Sammenslått av flere kommuner; uten tall: ', s.uten_tall)
        END AS grunn
    FROM summer AS s
    INNER JOIN valg AS v
        ON v.til_kommunenr = s.til_kommunenr
        AND v.maal = s.maal
        AND v.skoleaar = s.skoleaar
        AND v.populasjon = s.populasjon
        AND v.kjoenn = s.kjoenn
        AND v.trinn = s.trinn
        AND v.rang = CASE WHEN s.status = 'ok' OR s.har_skjermet THEN 2 ELSE 0 END + CASE WHEN s.gyldig THEN 1 ELSE 0 END
)

SELECT
    maal,
    enhetsnivaa,
    enhet,
    skoleaar,
    populasjon,
    kjoenn,
    trinn,
    verdi,
    status,
    foreloepig,
    CAST(NULL AS VARCHAR) AS merknad
FROM tall
WHERE enhetsnivaa IN ('land', 'fylke', 'skole')
UNION ALL
SELECT
    maal,
    'kommune' AS enhetsnivaa,
    til_kommunenr AS enhet,
    skoleaar,
    populasjon,
    kjoenn,
    trinn,
    CASE WHEN status = 'ok' THEN antall END AS verdi,
    status,
    foreloepig,
    CASE WHEN status <> 'ok' THEN grunn END AS merknad
FROM kommuner
