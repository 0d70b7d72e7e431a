/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elever i grunnskolen 1. oktober i skoleåret, etter GSI."
teller = "elever"
nevner = ""
kilder = ["udir_gsi_elever"]
skjerming = "Elevtall skjermes ikke av utgiveren."
fasit = ""
merknad = "Kommunene står på dagens inndeling: nye nummer og sammenslåinger summeres, over en deling er tallet ufullstendig. Fylker, landet og skoler står som utgiveren har dem."

[navn]
nb = "Elever i grunnskolen"
nn = "Elevar i grunnskulen"
en = "Pupils in primary and lower secondary school"

[[kontroller]]
type = "sql"
navn = "elevtall_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"
*/
SELECT
    t.populasjon,
    t.enhetsnivaa,
    t.enhet,
    'skoleaar' AS periodetype,
    t.skoleaar AS periode,
    t.kjoenn,
    t.trinn,
    'alle' AS tema,
    'alle' AS omfang,
    CAST(t.verdi AS DOUBLE) AS verdi,
    CAST(t.verdi AS DECIMAL(20, 4)) AS teller,
    CAST(NULL AS DECIMAL(20, 4)) AS nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    t.status,
    t.foreloepig,
    CASE WHEN t.status <> 'ok' THEN COALESCE(t.merknad, s.betydning) END AS merknad
FROM harmonisert.elevtall AS t
LEFT JOIN dim.status AS s
    ON s.status = t.status
WHERE t.maal = 'elever'
