//! Which decisions on a text stand, and which approvals are one version.
//!
//! A decision stands for ever: a later one, on a later submission, takes nothing away from it. Only what was
//! decided *apart*, by people of whom neither had seen the other's word, can be at odds. Of such decisions
//! with different outcomes all are in conflict until somebody decides who has seen both: that decision
//! *settles* them, and stands in their place.
//!
//! **A version** is what was approved once: an approval that stands and is not in conflict, with those of the
//! same outcome said apart from it, and with the approvals it settled. Whoever approves the same text again,
//! and knew, makes a new version.
//!
//! **A number** is taken by the first approval of a version and never given back, whatever becomes of it: what
//! was printed as version 2 is never called otherwise because somebody settled something since. Approvals are
//! numbered by how much they are built on, then by their ids, so that nothing that is said later moves them.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActId, Fingerprint};

use super::Counted;
use crate::act::decision::Outcome;
use crate::past::Past;

/// How long the chain is on which each act stands: see [`Past::depths`].
pub(super) type Depths = BTreeMap<ActId, u64>;

/// The decisions on one text, as far as somebody knows them.
pub(super) struct Decided<'a> {
    past: &'a Past,
    depths: &'a Depths,
    outcomes: BTreeMap<ActId, Outcome>,
    /// Of those that were settled, the decisions that did it.
    settled_by: BTreeMap<ActId, BTreeSet<ActId>>,
}

impl<'a> Decided<'a> {
    /// The decisions on the text with this fingerprint, or of them those that the author of an act had seen.
    pub(super) fn on(
        past: &'a Past,
        depths: &'a Depths,
        counted: &Counted,
        text: &Fingerprint,
        seen_by: Option<&ActId>,
    ) -> Self {
        let is_known = |id: &ActId| seen_by.is_none_or(|act| past.saw(act, id));
        let outcomes = counted.decides.iter();
        let outcomes =
            outcomes.filter(|(id, (_, one))| one.text.fingerprint == *text && is_known(id));
        let mut decided = Self {
            past,
            depths,
            outcomes: outcomes.map(|(id, (_, one))| (*id, one.outcome)).collect(),
            settled_by: BTreeMap::new(),
        };
        decided.settle();
        decided
    }

    fn settle(&mut self) {
        let all: Vec<ActId> = self.outcomes.keys().copied().collect();
        let mut settled_by: BTreeMap<ActId, BTreeSet<ActId>> = BTreeMap::new();
        for (at, a) in all.iter().enumerate() {
            for b in &all[at + 1..] {
                if !self.are_at_odds(a, b) {
                    continue;
                }
                let saw_both = |id: &&ActId| self.past.saw(id, a) && self.past.saw(id, b);
                let knowing: Vec<&ActId> = all.iter().filter(saw_both).collect();
                // Who comes after a settlement settles nothing that was settled.
                let first = knowing.iter().filter(|id| {
                    let mut others = knowing.iter();
                    !others.any(|before| self.past.saw(id, before))
                });
                for id in first {
                    settled_by.entry(*a).or_default().insert(**id);
                    settled_by.entry(*b).or_default().insert(**id);
                }
            }
        }
        self.settled_by = settled_by;
    }

    /// Whether neither had seen the other.
    fn are_apart(&self, a: &ActId, b: &ActId) -> bool {
        a != b && !self.past.saw(a, b) && !self.past.saw(b, a)
    }

    fn are_at_odds(&self, a: &ActId, b: &ActId) -> bool {
        self.outcomes[a] != self.outcomes[b] && self.are_apart(a, b)
    }

    fn is_settled(&self, id: &ActId) -> bool {
        self.settled_by.contains_key(id)
    }

    /// This decision and those that are at odds with it, where nobody settled that; nothing where none is.
    pub(super) fn conflict_of(&self, id: &ActId) -> BTreeSet<ActId> {
        if self.is_settled(id) || !self.outcomes.contains_key(id) {
            return BTreeSet::new();
        }
        let others = self.outcomes.keys().copied();
        let mut found: BTreeSet<ActId> = others
            .filter(|other| !self.is_settled(other) && self.are_at_odds(id, other))
            .collect();
        if !found.is_empty() {
            found.insert(*id);
        }
        found
    }

    fn is_in_conflict(&self, id: &ActId) -> bool {
        !self.conflict_of(id).is_empty()
    }

