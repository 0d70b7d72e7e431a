/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = 1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av deltakerne på nasjonal prøve som er på de høyeste mestringsnivåene: nivå 3 på 5. trinn, nivå 4 og 5 på 8. og 9. trinn. Tema er prøven: engelsk, lesing eller regning."
teller = "elever på nivå 3 (5. trinn), nivå 4 og 5 (8. og 9. trinn)"
nevner = "elever som deltok"
kilder = ["udir_nasjonale_proever_5_nivaa", "udir_nasjonale_proever_ungdomstrinn_nivaa", "udir_nasjonale_proever_5", "udir_nasjonale_proever_ungdomstrinn"]
skjerming = "Utgiveren skjermer små grupper, og flere der et skjermet tall ellers kunne regnes ut. En andel utgiveren har skjermet, regnes aldri ut av antall."
fasit = "Utdanningsdirektoratets egne andeler på 5. trinn"
merknad = "Andelen på 5. trinn er utgiverens egen. Nivå 4 og 5 publiseres hver for seg: andelen på 8. og 9. trinn regnes ut av antall elever, og er summen av utgiverens to andeler der antallet ikke vises. Etter en sammenslåing av kommuner regnes andelen ut av antall på alle trinn. 5. trinn har tre nivåer og ungdomstrinnet fem: andelene på 5. og 8. trinn kan ikke sammenlignes."

[navn]
nb = "Nasjonale prøver, elever på de høyeste mestringsnivåene"
nn = "Nasjonale prøver, elevar på dei høgaste meistringsnivåa"
en = "National tests, pupils at the highest mastery levels"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "sql"
navn = "andelen_er_den_utgiverens_andeler_gir"
sql = """
SELECT t.populasjon, t.enhet, t.periode, t.trinn, t.tema, t.kjoenn, t.verdi, a.verdi AS utgiverens
FROM {denne} AS t
INNER JOIN harmonisert.nasjonale_proever_nivaa AS a
    ON a.maal = 'hoeyeste_nivaaer_andel' AND a.populasjon = t.populasjon AND a.enhetsnivaa = t.enhetsnivaa AND a.enhet = t.enhet
    AND a.periode = t.periode AND a.kjoenn = t.kjoenn AND a.trinn = t.trinn AND a.tema = t.tema
WHERE abs(t.verdi - a.verdi) > 0.2
"""
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
        MAX(CASE WHEN maal = 'hoeyeste_nivaaer_andel' THEN verdi END) AS andel,
        COALESCE(MAX(CASE WHEN maal = 'hoeyeste_nivaaer_andel' THEN status END), 'mangler') AS andel_status,
        MAX(CASE WHEN maal = 'hoeyeste_nivaaer_antall' THEN verdi END) AS antall,
        COALESCE(MAX(CASE WHEN maal = 'hoeyeste_nivaaer_antall' THEN status END), 'mangler') AS antall_status,
        bool_or(foreloepig) AS foreloepig,
        MAX(CASE WHEN maal = 'hoeyeste_nivaaer_antall' THEN merknad END) AS merknad
    FROM harmonisert.nasjonale_proever_nivaa
    WHERE maal IN ('hoeyeste_nivaaer_andel', 'hoeyeste_nivaaer_antall')
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
    CASE
        WHEN n.andel_status = 'ok' AND (n.trinn = '5' OR status_forhold(n.antall_status, d.status, d.verdi) <> 'ok') THEN n.andel
        ELSE 100.0 * n.antall / d.verdi
    END AS verdi,
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
