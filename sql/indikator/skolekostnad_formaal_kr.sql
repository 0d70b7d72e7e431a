/*
populasjon = ["kommunale_skoler"]
maaleenhet = "kr"
desimaler = 0
retning = 0
nivaaer = ["kommune", "skole"]
definisjon = "Korrigerte brutto driftsutgifter til grunnskole (funksjon 202) etter formål i kommunens eget regnskap: for kommunen alt, for en skole det som er ført direkte på den."
teller = "kroner"
nevner = ""
kilder = ["lokalt_budsjett", "ansvarskart", "formaalskart", "udir_gsi_elever"]
skjerming = "Et formål som gjelder enkeltelever, vises for skolene bare når hver skole i kommunen har minst seks elever bak beløpet begge høstene (GSI), og for kommunen når den har det. Er noe skjult, er den ordinære opplæringen det også, så det ikke kan regnes ut."
fasit = ""
merknad = "Tema er formålet (dim.formaal), slik kommunen har kartlagt tjenestene sine. Er §§ 11-4, 11-5 og 11-6 ikke ført hver for seg, er formålet individuell_tilrettelegging_samlet. En kommune som er slått sammen eller delt siden, har bare skolenes tall."

[navn]
nb = "Utgifter til grunnskole etter formål"
nn = "Utgifter til grunnskule etter formål"
en = "Costs of schools by purpose"
*/
SELECT
    'kommunale_skoler' AS populasjon,
    enhetsnivaa,
    enhet,
    'aar' AS periodetype,
    CAST(aar AS VARCHAR) AS periode,
    formaal AS tema,
    'kasse' AS omfang,
    kbdu_kr AS verdi,
    kbdu_kr AS teller,
    status,
    undertrykking,
    foreloepig,
    merknad
FROM rapport.formaalskostnad
