/*
populasjon = ["bosatte"]
maaleenhet = "kr"
faktor = 1
desimaler = 0
retning = 0
nivaaer = ["kommune"]
definisjon = "Brutto investeringsutgifter til grunnskolesektoren (funksjon 202, 215, 222 og 223 samlet) og til skolelokaler (222) per innbygger 6 til 15 år."
teller = "brutto investeringsutgifter i kroner (art 010 til 501 minus fordelte utgifter)"
nevner = "innbyggere 6-15 år 31. desember i regnskapsåret"
kilder = ["kostra_regnskap", "ssb_07459_folkemengde"]
skjerming = "Skjermes ikke."
fasit = ""
merknad = "Investeringer svinger mye fra år til år: et enkelt år sier lite. Innbyggerne 31. desember er tellingen 1. januar året etter. Omfang kasse er kontoklasse 0, konsern er kontoklasse 4. SSB publiserer beløpet per innbygger i alt, ikke 6-15 år. Bare regnskap som har med investeringsdelen."

[navn]
nb = "Brutto investeringsutgifter til skole per innbygger 6-15 år"
nn = "Brutto investeringsutgifter til skule per innbyggjar 6-15 år"
en = "Gross investment in schools per inhabitant aged 6-15"
*/
SELECT
    'bosatte' AS populasjon,
    u.enhetsnivaa,
    u.enhet,
    u.periodetype,
    u.periode,
    u.tema,
    u.omfang,
    u.verdi AS teller,
    u.status AS teller_status,
    i.verdi AS nevner,
    i.status AS nevner_status,
    u.foreloepig OR COALESCE(i.foreloepig, FALSE) AS foreloepig,
    CASE
        WHEN i.status IS NULL THEN concat('Innbyggertallet 1. januar ', CAST(CAST(u.periode AS INTEGER) + 1 AS VARCHAR), ' mangler')
        ELSE COALESCE(u.merknad, i.merknad)
    END AS merknad
FROM harmonisert.investering AS u
LEFT JOIN harmonisert.innbyggere AS i
    ON i.tema = '6-15'
    AND i.enhetsnivaa = u.enhetsnivaa
    AND i.enhet = u.enhet
    AND CAST(i.periode AS INTEGER) = CAST(u.periode AS INTEGER) + 1
WHERE u.tema IN ('222', 'grunnskolesektor')
