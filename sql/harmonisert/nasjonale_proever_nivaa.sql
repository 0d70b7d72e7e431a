/*
beskrivelse = "Mestringsnivåene i nasjonale prøver på dagens kommuner: nivå 1, og de høyeste nivåene (3 på 5. trinn, 4 og 5 på ungdomstrinnet). Tema er prøven. Antall summeres; en andel føres bare når hele kommunen er den samme."

[maal]
nivaa1_andel = { beskrivelse = "Andelen av deltakerne på nivå 1, utgiverens egen", enhet = "prosent", summeres = false }
nivaa1_antall = { beskrivelse = "Elever på nivå 1", enhet = "antall", summeres = true }
hoeyeste_nivaaer_andel = { beskrivelse = "Andelen av deltakerne på de høyeste nivåene: utgiverens egen på 5. trinn, summen av utgiverens andeler på nivå 4 og 5 på ungdomstrinnet", enhet = "prosent", summeres = false }
hoeyeste_nivaaer_antall = { beskrivelse = "Elever på de høyeste nivåene", enhet = "antall", summeres = true }
*/
WITH nivaaer AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        proeve,
        mestringsnivaa,
        maal,
        verdi,
        status,
        foreloepig
    FROM fakta.nasjonale_proever_nivaa
    WHERE eierform = 'alle' OR populasjon = 'kommunale_skoler'
),

grupper AS (
    SELECT
        concat('nivaa1_', maal) AS maal,
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        proeve,
        verdi,
        status,
        foreloepig
    FROM nivaaer
    WHERE mestringsnivaa = '1'
    UNION ALL
    SELECT
        concat('hoeyeste_nivaaer_', maal) AS maal,
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        proeve,
        verdi,
        status,
        foreloepig
    FROM nivaaer
    WHERE mestringsnivaa = '3'
        AND trinn = '5'
    UNION ALL
    -- Er ett av de to nivåene skjermet, er summen det også.
    SELECT
        concat('hoeyeste_nivaaer_', fire.maal) AS maal,
        fire.populasjon,
        fire.enhetsnivaa,
        fire.enhet,
        fire.skoleaar,
        fire.kjoenn,
        fire.trinn,
        fire.proeve,
        round(fire.verdi + fem.verdi, 4) AS verdi,
        status_forhold(fire.status, fem.status, 1.0) AS status,
        fire.foreloepig OR COALESCE(fem.foreloepig, FALSE) AS foreloepig
    FROM nivaaer AS fire
    LEFT JOIN nivaaer AS fem
        ON fem.mestringsnivaa = '5'
        AND fem.maal = fire.maal
        AND fem.populasjon = fire.populasjon
        AND fem.enhetsnivaa = fire.enhetsnivaa
        AND fem.enhet = fire.enhet
        AND fem.skoleaar = fire.skoleaar
        AND fem.kjoenn = fire.kjoenn
        AND fem.trinn = fire.trinn
        AND fem.proeve = fire.proeve
    WHERE fire.mestringsnivaa = '4'
        AND fire.trinn IN ('8', '9')
)

SELECT
    maal,
    populasjon,
    enhetsnivaa,
    enhet,
    'skoleaar' AS periodetype,
    skoleaar AS periode,
    CAST(substr(skoleaar, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    trinn,
    proeve AS tema,
    verdi,
    status,
    foreloepig
FROM grupper
