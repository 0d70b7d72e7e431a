//! `import --explore`: what a file of accounts or budgets seems to be, and a mapping to take it in with.

use std::path::Path;

use serde_json::{Value, json};

use super::Context;
use super::import::file_name;
use crate::cli::{ExploreFormat, ImportArgs};
use crate::error::{Error, Result, exit};
use crate::intake::known_arts;
use crate::ledger::explore::{Exploration, Known, Line, explore as propose, lines, number_columns, totals};
use crate::ledger::{Edition, Opened, Projection, shown_amounts, shown_kroner};
use crate::outln;

/// The lines that are shown as they would be loaded.
const LINES_SHOWN: usize = 8;

/// Proposes a mapping and shows what it gives. The guard sees the file first; nothing is taken in.
pub async fn explore(context: &Context, file: &Path, arguments: &ImportArgs) -> Result<u8> {
    let asked = &arguments.exploring;
    let name = file_name(file);
    let edition = asked.versjon.as_deref().map(edition).transpose()?;
    let bytes = std::fs::read(file).map_err(Error::io("kan ikke lese", file))?;
    let refuse = |refusal| Error::Refused { dataset: "import --explore".to_owned(), file: name.clone(), refusal };
    let opened = Opened::undescribed(&bytes, asked.ark.as_deref()).map_err(refuse)?;
    opened.guard(&number_columns(&opened)).map_err(refuse)?;
    let known = Known {
        file: name.clone(),
        municipality: arguments.kommune.clone().or_else(|| context.config.kommune.clone()),
        year: asked.aar,
        edition,
    };
    let exploration = propose(&opened, &known, &known_arts(&context.definitions()?).await?)?;
    let mapping = exploration.draft.toml(&name);
    match asked.format {
        ExploreFormat::Tekst => print(&name, &exploration, &mapping),
        ExploreFormat::Json => outln!("{:#}", as_json(&name, &exploration, &mapping)),
    }
    if let Some(output) = &asked.output {
        std::fs::write(output, &mapping).map_err(Error::io("kan ikke skrive kartleggingen", output))?;
        eprintln!(
            "kartleggingen er skrevet til {0}; se over den, og ta inn filen med\n  innsikt import lokalt_budsjett {1} --mapping {0}",
            output.display(),
            file.display()
        );
    }
    Ok(if exploration.open.is_empty() && exploration.outcome.is_ok() { exit::DONE } else { exit::SHORT })
}

fn edition(word: &str) -> Result<Edition> {
    let known = || Edition::ALL.map(Edition::as_str).join(", ");
    Edition::ALL
        .into_iter()
        .find(|edition| edition.as_str() == word)
        .ok_or_else(|| Error::Usage(format!("versjonen «{word}» er ukjent; bruk en av {}", known())))
}

fn print(name: &str, exploration: &Exploration, mapping: &str) {
    match (&exploration.sheet, exploration.separator) {
        (Some(sheet), _) => outln!("{name}: ark «{sheet}», kolonnenavn i rad {}", exploration.header_line),
        (None, Some('\t')) => outln!("{name}: skilletegn tabulator, kolonnenavn på linje {}", exploration.header_line),
        (None, sign) => outln!("{name}: skilletegn «{}», kolonnenavn på linje {}", sign.unwrap_or_default(), exploration.header_line),
    }
    outln!("\nKolonnene");
    let rows = exploration.roles.iter().map(|role| vec![role.column.clone(), role.used_as.to_owned(), role.why.clone()]);
    columns(&["kolonne", "brukes som", "fordi"], rows.collect());
    if !exploration.reasons.is_empty() {
        outln!("\nValg");
        for reason in &exploration.reasons {
            outln!("  {reason}");
        }
    }
    if !exploration.local_accounts.is_empty() {
        outln!("\nKontoer som ikke er KOSTRA-arter; forslaget setter siste siffer til 0. Vurder hvert");
        let rows = exploration.local_accounts.iter().map(|account| {
            let art = account.proposal.clone().unwrap_or_else(|| "ingen".to_owned());
            vec![account.digits.clone(), art, account.accounts.clone(), account.amounts.clone()]
        });
        columns(&["sifre", "art", "kontoer", "beløp"], rows.collect());
    }
    match &exploration.outcome {
        Ok(projection) => print_outcome(projection),
        Err(refusal) => outln!("\nSlik det står, blir filen avvist – {refusal}"),
    }
    if !exploration.open.is_empty() {
        outln!("\nMå avgjøres før filen kan tas inn");
        for open in &exploration.open {
            outln!("  {open}");
        }
    }
    outln!("\nKartleggingen\n\n{mapping}");
}

