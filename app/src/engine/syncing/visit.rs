//! One session with a relay, and what this program does meanwhile.

use std::sync::Arc;
use std::time::Duration;

use format::PublicKey;
use link::{Call, Command, ConnectError, Ended, Movement, clock};
use sync::{Carry, CloseReason, Expected};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::board::{Board, Seen};
use super::company::{Company, own_presence};
use super::{Progress, SyncError, Synced, Syncing, Tell, blocking};
use crate::engine::clocks::{self, BesideRelay};
use crate::engine::membership;

/// How often is looked whether anything moves.
const LOOK: Duration = Duration::from_secs(1);
/// How many looks others' work may wait to be shown while a session never comes to rest.
const LOOKS_UNTIL_SHOWN: u32 = 3;
/// How many looks a session may take to end in good order.
const LOOKS_UNTIL_STOPPED: u32 = 10;

/// How a session went.
pub(super) struct Visit {
    /// Why it ended; `None` if the connection broke.
    pub(super) reason: Option<CloseReason>,
    /// Whether the relay proved who it is.
    pub(super) linked: bool,
    /// Whether both sides had everything.
    pub(super) caught_up: bool,
    /// Whether anything became durable on either side.
    pub(super) fruitful: bool,
    /// Whether it was ended because nothing moved, and not all had been said and taken.
    pub(super) silent: bool,
    /// Whether it was ended because the program ends.
    pub(super) stopped: bool,
    /// Whether something was written after its end that should go out, too.
    pub(super) said_more: bool,
    /// Whether it was ended because something else may be spent now.
    pub(super) turned: bool,
    /// For the next session with this relay.
    pub(super) carry: Carry,
}

/// What was done so far about what was seen.
#[derive(Default)]
struct Done {
    linked: bool,
    /// How much that was taken, and how much that was acknowledged, was told.
    took_told: u64,
    acknowledged: u64,
    /// How much about files was told.
    files: u64,
    renewed: bool,
    troubled: bool,
    /// How many rests, and how much that was taken, were settled.
    caught_up: u64,
    took: u64,
    /// How many rests there had been when this program last wrote something itself.
    wrote_at: Option<u64>,
    finished: bool,
    /// How many rests there had been when the person was told that everything was said.
    told: u64,
    /// Looks since something waits to be shown.
    waiting: u32,
}

