//! What the chair alone may say about a document, beside decisions: whether such an act counts.

use format::Act;

use crate::act::BodyError;
use crate::past::Past;
use crate::revocation::Released;
use crate::roster::Roster;

/// Why an act that is the chair's to say counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Uncounted {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// It is built on acts that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Its author is no member who counts.
    #[error("whoever says it is no member who counts")]
    Stranger,
    /// Its author's device was revoked, and nobody accepted the act.
    #[error("the device of whoever says it was revoked, and the act was not accepted")]
    Revoked,
    /// Its author was not the chair, as far as was seen.
    #[error("only the chair says so")]
    NotChair,
}

/// Whether the author of an act about a document counts, or the act was accepted, and was the chair as
/// far as was seen. `past` follows the acts about the document.
pub(crate) fn judge(
    roster: &Roster,
    released: &Released,
    past: &Past,
    act: &Act,
) -> Result<(), Uncounted> {
    let statement = act.statement();
    if !released.admits(roster, act) {
        return Err(match roster.is_revoked(&statement.author) {
            true => Uncounted::Revoked,
            false => Uncounted::Stranger,
        });
    }
    if !past.is_complete(&act.id()) || !roster.seats.knows(&statement.roster) {
        return Err(Uncounted::Incomplete);
    }
    match roster.seats.held_chair(act) {
        true => Ok(()),
        false => Err(Uncounted::NotChair),
    }
}
