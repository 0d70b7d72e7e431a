/*
populasjon = ["kommunale_skoler"]
maaleenhet = "årsverk"
desimaler = 1
retning = -1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Lærerårsverk som mangler for at alle de offentlige skolene oppfyller lærernormen, slik Utdanningsdirektoratet publiserer dem. Trinn er alle, 1-4, 5-7 eller 8-10."
teller = "årsverk"
nevner = ""
kilder = ["udir_laerernorm"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "Utdanningsdirektoratets egne tall"
merknad = "Lærernormen er 15 elever per lærer i ordinær undervisning på 1.–4. trinn og 20 på 5.–7. og 8.–10. trinn, fra høsten 2019. Bare offentlige skoler."

[navn]
nb = "Årsverk som mangler for å oppfylle lærernormen"
nn = "Årsverk som manglar for å oppfylle lærarnorma"
en = "Full-time equivalents missing to meet the teacher norm"

[[kontroller]]
type = "sql"
navn = "aarsverkene_er_ikke_negative"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    trinn,
    verdi,
    verdi AS teller,
    status,
    foreloepig,
    merknad
FROM harmonisert.laerernorm
WHERE maal = 'manglende_aarsverk'
