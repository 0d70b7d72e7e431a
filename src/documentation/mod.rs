//! Pages that are made from the definitions, so that they cannot fall behind them: `docs/datasets.md` and `docs/indicators.md`, and
//! the whole of the SQL as it runs. What is written is Norwegian, since analysts read it.

mod datasets;
mod indicators;
mod statements;

pub use datasets::datasets;
pub use indicators::indicators;
pub use statements::statements;

/// A row of a table. A stroke in a cell would end the cell.
fn cells(cells: &[String]) -> String {
    let escaped: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", escaped.join(" | "))
}

fn quoted(names: &[String]) -> String {
    listed(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// `a, b og c`
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} og {last}", first.join(", ")),
    }
}

/// The name that a heading has in links.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect::<String>();
    kept.replace(' ', "-")
}

/// Fails when the page in the repository is not the one that the definitions make.
#[cfg(test)]
fn held(file: &str, page: &str, made: &str) {
    let written = std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
    let differs = made.lines().zip(written.lines()).position(|(made, written)| made != written);
    assert!(
        made == written,
        "{file} is out of date (first at line {}): `cargo run -- docs {page} > {file}`",
        differs.map_or_else(|| made.lines().count().min(written.lines().count()), |line| line + 1)
    );
}
