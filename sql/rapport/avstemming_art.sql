/*
beskrivelse = "Kommunens eget regnskap mot filen kommunen har levert til KOSTRA, art for art i hver funksjon: forskjellen, og årsaken der den er kjent. Kommunekassens fil (0A) der den er tatt inn, ellers den konsoliderte (0M)."
korn = "én rad per kommune, år, funksjon og art som er ført i minst én av dem"
noekkel = ["kommunenr", "aar", "funksjon", "art"]

[kolonner]
kommunenr = "Kommunenummer i regnskapsåret"
aar = { beskrivelse = "Regnskapsår", enhet = "år" }
omfang = "Hva KOSTRA-filen gjelder: kasse eller konsern"
funksjon = "KOSTRA-funksjon, tre siffer; bare funksjoner som er ført i kommunens eget regnskap"
art = "KOSTRA-art, tre siffer"
lokalt_kr = { beskrivelse = "Kommunens eget regnskap; utgift positiv, inntekt negativ", enhet = "kr" }
kostra_kr = { beskrivelse = "KOSTRA-filen", enhet = "kr" }
avvik_kr = { beskrivelse = "Eget regnskap minus KOSTRA-filen", enhet = "kr" }
toleranse_kr = { beskrivelse = "Så mye filens hele tusen kan ha rundet", enhet = "kr" }
aarsak = "likt, avrunding, intern, annen_funksjon, flere_funksjoner, annen_art, sykeloennsrefusjon, avskrivning, merverdiavgift, konsern eller ukjent"
motpost = "Funksjonen eller arten der samme beløp står med motsatt fortegn; ellers tom"
merknad = "Årsaken i ord; tom når de er like"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["kommunenr", "aar", "omfang", "funksjon", "art", "lokalt_kr", "kostra_kr", "avvik_kr", "toleranse_kr", "aarsak"]

[[kontroller]]
type = "tillatt"
kolonne = "aarsak"
verdier = ["likt", "avrunding", "intern", "annen_funksjon", "flere_funksjoner", "annen_art", "sykeloennsrefusjon", "avskrivning", "merverdiavgift", "konsern", "ukjent"]
*/
-- En funksjon med linjer uten kjent art kan ikke sammenlignes art for art.
WITH lokalt AS (
    SELECT l.kommunenr, l.aar, l.funksjon, l.art, SUM(l.verdi) AS kr
    FROM fakta.lokalt_regnskap AS l
    LEFT JOIN (
        SELECT DISTINCT kommunenr, aar, funksjon
        FROM fakta.lokalt_regnskap
        WHERE art = 'ukjent'
    ) AS u
        ON u.kommunenr = l.kommunenr
        AND u.aar = l.aar
        AND u.funksjon = l.funksjon
    WHERE l.versjon = 'regnskap'
        AND l.kontoklasse = '1'
        AND u.funksjon IS NULL
    GROUP BY l.kommunenr, l.aar, l.funksjon, l.art
),

lokale_funksjoner AS (
    SELECT DISTINCT kommunenr, aar, funksjon
    FROM lokalt
),

-- Kommunekassen går foran konsernet, årsregnskapet foran 4. kvartal.
filer AS (
    SELECT
        kommunenr,
        aar,
        MIN(concat(CASE regnskapsomfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END, CASE kvartal WHEN 'aar' THEN '0' ELSE kvartal END)) AS fil
    FROM fakta.kostra_regnskap
    WHERE kvartal IN ('aar', '4')
        AND (
            (regnskapsomfang = 'kasse' AND kontoklasse = '1')
            OR (regnskapsomfang = 'konsern' AND kontoklasse = '3')
        )
    GROUP BY kommunenr, aar
),

kostra AS (
    SELECT
        k.kommunenr,
        k.aar,
        k.funksjon,
        k.art,
        SUM(k.verdi) AS kr,
        COUNT(*) AS poster
    FROM fakta.kostra_regnskap AS k
    INNER JOIN filer AS f
        ON f.kommunenr = k.kommunenr
        AND f.aar = k.aar
        AND f.fil = concat(CASE k.regnskapsomfang WHEN 'kasse' THEN '0kasse' ELSE '1konsern' END, CASE k.kvartal WHEN 'aar' THEN '0' ELSE k.kvartal END)
    INNER JOIN lokale_funksjoner AS l
        ON l.kommunenr = k.kommunenr
        AND l.aar = k.aar
        AND l.funksjon = k.funksjon
    WHERE k.kontoklasse = CASE k.regnskapsomfang WHEN 'kasse' THEN '1' ELSE '3' END
        AND k.regnskapsomfang IN ('kasse', 'konsern')
    GROUP BY k.kommunenr, k.aar, k.funksjon, k.art
),

