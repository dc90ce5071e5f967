//! Lines that say something about themselves: `- **Label:** value`.

use super::super::outline::BLANK;

/// A line taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Columns before the first character that is not blank.
    pub(super) indent: usize,
    /// Whether a list marker stands before it.
    pub(super) item: bool,
    /// What follows the marker.
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// Takes a line apart.
    pub(super) fn of(line: &'a str) -> Self {
        let text = line.trim_start_matches([' ', '\t']);
        let lead = &line[..line.len() - text.len()];
        let indent = lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let marked = after_marker(text);
        Line {
            indent,
            item: marked.is_some(),
            text: marked.unwrap_or(text).trim_matches(BLANK),
        }
    }

    /// The label and what follows its colon.
    pub(super) fn labelled(&self) -> Option<Labelled<'a>> {
        labelled(self.text)
    }
}

/// A label, whether it stands in bold or italics, and what follows its colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub(super) label: &'a str,
    pub(super) emphasised: bool,
    pub(super) value: &'a str,
}

/// What follows a list marker, if there is one.
pub(super) fn after_marker(text: &str) -> Option<&str> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = if (1..=9).contains(&digits) {
        text[digits..].strip_prefix(['.', ')'])?
    } else {
        text.strip_prefix(['-', '*', '+'])?
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

/// Splits `Label: value`, `**Label:** value` or `**Label**: value`.
pub(super) fn labelled(text: &str) -> Option<Labelled<'_>> {
    for mark in ["**", "__", "*", "_"] {
        let Some(inner) = text.strip_prefix(mark) else {
            continue;
        };
        let (label, rest) = inner.split_once(mark)?;
        let label = label.trim_matches(BLANK);
        let (label, value) = match label.strip_suffix(':') {
            Some(label) => (label, rest),
            None => (label, rest.trim_start_matches(BLANK).strip_prefix(':')?),
        };
        return sound(label, value, true);
    }
    let (label, value) = text.split_once(':')?;
    sound(label, value, false)
}

fn sound<'a>(label: &'a str, value: &'a str, emphasised: bool) -> Option<Labelled<'a>> {
    let label = label.trim_matches(BLANK);
    let fits = !label.is_empty()
        && label.chars().count() <= 40
        && !label.contains(['*', '[', ']', '`', '|', '<', '>', ':', '"', '?']);
    // `https://...` is no label.
    let spaced = value.is_empty() || value.starts_with(BLANK);
    (fits && spaced).then_some(Labelled {
        label,
        emphasised,
        value: value.trim_matches(BLANK),
    })
}
