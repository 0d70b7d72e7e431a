/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Gjennomsnittlige grunnskolepoeng for elevene som gikk ut av 10. trinn våren skoleåret sluttet: snittet av sluttkarakterene ganger 10."
teller = ""
nevner = "elever som gikk ut av 10. trinn med poeng"
kilder = ["udir_grunnskolepoeng"]
skjerming = "Utgiveren skjermer små grupper, og flere der et skjermet tall ellers kunne regnes ut."
fasit = "SSB 07495"
merknad = "I 2019-20, 2020-21 og 2021-22 var det ingen eksamen, og poengene bygger på standpunkt alene. Et snitt føres bare over til dagens kommune når hele kommunen er den samme; etter en sammenslåing er det ufullstendig, mens elevene summeres."

[navn]
nb = "Grunnskolepoeng"
nn = "Grunnskulepoeng"
en = "Lower secondary school points"

[[kontroller]]
type = "sql"
navn = "poengene_er_innenfor_skalaen"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 10 AND 60"

[[kontroller]]
type = "sql"
navn = "landet_er_det_ssb_har"
sql = "SELECT t.periode, t.kjoenn, t.verdi, s.verdi AS ssb FROM {denne} AS t INNER JOIN fakta.grunnskolepoeng_fylke AS s ON s.enhetsnivaa = 'land' AND s.kjoenn = t.kjoenn AND s.aar = CAST(substr(t.periode, 1, 4) AS INTEGER) + 1 WHERE t.enhetsnivaa = 'land' AND t.populasjon = 'skoler_i_kommunen' AND s.verdi > 0 AND abs(t.verdi - s.verdi) > 0.1001"
alvor = "advarsel"
*/
SELECT
    p.populasjon,
    p.enhetsnivaa,
    p.enhet,
    p.periodetype,
    p.periode,
    p.kjoenn,
    p.verdi,
    e.verdi AS nevner,
    CASE
        WHEN p.status = 'ok' THEN 'ok'
        WHEN e.verdi = 0 THEN 'ikke_beregnbar'
        WHEN e.status = 'skjermet' THEN 'skjermet'
        ELSE p.status
    END AS status,
    p.foreloepig,
    p.merknad
FROM harmonisert.grunnskolepoeng AS p
LEFT JOIN harmonisert.grunnskolepoeng AS e
    ON e.maal = 'elever'
    AND e.populasjon = p.populasjon
    AND e.enhetsnivaa = p.enhetsnivaa
    AND e.enhet = p.enhet
    AND e.periode = p.periode
    AND e.kjoenn = p.kjoenn
WHERE p.maal = 'grunnskolepoeng'
