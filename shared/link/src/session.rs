//! Runs one session from the first frame to the last.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use format::{CouncilId, DeviceKey, DocumentId, PublicKey, Receipt};
use futures_util::stream::BoxStream;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _, stream};
use store::From as Sender;
use store::{Store, StoreError};
use sync::intake::Reason;
use sync::{
    CloseReason, Effect, Event, Interrupted, Item, Outcome, Presence, Role, Session, Setup,
    Statistics,
};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::{clock, message, receipts};

/// How often the protocol is told that time passed.
const TICK: Duration = Duration::from_secs(1);
/// How many messages may wait for a connection that does not take them. The protocol keeps the bytes
/// under way far below; only a peer that never reads comes here.
const OUTBOX_MESSAGES: usize = 256;
/// How long one message may take to leave. A 64 KiB message needs 8 s on a line of 64 kbit/s.
const SEND_TIMEOUT: Duration = Duration::from_secs(120);
/// How long the last messages may take after the session is over.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(20);
/// How many answers of the writer may wait. The protocol has at most a few takes under way.
const ANSWERS: usize = 256;
/// How many words of who is where are given to the protocol at once.
const PRESENCES: usize = 64;

/// What a session needs besides its connection.
pub struct Plan {
    /// What this node holds.
    pub store: Store,
    /// Which council.
    pub council: CouncilId,
    /// How the protocol begins.
    pub setup: Setup,
    /// Up to how many bytes a file is fetched without anybody asking for it.
    pub files_up_to: u64,
    /// Large runs that other sessions of this program did not finish.
    pub interrupted: Interrupted,
    /// Whether large things wait until somebody asks for them.
    pub metered: bool,
    /// The documents that somebody waits for, as they are opened and closed; `None` where nobody looks.
    pub wanted: Option<watch::Receiver<Vec<DocumentId>>>,
    /// Wakes the session when the log grew, see [`crate::Growth`].
    pub grew: watch::Receiver<u64>,
    /// What the program asks of the running session.
    pub commands: mpsc::Receiver<Command>,
    /// What the peer is to be told of who is where, as it becomes known: a client says where it is
    /// itself, a relay where the others are. `None` is for whoever does not want to hear of it either.
    pub presence: Option<BoxStream<'static, Presence>>,
    /// Told what happens, after it is durable. Must not block.
    pub observe: Arc<dyn Fn(&Notice) + Send + Sync>,
}

/// What the program asks of a running session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// End in good order.
    Finish,
    /// End now, for this reason.
    Stop(CloseReason),
}

/// What happens in a session.
#[derive(Debug, Clone)]
pub enum Notice {
    /// Whoever answered told the time by its clock, before it proved who it is.
    Clock {
        /// By how much this machine's clock is ahead of it, in milliseconds.
        ahead_millis: i64,
    },
    /// The peer proved who it is; the session carries documents.
    Linked(PublicKey),
    /// Foreign items became durable; at least one was new.
    Took,
    /// Parts of files became durable.
    TookParts,
    /// How far this side is with the peer's log as it was when the session began.
    Read {
        /// Rows read in this session.
        rows: u64,
        /// Rows to come.
        to_come: u64,
    },
    /// The peer said which files it holds or lacks, and that is noted.
    FilesToldOf,
    /// The peer was asked for something that is missing here and does not hold it, and that is noted.
    Searched,
    /// The peer holds this node's log up to here.
    Acknowledged {
        /// The row of this node's log.
        n: u64,
    },
    /// The peer refused items of this node.
    RefusedByPeer(usize),
    /// Items of the peer were refused for want of room.
    OverQuota(usize),
    /// The peer took items that it had refused before.
    AcceptedByPeer(usize),
    /// Taking foreign items failed; nothing was changed.
    StorageTrouble(StoreError),
    /// This store had been copied or restored; its log goes by a new name now.
    LogRenewed,
    /// Both sides hold what the other held.
    CaughtUp,
    /// The peer said where these devices are.
    Presence(Vec<Presence>),
}

