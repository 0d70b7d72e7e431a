//! The HTTP clients: certificates, proxy, redirects, User-Agent.

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Certificate, Client, ClientBuilder, Proxy, Url};

use super::patience::Patience;
use super::publishers::wrong;
use crate::config::Network;
use crate::error::{Error, Result};

/// More than a publisher that moves a page needs.
const MOST_REDIRECTS: usize = 5;

/// At most two clients: the one for this machine needs neither proxy nor certificates, and no machine must have them for a demo.
pub struct Clients<'a> {
    network: &'a Network,
    patience: &'a Patience,
    certificates: Vec<Certificate>,
    proxy: Option<Proxy>,
    local: Option<Client>,
    remote: Option<Client>,
}

impl<'a> Clients<'a> {
    /// # Errors
    ///
    /// A certificate file or proxy that cannot be used.
    pub fn new(network: &'a Network, patience: &'a Patience) -> Result<Clients<'a>> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Clients { network, patience, certificates: certificates(network)?, proxy: proxy(network)?, local: None, remote: None })
    }

    /// The client for an address.
    pub fn to(&mut self, base: &Url) -> Result<Client> {
        let local = is_local(base);
        let kept = if local { &self.local } else { &self.remote };
        if let Some(client) = kept {
            return Ok(client.clone());
        }
        let client = self.build(local)?;
        *(if local { &mut self.local } else { &mut self.remote }) = Some(client.clone());
        Ok(client)
    }

    fn build(&self, local: bool) -> Result<Client> {
        let mut builder = self.common()?;
        if local {
            builder = builder.no_proxy().tls_certs_only(self.certificates.iter().cloned());
        } else {
            builder = builder.tls_certs_merge(self.certificates.iter().cloned());
            if let Some(proxy) = &self.proxy {
                builder = builder.proxy(proxy.clone());
            }
        }
        builder.build().map_err(|error| Error::Stop(format!("kan ikke sette opp nettet: {}", root_cause(&error))))
    }

    fn common(&self) -> Result<ClientBuilder> {
        let version = env!("CARGO_PKG_VERSION");
        let agent = match &self.network.kontakt {
            Some(contact) => format!("innsikt/{version} (+{contact})"),
            None => format!("innsikt/{version}"),
        };
        if !agent.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(wrong("[nett] kontakt: skal være en e-postadresse eller en nettadresse uten andre tegn enn ASCII".to_owned()));
        }
        Ok(Client::builder()
            .user_agent(agent)
            .connect_timeout(self.patience.connect)
            .redirect(Policy::custom(same_place_only))
            .referer(false))
    }
}

fn same_place_only(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let followed = match attempt.previous() {
        [.., last] => stays(last, attempt.url()) && attempt.previous().len() <= MOST_REDIRECTS,
        [] => false,
    };
    if followed { attempt.follow() } else { attempt.stop() }
}

/// Whether a redirect stays with the publisher: the same host, and never from https to http.
fn stays(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && to.scheme() == "https";
    from.host_str() == to.host_str() && (upgraded || from.origin() == to.origin())
}

fn is_local(base: &Url) -> bool {
    matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn certificates(network: &Network) -> Result<Vec<Certificate>> {
    let Some(path) = &network.ca else { return Ok(Vec::new()) };
    let pem = std::fs::read(path).map_err(Error::io("[nett] ca: kan ikke lese", path))?;
    let problem = |what: &str| wrong(format!("[nett] ca: {} {what}", path.display()));
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| problem("er ikke en PEM-fil med sertifikater"))?;
    match certificates.is_empty() {
        true => Err(problem("inneholder ingen sertifikater (ventet «-----BEGIN CERTIFICATE-----»)")),
        false => Ok(certificates),
    }
}

fn proxy(network: &Network) -> Result<Option<Proxy>> {
    let Some(address) = &network.proxy else { return Ok(None) };
    // The address may hold a password, so no message repeats it.
    let problem = || wrong("[nett] proxy: er ikke en gyldig adresse; ventet for eksempel «http://proxy.kommune.no:8080»".to_owned());
    let url = Url::parse(address).map_err(|_| problem())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(problem());
    }
    Proxy::all(url).map(Some).map_err(|_| problem())
}

/// The innermost of a chain of errors: the others only wrap it, and name addresses.
pub fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(toml: &str) -> String {
        let network = crate::definition::from_toml(toml, "test").unwrap();
        let outcome =
            Clients::new(&network, &Patience::default()).and_then(|mut clients| clients.to(&Url::parse("http://localhost").unwrap()));
        outcome.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn wrong_proxies_and_contacts_are_refused_without_repeating_a_password() {
        let message = error("proxy = 'proxy:8080:hemmelig'");
        assert!(message.contains("[nett] proxy") && !message.contains("hemmelig"), "{message}");
        assert!(error("kontakt = \"a\\nb\"").contains("[nett] kontakt"));
        assert!(error("proxy = 'http://u:p@proxy.kommune.no:8080'\nkontakt = 'it@kommune.no'").is_empty());
    }

    #[test]
    fn wrong_certificate_files_are_refused() {
        assert!(error("ca = '/finnes/ikke.pem'").contains("[nett] ca: kan ikke lese /finnes/ikke.pem"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "ikke et sertifikat").unwrap();
        assert!(error(&format!("ca = '{}'", file.display())).contains("inneholder ingen sertifikater"));
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap();
        assert!(error(&format!("ca = '{}'", file.display())).contains("[nett] ca"));
    }

    #[test]
    fn redirects_stay_with_the_publisher() {
        let url = |text| Url::parse(text).unwrap();
        assert!(stays(&url("https://a.no/x"), &url("https://a.no/y")));
        assert!(stays(&url("http://a.no/x"), &url("https://a.no/x")));
        assert!(!stays(&url("https://a.no/x"), &url("http://a.no/x")));
        assert!(!stays(&url("https://a.no/x"), &url("https://a.no:8443/x")));
        assert!(!stays(&url("https://a.no/x"), &url("https://b.no/x")));
    }
}
