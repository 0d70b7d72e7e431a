/*
beskrivelse = "Statusene et tall kan ha. Bare ok har en verdi, og har alltid en."
korn = "én rad per status"
noekkel = ["status"]

[kolonner]
status = "Statusen"
betydning = "Hva den betyr, slik den skrives når et tall mangler"

[[kontroller]]
type = "unik"
*/
SELECT
    status,
    betydning
FROM (
    VALUES
        ('ok', 'Tallet står her'),
        ('skjermet', 'Skjermet av utgiveren'),
        ('undertrykt', 'Undertrykt av hensyn til personvern'),
        ('mangler', 'Utgiveren har ikke tallet'),
        ('ikke_aktuelt', 'Ikke aktuelt for enheten'),
        ('ikke_beregnbar', 'Kan ikke regnes ut: nevneren er 0, eller utgiveren sier det'),
        ('ufullstendig', 'En del av summen er skjermet, undertrykt eller mangler')
) AS statuser (status, betydning)
