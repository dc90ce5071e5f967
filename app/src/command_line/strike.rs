//! `dewan strike` and `dewan propose-again`: takes out what was reviewed, and brings it back.

use council::act::Comment;
use council::edit::Place;
use council::mention::people;
use council::path::{Path, Target};
use council::review::{Strike, Struck, strikes};
use format::ChangeHash;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, SavedAnswer, name, title_or_none};
use super::placing::thing_at;
use super::refusal::Refusal;
use super::review::{key, reviewed, told};
use crate::core::review::{Changes, Hunk, whole};
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::write::Saved;
use crate::say;
use crate::words::struck::{told_at_place, why};

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    saved: SavedAnswer<'a>,
    place: String,
    /// The strike itself, or the one that was proposed again.
    strike: String,
    /// What of it stays as it was.
    left: &'a [council::undo::Left],
}

/// Runs `dewan strike`.
///
/// # Errors
/// Why nothing was struck.
pub fn strike(
    context: &Context,
    document: &str,
    change: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let me = desk.office.me()?;
    let day = today().ok_or(DecidingError::Nothing(id))?;
    let may = me.is_some_and(|me| case.decisions(me, day).may_strike());
    if !may {
        return Err(Refusal::say(|language| say!(language, "strike-not-yours")));
    }
    let found = reviewed(&case, context.language)?;
    let place = place(&case, &found, change)?;
    let quote = quote(&found, &place);
    let hunk = found.hunks.iter().find(|hunk| hunk.place == whole(&place));
    let authors = hunk.map(|hunk| hunk.authors.clone()).unwrap_or_default();
    let said = told_at_place(reason, &authors, me, &people(&desk.roster));
    drop(desk);
    let office = context.office()?;
    let mut draft = office.draft(&id)?;
    let struck = draft
        .strike(&place, &found.span.reviewed(), reason)
        .map_err(Refusal::from)?;
    let saved = office.save_one(draft)?;
    // Why it was struck stands in the change; as a comment it can be answered.
    let comment = Comment {
        place: place.key(),
        anchor: None,
        quote,
        text: said,
        answers: None,
        mentions: None,
    };
    office.comment(id, comment)?;
    let language = context.language;
    context.output.line(say!(
        language,
        "struck",
        what = key(&place),
        title = title_or_none(language, &saved.title),
        change = struck.change.short()
    ));
    tell(
        context,
        &office.roster()?,
        &saved,
        &place,
        struck.change,
        &struck,
    );
    Ok(())
}

/// Runs `dewan propose-again`.
///
/// # Errors
/// Why nothing came back.
pub fn propose_again(context: &Context, document: &str, strike: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    let index = council::authorship::Index::read(opened.document.automerge());
    let all = strikes(opened.document.automerge(), &index);
    let one = named(&all, strike).cloned();
    let Some(one) = one else {
        let wanted = strike.to_owned();
        let open = all.iter().filter(|strike| !strike.is_over);
        let known: Vec<String> = open
            .map(|one| told(&desk.roster, context.language, one))
            .collect();
        return Err(Refusal::say(move |language| {
            say!(
                language,
                "no-such-strike",
                wanted = wanted.as_str(),
                known = known.join("; ")
            )
        }));
    };
    drop(desk);
    let office = context.office()?;
    let mut draft = office.draft(&opened.id)?;
    let struck = draft.propose_again(&one.change).map_err(Refusal::from)?;
    let saved = office.save_one(draft)?;
    let language = context.language;
    context.output.line(say!(
        language,
        "proposed-again",
        what = key(&one.place),
        title = title_or_none(language, &saved.title),
        change = struck.change.short()
    ));
    tell(
        context,
        &office.roster()?,
        &saved,
        &one.place,
        one.change,
        &struck,
    );
    Ok(())
}

