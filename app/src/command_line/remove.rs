//! `dewan remove`: marks a thing deleted, or takes the mark back.

use council::edit::Edit;

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::placing::{path_of_thing, thing_at};
use super::refusal::Refusal;
use crate::say;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, restore: bool) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&at.document)?;
    drop(desk);
    let (collection, id) = thing_at(&opened.view, &at.path)?;
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    let edit = if restore {
        Edit::Restore {
            collection,
            id: id.clone(),
        }
    } else {
        Edit::Remove {
            collection,
            id: id.clone(),
        }
    };
    draft.edit(&[edit])?;
    // By its number where it is shown, by its id where it is not.
    let path = path_of_thing(&draft.view(), collection, &id);
    let saved = office.save_one(draft)?;
    if !restore && !saved.changes.is_empty() {
        let back = format!("dewan remove {} {path} --restore", saved.id.short());
        context
            .output
            .line(say!(context.language, "removed", command = back));
    }
    tell_saved(context, &saved, restore.then_some(path.as_str()));
    Ok(())
}
