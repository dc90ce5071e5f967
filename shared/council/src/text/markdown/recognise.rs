//! Which kind of document a file holds.

use super::date::{date_in, whole_date};
use super::minutes::has_attendance_section;
use super::outline;
use crate::view::Kind;

/// Says which kind of document a file is, by its name's ending and what it says.
///
/// `.csv` and `.tsv` are matrices. A text is minutes when its title says so, when its title is a
/// date, or when it has a section on who attended; else it is a policy.
#[must_use]
pub fn recognise(text: &str, file_name: &str) -> Kind {
    let ending = file_name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_lowercase();
    match ending.as_str() {
        "csv" | "tsv" | "tab" => return Kind::Matrix,
        "md" | "markdown" | "mdown" | "txt" | "text" => {}
        _ if looks_like_table(text) => return Kind::Matrix,
        _ => {}
    }
    let outline = outline::read(text);
    let title = outline.title.to_lowercase();
    let opens = [
        "notulen",
        "notula",
        "notulensi",
        "risalah rapat",
        "minutes of",
        "meeting minutes",
    ]
    .iter()
    .any(|words| title.starts_with(words));
    let dated = date_in(&title).is_some()
        && ["meeting", "rapat", "council", "minutes"]
            .iter()
            .any(|w| title.contains(w));
    let minutes =
        opens || dated || whole_date(&title).is_some() || has_attendance_section(&outline.sections);
    if minutes { Kind::Minutes } else { Kind::Policy }
}

/// Several lines with the same number of separators, and no Markdown heading.
fn looks_like_table(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .take(5)
        .collect();
    let same = |separator: char| {
        let counts: Vec<usize> = lines.iter().map(|l| l.matches(separator).count()).collect();
        counts.len() > 1 && counts[0] > 1 && counts.iter().all(|c| *c == counts[0])
    };
    !text.trim_start().starts_with('#') && [',', ';', '\t'].into_iter().any(same)
}
