/*
beskrivelse = "Hva listene som kommunene rapporterer etter, ber om, og hva vi har for hver kommune: Utdanningsdirektoratets mal for tilstandsrapport, ASSS-nettverkets indikatorer, oppfølgingsordningen og det en ressursanalyse trenger. Det som mangler, har alltid en grunn."
korn = "én rad per liste, krav og kommune"
noekkel = ["liste", "krav", "kommunenr"]

[kolonner]
liste = "Hvem som ber om det: udirs_mal, asss, oppfoelgingsordningen eller ressursanalyse"
kapittel = "Kapittelet kravet hører til"
krav = "Det listen ber om"
indikator_id = "Indikatoren som svarer på kravet; tom når ingen gjør det"
kommunenr = "Kommunen på referansedatoen"
periode = "Nyeste periode med tall, eller nyeste uten når kommunen ikke har noen; tom når det ikke finnes rader"
dekning = "ok, skjermet eller mangler"
grunn = "Hvorfor det ikke er ok; tom når det er det"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["liste", "kapittel", "krav", "kommunenr", "dekning"]

[[kontroller]]
type = "tillatt"
kolonne = "dekning"
verdier = ["ok", "skjermet", "mangler"]

[[kontroller]]
type = "sql"
navn = "det_som_mangler_har_en_grunn"
sql = "SELECT liste, krav, kommunenr FROM {denne} WHERE dekning <> 'ok' AND grunn IS NULL"

[[kontroller]]
type = "sql"
navn = "kravene_viser_til_indikatorer_som_finnes"
sql = "SELECT DISTINCT d.indikator_id FROM {denne} AS d LEFT JOIN dim.indikator AS i ON i.indikator_id = d.indikator_id WHERE d.indikator_id IS NOT NULL AND i.indikator_id IS NULL"
*/
WITH krav AS (
    SELECT
        liste,
        kapittel,
        krav,
        indikator_id,
        uten_indikator
    FROM (
        VALUES
            ('udirs_mal', 'Elever og undervisningspersonale', 'Elevtall', 'elever_antall', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Elever per årsverk til undervisning', 'elever_per_laereraarsverk', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Årstimer per elev', 'undervisningstimer_per_elev', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Lærertetthet 1.-4., 5.-7. og 8.-10. trinn', 'laerertetthet', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Gruppestørrelse 1', NULL, 'Ingen kilde vi tar inn, har lærertimene i alt (GSI)'),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Gruppestørrelse 2', 'gruppestoerrelse_2', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Skoler som oppfyller lærernormen', 'laerernorm_skoler_oppfylt_andel', NULL),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Undervisning gitt av personale med godkjent utdanning', NULL, 'Ingen kilde vi tar inn, har timene etter godkjent utdanning (GSI)'),
            ('udirs_mal', 'Elever og undervisningspersonale', 'Assistentårsverk per 100 elever', 'assistentaarsverk_per_100_elever', NULL),
            ('udirs_mal', 'Individuelt tilrettelagt opplæring', 'Andel elever', 'ito_elever_andel', NULL),
            ('udirs_mal', 'Individuelt tilrettelagt opplæring', 'Andel av lærertimene', NULL, 'Ingen kilde vi tar inn, har timene til individuelt tilrettelagt opplæring (GSI)'),
            ('udirs_mal', 'Individuelt tilrettelagt opplæring', 'Årstimer per elev med vedtak', NULL, 'Ingen kilde vi tar inn, har timene til individuelt tilrettelagt opplæring (GSI)'),
            ('udirs_mal', 'Læringsmiljø', 'Elevundersøkelsen: trivsel, støtte, motivasjon, mestring og de andre indeksene', 'elevundersoekelsen_snitt', NULL),
            ('udirs_mal', 'Læringsmiljø', 'Andel mobbet av medelever, digitalt og av voksne', 'mobbing_andel', NULL),
            ('udirs_mal', 'Læringsmiljø', 'Ungdata', 'ungdata_meis', NULL),
            ('udirs_mal', 'Læringsmiljø', 'Fravær på 10. trinn', 'fravaer_dager_median', NULL),
            ('udirs_mal', 'Resultater', 'Nasjonale prøver, skalapoeng', 'np_skalapoeng', NULL),
            ('udirs_mal', 'Resultater', 'Nasjonale prøver, laveste mestringsnivå', 'np_nivaa1_andel', NULL),
            ('udirs_mal', 'Resultater', 'Nasjonale prøver, høyeste mestringsnivåer', 'np_hoeyeste_nivaaer_andel', NULL),
            ('udirs_mal', 'Resultater', 'Standpunkt- og eksamenskarakterer', 'karakter_snitt', NULL),
            ('udirs_mal', 'Resultater', 'Grunnskolepoeng', 'grunnskolepoeng_snitt', NULL),
            ('udirs_mal', 'Resultater', 'Skolebidrag', NULL, 'Ingen kilde vi tar inn, har skolebidragsindikatorene (Udir)'),
            ('udirs_mal', 'Gjennomføring', 'Overgang fra 10. trinn til Vg1', NULL, 'Ingen kilde vi tar inn, har overgangen etter bosted (Udir)'),
            ('udirs_mal', 'Gjennomføring', 'Fullført og bestått videregående', 'fullfoert_vgo_andel', NULL),
            ('udirs_mal', 'Ressurser', 'Driftsutgifter per elev', 'kbdu_per_elev_kr', NULL),
            ('udirs_mal', 'Ressurser', 'Lønnsutgifter per elev', 'loenn_per_elev_kr', NULL),
            ('asss', 'Ressursbruk', 'Ressursbruksindikator', NULL, 'ASSS korrigerer også for pensjon, arbeidsgiveravgift og elever i private skoler, i en rekkefølge som ikke er kjent; nærmest er merutgift_per_innb_kr'),
            ('asss', 'Ressursbruk', 'Netto driftsutgifter til grunnskole (202)', 'netto_driftsutgift_kr', NULL),
            ('asss', 'Ressursbruk', 'Elever i kalenderåret', 'elever_vektet_antall', NULL),
            ('asss', 'Ressursbruk', 'Gruppestørrelse 2', 'gruppestoerrelse_2', NULL),
            ('asss', 'Ressursbruk', 'Elever med individuelt tilrettelagt opplæring', 'ito_elever_andel', NULL),
            ('asss', 'Ressursbruk', 'Årstimer per elev med individuelt tilrettelagt opplæring', NULL, 'Ingen kilde vi tar inn, har timene til individuelt tilrettelagt opplæring (GSI)'),
            ('asss', 'Ressursbruk', 'Sykefravær', 'sykefravaer_andel', NULL),
            ('asss', 'Resultater', 'Direkte overgang Vg1 til Vg2', NULL, 'Ingen kilde vi tar inn, har overgangene i videregående per kommune'),
            ('asss', 'Resultater', 'Nasjonale prøver 5. trinn, nivå 2-3', 'np_nivaa1_andel', NULL),
            ('asss', 'Resultater', 'Nasjonale prøver 8. og 9. trinn, nivå 3-5', 'np_nivaa1_andel', NULL),
            ('asss', 'Resultater', 'Eksamen', 'karakter_snitt', NULL),
            ('asss', 'Resultater', 'Vurdering for læring', 'elevundersoekelsen_snitt', NULL),
            ('oppfoelgingsordningen', 'Risikopoeng', 'Mobbing, 7. og 10. trinn', 'mobbing_andel', NULL),
            ('oppfoelgingsordningen', 'Risikopoeng', 'Støtte fra lærerne og motivasjon, 7. og 10. trinn', 'elevundersoekelsen_snitt', NULL),
            ('oppfoelgingsordningen', 'Risikopoeng', 'Laveste mestringsnivå i lesing og regning, 5. og 8. trinn', 'np_nivaa1_andel', NULL),
            ('oppfoelgingsordningen', 'Risikopoeng', 'Grunnskolepoeng', 'grunnskolepoeng_snitt', NULL),
            ('oppfoelgingsordningen', 'Risikopoeng', 'Poengsum mot grensene', 'oppfoelging_risikopoeng', NULL),
            ('ressursanalyse', 'Rammebetingelser', 'Innbyggere 6-15 år', 'innbyggere_6_15_antall', NULL),
            ('ressursanalyse', 'Rammebetingelser', 'Innbyggere 6-15 år framskrevet', 'innbyggere_6_15_framskrevet', NULL),
            ('ressursanalyse', 'Rammebetingelser', 'Utgiftsbehov for grunnskole', 'dki_grunnskole', NULL),
            ('ressursanalyse', 'Rammebetingelser', 'Frie inntekter per innbygger', 'frie_inntekter_per_innb_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Korrigerte brutto driftsutgifter per elev, per funksjon og samlet', 'kbdu_per_elev_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Lønnsutgifter per elev', 'loenn_per_elev_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Netto driftsutgifter per innbygger 6-15 år', 'netto_driftsutgift_per_innb_6_15_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Andel av kommunens netto driftsutgifter', 'netto_driftsutgift_andel', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Utgift per elev i faste priser', 'kbdu_per_elev_fast_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'Skyss per elev med skyss', 'skyss_kbdu_per_skysselev_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'SFO per innbygger 6-9 år', 'sfo_netto_per_innb_6_9_kr', NULL),
            ('ressursanalyse', 'Ressursbruk', 'SFO: dekning og pris', NULL, 'Dekning og foreldrebetaling står i SSB 12255 og er ikke tatt inn'),
            ('ressursanalyse', 'Ressursbruk', 'Behovskorrigert merutgift', 'merutgift_kr', NULL),
            ('ressursanalyse', 'Lærertetthet', 'Lærertetthet', 'laerertetthet', NULL),
            ('ressursanalyse', 'Lærertetthet', 'Årsverk som mangler på lærernormen', 'laerernorm_manglende_aarsverk', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Skoler etter størrelse', 'skoler_antall', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Elever per skole', 'elever_per_skole', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Skolelokaler: m² per elev', 'skolelokaler_kvm_per_elev', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Skolelokaler: utgift per m²', 'skolelokaler_kbdu_per_kvm_kr', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Investeringer', 'brutto_investering_per_innb_6_15_kr', NULL),
            ('ressursanalyse', 'Skolestruktur', 'Utgift per elev, skole for skole', 'skolekostnad_per_elev_kr', NULL),
            ('ressursanalyse', 'Individuell tilrettelegging', 'Utgift etter formål', 'skolekostnad_formaal_kr', NULL),
            ('ressursanalyse', 'Prognose', 'Utgift med framskrevet barnetall', 'grunnskole_utgift_framskrevet_kr', NULL)
    ) AS listene (liste, kapittel, krav, indikator_id, uten_indikator)
),

-- Det bare skolene har, er kommunens når en av skolene har det.
enhetenes AS (
    SELECT indikator_id, enhet AS kommunenr, periode, status, merknad
    FROM indikator.verdi
    WHERE enhetsnivaa = 'kommune'
    UNION ALL
    SELECT v.indikator_id, s.kommunenr, v.periode, v.status, v.merknad
    FROM indikator.verdi AS v
    INNER JOIN dim.skole AS s
        ON s.orgnr = v.enhet
    WHERE v.enhetsnivaa = 'skole'
        AND v.indikator_id = 'skolekostnad_per_elev_kr'
),

tall AS (
    SELECT
        indikator_id,
        kommunenr,
        MAX(periode) AS siste_periode,
        MAX(CASE WHEN status = 'ok' THEN periode END) AS siste_med_tall,
        MAX(CASE WHEN status IN ('skjermet', 'undertrykt') THEN periode END) AS siste_skjermet,
        MAX(merknad) AS merknad
    FROM enhetenes
    GROUP BY indikator_id, kommunenr
)

SELECT
    k.liste,
    k.kapittel,
    k.krav,
    k.indikator_id,
    m.kommunenr,
    COALESCE(t.siste_med_tall, t.siste_skjermet, t.siste_periode) AS periode,
    CASE
        WHEN t.siste_med_tall IS NOT NULL THEN 'ok'
        WHEN t.siste_skjermet IS NOT NULL THEN 'skjermet'
        ELSE 'mangler'
    END AS dekning,
    CASE
        WHEN t.siste_med_tall IS NOT NULL THEN NULL
        WHEN k.indikator_id IS NULL THEN k.uten_indikator
        WHEN t.siste_skjermet IS NOT NULL THEN 'Skjermet av utgiveren i alle perioder'
        WHEN t.kommunenr IS NULL THEN COALESCE(f.grunn, 'Kildene har ingen rad for kommunen')
        ELSE COALESCE(t.merknad, 'Ingen av periodene har tall')
    END AS grunn
FROM krav AS k
CROSS JOIN (SELECT kommunenr FROM dim.kommune WHERE gjeldende) AS m
LEFT JOIN tall AS t
    ON t.indikator_id = k.indikator_id
    AND t.kommunenr = m.kommunenr
-- Det bare en fil har.
LEFT JOIN (
    VALUES
        ('sykefravaer_andel', 'Ingen nasjonal kilde per kommune og sektor, og kommunens egne tall (lokale_tall) er ikke lagt inn'),
        ('skolekostnad_per_elev_kr', 'Kommunens eget regnskap (lokalt_budsjett) og ansvarskart er ikke lagt inn'),
        ('skolekostnad_formaal_kr', 'Kommunens eget regnskap (lokalt_budsjett), ansvarskart og formålskart er ikke lagt inn'),
        ('dki_grunnskole', 'Grønt hefte (groent_hefte) er ikke lagt inn for kommunen'),
        ('frie_inntekter_per_innb_kr', 'Grønt hefte (groent_hefte) er ikke lagt inn for kommunen')
) AS f (indikator_id, grunn)
    ON f.indikator_id = k.indikator_id
