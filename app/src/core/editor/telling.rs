//! How the comments fare that this person says.

use super::NewComment;

/// How many refusals are remembered, the latest ones.
const MOST_REFUSED: usize = 16;

/// What was said and is not saved: on its way, or refused.
#[derive(Debug, Default)]
pub struct Telling {
    under_way: Vec<NewComment>,
    refused: Vec<(NewComment, String)>,
}

impl Telling {
    /// Whether nobody knows yet whether it is saved.
    pub fn is_under_way(&self, comment: &NewComment) -> bool {
        self.under_way.contains(comment)
    }

    /// Why it was not saved, in the person's language; `None`: it is, or on its way.
    pub fn refusal(&self, comment: &NewComment) -> Option<&str> {
        let mut refused = self.refused.iter();
        let found = refused.find(|(of, _)| of == comment);
        found.map(|(_, why)| why.as_str())
    }

    /// Whether anything is on its way.
    pub fn is_busy(&self) -> bool {
        !self.under_way.is_empty()
    }

    pub(in crate::core) fn begin(&mut self, comment: NewComment) {
        self.refused.retain(|(of, _)| *of != comment);
        self.under_way.push(comment);
    }

    /// It is saved.
    pub(in crate::core) fn done(&mut self, comment: &NewComment) {
        self.under_way.retain(|one| one != comment);
    }

    /// It is not. Returns whether somebody typed it: what else is said along has no field of its own.
    pub(in crate::core) fn refused(&mut self, comment: NewComment, why: String) -> bool {
        let is_typed = self.under_way.contains(&comment);
        self.done(&comment);
        if is_typed {
            self.refused.push((comment, why));
            let over = self.refused.len().saturating_sub(MOST_REFUSED);
            self.refused.drain(..over);
        }
        is_typed
    }
}