noekler AS (
    SELECT kommunenr, aar, funksjon, art
    FROM lokalt
    UNION
    SELECT kommunenr, aar, funksjon, art
    FROM kostra
),

poster AS (
    SELECT
        n.kommunenr,
        n.aar,
        CASE WHEN f.fil LIKE '0%' THEN 'kasse' ELSE 'konsern' END AS omfang,
        n.funksjon,
        n.art,
        CAST(COALESCE(l.kr, 0) AS DECIMAL(18, 2)) AS lokalt_kr,
        CAST(COALESCE(k.kr, 0) AS DECIMAL(18, 2)) AS kostra_kr,
        CAST(COALESCE(l.kr, 0) AS DECIMAL(18, 2)) - CAST(COALESCE(k.kr, 0) AS DECIMAL(18, 2)) AS avvik_kr,
        CAST(g.verdi * GREATEST(COALESCE(k.poster, 1), 1) AS DECIMAL(18, 2)) AS toleranse_kr
    FROM noekler AS n
    INNER JOIN filer AS f
        ON f.kommunenr = n.kommunenr
        AND f.aar = n.aar
    INNER JOIN dim.regnskapsgrense AS g
        ON g.grense = 'avrunding_kr'
    LEFT JOIN lokalt AS l
        ON l.kommunenr = n.kommunenr
        AND l.aar = n.aar
        AND l.funksjon = n.funksjon
        AND l.art = n.art
    LEFT JOIN kostra AS k
        ON k.kommunenr = n.kommunenr
        AND k.aar = n.aar
        AND k.funksjon = n.funksjon
        AND k.art = n.art
),

avvikene AS (
    SELECT *
    FROM poster
    WHERE abs(avvik_kr) > toleranse_kr
        AND art NOT IN ('290', '690', '790')
),

-- Samme beløp med motsatt fortegn et annet sted er en flytting bare når beløpet er langt over avrundingen, og hver av de to er den andres
-- eneste motpost: små beløp er like av seg selv.
par AS (
    SELECT
        a.kommunenr,
        a.aar,
        a.funksjon,
        a.art,
        b.funksjon AS mot_funksjon,
        b.art AS mot_art,
        CASE WHEN a.art = b.art THEN 'annen_funksjon' ELSE 'annen_art' END AS aarsak
    FROM avvikene AS a
    INNER JOIN avvikene AS b
        ON b.kommunenr = a.kommunenr
        AND b.aar = a.aar
        AND ((b.art = a.art AND b.funksjon <> a.funksjon) OR (b.funksjon = a.funksjon AND b.art <> a.art AND substr(b.art, 1, 1) = substr(a.art, 1, 1)))
        AND abs(a.avvik_kr + b.avvik_kr) <= a.toleranse_kr + b.toleranse_kr
    WHERE abs(a.avvik_kr) >= 20 * a.toleranse_kr
        AND abs(b.avvik_kr) >= 20 * b.toleranse_kr
),

kandidater AS (
    SELECT kommunenr, aar, funksjon, art, aarsak, COUNT(*) AS antall, MIN(mot_funksjon) AS mot_funksjon, MIN(mot_art) AS mot_art
    FROM par
    GROUP BY kommunenr, aar, funksjon, art, aarsak
),

flyttinger AS (
    SELECT a.kommunenr, a.aar, a.funksjon, a.art, a.aarsak, a.mot_funksjon, a.mot_art
    FROM kandidater AS a
    INNER JOIN kandidater AS b
        ON b.kommunenr = a.kommunenr
        AND b.aar = a.aar
        AND b.funksjon = a.mot_funksjon
        AND b.art = a.mot_art
        AND b.aarsak = a.aarsak
    WHERE a.antall = 1
        AND b.antall = 1
),

