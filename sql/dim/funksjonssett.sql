/*
beskrivelse = "Navngitte sett av KOSTRA-funksjoner. grunnskole_per_elev brukes for utgift og lønn per elev, grunnskolesektor for netto per innbygger 6-15 år, utgiftsbehov for behovskorrigerte utgifter. 213 voksenopplæring deles aldri på elever."
korn = "én rad per sett og funksjon"
noekkel = ["sett", "funksjon"]

[kolonner]
sett = "Settets navn"
funksjon = "KOSTRA-funksjon, tre siffer"
gyldig_fra = { beskrivelse = "Første regnskapsår funksjonen er i settet; tom når den alltid har vært det", enhet = "år" }
gyldig_til = { beskrivelse = "Siste regnskapsår funksjonen er i settet; tom når den fortsatt er det", enhet = "år" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "tillatt"
kolonne = "sett"
verdier = ["grunnskole_per_elev", "grunnskolesektor", "utgiftsbehov"]

[[kontroller]]
type = "referanse"
kolonne = "funksjon"
til = "dim.funksjon.funksjon"

[[kontroller]]
type = "sql"
navn = "voksenopplaering_deles_aldri_paa_elever"
sql = "SELECT sett, funksjon FROM {denne} WHERE sett = 'grunnskole_per_elev' AND funksjon = '213'"
*/
SELECT
    sett,
    funksjon,
    CAST(NULL AS INTEGER) AS gyldig_fra,
    CAST(NULL AS INTEGER) AS gyldig_til
FROM (
    VALUES
        ('grunnskole_per_elev', '202'),
        ('grunnskole_per_elev', '222'),
        ('grunnskole_per_elev', '223'),
        ('grunnskolesektor', '202'),
        ('grunnskolesektor', '215'),
        ('grunnskolesektor', '222'),
        ('grunnskolesektor', '223'),
        ('utgiftsbehov', '202'),
        ('utgiftsbehov', '213'),
        ('utgiftsbehov', '215'),
        ('utgiftsbehov', '222'),
        ('utgiftsbehov', '223')
) AS funksjonssett (sett, funksjon)
