/*
beskrivelse = "Fullført videregående opplæring på dagens kommuner, etter hvor de unge bodde. Tema sier hvem som måler, og hvor lenge etter starten. Andeler summeres aldri."

[maal]
fullfoert = { beskrivelse = "Andelen som har fullført", enhet = "prosent", summeres = false }
*/
-- FHI setter hele historien på kommunene som gjelder når tabellen kommer ut.
WITH inndelingen AS (
    SELECT MAX(aar_til) AS aar
    FROM fakta.fhi_noekkeltall
    WHERE tema = 'gjennomfoering'
        AND enhetsnivaa = 'kommune'
),

andeler AS (
    SELECT
        'fem_aar' AS tema,
        enhetsnivaa,
        enhet,
        aar AS periode,
        aar,
        kjoenn,
        verdi,
        status,
        foreloepig
    FROM fakta.gjennomfoering
    WHERE tabell = '14882'
        AND maal = 'fullfoert_prosent'
        AND utdanningsprogram = 'alle'
    UNION ALL
    -- 12971 deler dem som har fullført, i to: begge er andeler av alle som startet.
    SELECT
        'fem_seks_aar' AS tema,
        n.enhetsnivaa,
        n.enhet,
        n.aar AS periode,
        n.aar,
        n.kjoenn,
        round(n.verdi + o.verdi, 4) AS verdi,
        status_forhold(n.status, o.status, 1.0) AS status,
        n.foreloepig OR COALESCE(o.foreloepig, FALSE) AS foreloepig
    FROM fakta.gjennomfoering AS n
    LEFT JOIN fakta.gjennomfoering AS o
        ON o.tabell = n.tabell
        AND o.maal = 'fullfoert_over_normert_prosent'
        AND o.utdanningsprogram = n.utdanningsprogram
        AND o.enhetsnivaa = n.enhetsnivaa
        AND o.enhet = n.enhet
        AND o.aar = n.aar
        AND o.kjoenn = n.kjoenn
    WHERE n.tabell = '12971'
        AND n.maal = 'fullfoert_normert_prosent'
        AND n.utdanningsprogram = 'alle'
    UNION ALL
    SELECT
        'fem_seks_aar_fhi' AS tema,
        f.enhetsnivaa,
        f.enhet,
        f.aar_til AS periode,
        i.aar,
        f.kjoenn,
        f.verdi,
        f.status,
        f.foreloepig
    FROM fakta.fhi_noekkeltall AS f
    CROSS JOIN inndelingen AS i
    WHERE f.tema = 'gjennomfoering'
        AND f.maal = 'andel'
        AND f.enhetsnivaa IN ('land', 'fylke', 'kommune')
)

SELECT
    'fullfoert' AS maal,
    'bosatte' AS populasjon,
    enhetsnivaa,
    enhet,
    'aar' AS periodetype,
    CAST(periode AS VARCHAR) AS periode,
    aar,
    kjoenn,
    tema,
    verdi,
    status,
    foreloepig
FROM andeler
