//! One session with one peer.
//!
//! A session is split by what it does: `handshake` finds out who the other side is, `send`
//! streams this node's log, at the `pace` of the line, `opening` unpacks what comes, `receive` takes it, `serve` answers, `compare` finds out
//! what is missing when no cursor can tell, `receipts` says and passes on who holds what, `presence`
//! says beside all that who is where, and `blobs` carries the bytes of files behind all that. Nothing here waits: every call answers at once.

mod ask;
pub(crate) mod batch;
mod blobs;
mod compare;
mod handshake;
mod opening;
mod pace;
mod presence;
mod receipts;
mod receive;
mod send;
mod serve;

use std::collections::BTreeSet;

use format::{DeviceKey, DocumentId, Nonce, PublicKey};

use self::receipts::Leaving;
use crate::close::CloseReason;
use crate::event::{Effect, Event, Outcome, Statistics};
use crate::frame::{Frame, FrameError};
use crate::holdings::{Holdings, Item, LogPosition, Standing, Unreadable};
use crate::interrupted::Interrupted;
pub use crate::partial::Partial;

/// A side that has sent nothing for this long sends a ping.
const PING_AFTER_MILLIS: u64 = 25_000;
/// A peer of which nothing was heard for this long is taken for gone. Long, because a whole frame
/// may have to come through a very slow link first.
const SILENCE_MILLIS: u64 = 120_000;
/// The handshake must be over by then.
const HANDSHAKE_MILLIS: u64 = 60_000;
/// How long a side that finishes waits for the last receipts.
const FAREWELL_MILLIS: u64 = 20_000;

/// A subject is asked for a few times only, counted over this time.
const TRIES_MILLIS: u64 = 60_000;

/// Which side this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Opened the connection and speaks first: a desktop client, or a relay that reads another.
    Caller,
    /// Was called: a relay.
    Host,
}

/// Whom this side accepts at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whoever the roster places. For hosts.
    Anybody,
    /// A relay or member that the roster places.
    Placed,
    /// Exactly this key, which the roster must place.
    Key(PublicKey),
    /// A relay that the roster names with its key; exactly this one if a key is given. For relays that
    /// read others.
    Relay(Option<PublicKey>),
    /// The roster names the relay's address but no key yet: any key is taken for the relay.
    Unpinned,
}

/// What a session needs to begin.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Which side this is.
    pub role: Role,
    /// Whom this side accepts.
    pub expected: Expected,
    /// This device's or relay's key.
    pub key: DeviceKey,
    /// Fresh random bytes.
    pub nonce: Nonce,
    /// Whether this side is a relay, which signs receipts for what the peer contributes. A device of
    /// head office signs for what it holds without being told so here: its store knows.
    pub signs_receipts: bool,
    /// Milliseconds since the same moment as in [`Event::Tick`].
    pub now_millis: u64,
    /// What [`Session::carry`] gave at the end of the last session with the same peer, if any.
    pub carry: Carry,
}

/// What is worth keeping, in memory, from one session to the next with the same peer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carry {
    /// The overall digests (here, there) that were compared last with nothing more to gain.
    pub compared: Option<([u8; 8], [u8; 8])>,
    /// The beginning of an item that was cut in the middle; about a megabyte at most.
    pub partial: Option<Partial>,
}

/// The state machine of one session.
#[derive(Debug, Clone)]
pub struct Session {
    setup: Setup,
    phase: Phase,
    hand: handshake::Hand,
    sender: send::Sender,
    reader: receive::Reader,
    comparer: compare::Comparer,
    server: serve::Server,
    company: presence::Company,
    receipts: receipts::Receipts,
    blobs: blobs::Blobs,
    interrupted: Interrupted,
    /// Documents somebody waits for: they come before the rest.
    wanted: BTreeSet<DocumentId>,
    /// Whether large things wait until somebody asks for them.
    metered: bool,
    /// Whether the peer said goodbye and waits for its receipts.
    farewell: bool,
    leaving: Leaving,
    /// Whether only roster acts may pass, because one side's membership is not settled.
    limited: bool,
    /// Whether both sides hold the acts and changes that the other held when they met.
    quiet: bool,
    /// The same with blobs.
    caught_up: bool,
    now_millis: u64,
    started_millis: u64,
    last_sent_millis: u64,
    last_heard_millis: u64,
    /// Since when tries of fetches are counted.
    tries_since_millis: u64,
    statistics: Statistics,
    out: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waits for the other side's hello.
    Hello,
    /// Waits for the other side's proof.
    Prove,
    /// Waits for the store to take the acts of the proof.
    Placing,
    /// Carries items.
    Open,
    /// Said goodbye, waits for the last receipts.
    Finishing,
    Closed,
}

