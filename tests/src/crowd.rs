//! Many members linked to one relay at once, over real sockets, each with the real protocol.
//!
//! They share one key and one store, so that the store of the tests is not what is measured: for the relay
//! each is a member of its own, who reads, confirms and is confirmed.

use std::sync::Arc;
use std::time::Duration;

use format::{CouncilId, DeviceKey, Nonce};
use futures_util::{SinkExt as _, StreamExt as _};
use link::message;
use store::{From, Store};
use sync::{Carry, CloseReason, Effect, Event, Expected, Item, Role, Session, Setup};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

/// What a crowd shares.
#[derive(Clone)]
pub struct Crowd {
    /// The relay's address.
    pub url: String,
    /// Which council.
    pub council: CouncilId,
    /// Everybody's key.
    pub key: DeviceKey,
    /// Everybody's store.
    pub store: Store,
}

/// What somebody in the crowd met, and when.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// Who, by number.
    pub who: usize,
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What can be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Both sides have everything.
    Linked,
    /// So many changes came.
    Changes(usize),
    /// The relay ended the session, or the connection broke.
    Ended(Option<CloseReason>),
}

/// This moment.
#[expect(clippy::disallowed_methods, reason = "what a crowd meets is measured")]
pub fn now() -> Instant {
    Instant::now()
}

impl Crowd {
    /// One member follows the relay until the connection ends. While `stalls` says so, it reads nothing and
    /// says nothing, and keeps the connection.
    ///
    /// `doors` limits how many connect at the same time.
    pub async fn follow(
        self,
        who: usize,
        tell: mpsc::Sender<Met>,
        mut stalls: watch::Receiver<bool>,
        doors: Arc<Semaphore>,
    ) {
        let met = |what| Met {
            who,
            at: now(),
            what,
        };
        let door = doors.acquire().await.ok();
        let reason = self.attempt(&tell, &met, &mut stalls, door).await;
        tell.send(met(What::Ended(reason))).await.ok();
    }

    async fn attempt(
        &self,
        tell: &mpsc::Sender<Met>,
        met: &impl Fn(What) -> Met,
        stalls: &mut watch::Receiver<bool>,
        mut door: Option<tokio::sync::SemaphorePermit<'_>>,
    ) -> Option<CloseReason> {
        let url = format!("{}{}", self.url, link::council_path(&self.council));
        let mut request = url.into_client_request().ok()?;
        request.headers_mut().insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(link::SUB_PROTOCOL),
        );
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.ok()?;
        let mut session = Session::new(Setup {
            role: Role::Caller,
            expected: Expected::Unpinned,
            key: self.key.clone(),
            nonce: Nonce::random().ok()?,
            signs_receipts: false,
            now_millis: 0,
            carry: Carry::default(),
        });
        let begun = now();
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        let mut events = vec![Event::Opened];
        loop {
            while let Some(event) = events.pop() {
                let effects = {
                    let reader = self.store.reader(self.council).ok()?;
                    session.handle(event, &reader).ok()?
                };
                for effect in effects {
                    match effect {
                        Effect::Send(bytes) => {
                            let message = Message::binary(message::wrap(bytes));
                            socket.send(message).await.ok()?;
                        }
                        Effect::Take {
                            ticket,
                            items,
                            origin,
                            cursor,
                            peer,
                        } => {
                            let changes = items.iter().map(|item| match item {
                                Item::Run(run) => run.changes.len(),
                                _ => 0,
                            });
                            let came = What::Changes(changes.sum());
                            tell.send(met(came)).await.ok()?;
                            let outcomes =
                                self.take(items, From { peer, log: origin }, cursor).await?;
                            events.insert(0, Event::Taken { ticket, outcomes });
                        }
                        Effect::CaughtUp => {
                            door.take();
                            tell.send(met(What::Linked)).await.ok()?;
                        }
                        Effect::Close { reason, .. } => return Some(reason),
                        _ => {}
                    }
                }
            }
            if *stalls.borrow() {
                stalls.wait_for(|stalls| !stalls).await.ok()?;
            }
            tokio::select! {
                message = socket.next() => match message?.ok()? {
                    Message::Binary(bytes) => events.push(Event::Frame(message::unwrap(&bytes)?)),
                    _ => continue,
                },
                _ = tick.tick() => {
                    let passed = begun.elapsed().as_millis();
                    let now_millis = u64::try_from(passed).unwrap_or(u64::MAX);
                    events.push(Event::Tick { now_millis });
                }
                Ok(()) = stalls.changed() => {}
            }
        }
    }

    async fn take(
        &self,
        items: Vec<Item>,
        from: From,
        cursor: Option<sync::holdings::LogPosition>,
    ) -> Option<Vec<sync::Outcome>> {
        let (done, outcome) = tokio::sync::oneshot::channel();
        let council = self.council;
        self.store.submit(
            move |write| write.take(council, from, &items, cursor),
            move |result| drop(done.send(result)),
        );
        outcome.await.ok()?.ok()
    }
}
