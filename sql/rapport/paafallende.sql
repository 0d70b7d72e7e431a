/*
beskrivelse = "Tall som endret seg påfallende mye fra forrige periode til den nyeste, både mot hvordan de endret seg hos andre på samme nivå det året og mot enhetens egne endringer i tidligere år. Poengsummen er det minste av de to avvikene fra medianen, målt i vanlig spredning. Et påfallende tall kan være riktig: det skal ses på før det brukes. Framskrivinger er ikke med, og bare kjønn samlet."
korn = "én rad per tall i den nyeste perioden, med poengsum på minst 4"
noekkel = ["indikator_id", "populasjon", "enhetsnivaa", "enhet", "periodetype", "periode", "kjoenn", "trinn", "tema", "omfang"]

[kolonner]
indikator_id = "Indikatoren"
populasjon = "Hvem tallet gjelder"
enhetsnivaa = "land, fylke, kommune eller skole"
enhet = "Koden til den tallet gjelder"
enhet_navn = "Navnet på den tallet gjelder"
periodetype = "aar eller skoleaar"
periode = "Den nyeste perioden"
kjoenn = "alle"
trinn = "alle, eller trinnet"
tema = "alle, eller temaet"
omfang = "alle, eller regnskapsomfanget"
fra_periode = "Perioden før"
fra_verdi = "Tallet i perioden før"
til_verdi = "Tallet i den nyeste perioden"
maaleenhet = "Måleenheten for tallene"
relativ = "Sann når endringen er en andel av tallet før (beløp, antall og forholdstall); usann når den er en forskjell (prosent, poeng, karakterer)"
endring = "Endringen: 0,34 er 34 prosent når den er relativ, ellers en forskjell i måleenheten"
andre_endring = "Medianen av endringene hos enhetene på samme nivå i samme periode; tom når færre enn ti har tall"
andre_antall = { beskrivelse = "Enheter på samme nivå med tall i begge perioder", enhet = "antall" }
andre_avvik = "Avstanden til medianen hos de andre, delt på den vanlige spredningen; tom når færre enn ti har tall"
egen_endring = "Medianen av enhetens egne endringer i tidligere år; tom når den har færre enn fire"
egen_antall = { beskrivelse = "Enhetens egne endringer i tidligere år, uten dem over et brudd", enhet = "antall" }
egen_avvik = "Avstanden til medianen av de egne endringene, delt på den vanlige spredningen; tom når enheten har færre enn fire"
poengsum = "Det minste av de to avvikene; 4 er grensen"
brudd = "Bruddet som forklarer endringen; tom når serien ikke har brudd i perioden"
hvorfor = "Endringen og det den er målt mot, i ord"

[[kontroller]]
type = "unik"

[[kontroller]]
type = "ikke_null"
kolonner = ["fra_verdi", "til_verdi", "endring", "poengsum", "hvorfor"]

[[kontroller]]
type = "referanse"
kolonne = "indikator_id"
til = "dim.indikator.indikator_id"

[[kontroller]]
type = "tillatt"
kolonne = "enhetsnivaa"
verdier = ["land", "fylke", "kommune", "skole"]
*/
WITH tall AS (
    SELECT
        v.indikator_id,
        v.populasjon,
        v.enhetsnivaa,
        v.enhet,
        v.periodetype,
        v.periode,
        CAST(substr(v.periode, 1, 4) AS INTEGER) AS aar,
        v.kjoenn,
        v.trinn,
        v.tema,
        v.omfang,
        v.verdi,
        -- Hvor mange som står bak tallet.
        CASE
            WHEN v.nevner > 0 THEN CAST(v.nevner AS DOUBLE)
            WHEN v.maaleenhet = 'antall' AND v.verdi > 0 THEN v.verdi
        END AS grunnlag,
        v.usikkerhet,
        v.maaleenhet,
        i.relativ_endring AS relativ,
        i.desimaler,
        v.brudd
    FROM indikator.verdi AS v
    INNER JOIN dim.indikator AS i
        ON i.indikator_id = v.indikator_id
    WHERE v.status = 'ok'
        AND v.kjoenn = 'alle'
        AND v.enhetsnivaa IN ('land', 'fylke', 'kommune', 'skole')
        AND strpos(i.kilder, 'framskriving') = 0
),

