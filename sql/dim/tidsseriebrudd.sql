/*
beskrivelse = "Brudd i tidsserier: fra og med perioden kan tallene ikke uten videre sammenlignes med dem før. En utvikling, en pil eller en måloppnåelse over et brudd skal alltid merkes. Indikatorer som ennå ikke er bygget, kan stå her."
korn = "én rad per indikator og periode"
noekkel = ["indikator_id", "periode"]

[kolonner]
indikator_id = "Indikatoren bruddet gjelder"
periode = "Første periode etter bruddet, i indikatorens egen periodetype"
type = "ny_skala, ny_lov, ny_ordning, endret_grunnlag eller ny_gruppering"
tekst_nb = "Forklaring på bokmål"
tekst_nn = "Forklaring på nynorsk"
kilde = "Hvem som sier det"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["indikator_id", "periode", "type", "tekst_nb", "tekst_nn", "kilde"]

[[kontroller]]
type = "tillatt"
kolonne = "type"
verdier = ["ny_skala", "ny_lov", "ny_ordning", "endret_grunnlag", "ny_gruppering"]
*/
SELECT
    indikator_id,
    periode,
    type,
    tekst_nb,
    tekst_nn,
    kilde
FROM (
    VALUES
        ('np_skalapoeng', '2022-23', 'ny_skala', 'Ny skala fra høsten 2022. Tidligere resultater kan ikke sammenlignes. Nedgangen fra 2022 til 2023 er reell.', 'Ny skala frå hausten 2022. Tidlegare resultat kan ikkje samanliknast. Nedgangen frå 2022 til 2023 er reell.', 'Utdanningsdirektoratet'),
        ('np_nivaa1_andel', '2022-23', 'ny_skala', 'Ny skala fra høsten 2022. Tidligere resultater kan ikke sammenlignes. Nedgangen fra 2022 til 2023 er reell.', 'Ny skala frå hausten 2022. Tidlegare resultat kan ikkje samanliknast. Nedgangen frå 2022 til 2023 er reell.', 'Utdanningsdirektoratet'),
        ('np_hoeyeste_nivaaer_andel', '2022-23', 'ny_skala', 'Ny skala fra høsten 2022. Tidligere resultater kan ikke sammenlignes. Nedgangen fra 2022 til 2023 er reell.', 'Ny skala frå hausten 2022. Tidlegare resultat kan ikkje samanliknast. Nedgangen frå 2022 til 2023 er reell.', 'Utdanningsdirektoratet'),
        ('np_avstand_landet', '2022-23', 'ny_skala', 'Ny skala fra høsten 2022. Avstander før og etter kan ikke sammenlignes.', 'Ny skala frå hausten 2022. Avstandar før og etter kan ikkje samanliknast.', 'Utdanningsdirektoratet'),
        ('np_utvikling_8_9', '2023-24', 'ny_skala', 'Første kull med både 8. og 9. trinn på skalaen fra høsten 2022. Utvikling målt på den gamle skalaen kan ikke sammenlignes.', 'Første kull med både 8. og 9. trinn på skalaen frå hausten 2022. Utvikling målt på den gamle skalaen kan ikkje samanliknast.', 'Utdanningsdirektoratet'),
        ('grunnskolepoeng_snitt', '2019-20', 'endret_grunnlag', 'Ingen eksamen våren 2020, 2021 og 2022: poengene bygger på standpunkt alene.', 'Ingen eksamen våren 2020, 2021 og 2022: poenga byggjer på standpunkt åleine.', 'Utdanningsdirektoratet'),
        ('grunnskolepoeng_snitt', '2022-23', 'endret_grunnlag', 'Eksamen er tilbake: poengene kan ikke sammenlignes med 2020, 2021 og 2022.', 'Eksamen er tilbake: poenga kan ikkje samanliknast med 2020, 2021 og 2022.', 'Utdanningsdirektoratet'),
        ('ito_elever_andel', '2024-25', 'ny_lov', 'Ny opplæringslov fra 1. august 2024: individuelt tilrettelagt opplæring erstatter spesialundervisning.', 'Ny opplæringslov frå 1. august 2024: individuelt tilrettelagd opplæring erstattar spesialundervisning.', 'Utdanningsdirektoratet'),
        ('ito_private_skoler_elever_andel', '2024-25', 'ny_lov', 'Ny opplæringslov fra 1. august 2024: individuelt tilrettelagt opplæring erstatter spesialundervisning.', 'Ny opplæringslov frå 1. august 2024: individuelt tilrettelagd opplæring erstattar spesialundervisning.', 'Utdanningsdirektoratet'),
        ('gruppestoerrelse_2', '2020-21', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt i 2020: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt i 2020: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('gruppestoerrelse_2', '2023-24', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt for 2023/24: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt for 2023/24: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('sfo_netto_per_innb_6_9_kr', '2022', 'ny_ordning', 'Gratis kjernetid i SFO på 1. trinn fra høsten 2022.', 'Gratis kjernetid i SFO på 1. trinn frå hausten 2022.', 'Utdanningsdirektoratet'),
        ('sfo_netto_per_innb_6_9_kr', '2023', 'ny_ordning', 'Gratis kjernetid i SFO også på 2. trinn fra høsten 2023.', 'Gratis kjernetid i SFO også på 2. trinn frå hausten 2023.', 'Utdanningsdirektoratet'),
        ('sfo_netto_per_innb_6_9_kr', '2020', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt i 2020: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt i 2020: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('netto_driftsutgift_per_innb_6_15_kr', '2020', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt i 2020: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt i 2020: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('netto_driftsutgift_per_innb_6_15_kr', '2023', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt for 2023/24: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt for 2023/24: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('kbdu_per_elev_kr', '2020', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt i 2020: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt i 2020: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('kbdu_per_elev_kr', '2023', 'ny_gruppering', 'KOSTRA-gruppene ble laget på nytt for 2023/24: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt for 2023/24: samanlikning med gruppa over brotet held ikkje.', 'SSB'),
        ('ungdata_meis', '2020', 'endret_grunnlag', 'Undersøkelsene i 2020 og 2021 ble gjennomført under pandemien.', 'Undersøkingane i 2020 og 2021 vart gjennomførte under pandemien.', 'Folkehelseinstituttet'),
        ('ungdata_meis', '2022', 'endret_grunnlag', 'Undersøkelsene er tilbake til det vanlige: tallene kan ikke uten videre sammenlignes med 2020 og 2021.', 'Undersøkingane er tilbake til det vanlege: tala kan ikkje utan vidare samanliknast med 2020 og 2021.', 'Innsikts vurdering'),
        ('fravaer_dager_median', '2019-20', 'endret_grunnlag', 'Midlertidige regler under pandemien (2019-20 til 2021-22): mye fravær ble ikke ført på vitnemålet, og tallene er lavere enn det virkelige fraværet.', 'Mellombelse reglar under pandemien (2019-20 til 2021-22): mykje fråvær vart ikkje ført på vitnemålet, og tala er lågare enn det verkelege fråværet.', 'Utdanningsdirektoratet'),
        ('fravaer_dager_median', '2022-23', 'endret_grunnlag', 'De vanlige reglene for å føre fravær gjelder igjen: tallene kan ikke sammenlignes med 2019-20 til 2021-22.', 'Dei vanlege reglane for å føre fråvær gjeld igjen: tala kan ikkje samanliknast med 2019-20 til 2021-22.', 'Utdanningsdirektoratet'),
        ('fravaer_timer_median', '2019-20', 'endret_grunnlag', 'Midlertidige regler under pandemien (2019-20 til 2021-22): mye fravær ble ikke ført på vitnemålet, og tallene er lavere enn det virkelige fraværet.', 'Mellombelse reglar under pandemien (2019-20 til 2021-22): mykje fråvær vart ikkje ført på vitnemålet, og tala er lågare enn det verkelege fråværet.', 'Utdanningsdirektoratet'),
        ('fravaer_timer_median', '2022-23', 'endret_grunnlag', 'De vanlige reglene for å føre fravær gjelder igjen: tallene kan ikke sammenlignes med 2019-20 til 2021-22.', 'Dei vanlege reglane for å føre fråvær gjeld igjen: tala kan ikkje samanliknast med 2019-20 til 2021-22.', 'Utdanningsdirektoratet'),
        ('mobbing_andel', '2016-17', 'endret_grunnlag', 'Spørsmålene om mobbing ble endret i 2016: tidligere resultater kan ikke sammenlignes.', 'Spørsmåla om mobbing vart endra i 2016: tidlegare resultat kan ikkje samanliknast.', 'Utdanningsdirektoratet')
) AS brudd (indikator_id, periode, type, tekst_nb, tekst_nn, kilde)
UNION ALL
-- Alle indikatorer med KOSTRA-grupper har de samme to bruddene.
SELECT
    i.indikator_id,
    b.periode,
    'ny_gruppering' AS type,
    b.tekst_nb,
    b.tekst_nn,
    'SSB' AS kilde
FROM (
    VALUES
        ('loenn_per_elev_kr'),
        ('kbdu_per_elev_fast_kr'),
        ('netto_driftsutgift_per_innb_6_15_fast_kr'),
        ('netto_driftsutgift_andel'),
        ('skyss_kbdu_per_skysselev_kr'),
        ('skysselever_andel'),
        ('skolelokaler_kvm_per_elev'),
        ('skolelokaler_kbdu_per_kvm_kr'),
        ('skolelokaler_drift_per_kvm_kr')
) AS i (indikator_id)
CROSS JOIN (
    VALUES
        ('2020', 'KOSTRA-gruppene ble laget på nytt i 2020: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt i 2020: samanlikning med gruppa over brotet held ikkje.'),
        ('2023', 'KOSTRA-gruppene ble laget på nytt for 2023/24: sammenligning med gruppen over bruddet holder ikke.', 'KOSTRA-gruppene vart laga på nytt for 2023/24: samanlikning med gruppa over brotet held ikkje.')
) AS b (periode, tekst_nb, tekst_nn)
