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
    /// Whether this relay began it.
    is_ours: bool,
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
    /// A device has a session. If it began more than `most`, the oldest ends; `None` is for one that this
    /// relay began, which counts for nobody and makes room for nobody.
    pub(crate) fn enter(
        &self,
        council: CouncilId,
        device: PublicKey,
        stop: mpsc::Sender<Command>,
        most: Option<usize>,
    ) -> Known {
        let mut inner = self.lock();
        inner.next += 1;
        let number = inner.next;
        let all = inner.sessions.entry((council, device)).or_default();
        all.push_back(Entry {
            number,
            is_ours: most.is_none(),
            stop,
        });
        let theirs = all.iter().filter(|entry| !entry.is_ours).count();
        let surplus = most.map_or(0, |most| theirs.saturating_sub(most.max(1)));
        for _ in 0..surplus {
            let oldest = all.iter().position(|entry| !entry.is_ours);
            if let Some(oldest) = oldest.and_then(|oldest| all.remove(oldest)) {
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
            kept.push(sessions.enter(COUNCIL, DEVICE, stop, Some(3)));
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
    fn relays_that_call_each_other_do_not_end_each_others_sessions() {
        let sessions = Sessions::default();
        let mut heard = Vec::new();
        let mut kept = Vec::new();
        for most in [None, Some(1), None, Some(1)] {
            let (stop, commands) = mpsc::channel(1);
            kept.push(sessions.enter(COUNCIL, DEVICE, stop, most));
            heard.push(commands);
        }
        let reasons: Vec<_> = heard.iter_mut().map(ended).collect();
        assert_eq!(reasons, [None, Some(CloseReason::Replaced), None, None]);
        sessions.end_device(COUNCIL, DEVICE, CloseReason::Blocked);
        let blocked = heard.iter_mut().filter_map(ended).count();
        assert_eq!(blocked, 3, "those this relay began end as well");
    }

    #[test]
    fn a_device_is_ended_in_its_council_only() {
        let sessions = Sessions::default();
        let elsewhere = CouncilId::from_bytes([3; 32]);
        let (stop, mut here) = mpsc::channel(1);
        let _one = sessions.enter(COUNCIL, DEVICE, stop, Some(1));
        let (stop, mut there) = mpsc::channel(1);
        let _two = sessions.enter(elsewhere, DEVICE, stop, Some(1));
        sessions.end_device(COUNCIL, DEVICE, CloseReason::Blocked);
        assert_eq!(ended(&mut here), Some(CloseReason::Blocked));
        assert_eq!(ended(&mut there), None);
        sessions.end_council(elsewhere, CloseReason::StandingChanged);
        assert_eq!(ended(&mut there), Some(CloseReason::StandingChanged));
    }
}
