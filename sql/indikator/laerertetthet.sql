/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "elever"
desimaler = 1
retning = 0
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Elever per lærer i ordinær undervisning på 1.–4., 5.–7. og 8.–10. trinn, slik Utdanningsdirektoratet publiserer den. Timer til individuelt tilrettelagt opplæring og særskilt norsk er ikke med."
teller = ""
nevner = ""
kilder = ["udir_laerertetthet"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "Utdanningsdirektoratets egen lærertetthet"
merknad = "Lærernormen er 15 elever på 1.–4. trinn og 20 på 5.–7. og 8.–10. trinn, på hver offentlig skole. Et snitt føres bare over til dagens kommune når hele kommunen er den samme; gruppestørrelse 2 er regnet av timene og følger sammenslåinger."

[navn]
nb = "Lærertetthet i ordinær undervisning"
nn = "Lærartettleik i ordinær undervisning"
en = "Pupils per teacher in ordinary teaching"

[[kontroller]]
type = "sql"
navn = "laerertettheten_er_mulig"
sql = "SELECT enhet, periode, trinn, verdi FROM {denne} WHERE verdi NOT BETWEEN 1 AND 60"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    trinn,
    verdi,
    status,
    foreloepig,
    merknad
FROM harmonisert.timer
WHERE maal = 'laerertetthet'
