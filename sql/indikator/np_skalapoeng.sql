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
    'skoleaar' AS periodetype,
    p.skoleaar AS periode,
    p.kjoenn,
    p.trinn,
    p.proeve AS tema,
    'alle' AS omfang,
    p.skalapoeng AS verdi,
    CAST(NULL AS DECIMAL(20, 4)) AS teller,
    CAST(p.antall_deltatt AS DECIMAL(20, 4)) AS nevner,
    p.usikkerhet,
    p.status,
    p.foreloepig,
    CASE WHEN p.status <> 'ok' THEN COALESCE(p.merknad, s.betydning) END AS merknad
FROM harmonisert.nasjonale_proever AS p
LEFT JOIN dim.status AS s
    ON s.status = p.status
