/*
beskrivelse = "Grensene avstemmingen og kostnaden per skole bruker. En prosjektmappe kan ha sine egne."
korn = "én rad per grense"
noekkel = ["grense"]

[kolonner]
grense = "ukartlagt_prosent, faa_elever eller avrunding_kr"
verdi = "Grensen"
maaleenhet = "prosent, antall eller kr"
betydning = "Hva den styrer"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["grense", "verdi", "maaleenhet", "betydning"]

[[kontroller]]
type = "tillatt"
kolonne = "grense"
verdier = ["ukartlagt_prosent", "faa_elever", "avrunding_kr"]
*/
SELECT
    grense,
    CAST(verdi AS DOUBLE) AS verdi,
    maaleenhet,
    betydning
FROM (
    VALUES
        ('ukartlagt_prosent', 2, 'prosent', 'Er mer enn dette av en funksjons beløp uten plass i ansvarskartet, vises ikke kostnaden per skole'),
        ('faa_elever', 6, 'antall', 'Et beløp som gjelder færre elever enn dette, skjules'),
        ('avrunding_kr', 500, 'kr', 'Så mye kan hver post i en fil i hele tusen være rundet')
) AS grenser (grense, verdi, maaleenhet, betydning)
