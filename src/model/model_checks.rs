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
            Header::Table(_) => Vec::new(),
            Header::Fact(_) => vec![
                Check::Unik { kolonner: Vec::new(), alvor: stop },
                Check::IkkeNull { kolonner: ["status", "datasett", "henting", "celle"].map(str::to_owned).to_vec(), alvor: stop },
                allowed("status", statuses()),
                only_ok_has_value("status, verdi"),
            ],
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

    /// Every check of the model: what its header asks for, and what holds for its kind.
    pub fn checks(&self) -> Vec<Check> {
        self.own_checks().iter().cloned().chain(self.standing_checks()).collect()
    }

    /// Runs the model's checks on `table` (its name in the session).
    pub async fn check(&self, ctx: &SessionContext, table: &str) -> Result<Vec<CheckFailure>> {
        let key = self.key();
        let mut failures = Vec::new();
        for check in self.checks() {
            let failure = run_check(ctx, table, &check.name(&key), check.severity(), &check.query(table, &key)).await?;
            failures.extend(failure);
        }
        Ok(failures)
    }
}
