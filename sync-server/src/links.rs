//! Keeps up the links to other relays that the store names.
//!
//! Relays that read each other carry a council past one machine: a subsidiary's relay calls that of head
//! office, whenever there is a way. Who calls does not matter, what goes over is the same both ways, by the
//! same protocol and rules as with members: each gives the other what the council's acts say that it
//! serves, and nothing else.
//!
//! The store is looked at every few seconds, so that the `link` command needs no door into the serving
//! program.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use council::act::RelayEntry;
use format::CouncilId;
use format::blob::MAX_BLOB_BYTES;
use link::pause::{LONGEST_PAUSE, another_network, jittered, pause, soon};
use link::{
    Call, Command, ConnectError, Ended, Movement, NoAnswer, Notice, Trust, WrongAddress, clock,
};
use store::StoreError;
use store::links::RelayLink;
use sync::{Again, Carry, CloseReason, Expected, Statistics};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::guest::Guest;
use crate::metrics::{Metrics, Way};
use crate::notices;
use crate::relay::Relay;

/// How often the store is looked at for links that were added, removed or asked for.
const LOOK: Duration = Duration::from_secs(2);
/// How long connecting may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a session may take to end in good order when the relay stops or the link is removed.
const GRACE: Duration = Duration::from_secs(5);
/// How many words of the program may wait for a session. One ends it.
const COMMANDS: usize = 4;
/// How often in a row a session may be asked to begin anew at once.
const AT_ONCE: u32 = 5;

/// One link for one council, as it is kept up.
struct Kept {
    asked: watch::Sender<i64>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Keeps up every link until the relay stops, then ends them in good order. `trust` says which relays are
/// believed, and whether a plain connection will do.
pub(crate) async fn keep(relay: Relay, trust: Trust, mut stopping: watch::Receiver<bool>) {
    let mut kept: BTreeMap<(String, CouncilId), Kept> = BTreeMap::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => break,
            _ = look.tick() => {}
        }
        let wanted = tokio::task::block_in_place(|| wanted(&relay));
        let wanted = match wanted {
            Ok(wanted) => wanted,
            Err(error) => {
                tracing::error!(%error, "the links cannot be read");
                continue;
            }
        };
        for (key, asked_millis) in &wanted {
            match kept.get(key) {
                Some(one) => {
                    let asked = |before: &mut i64| {
                        let again = *before != *asked_millis;
                        *before = *asked_millis;
                        again
                    };
                    one.asked.send_if_modified(asked);
                }
                None => {
                    let (address, council) = key.clone();
                    let one = Kept::begin(&relay, &trust, address, council, *asked_millis);
                    kept.insert(key.clone(), one);
                }
            }
        }
        let removed = kept.extract_if(.., |key, _| !wanted.contains_key(key));
        for (_, one) in removed {
            // Ends by itself.
            one.stop.send_replace(true);
        }
    }
    for one in kept.values() {
        one.stop.send_replace(true);
    }
    for one in kept.into_values() {
        drop(tokio::time::timeout(2 * GRACE, one.task).await);
    }
}

/// Every link for every hosted council that it carries, with when it was asked for.
fn wanted(relay: &Relay) -> Result<BTreeMap<(String, CouncilId), i64>, StoreError> {
    let links = relay.store().links()?;
    if links.is_empty() {
        return Ok(BTreeMap::new());
    }
    let councils = relay.store().councils()?;
    let carried = |link: RelayLink| {
        let councils = councils.iter().filter(|council| link.carries(council));
        let keys = councils.map(|council| ((link.address.clone(), *council), link.asked_millis));
        keys.collect::<Vec<_>>()
    };
    Ok(links.into_iter().flat_map(carried).collect())
}

