//! Acts about seats and the charter: said only if they count.

use council::act::Body;
use council::roster::Roster;
use council::seats::Reason;
use format::{Act, Subject};
use store::StoreError;

use crate::engine::office::{Office, OfficeError};

/// Why something about seats was not said. Nothing was kept then.
#[derive(Debug, thiserror::Error)]
pub enum SeatingError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It would not count.
    #[error(transparent)]
    NotValid(#[from] Reason),
}

/// Says something about seats, if it counts by everything that is here. Saved when this returns.
///
/// # Errors
/// [`SeatingError`]; nothing was said then.
pub fn say_of_seats(office: &Office, body: &Body) -> Result<Act, SeatingError> {
    let act = office.sign(body)?;
    let acts = office.reader()?.acts(&Subject::Council)?;
    let roster = Roster::fold(&office.council(), acts.iter().chain([&act]));
    let refused = roster.seats.not_counted();
    if let Some(one) = refused.iter().find(|one| one.act == act.id()) {
        return Err(one.reason.clone().into());
    }
    Ok(office.keep(act)?)
}
