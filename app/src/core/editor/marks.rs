//! Where the words are that comments are about. They move along with the text.

use std::ops::Range;

use automerge::{Cursor, ReadDoc as _};
use council::act::Anchor;
use council::comment::SaidComment;
use council::document::Document;
use council::edit::{Edit, Place};
use format::ActId;

use super::TextSplice;
use crate::engine::guard::guarded;

/// An operation counter, `@` and an actor in hexadecimal take less.
const MAX_CURSOR_BYTES: usize = 200;

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
            range: resolve(document, &place, anchor)?,
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

/// Where the characters of an anchor are; empty if they are gone. `None` if it is of another text.
fn resolve(document: &Document, place: &Place, anchor: &Anchor) -> Option<Range<usize>> {
    let text = document.text_object(place)?;
    let (from, to) = (cursor(&anchor.from)?, cursor(&anchor.to)?);
    // The anchor is somebody else's word, and automerge is not made for that.
    guarded(|| {
        let doc = document.automerge();
        let start = doc.get_cursor_position(&text, &from, None).ok()?;
        let last = doc.get_cursor_position(&text, &to, None).ok()?;
        // Of a deleted character it is the place of the next one.
        let is_there = doc.get_cursor(&text, last, None).is_ok_and(|now| now == to);
        let end = last + usize::from(is_there);
        (start <= end).then_some(start..end)
    })
    .flatten()
}

/// One end of an anchor; only what our programs write.
fn cursor(text: &str) -> Option<Cursor> {
    let (counter, actor) = text.split_once('@')?;
    let is_of =
        |part: &str, kind: fn(&u8) -> bool| !part.is_empty() && part.bytes().all(|b| kind(&b));
    let is_ours = text.len() <= MAX_CURSOR_BYTES
        && is_of(counter, u8::is_ascii_digit)
        && is_of(actor, u8::is_ascii_hexdigit);
    is_ours.then(|| Cursor::try_from(text).ok())?
}