fn print_outcome(projection: &Projection) {
    outln!(
        "\n{} rader: {} beholdt ({} summert med en tidligere), {} utenfor, {} sumrader, {} tomme. Det blir {} linjer",
        projection.rows_read,
        projection.rows_kept,
        projection.duplicates,
        projection.left_out.iter().map(|left_out| left_out.rows).sum::<usize>(),
        projection.totals,
        projection.blanks,
        projection.lines
    );
    outln!("\nDe første linjene, slik de blir lastet");
    let rows = lines(projection).into_iter().take(LINES_SHOWN).map(|line| fields(&line).map(str::to_owned).to_vec());
    columns(&FIELDS, rows.collect());
    outln!("\nSum per funksjon");
    let rows = totals(projection).into_iter().map(|(key, oere)| {
        let mut row = key.map(str::to_owned).to_vec();
        row.push(shown_kroner(oere));
        row
    });
    columns(&["år", "versjon", "kontoklasse", "funksjon", "sum"], rows.collect());
    outln!("\nHele filen");
    let rows = projection.sums.iter().map(|sum| vec![sum.column.column.clone(), shown_kroner(sum.all), shown_kroner(sum.kept)]);
    columns(&["beløpskolonne", "alle rader", "beholdt"], rows.collect());
    if !projection.left_out.is_empty() {
        outln!("\nUtenfor: arkiveres ikke");
        let rows = projection
            .left_out
            .iter()
            .map(|left_out| vec![left_out.reason.to_string(), left_out.rows.to_string(), shown_amounts(&left_out.oere)]);
        columns(&["hva", "rader", "beløp"], rows.collect());
    }
}

const FIELDS: [&str; 9] = ["år", "versjon", "kontoklasse", "funksjon", "tjeneste", "ansvar", "konto", "art", "kroner"];

fn fields<'a>(line: &Line<'a>) -> [&'a str; 9] {
    [line.year, line.edition, line.class, line.function, line.service, line.unit, line.account, line.art, line.kroner]
}

/// Columns of text, as wide as they need to be.
fn columns(names: &[&str], rows: Vec<Vec<String>>) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let length = |text: &String| text.chars().count();
    let widths: Vec<usize> =
        (0..names.len()).map(|at| rows.iter().chain([&names]).map(|row| length(&row[at])).max().unwrap_or_default()).collect();
    for row in std::iter::once(&names).chain(&rows) {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        outln!("  {}", cells.join("  ").trim_end());
    }
}

fn as_json(name: &str, exploration: &Exploration, mapping: &str) -> Value {
    let outcome = exploration.outcome.as_ref();
    let amounts = |oere: &[i128]| oere.iter().map(|oere| *oere as f64 / 100.0).collect::<Vec<f64>>();
    json!({
        "fil": name,
        "ark": exploration.sheet,
        "skilletegn": exploration.separator.map(String::from),
        "kolonnenavn_linje": exploration.header_line,
        "kolonner": exploration.roles.iter()
            .map(|role| json!({ "kolonne": role.column, "brukes_som": role.used_as, "fordi": role.why })).collect::<Vec<_>>(),
        "valg": exploration.reasons,
        "maa_avgjoeres": exploration.open,
        "lokale_kontoer": exploration.local_accounts.iter()
            .map(|account| json!({
                "sifre": account.digits, "kontoer": account.accounts, "beloep": account.amounts, "forslag": account.proposal,
            })).collect::<Vec<_>>(),
        "avvist": outcome.err().map(ToString::to_string),
        "rader": outcome.ok().map(|projection| json!({
            "lest": projection.rows_read, "beholdt": projection.rows_kept, "summert_med_tidligere": projection.duplicates,
            "sumrader": projection.totals, "tomme": projection.blanks, "linjer": projection.lines,
        })),
        "foerste_linjer": outcome.ok().map(|projection| lines(projection).iter().take(LINES_SHOWN)
            .map(|line| FIELDS.iter().zip(fields(line)).map(|(name, value)| (name.replace('å', "aa"), Value::from(value)))
                .collect::<serde_json::Map<_, _>>()).collect::<Vec<_>>()),
        "sum_per_funksjon": outcome.ok().map(|projection| totals(projection).into_iter()
            .map(|([year, edition, class, function], oere)| json!({
                "aar": year, "versjon": edition, "kontoklasse": class, "funksjon": function, "kr": oere as f64 / 100.0,
            })).collect::<Vec<_>>()),
        "hele_filen": outcome.ok().map(|projection| projection.sums.iter()
            .map(|sum| json!({
                "kolonne": sum.column.column, "kr": sum.all as f64 / 100.0, "beholdt_kr": sum.kept as f64 / 100.0,
            })).collect::<Vec<_>>()),
        "utenfor": outcome.ok().map(|projection| projection.left_out.iter()
            .map(|left_out| json!({ "hva": left_out.reason.to_string(), "rader": left_out.rows, "kr": amounts(&left_out.oere) }))
            .collect::<Vec<_>>()),
        "kart": mapping,
    })
}
