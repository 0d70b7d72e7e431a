/*
beskrivelse = "Kommunens eget regnskap mot filen kommunen har levert til KOSTRA, og mot SSBs publiserte tall (12367) for samme kommune og år: brutto, netto, korrigerte brutto driftsutgifter og lønn for hver av skolens funksjoner. Kommunekassen der den finnes, ellers konsernet. Beløpene bak en forskjell står i avstemming_art."
korn = "én rad per kommune, år, motpart, funksjon og mål"
noekkel = ["kommunenr", "aar", "mot", "funksjon", "maal"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskapsår", enhet = "år" }
mot = "kostra_fil eller ssb"
omfang = "Hva motpartens tall gjelder: kasse eller konsern"
funksjon = "KOSTRA-funksjon, tre siffer"
maal = "brutto, netto, kbdu eller loenn (dim.artsgruppe)"
lokalt_kr = { beskrivelse = "Kommunens eget regnskap; tomt når funksjonen ikke er ført der", enhet = "kr" }
motpart_kr = { beskrivelse = "KOSTRA-filen eller SSB", enhet = "kr" }
avvik_kr = { beskrivelse = "Eget regnskap minus motparten", enhet = "kr" }
avvik_prosent = { beskrivelse = "Avviket i prosent av motpartens beløp; tomt når det er 0", enhet = "prosent" }
forklart_kr = { beskrivelse = "Den delen av avviket som har en kjent årsak (avstemming_art); tomt uten KOSTRA-fil", enhet = "kr" }
stemmer = "Sann når de er like, så nær som avrundingen til hele tusen; tom når eget regnskap mangler funksjonen"
forklaring = "Årsakene til avviket; tom når de stemmer"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "mot", "omfang", "funksjon", "maal", "motpart_kr"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["brutto", "netto", "kbdu", "loenn"]

[[kontroller]]
type = "tillatt"
kolonne = "mot"
verdier = ["kostra_fil", "ssb"]

[[kontroller]]
type = "sql"
navn = "et_avvik_har_en_forklaring"
sql = "SELECT kommunenr, aar, mot, funksjon, maal FROM {denne} WHERE NOT COALESCE(stemmer, FALSE) AND forklaring IS NULL"

[[kontroller]]
type = "sql"
navn = "eget_regnskap_stemmer_eller_er_forklart"
sql = "SELECT kommunenr, aar, mot, funksjon, maal, avvik_kr, forklart_kr, forklaring FROM {denne} WHERE NOT stemmer AND abs(avvik_kr - COALESCE(forklart_kr, 0)) > 1000"
alvor = "advarsel"
*/
WITH maalene AS (
    SELECT maal, ssb_art
    FROM (VALUES ('brutto', 'AGD10'), ('netto', 'AGD2'), ('kbdu', 'AGD4'), ('loenn', 'AG16')) AS maalene (maal, ssb_art)
),

-- Inntekter er negative i regnskapet: artene i et mål legges sammen.
-- En funksjon med linjer uten kjent art har ingen av målene.
lokalt AS (
    SELECT
        l.kommunenr,
        l.aar,
        l.funksjon,
        m.maal,
        CASE WHEN NOT bool_or(l.art = 'ukjent') THEN SUM(CASE WHEN g.art IS NOT NULL THEN l.verdi ELSE 0 END) END AS kr,
        bool_or(l.art = 'ukjent') AS uten_art,
        COUNT(DISTINCT g.art) AS arter
    FROM fakta.lokalt_regnskap AS l
    CROSS JOIN maalene AS m
    LEFT JOIN dim.artsgruppe AS g
        ON g.maal = m.maal
        AND g.art = l.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= l.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= l.aar)
    WHERE l.versjon = 'regnskap'
        AND l.kontoklasse = '1'
    GROUP BY l.kommunenr, l.aar, l.funksjon, m.maal
),

regnskapene AS (
    SELECT DISTINCT kommunenr, aar
    FROM lokalt
),

-- Kommunekassen går foran konsernet, årsregnskapet foran 4. kvartal.
filer AS (
    SELECT
        k.kommunenr,
        k.aar,
        MIN(concat(CASE k.regnskapsomfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END, CASE k.kvartal WHEN 'aar' THEN '0' ELSE k.kvartal END)) AS fil
    FROM fakta.kostra_regnskap AS k
    INNER JOIN regnskapene AS r
        ON r.kommunenr = k.kommunenr
        AND r.aar = k.aar
    WHERE k.kvartal IN ('aar', '4')
        AND (
            (k.regnskapsomfang = 'kasse' AND k.kontoklasse = '1')
            OR (k.regnskapsomfang = 'konsern' AND k.kontoklasse = '3')
        )
    GROUP BY k.kommunenr, k.aar
),

