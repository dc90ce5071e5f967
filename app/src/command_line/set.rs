//! `dewan set`: sets the value at a place.

use council::path::Path;

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::placing::place_of_new;
use super::refusal::Refusal;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, value: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&at.document)?;
    drop(desk);
    let edits = Path::parse(&at.path, &opened.view)?.edits(value, &opened.view)?;
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&edits)?;
    let new = place_of_new(&draft.view(), &edits);
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, new.as_deref());
    Ok(())
}
