/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "karakter"
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Snittkarakteren på 10. trinn. Tema er utgiverens fagkode og formen: standpunkt eller skriftlig_eksamen, for eksempel MAT0015:standpunkt."
teller = ""
nevner = "elever med karakter"
kilder = ["udir_karakterer"]
skjerming = "Utgiveren skjermer små grupper, og flere der et skjermet tall ellers kunne regnes ut."
fasit = "Utdanningsdirektoratets egne snittkarakterer"
merknad = "Skriftlig eksamen er et trekk: om lag en tredel av elevene er oppe i hvert fag, og det var ingen eksamen våren 2020, 2021 og 2022. Fagene fikk nye koder med LK20 (NOR0214 ble NOR0218, MAT0010 ble MAT0015, ENG0012 ble ENG0030): to koder er to serier. Et snitt føres bare over til dagens kommune når hele kommunen er den samme."

[navn]
nb = "Snittkarakter på 10. trinn"
nn = "Snittkarakter på 10. trinn"
en = "Mean grade in year 10"

[[kontroller]]
type = "sql"
navn = "karakteren_er_1_til_6"
sql = "SELECT enhet, periode, tema, verdi FROM {denne} WHERE verdi NOT BETWEEN 1 AND 6"
*/
SELECT
    k.populasjon,
    k.enhetsnivaa,
    k.enhet,
    k.periodetype,
    k.periode,
    k.kjoenn,
    concat(k.tema, ':', k.maal) AS tema,
    k.verdi,
    e.verdi AS nevner,
    CASE
        WHEN k.status = 'ok' THEN 'ok'
        WHEN e.verdi = 0 THEN 'ikke_beregnbar'
        WHEN e.status = 'skjermet' THEN 'skjermet'
        ELSE k.status
    END AS status,
    k.foreloepig,
    CASE
        WHEN k.maal = 'skriftlig_eksamen' AND k.periode IN ('2019-20', '2020-21', '2021-22') THEN 'Ingen eksamen våren 2020, 2021 og 2022'
        ELSE k.merknad
    END AS merknad
FROM harmonisert.karakterer AS k
LEFT JOIN harmonisert.karakterer AS e
    ON e.maal = concat(k.maal, '_elever')
    AND e.populasjon = k.populasjon
    AND e.enhetsnivaa = k.enhetsnivaa
    AND e.enhet = k.enhet
    AND e.periode = k.periode
    AND e.kjoenn = k.kjoenn
    AND e.tema = k.tema
WHERE k.maal IN ('standpunkt', 'skriftlig_eksamen')
