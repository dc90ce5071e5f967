//! The HTTP server: routes, monitoring, shutdown.

use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::connection;
use crate::disk;
use crate::door::{Caller, Door};
use crate::gate::Gate;
use crate::guest;
use crate::limits::Limits;
use crate::links;
use crate::metrics::{MEDIA_TYPE, Now};
use crate::offer;
use crate::ready::Ready;
use crate::relay::{Relay, RelayError};
use crate::rest;
use crate::rules;
use crate::stop::{HangUp, stops};
use crate::tls::{Renewed, Tls};

/// How long connections may take to end when the relay stops.
const GRACE: Duration = Duration::from_secs(10);
/// How often it is looked whether the certificate is another.
const RENEW: Duration = Duration::from_secs(10);

/// How a relay serves.
#[derive(Default)]
pub struct Manner {
    /// How much one address, device and connection may use.
    pub limits: Limits,
    /// The certificate; without one, connections are plain.
    pub tls: Option<Tls>,
    /// Whether connections come through a proxy, which says in `X-Forwarded-For` from where.
    pub behind_proxy: bool,
    /// Which relays are believed that this one calls, and whether in plain.
    pub trust: link::Trust,
    /// Where monitoring is answered; without it, to callers on this machine where all else is.
    pub metrics: Option<TcpListener>,
}

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) relay: Relay,
    pub(crate) limits: Limits,
    pub(crate) gate: Gate,
    pub(crate) behind_proxy: bool,
    /// Whether `/metrics` is answered elsewhere.
    has_metrics: bool,
    ready: Ready,
    /// True once the relay stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// Serves in plain with the usual limits, see [`serve_as`].
