/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 0
retning = 1
nivaaer = ["fylke", "kommune", "skole"]
definisjon = "Skalapoeng på nasjonal prøve minus landets skalapoeng på samme prøve, samme skoleår og samme trinn (5. og 8.), for samme kjønn og samme slags skoler. Tema er prøven: engelsk, lesing eller regning."
teller = ""
nevner = "elever som deltok"
kilder = ["udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Er enhetens eget resultat skjermet, er avstanden det også."
fasit = ""
merknad = "5. og 8. trinn har hver sin skala og sammenlignes ikke i poeng; avstanden til landet kan ses ved siden av hverandre. Et kull på 8. trinn er kullet som tok 5. trinn tre år før, men ikke nødvendigvis de samme elevene. Feilmarginen er √(U₁² + U₂²) av utgiverens to feilmarginer; en avstand mindre enn den er ikke til å skille fra null, og utgiverens poeng er avrundet til hele poeng. Enheten er selv en del av landet."

[navn]
nb = "Nasjonale prøver, avstand til landet"
nn = "Nasjonale prøver, avstand til landet"
en = "National tests, distance from the country's mean"

[[kontroller]]
type = "sql"
navn = "avstanden_er_innenfor_skalaen"
sql = "SELECT enhet, periode, trinn, tema, verdi FROM {denne} WHERE abs(verdi) > 40"
*/
SELECT
    p.populasjon,
    p.enhetsnivaa,
    p.enhet,
    p.periodetype,
    p.periode,
    p.kjoenn,
    p.trinn,
    p.tema,
    p.verdi - landet.verdi AS verdi,
    p.nevner,
    sqrt(p.usikkerhet * p.usikkerhet + landet.usikkerhet * landet.usikkerhet) AS usikkerhet,
    status_forhold(p.status, landet.status, 1.0) AS status,
    p.foreloepig OR COALESCE(landet.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN p.status <> 'ok' THEN p.merknad
        WHEN landet.status IS NULL THEN 'Landets resultat mangler'
        ELSE landet.merknad
    END AS merknad
FROM indikator.np_skalapoeng AS p
LEFT JOIN indikator.np_skalapoeng AS landet
    ON landet.enhetsnivaa = 'land'
    AND landet.populasjon = p.populasjon
    AND landet.periode = p.periode
    AND landet.kjoenn = p.kjoenn
    AND landet.trinn = p.trinn
    AND landet.tema = p.tema
WHERE p.enhetsnivaa <> 'land'
    AND p.trinn IN ('5', '8')