kostra AS (
    SELECT
        k.kommunenr,
        k.aar,
        k.regnskapsomfang AS omfang,
        k.funksjon,
        m.maal,
        SUM(CASE WHEN g.art IS NOT NULL THEN k.verdi ELSE 0 END) AS kr
    FROM fakta.kostra_regnskap AS k
    INNER JOIN filer AS f
        ON f.kommunenr = k.kommunenr
        AND f.aar = k.aar
        AND f.fil = concat(CASE k.regnskapsomfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END, CASE k.kvartal WHEN 'aar' THEN '0' ELSE k.kvartal END)
    INNER JOIN dim.funksjon AS d
        ON d.funksjon = k.funksjon
    CROSS JOIN maalene AS m
    LEFT JOIN dim.artsgruppe AS g
        ON g.maal = m.maal
        AND g.art = k.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= k.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= k.aar)
    WHERE k.regnskapsomfang IN ('kasse', 'konsern')
        AND k.kontoklasse = CASE k.regnskapsomfang WHEN 'kasse' THEN '1' ELSE '3' END
    GROUP BY k.kommunenr, k.aar, k.regnskapsomfang, k.funksjon, m.maal
),

-- SSB har den konsoliderte kommunen, og for noen år også kommunekassen.
ssb_omfang AS (
    SELECT
        s.region AS kommunenr,
        s.aar,
        MIN(CASE s.omfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END) AS omfang
    FROM fakta.kostra_noekkeltall AS s
    INNER JOIN regnskapene AS r
        ON r.kommunenr = s.region
        AND r.aar = s.aar
    WHERE s.tabell = '12367'
        AND s.maal = 'beloep_kr'
        AND s.omfang IN ('kasse', 'konsern')
        AND s.status = 'ok'
    GROUP BY s.region, s.aar
),

ssb AS (
    SELECT
        s.region AS kommunenr,
        s.aar,
        s.omfang,
        s.funksjon,
        m.maal,
        s.verdi AS kr
    FROM fakta.kostra_noekkeltall AS s
    INNER JOIN ssb_omfang AS o
        ON o.kommunenr = s.region
        AND o.aar = s.aar
        AND o.omfang = CASE s.omfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END
    INNER JOIN maalene AS m
        ON m.ssb_art = s.art
    INNER JOIN dim.funksjon AS d
        ON d.funksjon = s.funksjon
    WHERE s.tabell = '12367'
        AND s.maal = 'beloep_kr'
        AND s.status = 'ok'
),

-- Arbeidet med artene: hva avviket i hvert mål kommer av.
aarsaker AS (
    SELECT
        a.kommunenr,
        a.aar,
        a.omfang,
        a.funksjon,
        g.maal,
        bool_and(a.aarsak IN ('likt', 'avrunding')) AS stemmer,
        SUM(CASE WHEN a.aarsak NOT IN ('ukjent', 'konsern') THEN a.avvik_kr ELSE 0 END) AS forklart_kr,
        array_agg(a.merknad ORDER BY abs(a.avvik_kr) DESC, a.art) FILTER (WHERE a.aarsak NOT IN ('likt', 'avrunding', 'ukjent', 'konsern')) AS kjente,
        array_agg(a.art ORDER BY abs(a.avvik_kr) DESC, a.art) FILTER (WHERE a.aarsak IN ('ukjent', 'konsern')) AS ukjente,
        COUNT(CASE WHEN a.aarsak IN ('ukjent', 'konsern') THEN 1 END) AS antall_ukjente,
        MAX(CASE WHEN a.aarsak IN ('ukjent', 'konsern') THEN a.merknad END) AS ukjent_merknad
    FROM rapport.avstemming_art AS a
    INNER JOIN dim.artsgruppe AS g
        ON g.maal IN ('brutto', 'netto', 'kbdu', 'loenn')
        AND g.art = a.art
        AND (g.gyldig_fra IS NULL OR g.gyldig_fra <= a.aar)
        AND (g.gyldig_til IS NULL OR g.gyldig_til >= a.aar)
    GROUP BY a.kommunenr, a.aar, a.omfang, a.funksjon, g.maal
),