/// How a session ended, and what went over it.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Why; `None` if the connection broke.
    pub reason: Option<CloseReason>,
    /// Whether the peer said so.
    pub by_peer: bool,
    /// Whether both sides had everything at some time.
    pub caught_up: bool,
    /// The peer, if it proved who it is.
    pub peer: Option<PublicKey>,
    /// What went over.
    pub statistics: Statistics,
    /// What is worth keeping for the next session with the same peer.
    pub carry: sync::Carry,
}

/// Why a session could not go on.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sync::Unreadable> for LinkError {
    fn from(error: sync::Unreadable) -> Self {
        Self::Store(error.into())
    }
}

/// What came back from the store's writer.
enum Answer {
    Taken(u64, Vec<Outcome>),
    TakenParts(u64, Vec<Outcome>),
    TakeFailed(u64, StoreError),
    Receipts(Vec<Receipt>),
    Recorded(Notice),
    Failed(StoreError),
}

/// Runs a session over a connection that carries binary messages. Needs tokio's multi-threaded
/// runtime: the store is read in place.
///
/// Dropping the future ends the session at once; what was acknowledged stays.
///
/// # Errors
/// [`LinkError`] when the store cannot be read. What the peer does wrong is an [`Ended`].
pub async fn run<C, E>(connection: C, plan: Plan) -> Result<Ended, LinkError>
where
    C: Stream<Item = Result<Bytes, E>> + Sink<Bytes> + Send + 'static,
    E: std::fmt::Display + Send,
    <C as Sink<Bytes>>::Error: Send,
{
    Opening::new(plan)?.run(connection, None).await
}

/// A session before there is a connection: the hellos of both sides may ride in the request that asks for it
/// and in its answer, which saves a round trip.
pub struct Opening {
    run: Run,
    /// What this side says first, unless it was taken to ride along.
    first: Option<Bytes>,
    queue: mpsc::Receiver<Bytes>,
    answers: mpsc::Receiver<Answer>,
    grew: watch::Receiver<u64>,
    commands: mpsc::Receiver<Command>,
    presence: BoxStream<'static, Presence>,
    wanted: Option<watch::Receiver<Vec<DocumentId>>>,
    interrupted: Interrupted,
    is_host: bool,
}

impl Opening {
    /// Begins a session. Needs tokio's multi-threaded runtime.
    ///
    /// # Errors
    /// [`LinkError`] when the store cannot be read.
    pub fn new(plan: Plan) -> Result<Self, LinkError> {
        let (outbox, queue) = mpsc::channel(OUTBOX_MESSAGES);
        let (answer, answers) = mpsc::channel(ANSWERS);
        let key = plan.setup.key.clone();
        let is_host = plan.setup.role == Role::Host;
        let session = Session::new(plan.setup)
            .with_blobs(plan.files_up_to)
            .with_interrupted(plan.interrupted.clone());
        let session = match plan.metered {
            true => session.metered(),
            false => session,
        };
        let (session, presence) = match plan.presence {
            Some(presence) => (session.with_presence(), presence),
            None => (session, stream::empty().boxed()),
        };
        let run = Run {
            key,
            session,
            store: plan.store,
            council: plan.council,
            observe: plan.observe,
            outbox,
            answer,
            peer: None,
            caught_up: false,
            under_way: 0,
            closed: None,
            started: clock::moment(),
        };
        let mut opening = Self {
            run,
            first: None,
            queue,
            answers,
            grew: plan.grew,
            commands: plan.commands,
            presence,
            wanted: plan.wanted,
            interrupted: plan.interrupted,
            is_host,
        };
        if let Some(wanted) = &mut opening.wanted {
            let documents = wanted.borrow_and_update().clone();
            opening.run.step(Event::Wanted(documents))?;
        }
        opening.run.step(Event::Opened)?;
        opening.first = opening.queue.try_recv().ok();
        Ok(opening)
    }

    /// As the caller: what this side says first, to ride in the request. If the answer brings what the host
    /// says first, it was heard; else it is said again over the connection.
    pub fn hello(&self) -> Option<&Bytes> {
        self.first.as_ref()
    }