/// The session ends here, for this reason.
type Stop = CloseReason;

/// The result of a step: the store may be unreadable, or the session may have to end.
enum Fault {
    Stop(Stop),
    Store(Unreadable),
}

impl From<Unreadable> for Fault {
    fn from(error: Unreadable) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Fault {
    fn from(reason: Stop) -> Self {
        Self::Stop(reason)
    }
}

type Step = Result<(), Fault>;

impl Session {
    /// A session that has not begun; feed it [`Event::Opened`].
    pub fn new(mut setup: Setup) -> Self {
        let reader = receive::Reader::with_partial(setup.carry.partial.take());
        let now = setup.now_millis;
        Self {
            comparer: compare::Comparer::default(),
            setup,
            phase: Phase::Hello,
            hand: handshake::Hand::default(),
            sender: send::Sender::default(),
            reader,
            server: serve::Server::default(),
            company: presence::Company::default(),
            receipts: receipts::Receipts::default(),
            blobs: blobs::Blobs::default(),
            interrupted: Interrupted::default(),
            wanted: BTreeSet::new(),
            metered: false,
            farewell: false,
            leaving: Leaving::default(),
            limited: false,
            quiet: false,
            caught_up: false,
            now_millis: now,
            started_millis: now,
            last_sent_millis: now,
            last_heard_millis: now,
            tries_since_millis: now,
            statistics: Statistics::default(),
            out: Vec::new(),
        }
    }

    /// Lets the peer know that this side wants to hear who is where, and says so where
    /// [`Event::Presence`] tells it. To be called before the first event.
    #[must_use]
    pub fn with_presence(mut self) -> Self {
        self.company.wanted = true;
        self
    }

    /// Goes on with large runs that earlier sessions of this node did not finish, and leaves those that
    /// this one does not. To be called before the first event.
    #[must_use]
    pub fn with_interrupted(mut self, interrupted: Interrupted) -> Self {
        self.interrupted = interrupted;
        self
    }

    /// Lets large things wait until somebody asks for them ([`Event::Wanted`]): whoever calls over this line
    /// pays for it. To be called before the first event.
    #[must_use]
    pub fn metered(mut self) -> Self {
        self.metered = true;
        self
    }

    /// Says what time it is, in the terms of [`Event::Tick`]. Good to be called before every event: it shows
    /// what the line carries.
    pub fn at(&mut self, now_millis: u64) {
        self.now_millis = self.now_millis.max(now_millis);
    }

    /// Feeds one event and says what to do, in order.
    ///
    /// # Errors
    /// When the store cannot answer. The session is over then: close the connection.
    pub fn handle(
        &mut self,
        event: Event,
        holdings: &dyn Holdings,
    ) -> Result<Vec<Effect>, Unreadable> {
        if self.phase != Phase::Closed {
            let step = self.step(event, holdings);
            let step = step.and_then(|()| self.settle(holdings));
            match step {
                Ok(()) => {}
                Err(Fault::Stop(reason)) => self.stop(reason),
                Err(Fault::Store(error)) => {
                    self.stop(CloseReason::Storage);
                    self.out.clear();
                    return Err(error);
                }
            }
        }
        Ok(std::mem::take(&mut self.out))
    }

    /// What went over so far.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// How many rows of the peer's log were read since the session began, and how many of those that it had
    /// then are to come. Rows that are not for this side count, too.
    pub fn rows_read(&self) -> (u64, u64) {
        let end = self.hand.peer.as_ref().map_or(0, |hello| hello.n);
        self.reader.rows_read(end)
    }

    /// Who the other side is, once it proved it.
    pub fn peer(&self) -> Option<PublicKey> {
        match self.phase {
            Phase::Hello | Phase::Prove => None,
            _ => self.hand.peer.as_ref().map(|hello| hello.key),
        }
    }

    /// Whether nothing follows any more.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// What to give to the next session with the same peer.
    pub fn carry(&self) -> Carry {
        Carry {
            compared: self.setup.carry.compared,
            partial: self.reader.partial(),
        }
    }

