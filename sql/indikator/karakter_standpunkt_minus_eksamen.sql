/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "karakter"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Snittkarakteren til standpunkt minus snittkarakteren til skriftlig eksamen i samme fag, på 10. trinn. Tema er utgiverens fagkode, for eksempel MAT0015."
teller = ""
nevner = ""
kilder = ["udir_karakterer"]
skjerming = "Er en av de to karakterene skjermet, er forskjellen det også."
fasit = ""
merknad = "Alle elever har standpunkt, men bare de som ble trukket ut (om lag en tredel i hvert fag), har eksamen: det er ikke de samme elevene. Et positivt tall betyr høyere standpunkt enn eksamen. Bare fag med skriftlig eksamen er med; det var ingen eksamen våren 2020, 2021 og 2022."

[navn]
nb = "Standpunkt minus skriftlig eksamen"
nn = "Standpunkt minus skriftleg eksamen"
en = "Overall achievement grade minus written exam grade"

[[kontroller]]
type = "sql"
navn = "forskjellen_er_hoeyst_5"
sql = "SELECT enhet, periode, tema, verdi FROM {denne} WHERE abs(verdi) > 5"
*/
SELECT
    s.populasjon,
    s.enhetsnivaa,
    s.enhet,
    s.periodetype,
    s.periode,
    s.kjoenn,
    f.fag AS tema,
    round(s.verdi - e.verdi, 4) AS verdi,
    status_forhold(s.status, e.status, 1.0) AS status,
    s.foreloepig OR COALESCE(e.foreloepig, FALSE) AS foreloepig,
    CASE WHEN s.status <> 'ok' THEN s.merknad ELSE e.merknad END AS merknad
FROM indikator.karakter_snitt AS s
INNER JOIN (
    SELECT DISTINCT split_part(tema, ':', 1) AS fag
    FROM indikator.karakter_snitt
    WHERE tema LIKE '%:skriftlig_eksamen'
        AND status = 'ok'
) AS f
    ON s.tema = concat(f.fag, ':standpunkt')
LEFT JOIN indikator.karakter_snitt AS e
    ON e.tema = concat(f.fag, ':skriftlig_eksamen')
    AND e.populasjon = s.populasjon
    AND e.enhetsnivaa = s.enhetsnivaa
    AND e.enhet = s.enhet
    AND e.periode = s.periode
    AND e.kjoenn = s.kjoenn
