//! What the chair has read: what stood on the screen for long enough. A glance is no reading.

use format::{ChangeHash, DocumentId};

use crate::core::council::Council;
use crate::core::editor::Effect as Editing;
use crate::core::{Effect, State};

/// How long a document, and what came into it last, is on the screen until it counts as read, in
/// milliseconds.
pub(super) const READING_MILLIS: i64 = 5_000;

/// How long what is on the screen has been there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    since_millis: i64,
    is_said: bool,
}

impl Reading {
    /// Something came onto the screen.
    pub(super) fn begun(now_millis: i64) -> Self {
        Self {
            since_millis: now_millis,
            is_said: false,
        }
    }
}

impl State {
    /// Says that the chair read the document that is left now, if it was there for long enough. What was
    /// said before is not said twice: the engine knows.
    pub(super) fn say_seen(&mut self) -> Option<Effect> {
        let was_read = self.now_millis.saturating_sub(self.reading.since_millis) >= READING_MILLIS;
        let is_chair = self.council().is_some_and(Council::is_chair);
        let (id, heads) = self.read_now()?;
        let effect = Effect::Editor(id, Editing::SaySeen(heads));
        if !is_chair || !was_read {
            return None;
        }
        self.reading.is_said = true;
        Some(effect)
    }

    /// What stands on the screen to be read: a document as it is, or on the review page what is to be
    /// decided, once what changed is there.
    fn read_now(&self) -> Option<(DocumentId, Vec<ChangeHash>)> {
        if let Some(editor) = self.shown_editor() {
            // What was typed last goes out with the next saying.
            return Some((editor.id, editor.heads()));
        }
        let document = self.reviewed_document()?;
        let changes = self.review.changes_of(&document)?;
        let heads = &changes.span.after;
        (!heads.is_empty()).then(|| (document, heads.clone()))
    }

    /// The same while the document stays on the screen, once for each thing that came onto it.
    pub(super) fn say_seen_when_due(&mut self) -> Option<Effect> {
        let is_due = self.reading_due_millis()? <= self.now_millis;
        is_due.then(|| self.say_seen()).flatten()
    }

    /// When the document on the screen counts as read, in milliseconds since 1970; `None`: it was said, or
    /// there is none, or nobody asks whether this person reads it.
    pub(super) fn reading_due_millis(&self) -> Option<i64> {
        let is_chair = self.council().is_some_and(Council::is_chair);
        let is_open = is_chair && !self.reading.is_said && self.read_now().is_some();
        is_open.then(|| self.reading.since_millis.saturating_add(READING_MILLIS))
    }
}
