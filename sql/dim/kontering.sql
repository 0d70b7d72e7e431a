/*
beskrivelse = "Hvor hver kombinasjon av tjeneste og ansvar i kommunens eget regnskap og budsjett hører hjemme etter kommunens kart: en skole, felles (med nøkkelen det fordeles etter), sentralt eller ukartlagt, og formålet. Bare grunnskolens funksjoner (202, 215, 222 og 223). Et kart for ett ansvar går foran et for alle."
korn = "én rad per kommune, år, funksjon, tjeneste og ansvar"
noekkel = ["kommunenr", "aar", "funksjon", "tjeneste", "ansvar"]
internt = true

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskaps- eller budsjettår", enhet = "år" }
funksjon = "KOSTRA-funksjon, tre siffer"
tjeneste = "Kommunens egen tjenestekode"
ansvar = "Kommunens egen ansvarskode; uten når filen ikke har ansvar"
plassering = "skole, felles, sentralt eller ukartlagt"
orgnr = "Skolens organisasjonsnummer; tomt når plasseringen ikke er en skole"
noekkel = "Nøkkelen felles kostnader fordeles etter; tomt når kommunen ikke har bestemt noen"
formaal = "Formålet (dim.formaal); ukartlagt når tjenesten ikke er i formålskartet, tomt utenfor funksjon 202"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "funksjon", "tjeneste", "ansvar", "plassering"]

[[kontroller]]
type = "tillatt"
kolonne = "plassering"
verdier = ["skole", "felles", "sentralt", "ukartlagt"]
*/
WITH linjer AS (
    SELECT DISTINCT
        l.kommunenr,
        l.aar,
        l.funksjon,
        l.tjeneste,
        COALESCE(l.ansvar, 'uten') AS ansvar
    FROM fakta.lokalt_regnskap AS l
    INNER JOIN dim.funksjonssett AS s
        ON s.sett = 'grunnskolesektor'
        AND s.funksjon = l.funksjon
    WHERE l.kontoklasse = '1'
)

SELECT
    l.kommunenr,
    l.aar,
    l.funksjon,
    l.tjeneste,
    l.ansvar,
    CASE
        WHEN a.tilhoerer IS NULL THEN 'ukartlagt'
        WHEN a.tilhoerer IN ('felles', 'sentralt') THEN a.tilhoerer
        ELSE 'skole'
    END AS plassering,
    CASE WHEN a.tilhoerer NOT IN ('felles', 'sentralt') THEN a.tilhoerer END AS orgnr,
    CASE WHEN a.tilhoerer = 'felles' THEN COALESCE(en.noekkel, an.noekkel) END AS noekkel,
    CASE WHEN l.funksjon = '202' THEN COALESCE(ef.formaal, af.formaal, 'ukartlagt') END AS formaal
FROM linjer AS l
LEFT JOIN fakta.ansvarskart AS a
    ON a.kommunenr = l.kommunenr
    AND a.ansvar = l.ansvar
    AND a.fra_aar <= l.aar
    AND COALESCE(a.til_aar, 9999) >= l.aar
LEFT JOIN fakta.fordelingsnoekkel AS en
    ON en.kommunenr = l.kommunenr
    AND en.funksjon = l.funksjon
    AND en.ansvar = l.ansvar
    AND en.fra_aar <= l.aar
    AND COALESCE(en.til_aar, 9999) >= l.aar
LEFT JOIN fakta.fordelingsnoekkel AS an
    ON an.kommunenr = l.kommunenr
    AND an.funksjon = l.funksjon
    AND an.ansvar = 'alle'
    AND an.fra_aar <= l.aar
    AND COALESCE(an.til_aar, 9999) >= l.aar
LEFT JOIN fakta.formaalskart AS ef
    ON ef.kommunenr = l.kommunenr
    AND ef.tjeneste = l.tjeneste
    AND ef.ansvar = l.ansvar
    AND ef.fra_aar <= l.aar
    AND COALESCE(ef.til_aar, 9999) >= l.aar
LEFT JOIN fakta.formaalskart AS af
    ON af.kommunenr = l.kommunenr
    AND af.tjeneste = l.tjeneste
    AND af.ansvar = 'alle'
    AND af.fra_aar <= l.aar
    AND COALESCE(af.til_aar, 9999) >= l.aar
