//! That another document took the place of one, in words.

use council::act::day::Day;
use council::lifecycle::Lifecycle;

use super::Language;
use super::column::capitalised;
use super::lifecycle::{status as own_status, status_name, status_on};
use crate::command_line::documents::title_or_none;
use crate::command_line::moments;
use crate::core::deciding::superseded::{SUPERSEDED, SupersededBy, above_all};
use crate::say;

/// By what and since when, within a sentence: "superseded by “Guideline” (1a2b3c4d), number 002, since ...".
pub fn superseded_by(language: Language, superseded: &SupersededBy) -> String {
    let since = moments::day(language, superseded.since.0);
    match &superseded.by {
        Some(by) => say!(
            language,
            "superseded-by",
            title = title_or_none(language, &by.title),
            id = by.document.short(),
            number = by.number.as_str(),
            day = since
        ),
        None => say!(language, "superseded-by-hidden", day = since),
    }
}

/// The same as a sentence of its own.
pub fn sentence(language: Language, superseded: &SupersededBy) -> String {
    capitalised(&superseded_by(language, superseded))
}

/// What stands on paper beside the word that it is superseded.
pub fn on_paper(language: Language, superseded: &SupersededBy) -> String {
    let since = moments::day(language, superseded.since.0);
    match &superseded.by {
        Some(by) => say!(
            language,
            "paper-superseded",
            title = title_or_none(language, &by.title),
            id = by.document.short(),
            number = by.number.as_str(),
            day = since
        ),
        None => say!(language, "paper-superseded-hidden", day = since),
    }
}

/// What a document is on this day: the stable name of it and a sentence.
pub fn status(
    language: Language,
    lifecycle: &Lifecycle,
    day: Day,
    superseded: Option<&SupersededBy>,
) -> (&'static str, String) {
    let own = lifecycle.status(day);
    match (above_all(&own, superseded), superseded) {
        (Some(by), _) => (SUPERSEDED, sentence(language, by)),
        // By what is superseded as well nobody goes any more.
        (None, Some(_)) => (status_name(&own), own_status(language, &own)),
        (None, None) => (status_name(&own), status_on(language, lifecycle, day)),
    }
}
