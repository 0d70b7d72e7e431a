/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Korrigerte brutto driftsutgifter til grunnskole (202), skolelokaler (222) og skoleskyss (223), hver for seg og samlet, per elev i kommunale skoler."
teller = "korrigerte brutto driftsutgifter i kroner"
nevner = "elever i kalenderåret i kommunale skoler (7/12 av høsten før, 5/12 av samme høst)"
kilder = ["kostra_regnskap", "udir_gsi_elever"]
skjerming = "Skjermes ikke."
fasit = "SSB 12235"
merknad = "Bare der både regnskap og elevtall for kommunale skoler finnes. SSB publiserer konsern; omfang kasse er kommunekassen alene."

[navn]
nb = "Korrigerte brutto driftsutgifter per elev"
nn = "Korrigerte brutto driftsutgifter per elev"
en = "Adjusted gross operating expenditure per pupil"
*/
WITH forhold AS (
    SELECT
        u.enhetsnivaa,
        u.enhet,
        u.periode,
        u.tema,
        u.omfang,
        CASE WHEN u.status = 'ok' THEN u.teller END AS teller,
        CASE WHEN e.status = 'ok' THEN e.teller END AS nevner,
        e.verdi AS elever,
        status_forhold(u.status, e.status, e.verdi) AS status,
        u.foreloepig OR e.foreloepig AS foreloepig,
        COALESCE(u.merknad, e.merknad) AS grunn
    FROM indikator.kbdu_kr AS u
    INNER JOIN indikator.elever_vektet_antall AS e
        ON e.populasjon = 'kommunale_skoler'
        AND e.enhetsnivaa = u.enhetsnivaa
        AND e.enhet = u.enhet
        AND e.periode = u.periode
        AND e.kjoenn = 'alle'
        AND e.trinn = 'alle'
    WHERE u.tema IN ('202', '222', '223', 'grunnskole_per_elev')
)

SELECT
    'kommunale_skoler' AS populasjon,
    f.enhetsnivaa,
    f.enhet,
    'aar' AS periodetype,
    f.periode,
    'alle' AS kjoenn,
    'alle' AS trinn,
    f.tema,
    f.omfang,
    CASE WHEN f.status = 'ok' THEN CAST(f.teller AS DOUBLE) / f.elever END AS verdi,
    f.teller,
    f.nevner,
    CAST(NULL AS DOUBLE) AS usikkerhet,
    f.status,
    f.foreloepig,
    CASE WHEN f.status <> 'ok' THEN COALESCE(f.grunn, s.betydning) END AS merknad
FROM forhold AS f
LEFT JOIN dim.status AS s
    ON s.status = f.status