nyeste AS (
    SELECT
        indikator_id,
        enhetsnivaa,
        tema,
        omfang,
        MAX(aar) AS aar
    FROM tall
    GROUP BY indikator_id, enhetsnivaa, tema, omfang
),

-- Hver series nyeste tall og det før. Gruppert, ikke koblet: tabellen er stor.
par AS (
    SELECT
        t.indikator_id, t.populasjon, t.enhetsnivaa, t.enhet, t.periodetype, t.kjoenn, t.trinn, t.tema, t.omfang,
        n.aar,
        MAX(CASE WHEN t.aar = n.aar THEN t.periode END) AS periode,
        MAX(CASE WHEN t.aar < n.aar THEN t.periode END) AS fra_periode,
        MAX(CASE WHEN t.aar = n.aar THEN t.verdi END) AS verdi,
        MAX(CASE WHEN t.aar < n.aar THEN t.verdi END) AS fra_verdi,
        MAX(CASE WHEN t.aar = n.aar THEN t.grunnlag END) AS grunnlag,
        MAX(CASE WHEN t.aar < n.aar THEN t.grunnlag END) AS fra_grunnlag,
        MAX(CASE WHEN t.aar = n.aar THEN t.usikkerhet END) AS usikkerhet,
        MAX(CASE WHEN t.aar < n.aar THEN t.usikkerhet END) AS fra_usikkerhet,
        MAX(CASE WHEN t.aar = n.aar THEN t.brudd END) AS brudd,
        MAX(t.maaleenhet) AS maaleenhet,
        MAX(t.desimaler) AS desimaler,
        bool_or(t.relativ) AS relativ,
        -- Det endringen deles på.
        CASE WHEN bool_or(t.relativ) THEN abs(MAX(CASE WHEN t.aar < n.aar THEN t.verdi END)) ELSE 1.0 END AS maalestokk
    FROM nyeste AS n
    INNER JOIN tall AS t
        ON t.indikator_id = n.indikator_id
        AND t.enhetsnivaa = n.enhetsnivaa
        AND t.tema = n.tema
        AND t.omfang = n.omfang
        AND t.aar BETWEEN n.aar - 1 AND n.aar
    GROUP BY t.indikator_id, t.populasjon, t.enhetsnivaa, t.enhet, t.periodetype, t.kjoenn, t.trinn, t.tema, t.omfang, n.aar
    HAVING COUNT(*) = 2
),

-- Støyen er det et tall endrer seg uten at noe har skjedd: siste siffer, utgiverens margin, og tilfellet når få står bak.
endringer AS (
    SELECT
        *,
        (verdi - fra_verdi) / maalestokk AS endring,
        least(grunnlag, fra_grunnlag) AS minste_grunnlag,
        greatest(
            power(10.0, -desimaler) / maalestokk,
            sqrt(usikkerhet * usikkerhet + fra_usikkerhet * fra_usikkerhet) / 1.96 / maalestokk,
            CASE WHEN relativ THEN 0.01 END,
            CASE WHEN maaleenhet = 'antall' THEN sqrt(abs(verdi + fra_verdi)) / maalestokk END,
            CASE WHEN maaleenhet = 'prosent' THEN 100.0 * sqrt(samlet * abs(1.0 - samlet) * (1.0 / grunnlag + 1.0 / fra_grunnlag)) END
        ) AS stoey
    FROM (
        SELECT
            *,
            -- Andelen de to periodene har til sammen, med én til på hver side, så ingen og alle ikke er uten tilfeldighet.
            (verdi / 100.0 * grunnlag + fra_verdi / 100.0 * fra_grunnlag + 1.0) / (grunnlag + fra_grunnlag + 2.0) AS samlet
        FROM par
    ) AS p
    -- Fra 0 finnes ingen relativ endring. En skoles andel sier lite når ingen vet hvor mange som står bak.
    WHERE maalestokk > 0
        AND NOT (enhetsnivaa = 'skole' AND maaleenhet = 'prosent' AND grunnlag IS NULL AND usikkerhet IS NULL)
),

