//! `dewan reopen`: a document that brought the program down is tried again. `dewan open-apart` is that
//! trial: a program of its own.

use serde::Serialize;

use super::Context;
use super::documents::Desk;
use super::refusal::Refusal;
use crate::engine::open::{OpenError, open, open_apart};
use crate::engine::opening::{limit_this_program, try_again};
use crate::say;

/// The answer. The fields stay.
#[derive(Serialize)]
struct Answer {
    document: String,
    /// Whether it was kept shut before.
    was_shut: bool,
}

/// Runs the command.
///
/// # Errors
/// It ends the trial again, does not open, or the folder of marks cannot be written.
pub fn run(context: &Context, wanted: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let document = desk.find(wanted)?.document;
    let was_shut =
        try_again(desk.reader.file(), &document).map_err(|error| Refusal::technical(&error))?;
    open(&desk.reader, &document)?;
    let (language, output) = (context.language, &context.output);
    output.json(&Answer {
        document: document.to_string(),
        was_shut,
    });
    let id = document.short();
    output.line(match was_shut {
        true => say!(language, "reopened", id = id.as_str()),
        false => say!(language, "reopen-not-shut", id = id.as_str()),
    });
    Ok(())
}

/// Runs the trial. Whoever started it asks only whether it lived and could read; why a document does not
/// open otherwise they find out themselves.
///
/// # Errors
/// The limits cannot be set, or the store is not readable within them.
pub fn run_apart(context: &Context, id: &str) -> Result<(), Refusal> {
    limit_this_program().map_err(|error| Refusal::technical(&error))?;
    let reader = context.reading_office()?.reader()?;
    if let Ok(document) = id.parse() {
        match open_apart(&reader, &document) {
            Err(OpenError::Store(error)) => return Err(error.into()),
            Ok(_) | Err(OpenError::NotCreated(_) | OpenError::Shut(_)) => {}
        }
    }
    Ok(())
}
