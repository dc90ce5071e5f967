//! Whoever is at the other end of a session, from the moment it proved who it is until the session has ended,
//! in whichever way it ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use format::{CouncilId, PublicKey};
use link::Command;
use store::StoreError;
use tokio::sync::mpsc;

use crate::relay::Relay;
use crate::sessions::Known;

/// Of so many devices it is remembered that their leaving could not be written down.
const MOST_UNNOTED: usize = 10_000;

/// The other end of one session.
pub(crate) struct Guest {
    relay: Relay,
    council: CouncilId,
    command: mpsc::Sender<Command>,
    /// How many sessions the device may have; `None` for a session that this relay began.
    most: Option<usize>,
    here: Mutex<Option<Here>>,
}

struct Here {
    peer: PublicKey,
    /// False once writing down that it came has failed: then there is no leaving to write down.
    was_noted: Arc<AtomicBool>,
    _known: Known,
}

impl Guest {
    /// Somebody who has still to prove who they are. `command` ends the session.
    pub(crate) fn new(
        relay: Relay,
        council: CouncilId,
        command: mpsc::Sender<Command>,
        most: Option<usize>,
    ) -> Self {
        Self {
            relay,
            council,
            command,
            most,
            here: Mutex::default(),
        }
    }

    /// It proved that it is `peer`: from here on the administrator's decisions reach the session.
    pub(crate) fn is(&self, peer: PublicKey) {
        let mut here = self.here();
        if here.is_some() {
            return;
        }
        let (council, stop) = (self.council, self.command.clone());
        let was_noted = Arc::new(AtomicBool::new(true));
        *here = Some(Here {
            peer,
            was_noted: Arc::clone(&was_noted),
            _known: (self.relay.sessions()).enter(council, peer, stop, self.most),
        });
        drop(here);
        // Nothing waits for it, and nothing depends on it.
        self.relay.store().submit(
            move |write| write.note_linked(council, &peer),
            move |done| {
                if let Err(error) = done {
                    was_noted.store(false, Ordering::Relaxed);
                    told(&error);
                }
            },
        );
    }

    /// The session has ended; it carried so many bytes.
    pub(crate) fn left(&self, received: u64, sent: u64) {
        let Some(here) = self.here().take() else {
            return;
        };
        let (council, peer) = (self.council, here.peer);
        let one = Left {
            times: 1,
            received,
            sent,
        };
        let (came, still) = (Arc::clone(&here.was_noted), here.was_noted);
        // Not the relay itself: the writer must not be the last to hold its own store.
        let unnoted = self.relay.unnoted().clone();
        self.relay.store().submit(
            move |write| match came.load(Ordering::Relaxed) {
                true => one.note(write, council, &peer),
                false => Ok(()),
            },
            move |done| {
                if let Err(error) = done {
                    told(&error);
                    if still.load(Ordering::Relaxed) {
                        unnoted.add(council, peer, one);
                    }
                }
            },
        );
    }

    fn here(&self) -> std::sync::MutexGuard<'_, Option<Here>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // Of a session that did not come to its end, how much it carried is not known.
        self.left(0, 0);
    }
}

fn told(error: &StoreError) {
    tracing::warn!(%error, "who was here was not noted");
}

/// Sessions of one device that ended, and what they carried together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Left {
    times: u64,
    received: u64,
    sent: u64,
}

impl Left {
    fn note(
        self,
        write: &mut store::Write<'_>,
        council: CouncilId,
        peer: &PublicKey,
    ) -> Result<(), StoreError> {
        write.note_unlinked(council, peer, self.received, self.sent)?;
        (1..self.times).try_for_each(|_| write.note_unlinked(council, peer, 0, 0))
    }
}

/// Who left while the disk took nothing: until that is written down, whoever asks is told that they are still
/// linked. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Unnoted(Arc<Mutex<BTreeMap<(CouncilId, PublicKey), Left>>>);

