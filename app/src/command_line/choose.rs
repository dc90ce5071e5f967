//! `dewan choose`: settles a conflict.

use council::authorship::Index;
use council::edit::Edit;
use council::path::{Path, Target};

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::refusal::Refusal;
use crate::say;

/// Runs the command; `n` counts from 1, as `conflicts` does.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, n: usize) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&at.document)?;
    drop(desk);
    let path = at.path.clone();
    let Target::Place(place) = Path::parse(&at.path, &opened.view)? else {
        return Err(Refusal::say(move |language| {
            say!(language, "no-conflict-here", path = path.as_str())
        }));
    };
    let index = Index::read(opened.document.automerge());
    let overlaps = council::merge::overlaps(&opened.document, &index)?;
    let conflicts = opened.document.conflicts();
    let conflict = conflicts.iter().find(|conflict| conflict.place == place);
    let overlap = overlaps.iter().find(|overlap| overlap.place == place);
    // The merged text is number 1, then come the sides.
    let chosen = match (conflict, overlap, n.checked_sub(1)) {
        (Some(conflict), _, Some(at)) => conflict.choose(at).map(Some),
        (None, Some(_), Some(0)) => Some(None),
        (None, Some(overlap), Some(at)) => overlap.sides.get(at - 1).map(|side| {
            Some(Edit::Put {
                place: place.clone(),
                value: side.text.clone(),
            })
        }),
        (None, None, _) => {
            return Err(Refusal::say(move |language| {
                say!(language, "no-conflict-here", path = path.as_str())
            }));
        }
        (_, _, None) => None,
    };
    let count = conflict.map_or_else(
        || overlap.map_or(0, |overlap| overlap.sides.len() + 1),
        |conflict| conflict.values.len(),
    );
    let Some(edit) = chosen else {
        return Err(Refusal::say(move |language| {
            say!(
                language,
                "no-such-value",
                path = path.as_str(),
                n = n,
                count = count
            )
        }));
    };
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    let changed = match edit {
        Some(edit) => draft.edit(&[edit])?,
        None => false,
    };
    // A text that reads well as it is needs nothing but somebody who says so.
    if !changed {
        draft.settle(&place)?;
    }
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, None);
    Ok(())
}
