/*
beskrivelse = "Hva grunnskolens tjenester (funksjon 202) kan gå til. Et formål som gjelder enkeltelever, skjules der færre enn seks elever står bak, og der antallet ikke er kjent."
korn = "én rad per formål"
noekkel = ["formaal"]

[kolonner]
formaal = "Formålet, slik det skrives i formaalskart"
rang = "Rekkefølgen i dokumentene"
navn_nb = "Navnet på bokmål"
navn_nn = "Navnet på nynorsk"
gjelder_enkeltelever = "Sann når beløpet går til bestemte elever"
elevmaal = "Målet i harmonisert.elevtall som teller elevene; tomt når ingen kilde gjør det. For individuell_tilrettelegging_samlet er det elevene med § 11-6: det er minst så mange"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["formaal", "rang", "navn_nb", "navn_nn", "gjelder_enkeltelever"]
*/
SELECT
    formaal,
    CAST(rang AS INTEGER) AS rang,
    navn_nb,
    navn_nn,
    gjelder_enkeltelever,
    elevmaal
FROM (
    VALUES
        ('ordinaer', 1, 'Ordinær opplæring', 'Ordinær opplæring', FALSE, NULL),
        ('p11_4', 2, 'Personlig assistanse (§ 11-4)', 'Personleg assistanse (§ 11-4)', TRUE, NULL),
        ('p11_5', 3, 'Fysisk tilrettelegging og hjelpemidler (§ 11-5)', 'Fysisk tilrettelegging og hjelpemiddel (§ 11-5)', TRUE, NULL),
        ('p11_6', 4, 'Individuelt tilrettelagt opplæring (§ 11-6)', 'Individuelt tilrettelagd opplæring (§ 11-6)', TRUE, 'ito_elever'),
        ('individuell_tilrettelegging_samlet', 5, 'Individuell tilrettelegging samlet', 'Individuell tilrettelegging samla', TRUE, 'ito_elever'),
        ('spesialavdeling', 6, 'Spesialavdelinger', 'Spesialavdelingar', TRUE, NULL),
        ('norsk', 7, 'Forsterket opplæring i norsk', 'Forsterka opplæring i norsk', TRUE, 'forsterket_norsk_elever'),
        ('ppt', 8, 'Pedagogisk-psykologisk tjeneste', 'Pedagogisk-psykologisk teneste', FALSE, NULL),
        ('annet', 9, 'Annet', 'Anna', FALSE, NULL)
) AS formaal (formaal, rang, navn_nb, navn_nn, gjelder_enkeltelever, elevmaal)
