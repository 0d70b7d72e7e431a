/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "antall"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elevene i et kalenderår: 7/12 av tellingen høsten før og 5/12 av tellingen samme høst."
teller = "7/12 av elevene 1. oktober året før og 5/12 av elevene 1. oktober samme år"
nevner = ""
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall skjermes ikke av utgiveren."
fasit = "SSB 11977"
merknad = "Nevneren i utgift og lønn per elev. Uten tellingen høsten før er tallet ufullstendig."

[navn]
nb = "Elever i kalenderåret"
nn = "Elevar i kalenderåret"
en = "Pupils in the calendar year"
*/
WITH hoestens_elever AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
        kjoenn,
        trinn,
        teller AS antall,
        status,
        foreloepig,
        merknad
    FROM indikator.elever_antall
),

to_hoester AS (
    SELECT
        h.populasjon,
        h.enhetsnivaa,
        h.enhet,
        h.aar,
        h.kjoenn,
        h.trinn,
        h.antall AS denne_hoesten,
        f.antall AS forrige_hoest,
        CASE
            WHEN h.status = 'ok' AND f.status = 'ok' THEN 'ok'
            WHEN h.status = 'ok' AND f.status = 'ikke_aktuelt' THEN 'ok'
            WHEN h.status = 'ikke_aktuelt' AND f.status = 'ok' THEN 'ok'
            WHEN h.status = f.status THEN h.status
            ELSE 'ufullstendig'
        END AS status,
        h.foreloepig OR COALESCE(f.foreloepig, FALSE) AS foreloepig,
        CASE
            WHEN f.status IS NULL OR f.status = 'mangler' THEN concat('Elevtallet høsten ', CAST(h.aar - 1 AS VARCHAR), ' mangler')
            ELSE COALESCE(h.merknad, f.merknad)
        END AS grunn
    FROM hoestens_elever AS h
    LEFT JOIN hoestens_elever AS f
        ON f.populasjon = h.populasjon
        AND f.enhetsnivaa = h.enhetsnivaa
        AND f.enhet = h.enhet
        AND f.aar = h.aar - 1
        AND f.kjoenn = h.kjoenn
        AND f.trinn = h.trinn
),

tolvdeler AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        aar,
        kjoenn,
        trinn,
        7 * CAST(COALESCE(forrige_hoest, 0) AS BIGINT) + 5 * CAST(COALESCE(denne_hoesten, 0) AS BIGINT) AS antall_tolvdeler,
        status,
        foreloepig,
        grunn
    FROM to_hoester
)

SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    kjoenn,
    trinn,
    antall_tolvdeler / CAST(12 AS DOUBLE) AS verdi,
    CASE WHEN status = 'ok' THEN antall_tolvdeler / CAST(12 AS DOUBLE) END AS teller,
    status,
    foreloepig,
    grunn AS merknad
FROM tolvdeler