impl Unnoted {
    fn add(&self, council: CouncilId, peer: PublicKey, more: Left) {
        let mut all = self.lock();
        if all.len() >= MOST_UNNOTED && !all.contains_key(&(council, peer)) {
            return;
        }
        let one = all.entry((council, peer)).or_default();
        one.times += more.times;
        one.received = one.received.saturating_add(more.received);
        one.sent = one.sent.saturating_add(more.sent);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(CouncilId, PublicKey), Left>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tries again to write down who left.
pub(crate) fn note_again(relay: &Relay) {
    let all = std::mem::take(&mut *relay.unnoted().lock());
    if all.is_empty() {
        return;
    }
    let (unnoted, again) = (relay.unnoted().clone(), all.clone());
    relay.store().submit(
        move |write| {
            let mut all = all.iter();
            all.try_for_each(|((council, peer), left)| left.note(write, *council, peer))
        },
        move |done| {
            if done.is_err() {
                for ((council, peer), left) in again {
                    unnoted.add(council, peer, left);
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNCIL: CouncilId = CouncilId::from_bytes([1; 32]);
    const PEER: PublicKey = PublicKey::from_bytes([2; 32]);

    fn relay(folder: &tempfile::TempDir) -> Relay {
        let relay = Relay::open(&folder.path().join("relay.sqlite"), true).unwrap();
        assert!(relay.hosts(COUNCIL).unwrap());
        relay
    }

    fn guest(relay: &Relay) -> (Guest, mpsc::Receiver<Command>) {
        let (command, commands) = mpsc::channel(1);
        (Guest::new(relay.clone(), COUNCIL, command, None), commands)
    }

    /// How many sessions stand written down as up, and the bytes received in all, once what was handed to
    /// the writer is done.
    fn noted(relay: &Relay) -> (u64, u64) {
        relay.store().write(|write| write.try_writing()).unwrap();
        let seen = relay.store().reader(COUNCIL).unwrap().seen().unwrap();
        let sum = |of: fn(&store::hosting::seen::Seen) -> u64| seen.iter().map(of).sum();
        (sum(|seen| seen.linked), sum(|seen| seen.bytes_received))
    }

    #[test]
    fn nobody_stays_linked_whose_session_did_not_end_in_good_order() {
        let folder = tempfile::tempdir().unwrap();
        let relay = relay(&folder);
        let [(one, _a), (two, _b), (stranger, _c)] = [(); 3].map(|()| guest(&relay));
        one.is(PEER);
        one.is(PEER);
        two.is(PEER);
        assert_eq!((noted(&relay), relay.sessions().count()), ((2, 0), 2));
        one.left(70, 7);
        one.left(70, 7);
        drop((one, stranger));
        assert_eq!((noted(&relay), relay.sessions().count()), ((1, 70), 1));
        drop(two);
        assert_eq!((noted(&relay), relay.sessions().count()), ((0, 70), 0));
    }

    #[test]
    fn a_leaving_that_could_not_be_written_down_is_written_down_later() {
        let folder = tempfile::tempdir().unwrap();
        let relay = relay(&folder);
        let guests = [(); 2].map(|()| guest(&relay));
        for (guest, _) in &guests {
            guest.is(PEER);
            // As if their leaving had been refused by the disk.
            guest.here().take();
            let one = Left {
                times: 1,
                received: 5,
                sent: 0,
            };
            relay.unnoted().add(COUNCIL, PEER, one);
        }
        assert_eq!(noted(&relay), (2, 0));
        note_again(&relay);
        assert_eq!(noted(&relay), (0, 10));
        assert!(relay.unnoted().lock().is_empty());
        // What the store refuses again is kept for the next time.
        let unknown = CouncilId::from_bytes([9; 32]);
        relay.unnoted().add(unknown, PEER, Left::default());
        note_again(&relay);
        assert_eq!(noted(&relay), (0, 10));
        assert_eq!(relay.unnoted().lock().len(), 1);
    }
}
