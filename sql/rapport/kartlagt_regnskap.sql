/*
beskrivelse = "Kommunens eget regnskap og budsjett til grunnskolen, ført til skolene, til felles, til kommunen sentralt eller til det kartet ikke kjenner. Alt er med: summen er kommunens."
korn = "én rad per kommune, år, versjon, funksjon, plassering, skole og nøkkel"
noekkel = ["kommunenr", "aar", "versjon", "funksjon", "plassering", "orgnr", "noekkel"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
versjon = "regnskap, vedtatt_budsjett, revidert_budsjett eller oekonomiplan"
funksjon = "KOSTRA-funksjon, tre siffer"
plassering = "skole, felles, sentralt eller ukartlagt (dim.kontering)"
orgnr = "Skolens organisasjonsnummer; tomt når plasseringen ikke er en skole"
noekkel = "Nøkkelen felles kostnader fordeles etter; tomt ellers, og når ingen er bestemt"
kbdu_kr = { beskrivelse = "Korrigerte brutto driftsutgifter (dim.artsgruppe)", enhet = "kr" }
netto_kr = { beskrivelse = "Netto driftsutgifter", enhet = "kr" }
foert_kr = { beskrivelse = "Alt som er ført, utgifter og inntekter uten fortegn: målet på hvor mye som er kartlagt", enhet = "kr" }
foreloepig = "Sann når noe av det er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "versjon", "funksjon", "plassering", "kbdu_kr", "netto_kr", "foert_kr"]

[[kontroller]]
type = "sql"
navn = "ingen_linje_er_borte"
sql = "SELECT l.kommunenr, l.aar, l.versjon, l.funksjon, l.kr AS i_regnskapet, k.kr AS her FROM (SELECT r.kommunenr, r.aar, r.versjon, r.funksjon, SUM(abs(r.verdi)) AS kr FROM fakta.lokalt_regnskap AS r INNER JOIN dim.funksjonssett AS s ON s.sett = 'grunnskolesektor' AND s.funksjon = r.funksjon WHERE r.kontoklasse = '1' GROUP BY r.kommunenr, r.aar, r.versjon, r.funksjon) AS l LEFT JOIN (SELECT kommunenr, aar, versjon, funksjon, SUM(foert_kr) AS kr FROM {denne} GROUP BY kommunenr, aar, versjon, funksjon) AS k ON k.kommunenr = l.kommunenr AND k.aar = l.aar AND k.versjon = l.versjon AND k.funksjon = l.funksjon WHERE abs(l.kr - COALESCE(k.kr, 0)) > 0.005"
*/
-- Inntekter er negative i regnskapet: artene i et mål legges sammen.
SELECT
    l.kommunenr,
    l.aar,
    l.versjon,
    l.funksjon,
    -- En linje uten kjent art kan ikke regnes med i noe mål: den er like ukartlagt som en uten skole.
    CASE WHEN l.art = 'ukjent' THEN 'ukartlagt' ELSE k.plassering END AS plassering,
    CASE WHEN l.art = 'ukjent' THEN '' ELSE COALESCE(k.orgnr, '') END AS orgnr,
    CASE WHEN l.art = 'ukjent' THEN '' ELSE COALESCE(k.noekkel, '') END AS noekkel,
    SUM(CASE WHEN b.art IS NOT NULL THEN l.verdi ELSE 0 END) AS kbdu_kr,
    SUM(CASE WHEN n.art IS NOT NULL THEN l.verdi ELSE 0 END) AS netto_kr,
    SUM(abs(l.verdi)) AS foert_kr,
    bool_or(l.foreloepig) AS foreloepig
FROM fakta.lokalt_regnskap AS l
INNER JOIN dim.kontering AS k
    ON k.kommunenr = l.kommunenr
    AND k.aar = l.aar
    AND k.funksjon = l.funksjon
    AND k.tjeneste = l.tjeneste
    AND k.ansvar = COALESCE(l.ansvar, 'uten')
LEFT JOIN dim.artsgruppe AS b
    ON b.maal = 'kbdu'
    AND b.art = l.art
    AND (b.gyldig_fra IS NULL OR b.gyldig_fra <= l.aar)
    AND (b.gyldig_til IS NULL OR b.gyldig_til >= l.aar)
LEFT JOIN dim.artsgruppe AS n
    ON n.maal = 'netto'
    AND n.art = l.art
    AND (n.gyldig_fra IS NULL OR n.gyldig_fra <= l.aar)
    AND (n.gyldig_til IS NULL OR n.gyldig_til >= l.aar)
WHERE l.kontoklasse = '1'
GROUP BY
    l.kommunenr,
    l.aar,
    l.versjon,
    l.funksjon,
    CASE WHEN l.art = 'ukjent' THEN 'ukartlagt' ELSE k.plassering END,
    CASE WHEN l.art = 'ukjent' THEN '' ELSE COALESCE(k.orgnr, '') END,
    CASE WHEN l.art = 'ukjent' THEN '' ELSE COALESCE(k.noekkel, '') END
