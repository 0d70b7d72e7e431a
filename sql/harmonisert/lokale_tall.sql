/*
beskrivelse = "Kommunenes egne tall og kriteriene i Grønt hefte, på dagens kommuner. Andeler, snitt og indekser føres bare når hele kommunen er den samme; antall summeres. Skolens og landets tall står som de er."

[maal]
sykefravaer_prosent = { beskrivelse = "Sykefravær blant de ansatte", enhet = "prosent", summeres = false }
foreldreundersoekelsen_snitt = { beskrivelse = "Snittet av foreldrenes svar; tema er temaet", enhet = "1–5", summeres = false }
skolemiljoesaker_antall = { beskrivelse = "Saker etter opplæringsloven kapittel 12", enhet = "antall", summeres = true }
dki_grunnskole = { beskrivelse = "Delkostnadsindeksen for grunnskole, landet er 1", enhet = "indeks", summeres = false }
utgiftsbehov = { beskrivelse = "Samlet utgiftsbehov, landet er 1", enhet = "indeks", summeres = false }
frie_inntekter_kr_per_innb = { beskrivelse = "Frie inntekter per innbygger", enhet = "kr", summeres = false }
innvandrere_6_15_andel = { beskrivelse = "Innvandrere 6–15 år", enhet = "prosent", summeres = false }
netto_utgiftsbehov_kr_per_innb = { beskrivelse = "Landets netto driftsutgifter til 202, 213, 215, 222 og 223 uten avskrivning, per innbygger", enhet = "kr", summeres = false }

[[kontroller]]
type = "sql"
navn = "kommunen er kjent"
alvor = "advarsel"
sql = "SELECT f.datasett, f.celle, f.kommunenr, f.maal, f.periode FROM fakta.lokale_tall AS f LEFT JOIN dim.kommune AS k ON k.kommunenr = f.kommunenr WHERE f.kommunenr IS NOT NULL AND k.kommunenr IS NULL"
*/
SELECT
    maal,
    CASE
        WHEN maal IN ('sykefravaer_prosent', 'foreldreundersoekelsen_snitt', 'skolemiljoesaker_antall') THEN 'kommunale_skoler'
        ELSE 'bosatte'
    END AS populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    CAST(substr(periode, 1, 4) AS INTEGER) AS aar,
    kjoenn,
    trinn,
    tema,
    verdi,
    status
FROM fakta.lokale_tall
