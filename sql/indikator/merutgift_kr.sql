/*
populasjon = ["bosatte"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Hvor mye mer (eller mindre, når tallet er negativt) kommunen bruker på grunnskole enn landets kommuner ville brukt med kommunens utgiftsbehov: netto driftsutgifter til funksjonssettet utgiftsbehov (202, 213, 215, 222 og 223) uten avskrivning, minus landets netto per innbygger ganger delkostnadsindeksen for grunnskole ganger innbyggerne."
teller = ""
nevner = ""
kilder = ["kostra_regnskap", "groent_hefte", "ssb_07459_folkemengde"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Merutgift = (netto per innbygger − landets netto per innbygger × delkostnadsindeks) × innbyggere, der innbyggerne er talt 31. desember. Landets netto og indeksen er fra Grønt hefte for samme år, lagt inn som fil; uten dem mangler tallet. Landets netto er ett tall for konsern og kasse. IKKE BEKREFTET: formelen er den vanlige, men ordlyden i en kilde er ikke sett, og det er ikke rettet for pensjon, arbeidsgiveravgift eller elever i private skoler, slik ASSS gjør. Om landets netto er regnet med samme funksjoner og uten avskrivning, må den som legger inn filen passe på. En indeks kan ikke legges sammen: før en sammenslåing av kommuner er tallet ufullstendig."

[navn]
nb = "Behovskorrigert merutgift til grunnskole"
nn = "Behovskorrigert meirutgift til grunnskule"
en = "Need-adjusted excess expenditure on schools"
*/
WITH netto AS (
    SELECT
        enhetsnivaa,
        enhet,
        periodetype,
        periode,
        tema,
        omfang,
        verdi,
        status,
        foreloepig,
        merknad
    FROM harmonisert.regnskap
    WHERE maal = 'netto_uten_avskrivning'
        AND tema = 'utgiftsbehov'
)

SELECT
    'bosatte' AS populasjon,
    n.enhetsnivaa,
    n.enhet,
    n.periodetype,
    n.periode,
    n.tema,
    n.omfang,
    n.verdi - l.verdi * d.verdi * i.verdi AS verdi,
    -- Alle fire må være tall, og per innbygger krever innbyggere.
    status_forhold(status_forhold(n.status, d.status, 1.0), status_forhold(l.status, i.status, i.verdi), 1.0) AS status,
    n.foreloepig OR COALESCE(i.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN n.status <> 'ok' THEN n.merknad
        WHEN COALESCE(d.status, 'mangler') = 'mangler' THEN concat('Delkostnadsindeksen for grunnskole (Grønt hefte) er ikke lagt inn for ', n.periode)
        WHEN d.status <> 'ok' THEN d.merknad
        WHEN COALESCE(l.status, 'mangler') = 'mangler' THEN concat('Landets netto driftsutgifter per innbygger (Grønt hefte) er ikke lagt inn for ', n.periode)
        WHEN COALESCE(i.status, 'mangler') = 'mangler' THEN concat('Innbyggertallet 1. januar ', CAST(CAST(n.periode AS INTEGER) + 1 AS VARCHAR), ' mangler')
        ELSE i.merknad
    END AS merknad
FROM netto AS n
LEFT JOIN indikator.dki_grunnskole AS d
    ON d.enhetsnivaa = n.enhetsnivaa
    AND d.enhet = n.enhet
    AND d.periode = n.periode
LEFT JOIN harmonisert.lokale_tall AS l
    ON l.maal = 'netto_utgiftsbehov_kr_per_innb'
    AND l.enhetsnivaa = 'land'
    AND l.periode = n.periode
LEFT JOIN harmonisert.innbyggere AS i
    ON i.tema = 'alle'
    AND i.enhetsnivaa = n.enhetsnivaa
    AND i.enhet = n.enhet
    AND CAST(i.periode AS INTEGER) = CAST(n.periode AS INTEGER) + 1