    /// As the host: hears the hello that came in the request, and gives what is to ride in the answer.
    ///
    /// # Errors
    /// [`LinkError`] when the store cannot be read.
    pub fn answer(&mut self, hello: &[u8]) -> Result<Option<Bytes>, LinkError> {
        // One that was damaged is taken for none: then it is said over the connection.
        if let Some(frame) = message::unwrap(hello) {
            self.run.step(Event::Frame(frame))?;
        }
        Ok(self.queue.try_recv().ok())
    }

    /// Runs the session over its connection to the end. `heard`: what the host said in its answer to the
    /// request that this side's hello rode in.
    ///
    /// # Errors
    /// [`LinkError`] when the store cannot be read. What the peer does wrong is an [`Ended`].
    pub async fn run<C, E>(self, connection: C, heard: Option<Bytes>) -> Result<Ended, LinkError>
    where
        C: Stream<Item = Result<Bytes, E>> + Sink<Bytes> + Send + 'static,
        E: std::fmt::Display + Send,
        <C as Sink<Bytes>>::Error: Send,
    {
        let Self {
            mut run,
            first,
            queue,
            mut answers,
            mut grew,
            mut commands,
            presence,
            mut wanted,
            interrupted,
            is_host,
        } = self;
        let (sink, mut incoming) = connection.split();
        let first = first.filter(|_| heard.is_none());
        let sender = tokio::spawn(send_all(sink, first, queue));
        let mut presence = presence.ready_chunks(PRESENCES);
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut commands_open = true;
        let mut connected = true;
        if let Some(heard) = heard {
            run.step(heard_in(&heard))?;
        }
        // What came before the connection ended is still stored, and may have been the peer's farewell.
        while run.closed.is_none() && (connected || run.under_way > 0) {
            // Answers first: they free what the protocol may have under way.
            let event = tokio::select! {
                biased;
                Some(answer) = answers.recv() => match run.hear(answer) {
                    Some(event) => event,
                    None => continue,
                },
                command = commands.recv(), if commands_open => match command {
                    Some(Command::Finish) => Event::Finish,
                    Some(Command::Stop(reason)) => Event::Stop(reason),
                    None => { commands_open = false; continue }
                },
                message = incoming.next(), if connected => match message {
                    Some(Ok(bytes)) => heard_in(&bytes),
                    Some(Err(error)) => {
                        tracing::debug!(%error, "the connection broke");
                        connected = false;
                        continue;
                    }
                    None => { connected = false; continue }
                },
                Ok(()) = grew.changed() => Event::Grew,
                _ = tick.tick() => Event::Tick {
                    now_millis: run.now_millis(),
                },
                Some(documents) = changed(&mut wanted) => Event::Wanted(documents),
                // Last: decoration.
                Some(devices) = presence.next() => Event::Presence(devices),
            };
            run.step(event)?;
        }
        // Who looks at the store when this returns finds in it all that the session decided, such as what
        // the peer refused in its last words.
        while run.under_way > 0 {
            match tokio::time::timeout(FLUSH_TIMEOUT, answers.recv()).await {
                Ok(Some(answer)) => drop(run.hear(answer)),
                Ok(None) | Err(_) => break,
            }
        }
        let Run {
            session,
            council,
            outbox,
            peer,
            caught_up,
            closed,
            ..
        } = run;
        drop(outbox);
        if closed.is_some() {
            // The last frame says why; a peer that does not take it in time does without.
            drop(tokio::time::timeout(FLUSH_TIMEOUT, sender).await);
        } else {
            sender.abort();
        }
        let (reason, by_peer) =
            closed.map_or((None, false), |(reason, by_peer)| (Some(reason), by_peer));
        if is_host && let Some(peer) = session.peer() {
            interrupted.keep(council, peer, session.carry().partial);
        }
        Ok(Ended {
            reason,
            by_peer,
            caught_up,
            peer,
            statistics: session.statistics().clone(),
            carry: session.carry(),
        })
    }
}

