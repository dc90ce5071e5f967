//! Carries this device's work to a relay and brings the others' work back.
//!
//! Relays are tried in the council's order of preference; the first that serves is enough. After what
//! came is durable, the index and the merge report follow, joins by this device's invitations are
//! confirmed, and the chair's program names a relay's key once it has met it. Whatever that writes
//! goes out in the same session. Beside it goes where this person is, if somebody says so, and what is
//! heard of the others; see [`Syncing::with_presence`].

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use council::act::RelayEntry;
use format::{DocumentId, PublicKey};
use link::pause::{another_network, doubled, jittered, pause, soon};
use link::{ConnectError, clock};
use store::StoreError;
use sync::holdings::Holdings as _;
use sync::{Again, Carry, CloseReason, Expected, Interrupted};
use tokio::sync::{Notify, watch};

use crate::core::settings::Thrift;
use crate::engine::inbox;
use crate::engine::indexing::{self, IndexingError};
use crate::engine::membership::{self, MembershipError, OpenJoin};
use crate::engine::office::Office;
use crate::engine::thrift::Allowance;

mod board;
mod company;
#[cfg(test)]
mod stampede;
mod tally;
mod visit;

pub use sync::presence::Whereabouts;
pub use tally::{Items, Shortfall, Synced, Tally};

/// The first and the longest pause after failures when a person waits for the end.
const FIRST_SHORT_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_SHORT_PAUSE: Duration = Duration::from_secs(5);
/// After so many sessions in a row that moved nothing, a person who waits is told.
const FRUITLESS_SESSIONS: u32 = 8;
/// How often in a row a session may be asked to begin anew at once.
const AT_ONCE: u32 = 5;

