/*
beskrivelse = "Hva faste priser regnes med: årssnittet av konsumprisindeksen (KPI) for hvert helt år, og prisnivået målt mot basisåret, som er det nyeste hele året. Beløp i faste priser er beløpet delt på prisnivået. KPI er ikke kommunal deflator."
korn = "én rad per år med tolv måneders indeks"
noekkel = ["aar"]

[kolonner]
aar = { beskrivelse = "Kalenderår", enhet = "år" }
deflator = "Indeksen som brukes: KPI"
indeks = { beskrivelse = "Snittet av årets tolv måneder, ikke avrundet", enhet = "2025=100" }
basisaar = { beskrivelse = "Året prisene står i: det nyeste med hele årets indeks", enhet = "år" }
prisnivaa = "Årets indeks delt på basisårets; 1 i basisåret"
status = "ok; et år uten alle tolv måneder har ingen rad"
kilde = "Hvor indeksen kommer fra"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["aar", "deflator", "indeks", "basisaar", "prisnivaa", "status"]
*/
WITH hele_aar AS (
    SELECT
        aar,
        AVG(verdi) AS indeks
    FROM fakta.prisindeks
    WHERE status = 'ok'
    GROUP BY aar
    HAVING COUNT(DISTINCT maaned) = 12
),

basis AS (
    SELECT MAX(aar) AS basisaar
    FROM hele_aar
)

SELECT
    h.aar,
    'KPI' AS deflator,
    h.indeks,
    b.basisaar,
    h.indeks / i.indeks AS prisnivaa,
    'ok' AS status,
    'SSB 14700' AS kilde
FROM hele_aar AS h
CROSS JOIN basis AS b
INNER JOIN hele_aar AS i
    ON i.aar = b.basisaar