fra_midten AS (
    SELECT
        *,
        abs(endring - midt) AS avstand,
        -- Færre bak tallet enn det som er vanlig gir større tilfeldige utslag, flere gir mindre.
        greatest(0.5, COALESCE(sqrt(vanlig_grunnlag / minste_grunnlag), 1.0)) AS stoerrelse
    FROM (
        SELECT
            *,
            COUNT(*) OVER gruppen AS antall,
            median(endring) OVER gruppen AS midt,
            median(minste_grunnlag) OVER gruppen AS vanlig_grunnlag
        FROM endringer
        WINDOW gruppen AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, periodetype, trinn, tema, omfang)
    ) AS e
),

-- 1,4826 ganger medianavviket er standardavviket i en normalfordeling. Står de fleste tall stille, er
-- det medianen av dem som ikke gjør det, når de er minst tre: ett sprang er ikke sin egen målestokk.
mot_andre AS (
    SELECT
        *,
        CASE WHEN antall >= 10 THEN greatest(stoey, spredning * stoerrelse) ELSE stoey END AS vanlig
    FROM (
        SELECT
            *,
            1.4826 * COALESCE(
                NULLIF(median(avstand) OVER gruppen, 0.0),
                CASE WHEN COUNT(NULLIF(avstand, 0.0)) OVER gruppen >= 3 THEN median(NULLIF(avstand, 0.0)) OVER gruppen END,
                0.0
            ) AS spredning
        FROM fra_midten
        WINDOW gruppen AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, periodetype, trinn, tema, omfang)
    ) AS f
),

-- Poengsummen er det minste av to avvik: bare de som er langt fra de andre, trenger en historie.
kandidater AS (
    SELECT
        *,
        CASE WHEN antall >= 10 THEN avstand / vanlig END AS andre_avvik
    FROM mot_andre
    WHERE antall < 10 OR avstand >= 4.0 * vanlig
),

-- Kandidatene med hele serien sin, og fra et år til det neste.
historie AS (
    SELECT
        k.*,
        t.aar AS da,
        CASE
            WHEN t.aar < k.aar AND t.brudd IS NULL AND LAG(t.aar) OVER serien = t.aar - 1
                THEN (t.verdi - LAG(t.verdi) OVER serien) / NULLIF(CASE WHEN k.relativ THEN abs(LAG(t.verdi) OVER serien) ELSE 1.0 END, 0.0)
        END AS da_endring
    FROM kandidater AS k
    INNER JOIN tall AS t
        ON t.indikator_id = k.indikator_id
        AND t.populasjon = k.populasjon
        AND t.enhetsnivaa = k.enhetsnivaa
        AND t.enhet = k.enhet
        AND t.periodetype = k.periodetype
        AND t.trinn = k.trinn
        AND t.tema = k.tema
        AND t.omfang = k.omfang
    WHERE t.aar <= k.aar
    WINDOW serien AS (
        PARTITION BY k.indikator_id, k.populasjon, k.enhetsnivaa, k.enhet, k.periodetype, k.trinn, k.tema, k.omfang
        ORDER BY t.aar
    )
),

mot_egne AS (
    SELECT
        *,
        1.4826 * COALESCE(
            NULLIF(median(abs(da_endring - egen_midt)) OVER serien, 0.0),
            CASE
                WHEN COUNT(NULLIF(abs(da_endring - egen_midt), 0.0)) OVER serien >= 3
                    THEN median(NULLIF(abs(da_endring - egen_midt), 0.0)) OVER serien
            END,
            0.0
        ) AS egen_spredning
    FROM (
        SELECT
            *,
            COUNT(da_endring) OVER serien AS egen_antall,
            median(da_endring) OVER serien AS egen_midt
        FROM historie
        WINDOW serien AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, enhet, periodetype, trinn, tema, omfang)
    ) AS h
    WINDOW serien AS (PARTITION BY indikator_id, populasjon, enhetsnivaa, enhet, periodetype, trinn, tema, omfang)
),

