//! The operations an undo writes.

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{Transactable as _, Transaction};
use automerge::{AutomergeError, ObjId, ReadDoc as _, ScalarValue, Value};

use crate::authorship::origin::Origin;

/// One thing an undo writes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Write {
    /// Deletes `count` code points from `at` on.
    DeleteText {
        text: ObjId,
        at: usize,
        count: usize,
    },
    /// Inserts at `at` what `origin` first wrote.
    InsertText {
        text: ObjId,
        at: usize,
        insert: String,
        origin: Origin,
    },
    /// Sets a value.
    Put {
        object: ObjId,
        key: String,
        value: ScalarValue,
    },
    /// Takes a value away where there was none before.
    Delete { object: ObjId, key: String },
}

impl Write {
    pub(crate) fn perform(&self, tx: &mut Transaction<'_>) -> Result<(), AutomergeError> {
        match self {
            Self::DeleteText { text, at, count } => {
                let count = isize::try_from(*count).unwrap_or(isize::MAX);
                tx.splice_text(text, *at, count, "")
            }
            Self::InsertText {
                text,
                at,
                insert,
                origin,
            } => {
                tx.splice_text(text, *at, 0, insert)?;
                // Directly after the characters: that is how the claim is read.
                let end = at + insert.chars().count();
                let mark = Mark::new(origin.mark_name(), true, *at, end);
                // Of the ways a mark can grow this is the one that never makes a mark the element that
                // later text is inserted after, which would give that text the wrong slot.
                tx.mark(text, mark, ExpandMark::After)
            }
            Self::Put { object, key, value } => {
                // Where the same value stands already automerge would write nothing, and of several values
                // it would keep those that it takes for the same.
                let now = tx.get_all(object, key.as_str())?;
                let is_same = |now: &Value<'_>| now.as_scalar() == Some(value);
                if now.len() > 1 || now.iter().any(|(now, _)| is_same(now)) {
                    tx.delete(object, key.as_str())?;
                }
                tx.put(object, key.as_str(), value.clone())
            }
            Self::Delete { object, key } => tx.delete(object, key.as_str()),
        }
    }
}
