//! `dewan raise`: puts what is open at a place of a document on the agenda of a meeting.

use council::path::{Path, Target};
use council::view::View;

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved, title_or_none};
use super::placing::place_of_new;
use super::refusal::Refusal;
use crate::engine::header::head_of;
use crate::engine::raising::{on_agenda, raised};
use crate::say;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, minutes: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let about = desk.opened(&at.document)?;
    let Target::Place(place) = Path::parse(&at.path, &about.view)? else {
        let path = at.path.clone();
        return Err(Refusal::say(move |language| {
            say!(language, "raise-new", path = path.as_str())
        }));
    };
    let raised = raised(context.language, &desk.roster, &about, &place)?;
    let meeting = desk.opened(minutes)?;
    drop(desk);
    if !matches!(meeting.view, View::Minutes(_)) {
        return Err(Refusal::say(|language| {
            say!(language, "refused-no-meeting")
        }));
    }
    let topic = raised.topic.clone();
    let title = title_or_none(context.language, head_of(&meeting.view).0);
    let Some(edit) = on_agenda(&meeting.view, raised) else {
        return Err(Refusal::say(move |language| {
            say!(
                language,
                "raise-there",
                topic = topic.as_str(),
                title = title.as_str()
            )
        }));
    };
    let office = context.office()?;
    let mut draft = office.draft_from(meeting)?;
    let edits = [edit];
    draft.edit(&edits)?;
    let new = place_of_new(&draft.view(), &edits);
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, new.as_deref());
    Ok(())
}
