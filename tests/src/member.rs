//! A member with a modified program: an honest session with a relay over a real socket, and from then
//! on whatever frames the test says.

use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;

use format::{CouncilId, DeviceKey, Nonce};
use link::message;
use store::{From, Store};
use sync::frame::{Frame, Items, Packed};
use sync::{Carry, CloseReason, Effect, Event, Expected, Reason, Role, Session, Setup};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::program::PATIENCE;

/// What the relay said to one frame of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Everything in it was taken, was held before or left a gap.
    Kept,
    /// These items (by index) were refused: whether for good, and why.
    Refused(Vec<(u32, bool, Reason)>),
    /// It ended the session.
    Closed(Option<CloseReason>),
}

/// A session that has caught up and does only what it is told.
pub struct Member {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// `Items` frames sent in this session.
    frames: u64,
    heard: Vec<Vec<u8>>,
}

/// A session that the relay ended before both sides had everything.
#[derive(Debug)]
pub struct Ended {
    /// Why, if it said so.
    pub reason: Option<CloseReason>,
    /// Every frame it had sent before.
    pub heard: Vec<Vec<u8>>,
}

impl Member {
    /// Connects to a relay and lets the protocol run until both sides have everything.
    ///
    /// # Panics
    /// When that does not come about.
    pub async fn link(url: &str, council: CouncilId, key: &DeviceKey, store: &Store) -> Self {
        match Self::attempt(url, council, key, store).await {
            Ok(member) => member,
            Err(ended) => panic!("the session ended: {:?}", ended.reason),
        }
    }

    /// Like [`Member::link`], for whoever the relay may turn away.
    ///
    /// # Errors
    /// [`Ended`], when it does.
    pub async fn attempt(
        url: &str,
        council: CouncilId,
        key: &DeviceKey,
        store: &Store,
    ) -> Result<Self, Ended> {
        let mut request = format!("{url}{}", link::council_path(&council))
            .into_client_request()
            .expect("an address of a relay of ours");
        request.headers_mut().insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(link::SUB_PROTOCOL),
        );
        let (socket, _) = tokio_tungstenite::connect_async(request)
            .await
            .expect("the relay answers");
        let mut member = Self {
            socket,
            frames: 0,
            heard: Vec::new(),
        };
        let mut session = Session::new(Setup {
            role: Role::Caller,
            expected: Expected::Unpinned,
            key: key.clone(),
            nonce: Nonce::random().expect("randomness"),
            signs_receipts: false,
            now_millis: 0,
            carry: Carry::default(),
        })
        .with_presence()
        .with_blobs(u64::MAX);
        let mut events = vec![Event::Opened];
        loop {
            while let Some(event) = events.pop() {
                let reader = store.reader(council).expect("the store can be read");
                let effects = session.handle(event, &reader).expect("the store answers");
                drop(reader);
                for effect in effects {
                    match effect {
                        Effect::Send(bytes) => member.send_bytes(bytes).await,
                        Effect::Take {
                            ticket,
                            items,
                            origin,
                            cursor,
                            peer,
                        } => {
                            let from = From { peer, log: origin };
                            let outcomes = store
                                .write(move |write| write.take(council, from, &items, cursor))
                                .expect("the store takes");
                            events.insert(0, Event::Taken { ticket, outcomes });
                        }
                        Effect::CaughtUp => return Ok(member),
                        Effect::Close { reason, .. } => {
                            return Err(Ended {
                                reason: Some(reason),
                                heard: member.heard,
                            });
                        }
                        _ => {}
                    }
                }
            }
            match member.hear(PATIENCE).await {
                Some(bytes) => events.push(Event::Frame(bytes)),
                None => {
                    return Err(Ended {
                        reason: None,
                        heard: member.heard,
                    });
                }
            }
        }
    }

    /// Sends these items in one frame and waits for what the relay says to them.
    pub async fn offer(&mut self, items: Vec<Packed>) -> Said {
        self.send_bytes(Frame::Items(Items { upto: None, items }).encode())
            .await;
        let mine = self.frames;
        let mut refused = Vec::new();
        loop {
            let Some(bytes) = self.hear(PATIENCE).await else {
                return Said::Closed(None);
            };
            match Frame::decode(&bytes).expect("the relay sends frames") {
                Frame::Reject(reject) if reject.frame == mine => {
                    let reason = Reason::from_code(reject.reason);
                    refused.push((reject.index, reject.never, reason));
                }
                Frame::Have(have) if have.through >= mine => {
                    return match refused.is_empty() {
                        true => Said::Kept,
                        false => Said::Refused(refused),
                    };
                }
                Frame::Bye(reason) => return Said::Closed(Some(reason)),
                _ => {}
            }
        }
    }

    /// Says goodbye and listens until the relay has said all it had to say. Gives every frame it ever sent,
    /// as it came.
    pub async fn leave(mut self) -> Vec<Vec<u8>> {
        self.say(&Frame::Bye(CloseReason::Done)).await;
        while self.hear(PATIENCE).await.is_some() {}
        self.heard
    }

    /// Sends one frame.
    pub async fn say(&mut self, frame: &Frame) {
        self.send_bytes(frame.encode()).await;
    }

    /// Listens until a frame is what was waited for. Word of who is where is answered, as the relay expects.
    ///
    /// # Panics
    /// When the relay ends the session first.
    pub async fn hear_until(&mut self, is_wanted: impl Fn(&Frame) -> bool) {
        loop {
            let Some(bytes) = self.hear(PATIENCE).await else {
                let last = self.heard.last().map(|frame| Frame::decode(frame));
                panic!("the relay left; the last it said: {last:?}");
            };
            let frame = Frame::decode(&bytes).expect("the relay sends frames");
            if matches!(frame, Frame::Presence(_)) {
                self.say(&Frame::Ping).await;
            }
            if is_wanted(&frame) {
                return;
            }
        }
    }

    /// Sends bytes that need be no frame, and waits for the end of the session; the reason given.
    pub async fn provoke(&mut self, bytes: Vec<u8>) -> Option<CloseReason> {
        // The relay may hang up before it has read all of it.
        drop(
            self.socket
                .send(Message::binary(message::wrap(bytes)))
                .await,
        );
        while let Some(bytes) = self.hear(PATIENCE).await {
            if let Ok(Frame::Bye(reason)) = Frame::decode(&bytes) {
                return Some(reason);
            }
        }
        None
    }

    async fn send_bytes(&mut self, bytes: Vec<u8>) {
        if let Ok(Frame::Items(_)) = Frame::decode(&bytes) {
            self.frames += 1;
        }
        self.socket
            .send(Message::binary(message::wrap(bytes)))
            .await
            .expect("the relay reads");
    }

    /// The next binary message; `None` when the connection ended.
    async fn hear(&mut self, limit: Duration) -> Option<Vec<u8>> {
        loop {
            let message = tokio::time::timeout(limit, self.socket.next())
                .await
                .expect("the relay says something");
            match message {
                Some(Ok(Message::Binary(bytes))) => {
                    let frame = message::unwrap(&bytes).expect("no line damages this");
                    self.heard.push(frame.clone());
                    return Some(frame);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}
