/*
beskrivelse = "Tallene tilstandsrapporten kan skrive for en kommune: kommunens egne, skolenes, fylkets og landets."
korn = "én rad per kommune, kapittel og tall"
noekkel = ["kommunenr", "kapittel", "indikator_id", "populasjon", "rolle", "enhet", "periode", "trinn", "tema", "omfang"]

[kolonner]
kommunenr = "Kommunen rapporten gjelder"
kapittel = "elever, saerskilt eller resultater"
rekkefoelge = "Rekkefølgen i kapittelet: indikator, tema, trinn, så kommune, skole, fylke, land"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
rolle = "Hvem sitt tall det er: kommune, skole, fylke eller land"
enhet = "Koden til den tallet gjelder"
enhet_navn = "Navnet på den tallet gjelder"
periodetype = "skoleaar eller aar"
periode = "Perioden"
trinn = "alle eller 1 til 10"
tema = "Prøven, ellers alle"
omfang = "alle, eller regnskapsomfang"
verdi = "Tallet; tomt når status ikke er ok"
teller = "Telleren, når den kan vises"
nevner = "Nevneren, når den kan vises"
usikkerhet = "Utgiverens feilmargin, når den finnes"
maaleenhet = "Enhet"
desimaler = "Antall desimaler som skrives ut"
status = "Tallets status"
brudd = "Brudd i tidsserien, når perioden har et"
foreloepig = "Sann når tallet er foreløpig"
merknad = "Grunnen når status ikke er ok"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "referanse"
kolonne = "kommunenr"
til = "dim.kommune.kommunenr"

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "tillatt"
kolonne = "rolle"
verdier = ["kommune", "skole", "fylke", "land"]

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT kommunenr, indikator_id, periode, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"
*/
WITH kapitler AS (
    SELECT
        kapittel,
        indikator_id,
        CAST(rang AS INTEGER) AS rang
    FROM (
        VALUES
            ('elever', 'elever_antall', 1),
            ('saerskilt', 'ito_elever_andel', 2),
            ('saerskilt', 'forsterket_norsk_elever_andel', 3),
            ('resultater', 'np_skalapoeng', 4)
    ) AS k (kapittel, indikator_id, rang)
),

tall AS (
    SELECT
        k.kapittel,
        k.rang,
        v.indikator_id,
        v.populasjon,
        v.enhetsnivaa,
        v.enhet,
        v.periodetype,
        v.periode,
        v.trinn,
        v.tema,
        v.omfang,
        v.verdi,
        v.teller,
        v.nevner,
        v.usikkerhet,
        v.maaleenhet,
        v.status,
        v.brudd,
        v.foreloepig,
        v.merknad
    FROM indikator.verdi AS v
    INNER JOIN kapitler AS k
        ON k.indikator_id = v.indikator_id
    WHERE v.kjoenn = 'alle'
        -- Elever og tilrettelegging står samlet; trinnvis er gruppene små og tallene mange. Prøvene hører til et trinn.
        AND (v.trinn = 'alle' OR v.indikator_id = 'np_skalapoeng')
),

kommuner AS (
    SELECT DISTINCT
        k.kommunenr,
        k.navn,
        k.fylkesnr
    FROM dim.kommune AS k
    INNER JOIN tall AS t
        ON t.enhet = k.kommunenr
        AND t.enhetsnivaa = 'kommune'
),

-- Hvem en kommunes rapport viser: kommunen selv, skolene, fylket og landet.
enheter AS (
    SELECT
        kommunenr,
        'kommune' AS rolle,
        1 AS rolle_rang,
        kommunenr AS enhet,
        navn AS enhet_navn
    FROM kommuner
    UNION ALL
    SELECT
        s.kommunenr,
        'skole' AS rolle,
        2 AS rolle_rang,
        s.orgnr AS enhet,
        s.navn AS enhet_navn
    FROM dim.skole AS s
    INNER JOIN kommuner AS k
        ON k.kommunenr = s.kommunenr
    UNION ALL
    SELECT
        k.kommunenr,
        'fylke' AS rolle,
        3 AS rolle_rang,
        k.fylkesnr AS enhet,
        COALESCE(f.navn, k.fylkesnr) AS enhet_navn
    FROM kommuner AS k
    LEFT JOIN dim.fylke AS f
        ON f.fylkesnr = k.fylkesnr
    UNION ALL
    SELECT
        kommunenr,
        'land' AS rolle,
        4 AS rolle_rang,
        '0' AS enhet,
        'Landet' AS enhet_navn
    FROM kommuner
)

SELECT
    e.kommunenr,
    t.kapittel,
    CAST(
        t.rang * 100000
        + CASE t.tema
            WHEN 'engelsk' THEN 1
            WHEN 'lesing' THEN 2
            WHEN 'regning' THEN 3
            WHEN '202' THEN 4
            WHEN '213' THEN 5
            WHEN '215' THEN 6
            WHEN '222' THEN 7
            WHEN '223' THEN 8
            WHEN 'grunnskole_per_elev' THEN 9
            WHEN 'grunnskolesektor' THEN 10
            WHEN 'utgiftsbehov' THEN 11
            ELSE 0
        END * 1000
        + CASE WHEN t.trinn = 'alle' THEN 0 ELSE CAST(t.trinn AS INTEGER) END * 10
        + e.rolle_rang AS INTEGER
    ) AS rekkefoelge,
    t.indikator_id,
    t.populasjon,
    e.rolle,
    e.enhet,
    e.enhet_navn,
    t.periodetype,
    t.periode,
    t.trinn,
    t.tema,
    t.omfang,
    t.verdi,
    t.teller,
    t.nevner,
    t.usikkerhet,
    t.maaleenhet,
    i.desimaler,
    t.status,
    t.brudd,
    t.foreloepig,
    t.merknad
FROM enheter AS e
INNER JOIN tall AS t
    ON t.enhetsnivaa = e.rolle
    AND t.enhet = e.enhet
LEFT JOIN dim.indikator AS i
    ON i.indikator_id = t.indikator_id
