/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "antall"
desimaler = 0
retning = 0
nivaaer = ["land", "fylke", "kommune"]
definisjon = "Grunnskoler 1. oktober i skoleåret, i alt og etter elevtall. Tema er alle, under_100, 100-299 eller 300_eller_flere elever."
teller = "skoler"
nevner = ""
kilder = ["udir_gsi_elever", "udir_aarsverk"]
skjerming = "Skoler skjermes ikke av utgiveren."
fasit = "SSB 09546"
merknad = "Antallet i alt er utgiverens. Størrelsene er talt opp av skolenes elevtall, og er ufullstendige når skolene vi har elevtall for, ikke er like mange som utgiveren sier. En skole uten elever er under 100."

[navn]
nb = "Grunnskoler"
nn = "Grunnskular"
en = "Primary and lower secondary schools"

[[kontroller]]
type = "sql"
navn = "antallet_er_ikke_negativt"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"

[[kontroller]]
type = "sql"
navn = "stoerrelsene_er_skolene_i_alt"
sql = "SELECT enhet, periode, populasjon, SUM(CASE WHEN tema = 'alle' THEN verdi ELSE -verdi END) AS avvik FROM {denne} GROUP BY enhetsnivaa, enhet, periode, populasjon HAVING bool_and(status = 'ok') AND SUM(CASE WHEN tema = 'alle' THEN verdi ELSE -verdi END) <> 0"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    tema,
    verdi,
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.elevtall
WHERE maal = 'skoler'
