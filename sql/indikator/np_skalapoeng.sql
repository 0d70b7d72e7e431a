/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "poeng"
desimaler = 0
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Gjennomsnittlige skalapoeng på nasjonal prøve. Tema er prøven: engelsk, lesing eller regning."
teller = ""
nevner = "elever som deltok"
kilder = ["udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Utgiveren skjermer færre enn ti deltakere, og flere der et skjermet tall ellers kunne regnes ut."
fasit = "Utdanningsdirektoratets egne skalapoeng"
merknad = "Usikkerheten er utgiverens og oppfører seg som en 95 prosent feilmargin. Et snitt føres bare over til dagens kommune når hele kommunen er den samme; etter en sammenslåing er det ufullstendig, mens antall deltakere summeres. 5. og 8. trinn kan ikke sammenlignes med hverandre."

[navn]
nb = "Nasjonale prøver, skalapoeng"
nn = "Nasjonale prøver, skalapoeng"
en = "National tests, scale points"

[[kontroller]]
type = "sql"
navn = "skalapoeng_innenfor_skalaen"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 10 AND 90"

[[kontroller]]
type = "sql"
navn = "faerre_enn_ti_deltakere_har_ikke_tall"
sql = "SELECT enhet, periode, nevner FROM {denne} WHERE nevner BETWEEN 1 AND 9 AND verdi IS NOT NULL"
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
    p.verdi,
    d.verdi AS nevner,
    p.usikkerhet,
    p.status,
    p.foreloepig,
    p.merknad
FROM harmonisert.nasjonale_proever AS p
LEFT JOIN harmonisert.nasjonale_proever AS d
    ON d.maal = 'deltatt'
    AND d.populasjon = p.populasjon
    AND d.enhetsnivaa = p.enhetsnivaa
    AND d.enhet = p.enhet
    AND d.periode = p.periode
    AND d.kjoenn = p.kjoenn
    AND d.trinn = p.trinn
    AND d.tema = p.tema
WHERE p.maal = 'skalapoeng'
