//! One WebSocket connection of one peer.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use format::blob::MAX_BLOB_BYTES;
use format::{CouncilId, Nonce};
use futures_util::{SinkExt as _, StreamExt as _, future};
use link::{Command, Notice, Opening, Plan};
use sync::frame::MAX_FRAME_BYTES;
use sync::{Carry, CloseReason, Expected, Role, Setup};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::presence::Seat;
use crate::relay::Counted;
use crate::serve::Serving;

/// Answers a request to open a connection for a council.
pub(crate) async fn upgrade(
    State(serving): State<Serving>,
    Path(council): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Ok(council) = council.parse::<CouncilId>() else {
        return (StatusCode::NOT_FOUND, "no council has this id").into_response();
    };
    match tokio::task::block_in_place(|| serving.relay.hosts(council)) {
        Ok(true) => {}
        Ok(false) => {
            tracing::info!(council = %council.short(), "refused a council that is not hosted here");
            let sentence = CloseReason::NotHosted.to_string();
            return (StatusCode::NOT_FOUND, sentence).into_response();
        }
        Err(error) => {
            tracing::error!(%error, "the store cannot be read");
            let sentence = CloseReason::Storage.to_string();
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
    }
    let counted = serving.relay.count();
    let hello = headers.get(link::HELLO_HEADER);
    let hello = hello.and_then(|hello| link::hello_of(hello.as_bytes()));
    let (opening, answer, stop) = match open(serving, council, hello) {
        Ok(opened) => opened,
        Err(error) => {
            tracing::error!(%error, "a session cannot begin");
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
            async move { talk(socket, opening, stop, counted).await }.instrument(span)
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

/// Begins a session; what rides in the answer to a request that brought the caller's hello.
fn open(
    serving: Serving,
    council: CouncilId,
    hello: Option<Bytes>,
) -> Result<(Opening, Option<Bytes>, Stopper), Box<dyn std::error::Error>> {
    let relay = serving.relay;
    let nonce = Nonce::random()?;
    let (command, commands) = mpsc::channel(1);
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
        observe: Arc::new(move |notice| observe(notice, &seat)),
    };
    let mut opening = Opening::new(plan)?;
    let answer = match hello {
        Some(hello) => opening.answer(&hello)?,
        None => None,
    };
    Ok((opening, answer, Stopper(stop)))
}

/// Runs the session of one connection to its end.
async fn talk(socket: WebSocket, opening: Opening, stop: Stopper, _counted: Counted) {
    match opening.run(frames(socket), None).await {
        Ok(ended) => tracing::info!(
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
        ),
        Err(error) => tracing::error!(%error, "a link ended because of the store"),
    }
    drop(stop);
}

/// Passes on who is where, and writes down what is worth a line in the log: who and how much, never
/// what.
fn observe(notice: &Notice, seat: &Seat) {
    match notice {
        Notice::Linked(peer) => {
            tracing::info!(peer = %peer.short(), "linked");
            seat.take();
        }
        Notice::Presence(devices) => seat.says(devices),
        Notice::StorageTrouble(error) => tracing::error!(%error, "nothing was taken in"),
        Notice::LogRenewed => tracing::warn!("this store had been rolled back; its log is new"),
        Notice::RefusedByPeer(items) => tracing::warn!(items, "the peer refused items"),
        Notice::Took
        | Notice::TookParts
        | Notice::Read { .. }
        | Notice::FilesToldOf
        | Notice::Acknowledged { .. }
        | Notice::AcceptedByPeer(_)
        | Notice::CaughtUp => {}
    }
}

/// The binary messages of a WebSocket. A text message is out of protocol: it reaches the session as
/// its bytes, which are no frame.
fn frames(
    socket: WebSocket,
) -> impl futures_util::Stream<Item = Result<Bytes, axum::Error>>
+ futures_util::Sink<Bytes, Error = axum::Error>
+ Send {
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
        .with(|bytes: Bytes| future::ready(Ok(Message::Binary(bytes))))
}
