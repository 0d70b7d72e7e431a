//! `docs/datasets.md`: every dataset. What a dataset was found to be at its publisher is no part of the page: that differs from day to day,
//! and `innsikt doctor` tells it.

use std::collections::BTreeMap;
use std::fmt::Display;

use indexmap::IndexMap;

use crate::model::{Catalogue, Header};
use crate::pipeline::{
    Fetch, FhiOrder, KlassContent, KlassOrder, NsrOrder, Pipeline, PxWebOrder, Register, RegisterContent, Selector, TableTarget,
    UdirExportOrder, UdirReportOrder,
};
use crate::read;
use crate::web::PUBLISHERS;

use super::{anchor, cells, listed, quoted};

/// The page about every dataset, in Markdown.
pub fn datasets(catalogue: &Catalogue) -> String {
    let mut publishers: BTreeMap<&str, Vec<&Pipeline>> = BTreeMap::new();
    for pipeline in catalogue.pipelines.iter() {
        publishers.entry(&pipeline.utgiver).or_default().push(pipeline);
    }
    let mut page = vec![introduction(&publishers), overview(&publishers), addresses()];
    for (publisher, pipelines) in &publishers {
        page.push(format!("## {publisher}"));
        page.extend(pipelines.iter().map(|pipeline| section(catalogue, pipeline)));
    }
    format!("{}\n", page.join("\n\n"))
}

type Publishers<'a> = BTreeMap<&'a str, Vec<&'a Pipeline>>;

fn introduction(publishers: &Publishers<'_>) -> String {
    let count: usize = publishers.values().map(Vec::len).sum();
    let publishers: Vec<String> =
        publishers.iter().map(|(publisher, pipelines)| format!("* [{publisher}](#{}): {}", anchor(publisher), pipelines.len())).collect();
    format!(
        "# Datasettene\n\n\
         <!-- Laget av `innsikt docs datasets > docs/datasets.md` fra pipelines/ og sql/fakta/. Rett der, ikke her. -->\n\n\
         {count} datasett: hva de er, hvem som utgir dem, hvordan og når de hentes, hvilke tabeller de fyller, og hva som har lurt noen før. \
         Alle klokkeslett er norske (Europe/Oslo). Et mønster mellom skråstreker (`/^mobbing/`) finner tabellen, siden eller verdien ved \
         navnet når den hentes; hva det var sist, viser `innsikt doctor`.\n\n{}",
        publishers.join("\n")
    )
}

fn overview(publishers: &Publishers<'_>) -> String {
    let row = |publisher: &str, pipeline: &Pipeline| {
        let asked = pipeline.hent.as_ref().map_or_else(|| "tas inn som fil".to_owned(), |fetch| in_words(&fetch.tidsplan));
        let id = &pipeline.id;
        cells(&[publisher.to_owned(), format!("[{id}](#{id})"), pipeline.tittel.clone(), asked, tables(pipeline).join(", ")])
    };
    let rows = publishers.iter().flat_map(|(publisher, pipelines)| pipelines.iter().map(move |pipeline| row(publisher, pipeline)));
    let heading = "## Oversikt\n\n| utgiver | datasett | tittel | spørres | tabeller |\n|---|---|---|---|---|".to_owned();
    std::iter::once(heading).chain(rows).collect::<Vec<_>>().join("\n")
}

