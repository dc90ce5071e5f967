//! `dewan undo` and `dewan redo`: takes back one's own last edit, or does it again.

use council::undo::{Direction, Left};
use serde::Serialize;

use super::Context;
use super::documents::{Desk, SavedAnswer, hashes, name, title_or_none};
use super::refusal::Refusal;
use crate::say;
use crate::words::struck::why;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    saved: SavedAnswer<'a>,
    /// The change that was taken back or done again.
    of: String,
    /// What of it stays as it was.
    left: &'a [Left],
    /// Newer changes of mine of which nothing could be taken back.
    passed_over: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// There is nothing to take back, or why it cannot be.
pub fn run(context: &Context, document: &str, direction: Direction) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let roster = desk.roster.clone();
    drop(desk);
    let office = context.office()?;
    let mut draft = office.draft(&id)?;
    let undone = draft.undo(direction)?;
    let saved = office.save_one(draft)?;
    let language = context.language;
    let title = title_or_none(language, &saved.title);
    let id = saved.id.short();
    let change = undone.of.short();
    let output = &context.output;
    output.line(match direction {
        Direction::Undo => say!(language, "undone", title = title, id = id, change = change),
        Direction::Redo => say!(language, "redone", title = title, id = id, change = change),
    });
    for left in &undone.left {
        let by: Vec<String> = left
            .by
            .iter()
            .map(|key| name(&roster, language, Some(key)))
            .collect();
        output.line(say!(
            language,
            "left-as-it-is",
            path = left.path.join("/"),
            why = why(language, &left.why),
            by = by.join(", ")
        ));
    }
    let passed: Vec<_> = undone
        .passed_over
        .iter()
        .map(|passed| passed.change)
        .collect();
    output.json(&Answer {
        saved: SavedAnswer::of(&saved, None),
        of: undone.of.to_string(),
        left: &undone.left,
        passed_over: hashes(&passed),
    });
    Ok(())
}
