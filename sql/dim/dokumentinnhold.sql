/*
beskrivelse = "Hva de to dokumentene skriver, kapittel for kapittel: hvilke indikatorer, for hvilke trinn og temaer, om skolene er med, og hvor mange perioder. En linje til her er et tall til i dokumentet."
korn = "én rad per dokument, indikator og slags trinn"
noekkel = ["dokument", "kapittel", "indikator_id", "trinn"]

[kolonner]
dokument = "tilstandsrapport eller ressursanalyse"
kapittel = "Kapittelet i dokumentet (overskriftene står i reports/tekster.toml)"
rang = "Rekkefølgen i dokumentet"
indikator_id = "Indikatoren (dim.indikator)"
trinn = "alle: trinnene samlet; trinn: hvert trinn; hovedtrinn: 1-4, 5-7 og 8-10"
temaer = "Temaene som skrives, med | mellom; tomt betyr alle"
skoler = "Sann når skolenes tall også skrives"
perioder = "Hvor mange perioder som skrives"
utvalg = "nyeste eller foerste: hvilke perioder det er; framskrivinger har de første"
figur = "Sann når tallene også tegnes"
grupper = "Sann når sammenlignbare kommuner, naboer og KOSTRA-gruppen også skrives"
sammendrag = "Temaene som også står i sammendraget, med | mellom; * er alle, tomt er ingen"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["dokument", "kapittel", "rang", "indikator_id", "trinn", "skoler", "perioder", "utvalg", "figur", "grupper"]

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "tillatt"
kolonne = "dokument"
verdier = ["tilstandsrapport", "ressursanalyse"]

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["alle", "trinn", "hovedtrinn"]

[[kontroller]]
type = "tillatt"
kolonne = "utvalg"
verdier = ["nyeste", "foerste"]
*/
SELECT
    dokument,
    kapittel,
    CAST(rang AS INTEGER) AS rang,
    indikator_id,
    trinn,
    temaer,
    skoler,
    CAST(perioder AS INTEGER) AS perioder,
    utvalg,
    figur,
    grupper,
    sammendrag
