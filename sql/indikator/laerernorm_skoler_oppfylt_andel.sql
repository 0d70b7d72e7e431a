/*
populasjon = ["kommunale_skoler"]
maaleenhet = "prosent"
faktor = 100
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av de offentlige skolene som oppfyller lærernormen. Trinn er alle, 1-4, 5-7 eller 8-10."
teller = "skoler som oppfyller lærernormen"
nevner = "skoler som lærernormen gjelder"
kilder = ["udir_laerernorm"]
skjerming = "Skjermes ikke av utgiveren."
fasit = "Utdanningsdirektoratets egen andel"
merknad = "Andelen er utgiverens egen. For en sammenslått kommune er den regnet av skolene i kommunene før. Lærernormen er 15 elever per lærer i ordinær undervisning på 1.–4. trinn og 20 på 5.–7. og 8.–10. trinn, fra høsten 2019."

[navn]
nb = "Skoler som oppfyller lærernormen"
nn = "Skular som oppfyller lærarnorma"
en = "Schools that meet the teacher norm"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "andelen_er_skolene_delt_paa_skolene"
sql = "SELECT enhet, periode, trinn, verdi, teller, nevner FROM {denne} WHERE nevner <> 0 AND abs(verdi - 100.0 * teller / nevner) > 0.06"
alvor = "advarsel"
*/
-- Bare en sammenslåing gjør utgiverens andel ufullstendig; da regnes den av skolene, som summeres.
SELECT
    a.populasjon,
    a.enhetsnivaa,
    a.enhet,
    a.periodetype,
    a.periode,
    a.trinn,
    a.verdi AS publisert,
    nullif(a.status, 'ufullstendig') AS publisert_status,
    t.verdi AS teller,
    t.status AS teller_status,
    n.verdi AS nevner,
    n.status AS nevner_status,
    a.foreloepig OR COALESCE(t.foreloepig, FALSE) OR COALESCE(n.foreloepig, FALSE) AS foreloepig,
    COALESCE(t.merknad, n.merknad, a.merknad) AS merknad
FROM harmonisert.laerernorm AS a
LEFT JOIN harmonisert.laerernorm AS t
    ON t.maal = 'antall_oppfyller'
    AND t.populasjon = a.populasjon
    AND t.enhetsnivaa = a.enhetsnivaa
    AND t.enhet = a.enhet
    AND t.periode = a.periode
    AND t.trinn = a.trinn
LEFT JOIN harmonisert.laerernorm AS n
    ON n.maal = 'skoler'
    AND n.populasjon = a.populasjon
    AND n.enhetsnivaa = a.enhetsnivaa
    AND n.enhet = a.enhet
    AND n.periode = a.periode
    AND n.trinn = a.trinn
WHERE a.maal = 'andel_oppfyller'
