//! One WebSocket connection of one peer.

use std::sync::Arc;

use axum::Extension;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use format::blob::MAX_BLOB_BYTES;
use format::{CouncilId, Nonce};
use futures_util::{SinkExt as _, StreamExt as _, future};
use leaky_bucket::RateLimiter;
use link::{Command, Notice, Opening, Plan};
use store::StoreError;
use sync::frame::MAX_FRAME_BYTES;
use sync::{Carry, CloseReason, Expected, Role, Setup};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::door::Caller;
use crate::gate::{Pass, TurnedAway};
use crate::guest::Guest;
use crate::limits::Limits;
use crate::metrics::{Metrics, Way};
use crate::notices;
use crate::pace::bucket;
use crate::presence::Seat;
use crate::relay::{Counted, Relay};
use crate::serve::{Serving, origin};

/// Answers a request to open a connection for a council.
pub(crate) async fn upgrade(
    State(serving): State<Serving>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Path(council): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let hosts = |relay: &Relay, council| relay.hosts(council);
    begin(serving, caller, &headers, &council, hosts, upgrade)
}

/// The same for a council that was invited and is hosted from now on.
pub(crate) async fn upgrade_invited(
    State(serving): State<Serving>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Path((secret, council)): Path<(String, String)>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let hosts = move |relay: &Relay, council| match secret.parse() {
        Ok(secret) => relay.hosts_invited(council, &secret),
        Err(_) => relay.hosts(council),
    };
    begin(serving, caller, &headers, &council, hosts, upgrade)
}

