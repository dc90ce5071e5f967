//! `dewan archive`: hides a document from the list, or brings it back.

use super::Context;
use super::documents::{Desk, tell_saved, title_or_none};
use super::refusal::Refusal;
use crate::engine::archiving::archive;
use crate::say;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, document: &str, restore: bool) -> Result<(), Refusal> {
    let id = Desk::open(context)?.find(document)?.document;
    let saved = archive(&*context.office()?, &id, !restore)?;
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
