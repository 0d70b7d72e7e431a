/*
beskrivelse = "Trinnene hver skole har i det nyeste skoleåret, og trinnet elevene begynner på skolen. Et trinn er med når utgiveren har et tall for det og det har hatt en elev i de fire siste skoleårene. Skoler uten tall i det nyeste skoleåret er ikke med."
korn = "én rad per skole og trinn"
noekkel = ["orgnr", "trinn"]

[kolonner]
orgnr = "Organisasjonsnummer"
trinn = "Trinnet, 1 til 10"
inngang = "Trinnet elevene på dette trinnet begynte på skolen: 8 for 9. trinn på en ungdomsskole"
aar = { beskrivelse = "Det nyeste skoleåret: kalenderåret det begynner", enhet = "år" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["orgnr", "trinn", "inngang", "aar"]

[[kontroller]]
type = "omraade"
kolonne = "trinn"
minst = 1
hoeyst = 10

[[kontroller]]
type = "sql"
navn = "alle_trinn_fra_inngangen_er_med"
sql = "SELECT orgnr, inngang, trinn FROM {denne} WHERE inngang > trinn"
*/
WITH elever AS (
    SELECT
        e.enhet AS orgnr,
        t.trinn,
        CAST(substr(e.skoleaar, 1, 4) AS INTEGER) AS aar,
        e.verdi
    FROM fakta.elever AS e
    INNER JOIN (
        VALUES ('1', 1), ('2', 2), ('3', 3), ('4', 4), ('5', 5), ('6', 6), ('7', 7), ('8', 8), ('9', 9), ('10', 10)
    ) AS t (navn, trinn)
        ON t.navn = e.trinn
    WHERE e.enhetsnivaa = 'skole'
        AND e.maal = 'elever'
        AND e.eierform = 'alle'
        AND e.kjoenn = 'alle'
        AND e.status NOT IN ('mangler', 'ikke_aktuelt')
),

nyeste AS (
    SELECT MAX(aar) AS aar
    FROM elever
),

-- Et skjermet tall er et tall: skolen har trinnet.
trinnene AS (
    SELECT
        e.orgnr,
        e.trinn,
        n.aar
    FROM elever AS e
    CROSS JOIN nyeste AS n
    WHERE e.aar BETWEEN n.aar - 3 AND n.aar
    GROUP BY e.orgnr, e.trinn, n.aar
    HAVING MAX(e.aar) = n.aar
        AND MAX(COALESCE(e.verdi, 1)) > 0
),

innganger AS (
    SELECT
        t.orgnr,
        t.trinn
    FROM trinnene AS t
    LEFT JOIN trinnene AS under
        ON under.orgnr = t.orgnr
        AND under.trinn = t.trinn - 1
    WHERE under.orgnr IS NULL
)

SELECT
    t.orgnr,
    CAST(t.trinn AS INTEGER) AS trinn,
    CAST(MAX(i.trinn) AS INTEGER) AS inngang,
    CAST(t.aar AS INTEGER) AS aar
FROM trinnene AS t
INNER JOIN innganger AS i
    ON i.orgnr = t.orgnr
    AND i.trinn <= t.trinn
GROUP BY t.orgnr, t.trinn, t.aar
