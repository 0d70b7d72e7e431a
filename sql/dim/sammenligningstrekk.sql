/*
beskrivelse = "Trekkene som avgjør hvilke kommuner som ligner hverandre, med vekter. Legg en egen utgave av filen i prosjektmappen for andre vekter eller trekk. Hvilke trekk som er i bruk, og hvorfor de andre ikke er det, står i rapport.trekkdekning."
korn = "én rad per trekk"
noekkel = ["trekk"]

[kolonner]
trekk = "Trekkets id"
navn_nb = "Navn på bokmål"
navn_nn = "Navn på nynorsk"
vekt = "Trekkets vekt; bare forholdet mellom vektene betyr noe"
omregning = "ingen, eller logaritme: da teller forholdet mellom to kommuner, ikke forskjellen"
indikator_id = "Indikatoren som måler trekket, alltid for alle kjønn; tom når vi ikke har noen"
populasjon = "Indikatorens populasjon"
trinn = "Indikatorens trinn"
tema = "Indikatorens tema"
omfang = "Indikatorens omfang"
uten_indikator = "Hvorfor vi ikke har trekket; tom når det har en indikator"
begrunnelse_nb = "Hvorfor trekket er med, på bokmål"
begrunnelse_nn = "Hvorfor trekket er med, på nynorsk"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["trekk", "navn_nb", "navn_nn", "vekt", "omregning"]

[[kontroller]]
type = "tillatt"
kolonne = "omregning"
verdier = ["ingen", "logaritme"]

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "sql"
navn = "vekter_er_stoerre_enn_null"
sql = "SELECT trekk, vekt FROM {denne} WHERE vekt <= 0"

[[kontroller]]
type = "sql"
navn = "et_trekk_har_en_indikator_eller_en_grunn"
sql = "SELECT trekk FROM {denne} WHERE (indikator_id IS NULL) <> (uten_indikator IS NOT NULL)"
*/
SELECT
    trekk,
    navn_nb,
    navn_nn,
    CAST(vekt AS DECIMAL(8, 3)) AS vekt,
    omregning,
    CAST(indikator_id AS VARCHAR) AS indikator_id,
    CAST(populasjon AS VARCHAR) AS populasjon,
    CAST(trinn AS VARCHAR) AS trinn,
    CAST(tema AS VARCHAR) AS tema,
    CAST(omfang AS VARCHAR) AS omfang,
    CAST(uten_indikator AS VARCHAR) AS uten_indikator,
    begrunnelse_nb,
    begrunnelse_nn
FROM (
    VALUES
        (
            'innbyggere_6_15', 'Innbyggere 6-15 år', 'Innbyggjarar 6-15 år', 3, 'logaritme',
            'innbyggere_6_15_antall', 'bosatte', 'alle', 'alle', 'alle', NULL,
            'Størrelsen bestemmer hvor mange skoler kommunen kan ha, og hva en skole koster per elev.',
            'Storleiken avgjer kor mange skular kommunen kan ha, og kva ein skule kostar per elev.'
        ),
        (
            'bosetting', 'Elever med skoleskyss', 'Elevar med skuleskyss', 2, 'ingen',
            'skysselever_andel', 'skoler_i_kommunen', 'alle', 'alle', 'alle', NULL,
            'Hvor spredt barna bor. Retten til skyss følger avstanden til skolen, men skolestrukturen påvirker også andelen; kildene har ikke noe bedre mål.',
            'Kor spreidd barna bur. Retten til skyss følgjer avstanden til skulen, men skulestrukturen påverkar òg delen; kjeldene har ikkje noko betre mål.'
        ),
        (
            'private_skoler', 'Elever i private skoler', 'Elevar i private skular', 1, 'ingen',
            'private_skoler_elever_andel', 'skoler_i_kommunen', 'alle', 'alle', 'alle', NULL,
            'Elever i private skoler betales av staten, men barna regnes med i utgifter per innbygger.',
            'Elevar i private skular er betalte av staten, men barna er rekna med i utgifter per innbyggjar.'
        ),
        (
            'utgiftsbehov', 'Beregnet utgiftsbehov til grunnskole', 'Berekna utgiftsbehov til grunnskule', 2, 'ingen',
            'dki_grunnskole', 'bosatte', 'alle', 'alle', 'alle', NULL,
            'Det inntektssystemet sier at en gjennomsnittlig kommune må bruke.',
            'Det inntektssystemet seier at ein gjennomsnittleg kommune må bruke.'
        ),
        (
            'frie_inntekter', 'Korrigerte frie inntekter per innbygger', 'Korrigerte frie inntekter per innbyggjar', 1, 'ingen',
            'frie_inntekter_per_innb_kr', 'bosatte', 'alle', 'alle', 'alle', NULL,
            'Hvor mye kommunen har å fordele.',
            'Kor mykje kommunen har å fordele.'
        ),
        (
            'innvandrere_6_15', 'Innvandrere 6-15 år', 'Innvandrarar 6-15 år', 1, 'ingen',
            NULL, NULL, NULL, NULL, NULL, 'Andelen fra Grønt hefte (tabell F-k) er ikke bygget som indikator',
            'Behovet for opplæring i norsk.',
            'Behovet for opplæring i norsk.'
        )
) AS rader (
    trekk, navn_nb, navn_nn, vekt, omregning,
    indikator_id, populasjon, trinn, tema, omfang, uten_indikator,
    begrunnelse_nb, begrunnelse_nn
)
