/*
beskrivelse = "Hvilke av trekkene i dim.sammenligningstrekk som er i bruk, hvor mange kommuner som har dem, og hvor mye kommunene skiller seg. Et trekk er i bruk når minst halvparten av kommunene har tall og tallene ikke er like."
korn = "én rad per trekk"
noekkel = ["trekk"]

[kolonner]
trekk = "Trekket (dim.sammenligningstrekk)"
vekt = "Trekkets vekt"
vektandel = "Vekten som andel av vektene som er i bruk; 0 når trekket ikke er det"
periode = "Perioden trekket er hentet fra"
antall_kommuner = { beskrivelse = "Kommuner på referansedatoen", enhet = "antall" }
antall_med_tall = { beskrivelse = "Kommuner med tall", enhet = "antall" }
minste = "Minste tall, i indikatorens enhet"
stoerste = "Største tall"
standardavvik = "Standardavviket for det omregnede tallet: den enheten forskjeller måles i"
i_bruk = "Sann når trekket inngår i avstanden"
grunn = "Hvorfor det ikke er i bruk; tom når det er det"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["trekk", "vekt", "vektandel", "antall_kommuner", "antall_med_tall", "i_bruk"]

[[kontroller]]
type = "sql"
navn = "det_som_ikke_er_i_bruk_har_en_grunn"
sql = "SELECT trekk FROM {denne} WHERE i_bruk <> (grunn IS NULL)"
*/
-- Desimaltall summeres likt hver gang; flyttall gjør det ikke.
WITH summer AS (
    SELECT
        trekk,
        MAX(periode) AS periode,
        COUNT(*) AS antall_kommuner,
        COUNT(omregnet) AS antall_med_tall,
        MIN(verdi) AS minste,
        MAX(verdi) AS stoerste,
        CAST(SUM(CAST(omregnet AS DECIMAL(30, 12))) AS DOUBLE) AS sum,
        CAST(SUM(CAST(omregnet * omregnet AS DECIMAL(30, 12))) AS DOUBLE) AS kvadratsum
    FROM rapport.kommunetrekk
    GROUP BY trekk
),

vurdert AS (
    SELECT
        t.trekk,
        t.vekt,
        s.periode,
        s.antall_kommuner,
        s.antall_med_tall,
        s.minste,
        s.stoerste,
        CASE
            WHEN s.minste = s.stoerste THEN 0.0
            ELSE sqrt((s.kvadratsum - s.sum * s.sum / s.antall_med_tall) / s.antall_med_tall)
        END AS standardavvik,
        CASE
            WHEN t.uten_indikator IS NOT NULL THEN t.uten_indikator
            WHEN s.antall_med_tall = 0 THEN 'Ingen kommune har tall'
            WHEN 2 * s.antall_med_tall < s.antall_kommuner
                THEN concat('Bare ', CAST(s.antall_med_tall AS VARCHAR), ' av ', CAST(s.antall_kommuner AS VARCHAR), ' kommuner har tall')
            WHEN s.minste = s.stoerste THEN 'Alle kommunene har samme tall'
        END AS grunn
    FROM dim.sammenligningstrekk AS t
    INNER JOIN summer AS s
        ON s.trekk = t.trekk
)

SELECT
    trekk,
    vekt,
    CASE
        WHEN grunn IS NULL THEN CAST(vekt AS DOUBLE) / CAST(SUM(CASE WHEN grunn IS NULL THEN vekt END) OVER () AS DOUBLE)
        ELSE 0.0
    END AS vektandel,
    periode,
    antall_kommuner,
    antall_med_tall,
    minste,
    stoerste,
    standardavvik,
    grunn IS NULL AS i_bruk,
    grunn
FROM vurdert