fn named<'a>(all: &'a [Strike], wanted: &str) -> Option<&'a Strike> {
    let wanted = wanted.trim().to_ascii_lowercase();
    let mut found = all
        .iter()
        .filter(|strike| !wanted.is_empty() && strike.change.to_string().starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some(strike), None) => Some(strike),
        _ => None,
    }
}

/// The place that is meant: as `review` names it, or a path in the document.
fn place(case: &Case, found: &Changes, wanted: &str) -> Result<Place, Refusal> {
    let wanted = wanted.trim();
    let offered = |hunk: &Hunk| -> Vec<Place> {
        let parts = hunk.parts.iter();
        std::iter::once(&hunk.place).chain(parts).cloned().collect()
    };
    let mut fitting = found
        .hunks
        .iter()
        .flat_map(offered)
        .filter(|place| is_named(place, wanted));
    match (fitting.next(), fitting.next()) {
        (Some(place), None) => return Ok(place),
        (Some(_), Some(_)) => {
            let wanted = wanted.to_owned();
            return Err(Refusal::say(move |language| {
                say!(language, "strike-ambiguous", wanted = wanted.as_str())
            }));
        }
        (None, _) => {}
    }
    // The path of a thing means all of it, as its id does: of a clause the heading, too.
    if wanted.split('/').count() == 2
        && let Ok((collection, id)) = thing_at(&case.opened.view, wanted)
    {
        return Ok(Place::Mark(collection, id));
    }
    match Path::parse(wanted, &case.opened.view) {
        Ok(Target::Place(place)) => Ok(place),
        Ok(Target::New(_) | Target::NewPerson(_)) | Err(_) => {
            let (collection, id) = thing_at(&case.opened.view, wanted)?;
            Ok(Place::Mark(collection, id))
        }
    }
}

/// Whether this is the name of a place, its id cut off anywhere.
fn is_named(place: &Place, wanted: &str) -> bool {
    let whole = place.key();
    let whole = match place {
        Place::Mark(..) => whole.strip_suffix("/deleted").unwrap_or(&whole),
        _ => &whole,
    };
    let (parts, typed): (Vec<&str>, Vec<&str>) =
        (whole.split('/').collect(), wanted.split('/').collect());
    if whole == wanted {
        return true;
    }
    // A number is a path in the document.
    let is_beginning = |id: &str, typed: &str| typed.len() >= 4 && id.starts_with(typed);
    if let (Place::Mark(..), [_, id], [typed]) = (place, &parts[..], &typed[..]) {
        return is_beginning(id, typed);
    }
    parts.len() == typed.len()
        && parts
            .iter()
            .zip(&typed)
            .enumerate()
            .all(|(at, (part, typed))| match at {
                1 => is_beginning(part, typed),
                _ => part == typed,
            })
}

/// The beginning of what came and went at a place.
fn quote(found: &Changes, place: &Place) -> String {
    use crate::core::editor::compare::Fate;
    let mut hunks = found.hunks.iter();
    let Some(hunk) = hunks.find(|hunk| hunk.place == whole(place)) else {
        return String::new();
    };
    let pieces = hunk.passage.heading.iter().chain(&hunk.passage.body);
    let changed: Vec<&str> = pieces
        .filter(|(fate, _)| *fate != Fate::Stayed)
        .map(|(_, text)| text.trim())
        .collect();
    changed.join(" … ").chars().take(200).collect()
}

fn tell(
    context: &Context,
    roster: &council::roster::Roster,
    saved: &Saved,
    place: &Place,
    strike: ChangeHash,
    struck: &Struck,
) {
    let language = context.language;
    for left in &struck.left {
        let by: Vec<String> = left
            .by
            .iter()
            .map(|key| name(roster, language, Some(key)))
            .collect();
        context.output.line(say!(
            language,
            "left-as-it-is",
            path = left.path.join("/"),
            why = why(language, &left.why),
            by = by.join(", ")
        ));
    }
    context.output.json(&Answer {
        saved: SavedAnswer::of(saved, None),
        place: key(place),
        strike: strike.to_string(),
        left: &struck.left,
    });
}
