//! What somebody says by a seat that was ended since. A folder that was copied before has not seen that end, and
//! would say things by the seat for ever.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId};

use super::{Ability, Extent, Seats, Seen};
use crate::act::day::Day;
use crate::past::seen_by_any;

/// Tells what was said by a seat that stands, or before it was ended: whoever ended it had seen it, or ended it
/// with that.
pub(crate) struct InTime<'a> {
    seats: &'a Seats,
    acts: &'a BTreeMap<ActId, &'a Act>,
    /// What whoever ended a seat had seen, by the seat.
    seen: BTreeMap<ActId, BTreeSet<ActId>>,
}

impl<'a> InTime<'a> {
    pub(crate) fn new(seats: &'a Seats, acts: &'a BTreeMap<ActId, &'a Act>) -> Self {
        Self {
            seats,
            acts,
            seen: BTreeMap::new(),
        }
    }

    /// Whether the author of this act about the council held a seat that may, by what was seen and on that
    /// day, and said it in time.
    pub(crate) fn said(&mut self, act: &Act, ability: Ability) -> bool {
        let by = self.seats.said_by(act, ability);
        let id = act.id();
        by.into_iter().any(|seat| self.is_in_time(seat, &id))
    }

    fn is_in_time(&mut self, seat: ActId, act: &ActId) -> bool {
        let Some(ends) = self.seats.over.get(&seat) else {
            return true;
        };
        let acts = self.acts;
        let seen = self.seen.entry(seat).or_insert_with(|| {
            let ends = ends.iter().filter_map(|end| acts.get(end).copied());
            seen_by_any(acts, ends)
        });
        ends.contains(act) || seen.contains(act)
    }
}

impl Seats {
    /// The seats by which the author of an act about the council might do this, by what was seen.
    fn said_by(&self, act: &Act, ability: Ability) -> Vec<ActId> {
        let seen = Seen(self.past.before(&act.id()));
        let statement = act.statement();
        let Some(day) = Day::of_millis(statement.time_millis) else {
            return vec![];
        };
        self.held(&statement.author, &seen, day)
            .filter(|seat| seat.role.may(ability) != Extent::Never)
            .map(|seat| seat.act)
            .collect()
    }
}
