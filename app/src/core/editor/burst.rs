//! What was typed since the last change: splices that become one change when the burst ends.

use std::ops::Range;

use council::edit::{Edit, Place};

/// A pause this long ends a burst, in milliseconds.
pub(super) const PAUSE_MILLIS: i64 = 1_000;
/// A burst goes on for this long at most, in milliseconds.
pub(super) const LONGEST_MILLIS: i64 = 2_000;
/// The same while somebody else has the document open: they see the words grow.
pub(super) const SHARED_MILLIS: i64 = 200;
/// After so many edits a burst ends at once.
pub(super) const MOST_EDITS: u32 = 30;

/// Deletes and inserts at one place of a text. Counts code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSplice {
    /// Where, in code points from the start.
    pub at: usize,
    /// How many code points go.
    pub delete: usize,
    /// What comes.
    pub insert: String,
}

impl TextSplice {
    /// Does it to a text. What lies beyond the end is left out.
    pub fn apply(&self, text: &mut String) {
        let from = byte_of(text, self.at);
        let to = from + byte_of(&text[from..], self.delete);
        text.replace_range(from..to, &self.insert);
    }

    /// Where a caret goes that stood at `caret` when somebody else did this. What is inserted at the
    /// caret comes after it.
    pub fn move_caret(&self, caret: usize) -> usize {
        if caret <= self.at {
            caret
        } else if caret <= self.at + self.delete {
            self.at
        } else {
            caret - self.delete + self.insert.chars().count()
        }
    }

    /// Where a range goes that means the characters in it: it grows by what is written inside, not by
    /// what is written at its ends; empty once all of them are gone.
    pub fn move_range(&self, range: &Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.move_caret(range.start);
            return at..at;
        }
        let inserted = self.insert.chars().count();
        let end_of_gone = self.at + self.delete;
        let start = if range.start < self.at {
            range.start
        } else if range.start >= end_of_gone {
            range.start - self.delete + inserted
        } else {
            // Its beginning went: what came instead is not what was meant.
            self.at + inserted
        };
        let end = if range.end <= self.at {
            range.end
        } else if range.end >= end_of_gone {
            range.end - self.delete + inserted
        } else {
            self.at
        };
        start..end.max(start)
    }
}

