//! What follows for the review page.

use format::DocumentId;

use super::reading::Reading;
use crate::core::editor::Effect as Editing;
use crate::core::review::{Changes, Effect as Do, Event, span};
use crate::core::{Effect, Screen, State};

impl State {
    /// The document whose changes are on the screen.
    pub fn reviewed_document(&self) -> Option<DocumentId> {
        match self.screen {
            Screen::Review(document) => document,
            _ => None,
        }
    }

    pub(super) fn happened_to_review(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Loaded(items, late) => {
                let standings = items
                    .iter()
                    .map(|item| (item.document, item.decisions.standing()));
                if self.documents.standings(standings) {
                    self.arrange();
                }
                // Another document took the place of an open one, or gave it back, without a word about it.
                for editor in self.editors.iter_mut() {
                    let mut items = items.iter();
                    if let Some(item) = items.find(|item| item.document == editor.id)
                        && let Some(decisions) = &mut editor.judged.decisions
                    {
                        decisions.superseded = item.decisions.superseded.clone();
                    }
                }
                self.review.loaded(items);
                self.review.late_loaded(late);
            }
            Event::Unreadable(span) => self.review.changes_unreadable(&span),
            Event::Changes(changes) => {
                let document = changes.span.document;
                let before = self.review.changes_of(&document).cloned();
                self.review.changes_loaded(*changes);
                let now = self.review.changes_of(&document);
                let after = |changes: &Changes| changes.span.after.clone();
                // What was not on the screen before is read from now on.
                if self.reviewed_document() == Some(document)
                    && before.as_deref().map(after) != now.map(|now| after(now))
                {
                    self.reading = Reading::begun(self.now_millis);
                }
            }
        }
        vec![]
    }

    /// What is read when the review page comes onto the screen.
    pub(super) fn show_review(&mut self, document: Option<DocumentId>) -> Vec<Effect> {
        let mut effects = vec![Effect::Review(Do::Load)];
        if let Some(id) = document {
            if self.editors.ask(id, self.now_millis) {
                effects.push(Effect::Editor(id, Editing::Open));
            }
            effects.extend(self.load_changes_if_shown(id));
        }
        effects
    }

    /// Reads what changed, if it is on the screen and something else than what was read.
    pub(super) fn load_changes_if_shown(&mut self, id: DocumentId) -> Option<Effect> {
        if self.reviewed_document() != Some(id) {
            return None;
        }
        let editor = self.editors.get(&id)?;
        let span = span(id, editor.judged.decisions.as_ref()?, &editor.heads());
        let is_wanted = self.review.want(span.clone());
        is_wanted.then_some(Effect::Review(Do::LoadChanges(span)))
    }
}
