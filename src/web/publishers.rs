//! Who the publishers are, where, and how often they want to be asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Url};

use super::client::Clients;
use super::lane::{Lane, Pacer};
use super::patience::Patience;
use super::request::Request;
use crate::config::{self, Network};
use crate::definition::nearest;
use crate::error::{Error, Result};

/// A publisher as it is built in.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// The id in the configuration.
    pub id: &'static str,
    /// The real base address.
    pub address: &'static str,
    /// Between two requests to that address.
    pub pause: Duration,
    accept: &'static str,
}

const ANY: &str = "application/json, text/csv;q=0.9, */*;q=0.1";

/// SSB allows 30 requests a minute and IP address (its documentation; the headers say 40), on one host for the tables and Klass. The
/// others publish no limit: one a second is what a patient person's browser does.
const SSB_PAUSE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_secs(1);

/// The pace at an address whose own is not known yet.
const CAUTIOUS: Duration = Duration::from_secs(1);

/// Every publisher.
pub static PUBLISHERS: [BuiltIn; 7] = [
    BuiltIn { id: "ssb", address: "https://data.ssb.no/api/pxwebapi/v2/", pause: SSB_PAUSE, accept: ANY },
    // Klass answers in XML to who accepts anything.
    BuiltIn { id: "klass", address: "https://data.ssb.no/api/klass/v1/", pause: SSB_PAUSE, accept: "application/json" },
    BuiltIn { id: "udir_rapport", address: "https://statistikkportalen.udir.no/api/rapportering/", pause: PAUSE, accept: ANY },
    BuiltIn { id: "udir_eksport", address: "https://api.statistikkbanken.udir.no/api/rest/v2/", pause: PAUSE, accept: ANY },
    BuiltIn { id: "fhi", address: "https://statistikk-data.fhi.no/api/open/v1/", pause: PAUSE, accept: ANY },
    BuiltIn { id: "nsr", address: "https://data-nsr.udir.no/", pause: PAUSE, accept: ANY },
    BuiltIn { id: "nbr", address: "https://data-nbr.udir.no/", pause: PAUSE, accept: ANY },
];

/// A publisher as it is reached now.
pub struct Publisher {
    base: Url,
    /// Whether the address is the publisher's own.
    pub real: bool,
    /// The `accept` header.
    pub accept: &'static str,
    pub client: Client,
    /// Shared by all publishers on the same host.
    pub lane: Arc<Lane>,
}

impl Publisher {
    /// The full address of a request.
    pub fn address(&self, request: &Request) -> String {
        format!("{}{}", self.base, request.path)
    }
}

/// The publishers with what the configuration changes.
///
/// # Errors
///
/// An unknown publisher, a wrong address or a pace that the publisher does not allow.
pub fn resolve(network: &Network, patience: &Patience) -> Result<BTreeMap<&'static str, Publisher>> {
    check_names(network)?;
    let mut clients = Clients::new(network, patience)?;
    let mut lanes: BTreeMap<String, Vec<Pace>> = BTreeMap::new();
    let mut places = Vec::new();
    for built_in in &PUBLISHERS {
        let own = network.utgiver.get(built_in.id);
        let base = base(built_in, own)?;
        let real = authority(&base) == authority(&parse(built_in.id, built_in.address)?);
        lanes.entry(authority(&base)).or_default().push(pace(built_in, own, real)?);
        places.push((built_in, base, real));
    }
    let lanes: BTreeMap<String, Arc<Lane>> = lanes.into_iter().map(|(host, paces)| (host, Arc::new(lane(&paces)))).collect();
    places
        .into_iter()
        .map(|(built_in, base, real)| {
            let lane = lanes.get(&authority(&base)).cloned().unwrap_or_default();
            let client = clients.to(&base)?;
            Ok((built_in.id, Publisher { base, real, accept: built_in.accept, client, lane }))
        })
        .collect()
}

fn check_names(network: &Network) -> Result<()> {
    let known = || PUBLISHERS.iter().map(|built_in| built_in.id);
    let Some(unknown) = network.utgiver.keys().find(|id| !known().any(|known| known == id.as_str())) else { return Ok(()) };
    let list: Vec<&str> = known().collect();
    let guess = nearest(unknown, known()).map(|near| format!(" – mente du «{near}»?")).unwrap_or_else(|| ";".to_owned());
    Err(wrong(format!("[nett.utgiver]: ukjent utgiver «{unknown}»{guess} Kjente: {}", list.join(", "))))
}

