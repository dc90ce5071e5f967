//! Texts by place, and ranges of them that move along with the text.
//!
//! An [`Anchor`] names the first and the last character that are meant, so it stays on them whatever is
//! written around them. Where such a character was deleted, its end of the range moves to its neighbour
//! inside; when all of it is gone, the range is empty and tells where it was.

use std::ops::Range;

use automerge::{Cursor, ObjId, ObjType, ReadDoc as _};

use super::open::Document;
use super::schema::slot;
use crate::act::Anchor;
use crate::authorship::guarded;
use crate::edit::Place;

/// An operation counter, `@` and an actor in hexadecimal take less.
const MAX_CURSOR_BYTES: usize = 200;

impl Document {
    /// The Text object at a place; `None` if it holds none.
    pub fn text_object(&self, place: &Place) -> Option<ObjId> {
        let (reader, slot) = (self.reader(None), slot(place));
        let holder = reader.holder(slot.holder)?;
        reader.child(&holder, &slot.key, ObjType::Text)
    }

    /// How long the text at a place is, in code points; `None` if it holds none.
    pub fn text_len(&self, place: &Place) -> Option<usize> {
        Some(self.automerge().length(self.text_object(place)?))
    }

    /// The characters of a text from `range.start` up to `range.end`, in code points, for a comment that
    /// shall stay with them. `None` if the place holds no text, or the range is empty or beyond its end.
    pub fn anchor(&self, place: &Place, range: Range<usize>) -> Option<Anchor> {
        let text = self.text_object(place)?;
        let is_inside = !range.is_empty() && range.end <= self.automerge().length(&text);
        let last = range.end.checked_sub(1).filter(|_| is_inside)?;
        let cursor = |at| self.automerge().get_cursor(&text, at, None).ok();
        Some(Anchor {
            from: cursor(range.start)?.to_string(),
            to: cursor(last)?.to_string(),
        })
    }

    /// Where those characters are now, in code points; an empty range if they are gone. `None` if the
    /// place holds no text, or another one than the anchor was made for.
    pub fn resolve_anchor(&self, place: &Place, anchor: &Anchor) -> Option<Range<usize>> {
        let text = self.text_object(place)?;
        let (from, to) = (cursor(&anchor.from)?, cursor(&anchor.to)?);
        // The anchor is somebody else's word, and automerge is not made for that.
        guarded(None, || {
            let doc = self.automerge();
            let start = doc.get_cursor_position(&text, &from, None).ok()?;
            let last = doc.get_cursor_position(&text, &to, None).ok()?;
            // Of a deleted character it is the place of the next one.
            let is_there = doc.get_cursor(&text, last, None).is_ok_and(|now| now == to);
            let end = last + usize::from(is_there);
            (start <= end).then_some(start..end)
        })
        .ok()?
    }
}

/// Reads one end of an anchor. Only what [`Document::anchor`] writes is read.
fn cursor(text: &str) -> Option<Cursor> {
    let (counter, actor) = text.split_once('@')?;
    let is_of =
        |part: &str, kind: fn(&u8) -> bool| !part.is_empty() && part.bytes().all(|b| kind(&b));
    let is_ours = text.len() <= MAX_CURSOR_BYTES
        && is_of(counter, u8::is_ascii_digit)
        && is_of(actor, u8::is_ascii_hexdigit);
    is_ours.then(|| Cursor::try_from(text).ok())?
}

#[cfg(test)]
mod tests {
    use format::{ActorId, PublicKey};
    use proptest::prelude::*;

    use super::*;
    use crate::edit::Edit;
    use crate::view::{Kind, View};

    fn document(title: &str) -> Document {
        let mut document = Document::genesis(Kind::Policy);
        document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
        splice(&mut document, 0, 0, title);
        document
    }

    fn splice(document: &mut Document, at: usize, delete: usize, insert: &str) {
        let edit = Edit::Splice {
            place: Place::Title,
            at,
            delete,
            insert: insert.to_owned(),
        };
        document.edit(&[edit], 1, None).unwrap();
    }

    fn meant(document: &Document, anchor: &Anchor) -> Option<String> {
        let View::Policy(policy) = document.view() else {
            panic!()
        };
        let range = document.resolve_anchor(&Place::Title, anchor)?;
        Some(
            policy
                .title
                .chars()
                .skip(range.start)
                .take(range.len())
                .collect(),
        )
    }

    #[test]
    fn a_comment_stays_on_its_words() {
        let mut document = document("gaji naik lima persen");
        let anchor = document.anchor(&Place::Title, 5..9).unwrap();
        let meant = |document: &Document| meant(document, &anchor).unwrap();
        assert_eq!(meant(&document), "naik");
        splice(&mut document, 0, 4, "Tunjangan → é");
        splice(&mut document, 18, 0, " segera");
        assert_eq!(meant(&document), "naik");
        splice(&mut document, 15, 0, "X");
        assert_eq!(meant(&document), "nXaik");
        splice(&mut document, 18, 1, "");
        assert_eq!(meant(&document), "nXai", "the last character is gone");
        splice(&mut document, 14, 1, "");
        assert_eq!(
            meant(&document),
            "Xai",
            "typed inside, and the first is gone"
        );
        splice(&mut document, 13, 6, "");
        assert_eq!(meant(&document), "");
    }

    #[test]
    fn an_anchor_needs_characters_and_its_own_text() {
        let document = document("judul");
        for beyond in [2..2, 3..6, 5..6, Range { start: 3, end: 1 }, 0..usize::MAX] {
            assert_eq!(document.anchor(&Place::Title, beyond), None);
        }
        assert_eq!(document.text_len(&Place::Title), Some(5));
        assert_eq!(document.text_len(&Place::Meta("unit".into())), None);
        assert_eq!(document.anchor(&Place::ClauseBody("x".into()), 0..1), None);
        let anchor = document.anchor(&Place::Title, 0..5).unwrap();
        let other = self::document("judul");
        assert_eq!(
            meant(&other, &anchor).as_deref(),
            Some("judul"),
            "the same writer and words"
        );
        assert_eq!(
            Document::genesis(Kind::Policy).resolve_anchor(&Place::Title, &anchor),
            None
        );
    }

    proptest! {
        #[test]
        fn foreign_anchors_do_no_harm(from in ".{0,12}", to in "-?[0-9]{0,21}@?(01){0,30}") {
            let document = document("judul");
            let good = document.anchor(&Place::Title, 0..5).unwrap();
            for anchor in [
                Anchor { from: from.clone(), to: to.clone() },
                Anchor { from: to.clone(), to: from },
                Anchor { from: good.from.clone(), to },
                Anchor { from: good.to, to: good.from },
            ] {
                if let Some(range) = document.resolve_anchor(&Place::Title, &anchor) {
                    prop_assert!(range.start <= range.end && range.end <= 5);
                }
            }
        }
    }
}
