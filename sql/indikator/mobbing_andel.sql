/*
populasjon = ["skoler_i_kommunen", "kommunale_skoler"]
maaleenhet = "prosent"
desimaler = 1
retning = -1
nivaaer = ["land", "fylke", "kommune", "skole"]
definisjon = "Andelen av elevene på 7. og 10. trinn som svarer at de er mobbet to til tre ganger i måneden eller oftere. Tema er slaget mobbing: mobbing_elever (av andre elever på skolen), mobbing_digitalt, mobbing_voksne (av voksne på skolen) eller mobbing_samlet (minst ett av de tre)."
teller = "elever som er mobbet to til tre ganger i måneden eller oftere"
nevner = "elever som svarte på spørsmålet"
kilder = ["udir_eu_mobbing", "udir_mobbing_rapport"]
skjerming = "Utgiveren skjermer hver celle for seg når få elever er mobbet, og flere der en av dem ellers kunne regnes ut. Er tallet skjermet i det ene API-et, er det skjermet her. Vi regner aldri et skjermet tall ut."
fasit = "Utdanningsdirektoratets egne andeler"
merknad = "Tallet er alltid utgiverens egen prosent. Eksport-API-et gjelder; rapport-API-et fyller ut landet og fylkene der eksporten ikke har tallet. Ungdata spør om hver 14. dag, på skolen og i fritiden, og FHIs mobbetall er tre år samlet og standardisert: ikke de samme tallene. En skjermet andel er ikke null, og bare elevene som svarte er med: se deltakelsen. En kommune slått sammen av flere har ikke en andel for årene før."

[navn]
nb = "Mobbing"
nn = "Mobbing"
en = "Bullying"

[[kontroller]]
type = "sql"
navn = "andelen_er_mellom_0_og_100"
sql = "SELECT enhet, periode, verdi FROM {denne} WHERE verdi NOT BETWEEN 0 AND 100"

[[kontroller]]
type = "tillatt"
kolonne = "trinn"
verdier = ["7", "10"]

[[kontroller]]
type = "tillatt"
kolonne = "tema"
verdier = ["mobbing_elever", "mobbing_digitalt", "mobbing_voksne", "mobbing_samlet"]
alvor = "advarsel"
*/
SELECT
    populasjon,
    enhetsnivaa,
    enhet,
    periodetype,
    periode,
    kjoenn,
    trinn,
    tema,
    verdi,
    status,
    foreloepig,
    merknad
FROM harmonisert.elevundersoekelsen
WHERE maal = 'andel_mobbet'