impl Kept {
    fn begin(
        relay: &Relay,
        trust: &Trust,
        address: String,
        council: CouncilId,
        asked_millis: i64,
    ) -> Self {
        let (asked, asks) = watch::channel(asked_millis);
        let (stop, stopping) = watch::channel(false);
        let span = tracing::info_span!("relay", council = %council.short(), %address);
        let link = Link {
            relay: relay.clone(),
            trust: trust.clone(),
            address,
            council,
        };
        let task = tokio::spawn(link.stay(asks, stopping).instrument(span));
        Self { asked, stop, task }
    }
}

/// One link for one council.
struct Link {
    relay: Relay,
    trust: Trust,
    address: String,
    council: CouncilId,
}

/// How a call went.
struct Went {
    /// Why the link is down, by the name under which it is kept.
    why: &'static str,
    /// When trying again can help.
    again: Again,
    /// Whether something came of it.
    was_good: bool,
}

impl Link {
    /// Calls again and again, at once where somebody asks for it.
    async fn stay(self, mut asked: watch::Receiver<i64>, mut stop: watch::Receiver<bool>) {
        let mut carry = Carry::default();
        let (mut failures, mut at_once) = (0, 0);
        while !*stop.borrow() {
            let relays = self.named().unwrap_or_default();
            let went = self.call(&relays, &mut carry, &stop).await;
            self.note(went.why);
            if went.was_good {
                failures = 0;
            }
            if went.again == Again::Now && at_once < AT_ONCE {
                at_once += 1;
                continue;
            }
            at_once = 0;
            failures += 1;
            let pause = match went.again {
                Again::NotByItself => LONGEST_PAUSE,
                Again::Now | Again::Later if went.was_good => soon(),
                Again::Now | Again::Later => jittered(pause(failures)),
            };
            self.wait(pause, &relays, &mut asked, &mut stop).await;
        }
    }

    /// Waits for so long, or until somebody asks for the link, the administrator decides something or the
    /// council names other relays.
    async fn wait(
        &self,
        pause: Duration,
        relays: &[RelayEntry],
        asked: &mut watch::Receiver<i64>,
        stop: &mut watch::Receiver<bool>,
    ) {
        let mut grew = self.relay.growth().watch(self.council);
        let mut decided = self.relay.decided().subscribe();
        let over = tokio::time::sleep(pause);
        let moved = another_network();
        tokio::pin!(over, moved);
        loop {
            tokio::select! {
                () = &mut over => return,
                () = &mut moved => return,
                _ = asked.changed() => return,
                // Such as that the other relay may come again.
                Ok(()) = decided.changed() => return,
                _ = stop.wait_for(|stop| *stop) => return,
                Ok(()) = grew.changed() => {
                    if self.named().is_ok_and(|now| now != relays) {
                        return;
                    }
                }
            }
        }
    }

    /// The relays that the council names, as far as is known here.
    fn named(&self) -> Result<Vec<RelayEntry>, StoreError> {
        tokio::task::block_in_place(|| {
            let reader = self.relay.store().reader(self.council)?;
            Ok(reader.roster()?.relays.clone())
        })
    }

    /// Whom to accept: what the council's acts say of this address, else whoever was met here first.
    fn expected(&self, relays: &[RelayEntry]) -> Result<Expected, StoreError> {
        let named = relays.iter().find(|relay| relay.address == self.address);
        if let Some(key) = named.and_then(|relay| relay.key) {
            return Ok(Expected::Relay(Some(key)));
        }
        let reader = tokio::task::block_in_place(|| self.relay.store().reader(self.council))?;
        Ok(Expected::Relay(reader.course(&self.address)?.key))
    }

