//! Why something was not struck or proposed again, and what of it stays, in words.

use council::mention::{Person, written};
use council::review::{MAX_REASON_BYTES, StrikeError};
use council::undo::Why;
use format::PublicKey;

use crate::say;
use crate::words::{Language, causes};

/// What is said at the place of a strike: why, and to whom. Whoever wrote what was struck is told of it as of
/// every mention.
pub fn told_at_place(
    reason: &str,
    authors: &[PublicKey],
    me: Option<PublicKey>,
    people: &[Person],
) -> String {
    let mut said = reason.trim().to_owned();
    let is_mine = |person: &Person| me.is_some_and(|me| person.keys.contains(&me));
    let wrote = |person: &&Person| authors.iter().any(|key| person.keys.contains(key));
    for person in people
        .iter()
        .filter(wrote)
        .filter(|person| !is_mine(person))
    {
        said.push(' ');
        said.push_str(&written(person, people));
    }
    said
}

/// The sentence for whoever wanted it.
pub fn strike_refused(language: Language, error: &StrikeError) -> String {
    match error {
        StrikeError::Nothing => say!(language, "strike-nothing"),
        StrikeError::MovedOn(left) => {
            let mut whys: Vec<String> = left.iter().map(|left| why(language, &left.why)).collect();
            whys.dedup();
            say!(language, "strike-moved-on", why = whys.join("; "))
        }
        StrikeError::NoReason => say!(language, "strike-no-reason"),
        StrikeError::LongReason => {
            say!(
                language,
                "strike-long-reason",
                most = MAX_REASON_BYTES as u64
            )
        }
        StrikeError::NoSuchPlace(_) => say!(language, "notice-no-such-place"),
        StrikeError::NoStrike(_) => say!(language, "strike-no-strike"),
        StrikeError::NotTheWriter => say!(language, "notice-read-only"),
        StrikeError::Edit(error) => {
            say!(
                language,
                "notice-not-written",
                why = causes::edit(language, error)
            )
        }
        StrikeError::UnknownHeads(_) | StrikeError::Unreadable(_) | StrikeError::Engine(_) => {
            let why = language.say("cause-unforeseen");
            say!(language, "notice-not-written", why = why)
        }
    }
}

/// Why something stays as it is.
pub fn why(language: Language, why: &Why) -> String {
    match why {
        Why::ChangedSince => say!(language, "left-changed-since"),
        Why::ChangedAtTheSameTime => say!(language, "left-changed-at-the-same-time"),
        Why::AlsoDeleted(text) => say!(language, "left-also-deleted", text = text.as_str()),
        Why::TakenBack(text) => say!(language, "left-taken-back", text = text.as_str()),
        Why::Removed => say!(language, "left-removed"),
        Why::OthersWroteInIt => say!(language, "left-others-wrote"),
        Why::ConflictStaysClosed(values) => {
            say!(language, "left-conflict-closed", values = values.join(", "))
        }
        Why::Unsupported => say!(language, "left-unsupported"),
    }
}
