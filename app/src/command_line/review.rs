//! `dewan review`: what changed in a document since the last decided version.

use council::edit::{Collection, Place};
use council::review::Strike;
use council::roster::Roster;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, hashes, labelled, name};
use super::moments::moment_of_seconds;
use super::refusal::Refusal;
use super::spot::Spot;
use crate::core::editor::compare::{Fate, PassageFate};
use crate::core::review::{Changes, Hunk, span};
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::reviewing::changes;
use crate::say;
use crate::words::Language;
use crate::words::place::words;

/// How many characters of an id name a change; a hash that is shown has as many.
const ID_CHARS: usize = 8;
/// How many characters of what stayed are shown around a change.
const AROUND: usize = 30;

#[derive(Serialize)]
struct Answer {
    document: String,
    title: String,
    /// The heads of the last decided version; none: nothing was decided.
    before: Vec<String>,
    /// The heads of what is reviewed.
    after: Vec<String>,
    changes: Vec<Change>,
    /// What was struck and reads as before now.
    struck: Vec<StrikeAnswer>,
    same: usize,
}

#[derive(Serialize)]
struct Change {
    id: String,
    place: String,
    name: String,
    fate: &'static str,
    moved: bool,
    before: String,
    after: String,
    several: bool,
    authors: Vec<Writer>,
    /// What of it can be struck by itself.
    parts: Vec<String>,
    struck: Vec<StrikeAnswer>,
}

#[derive(Serialize)]
struct StrikeAnswer {
    change: String,
    place: String,
    by: Option<Writer>,
    time: Option<String>,
    reason: String,
}

/// Runs the command.
///
/// # Errors
/// The document does not open.
pub fn run(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let found = reviewed(&case, context.language)?;
    let (language, output) = (context.language, &context.output);
    let view = &case.opened.view;
    output.line(labelled(language, &id, head_of(view).0));
    if found.hunks.is_empty() && found.struck.is_empty() {
        output.line(say!(language, "review-no-changes"));
    }
    for hunk in &found.hunks {
        let place = words(language, view, &hunk.place);
        output.line(format!(
            "\n{}  {place}  {}",
            key(&hunk.place),
            fate(language, hunk)
        ));
        output.line(say!(
            language,
            "review-written-by",
            names = names(&desk.roster, language, hunk)
        ));
        if hunk.is_of_several {
            output.line(format!("  {}", say!(language, "review-several")));
        }
        for line in lines(hunk) {
            output.line(format!("  {line}"));
        }
        if !hunk.parts.is_empty() {
            let parts: Vec<String> = hunk.parts.iter().map(key).collect();
            output.line(say!(language, "review-parts", parts = parts.join(", ")));
        }
        for strike in &hunk.strikes {
            output.line(format!("  {}", told(&desk.roster, language, strike)));
        }
    }
    if !found.struck.is_empty() {
        output.line(format!("\n{}", say!(language, "review-struck")));
        for strike in &found.struck {
            let place = Spot::of(&strike.place, view);
            output.line(format!("{place}: {}", told(&desk.roster, language, strike)));
        }
    }
    output.json(&answer(&desk.roster, language, &case, &found));
    Ok(())
}

/// What changed, as the chair would see it now.
///
/// # Errors
/// Something of it is not here.
pub(super) fn reviewed(case: &Case, language: Language) -> Result<Changes, Refusal> {
    let day = today().ok_or(DecidingError::Nothing(case.opened.id))?;
    let decisions = case.decisions(case.opened.creation.author, day);
    let span = span(case.opened.id, &decisions, &case.opened.heads());
    changes(&case.opened, span, language)
        .ok_or_else(|| DecidingError::Nothing(case.opened.id).into())
}

/// The short name of a change: its place with the beginning of its id.
pub(super) fn key(place: &Place) -> String {
    let key = place.key();
    let whole = match place {
        Place::Mark(..) => key.strip_suffix("/deleted").unwrap_or(&key),
        _ => &key,
    };
    let is_named = matches!(place.thing(), Some((Collection::Attendance, _)) | None);
    let mut parts: Vec<&str> = whole.split('/').collect();
    if let (Some(id), false) = (parts.get_mut(1), is_named)
        && id.len() == uuid::fmt::Hyphenated::LENGTH
    {
        *id = &id[..ID_CHARS];
    }
    parts.join("/")
}

