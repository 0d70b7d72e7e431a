/*
beskrivelse = "Elevundersøkelsen på 7. og 10. trinn: mobbing, indikatorer, temaer og deltakelse, slik Utdanningsdirektoratet publiserer dem. Mobbing er «2–3 ganger i måneden eller oftere» på skolen, ikke det samme spørsmålet som i Ungdata. To datasett kan ha samme tall fra hvert sitt API: velg ett."
korn = "én rad per datasett, enhet, skoleår, trinn, kjønn, eierform, tema og mål"
noekkel = ["datasett", "enhetsnivaa", "enhet", "skoleaar", "trinn", "kjoenn", "eierform", "tema", "maal"]

[kolonner]
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, fylke, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kode for enheten: 0 for landet, to siffer for fylke, fire for kommune, organisasjonsnummer for skole; koden utgiveren brukte det året" }
enhet_navn = { type = "VARCHAR", beskrivelse = "Utgiverens navn på enheten" }
skoleaar = { type = "VARCHAR", beskrivelse = "Skoleår, for eksempel 2025-26; undersøkelsen går om høsten" }
trinn = { type = "VARCHAR", beskrivelse = "7 eller 10" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
eierform = { type = "VARCHAR", beskrivelse = "alle, offentlig eller privat" }
populasjon = { type = "VARCHAR", beskrivelse = "skoler_i_kommunen (offentlige og private) eller kommunale_skoler; tom for private skoler alene" }
tema = { type = "VARCHAR", beskrivelse = "Hva svarene gjelder: mobbing_elever, mobbing_digitalt, mobbing_voksne, deltakelse, eller utgiverens navn på indikatoren, temaet eller spørsmålet" }
maal = { type = "VARCHAR", beskrivelse = "andel_mobbet, antall_mobbet, score, standardavvik, antall_besvart, andel_besvart, andel_svar_1 til _5, antall_svar_1 til _5, andel_deltatt eller antall_invitert" }
verdi = { type = "DOUBLE", beskrivelse = "Prosent for andeler, poeng 1–5 for score og standardavvik, antall elever ellers; tom når status ikke er ok" }

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "skoleaar", "trinn", "kjoenn", "eierform", "tema", "maal"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune", "skole"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["7", "10"]

[[kontroller]]
type = "tillatt"
kolonne = "eierform"
verdier = ["alle", "offentlig", "privat"]

[[kontroller]]
type = "tillatt"
kolonne = "populasjon"
verdier = ["skoler_i_kommunen", "kommunale_skoler"]

[[kontroller]]
type = "tillatt"
kolonne = "maal"
verdier = ["andel_mobbet", "antall_mobbet", "score", "standardavvik", "antall_besvart", "andel_besvart", "andel_svar_1", "andel_svar_2", "andel_svar_3", "andel_svar_4", "andel_svar_5", "antall_svar_1", "antall_svar_2", "antall_svar_3", "antall_svar_4", "antall_svar_5", "andel_deltatt", "antall_invitert"]

[[kontroller]]
type = "sql"
navn = "skoleaar_har_form_2025_26"
sql = "SELECT skoleaar FROM {denne} WHERE NOT regexp_like(skoleaar, '^[0-9]{4}-[0-9]{2}$')"

[[kontroller]]
type = "sql"
navn = "kodens_lengde_passer_nivaaet"
sql = "SELECT enhetsnivaa, enhet FROM {denne} WHERE (enhetsnivaa = 'land' AND enhet <> '0') OR (enhetsnivaa = 'fylke' AND length(enhet) <> 2) OR (enhetsnivaa = 'kommune' AND length(enhet) <> 4)"

[[kontroller]]
type = "sql"
navn = "andeler_er_prosent"
sql = "SELECT enhet, skoleaar, tema, maal, verdi FROM {denne} WHERE maal LIKE 'andel%' AND verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "score_er_fra_1_til_5"
sql = "SELECT enhet, skoleaar, tema, verdi FROM {denne} WHERE maal = 'score' AND verdi NOT BETWEEN 1 AND 5"

[[kontroller]]
type = "sql"
navn = "antall_er_hele_tall"
sql = "SELECT enhet, skoleaar, tema, maal, verdi FROM {denne} WHERE maal LIKE 'antall%' AND (verdi < 0 OR verdi <> FLOOR(verdi))"
*/
-- Lastes fra pipelines/; ingen SQL.
