//! One splice into a text.

use std::ops::Range;

use crate::edit::Place;

/// Something that happened in a text. Counts code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSplice {
    /// Which text.
    pub place: Place,
    /// Where, in code points from the start of the text as it was just before.
    pub at: usize,
    /// How many code points went.
    pub delete: usize,
    /// What came.
    pub insert: String,
}

impl TextSplice {
    /// Where a caret goes that stood before the code point with this number. What is inserted at the
    /// caret comes after it; a caret inside what goes moves to where that began.
    ///
    /// ```
    /// # use council::document::news::TextSplice;
    /// # use council::edit::Place;
    /// let splice = TextSplice { place: Place::Title, at: 4, delete: 3, insert: "ab".into() };
    /// let moved = [0, 4, 5, 7, 9].map(|caret| splice.move_caret(caret));
    /// assert_eq!(moved, [0, 4, 4, 6, 8]);
    /// ```
    pub fn move_caret(&self, caret: usize) -> usize {
        let end = self.at.saturating_add(self.delete);
        if caret <= self.at {
            caret
        } else if caret < end {
            self.at
        } else {
            caret - self.delete + self.insert.chars().count()
        }
    }

    /// Does it to the text as it was before. False, with the text as it was, if it reaches beyond the
    /// end, so that it cannot be the text this happened in.
    #[must_use]
    pub fn apply_to(&self, text: &mut String) -> bool {
        let Some(range) = self.bytes_of(text) else {
            return false;
        };
        text.replace_range(range, &self.insert);
        true
    }

    fn bytes_of(&self, text: &str) -> Option<Range<usize>> {
        let start = byte_of(text, self.at)?;
        let length = byte_of(&text[start..], self.delete)?;
        Some(start..start + length)
    }

    /// Takes in what happened right after, if both are one replacement: automerge tells of a deletion
    /// and an insertion at one place as two.
    pub(super) fn join(&mut self, next: &Self) -> bool {
        let inserted = self.insert.chars().count();
        let is_one = self.place == next.place
            && match (next.delete, next.insert.is_empty()) {
                // Deleted directly after what was inserted.
                (_, true) => next.at == self.at + inserted,
                // Inserted where something was deleted.
                (0, false) => next.at == self.at && inserted == 0,
                (_, false) => false,
            };
        if is_one {
            self.delete += next.delete;
            self.insert.push_str(&next.insert);
        }
        is_one
    }
}

/// The byte where the code point with this number begins; the end for the one after the last.
fn byte_of(text: &str, at: usize) -> Option<usize> {
    let mut starts = text.char_indices().map(|(byte, _)| byte);
    match starts.nth(at) {
        Some(byte) => Some(byte),
        None => (text.chars().count() == at).then_some(text.len()),
    }
}
