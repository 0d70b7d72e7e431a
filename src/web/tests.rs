//! [`Web`] against a loopback server that answers byte by byte what a test says.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// What the server does with one request.
#[derive(Clone)]
enum Step {
    Send(Vec<u8>),
    Pause(Duration),
}

type Script = Vec<Vec<Step>>;

/// A server that answers the requests in order, the last script again and again, and closes each connection.
struct Server {
    port: u16,
    asked: Arc<std::sync::Mutex<Vec<(Instant, String)>>>,
}

impl Server {
    async fn start(script: Script) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<std::sync::Mutex<Vec<(Instant, String)>>> = Arc::default();
        let log = asked.clone();
        tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let steps = script[number.min(script.len() - 1)].clone();
                number += 1;
                let log = log.clone();
                tokio::spawn(answer(stream, steps, log));
            }
        });
        Server { port, asked }
    }

    fn network(&self) -> Network {
        let text = format!(
            "kontakt = 'it@kommune.no'\n[utgiver.ssb]\nadresse = 'http://127.0.0.1:{0}/ssb'\npause_ms = 0\n\
             [utgiver.klass]\nadresse = 'http://127.0.0.1:{0}/klass'\npause_ms = 0",
            self.port
        );
        crate::definition::from_toml(&text, "test").unwrap()
    }

    fn web(&self) -> Web {
        Web::with_patience(&self.network(), patience()).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(_, text)| text.clone()).collect()
    }

    /// Between the first request and the last.
    fn span(&self) -> Duration {
        let asked = self.asked.lock().unwrap();
        asked.last().unwrap().0 - asked[0].0
    }
}

async fn answer(mut stream: TcpStream, steps: Vec<Step>, log: Arc<std::sync::Mutex<Vec<(Instant, String)>>>) {
    let mut bytes = vec![0; 1 << 16];
    let length = stream.read(&mut bytes).await.unwrap_or(0);
    log.lock().unwrap().push((Instant::now(), String::from_utf8_lossy(&bytes[..length]).to_lowercase()));
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Pause(pause) => tokio::time::sleep(pause).await,
        }
    }
}

