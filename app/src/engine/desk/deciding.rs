//! What is said about the text of an open document, and where it stands.

use std::sync::Arc;

use format::DocumentId;

use super::Running;
use super::editor::tell;
use crate::command_line::refusal::Refusal;
use crate::core::deciding::{Decisions, Wish};
use crate::core::editor;
use crate::engine::deciding::meeting::carried;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::guard::guarded;
use crate::engine::office::Office;

impl Running {
    /// Reads where a document stands, beside everything else.
    pub(super) fn load_decisions(&self, office: Arc<Office>, id: DocumentId) {
        let looked_at = Arc::clone(&self.looked_at);
        self.beside(move |outbox| {
            let read = || -> Result<Option<Decisions>, DecidingError> {
                let opened = looked_at.get(&office, &id)?;
                let Some(day) = today() else { return Ok(None) };
                let reader = office.reader()?;
                let case = Case::of(&reader, opened)?;
                let mut decisions = case.decisions(office.me(), day);
                if let Some(minutes) = case.minutes() {
                    decisions.meeting.carried = carried(&reader, minutes)?;
                }
                Ok(Some(decisions))
            };
            match guarded(read) {
                Some(Ok(Some(decisions))) => {
                    tell(outbox, id, editor::Event::Decisions(Box::new(decisions)));
                }
                Some(Ok(None)) | None => {}
                Some(Err(error)) => {
                    tracing::warn!(%error, document = %id.short(), "decisions are not read");
                }
            }
        });
    }

    /// Says something about a text, or tells why not.
    pub(super) fn say_of_text(&self, office: &Office, id: DocumentId, wish: &Wish) {
        let said = office
            .reader()
            .map_err(DecidingError::from)
            .and_then(|reader| {
                let case = Case::read(&reader, &id)?;
                let body = case.body(wish)?;
                office.say_of(&case, &body)?;
                Ok(body.kind())
            });
        let event = match said {
            Ok(kind) => editor::Event::Said(kind),
            Err(error) => editor::Event::NotSaid(Refusal::from(error).sentence(self.language)),
        };
        tell(&self.outbox, id, event);
    }
}
