//! Every statement as it runs, in the order in which tables are built: one script, to read or to try on another engine.

use crate::error::Result;
use crate::model::Catalogue;

/// The script: a `CREATE TABLE` for each model, headed by its file.
///
/// # Errors
/// When a model has no statement, which `Catalogue::load` does not let through.
pub fn statements(catalogue: &Catalogue) -> Result<String> {
    let mut script =
        String::from("-- Setningene som fyller tabellene, med rammene rundt, i rekkefølgen de bygges. Faktatabellene finnes fra før.\n");
    for name in &catalogue.order {
        let file = catalogue.models.get(name).map_or("alle indikatorene samlet", |model| &model.file);
        script.push_str(&format!("\n-- {name}: {file}\nCREATE TABLE {name} AS\n{};\n", catalogue.statement(name)?.trim_end()));
    }
    Ok(script)
}