    fn step(&mut self, event: Event, holdings: &dyn Holdings) -> Step {
        match event {
            Event::Opened => {
                if self.setup.role == Role::Caller {
                    self.say_hello(holdings)?;
                }
            }
            Event::Frame(bytes) => {
                self.last_heard_millis = self.now_millis;
                self.company.answered();
                self.statistics.bytes_received += bytes.len() as u64;
                let frame = Frame::decode(&bytes).map_err(|error| match error {
                    FrameError::TooLarge(_) => CloseReason::TooLarge,
                    FrameError::Form(_) => CloseReason::Protocol,
                })?;
                self.frame(frame, &bytes, holdings)?;
            }
            Event::Taken { ticket, outcomes } => self.taken(ticket, &outcomes, holdings)?,
            Event::TakeFailed { .. } => return Err(CloseReason::Storage.into()),
            Event::Grew => {
                self.blobs.look_again();
                self.look_again(holdings)?;
            }
            Event::Receipts(receipts) => self.signed(receipts),
            Event::Presence(devices) => {
                for presence in devices {
                    self.note_presence(presence, holdings)?;
                }
            }
            Event::Wanted(documents) => {
                self.wanted = documents.into_iter().collect();
                if self.phase == Phase::Open && !self.limited {
                    self.ask_for_first_things(holdings)?;
                }
            }
            Event::Tick { now_millis } => self.tick(now_millis)?,
            Event::Finish => match self.phase {
                Phase::Open if self.leaving == Leaving::No => self.leaving = Leaving::Asked,
                Phase::Open | Phase::Finishing => {}
                _ => return Err(CloseReason::Done.into()),
            },
            Event::Stop(reason) => return Err(reason.into()),
        }
        Ok(())
    }

    /// Acts may have landed that change what this session may carry.
    fn look_again(&mut self, holdings: &dyn Holdings) -> Step {
        match self.phase {
            _ if self.limited => self.look_at_standing(holdings),
            Phase::Open | Phase::Finishing => self.look_at_rights(holdings),
            _ => Ok(()),
        }
    }

    fn frame(&mut self, frame: Frame, bytes: &[u8], holdings: &dyn Holdings) -> Step {
        match (self.phase, frame) {
            (_, Frame::Bye(reason)) => self.bye(reason),
            (Phase::Hello, Frame::Hello(hello)) => self.hello(hello, bytes, holdings)?,
            (Phase::Prove, Frame::Prove(prove)) => self.prove(prove, holdings)?,
            (Phase::Open | Phase::Finishing, frame) => self.open_frame(frame, holdings)?,
            // Decoration, said again soon.
            (Phase::Placing, Frame::Presence(_)) => {}
            // The host goes on as soon as it has proved itself, while the caller's store may still
            // be taking the acts of that proof.
            (Phase::Placing, frame) if self.hand.early.len() < handshake::MAX_EARLY_FRAMES => {
                self.hand.early.push(frame);
            }
            _ => return Err(CloseReason::Protocol.into()),
        }
        Ok(())
    }

    fn open_frame(&mut self, frame: Frame, holdings: &dyn Holdings) -> Step {
        match frame {
            Frame::Items(items) => self.items(items, holdings)?,
            Frame::Have(have) => self.have(have, holdings)?,
            Frame::Reject(reject) => self.reject(&reject)?,
            Frame::News(held) => self.news(held, holdings)?,
            Frame::FetchBlob(fetch) => self.fetch_blob(fetch, holdings)?,
            Frame::NotHere(blob) => self.not_here(blob, holdings)?,
            Frame::Fetch(fetch) => self.fetch(fetch)?,
            Frame::Fetched(fetched) => self.fetched(fetched)?,
            Frame::Compare => self.told_to_compare()?,
            Frame::Digest(page) => self.digest(&page, holdings)?,
            Frame::Differ(differ) => self.differ(differ)?,
            Frame::Limited => self.limit(holdings)?,
            Frame::Presence(said) => self.presence(said, holdings)?,
            Frame::Ping => {}
            Frame::Hello(_) | Frame::Prove(_) | Frame::Bye(_) => {
                return Err(CloseReason::Protocol.into());
            }
        }
        Ok(())
    }

