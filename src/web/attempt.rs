//! One try: sends a request, reads what comes within its limits, and says whether another try may help.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Oslo;
use reqwest::Response;
use reqwest::header::{HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION, RETRY_AFTER};

use super::answer::Answer;
use super::client::root_cause;
use super::lane::Pacer;
use super::patience::Patience;
use super::problem;
use super::publishers::Publisher;
use super::request::{Request, Validators};

/// The headers that are kept of an answer.
const KEPT: [&str; 4] = ["etag", "last-modified", "content-type", "x-innsikt-syntetisk"];

/// How much of an error's body is read.
const LARGEST_PROBLEM: u64 = 64 << 10;

/// Why a try came to nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The status, where the publisher gave one.
    pub status: Option<u16>,
    /// Norwegian, without the address.
    pub message: String,
    pub again: Again,
}

/// Whether another try may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    Never,
    Soon,
    /// The publisher says that it is asked too much, and not for how long.
    Busy,
    /// The publisher says when.
    After(Duration),
}

impl Failure {
    fn new(message: impl Into<String>, again: Again) -> Failure {
        Failure { status: None, message: message.into(), again }
    }

    /// The message with what was done about it.
    pub fn describe(&self, tries: u32, longest_wait: Duration) -> String {
        let mut text = self.message.clone();
        if tries > 1 {
            text.push_str(&format!("; ga opp etter {tries} forsøk"));
        }
        if let Again::After(wait) = self.again
            && wait > longest_wait
        {
            let until = Utc::now() + wait;
            text.push_str(&format!("; utgiveren ber om ro til {} norsk tid", until.with_timezone(&Oslo).format("%d.%m.%Y kl. %H.%M")));
        }
        text
    }
}

/// Sends the request once and reads the whole answer. The pace that the server announces goes to the pacer.
pub async fn send(
    publisher: &Publisher,
    request: &Request,
    validators: &Validators,
    patience: &Patience,
    pacer: &mut Pacer,
) -> Result<Answer, Failure> {
    within(patience.whole, "hele svaret", async {
        let asked = publisher.address(request);
        let sending = async { ask(publisher, request, validators).send().await.map_err(|error| connection_failure(&error)) };
        let response = within(patience.headers, "begynnelsen av svaret", sending).await?;
        if let Some(policy) = header(response.headers(), "x-ratelimit-policy") {
            pacer.announced(&policy);
        }
        match response.status().as_u16() {
            200 | 304 => accept(request, response, patience, &asked).await,
            _ => Err(refuse(response, patience).await),
        }
    })
    .await
}

fn ask(publisher: &Publisher, request: &Request, validators: &Validators) -> reqwest::RequestBuilder {
    let address = publisher.address(request);
    let mut builder = match &request.body {
        None => publisher.client.get(address),
        Some(body) => publisher.client.post(address).json(body),
    };
    builder = builder.header(reqwest::header::ACCEPT, publisher.accept);
    if let Some(etag) = &validators.etag {
        builder = builder.header(IF_NONE_MATCH, etag);
    }
    if let Some(time) = &validators.last_modified {
        builder = builder.header(IF_MODIFIED_SINCE, time);
    }
    builder
}

async fn accept(request: &Request, response: Response, patience: &Patience, asked: &str) -> Result<Answer, Failure> {
    // A redirected POST may have become a GET, which asks for something else.
    let moved = reqwest::Url::parse(asked).is_ok_and(|asked| asked != *response.url());
    if request.body.is_some() && moved {
        return Err(Failure::new("spørringen ble vist videre til en annen adresse; endepunktet er flyttet", Again::Never));
    }
    let status = response.status().as_u16();
    let headers = KEPT.iter().filter_map(|name| Some(((*name).to_owned(), header(response.headers(), name)?))).collect::<BTreeMap<_, _>>();
    let body = if status == 304 { Vec::new() } else { read(response, patience.largest, patience).await? };
    let answer = Answer { status, headers, body };
    if answer.is_cut_json() {
        return Err(Failure::new(format!("JSON-svaret er kuttet etter {} byte", answer.body.len()), Again::Soon));
    }
    // A page about maintenance or logging in comes with status 200, and stays for a while.
    if answer.looks_like_html() {
        return Err(Failure::new(format!("ventet JSON, men fikk {}", problem::describe_html(&answer.body)), Again::Never));
    }
    Ok(answer)
}