/// What happens while synchronising, for the person who watches.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A relay proved who it is.
    Linked {
        /// Where.
        address: &'a str,
        /// Its key.
        relay: PublicKey,
    },
    /// This machine's clock or the relay's is wrong.
    WrongClock {
        /// Where.
        address: &'a str,
        /// By how much this machine's is ahead, in milliseconds; below zero: behind.
        ahead_millis: i64,
    },
    /// The relay's key was named to the council.
    Pinned {
        /// Where.
        address: &'a str,
        /// Its key.
        relay: PublicKey,
    },
    /// Others' work came and shows now.
    Came {
        /// In which documents; none where what came are acts, such as somebody's join.
        documents: &'a [DocumentId],
        /// How many new merge reports tell of it. While a session lasts, one that nobody has seen goes on.
        new_reports: usize,
    },
    /// So many comments came that this person is to be told of.
    Comments(usize),
    /// Others' work is durable here; [`Progress::Came`] follows once it is in the index.
    Took,
    /// The relay said that it holds more of this device's work.
    Acknowledged,
    /// Parts of files came, or the relay said which files it holds. Told at most once a second.
    Files,
    /// So many bytes went over in the session under way. Told at most once a second.
    Moved {
        /// Bytes sent.
        sent: u64,
        /// Bytes received.
        received: u64,
        /// About how many bytes are still to come, as far as can be told from what came.
        to_come: Option<u64>,
    },
    /// A join by this device's invitation was confirmed.
    Confirmed(&'a OpenJoin),
    /// Both sides have everything.
    CaughtUp,
    /// This store turned out to be copied or restored.
    LogRenewed,
    /// What came could not be stored; nothing was changed.
    Trouble(&'a StoreError),
    /// Another device came, moved or left, as far as the relay says: decoration, to be believed no
    /// further than a hint on a screen. Only told with [`Syncing::with_presence`], and only of
    /// members' devices; again about twice a minute while nothing changes. While there is no link,
    /// everybody is gone.
    Presence {
        /// Whose device.
        device: PublicKey,
        /// What it has open; always a document that is held here. `None`: it is online.
        document: Option<DocumentId>,
        /// The key of the place in it, as the other program gave it to [`Whereabouts::open`]: foreign
        /// words of at most 200 bytes, to be looked up and not to be shown. Empty for nowhere in
        /// particular.
        place: &'a str,
        /// It left, or was not heard of for a minute. Then the other fields say nothing.
        gone: bool,
    },
    /// There is no link (any more).
    NoLink {
        /// Where.
        address: &'a str,
        /// Why.
        reason: NoLink<'a>,
        /// When the next try is.
        again_in: Option<Duration>,
    },
}

/// Why there is no link (any more).
#[derive(Debug, Clone, Copy)]
pub enum NoLink<'a> {
    /// No session came about.
    Failed(&'a ConnectError),
    /// One side ended the session.
    Ended(CloseReason),
    /// The connection broke.
    Broke,
}

/// Tells somebody.
pub type Tell<'a> = &'a (dyn Fn(&Progress<'_>) + Sync);

/// Why nothing was synchronised. Everything stays saved here.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The council names no relay.
    #[error("the council names no relay yet; the chair names one, or name one with --relay URL")]
    NoRelay,
    /// No relay served.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Indexing(#[from] IndexingError),
    /// Confirming or naming.
    #[error(transparent)]
    Membership(#[from] MembershipError),
}

/// Synchronises one office.
pub struct Syncing {
    office: Arc<Office>,
    relay: Option<RelayEntry>,
    patience: Duration,
    /// Becomes true when somebody ends the program.
    stop: watch::Receiver<bool>,
    /// Woken when a person wants to try at once.
    nudge: Arc<Notify>,
    /// Where this person is; `None` if nobody wants to say or hear such things.
    presence: Option<watch::Receiver<Option<Whereabouts>>>,
    /// Large runs that sessions did not finish.
    interrupted: Interrupted,
    /// What may be spent.
    allowance: Allowance,
    /// The documents that somebody waits for, as they are opened and closed.
    wanted: Option<watch::Receiver<Vec<DocumentId>>>,
}

impl Syncing {
    /// Over the council's relays, or over `relay` alone. Whoever waits for the end is told when nothing
    /// moved for `patience`. Ends in good order once `stop` is true.
    ///
    /// # Errors
    /// [`MembershipError::Address`].
    pub fn new(
        office: Arc<Office>,
        relay: Option<&str>,
        patience: Duration,
        stop: watch::Receiver<bool>,
    ) -> Result<Self, MembershipError> {
        let unlimited = watch::channel(Thrift::default()).1;
        let allowance = Allowance::read(unlimited, office.store());
        Ok(Self {
            office,
            relay: relay.map(membership::relay_entry).transpose()?,
            patience,
            stop,
            nudge: Arc::default(),
            presence: None,
            interrupted: Interrupted::default(),
            allowance,
            wanted: None,
        })
    }

    /// Ends its pauses whenever `nudge` is notified.
    #[must_use]
    pub fn nudged_by(mut self, nudge: Arc<Notify>) -> Self {
        self.nudge = nudge;
        self
    }

    /// Spends no more than this says, which may change at any time.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance) -> Self {
        self.allowance = allowance;
        self
    }

    /// Brings these documents before all others, and what is large in them even where that waits otherwise.
    #[must_use]
    pub fn with_wanted(mut self, wanted: watch::Receiver<Vec<DocumentId>>) -> Self {
        self.wanted = Some(wanted);
        self
    }

    /// Whether what is large has to wait now.
    pub(super) fn is_saving(&self) -> bool {
        self.allowance.saving().is_some()
    }

    /// Says where this person is, and tells where others are ([`Progress::Presence`]).
    ///
    /// Send whenever it changes, however often: only the newest counts. It goes out when no work waits to
    /// be sent, at once or within a second, again by itself while it lasts, and again after every
    /// new link. `None` says that the person left (or never came); so does dropping the sender.
    #[must_use]
    pub fn with_presence(mut self, mine: watch::Receiver<Option<Whereabouts>>) -> Self {
        self.presence = Some(mine);
        self
    }

    /// Whom to call, in order, and whom to accept there.
    fn relays(&self) -> Result<Vec<(String, Expected)>, SyncError> {
        let named = self.office.roster()?.relays;
        let any_pinned = named.iter().any(|relay| relay.key.is_some());
        let wanted = match &self.relay {
            None => named,
            Some(one) => match named.into_iter().find(|relay| relay.address == one.address) {
                Some(known) if known.key.is_some() || one.key.is_none() => vec![known],
                None if one.key.is_none() && any_pinned => {
                    // Another way to a relay that the council knows, such as a tunnel.
                    return Ok(vec![(one.address.clone(), Expected::Placed)]);
                }
                _ => vec![one.clone()],
            },
        };
        if wanted.is_empty() {
            return Err(SyncError::NoRelay);
        }
        Ok(wanted
            .into_iter()
            .map(|relay| {
                (
                    relay.address,
                    relay.key.map_or(Expected::Unpinned, Expected::Key),
                )
            })
            .collect())
    }

    /// Synchronises until both sides have everything, waits for the relay's receipts, and ends.
    ///
    /// # Errors
    /// [`SyncError`] when no relay served at all; what is missing otherwise is in [`Synced::shortfalls`].
    pub async fn once(&self, tell: Tell<'_>) -> Result<Synced, SyncError> {
        let mut relays = self.relays()?.into_iter().peekable();
        while let Some((address, expected)) = relays.next() {
            match self.once_with(&address, expected, tell).await {
                // The last relay's failure is the answer, not news on the way to it.
                Err(SyncError::Connect(error))
                    if error.is_of_this_relay() && relays.peek().is_some() =>
                {
                    tell(&Progress::NoLink {
                        address: &address,
                        reason: NoLink::Failed(&error),
                        again_in: None,
                    });
                }
                other => return other,
            }
        }
        Err(SyncError::NoRelay)
    }

    async fn once_with(
        &self,
        address: &str,
        expected: Expected,
        tell: Tell<'_>,
    ) -> Result<Synced, SyncError> {
        let since = clock::now_millis();
        let mut synced = Synced {
            address: address.to_owned(),
            ..Synced::default()
        };
        let mut carry = Carry::default();
        let (mut fruitless, mut at_once) = (0, 0);
        let shortfall = loop {
            // The chair's first session pinned it: from then on it is that key.
            let expected = match (expected, synced.relay) {
                (Expected::Unpinned, Some(relay)) if synced.pinned => Expected::Key(relay),
                (expected, _) => expected,
            };
            let visit = self
                .visit(address, expected, carry.clone(), true, &mut synced, tell)
                .await;
            let visit = match visit {
                Ok(visit) => visit,
                Err(SyncError::Connect(error))
                    if error.can_retry()
                        && synced.tally.sessions > 0
                        && fruitless < FRUITLESS_SESSIONS =>
                {
                    fruitless += 1;
                    if self.pause(short_pause(fruitless)).await {
                        break Some(Shortfall::Stopped);
                    }
                    continue;
                }
                Err(SyncError::Connect(_)) if synced.tally.sessions > 0 => {
                    break Some(Shortfall::Broken);
                }
                Err(error) => return Err(error),
            };
            carry = visit.carry;
            if visit.stopped {
                break Some(Shortfall::Stopped);
            }
            if visit.silent {
                break Some(Shortfall::Silence);
            }
            if visit.turned && !visit.caught_up {
                continue;
            }
            match visit.reason {
                Some(CloseReason::Done) if visit.caught_up && !visit.said_more => break None,
                Some(reason) if reason.again() == Again::Now && at_once < AT_ONCE => {
                    at_once += 1;
                    continue;
                }
                Some(reason) if reason.again() == Again::NotByItself => {
                    break Some(Shortfall::Ended(reason));
                }
                Some(CloseReason::Done) if visit.said_more => continue,
                _ if visit.fruitful => fruitless = 0,
                Some(reason) if fruitless >= FRUITLESS_SESSIONS => {
                    break Some(Shortfall::Ended(reason));
                }
                None if fruitless >= FRUITLESS_SESSIONS => break Some(Shortfall::Broken),
                _ => fruitless += 1,
            }
            if self.pause(short_pause(fruitless)).await {
                break Some(Shortfall::Stopped);
            }
        };
        synced.shortfalls.extend(shortfall);
        self.look_for_shortfalls(&mut synced, since)?;
        Ok(synced)
    }

    /// Stays linked until told to stop, coming back after every cut.
    ///
    /// # Errors
    /// [`SyncError`] where trying again cannot help.
    pub async fn stay(&self, tell: Tell<'_>) -> Result<Synced, SyncError> {
        let since = clock::now_millis();
        let mut synced = Synced::default();
        let mut carries: BTreeMap<String, Carry> = BTreeMap::new();
        let (mut failures, mut at_once) = (0, 0);
        while !*self.stop.borrow() {
            let (mut now, mut good) = (false, false);
            let relays = self.relays()?;
            let (all, mut hopeless) = (relays.len(), 0);
            for (address, expected) in relays {
                // Kept where no session comes of it: the next goes on where the last was cut.
                let carry = carries.get(&address).cloned().unwrap_or_default();
                synced.address.clone_from(&address);
                let again_in = |pause| Some(pause).filter(|pause: &Duration| !pause.is_zero());
                match self
                    .visit(&address, expected, carry, false, &mut synced, tell)
                    .await
                {
                    Ok(visit) if visit.stopped => break,
                    Ok(visit) => {
                        now = visit.turned
                            || visit
                                .reason
                                .is_some_and(|reason| reason.again() == Again::Now);
                        good = visit.fruitful || visit.caught_up;
                        if good {
                            failures = 0;
                        }
                        if !now {
                            at_once = 0;
                        }
                        tell(&Progress::NoLink {
                            address: &address,
                            reason: visit.reason.map_or(NoLink::Broke, NoLink::Ended),
                            again_in: again_in(match (now, good) {
                                (true, _) => Duration::ZERO,
                                (false, true) => soon(),
                                (false, false) => pause(failures + 1),
                            }),
                        });
                        let served = visit.linked;
                        carries.insert(address, visit.carry);
                        if served {
                            break;
                        }
                    }
                    // Another relay may serve; only where none ever will, that is the answer.
                    Err(SyncError::Connect(error)) if error.is_of_this_relay() => {
                        hopeless += usize::from(!error.can_retry());
                        if hopeless == all {
                            return Err(error.into());
                        }
                        tell(&Progress::NoLink {
                            address: &address,
                            reason: NoLink::Failed(&error),
                            again_in: again_in(pause(failures + 1)),
                        });
                    }
                    Err(error) => return Err(error),
                }
            }
            if now && at_once < AT_ONCE {
                at_once += 1;
                continue;
            }
            failures += 1;
            let pause = match good {
                true => soon(),
                false => jittered(pause(failures)),
            };
            if self.pause(pause).await {
                break;
            }
        }
        self.look_for_shortfalls(&mut synced, since)?;
        Ok(synced)
    }

    /// Waits; true if somebody ends the program meanwhile.
    async fn pause(&self, pause: Duration) -> bool {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(pause) => *self.stop.borrow(),
            () = another_network() => *self.stop.borrow(),
            () = self.nudge.notified() => *self.stop.borrow(),
            stopped = stop.wait_for(|stop| *stop) => stopped.is_ok(),
        }
    }

    /// What the store knows to be missing.
    fn look_for_shortfalls(&self, synced: &mut Synced, since_millis: i64) -> Result<(), SyncError> {
        let reader = self.office.reader()?;
        if !reader.roster()?.counts(&self.office.me()) {
            synced.shortfalls.push(Shortfall::NotSettled);
        }
        if let Some(relay) = synced.relay {
            let refused = reader.refused_by_peers()?;
            let there = refused.iter().filter(|one| one.peer == relay).count() as u64;
            if there > 0 {
                synced.shortfalls.push(Shortfall::RefusedThere(there));
            }
        }
        // What was refused and taken after all, later in the same sync, does not stand there any more.
        // What is refused for good is told once.
        let here = reader.refused()?;
        let here = here
            .iter()
            .filter(|one| !one.never || one.time_millis >= since_millis);
        synced.refused = here.count() as u64;
        if synced.refused > 0 {
            synced
                .shortfalls
                .push(Shortfall::RefusedHere(synced.refused));
        }
        let gaps = reader.open_gaps()?.len() as u64;
        match self.is_saving() {
            // They were told of and left, so that they cost nothing.
            true => synced.left = gaps,
            false if gaps > 0 => synced.shortfalls.push(Shortfall::Gaps(gaps)),
            false => {}
        }
        Ok(())
    }

    /// Makes what came visible and answers it: the index, the merge report, confirmed joins.
    async fn settle(&self, synced: &mut Synced, tell: Tell<'_>) -> Result<bool, SyncError> {
        let office = Arc::clone(&self.office);
        let going_on = synced.going_on;
        let (came, comments, confirmed) = blocking(move || {
            let confirmed = membership::confirm_first_joins(&office)?;
            let came = indexing::catch_up_going_on(&office, going_on)?;
            Ok::<_, SyncError>((came, inbox::note(&office)?, confirmed))
        })
        .await?;
        tell(&Progress::Came {
            documents: &came.documents,
            new_reports: came.new_reports,
        });
        synced.going_on = came.reports.last().copied().or(going_on);
        let known = &mut synced.reports;
        for report in came.reports {
            if !known.contains(&report) {
                known.push(report);
            }
        }
        if comments > 0 {
            tell(&Progress::Comments(comments));
        }
        confirmed
            .iter()
            .for_each(|join| tell(&Progress::Confirmed(join)));
        let wrote = !confirmed.is_empty();
        synced.confirmed.extend(confirmed);
        Ok(wrote)
    }

    /// Whether the relay holds all of this device's log.
    fn all_is_there(&self, relay: &PublicKey) -> Result<bool, SyncError> {
        let reader = self.office.reader()?;
        let end = reader.log_end().map_err(StoreError::from)?;
        Ok(reader
            .acknowledged(relay)?
            .is_some_and(|position| position.n >= end.n))
    }
}

/// Runs work on the disk beside the links.
async fn blocking<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// How long to wait after so many failures in a row when a person waits.
fn short_pause(failures: u32) -> Duration {
    match failures {
        0 => Duration::ZERO,
        failures => jittered(doubled(FIRST_SHORT_PAUSE, LONGEST_SHORT_PAUSE, failures)),
    }
}
