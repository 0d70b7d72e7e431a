/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av elevene som har forsterket opplæring i norsk (særskilt språkopplæring)."
teller = "elever med forsterket opplæring i norsk"
nevner = "elever"
kilder = ["udir_gsi_elever"]
skjerming = "Utgiveren skjermer 1 til 5 elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = ""
merknad = "Skjermes oftere enn individuelt tilrettelagt opplæring, også i store kommuner."

[navn]
nb = "Elever med forsterket opplæring i norsk"
nn = "Elevar med forsterka opplæring i norsk"
en = "Pupils with reinforced instruction in Norwegian"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
*/
WITH forhold AS (
    SELECT
        t.populasjon,
        t.enhetsnivaa,
        t.enhet,
        t.skoleaar,
        t.kjoenn,
        t.trinn,
        t.verdi AS teller,
        n.verdi AS nevner,
        status_forhold(t.status, n.status, CAST(n.verdi AS DOUBLE)) AS status,
        t.foreloepig OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
        CASE WHEN t.status <> 'ok' THEN t.merknad ELSE n.merknad END AS grunn
    FROM harmonisert.elevtall AS t
    LEFT JOIN harmonisert.elevtall AS n
        ON n.maal = 'elever'
        AND n.populasjon = t.populasjon
        AND n.enhetsnivaa = t.enhetsnivaa
        AND n.enhet = t.enhet
        AND n.skoleaar = t.skoleaar
        AND n.kjoenn = t.kjoenn
        AND n.trinn = t.trinn
    WHERE t.maal = 'forsterket_norsk_elever'
)

SELECT
    f.populasjon,
    f.enhetsnivaa,
    f.enhet,
    'skoleaar' AS periodetype,
    f.skoleaar AS periode,
    f.kjoenn,
    f.trinn,
    'alle' AS tema,
    'alle' AS omfang,
    CASE WHEN f.status = 'ok' THEN 100.0 * CAST(f.teller AS DOUBLE) / CAST(f.nevner AS DOUBLE) END AS verdi,
    CAST(f.teller AS DECIMAL(20, 4)) AS teller,
    CAST(f.nevner AS DECIMAL(20, 4)) AS nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    f.status,
    f.foreloepig,
    CASE WHEN f.status <> 'ok' THEN COALESCE(f.grunn, s.betydning) END AS merknad
FROM forhold AS f
LEFT JOIN dim.status AS s
    ON s.status = f.status