fn begin(
    serving: Serving,
    caller: Caller,
    headers: &HeaderMap,
    council: &str,
    hosts: impl FnOnce(&Relay, CouncilId) -> Result<bool, StoreError>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let passes = match let_in(&serving, &caller, headers) {
        Ok(passes) => passes,
        Err(_) => {
            let sentence = CloseReason::Busy.to_string();
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
    };
    let Ok(council) = council.parse::<CouncilId>() else {
        return (StatusCode::NOT_FOUND, "no council has this id").into_response();
    };
    match tokio::task::block_in_place(|| hosts(&serving.relay, council)) {
        Ok(true) => {}
        Ok(false) => {
            tracing::info!(council = %council.short(), "refused a council that is not hosted here");
            serving.relay.metrics().turned_away("not_hosted");
            let sentence = CloseReason::NotHosted.to_string();
            return (StatusCode::NOT_FOUND, sentence).into_response();
        }
        Err(error) => {
            tracing::error!(%error, "the store cannot be read");
            serving.relay.metrics().turned_away("store");
            let sentence = CloseReason::Storage.to_string();
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
    }
    let counted = serving.relay.count();
    let (relay, limits) = (serving.relay.clone(), serving.limits);
    let hello = headers.get(link::HELLO_HEADER);
    let hello = hello.and_then(|hello| link::hello_of(hello.as_bytes()));
    let (opening, guest, answer, stop) = match open(serving, council, hello) {
        Ok(opened) => opened,
        Err(error) => {
            tracing::error!(%error, "a session cannot begin");
            relay.metrics().turned_away("store");
            let sentence = CloseReason::Storage.to_string();
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
    };
    let mut response = upgrade
        .protocols([link::SUB_PROTOCOL])
        .max_message_size(link::MAX_MESSAGE_BYTES)
        .max_frame_size(link::MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| {
            let span = tracing::info_span!("link", council = %council.short());
            let session = Talk {
                relay,
                limits,
                opening,
                guest,
                _held: (passes, counted, stop),
            };
            async move { session.run(socket).await }.instrument(span)
        });
    let answer = answer.and_then(|answer| HeaderValue::try_from(link::hello_head(&answer)).ok());
    if let Some(answer) = answer {
        let name = HeaderName::from_static(link::HELLO_HEADER);
        response.headers_mut().insert(name, answer);
    }
    response
}

/// Ends a task when it is dropped.
struct Stopper(JoinHandle<()>);

impl Drop for Stopper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The places that a session holds: those of its connection and, behind a proxy, one among those of the
/// address for which the proxy speaks.
type Held = (Arc<Vec<Pass>>, Option<Pass>);

fn let_in(serving: &Serving, caller: &Caller, headers: &HeaderMap) -> Result<Held, TurnedAway> {
    let passes = Arc::clone(caller.passes.as_ref().map_err(|why| *why)?);
    let own = match serving.behind_proxy {
        true => {
            let pass = serving.gate.enter_from(origin(serving, caller, headers));
            if let Err(why) = &pass {
                serving.relay.metrics().turned_away(why.name());
            }
            Some(pass?)
        }
        false => None,
    };
    Ok((passes, own))
}

/// A session, who is at its other end, what rides in the answer, and what ends it with the relay.
type Begun = (Opening, Arc<Guest>, Option<Bytes>, Stopper);

/// Begins a session: with whom, and what rides in the answer to a request that brought the caller's hello.
fn open(
    serving: Serving,
    council: CouncilId,
    hello: Option<Bytes>,
) -> Result<Begun, Box<dyn std::error::Error>> {
    let relay = serving.relay;
    let nonce = Nonce::random()?;
    let (command, commands) = mpsc::channel(COMMANDS);
    let most = Some(serving.limits.sessions_per_device);
    let guest = Arc::new(Guest::new(relay.clone(), council, command.clone(), most));
    let (observed, metrics) = (Arc::clone(&guest), Arc::clone(relay.metrics()));
    let mut stopping = serving.stopping;
    let stop = tokio::spawn(async move {
        if stopping.wait_for(|stopping| *stopping).await.is_ok() {
            command
                .send(Command::Stop(CloseReason::ShuttingDown))
                .await
                .ok();
        }
    });
    let (seat, hears) = relay.hub().seat(council);
    let plan = Plan {
        store: relay.store().clone(),
        council,
        setup: Setup {
            role: Role::Host,
            expected: Expected::Anybody,
            key: relay.secret().clone(),
            nonce,
            signs_receipts: true,
            now_millis: 0,
            carry: Carry::default(),
        },
        // A relay keeps what it serves, whatever its size.
        files_up_to: MAX_BLOB_BYTES,
        interrupted: relay.interrupted().clone(),
        metered: false,
        wanted: None,
        grew: relay.growth().watch(council),
        commands,
        presence: Some(hears),
        observe: Arc::new(move |notice| observe(notice, &seat, &observed, &metrics)),
    };
    let mut opening = Opening::new(plan)?;
    let answer = match hello {
        Some(hello) => opening.answer(&hello)?,
        None => None,
    };
    Ok((opening, guest, answer, Stopper(stop)))
}

/// A session about to run.
struct Talk {
    relay: Relay,
    limits: Limits,
    opening: Opening,
    guest: Arc<Guest>,
    _held: (Held, Counted, Stopper),
}

impl Talk {
    /// Runs the session to its end.
    async fn run(self, socket: WebSocket) {
        let relay = self.relay;
        let pace = Pace::new(&self.limits);
        let metrics = Arc::clone(relay.metrics());
        match self.opening.run(frames(socket, pace, metrics), None).await {
            Ok(ended) => {
                relay.metrics().ended(ended.reason, &ended.statistics);
                let statistics = &ended.statistics;
                (self.guest).left(statistics.bytes_received, statistics.bytes_sent);
                tracing::info!(
                    peer = ended.peer.map(|peer| peer.short()),
                    reason = ended.reason.map(tracing::field::display),
                    by_peer = ended.by_peer,
                    received = ended.statistics.bytes_received,
                    sent = ended.statistics.bytes_sent,
                    changes_in = ended.statistics.received.changes,
                    changes_out = ended.statistics.sent.changes,
                    files_in = ended.statistics.received.blobs,
                    files_out = ended.statistics.sent.blobs,
                    file_bytes_in = ended.statistics.received.blob_bytes,
                    file_bytes_out = ended.statistics.sent.blob_bytes,
                    refused = ended.statistics.refused,
                    "a link ended"
                );
            }
            Err(error) => {
                let nothing = sync::Statistics::default();
                relay.metrics().ended(Some(CloseReason::Storage), &nothing);
                tracing::error!(%error, "a link ended because of the store");
            }
        }
    }
}

/// How many words of the program may wait for a session. One ends it.
const COMMANDS: usize = 4;

/// Passes on who is where, and writes down what is worth a line in the log: who and how much, never
/// what.
fn observe(notice: &Notice, seat: &Seat, guest: &Guest, metrics: &Metrics) {
    match notice {
        Notice::Linked(peer) => {
            tracing::info!(peer = %peer.short(), "linked");
            seat.take();
            guest.is(*peer);
        }
        Notice::Presence(devices) => seat.says(devices),
        other => notices::write_down(other, metrics),
    }
}

/// How fast one connection is read: what comes faster waits on the line.
struct Pace {
    frames: RateLimiter,
    bytes: RateLimiter,
}

/// How many seconds of its pace a connection may use up at once.
const BURST_SECONDS: u32 = 4;

impl Pace {
    fn new(limits: &Limits) -> Self {
        let of = |per_second: u32| bucket(per_second, per_second.saturating_mul(BURST_SECONDS));
        Self {
            frames: of(limits.frames_per_second),
            bytes: of(limits.bytes_per_second),
        }
    }

    /// Completes when a frame of so many bytes may be read.
    async fn read(&self, bytes: usize) {
        self.frames.acquire_one().await;
        self.bytes.acquire(bytes).await;
    }
}

/// The binary messages of a WebSocket. A text message is out of protocol: it reaches the session as
/// its bytes, which are no frame.
fn frames(
    socket: WebSocket,
    pace: Pace,
    metrics: Arc<Metrics>,
) -> impl futures_util::Stream<Item = Result<Bytes, axum::Error>>
+ futures_util::Sink<Bytes, Error = axum::Error>
+ Send {
    let pace = Arc::new(pace);
    let counts = Arc::clone(&metrics);
    socket
        .filter_map(|message| {
            future::ready(match message {
                Ok(Message::Binary(bytes)) => Some(Ok(bytes)),
                Ok(Message::Text(text)) => Some(Ok(text.into())),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_)) => None,
                // The session sees a message over the limit and says so to the peer. The library
                // tells this error by its words only.
                Err(error) if error.to_string().contains("too long") => {
                    Some(Ok(link::message::wrap(vec![0; MAX_FRAME_BYTES + 1])))
                }
                Err(error) => Some(Err(error)),
            })
        })
        .then(move |message| {
            let (pace, metrics) = (Arc::clone(&pace), Arc::clone(&metrics));
            async move {
                if let Ok(bytes) = &message {
                    metrics.frame(Way::In, bytes.len());
                    pace.read(bytes.len()).await;
                }
                message
            }
        })
        .with(move |bytes: Bytes| {
            counts.frame(Way::Out, bytes.len());
            future::ready(Ok(Message::Binary(bytes)))
        })
}
