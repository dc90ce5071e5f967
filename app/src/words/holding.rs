//! The text that counts, in words.

use council::act::day::Day;

use super::Language;
use crate::command_line::moments::day;
use crate::core::deciding::holding::Holding;
use crate::say;

/// Which text it is: version, number, when it was decided, from when it is in force.
pub fn named(language: Language, holding: &Holding<'_>) -> String {
    match holding {
        Holding::Version(version) => {
            let number = version.number as u64;
            let decided = day_of(language, version.decision.said.time_millis);
            match &version.publication {
                Some(publication) => say!(
                    language,
                    "holding-published",
                    version = number,
                    number = publication.number.as_str(),
                    decided = decided,
                    from = day(language, publication.effective.0)
                ),
                None => say!(
                    language,
                    "holding-version",
                    version = number,
                    decided = decided
                ),
            }
        }
        Holding::Minutes(confirmed) => {
            let last = confirmed
                .chair
                .time_millis
                .max(confirmed.attendee.time_millis);
            say!(language, "holding-minutes", day = day_of(language, last))
        }
    }
}

/// That the text that is looked at is a draft beside it; `next` is the number it would get.
pub fn beside(language: Language, holding: &Holding<'_>, next: usize) -> String {
    let what = named(language, holding);
    match holding {
        Holding::Version(_) => {
            say!(language, "beside-version", next = next as u64, what = what)
        }
        Holding::Minutes(_) => say!(language, "beside-minutes", what = what),
    }
}

/// The same in a few words.
pub fn beside_short(language: Language, holding: &Holding<'_>, next: usize) -> String {
    match holding {
        Holding::Version(_) => say!(language, "beside-version-short", next = next as u64),
        Holding::Minutes(_) => say!(language, "beside-minutes-short"),
    }
}

fn day_of(language: Language, time_millis: i64) -> String {
    Day::of_millis(time_millis).map_or_else(String::new, |found| day(language, found.0))
}
