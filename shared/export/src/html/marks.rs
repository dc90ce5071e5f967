//! The numbers and bullets Word shows before the paragraphs of its lists.

/// The number of a paragraph (none for a bullet) as Word shows it before its text, and how many bytes it
/// takes with the blanks after it.
pub(super) fn marker(text: &str) -> Option<(Option<u64>, usize)> {
    let (mark, _) = text.split_once(' ')?;
    let length = mark.len() + 1;
    // `o` and `§` are bullets in the fonts Word takes them from.
    if [
        "·", "•", "o", "§", "▪", "–", "-", "*", "●", "○", "■", "Ø", "ü", "v", "q",
    ]
    .contains(&mark)
        || mark.chars().all(|c| ('\u{f000}'..='\u{f0ff}').contains(&c))
    {
        return Some((None, length));
    }
    let bare = mark.strip_suffix(['.', ')'])?;
    let bare = bare.strip_prefix('(').unwrap_or(bare);
    let last = bare.rsplit('.').next()?;
    let number = last
        .parse()
        .ok()
        .or_else(|| roman(last))
        .or_else(|| letter(last))?;
    (mark.len() <= 12).then_some((Some(number), length))
}

/// `a` is 1, `b` is 2.
fn letter(text: &str) -> Option<u64> {
    let mut chars = text.chars();
    let c = chars.next().filter(char::is_ascii_alphabetic)?;
    chars
        .next()
        .is_none()
        .then(|| u64::from(c.to_ascii_lowercase() as u8 - b'a') + 1)
}

/// Roman numbers of a list; single letters other than `i` and `v` and `x` are letters.
fn roman(text: &str) -> Option<u64> {
    const SMALL: [&str; 20] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
        "xv", "xvi", "xvii", "xviii", "xix", "xx",
    ];
    let lower = text.to_ascii_lowercase();
    SMALL
        .iter()
        .position(|roman| *roman == lower)
        .and_then(|n| u64::try_from(n + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_words() {
        for (text, number) in [
            ("· isi", None),
            ("o isi", None),
            ("\u{f0b7} isi", None),
            ("3. isi", Some(3)),
            ("2.4. isi", Some(4)),
            ("b) isi", Some(2)),
            ("(iv) isi", Some(4)),
            ("XI. isi", Some(11)),
        ] {
            assert_eq!(
                marker(text).map(|(number, _)| number),
                Some(number),
                "{text}"
            );
        }
        for text in ["isi", "pasal 3", "dll. dan", "", "3.", "ok) x"] {
            assert_eq!(marker(text), None, "{text}");
        }
    }
}
