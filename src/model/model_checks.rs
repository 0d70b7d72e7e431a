//! What is checked of a model: what its header asks for, and what holds for every table of its kind.

use datafusion::prelude::SessionContext;

use super::check::{Check, CheckFailure, Severity, run_check};
use super::header::{Header, Model};
use crate::cell::Status;
use crate::error::Result;

impl Model {
    /// What holds for every table of its kind, so that no header needs to say it.
    fn standing_checks(&self) -> Vec<Check> {
        let stop = Severity::Stopp;
        let allowed = |kolonne: &str, verdier: Vec<String>| Check::Tillatt { kolonne: kolonne.to_owned(), verdier, alvor: stop };
        let statuses = || Status::ALL.iter().map(|status| status.to_string()).collect();
        let never_null = |key: Vec<String>| {
            let kolonner = key.into_iter().chain(["status".to_owned(), "foreloepig".to_owned()]).collect();
            Check::IkkeNull { kolonner, alvor: stop }
        };
        let only_ok_has_value = |key: &str| Check::Sql {
            navn: "bare ok har verdi, og alltid en".to_owned(),
            sql: format!("SELECT {key} FROM {{denne}} WHERE (status = 'ok') <> (verdi IS NOT NULL)"),
            alvor: stop,
        };
        match &self.header {
            Header::Fact(_) | Header::Table(_) => Vec::new(),
            // That no key is there twice is checked where it comes out, in the indicators.
            Header::Harmonised(header) => vec![
                never_null(self.key()),
                allowed("status", statuses()),
                allowed("maal", header.maal.keys().cloned().collect()),
                only_ok_has_value("maal, enhet, periode, tema, status, verdi"),
                Check::Sql {
                    navn: "kommunene er dagens".to_owned(),
                    sql: "SELECT DISTINCT enhet FROM {denne} WHERE enhetsnivaa = 'kommune' AND enhet NOT IN (SELECT kommunenr FROM dim.kommune WHERE gjeldende)"
                        .to_owned(),
                    alvor: stop,
                },
            ],
            Header::Indicator(header) => vec![
                Check::Unik { kolonner: Vec::new(), alvor: stop },
                never_null(self.key()),
                allowed("status", statuses()),
                allowed("populasjon", header.populasjon.clone()),
                allowed("enhetsnivaa", header.nivaaer.clone()),
                only_ok_has_value("enhet, periode, tema, status, verdi"),
            ],
        }
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