impl Syncing {
    /// Runs one session to its end. With `once` it ends as soon as both sides have everything.
    pub(super) async fn visit(
        &self,
        address: &str,
        expected: Expected,
        carry: Carry,
        once: bool,
        synced: &mut Synced,
        tell: Tell<'_>,
    ) -> Result<Visit, SyncError> {
        synced.going_on = None;
        let saving = self.is_saving();
        let files_up_to = self.allowance.files_up_to();
        let board = Arc::new(Board::default());
        let (command, commands) = mpsc::channel(4);
        let movement = Movement::default();
        let observed = Arc::clone(&board);
        let before = carry.clone();
        let call = Call {
            address: address.to_owned(),
            expected,
            council: self.office.council(),
            key: self.office.key().clone(),
            store: self.office.store().clone(),
            growth: self.office.growth().clone(),
            commands,
            signs_receipts: false,
            files_up_to,
            interrupted: self.interrupted.clone(),
            metered: saving,
            wanted: self.wanted.clone(),
            presence: (self.presence.clone()).map(|mine| own_presence(self.office.me(), mine)),
            observe: Arc::new(move |notice| observed.note(notice)),
            carry,
            movement: movement.clone(),
            patience: self.patience,
            trust: self.office.home().trust(),
        };
        let mut session = Session(tokio::spawn(call.run()));
        let mut tick = tokio::time::interval(LOOK);
        let mut stop = self.stop.clone();
        let mut done = Done::default();
        let mut company = Company::new(tell);
        let (mut silent, mut stopped, mut turned) = (false, false, false);
        let (mut moved, mut still, mut stopping) = (0, 0, 0);
        let ended = loop {
            tokio::select! {
                ended = &mut session.0 => break match ended {
                    Ok(ended) => ended?,
                    Err(error) => std::panic::resume_unwind(error.into_panic()),
                },
                () = board.changed.notified() => {}
                _ = tick.tick() => {
                    done.waiting += 1;
                    stopping += u32::from(stopped);
                    let now = movement.bytes();
                    still = if now == moved { still + 1 } else { 0 };
                    if now != moved {
                        tell(&Progress::Moved {
                            sent: movement.sent(),
                            received: movement.received(),
                            to_come: board.seen().to_come(movement.received()),
                        });
                        self.allowance.spend(now - moved);
                    }
                    moved = now;
                    // What may be spent is another thing now: the next session is told so.
                    let is_other = self.is_saving() != saving
                        || self.allowance.files_up_to() != files_up_to;
                    if !stopped && !turned && is_other {
                        turned = true;
                        command.try_send(Command::Finish).ok();
                    }
                    tell_of_files(&board.seen(), &mut done, tell);
                    if once && !silent && LOOK * still > self.patience {
                        silent = true;
                        // Where all was said and taken, only the relay's goodbye is missing.
                        let reason = match done.finished {
                            true => CloseReason::Done,
                            false => CloseReason::Timeout,
                        };
                        command.try_send(Command::Stop(reason)).ok();
                    }
                    if stopping == LOOKS_UNTIL_STOPPED {
                        command.try_send(Command::Stop(CloseReason::ShuttingDown)).ok();
                    }
                }
                Ok(_) = stop.wait_for(|stop| *stop), if !stopped => {
                    stopped = true;
                    if board.seen().linked.is_none() {
                        return Ok(Visit::stopped_early(before));
                    }
                    command.try_send(Command::Finish).ok();
                }
            }
            company.hear(board.take_presence());
            self.attend(address, &board, &mut done, synced, tell)
                .await?;
            let seen = board.seen();
            if once && !done.finished && self.is_said(&seen, &done)? {
                done.finished = true;
                tell(&Progress::CaughtUp);
                command.try_send(Command::Finish).ok();
            } else if !once && seen.caught_up > done.told && self.is_said(&seen, &done)? {
                done.told = seen.caught_up;
                tell(&Progress::CaughtUp);
            }
        };
        drop(company);
        self.allowance.spend(movement.bytes() - moved);
        self.keep_spent().await;
        let seen = board.seen();
        // A session can end before what it noted last was told.
        tell_of_the_store(&seen, &mut done, tell);
        tell_of_files(&seen, &mut done, tell);
        synced.log_renewed |= seen.log_renewed;
        synced.tally.add(&ended.statistics);
        let said_more = seen.took > done.took && self.settle(synced, tell).await?;
        let mut visit = Visit::of(
            ended,
            &seen,
            &before,
            silent && !done.finished,
            stopped,
            said_more,
        );
        visit.turned = turned;
        Ok(visit)
    }

