//! One request at a time per host, at its pace.

use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The way to one host: who holds it may ask.
pub type Lane = Mutex<Pacer>;

/// The longest pause that a server may ask for in its announcement: beyond it, an announcement is a mistake.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// When the next request may go.
pub struct Pacer {
    least: Duration,
    pause: Duration,
    /// None lets everything pass.
    limiter: Option<DefaultDirectRateLimiter>,
    quiet_until: Option<Instant>,
}

impl Default for Pacer {
    fn default() -> Pacer {
        Pacer::new(Duration::from_secs(1), Duration::from_secs(1))
    }
}

impl Pacer {
    /// Never faster than `least`; `pause` between two requests until the server announces its own pace.
    pub fn new(least: Duration, pause: Duration) -> Pacer {
        Pacer { least, pause, limiter: limiter(pause), quiet_until: None }
    }

    /// Waits until the host may be asked.
    pub async fn turn(&mut self) {
        if let Some(until) = self.quiet_until.take() {
            tokio::time::sleep_until(until).await;
        }
        if let Some(limiter) = &self.limiter {
            limiter.until_ready().await;
        }
    }

    /// Nobody asks for a while: the server said so.
    pub fn hush(&mut self, wait: Duration) {
        self.quiet_until = Some(Instant::now() + wait);
    }

    /// Takes over the pace of an `x-ratelimit-policy` header, `40;w=60s`.
    pub fn announced(&mut self, policy: &str) {
        let Some(pause) = announced_pause(policy).map(|pause| pause.max(self.least)) else { return };
        if pause == self.pause {
            return;
        }
        tracing::debug!(policy, pause_ms = pause.as_millis(), "utgiveren kunngjorde sin takt");
        self.pause = pause;
        self.limiter = limiter(pause);
        // The request that brought the announcement counts in the new pace.
        if let Some(limiter) = &self.limiter {
            let _ = limiter.check();
        }
    }
}

fn limiter(pause: Duration) -> Option<DefaultDirectRateLimiter> {
    Quota::with_period(pause).map(RateLimiter::direct)
}

/// The pause between two requests spread evenly over the window; the slowest of several policies.
fn announced_pause(policy: &str) -> Option<Duration> {
    policy.split(',').filter_map(one_policy).max()
}

fn one_policy(policy: &str) -> Option<Duration> {
    let mut parts = policy.split(';').map(str::trim);
    let limit: f64 = parts.next()?.parse().ok().filter(|limit| *limit >= 1.0)?;
    let window = parts.find_map(|part| part.strip_prefix("w="))?;
    let window: f64 = window.trim_end_matches('s').parse().ok().filter(|window| *window > 0.0)?;
    Duration::try_from_secs_f64(window / limit).ok().filter(|pause| *pause <= LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_pause() {
        assert_eq!(announced_pause("40;w=60s"), Some(Duration::from_millis(1500)));
        assert_eq!(announced_pause("100;w=60, 10;w=1"), Some(Duration::from_millis(600)));
        assert_eq!(announced_pause("1000000;w=1s"), Some(Duration::from_micros(1)));
    }

    #[test]
    fn a_policy_that_makes_no_sense_changes_nothing() {
        for policy in ["", "0;w=60", "-1;w=60", "forty;w=60", "40", "40;w=0", "1;w=86400", "40;w=NaN", "inf;w=1"] {
            let mut pacer = Pacer::new(Duration::ZERO, Duration::from_secs(1));
            pacer.announced(policy);
            assert!(pacer.pause == Duration::from_secs(1) || policy.starts_with("inf"), "{policy}");
        }
    }

    #[test]
    fn an_announcement_never_goes_below_the_publishers_own_pace() {
        let mut pacer = Pacer::new(Duration::from_secs(2), Duration::from_secs(2));
        pacer.announced("40;w=60s");
        assert_eq!(pacer.pause, Duration::from_secs(2));
        pacer.announced("20;w=60s");
        assert_eq!(pacer.pause, Duration::from_secs(3));
    }
}
