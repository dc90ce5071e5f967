//! Where a running session notes what happens, for whoever drives it. Notes never block the session and
//! are never lost: what repeats is counted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use format::PublicKey;
use link::Notice;
use store::StoreError;
use sync::Presence;
use tokio::sync::Notify;

/// What happened in a session so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// The relay, once it proved who it is.
    pub(super) linked: Option<PublicKey>,
    /// By how much this machine's clock is ahead of the relay's, in milliseconds, where the relay told the time.
    pub(super) ahead_millis: Option<i64>,
    /// How often both sides had everything.
    pub(super) caught_up: u64,
    /// How often something new became durable here.
    pub(super) took: u64,
    /// How often parts of files became durable here, or the relay said which files it holds.
    pub(super) files: u64,
    /// How often the relay said that it holds more.
    pub(super) acknowledged: u64,
    /// How many rows of the relay's log were read in this session, and how many are to come.
    pub(super) rows: (u64, u64),
    /// Whether this store's log goes by a new name.
    pub(super) log_renewed: bool,
    /// Why something could not be stored, the last time.
    pub(super) trouble: Option<StoreError>,
}

impl Seen {
    /// About how many bytes are to come, when so many came. Nothing where nothing was read yet.
    pub(super) fn to_come(&self, received: u64) -> Option<u64> {
        let (read, to_come) = self.rows;
        let bytes = u128::from(received) * u128::from(to_come);
        let bytes = bytes.checked_div(u128::from(read))?;
        u64::try_from(bytes).ok()
    }
}

/// Notes from a session.
#[derive(Default)]
pub(super) struct Board {
    seen: Mutex<Seen>,
    /// The newest of each member's device that was not looked at yet.
    presence: Mutex<BTreeMap<PublicKey, Presence>>,
    /// Woken by every note.
    pub(super) changed: Notify,
}

impl Board {
    /// Everything noted so far.
    pub(super) fn seen(&self) -> Seen {
        self.lock(|seen| seen.clone())
    }

    /// Notes what happened.
    pub(super) fn note(&self, notice: &Notice) {
        self.lock(|seen| match notice {
            Notice::Clock { ahead_millis } => seen.ahead_millis = Some(*ahead_millis),
            Notice::Linked(relay) => seen.linked = Some(*relay),
            Notice::Took => seen.took += 1,
            Notice::TookParts | Notice::FilesToldOf => seen.files += 1,
            Notice::Acknowledged { .. } => seen.acknowledged += 1,
            Notice::CaughtUp => seen.caught_up += 1,
            Notice::Read { rows, to_come } => seen.rows = (*rows, *to_come),
            Notice::LogRenewed => seen.log_renewed = true,
            Notice::StorageTrouble(error) => seen.trouble = Some(error.clone()),
            // The store keeps these; they are told from there.
            Notice::RefusedByPeer(_)
            | Notice::AcceptedByPeer(_)
            | Notice::OverQuota(_)
            | Notice::Searched => {}
            Notice::Presence(devices) => self.newest_presence(|newest| {
                newest.extend(devices.iter().map(|one| (one.device, one.clone())));
            }),
        });
        self.changed.notify_one();
    }

    /// Where devices are, as far as that was not looked at yet.
    pub(super) fn take_presence(&self) -> Vec<Presence> {
        self.newest_presence(std::mem::take).into_values().collect()
    }

    fn newest_presence<T>(&self, f: impl FnOnce(&mut BTreeMap<PublicKey, Presence>) -> T) -> T {
        f(&mut self.presence.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock<T>(&self, f: impl FnOnce(&mut Seen) -> T) -> T {
        // Plain counters: nothing can be left half changed.
        f(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