///
/// # Errors
/// As [`serve_as`].
pub async fn serve(
    listener: TcpListener,
    relay: Relay,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RelayError> {
    serve_as(listener, relay, Manner::default(), stop).await
}

/// Serves until `stop` completes; then tells every peer, waits for them a little, and returns. What
/// was acknowledged is on the disk at any time.
///
/// # Errors
/// When a listener fails.
pub async fn serve_as(
    listener: TcpListener,
    relay: Relay,
    manner: Manner,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RelayError> {
    let (stopped, stopping) = watch::channel(false);
    let links = tokio::spawn(links::keep(
        relay.clone(),
        manner.trust.clone(),
        stopping.clone(),
    ));
    let gate = Gate::new(manner.limits);
    let serving = Serving {
        relay: relay.clone(),
        limits: manner.limits,
        gate: gate.clone(),
        behind_proxy: manner.behind_proxy,
        has_metrics: manner.metrics.is_some(),
        ready: Ready::default(),
        stopping: stopping.clone(),
    };
    let tls = manner.tls.map(Arc::new);
    let door = Door {
        tls: tls.as_ref().map(|tls| tls.acceptor()),
        gate: gate.clone(),
        behind_proxy: manner.behind_proxy,
        patience: manner.limits.patience,
        routes: Router::new()
            .route("/health", get(health))
            .route("/ready", get(ready))
            .route("/metrics", get(metrics))
            .route("/council/{council}", get(connection::upgrade))
            .route(offer::PATH, get(connection::upgrade_invited))
            .with_state(serving.clone()),
        metrics: Arc::clone(relay.metrics()),
    };
    tokio::spawn(rules::follow(relay.clone(), stopping.clone()));
    tokio::spawn(rest::follow(relay.clone(), stopping.clone()));
    tokio::spawn(look_after(relay.clone(), tls, gate, stopping.clone()));
    tokio::spawn(async move {
        stop.await;
        tracing::info!("stopping");
        stopped.send_replace(true);
    });
    if let Some(listener) = manner.metrics {
        let routes = Router::new()
            .route("/health", get(health))
            .route("/ready", get(ready))
            .route("/metrics", get(metrics_for_anybody))
            .with_state(serving);
        let monitoring = Door {
            tls: None,
            gate: Gate::new(Limits {
                connections: 100,
                ..Limits::default()
            }),
            behind_proxy: false,
            patience: manner.limits.patience,
            routes,
            metrics: Arc::clone(relay.metrics()),
        };
        tokio::spawn(monitoring.keep(listener, stopping.clone(), Duration::ZERO));
    }
    door.keep(listener, stopping, GRACE).await;
    // Upgraded connections are ours to wait for.
    let patience = tokio::time::timeout(GRACE, async {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        while relay.connections() > 0 {
            pause.tick().await;
        }
    });
    if patience.await.is_err() {
        tracing::warn!(left = relay.connections(), "some peers did not end in time");
    }
    if let Err(error) = links.await {
        tracing::error!(%error, "the links to other relays ended badly");
    }
    Ok(())
}

/// Reads the certificate again where it is another or where the system says so (SIGHUP), forgets who did not
/// come lately, and writes down who left where that failed.
async fn look_after(
    relay: Relay,
    tls: Option<Arc<Tls>>,
    gate: Gate,
    mut stopping: watch::Receiver<bool>,
) {
    let mut pace = tokio::time::interval(RENEW);
    let mut hang_up = HangUp::new();
    loop {
        let asked = tokio::select! {
            () = stops(&mut stopping) => return,
            () = hang_up.next() => true,
            _ = pace.tick() => false,
        };
        gate.tidy();
        tokio::task::block_in_place(|| guest::note_again(&relay));
        let Some(tls) = &tls else { continue };
        match tokio::task::block_in_place(|| tls.renew(asked)) {
            Renewed::Same => {}
            Renewed::New => {
                relay.metrics().certificate("new");
                tracing::info!("the TLS certificate was read anew");
            }
            Renewed::Kept(error) => {
                relay.metrics().certificate("bad");
                tracing::error!(%error, "the new TLS certificate cannot be used; the one before is kept");
            }
        }
    }
}

/// The address a request comes from: behind a proxy, what the proxy says last.
pub(crate) fn origin(serving: &Serving, caller: &Caller, headers: &HeaderMap) -> IpAddr {
    let forwarded = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?;
        let address = last.to_str().ok()?.rsplit(',').next()?.trim();
        let unbracketed = address.trim_start_matches('[').trim_end_matches(']');
        unbracketed.parse().ok()
    };
    match serving.behind_proxy {
        true => forwarded().unwrap_or(caller.address),
        false => caller.address,
    }
}

/// What `/health` answers.
#[derive(Debug, Serialize)]
struct Health {
    /// `ok`, or what is wrong.
    status: String,
    /// The program's version.
    version: &'static str,
    /// The relay's public key.
    key: String,
    /// How many councils are hosted.
    councils: usize,
    /// How many connections are up.
    connections: usize,
}

async fn health(State(serving): State<Serving>) -> (StatusCode, Json<Health>) {
    let relay = serving.relay;
    let councils = tokio::task::block_in_place(|| relay.councils());
    let (code, status) = match &councils {
        Ok(_) => (StatusCode::OK, "ok".to_owned()),
        Err(error) => {
            tracing::error!(%error, "the store cannot be read");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the store cannot be read".to_owned(),
            )
        }
    };
    let health = Health {
        status,
        version: env!("CARGO_PKG_VERSION"),
        key: relay.key().to_string(),
        councils: councils.unwrap_or(0),
        connections: relay.connections(),
    };
    (code, Json(health))
}

/// Whether it makes sense to send somebody here.
async fn ready(State(serving): State<Serving>) -> (StatusCode, &'static str) {
    if *serving.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let look = || tokio::task::block_in_place(|| serving.relay.can_write());
    match serving.ready.ask(look).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store cannot be written");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the store cannot be written\n",
            )
        }
    }
}

async fn metrics(
    State(serving): State<Serving>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let from = origin(&serving, &caller, &headers);
    if serving.has_metrics || !from.to_canonical().is_loopback() {
        return StatusCode::NOT_FOUND.into_response();
    }
    metrics_for_anybody(State(serving)).await
}

async fn metrics_for_anybody(State(serving): State<Serving>) -> Response {
    let relay = &serving.relay;
    let now = tokio::task::block_in_place(|| Now {
        connections: relay.connections(),
        sessions: relay.sessions().count(),
        councils: relay.councils().unwrap_or(0),
        store_bytes: store::bytes(relay.store().path()).ok(),
        disk_free_bytes: disk::free(relay.store().path()),
        writes_failed: relay.store().stats().failed,
    });
    let kind = [(header::CONTENT_TYPE, MEDIA_TYPE)];
    (kind, relay.metrics().text(now)).into_response()
}
