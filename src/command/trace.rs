//! `trace`: a figure's definition, its cells, and the answers that they stand in.

use std::collections::BTreeMap;

use super::Context;
use crate::archive::Svar;
use crate::cli::{Format, TraceArgs};
use crate::error::{Error, Result, exit};
use crate::outln;
use crate::trace::{self, Question, SourceCell, Trace};

/// How many cells of one answer are shown unless all are asked for.
const SHOWN: usize = 60;

/// Prints where a figure comes from.
pub async fn trace(context: &Context, arguments: TraceArgs) -> Result<u8> {
    let warehouse = context.warehouse()?;
    let manifest = context.release(&warehouse, None)?;
    let catalogue = context.catalogue_for(&warehouse, &manifest).await?;
    let further = [
        ("tema", arguments.tema),
        ("trinn", arguments.trinn),
        ("kjoenn", arguments.kjoenn),
        ("omfang", arguments.omfang),
        ("populasjon", arguments.populasjon),
    ];
    let question = Question {
        indicator: arguments.indicator.clone(),
        unit: arguments.enhet,
        period: arguments.periode,
        further: further.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
    };
    let traces = trace::trace(&warehouse, &manifest, &catalogue, &question).await?;
    if traces.is_empty() {
        return Err(Error::Stop(format!(
            "{} har ingen tall for enhet {} i {}; `innsikt sql \"SELECT DISTINCT enhet, periode FROM indikator.{}\"` viser hva som finnes",
            question.indicator, question.unit, question.period, question.indicator
        )));
    }
    let answers = trace::answers(&warehouse, &traces)?;
    if arguments.output.format != Format::Tabell {
        print_json(&traces, &answers)?;
        return Ok(exit::DONE);
    }
    if let Some(header) = trace::definition(&catalogue, &question.indicator) {
        outln!("{} ({})", header.navn.nb, header.maaleenhet);
        outln!("  Definisjon: {}", header.definisjon);
        outln!("  Teller:     {}", header.teller);
        outln!("  Nevner:     {}", header.nevner);
    }
    outln!("  Utgave:     {}", manifest.utgave);
    for trace in &traces {
        print_trace(trace, &answers, arguments.alle);
    }
    Ok(exit::DONE)
}

fn print_trace(trace: &Trace, answers: &BTreeMap<String, (String, Svar)>, all: bool) {
    outln!("");
    let shown = |name: &str| trace.figure.iter().find(|(column, _)| column == name).and_then(|(_, value)| value.as_deref());
    let key = ["populasjon", "enhetsnivaa", "enhet", "periode", "kjoenn", "trinn", "tema", "omfang"];
    let key: Vec<String> = key
        .iter()
        .filter_map(|name| Some((*name, shown(name)?)))
        .filter(|(_, value)| *value != "alle")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    outln!("{}", key.join(" "));
    let figure = ["verdi", "teller", "nevner", "usikkerhet", "status", "merknad", "brudd"];
    let figure: Vec<String> = figure.iter().filter_map(|name| Some(format!("{name}={}", shown(name)?))).collect();
    outln!("  {}", figure.join("  "));
    if trace.approximate {
        outln!("  sporingen er omtrentlig: modellen bruker et vindu, en grense eller en underspørring som ikke kan følges nøyaktig");
    }
    for ((henting, table), cells) in grouped(trace) {
        let answer = answers.get(henting);
        outln!(
            "  {} {} fra {table} i {}",
            cells.len(),
            if cells.len() == 1 { "celle" } else { "celler" },
            answer.map_or("et svar som ikke ligger i arkivet", |(_, answer)| answer.kilde.as_str())
        );
        if let Some((dataset, answer)) = answer {
            outln!("    datasett {dataset}, tatt inn {}, {} byte", answer.tid.format("%Y-%m-%d %H:%M"), answer.byte);
        }
        outln!("    sha256 {henting}");
        let limit = if all { usize::MAX } else { SHOWN };
        for cell in cells.iter().take(limit) {
            outln!("    {:<24} {:>16}  {}", cell.place, cell.value.as_deref().unwrap_or(&cell.status), cell.key);
        }
        if cells.len() > limit {
            outln!("    … og {} til (--alle viser dem)", cells.len() - limit);
        }
    }
}

/// The cells by answer and fact table.
fn grouped(trace: &Trace) -> BTreeMap<(&str, &str), Vec<&SourceCell>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&SourceCell>> = BTreeMap::new();
    for cell in &trace.cells {
        groups.entry((&cell.henting, &cell.table)).or_default().push(cell);
    }
    groups
}

fn print_json(traces: &[Trace], answers: &BTreeMap<String, (String, Svar)>) -> Result<()> {
    let traces: Vec<serde_json::Value> = traces
        .iter()
        .map(|trace| {
            let figure: serde_json::Map<String, serde_json::Value> =
                trace.figure.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            let cells: Vec<serde_json::Value> = trace
                .cells
                .iter()
                .map(|cell| {
                    serde_json::json!({
                        "tabell": cell.table, "datasett": cell.dataset, "henting": cell.henting, "celle": cell.place,
                        "noekkel": cell.key, "status": cell.status, "verdi": cell.value,
                    })
                })
                .collect();
            serde_json::json!({ "tall": figure, "celler": cells, "omtrentlig": trace.approximate })
        })
        .collect();
    let document = serde_json::json!({ "sporing": traces, "hentinger": answers.values().map(|(_, answer)| answer).collect::<Vec<_>>() });
    let text = serde_json::to_string_pretty(&document).map_err(|error| Error::Stop(error.to_string()))?;
    outln!("{text}");
    Ok(())
}
