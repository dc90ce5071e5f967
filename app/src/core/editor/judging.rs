//! Decisions about the open document, and how its text on the screen stands to them.

use std::sync::Arc;

use council::view::View;

use super::{Editor, ReadOnly};
use crate::core::deciding::{Decisions, Saying, TextNow};

/// What an open document knows of decisions about it.
#[derive(Debug, Default)]
pub struct Judged {
    /// Where it stands; `None` until it was read.
    pub decisions: Option<Box<Decisions>>,
    /// How what this person says about it fares.
    pub saying: Saying,
    /// Whether it could not be read when that was tried last. It is tried again when something comes.
    pub is_unreadable: bool,
    /// How the strike fares that this person wanted last.
    pub striking: Saying,
    fingerprint: Option<format::Fingerprint>,
    /// When what was written since is to be held against what was submitted, in milliseconds since 1970.
    due_millis: Option<i64>,
}

/// How long nobody writes until the text is held against what was submitted, in milliseconds.
const PAUSE_MILLIS: i64 = 1_000;

impl Editor {
    /// The text on the screen, as of the last pause in typing.
    pub fn text_now(&self) -> TextNow {
        TextNow {
            is_written: !self.heads().is_empty(),
            fingerprint: self.judged.fingerprint,
            conflicts: self.conflicts.len(),
        }
    }

    /// What is shown next by whoever wants to read the text that counts, as heads: that text, or, while it
    /// is shown, the text as it is. `None`: the text on the screen is the one that counts, or none does.
    pub fn what_counts(&self) -> Option<Option<Vec<format::ChangeHash>>> {
        let decisions = self.judged.decisions.as_ref()?;
        let (holding, _) = decisions.holding_beside(&self.text_now())?;
        let heads = &holding.text().heads;
        let is_shown = self
            .version
            .as_ref()
            .is_some_and(|past| past.heads == *heads);
        Some((!is_shown).then(|| heads.clone()))
    }

    /// Where it stands was read.
    pub fn decisions_loaded(&mut self, decisions: Box<Decisions>) {
        if let Some(into) = decisions.restarted_as {
            self.read_only = Some(ReadOnly::Restarted(into));
        }
        self.judged.decisions = Some(decisions);
        self.judged.is_unreadable = false;
        self.take_fingerprint();
    }

    /// What is on the screen was written down: whoever typed here wrote last.
    pub(in crate::core) fn wrote(&mut self, me: Option<format::PublicKey>, now_millis: i64) {
        if let Some(decisions) = &mut self.judged.decisions {
            decisions.last_authors = me.into_iter().collect();
            if let View::Minutes(minutes) = &self.view {
                decisions.meeting.minutes = Some(Arc::new(minutes.clone()));
            }
        }
        let due = now_millis.saturating_add(PAUSE_MILLIS);
        self.judged.due_millis = self.is_held_against_something().then_some(due);
    }

    /// Holds the text against what was submitted, if it is time.
    pub(in crate::core) fn judge(&mut self, now_millis: i64) {
        if self.judged.due_millis.is_some_and(|due| due <= now_millis) {
            self.take_fingerprint();
        }
    }

    /// When [`Editor::judge`] has something to do, in milliseconds since 1970.
    pub(in crate::core) fn judge_millis(&self) -> Option<i64> {
        self.judged.due_millis
    }

    fn is_held_against_something(&self) -> bool {
        let decisions = self.judged.decisions.as_ref();
        decisions.is_some_and(|one| {
            !one.lifecycle.submissions.is_empty()
                || !one.meeting.proceedings.circulations.is_empty()
        })
    }

    /// Costs a few milliseconds for the longest documents: only where something was submitted, and once
    /// nobody writes for a while.
    fn take_fingerprint(&mut self) {
        self.judged.due_millis = None;
        let fingerprint = || self.view.fingerprint();
        self.judged.fingerprint = self.is_held_against_something().then(fingerprint);
    }
}
