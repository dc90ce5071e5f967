//! Who has a session now, so that one can be ended from outside.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use format::{CouncilId, PublicKey};
use link::Command;
use sync::CloseReason;
use tokio::sync::mpsc;

/// All sessions with peers that proved who they are. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// The oldest of each device first.
    sessions: BTreeMap<(CouncilId, PublicKey), VecDeque<Entry>>,
    next: u64,
}

struct Entry {
    number: u64,
    stop: mpsc::Sender<Command>,
}

/// A session that is known; it is forgotten when this is dropped.
pub(crate) struct Known {
    sessions: Sessions,
    council: CouncilId,
    device: PublicKey,
    number: u64,
}

impl Sessions {
    /// A device has a session; if it has more than `most` now, the oldest ends.
    pub(crate) fn enter(
        &self,
        council: CouncilId,
        device: PublicKey,
        stop: mpsc::Sender<Command>,
        most: usize,
    ) -> Known {
        let mut inner = self.lock();
        inner.next += 1;
        let number = inner.next;
        let all = inner.sessions.entry((council, device)).or_default();
        all.push_back(Entry { number, stop });
        while all.len() > most.max(1) {
            if let Some(oldest) = all.pop_front() {
                end(&oldest, CloseReason::Replaced);
            }
        }
        drop(inner);
        Known {
            sessions: self.clone(),
            council,
            device,
            number,
        }
    }

    /// Ends every session of a device of a council.
    pub(crate) fn end_device(&self, council: CouncilId, device: PublicKey, reason: CloseReason) {
        let inner = self.lock();
        let all = inner.sessions.get(&(council, device));
        for entry in all.into_iter().flatten() {
            end(entry, reason);
        }
    }

    /// Ends every session of a council.
    pub(crate) fn end_council(&self, council: CouncilId, reason: CloseReason) {
        let inner = self.lock();
        let all = inner.sessions.iter();
        for (_, entries) in all.filter(|((of, _), _)| *of == council) {
            for entry in entries {
                end(entry, reason);
            }
        }
    }

    /// How many sessions there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().sessions.values().map(VecDeque::len).sum()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session whose channel is full is being ended already.
fn end(entry: &Entry, reason: CloseReason) {
    entry.stop.try_send(Command::Stop(reason)).ok();
}

impl Drop for Known {
    fn drop(&mut self) {
        let mut inner = self.sessions.lock();
        let of = (self.council, self.device);
        if let Some(all) = inner.sessions.get_mut(&of) {
            all.retain(|entry| entry.number != self.number);
            if all.is_empty() {
                inner.sessions.remove(&of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNCIL: CouncilId = CouncilId::from_bytes([1; 32]);
    const DEVICE: PublicKey = PublicKey::from_bytes([2; 32]);

    fn ended(commands: &mut mpsc::Receiver<Command>) -> Option<CloseReason> {
        match commands.try_recv() {
            Ok(Command::Stop(reason)) => Some(reason),
            _ => None,
        }
    }

    #[test]
    fn the_newest_sessions_of_a_device_stay() {
        let sessions = Sessions::default();
        let (mut kept, mut heard) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            let (stop, commands) = mpsc::channel(1);
            kept.push(sessions.enter(COUNCIL, DEVICE, stop, 3));
            heard.push(commands);
        }
        let reasons: Vec<_> = heard.iter_mut().map(ended).collect();
        let replaced = Some(CloseReason::Replaced);
        assert_eq!(reasons, [replaced, replaced, None, None, None]);
        assert_eq!(sessions.count(), 3);
        drop(kept);
        assert_eq!(sessions.count(), 0);
        assert!(sessions.lock().sessions.is_empty());
    }

    #[test]
    fn a_device_is_ended_in_its_council_only() {
        let sessions = Sessions::default();
        let elsewhere = CouncilId::from_bytes([3; 32]);
        let (stop, mut here) = mpsc::channel(1);
        let _one = sessions.enter(COUNCIL, DEVICE, stop, 1);
        let (stop, mut there) = mpsc::channel(1);
        let _two = sessions.enter(elsewhere, DEVICE, stop, 1);
        sessions.end_device(COUNCIL, DEVICE, CloseReason::Blocked);
        assert_eq!(ended(&mut here), Some(CloseReason::Blocked));
        assert_eq!(ended(&mut there), None);
        sessions.end_council(elsewhere, CloseReason::StandingChanged);
        assert_eq!(ended(&mut there), Some(CloseReason::StandingChanged));
    }
}
