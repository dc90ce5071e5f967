//! Where the words are that comments are about. They move along with the text.

use std::ops::Range;

use council::comment::SaidComment;
use council::document::Document;
use council::edit::{Edit, Place};
use format::ActId;

use super::TextSplice;

/// The words one comment is about, as the text is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The comment.
    pub comment: ActId,
    /// In which text.
    pub place: Place,
    /// Which characters, in code points; empty if the words are gone.
    pub range: Range<usize>,
}

/// The marks of all comments on words, in the order of the comments. `typed` is what was written since
/// the last change of the document.
pub(super) fn marks(document: &Document, comments: &[SaidComment], typed: &[Edit]) -> Vec<Mark> {
    let of = |said: &SaidComment| {
        let place = Place::from_key(&said.comment.place)?;
        let anchor = said.comment.anchor.as_ref()?;
        let mut mark = Mark {
            comment: said.id,
            range: document.resolve_anchor(&place, anchor)?,
            place,
        };
        for edit in typed {
            if let Edit::Splice {
                place,
                at,
                delete,
                insert,
            } = edit
            {
                let splice = TextSplice {
                    at: *at,
                    delete: *delete,
                    insert: insert.clone(),
                };
                mark.follow(place, &splice);
            }
        }
        Some(mark)
    };
    comments.iter().filter_map(of).collect()
}

impl Mark {
    /// Moves along with a splice.
    pub fn follow(&mut self, place: &Place, splice: &TextSplice) {
        if self.place == *place {
            self.range = splice.move_range(&self.range);
        }
    }
}
