//! Letting an open document start over, and removing what its text left here. Beside everything else: both may
//! take long.

use std::sync::Arc;
use std::time::Duration;

use format::DocumentId;
use store::StoreError;

use super::Running;
use super::editor::tell;
use crate::command_line::refusal::Refusal;
use crate::core::editor::Event;
use crate::engine::indexing;
use crate::engine::office::Office;
use crate::engine::restarting::{self, RestartError};

/// How often, and after which pause, giving back the room waits for reading beside it to end.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

impl Running {
    pub(super) fn restart(&self, office: Arc<Office>, id: DocumentId, reason: String) {
        let language = self.language;
        self.beside(move |outbox| {
            let done = restarting::restart(&office, &id, None, &reason)
                .map_err(Refusal::from)
                .and_then(|done| {
                    indexing::catch_up(&office)?;
                    Ok(done)
                });
            let event = match done {
                Ok(done) => Event::WentOn(done.saved.id, done.comments),
                Err(refusal) => Event::NotRestarted(refusal.sentence(language)),
            };
            tell(outbox, id, event);
        });
    }

    pub(super) fn forget(&self, office: Arc<Office>, id: DocumentId) {
        let language = self.language;
        let runtime = self.runtime.handle().clone();
        self.beside(move |outbox| {
            let removed = restarting::remove(&office, &id).and_then(|removed| {
                let mut given = office.store().give_back_room();
                for _ in 0..TRIES {
                    if !matches!(given, Err(StoreError::Busy)) {
                        break;
                    }
                    runtime.block_on(tokio::time::sleep(PAUSE));
                    given = office.store().give_back_room();
                }
                given?;
                Ok::<_, RestartError>(removed)
            });
            let removed = removed.map_err(Refusal::from).and_then(|removed| {
                indexing::catch_up(&office)?;
                Ok(removed)
            });
            let event = match removed {
                Ok(removed) => Event::Forgotten(removed.changes, removed.blobs.len() as u64),
                Err(refusal) => Event::NotRestarted(refusal.sentence(language)),
            };
            tell(outbox, id, event);
        });
    }
}