/// A session under way.
struct Run {
    key: DeviceKey,
    session: Session,
    store: Store,
    council: CouncilId,
    observe: Arc<dyn Fn(&Notice) + Send + Sync>,
    outbox: mpsc::Sender<Bytes>,
    answer: mpsc::Sender<Answer>,
    peer: Option<PublicKey>,
    caught_up: bool,
    /// How many jobs the writer has not answered yet.
    under_way: usize,
    closed: Option<(CloseReason, bool)>,
    started: Instant,
}

/// The event that a message is.
fn heard_in(message: &[u8]) -> Event {
    match message::unwrap(message) {
        Some(frame) => Event::Frame(frame),
        None => {
            tracing::debug!("a message was damaged on the way");
            Event::Stop(CloseReason::Protocol)
        }
    }
}

/// What somebody waits for from now on; never where nobody looks.
async fn changed(wanted: &mut Option<watch::Receiver<Vec<DocumentId>>>) -> Option<Vec<DocumentId>> {
    if let Some(wanted) = wanted
        && wanted.changed().await.is_ok()
    {
        return Some(wanted.borrow_and_update().clone());
    }
    std::future::pending().await
}

impl Run {
    /// Since the session began, in milliseconds.
    fn now_millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Feeds the protocol one event and performs what it decides, in order.
    fn step(&mut self, event: Event) -> Result<(), LinkError> {
        let now_millis = self.now_millis();
        self.session.at(now_millis);
        tokio::task::block_in_place(|| {
            let effects = {
                let reader = self.store.reader(self.council)?;
                self.session.handle(event, &reader)?
            };
            for effect in effects {
                self.perform(effect)?;
            }
            Ok(())
        })
    }

    fn notice(&self, notice: &Notice) {
        (self.observe)(notice);
    }

