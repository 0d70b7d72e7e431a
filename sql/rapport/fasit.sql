/*
beskrivelse = "Våre tall mot utgiverens egne, der utgiveren trykker det samme tallet, kommune for kommune. Et tall stemmer når det er likt på siste trykte siffer. Bare tall som finnes på begge sider; et tall som står på SSBs eget, sammenlignes ikke med seg selv. Fylker og landet er ikke med: Utdanningsdirektoratet teller Svalbard og utlandet der, SSB gjør det ikke."
korn = "én rad per tall"
noekkel = ["indikator_id", "populasjon", "enhetsnivaa", "enhet", "periode", "tema", "omfang", "kilde"]

[kolonner]
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
enhetsnivaa = "kommune"
enhet = "Enhetens kode; kommunene er dagens"
periode = "Perioden, i indikatorens egen periodetype"
tema = "Funksjonen eller settet av funksjoner, ellers alle"
omfang = "alle, eller regnskapsomfang"
vaar_verdi = "Tallet vi regner ut"
publisert_verdi = "Tallet utgiveren trykker"
desimaler = "Antall desimaler utgiveren trykker; -3 når beløpet er i hele tusen"
avvik = "Vårt minus det publiserte"
stemmer = "Sann når de er like på siste trykte siffer"
kilde = "Tabellen tallet er trykt i"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["indikator_id", "populasjon", "enhetsnivaa", "enhet", "periode", "tema", "omfang", "vaar_verdi", "publisert_verdi", "desimaler", "avvik", "stemmer", "kilde"]

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "sql"
navn = "vaare_tall_er_utgiverens"
sql = "SELECT indikator_id, enhet, periode, tema, omfang, vaar_verdi, publisert_verdi, avvik, kilde FROM {denne} WHERE NOT stemmer"
alvor = "advarsel"
*/
-- Beløp trykkes i hele tusen. For de andre er antall desimaler det som finnes i serien: en serie har like mange overalt.
WITH serier AS (
    SELECT indikator_id, maal, tema, hele_tusen, kilde
    FROM (
        VALUES
            ('ito_elever_andel', 'ito_elever_andel', 'alle', FALSE, 'SSB 12222'),
            ('elever_vektet_antall', 'elever_vektet', 'alle', FALSE, 'SSB 11977'),
            ('brutto_driftsutgift_kr', 'brutto', 'funksjon', TRUE, 'SSB 12367'),
            ('netto_driftsutgift_kr', 'netto', 'funksjon', TRUE, 'SSB 12367'),
            ('kbdu_kr', 'kbdu', 'funksjon', TRUE, 'SSB 12367'),
            ('loenn_kr', 'loenn', 'funksjon', TRUE, 'SSB 12367'),
            ('brutto_driftsutgift_kr', 'brutto', 'grunnskolesektor', TRUE, 'SSB 12362'),
            ('netto_driftsutgift_kr', 'netto', 'grunnskolesektor', TRUE, 'SSB 12362'),
            ('kbdu_kr', 'kbdu', 'grunnskolesektor', TRUE, 'SSB 12362'),
            ('kbdu_kr', 'kbdu', 'grunnskole_per_elev', TRUE, 'SSB 12235'),
            ('kbdu_per_elev_kr', 'kbdu_per_elev', 'grunnskole_per_elev', FALSE, 'SSB 12235'),
            ('loenn_per_elev_kr', 'loenn_per_elev', 'grunnskole_per_elev', FALSE, 'SSB 12235'),
            ('netto_driftsutgift_per_innb_6_15_kr', 'netto_per_innb_6_15', 'grunnskolesektor', FALSE, 'SSB 12255'),
            ('sfo_netto_per_innb_6_9_kr', 'netto_per_innb_6_9', '215', FALSE, 'SSBs nøkkeltall for SFO'),
            ('gruppestoerrelse_2', 'gruppestoerrelse_2', 'alle', FALSE, 'SSB 12255')
    ) AS rader (indikator_id, maal, tema, hele_tusen, kilde)
),

desimaler AS (
    SELECT
        maal,
        MAX(
            CASE
                WHEN verdi = round(verdi) THEN 0
                WHEN abs(verdi - round(verdi, 1)) < 0.000001 THEN 1
                ELSE 2
            END
        ) AS desimaler
    FROM harmonisert.kostra_noekkeltall
    WHERE status = 'ok'
    GROUP BY maal
),

publisert AS (
    SELECT
        s.indikator_id,
        s.kilde,
        p.populasjon,
        p.enhetsnivaa,
        p.enhet,
        p.periode,
        p.tema,
        p.omfang,
        p.verdi,
        CASE WHEN s.hele_tusen THEN -3 ELSE d.desimaler END AS desimaler
    FROM serier AS s
    INNER JOIN harmonisert.kostra_noekkeltall AS p
        ON p.maal = s.maal
        AND (p.tema = s.tema OR (s.tema = 'funksjon' AND length(p.tema) = 3))
    INNER JOIN desimaler AS d
        ON d.maal = s.maal
    WHERE p.status = 'ok'
        AND p.enhetsnivaa = 'kommune'
),

-- Kommuner som ble slått sammen det året eller året før, har ikke samme grunnlag hos oss og hos utgiveren; eldre tall er summer av avrundede.
hele AS (
    SELECT
        til_kommunenr,
        aar
    FROM dim.kommune_overgang
    WHERE gyldig
    GROUP BY til_kommunenr, aar
    HAVING bool_and(eksakt_snitt)
),

par AS (
    SELECT
        p.indikator_id,
        p.populasjon,
        p.enhetsnivaa,
        p.enhet,
        v.periode,
        p.tema,
        p.omfang,
        v.verdi AS vaar_verdi,
        p.verdi AS publisert_verdi,
        CAST(p.desimaler AS INTEGER) AS desimaler,
        v.verdi - p.verdi AS avvik,
        p.kilde
    FROM publisert AS p
    -- SSBs år er året elevene ble talt, 1. oktober: skoleåret som begynner det året.
    INNER JOIN indikator.verdi AS v
        ON v.indikator_id = p.indikator_id
        AND v.populasjon = p.populasjon
        AND v.enhetsnivaa = p.enhetsnivaa
        AND v.enhet = p.enhet
        AND substr(v.periode, 1, 4) = p.periode
        AND v.tema = p.tema
        AND v.omfang = p.omfang
    INNER JOIN hele AS samme_aar
        ON samme_aar.til_kommunenr = p.enhet
        AND samme_aar.aar = CAST(p.periode AS INTEGER)
    INNER JOIN hele AS aaret_foer
        ON aaret_foer.til_kommunenr = p.enhet
        AND aaret_foer.aar = CAST(p.periode AS INTEGER) - 1
    WHERE v.status = 'ok'
        AND v.teller IS NOT NULL
        AND v.kjoenn = 'alle'
        AND v.trinn = 'alle'
)

-- Halve enheter kan være rundet begge veier.
SELECT
    indikator_id,
    populasjon,
    enhetsnivaa,
    enhet,
    periode,
    tema,
    omfang,
    vaar_verdi,
    publisert_verdi,
    desimaler,
    avvik,
    abs(avvik) <= 0.5 * power(10.0, -desimaler) + 0.000001 AS stemmer,
    kilde
FROM par
