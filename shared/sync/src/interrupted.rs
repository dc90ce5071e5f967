//! Large runs whose way was cut in the middle, kept in memory by a node for all its sessions, so that the
//! next one goes on where the last one ended.
//!
//! A run is named by the hash of its packed bytes. Packing again may give other bytes, because the next
//! session reads the log from further on: so who sends keeps what it began, and who receives keeps what came.
//! Both are bounded, and losing them costs the beginning of a run, nothing else.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use format::chain::LoggedItem;
use format::{CouncilId, PublicKey};

use crate::frame::Short;
use crate::partial::Partial;

/// The most bytes of runs that are kept on either side.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// What was begun and not finished. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Interrupted(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    sending: VecDeque<Begun>,
    coming: VecDeque<(CouncilId, PublicKey, Partial)>,
}

/// A run that is sent in parts.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    pub(crate) council: CouncilId,
    pub(crate) id: Short,
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) names: Vec<LoggedItem>,
    /// To whom it is on its way.
    pub(crate) peers: BTreeSet<PublicKey>,
}

impl Interrupted {
    fn with<T>(&self, f: impl FnOnce(&mut Kept) -> T) -> T {
        // Losing something here costs bytes only.
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps a run that begins to be sent in parts.
    pub(crate) fn begin(&self, mut begun: Begun) {
        self.with(|kept| {
            let same = |one: &Begun| one.id == begun.id && one.council == begun.council;
            if let Some(at) = kept.sending.iter().position(same)
                && let Some(before) = kept.sending.remove(at)
            {
                begun.peers.extend(before.peers);
            }
            kept.sending.push_back(begun);
            let bytes = |kept: &Kept| {
                kept.sending
                    .iter()
                    .map(|one| one.bytes.len())
                    .sum::<usize>()
            };
            while bytes(kept) > KEPT_BYTES {
                kept.sending.pop_front();
            }
        });
    }

    /// A peer has all of a run: nothing of it need be kept for that one.
    pub(crate) fn done(&self, council: &CouncilId, id: &Short, peer: &PublicKey) {
        self.with(|kept| {
            kept.sending.retain_mut(|one| {
                if one.id == *id && one.council == *council {
                    one.peers.remove(peer);
                }
                !one.peers.is_empty()
            });
        });
    }

    /// The run with this id, if it was begun here.
    pub(crate) fn begun(&self, council: &CouncilId, id: &Short) -> Option<Begun> {
        self.with(|kept| {
            let mut sending = kept.sending.iter();
            let found = sending.find(|one| one.id == *id && one.council == *council);
            found.cloned()
        })
    }

    /// Keeps what came from this peer of a run, for a side that does not know who will call next.
    pub fn keep(&self, council: CouncilId, peer: PublicKey, partial: Option<Partial>) {
        self.with(|kept| {
            kept.coming
                .retain(|(of, from, _)| (*of, *from) != (council, peer));
            if let Some(partial) = partial {
                kept.coming.push_back((council, peer, partial));
            }
            let bytes = |kept: &Kept| kept.coming.iter().map(|one| one.2.here()).sum::<usize>();
            while bytes(kept) > KEPT_BYTES {
                kept.coming.pop_front();
            }
        });
    }

    /// What was kept of this peer.
    pub(crate) fn kept(&self, council: &CouncilId, peer: &PublicKey) -> Option<Partial> {
        self.with(|kept| {
            let mut coming = kept.coming.iter();
            let found = coming.find(|(of, from, _)| of == council && from == peer);
            found.map(|(.., partial)| partial.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use format::DeviceKey;

    use super::*;

    #[test]
    fn a_run_is_kept_until_everybody_has_it_to_whom_it_was_on_its_way() {
        let council = CouncilId::from_bytes([1; 32]);
        let [one, other] = [1, 2].map(|secret| DeviceKey::from_secret(&[secret; 32]).public());
        let kept = Interrupted::default();
        for peer in [one, other] {
            kept.begin(Begun {
                council,
                id: [7; 16],
                bytes: Arc::new(vec![0; 10]),
                names: vec![],
                peers: BTreeSet::from([peer]),
            });
        }
        kept.done(&council, &[7; 16], &one);
        assert!(kept.begun(&council, &[7; 16]).is_some());
        kept.done(&council, &[7; 16], &other);
        assert!(kept.begun(&council, &[7; 16]).is_none());
    }
}
