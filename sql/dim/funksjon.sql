/*
beskrivelse = "KOSTRA-funksjonene en skoleeier har ansvar for."
korn = "én rad per funksjon"
noekkel = ["funksjon"]

[kolonner]
funksjon = "KOSTRA-funksjon, tre siffer"
navn = "Funksjonens navn"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["funksjon", "navn"]
*/
SELECT
    funksjon,
    navn
FROM (
    VALUES
        ('201', 'Barnehage'),
        ('202', 'Grunnskole'),
        ('211', 'Styrket tilbud til førskolebarn'),
        ('213', 'Voksenopplæring'),
        ('214', 'Spesialskoler (gikk inn i 202 i 2013)'),
        ('215', 'Skolefritidstilbud'),
        ('221', 'Barnehagelokaler og skyss'),
        ('222', 'Skolelokaler'),
        ('223', 'Skoleskyss'),
        ('231', 'Aktivitetstilbud for barn og unge'),
        ('383', 'Musikk- og kulturskoler')
) AS funksjoner (funksjon, navn)
