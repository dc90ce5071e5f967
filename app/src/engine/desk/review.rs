//! The review page: the queue, and what changed in one document.

use std::sync::Arc;

use super::Running;
use super::readings::Reading;
use crate::core::Event;
use crate::core::review::{self, Effect};
use crate::engine::guard::guarded;
use crate::engine::reviewing::changes;

impl Running {
    pub(super) fn perform_on_review(&self, effect: Effect) {
        let Some(office) = self.office.clone() else {
            return;
        };
        match effect {
            Effect::Load => {
                let queue = Arc::clone(&self.queue);
                self.read_beside(Reading::Review, move || {
                    let read = queue.read(&office);
                    read.inspect_err(|error| tracing::warn!(%error, "the queue is not read"))
                        .ok()
                        .map(|(items, late)| Event::Review(review::Event::Loaded(items, late)))
                });
            }
            Effect::LoadChanges(span) => {
                let (looked_at, language) = (Arc::clone(&self.looked_at), self.language);
                self.beside(move |outbox| {
                    let document = span.document;
                    let read = looked_at.get(&office, &document).ok().and_then(|opened| {
                        guarded(|| changes(&opened, span.clone(), language))?
                    });
                    let event = match read {
                        Some(changes) => review::Event::Changes(Box::new(changes)),
                        None => {
                            tracing::warn!(document = %document.short(), "what changed is not readable");
                            review::Event::Unreadable(span)
                        }
                    };
                    outbox.tell(Event::Review(event));
                });
            }
        }
    }
}
