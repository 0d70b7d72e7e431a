/*
beskrivelse = "Datasettene lageret henter, med utgiver, lisens og kildehenvisning. Kommer fra filene i pipelines/."
korn = "én rad per datasett"
noekkel = ["datasett"]

[kolonner]
datasett = "Datasettets id"
tittel = "Datasettets navn"
beskrivelse = "Hva det inneholder"
utgiver = "Hvem som publiserer det"
lisens = "Vilkår for bruk"
kildehenvisning = "Slik skal kilden oppgis"
tabeller = "Tabellene det fyller"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["datasett"]
*/
SELECT
    datasett,
    tittel,
    beskrivelse,
    utgiver,
    lisens,
    kildehenvisning,
    tabeller
FROM katalog.datasett
