//! The simulated publishers over HTTP, on this machine only: one port per real host, so that what is asked side by side of the real ones
//! is asked side by side here.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, Method, Response, Uri, header};
use axum::routing::any;
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::country::{Country, Size};
use super::cube::{Cube, Figure};
use super::exchange::{Ask, Reply, World};
use super::faults::{self, Fault, Misbehaviour};
use super::{fhi, klass, nsr, pxweb, udir_export, udir_report};
use crate::config::{self, Network};
use crate::definition::sha256;
use crate::error::{Error, Result};
use crate::intake::SYNTHETIC_SEAL;

/// The publishers that share a host in reality.
const HOSTS: [&[&str]; 6] = [&["ssb", "klass"], &["udir_rapport"], &["udir_eksport"], &["fhi"], &["nsr"], &["nbr"]];

/// The publishers whose answers are recognised when they are asked for again.
const VALIDATED: [&str; 5] = ["klass", "udir_rapport", "udir_eksport", "nsr", "nbr"];

/// The publishers whose replies are rows, not cubes.
const ROWS: [&str; 4] = ["klass", "udir_eksport", "nsr", "nbr"];

/// What the simulated publishers announce as their pace: no machine reaches it.
const PACE: &str = "1000000;w=1s";

/// Running simulated publishers; they stop when this is dropped.
pub struct Simulated {
    addresses: BTreeMap<&'static str, String>,
    control: Control,
    stop: watch::Sender<bool>,
}

/// The handle by which a running simulation is told to change or misbehave, and asked what it was asked.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Mutex<Shared>>,
}

/// One request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub publisher: String,
    pub method: String,
    /// Path and query, encoded, below the publisher's base address.
    pub path: String,
    /// 304 where nothing had changed.
    pub status: u16,
    /// Of the reply before any fault of sending.
    pub bytes: usize,
    /// The fault that struck it.
    pub fault: Option<Fault>,
}

/// All that was asked of one publisher.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub requests: usize,
    pub bytes: usize,
    pub not_modified: usize,
    pub struck: usize,
}

struct Shared {
    world: Arc<World>,
    faults: BTreeMap<String, Active>,
    log: Vec<Logged>,
    /// The names of the answers that the world gave, by publisher, path and query: a publisher knows them without making them anew.
    names: HashMap<(String, String), String>,
}

struct Active {
    misbehaviour: Misbehaviour,
    left: Option<usize>,
    /// How many more are answered well first.
    spared: usize,
    /// The world as the fault has it, where the fault is in what is published.
    world: Option<Arc<World>>,
}

