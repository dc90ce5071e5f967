//! `dewan archive`: hides a document from the list, or brings it back.

use council::edit::{Edit, Place};

use super::Context;
use super::documents::{Desk, tell_saved, title_or_none};
use super::refusal::Refusal;
use crate::engine::header::{ARCHIVED, is_archived};
use crate::say;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, document: &str, restore: bool) -> Result<(), Refusal> {
    let id = Desk::open(context)?.find(document)?.document;
    let office = context.office()?;
    let mut draft = office.draft(&id)?;
    let value = if restore { "" } else { "yes" };
    // Written only where it differs: two offices that archive the same document agree.
    if is_archived(&draft.view()) == restore {
        draft.edit(&[Edit::Put {
            place: Place::Meta(ARCHIVED.to_owned()),
            value: value.to_owned(),
        }])?;
    }
    let saved = office.save_one(draft)?;
    let language = context.language;
    let title = title_or_none(language, &saved.title);
    context.output.line(if restore {
        say!(language, "unarchived", title = title, id = saved.id.short())
    } else {
        say!(language, "archived", title = title, id = saved.id.short())
    });
    tell_saved(context, &saved, None);
    Ok(())
}