FROM (
    VALUES
        ('tilstandsrapport', 'elever', 1, 'elever_antall', 'alle', NULL, TRUE, 10, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'elever', 2, 'private_skoler_elever_andel', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 3, 'laerertetthet', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', TRUE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 4, 'laerernorm_skoler_oppfylt_andel', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 5, 'laerernorm_manglende_aarsverk', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 6, 'gruppestoerrelse_2', 'alle', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'personale', 7, 'elever_per_laereraarsverk', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 8, 'undervisningstimer_per_elev', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 9, 'assistentaarsverk_per_100_elever', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 10, 'laerere_uten_pedagogisk_utdanning_andel', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'saerskilt', 11, 'ito_elever_andel', 'alle', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'saerskilt', 12, 'ito_elever_andel', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'saerskilt', 13, 'forsterket_norsk_elever_andel', 'alle', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, NULL),
        ('tilstandsrapport', 'laeringsmiljoe', 14, 'elevundersoekelsen_snitt', 'trinn', NULL, TRUE, 6, 'nyeste', FALSE, FALSE, 'Trivsel|Støtte fra lærerne|Motivasjon'),
        ('tilstandsrapport', 'laeringsmiljoe', 15, 'mobbing_andel', 'trinn', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, 'mobbing_elever'),
        ('tilstandsrapport', 'laeringsmiljoe', 16, 'elevundersoekelsen_deltakelse_andel', 'trinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'laeringsmiljoe', 17, 'fravaer_dager_median', 'trinn', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'laeringsmiljoe', 18, 'fravaer_timer_median', 'trinn', NULL, TRUE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'laeringsmiljoe', 19, 'ungdata_meis', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'resultater', 20, 'np_skalapoeng', 'trinn', NULL, TRUE, 6, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'resultater', 21, 'np_nivaa1_andel', 'trinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'resultater', 22, 'np_hoeyeste_nivaaer_andel', 'trinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'resultater', 23, 'np_utvikling_8_9', 'trinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'resultater', 24, 'grunnskolepoeng_snitt', 'alle', NULL, TRUE, 8, 'nyeste', TRUE, FALSE, '*'),
        ('tilstandsrapport', 'resultater', 25, 'karakter_snitt', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'resultater', 26, 'karakter_standpunkt_minus_eksamen', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'gjennomfoering', 27, 'fullfoert_vgo_andel', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, FALSE, 'fem_aar'),
        ('ressursanalyse', 'rammer', 28, 'innbyggere_6_15_antall', 'alle', NULL, FALSE, 10, 'nyeste', TRUE, FALSE, '*'),
        ('ressursanalyse', 'rammer', 29, 'innbyggere_6_15_framskrevet', 'alle', NULL, FALSE, 11, 'foerste', TRUE, FALSE, NULL),
        ('ressursanalyse', 'rammer', 30, 'elever_antall', 'alle', NULL, FALSE, 10, 'nyeste', TRUE, FALSE, '*'),
        ('ressursanalyse', 'rammer', 31, 'elever_vektet_antall', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, FALSE, '*'),
        ('ressursanalyse', 'rammer', 32, 'private_skoler_elever_andel', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'netto', 33, 'netto_driftsutgift_per_innb_6_15_kr', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'netto', 34, 'netto_driftsutgift_per_innb_6_15_fast_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'netto', 35, 'netto_driftsutgift_andel', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'netto', 36, 'netto_driftsutgift_kr', 'alle', '202|213|215|222|223|grunnskolesektor', FALSE, 6, 'nyeste', TRUE, FALSE, NULL),
        ('ressursanalyse', 'kbdu', 37, 'kbdu_per_elev_kr', 'alle', '202|222|223|grunnskole_per_elev', FALSE, 6, 'nyeste', TRUE, TRUE, 'grunnskole_per_elev'),
        ('ressursanalyse', 'kbdu', 38, 'kbdu_per_elev_fast_kr', 'alle', 'grunnskole_per_elev', FALSE, 6, 'nyeste', TRUE, TRUE, NULL),
        ('ressursanalyse', 'kbdu', 39, 'loenn_per_elev_kr', 'alle', '202|222|223|grunnskole_per_elev', FALSE, 6, 'nyeste', TRUE, TRUE, 'grunnskole_per_elev'),
        ('ressursanalyse', 'kbdu', 40, 'kbdu_kr', 'alle', '202|215|222|223|grunnskole_per_elev', FALSE, 6, 'nyeste', TRUE, FALSE, NULL),
        ('ressursanalyse', 'bemanning', 41, 'gruppestoerrelse_2', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'bemanning', 42, 'laerertetthet', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'bemanning', 43, 'laerernorm_manglende_aarsverk', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'bemanning', 44, 'elever_per_laereraarsverk', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'bemanning', 45, 'assistentaarsverk_per_100_elever', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'ito', 46, 'ito_elever_andel', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'ito', 47, 'ito_elever_andel', 'hovedtrinn', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'ito', 48, 'forsterket_norsk_elever_andel', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, NULL),
        ('ressursanalyse', 'struktur', 49, 'skoler_antall', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'struktur', 50, 'elever_per_skole', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'struktur', 51, 'skolelokaler_kvm_per_elev', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, 'alle'),
        ('ressursanalyse', 'struktur', 52, 'skolelokaler_kbdu_per_kvm_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'struktur', 53, 'skolelokaler_drift_per_kvm_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'struktur', 54, 'brutto_investering_per_innb_6_15_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'skyss_sfo', 55, 'skysselever_andel', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, TRUE, NULL),
        ('ressursanalyse', 'skyss_sfo', 56, 'skyss_kbdu_per_skysselev_kr', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'skyss_sfo', 57, 'sfo_netto_per_innb_6_9_kr', 'alle', NULL, FALSE, 6, 'nyeste', TRUE, TRUE, '*'),
        ('ressursanalyse', 'prognose', 58, 'grunnskole_utgift_framskrevet_kr', 'alle', NULL, FALSE, 11, 'foerste', TRUE, FALSE, NULL),
        ('tilstandsrapport', 'maal', 59, 'oppfoelging_risikopoeng', 'alle', NULL, TRUE, 3, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'personale', 60, 'sykefravaer_andel', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'laeringsmiljoe', 61, 'foreldreundersoekelsen_snitt', 'alle', NULL, TRUE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('tilstandsrapport', 'laeringsmiljoe', 62, 'skolemiljoesaker_antall', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'netto', 63, 'merutgift_per_innb_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, '*'),
        ('ressursanalyse', 'netto', 64, 'merutgift_kr', 'alle', NULL, FALSE, 6, 'nyeste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'prognose', 65, 'elever_framskrevet_antall', 'alle', NULL, TRUE, 5, 'foerste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'skolekostnad', 66, 'skolekostnad_per_elev_kr', 'alle', '202|222|223|grunnskole_per_elev', TRUE, 3, 'nyeste', FALSE, FALSE, NULL),
        ('ressursanalyse', 'skolekostnad', 67, 'skolekostnad_formaal_kr', 'alle', NULL, TRUE, 3, 'nyeste', FALSE, FALSE, NULL)
) AS innhold (dokument, kapittel, rang, indikator_id, trinn, temaer, skoler, perioder, utvalg, figur, grupper, sammendrag)
