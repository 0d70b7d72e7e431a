/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 0
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Skalapoeng på 9. trinn minus skalapoeng på 8. trinn året før, for det samme kullet. Tema er prøven: lesing eller regning. Perioden er skoleåret kullet gikk på 9. trinn."
teller = ""
nevner = "elever som deltok på 9. trinn"
kilder = ["udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Er en av de to prøvene skjermet, er utviklingen det også."
fasit = ""
merknad = "8. og 9. trinn tar den samme prøven i lesing og regning og kan sammenlignes i skalapoeng. Det er samme kull, ikke nødvendigvis de samme elevene. Feilmarginen er √(U₁² + U₂²) av utgiverens to feilmarginer; en utvikling mindre enn den er ikke til å skille fra null, og utgiverens poeng er avrundet til hele poeng. Over en ny skala regnes ingenting ut."

[navn]
nb = "Nasjonale prøver, utvikling fra 8. til 9. trinn"
nn = "Nasjonale prøver, utvikling frå 8. til 9. trinn"
en = "National tests, progress from year 8 to year 9"

[[kontroller]]
type = "sql"
navn = "utviklingen_er_innenfor_skalaen"
sql = "SELECT enhet, periode, tema, verdi FROM {denne} WHERE abs(verdi) > 40"
*/
SELECT
    ni.populasjon,
    ni.enhetsnivaa,
    ni.enhet,
    ni.periodetype,
    ni.periode,
    ni.kjoenn,
    ni.trinn,
    ni.tema,
    ni.verdi - aatte.verdi AS verdi,
    ni.nevner,
    sqrt(ni.usikkerhet * ni.usikkerhet + aatte.usikkerhet * aatte.usikkerhet) AS usikkerhet,
    CASE
        WHEN skala.periode IS NOT NULL THEN 'ikke_beregnbar'
        ELSE status_forhold(ni.status, aatte.status, 1.0)
    END AS status,
    ni.foreloepig OR COALESCE(aatte.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN skala.periode IS NOT NULL THEN concat('8. trinn er målt på en annen skala. ', skala.tekst_nb)
        WHEN aatte.status IS NULL THEN 'Resultatet for kullet på 8. trinn året før mangler'
        WHEN ni.status <> 'ok' THEN ni.merknad
        ELSE aatte.merknad
    END AS merknad
FROM indikator.np_skalapoeng AS ni
LEFT JOIN indikator.np_skalapoeng AS aatte
    ON aatte.trinn = '8'
    AND aatte.tema = ni.tema
    AND aatte.populasjon = ni.populasjon
    AND aatte.enhetsnivaa = ni.enhetsnivaa
    AND aatte.enhet = ni.enhet
    AND aatte.kjoenn = ni.kjoenn
    AND CAST(substr(aatte.periode, 1, 4) AS INTEGER) + 1 = CAST(substr(ni.periode, 1, 4) AS INTEGER)
LEFT JOIN dim.tidsseriebrudd AS skala
    ON skala.indikator_id = 'np_skalapoeng'
    AND skala.type = 'ny_skala'
    AND skala.periode = ni.periode
WHERE ni.trinn = '9'
    AND ni.tema IN ('lesing', 'regning')
