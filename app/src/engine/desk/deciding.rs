//! What is said about the text of an open document, and where it stands.

use std::sync::Arc;

use format::{Blob, DocumentId, PublicKey};

use super::editor::tell;
use super::{Outbox, Running};
use crate::command_line::refusal::Refusal;
use crate::core::deciding::{Decisions, Deed, FileState, Wish};
use crate::core::{Event, documents, editor};
use crate::engine::deciding::meeting::carried;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::files::{comes_by_itself, standings};
use crate::engine::guard::guarded;
use crate::engine::office::Office;
use crate::engine::{addenda, numbering, superseding};
use crate::words::Language;

impl Running {
    /// Reads where a document stands, beside everything else.
    pub(super) fn load_decisions(&self, office: Arc<Office>, id: DocumentId) {
        let looked_at = Arc::clone(&self.looked_at);
        let up_to = self.allowance.files_up_to();
        let reading = self.begin_reading(id);
        self.beside(move |outbox| {
            let read = || -> Result<Option<Decisions>, DecidingError> {
                let opened = looked_at.get(&office, &id)?;
                let Some(day) = today() else { return Ok(None) };
                let reader = office.reader()?;
                let mut case = Case::of(&reader, opened)?;
                case.look_at_clocks(&reader)?;
                let mut decisions = case.decisions(office.me(), day);
                if let Some(minutes) = case.minutes() {
                    decisions.meeting.carried = carried(&reader, minutes)?;
                }
                decisions.number_shared = numbering::shared(&reader, &case)?;
                let me = office.me();
                decisions.superseded = superseding::of(&reader, &case, Some(&me), day)?;
                decisions.unshared = superseding::unshared(&reader, &case)?;
                decisions.addenda = addenda::now(&reader, &case.lifecycle, Some(&me))?;
                let roster = office.roster()?;
                let files = standings(&reader, &case.lifecycle)?.into_iter();
                decisions.files = files
                    .map(|status| {
                        let at_relay = |key: &PublicKey| roster.is_relay(key);
                        let state = FileState {
                            here: status.here,
                            is_held: status.is_held,
                            is_coming: comes_by_itself(&status.blob, Some(&status), up_to),
                            is_wished: status.is_wished,
                            at_relay: status.confirmed_by.iter().any(at_relay),
                        };
                        (status.blob, state)
                    })
                    .collect();
                Ok(Some(decisions))
            };
            match guarded(read) {
                Some(Ok(Some(decisions))) => {
                    reading.tell(outbox, editor::Event::Decisions(Box::new(decisions)));
                }
                Some(Ok(None)) | None => tell(outbox, id, editor::Event::NoDecisions),
                Some(Err(error)) => {
                    tracing::warn!(%error, document = %id.short(), "decisions are not read");
                    tell(outbox, id, editor::Event::NoDecisions);
                }
            }
        });
    }

    /// Says something about a text, or tells why not.
    pub(super) fn say_of_text(&self, office: Arc<Office>, id: DocumentId, wish: Box<Wish>) {
        let language = self.language;
        let takes_long = wish_takes_long(&wish);
        let say = move |outbox: &Outbox| {
            let event = match said(&office, &id, &wish, language) {
                Ok(kind) => editor::Event::Said(kind),
                Err(error) => editor::Event::NotSaid(Refusal::from(error).sentence(language)),
            };
            tell(outbox, id, event);
        };
        match takes_long {
            true => self.beside(say),
            false => say(&self.outbox),
        }
    }

    /// Notes that the person wants a file of a publication, however large.
    pub(super) fn wish_for_file(&mut self, office: Arc<Office>, id: DocumentId, blob: Blob) {
        let council = office.council();
        let wished = office
            .store()
            .write(move |write| write.wish_for_blob(council, &blob));
        match wished {
            Ok(true) => {}
            Ok(false) => {
                let why = self.language.say("notice-file-unknown");
                self.tell(Event::Documents(documents::Event::Refused(why)));
            }
            Err(error) => self.refuse(error),
        }
        self.load_decisions(office, id);
        self.perform_on_link(crate::core::link::Effect::LoadStanding);
    }
}

/// Setting pages may take a while.
fn wish_takes_long(wish: &Wish) -> bool {
    matches!(wish.deed, Deed::Publish { .. })
}

fn said(
    office: &Office,
    id: &DocumentId,
    wish: &Wish,
    language: Language,
) -> Result<&'static str, DecidingError> {
    let case = Case::read(&office.reader()?, id)?;
    let body = case.body(wish)?;
    office.say_of(&case, &body, language)?;
    Ok(body.kind())
}