fn addresses() -> String {
    let heading = "## Adressene\n\nHver tjener får én forespørsel om gangen. Adresse og pause kan settes i `innsikt.toml` under \
                   `[nett.utgiver.<id>]`.\n\n| id | adresse | pause mellom to forespørsler |\n|---|---|---|";
    let rows = PUBLISHERS.iter().map(|publisher| {
        cells(&[format!("`{}`", publisher.id), publisher.address.to_owned(), format!("{} s", publisher.pause.as_secs_f64())])
    });
    std::iter::once(heading.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

/// All that is known of one dataset.
fn section(catalogue: &Catalogue, pipeline: &Pipeline) -> String {
    let mut rows = vec![("utgiver", pipeline.utgiver.clone()), ("lisens", licence(&pipeline.lisens))];
    rows.push(("kildehenvisning", pipeline.kildehenvisning.clone()));
    match &pipeline.hent {
        Some(fetch) => rows.extend(fetched(fetch)),
        None => rows.push(("hentes fra", format!("ikke over nettet: `innsikt import {} FIL{}`", pipeline.id, mapping(pipeline)))),
    }
    let (first, last) = periods(pipeline);
    rows.extend([("første periode", first), ("siste periode", last), ("formater", formats(pipeline))]);
    let rows: Vec<String> = rows.into_iter().map(|(name, value)| cells(&[name.to_owned(), value])).collect();
    let mut parts =
        vec![format!("### {}", pipeline.id), format!("**{}.** {}", pipeline.tittel.trim_end_matches('.'), pipeline.beskrivelse)];
    parts.push(format!("| | |\n|---|---|\n{}", rows.join("\n")));
    parts.push(format!("Tabeller:\n\n{}", filled(catalogue, pipeline).join("\n")));
    if !pipeline.feller.is_empty() {
        parts.push(format!("Kjente feller:\n\n{}", pipeline.feller.iter().map(|trap| format!("* {trap}")).collect::<Vec<_>>().join("\n")));
    }
    parts.join("\n\n")
}

fn mapping(pipeline: &Pipeline) -> &'static str {
    if pipeline.layout(read::LEDGER_LINES.id).is_some() { " --mapping KARTLEGGING.toml" } else { "" }
}

fn licence(name: &str) -> String {
    match name {
        "NLOD 2.0" => "[NLOD 2.0](https://data.norge.no/nlod/no/2.0)".to_owned(),
        "CC BY 4.0" => "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/deed.no)".to_owned(),
        other => other.to_owned(),
    }
}

fn tables(pipeline: &Pipeline) -> Vec<String> {
    pipeline.tabell.iter().map(|target| format!("`fakta.{}`", target.navn)).collect()
}

/// The tables with what a row of each is, and which measures go there.
fn filled(catalogue: &Catalogue, pipeline: &Pipeline) -> Vec<String> {
    let line = |target: &TableTarget| {
        let grain = match catalogue.fact(&target.navn).map(|model| &model.header) {
            Some(Header::Fact(header)) => header.korn.clone(),
            _ => String::new(),
        };
        let measures = if target.maal.is_empty() { String::new() } else { format!(" (mål: {})", quoted(&target.maal)) };
        format!("* `fakta.{}`: {grain}{measures}", target.navn)
    };
    pipeline.tabell.iter().map(line).collect()
}

fn formats(pipeline: &Pipeline) -> String {
    let name = |id: &str| read::format(id).map_or_else(|| id.to_owned(), |format| format!("{} (`{id}`)", format.name));
    pipeline.lesing.iter().map(|layout| name(&layout.format)).collect::<Vec<_>>().join("; ")
}

/// The first and last period that there is.
fn periods(pipeline: &Pipeline) -> (String, String) {
    let both = |text: &str| (text.to_owned(), text.to_owned());
    let Some(fetch) = &pipeline.hent else { return both("den som filene har") };
    let codes = fetch.klass.as_ref().is_some_and(|klass| klass.hva != KlassContent::Korrespondanse);
    if fetch.nsr.is_some() {
        return both("ingen: registeret slik det er når det hentes");
    }
    let first = first(fetch).map_or_else(|| "den eldste utgiveren har".to_owned(), str::to_owned);
    (first, if codes { "nyeste publiserte, også det som er vedtatt fram i tid" } else { "nyeste publiserte" }.to_owned())
}

fn first(fetch: &Fetch) -> Option<&str> {
    let pxweb = fetch.pxweb.as_ref().and_then(|order| order.fra.as_deref());
    let klass = fetch.klass.as_ref().map(|order| order.fra.as_str());
    let report = fetch.udir_rapport.as_ref().and_then(|order| order.fra.as_deref());
    let export = fetch.udir_eksport.as_ref().and_then(|order| order.fra.as_deref());
    let fhi = fetch.fhi.as_ref().and_then(|order| order.fra.as_deref());
    pxweb.or(klass).or(report).or(export).or(fhi)
}

// ---------------------------------------------------------------------------------------------- how it is fetched

fn fetched(fetch: &Fetch) -> Vec<(&'static str, String)> {
    let (from, limits) = protocol(fetch);
    let mut rows = vec![("hentes fra", from)];
    if !limits.is_empty() {
        rows.push(("avgrenset til", limits.join("<br>")));
    }
    rows.push(("spørres", format!("{} (`{}`)", in_words(&fetch.tidsplan), fetch.tidsplan)));
    rows.push(("nye tall ventes", expected(&fetch.publiseres)));
    rows
}

/// Where a dataset is fetched from, and what of it.
fn protocol(fetch: &Fetch) -> (String, Vec<String>) {
    if let Some(order) = &fetch.pxweb {
        let lists = order.kodeliste.iter().map(|(dimension, list)| format!("`{dimension}`: kodelisten {}", named(list)));
        return (pxweb(order), chosen(&order.velg).into_iter().chain(lists).collect());
    }
    if let Some(order) = &fetch.klass {
        return (klass(order), Vec::new());
    }
    if let Some(order) = &fetch.udir_rapport {
        return (udir_report(order), chosen(&order.filter));
    }
    if let Some(order) = &fetch.udir_eksport {
        return (udir_export(order), chosen(&order.filter));
    }
    if let Some(order) = &fetch.fhi {
        return (fhi(order), chosen(&order.velg));
    }
    (fetch.nsr.as_ref().map(register).unwrap_or_default(), Vec::new())
}

fn pxweb(order: &PxWebOrder) -> String {
    let title = |title: &Selector| format!("den eneste aktive tabellen med en tittel som passer {}", named(title));
    let search = order.soek.as_ref().map(|words| format!(" (søk: «{words}»)")).unwrap_or_default();
    let table = match (&order.tabell, &order.tittel) {
        (Some(id), None) => format!("tabell {id}"),
        (Some(id), Some(by_title)) => format!("tabell {id}; er den borte, {}{search}", title(by_title)),
        (None, by_title) => format!("{}{search}", by_title.as_ref().map(title).unwrap_or_default()),
    };
    format!("SSBs PxWebApi v2: {table}")
}

fn klass(order: &KlassOrder) -> String {
    let what = match order.hva {
        KlassContent::Koder => "kodene".to_owned(),
        KlassContent::Endringer => "endringene".to_owned(),
        KlassContent::Korrespondanse => {
            let other = order.mot.map(|other| other.to_string()).unwrap_or_default();
            format!("korrespondansen med klassifikasjon {other}, år for år")
        }
    };
    format!("SSBs Klass: klassifikasjon {}, {what}", order.klassifikasjon)
}

fn udir_report(order: &UdirReportOrder) -> String {
    let page = match (&order.side, &order.tittel) {
        (Some(code), _) => format!("siden `{code}`"),
        (None, title) => format!("den eneste siden med et navn som passer {}", title.as_ref().map(named).unwrap_or_default()),
    };
    let units = match order.enhetsnivaaer.as_slice() {
        [] => String::new(),
        levels => format!("; én forespørsel for hver enhet på nivå {}", listed(&levels.iter().map(level).collect::<Vec<_>>())),
    };
    format!("Udirs rapport-API: {page}{}{units}", split(&order.delt_paa))
}

fn level(level: &u8) -> String {
    let name = match level {
        1 => "land",
        2 => "fylke",
        3 => "kommune",
        4 => "skole",
        _ => return level.to_string(),
    };
    name.to_owned()
}

fn udir_export(order: &UdirExportOrder) -> String {
    let description = order.beskrivelse.as_ref().map(|text| format!(" og en beskrivelse som passer {}", named(text))).unwrap_or_default();
    format!("Udirs eksport-API v2: den eneste tabellen med feltene {}{description}{}", quoted(&order.felt), split(&order.delt_paa))
}

/// How Udir's answers are divided: by school year, and by these filters.
fn split(filters: &[String]) -> String {
    match filters {
        [] => "; en levering per skoleår".to_owned(),
        filters => format!("; en levering per skoleår og verdi av {}", quoted(filters)),
    }
}

fn fhi(order: &FhiOrder) -> String {
    format!("FHIs Statistikk Open API: kilden `{}`, den eneste tabellen med en tittel som passer {}", order.kilde, named(&order.tittel))
}

fn register(order: &NsrOrder) -> String {
    let (register, whole) = match order.register {
        Register::Nsr => ("Nasjonalt skoleregister (NSR) v4", "opplysningene om hver skole"),
        Register::Nbr => ("Nasjonalt barnehageregister (NBR) v4", "opplysningene om hver barnehage"),
    };
    let what = match order.hva {
        RegisterContent::Enheter => "listen over alle enheter",
        RegisterContent::Detaljer => whole,
    };
    format!("{register}: {what}")
}

/// What is fetched of each dimension or filter where the columns do not say.
fn chosen(choices: &IndexMap<impl Display, Vec<Selector>>) -> Vec<String> {
    /// Longer lists are shown by their ends.
    const MOST: usize = 5;
    let values = |selectors: &Vec<Selector>| match selectors.as_slice() {
        [first, .., last] if selectors.len() > MOST => format!("{} … {} ({} verdier)", named(first), named(last), selectors.len()),
        few => few.iter().map(named).collect::<Vec<_>>().join(", "),
    };
    choices.iter().map(|(dimension, selectors)| format!("`{dimension}`: {}", values(selectors))).collect()
}

// ---------------------------------------------------------------------------------------------- when

/// A cron expression in words where it is one time every day, or on one day of the week; else as it stands.
fn in_words(cron: &str) -> String {
    const WEEKDAYS: [&str; 8] = ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"];
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, "*", "*", weekday] = fields.as_slice() else { return format!("`{cron}`") };
    let (Ok(minute), Ok(hour)) = (minute.parse::<u8>(), hour.parse::<u8>()) else { return format!("`{cron}`") };
    let day = match weekday.parse::<usize>().ok().and_then(|day| WEEKDAYS.get(day)) {
        Some(day) => *day,
        None if *weekday == "*" => "dag",
        None => return format!("`{cron}`"),
    };
    format!("hver {day} kl. {hour}.{minute:02}")
}