fn fate(language: Language, hunk: &Hunk) -> String {
    let word = match hunk.passage.fate {
        PassageFate::Changed => "past-changed",
        PassageFate::Came => "past-came",
        PassageFate::Went => "past-went",
        PassageFate::Same => "past-same",
    };
    let mut words = match (hunk.passage.fate, hunk.passage.is_moved) {
        (PassageFate::Same, true) => String::new(),
        _ => language.say(word),
    };
    if hunk.passage.is_moved {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(language.word("past-moved"));
    }
    words
}

fn names(roster: &Roster, language: Language, hunk: &Hunk) -> String {
    let names = hunk
        .authors
        .iter()
        .map(|key| name(roster, language, Some(key)));
    names.collect::<Vec<_>>().join(", ")
}

/// What came and went, with a little of what stands around it: `[-went-]` and `{+came+}`.
fn lines(hunk: &Hunk) -> Vec<String> {
    let mut text = String::new();
    let paragraph = (Fate::Stayed, "\n".to_owned());
    let pieces = hunk
        .passage
        .heading
        .iter()
        .chain([&paragraph])
        .chain(&hunk.passage.body);
    for (fate, piece) in pieces {
        match fate {
            Fate::Came => text.push_str(&format!("{{+{piece}+}}")),
            Fate::Went => text.push_str(&format!("[-{piece}-]")),
            Fate::Stayed => text.push_str(&shortened(piece)),
        }
    }
    let lines = text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn shortened(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= 2 * AROUND + 3 {
        return text.to_owned();
    }
    let begin: String = chars[..AROUND].iter().collect();
    let end: String = chars[chars.len() - AROUND..].iter().collect();
    format!("{begin} … {end}")
}

/// Who struck something, when and why.
pub(super) fn told(roster: &Roster, language: Language, strike: &Strike) -> String {
    say!(
        language,
        "review-struck-by",
        change = strike.change.short(),
        name = name(roster, language, strike.by.as_ref()),
        when = moment_of_seconds(language, strike.time_seconds),
        reason = strike.reason.as_str()
    )
}

fn strike_answer(roster: &Roster, strike: &Strike) -> StrikeAnswer {
    StrikeAnswer {
        change: strike.change.to_string(),
        place: key(&strike.place),
        by: strike.by.as_ref().map(|by| Writer::of(roster, Some(by))),
        time: timestamp(strike.time_seconds.saturating_mul(1000)),
        reason: strike.reason.clone(),
    }
}

fn answer(roster: &Roster, language: Language, case: &Case, found: &Changes) -> Answer {
    let view = &case.opened.view;
    let side = |hunk: &Hunk, other: Fate| -> String {
        let of = |pieces: &[(Fate, String)]| -> String {
            let kept = pieces.iter().filter(|(fate, _)| *fate != other);
            kept.map(|(_, text)| text.as_str()).collect()
        };
        let (heading, body) = (of(&hunk.passage.heading), of(&hunk.passage.body));
        match (heading.is_empty(), body.is_empty()) {
            (_, true) => heading,
            (true, _) => body,
            _ if hunk.passage.collection.is_none() => body,
            _ => format!("{heading}\n\n{body}"),
        }
    };
    Answer {
        document: case.opened.id.to_string(),
        title: head_of(view).0.to_owned(),
        before: hashes(&found.span.before),
        after: hashes(&found.span.after),
        same: found.same,
        struck: found
            .struck
            .iter()
            .map(|one| strike_answer(roster, one))
            .collect(),
        changes: found
            .hunks
            .iter()
            .map(|hunk| Change {
                id: key(&hunk.place),
                place: hunk.place.key(),
                name: words(language, view, &hunk.place),
                fate: match hunk.passage.fate {
                    PassageFate::Same => "same",
                    PassageFate::Changed => "changed",
                    PassageFate::Came => "came",
                    PassageFate::Went => "went",
                },
                moved: hunk.passage.is_moved,
                before: side(hunk, Fate::Came),
                after: side(hunk, Fate::Went),
                several: hunk.is_of_several,
                authors: hunk
                    .authors
                    .iter()
                    .map(|key| Writer::of(roster, Some(key)))
                    .collect(),
                parts: hunk.parts.iter().map(key).collect(),
                struck: hunk
                    .strikes
                    .iter()
                    .map(|one| strike_answer(roster, one))
                    .collect(),
            })
            .collect(),
    }
}