    /// Does what follows from what the session noted.
    async fn attend(
        &self,
        address: &str,
        board: &Board,
        done: &mut Done,
        synced: &mut Synced,
        tell: Tell<'_>,
    ) -> Result<(), SyncError> {
        let seen = board.seen();
        if seen.took > done.took_told {
            done.took_told = seen.took;
            tell(&Progress::Took);
        }
        if seen.acknowledged > done.acknowledged {
            done.acknowledged = seen.acknowledged;
            tell(&Progress::Acknowledged);
        }
        if let (Some(relay), false) = (seen.linked, done.linked) {
            done.linked = true;
            synced.relay = Some(relay);
            tell(&Progress::Linked { address, relay });
            if let Some(ahead_millis) = seen.ahead_millis {
                let time_millis = clock::now_millis();
                let beside = BesideRelay {
                    ahead_millis,
                    time_millis,
                };
                clocks::note(&self.office, address, beside);
                if beside.is_wrong() {
                    tell(&Progress::WrongClock {
                        address,
                        ahead_millis,
                    });
                }
            }
            if self.pin(address, relay).await? {
                synced.pinned = true;
                tell(&Progress::Pinned { address, relay });
                done.wrote_at = Some(board.seen().caught_up);
            }
        }
        tell_of_the_store(&seen, done, tell);
        if seen.took == done.took {
            done.waiting = 0;
        }
        let at_rest = seen.caught_up > done.caught_up;
        if at_rest || done.waiting >= LOOKS_UNTIL_SHOWN {
            // A join may have come before this program started: the first rest looks, too.
            let look = seen.took > done.took || (at_rest && done.caught_up == 0);
            (done.caught_up, done.took, done.waiting) = (seen.caught_up, seen.took, 0);
            if look && self.settle(synced, tell).await? {
                done.wrote_at = Some(board.seen().caught_up);
            }
        }
        Ok(())
    }

    /// Whether both sides have everything, what this program wrote meanwhile included.
    fn is_said(&self, seen: &Seen, done: &Done) -> Result<bool, SyncError> {
        let Some(relay) = &seen.linked else {
            return Ok(false);
        };
        Ok(seen.caught_up > 0
            && done.caught_up > 0
            && match done.wrote_at {
                None => true,
                Some(before) => seen.caught_up > before || self.all_is_there(relay)?,
            })
    }

    /// Keeps what was spent, where somebody looks at it. A program that is killed forgets one session.
    async fn keep_spent(&self) {
        let (office, allowance) = (Arc::clone(&self.office), self.allowance.clone());
        if let Err(error) = blocking(move || allowance.keep(office.store())).await {
            tracing::warn!(%error, "what went over the link is not kept");
        }
    }

    async fn pin(&self, address: &str, relay: PublicKey) -> Result<bool, SyncError> {
        let (office, address) = (Arc::clone(&self.office), address.to_owned());
        Ok(blocking(move || membership::pin_relay(&office, &address, relay)).await?)
    }
}

/// Tells that files moved on.
fn tell_of_files(seen: &Seen, done: &mut Done, tell: Tell<'_>) {
    if seen.files > done.files {
        done.files = seen.files;
        tell(&Progress::Files);
    }
}

/// Tells, once per session, what is remarkable about this store.
fn tell_of_the_store(seen: &Seen, done: &mut Done, tell: Tell<'_>) {
    if seen.log_renewed && !done.renewed {
        done.renewed = true;
        tell(&Progress::LogRenewed);
    }
    if let (Some(trouble), false) = (&seen.trouble, done.troubled) {
        done.troubled = true;
        tell(&Progress::Trouble(trouble));
    }
}

impl Visit {
    fn of(
        ended: Ended,
        seen: &Seen,
        before: &Carry,
        silent: bool,
        stopped: bool,
        said_more: bool,
    ) -> Self {
        Self {
            reason: ended.reason,
            linked: seen.linked.is_some(),
            caught_up: ended.caught_up,
            fruitful: seen.took > 0
                || seen.acknowledged > 0
                || ended.statistics.received.blob_bytes > 0
                || ended.statistics.sent.blob_bytes > 0
                || ended.carry.partial != before.partial,
            silent,
            stopped,
            said_more,
            turned: false,
            carry: ended.carry,
        }
    }

    fn stopped_early(carry: Carry) -> Self {
        Self {
            reason: None,
            linked: false,
            caught_up: false,
            fruitful: false,
            silent: false,
            stopped: true,
            said_more: false,
            turned: false,
            carry,
        }
    }
}

/// A session under way; it ends when this is dropped.
struct Session(JoinHandle<Result<Ended, ConnectError>>);

impl Drop for Session {
    fn drop(&mut self) {
        self.0.abort();
    }
}
