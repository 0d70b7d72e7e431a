//! How long and how often: every limit in one place, so that tests can shorten them.

use std::time::Duration;

use crate::config::Network;

/// The least pause before a request to a real publisher is repeated, whatever the configuration says.
pub const POLITE_PAUSE: Duration = Duration::from_secs(1);

/// How much longer the pause is after 429 without Retry-After than after other failures.
pub const BUSY_FACTOR: u32 = 10;

/// The limits of one request.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// From the request until the headers.
    pub headers: Duration,
    /// Between two pieces of the body.
    pub idle: Duration,
    /// For the whole of one try: a body that drips for ever is none.
    pub whole: Duration,
    /// How often a request is sent at most.
    pub tries: u32,
    /// Before the first repetition; doubles each time.
    pub first_pause: Duration,
    /// A publisher that asks for a longer pause is left alone until next time.
    pub longest_wait: Duration,
    /// Bytes of a body, decompressed.
    pub largest: u64,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(10),
            headers: Duration::from_secs(60),
            idle: Duration::from_secs(60),
            whole: Duration::from_secs(15 * 60),
            tries: 4,
            first_pause: POLITE_PAUSE,
            longest_wait: Duration::from_secs(5 * 60),
            largest: 512 << 20,
        }
    }
}

impl Patience {
    /// The defaults with what the configuration changes.
    pub fn of(network: &Network) -> Patience {
        let mut patience = Patience::default();
        if let Some(seconds) = network.tidsavbrudd_s {
            patience.headers = Duration::from_secs(seconds);
            patience.idle = patience.headers;
            patience.connect = patience.connect.min(patience.headers);
        }
        if let Some(ms) = network.nytt_forsoek_ms {
            patience.first_pause = Duration::from_millis(ms);
        }
        if let Some(mib) = network.stoerste_svar_mib {
            patience.largest = mib << 20;
        }
        patience
    }
}