-- Ingen regnes som roligere enn de andre er: en jevn historie gjør ikke en vanlig endring påfallende.
vurdert AS (
    SELECT
        *,
        CASE WHEN egen_antall >= 4 THEN abs(endring - egen_midt) / greatest(egen_spredning, vanlig) END AS egen_avvik
    FROM mot_egne
    WHERE da = aar
),

navn AS (
    SELECT 'land' AS enhetsnivaa, '0' AS enhet, 'Landet' AS navn
    UNION ALL
    SELECT 'fylke' AS enhetsnivaa, fylkesnr AS enhet, navn FROM dim.fylke
    UNION ALL
    SELECT 'kommune' AS enhetsnivaa, kommunenr AS enhet, navn FROM dim.kommune
    UNION ALL
    SELECT 'skole' AS enhetsnivaa, orgnr AS enhet, navn FROM dim.skole
),

-- Endringene slik de skrives.
skrevet AS (
    SELECT
        *,
        replace(CAST(CAST(abs(endring) * faktor AS DECIMAL(14, 1)) AS VARCHAR), '.', ',') AS endring_tekst,
        concat(CASE WHEN round(midt * faktor, 1) > 0 THEN '+' ELSE '' END, replace(CAST(CAST(midt * faktor AS DECIMAL(14, 1)) AS VARCHAR), '.', ',')) AS andre_tekst,
        concat(CASE WHEN round(egen_midt * faktor, 1) > 0 THEN '+' ELSE '' END, replace(CAST(CAST(egen_midt * faktor AS DECIMAL(14, 1)) AS VARCHAR), '.', ',')) AS egen_tekst
    FROM (
        SELECT
            *,
            CASE WHEN relativ THEN 100.0 ELSE 1.0 END AS faktor,
            CASE
                WHEN relativ THEN ' %'
                WHEN maaleenhet = 'prosent' THEN ' prosentpoeng'
                ELSE ' poeng'
            END AS i_enhet
        FROM vurdert
        WHERE least(andre_avvik, egen_avvik) >= 4.0
    ) AS v
)

SELECT
    s.indikator_id,
    s.populasjon,
    s.enhetsnivaa,
    s.enhet,
    COALESCE(n.navn, s.enhet) AS enhet_navn,
    s.periodetype,
    s.periode,
    s.kjoenn,
    s.trinn,
    s.tema,
    s.omfang,
    s.fra_periode,
    s.fra_verdi,
    s.verdi AS til_verdi,
    s.maaleenhet,
    s.relativ,
    s.endring,
    CASE WHEN s.andre_avvik IS NOT NULL THEN s.midt END AS andre_endring,
    s.antall AS andre_antall,
    round(s.andre_avvik, 2) AS andre_avvik,
    CASE WHEN s.egen_avvik IS NOT NULL THEN s.egen_midt END AS egen_endring,
    s.egen_antall,
    round(s.egen_avvik, 2) AS egen_avvik,
    round(least(s.andre_avvik, s.egen_avvik), 2) AS poengsum,
    s.brudd,
    concat(
        CASE
            WHEN s.endring > 0 THEN concat('Økte ', s.endring_tekst, s.i_enhet)
            WHEN s.endring < 0 THEN concat('Gikk ned ', s.endring_tekst, s.i_enhet)
            ELSE 'Uendret'
        END,
        CASE
            WHEN s.andre_avvik IS NULL THEN ''
            WHEN s.enhetsnivaa = 'fylke' THEN concat('; fylkene ', s.andre_tekst, s.i_enhet)
            WHEN s.enhetsnivaa = 'kommune' THEN concat('; kommunene ', s.andre_tekst, s.i_enhet)
            ELSE concat('; skolene ', s.andre_tekst, s.i_enhet)
        END,
        CASE
            WHEN s.egen_avvik IS NULL THEN '; for kort historie til å si hva som er vanlig her'
            ELSE concat('; her de siste ', CAST(s.egen_antall AS VARCHAR), ' årene ', s.egen_tekst, s.i_enhet)
        END
    ) AS hvorfor
FROM skrevet AS s
LEFT JOIN navn AS n
    ON n.enhetsnivaa = s.enhetsnivaa
    AND n.enhet = s.enhet
