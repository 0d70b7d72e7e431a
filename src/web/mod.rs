//! HTTP as the publishers want it: polite (one request at a time each, within their rate, conditional) and stubborn (timeouts, retries
//! with jitter, Retry-After). Nothing here knows what an answer means.
//!
//! ```text
//! Request ─► ask ─► lane (one at a time per host, pace) ─► attempt (send, read within limits) ─► Answer
//!             ▲                                              │
//!             └──────── backoff ◄──── Failure that may pass ─┘
//! ```

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use crate::config::Network;
use crate::error::{Error, Result};

mod answer;
mod attempt;
mod client;
mod lane;
mod patience;
mod problem;
mod publishers;
mod request;
#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use patience::Patience;
pub use publishers::PUBLISHERS;
pub use request::{Request, Validators};

use attempt::{Again, Failure};
use publishers::Publisher;

/// Where publishers are, and the way there.
pub struct Web {
    publishers: BTreeMap<&'static str, Publisher>,
    patience: Patience,
    traffic: Mutex<BTreeMap<&'static str, Traffic>>,
}

/// How much was asked and came, for reports and tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Traffic {
    /// Everything that was sent, the repetitions too.
    pub requests: u64,
    /// Those of the requests that repeat one that failed.
    pub retries: u64,
    /// Answers with status 304.
    pub not_modified: u64,
    /// Bytes of bodies, decompressed.
    pub bytes: u64,
}

impl Web {
    /// # Errors
    ///
    /// A wrong proxy, certificate or address in the configuration.
    pub fn new(network: &Network) -> Result<Web> {
        Web::with_patience(network, Patience::of(network))
    }

    /// As [`Web::new`], with other limits than the configuration's.
    pub fn with_patience(network: &Network, patience: Patience) -> Result<Web> {
        Ok(Web { publishers: publishers::resolve(network, &patience)?, patience, traffic: Mutex::default() })
    }

    /// Asks, waits its turn, tries again where that may help.
    ///
    /// # Errors
    ///
    /// [`Error::Web`](crate::error::Error::Web) with the publisher, the request and what came of it.
    pub async fn ask(&self, request: &Request) -> Result<Answer> {
        self.ask_if_changed(request, &Validators::default()).await
    }

    /// As [`Web::ask`]; the answer has status 304 when the publisher says that nothing changed.
    pub async fn ask_if_changed(&self, request: &Request, validators: &Validators) -> Result<Answer> {
        let publisher = self.publishers.get(request.publisher).ok_or_else(|| self.error(request, "utgiveren er ukjent".to_owned()))?;
        let mut tries = 0;
        let outcome = {
            let tries = &mut tries;
            let once = move || {
                *tries += 1;
                self.try_once(publisher, request, validators, *tries)
            };
            once.retry(self.backoff(publisher))
                .when(|failure: &Failure| failure.again != Again::Never)
                .adjust(|failure, proposed| self.wait(failure, proposed?))
                .notify(|failure, wait| {
                    let (publisher, path, wait_ms) = (request.publisher, &request.path, wait.as_millis());
                    tracing::warn!(publisher, path, wait_ms, "{}; prøver igjen", failure.message);
                })
                .await
        };
        outcome.map_err(|failure| self.error(request, failure.describe(tries, self.patience.longest_wait)))
    }

    /// The full address of a request, as it is recorded.
    pub fn address(&self, request: &Request) -> String {
        match self.publishers.get(request.publisher) {
            Some(publisher) => publisher.address(request),
            None => request.path.clone(),
        }
    }

    /// Since the start, per publisher id.
    pub fn traffic(&self) -> BTreeMap<&'static str, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn try_once(&self, publisher: &Publisher, request: &Request, validators: &Validators, number: u32) -> Result<Answer, Failure> {
        let mut pacer = publisher.lane.lock().await;
        pacer.turn().await;
        let start = std::time::Instant::now();
        let outcome = attempt::send(publisher, request, validators, &self.patience, &mut pacer).await;
        if let Err(Failure { again: Again::After(wait), .. }) = &outcome {
            pacer.hush((*wait).min(self.patience.longest_wait));
        }
        drop(pacer);
        let (status, bytes) = match &outcome {
            Ok(answer) => (Some(answer.status), answer.body.len() as u64),
            Err(failure) => (failure.status, 0),
        };
        let ms = start.elapsed().as_millis();
        tracing::debug!(publisher = request.publisher, path = request.path, status, ms, bytes, "spurt");
        self.count(request.publisher, status, bytes, number > 1);
        outcome
    }

    fn count(&self, publisher: &'static str, status: Option<u16>, bytes: u64, again: bool) {
        let mut all = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        let traffic = all.entry(publisher).or_default();
        traffic.requests += 1;
        traffic.retries += u64::from(again);
        traffic.not_modified += u64::from(status == Some(304));
        traffic.bytes += bytes;
    }

    fn backoff(&self, publisher: &Publisher) -> ExponentialBuilder {
        ExponentialBuilder::new()
            .with_jitter()
            .with_factor(2.0)
            .with_min_delay(if publisher.real { self.patience.first_pause.max(patience::POLITE_PAUSE) } else { self.patience.first_pause })
            .with_max_delay(self.patience.longest_wait)
            .with_max_times(self.patience.tries.saturating_sub(1) as usize)
    }

    /// The wait before the next try; none gives up.
    fn wait(&self, failure: &Failure, proposed: Duration) -> Option<Duration> {
        match failure.again {
            Again::Never => None,
            Again::Soon => Some(proposed),
            // Who says "too many" without saying for how long, is asked much later.
            Again::Busy => Some((proposed * patience::BUSY_FACTOR).min(self.patience.longest_wait)),
            Again::After(wait) if wait > self.patience.longest_wait => None,
            Again::After(wait) => Some(wait.max(proposed)),
        }
    }

    fn error(&self, request: &Request, message: String) -> Error {
        Error::Web { publisher: request.publisher, address: self.address(request), message }
    }
}
