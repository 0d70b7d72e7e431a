/*
beskrivelse = "Fagene det settes karakter i, med det nyeste navnet utgiveren bruker."
korn = "én rad per fagkode"
noekkel = ["fag"]

[kolonner]
fag = "Utgiverens fagkode; LK06- og LK20-kodene for samme fag er ulike"
navn = "Utgiverens navn på faget"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["fag", "navn"]
*/
SELECT
    k.fag,
    MAX(k.fag_navn) AS navn
FROM fakta.karakterer AS k
INNER JOIN (
    SELECT fag, MAX(skoleaar) AS skoleaar
    FROM fakta.karakterer
    WHERE fag_navn IS NOT NULL
    GROUP BY fag
) AS nyest
    ON nyest.fag = k.fag
    AND nyest.skoleaar = k.skoleaar
WHERE k.fag_navn IS NOT NULL
GROUP BY k.fag
