//! Takes connections: counts them, shakes hands if there is TLS, and serves requests within time.

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::gate::{Gate, Pass, TurnedAway};
use crate::metrics::Metrics;
use crate::stop::stops;

/// How long a connection may take that does not become a session: its requests and their answers.
const MOST: Duration = Duration::from_secs(60);
/// The head of a request has no more bytes than this.
const HEAD_BYTES: usize = 16 * 1024;
/// How long to wait before listening again after the system refused a connection, such as for want of file
/// handles.
const PAUSE: Duration = Duration::from_millis(500);
/// How many of those that are turned away get an answer at the same time; all others are cut off.
const ANSWERED: usize = 64;

/// Who asks, as the handlers see it.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The other end of the connection; behind a proxy that is the proxy.
    pub(crate) address: IpAddr,
    /// Held as long as the connection is; why not, for one that is only told so.
    pub(crate) passes: Result<Arc<Vec<Pass>>, TurnedAway>,
}

/// Where connections come in.
pub(crate) struct Door {
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) gate: Gate,
    /// Whether the other end is a proxy, so that its address says nothing.
    pub(crate) behind_proxy: bool,
    /// How long a handshake and the head of a request may take.
    pub(crate) patience: Duration,
    pub(crate) routes: Router,
    pub(crate) metrics: Arc<Metrics>,
}

impl Door {
    /// Takes connections until `stopping`; then waits until those that became no session are answered, for
    /// as long as `grace` at most.
    pub(crate) async fn keep(
        self,
        listener: TcpListener,
        mut stopping: watch::Receiver<bool>,
        grace: Duration,
    ) {
        let door = Arc::new(self);
        let answered = Arc::new(tokio::sync::Semaphore::new(ANSWERED));
        let mut guests = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = stops(&mut stopping) => break,
                Some(_) = guests.join_next(), if !guests.is_empty() => continue,
                accepted = listener.accept() => accepted,
            };
            let (stream, from) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let passes = door.let_in(from.ip());
            let mut permit = None;
            if let Err(why) = &passes {
                door.metrics.turned_away(why.name());
                tracing::debug!(why = why.name(), "a connection was not let in");
                permit = Arc::clone(&answered).try_acquire_owned().ok();
                if *why == TurnedAway::Rate || permit.is_none() {
                    continue;
                }
            }
            let (door, stopping) = (Arc::clone(&door), stopping.clone());
            guests.spawn(async move {
                door.welcome(stream, from, passes, stopping).await;
                drop(permit);
            });
        }
        drop(listener);
        let all_gone = async { while guests.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, all_gone).await.is_err() {
            tracing::warn!("some requests were not answered in time");
        }
    }

    fn let_in(&self, address: IpAddr) -> Result<Arc<Vec<Pass>>, TurnedAway> {
        let mut passes = Vec::with_capacity(2);
        if !self.behind_proxy {
            passes.push(self.gate.enter_from(address)?);
        }
        passes.push(self.gate.enter()?);
        Ok(Arc::new(passes))
    }

    async fn welcome(
        &self,
        stream: TcpStream,
        from: SocketAddr,
        passes: Result<Arc<Vec<Pass>>, TurnedAway>,
        stopping: watch::Receiver<bool>,
    ) {
        stream.set_nodelay(true).ok();
        let caller = Caller {
            address: from.ip(),
            passes,
        };
        let Some(tls) = &self.tls else {
            return self.speak(stream, caller, stopping).await;
        };
        match tokio::time::timeout(self.patience, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, caller, stopping).await,
            Ok(Err(error)) => {
                self.metrics.turned_away("tls");
                tracing::debug!(%error, "a TLS handshake failed");
            }
            Err(_) => {
                self.metrics.turned_away("slow");
                tracing::debug!("a TLS handshake took too long");
            }
        }
    }

    async fn speak(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        caller: Caller,
        mut stopping: watch::Receiver<bool>,
    ) {
        let routes = self.routes.clone().layer(Extension(caller));
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
            .with_upgrades();
        let mut serving = pin!(serving);
        let limit = tokio::time::sleep(MOST);
        let mut limit = pin!(limit);
        let ended = tokio::select! {
            ended = serving.as_mut() => Some(ended),
            () = limit.as_mut() => None,
            () = stops(&mut stopping) => {
                serving.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = serving => Some(ended),
                    () = limit => None,
                }
            }
        };
        match ended {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                if error.is_timeout() {
                    self.metrics.turned_away("slow");
                }
                tracing::debug!(%error, "a connection ended before its request was over");
            }
            None => tracing::debug!("a connection took too long"),
        }
    }
}
