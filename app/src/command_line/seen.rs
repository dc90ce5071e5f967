//! `dewan seen`: the chair says that a document was read.

use super::Context;
use super::documents::{Desk, title_or_none};
use super::refusal::Refusal;
use crate::engine::indexing::timestamp;
use crate::engine::seen::SeenError;
use crate::say;

impl From<SeenError> for Refusal {
    fn from(error: SeenError) -> Self {
        match error {
            SeenError::NotChair => Self::say(|language| say!(language, "refused-not-chair")),
            SeenError::Office(error) => error.into(),
            SeenError::Store(error) => error.into(),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Why nothing was said.
pub fn run(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let summary = desk.find(document)?.clone();
    drop(desk);
    let said = context.office()?.say_seen(&summary.document)?;
    let language = context.language;
    let title = title_or_none(language, &summary.title);
    let id = summary.document.short();
    context.output.line(match &said {
        Some(_) => say!(language, "seen-said", title = title, id = id),
        None => say!(language, "seen-already", title = title, id = id),
    });
    context.output.json(&serde_json::json!({
        "document": summary.document.to_string(),
        "act": said.as_ref().map(|act| act.id().to_string()),
        "time": said.as_ref().and_then(|act| timestamp(act.statement().time_millis)),
    }));
    Ok(())
}
