/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "timer"
desimaler = 1
retning = -1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Medianen av enkelttimer fravær ført på vitnemålet for elever på 10. trinn: halvparten av elevene har mer, halvparten mindre."
teller = ""
nevner = "elever medianen gjelder"
kilder = ["udir_fravaer"]
skjerming = "Utgiveren skjermer medianer for få elever, og flere der et skjermet tall ellers kunne regnes ut. Vi regner aldri et skjermet tall ut."
fasit = "Utdanningsdirektoratets egne medianer"
merknad = "Elevene gikk ut våren skoleåret slutter. En median kan verken summeres eller regnes ut av skolenes medianer: etter en sammenslåing er den ufullstendig. Dokumentert sykefravær kan holdes utenfor vitnemålet, så tallet er ikke alt fravær."

[navn]
nb = "Fravær på 10. trinn, median enkelttimer"
nn = "Fråvær på 10. trinn, median enkelttimar"
en = "Absence in year 10, median single lessons"

[[kontroller]]
type = "sql"
navn = "medianen_er_mulig"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi < 0 OR verdi > 1200"
*/
SELECT
    m.populasjon,
    m.enhetsnivaa,
    m.enhet,
    m.periodetype,
    m.periode,
    m.kjoenn,
    m.trinn,
    m.verdi,
    e.verdi AS nevner,
    m.status,
    m.foreloepig,
    m.merknad
FROM harmonisert.fravaer AS m
LEFT JOIN harmonisert.fravaer AS e
    ON e.maal = 'elever'
    AND e.populasjon = m.populasjon
    AND e.enhetsnivaa = m.enhetsnivaa
    AND e.enhet = m.enhet
    AND e.periode = m.periode
    AND e.kjoenn = m.kjoenn
WHERE m.maal = 'median_timer'