impl Simulated {
    /// Draws a country from the seed and publishes it.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn start(seed: u64, size: Size) -> Result<Simulated> {
        let world = tokio::task::spawn_blocking(move || world(seed, size));
        Simulated::serve(world.await.map_err(|error| Error::Stop(format!("det syntetiske landet ble ikke til: {error}")))?).await
    }

    /// Publishes this world.
    pub async fn serve(world: World) -> Result<Simulated> {
        let shared = Shared { world: Arc::new(world), faults: BTreeMap::new(), log: Vec::new(), names: HashMap::new() };
        let control = Control { shared: Arc::new(Mutex::new(shared)) };
        let (stop, stopped) = watch::channel(false);
        let mut addresses = BTreeMap::new();
        for publishers in HOSTS {
            let address = listen(control.clone(), stopped.clone()).await?;
            addresses.extend(publishers.iter().map(|publisher| (*publisher, format!("http://{address}/{publisher}/"))));
        }
        Ok(Simulated { addresses, control, stop })
    }

    /// A configuration that reaches the simulated publishers instead of the real ones.
    pub fn network(&self) -> Network {
        let publisher = |address: &String| config::Publisher { adresse: Some(address.clone()), pause_ms: None };
        Network {
            nytt_forsoek_ms: Some(20),
            stoerste_svar_mib: Some(64),
            utgiver: self.addresses.iter().map(|(id, address)| ((*id).to_owned(), publisher(address))).collect(),
            ..Network::default()
        }
    }

    /// The same as the text of an `innsikt.toml`.
    pub fn configuration(&self) -> String {
        let mut text = "# Simulerte utgivere på denne maskinen: alt er syntetisk.\n[nett]\nnytt_forsoek_ms = 20\n".to_owned();
        for (publisher, address) in &self.addresses {
            text.push_str(&format!("\n[nett.utgiver.{publisher}]\nadresse = \"{address}\"\n"));
        }
        text
    }

    pub fn control(&self) -> Control {
        self.control.clone()
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl Control {
    /// What is published now, without any fault.
    pub fn world(&self) -> Arc<World> {
        self.lock().world.clone()
    }

    /// Lets a publisher misbehave, instead of whatever it did before.
    pub fn misbehave(&self, publisher: &str, misbehaviour: Misbehaviour) {
        let mut shared = self.lock();
        let world = faulty_world(&shared.world, publisher, misbehaviour.fault);
        let active = Active { misbehaviour, left: misbehaviour.times, spared: misbehaviour.spared, world };
        shared.faults.insert(publisher.to_owned(), active);
    }

    /// Lets a publisher behave.
    pub fn behave(&self, publisher: &str) {
        self.lock().faults.remove(publisher);
    }

    /// Changes one published cell, given by every dimension's category, and the table's time of change.
    ///
    /// # Errors
    ///
    /// No such publisher, table, dimension or category.
    pub fn amend(&self, publisher: &str, table: &str, place: &[(&str, &str)], figure: Figure, updated: DateTime<Utc>) -> Result<()> {
        let mut shared = self.lock();
        let mut tables = shared.world.tables.clone();
        let cube = tables
            .get_mut(publisher)
            .and_then(|cubes| cubes.iter_mut().find(|cube| cube.id.eq_ignore_ascii_case(table)))
            .ok_or_else(|| Error::Stop(format!("den simulerte utgiveren {publisher} har ingen tabell {table}")))?;
        let positions = positions(cube, place)?;
        cube.amendments.insert(positions, figure);
        cube.updated = updated;
        shared.world = Arc::new(World { country: shared.world.country.clone(), tables });
        shared.names.clear();
        let world = shared.world.clone();
        for (publisher, active) in &mut shared.faults {
            active.world = faulty_world(&world, publisher, active.misbehaviour.fault);
        }
        Ok(())
    }

    /// Every request since the start or the last [`Control::forget`], in the order of the answers.
    pub fn log(&self) -> Vec<Logged> {
        self.lock().log.clone()
    }

    /// Empties the log.
    pub fn forget(&self) {
        self.lock().log.clear();
    }

    /// The log in figures, per publisher.
    pub fn counts(&self) -> BTreeMap<String, Count> {
        let mut counts: BTreeMap<String, Count> = BTreeMap::new();
        for logged in &self.lock().log {
            let count = counts.entry(logged.publisher.clone()).or_default();
            count.requests += 1;
            count.bytes += logged.bytes;
            count.not_modified += usize::from(logged.status == 304);
            count.struck += usize::from(logged.fault.is_some());
        }
        counts
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that strikes this request, if any, and the world in which it is answered.
    fn strike(&self, publisher: &str, path: &str) -> (Option<Fault>, Arc<World>) {
        let mut shared = self.lock();
        let truth = shared.world.clone();
        let Some(active) = shared.faults.get_mut(publisher) else { return (None, truth) };
        if active.left == Some(0) || (active.misbehaviour.data_only && !faults::is_data(publisher, path)) {
            return (None, truth);
        }
        if active.spared > 0 {
            active.spared -= 1;
            return (None, truth);
        }
        active.left = active.left.map(|left| left - 1);
        (Some(active.misbehaviour.fault), active.world.clone().unwrap_or(truth))
    }
}

/// Klass and the registers are lists, which have no tables: they answer from the country itself.
fn world(seed: u64, size: Size) -> World {
    let country = Arc::new(Country::new(seed, size));
    let tables = BTreeMap::from([
        ("ssb", pxweb::publish(&country)),
        ("udir_rapport", udir_report::publish(&country)),
        ("udir_eksport", udir_export::publish(&country)),
        ("fhi", fhi::publish(&country)),
    ]);
    World { country, tables }
}

fn faulty_world(world: &World, publisher: &str, fault: Fault) -> Option<Arc<World>> {
    let published = world.tables.get(publisher).filter(|_| fault.is_structural() && !is_rows(publisher, fault))?;
    let changed: Vec<Cube> = published.iter().map(|cube| faults::republish(fault, cube)).collect();
    let tables = world.tables.iter().map(|(id, cubes)| (*id, if *id == publisher { changed.clone() } else { cubes.clone() }));
    Some(Arc::new(World { country: world.country.clone(), tables: tables.collect() }))
}

/// Whether the fault is put into the reply's rows. Udir's export has rows, but its tables move and their units change like any other's.
fn is_rows(publisher: &str, fault: Fault) -> bool {
    let of_the_table = publisher == "udir_eksport" && matches!(fault, Fault::MovedTable | Fault::UnitChanges);
    ROWS.contains(&publisher) && !of_the_table
}

fn positions(cube: &Cube, place: &[(&str, &str)]) -> Result<Vec<usize>> {
    if let Some((unknown, _)) = place.iter().find(|(code, _)| cube.dimension(code).is_none()) {
        return Err(Error::Stop(format!("tabell {} har ingen dimensjon {unknown}", cube.id)));
    }
    let position = |dimension: &super::cube::CubeDimension| {
        let wanted = place.iter().find(|(code, _)| dimension.code.eq_ignore_ascii_case(code)).map(|(_, category)| *category);
        wanted
            .and_then(|wanted| dimension.categories.iter().position(|category| category.code == wanted))
            .ok_or_else(|| Error::Stop(format!("tabell {}: dimensjon {} mangler kategorien {wanted:?}", cube.id, dimension.code)))
    };
    cube.dimensions.iter().map(position).collect()
}

async fn listen(control: Control, mut stopped: watch::Receiver<bool>) -> Result<SocketAddr> {
    let problem = |error: std::io::Error| Error::Stop(format!("den simulerte utgiveren får ingen port på 127.0.0.1: {error}"));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(problem)?;
    let address = listener.local_addr().map_err(problem)?;
    let router = Router::new().route("/{publisher}/{*path}", any(handle)).with_state(control);
    let until_dropped = async move {
        // An error means that the simulation is gone, which is what is waited for.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(until_dropped).await });
    Ok(address)
}

async fn handle(
    State(control): State<Control>,
    Path((publisher, path)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let (fault, world) = control.strike(&publisher, &path);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = serde_json::from_slice(&body).ok();
    let mut ask = Ask { method: method.to_string(), path, query, body, accept: text(header::ACCEPT) };
    if let Some(fault) = fault {
        faults::misread(fault, &mut ask);
    }
    let question = (publisher.clone(), uri.to_string());
    let known = text(header::IF_NONE_MATCH).filter(|known| fault.is_none() && control.lock().names.get(&question) == Some(known));
    if let Some(etag) = known {
        let reply = Reply::empty(304);
        control.lock().log.push(logged(publisher, &method, &uri, &reply, fault));
        return faults::wrap(fault, reply, &extra(Some(etag))).await;
    }
    let mut reply = reply(world, publisher.clone(), ask).await;
    if let Some(fault) = fault.filter(|fault| fault.is_structural() && is_rows(&publisher, *fault)) {
        reply = faults::tamper(fault, reply);
    }
    if reply.content_type.starts_with("application/json") && !reply.body.is_empty() {
        reply.body.extend_from_slice(SYNTHETIC_SEAL);
    }
    let mut name = None;
    if reply.status == 200 && method == Method::GET && VALIDATED.contains(&publisher.as_str()) {
        let etag = format!("\"{}\"", sha256(&reply.body));
        if fault.is_none() {
            control.lock().names.insert(question, etag.clone());
        }
        if text(header::IF_NONE_MATCH).is_some_and(|known| known == etag) {
            reply = Reply::empty(304);
        }
        // What comes instead of an answer does not carry the answer's name.
        name = (!matches!(fault, Some(Fault::Html | Fault::Garbage))).then_some(etag);
    }
    control.lock().log.push(logged(publisher, &method, &uri, &reply, fault));
    faults::wrap(fault, reply, &extra(name)).await
}

/// The headers of every reply, and the name of its content where it has one.
fn extra(etag: Option<String>) -> Vec<(HeaderName, String)> {
    let always = [("x-innsikt-syntetisk", "ja"), ("x-ratelimit-policy", PACE)];
    let always = always.into_iter().map(|(name, value)| (HeaderName::from_static(name), value.to_owned()));
    always.chain(etag.map(|etag| (header::ETAG, etag))).collect()
}

/// A handler that fails is a publisher that fails.
async fn reply(world: Arc<World>, publisher: String, ask: Ask) -> Reply {
    tokio::task::spawn_blocking(move || answer(&world, &publisher, &ask)).await.unwrap_or_else(|_| Reply::empty(500))
}

fn answer(world: &World, publisher: &str, ask: &Ask) -> Reply {
    match publisher {
        "ssb" => pxweb::answer(world, ask),
        "klass" => klass::answer(world, ask),
        "udir_rapport" => udir_report::answer(world, ask),
        "udir_eksport" => udir_export::answer(world, ask),
        "fhi" => fhi::answer(world, ask),
        "nsr" | "nbr" => nsr::answer(world, publisher, ask),
        _ => Reply::empty(404),
    }
}

fn logged(publisher: String, method: &Method, uri: &Uri, reply: &Reply, fault: Option<Fault>) -> Logged {
    let whole = uri.path_and_query().map(|path| path.as_str()).unwrap_or_default();
    let path = whole.trim_start_matches('/').strip_prefix(publisher.as_str()).unwrap_or(whole).trim_start_matches('/').to_owned();
    Logged { publisher, method: method.to_string(), path, status: reply.status, bytes: reply.body.len(), fault }
}

#[cfg(test)]
mod tests;