    /// Connects, and runs the session until it ends or is to end.
    async fn call(
        &self,
        relays: &[RelayEntry],
        carry: &mut Carry,
        stop: &watch::Receiver<bool>,
    ) -> Went {
        let expected = match self.expected(relays) {
            Ok(expected) => expected,
            Err(error) => return Went::failed(&link::LinkError::from(error).into()),
        };
        let (command, commands) = mpsc::channel(COMMANDS);
        let guest = Guest::new(self.relay.clone(), self.council, command.clone(), None);
        let called = Arc::new(Called {
            relay: self.relay.clone(),
            council: self.council,
            address: self.address.clone(),
            guest,
            moved: Moved::default(),
            caught_up: AtomicBool::new(false),
        });
        let observed = Arc::clone(&called);
        let call = Call {
            address: self.address.clone(),
            trust: self.trust.clone(),
            expected,
            council: self.council,
            key: self.relay.secret().clone(),
            signs_receipts: true,
            // A relay keeps what it serves, whatever its size.
            files_up_to: MAX_BLOB_BYTES,
            interrupted: self.relay.interrupted().clone(),
            metered: false,
            wanted: None,
            store: self.relay.store().clone(),
            growth: self.relay.growth().clone(),
            commands,
            // Who is where stays with each relay.
            presence: None,
            observe: Arc::new(move |notice| observed.observe(notice)),
            carry: carry.clone(),
            movement: called.moved.movement.clone(),
            patience: PATIENCE,
        };
        let mut stopping = stop.clone();
        let stopper = tokio::spawn(async move {
            if stopping.wait_for(|stop| *stop).await.is_ok() {
                command.send(Command::Finish).await.ok();
                tokio::time::sleep(GRACE).await;
                let last = Command::Stop(CloseReason::ShuttingDown);
                command.send(last).await.ok();
            }
        });
        let mut stopped = stop.clone();
        let ended = tokio::select! {
            ended = call.run() => ended,
            // A session that has not begun has nothing to finish.
            () = async {
                stopped.wait_for(|stop| *stop).await.ok();
                tokio::time::sleep(GRACE + Duration::from_secs(1)).await;
            } => {
                stopper.abort();
                called.ended(Some(CloseReason::ShuttingDown), &Statistics::default());
                return Went {
                    why: "stopped",
                    again: Again::Later,
                    was_good: false,
                };
            }
        };
        stopper.abort();
        match ended {
            Ok(ended) => {
                called.ended(ended.reason, &ended.statistics);
                tell_of_end(&ended);
                *carry = ended.carry.clone();
                Went::ended(&ended)
            }
            Err(error) => {
                if let ConnectError::Link(_) = &error {
                    called.ended(Some(CloseReason::Storage), &Statistics::default());
                }
                tracing::info!(%error, "no link with the other relay");
                Went::failed(&error)
            }
        }
    }

    /// Keeps why the link is down, for whoever asks.
    fn note(&self, why: &'static str) {
        let (council, address) = (self.council, self.address.clone());
        note(&self.relay, council, address, move |course| {
            let now = clock::now_millis();
            let since = match &course.down {
                Some((before, since)) if before == why => *since,
                _ => now,
            };
            course.down = Some((why.to_owned(), since));
        });
    }
}

impl Went {
    fn failed(error: &ConnectError) -> Self {
        let (why, again) = match error {
            ConnectError::Address {
                reason: WrongAddress::Trust(_),
                ..
            } => ("not-trusted", Again::NotByItself),
            ConnectError::Unreachable {
                reason: NoAnswer::Distrusted(_),
                ..
            } => ("not-trusted", Again::Later),
            ConnectError::Address { .. } => ("address", Again::NotByItself),
            ConnectError::Unreachable { .. } => ("unreachable", Again::Later),
            ConnectError::Refused { reason, .. }
                if *reason == CloseReason::NotHosted.to_string() =>
            {
                ("not-hosted", Again::NotByItself)
            }
            ConnectError::Refused { .. } => ("refused", Again::Later),
            ConnectError::Randomness(_) | ConnectError::Link(_) => ("storage", Again::Later),
        };
        let was_good = false;
        Self {
            why,
            again,
            was_good,
        }
    }

