//! What is checked of a model: what its header asks for, and what holds for every table of its kind.

use datafusion::prelude::SessionContext;

use super::check::{Check, CheckFailure, Severity, run_check};
use super::header::{Header, INDICATOR_KEY, Model};
use crate::cell::Status;
use crate::error::Result;

impl Model {
    /// What holds for every table of its kind, so that no header needs to say it.
    fn standing_checks(&self) -> Vec<Check> {
        let Header::Indicator(header) = &self.header else { return Vec::new() };
        let allowed = |kolonne: &str, verdier: Vec<String>| Check::Tillatt { kolonne: kolonne.to_owned(), verdier, alvor: Severity::Stopp };
        let never_null = INDICATOR_KEY.iter().chain(&["status", "foreloepig"]).map(|name| (*name).to_owned()).collect();
        vec![
            Check::Unik { kolonner: Vec::new(), alvor: Severity::Stopp },
            Check::IkkeNull { kolonner: never_null, alvor: Severity::Stopp },
            allowed("status", Status::ALL.iter().map(|status| status.to_string()).collect()),
            allowed("populasjon", header.populasjon.clone()),
            allowed("enhetsnivaa", header.nivaaer.clone()),
            Check::Sql {
                navn: "bare ok har verdi, og alltid en".to_owned(),
                sql: "SELECT enhet, periode, tema, status, verdi FROM {denne} WHERE (status = 'ok') <> (verdi IS NOT NULL)".to_owned(),
                alvor: Severity::Stopp,
            },
        ]
    }

    /// Runs the model's own checks on `table` (its name in the session).
    pub async fn check(&self, ctx: &SessionContext, table: &str) -> Result<Vec<CheckFailure>> {
        let key = self.key();
        let mut failures = Vec::new();
        for check in self.checks().iter().chain(&self.standing_checks()) {
            let failure = run_check(ctx, table, &check.name(&key), check.severity(), &check.query(table, &key)).await?;
            failures.extend(failure);
        }
        Ok(failures)
    }
}