/// The byte at which the code point with this number begins; the end if there are fewer.
fn byte_of(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Splices under way, each in the text as the ones before it left it.
#[derive(Debug, Clone, Default)]
pub struct Burst {
    edits: Vec<Edit>,
    count: u32,
    first_millis: i64,
    last_millis: i64,
}

impl Burst {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Takes in one splice. One that goes on where the last one ended becomes part of it.
    pub fn add(&mut self, place: &Place, splice: &TextSplice, now_millis: i64) {
        if self.edits.is_empty() {
            self.first_millis = now_millis;
        }
        self.last_millis = now_millis;
        self.count += 1;
        if let Some(Edit::Splice {
            place: last_place,
            at,
            insert,
            ..
        }) = self.edits.last_mut()
            && last_place == place
        {
            let end = *at + insert.chars().count();
            if splice.delete == 0 && splice.at == end {
                insert.push_str(&splice.insert);
                return;
            }
            // Typed and taken back within the burst: nobody needs to know.
            if splice.insert.is_empty() && splice.at >= *at && splice.at + splice.delete == end {
                for _ in 0..splice.delete {
                    insert.pop();
                }
                if insert.is_empty()
                    && matches!(self.edits.last(), Some(Edit::Splice { delete: 0, .. }))
                {
                    self.edits.pop();
                }
                return;
            }
        }
        self.edits.push(Edit::Splice {
            place: place.clone(),
            at: splice.at,
            delete: splice.delete,
            insert: splice.insert.clone(),
        });
    }

    /// When it ends by itself, in milliseconds since 1970.
    pub fn ends_millis(&self, is_shared: bool) -> Option<i64> {
        if self.is_empty() {
            return None;
        }
        if self.count >= MOST_EDITS {
            return Some(self.last_millis);
        }
        let longest = if is_shared {
            SHARED_MILLIS
        } else {
            LONGEST_MILLIS
        };
        Some(
            (self.first_millis.saturating_add(longest))
                .min(self.last_millis.saturating_add(PAUSE_MILLIS)),
        )
    }

    /// Whether it is over. A clock that went back ends it, too.
    pub fn is_over(&self, now_millis: i64, is_shared: bool) -> bool {
        self.ends_millis(is_shared)
            .is_some_and(|end| now_millis >= end || now_millis < self.first_millis)
    }

    /// The edits, and begins anew.
    pub fn take(&mut self) -> Vec<Edit> {
        self.count = 0;
        std::mem::take(&mut self.edits)
    }

    /// What was typed so far, each in the text as the ones before it left it.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        self.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(at: usize, delete: usize, insert: &str) -> TextSplice {
        TextSplice {
            at,
            delete,
            insert: insert.into(),
        }
    }

    #[test]
    fn letters_typed_one_after_the_other_are_one_splice() {
        let mut burst = Burst::default();
        for (at, letter) in ["r", "a", "p", "x"].into_iter().enumerate() {
            burst.add(&Place::Title, &splice(5 + at, 0, letter), 0);
        }
        burst.add(&Place::Title, &splice(8, 1, ""), 0);
        burst.add(&Place::Title, &splice(8, 0, "at"), 0);
        assert_eq!(
            burst.take(),
            [Edit::Splice {
                place: Place::Title,
                at: 5,
                delete: 0,
                insert: "rapat".into()
            }]
        );
    }

    #[test]
    fn what_was_typed_and_taken_back_is_no_change() {
        let mut burst = Burst::default();
        burst.add(&Place::Title, &splice(0, 0, "a"), 0);
        burst.add(&Place::Title, &splice(0, 1, ""), 0);
        assert!(burst.is_empty());
        // What was there before is another matter.
        burst.add(&Place::Title, &splice(0, 1, "a"), 0);
        burst.add(&Place::Title, &splice(0, 1, ""), 0);
        assert_eq!(burst.take().len(), 1);
    }

    #[test]
    fn a_burst_ends_by_a_pause_by_length_by_count_and_sooner_in_company() {
        let mut burst = Burst::default();
        assert_eq!(burst.ends_millis(false), None);
        burst.add(&Place::Title, &splice(0, 0, "a"), 1_000);
        assert_eq!(burst.ends_millis(false), Some(2_000));
        assert_eq!(burst.ends_millis(true), Some(1_200));
        burst.add(&Place::Title, &splice(1, 0, "b"), 1_900);
        assert_eq!(burst.ends_millis(false), Some(2_900));
        burst.add(&Place::Title, &splice(2, 0, "c"), 2_800);
        assert_eq!(burst.ends_millis(false), Some(3_000), "two seconds at most");
        assert!(!burst.is_over(2_999, false) && burst.is_over(3_000, false));
        assert!(burst.is_over(10, false), "the clock went back");
        burst.take();
        for at in 0..MOST_EDITS as usize {
            burst.add(&Place::Title, &splice(at, 0, "x"), 1_000);
        }
        assert!(burst.is_over(1_000, false));
    }

    #[test]
    fn a_caret_stays_with_the_words_around_it() {
        assert_eq!(splice(3, 0, "abc").move_caret(2), 2);
        assert_eq!(
            splice(3, 0, "abc").move_caret(3),
            3,
            "what comes at the caret comes after it"
        );
        assert_eq!(splice(3, 0, "abc").move_caret(4), 7);
        assert_eq!(splice(3, 4, "").move_caret(5), 3);
        assert_eq!(splice(3, 4, "ab").move_caret(9), 7);
    }

    #[test]
    fn a_range_stays_with_its_characters() {
        let range = 3..6;
        assert_eq!(splice(3, 0, "ab").move_range(&range), 5..8, "before it");
        assert_eq!(splice(6, 0, "ab").move_range(&range), 3..6, "after it");
        assert_eq!(splice(4, 0, "ab").move_range(&range), 3..8, "inside");
        assert_eq!(splice(2, 2, "").move_range(&range), 2..4);
        assert_eq!(splice(5, 3, "x").move_range(&range), 3..5);
        let gone = splice(1, 9, "xy").move_range(&range);
        assert_eq!(gone, 3..3, "what came instead is something else");
        assert_eq!(splice(0, 0, "abc").move_range(&gone), 6..6);
    }

    #[test]
    fn a_splice_counts_code_points() {
        let mut text = "é🇮🇩x".to_owned();
        splice(1, 2, "!").apply(&mut text);
        assert_eq!(text, "é!x");
        splice(9, 9, "?").apply(&mut text);
        assert_eq!(text, "é!x?");
    }
}
