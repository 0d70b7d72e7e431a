/*
beskrivelse = "Elevtallene og skolene fra GSI på dagens kommuner: elever, elever med individuelt tilrettelagt opplæring, elever med forsterket opplæring i norsk, elever i private skoler, og skoler etter størrelse. Trinn er alle, 1 til 10, eller hovedtrinnene 1-4, 5-7 og 8-10, som er summen av trinnene når alle trinnene har tall. Tema er skolens størrelse etter elevtall (under_100, 100-299, 300_eller_flere) eller alle."

[maal]
elever = { beskrivelse = "Elever 1. oktober", enhet = "antall", summeres = true }
ito_elever = { beskrivelse = "Elever med individuelt tilrettelagt opplæring (før 2024-25 spesialundervisning)", enhet = "antall", summeres = true }
forsterket_norsk_elever = { beskrivelse = "Elever med forsterket opplæring i norsk (før 2024-25 særskilt norskopplæring)", enhet = "antall", summeres = true }
private_elever = { beskrivelse = "Elever i private skoler, av elevene i skolene i kommunen; 0 der alle elevene går i offentlige skoler", enhet = "antall", summeres = true }
private_ito_elever = { beskrivelse = "Elever med individuelt tilrettelagt opplæring i private skoler", enhet = "antall", summeres = true }
skoler = { beskrivelse = "Skoler: utgiverens antall, og skolene talt opp etter elevtall", enhet = "antall", summeres = true }
*/
WITH elevrader AS (
    SELECT maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, eierform, verdi, status, foreloepig
    FROM fakta.elever
    WHERE maal = 'elever'
    UNION ALL
    SELECT maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, eierform, verdi, status, foreloepig
    FROM fakta.individuell_tilrettelegging
    WHERE maal IN ('ito_elever', 'forsterket_norsk_elever')
),

-- Utgiveren har ingen rad for private skoler der det ikke er noen: går alle elevene i offentlige skoler, går ingen i private.
private_elever AS (
    SELECT
        a.enhetsnivaa,
        a.enhet,
        a.skoleaar,
        a.kjoenn,
        a.trinn,
        COALESCE(p.verdi, CASE WHEN a.verdi = o.verdi THEN 0 END) AS verdi,
        CASE
            WHEN COALESCE(p.status, 'mangler') IN ('mangler', 'ikke_aktuelt') AND a.verdi = o.verdi THEN 'ok'
            ELSE COALESCE(p.status, 'mangler')
        END AS status,
        a.foreloepig OR COALESCE(p.foreloepig, FALSE) AS foreloepig
    FROM elevrader AS a
    LEFT JOIN elevrader AS p
        ON p.maal = a.maal
        AND p.eierform = 'privat'
        AND p.enhetsnivaa = a.enhetsnivaa
        AND p.enhet = a.enhet
        AND p.skoleaar = a.skoleaar
        AND p.kjoenn = a.kjoenn
        AND p.trinn = a.trinn
    LEFT JOIN elevrader AS o
        ON o.maal = a.maal
        AND o.eierform = 'offentlig'
        AND o.enhetsnivaa = a.enhetsnivaa
        AND o.enhet = a.enhet
        AND o.skoleaar = a.skoleaar
        AND o.kjoenn = a.kjoenn
        AND o.trinn = a.trinn
    WHERE a.maal = 'elever'
        AND a.eierform = 'alle'
        AND a.enhetsnivaa <> 'skole'
),

elevtall AS (
    SELECT maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, verdi, status, foreloepig
    FROM elevrader
    WHERE eierform = 'alle' OR populasjon = 'kommunale_skoler'
    UNION ALL
    SELECT 'private_elever' AS maal, 'skoler_i_kommunen' AS populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, verdi, status, foreloepig
    FROM private_elever
    UNION ALL
    SELECT 'private_ito_elever' AS maal, 'skoler_i_kommunen' AS populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, verdi, status, foreloepig
    FROM elevrader
    WHERE maal = 'ito_elever'
        AND eierform = 'privat'
        AND enhetsnivaa <> 'skole'
    UNION ALL
    -- Der ingen går i private skoler, har ingen der individuelt tilrettelagt opplæring heller: en kommune uten er ikke et hull i en sammenslåing.
    SELECT
        'private_ito_elever' AS maal,
        'skoler_i_kommunen' AS populasjon,
        e.enhetsnivaa,
        e.enhet,
        e.skoleaar,
        e.kjoenn,
        e.trinn,
        0 AS verdi,
        'ok' AS status,
        e.foreloepig
    FROM private_elever AS e
    LEFT JOIN elevrader AS i
        ON i.maal = 'ito_elever'
        AND i.eierform = 'privat'
        AND i.enhetsnivaa = e.enhetsnivaa
        AND i.enhet = e.enhet
        AND i.skoleaar = e.skoleaar
        AND i.kjoenn = e.kjoenn
        AND i.trinn = e.trinn
    WHERE e.verdi = 0
        AND i.enhet IS NULL
),

