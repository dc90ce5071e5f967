//! Decisions about the open document, and how its text on the screen stands to them.

use super::Editor;
use crate::core::deciding::{Decisions, Saying, TextNow};

/// What an open document knows of decisions about it.
#[derive(Debug, Default)]
pub struct Judged {
    /// Where it stands; `None` until it was read.
    pub decisions: Option<Box<Decisions>>,
    /// How what this person says about it fares.
    pub saying: Saying,
    /// How often this person said something since it was opened.
    pub said: u64,
    fingerprint: Option<format::Fingerprint>,
}

impl Editor {
    /// The text on the screen, as of the last pause in typing.
    pub fn text_now(&self) -> TextNow {
        TextNow {
            is_written: !self.heads().is_empty(),
            fingerprint: self.judged.fingerprint,
            conflicts: self.conflicts.len(),
        }
    }

    /// Where it stands was read.
    pub fn decisions_loaded(&mut self, decisions: Box<Decisions>) {
        self.judged.decisions = Some(decisions);
        self.take_fingerprint();
    }

    /// What is on the screen was written down: whoever typed here wrote last.
    pub(in crate::core) fn wrote(&mut self, me: Option<format::PublicKey>) {
        if let Some(decisions) = &mut self.judged.decisions {
            decisions.last_author = me;
        }
        self.take_fingerprint();
    }

    /// Costs a few milliseconds for the longest documents: only where something was submitted, and after
    /// pauses, never per keystroke.
    fn take_fingerprint(&mut self) {
        let decisions = self.judged.decisions.as_ref();
        let is_asked = decisions.is_some_and(|one| !one.lifecycle.submissions.is_empty());
        self.judged.fingerprint = is_asked.then(|| self.view.fingerprint());
    }
}