    fn ended(ended: &Ended) -> Self {
        let why = match (ended.reason, ended.by_peer) {
            (None, _) => "broke",
            (Some(CloseReason::UnknownKey | CloseReason::WrongPeer), true) => "not-named-there",
            (Some(CloseReason::UnknownKey | CloseReason::WrongPeer), false) => "not-named-here",
            (Some(CloseReason::NotHosted), _) => "not-hosted",
            (Some(CloseReason::Blocked), true) => "blocked-there",
            (Some(CloseReason::Blocked), false) => "blocked-here",
            (Some(CloseReason::Mirror), _) => "mirror",
            (Some(CloseReason::Done | CloseReason::ShuttingDown), _) => "stopped",
            (Some(CloseReason::Storage), false) => "storage",
            (Some(_), _) => "ended",
        };
        Self {
            why,
            again: ended.reason.map_or(Again::Later, CloseReason::again),
            was_good: ended.peer.is_some()
                && (ended.caught_up
                    || ended.statistics.received.bytes + ended.statistics.sent.bytes > 0),
        }
    }
}

/// A call under way.
struct Called {
    relay: Relay,
    council: CouncilId,
    address: String,
    guest: Guest,
    moved: Moved,
    /// Whether it was written down that both sides hold all that the other held.
    caught_up: AtomicBool,
}

impl Called {
    /// Lets the administrator's decisions reach the session, counts, and writes down what is worth a line in
    /// the log and what `dewan-relay link` tells.
    fn observe(&self, notice: &Notice) {
        self.moved.count(self.relay.metrics());
        match notice {
            Notice::Linked(peer) => {
                tracing::info!(peer = %peer.short(), "linked with another relay");
                let peer = *peer;
                self.guest.is(peer);
                self.note(move |course| {
                    course.key = Some(peer);
                    course.linked_millis = Some(clock::now_millis());
                    course.down = None;
                });
            }
            Notice::CaughtUp => {
                // Once a session: while it lasts, each change makes another.
                if !self.caught_up.swap(true, Ordering::Relaxed) {
                    self.note(|course| course.caught_up_millis = Some(clock::now_millis()));
                }
            }
            other => notices::write_down(other, self.relay.metrics()),
        }
    }

    /// It ended, for this reason; `None` if the connection broke.
    fn ended(&self, reason: Option<CloseReason>, statistics: &Statistics) {
        self.moved.count(self.relay.metrics());
        self.relay.metrics().ended(reason, statistics);
        (self.guest).left(statistics.bytes_received, statistics.bytes_sent);
    }

    fn note(&self, change: impl FnOnce(&mut store::links::Course) + Send + 'static) {
        note(&self.relay, self.council, self.address.clone(), change);
    }
}

/// What moved over a call, and how much of that was counted: frames and bytes, received and sent.
#[derive(Default)]
struct Moved {
    movement: Movement,
    counted: [[AtomicU64; 2]; 2],
}

impl Moved {
    fn count(&self, metrics: &Metrics) {
        let moved = &self.movement;
        let now = [
            (Way::In, [moved.messages_received(), moved.received()]),
            (Way::Out, [moved.messages_sent(), moved.sent()]),
        ];
        for ((way, [frames, bytes]), counted) in now.into_iter().zip(&self.counted) {
            let since = |now: u64, counted: &AtomicU64| {
                now.saturating_sub(counted.fetch_max(now, Ordering::Relaxed))
            };
            metrics.moved(way, since(frames, &counted[0]), since(bytes, &counted[1]));
        }
    }
}

fn note(
    relay: &Relay,
    council: CouncilId,
    address: String,
    change: impl FnOnce(&mut store::links::Course) + Send + 'static,
) {
    relay.store().submit(
        move |write| write.note_course(council, &address, change),
        |result| {
            if let Err(error) = result {
                tracing::warn!(%error, "how a link went could not be noted");
            }
        },
    );
}

fn tell_of_end(ended: &Ended) {
    tracing::info!(
        peer = ended.peer.map(|peer| peer.short()),
        reason = ended.reason.map(tracing::field::display),
        by_peer = ended.by_peer,
        received = ended.statistics.bytes_received,
        sent = ended.statistics.bytes_sent,
        changes_in = ended.statistics.received.changes,
        changes_out = ended.statistics.sent.changes,
        refused = ended.statistics.refused,
        "a link with another relay ended"
    );
}