/// The days on which new figures are expected.
fn expected(days: &[String]) -> String {
    const MONTHS: [&str; 12] =
        ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];
    let date = |text: &String| {
        let (month, day) = text.split_once('-')?;
        Some((month.parse::<usize>().ok()?.checked_sub(1)?, day.parse::<u8>().ok()?))
    };
    let Some(dates) = days.iter().map(date).collect::<Option<Vec<_>>>() else { return days.join(", ") };
    match dates.as_slice() {
        [] => "når som helst".to_owned(),
        [(_, day), rest @ ..] if dates.len() == MONTHS.len() && rest.iter().all(|(_, other)| other == day) => {
            format!("den {day}. hver måned")
        }
        dates => {
            let words: Vec<String> =
                dates.iter().map(|(month, day)| format!("{day}. {}", MONTHS.get(*month).copied().unwrap_or("?"))).collect();
            format!("omkring {}", listed(&words))
        }
    }
}

// ---------------------------------------------------------------------------------------------- Markdown

fn named(selector: &Selector) -> String {
    format!("`{selector}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definitions;
    use crate::documentation::held;

    #[tokio::test]
    async fn the_page_about_datasets_is_the_one_that_the_definitions_make() {
        let catalogue = Catalogue::load(Definitions::embedded(), false).await.unwrap();
        let page = datasets(&catalogue);
        held("docs/datasets.md", "datasets", &page);
        for pipeline in catalogue.pipelines.iter() {
            assert!(page.contains(&format!("\n### {}\n", pipeline.id)), "{}", pipeline.id);
            assert!(pipeline.feller.iter().all(|trap| page.contains(trap)), "{}", pipeline.id);
        }
    }

    #[test]
    fn times_are_said_in_words_where_that_is_simple() {
        assert_eq!(in_words("5 7 * * *"), "hver dag kl. 7.05");
        assert_eq!(in_words("45 8 * * 1"), "hver mandag kl. 8.45");
        assert_eq!(in_words("30 5 * * 7"), "hver søndag kl. 5.30");
        for other in ["0 8 15 3 *", "*/5 * * * *", "0 8 * * 1-5", "0 8 * *"] {
            assert_eq!(in_words(other), format!("`{other}`"));
        }
        let days = |days: &[&str]| expected(&days.iter().map(|day| (*day).to_owned()).collect::<Vec<_>>());
        assert_eq!(days(&["03-15", "06-15"]), "omkring 15. mars og 15. juni");
        let monthly: Vec<String> = (1..=12).map(|month| format!("{month:02}-10")).collect();
        assert_eq!(expected(&monthly), "den 10. hver måned");
        assert_eq!((days(&[]).as_str(), days(&["våren"]).as_str()), ("når som helst", "våren"));
    }

    #[test]
    fn a_pattern_with_alternatives_stays_in_its_cell() {
        assert_eq!(cells(&["a|b".to_owned(), "c".to_owned()]), "| a\\|b | c |");
        assert_eq!(anchor("Kommunen / Statistisk sentralbyrå"), "kommunen--statistisk-sentralbyrå");
    }
}
