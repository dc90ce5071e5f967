//! Seats and the charter: as plain data, and acts about them, which are said only if they count.

use council::act::Body;
use council::act::scope::UnitCode;
use council::roster::Roster;
use council::roster::checks::checks;
use council::seats::{Reason, Seat};
use council::units::{Units, name_key};
use format::{Act, PublicKey, Subject};
use store::StoreError;

use crate::core::seating::{Fate, Passing, Seating};
use crate::engine::deciding::today;
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
    /// Another unit has the code.
    #[error("the unit \"{unit}\" has the code {code}")]
    CodeTaken {
        /// The code.
        code: String,
        /// The unit that has it.
        unit: String,
    },
    /// It would not count.
    #[error(transparent)]
    NotValid(#[from] Reason),
}

/// Says something about seats, if it counts by everything that is here. Saved when this returns.
///
/// # Errors
/// [`SeatingError`]; nothing was said then.
pub fn say_of_seats(office: &Office, body: &Body) -> Result<Act, SeatingError> {
    let roster = office.roster()?;
    let body = of_known_units(&roster, body)?;
    if let Body::UnitCode(code) = &body {
        check_code(&roster.units, code)?;
    }
    let act = office.sign(&body)?;
    let acts = office.reader()?.acts(&Subject::Council)?;
    let roster = Roster::fold(&office.council(), acts.iter().chain([&act]));
    let refused = roster.seats.not_counted();
    if let Some(one) = refused.iter().find(|one| one.act == act.id()) {
        return Err(one.reason.clone().into());
    }
    Ok(office.keep(act)?)
}

/// Refuses a code that another unit has: the codes of their documents would be mixed up.
///
/// # Errors
/// [`SeatingError::CodeTaken`].
pub fn check_code(units: &Units, given: &UnitCode) -> Result<(), SeatingError> {
    let mut others = units.names().into_iter();
    match others.find(|unit| *unit != given.unit && units.code(unit) == given.code) {
        Some(unit) => Err(SeatingError::CodeTaken {
            code: given.code.clone(),
            unit: unit.to_owned(),
        }),
        None => Ok(()),
    }
}

/// The seats and the rules, as plain data.
pub fn seating(roster: &Roster) -> Seating {
    let mut seats: Vec<Seat> = roster.seats.standing_now().cloned().collect();
    seats.sort_by_cached_key(|seat| {
        (
            seat.role,
            name_key(&seat.unit),
            seat.field.clone(),
            seat.act,
        )
    });
    let with_others = seats.iter().filter_map(|seat| {
        let devices = roster.seats.holders_now(seat);
        (devices != [seat.holder]).then_some((seat.act, devices))
    });
    Seating {
        devices: with_others.collect(),
        seats,
        today: today(),
        charter: roster.seats.charter_now(),
        not_counted: roster.seats.not_counted().to_vec(),
        checks: today().map(|day| checks(roster, day)).unwrap_or_default(),
    }
}

/// What becomes of the seats of whoever's device this is if it is revoked.
pub fn fate_of(roster: &Roster, device: &PublicKey) -> Fate {
    let person = roster.person(device);
    let others = roster
        .members
        .keys()
        .filter(|other| *other != device && roster.counts(other) && roster.person(other) == person);
    seating(roster).fate_of(device, others.copied().collect())
}

/// What passes to a device that `inviter` invites in the place of this one.
pub fn passing(roster: &Roster, inviter: &PublicKey, device: &PublicKey) -> Passing {
    let seats = roster.seats.passing_from(device).into_iter().cloned();
    let (once_confirmed, at_once) = seats.partition(|seat| seat.needs_confirmed_join());
    Passing {
        is_by_chair: roster.is_chair(inviter),
        at_once,
        once_confirmed,
    }
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
        Body::UnitCode(code) => code.unit = known(roster, &code.unit)?,
        _ => {}
    }
    Ok(body)
}