/// Reads the body piece by piece, so that nothing grows past the limit: neither what was announced nor what decompresses to more.
async fn read(mut response: Response, largest: u64, patience: &Patience) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::new(format!("svaret er større enn grensen på {} MiB", largest >> 20), Again::Never);
    let announced = response.content_length();
    if announced.is_some_and(|length| length > largest) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    loop {
        let piece = async { response.chunk().await.map_err(|error| body_failure(&error)) };
        let Some(piece) = within(patience.idle, "resten av svaret", piece).await? else { break };
        if body.len() as u64 + piece.len() as u64 > largest {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    match announced {
        Some(length) if length != body.len() as u64 => {
            Err(Failure::new(format!("svaret har {} byte, men skulle ha {length}", body.len()), Again::Soon))
        }
        _ => Ok(body),
    }
}

/// A status that is no answer.
async fn refuse(response: Response, patience: &Patience) -> Failure {
    let status = response.status().as_u16();
    let after = header(response.headers(), RETRY_AFTER.as_str()).and_then(|text| retry_after(&text, Utc::now()));
    let host = header(response.headers(), LOCATION.as_str()).and_then(|to| response.url().join(&to).ok());
    let host = host.and_then(|to| to.host_str().map(str::to_owned));
    // Whatever is wrong with the body of an error, the status is what happened.
    let body = read(response, LARGEST_PROBLEM, patience).await.unwrap_or_default();
    let mut message = problem::describe(status, &body);
    if let Some(host) = host.filter(|_| (300..400).contains(&status)) {
        message.push_str(&format!(" ({host}); det følges ikke"));
    }
    let again = match (status, after) {
        (429 | 500 | 502 | 503 | 504, Some(wait)) => Again::After(wait),
        (429, None) => Again::Busy,
        (500 | 502 | 503 | 504, _) => Again::Soon,
        _ => Again::Never,
    };
    Failure { status: Some(status), message, again }
}

/// Seconds, or until an HTTP date.
fn retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    Some((date.with_timezone(&Utc) - now).to_std().unwrap_or_default())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::new(format!("ventet {} på {what}", seconds(limit)), Again::Soon)),
    }
}

fn seconds(limit: Duration) -> String {
    match limit.as_secs() {
        0 => format!("{} ms", limit.as_millis()),
        seconds => format!("{seconds} s"),
    }
}

fn connection_failure(error: &reqwest::Error) -> Failure {
    let cause = root_cause(error);
    let lower = cause.to_lowercase();
    if lower.contains("certificate") || lower.contains("unknownissuer") {
        let hint = "nett som inspiserer TLS, trenger sin egen CA i [nett] ca";
        return Failure::new(format!("sertifikatet ble ikke godtatt ({cause}); {hint}"), Again::Never);
    }
    if error.is_builder() {
        return Failure::new("adressen eller hodefeltene er ikke gyldige", Again::Never);
    }
    if error.is_timeout() {
        return Failure::new("fikk ikke forbindelse i tide", Again::Soon);
    }
    if lower.contains("dns") || lower.contains("lookup") || lower.contains("name or service") {
        return Failure::new(format!("fant ikke vertsnavnet ({cause})"), Again::Soon);
    }
    if error.is_connect() {
        return Failure::new(format!("fikk ikke forbindelse ({cause})"), Again::Soon);
    }
    Failure::new(format!("forbindelsen ble brutt før svaret kom ({cause})"), Again::Soon)
}

fn body_failure(error: &reqwest::Error) -> Failure {
    match error.is_decode() {
        true => Failure::new("svaret ble avbrutt eller kunne ikke pakkes ut", Again::Soon),
        false => Failure::new("svaret ble avbrutt", Again::Soon),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 20, 0, 0).unwrap();
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 22 Nov 2026 20:01:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Sun, 22 Nov 2026 19:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("snart", now), None);
    }

    #[test]
    fn a_message_says_how_many_tries_and_until_when() {
        let failure = Failure { status: Some(429), message: "svarte 429".into(), again: Again::After(Duration::from_secs(7200)) };
        let text = failure.describe(1, Duration::from_secs(300));
        assert!(text.starts_with("svarte 429; utgiveren ber om ro til "), "{text}");
        assert_eq!(Failure::new("nei", Again::Soon).describe(4, Duration::ZERO), "nei; ga opp etter 4 forsøk");
    }
}
