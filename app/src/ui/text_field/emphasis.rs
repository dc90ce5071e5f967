//! Ctrl+B and Ctrl+I: signs around the selected words, or taken away again.

use std::ops::Range;

use crate::core::editor::TextSplice;

/// The splices that put `sign` around the selection or take it away, and the selection after them.
pub(super) fn toggle(
    text: &str,
    selection: &Range<usize>,
    sign: &str,
) -> (Vec<TextSplice>, Range<usize>) {
    let length = sign.chars().count();
    let chars: Vec<char> = text.chars().collect();
    let is_sign = |at: usize| {
        let mark = sign.chars().next();
        let here = chars.get(at..at + length);
        here.is_some_and(|here| here.iter().copied().eq(sign.chars()))
            // One star of two is not a sign for italic.
            && (length > 1
                || (chars.get(at + 1).copied() != mark
                    && at.checked_sub(1).and_then(|before| chars.get(before)).copied() != mark))
    };
    let splice = |at, delete, insert: &str| TextSplice {
        at,
        delete,
        insert: insert.to_owned(),
    };
    let Range { start, end } = *selection;
    let is_around = start >= length && is_sign(start - length) && is_sign(end);
    if is_around {
        let splices = vec![splice(end, length, ""), splice(start - length, length, "")];
        return (splices, start - length..end - length);
    }
    // Spaces at the ends stay outside: Markdown would not read the signs as such beside them.
    let spaces = |chars: &mut dyn Iterator<Item = &char>| {
        chars.take_while(|char| char.is_whitespace()).count()
    };
    let inside = chars.get(start..end).unwrap_or_default();
    let (mut start, mut end) = (start, end);
    if inside.iter().any(|char| !char.is_whitespace()) {
        start += spaces(&mut inside.iter());
        end -= spaces(&mut inside.iter().rev());
    }
    let splices = vec![splice(end, 0, sign), splice(start, 0, sign)];
    (splices, start + length..end + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(text: &str, selection: Range<usize>, sign: &str) -> (String, Range<usize>) {
        let (splices, selection) = toggle(text, &selection, sign);
        let mut text = text.to_owned();
        for splice in splices {
            splice.apply(&mut text);
        }
        (text, selection)
    }

    #[test]
    fn signs_come_around_the_words_and_go_again() {
        let (bold, selection) = done("satu dua tiga", 4..8, "**");
        assert_eq!(
            (bold.as_str(), selection.clone()),
            ("satu **dua** tiga", 7..10)
        );
        assert_eq!(done(&bold, selection, "**").0, "satu dua tiga");
        let (both, selection) = done(&bold, 7..10, "*");
        assert_eq!(both, "satu ***dua*** tiga");
        assert_eq!(selection, 8..11);
        assert_eq!(done("", 0..0, "*"), ("**".into(), 1..1));
        assert_eq!(done("é", 0..1, "**").0, "**é**");
    }
}
