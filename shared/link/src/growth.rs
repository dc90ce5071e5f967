//! Tells sessions that a log of the store grew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use format::CouncilId;
use tokio::sync::watch;

/// For each council, the number of rows of its log as of the last commit. Sessions wait on it; however
/// many rows come while a session is busy, it is woken once.
#[derive(Clone, Default)]
pub struct Growth(Arc<Mutex<BTreeMap<CouncilId, watch::Sender<u64>>>>);

impl Growth {
    /// What the store calls after each commit.
    pub fn after_commit(&self) -> store::AfterCommit {
        let growth = self.clone();
        Arc::new(move |grown| {
            for (council, end) in grown {
                growth.with(*council, |sender| sender.send_replace(end.n));
            }
        })
    }

    /// Waits on the log of one council.
    pub fn watch(&self, council: CouncilId) -> watch::Receiver<u64> {
        self.with(council, |sender| sender.subscribe())
    }

    fn with<T>(&self, council: CouncilId, f: impl FnOnce(&watch::Sender<u64>) -> T) -> T {
        // Nothing that runs under the lock can leave the map half changed.
        let mut councils = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f(councils
            .entry(council)
            .or_insert_with(|| watch::Sender::new(0)))
    }
}