-- De tre største artene uten kjent årsak nevnes.
forklaringer AS (
    SELECT
        kommunenr,
        aar,
        omfang,
        funksjon,
        maal,
        stemmer,
        forklart_kr,
        NULLIF(
            array_to_string(
                array_append(
                    kjente,
                    CASE
                        WHEN antall_ukjente > 3 THEN concat(ukjent_merknad, ': art ', array_to_string(array_slice(ukjente, 1, 3), ', '), ' og ', CAST(antall_ukjente - 3 AS VARCHAR), ' arter til')
                        WHEN antall_ukjente > 0 THEN concat(ukjent_merknad, ': art ', array_to_string(ukjente, ', '))
                    END
                ),
                '; '
            ),
            ''
        ) AS forklaring
    FROM aarsaker
),

motparter AS (
    SELECT
        'kostra_fil' AS mot,
        k.kommunenr,
        k.aar,
        k.omfang,
        k.funksjon,
        k.maal,
        CAST(k.kr AS DOUBLE) AS kr,
        CAST(0 AS DOUBLE) AS fra_filen_kr,
        TRUE AS har_fil
    FROM kostra AS k
    UNION ALL
    SELECT
        'ssb' AS mot,
        s.kommunenr,
        s.aar,
        s.omfang,
        s.funksjon,
        s.maal,
        s.kr,
        s.kr - CAST(k.kr AS DOUBLE) AS fra_filen_kr,
        k.kr IS NOT NULL AS har_fil
    FROM ssb AS s
    LEFT JOIN kostra AS k
        ON k.kommunenr = s.kommunenr
        AND k.aar = s.aar
        AND k.omfang = s.omfang
        AND k.funksjon = s.funksjon
        AND k.maal = s.maal
),

sammen AS (
    SELECT
        m.kommunenr,
        m.aar,
        m.mot,
        m.omfang,
        m.funksjon,
        m.maal,
        CAST(l.kr AS DOUBLE) AS lokalt_kr,
        m.kr AS motpart_kr,
        CAST(l.kr AS DOUBLE) - m.kr AS avvik_kr,
        CASE WHEN m.har_fil AND l.kr IS NOT NULL THEN CAST(COALESCE(a.forklart_kr, 0) AS DOUBLE) END AS forklart_kr,
        CASE
            WHEN l.kr IS NULL THEN NULL
            WHEN m.har_fil THEN COALESCE(a.stemmer, TRUE) AND abs(m.fra_filen_kr) <= g.verdi
            ELSE abs(CAST(l.kr AS DOUBLE) - m.kr) <= g.verdi * (l.arter + 1)
        END AS stemmer,
        CASE
            WHEN l.uten_art THEN 'eget regnskap har linjer uten kjent art på funksjonen, så målet kan ikke regnes ut'
            WHEN l.kr IS NULL THEN 'funksjonen er ikke ført i kommunens eget regnskap'
            WHEN m.har_fil AND abs(m.fra_filen_kr) > g.verdi
                THEN array_to_string(make_array('SSBs tall er et annet enn KOSTRA-filens: rettet etterpå, eller en annen levering', a.forklaring), '; ')
            WHEN m.har_fil THEN a.forklaring
            WHEN m.omfang = 'konsern' THEN 'SSBs tall gjelder konsernet, eget regnskap kommunekassen'
            ELSE 'KOSTRA-filen er ikke tatt inn, så artene kan ikke sammenlignes'
        END AS forklaring
    FROM motparter AS m
    INNER JOIN regnskapene AS r
        ON r.kommunenr = m.kommunenr
        AND r.aar = m.aar
    INNER JOIN dim.regnskapsgrense AS g
        ON g.grense = 'avrunding_kr'
    LEFT JOIN lokalt AS l
        ON l.kommunenr = m.kommunenr
        AND l.aar = m.aar
        AND l.funksjon = m.funksjon
        AND l.maal = m.maal
    LEFT JOIN forklaringer AS a
        ON a.kommunenr = m.kommunenr
        AND a.aar = m.aar
        AND a.omfang = m.omfang
        AND a.funksjon = m.funksjon
        AND a.maal = m.maal
    LEFT JOIN dim.funksjonssett AS u
        ON u.sett = 'utgiftsbehov'
        AND u.funksjon = m.funksjon
    WHERE l.kr IS NOT NULL
        OR u.funksjon IS NOT NULL
)

SELECT
    kommunenr,
    aar,
    mot,
    omfang,
    funksjon,
    maal,
    lokalt_kr,
    motpart_kr,
    avvik_kr,
    CASE WHEN motpart_kr <> 0 THEN 100 * avvik_kr / abs(motpart_kr) END AS avvik_prosent,
    forklart_kr,
    stemmer,
    CASE WHEN NOT COALESCE(stemmer, FALSE) THEN forklaring END AS forklaring
FROM sammen