    /// Does everything that has become possible.
    fn settle(&mut self, holdings: &dyn Holdings) -> Step {
        match self.phase {
            Phase::Open
                if self.farewell && (self.receipts.is_signing() || !self.reader.is_settled()) => {}
            Phase::Open if self.farewell => self.say_farewell(holdings)?,
            Phase::Finishing if self.farewell && self.reader.is_settled() => {
                self.close(CloseReason::Done, true);
            }
            Phase::Open => {
                self.work_off(holdings)?;
                self.advance_comparison(holdings)?;
                self.send_fetches(holdings)?;
                self.ask_for_blobs(holdings)?;
                self.pump(holdings)?;
                self.say_news(holdings)?;
                self.inquire_about_blobs(holdings)?;
                self.say_presence(holdings)?;
                self.quiet = self.is_quiet(holdings)?;
                let caught_up = self.quiet && self.blobs_are_idle();
                if caught_up && !self.caught_up {
                    self.out.push(Effect::CaughtUp);
                }
                self.caught_up = caught_up;
                self.answer_for_head_office(holdings)?;
                self.answer_relay(holdings)?;
                if self.leaving == Leaving::Answering {
                    self.leave(holdings)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn is_quiet(&self, holdings: &dyn Holdings) -> Result<bool, Unreadable> {
        let all_said = self.has_said_all(holdings)?;
        let peer_end = self.hand.peer.as_ref().map_or(0, |hello| hello.n);
        let all_read =
            self.limited || self.reader.cursor_n >= peer_end && self.receipts.all_heard();
        Ok(all_said && all_read && self.reader.is_idle() && self.comparer.is_idle())
    }

    /// Whether nothing is under way to the peer or about to be, blobs left aside.
    fn has_said_all(&self, holdings: &dyn Holdings) -> Result<bool, Unreadable> {
        Ok(self.sender.is_idle()
            && self.server.is_idle()
            && self.sender.stands_at(&holdings.log_end()?)
            && self.all_told(holdings)?)
    }

    fn tick(&mut self, now_millis: u64) -> Step {
        self.now_millis = self.now_millis.max(now_millis);
        let now = self.now_millis;
        let since = |then: u64| now - then;
        if since(self.last_heard_millis) >= SILENCE_MILLIS {
            return Err(CloseReason::Timeout.into());
        }
        match self.phase {
            Phase::Finishing if since(self.started_millis) >= FAREWELL_MILLIS => {
                self.close(CloseReason::Done, false);
            }
            Phase::Hello | Phase::Prove | Phase::Placing
                if since(self.started_millis) >= HANDSHAKE_MILLIS =>
            {
                return Err(CloseReason::Timeout.into());
            }
            Phase::Open => {
                self.company.tick(&self.setup.key.public(), now);
                if since(self.last_sent_millis) >= PING_AFTER_MILLIS {
                    self.send(&Frame::Ping);
                }
                self.answer_contributions();
                if since(self.tries_since_millis) >= TRIES_MILLIS {
                    self.tries_since_millis = self.now_millis;
                    self.reader.forget_tries();
                    self.blobs.forget_elsewhere();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn bye(&mut self, reason: CloseReason) {
        if reason == CloseReason::Done && matches!(self.phase, Phase::Open | Phase::Finishing) {
            self.farewell = true;
        } else {
            self.close(reason, true);
        }
    }

    fn send(&mut self, frame: &Frame) {
        let bytes = frame.encode();
        debug_assert!(bytes.len() <= crate::frame::MAX_FRAME_BYTES);
        self.last_sent_millis = self.now_millis;
        self.statistics.bytes_sent += bytes.len() as u64;
        self.out.push(Effect::Send(bytes));
    }

    /// Whether the peer is a relay.
    fn peer_is_relay(&self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let peer = self.hand.peer()?.key;
        Ok(self.setup.expected == Expected::Unpinned
            || holdings.standing(&peer, &[])? == Standing::Relay)
    }

    fn take(&mut self, ticket: u64, items: Vec<Item>, cursor: Option<LogPosition>) -> Step {
        let peer = self.hand.peer()?;
        let effect = Effect::Take {
            ticket,
            items,
            origin: peer.log,
            cursor,
            peer: peer.key,
        };
        self.out.push(effect);
        Ok(())
    }

    /// Ends the session on this side's account and says so to the peer.
    fn stop(&mut self, reason: CloseReason) {
        self.send(&Frame::Bye(reason));
        self.close(reason, false);
    }

    fn close(&mut self, reason: CloseReason, by_peer: bool) {
        if self.phase != Phase::Closed {
            self.phase = Phase::Closed;
            self.out.push(Effect::Close { reason, by_peer });
        }
    }
}

/// Counts an outcome for the person who asks.
fn is_new(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Taken)
}