-- Arten stemmer for funksjonene samlet, men er ført ulikt mellom dem.
i_flere_funksjoner AS (
    SELECT
        kommunenr,
        aar,
        art,
        array_to_string(array_agg(funksjon ORDER BY funksjon), ', ') AS motpost
    FROM avvikene
    GROUP BY kommunenr, aar, art
    HAVING COUNT(*) > 2
        AND abs(SUM(avvik_kr)) <= SUM(toleranse_kr)
        AND MAX(abs(avvik_kr)) >= 20 * SUM(toleranse_kr)
),

med_aarsak AS (
    SELECT
        p.*,
        CASE
            WHEN p.avvik_kr = 0 THEN 'likt'
            WHEN abs(p.avvik_kr) <= p.toleranse_kr THEN 'avrunding'
            WHEN p.art IN ('290', '690', '790') THEN 'intern'
            WHEN f.art IS NOT NULL THEN 'annen_funksjon'
            WHEN m.motpost IS NOT NULL THEN 'flere_funksjoner'
            WHEN t.art IS NOT NULL THEN 'annen_art'
            WHEN p.art = '710' AND (p.lokalt_kr = 0 OR p.kostra_kr = 0) THEN 'sykeloennsrefusjon'
            WHEN p.art = '590' AND (p.lokalt_kr = 0 OR p.kostra_kr = 0) THEN 'avskrivning'
            WHEN p.art IN ('429', '729') AND (p.lokalt_kr = 0 OR p.kostra_kr = 0) THEN 'merverdiavgift'
            WHEN p.omfang = 'konsern' THEN 'konsern'
            ELSE 'ukjent'
        END AS aarsak,
        COALESCE(f.mot_funksjon, m.motpost, t.mot_art) AS motpost
    FROM poster AS p
    LEFT JOIN flyttinger AS f
        ON f.aarsak = 'annen_funksjon'
        AND f.kommunenr = p.kommunenr
        AND f.aar = p.aar
        AND f.funksjon = p.funksjon
        AND f.art = p.art
    LEFT JOIN i_flere_funksjoner AS m
        ON m.kommunenr = p.kommunenr
        AND m.aar = p.aar
        AND m.art = p.art
        AND abs(p.avvik_kr) > p.toleranse_kr
    LEFT JOIN flyttinger AS t
        ON t.aarsak = 'annen_art'
        AND t.kommunenr = p.kommunenr
        AND t.aar = p.aar
        AND t.funksjon = p.funksjon
        AND t.art = p.art
)

SELECT
    kommunenr,
    aar,
    omfang,
    funksjon,
    art,
    lokalt_kr,
    kostra_kr,
    avvik_kr,
    toleranse_kr,
    aarsak,
    CASE WHEN aarsak IN ('annen_funksjon', 'flere_funksjoner', 'annen_art') THEN motpost END AS motpost,
    CASE aarsak
        WHEN 'avrunding' THEN 'avrunding til hele tusen'
        WHEN 'intern' THEN concat('art ', art, ': intern fordeling i kommunen, som ikke er rapportert slik', CASE WHEN art = '690' THEN ' (motposten 290 er ikke i SSBs mål)' ELSE '' END)
        WHEN 'annen_funksjon' THEN concat('art ', art, ': samme beløp med motsatt fortegn på funksjon ', motpost)
        WHEN 'flere_funksjoner' THEN concat('art ', art, ': stemmer samlet, men er ført ulikt mellom funksjonene ', motpost)
        WHEN 'annen_art' THEN concat('art ', art, ': samme beløp med motsatt fortegn på art ', motpost)
        WHEN 'sykeloennsrefusjon' THEN concat('art 710 (sykelønnsrefusjon) er bare ført i ', CASE WHEN lokalt_kr = 0 THEN 'KOSTRA-filen' ELSE 'eget regnskap' END)
        WHEN 'avskrivning' THEN concat('art 590 (avskrivninger) er bare ført i ', CASE WHEN lokalt_kr = 0 THEN 'KOSTRA-filen' ELSE 'eget regnskap' END)
        WHEN 'merverdiavgift' THEN concat('art ', art, ' (merverdiavgift) er bare ført i ', CASE WHEN lokalt_kr = 0 THEN 'KOSTRA-filen' ELSE 'eget regnskap' END)
        WHEN 'konsern' THEN 'filen gjelder konsernet, eget regnskap kommunekassen'
        WHEN 'ukjent' THEN 'ukjent årsak'
    END AS merknad
FROM med_aarsak
