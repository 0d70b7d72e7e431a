/*
beskrivelse = "Ungdata på ungdomstrinnet slik FHI publiserer dem: standardiserte tall per kommune, kjønn og år. Ikke de samme tallene som i NOVAs rapporter."
korn = "én rad per enhet, periode, kjønn, tema og mål"
noekkel = ["enhetsnivaa", "enhet", "aar_fra", "aar_til", "kjoenn", "tema", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune, bydel, eller uoppgitt for koder som ikke er en kommune (xx99)" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, seks for bydel; dagens koder, også bakover i tid" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
aar_fra = { type = "INTEGER", beskrivelse = "Første år tallet gjelder", enhet = "år" }
aar_til = { type = "INTEGER", beskrivelse = "Siste år tallet gjelder; året tallet sorteres etter", enhet = "år" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
tema = { type = "VARCHAR", beskrivelse = "Hva de unge svarte: alkohol, depressive_symptomer, fortrolig_venn, hasj, livskvalitet, smertestillende, dataspill, sosiale_medier, skjermunderholdning, andre_narkotiske, royk, snus eller skulk" }
maal = { type = "VARCHAR", beskrivelse = "meis: standardisert andel i prosent; smr: sammenliknet med landet, der landet er 100" }
verdi = { type = "DOUBLE", beskrivelse = "Prosent for meis, forholdstall for smr; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "aar_fra", "aar_til", "kjoenn", "tema", "maal"]

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
verdier = ["smr", "meis"]

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
navn = "meis_er_prosent"
sql = "SELECT enhet, aar_til, tema, verdi FROM {denne} WHERE maal = 'meis' AND verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "kommunetall_er_ettaarige"
sql = "SELECT enhet, aar_fra, aar_til FROM {denne} WHERE enhetsnivaa = 'kommune' AND aar_fra <> aar_til"
*/
-- Lastes fra pipelines/; ingen SQL.
