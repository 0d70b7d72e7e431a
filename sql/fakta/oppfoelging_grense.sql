/*
beskrivelse = "Grensene i oppfølgingsordningen for kommuner, slik de er lagt inn for en periode."
korn = "én rad per periode, indikator, tema, trinn og hva tallet er"
noekkel = ["periode", "indikator_id", "tema", "trinn", "hva"]

[kolonner]
periode = { type = "VARCHAR", beskrivelse = "Det siste av de tre skoleårene grensene gjelder" }
indikator_id = { type = "VARCHAR", beskrivelse = "Indikatoren (dim.indikator)" }
tema = { type = "VARCHAR", beskrivelse = "Indikatorens tema, eller alle" }
trinn = { type = "VARCHAR", beskrivelse = "Trinnet, eller alle" }
hva = { type = "VARCHAR", beskrivelse = "nasjonal_grense, absolutt_grense eller vekt" }
verdi = { type = "DOUBLE", beskrivelse = "Grensen i indikatorens måleenhet, eller hvor mange ganger delen teller" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["periode", "indikator_id", "tema", "trinn", "hva"]

[[kontroller]]
type = "tillatt"
kolonne = "hva"
verdier = ["nasjonal_grense", "absolutt_grense", "vekt"]
*/
-- Lastes fra pipelines/; ingen SQL.
