/*
beskrivelse = "Kommunens egne skoler side om side, år for år: elever, direkte og felles utgifter til grunnskole, lokaler og skyss, og hva det er per elev og per undervisningstime."
korn = "én rad per skole og år"
noekkel = ["kommunenr", "aar", "orgnr"]

[kolonner]
kommunenr = "Kommunen på referansedatoen"
aar = { beskrivelse = "Regnskapsår", enhet = "år" }
orgnr = "Skolens organisasjonsnummer"
navn = "Skolens nyeste navn"
elever = { beskrivelse = "Elever i kalenderåret (elever_vektet_antall)", enhet = "antall" }
direkte_kr = { beskrivelse = "skolekostnad_direkte_kr, grunnskole_per_elev", enhet = "kr" }
felles_kr = { beskrivelse = "skolekostnad_felles_kr, grunnskole_per_elev", enhet = "kr" }
kostnad_kr = { beskrivelse = "skolekostnad_kr, grunnskole_per_elev", enhet = "kr" }
per_elev_kr = { beskrivelse = "skolekostnad_per_elev_kr, grunnskole_per_elev", enhet = "kr" }
per_time_kr = { beskrivelse = "skolekostnad_per_undervisningstime_kr (funksjon 202)", enhet = "kr" }
status = "Statusen til kostnad_kr"
merknad = "Hvorfor kostnaden ikke står der; tom når den gjør det"
foreloepig = "Sann når noe av det er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "orgnr", "navn", "status", "foreloepig"]
*/
WITH tall AS (
    SELECT indikator_id, enhet, periode, verdi
    FROM indikator.verdi
    WHERE populasjon = 'kommunale_skoler'
        AND enhetsnivaa = 'skole'
        AND kjoenn = 'alle'
        AND trinn = 'alle'
        AND (
            (indikator_id IN ('skolekostnad_direkte_kr', 'skolekostnad_felles_kr', 'skolekostnad_per_elev_kr') AND tema = 'grunnskole_per_elev')
            OR (indikator_id = 'skolekostnad_per_undervisningstime_kr' AND tema = '202')
            OR indikator_id = 'elever_vektet_antall'
        )
)

SELECT
    s.kommunenr,
    CAST(k.periode AS INTEGER) AS aar,
    k.enhet AS orgnr,
    s.navn,
    e.verdi AS elever,
    d.verdi AS direkte_kr,
    f.verdi AS felles_kr,
    k.verdi AS kostnad_kr,
    p.verdi AS per_elev_kr,
    t.verdi AS per_time_kr,
    k.status,
    k.merknad,
    k.foreloepig
FROM indikator.verdi AS k
INNER JOIN dim.skole AS s
    ON s.orgnr = k.enhet
LEFT JOIN tall AS e
    ON e.indikator_id = 'elever_vektet_antall'
    AND e.enhet = k.enhet
    AND e.periode = k.periode
LEFT JOIN tall AS d
    ON d.indikator_id = 'skolekostnad_direkte_kr'
    AND d.enhet = k.enhet
    AND d.periode = k.periode
LEFT JOIN tall AS f
    ON f.indikator_id = 'skolekostnad_felles_kr'
    AND f.enhet = k.enhet
    AND f.periode = k.periode
LEFT JOIN tall AS p
    ON p.indikator_id = 'skolekostnad_per_elev_kr'
    AND p.enhet = k.enhet
    AND p.periode = k.periode
LEFT JOIN tall AS t
    ON t.indikator_id = 'skolekostnad_per_undervisningstime_kr'
    AND t.enhet = k.enhet
    AND t.periode = k.periode
WHERE k.indikator_id = 'skolekostnad_kr'
    AND k.tema = 'grunnskole_per_elev'
    AND s.kommunenr IS NOT NULL
