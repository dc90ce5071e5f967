//! `dewan rename`: gives a document another title.

use council::edit::{Edit, Place};

use super::Context;
use super::documents::{Desk, tell_saved};
use super::refusal::Refusal;
use crate::engine::header::title_place;
use crate::say;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, document: &str, title: &str) -> Result<(), Refusal> {
    let title = title.trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::say(|language| say!(language, "title-missing")));
    }
    let id = Desk::open(context)?.find(document)?.document;
    let office = context.office()?;
    let mut draft = office.draft(&id)?;
    let place: Place = title_place(&draft.document().view());
    draft.edit(&[Edit::Put {
        place,
        value: title,
    }])?;
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, None);
    Ok(())
}
