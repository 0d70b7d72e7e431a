/*
beskrivelse = "Elevundersøkelsen på 7. og 10. trinn, på dagens kommuner: mobbing, indikatorer og deltakelse. Andeler og snitt føres bare når hele kommunen er den samme, antall summeres. Alt kommer fra eksport-API-et, som har alle nivåer; rapport-API-et fyller ut mobbing i landet og fylkene der eksporten ikke har tallet. Skjermer ett av dem et tall, er det skjermet. FHIs mobbetall (tre år, standardisert) er et annet tall og er ikke med; temaene (udir_eu_tema) bygger på de samme spørsmålene som indikatorene og er heller ikke med."

[maal]
andel_mobbet = { beskrivelse = "Elever som er mobbet to til tre ganger i måneden eller oftere; tema er slaget mobbing", enhet = "prosent", summeres = false }
score = { beskrivelse = "Snittet av svarene fra 1 til 5; tema er indikatoren, med utgiverens navn", enhet = "1–5", summeres = false }
andel_deltatt = { beskrivelse = "Inviterte elever som svarte", enhet = "prosent", summeres = false }
antall_besvart = { beskrivelse = "Elever som svarte på undersøkelsen", enhet = "antall", summeres = true }
antall_invitert = { beskrivelse = "Elever som var invitert", enhet = "antall", summeres = true }
*/
-- «AntallBesvart» i mobbetabellen er de som mobbes, og brukes ikke.
WITH svar AS (
    SELECT
        maal,
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        tema,
        verdi,
        status,
        foreloepig,
        datasett
    FROM fakta.elevundersoekelsen
    WHERE (eierform = 'alle' OR populasjon = 'kommunale_skoler')
        AND (
            (datasett IN ('udir_eu_mobbing', 'udir_mobbing_rapport') AND maal = 'andel_mobbet')
            OR (datasett = 'udir_eu_indikator' AND maal = 'score')
            OR (datasett = 'udir_eu_deltakelse' AND maal IN ('andel_deltatt', 'antall_besvart', 'antall_invitert'))
        )
),

valgt AS (
    SELECT
        maal,
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        tema,
        verdi,
        status,
        foreloepig
    FROM svar
    WHERE datasett <> 'udir_mobbing_rapport'
        AND (maal <> 'andel_mobbet' OR enhetsnivaa IN ('kommune', 'skole'))
    UNION ALL
    -- Bare landet og fylkene har mobbing fra to API-er: noen få rader, så de store gruppene av skoler blir aldri gruppert.
    SELECT
        maal,
        populasjon,
        enhetsnivaa,
        enhet,
        skoleaar,
        kjoenn,
        trinn,
        tema,
        COALESCE(MAX(CASE WHEN datasett = 'udir_eu_mobbing' THEN verdi END), MAX(verdi)) AS verdi,
        CASE
            WHEN bool_or(status = 'skjermet') THEN 'skjermet'
            WHEN bool_or(status = 'ok') THEN 'ok'
            ELSE MIN(status)
        END AS status,
        bool_or(foreloepig) AS foreloepig
    FROM svar
    WHERE maal = 'andel_mobbet'
        AND enhetsnivaa IN ('land', 'fylke')
    GROUP BY maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, tema
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
    tema,
    verdi,
    status,
    foreloepig
FROM valgt
