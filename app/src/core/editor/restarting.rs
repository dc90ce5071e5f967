//! What the person is asked before an open document starts over as another one, or its text is removed from
//! this device.

use format::DocumentId;

use super::{Editor, ReadOnly};

/// How far that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restarting {
    /// Whether the document is to start over.
    Asked,
    /// Whether the text of one that started over is to be removed from this device.
    AskedToForget,
    /// The same once more: nothing brings it back.
    AskedAgainToForget,
    /// It is being done.
    UnderWay,
}

impl Editor {
    /// Whether it started over as another one, and takes nothing more.
    pub fn has_restarted(&self) -> bool {
        self.restarted_as().is_some()
    }

    /// As which document it started over, if it did.
    pub fn restarted_as(&self) -> Option<DocumentId> {
        match self.read_only {
            Some(ReadOnly::Restarted(into)) => Some(into),
            _ => None,
        }
    }

    /// Whether it started over, and its text is not on this device: nobody wrote any, or it was removed.
    pub fn is_forgotten(&self) -> bool {
        self.has_restarted() && self.heads().is_empty()
    }

    /// The document started over as another one: nothing more is written in it. What was typed last stays on
    /// the screen and goes nowhere. Returns whether anything did.
    pub fn restarted(&mut self, into: DocumentId) -> bool {
        self.read_only = Some(ReadOnly::Restarted(into));
        self.under_way = 0;
        let had_some = !self.is_saved();
        self.burst.clear();
        self.unsaved.clear();
        had_some
    }
}