    /// Whether what stands in the place of any of these decisions is in conflict.
    pub(super) fn are_in_conflict<'i>(&self, of: impl IntoIterator<Item = &'i ActId>) -> bool {
        let mut standing = of.into_iter().flat_map(|id| self.in_place_of(id));
        standing.any(|id| self.is_in_conflict(&id))
    }

    /// How these decisions, or what stands in their place, and those at odds with them go.
    pub(super) fn outcomes_in_conflict<'i>(
        &self,
        of: impl IntoIterator<Item = &'i ActId>,
    ) -> BTreeSet<Outcome> {
        let standing = of.into_iter().flat_map(|id| self.in_place_of(id));
        let conflict = standing.flat_map(|id| self.conflict_of(&id));
        conflict.map(|id| self.outcomes[&id]).collect()
    }

    /// What stands in the place of a decision: itself, or what settled it, as far as that was settled in turn.
    pub(super) fn in_place_of(&self, id: &ActId) -> BTreeSet<ActId> {
        let (mut found, mut met) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![*id];
        while let Some(id) = open.pop() {
            if !met.insert(id) {
                continue;
            }
            match self.settled_by.get(&id) {
                Some(by) => open.extend(by),
                None => {
                    found.insert(id);
                }
            }
        }
        found
    }

    /// The newest of these: what none of the others has seen; of several, the one with the lowest id.
    pub(super) fn newest(&self, of: &BTreeSet<ActId>) -> Option<ActId> {
        let mut all = of.iter();
        all.find(|id| !of.iter().any(|later| self.past.saw(later, id)))
            .copied()
    }

    fn place(&self, id: &ActId) -> (u64, ActId) {
        (self.depths.get(id).copied().unwrap_or_default(), *id)
    }

    /// The approvals, each list with those that share a number; lists and what is in them by their place.
    pub(super) fn approvals(&self) -> Vec<Vec<ActId>> {
        let approvals = self.outcomes.iter();
        let approvals = approvals.filter(|(_, outcome)| outcome.is_approval());
        let mut approvals: Vec<ActId> = approvals.map(|(id, _)| *id).collect();
        approvals.sort_by_key(|id| self.place(id));
        let mut shared: Vec<Vec<ActId>> = Vec::new();
        for id in approvals {
            let takes = |of: &&mut Vec<ActId>| self.takes_number_of(&id, of);
            match shared.iter_mut().find(takes) {
                Some(of) => of.push(id),
                None => shared.push(vec![id]),
            }
        }
        shared
    }

    /// Whether an approval takes the number of these, which come before it: it settles one of them, and all
    /// of them are settled as far as its author knew; or it says the same apart from all of them. Both
    /// follow from what the authors had seen, so that nothing later changes it.
    fn takes_number_of(&self, id: &ActId, of: &[ActId]) -> bool {
        let settles = |one: &ActId| self.settled_by.get(one).is_some_and(|by| by.contains(id));
        let is_over = |one: &ActId| {
            let by = self.settled_by.get(one);
            let is_known = |by: &ActId| by == id || self.past.saw(id, by);
            !self.past.saw(id, one) || by.is_some_and(|by| by.iter().any(is_known))
        };
        let repeats =
            |one: &ActId| self.outcomes[one] == self.outcomes[id] && self.are_apart(one, id);
        (of.iter().any(settles) && of.iter().all(is_over)) || of.iter().all(repeats)
    }

    /// The versions that these decisions make.
    pub(super) fn versions(&self) -> Vec<Made> {
        let shared = self.approvals();
        let stands = |id: &ActId| {
            self.outcomes[id].is_approval() && !self.is_settled(id) && !self.is_in_conflict(id)
        };
        let holder = |id: &ActId| shared.iter().position(|of| of.contains(id));
        let mut made: BTreeMap<usize, Made> = BTreeMap::new();
        for id in shared.iter().flatten() {
            let mut standing: Vec<ActId> = self.in_place_of(id).into_iter().collect();
            standing.retain(stands);
            standing.sort_by_key(|id| self.place(id));
            let Some((by, at)) = standing.first().and_then(|by| Some((*by, holder(by)?))) else {
                continue;
            };
            let one = made.entry(at).or_insert_with(|| Made {
                first: shared[at][0],
                decision: by,
                approvals: BTreeSet::new(),
            });
            if *id == by {
                one.decision = one.decision.min(by);
            }
            one.approvals.insert(*id);
        }
        made.into_values().collect()
    }

    /// The version that this approval belongs to.
    pub(super) fn version_of(&self, id: &ActId) -> Option<Made> {
        let mut versions = self.versions().into_iter();
        versions.find(|made| made.approvals.contains(id))
    }
}

/// A version, by the decisions it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// The approval that took its number.
    pub(super) first: ActId,
    /// What approves it now: of several, the one with the lowest id.
    pub(super) decision: ActId,
    /// All approvals it stands for, settled ones too. Who published one of them published it.
    pub(super) approvals: BTreeSet<ActId>,
}

/// Every approval of every text by the number it took: the first list has number 1. Approvals that are in
/// conflict, or that a rejection settled, keep theirs.
pub(super) fn numbers<'a, 't: 'a>(
    depths: &Depths,
    texts: impl Iterator<Item = &'a Decided<'t>>,
) -> Vec<Vec<ActId>> {
    let mut all: Vec<Vec<ActId>> = texts.flat_map(Decided::approvals).collect();
    let place = |of: &Vec<ActId>| {
        let first = of.first().copied();
        first.map(|id| (depths.get(&id).copied().unwrap_or_default(), id))
    };
    all.sort_by_key(place);
    all
}
