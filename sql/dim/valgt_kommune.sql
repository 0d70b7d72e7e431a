/*
beskrivelse = "Kommuner som er valgt for hånd å sammenligne seg med. Tom; legg en egen utgave av filen i prosjektmappen. naboer er kommunens egne navngitte naboer. sammenligning låser settet av sammenlignbare kommuner, så et dokument beholder det når nye tall ville gitt et annet."
korn = "én rad per kommune, gruppetype og valgt kommune"
noekkel = ["kommunenr", "gruppetype", "valgt_kommunenr"]

[kolonner]
kommunenr = "Kommunen valget gjelder for"
gruppetype = "naboer eller sammenligning"
valgt_kommunenr = "Kommunen den skal sammenlignes med"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "gruppetype", "valgt_kommunenr"]

[[kontroller]]
type = "tillatt"
kolonne = "gruppetype"
verdier = ["naboer", "sammenligning"]

[[kontroller]]
type = "sql"
navn = "ingen_er_valgt_for_seg_selv"
sql = "SELECT kommunenr, gruppetype FROM {denne} WHERE kommunenr = valgt_kommunenr"

[[kontroller]]
type = "sql"
navn = "valgte_kommuner_gjelder"
sql = "SELECT v.kommunenr, v.gruppetype, v.valgt_kommunenr FROM {denne} AS v LEFT JOIN dim.kommune AS a ON a.kommunenr = v.kommunenr AND a.gjeldende LEFT JOIN dim.kommune AS b ON b.kommunenr = v.valgt_kommunenr AND b.gjeldende WHERE a.kommunenr IS NULL OR b.kommunenr IS NULL"
alvor = "advarsel"
*/
SELECT
    kommunenr,
    gruppetype,
    valgt_kommunenr
FROM (
    VALUES
        ('3412', 'naboer', '3413')
) AS eksempel (kommunenr, gruppetype, valgt_kommunenr)
WHERE FALSE
