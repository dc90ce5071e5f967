//! Which people a cell names.

use std::collections::BTreeSet;

/// The people an owner cell names, each once, in order.
///
/// Names stand apart by commas, semicolons, slashes, line breaks, `&`, "dan" and "and". Academic titles
/// after a comma ("Budi Santoso, S.E., M.M.") belong to the name before them, and an `&` inside a word
/// ("R&D") separates nothing.
///
/// ```
/// use council::matrix::names;
/// assert_eq!(names("Sari dan Budi Santoso, S.E.; R&D"), ["Sari", "Budi Santoso, S.E.", "R&D"]);
/// ```
pub fn names(cell: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in cell.split([';', '/', '\n']) {
        for part in by_ampersand(part) {
            let mut rest = part;
            while let Some((before, after)) = split_at_word(rest) {
                by_comma(before, &mut names);
                rest = after;
            }
            by_comma(rest, &mut names);
        }
    }
    dedup(&mut names);
    names
}

fn by_ampersand(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        let is_spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let (before, after) = (
            text[..at].chars().next_back(),
            text[at + 1..].chars().next(),
        );
        if is_spaced(before) || is_spaced(after) {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// What stands before and after the first "dan" or "and" that is a word of its own.
fn split_at_word(text: &str) -> Option<(&str, &str)> {
    text.match_indices([' ', '\t']).find_map(|(at, _)| {
        let word = text.get(at + 1..at + 4)?;
        let is_joint = word.eq_ignore_ascii_case("dan") || word.eq_ignore_ascii_case("and");
        let after = text.get(at + 4..)?;
        (is_joint && after.starts_with([' ', '\t'])).then(|| (&text[..at], after))
    })
}

fn by_comma<'a>(text: &'a str, names: &mut Vec<&'a str>) {
    let mut from = 0;
    let mut end = 0;
    let mut push = |name: &'a str| {
        let name = name.trim().trim_matches(',').trim();
        if !name.is_empty() {
            names.push(name);
        }
    };
    for part in text.split_inclusive(',') {
        if end > from && !is_title(part) {
            push(&text[from..end]);
            from = end;
        }
        end += part.len();
    }
    push(&text[from..end]);
}

/// Whether a part after a comma is an academic title: short, one word, with a full stop inside.
fn is_title(part: &str) -> bool {
    let part = part.trim_matches(|c: char| c == ',' || c.is_whitespace());
    part.contains('.') && part.chars().count() <= 9 && !part.contains(char::is_whitespace)
}

pub(super) fn dedup(names: &mut Vec<&str>) {
    if names.len() < 2 {
        return;
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_apart_by_every_usual_sign() {
        for (cell, wanted) in [
            ("", vec![]),
            (" ; , ", vec![]),
            ("Sari", vec!["Sari"]),
            (
                "Sari, Budi;Dewi/Eko & Fitri",
                vec!["Sari", "Budi", "Dewi", "Eko", "Fitri"],
            ),
            ("Sari dan Budi and Dewi", vec!["Sari", "Budi", "Dewi"]),
            ("Wildan Andika", vec!["Wildan Andika"]),
            (
                "Budi Santoso, S.E., M.M., Sari",
                vec!["Budi Santoso, S.E., M.M.", "Sari"],
            ),
            ("Divisi R&D", vec!["Divisi R&D"]),
            ("Sari\nsari\nBudi", vec!["Sari", "Budi"]),
            ("dan", vec!["dan"]),
        ] {
            assert_eq!(names(cell), wanted, "{cell:?}");
        }
    }
}
