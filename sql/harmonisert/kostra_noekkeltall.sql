/*
beskrivelse = "SSBs egne KOSTRA-tall for skolen, på dagens kommuner, og for fylker, KOSTRA-grupper og landet slik SSB har dem. Andeler og beløp per elev føres bare når hele kommunen er den samme, beløp, elever og areal summeres. Landet uten Oslo (EAKUO) er ikke med. Et fylke eller en gruppe som ikke fantes det året, har ingen rad."

[maal]
brutto = { beskrivelse = "Brutto driftsutgifter (12367 for funksjonene, 12362 for grunnskolesektor)", enhet = "kr", summeres = true }
netto = { beskrivelse = "Netto driftsutgifter (12367, 12362)", enhet = "kr", summeres = true }
kbdu = { beskrivelse = "Korrigerte brutto driftsutgifter (12367, 12362, 12235 for grunnskole_per_elev)", enhet = "kr", summeres = true }
loenn = { beskrivelse = "Lønnsutgifter minus sykelønnsrefusjon (12367)", enhet = "kr", summeres = true }
kbdu_per_elev = { beskrivelse = "Korrigerte brutto driftsutgifter per elev, 202, 222 og 223 (12235)", enhet = "kr", summeres = false }
loenn_per_elev = { beskrivelse = "Lønnsutgifter per elev, 202, 222 og 223 (12235)", enhet = "kr", summeres = false }
skyss_kbdu_per_skysselev = { beskrivelse = "Korrigerte brutto driftsutgifter til skoleskyss per elev med skyss (12235)", enhet = "kr", summeres = false }
netto_per_innb_6_15 = { beskrivelse = "Netto driftsutgifter til grunnskolesektoren per innbygger 6-15 år (12255)", enhet = "kr", summeres = false }
netto_per_innb_6_9 = { beskrivelse = "Netto driftsutgifter til skolefritidsordning per innbygger 6-9 år (SSBs nøkkeltall for SFO)", enhet = "kr", summeres = false }
netto_andel = { beskrivelse = "Grunnskolesektorens andel av kommunens netto driftsutgifter (12362)", enhet = "prosent", summeres = false }
skysselever_andel = { beskrivelse = "Elever med skoleskyss som andel av elevene (12255)", enhet = "prosent", summeres = false }
ito_elever_andel = { beskrivelse = "Elever med spesialundervisning eller individuelt tilrettelagt opplæring som andel av elevene (12222)", enhet = "prosent", summeres = false }
gruppestoerrelse_2 = { beskrivelse = "Gruppestørrelse 2 (12255)", enhet = "elever", summeres = false }
elever_vektet = { beskrivelse = "Elever i kommunale skoler i kalenderåret, 7/12 og 5/12 (11977)", enhet = "antall", summeres = true }
areal = { beskrivelse = "Skolelokaler; tema er alle, eid eller leid (11906)", enhet = "kvm", summeres = true }
lokaler_per_kvm = { beskrivelse = "Utgifter til skolelokaler per kvadratmeter; tema er drift, vedlikehold, renhold eller energi (12905)", enhet = "kr", summeres = false }
*/
-- Tema «funksjon» og «inndeling» er tabellens egen kolonne, omfang «regnskap» er tabellens eget omfang.
WITH utvalg AS (
    SELECT tabell, kilde_maal, art, maal, populasjon, tema, omfang
    FROM (
        VALUES
            ('12367', 'beloep_kr', 'AGD10', 'brutto', 'kommunale_skoler', 'funksjon', 'regnskap'),
            ('12367', 'beloep_kr', 'AGD2', 'netto', 'kommunale_skoler', 'funksjon', 'regnskap'),
            ('12367', 'beloep_kr', 'AGD4', 'kbdu', 'kommunale_skoler', 'funksjon', 'regnskap'),
            ('12367', 'beloep_kr', 'AG16', 'loenn', 'kommunale_skoler', 'funksjon', 'regnskap'),
            ('12362', 'beloep_kr', 'AGD10', 'brutto', 'kommunale_skoler', 'grunnskolesektor', 'regnskap'),
            ('12362', 'beloep_kr', 'AGD2', 'netto', 'kommunale_skoler', 'grunnskolesektor', 'regnskap'),
            ('12362', 'beloep_kr', 'AGD4', 'kbdu', 'kommunale_skoler', 'grunnskolesektor', 'regnskap'),
            ('12362', 'andel_av_utgifter_prosent', 'AGD2', 'netto_andel', 'kommunale_skoler', 'grunnskolesektor', 'regnskap'),
            ('12235', 'kbdu_kr', 'alle', 'kbdu', 'kommunale_skoler', 'grunnskole_per_elev', 'regnskap'),
            ('12235', 'kbdu_per_elev_kr', 'alle', 'kbdu_per_elev', 'kommunale_skoler', 'grunnskole_per_elev', 'regnskap'),
            ('12235', 'loenn_per_elev_kr', 'alle', 'loenn_per_elev', 'kommunale_skoler', 'grunnskole_per_elev', 'regnskap'),
            ('12235', 'skyss_kbdu_per_skysselev_kr', 'alle', 'skyss_kbdu_per_skysselev', 'skoler_i_kommunen', '223', 'regnskap'),
            ('12255', 'netto_per_innbygger_6_15_kr', 'alle', 'netto_per_innb_6_15', 'bosatte', 'grunnskolesektor', 'regnskap'),
            ('12255', 'skoleskyss_prosent', 'alle', 'skysselever_andel', 'skoler_i_kommunen', 'alle', 'alle'),
            ('12255', 'gruppestoerrelse_2_antall', 'alle', 'gruppestoerrelse_2', 'kommunale_skoler', 'alle', 'alle'),
            ('sfo', 'netto_per_innbygger_6_9_kr', 'alle', 'netto_per_innb_6_9', 'bosatte', '215', 'regnskap'),
            ('12222', 'spesialundervisning_prosent', 'alle', 'ito_elever_andel', 'skoler_i_kommunen', 'alle', 'alle'),
            ('11977', 'elever_vektet_antall', 'alle', 'elever_vektet', 'kommunale_skoler', 'alle', 'alle'),
            ('11906', 'areal_kvm', 'alle', 'areal', 'kommunale_skoler', 'inndeling', 'alle'),
            ('12905', 'beloep_per_kvm_kr', 'AGD39', 'lokaler_per_kvm', 'kommunale_skoler', 'drift', 'regnskap'),
            ('12905', 'beloep_per_kvm_kr', 'AGD36', 'lokaler_per_kvm', 'kommunale_skoler', 'vedlikehold', 'regnskap'),
            ('12905', 'beloep_per_kvm_kr', 'AGD38', 'lokaler_per_kvm', 'kommunale_skoler', 'renhold', 'regnskap'),
            ('12905', 'beloep_per_kvm_kr', 'AG1', 'lokaler_per_kvm', 'kommunale_skoler', 'energi', 'regnskap')
    ) AS rader (tabell, kilde_maal, art, maal, populasjon, tema, omfang)
)

SELECT
    u.maal,
    u.populasjon,
    f.regiontype AS enhetsnivaa,
    CASE f.regiontype
        WHEN 'land' THEN '0'
        WHEN 'fylke' THEN substr(f.region, 4, 2)
        ELSE f.region
    END AS enhet,
    'aar' AS periodetype,
    CAST(f.aar AS VARCHAR) AS periode,
    f.aar,
    CASE u.tema
        WHEN 'funksjon' THEN f.funksjon
        WHEN 'inndeling' THEN f.inndeling
        ELSE u.tema
    END AS tema,
    CASE WHEN u.omfang = 'regnskap' THEN f.omfang ELSE u.omfang END AS omfang,
    f.verdi,
    f.status,
    f.foreloepig
FROM fakta.kostra_noekkeltall AS f
INNER JOIN utvalg AS u
    ON u.tabell = f.tabell
    AND u.kilde_maal = f.maal
    AND u.art = f.art
WHERE f.region <> 'EAKUO'
    AND (f.status <> 'ikke_aktuelt' OR f.regiontype IN ('kommune', 'land'))
