//! Acts about seats and the charter: said only if they count.

use council::act::Body;
use council::roster::Roster;
use council::seats::Reason;
use format::{Act, Subject};
use store::StoreError;

use crate::engine::office::{Office, OfficeError};
use crate::engine::units::{NoSuchUnit, known};

/// Why something about seats was not said. Nothing was kept then.
#[derive(Debug, thiserror::Error)]
pub enum SeatingError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is about a unit that nobody knows.
    #[error(transparent)]
    Unit(#[from] NoSuchUnit),
    /// It would not count.
    #[error(transparent)]
    NotValid(#[from] Reason),
}

/// Says something about seats, if it counts by everything that is here. Saved when this returns.
///
/// # Errors
/// [`SeatingError`]; nothing was said then.
pub fn say_of_seats(office: &Office, body: &Body) -> Result<Act, SeatingError> {
    let act = office.sign(&of_known_units(&office.roster()?, body)?)?;
    let acts = office.reader()?.acts(&Subject::Council)?;
    let roster = Roster::fold(&office.council(), acts.iter().chain([&act]));
    let refused = roster.seats.not_counted();
    if let Some(one) = refused.iter().find(|one| one.act == act.id()) {
        return Err(one.reason.clone().into());
    }
    Ok(office.keep(act)?)
}

/// The same with the units it names spelt as the tree spells them. A seat for a unit that nobody knows would
/// be a seat for nobody.
fn of_known_units(roster: &Roster, body: &Body) -> Result<Body, NoSuchUnit> {
    let mut body = body.clone();
    match &mut body {
        Body::Appoint(appoint) if !appoint.unit.trim().is_empty() => {
            appoint.unit = known(roster, &appoint.unit)?;
        }
        Body::Unit(unit) => {
            if let Some(parent) = &mut unit.parent {
                *parent = known(roster, parent)?;
            }
            // An office that somebody writes for already keeps its spelling.
            if let Ok(name) = known(roster, &unit.name) {
                unit.name = name;
            }
        }
        _ => {}
    }
    Ok(body)
}
