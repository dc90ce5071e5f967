//! The HTTP server: routes and shutdown.

use std::future::Future;
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::connection;
use crate::links;
use crate::relay::{Relay, RelayError};

/// How long connections may take to end when the relay stops.
const GRACE: Duration = Duration::from_secs(10);

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) relay: Relay,
    /// True once the relay stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// Serves until `stop` completes; then tells every peer, waits for them a little, and returns. What
/// was acknowledged is on the disk at any time.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    relay: Relay,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RelayError> {
    let (stopped, stopping) = watch::channel(false);
    let links = tokio::spawn(links::keep(relay.clone(), stopping.clone()));
    let serving = Serving {
        relay: relay.clone(),
        stopping,
    };
    let routes = Router::new()
        .route("/health", get(health))
        .route("/council/{council}", get(connection::upgrade))
        .with_state(serving);
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping");
        stopped.send_replace(true);
    });
    server.await?;
    // The server waits for requests; upgraded connections are ours to wait for.
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