-- Et skjermet trinn gjør hovedtrinnet ufullstendig. En skole uten noen av trinnene mangler hovedtrinnet.
hovedtrinnene AS (
    SELECT
        e.maal,
        e.populasjon,
        e.enhetsnivaa,
        e.enhet,
        e.skoleaar,
        e.kjoenn,
        h.hovedtrinn AS trinn,
        SUM(e.verdi) AS verdi,
        CASE
            WHEN bool_and(e.status = 'mangler') THEN 'mangler'
            WHEN COUNT(*) < MAX(h.antall) THEN 'ufullstendig'
            ELSE status_sum(e.status)
        END AS status,
        bool_or(e.foreloepig) AS foreloepig
    FROM elevtall AS e
    INNER JOIN (
        VALUES
            ('1', '1-4', 4), ('2', '1-4', 4), ('3', '1-4', 4), ('4', '1-4', 4),
            ('5', '5-7', 3), ('6', '5-7', 3), ('7', '5-7', 3),
            ('8', '8-10', 3), ('9', '8-10', 3), ('10', '8-10', 3)
    ) AS h (trinn, hovedtrinn, antall)
        ON h.trinn = e.trinn
    GROUP BY e.maal, e.populasjon, e.enhetsnivaa, e.enhet, e.skoleaar, e.kjoenn, h.hovedtrinn
),

stoerrelser AS (
    SELECT tema, fra, til
    FROM (VALUES ('under_100', 0, 99), ('100-299', 100, 299), ('300_eller_flere', 300, 1000000)) AS stoerrelse (tema, fra, til)
),

skoler AS (
    SELECT populasjon, enhetsnivaa, enhet, skoleaar, verdi, status, foreloepig
    FROM fakta.elever
    WHERE maal = 'skoler'
        AND enhetsnivaa <> 'skole'
        AND trinn = 'alle'
        AND kjoenn = 'alle'
        AND (eierform = 'alle' OR populasjon = 'kommunale_skoler')
),

-- Elevtallene sier ikke hvilken kommune en skole ligger i; årsverkene fra samme telling gjør det.
skolenes_elever AS (
    SELECT
        e.populasjon,
        e.skoleaar,
        e.verdi AS elever,
        s.fylkesnr,
        s.kommunenr
    FROM fakta.elever AS e
    LEFT JOIN (
        SELECT DISTINCT enhet, skoleaar, fylkesnr, kommunenr
        FROM fakta.aarsverk
        WHERE enhetsnivaa = 'skole'
    ) AS s
        ON s.enhet = e.enhet
        AND s.skoleaar = e.skoleaar
    WHERE e.maal = 'elever'
        AND e.enhetsnivaa = 'skole'
        AND e.trinn = 'alle'
        AND e.kjoenn = 'alle'
        AND e.status = 'ok'
        AND (e.eierform = 'alle' OR e.populasjon = 'kommunale_skoler')
),

skolene AS (
    SELECT populasjon, 'land' AS enhetsnivaa, '0' AS enhet, skoleaar, elever
    FROM skolenes_elever
    UNION ALL
    SELECT populasjon, 'fylke' AS enhetsnivaa, fylkesnr AS enhet, skoleaar, elever
    FROM skolenes_elever
    UNION ALL
    SELECT populasjon, 'kommune' AS enhetsnivaa, kommunenr AS enhet, skoleaar, elever
    FROM skolenes_elever
),

-- Skolene vi har elevtallet for, må være like mange som utgiveren sier at det er.
skoler_etter_stoerrelse AS (
    SELECT
        u.populasjon,
        u.enhetsnivaa,
        u.enhet,
        u.skoleaar,
        k.tema,
        COUNT(CASE WHEN s.elever BETWEEN k.fra AND k.til THEN 1 END) AS verdi,
        CASE
            WHEN MIN(u.status) <> 'ok' THEN MIN(u.status)
            WHEN COUNT(s.elever) = MAX(u.verdi) THEN 'ok'
            ELSE 'ufullstendig'
        END AS status,
        bool_or(u.foreloepig) AS foreloepig
    FROM skoler AS u
    CROSS JOIN stoerrelser AS k
    LEFT JOIN skolene AS s
        ON s.populasjon = u.populasjon
        AND s.enhetsnivaa = u.enhetsnivaa
        AND s.enhet = u.enhet
        AND s.skoleaar = u.skoleaar
    GROUP BY u.populasjon, u.enhetsnivaa, u.enhet, u.skoleaar, k.tema
),

samlet AS (
    SELECT maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, 'alle' AS tema, verdi, status, foreloepig
    FROM elevtall
    UNION ALL
    SELECT maal, populasjon, enhetsnivaa, enhet, skoleaar, kjoenn, trinn, 'alle' AS tema, verdi, status, foreloepig
    FROM hovedtrinnene
    UNION ALL
    SELECT 'skoler' AS maal, populasjon, enhetsnivaa, enhet, skoleaar, 'alle' AS kjoenn, 'alle' AS trinn, 'alle' AS tema, verdi, status, foreloepig
    FROM skoler
    UNION ALL
    SELECT 'skoler' AS maal, populasjon, enhetsnivaa, enhet, skoleaar, 'alle' AS kjoenn, 'alle' AS trinn, tema, verdi, status, foreloepig
    FROM skoler_etter_stoerrelse
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
FROM samlet
