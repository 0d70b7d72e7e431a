//! A publisher that answers with recorded bytes, on this machine only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use innsikt::config::{Network, Publisher};
use innsikt::web::Web;

/// Answers by the beginning of what is asked (`GET nsr/v4/enhet/974552124`); the longest that fits is given, and 404 where none does.
#[derive(Default, Clone)]
pub struct Answers(BTreeMap<String, Vec<u8>>);

/// A running replayer; it stops with the test's runtime.
pub struct Replayer {
    address: String,
    pub web: Web,
    state: Arc<Asked>,
}

struct Asked {
    answers: Answers,
    log: Mutex<Vec<String>>,
}

impl Answers {
    pub fn with(mut self, beginning: impl Into<String>, body: impl Into<Vec<u8>>) -> Answers {
        self.0.insert(beginning.into(), body.into());
        self
    }

    fn to(&self, question: &str) -> Option<&Vec<u8>> {
        self.0
            .iter()
            .filter(|(beginning, _)| question.starts_with(beginning.as_str()))
            .max_by_key(|(beginning, _)| beginning.len())
            .map(|(_, body)| body)
    }
}

impl Replayer {
    pub async fn start(answers: Answers) -> Replayer {
        let state = Arc::new(Asked { answers, log: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let publisher = |id: &str| Publisher { adresse: Some(format!("{address}{id}/")), pause_ms: Some(0) };
        let utgiver = innsikt::web::PUBLISHERS.iter().map(|built_in| (built_in.id.to_owned(), publisher(built_in.id))).collect();
        let web = Web::new(&Network { nytt_forsoek_ms: Some(1), utgiver, ..Network::default() }).unwrap();
        Replayer { address, web, state }
    }

    /// What was asked, with the bodies of POST.
    pub fn asked(&self) -> Vec<String> {
        self.state.log.lock().unwrap().clone()
    }

    /// A message with this run's address in it, as it is in every run.
    pub fn without_address(&self, message: &str) -> String {
        message.replace(&self.address, "http://…/")
    }
}

async fn answer(State(state): State<Arc<Asked>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map(|path| path.as_str().trim_start_matches('/').to_owned()).unwrap_or_default();
    let question = format!("{} {path}", parts.method);
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    state.log.lock().unwrap().push(format!("{question} {}", String::from_utf8_lossy(&body)).trim_end().to_owned());
    let reply = Response::builder().header(header::CONTENT_TYPE, "application/json");
    match state.answers.to(&question) {
        Some(body) => reply.body(Body::from(body.clone())).unwrap(),
        None => reply.status(StatusCode::NOT_FOUND).body(Body::from("{\"title\":\"ikke spilt inn\"}")).unwrap(),
    }
}
