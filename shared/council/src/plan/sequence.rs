//! The order of things: which stay where they are, and which move.

use super::matching::{Signature, matched};
use crate::edit::{Collection, Edit};

/// What becomes of one wanted thing.
pub(super) struct Step {
    /// Its place among the current things; `None`: it is new.
    pub(super) current: Option<usize>,
    /// The id it has, or gets.
    pub(super) id: String,
    /// The id of the thing before it.
    pub(super) after: Option<String>,
    /// Whether it stands out of order.
    moves: bool,
}

impl Step {
    /// The move to its place, if it has to move.
    pub(super) fn moving(&self, collection: Collection) -> Option<Edit> {
        self.moves.then(|| Edit::Move {
            collection,
            id: self.id.clone(),
            after: self.after.clone(),
        })
    }
}

/// Says for each wanted thing where it comes from and goes to, and which current things are gone.
pub(super) fn steps(
    current: &[Signature],
    wanted: &[Signature],
    new_id: &mut impl FnMut() -> String,
) -> (Vec<Step>, Vec<usize>) {
    let found = matched(current, wanted);
    let stays = increasing(&found);
    let mut after = None;
    let mut steps: Vec<Step> = Vec::with_capacity(wanted.len());
    for (n, current_place) in found.iter().enumerate() {
        let id = current_place.map_or_else(&mut *new_id, |at| current[at].id.clone());
        steps.push(Step {
            current: *current_place,
            id: id.clone(),
            after: after.replace(id),
            moves: current_place.is_some() && !stays[n],
        });
    }
    let mut gone = vec![true; current.len()];
    for at in found.iter().flatten() {
        gone[*at] = false;
    }
    let gone = (0..current.len()).filter(|at| gone[*at]).collect();
    (steps, gone)
}

/// Marks the longest increasing run of places: those things stay, the others move around them.
fn increasing(places: &[Option<usize>]) -> Vec<bool> {
    // The tails of runs by length, as indexes into `places`, and the element before each.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (n, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = tails.partition_point(|tail| places[*tail].is_some_and(|p| p < *place));
        before[n] = length.checked_sub(1).map(|l| tails[l]);
        if length == tails.len() {
            tails.push(n);
        } else {
            tails[length] = n;
        }
    }
    let mut stays = vec![false; places.len()];
    let mut at = tails.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = before[n];
    }
    stays
}
