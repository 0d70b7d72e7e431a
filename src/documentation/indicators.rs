//! `docs/indicators.md`: the catalogue of indicators.

use std::collections::BTreeMap;

use arrow::array::AsArray;

use super::{anchor, cells, quoted};
use crate::engine;
use crate::error::Result;
use crate::model::{Catalogue, FIGURES, IndicatorHeader};

/// Where the breaks in series stand, as data without any table behind it.
const BREAKS: &str = "dim.tidsseriebrudd";

/// The page about every indicator, in Markdown.
///
/// # Errors
///
/// The table of breaks reads another table.
pub async fn indicators(catalogue: &Catalogue) -> Result<String> {
    let breaks = breaks(catalogue).await?;
    let mut page = vec![introduction(catalogue), overview(catalogue)];
    page.extend(catalogue.indicators().map(|(id, header)| section(catalogue, id, header, breaks.get(id).map_or(&[], Vec::as_slice))));
    Ok(format!("{}\n", page.join("\n\n")))
}

/// First period after the break, and what happened, by indicator.
type Breaks = BTreeMap<String, Vec<(String, String)>>;

async fn breaks(catalogue: &Catalogue) -> Result<Breaks> {
    let sql =
        format!("SELECT indikator_id, periode, tekst_nb FROM ({}) AS brudd ORDER BY indikator_id, periode", catalogue.models[BREAKS].sql);
    let rows = engine::query(&engine::session(), BREAKS, &sql).await?;
    let column = |index: usize| rows.column(index).as_string::<i32>();
    let mut breaks = Breaks::new();
    for row in 0..rows.num_rows() {
        let what = (column(1).value(row).to_owned(), column(2).value(row).to_owned());
        breaks.entry(column(0).value(row).to_owned()).or_default().push(what);
    }
    Ok(breaks)
}

fn introduction(catalogue: &Catalogue) -> String {
    format!(
        "# Indikatorene\n\n\
         <!-- Laget av `innsikt docs indicators > docs/indicators.md` fra sql/indikator/. Rett der, ikke her. -->\n\n\
         {} indikatorer: hva de betyr, hvem de gjelder, hvordan de regnes ut og av hva. Alle står i `{FIGURES}`, og hver for seg i \
         `indikator.<id>`. Bare tall med status `ok` har verdi; ellers sier status og merknad hvorfor det ikke står noe. Populasjonen er en \
         del av hva en indikator er: tall for ulike populasjoner deles aldri på hverandre.",
        catalogue.indicators().count()
    )
}

fn overview(catalogue: &Catalogue) -> String {
    let rows = catalogue.indicators().map(|(id, header)| {
        let name = format!("[{id}](#{})", anchor(id));
        cells(&[name, header.navn.nb.clone(), header.maaleenhet.clone(), header.populasjon.join(", "), header.nivaaer.join(", ")])
    });
    let heading = "| id | navn | enhet | populasjon | nivåer |\n|---|---|---|---|---|".to_owned();
    std::iter::once(heading).chain(rows).collect::<Vec<_>>().join("\n")
}

fn section(catalogue: &Catalogue, id: &str, header: &IndicatorHeader, breaks: &[(String, String)]) -> String {
    let sources: Vec<String> = header.kilder.iter().map(|source| format!("[{source}](datasets.md#{})", anchor(source))).collect();
    let reads: Vec<String> = catalogue.dependencies[&format!("indikator.{id}")].iter().cloned().collect();
    let rows = [
        ("nynorsk", header.navn.nn.clone()),
        ("engelsk", header.navn.en.clone()),
        ("utregning", computed(header)),
        ("teller", header.teller.clone()),
        ("nevner", header.nevner.clone()),
        ("enhet", format!("{}, {} desimaler", header.maaleenhet, header.desimaler)),
        ("retning", direction(header.retning).to_owned()),
        ("populasjon", header.populasjon.join(", ")),
        ("nivåer", header.nivaaer.join(", ")),
        ("kilder", sources.join(", ")),
        ("leser", quoted(&reads)),
        ("skjerming", header.skjerming.clone()),
        ("fasit", header.fasit.clone()),
        ("merknad", header.merknad.clone()),
        ("brudd", breaks.iter().map(|(period, text)| format!("{period}: {text}")).collect::<Vec<_>>().join("<br>")),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| cells(&[name.to_owned(), value]));
    format!(
        "## {id}\n\n**{}.** {}\n\n| | |\n|---|---|\n{}",
        header.navn.nb.trim_end_matches('.'),
        header.definisjon,
        rows.collect::<Vec<_>>().join("\n")
    )
}

fn computed(header: &IndicatorHeader) -> String {
    match header.faktor {
        None => "utgiverens eget tall, eller regnet ut som definisjonen sier".to_owned(),
        Some(1) => "teller / nevner".to_owned(),
        Some(factor) => format!("{factor} × teller / nevner"),
    }
}

fn direction(direction: i8) -> &'static str {
    match direction {
        1 => "høyere er bedre",
        -1 => "lavere er bedre",
        _ => "verken høyt eller lavt er bedre i seg selv",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definitions;
    use crate::documentation::held;

    #[tokio::test]
    async fn the_page_about_indicators_is_the_one_that_the_definitions_make() {
        let catalogue = Catalogue::load(Definitions::embedded(), false).await.unwrap();
        held("docs/indicators.md", "indicators", &indicators(&catalogue).await.unwrap());
    }
}
