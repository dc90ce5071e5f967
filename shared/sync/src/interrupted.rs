//! Large runs whose way was cut in the middle, kept in memory by a node for all its sessions, so that the
//! next one goes on where the last one ended.
//!
//! A run is named by the hash of its packed bytes. Packing again may give other bytes, because the next
//! session reads the log from further on: so who sends keeps what it began, and who receives keeps what came.
//! Both are bounded, and losing them costs the beginning of a run, nothing else.

use std::collections::VecDeque;
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
}

impl Interrupted {
    fn with<T>(&self, f: impl FnOnce(&mut Kept) -> T) -> T {
        // Losing something here costs bytes only.
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps a run that begins to be sent in parts.
    pub(crate) fn begin(&self, begun: Begun) {
        self.with(|kept| {
            let same = |one: &Begun| one.id == begun.id && one.council == begun.council;
            kept.sending.retain(|one| !same(one));
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