    /// Turns an answer of the writer into the protocol's event.
    fn hear(&mut self, answer: Answer) -> Option<Event> {
        self.under_way = self.under_way.saturating_sub(1);
        match answer {
            Answer::Taken(ticket, outcomes) => {
                if outcomes.contains(&Outcome::Taken) {
                    self.notice(&Notice::Took);
                }
                let (rows, to_come) = self.session.rows_read();
                if to_come > 0 || rows > 0 {
                    self.notice(&Notice::Read { rows, to_come });
                }
                let no_room = Outcome::NotYet(Reason::Quota);
                let over = outcomes.iter().filter(|outcome| **outcome == no_room);
                match over.count() {
                    0 => {}
                    items => self.notice(&Notice::OverQuota(items)),
                }
                Some(Event::Taken { ticket, outcomes })
            }
            Answer::TakenParts(ticket, outcomes) => {
                if outcomes.contains(&Outcome::Taken) {
                    self.notice(&Notice::TookParts);
                }
                Some(Event::Taken { ticket, outcomes })
            }
            Answer::TakeFailed(ticket, error) => {
                self.notice(&Notice::StorageTrouble(error));
                Some(Event::TakeFailed { ticket })
            }
            Answer::Receipts(receipts) => Some(Event::Receipts(receipts)),
            Answer::Recorded(notice) => {
                self.notice(&notice);
                None
            }
            Answer::Failed(error) => {
                self.notice(&Notice::StorageTrouble(error));
                Some(Event::Stop(CloseReason::Storage))
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Result<(), LinkError> {
        let council = self.council;
        match effect {
            Effect::Send(frame) => {
                if self.outbox.try_send(message::wrap(frame)).is_err() && self.closed.is_none() {
                    self.closed = Some((CloseReason::TooSlow, false));
                }
            }
            Effect::Take {
                ticket,
                items,
                origin,
                cursor,
                peer,
            } => {
                let answer = self.answer.clone();
                self.under_way += 1;
                let is_part = |item: &Item| matches!(item, Item::BlobPart(..));
                let parts_only = !items.is_empty() && items.iter().all(is_part);
                self.store.submit(
                    move |write| write.take(council, Sender { peer, log: origin }, &items, cursor),
                    move |result| {
                        // The session may be gone; what it took stays.
                        drop(answer.try_send(match result {
                            Ok(outcomes) if parts_only => Answer::TakenParts(ticket, outcomes),
                            Ok(outcomes) => Answer::Taken(ticket, outcomes),
                            Err(error) => Answer::TakeFailed(ticket, error),
                        }));
                    },
                );
            }
            Effect::RenewLog => {
                self.store
                    .write(move |write| write.renew_log(council, "a peer knew a later state"))?;
                self.notice(&Notice::LogRenewed);
            }
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => {
                let n = position.n;
                self.record(Notice::Acknowledged { n }, move |write| {
                    write.record_ack(council, &peer, &position, gaps.as_deref())
                });
            }
            Effect::RecordRejects { peer, rejects } => {
                let count = rejects.iter().map(|reject| reject.items.len()).sum();
                self.record(Notice::RefusedByPeer(count), move |write| {
                    write.record_rejects(council, &peer, &rejects)
                });
            }
            Effect::RecordAccepted { peer, items } => {
                let count = items.len();
                self.record(Notice::AcceptedByPeer(count), move |write| {
                    write.record_accepted(council, &peer, &items)
                });
            }
            Effect::RecordUnfound { peer, subject } => {
                self.record(Notice::Searched, move |write| {
                    write.record_unfound(council, &peer, &subject)
                });
            }
            Effect::RecordBlobs {
                peer,
                held,
                lacking,
            } => self.record(Notice::FilesToldOf, move |write| {
                write.record_blobs(council, &peer, &held, &lacking)
            }),
            Effect::VerifyBlob(blob) => self.record(Notice::FilesToldOf, move |write| {
                write.verify_blob(council, &blob).map(drop)
            }),
            Effect::SignReceipts { documents } => self.sign_receipts(&documents)?,
            Effect::Linked { peer } => {
                self.peer = Some(peer);
                self.notice(&Notice::Linked(peer));
            }
            Effect::Presence(devices) => self.notice(&Notice::Presence(devices)),
            Effect::CaughtUp => {
                self.caught_up = true;
                self.notice(&Notice::CaughtUp);
            }
            Effect::Close { reason, by_peer } => self.closed = Some((reason, by_peer)),
        }
        Ok(())
    }

    /// Writes something the protocol does not wait for, and tells the program once it is durable. A
    /// failure ends the session, which can be tried again.
    fn record(
        &mut self,
        notice: Notice,
        job: impl FnOnce(&mut store::Write<'_>) -> Result<(), StoreError> + Send + 'static,
    ) {
        let answer = self.answer.clone();
        self.under_way += 1;
        self.store.submit(job, move |result| {
            drop(answer.try_send(match result {
                Ok(()) => Answer::Recorded(notice),
                Err(error) => Answer::Failed(error),
            }));
        });
    }

    /// Signs what is durable now; the receipts are stored before anybody sees them.
    fn sign_receipts(&mut self, documents: &[DocumentId]) -> Result<(), LinkError> {
        let council = self.council;
        let reader = self.store.reader(council)?;
        let receipts = receipts::sign(&reader, &self.key, council, documents)?;
        drop(reader);
        let answer = self.answer.clone();
        self.under_way += 1;
        self.store.submit(
            move |write| {
                write.append_receipts(council, &receipts)?;
                Ok(receipts)
            },
            move |result| {
                drop(answer.try_send(match result {
                    Ok(receipts) => Answer::Receipts(receipts),
                    Err(error) => Answer::Failed(error),
                }));
            },
        );
        Ok(())
    }
}

/// Sends what is queued, one message after the other, until the queue ends or the connection breaks.
async fn send_all<S: Sink<Bytes> + Unpin>(
    mut sink: S,
    mut first: Option<Bytes>,
    mut queue: mpsc::Receiver<Bytes>,
) {
    while let Some(message) = match first.take() {
        Some(first) => Some(first),
        None => queue.recv().await,
    } {
        match tokio::time::timeout(SEND_TIMEOUT, sink.send(message)).await {
            Ok(Ok(())) => {}
            // The receiving half notices, too.
            Ok(Err(_)) | Err(_) => return,
        }
    }
    drop(sink.close().await);
}
