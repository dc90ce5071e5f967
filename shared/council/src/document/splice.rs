//! The smallest splices that lead from one text to another.
//!
//! Small in a way that merges well: whole words change, not letters inside them, except where a word
//! only got something added, removed or replaced in one spot. A passage that keeps nothing but its
//! spaces is one replacement; otherwise two people who both rewrite it would get their words shuffled
//! into each other.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffableStr as _, capture_diff_slices};

/// Deletes and inserts at one place. Counts code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Where, in code points from the start of the text as it is when this splice is applied.
    pub at: usize,
    /// How many code points go.
    pub delete: usize,
    /// What comes.
    pub insert: String,
}

/// With more words than this on both sides together, lines are compared before words.
const MAX_WORDS: usize = 6_000;
/// A passage with more words than this on both sides together is replaced as a whole.
const MAX_PASSAGE_WORDS: usize = 40_000;

/// A differing passage, in bytes.
#[derive(Debug, Clone)]
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// Splices to be applied one after another; empty if the texts are equal.
///
/// ```
/// # use council::document::splice::splices;
/// let found = splices("Rapat dibuka pukul 09.00.", "Rapat dibuka pukul 10.00.");
/// assert_eq!((found[0].at, found[0].delete, found[0].insert.as_str()), (19, 2, "10"));
/// assert_eq!(found.len(), 1);
/// ```
pub fn splices(old: &str, new: &str) -> Vec<Splice> {
    let mut hunks = Vec::new();
    compare(old, new, (0, 0), true, &mut hunks);
    let mut splices = Vec::new();
    // Everything before a splice reads as `new` already when it is applied.
    let (mut at, mut counted) = (0, 0);
    for hunk in joined_over_spaces(old, hunks) {
        let (prefix, suffix) = common_ends(&old[hunk.old.clone()], &new[hunk.new.clone()]);
        let gone = &old[hunk.old.start + prefix..hunk.old.end - suffix];
        let come = hunk.new.start + prefix..hunk.new.end - suffix;
        at += new[counted..come.start].chars().count();
        counted = come.start;
        splices.push(Splice {
            at,
            delete: gone.chars().count(),
            insert: new[come].to_owned(),
        });
    }
    splices
}

/// Adds the differing passages of two texts that begin at `offset` in the whole texts.
fn compare(old: &str, new: &str, offset: (usize, usize), lines_first: bool, hunks: &mut Vec<Hunk>) {
    if old == new {
        return;
    }
    let (prefix, suffix) = common_words_at_ends(old, new);
    let offset = (offset.0 + prefix, offset.1 + prefix);
    let (old, new) = (
        &old[prefix..old.len() - suffix],
        &new[prefix..new.len() - suffix],
    );
    let whole = Hunk {
        old: offset.0..offset.0 + old.len(),
        new: offset.1..offset.1 + new.len(),
    };
    if old.is_empty() || new.is_empty() {
        hunks.push(whole);
        return;
    }
    let (old_words, new_words) = (old.tokenize_unicode_words(), new.tokenize_unicode_words());
    let words = old_words.len() + new_words.len();
    if words > MAX_WORDS && lines_first {
        let (old_lines, new_lines) = (old.tokenize_lines(), new.tokenize_lines());
        for hunk in changed(&old_lines, &new_lines) {
            let inner = (offset.0 + hunk.old.start, offset.1 + hunk.new.start);
            compare(&old[hunk.old], &new[hunk.new], inner, false, hunks);
        }
    } else if words > MAX_PASSAGE_WORDS {
        hunks.push(whole);
    } else {
        hunks.extend(changed(&old_words, &new_words).map(|hunk| Hunk {
            old: offset.0 + hunk.old.start..offset.0 + hunk.old.end,
            new: offset.1 + hunk.new.start..offset.1 + hunk.new.end,
        }));
    }
}

/// The differing passages of two sequences of pieces, in bytes from their start.
fn changed(old: &[&str], new: &[&str]) -> impl Iterator<Item = Hunk> + use<> {
    let ends = |pieces: &[&str]| {
        let mut ends = vec![0];
        for piece in pieces {
            ends.push(ends[ends.len() - 1] + piece.len());
        }
        ends
    };
    let (old_ends, new_ends) = (ends(old), ends(new));
    capture_diff_slices(Algorithm::Myers, old, new)
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(move |op| Hunk {
            old: old_ends[op.old_range().start]..old_ends[op.old_range().end],
            new: new_ends[op.new_range().start]..new_ends[op.new_range().end],
        })
}