fn patience() -> Patience {
    Patience {
        headers: Duration::from_millis(300),
        idle: Duration::from_millis(300),
        first_pause: Duration::from_millis(5),
        largest: 1 << 20,
        ..Patience::default()
    }
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<Step> {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}

fn ok() -> Vec<Step> {
    reply("200 OK", "content-type: application/json\r\netag: \"a\"\r\nx-unknown: 1\r\n", b"{\"a\":1}")
}

/// The outcome of asking a server with this script, and the server.
async fn ask(script: Script) -> (Result<Answer, String>, Server) {
    let server = Server::start(script).await;
    let answer = server.web().ask(&Request::get("ssb", "tables/07459/metadata?lang=no")).await;
    (answer.map_err(|error| error.to_string()), server)
}

#[tokio::test]
async fn an_answer_comes_with_the_headers_that_matter() {
    let (answer, server) = ask(vec![ok()]).await;
    let answer = answer.unwrap();
    assert_eq!(answer.body, b"{\"a\":1}");
    assert_eq!(answer.headers.keys().map(String::as_str).collect::<Vec<_>>(), ["content-type", "etag"]);
    let asked = &server.asked()[0];
    assert!(asked.starts_with("get /ssb/tables/07459/metadata?lang=no http/1.1"), "{asked}");
    assert!(asked.contains(concat!("user-agent: innsikt/", env!("CARGO_PKG_VERSION"), " (+it@kommune.no)")), "{asked}");
    assert!(asked.contains("accept-encoding: gzip"), "{asked}");
}

#[tokio::test]
async fn a_question_can_be_asked_from_another_task() {
    let server = Server::start(vec![ok()]).await;
    let web = Arc::new(server.web());
    let task = tokio::spawn(async move { web.ask(&Request::post("ssb", "x", json!({ "b": [1] }))).await.map(|_| web.traffic()) });
    assert_eq!(task.await.unwrap().unwrap()["ssb"], Traffic { requests: 1, retries: 0, not_modified: 0, bytes: 7 });
    let asked = &server.asked()[0];
    assert!(asked.starts_with("post /ssb/x ") && asked.contains("content-type: application/json"), "{asked}");
}

#[tokio::test]
async fn too_many_requests_waits_as_long_as_the_publisher_says() {
    let (answer, server) = ask(vec![reply("429 Too Many Requests", "retry-after: 1\r\n", b""), ok()]).await;
    assert!(answer.is_ok());
    assert!(server.span() >= Duration::from_secs(1), "{:?}", server.span());
}

#[tokio::test]
async fn too_many_requests_without_a_time_waits_longer_than_other_failures() {
    let (answer, server) = ask(vec![reply("429 Too Many Requests", "", b""), ok()]).await;
    assert!(answer.is_ok());
    assert!(server.span() >= Duration::from_millis(50), "{:?}", server.span());
}

#[tokio::test]
async fn a_publisher_that_wants_a_long_rest_gets_it() {
    let (answer, server) = ask(vec![reply("429 Too Many Requests", "retry-after: 3600\r\n", b"")]).await;
    let message = answer.unwrap_err();
    assert!(message.contains("svarte 429 (for mange spørringer); utgiveren ber om ro til"), "{message}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn what_may_pass_is_tried_four_times_and_counted() {
    let (answer, _) = ask(vec![reply("500 Internal Server Error", "", b""), ok()]).await;
    assert!(answer.is_ok());
    let server = Server::start(vec![reply("503 Service Unavailable", "", b"<html><title>Nede</title>")]).await;
    let web = server.web();
    let message = web.ask(&Request::get("klass", "classifications/131")).await.unwrap_err().to_string();
    let place = format!("klass: http://127.0.0.1:{}/klass/classifications/131: ", server.port);
    assert_eq!(message, format!("{place}svarte 503 (utilgjengelig): en HTML-side («Nede»); ga opp etter 4 forsøk"));
    assert_eq!(server.asked().len(), 4);
    assert_eq!(web.traffic()["klass"], Traffic { requests: 4, retries: 3, not_modified: 0, bytes: 0 });
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    let body = br#"{"type":"Parameter error","title":"Non-existent table","status":404}"#;
    let (answer, server) = ask(vec![reply("404 Not Found", "", body)]).await;
    assert!(answer.unwrap_err().ends_with("svarte 404 (finnes ikke): Parameter error: Non-existent table"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn slow_headers_and_slow_bodies_are_given_up() {
    let slow = vec![Step::Pause(Duration::from_secs(5))];
    let (answer, _) = ask(vec![slow.clone(), ok()]).await;
    assert!(answer.is_ok());
    let (answer, server) = ask(vec![slow]).await;
    let message = answer.unwrap_err();
    assert!(message.ends_with("ventet 300 ms på begynnelsen av svaret; ga opp etter 4 forsøk"), "{message}");
    assert_eq!(server.asked().len(), 4);
    let mut body = reply("200 OK", "", b"");
    body[0] = Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec());
    body.push(Step::Pause(Duration::from_secs(5)));
    let (answer, _) = ask(vec![body]).await;
    assert!(answer.unwrap_err().contains("ventet 300 ms på resten av svaret"));
}

#[tokio::test]
async fn a_body_that_is_not_whole_is_no_answer() {
    let short = vec![Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec())];
    let (answer, _) = ask(vec![short.clone(), ok()]).await;
    assert!(answer.is_ok());
    let (answer, _) = ask(vec![short]).await;
    assert!(answer.unwrap_err().contains("svaret ble avbrutt"));
    let chunks = vec![Step::Send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n".to_vec())];
    let (answer, _) = ask(vec![chunks]).await;
    assert!(answer.unwrap_err().contains("svaret ble avbrutt"));
    let counted_anew = reply("200 OK", "content-type: application/json\r\n", b"{\"a\": [1, 2");
    let (answer, _) = ask(vec![counted_anew]).await;
    assert!(answer.unwrap_err().contains("JSON-svaret er kuttet etter 11 byte; ga opp etter 4 forsøk"));
    let (answer, _) = ask(vec![vec![]]).await;
    assert!(answer.unwrap_err().contains("forbindelsen ble brutt før svaret kom"));
}

#[tokio::test]
async fn a_web_page_is_no_answer_whatever_its_status_says() {
    let page = reply("200 OK", "content-type: text/html\r\n", b"<!DOCTYPE html><title>Vedlikehold</title><body>Kari Nordmann");
    let (answer, server) = ask(vec![page]).await;
    assert!(answer.unwrap_err().ends_with(": ventet JSON, men fikk en HTML-side (\u{ab}Vedlikehold\u{bb})"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn compressed_answers_are_unpacked_and_damaged_ones_refused() {
    // {"a":[1,2,3]}, by Python's gzip.
    let packed: [u8; 33] =
        [31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 84, 178, 138, 54, 212, 49, 210, 49, 142, 173, 5, 0, 145, 26, 17, 135, 13, 0, 0, 0];
    let (answer, _) = ask(vec![reply("200 OK", "content-encoding: gzip\r\n", &packed)]).await;
    assert_eq!(answer.unwrap().body, b"{\"a\":[1,2,3]}");
    let (answer, _) = ask(vec![reply("200 OK", "content-encoding: gzip\r\n", b"ikke gzip")]).await;
    assert!(answer.unwrap_err().contains("kunne ikke pakkes ut"));
    let (answer, _) = ask(vec![reply("200 OK", "content-encoding: gzip\r\n", &packed[..20])]).await;
    assert!(answer.unwrap_err().contains("kunne ikke pakkes ut"));
}

#[tokio::test]
async fn too_large_answers_are_stopped_early() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n".to_vec();
    let (answer, server) = ask(vec![vec![Step::Send(head), Step::Pause(Duration::from_secs(5))]]).await;
    assert!(answer.unwrap_err().ends_with("svaret er større enn grensen på 1 MiB"));
    assert_eq!(server.asked().len(), 1);
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n";
    let bomb = crate::simulated::faults::gzip_of_zeros(8 << 20);
    let chunk = [format!("{:x}\r\n", bomb.len()).as_bytes(), &bomb, b"\r\n"].concat();
    let steps = vec![Step::Send([head.as_bytes(), &chunk].concat()), Step::Pause(Duration::from_secs(5))];
    let start = Instant::now();
    let (answer, _) = ask(vec![steps]).await;
    assert!(answer.unwrap_err().ends_with("svaret er større enn grensen på 1 MiB"));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn an_unchanged_answer_has_no_body() {
    let server = Server::start(vec![reply("304 Not Modified", "etag: \"a\"\r\n", b"")]).await;
    let web = server.web();
    let validators = Validators { etag: Some("\"a\"".into()), last_modified: Some("Sun, 22 Nov 2026 20:00:00 GMT".into()) };
    let answer = web.ask_if_changed(&Request::get("klass", "x"), &validators).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    assert_eq!(web.traffic()["klass"].not_modified, 1);
    let asked = &server.asked()[0];
    assert!(asked.contains("if-none-match: \"a\"") && asked.contains("if-modified-since: sun, 22 nov 2026"), "{asked}");
    assert!(asked.contains("accept: application/json\r\n"), "{asked}");
}

#[tokio::test]
async fn redirects_are_followed_at_the_publisher_and_nowhere_else() {
    let (answer, _) = ask(vec![reply("302 Found", "location: /ssb/flyttet\r\n", b""), ok()]).await;
    assert!(answer.is_ok());
    let (answer, server) = ask(vec![reply("302 Found", "location: http://annen.example/x\r\n", b"")]).await;
    let message = answer.unwrap_err();
    assert!(message.ends_with("svarte 302 (viste videre til en annen adresse) (annen.example); det følges ikke"), "{message}");
    assert_eq!(server.asked().len(), 1);
    let (answer, _) = ask(vec![reply("302 Found", "location: /ssb/rundt\r\n", b"")]).await;
    assert!(answer.unwrap_err().contains("svarte 302"));
}

#[tokio::test]
async fn a_redirected_post_is_not_taken_for_an_answer() {
    let server = Server::start(vec![reply("302 Found", "location: /ssb/flyttet\r\n", b""), ok()]).await;
    let message = server.web().ask(&Request::post("ssb", "x", json!({}))).await.unwrap_err().to_string();
    assert!(message.contains("endepunktet er flyttet"), "{message}");
}

#[tokio::test]
async fn the_pace_of_the_configuration_holds_across_publishers_of_one_host() {
    let server = Server::start(vec![ok()]).await;
    let mut network = server.network();
    for publisher in network.utgiver.values_mut() {
        publisher.pause_ms = Some(100);
    }
    let web = Web::with_patience(&network, patience()).unwrap();
    let (ssb, klass) = (Request::get("ssb", "x"), Request::get("klass", "y"));
    let (a, b, c) = tokio::join!(web.ask(&ssb), web.ask(&klass), web.ask(&ssb));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert!(server.span() >= Duration::from_millis(195), "{:?}", server.span());
}

#[tokio::test]
async fn an_announced_pace_is_taken_over() {
    let slower = reply("200 OK", "x-ratelimit-policy: 10;w=2s\r\n", b"{}");
    let server = Server::start(vec![slower]).await;
    let web = server.web();
    for _ in 0..3 {
        web.ask(&Request::get("ssb", "x")).await.unwrap();
    }
    assert!(server.span() >= Duration::from_millis(390), "{:?}", server.span());

    let faster = reply("200 OK", "x-ratelimit-policy: 1000;w=1s\r\n", b"{}");
    let server = Server::start(vec![faster]).await;
    let mut network = server.network();
    network.utgiver.values_mut().for_each(|publisher| publisher.pause_ms = None);
    let web = Web::with_patience(&network, patience()).unwrap();
    for _ in 0..3 {
        web.ask(&Request::get("ssb", "x")).await.unwrap();
    }
    assert!(server.span() < Duration::from_millis(900), "the cautious pace is one second: {:?}", server.span());
}

#[tokio::test]
async fn who_cannot_be_reached_is_said() {
    let server = Server::start(vec![ok()]).await;
    let mut network = server.network();
    network.utgiver.values_mut().for_each(|publisher| publisher.adresse = Some("http://127.0.0.1:1/".into()));
    let web = Web::with_patience(&network, patience()).unwrap();
    let message = web.ask(&Request::get("ssb", "x")).await.unwrap_err().to_string();
    assert!(message.contains("fikk ikke forbindelse (") && message.ends_with("ga opp etter 4 forsøk"), "{message}");
}
