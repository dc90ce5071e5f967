//! `dewan move`: moves a clause, agenda item, row or column.

use council::edit::Edit;

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::placing::{path_of_thing, thing_at};
use super::refusal::Refusal;
use crate::say;

/// Runs the command; without `after` the thing goes to the front.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, after: Option<&str>) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&at.document)?;
    drop(desk);
    let (collection, id) = thing_at(&opened.view, &at.path)?;
    let after = match after {
        None => None,
        Some(path) => {
            let (other, after) = thing_at(&opened.view, path)?;
            if other != collection || after == id {
                let path = path.to_owned();
                return Err(Refusal::say(move |language| {
                    say!(language, "not-after", path = path.as_str())
                }));
            }
            Some(after)
        }
    };
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&[Edit::Move {
        collection,
        id: id.clone(),
        after,
    }])?;
    let path = path_of_thing(&draft.view(), collection, &id);
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, Some(&path));
    Ok(())
}