/// Joins replacements that keep nothing but spaces and punctuation of one line between them.
fn joined_over_spaces(old: &str, hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in hunks {
        if let Some(last) = joined.last_mut() {
            let kept = &old[last.old.end..hunk.old.start];
            let replaces = |hunk: &Hunk| !hunk.old.is_empty() && !hunk.new.is_empty();
            if kept.is_empty()
                || replaces(last)
                    && replaces(&hunk)
                    && !kept.contains(|c: char| c.is_alphanumeric() || c == '\n')
            {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
                continue;
            }
        }
        joined.push(hunk);
    }
    joined
}

/// Bytes that two texts share at the beginning and at the end, cut back to a space or line end so that
/// no word is split. The two never overlap.
fn common_words_at_ends(old: &str, new: &str) -> (usize, usize) {
    let is_space = |byte: u8| byte == b' ' || byte == b'\n';
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let prefix = old[..same]
        .iter()
        .rposition(|byte| is_space(*byte))
        .map_or(0, |at| at + 1);
    let (old, new) = (&old[prefix..], &new[prefix..]);
    let same = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let suffix = old[old.len() - same..]
        .iter()
        .position(|byte| is_space(*byte))
        .map_or(0, |at| same - at);
    (prefix, suffix)
}

/// Bytes that two texts share at the beginning and at the end, in whole visible characters (a letter
/// and its accents, a flag). The two never overlap.
fn common_ends(old: &str, new: &str) -> (usize, usize) {
    let (old, new) = (old.tokenize_graphemes(), new.tokenize_graphemes());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..]
        .iter()
        .rev()
        .zip(new[prefix..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let bytes = |pieces: &[&str]| pieces.iter().map(|piece| piece.len()).sum();
    (bytes(&old[..prefix]), bytes(&old[old.len() - suffix..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(old: &str, splices: &[Splice]) -> String {
        let mut text: Vec<char> = old.chars().collect();
        for splice in splices {
            text.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
        }
        text.into_iter().collect()
    }

    fn shown(old: &str, new: &str) -> Vec<(usize, usize, String)> {
        let found = splices(old, new);
        assert_eq!(apply(old, &found), new);
        found
            .into_iter()
            .map(|splice| (splice.at, splice.delete, splice.insert))
            .collect()
    }

    #[test]
    fn words_change_where_they_differ() {
        assert_eq!(shown("satu dua tiga", "satu dua tiga"), []);
        assert_eq!(
            shown("satu dua tiga", "satu enam tiga"),
            [(5, 3, "enam".into())]
        );
        assert_eq!(shown("satu tiga", "satu dua tiga"), [(5, 0, "dua ".into())]);
        assert_eq!(shown("", "baru"), [(0, 0, "baru".into())]);
        assert_eq!(shown("lama", ""), [(0, 4, String::new())]);
        assert_eq!(shown("unggah", "diunggah"), [(0, 0, "di".into())]);
        assert_eq!(
            shown(
                "Butir a tetap. Butir b hilang.",
                "Butir x tetap. Butir y hilang."
            ),
            [(6, 1, "x".into()), (21, 1, "y".into())]
        );
    }

    #[test]
    fn a_rewritten_passage_is_one_replacement() {
        assert_eq!(
            shown(
                "Kami akan rapat besok.\nTetap.",
                "Mereka sudah bubar kemarin.\nTetap."
            )
            .len(),
            1
        );
    }

    #[test]
    fn an_accent_stays_with_its_letter() {
        assert_eq!(
            shown("caf\u{65}\u{301}", "caf\u{65}\u{300}"),
            [(3, 2, "\u{65}\u{300}".into())]
        );
    }

    #[test]
    fn a_long_text_with_scattered_changes_stays_small() {
        let old: String = (0..20_000)
            .map(|n| format!("kata{n} {}\n", n % 7))
            .collect();
        let new = old.replace("kata777 ", "lain ").replace("kata15000 ", "");
        let found = splices(&old, &new);
        assert_eq!(apply(&old, &found), new);
        assert!(found.len() <= 3, "{}", found.len());
    }

    proptest! {
        #[test]
        fn splices_lead_to_the_new_text(old in "[ab \n\u{301}é🇮🇩.]{0,40}", new in "[ab \n\u{301}é🇮🇩.]{0,40}") {
            prop_assert_eq!(apply(&old, &splices(&old, &new)), new);
        }

        #[test]
        fn any_text_works(old in ".{0,60}", new in ".{0,60}") {
            prop_assert_eq!(apply(&old, &splices(&old, &new)), new);
        }
    }
}
