//! People's names in lists. What does not look like a name is refused: the text then stays text.

use super::super::outline::BLANK;

/// Words no name contains.
const NOT_NAMES: &[&str] = &[
    "all",
    "everyone",
    "everybody",
    "none",
    "no",
    "not",
    "the",
    "is",
    "was",
    "will",
    "attending",
    "others",
    "other",
    "present",
    "absent",
    "semua",
    "seluruh",
    "tidak",
    "ada",
    "nihil",
    "hadir",
    "izin",
    "lainnya",
    "anggota",
    "orang",
    "tba",
    "tbd",
    "link",
    "note",
    "catatan",
];

/// What stands before a name and ends in a point.
const HONORIFICS: &[&str] = &[
    "dr", "drs", "dra", "ir", "prof", "h", "hj", "bpk", "st", "mr", "mrs", "ms", "moh", "muh",
    "abd",
];

/// A name and a remark on it: `Sari (wakil Budi)`, `Sari - Medan`.
pub(super) fn person(text: &str) -> Option<(String, String)> {
    let text = text.trim_matches(BLANK);
    if let Some((name, note)) = bracketed(text) {
        let note = note.trim_matches(BLANK);
        return (is_name(name) && !note.is_empty()).then(|| (clean(name), note.to_owned()));
    }
    for dash in [" – ", " — ", " - "] {
        if let Some((name, note)) = text.split_once(dash) {
            let note = note.trim_matches(BLANK);
            let writable = bracketed(&format!("x ({note})")).is_some_and(|(_, n)| n == note);
            return (is_name(name) && writable && !note.is_empty())
                .then(|| (clean(name), note.to_owned()));
        }
    }
    let unpointed = unpointed(text);
    is_name(unpointed).then(|| (clean(unpointed), String::new()))
}

/// A text and what stands in balanced brackets at its end.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_suffix(')')?;
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((inside[..at].trim_matches(BLANK), &inside[at + 1..]));
        }
    }
    None
}

/// The names of a list, separated by commas, semicolons or a final `and` / `dan`.
pub(super) fn names(list: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                names.push(&list[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    let last = list[from..].trim_matches(BLANK);
    let conjunction = [" and ", " dan ", " & "]
        .into_iter()
        .find_map(|and| last.split_once(and));
    match conjunction {
        Some((a, b)) if !a.contains('(') => names.extend([a, b]),
        _ => names.push(
            last.strip_prefix("and ")
                .or(last.strip_prefix("dan "))
                .unwrap_or(last),
        ),
    }
    names
}

/// Whether a text looks like one person's name.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim_matches(BLANK);
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = words.len();
    (1..=6).contains(&count)
        && text.chars().count() <= 60
        && text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphabetic() || " .'’-".contains(c))
        && words
            .iter()
            .enumerate()
            .all(|(n, w)| n + 1 == count || pointed_well(w))
        && !words
            .iter()
            .any(|w| NOT_NAMES.contains(&w.to_lowercase().as_str()))
}

/// Whether a text looks like a name a sentence about that person begins with: `Budi: ...`.
pub(super) fn is_capital_name(text: &str) -> bool {
    is_name(text)
        && text.split_whitespace().count() <= 4
        && text
            .split_whitespace()
            .all(|w| w.starts_with(char::is_uppercase))
}

fn pointed_well(word: &str) -> bool {
    word.strip_suffix('.').is_none_or(|bare| {
        bare.chars().count() == 1
            || bare.contains('.')
            || HONORIFICS.contains(&bare.to_lowercase().as_str())
    })
}

/// Without the point that ends a sentence.
fn unpointed(text: &str) -> &str {
    let last = text.rsplit(' ').next().unwrap_or(text);
    match text.strip_suffix('.') {
        Some(bare) if last.chars().count() > 4 && last.matches('.').count() == 1 => bare,
        _ => text,
    }
}

fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
