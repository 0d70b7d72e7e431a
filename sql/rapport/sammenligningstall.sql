/*
beskrivelse = "Kommunetallene som sammenlignes: indikatorer som er forhold, snitt eller medianer, for begge kjønn samlet, i de fem nyeste periodene. Beløp og antall er ikke med: de sier hvor stor kommunen er. Enkelttrinn er bare med for indikatorer som ikke har tall for alle trinn samlet."
korn = "én rad per indikator, populasjon, periode, trinn, tema, omfang og kommune"
noekkel = ["indikator_id", "populasjon", "periodetype", "periode", "trinn", "tema", "omfang", "kommunenr"]

[kolonner]
serie = "Nummer på indikator, populasjon, periode, trinn, tema og omfang; gjelder bare innenfor utgaven"
indikator_id = "Indikatoren (dim.indikator)"
populasjon = "Hvem tallet gjelder: kommunale_skoler, skoler_i_kommunen eller bosatte"
periodetype = "skoleaar eller aar"
periode = "Perioden"
aar = { beskrivelse = "Periodens år, for et skoleår det første: det KOSTRA-gruppen slås opp for", enhet = "år" }
trinn = "Trinnet eller trinnene, ellers alle"
tema = "Prøven, faget, temaet eller funksjonen, ellers alle"
omfang = "alle, eller regnskapsomfang"
kommunenr = "Kommunen på referansedatoen"
verdi = "Tallet; tomt når status ikke er ok"
teller = "Telleren, når den kan vises"
nevner = "Nevneren, når den kan vises"
usikkerhet = "Utgiverens 95 %-margin, når den finnes"
status = "Tallets status"
foreloepig = "Sann når tallet er foreløpig"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "sql"
navn = "bare_ok_har_verdi_og_har_alltid_en"
sql = "SELECT indikator_id, kommunenr, periode, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)"
*/
WITH forholdstall AS (
    SELECT indikator_id
    FROM dim.indikator
    WHERE (nevner <> '' OR maaleenhet NOT IN ('antall', 'kr', 'årsverk'))
        -- Kommunenes egne tall er ikke målt likt.
        AND strpos(kilder, 'lokale_tall') = 0
),

-- Nyere perioder teller fra den nyeste som noen kommune har rader for.
perioder AS (
    SELECT
        indikator_id,
        periode,
        bool_or(trinn = 'alle') AS har_alle_trinn,
        DENSE_RANK() OVER (PARTITION BY indikator_id ORDER BY periode DESC) AS nummer
    FROM indikator.verdi
    WHERE enhetsnivaa = 'kommune'
        AND kjoenn = 'alle'
    GROUP BY indikator_id, periode
)

SELECT
    DENSE_RANK() OVER (ORDER BY v.indikator_id, v.populasjon, v.periodetype, v.periode, v.trinn, v.tema, v.omfang) AS serie,
    v.indikator_id,
    v.populasjon,
    v.periodetype,
    v.periode,
    CAST(substr(v.periode, 1, 4) AS INTEGER) AS aar,
    v.trinn,
    v.tema,
    v.omfang,
    v.enhet AS kommunenr,
    v.verdi,
    v.teller,
    v.nevner,
    v.usikkerhet,
    v.status,
    v.foreloepig
FROM indikator.verdi AS v
INNER JOIN forholdstall AS f
    ON f.indikator_id = v.indikator_id
INNER JOIN perioder AS p
    ON p.indikator_id = v.indikator_id
    AND p.periode = v.periode
    AND p.nummer <= 5
INNER JOIN dim.kommune AS k
    ON k.kommunenr = v.enhet
    AND k.gjeldende
WHERE v.enhetsnivaa = 'kommune'
    AND v.kjoenn = 'alle'
    AND (NOT p.har_alle_trinn OR v.trinn IN ('alle', '1-4', '5-7', '8-10'))