/// The pauses that one publisher asks of its host's lane.
struct Pace {
    /// Never faster than this.
    least: Duration,
    /// Until the server announces its own.
    unannounced: Duration,
}

fn pace(built_in: &BuiltIn, own: Option<&config::Publisher>, real: bool) -> Result<Pace> {
    let asked = own.and_then(|own| own.pause_ms).map(Duration::from_millis);
    match (real, asked) {
        (true, Some(asked)) if asked < built_in.pause => Err(wrong(format!(
            "[nett.utgiver.{}]: pause_ms = {} er kortere enn utgiveren tillater ({} ms)",
            built_in.id,
            asked.as_millis(),
            built_in.pause.as_millis()
        ))),
        (true, asked) => {
            let pause = asked.unwrap_or(built_in.pause);
            Ok(Pace { least: pause, unannounced: pause })
        }
        (false, Some(asked)) => Ok(Pace { least: asked, unannounced: asked }),
        (false, None) => Ok(Pace { least: Duration::ZERO, unannounced: CAUTIOUS }),
    }
}

/// The slowest of the publishers on a host sets the pace.
fn lane(paces: &[Pace]) -> Lane {
    let slowest = |of: fn(&Pace) -> Duration| paces.iter().map(of).max().unwrap_or(CAUTIOUS);
    Lane::new(Pacer::new(slowest(|pace| pace.least), slowest(|pace| pace.unannounced)))
}

fn base(built_in: &BuiltIn, own: Option<&config::Publisher>) -> Result<Url> {
    let Some(address) = own.and_then(|own| own.adresse.as_deref()) else { return parse(built_in.id, built_in.address) };
    let slash = if address.ends_with('/') { "" } else { "/" };
    parse(built_in.id, &format!("{address}{slash}"))
}

fn parse(id: &str, address: &str) -> Result<Url> {
    let place = format!("[nett.utgiver.{id}] adresse");
    let url = Url::parse(address).map_err(|_| wrong(format!("{place}: «{address}» er ikke en adresse; den skal begynne med https://")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong(format!("{place}: «{address}» skal begynne med https:// eller http://")));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(format!("{place}: skal være uten brukernavn, «?» og «#»")));
    }
    Ok(url)
}

/// Scheme, host and port.
fn authority(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// An error in the configuration file.
pub fn wrong(message: String) -> Error {
    Error::definition("innsikt.toml", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(toml: &str) -> Network {
        crate::definition::from_toml(toml, "test").unwrap()
    }

    fn error(toml: &str) -> String {
        resolve(&network(toml), &Patience::default()).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn an_unknown_publisher_is_named_with_the_nearest() {
        let message = error("[utgiver.udir_raport]\npause_ms = 1");
        assert!(message.contains("ukjent utgiver «udir_raport» – mente du «udir_rapport»?"), "{message}");
    }

    #[test]
    fn wrong_addresses_are_refused() {
        assert!(error("[utgiver.ssb]\nadresse = 'data.ssb.no'").contains("er ikke en adresse"));
        assert!(error("[utgiver.ssb]\nadresse = 'ftp://data.ssb.no'").contains("skal begynne med https://"));
        let message = error("[utgiver.ssb]\nadresse = 'https://u:hemmelig@data.ssb.no'");
        assert!(message.contains("uten brukernavn") && !message.contains("hemmelig"), "{message}");
    }

    #[test]
    fn a_real_publisher_is_never_asked_faster_than_it_allows_and_another_address_as_configured() {
        assert!(error("[utgiver.ssb]\npause_ms = 100").contains("kortere enn utgiveren tillater (2000 ms)"));
        assert!(error("[utgiver.ssb]\npause_ms = 5000").is_empty());
        assert!(error("[utgiver.ssb]\nadresse = 'http://127.0.0.1:1/ssb'\npause_ms = 0").is_empty());
    }

    #[test]
    fn publishers_on_one_host_share_its_lane() {
        let publishers = resolve(&network("[utgiver.nsr]\nadresse = 'http://127.0.0.1:1/nsr'"), &Patience::default()).unwrap();
        assert!(Arc::ptr_eq(&publishers["ssb"].lane, &publishers["klass"].lane));
        assert!(!Arc::ptr_eq(&publishers["ssb"].lane, &publishers["fhi"].lane));
        assert!(publishers["ssb"].real && !publishers["nsr"].real);
        assert_eq!(publishers["nsr"].address(&Request::get("nsr", "v4/enheter")), "http://127.0.0.1:1/nsr/v4/enheter");
    }
}
