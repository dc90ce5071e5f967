//! Who says an act, as what: the seats they held as far as was known when it was said.

use format::PublicKey;

use super::{Ability, Extent, Role, Seat, Seats, Seen};
use crate::act::day::Day;

/// Who says an act, as what.
pub(crate) struct Author<'s> {
    /// Who.
    pub(crate) key: PublicKey,
    /// The seats they held.
    pub(crate) seats: Vec<&'s Seat>,
    /// Seats whose days do not hold this one.
    pub(crate) expired: Vec<&'s Seat>,
    has_two_chairs: bool,
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// They held no seat that may.
    NoSeat,
    /// The days of such a seat were over, or had not begun.
    Expired,
    /// Two seats of the chair stood side by side.
    TwoChairs,
}

impl Seats {
    /// Who `key` was on this day, as far as was known.
    pub(crate) fn author<'s>(&'s self, key: &PublicKey, seen: &Seen, day: Day) -> Author<'s> {
        let person = self.person(key, seen);
        let (seats, expired): (Vec<&Seat>, Vec<&Seat>) = self
            .standing(seen)
            .filter(|seat| person.holds(seat))
            .partition(|seat| seat.lasts_on(day));
        let chairs = self.standing(seen);
        let chairs = chairs.filter(|seat| seat.role == Role::Chair && seat.lasts_on(day));
        Author {
            key: *key,
            seats,
            expired,
            has_two_chairs: self.one_each(chairs, seen).len() > 1,
        }
    }
}

impl Author<'_> {
    /// Whether the author may do this with a document of `unit`, their own or not, by a seat; everybody
    /// who counts writes and submits drafts of their own without one.
    pub(crate) fn may(&self, ability: Ability, unit: &str, is_own: bool) -> Result<(), Denied> {
        let fits = |seat: &&Seat| seat.may(ability, unit, is_own);
        if Role::Drafter.may(ability) == Extent::Own && is_own {
            return Ok(());
        }
        let mut fitting = self
            .seats
            .iter()
            .copied()
            .filter(|seat| fits(seat))
            .peekable();
        if fitting.peek().is_none() {
            return Err(match self.expired.iter().any(fits) {
                true => Denied::Expired,
                false => Denied::NoSeat,
            });
        }
        // While there are two chairs nobody presides; what needs no chair goes on.
        let presides_only = fitting.all(|seat| seat.role.is_presiding());
        match self.has_two_chairs && presides_only {
            true => Err(Denied::TwoChairs),
            false => Ok(()),
        }
    }
}
