/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "elever"
faktor = 1
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elever per lærerårsverk til undervisning."
teller = "elever 1. oktober"
nevner = "lærerårsverk til undervisning"
kilder = ["udir_gsi_elever", "udir_aarsverk"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "Utdanningsdirektoratets elever per årsverk til undervisning"
merknad = "Alle årsverk til undervisning er med, også til individuelt tilrettelagt opplæring. Kommunens årsverk er mer enn summen av skolene: noe er ført på kommunen sentralt."

[navn]
nb = "Elever per lærerårsverk til undervisning"
nn = "Elevar per lærarårsverk til undervisning"
en = "Pupils per teaching full-time equivalent"

[[kontroller]]
type = "sql"
navn = "elever_per_aarsverk_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "elever_per_aarsverk_er_rimelig"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE enhetsnivaa <> 'skole' AND verdi NOT BETWEEN 1 AND 40"
alvor = "advarsel"
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
FROM harmonisert.elevtall AS t
LEFT JOIN harmonisert.bemanning AS n
    ON n.maal = 'laereraarsverk_undervisning'
    AND n.populasjon = t.populasjon
    AND n.enhetsnivaa = t.enhetsnivaa
    AND n.enhet = t.enhet
    AND n.periode = t.periode
WHERE t.maal = 'elever'
    AND t.kjoenn = 'alle'
    AND t.trinn = 'alle'
