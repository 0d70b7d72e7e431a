/*
populasjon = ["skoler_i_kommunen"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = -1
nivaaer = ["land", "fylke"]
definisjon = "Andelen av lærerne i grunnskolen som ikke har pedagogisk utdanning, etter SSBs utdanningsstatistikk."
teller = "lærere uten pedagogisk utdanning"
nevner = "lærere"
kilder = ["ssb_12091_laerere_utdanning"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "SSB 12091"
merknad = "SSB teller hvem som har fullført en pedagogisk utdanning; GSI teller hvem som ikke oppfyller kravene for tilsetting. Tallene er ikke de samme. Periode er SSBs år. Bare landet og fylkene."

[navn]
nb = "Lærere uten pedagogisk utdanning"
nn = "Lærarar utan pedagogisk utdanning"
en = "Teachers without teacher education"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"
*/
SELECT
    t.populasjon,
    t.enhetsnivaa,
    t.enhet,
    t.periodetype,
    t.periode,
    t.verdi AS teller,
    t.status AS teller_status,
    n.verdi AS nevner,
    n.status AS nevner_status,
    t.foreloepig OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
    CASE WHEN t.status <> 'ok' THEN t.merknad ELSE n.merknad END AS merknad
FROM harmonisert.bemanning AS t
LEFT JOIN harmonisert.bemanning AS n
    ON n.maal = 'laerere'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
WHERE t.maal = 'laerere_uten_pedagogisk_utdanning'
