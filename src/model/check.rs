//! Checks: a check is a query that returns what is wrong. Every kind of check is such a query; no rows means that it holds.

use std::fmt;

use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use serde::Deserialize;

use crate::error::{Error, Result};

/// What a failing check leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Noted only.
    Informasjon,
    /// The release is made, and says so (exit status 3).
    Advarsel,
    /// The release (or the delivery) is not accepted.
    #[default]
    Stopp,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Informasjon => "informasjon",
            Severity::Advarsel => "advarsel",
            Severity::Stopp => "stopp",
        })
    }
}

/// A check as it stands in a header.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// No two rows have the same values in these columns (the key, where none are named).
    Unik {
        #[serde(default)]
        kolonner: Vec<String>,
        #[serde(default)]
        alvor: Severity,
    },
    /// The columns are never null.
    IkkeNull {
        kolonner: Vec<String>,
        #[serde(default)]
        alvor: Severity,
    },
    /// Only these values occur.
    Tillatt {
        kolonne: String,
        verdier: Vec<String>,
        #[serde(default)]
        alvor: Severity,
    },
    /// Values lie within these limits, both included.
    Omraade {
        kolonne: String,
        minst: Option<f64>,
        hoeyst: Option<f64>,
        #[serde(default)]
        alvor: Severity,
    },
    /// Every value stands in a column of another table (`dim.kommune.kommunenr`).
    Referanse {
        kolonne: String,
        til: String,
        #[serde(default)]
        alvor: Severity,
    },
    /// Any query that returns the rows that are wrong; `{denne}` is the table itself.
    Sql {
        navn: String,
        sql: String,
        #[serde(default)]
        alvor: Severity,
    },
}

impl Check {
    pub fn severity(&self) -> Severity {
        match self {
            Check::Unik { alvor, .. }
            | Check::IkkeNull { alvor, .. }
            | Check::Tillatt { alvor, .. }
            | Check::Omraade { alvor, .. }
            | Check::Referanse { alvor, .. }
            | Check::Sql { alvor, .. } => *alvor,
        }
    }

    /// What the check says, for messages and `system.kontroller`.
    pub fn name(&self, key: &[String]) -> String {
        match self {
            Check::Unik { kolonner, .. } => format!("unik ({})", if kolonner.is_empty() { key.join(", ") } else { kolonner.join(", ") }),
            Check::IkkeNull { kolonner, .. } => format!("ikke_null ({})", kolonner.join(", ")),
            Check::Tillatt { kolonne, .. } => format!("tillatt ({kolonne})"),
            Check::Omraade { kolonne, .. } => format!("omraade ({kolonne})"),
            Check::Referanse { kolonne, til, .. } => format!("referanse ({kolonne} → {til})"),
            Check::Sql { navn, .. } => navn.clone(),
        }
    }

    /// The query that returns the offending rows of `table`.
    pub fn query(&self, table: &str, key: &[String]) -> String {
        match self {
            Check::Unik { kolonner, .. } => {
                let columns = if kolonner.is_empty() { key.join(", ") } else { kolonner.join(", ") };
                format!("SELECT {columns}, COUNT(*) AS antall FROM {table} GROUP BY {columns} HAVING COUNT(*) > 1")
            }
            Check::IkkeNull { kolonner, .. } => {
                let any = kolonner.iter().map(|column| format!("{column} IS NULL")).collect::<Vec<_>>().join(" OR ");
                format!("SELECT {} FROM {table} WHERE {any}", columns(key, kolonner))
            }
            Check::Tillatt { kolonne, verdier, .. } => {
                let list = verdier.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect::<Vec<_>>().join(", ");
                format!("SELECT {kolonne}, COUNT(*) AS antall FROM {table} WHERE {kolonne} NOT IN ({list}) GROUP BY {kolonne}")
            }
            Check::Omraade { kolonne, minst, hoeyst, .. } => {
                let below = minst.map(|limit| format!("{kolonne} < {limit}"));
                let above = hoeyst.map(|limit| format!("{kolonne} > {limit}"));
                let outside: Vec<String> = below.into_iter().chain(above).collect();
                let outside = if outside.is_empty() { "FALSE".to_owned() } else { outside.join(" OR ") };
                format!("SELECT {} FROM {table} WHERE {outside}", columns(key, std::slice::from_ref(kolonne)))
            }
            Check::Referanse { kolonne, til, .. } => {
                let (other, column) = til.rsplit_once('.').unwrap_or((til, kolonne));
                format!(
                    "SELECT {kolonne}, COUNT(*) AS antall FROM {table} WHERE {kolonne} IS NOT NULL \
                     AND {kolonne} NOT IN (SELECT {column} FROM {other}) GROUP BY {kolonne}"
                )
            }
            Check::Sql { sql, .. } => sql.replace("{denne}", table),
        }
    }
}

/// The key and what is checked, each once. Nothing else of a row is shown: a register's unit may have its owner's name.
fn columns(key: &[String], checked: &[String]) -> String {
    let further = checked.iter().filter(|column| !key.contains(column));
    key.iter().chain(further).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A check that did not hold, with the rows that broke it.
#[derive(Debug, Clone)]
pub struct CheckFailure {
    pub table: String,
    pub check: String,
    pub severity: Severity,
    pub rows: usize,
    /// The first offending rows, as a table of text.
    pub sample: String,
}

impl fmt::Display for CheckFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: kontrollen «{}» ({}) fant {} rad(er):\n{}", self.table, self.check, self.severity, self.rows, self.sample)
    }
}

/// How many offending rows are shown.
const SHOWN: usize = 10;

/// Runs one query of offending rows.
pub async fn run_check(ctx: &SessionContext, table: &str, check: &str, severity: Severity, sql: &str) -> Result<Option<CheckFailure>> {
    let context = || format!("kontrollen «{check}» av {table}");
    let batches = ctx.sql(sql).await.map_err(Error::query(context()))?.collect().await.map_err(Error::query(context()))?;
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if rows == 0 {
        return Ok(None);
    }
    let mut left = SHOWN;
    let shown: Vec<RecordBatch> = batches
        .iter()
        .map(|batch| {
            let take = left.min(batch.num_rows());
            left -= take;
            batch.slice(0, take)
        })
        .collect();
    let sample = pretty_format_batches(&shown)?.to_string();
    Ok(Some(CheckFailure { table: table.to_owned(), check: check.to_owned(), severity, rows, sample }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_shown_by_its_key_and_nothing_else_of_the_row() {
        let key = ["register", "orgnr"].map(str::to_owned);
        let query = |text: &str| toml::from_str::<Check>(text).unwrap().query("fakta.enhet", &key);
        let shown = "SELECT register, orgnr, er_aktiv FROM fakta.enhet WHERE ";
        assert_eq!(query("type = 'ikke_null'\nkolonner = ['orgnr', 'er_aktiv']"), format!("{shown}orgnr IS NULL OR er_aktiv IS NULL"));
        assert_eq!(query("type = 'omraade'\nkolonne = 'er_aktiv'\nminst = 0"), format!("{shown}er_aktiv < 0"));
    }
}
