//! Text of an input method that is not final: it shows in the field, and is written once it is final.

use crate::core::editor::TextSplice;

/// What an input method shows and nobody wrote yet, as one splice of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Composing(pub(super) TextSplice);

impl Composing {
    /// Takes in another splice of `shown`, the text as it shows with this in it.
    pub(super) fn fold(held: Option<Self>, splice: &TextSplice, shown: &str) -> Self {
        let Some(Self(held)) = held else {
            return Self(splice.clone());
        };
        let length = held.insert.chars().count();
        let from = held.at.min(splice.at);
        let to = (held.at + length).max(splice.at + splice.delete);
        let chars = |from: usize, to: usize| shown.chars().skip(from).take(to - from);
        let insert = chars(from, splice.at)
            .chain(splice.insert.chars())
            .chain(chars(splice.at + splice.delete, to))
            .collect();
        Self(TextSplice {
            at: from,
            delete: to + held.delete - length - from,
            insert,
        })
    }

    /// Moves along with what others wrote in the text. Returns itself, and where a caret of the text
    /// with this in it goes.
    pub(super) fn follow(&self, splice: &TextSplice) -> (Self, impl Fn(usize) -> usize + use<>) {
        let held = &self.0;
        let gone = match held.delete {
            0 => {
                let at = splice.move_caret(held.at);
                at..at
            }
            delete => splice.move_range(&(held.at..held.at + delete)),
        };
        let moved = TextSplice {
            at: gone.start,
            delete: gone.len(),
            insert: held.insert.clone(),
        };
        let length = held.insert.chars().count();
        let (before, after) = (held.clone(), moved.clone());
        let splice = splice.clone();
        let caret = move |caret: usize| {
            if caret < before.at {
                splice.move_caret(caret)
            } else if caret <= before.at + length {
                caret - before.at + after.at
            } else {
                splice.move_caret(caret - length + before.delete) + length - after.delete
            }
        };
        (Self(moved), caret)
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

    /// Folds splices one after the other; checks that one splice does what all of them do.
    fn folded(text: &str, splices: &[TextSplice]) -> TextSplice {
        let mut shown = text.to_owned();
        let mut held = None;
        for splice in splices {
            held = Some(Composing::fold(held, splice, &shown));
            splice.apply(&mut shown);
        }
        let Composing(held) = held.unwrap();
        let mut once = text.to_owned();
        held.apply(&mut once);
        assert_eq!(once, shown);
        held
    }

    #[test]
    fn what_was_tried_out_leaves_only_the_final_words() {
        // Over the selected word "dua": n, ni, then the final word.
        let held = folded(
            "satu dua tiga",
            &[
                splice(5, 3, ""),
                splice(5, 0, "n"),
                splice(5, 1, ""),
                splice(5, 0, "ni"),
                splice(5, 2, ""),
                splice(5, 0, "二"),
            ],
        );
        assert_eq!(held, splice(5, 3, "二"));
        let held = folded("é", &[splice(1, 0, "ab"), splice(0, 3, "")]);
        assert_eq!(held, splice(0, 1, ""));
        let held = folded("0123456789", &[splice(2, 0, "x"), splice(6, 1, "y")]);
        assert_eq!(held, splice(2, 4, "x234y"));
    }

    #[test]
    fn what_others_write_moves_the_text_that_is_not_final() {
        let held = Composing(splice(5, 3, "ni"));
        let (moved, caret) = held.follow(&splice(0, 0, "abc"));
        assert_eq!(moved.0, splice(8, 3, "ni"));
        assert_eq!((caret(5), caret(7), caret(2)), (8, 10, 5));
        let (moved, caret) = held.follow(&splice(9, 0, "abc"));
        assert_eq!(moved.0, splice(5, 3, "ni"));
        // Behind the held text "…ni" stands what stood behind "dua".
        assert_eq!((caret(7), caret(9)), (7, 12));
    }
}
