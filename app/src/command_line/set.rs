//! `dewan set`: sets the value at a place.

use council::edit::Place;
use council::path::{Path, Target};

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::meeting::{meeting_of, refuse_void_votes};
use super::moments::read_day;
use super::placing::place_of_new;
use super::refusal::Refusal;
use crate::core::minutes::days::Toward;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace, value: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(&at.document)?;
    drop(desk);
    let target = Path::parse(&at.path, &opened.view)?;
    let value = typed_value(&target, value);
    let edits = target.edits(&value, &opened.view)?;
    let voter = match &target {
        Target::Place(Place::DecisionVote(_, person)) => Some(person.clone()),
        _ => None,
    };
    let meeting = match &voter {
        Some(_) => Some(meeting_of(context, &opened.id)?),
        None => None,
    };
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&edits)?;
    if let (Some(meeting), Some(person)) = (&meeting, &voter) {
        refuse_void_votes(meeting, &draft.view(), person)?;
    }
    let new = place_of_new(&draft.view(), &edits);
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, new.as_deref());
    Ok(())
}

/// What was typed, with a day in its one spelling where the place holds a day and it is one.
fn typed_value(target: &Target, value: &str) -> String {
    let toward = match target {
        Target::Place(Place::ActionDue(_)) => Toward::Coming,
        Target::Place(Place::Meeting(name)) if name == "date" => Toward::Nearest,
        _ => return value.to_owned(),
    };
    match read_day(value, toward) {
        Some(day) => day.to_string(),
        None => value.to_owned(),
    }
}
