/*
beskrivelse = "Tall som ingen utgiver har i et API: kommunens egne (sykefravær, Foreldreundersøkelsen, skolemiljøsaker) og kriteriene i Grønt hefte. Tall om færre enn seks personer er skjult før de ble lagret (status undertrykt)."
korn = "én rad per kommune, enhet, mål, periode, trinn, kjønn og tema"
noekkel = ["kommunenr", "enhetsnivaa", "enhet", "maal", "periodetype", "periode", "trinn", "kjoenn", "tema"]

[kolonner]
kommunenr = { type = "VARCHAR", beskrivelse = "Kommunenummer i perioden; tom for landet" }
enhetsnivaa = { type = "VARCHAR", beskrivelse = "land, kommune eller skole" }
enhet = { type = "VARCHAR", beskrivelse = "Kommunenummer, organisasjonsnummer for en skole, 0 for landet" }
maal = { type = "VARCHAR", beskrivelse = "sykefravaer_prosent, foreldreundersoekelsen_snitt, skolemiljoesaker_antall, dki_grunnskole (landet er 1), utgiftsbehov (landet er 1), frie_inntekter_kr_per_innb, innvandrere_6_15_andel (prosent) eller netto_utgiftsbehov_kr_per_innb" }
periodetype = { type = "VARCHAR", beskrivelse = "aar eller skoleaar" }
periode = { type = "VARCHAR", beskrivelse = "Kalenderår (2024) eller skoleår (2024-25)" }
trinn = { type = "VARCHAR", beskrivelse = "alle, eller trinnet" }
kjoenn = { type = "VARCHAR", beskrivelse = "alle, jente eller gutt" }
tema = { type = "VARCHAR", beskrivelse = "alle, eller temaet i undersøkelsen" }
verdi = { type = "DOUBLE", beskrivelse = "Tallet, i enheten som målets navn sier" }

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["enhetsnivaa", "enhet", "maal", "periodetype", "periode"]

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "kommune", "skole"]

[[kontroller]]
type = "tillatt"
kolonne = "kjoenn"
verdier = ["alle", "jente", "gutt"]

[[kontroller]]
type = "sql"
navn = "perioden er et kalenderår (2024) eller et skoleår (2024-25)"
sql = "SELECT celle, enhet, maal, periodetype, periode FROM {denne} WHERE NOT regexp_like(periode, CASE periodetype WHEN 'aar' THEN '^(19|20)[0-9]{2}$' ELSE '^(19|20)[0-9]{2}-[0-9]{2}$' END) OR (periodetype = 'skoleaar' AND regexp_like(periode, '^[0-9]{4}-[0-9]{2}$') AND (TRY_CAST(substr(periode, 1, 4) AS INTEGER) + 1) % 100 <> TRY_CAST(substr(periode, 6, 2) AS INTEGER))"

[[kontroller]]
type = "sql"
navn = "perioden er ikke senere enn året etter at filen ble tatt inn"
sql = "SELECT celle, enhet, maal, periode, publisert FROM {denne} WHERE TRY_CAST(substr(periode, 1, 4) AS INTEGER) > date_part('year', publisert) + 1"

[[kontroller]]
type = "sql"
navn = "kommunenummer har fire siffer, og organisasjonsnummer ni"
sql = "SELECT celle, enhetsnivaa, kommunenr, enhet FROM {denne} WHERE NOT regexp_like(kommunenr, '^[0-9]{4}$') OR (enhetsnivaa = 'kommune' AND COALESCE(kommunenr, '') <> enhet) OR (enhetsnivaa = 'skole' AND NOT regexp_like(enhet, '^[0-9]{9}$')) OR (enhetsnivaa = 'land' AND enhet <> '0')"

[[kontroller]]
type = "sql"
navn = "en skjult verdi er ikke lagret"
sql = "SELECT celle, enhet, maal, status FROM {denne} WHERE status = 'undertrykt' AND verdi IS NOT NULL"
*/
-- Lastes fra pipelines/; ingen SQL.
