//! `dewan history`: the changes and acts of a document, newest first.

use council::act::Body;
use council::attachment::is_attachment;
use council::authorship::Index;
use council::edit::Place;
use council::history::history;
use council::seats::Role;
use format::Act;
use serde::Serialize;

use super::Context;
use super::clocks::ClockMark;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment;
use super::refusal::Refusal;
use crate::core::clocks::Mark;
use crate::engine::clocks;
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::open::{acts, open};
use crate::say;
use crate::words::clocks::behind;
use crate::words::{Language, place};

/// How many places are named for one change.
const PLACES: usize = 4;

#[derive(Serialize)]
struct Event {
    /// `change` or the kind of an act.
    what: String,
    /// The change's or act's whole id.
    id: String,
    author: Writer,
    time: Option<String>,
    /// What is wrong with the time, if anything is.
    clock: Option<ClockMark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redoes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<u64>,
    /// Paths of what it touched.
    touched: Vec<String>,
    #[serde(skip)]
    line: String,
    #[serde(skip)]
    mark: String,
    #[serde(skip)]
    time_millis: i64,
}

/// Runs the command.
///
/// # Errors
/// Why the document cannot be read.
pub fn run(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let summary = desk.find(document)?;
    let opened = open(&desk.reader, &summary.document)?;
    let (language, output) = (context.language, &context.output);
    let index = Index::read(opened.document.automerge());
    let acts = acts(&desk.reader, &opened.id)?;
    let doubtful = clocks::of_document(&desk.reader, &opened, &acts)?;
    let mut events = Vec::new();
    for entry in history(opened.document.automerge(), &index)? {
        // Genesis is nobody's work.
        let Some(author) = entry.author else { continue };
        let touched: Vec<String> = entry
            .touched
            .iter()
            .map(|touched| match &touched.place {
                Some(place) => {
                    let path = place.path(&opened.view);
                    let path = path
                        .strip_suffix("/deleted")
                        .filter(|_| touched.is_new)
                        .unwrap_or(&path);
                    match touched.is_new {
                        true => format!("+{path}"),
                        false => path.to_owned(),
                    }
                }
                None => touched.path.join("/"),
            })
            .collect();
        // The id in the name of an attachment says nothing to a person.
        let named: Vec<String> = entry
            .touched
            .iter()
            .zip(&touched)
            .map(|(touched, path)| match &touched.place {
                Some(place @ Place::Meta(field)) if is_attachment(field) => {
                    place::words(language, &opened.view, place)
                }
                _ => path.clone(),
            })
            .collect();
        let mark = doubtful.changes.get(&entry.hash);
        events.push(Event {
            clock: ClockMark::of(&desk.roster, mark),
            mark: behind(language, mark),
            line: describe(
                language,
                &named,
                entry.undoes.map(|of| of.short()),
                entry.redoes.map(|of| of.short()),
                entry.message.as_deref(),
            ),
            what: "change".to_owned(),
            id: entry.hash.to_string(),
            author: Writer::of(&desk.roster, Some(&author)),
            time: timestamp(entry.time_seconds.saturating_mul(1000)),
            message: entry.message,
            undoes: entry.undoes.map(|of| of.to_string()),
            redoes: entry.redoes.map(|of| of.to_string()),
            operations: Some(entry.operations),
            touched,
            time_millis: entry.time_seconds.saturating_mul(1000),
        });
    }
    for act in &acts {
        let mark = doubtful.acts.get(&act.id());
        insert(&mut events, of_act(language, &desk, act, mark));
    }
    output.json(&events);
    if output.is_json() {
        return Ok(());
    }
    output.line(labelled(language, &opened.id, head_of(&opened.view).0));
    for event in &events {
        let writer = match (&event.author.person, &event.author.office) {
            (Some(person), Some(office)) => format!("{person} ({office})"),
            _ => event
                .author
                .key
                .clone()
                .unwrap_or_default()
                .chars()
                .take(8)
                .collect(),
        };
        let id: String = event.id.chars().take(8).collect();
        output.line(format!(
            "  {id}  {}  {writer}  {}{}",
            moment(language, event.time_millis),
            event.line,
            event.mark
        ));
    }
    output.line(say!(language, "history-hint", id = opened.id.short()));
    Ok(())
}

/// Puts an act among the changes by its time, before the first that is older. Changes keep their order.
fn insert(events: &mut Vec<Event>, act: Event) {
    let at = events
        .iter()
        .position(|event| event.time_millis / 1000 < act.time_millis / 1000)
        .unwrap_or(events.len());
    events.insert(at, act);
}

/// Whether whoever says it was the chair, as far as they knew.
fn is_by_chair(desk: &Desk, act: &Act) -> bool {
    desk.roster
        .seats
        .roles_of_author(act)
        .contains(&Role::Chair)
}

fn of_act(language: Language, desk: &Desk, act: &Act, mark: Option<&Mark>) -> Event {
    let statement = act.statement();
    let line = match Body::read(act) {
        Ok(Body::Create(_)) => say!(language, "history-created"),
        // Whoever else says it says nothing.
        Ok(Body::Seen(_)) if is_by_chair(desk, act) => {
            say!(language, "history-seen")
        }
        Ok(Body::Comment(comment)) => {
            let text: String = comment
                .text
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(80)
                .collect();
            say!(language, "history-comment", text = text)
        }
        _ => crate::words::lifecycle::act_word(language, &statement.kind),
    };
    Event {
        what: statement.kind.clone(),
        id: act.id().to_string(),
        author: Writer::of(&desk.roster, Some(&statement.author)),
        time: timestamp(statement.time_millis),
        clock: ClockMark::of(&desk.roster, mark),
        mark: behind(language, mark),
        message: None,
        undoes: None,
        redoes: None,
        operations: None,
        touched: Vec::new(),
        line,
        time_millis: statement.time_millis,
    }
}

fn describe(
    language: Language,
    touched: &[String],
    undoes: Option<String>,
    redoes: Option<String>,
    message: Option<&str>,
) -> String {
    if let Some(change) = undoes {
        return say!(language, "history-undo", change = change);
    }
    if let Some(change) = redoes {
        return say!(language, "history-redo", change = change);
    }
    if let Some(message) = message {
        return message.to_owned();
    }
    let mut named = touched
        .iter()
        .take(PLACES)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if touched.len() > PLACES {
        named.push_str(", ");
        named.push_str(&say!(language, "and-more", count = touched.len() - PLACES));
    }
    named
}
