/*
beskrivelse = "Skoletall fra FHIs kommunehelsa som ikke er Ungdata: mobbing etter Elevundersøkelsen og gjennomføring av videregående opplæring, flerårige og standardiserte."
korn = "én rad per enhet, periode, kjønn, trinn, tema, spørsmål og mål"
noekkel = ["enhetsnivaa", "enhet", "aar_fra", "aar_til", "kjoenn", "trinn", "tema", "spoersmaal", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune, bydel, eller uoppgitt for koder som ikke er en kommune (xx99)" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, seks for bydel; dagens koder, også bakover i tid" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
aar_fra = { type = "INTEGER", beskrivelse = "Første år tallet gjelder", enhet = "år" }
aar_til = { type = "INTEGER", beskrivelse = "Siste år tallet gjelder; året tallet sorteres etter", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
trinn = { type = "VARCHAR", beskrivelse = "7 eller 10 for mobbing, ellers alle" }
tema = { type = "VARCHAR", beskrivelse = "mobbing eller gjennomfoering" }
spoersmaal = { type = "VARCHAR", beskrivelse = "Hvilket spørsmål eller utdanningsprogram tallet gjelder, med utgiverens ord" }
maal = { type = "VARCHAR", beskrivelse = "meis: standardisert andel i prosent; smr: sammenliknet med landet, der landet er 100; andel: andel i prosent" }
verdi = { type = "DOUBLE", beskrivelse = "Prosent for meis og andel, forholdstall for smr; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "aar_fra", "aar_til", "kjoenn", "trinn", "tema", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune", "bydel", "uoppgitt"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["smr", "meis", "andel"]

[[kontroller]]
type = "tillatt"
kolonne = "tema"
verdier = ["mobbing", "gjennomfoering"]

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["7", "10", "alle"]

[[kontroller]]
type = "omraade"
kolonne = "aar_til"
minst = 2010
hoeyst = 2100

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "sql"
navn = "perioden_gaar_framover"
sql = "SELECT aar_fra, aar_til FROM {denne} WHERE aar_fra > aar_til"

[[kontroller]]
type = "sql"
navn = "andeler_er_prosent"
sql = "SELECT enhet, aar_til, tema, verdi FROM {denne} WHERE maal <> 'smr' AND verdi NOT BETWEEN 0 AND 100"
*/
-- Lastes fra pipelines/; ingen SQL.
