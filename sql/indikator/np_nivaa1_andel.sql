/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = -1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av deltakerne på nasjonal prøve som er på mestringsnivå 1, det laveste. Tema er prøven: engelsk, lesing eller regning."
teller = "elever på nivå 1"
nevner = "elever som deltok"
kilder = ["udir_nasjonale_proever_5_nivaa", "udir_nasjonale_proever_ungdomstrinn_nivaa", "udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Utgiveren skjermer små grupper, og flere der et skjermet tall ellers kunne regnes ut. En andel utgiveren har skjermet, regnes aldri ut av antall."
fasit = "Utdanningsdirektoratets egne andeler"
merknad = "Andelen er utgiverens egen. Bare der utgiveren ikke har den, regnes den ut av antall elever, for eksempel etter en sammenslåing av kommuner. 5. trinn har tre nivåer og ungdomstrinnet fem: andelene på 5. og 8. trinn kan ikke sammenlignes."

[navn]
nb = "Nasjonale prøver, elever på mestringsnivå 1"
nn = "Nasjonale prøver, elevar på meistringsnivå 1"
en = "National tests, pupils at mastery level 1"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "andelen_er_den_antallene_gir"
sql = "SELECT enhet, periode, trinn, tema, kjoenn, verdi, teller, nevner FROM {denne} WHERE nevner > 0 AND abs(verdi - 100.0 * teller / nevner) > 0.2"
alvor = "advarsel"
*/
WITH nivaa AS (
    SELECT
        populasjon,
        enhetsnivaa,
        enhet,
        periodetype,
        periode,
        kjoenn,
        trinn,
        tema,
        MAX(CASE WHEN maal = 'nivaa1_andel' THEN verdi END) AS andel,
        COALESCE(MAX(CASE WHEN maal = 'nivaa1_andel' THEN status END), 'mangler') AS andel_status,
        MAX(CASE WHEN maal = 'nivaa1_antall' THEN verdi END) AS antall,
        COALESCE(MAX(CASE WHEN maal = 'nivaa1_antall' THEN status END), 'mangler') AS antall_status,
        bool_or(foreloepig) AS foreloepig,
        MAX(CASE WHEN maal = 'nivaa1_antall' THEN merknad END) AS merknad
    FROM harmonisert.nasjonale_proever_nivaa
    WHERE maal IN ('nivaa1_andel', 'nivaa1_antall')
    GROUP BY populasjon, enhetsnivaa, enhet, periodetype, periode, kjoenn, trinn, tema
)

-- Av andel, antall og deltakere kan den tredje regnes ut av de to andre: er én skjermet, står ikke de to andre sammen.
SELECT
    n.populasjon,
    n.enhetsnivaa,
    n.enhet,
    n.periodetype,
    n.periode,
    n.kjoenn,
    n.trinn,
    n.tema,
    CASE WHEN n.andel_status = 'ok' THEN n.andel ELSE 100.0 * n.antall / d.verdi END AS verdi,
    CASE WHEN n.andel_status <> 'skjermet' AND COALESCE(d.status, 'mangler') <> 'skjermet' THEN n.antall END AS teller,
    CASE WHEN n.antall_status <> 'skjermet' THEN d.verdi END AS nevner,
    CASE
        WHEN n.andel_status IN ('ok', 'skjermet') THEN n.andel_status
        WHEN d.verdi = 0 THEN 'ikke_beregnbar'
        ELSE status_forhold(n.antall_status, d.status, d.verdi)
    END AS status,
    n.foreloepig OR COALESCE(d.foreloepig, FALSE) AS foreloepig,
    CASE WHEN n.andel_status <> 'skjermet' THEN COALESCE(n.merknad, d.merknad) END AS merknad
FROM nivaa AS n
LEFT JOIN harmonisert.nasjonale_proever AS d
    ON d.maal = 'deltatt'
    AND d.populasjon = n.populasjon
    AND d.enhetsnivaa = n.enhetsnivaa
    AND d.enhet = n.enhet
    AND d.periode = n.periode
    AND d.kjoenn = n.kjoenn
    AND d.trinn = n.trinn
    AND d.tema = n.tema
