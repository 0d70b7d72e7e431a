/*
beskrivelse = "Det i kommunens eget regnskap og budsjett til grunnskolen som kommunens kart ikke kjenner: ansvar uten skole, tjenester uten formål, felles kostnader uten nøkkel, og skoler med elever som ingen ansvarskode tilhører. Ingenting er utelatt i summene."
korn = "én rad per kommune, år, versjon, mangel, funksjon og kode"
noekkel = ["kommunenr", "aar", "versjon", "hva", "funksjon", "kode"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = "regnskap, vedtatt_budsjett, revidert_budsjett eller oekonomiplan"
hva = "ansvar, tjeneste, noekkel eller skole: hvilket kart som mangler en linje"
funksjon = "KOSTRA-funksjon, tre siffer; tom for en skole"
kode = "Ansvaret, tjenesten, eller skolens organisasjonsnummer"
har_kart = "Sann når kommunen har tatt inn kartet det gjelder, for dette året"
utgift_kr = { beskrivelse = "Det som er ført som utgift", enhet = "kr" }
inntekt_kr = { beskrivelse = "Det som er ført som inntekt; negativt", enhet = "kr" }
andel = { beskrivelse = "Andelen av alt som er ført på funksjonen, utgifter og inntekter uten fortegn", enhet = "prosent" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "versjon", "hva", "funksjon", "kode", "har_kart"]

[[kontroller]]
type = "tillatt"
kolonne = "hva"
verdier = ["ansvar", "tjeneste", "noekkel", "skole"]

[[kontroller]]
type = "sql"
navn = "skolene_med_elever_har_et_ansvar"
sql = "SELECT kommunenr, aar, kode FROM {denne} WHERE hva = 'skole' AND versjon = 'regnskap'"
alvor = "advarsel"
*/
WITH linjer AS (
    SELECT
        l.kommunenr,
        l.aar,
        l.versjon,
        l.funksjon,
        l.verdi,
        k.tjeneste,
        k.ansvar,
        k.plassering,
        k.noekkel,
        k.formaal
    FROM fakta.lokalt_regnskap AS l
    INNER JOIN dim.kontering AS k
        ON k.kommunenr = l.kommunenr
        AND k.aar = l.aar
        AND k.funksjon = l.funksjon
        AND k.tjeneste = l.tjeneste
        AND k.ansvar = COALESCE(l.ansvar, 'uten')
    WHERE l.kontoklasse = '1'
),

mangler AS (
    SELECT kommunenr, aar, versjon, 'ansvar' AS hva, funksjon, ansvar AS kode, verdi
    FROM linjer
    WHERE plassering = 'ukartlagt'
    UNION ALL
    SELECT kommunenr, aar, versjon, 'tjeneste' AS hva, funksjon, tjeneste AS kode, verdi
    FROM linjer
    WHERE formaal = 'ukartlagt'
    UNION ALL
    SELECT kommunenr, aar, versjon, 'noekkel' AS hva, funksjon, ansvar AS kode, verdi
    FROM linjer
    WHERE plassering = 'felles'
        AND noekkel IS NULL
),

foert AS (
    SELECT kommunenr, aar, versjon, funksjon, SUM(foert_kr) AS foert_kr
    FROM rapport.kartlagt_regnskap
    GROUP BY kommunenr, aar, versjon, funksjon
),

regnskapene AS (
    SELECT DISTINCT kommunenr, aar, versjon
    FROM foert
),

kartene AS (
    SELECT 'ansvar' AS hva, kommunenr, fra_aar, til_aar
    FROM fakta.ansvarskart
    UNION ALL
    SELECT 'tjeneste' AS hva, kommunenr, fra_aar, til_aar
    FROM fakta.formaalskart
    UNION ALL
    SELECT 'noekkel' AS hva, kommunenr, fra_aar, til_aar
    FROM fakta.fordelingsnoekkel
),

har_kart AS (
    SELECT DISTINCT
        k.hva,
        r.kommunenr,
        r.aar
    FROM regnskapene AS r
    INNER JOIN kartene AS k
        ON k.kommunenr = r.kommunenr
        AND k.fra_aar <= r.aar
        AND COALESCE(k.til_aar, 9999) >= r.aar
),

-- Skolen ligger i kommunen den hadde da elevene ble talt; årsverkene fra samme telling sier hvilken.
skoler_med_elever AS (
    SELECT DISTINCT
        e.enhet AS orgnr,
        s.kommunenr,
        CAST(substr(e.skoleaar, 1, 4) AS INTEGER) AS aar
    FROM fakta.elever AS e
    INNER JOIN fakta.aarsverk AS s
        ON s.enhetsnivaa = 'skole'
        AND s.enhet = e.enhet
        AND s.skoleaar = e.skoleaar
    WHERE e.enhetsnivaa = 'skole'
        AND e.populasjon = 'kommunale_skoler'
        AND e.maal = 'elever'
        AND e.trinn = 'alle'
        AND e.kjoenn = 'alle'
        AND e.verdi > 0
)

SELECT
    m.kommunenr,
    m.aar,
    m.versjon,
    m.hva,
    m.funksjon,
    m.kode,
    h.hva IS NOT NULL AS har_kart,
    SUM(CASE WHEN m.verdi > 0 THEN m.verdi ELSE 0 END) AS utgift_kr,
    SUM(CASE WHEN m.verdi < 0 THEN m.verdi ELSE 0 END) AS inntekt_kr,
    CASE WHEN MAX(f.foert_kr) > 0 THEN CAST(100 * SUM(abs(m.verdi)) AS DOUBLE) / CAST(MAX(f.foert_kr) AS DOUBLE) END AS andel
FROM mangler AS m
INNER JOIN foert AS f
    ON f.kommunenr = m.kommunenr
    AND f.aar = m.aar
    AND f.versjon = m.versjon
    AND f.funksjon = m.funksjon
LEFT JOIN har_kart AS h
    ON h.hva = m.hva
    AND h.kommunenr = m.kommunenr
    AND h.aar = m.aar
GROUP BY m.kommunenr, m.aar, m.versjon, m.hva, m.funksjon, m.kode, h.hva
UNION ALL
SELECT
    r.kommunenr,
    r.aar,
    r.versjon,
    'skole' AS hva,
    '' AS funksjon,
    s.orgnr AS kode,
    TRUE AS har_kart,
    NULL AS utgift_kr,
    NULL AS inntekt_kr,
    NULL AS andel
FROM regnskapene AS r
INNER JOIN har_kart AS h
    ON h.hva = 'ansvar'
    AND h.kommunenr = r.kommunenr
    AND h.aar = r.aar
INNER JOIN skoler_med_elever AS s
    ON s.kommunenr = r.kommunenr
    AND s.aar = r.aar
LEFT JOIN fakta.ansvarskart AS a
    ON a.kommunenr = r.kommunenr
    AND a.tilhoerer = s.orgnr
    AND a.fra_aar <= r.aar
    AND COALESCE(a.til_aar, 9999) >= r.aar
WHERE a.ansvar IS NULL
